//! The charts of a comparison: one for each of the main results, a line a scenario.

use super::{Compared, Headline, headlines, shown, years};
use crate::report::chart::{Axis, ChartError, Line, LineStyle, Lines, Rasterizer, Words};
use crate::report::figures::Figure;
use crate::text;
use crate::text::{Language, Text};
use rayon::prelude::*;

/// Pixels per unit of a chart's 900 units of width: sharp in print at 15 cm.
const ZOOM: f32 = 2.0;

/// The variables that are drawn, where the main results of the baseline have them.
const DRAWN: [&str; 9] = [
    "capacity",
    "output_total",
    "coke_price_mean",
    "profit_per_t",
    "profit_and_tax",
    "debt",
    "firms",
    "air_load",
    "water_load",
];

/// All charts of a comparison, drawn side by side.
///
/// # Errors
/// If a value cannot be drawn, or there are more scenarios than a chart has room for.
pub fn all(compared: &[Compared<'_>], language: Language) -> Result<Vec<Figure>, ChartError> {
    let pixels = Rasterizer::new();
    let headlines = headlines(compared);
    let chosen: Vec<(String, Lines)> =
        headlines.iter().filter_map(|headline| Some((name(headline)?, lines(compared, headline, language)))).collect();
    chosen
        .into_par_iter()
        .map(|(name, lines)| {
            let svg = lines.to_svg()?;
            let png = pixels.png(&svg, ZOOM)?;
            Ok(Figure { name, svg, png })
        })
        .collect()
}

/// The name of the file of a main result that is drawn; `None` if it is none, or part of another.
fn name(headline: &Headline<'_>) -> Option<String> {
    let variables = headline.test.variable.list();
    let [variable] = variables[..] else { return None };
    if !DRAWN.contains(&variable) || headline.label(Language::En).starts_with(' ') {
        return None;
    }
    let members = headline.test.only.values().flat_map(|names| names.list());
    Some(std::iter::once(variable).chain(members).collect::<Vec<_>>().join("."))
}

fn lines(compared: &[Compared<'_>], headline: &Headline<'_>, language: Language) -> Lines {
    let (factor, unit) = shown(headline.unit(), language);
    let said = |text: Text| text.in_language(language).to_owned();
    let titles: Vec<String> = compared
        .iter()
        .map(|one| {
            let (name, title) = (&one.name, one.scenario.title.in_language(language));
            said(text!("{name}: {title}"; "{name}：{title}"))
        })
        .collect();
    let years = years(compared);
    // the year before the first has stocks only
    let from = usize::from(headline.values.iter().all(|values| values.first().is_none_or(Option::is_none)));
    let line = |(one, values): (&Compared<'_>, &Vec<Option<f64>>)| Line {
        label: one.name.clone(),
        values: values[from..].iter().map(|value| value.map(|value| value * factor)).collect(),
        style: LineStyle::Solid,
        colour: None,
    };
    let when =
        if from == 0 { text!("Ends of years."; "年末值。") } else { text!("Means over years."; "年均值。") };
    let version = env!("CARGO_PKG_VERSION");
    Lines {
        words: Words {
            title: headline.label(language).trim().to_owned(),
            subtitle: said(text!("{} {}", when.en, titles.join("; "); "{}{}", when.zh, titles.join("；"))),
            note: said(text!(
                "Source: coke-sim {version}, one central run of each scenario.";
                "来源：coke-sim {version}，各情景以参数中值模拟一次。"
            )),
        },
        years: years[from..].to_vec(),
        axis: Axis { label: if unit == "-" { String::new() } else { unit }, decimals: None },
        from_zero: true,
        level: None,
        lines: compared.iter().zip(&headline.values).map(line).collect(),
    }
}
