//! `coke-sim model list`: all quantities of the model.

use super::super::common::Tables;
use super::super::{Failure, print, print_csv};
use super::common::{Source, unknown};
use crate::model::sets::Dimension;
use crate::problem::Problems;
use crate::report::model::catalogue::{self, Filter};
use crate::structure::{Kind, Structure};
use crate::text;
use crate::text::Language;
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;

/// What `coke-sim model list` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim model list levers                            all levers, with what they are
  coke-sim model list stocks auxiliaries --sector market
  coke-sim model list --set region --unit Mt/a
  coke-sim model list --search price --format csv")]
pub struct Arguments {
    /// Kinds of quantities; all if none is named.
    #[arg(value_name = "KIND")]
    kinds: Vec<Group>,

    /// Only those of a sector. Can be repeated.
    #[arg(long, value_name = "SECTOR")]
    sector: Vec<String>,

    /// Only those with a value for each member of a set. Can be repeated: of all of them.
    #[arg(long, value_name = "SET")]
    set: Vec<String>,

    /// Only those in a unit, such as `Mt/a`.
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,

    /// Only those that speak of a word, in English or Chinese. Can be repeated: of all of them.
    #[arg(long, value_name = "WORD")]
    search: Vec<String>,

    #[command(flatten)]
    source: Source,

    /// What to print: a table for people; JSON or CSV for programs.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,

    #[command(flatten)]
    tables: Tables,
}

/// Kinds of quantities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Group {
    /// What accumulates.
    Stocks,
    /// What is computed from stocks and inputs at each moment; flows are among them.
    Auxiliaries,
    /// What the province can set.
    Levers,
    /// What it cannot.
    Drivers,
    /// What is uncertain.
    Parameters,
}

impl Group {
    const fn kind(self) -> Kind {
        match self {
            Self::Stocks => Kind::Stock,
            Self::Auxiliaries => Kind::Auxiliary,
            Self::Levers => Kind::Lever,
            Self::Drivers => Kind::Driver,
            Self::Parameters => Kind::Parameter,
        }
    }
}

/// What to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line a quantity.
    Table,
    /// One object a quantity.
    Json,
    /// One quantity a row.
    Csv,
}

/// Runs the command.
///
/// # Errors
/// If a sector or set that is asked for does not exist, or the baseline is wrong.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let baseline = arguments.source.baseline().map_err(Failure::WrongInput)?;
    let structure = crate::study::structure::trace(&baseline.sets);
    check(arguments, &structure).map_err(Failure::WrongInput)?;
    if let Some(unit) = &arguments.unit {
        let only = Filter { unit: Some(unit.clone()), ..Filter::default() };
        if catalogue::rows(&structure, &only, language).is_empty() {
            let units: BTreeSet<&str> =
                structure.quantities().iter().map(|quantity| quantity.declaration.unit).collect();
            let problem = unknown(unit, &text!("quantity in the unit"; "以此为单位的量："), &units);
            return Err(Failure::WrongInput(problem.into()));
        }
    }
    let filter = Filter {
        kinds: arguments.kinds.iter().map(|group| group.kind()).collect(),
        sectors: arguments.sector.clone(),
        sets: arguments.set.clone(),
        unit: arguments.unit.clone(),
        words: arguments.search.clone(),
    };
    let rows = catalogue::rows(&structure, &filter, language);
    match arguments.format {
        Format::Table => print(&catalogue::table(&rows, language)),
        Format::Json => print(&catalogue::to_json(&rows)),
        Format::Csv => print_csv(&catalogue::to_csv(&rows), arguments.tables.csv_for()),
    }
}

/// What is asked for must exist: an empty list would say that nothing is of that kind.
fn check(arguments: &Arguments, structure: &Structure) -> Result<(), Problems> {
    let mut problems = Problems::default();
    let sectors: BTreeSet<&str> = structure
        .quantities()
        .iter()
        .map(|quantity| quantity.declaration.sector())
        .filter(|name| *name != "simulate")
        .collect();
    let sets: BTreeSet<&str> = Dimension::ALL.iter().map(|set| set.key()).collect();
    let asked = [(&arguments.sector, sectors, text!("sector"; "部门")), (&arguments.set, sets, text!("set"; "集合"))];
    for (names, known, noun) in asked {
        for name in names.iter().filter(|name| !known.contains(name.as_str())) {
            problems.push(unknown(name, &noun, &known));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
