//! A comparison as JSON.

use super::inputs::{self, Item};
use super::{Compared, headlines, ids_of_other_verdicts, years};
use crate::report::scorecard;
use crate::safe::json;
use crate::target::Verdict;
use crate::text::Language;
use serde_json::{Map, Value, json};

/// The main results, the scorecards, what was set differently, and every variable.
#[must_use]
pub fn to_json(compared: &[Compared<'_>], items: &[Item], language: Language) -> String {
    let names: Vec<&str> = compared.iter().map(|one| one.name.as_str()).collect();
    let scenarios: Vec<Value> = compared
        .iter()
        .map(|one| {
            json!({
                "name": one.name,
                "title": one.scenario.title,
                "steps_per_year": one.scenario.steps_per_year,
                "met": one.count(Verdict::Met),
                "missed": one.count(Verdict::Missed),
                "not_evaluated": one.count(Verdict::NotEvaluated),
                "levers": one.notes.iter().map(|note| note.in_language(language)).collect::<Vec<_>>(),
                "scorecard": scorecard::rows(&one.judged, language),
            })
        })
        .collect();
    let years = years(compared);
    let headlines: Vec<Value> = headlines(compared)
        .iter()
        .map(|headline| {
            let by_year = |of: &dyn Fn(usize) -> Option<f64>| -> Value {
                let values = years.iter().enumerate().filter_map(|(position, year)| Some((year, of(position)?)));
                values.map(|(year, value)| (year.to_string(), json!(value))).collect::<Map<_, _>>().into()
            };
            json!({
                "label": headline.label(language).trim(),
                "unit": headline.unit(),
                "by_year": by_name(&names, |scenario| by_year(&|year| headline.values[scenario][year])),
                "difference": by_name(&names, |scenario| {
                    by_year(&|year| headline.change(scenario, year).map(|change| change.difference))
                }),
            })
        })
        .collect();
    let document = json!({
        "scenarios": scenarios,
        "headlines": headlines,
        "other_verdicts": ids_of_other_verdicts(compared),
        "inputs": inputs::rows(items, &names),
        "trajectory": variables(compared, &names),
    });
    json::pretty(&document)
}

/// An object with a value for each scenario, by name.
fn by_name(names: &[&str], of: impl Fn(usize) -> Value) -> Value {
    names.iter().enumerate().map(|(scenario, name)| ((*name).to_owned(), of(scenario))).collect::<Map<_, _>>().into()
}

/// Every variable by scenario and year.
fn variables(compared: &[Compared<'_>], names: &[&str]) -> Vec<Value> {
    let Some(first) = compared.first() else { return Vec::new() };
    let sets = first.trajectory.layout().sets();
    let mut variables = Vec::new();
    for variable in first.trajectory.layout().variables() {
        for position in 0..variable.size {
            let members = variable.declaration.members(sets, position);
            let of_sets: Map<String, Value> = variable
                .declaration
                .dimensions
                .iter()
                .zip(&members)
                .map(|(dimension, member)| (dimension.key().to_owned(), json!(member)))
                .collect();
            let by_year = |scenario: usize| -> Value {
                let one = &compared[scenario];
                let years = one.trajectory.years_of(variable);
                let value = |year| Some((year, one.trajectory.values(one.run, variable, year)?[position]));
                let values = years.filter_map(value).map(|(year, value)| (year.to_string(), json!(value)));
                values.collect::<Map<_, _>>().into()
            };
            variables.push(json!({
                "variable": variable.declaration.name,
                "members": of_sets,
                "unit": first.scenario.baseline.unit_of(variable.declaration, &members),
                "by_year": by_name(names, by_year),
            }));
        }
    }
    variables
}
