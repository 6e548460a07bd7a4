//! `coke-sim model`: the model about itself, one file a command.

mod common;
mod equations;
mod explain;
mod graph;
mod list;
mod loops;
mod reference;
mod units;
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
    /// List stocks, auxiliaries, levers, drivers and parameters.
    List(list::Arguments),

    /// Explain a variable, lever, driver or parameter.
    ///
    /// Meaning, unit, equation, values by year, direct causes and uses, the loops it is in, what reaches it, and for
    /// inputs what they move.
    Explain(explain::Arguments),

    /// Write the book of all equations.
    ///
    /// Every stock and auxiliary with its unit, meaning and equation, as Markdown or LaTeX.
    Equations(equations::Arguments),

    /// See whether the units of all equations fit.
    ///
    /// The unit of each equation is worked out from what stands in it and compared with the one declared, size included.
    Units(units::Arguments),

    /// Draw the causal graph: the sectors, a sector, what surrounds a variable, or a loop.
    ///
    /// As SVG for reports, or as DOT for Graphviz. Arrows lead from cause to effect, with the signs that runs show.
    Graph(graph::Arguments),

    /// Show the feedback loops: those of the model card, and the shortest independent ones.
    ///
    /// Each with the sign of every arrow, as runs give it, and whether it reinforces or balances.
    Loops(loops::Arguments),

    /// Write the reference guide: a page a sector, targets, loops, plan coverage, accuracy, glossary.
    ///
    /// The English pages in `docs/reference/` are what this command writes.
    Reference(reference::Arguments),

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
        What::List(arguments) => list::run(arguments, language),
        What::Explain(arguments) => explain::run(arguments, language),
        What::Equations(arguments) => equations::run(arguments, language),
        What::Units(arguments) => units::run(arguments, language),
        What::Graph(arguments) => graph::run(arguments, language),
        What::Loops(arguments) => loops::run(arguments, language),
        What::Reference(arguments) => reference::run(arguments, language),
        What::Xmile(arguments) => xmile::run(arguments, language),
    }
}
