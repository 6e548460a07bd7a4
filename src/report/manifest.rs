//! `manifest.json`: from what, with what and into what a run was made.

use crate::problem::Problems;
use crate::scenario::Scenario;
use crate::text::Language;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::time::Duration;

/// Everything that is needed to know a run again.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    program: &'static str,
    version: &'static str,
    commit: &'static str,
    command_line: Vec<String>,
    /// That of texts in the files.
    language: &'static str,
    title: String,
    start: i32,
    end: i32,
    steps_per_year: u32,
    /// Nothing in a single run is drawn at random.
    seed: Option<u64>,
    wall_seconds: f64,
    warnings: Vec<String>,
    inputs: Vec<Hashed>,
    outputs: Vec<Hashed>,
}

/// A file or text with the hash of its bytes.
#[derive(Clone, Debug, Serialize)]
pub struct Hashed {
    name: String,
    bytes: usize,
    sha256: String,
}

impl Hashed {
    /// The hash of a text or file.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: &[u8]) -> Self {
        let mut sha256 = String::with_capacity(64);
        for byte in Sha256::digest(bytes) {
            let _ = write!(sha256, "{byte:02x}"); // writing to a String cannot fail
        }
        Self { name: name.into(), bytes: bytes.len(), sha256 }
    }
}

impl Manifest {
    /// The manifest of a run.
    #[must_use]
    pub fn new(
        scenario: &Scenario,
        warnings: &Problems,
        outputs: Vec<Hashed>,
        wall: Duration,
        language: Language,
    ) -> Self {
        let sources = scenario.sources.iter().chain(scenario.baseline.files.all());
        Self {
            program: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            commit: env!("COKE_SIM_COMMIT"),
            command_line: std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect(),
            language: language.as_str(),
            title: scenario.title.in_language(language).to_owned(),
            start: scenario.start,
            end: scenario.end,
            steps_per_year: scenario.steps_per_year,
            seed: None,
            wall_seconds: wall.as_secs_f64(),
            warnings: warnings.iter().map(|warning| warning.render(language, false)).collect(),
            inputs: sources.map(|source| Hashed::new(&source.name, source.text.as_bytes())).collect(),
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
