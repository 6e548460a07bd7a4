//! The command line: one file a verb, with its arguments and its run.

pub mod run;

use crate::problem::{Problem, Problems};
use crate::scenario::file::reason;
use crate::text;
use crate::text::Language;
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
    /// Language of everything that people read; the default is that of the locale.
    #[arg(long, global = true, value_name = "LANGUAGE")]
    pub lang: Option<LanguageName>,
}

/// A language, as it is named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LanguageName {
    /// English.
    En,
    /// 中文.
    Zh,
}

impl LanguageName {
    const fn language(self) -> Language {
        match self {
            Self::En => Language::En,
            Self::Zh => Language::Zh,
        }
    }
}

/// The language that the locale asks for: that of the first variable that says anything.
#[must_use]
pub fn language_of_locale(variable: impl Fn(&str) -> Option<String>) -> Language {
    let said = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|said| !said.is_empty());
    if said.is_some_and(|said| said.starts_with("zh")) { Language::Zh } else { Language::En }
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
    /// It was done, but something that was asked for does not hold.
    AskedFor(Problems),
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
    let language = cli.lang.map_or_else(|| language_of_locale(|name| std::env::var(name).ok()), LanguageName::language);
    let ended = match cli.verb {
        Verb::Run(arguments) => run::run(&arguments, language),
    };
    let (problems, code) = match ended {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::CouldNot(problems)) => (problems, 1),
        Err(Failure::WrongInput(problems)) => (problems, 2),
        Err(Failure::AskedFor(problems)) => (problems, 3),
    };
    report(&problems, language);
    ExitCode::from(code)
}

/// Prints problems to standard error, and how many there are if that helps.
pub fn report(problems: &Problems, language: Language) {
    let _ = anstream::stderr().lock().write_all(problems.render(language, true).as_bytes()); // nowhere left to complain to
}

/// Prints results to standard output. A reader who has closed the pipe has seen enough.
///
/// # Errors
/// If the file system refuses, such as a full disk.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::CouldNot({
            let why = reason(&error);
            Problem::error(text!("cannot write to standard output: {}", why.en; "无法写到标准输出：{}", why.zh)).into()
        })),
        _ => Ok(()),
    }
}
