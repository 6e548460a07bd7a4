//! The model for people, in English and Chinese: names of its quantities (`terms.csv`, one row a quantity), groups of
//! levers, its sectors, and how good it is.
//!
//! What a quantity means in English stands where it is declared, and nowhere else; its labels, and its meaning in
//! Chinese, stand in the table. A test holds both against each other.

mod accuracy;
mod groups;
mod sectors;

pub use accuracy::{Section, accuracy};
pub use groups::{LeverGroup, lever_groups};
pub use sectors::{Sector, sectors};

use crate::model::{Auxiliaries, Drivers, Levers, Parameters, Stocks};
use crate::record::{Declaration, Record};
use crate::text::Text;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a quantity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A policy lever.
    Lever,
    /// An exogenous driver.
    Driver,
    /// A parameter.
    Parameter,
    /// A stock.
    Stock,
    /// An auxiliary or flow.
    Auxiliary,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Lever, Self::Driver, Self::Parameter, Self::Stock, Self::Auxiliary];

    /// What the model declares of this kind.
    #[must_use]
    pub fn declarations(self) -> Vec<&'static Declaration> {
        match self {
            Self::Lever => Levers::<f64>::declarations(),
            Self::Driver => Drivers::<f64>::declarations(),
            Self::Parameter => Parameters::<f64>::declarations(),
            Self::Stock => Stocks::<f64>::declarations(),
            Self::Auxiliary => Auxiliaries::<f64>::declarations(),
        }
    }
}

/// A quantity for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// A few words for tables and charts.
    pub label: Text,
    /// What it means.
    pub meaning: Text,
}

#[derive(Deserialize)]
struct Row {
    kind: Kind,
    name: String,
    en: String,
    zh: String,
    meaning_zh: String,
}

/// The table, read once: it is part of the program and never changes.
static ROWS: LazyLock<BTreeMap<(Kind, String), Row>> = LazyLock::new(|| {
    let table = include_str!("terms.csv");
    // a row that does not parse is missing, and a test finds every term
    let rows = csv::Reader::from_reader(table.as_bytes()).into_deserialize::<Row>().flatten();
    rows.map(|row| ((row.kind, row.name.clone()), row)).collect()
});

/// How many rows the table has.
#[must_use]
pub fn size() -> usize {
    ROWS.len()
}

/// A declared quantity for people. What the table lacks is its name; a test finds that it lacks nothing.
#[must_use]
pub fn term(kind: Kind, declaration: &Declaration) -> Term {
    let meaning = declaration.meaning();
    match ROWS.get(&(kind, declaration.name.to_owned())) {
        Some(row) => Term {
            label: Text { en: row.en.clone(), zh: row.zh.clone() },
            meaning: Text { en: meaning, zh: row.meaning_zh.clone() },
        },
        None => Term { label: Text::plain(declaration.name), meaning: Text::plain(meaning) },
    }
}
