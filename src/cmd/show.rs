//! `coke-sim show`: the resolved scenario, or that of one run of a study, and where each of its values comes from.

use super::common::{Settings, Tables};
use super::{Failure, print, print_csv, report};
use crate::problem::{Problem, Problems, nearest};
use crate::report::inputs;
use crate::scenario::Scenario;
use crate::scenario::read::study::{self, Wishes};
use crate::scenario::resolved::{Content, to_toml};
use crate::scenario::study::{MOST_RUNS, Study};
use crate::study::sweep::Sweep;
use crate::text;
use crate::text::{Language, Text};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::sync::Arc;

/// What `coke-sim show` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim show mine.toml                             every value of the run, as a scenario that runs again
  coke-sim show mine.toml --origin                    with file and line of each value, or the baseline's source
  coke-sim show mine.toml --origin --changed          only what differs from the baseline
  coke-sim show mine.toml --format csv > inputs.csv
  coke-sim show study.toml --run 17 --mix half        the scenario of one run of a study: it gives the same bits by itself")]
pub struct Arguments {
    /// Scenario file, or `plan`, `no-policy`, `hindcast` for those within the program; a study with --run or --mix.
    #[arg(default_value = "plan", value_name = "SCENARIO")]
    scenario: PathBuf,

    #[command(flatten)]
    settings: Settings,

    /// Of a study: the run, counted from 0.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    run: Option<u64>,

    /// Of a study: the policy mix, as runs.parquet names it. Need not be given if there is only one.
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    mix: Option<String>,

    /// Say where each value comes from: file and line, or the source that the baseline cites.
    #[arg(long)]
    origin: bool,

    /// Leave out what is as in the baseline.
    #[arg(long)]
    changed: bool,

    /// What to print: a scenario file, or rows for programs (which always have the origin).
    #[arg(long, value_name = "FORMAT", default_value = "toml")]
    format: Format,

    #[command(flatten)]
    tables: Tables,
}

/// What to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A scenario file.
    Toml,
    /// One object a value.
    Json,
    /// One value a row.
    Csv,
}

/// Runs the command.
///
/// # Errors
/// If the scenario is wrong, or the study has no such run or mix.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let of_a_study = arguments.run.is_some() || arguments.mix.is_some();
    let scenario = if of_a_study { one_run(arguments) } else { arguments.settings.read(&arguments.scenario) };
    let scenario = scenario.map_err(Failure::WrongInput)?;
    match arguments.format {
        Format::Toml => print(&to_toml(
            &scenario,
            &Content {
                origins: arguments.origin.then_some(language),
                changed_only: arguments.changed,
                baseline: scenario.baseline_folder.as_ref().map(|folder| folder.display().to_string()),
            },
        ))?,
        Format::Json => print(&inputs::to_json(&scenario, language, arguments.changed))?,
        Format::Csv => {
            print_csv(&inputs::to_csv(&scenario, language, arguments.changed), arguments.tables.csv_for())?;
        }
    }
    report(&scenario.warnings, language);
    Ok(())
}

/// The scenario of one run of a study; what the study sets is said to come from its sections.
fn one_run(arguments: &Arguments) -> Result<Scenario, Problems> {
    let wishes = Wishes { settings: arguments.settings.all(), ..Wishes::default() };
    let study = study::open(&arguments.scenario, &wishes)?;
    let run = arguments.run.unwrap_or(0);
    let most = study.all_runs().unwrap_or(MOST_RUNS);
    if run >= most {
        let last = most.saturating_sub(1);
        return Err(Problem::error(text!("the study has no run {run}"; "研究没有第{run}次运行"))
            .hint(text!("write a number from 0 to {last}"; "请写0到{last}之间的数"))
            .into());
    }
    let mix = mix(&study, arguments.mix.as_deref())?;
    let mut scenario = Sweep::new(&study).scenario(run, mix);
    let (name, base) = (&study.mixes[mix].name, &study.base);
    scenario.title = text!(
        "{}, run {run}, {name}", study.title.en;
        "{}，第{run}次运行，{name}", study.title.zh
    );
    scenario.warnings = study.warnings.clone();
    let [uncertain, policy] = [&["uncertain"][..], &["mix", "factor"]]
        .map(|sections| sections.iter().find_map(|section| study.place_of(section)));
    let origins = Arc::make_mut(&mut scenario.origins);
    for (slot, value) in scenario.parameters.iter().enumerate() {
        if value.to_bits() != base.parameters[slot].to_bits() {
            origins.parameters[slot].clone_from(&uncertain);
        }
    }
    for (slot, series) in scenario.drivers.iter().enumerate() {
        if *series != base.drivers[slot] {
            origins.drivers[slot].clone_from(&uncertain);
        }
    }
    for (slot, values) in scenario.levers.iter().enumerate() {
        for (year, value) in values.iter().enumerate() {
            if value.to_bits() != base.levers[slot][year].to_bits() {
                origins.levers[slot][year].clone_from(&policy);
            }
        }
    }
    Ok(scenario)
}

/// The position of a mix by its name; the only one if none is named.
fn mix(study: &Study, named: Option<&str>) -> Result<usize, Problems> {
    /// How many mixes a hint lists.
    const LISTED: usize = 12;
    let all_names = || study.mixes.iter().map(|mix| mix.name.as_str());
    let listed = all_names().take(LISTED).collect::<Vec<_>>().join("`, `");
    let more = if study.mixes.len() > LISTED { ", ..." } else { "" };
    let all = text!("there are `{listed}`{more}"; "可用`{listed}`{more}");
    match named {
        None if study.mixes.len() == 1 => Ok(0),
        None => Err(Problem::error(
            text!("the study has {} policy mixes: which of them?", study.mixes.len(); "研究有{}个政策组合：是其中哪一个？", study.mixes.len()),
        )
        .hint(text!("name one with `--mix`; {}", all.en; "请用`--mix`指定；{}", all.zh))
        .into()),
        Some(name) => all_names().position(|known| known == name).ok_or_else(|| {
            let near = nearest(name, all_names())
                .map_or_else(Text::default, |near| text!("did you mean `{near}`?"; "是否想写`{near}`？"));
            Problem::error(text!("the study has no policy mix `{name}`"; "研究没有政策组合`{name}`"))
                .hint(near)
                .hint(all)
                .into()
        }),
    }
}
