//! A scenario with every value written out, to be read again to the same bits.

use super::Scenario;
use std::fmt::Write;

/// The scenario as TOML that needs nothing from the baseline's values.
#[must_use]
pub fn to_toml(scenario: &Scenario) -> String {
    let mut out = String::new();
    let text = |words: &str| toml::Value::String(words.to_owned()).to_string();
    let number = |value: &f64| format!("{value:?}");
    // writing to a String cannot fail
    let _ = write!(
        out,
        "# Every value of one run, written out. It runs again to the same bits.\n\
         title = {{ en = {}, zh = {} }}\n\
         description = {{ en = {}, zh = {} }}\n\n\
         [time]\nstart = {}\nend = {}\nsteps_per_year = {}\n",
        text(&scenario.title.en),
        text(&scenario.title.zh),
        text(&scenario.description.en),
        text(&scenario.description.zh),
        scenario.start,
        scenario.end,
        scenario.steps_per_year
    );
    let baseline = &scenario.baseline;
    out.push_str("\n[policy]\n");
    for (lever, values) in baseline.levers.iter().zip(&scenario.levers) {
        let values: Vec<String> = values.iter().map(number).collect();
        let constant = values.windows(2).all(|pair| pair[0] == pair[1]);
        let written = if constant { values[0].clone() } else { format!("[{}]", values.join(", ")) };
        let _ = writeln!(out, "\"{}\" = {written} # {}", lever.key, lever.unit);
    }
    out.push_str("\n[world]\n");
    for (driver, series) in baseline.drivers.iter().zip(&scenario.drivers) {
        let points: Vec<String> =
            series.points().iter().map(|(time, value)| format!("\"{time:?}\" = {value:?}")).collect();
        let _ = writeln!(out, "{} = {{ {} }} # {}", driver.key, points.join(", "), driver.unit);
    }
    out.push_str("\n[parameters]\n");
    for (parameter, value) in baseline.parameters.iter().zip(&scenario.parameters) {
        let _ = writeln!(out, "\"{}\" = {value:?} # {}", parameter.key, parameter.unit);
    }
    out
}
