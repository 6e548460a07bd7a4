//! `coke-sim model`: the model about itself, one file a command.

mod units;

use super::Failure;
use crate::text::Language;
use clap::{Args, Subcommand};

/// What `coke-sim model` takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// What to show.
    #[command(subcommand)]
    pub what: What,
}

/// What the model can say of itself.
#[derive(Debug, Subcommand)]
pub enum What {
    /// See whether the units of all equations fit.
    ///
    /// The unit of each equation is worked out from what stands in it and compared with the one declared, size included.
    Units(units::Arguments),
}

/// Runs the command.
///
/// # Errors
/// What the command fails with.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    match &arguments.what {
        What::Units(arguments) => units::run(arguments, language),
    }
}
