//! What scenarios set differently, as rows for people and programs.

use crate::problem::Place;
use crate::scenario::difference::{Difference, Differences, Given};
use crate::target::{Measure, Target, Test};
use crate::text::Text;
use serde::Serialize;

/// An input that differs.
#[derive(Clone, Debug)]
pub struct Item {
    /// `policy`, `world`, `parameters`, `time`, `target` or `check`.
    pub section: &'static str,
    /// Its key.
    pub key: String,
    /// Its name for people.
    pub label: Text,
    /// Its unit in the words of the data.
    pub unit: String,
    /// What each scenario says; empty where there is no such input.
    pub said: Vec<Vec<Single>>,
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub struct Single {
    /// The year, if it can differ from year to year.
    pub year: Option<i32>,
    /// The value.
    pub value: Value,
    /// The place that set it; `None` if it is the baseline's.
    pub origin: Option<Place>,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number, in the unit of the input.
    Number(f64),
    /// A name, or a condition.
    Words(String),
}

impl Value {
    /// As it is written for programs: a number in the shortest form that reads back to the same bits.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Number(number) => format!("{number:?}"),
            Self::Words(words) => words.clone(),
        }
    }
}

/// One value as a row of `inputs.csv`.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// `policy`, `world`, `parameters`, `time`, `target` or `check`.
    pub section: &'static str,
    /// Its key.
    pub key: String,
    /// Its unit.
    pub unit: String,
    /// The scenario.
    pub scenario: String,
    /// Year of a lever or driver.
    pub year: Option<i32>,
    /// The value; empty if the scenario has none.
    pub value: String,
    /// File and line that set it; empty if it is the baseline's.
    pub origin: String,
}

/// Everything that differs, what explains most first. A driver is shown by its means over the years from `start` to
/// `end`.
#[must_use]
pub fn items(differences: &Differences, start: i32, end: i32) -> Vec<Item> {
    let mut items = Vec::new();
    for lever in &differences.levers {
        items.push(item("policy", lever, |said| {
            let years = said.start..;
            let values = said.values.iter().zip(&said.origins);
            years.zip(values).map(|(year, (value, origin))| number(Some(year), *value, origin.as_ref())).collect()
        }));
    }
    if let Some(set) = &differences.driver_set {
        items.push(item("world", set, |said| vec![words(said.value.clone(), said)]));
    }
    for driver in &differences.drivers {
        items.push(item("world", driver, |said| {
            let mean = |year| said.value.mean(f64::from(year), 1.0);
            (start..=end).map(|year| number(Some(year), mean(year), said.origin.as_ref())).collect()
        }));
    }
    for parameter in &differences.parameters {
        items.push(item("parameters", parameter, |said| vec![number(None, said.value, said.origin.as_ref())]));
    }
    for setting in &differences.time {
        items.push(item("time", setting, |said| vec![number(None, f64::from(said.value), said.origin.as_ref())]));
    }
    for (section, goals) in [("target", &differences.targets), ("check", &differences.checks)] {
        for goal in goals {
            items.push(item(section, goal, |said| vec![words(condition(&said.value), said)]));
        }
    }
    items
}

fn item<T>(section: &'static str, difference: &Difference<T>, values: impl Fn(&T) -> Vec<Single>) -> Item {
    Item {
        section,
        key: difference.key.clone(),
        label: difference.label.clone(),
        unit: difference.unit.clone(),
        said: difference.said.iter().map(|said| said.as_ref().map(&values).unwrap_or_default()).collect(),
    }
}

fn number(year: Option<i32>, value: f64, origin: Option<&Place>) -> Single {
    Single { year, value: Value::Number(value), origin: origin.cloned() }
}

fn words<T>(words: String, given: &Given<T>) -> Single {
    Single { year: None, value: Value::Words(words), origin: given.origin.clone() }
}

/// What a target asks, in symbols.
fn condition(target: &Target) -> String {
    target.tests.iter().map(asked).collect::<Vec<_>>().join("; ")
}

fn asked(test: &Test) -> String {
    let measure = match test.measure {
        Measure::At => "",
        Measure::Sum => "sum of ",
        Measure::Change => "change of ",
        Measure::LargestRise => "largest rise of ",
        Measure::Highest => "highest ",
        Measure::Lowest => "lowest ",
    };
    let years = match (test.year, test.from, test.to) {
        (Some(year), ..) => format!(" {year}"),
        (None, Some(from), Some(to)) => format!(" {from}-{to}"),
        _ => String::new(),
    };
    let limits = [("<=", test.at_most), (">=", test.at_least), ("=", test.equals)];
    let limits = limits.into_iter().filter_map(|(symbol, limit)| Some(format!(" {symbol} {}", limit?)));
    format!("{measure}{}{years}{}", test.variable.list().join(" + "), limits.collect::<String>())
}

/// The inputs as rows.
#[must_use]
pub fn rows(items: &[Item], names: &[&str]) -> Vec<Row> {
    let mut rows = Vec::new();
    for item in items {
        for (name, said) in names.iter().zip(&item.said) {
            let row = |year, value, origin| Row {
                section: item.section,
                key: item.key.clone(),
                unit: item.unit.clone(),
                scenario: (*name).to_owned(),
                year,
                value,
                origin,
            };
            if said.is_empty() {
                rows.push(row(None, String::new(), String::new()));
            }
            for single in said {
                let origin = single.origin.as_ref().map_or_else(String::new, Place::reference);
                rows.push(row(single.year, single.value.written(), origin));
            }
        }
    }
    rows
}
