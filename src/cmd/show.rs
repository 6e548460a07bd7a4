//! `coke-sim show`: the resolved scenario, and where each of its values comes from.

use super::common::Settings;
use super::{Failure, print, report};
use crate::report::inputs;
use crate::scenario::resolved::{Content, to_toml};
use crate::text::Language;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What `coke-sim show` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim show mine.toml                             every value of the run, as a scenario that runs again
  coke-sim show mine.toml --origin                    with file and line of each value, or the baseline's source
  coke-sim show mine.toml --origin --changed          only what differs from the baseline
  coke-sim show mine.toml --format csv > inputs.csv")]
pub struct Arguments {
    /// Scenario file, or `plan`, `no-policy`, `hindcast` for those within the program.
    #[arg(default_value = "plan", value_name = "SCENARIO")]
    scenario: PathBuf,

    #[command(flatten)]
    settings: Settings,

    /// Say where each value comes from: file and line, or the source that the baseline cites.
    #[arg(long)]
    origin: bool,

    /// Leave out what is as in the baseline.
    #[arg(long)]
    changed: bool,

    /// What to print: a scenario file, or rows for programs (which always have the origin).
    #[arg(long, value_name = "FORMAT", default_value = "toml")]
    format: Format,
}

/// What to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A scenario file.
    Toml,
    /// One object a value.
    Json,
    /// One value a row.
    Csv,
}

/// Runs the command.
///
/// # Errors
/// If the scenario is wrong.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let scenario = arguments.settings.read(&arguments.scenario).map_err(Failure::WrongInput)?;
    let text = match arguments.format {
        Format::Toml => to_toml(
            &scenario,
            &Content {
                origins: arguments.origin.then_some(language),
                changed_only: arguments.changed,
                baseline: scenario.baseline_folder.as_ref().map(|folder| folder.display().to_string()),
            },
        ),
        Format::Json => inputs::to_json(&scenario, language, arguments.changed),
        Format::Csv => inputs::to_csv(&scenario, language, arguments.changed),
    };
    print(&text)?;
    report(&scenario.warnings, language);
    Ok(())
}
