//! The tables of a comparison as CSV.

use super::inputs::{self, Item};
use super::{Change, Compared, headlines, years};
use crate::model::sets::Dimension;
use crate::report::scorecard;
use crate::safe::csv;
use crate::text::Language;
use serde::Serialize;

/// The header of `comparison.csv`.
pub const HEADER: [&str; 9] =
    ["scenario", "variable", "region", "item", "unit", "year", "value", "difference", "relative"];

fn written(value: f64) -> String {
    // the shortest text that reads back to the same bits
    format!("{value:?}")
}

/// Every variable of every scenario by year, with what it differs by from the first scenario: `comparison.csv`.
///
/// # Panics
/// Never: writing to memory does not fail.
#[must_use]
pub fn comparison(compared: &[Compared<'_>]) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let mut write = |row: &[&str]| csv.write_record(row).expect("writing to memory does not fail");
    write(&HEADER);
    for (position_of_scenario, one) in compared.iter().enumerate() {
        let (first, trajectory) = (&compared[0], one.trajectory);
        let sets = trajectory.layout().sets();
        for variable in trajectory.layout().variables() {
            let declaration = variable.declaration;
            for position in 0..variable.size {
                let members = declaration.members(sets, position);
                let of = |wanted: bool| {
                    let chosen = declaration.dimensions.iter().zip(&members);
                    let named = chosen.filter(|(dimension, _)| (**dimension == Dimension::Region) == wanted);
                    named.map(|(_, member)| *member).collect::<Vec<_>>().join("|")
                };
                let (region, item) = (of(true), of(false));
                let unit = one.scenario.baseline.unit_of(declaration, &members);
                for year in trajectory.years_of(variable) {
                    let at = |compared: &Compared<'_>| {
                        compared.trajectory.values(compared.run, variable, year).map(|values| values[position])
                    };
                    let value = at(one);
                    let change =
                        (position_of_scenario > 0).then(|| Some(Change::between(at(first)?, value?))).flatten();
                    write(&[
                        &one.name,
                        declaration.name,
                        &region,
                        &item,
                        &unit,
                        &year.to_string(),
                        &value.map_or_else(String::new, written),
                        &change.map_or_else(String::new, |change| written(change.difference)),
                        &change.and_then(|change| change.relative).map_or_else(String::new, written),
                    ]);
                }
            }
        }
    }
    csv.into_bytes()
}

#[derive(Serialize)]
struct HeadlineRow<'a> {
    scenario: &'a str,
    headline: &'a str,
    unit: &'a str,
    year: i32,
    value: f64,
    difference: Option<f64>,
    relative: Option<f64>,
}

/// The main results: `headlines.csv`.
#[must_use]
pub fn main_results(compared: &[Compared<'_>], language: Language) -> Vec<u8> {
    let years = years(compared);
    let headlines = headlines(compared);
    let mut rows = Vec::new();
    for (scenario, one) in compared.iter().enumerate() {
        for headline in &headlines {
            for (position, year) in years.iter().enumerate() {
                let Some(value) = headline.values[scenario][position] else { continue };
                let change = (scenario > 0).then(|| headline.change(scenario, position)).flatten();
                rows.push(HeadlineRow {
                    scenario: &one.name,
                    headline: headline.label(language).trim(),
                    unit: headline.unit(),
                    year: *year,
                    value,
                    difference: change.map(|change| change.difference),
                    relative: change.and_then(|change| change.relative),
                });
            }
        }
    }
    csv::table(rows)
}

#[derive(Serialize)]
struct TargetRow<'a> {
    scenario: &'a str,
    target: String,
    text: String,
    variable: String,
    year: String,
    predicate: String,
    threshold: Option<f64>,
    value: Option<f64>,
    unit: String,
    verdict: String,
    margin: Option<f64>,
    group: String,
    clause: String,
    note: String,
}

/// The scorecards one below the other: `targets.csv`.
#[must_use]
pub fn targets(compared: &[Compared<'_>], language: Language) -> Vec<u8> {
    let rows = compared.iter().flat_map(|one| {
        scorecard::rows(&one.judged, language).into_iter().map(|row| TargetRow {
            scenario: &one.name,
            target: row.target,
            text: row.text,
            variable: row.variable,
            year: row.year,
            predicate: row.predicate,
            threshold: row.threshold,
            value: row.value,
            unit: row.unit,
            verdict: row.verdict,
            margin: row.margin,
            group: row.group,
            clause: row.clause,
            note: row.note,
        })
    });
    csv::table(rows)
}

/// What the scenarios set differently: `inputs.csv`, with a header even if nothing differs.
#[must_use]
pub fn inputs(items: &[Item], names: &[&str]) -> Vec<u8> {
    let header = ["section", "key", "unit", "scenario", "year", "value", "origin"];
    csv::table_under(&header, inputs::rows(items, names))
}
