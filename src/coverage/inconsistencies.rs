//! How the program treats what is inconsistent in the plan: `inconsistencies.csv`, one row each.

use super::table::{rows, words};
use crate::text::Text;
use serde::Deserialize;
use std::sync::LazyLock;

/// Something that does not fit in the plan.
#[derive(Clone, Debug)]
pub struct Inconsistency {
    /// Its number.
    pub number: u32,
    /// The plan's sections.
    pub sections: String,
    /// What does not fit.
    pub finding: Text,
    /// What the program makes of it.
    pub treatment: Text,
    /// Where that can be seen: targets, parameters, levers, drivers.
    pub names: Vec<String>,
}

#[derive(Deserialize)]
struct Row {
    number: u32,
    sections: String,
    finding_en: String,
    finding_zh: String,
    treatment_en: String,
    treatment_zh: String,
    names: String,
}

/// All of them, in the order of their numbers.
#[must_use]
pub fn inconsistencies() -> &'static [Inconsistency] {
    static ALL: LazyLock<Vec<Inconsistency>> = LazyLock::new(|| {
        let one = |row: Row| Inconsistency {
            number: row.number,
            sections: row.sections,
            finding: Text::new(row.finding_en, row.finding_zh),
            treatment: Text::new(row.treatment_en, row.treatment_zh),
            names: words(&row.names),
        };
        rows(include_str!("inconsistencies.csv")).into_iter().map(one).collect()
    });
    &ALL
}
