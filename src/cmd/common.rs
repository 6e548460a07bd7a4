//! What several verbs take and do alike.

use crate::problem::Problems;
use crate::scenario::{STEPS_PER_YEAR, Scenario, read};
use clap::Args;
use clap::builder::RangedI64ValueParser;
use std::path::Path;

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
        let mut settings = self.settings.clone();
        settings.extend(self.steps_per_year.map(|steps| format!("steps_per_year={steps}")));
        read::open(path, &settings)
    }
}

fn steps_per_year() -> RangedI64ValueParser<u32> {
    let (fewest, most) = (*STEPS_PER_YEAR.start(), *STEPS_PER_YEAR.end());
    RangedI64ValueParser::new().range(i64::from(fewest)..=i64::from(most))
}
