//! `coke-sim verify`: are folders of results what their manifests say?

use super::common::Tables;
use super::{Failure, print, print_csv};
use crate::problem::{Problem, Problems, unreadable};
use crate::report::verification::{Verified, to_csv};
use crate::safe::json;
use crate::text;
use crate::text::Language;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// What `coke-sim verify` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim verify out/plan
  coke-sim verify out/* --format csv

Exit codes: 0 all are as they were written; 1 a folder cannot be read; 2 a folder holds no results of coke-sim;
3 something is missing, changed, extra or unfinished.")]
pub struct Arguments {
    /// Folders that coke-sim wrote.
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,

    /// What to print: lines for people; JSON or CSV for programs.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,

    #[command(flatten)]
    tables: Tables,

    /// Print nothing but errors, and data that --format asks for.
    #[arg(long, short)]
    quiet: bool,
}

/// What to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Table,
    /// One object a folder.
    Json,
    /// One difference a row.
    Csv,
}

/// Runs the command.
///
/// # Errors
/// If a folder holds no results or cannot be read, or is not what its manifest says.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let mut verified = Vec::new();
    let mut wrong = Problems::default();
    for folder in &arguments.folders {
        let shown = folder.display();
        match Verified::of(folder) {
            Err(error) => return Err(Failure::CouldNot(unreadable(&shown.to_string(), &error).into())),
            Ok(None) => wrong.push(no_results(folder)),
            Ok(Some(one)) => verified.push(one),
        }
    }
    match arguments.format {
        Format::Table if arguments.quiet => {}
        Format::Table => print(&verified.iter().map(|one| one.to_text(language)).collect::<String>())?,
        Format::Json => print(&json::pretty(&verified))?,
        Format::Csv => print_csv(&to_csv(&verified), arguments.tables.csv_for())?,
    }
    if wrong.has_errors() {
        return Err(Failure::WrongInput(wrong));
    }
    let different = verified.iter().filter(|one| !one.is_whole()).count();
    if different == 0 {
        return Ok(());
    }
    let all = verified.len();
    Err(Failure::AskedFor(
        Problem::error(text!(
            "{different} of {all} folders of results are not as they were written";
            "{all}个结果文件夹中有{different}个与写入时不同"
        ))
        .into(),
    ))
}

fn no_results(folder: &Path) -> Problem {
    let shown = folder.display();
    let problem = Problem::error(if folder.is_dir() {
        text!("the folder `{shown}` holds no results of coke-sim"; "文件夹`{shown}`中没有coke-sim的结果")
    } else if folder.exists() {
        text!("`{shown}` is a file, not a folder"; "`{shown}`是文件，不是文件夹")
    } else {
        text!("there is no folder `{shown}`"; "没有文件夹`{shown}`")
    });
    problem.hint(text!(
        "name a folder that `run`, `compare`, `sweep`, `merge` or `model reference` wrote with `--out`";
        "请指定由`run`、`compare`、`sweep`、`merge`或`model reference`用`--out`写出的文件夹"
    ))
}
