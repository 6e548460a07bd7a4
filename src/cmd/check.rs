//! `coke-sim check`: all problems of scenarios and studies, without running them.

use super::{Failure, print};
use crate::problem::{Place, Problem, Problems, Severity};
use crate::safe::json;
use crate::scenario::file::open;
use crate::scenario::read;
use crate::scenario::read::study;
use crate::text;
use crate::text::{Language, Text};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What `coke-sim check` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim check mine.toml
  coke-sim check scenarios/*.toml --strict
  coke-sim check mine.toml --format json              for editors and CI: file, line, column, message, hints

Exit codes: 0 nothing wrong; 1 could not do it; 2 a file is wrong; 3 a warning, with --strict.")]
pub struct Arguments {
    /// Files of scenarios or studies.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Let a warning fail the check, too.
    #[arg(long)]
    strict: bool,

    /// What to print: text for people, or JSON for programs.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Print nothing if nothing is wrong.
    #[arg(long, short)]
    quiet: bool,
}

/// What to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// As other commands show problems.
    Text,
    /// One object: the problems of each file with their places.
    Json,
}

/// Runs the command.
///
/// # Errors
/// If a file is wrong, or a warning is to fail the check.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let found: Vec<(String, Problems)> =
        arguments.files.iter().map(|file| (file.display().to_string(), problems_of(file))).collect();
    let errors: usize = found.iter().map(|(_, problems)| problems.errors()).sum();
    let warnings: usize = found.iter().map(|(_, problems)| problems.warnings()).sum();
    if arguments.format == Format::Json {
        print(&to_json(&found, language, errors, warnings))?;
    } else {
        let shown = to_text(&found, language, errors, warnings);
        if errors + warnings > 0 || !arguments.quiet {
            print(&shown)?;
        }
    }
    // everything has been said
    if errors > 0 {
        Err(Failure::WrongInput(Problems::default()))
    } else if warnings > 0 && arguments.strict {
        Err(Failure::AskedFor(Problems::default()))
    } else {
        Ok(())
    }
}

/// The problems of a scenario or a study.
fn problems_of(file: &Path) -> Problems {
    let read = open(file).and_then(|source| {
        if study::is_study(&source) {
            study::study(&source, &study::Wishes::default()).map(|study| study.warnings)
        } else {
            read::scenario(&source, &[]).map(|scenario| scenario.warnings)
        }
    });
    read.unwrap_or_else(|problems| problems)
}

fn to_text(found: &[(String, Problems)], language: Language, errors: usize, warnings: usize) -> String {
    let mut out = String::new();
    for (_, problems) in found {
        for problem in problems.iter() {
            let _ = writeln!(out, "{}\n", problem.render(language, true)); // writing to a String cannot fail
        }
    }
    let files = found.len();
    let bad = found.iter().filter(|(_, problems)| problems.has_errors()).count();
    let summary = text!(
        "{} checked: {}, {}{}",
            counted(files, "file"),
            counted(errors, "error"),
            counted(warnings, "warning"),
            if bad > 0 && files > 1 { format!("; {bad} cannot run") } else { String::new() };
        "检查{files}个文件：错误{errors}个，警告{warnings}个{}",
            if bad > 0 && files > 1 { format!("；{bad}个文件不能运行") } else { String::new() }
    );
    let _ = writeln!(out, "{}", summary.in_language(language));
    out
}

/// `1 file`, `2 files`.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn to_json(found: &[(String, Problems)], language: Language, errors: usize, warnings: usize) -> String {
    let files: Vec<Value> = found
        .iter()
        .map(|(file, problems)| {
            let problems: Vec<Value> = problems.iter().map(|problem| problem_to_json(problem, language)).collect();
            json!({ "file": file, "problems": problems })
        })
        .collect();
    let document = json!({ "files": files, "errors": errors, "warnings": warnings });
    json::pretty(&document)
}

fn problem_to_json(problem: &Problem, language: Language) -> Value {
    let said = |text: &Text| text.in_language(language).to_owned();
    let at = |place: &Option<(Place, Text)>| -> Value {
        place.as_ref().map_or(Value::Null, |(place, label)| {
            let ((line, column), (end_line, end_column)) = (place.start(), place.end());
            json!({
                "file": place.source.name,
                "line": line,
                "column": column,
                "end_line": end_line,
                "end_column": end_column,
                "label": said(label),
            })
        })
    };
    json!({
        "severity": match problem.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "message": said(&problem.message),
        "place": at(&problem.place),
        "also": at(&problem.also),
        "hints": problem.hints.iter().map(said).collect::<Vec<_>>(),
    })
}
