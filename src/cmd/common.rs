//! What several verbs take and do alike.

use crate::problem::Problems;
use crate::report::comparison::names;
use crate::safe::csv::CsvFor;
use crate::scenario::{STEPS_PER_YEAR, Scenario, read};
use clap::builder::RangedI64ValueParser;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Settings that win over what the scenario files say.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// Set a lever, parameter or driver; wins over the files. Can be repeated.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<String>,

    /// Steps a year, 1 to 48; the default is 12, or what the scenario says.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = steps_per_year())]
    steps_per_year: Option<u32>,
}

impl Settings {
    /// Reads a scenario with these settings.
    ///
    /// # Errors
    /// If anything in it, or in the settings, is wrong.
    pub fn read(&self, path: &Path) -> Result<Scenario, Problems> {
        read::open(path, &self.all())
    }

    /// The settings as those of a file.
    #[must_use]
    pub fn all(&self) -> Vec<String> {
        let mut settings = self.settings.clone();
        settings.extend(self.steps_per_year.map(|steps| format!("steps_per_year={steps}")));
        settings
    }
}

/// How tables for programs are written.
#[derive(Args, Clone, Copy, Debug)]
pub struct Tables {
    /// Who opens CSV files: programs, or a spreadsheet, which shows Chinese right only with a mark at the start.
    #[arg(long, value_name = "READER", default_value = "programs")]
    csv_for: ReaderName,
}

/// Who reads CSV, as it is named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReaderName {
    /// Plain UTF-8.
    Programs,
    /// UTF-8 with a byte-order mark, as Excel needs it.
    Spreadsheet,
}

impl Tables {
    /// Who reads them.
    #[must_use]
    pub const fn csv_for(self) -> CsvFor {
        match self.csv_for {
            ReaderName::Programs => CsvFor::Programs,
            ReaderName::Spreadsheet => CsvFor::Spreadsheet,
        }
    }
}

fn steps_per_year() -> RangedI64ValueParser<u32> {
    let (fewest, most) = (*STEPS_PER_YEAR.start(), *STEPS_PER_YEAR.end());
    RangedI64ValueParser::new().range(i64::from(fewest)..=i64::from(most))
}

/// Short names of scenarios, those of their files; no two alike.
#[must_use]
pub fn names_of(paths: &[PathBuf]) -> Vec<String> {
    let stem = |path: &PathBuf| {
        path.file_stem().map_or_else(|| path.display().to_string(), |stem| stem.to_string_lossy().into_owned())
    };
    names(&paths.iter().map(stem).collect::<Vec<_>>())
}

/// Reads several scenarios; returns the warnings of all.
///
/// # Errors
/// If one of them is wrong: the problems of all, each once, since those of a setting come with every scenario.
pub fn read_all(paths: &[PathBuf], settings: &Settings) -> Result<(Vec<Scenario>, Problems), Problems> {
    let mut wrong = Problems::default();
    let mut warnings = Problems::default();
    let mut scenarios = Vec::new();
    for path in paths {
        match settings.read(path) {
            Ok(scenario) => {
                add_new(&mut warnings, &scenario.warnings);
                scenarios.push(scenario);
            }
            Err(found) => add_new(&mut wrong, &found),
        }
    }
    if wrong.has_errors() { Err(wrong) } else { Ok((scenarios, warnings)) }
}

fn add_new(problems: &mut Problems, others: &Problems) {
    for problem in others.iter() {
        if !problems.iter().any(|known| known == problem) {
            problems.push(problem.clone());
        }
    }
}
