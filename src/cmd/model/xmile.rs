//! `coke-sim model xmile`: the model for other system-dynamics tools.

use super::super::common::Settings;
use super::super::{Failure, file, print, report};
use super::common::{is_same_file, to_file, written};
use crate::export::xmile::{self, Model};
use crate::problem::Problem;
use crate::study::structure;
use crate::text;
use crate::text::Language;
use clap::Args;
use std::path::PathBuf;

/// What `coke-sim model xmile` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim model xmile --out plan.xmile                 the plan, as it runs by default
  coke-sim model xmile mine.toml --set entry.moratorium=0.5 --out mine.xmile
  coke-sim model xmile --out plan.xmile --values plan.csv
                                                        with what each variable is at every step, to compare

Any tool that reads OASIS XMILE 1.0 opens the file. Sets are unrolled: `capacity_lvliang_small` is a variable.")]
pub struct Arguments {
    /// Scenario file, or `plan`, `no-policy`, `hindcast` for those within the program.
    #[arg(default_value = "plan", value_name = "SCENARIO")]
    scenario: PathBuf,

    #[command(flatten)]
    settings: Settings,

    /// File to write; standard output if missing or `-`.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Also write what each variable is at every step, as CSV: what another tool has to compute.
    #[arg(long, value_name = "FILE")]
    values: Option<PathBuf>,

    /// Replace files that are there.
    #[arg(long)]
    force: bool,
}

/// Runs the command.
///
/// # Errors
/// If the scenario is wrong, or a file is there already or cannot be written.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let (out, values) = (to_file(arguments.out.as_ref()), to_file(arguments.values.as_ref()));
    let both_to_one = match (out, values) {
        (Some(out), Some(values)) => is_same_file(out, values),
        (None, None) => arguments.values.is_some(),
        _ => false,
    };
    if both_to_one {
        let problem = Problem::error(text!(
            "`--out` and `--values` go to the same place";
            "`--out`与`--values`指向同一处"
        ));
        let hint = text!("name two files"; "请指定两个不同的文件");
        return Err(Failure::WrongInput(problem.hint(hint).into()));
    }
    for file in [out, values].into_iter().flatten() {
        file::can_be_written(file, arguments.force)?;
    }
    let scenario = arguments.settings.read(&arguments.scenario).map_err(Failure::WrongInput)?;
    let structure = structure::trace(&scenario.baseline.sets);
    let course = structure::course(&structure, &scenario);
    let model = Model { scenario: &scenario, structure: &structure, course: &course, language };
    let text = xmile::to_xmile(&model);
    match out {
        None => print(&text)?,
        Some(file) => written(file, &text, arguments.force, language)?,
    }
    match values {
        None if arguments.values.is_some() => print(&xmile::values(&model))?,
        None => {}
        Some(file) => written(file, &xmile::values(&model), arguments.force, language)?,
    }
    report(&scenario.warnings, language);
    Ok(())
}
