//! What `manifest.json` says beside the list of files: from what and with what results were made.

use crate::folder::Hashed;
use crate::problem::Problems;
use crate::scenario::Scenario;
use crate::text::Language;
use serde::Serialize;
use std::time::Duration;

/// How results were made, whatever they are.
#[derive(Clone, Debug, Serialize)]
pub struct Making {
    /// What it was built from: a commit, one with `+uncommitted` changes, or `archive-` with a hash of the sources.
    commit: &'static str,
    command_line: Vec<String>,
    /// That of texts in the files.
    language: &'static str,
    /// Of random numbers; nothing in a single run is drawn at random.
    seed: Option<u64>,
    wall_seconds: f64,
    warnings: Vec<String>,
}

impl Making {
    /// By this program, now.
    #[must_use]
    pub fn new(warnings: &Problems, wall: Duration, language: Language) -> Self {
        Self {
            commit: env!("COKE_SIM_COMMIT"),
            command_line: std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect(),
            language: language.as_str(),
            seed: None,
            wall_seconds: wall.as_secs_f64(),
            warnings: warnings.iter().map(|warning| warning.render(language, false)).collect(),
        }
    }

    /// The same with the seed of its random numbers.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed: Some(seed), ..self }
    }
}

/// What a scenario was made of.
#[derive(Clone, Debug, Serialize)]
pub struct Described {
    title: String,
    start: i32,
    end: i32,
    steps_per_year: u32,
    inputs: Vec<Hashed>,
}

impl Described {
    /// A scenario and all texts that it was read from, those of its baseline too.
    #[must_use]
    pub fn of(scenario: &Scenario, language: Language) -> Self {
        let sources = scenario.sources.iter().chain(scenario.baseline.files.all());
        Self {
            title: scenario.title.in_language(language).to_owned(),
            start: scenario.start,
            end: scenario.end,
            steps_per_year: scenario.steps_per_year,
            inputs: sources.map(|source| Hashed::new(&source.name, source.text.as_bytes())).collect(),
        }
    }
}

/// What a manifest says beside the list of files: how results were made, and of which scenario or scenarios.
#[derive(Clone, Debug, Serialize)]
pub struct About<S> {
    /// How they were made.
    #[serde(flatten)]
    pub making: Making,
    /// What they were made of.
    #[serde(flatten)]
    pub made_of: S,
}
