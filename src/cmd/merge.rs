//! `coke-sim merge`: the shards of a study as one.

use super::common::Tables;
use super::sweep::{Format, Told, summarised};
use super::{Failure, report};
use crate::store;
use crate::text::Language;
use clap::Args;
use std::path::PathBuf;
use std::time::Instant;

/// What `coke-sim merge` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim merge out/shard-* --out out/study
  coke-sim merge out/shard-* --out out/study --force      again, after a missing shard was run

Exit codes: 0 done; 1 could not do it (file system); 2 a folder is wrong, or runs are missing.")]
pub struct Arguments {
    /// Folders that `coke-sim sweep --shard` wrote to, in any order.
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,

    /// Write all results to this folder.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// What to print on standard output: tables for people; JSON or CSV for programs. With csv, all runs are also
    /// written to runs.csv.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,

    #[command(flatten)]
    tables: Tables,

    /// Print nothing but errors, and data that --format asks for.
    #[arg(long, short)]
    quiet: bool,

    /// Replace results that are already in the output folder.
    #[arg(long)]
    force: bool,
}

/// Runs the command.
///
/// # Errors
/// If a folder holds no shard of one study, runs are missing, or the output folder cannot be written.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let started = Instant::now();
    let mut merged = store::merge(&arguments.folders, &arguments.out, arguments.force)?;
    if !arguments.quiet {
        report(&merged.warnings, language);
    }
    let summaries = summarised(&merged.folder)?;
    let csv_for = arguments.tables.csv_for();
    let told = Told { study: None, format: arguments.format, csv_for, quiet: arguments.quiet, started };
    merged.folder = merged.folder.with_csv_for(csv_for);
    let written = told.write(&mut merged.folder, &summaries, language)?;
    told.show(&arguments.out, &written, &summaries, language)
}
