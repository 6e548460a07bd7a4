//! TOML and CSV in, a checked [`Scenario`] out.
//!
//! What is on disk and what it means are two sets of types: [`read`] turns text into a scenario over a
//! [`baseline::Baseline`] and reports every problem it finds in one go; nothing downstream sees the raw form.

pub mod baseline;
pub mod difference;
pub mod file;
mod number;
mod origins;
pub mod read;
pub mod resolved;
mod rules;
pub mod schema;
pub mod series;
pub mod study;
pub mod study_template;
mod syntax;
pub mod template;
mod variables;
mod words;

use crate::model::Parameters;
use crate::problem::{Problems, Source};
use crate::record::Record;
use crate::target::Target;
use crate::text::Text;
use baseline::Baseline;
pub use origins::Origins;
use series::Series;
use std::path::PathBuf;
use std::sync::Arc;

/// A scenario, checked and complete: a value for everything.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// What it stands on.
    pub baseline: Arc<Baseline>,
    /// Its title.
    pub title: Text,
    /// What it is about.
    pub description: Text,
    /// First simulated year.
    pub start: i32,
    /// Last simulated year.
    pub end: i32,
    /// Steps a year.
    pub steps_per_year: u32,
    /// Parameters, in the order of the baseline's.
    pub parameters: Vec<f64>,
    /// Levers, in the order of the baseline's, one value a simulated year.
    pub levers: Vec<Vec<f64>>,
    /// The set of drivers it starts from.
    pub driver_set: String,
    /// Drivers, in the order of the baseline's.
    pub drivers: Vec<Series>,
    /// What its runs are judged by: the plan's targets, those of its own in the place of their namesakes.
    pub targets: Arc<[Target]>,
    /// Targets of its own.
    pub own_targets: Vec<Target>,
    /// What its author relies on.
    pub checks: Vec<Target>,
    /// Where its values come from.
    pub origins: Arc<Origins>,
    /// The folder of its baseline, if that is not the one within the program.
    pub baseline_folder: Option<PathBuf>,
    /// Warnings met while reading.
    pub warnings: Problems,
    /// The texts it was read from, for the manifest.
    pub sources: Vec<Arc<Source>>,
}

impl Scenario {
    /// The baseline with one of its driver sets, all levers at their defaults.
    ///
    /// Returns `None` if a driver has no series in that set.
    #[must_use]
    pub fn of_baseline(baseline: &Arc<Baseline>, driver_set: &str) -> Option<Self> {
        let drivers =
            baseline.drivers.iter().map(|driver| driver.series.get(driver_set).cloned()).collect::<Option<_>>()?;
        Some(Self {
            title: Text::default(),
            description: Text::default(),
            start: baseline::FIRST_YEAR,
            end: baseline::LAST_YEAR,
            steps_per_year: DEFAULT_STEPS_PER_YEAR,
            parameters: baseline.parameters.iter().map(|parameter| parameter.central).collect(),
            levers: baseline.levers.iter().map(|lever| lever.default.clone()).collect(),
            driver_set: driver_set.to_owned(),
            drivers,
            targets: baseline.targets.as_slice().into(),
            own_targets: Vec::new(),
            checks: Vec::new(),
            origins: Arc::new(Origins::of_baseline(baseline, baseline::YEARS)),
            baseline_folder: None,
            warnings: Problems::default(),
            sources: Vec::new(),
            baseline: Arc::clone(baseline),
        })
    }

    /// The simulated years.
    pub fn years(&self) -> impl Iterator<Item = i32> + use<> {
        self.start..=self.end
    }

    /// The parameters as a record, to be read by name.
    #[must_use]
    pub fn parameter_record(&self) -> Parameters<f64> {
        let mut record = Parameters::filled(&self.baseline.sets, 0.0);
        record.fill_from(self.parameters.iter().copied());
        record
    }

    /// The rules over several parameters that its values break, in words.
    #[must_use]
    pub fn broken_rules(&self) -> Vec<Text> {
        let broken = rules::broken(&self.baseline.parameters, &self.baseline.sets, &self.parameters);
        broken.into_iter().map(|rule| rule.message).collect()
    }

    /// Whether a rule over several parameters is about one of this name.
    #[must_use]
    pub fn has_rule_about(name: &str) -> bool {
        rules::concern(name)
    }

    /// Sets a parameter by key. Returns `false` if there is none. For programs; files are read by [`read`].
    pub fn set_parameter(&mut self, key: &str, value: f64) -> bool {
        let found = self.baseline.parameters.iter().position(|parameter| parameter.key == key);
        if let Some(position) = found {
            self.parameters[position] = value;
        }
        found.is_some()
    }

    /// Sets a lever by key in every simulated year, from one value or one a year. Returns `false` if there is none, or
    /// if the number of values is neither one nor that of the years.
    pub fn set_lever(&mut self, key: &str, values: &[f64]) -> bool {
        let years = self.years().count();
        let Some(position) = self.baseline.levers.iter().position(|lever| lever.key == key) else {
            return false;
        };
        match *values {
            [one] => self.levers[position] = vec![one; years],
            _ if values.len() == years => self.levers[position] = values.to_vec(),
            _ => return false,
        }
        true
    }

    /// Sets a driver by key. Returns `false` if there is none.
    pub fn set_driver(&mut self, key: &str, series: Series) -> bool {
        let found = self.baseline.drivers.iter().position(|driver| driver.key == key);
        if let Some(position) = found {
            self.drivers[position] = series;
        }
        found.is_some()
    }
}

pub use crate::model::STEPS_PER_YEAR;

/// Monthly steps (card, section 1).
pub const DEFAULT_STEPS_PER_YEAR: u32 = 12;
