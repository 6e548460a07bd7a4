//! `coke-sim schema`: the form of scenario and study files, for editors.

use super::{Failure, print};
use crate::scenario::baseline::{Baseline, BaselineFiles};
use crate::scenario::schema;
use crate::text::Language;
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// What `coke-sim schema` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim schema > scenario.schema.json              beside your scenarios; then put this on their first line:
                                                      #:schema ./scenario.schema.json
  coke-sim --lang zh schema > scenario.schema.json    with explanations in Chinese
  coke-sim schema --study > study.schema.json         of study files, likewise

Editors with taplo or Even Better TOML then complete keys, explain them and underline what is wrong.")]
pub struct Arguments {
    /// Folder with the data of another province.
    #[arg(long, value_name = "DIR")]
    baseline: Option<PathBuf>,

    /// The form of study files, not of scenarios.
    #[arg(long)]
    study: bool,
}

/// Runs the command.
///
/// # Errors
/// If the baseline is wrong, or standard output cannot be written.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let baseline = match &arguments.baseline {
        None => Baseline::embedded(),
        Some(folder) => {
            let read = BaselineFiles::folder(folder).and_then(Baseline::read);
            Arc::new(read.map_err(Failure::WrongInput)?)
        }
    };
    let of = if arguments.study { schema::of_studies } else { schema::of_scenarios };
    print(&of(&baseline, language))
}
