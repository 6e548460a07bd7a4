//! What a comparison was made of, for its `manifest.json`.

use super::Compared;
use crate::report::manifest::Described;
use crate::text::Language;
use serde::Serialize;

/// The scenarios of a comparison.
#[derive(Clone, Debug, Serialize)]
pub struct Scenarios {
    scenarios: Vec<Named>,
}

/// One scenario of a comparison.
#[derive(Clone, Debug, Serialize)]
struct Named {
    name: String,
    #[serde(flatten)]
    described: Described,
}

impl Scenarios {
    /// All scenarios with what they were read from.
    #[must_use]
    pub fn of(compared: &[Compared<'_>], language: Language) -> Self {
        let named =
            |one: &Compared<'_>| Named { name: one.name.clone(), described: Described::of(one.scenario, language) };
        Self { scenarios: compared.iter().map(named).collect() }
    }
}
