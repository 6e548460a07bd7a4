//! `coke-sim model reference`: the reference guide as pages in Markdown.

use super::super::{Failure, output, report};
use super::common::{Looked, SHIPPED};
use crate::coverage;
use crate::folder::{Kind, Mode, ResultFolder};
use crate::report::reference::{Guide, pages};
use crate::scenario::read;
use crate::study;
use crate::text::Language;
use clap::Args;
use std::path::PathBuf;

/// What `coke-sim model reference` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim model reference --out docs/reference --force
  coke-sim --lang zh model reference --out out/handbook")]
pub struct Arguments {
    /// Folder to write the pages to.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Replace pages that are there.
    #[arg(long)]
    force: bool,
}

/// Runs the command.
///
/// # Errors
/// If the folder is not empty and `--force` is not set, or cannot be written.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let mut folder = ResultFolder::claim(&arguments.out, Kind::Guide, Mode::forced(arguments.force))?;
    for (name, text) in all_pages(language)? {
        folder.write(&name, text.as_bytes())?;
    }
    // its manifest is kept with the pages, so it says nothing of when and how they were made
    let (files, warnings) = folder.finish(&serde_json::Map::new())?;
    report(&warnings, language);
    output::where_files_went(&arguments.out, &files, language);
    Ok(())
}

/// All pages of the guide, by file.
///
/// # Errors
/// Never but for a mistake in what is within the program, which tests read.
pub fn all_pages(language: Language) -> Result<Vec<(String, String)>, Failure> {
    let mut shipped = Vec::new();
    for name in SHIPPED {
        shipped.push(read::embedded(name).map_err(Failure::WrongInput)?);
    }
    let Looked { structure, causes } = Looked::of(&shipped);
    let plan = &shipped[0];
    let results = study::run::simulate(plan);
    let judged = study::scorecard(plan, &results, 0);
    let links = coverage::links::judge(&structure, &causes);
    let loops = coverage::loops::judge(&structure, &causes);
    Ok(pages(&Guide {
        structure: &structure,
        plan,
        judged: &judged,
        causes: &causes,
        links: &links,
        loops: &loops,
        language,
    }))
}
