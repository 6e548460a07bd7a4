//! `coke-sim compare`: several scenarios, what differs between their results, and between what they set.

use super::common::{Settings, Tables, names_of, read_all};
#[cfg(feature = "charts")]
use super::output::pictures;
use super::output::{Files, resolved_scenario, where_files_went, write_all};
use super::{Failure, asked, print, print_csv, report};
use crate::folder::{Kind, Mode, ResultFolder};
use crate::model::sets::Dimension;
use crate::problem::{Place, Problem, Problems};
#[cfg(feature = "charts")]
use crate::report::comparison::figures;
use crate::report::comparison::inputs::{self, Item};
use crate::report::comparison::{Compared, files, json, manifest, table};
use crate::report::manifest::{About, Making};
use crate::report::{liveness, plausible};
use crate::scenario::Scenario;
use crate::scenario::difference::{self, Differences};
use crate::study;
use crate::study::batch::{self, Instructions};
use crate::study::liveness::examine;
use crate::text;
use crate::text::{Language, Text};
use crate::trajectory::Trajectory;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::time::Instant;

/// What `coke-sim compare` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim compare plan no-policy                     what the plan changes, in the markets its authors expected
  coke-sim compare plan mine.toml other.toml          differences are those to the first
  coke-sim compare plan no-policy --out out/compared  with files and charts
  coke-sim compare plan no-policy --set drivers='\"actual\"'

Exit codes: 0 done; 1 could not do it (file system); 2 the input is wrong, or the scenarios cannot be compared:
nothing was simulated or overwritten; 3 done, but a [[check]] of a scenario does not hold.")]
pub struct Arguments {
    /// Scenario files, or `plan`, `no-policy`, `hindcast` for those within the program; at least two.
    #[arg(required = true, num_args = 2.., value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,

    /// Write all differences, targets, inputs, charts, resolved scenarios and a manifest to this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    settings: Settings,

    /// Compare scenarios that differ in more than policy: in drivers, parameters or baseline.
    #[arg(long)]
    allow_different_worlds: bool,

    /// What to print on standard output: tables for people; JSON or CSV for programs.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,

    #[command(flatten)]
    tables: Tables,

    /// Print nothing but errors, and data that --format asks for.
    #[arg(long, short)]
    quiet: bool,

    /// Replace results that are already in the output folder.
    #[arg(long, requires = "out")]
    force: bool,
}

/// What to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Main results, verdicts and inputs that differ.
    Table,
    /// The same for programs, with every variable.
    Json,
    /// Every variable, one value a row, as in comparison.csv.
    Csv,
}

/// Runs the command.
///
/// # Errors
/// If a scenario is wrong, they cannot be compared, a run leaves the numbers, or the output folder cannot be written.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let started = Instant::now();
    let (scenarios, mut warnings) = read_all(&arguments.scenarios, &arguments.settings).map_err(Failure::WrongInput)?;
    let names = names_of(&arguments.scenarios);

    let differences = difference::between(&scenarios.iter().collect::<Vec<_>>());
    one_shape(&scenarios, &names, &differences).map_err(Failure::WrongInput)?;
    if differences.in_worlds() {
        if !arguments.allow_different_worlds {
            return Err(Failure::WrongInput(different_worlds(&differences, &names).into()));
        }
        warnings.push(not_policy_alone(&differences));
    }
    if let Some(steps) = differences.time.iter().find(|setting| setting.key == "steps_per_year") {
        warnings.push(other_steps(&steps.said.iter().flatten().map(|said| said.value).collect::<Vec<_>>()));
    }

    let folder = arguments
        .out
        .as_deref()
        .map(|path| ResultFolder::claim(path, Kind::Comparison, Mode::forced(arguments.force)))
        .transpose()?
        .map(|folder| folder.with_csv_for(arguments.tables.csv_for()));
    let results = simulate(&scenarios);
    let mut compared = Vec::new();
    for ((scenario, name), (trajectory, run)) in scenarios.iter().zip(names).zip(runs(&results, scenarios.len())) {
        if let Some(bad) = trajectory.first_not_finite(run) {
            return Err(Failure::WrongInput(left_the_numbers(&name, &bad).into()));
        }
        warnings.extend(plausible::warnings(scenario, trajectory, run, Some(&name)));
        let judged = study::scorecard(scenario, trajectory, run);
        let notes = liveness::notes(scenario, &examine(scenario, &scenario.origins.levers_set()));
        compared.push(Compared { name, scenario, trajectory, run, judged, notes });
    }
    let items = compared
        .first()
        .map(|first| inputs::items(&differences, first.scenario.start, first.scenario.end))
        .unwrap_or_default();

    let written =
        folder.map(|folder| write(folder, &compared, &items, &mut warnings, language, started)).transpose()?;
    if !arguments.quiet || arguments.format != Format::Table {
        match arguments.format {
            Format::Table => print(&table::tables(&compared, &items, language))?,
            Format::Json => print(&json::to_json(&compared, &items, language))?,
            Format::Csv => print_csv(&files::comparison(&compared), arguments.tables.csv_for())?,
        }
    }
    if !arguments.quiet {
        report(&warnings, language);
        if let (Some(files), Some(out)) = (written, &arguments.out) {
            where_files_went(out, &files, language);
        }
    }
    let mut broken = Problems::default();
    for one in &compared {
        broken.extend(asked::broken(&study::checks(one.scenario, one.trajectory, one.run), &[], &[]));
    }
    if broken.is_empty() { Ok(()) } else { Err(Failure::AskedFor(broken)) }
}

// --------------------------------------------------------------------------------------------- what can be compared

/// The same years and the same sets, or there is nothing to set side by side.
fn one_shape(scenarios: &[Scenario], names: &[String], differences: &Differences) -> Result<(), Problems> {
    let pairs = || scenarios.iter().zip(names).skip(1);
    let (Some(first), Some(one)) = (scenarios.first(), names.first()) else { return Ok(()) };
    if let Some((scenario, other)) = pairs().find(|(other, _)| (other.start, other.end) != (first.start, first.end)) {
        let [(a, b), (c, d)] = [first, scenario].map(|scenario| (scenario.start, scenario.end));
        let problem = Problem::error(text!(
            "`{one}` runs from {a} to {b}, but `{other}` from {c} to {d}: only scenarios of the same years can be compared";
            "`{one}`模拟{a}至{b}年，`{other}`模拟{c}至{d}年：只能比较年份相同的情景"
        ))
        .hint(text!(
            "let them run over the same years, as with `--set start={a} --set end={b}`";
            "请让各情景模拟相同的年份，例如`--set start={a} --set end={b}`"
        ));
        let setting = differences.time.iter().find(|setting| setting.key != "steps_per_year");
        let place = setting.and_then(|setting| setting.said.iter().flatten().find_map(|said| said.origin.clone()));
        return Err(match place {
            Some(place) => problem.at(place, text!("not so in all of them"; "并非各情景都如此")).into(),
            None => problem.into(),
        });
    }
    for (scenario, other) in pairs() {
        let (sets, others) = (&first.baseline.sets, &scenario.baseline.sets);
        if let Some(set) = Dimension::ALL.iter().find(|set| sets.members(**set) != others.members(**set)) {
            let set = set.key();
            return Err(Problem::error(text!(
                "`{one}` and `{other}` have different members of the set `{set}`: what they simulate cannot be compared";
                "`{one}`与`{other}`的集合`{set}`成员不同：两者模拟的对象无法比较"
            ))
            .hint(text!("compare scenarios over the same baseline"; "请比较基准相同的情景"))
            .into());
        }
    }
    Ok(())
}

/// Most differences named in one message.
const MOST_NAMED: usize = 10;

/// Why the scenarios are not compared: their worlds differ, in what, and where it is set.
fn different_worlds(differences: &Differences, names: &[String]) -> Problem {
    let all = names.join("`, `");
    let all_zh = names.join("`、`");
    let mut problem = Problem::error(text!(
        "`{all}` play in different worlds: what differs between their results would not be due to policy alone";
        "`{all_zh}`所处的外部条件不同：其结果之差不能只归因于政策"
    ));
    let what = world_differences(differences, names);
    let more = what.len().saturating_sub(MOST_NAMED);
    for words in what.iter().take(MOST_NAMED) {
        problem = problem.hint(words.clone());
    }
    if more > 0 {
        problem = problem.hint(text!("and {more} more"; "另有{more}处"));
    }
    problem.hint(text!(
        "set [world] and [parameters] alike, as with `--set`, or add `--allow-different-worlds`";
        "请统一[world]和[parameters]（例如用`--set`），或加`--allow-different-worlds`"
    ))
}

/// What differs between the worlds, one text each. The drivers of a named set are one text.
fn world_differences(differences: &Differences, names: &[String]) -> Vec<Text> {
    let mut found = Vec::new();
    if let Some(baselines) = &differences.baselines {
        let files = baselines.files.join("`, `");
        let folders: Vec<String> = baselines
            .folders
            .iter()
            .map(|folder| folder.as_ref().map_or_else(|| "coke-sim".to_owned(), |folder| folder.display().to_string()))
            .collect();
        let folders = by_scenario(names, &folders);
        found.push(text!("the baselines differ in `{files}`: {folders}"; "基准的`{files}`不同：{folders}"));
    }
    let place = |origin: Option<&Place>| origin.map_or_else(String::new, |place| format!(" ({})", place.reference()));
    let set = differences.driver_set.as_ref();
    // what comes with the set of drivers needs no words of its own
    let (with_set, alone): (Vec<_>, Vec<_>) = differences.drivers.iter().partition(|driver| {
        set.is_some_and(|set| {
            let pairs = driver.said.iter().zip(&set.said);
            pairs.into_iter().all(|(driver, set)| {
                driver.as_ref().and_then(|said| said.origin.as_ref())
                    == set.as_ref().and_then(|said| said.origin.as_ref())
            })
        })
    });
    if let Some(set) = set.filter(|_| !with_set.is_empty()) {
        let said = set.said.iter().flatten();
        let sets: Vec<String> = said.map(|said| format!("`{}`{}", said.value, place(said.origin.as_ref()))).collect();
        let sets = by_scenario(names, &sets);
        let count = with_set.len();
        let keys: Vec<&str> = with_set.iter().take(MOST_NAMED).map(|driver| driver.key.as_str()).collect();
        let (keys, keys_zh) = (keys.join("`, `"), keys.join("`、`"));
        let etc = if count > MOST_NAMED { text!(" and others"; "等") } else { Text::default() };
        found.push(text!(
            "{count} drivers differ with their set ({sets}): `{keys}`{}", etc.en;
            "{count}项外部条件随所选组而异（{sets}）：`{keys_zh}`{}", etc.zh
        ));
    }
    for driver in alone {
        let said: Vec<String> = driver
            .said
            .iter()
            .map(|said| said.as_ref().and_then(|said| said.origin.as_ref()))
            .map(|origin| origin.map_or_else(|| "–".to_owned(), Place::reference))
            .collect();
        let (key, said) = (&driver.key, by_scenario(names, &said));
        found.push(text!("driver `{key}`: {said}"; "外部条件`{key}`：{said}"));
    }
    for parameter in &differences.parameters {
        let said: Vec<String> = parameter
            .said
            .iter()
            .map(|said| {
                said.as_ref()
                    .map_or_else(|| "–".to_owned(), |said| format!("{}{}", said.value, place(said.origin.as_ref())))
            })
            .collect();
        let (key, said) = (&parameter.key, by_scenario(names, &said));
        found.push(text!("parameter `{key}`: {said}"; "参数`{key}`：{said}"));
    }
    found
}

fn by_scenario(names: &[String], said: &[String]) -> String {
    names.iter().zip(said).map(|(name, said)| format!("{name} {said}")).collect::<Vec<_>>().join("; ")
}

fn not_policy_alone(differences: &Differences) -> Problem {
    let (drivers, parameters) = (differences.drivers.len(), differences.parameters.len());
    Problem::warning(text!(
        "the scenarios play in different worlds ({drivers} drivers and {parameters} parameters differ): what differs between their results is not due to policy alone";
        "各情景的外部条件不同（{drivers}项外部条件、{parameters}个参数不同）：其结果之差不能只归因于政策"
    ))
    .hint(text!(
        "to see what policy does, compare scenarios with the same [world] and [parameters]";
        "要看政策的作用，请比较[world]和[parameters]相同的情景"
    ))
}

fn other_steps(steps: &[i32]) -> Problem {
    let steps = steps.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Problem::warning(text!(
        "the scenarios take different steps a year ({steps}): a small part of what differs is due to that";
        "各情景每年步数不同（{steps}）：结果之差有一小部分由此而来"
    ))
    .hint(text!("set `--steps-per-year` for all"; "请用`--steps-per-year`统一设定"))
}

// ---------------------------------------------------------------------------------------------------------- running

/// Side by side where the scenarios allow it, one by one otherwise: the bits are the same.
fn simulate(scenarios: &[Scenario]) -> Vec<Trajectory> {
    match batch::simulate(scenarios, Instructions::Best) {
        Ok(results) => vec![results],
        Err(_) => scenarios.iter().map(study::run::simulate).collect(),
    }
}

/// Where the results of each scenario are.
fn runs(results: &[Trajectory], scenarios: usize) -> Vec<(&Trajectory, usize)> {
    match results {
        [together] => (0..scenarios).map(|run| (together, run)).collect(),
        _ => results.iter().map(|alone| (alone, 0)).collect(),
    }
}

fn left_the_numbers(name: &str, bad: &crate::trajectory::NotFinite) -> Problem {
    let (variable, year) = (&bad.variable, bad.year);
    Problem::error(text!(
        "the run of `{name}` left the numbers: `{variable}` is not finite in {year}";
        "`{name}`的模拟超出数值范围：{year}年`{variable}`不是有限的数"
    ))
    .hint(text!(
        "run it alone, and undo its last change: values that are fine alone do not fit together";
        "请单独运行该情景并撤销最近的改动：单独可行的数值放在一起不相容"
    ))
}

// ---------------------------------------------------------------------------------------------------------- writing

fn write(
    folder: ResultFolder,
    compared: &[Compared<'_>],
    items: &[Item],
    warnings: &mut Problems,
    language: Language,
    started: Instant,
) -> Result<Vec<PathBuf>, Failure> {
    let names: Vec<&str> = compared.iter().map(|one| one.name.as_str()).collect();
    let mut written = vec![
        ("comparison.csv".to_owned(), files::comparison(compared)),
        ("headlines.csv".to_owned(), files::main_results(compared, language)),
        ("targets.csv".to_owned(), files::targets(compared, language)),
        ("inputs.csv".to_owned(), files::inputs(items, &names)),
    ];
    written.extend(compared.iter().flat_map(|one| {
        let name = &one.name;
        resolved_scenario(one.scenario, "scenarios/", &format!("{name}.resolved.toml"), &format!("{name}.baseline"))
    }));
    written.extend(charts(compared, language, warnings));
    let making = Making::new(warnings, started.elapsed(), language);
    let made_of = manifest::Scenarios::of(compared, language);
    let (files, left) = write_all(folder, &written, &About { making, made_of })?;
    warnings.extend(left);
    Ok(files)
}

/// The charts as files.
#[cfg(feature = "charts")]
fn charts(compared: &[Compared<'_>], language: Language, warnings: &mut Problems) -> Files {
    let numbers = text!(
        "the numbers are in comparison.csv and headlines.csv";
        "数据见comparison.csv和headlines.csv"
    );
    pictures(figures::all(compared, language), numbers, warnings)
}

/// No charts: the program was built without them.
#[cfg(not(feature = "charts"))]
fn charts(_: &[Compared<'_>], _: Language, _: &mut Problems) -> Files {
    Vec::new()
}
