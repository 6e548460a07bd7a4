//! The command line: one file a verb, with its arguments and its run.

pub mod run;

use crate::problem::{MOST_ERRORS, Problems};
use clap::{Parser, Subcommand, ValueEnum};
use std::io::Write;
use std::process::ExitCode;

/// Simulates a five-year plan for a coking industry.
///
/// A stock-and-flow model of Shanxi's coking industry, 2006-2010, stepped under policy levers written in TOML.
#[derive(Debug, Parser)]
#[command(name = "coke-sim", version, arg_required_else_help = true, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
    /// Colour of messages and tables.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Colour,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Simulate one scenario.
    ///
    /// Prints which of the plan's targets are met, by how much, and the main trajectories by year. With --out it also
    /// writes every variable, the scorecard, the charts, and a scenario that runs again to the same bits.
    Run(run::Arguments),
}

/// When to colour.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How a command ended, besides well.
#[derive(Debug)]
pub enum Failure {
    /// It could not be done: the file system, or an interruption.
    CouldNot(Problems),
    /// The input is wrong; nothing was simulated, nothing overwritten.
    WrongInput(Problems),
}

/// Runs the program on its arguments.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // help and version end well; clap prints to the right stream
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    match cli.color {
        Colour::Auto => {}
        Colour::Always => anstream::ColorChoice::Always.write_global(),
        Colour::Never => anstream::ColorChoice::Never.write_global(),
    }
    let ended = match cli.verb {
        Verb::Run(arguments) => run::run(&arguments),
    };
    let (problems, code) = match ended {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::CouldNot(problems)) => (problems, 1),
        Err(Failure::WrongInput(problems)) => (problems, 2),
    };
    report(&problems);
    ExitCode::from(code)
}

/// Prints problems to standard error, and how many there are if that helps.
pub fn report(problems: &Problems) {
    let mut err = anstream::stderr().lock();
    for problem in problems.iter() {
        let _ = writeln!(err, "{}\n", problem.render(true)); // nowhere left to complain to
    }
    if problems.is_full() {
        let _ = writeln!(err, "{MOST_ERRORS} errors or more: correct these first");
    } else if problems.errors() > 1 {
        let _ = writeln!(err, "{} errors", problems.errors());
    }
}

/// Prints results to standard output. A reader who has closed the pipe has seen enough.
///
/// # Errors
/// If the file system refuses, such as a full disk.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::CouldNot(
            crate::problem::Problem::error(format!(
                "cannot write to standard output: {}",
                crate::scenario::file::reason(&error)
            ))
            .into(),
        )),
        _ => Ok(()),
    }
}
