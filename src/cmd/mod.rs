//! The command line: one file a verb, with its arguments and its run.

mod asked;
pub mod check;
pub mod common;
pub mod compare;
pub mod diff;
mod file;
mod help;
pub mod merge;
pub mod model;
pub mod new;
mod output;
pub mod run;
pub mod schema;
pub mod show;
pub mod sweep;
mod threads;
mod usage;
pub mod verify;

use crate::problem::{Failure, Problem, Problems, reason};
use crate::safe::csv::CsvFor;
use crate::safe::terminal;
use crate::text;
use crate::text::Language;
use clap::error::ErrorKind;
use clap::{ArgMatches, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use threads::Threads;

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
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 900)]
    pub color: Colour,
    /// Language of everything that people read; the default is that of the locale.
    #[arg(long, global = true, value_name = "LANGUAGE", display_order = 900)]
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

    /// Simulate several scenarios and show what differs, year by year and target by target.
    ///
    /// Differences are those to the first scenario. Shows with them what the scenarios set differently, and refuses
    /// scenarios that differ in more than policy, unless asked.
    Compare(compare::Arguments),

    /// Simulate many futures under many policy mixes.
    ///
    /// A study says what is uncertain, which mixes are compared, and what is kept. All mixes live through the same
    /// futures, drawn from a seed, so their differences are those of policy.
    Sweep(sweep::Arguments),

    /// Join the shards of a study.
    ///
    /// The result is the same, byte for byte, as if the study had been run in one piece.
    Merge(merge::Arguments),

    /// Find all problems of scenarios and studies, without running them.
    ///
    /// Reads each file and all that it extends, and shows every error and warning with its place and what to do.
    Check(check::Arguments),

    /// Show every value of a scenario, and where it comes from.
    Show(show::Arguments),

    /// Show what scenarios say differently, and where, without running them.
    Diff(diff::Arguments),

    /// Write a commented scenario or study to start from.
    ///
    /// A scenario lists every lever with its meaning, unit, range and default, and shows each way to set one.
    New(new::Arguments),

    /// Print the form of scenario or study files as JSON Schema, for editors.
    Schema(schema::Arguments),

    /// See whether results are as they were written.
    ///
    /// Holds folders of results against their manifests: what is missing, was changed, does not belong there, or was
    /// left half made.
    Verify(verify::Arguments),

    /// Show what the model is made of: quantities, equations, causes, and the whole for other tools.
    ///
    /// All of it is read off the code that computes the runs.
    Model(model::Arguments),
}

impl Verb {
    /// Whether it may work on several threads, and has no say of its own in how many.
    const fn works_in_common_pool(&self) -> bool {
        matches!(self, Self::Run(_) | Self::Compare(_) | Self::Model(_))
    }
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

/// Runs the program on its arguments.
#[must_use]
pub fn main() -> ExitCode {
    // what is wrong with a command line is said in the language and colour that it asks for
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let language = usage::early(&arguments, "--lang")
        .and_then(|said| LanguageName::from_str(&said, false).ok())
        .map_or_else(|| language_of_locale(|name| std::env::var(name).ok()), LanguageName::language);
    match usage::early(&arguments, "--color").and_then(|said| Colour::from_str(&said, false).ok()) {
        None | Some(Colour::Auto) => {}
        Some(Colour::Always) => anstream::ColorChoice::Always.write_global(),
        Some(Colour::Never) => anstream::ColorChoice::Never.write_global(),
    }
    let command = help::command(language);
    let parsed = command.clone().try_get_matches_from(&arguments);
    let (cli, quiet) = match parsed.and_then(|found| Ok((Cli::from_arg_matches(&found)?, is_quiet(&found)))) {
        Ok(parsed) => parsed,
        Err(error) => return not_run(&error, &command, &arguments, language),
    };
    let threads = Threads::of(None);
    threads.bound_common_pool();
    if let (Some(warning), false, true) = (threads.warning(), quiet, cli.verb.works_in_common_pool()) {
        report(&warning.into(), language);
    }
    let ended = match cli.verb {
        Verb::Run(arguments) => run::run(&arguments, language),
        Verb::Compare(arguments) => compare::run(&arguments, language),
        Verb::Sweep(arguments) => sweep::run(&arguments, language),
        Verb::Merge(arguments) => merge::run(&arguments, language),
        Verb::Check(arguments) => check::run(&arguments, language),
        Verb::Diff(arguments) => diff::run(&arguments, language),
        Verb::Show(arguments) => show::run(&arguments, language),
        Verb::New(arguments) => new::run(&arguments, language),
        Verb::Schema(arguments) => schema::run(&arguments, language),
        Verb::Verify(arguments) => verify::run(&arguments, language),
        Verb::Model(arguments) => model::run(&arguments, language),
    };
    let Err(failure) = ended else { return ExitCode::SUCCESS };
    report(failure.problems(), language);
    ExitCode::from(failure.exit_code())
}

/// Whether nothing but errors and data is to be printed.
fn is_quiet(found: &ArgMatches) -> bool {
    let asked = |verb: &ArgMatches| matches!(verb.try_get_one::<bool>("quiet"), Ok(Some(true))) || is_quiet(verb);
    found.subcommand().is_some_and(|(_, verb)| asked(verb))
}

/// Help, version, or what is wrong with the command line.
fn not_run(error: &clap::Error, command: &clap::Command, arguments: &[OsString], language: Language) -> ExitCode {
    if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let help = error.render().ansi().to_string(); // with the name that the program was called by
        return if error.use_stderr() {
            tell(&help);
            ExitCode::from(2)
        } else {
            let printed = print(&help);
            printed.map_or_else(|failure| ExitCode::from(failure.exit_code()), |()| ExitCode::SUCCESS)
        };
    }
    report(&usage::problem(error, command, arguments).into(), language);
    ExitCode::from(2)
}

/// Prints problems to standard error, and how many there are if that helps.
pub fn report(problems: &Problems, language: Language) {
    tell(&problems.render(language, true));
}

/// Tells people something beside the data, on standard error. All that the program says there goes through here.
pub fn tell(text: &str) {
    let _ = anstream::stderr().lock().write_all(terminal::coloured(text).as_bytes()); // nowhere left to complain to
}

/// Prints text for people, or what is safe for them as it is: JSON, TOML, XML. All that the program shows on standard output
/// goes through here or through [`print_csv`]. A reader who has closed the pipe has seen enough.
///
/// # Errors
/// If the file system refuses, such as a full disk.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    printed(out.write_all(terminal::coloured(text).as_bytes()).and_then(|()| out.flush()))
}

/// Prints a table for programs: its bytes as they are in files, unless people look at them on a terminal.
///
/// # Errors
/// If the file system refuses, such as a full disk.
pub fn print_csv(table: &[u8], csv: CsvFor) -> Result<(), Failure> {
    let out = std::io::stdout();
    if out.is_terminal() {
        return print(&terminal::lines(&String::from_utf8_lossy(table)));
    }
    let mut out = out.lock();
    printed(out.write_all(csv.mark().as_bytes()).and_then(|()| out.write_all(table)).and_then(|()| out.flush()))
}

fn printed(written: std::io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::CouldNot({
            let why = reason(&error);
            Problem::error(text!("cannot write to standard output: {}", why.en; "无法写到标准输出：{}", why.zh)).into()
        })),
        _ => Ok(()),
    }
}
