//! `coke-sim model units`: do the units of the equations fit?

use super::super::{Failure, print, report};
use crate::export::units::Report;
use crate::problem::Problems;
use crate::scenario::baseline::{Baseline, BaselineFiles};
use crate::study;
use crate::text::Language;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::sync::Arc;

/// What `coke-sim model units` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim model units                                  the rules, and what came out
  coke-sim model units --baseline my-province           with the data of another province
  coke-sim model units --format json                    for programs

Exit codes: 0 the units fit; 1 could not do it; 2 the data are wrong; 3 units do not fit.")]
pub struct Arguments {
    /// Folder with the data of another province.
    #[arg(long, value_name = "DIR")]
    baseline: Option<PathBuf>,

    /// What to print: text for people, or JSON for programs.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

/// What to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people.
    Table,
    /// One object: what came out, the rules, and the numbers with units.
    Json,
}

/// Runs the command.
///
/// # Errors
/// If the data are wrong, or units do not fit.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let baseline = match &arguments.baseline {
        None => Baseline::embedded(),
        Some(folder) => {
            let read = BaselineFiles::folder(folder).and_then(Baseline::read);
            Arc::new(read.map_err(Failure::WrongInput)?)
        }
    };
    let structure = study::structure::trace(&baseline.sets);
    let check = study::units::check(&structure, &baseline);
    let shown = Report::new(&structure, &check, language);
    print(&match arguments.format {
        Format::Table => shown.to_text(),
        Format::Json => shown.to_json(),
    })?;
    report(&baseline.warnings, language);
    // everything has been said
    if check.is_consistent() { Ok(()) } else { Err(Failure::AskedFor(Problems::default())) }
}
