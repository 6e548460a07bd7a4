//! The inputs of a scenario as rows: every value, its unit, its year or time, and where it comes from.

use crate::problem::Place;
use crate::safe::{csv, json};
use crate::scenario::Scenario;
use crate::text::{Language, Text};
use serde::Serialize;

/// One value.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// `policy`, `world` or `parameters`.
    pub section: &'static str,
    /// Its key in a scenario.
    pub key: String,
    /// Its name for people.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// Year of a lever, time of a driver's point; empty for a parameter.
    pub time: String,
    /// The value.
    pub value: f64,
    /// File and line, if something else than the baseline sets it.
    pub set_at: String,
    /// What the baseline cites, otherwise.
    pub source: String,
    /// How well a parameter of the baseline is known: `solid`, `fair`, `weak` or `fixed`.
    pub evidence: &'static str,
}

/// All inputs; only those that something sets, if `changed_only`.
#[must_use]
pub fn rows(scenario: &Scenario, language: Language, changed_only: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut push = |section,
                    key: &str,
                    label: &Text,
                    unit: &str,
                    time: String,
                    value,
                    place: Option<&Place>,
                    source: &str,
                    evidence| {
        if changed_only && place.is_none() {
            return;
        }
        // what the baseline says of its own value does not hold for another
        let (source, evidence) = if place.is_some() { ("", "") } else { (source, evidence) };
        rows.push(Row {
            section,
            key: key.to_owned(),
            label: label.in_language(language).to_owned(),
            unit: unit.to_owned(),
            time,
            value,
            set_at: place.map_or_else(String::new, Place::reference),
            source: source.to_owned(),
            evidence,
        });
    };
    let baseline = &scenario.baseline;
    for (slot, (lever, values)) in baseline.levers.iter().zip(&scenario.levers).enumerate() {
        for (position, (year, value)) in scenario.years().zip(values).enumerate() {
            let place = scenario.origins.levers.get(slot).and_then(|places| places.get(position)?.as_ref());
            let time = year.to_string();
            push("policy", &lever.key, &lever.term.label, &lever.unit, time, *value, place, &lever.plan_ids, "");
        }
    }
    for (slot, (driver, series)) in baseline.drivers.iter().zip(&scenario.drivers).enumerate() {
        let place = scenario.origins.drivers.get(slot).and_then(Option::as_ref);
        let source = driver.sources.get(&scenario.driver_set).map_or("", String::as_str);
        for (time, value) in series.points() {
            let time = format!("{time:?}");
            push("world", &driver.key, &driver.term.label, &driver.unit, time, *value, place, source, "");
        }
    }
    for (slot, (parameter, value)) in baseline.parameters.iter().zip(&scenario.parameters).enumerate() {
        let place = scenario.origins.parameters.get(slot).and_then(Option::as_ref);
        let (label, unit, source) = (&parameter.term.label, &parameter.unit, &parameter.source);
        let evidence = parameter.evidence.as_str();
        push("parameters", &parameter.key, label, unit, String::new(), *value, place, source, evidence);
    }
    rows
}

/// The inputs as CSV.
#[must_use]
pub fn to_csv(scenario: &Scenario, language: Language, changed_only: bool) -> Vec<u8> {
    csv::table(rows(scenario, language, changed_only))
}

/// The inputs as JSON.
#[must_use]
pub fn to_json(scenario: &Scenario, language: Language, changed_only: bool) -> String {
    json::pretty(&rows(scenario, language, changed_only))
}
