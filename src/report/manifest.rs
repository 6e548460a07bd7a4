//! `manifest.json`: from what, with what and into what results were made.

use crate::problem::Problems;
use crate::scenario::Scenario;
use crate::text::Language;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::time::Duration;

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
        let mut hash = Hashing::default();
        hash.add(bytes);
        hash.finish(name)
    }
}

/// A hash in the making, of a file that is read piece by piece.
#[derive(Debug, Default)]
pub struct Hashing {
    hash: Sha256,
    bytes: usize,
}

impl Hashing {
    /// Takes in the next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.bytes += bytes.len();
    }

    /// The hash of all bytes.
    #[must_use]
    pub fn finish(self, name: impl Into<String>) -> Hashed {
        let mut sha256 = String::with_capacity(64);
        for byte in self.hash.finalize() {
            let _ = write!(sha256, "{byte:02x}"); // writing to a String cannot fail
        }
        Hashed { name: name.into(), bytes: self.bytes, sha256 }
    }
}

/// How results were made, whatever they are.
#[derive(Clone, Debug, Serialize)]
pub struct Making {
    program: &'static str,
    version: &'static str,
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
            program: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
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

/// Everything that is needed to know results again: how they were made, of which scenario or scenarios, and what they
/// are.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest<S> {
    #[serde(flatten)]
    making: Making,
    #[serde(flatten)]
    made_of: S,
    outputs: Vec<Hashed>,
}

impl<S: Serialize> Manifest<S> {
    /// The manifest of files that were made.
    #[must_use]
    pub const fn new(making: Making, made_of: S, outputs: Vec<Hashed>) -> Self {
        Self { making, made_of, outputs }
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
