//! `coke-sim run`: one scenario, its scorecard, its main trajectories, its files.

use super::common::Settings;
use super::{Failure, print, report};
use crate::problem::{Problem, Problems, nearest, visible};
#[cfg(feature = "charts")]
use crate::report::figures;
use crate::report::folder::OutputFolder;
use crate::report::manifest::{Hashed, Manifest};
use crate::report::{scorecard, stdout, trajectory as trajectory_file};
use crate::scenario::Scenario;
use crate::scenario::resolved::{self, Content};
use crate::study;
use crate::target::{Judged, Verdict};
use crate::text;
use crate::text::{Language, Text};
use crate::trajectory::Trajectory;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What `coke-sim run` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim run                                        the plan, as it is written
  coke-sim run no-policy                              what its authors feared; also `hindcast`
  coke-sim run mine.toml --out out/mine               your scenario, with files and charts
  coke-sim run --set closure_exec_time=1.2 --set entry.moratorium=0.5
  coke-sim run --set 'close.order_share.small=[0.1, 0.2, 0.2, 0.2, 0.2]'

Exit codes: 0 done; 1 could not do it (file system); 2 the input is wrong, nothing was simulated or overwritten;
3 done, but a [[check]] of the scenario, or a target that is required, does not hold.")]
pub struct Arguments {
    /// Scenario file, or `plan`, `no-policy`, `hindcast` for those within the program.
    #[arg(default_value = "plan", value_name = "SCENARIO")]
    scenario: PathBuf,

    /// Write trajectory, scorecard, charts, resolved scenario and manifest to this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    settings: Settings,

    /// Fail with exit code 3 if a target is missed: any of them, or those named, as in --require-targets=T1,T5.
    #[arg(
        long,
        value_name = "ID",
        num_args = 0..,
        require_equals = true,
        value_delimiter = ',',
        default_missing_value = ALL_TARGETS
    )]
    require_targets: Option<Vec<String>>,

    /// What to print on standard output: tables for people; JSON or CSV for programs.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,

    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,

    /// Replace results that are already in the output folder.
    #[arg(long, requires = "out")]
    force: bool,
}

/// What to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Scorecard and main trajectories.
    Table,
    /// Scorecard, main trajectories and every variable.
    Json,
    /// Every variable, one value a row, as in trajectory.csv.
    Csv,
}

/// Runs the command.
///
/// # Errors
/// If the scenario is wrong, the run leaves the numbers, or the output folder cannot be written.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let started = Instant::now();
    let scenario = arguments.settings.read(&arguments.scenario).map_err(Failure::WrongInput)?;
    let required = required_targets(arguments, &scenario).map_err(Failure::WrongInput)?;
    let folder = arguments
        .out
        .as_deref()
        .map(|path| OutputFolder::prepare(path, arguments.force))
        .transpose()
        .map_err(Failure::CouldNot)?;

    let results = study::run::simulate(&scenario);
    if let Some(bad) = results.first_not_finite(0) {
        return Err(Failure::WrongInput(left_the_numbers(&bad)));
    }
    let judged = study::scorecard(&scenario, &results, 0);
    let checked = study::checks(&scenario, &results, 0);

    let mut warnings = scenario.warnings.clone();
    let written =
        folder.map(|folder| write(folder, &scenario, &results, &judged, &mut warnings, started)).transpose()?;
    if !arguments.quiet {
        let text = match arguments.format {
            Format::Table => stdout::tables(&scenario, &results, &judged),
            Format::Json => stdout::to_json(&scenario, &results, &judged),
            Format::Csv => {
                String::from_utf8_lossy(&trajectory_file::to_csv(&scenario.baseline, &results, 0)).into_owned()
            }
        };
        print(&text)?;
        report(&warnings, language);
        if let (Some(files), Some(out)) = (written, &arguments.out) {
            where_files_went(out, &files);
        }
    }
    let broken = broken(&checked, &judged, &required);
    if broken.is_empty() { Ok(()) } else { Err(Failure::AskedFor(broken)) }
}

/// What `--require-targets` means without a name.
const ALL_TARGETS: &str = "*";

/// The targets that must be met.
fn required_targets(arguments: &Arguments, scenario: &Scenario) -> Result<Vec<String>, Problems> {
    let Some(named) = &arguments.require_targets else { return Ok(Vec::new()) };
    let known = || scenario.targets.iter().map(|target| target.id.as_str());
    if named.iter().any(|id| id == ALL_TARGETS) {
        let counted = scenario.targets.iter().filter(|target| target.reading_of.is_none());
        return Ok(counted.map(|target| target.id.clone()).collect());
    }
    let mut problems = Problems::default();
    for id in named.iter().filter(|id| !known().any(|known| known == *id)) {
        let problem = Problem::error(text!("there is no target `{id}`"; "没有目标`{id}`"));
        problems.push(match nearest(id, known()) {
            Some(near) => problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？")),
            None => problem.hint(text!(
                "the scorecard shows all: `coke-sim run`";
                "记分表列出全部目标：`coke-sim run`"
            )),
        });
    }
    if problems.is_empty() { Ok(named.clone()) } else { Err(problems) }
}

/// What was asked for and does not hold: the checks of the scenario, and targets that must be met.
fn broken(checked: &[Judged<'_>], judged: &[Judged<'_>], required: &[String]) -> Problems {
    let mut problems = Problems::default();
    for check in checked.iter().filter(|check| check.verdict != Verdict::Met) {
        let (id, said) = (&check.target.id, what_came(check));
        let words = &check.target.text;
        problems.push(
            Problem::error(text!(
                "the check `{id}` does not hold: {}", said.en;
                "检查`{id}`不成立：{}", said.zh
            ))
            .hint(text!("it says: {}", words.en; "其内容：{}", words.zh)),
        );
    }
    for target in judged.iter().filter(|target| required.contains(&target.target.id)) {
        if target.verdict == Verdict::Missed {
            let (id, said) = (&target.target.id, what_came(target));
            problems.push(Problem::error(text!(
                "the target `{id}` is missed: {}", said.en;
                "目标`{id}`未达到：{}", said.zh
            )));
        }
    }
    problems
}

/// The value of the test that decides, and what it should be.
fn what_came(judged: &Judged<'_>) -> Text {
    let Some(test) = judged.decisive() else { return judged.reason.clone().unwrap_or_default() };
    let (variable, year, unit, asked) = (&test.variable, &test.year, &test.unit, &test.predicate);
    match &test.value {
        Ok(value) => {
            let value = scorecard::short(*value);
            text!(
                "`{variable}` is {value} {unit} in {year}, but should be {asked}";
                "{year}年`{variable}`为{value} {unit}，应为{asked}"
            )
        }
        Err(reason) => reason.clone(),
    }
}

fn left_the_numbers(bad: &crate::trajectory::NotFinite) -> Problems {
    let (variable, year) = (&bad.variable, bad.year);
    Problem::error(text!(
        "the run left the numbers: `{variable}` is not finite in {year}";
        "模拟超出数值范围：{year}年`{variable}`不是有限的数"
    ))
    .hint(text!(
        "two values that are fine alone do not fit together; undo the last change, or report the scenario as a defect";
        "单独可行的数值放在一起不相容；请撤销最近的改动，或将该情景作为缺陷报告"
    ))
    .into()
}

fn write(
    mut folder: OutputFolder,
    scenario: &Scenario,
    results: &Trajectory,
    judged: &[Judged<'_>],
    warnings: &mut Problems,
    started: Instant,
) -> Result<Vec<PathBuf>, Failure> {
    let mut files = vec![
        ("trajectory.csv".to_owned(), trajectory_file::to_csv(&scenario.baseline, results, 0)),
        ("scorecard.csv".to_owned(), scorecard::to_csv(judged)),
    ];
    files.extend(resolved_scenario(scenario));
    files.extend(charts(scenario, results, judged, warnings));
    let mut hashes = Vec::new();
    for (name, bytes) in &files {
        folder.write(name, bytes).map_err(Failure::CouldNot)?;
        hashes.push(Hashed::new(name.as_str(), bytes));
    }
    let manifest = Manifest::new(scenario, warnings, hashes, started.elapsed());
    folder.write("manifest.json", &manifest.to_json()).map_err(Failure::CouldNot)?;
    folder.finish().map_err(Failure::CouldNot)
}

/// The scenario that runs again to the same bits, with the files of its baseline if the program lacks them.
fn resolved_scenario(scenario: &Scenario) -> Vec<(String, Vec<u8>)> {
    const FOLDER: &str = "baseline";
    let content =
        Content { baseline: scenario.baseline_folder.as_ref().map(|_| FOLDER.to_owned()), ..Content::default() };
    let mut files = vec![("scenario.resolved.toml".to_owned(), resolved::to_toml(scenario, &content).into_bytes())];
    if scenario.baseline_folder.is_some() {
        files.extend(
            scenario
                .baseline
                .files
                .named()
                .map(|(name, source)| (format!("{FOLDER}/{name}"), source.text.clone().into_bytes())),
        );
    }
    files
}

/// The charts as files.
#[cfg(feature = "charts")]
fn charts(
    scenario: &Scenario,
    results: &Trajectory,
    judged: &[Judged<'_>],
    warnings: &mut Problems,
) -> Vec<(String, Vec<u8>)> {
    let drawn = figures::all(scenario, results, judged).unwrap_or_else(|error| {
        warnings.push(Problem::warning(text!("no charts were drawn: {error}"; "未能绘制图表：{error}")).hint(text!(
            "the numbers are in trajectory.csv and scorecard.csv";
            "数据见trajectory.csv和scorecard.csv"
        )));
        Vec::new()
    });
    drawn
        .into_iter()
        .flat_map(|figure| {
            [
                (format!("charts/{}.svg", figure.name), figure.svg.into_bytes()),
                (format!("charts/{}.png", figure.name), figure.png),
            ]
        })
        .collect()
}

/// No charts: the program was built without them.
#[cfg(not(feature = "charts"))]
fn charts(_: &Scenario, _: &Trajectory, _: &[Judged<'_>], _: &mut Problems) -> Vec<(String, Vec<u8>)> {
    Vec::new()
}

fn where_files_went(out: &Path, files: &[PathBuf]) {
    use std::io::Write;
    let charts = files.iter().filter(|file| file.starts_with("charts")).count();
    let others: Vec<String> =
        files.iter().filter(|file| !file.starts_with("charts")).map(|file| file.display().to_string()).collect();
    let drawn = if charts > 0 { format!(", {charts} charts in charts/") } else { String::new() };
    let out = visible(&out.display().to_string());
    let _ = writeln!(anstream::stderr(), "Written to {out}: {}{drawn}", others.join(", "));
}
