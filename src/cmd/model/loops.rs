//! `coke-sim model loops`: the feedback loops, and who closes them.

use super::super::common::{Settings, Tables};
use super::super::{Failure, print, print_csv};
use super::common::{Looked, unknown_quantity};
use crate::coverage;
use crate::problem::Problem;
use crate::report::model::kind;
use crate::report::model::loops::{self, Row};
use crate::safe::json;
use crate::structure::loops::feedbacks;
use crate::text;
use crate::text::Language;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::PathBuf;

/// Loops of the independent set that are shown unless all are asked for.
const SHOWN: usize = 20;

/// What `coke-sim model loops` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim model loops                                  the loops that the model card names, then the shortest others
  coke-sim model loops --through coke_price
  coke-sim model loops --all --format csv > loops.csv
  coke-sim model loops --scenario mine.toml             signs as they are under a scenario

An arrow's sign is that of the slope of one equation, added up over elements and moments: `+` the effect rises with its
cause, `-` it falls, `±` both occur, `0` nothing moves, since a bound holds. That of a loop is what a rise makes of
itself once round, member by member.")]
pub struct Arguments {
    /// Scenarios whose runs give the signs; the default is all within the program. Can be repeated.
    #[arg(long, value_name = "SCENARIO")]
    scenario: Vec<PathBuf>,

    #[command(flatten)]
    settings: Settings,

    /// Only loops through a variable.
    #[arg(long, value_name = "NAME")]
    through: Option<String>,

    /// All loops of the independent set.
    #[arg(long)]
    all: bool,

    /// What to print: text for people; JSON or CSV for programs, always with all loops.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,

    #[command(flatten)]
    tables: Tables,
}

/// What to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Table,
    /// One object a loop.
    Json,
    /// One loop a row.
    Csv,
}

/// Runs the command.
///
/// # Errors
/// If a scenario is wrong, or there is no variable of that name.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let Looked { structure, causes, .. } = Looked::at(&arguments.scenario, &arguments.settings)?;
    let mut named = coverage::loops::judge(&structure, &causes);
    let mut found = feedbacks(&causes);
    let counts = loops::counts(&causes, &found);
    if let Some(name) = &arguments.through {
        let place = coverage::path::place(&structure, name)
            .ok_or_else(|| Failure::WrongInput(unknown_quantity(&structure, name).into()))?;
        let quantity = &structure.quantities()[place];
        if !quantity.kind.is_variable() {
            let what = kind(quantity.kind);
            let problem = Problem::error(text!(
                "no loop goes through `{name}`: it is a {}", what.en;
                "没有回路经过`{name}`：它是{}", what.zh
            ));
            let hint = text!("name a stock or an auxiliary"; "请指定存量或辅助变量");
            return Err(Failure::WrongInput(problem.hint(hint).into()));
        }
        named.retain(|judged| judged.named.path.contains(name));
        found.retain(|one| one.path.contains(&place));
    }
    let of_card = loops::of_card(&named, language);
    let independent = loops::independent(&structure, &found);
    match arguments.format {
        Format::Table => {
            let shown = if arguments.all { independent.len() } else { independent.len().min(SHOWN) };
            let left_out = independent.len() - shown;
            print(&loops::to_text(counts, &of_card, &independent[..shown], left_out, language))
        }
        Format::Json => {
            let all = json!({ "counts": counts, "of_the_card": of_card, "independent": independent });
            print(&json::pretty(&all))
        }
        Format::Csv => {
            let rows: Vec<Row> = of_card.into_iter().chain(independent).collect();
            print_csv(&loops::to_csv(&rows), arguments.tables.csv_for())
        }
    }
}
