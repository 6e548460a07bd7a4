//! `coke-sim model explain`: all that is known of one quantity.

use super::super::common::Settings;
use super::super::{Failure, print, report};
use super::common::{shortened, unknown_quantity};
use crate::coverage;
use crate::problem::{Problem, Problems};
use crate::report::model::explain::Subject;
use crate::report::model::{explain_text, key, kind};
use crate::safe::json;
use crate::structure::{Kind, Structure};
use crate::study::causes::causes;
use crate::study::{run as study_run, structure};
use crate::text;
use crate::text::Language;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What `coke-sim model explain` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim model explain coke_price                     a variable: equation, values, causes, uses, loops
  coke-sim model explain capacity.lvliang.small         one of its values
  coke-sim model explain entry.moratorium               a lever: what it means, acts on, and moves
  coke-sim model explain closure_exec_time --scenario mine.toml

`coke-sim model list` shows all names.")]
pub struct Arguments {
    /// A variable, lever, driver or parameter; members of its sets may follow, joined by dots.
    #[arg(value_name = "NAME")]
    name: String,

    /// Whose values are shown: a scenario file, or `plan`, `no-policy`, `hindcast`.
    #[arg(long, default_value = "plan", value_name = "SCENARIO")]
    scenario: PathBuf,

    #[command(flatten)]
    settings: Settings,

    /// What to print: text for people, or JSON for programs.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// What to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Runs the command.
///
/// # Errors
/// If there is nothing of that name, or the scenario is wrong.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let scenario = arguments.settings.read(&arguments.scenario).map_err(Failure::WrongInput)?;
    let structure = structure::trace(&scenario.baseline.sets);
    let found = find(&structure, &arguments.name).map_err(Failure::WrongInput)?;
    let results = study_run::simulate(&scenario);
    let causes = causes(&structure, [&scenario]);
    let loops = coverage::loops::judge(&structure, &causes);
    let subject = Subject {
        structure: &structure,
        causes: &causes,
        loops: &loops,
        scenario: &scenario,
        results: &results,
        language,
    };
    let explanations: Vec<_> = found.iter().map(|(place, members)| subject.explain(*place, members)).collect();
    print(&match arguments.format {
        Format::Text => {
            let texts: Vec<String> =
                explanations.iter().map(|explanation| explain_text::to_text(explanation, language)).collect();
            texts.join("\n\n")
        }
        Format::Json => json::pretty(&explanations),
    })?;
    report(&scenario.warnings, language);
    Ok(())
}

/// A quantity by its place, and the members that are named with it.
type Found = (usize, Vec<String>);

/// The quantities of a name: a variable and a lever may share one.
fn find(structure: &Structure, wanted: &str) -> Result<Vec<Found>, Problems> {
    let quantities = structure.quantities();
    let named: Vec<(usize, String)> = (0..quantities.len())
        .map(|place| (place, key(&quantities[place])))
        .filter(|(place, _)| quantities[*place].kind != Kind::Step)
        .collect();
    let order = |place: &usize| {
        let kinds = [Kind::Stock, Kind::Auxiliary, Kind::Lever, Kind::Driver, Kind::Parameter];
        kinds.iter().position(|kind| *kind == quantities[*place].kind)
    };
    let mut found: Vec<Found> = Vec::new();
    let mut wrong_members = None;
    for (place, name) in &named {
        let plain = quantities[*place].declaration.name;
        let Some(rest) = [name.as_str(), plain].into_iter().find_map(|name| {
            let rest = wanted.strip_prefix(name)?;
            (rest.is_empty() || rest.starts_with('.')).then_some(rest)
        }) else {
            continue;
        };
        let members: Vec<String> = rest.split('.').skip(1).map(str::to_owned).collect();
        let declaration = quantities[*place].declaration;
        let known = |position| declaration.members(structure.sets(), position).iter().eq(members.iter());
        if members.is_empty() || (0..quantities[*place].size).any(known) {
            found.push((*place, members));
        } else {
            wrong_members = Some(*place);
        }
    }
    if !found.is_empty() {
        found.sort_by_key(|(place, _)| order(place));
        return Ok(found);
    }
    let wanted = &shortened(wanted);
    let problem = Problem::error(text!("the model has no `{wanted}`"; "模型中没有`{wanted}`"));
    let hint = if let Some(place) = wrong_members {
        let quantity = &quantities[place];
        let name = key(quantity);
        let what = kind(quantity.kind);
        let sets: Vec<String> = quantity
            .declaration
            .dimensions
            .iter()
            .map(|set| format!("{}: {}", set.key(), structure.sets().members(*set).join(", ")))
            .collect();
        let sets = sets.join("; ");
        if sets.is_empty() {
            text!("the {} `{name}` has one value, without members", what.en; "{}`{name}`只有一个数值，没有成员", what.zh)
        } else {
            text!("`{name}` runs over {sets}"; "`{name}`的集合为：{sets}")
        }
    } else {
        return Err(unknown_quantity(structure, wanted).into());
    };
    Err(problem.hint(hint).into())
}
