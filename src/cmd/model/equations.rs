//! `coke-sim model equations`: the book of all equations.

use super::super::{Failure, file, print};
use super::common::{Source, to_file, written};
use crate::export::equations::{Notation, book};
use crate::text::Language;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What `coke-sim model equations` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim model equations | less
  coke-sim model equations --format latex --out equations.tex      typeset with pdflatex (Chinese: xelatex)")]
pub struct Arguments {
    /// How they are written.
    #[arg(long, value_name = "FORMAT", default_value = "markdown")]
    format: Format,

    /// File to write; standard output if missing or `-`.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Replace the file if it is there.
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    source: Source,
}

/// How equations are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Markdown, with equations as text.
    Markdown,
    /// A LaTeX document.
    Latex,
}

/// Runs the command.
///
/// # Errors
/// If the baseline is wrong, or the file is there already or cannot be written.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let out = to_file(arguments.out.as_ref());
    if let Some(out) = out {
        file::can_be_written(out, arguments.force)?;
    }
    let baseline = arguments.source.baseline().map_err(Failure::WrongInput)?;
    let structure = crate::study::structure::trace(&baseline.sets);
    let notation = match arguments.format {
        Format::Markdown => Notation::Markdown,
        Format::Latex => Notation::Latex,
    };
    let text = book(&structure, notation, language);
    match out {
        None => print(&text),
        Some(file) => written(file, &text, arguments.force, language),
    }
}
