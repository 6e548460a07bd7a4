//! `manifest.json` of a comparison: from what, with what and into what it was made.

use super::Compared;
use crate::problem::Problems;
use crate::report::manifest::Hashed;
use crate::text::Language;
use serde::Serialize;
use std::time::Duration;

/// Everything that is needed to know a comparison again.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    program: &'static str,
    version: &'static str,
    commit: &'static str,
    command_line: Vec<String>,
    /// Nothing in a single run is drawn at random.
    seed: Option<u64>,
    wall_seconds: f64,
    warnings: Vec<String>,
    scenarios: Vec<Entry>,
    outputs: Vec<Hashed>,
}

/// One scenario of a comparison.
#[derive(Clone, Debug, Serialize)]
struct Entry {
    name: String,
    title: String,
    start: i32,
    end: i32,
    steps_per_year: u32,
    inputs: Vec<Hashed>,
}

impl Manifest {
    /// The manifest of a comparison.
    #[must_use]
    pub fn new(compared: &[Compared<'_>], warnings: &Problems, outputs: Vec<Hashed>, wall: Duration) -> Self {
        let entry = |one: &Compared<'_>| {
            let scenario = one.scenario;
            let sources = scenario.sources.iter().chain(scenario.baseline.files.all());
            Entry {
                name: one.name.clone(),
                title: scenario.title.en.clone(),
                start: scenario.start,
                end: scenario.end,
                steps_per_year: scenario.steps_per_year,
                inputs: sources.map(|source| Hashed::new(&source.name, source.text.as_bytes())).collect(),
            }
        };
        Self {
            program: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            commit: env!("COKE_SIM_COMMIT"),
            command_line: std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect(),
            seed: None,
            wall_seconds: wall.as_secs_f64(),
            warnings: warnings.iter().map(|warning| warning.render(Language::En, false)).collect(),
            scenarios: compared.iter().map(entry).collect(),
            outputs,
        }
    }

    /// The manifest as JSON.
    ///
    /// # Panics
    /// Never: its parts are plain data.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let mut json = serde_json::to_vec_pretty(self).expect("plain data");
        json.push(b'\n');
        json
    }
}
