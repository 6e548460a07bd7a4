//! Results on standard output, for people or programs.

use super::{liveness, scorecard, table};
use crate::safe::{json, terminal};
use crate::scenario::Scenario;
use crate::target::{Judged, Results};
use crate::text::Language;
use crate::trajectory::Trajectory;
use serde_json::{Map, Value, json};

/// The scorecard and the main trajectories as tables.
#[must_use]
pub fn tables(scenario: &Scenario, trajectory: &Trajectory, judged: &[Judged<'_>], language: Language) -> String {
    format!(
        "{}\n{}\n{}\n\n{}",
        terminal::line(scenario.title.in_language(language)),
        table::headlines(scenario, trajectory, 0, language),
        table::summary(judged, language),
        table::scorecard(scenario, judged, language)
    )
}

/// The scorecard, the main trajectories and every variable as JSON: texts in the language, keys and units as in files.
#[must_use]
pub fn to_json(
    scenario: &Scenario,
    results: &Trajectory,
    judged: &[Judged<'_>],
    levers: Option<&[liveness::Row]>,
    language: Language,
) -> String {
    let parameters = scenario.parameter_record();
    let evaluated = Results::new(&parameters, results, 0);
    let by_year = |values: &mut dyn Iterator<Item = (i32, f64)>| -> Value {
        values.map(|(year, value)| (year.to_string(), json!(value))).collect::<Map<_, _>>().into()
    };
    let headlines: Vec<Value> = scenario
        .baseline
        .headlines
        .iter()
        .map(|headline| {
            let mut values = (scenario.start - 1..=scenario.end)
                .filter_map(|year| Some((year, evaluated.in_year(headline, year).ok()?)));
            json!({
                "label": headline.label.as_ref().map(|label| label.in_language(language).trim()),
                "unit": headline.unit,
                "by_year": by_year(&mut values),
            })
        })
        .collect();
    let sets = results.layout().sets();
    let mut variables = Vec::new();
    for variable in results.layout().variables() {
        for position in 0..variable.size {
            let members = variable.declaration.members(sets, position);
            let named: Map<String, Value> = variable
                .declaration
                .dimensions
                .iter()
                .zip(&members)
                .map(|(dimension, member)| (dimension.key().to_owned(), json!(member)))
                .collect();
            let mut values = results
                .years_of(variable)
                .filter_map(|year| Some((year, results.values(0, variable, year)?[position])));
            variables.push(json!({
                "variable": variable.declaration.name,
                "members": named,
                "unit": scenario.baseline.unit_of(variable.declaration, &members),
                "by_year": by_year(&mut values),
            }));
        }
    }
    let mut document = json!({
        "title": scenario.title,
        "steps_per_year": scenario.steps_per_year,
        "scorecard": scorecard::rows(judged, language),
        "headlines": headlines,
        "trajectory": variables,
    });
    if let Some(levers) = levers {
        document["liveness"] = json!(levers);
    }
    json::pretty(&document)
}
