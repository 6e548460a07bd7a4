//! `coke-sim diff`: what scenarios say differently, without running them.

use super::common::{Settings, Tables, names_of, read_all};
use super::{Failure, print, print_csv, report};
use crate::problem::Problems;
use crate::report::comparison::{files, inputs, table};
use crate::safe::json;
use crate::scenario::difference::between;
use crate::text::Language;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What `coke-sim diff` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim diff plan mine.toml                        levers, drivers, parameters, targets that differ, and where each is set
  coke-sim diff plan no-policy --format csv
  coke-sim diff plan hindcast --exit-code             exit code 3 if they differ, for scripts")]
pub struct Arguments {
    /// Scenario files, or `plan`, `no-policy`, `hindcast` for those within the program; at least two.
    #[arg(required = true, num_args = 2.., value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,

    #[command(flatten)]
    settings: Settings,

    /// Fail with exit code 3 if the scenarios differ.
    #[arg(long)]
    exit_code: bool,

    /// What to print: a table for people; JSON or CSV for programs.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,

    #[command(flatten)]
    tables: Tables,
}

/// What to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// What differs, input by input.
    Table,
    /// One object a value.
    Json,
    /// One value a row.
    Csv,
}

/// Runs the command.
///
/// # Errors
/// If a scenario is wrong, or they differ and must not.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let (scenarios, warnings) = read_all(&arguments.scenarios, &arguments.settings).map_err(Failure::WrongInput)?;
    let differences = between(&scenarios.iter().collect::<Vec<_>>());
    let start = scenarios.iter().map(|scenario| scenario.start).min().unwrap_or_default();
    let end = scenarios.iter().map(|scenario| scenario.end).max().unwrap_or_default();
    let items = inputs::items(&differences, start, end);
    let names = names_of(&arguments.scenarios);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match arguments.format {
        Format::Table => print(&table::inputs(&names, &items, language))?,
        Format::Json => print(&json::pretty(&inputs::rows(&items, &names)))?,
        Format::Csv => print_csv(&files::inputs(&items, &names), arguments.tables.csv_for())?,
    }
    report(&warnings, language);
    if arguments.exit_code && !items.is_empty() {
        return Err(Failure::AskedFor(Problems::default()));
    }
    Ok(())
}
