//! `coke-sim model`: the model about itself, one file a command.

mod xmile;

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
    /// Write the model with a scenario's values as XMILE, for other system-dynamics tools.
    ///
    /// Every value of every quantity becomes a variable with its equation, unit and documentation; levers and drivers
    /// become tables. Tools that read XMILE 1.0 run it by Euler's method to the same numbers.
    Xmile(xmile::Arguments),
}

/// Runs the command.
///
/// # Errors
/// What the command fails with.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    match &arguments.what {
        What::Xmile(arguments) => xmile::run(arguments, language),
    }
}
