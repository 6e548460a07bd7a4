//! `coke-sim run`: one scenario, its scorecard, its main trajectories, its files.

use super::{Failure, print, report};
use crate::problem::{Problem, Problems, visible};
#[cfg(feature = "charts")]
use crate::report::figures;
use crate::report::folder::OutputFolder;
use crate::report::manifest::{Hashed, Manifest};
use crate::report::{scorecard, stdout, trajectory as trajectory_file};
use crate::scenario::{STEPS_PER_YEAR, Scenario, read, resolved};
use crate::study;
use crate::target::Judged;
use crate::text;
use crate::text::{Language, Text};
use crate::trajectory::Trajectory;
use clap::builder::RangedI64ValueParser;
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

Exit codes: 0 done; 1 could not do it (file system); 2 the input is wrong, nothing was simulated or overwritten.")]
pub struct Arguments {
    /// Scenario file, or `plan`, `no-policy`, `hindcast` for those within the program.
    #[arg(default_value = "plan", value_name = "SCENARIO")]
    scenario: PathBuf,

    /// Write trajectory, scorecard, charts, resolved scenario and manifest to this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Set a lever, parameter or driver; wins over the file. Can be repeated.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<String>,

    /// Steps a year, 1 to 48; the default is 12, or what the scenario says.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = steps_per_year())]
    steps_per_year: Option<u32>,

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
    let scenario = read_scenario(arguments).map_err(Failure::WrongInput)?;
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

    let mut warnings = scenario.warnings.clone();
    let written = folder
        .map(|folder| write(folder, &scenario, &results, &judged, &mut warnings, started, language))
        .transpose()?;
    if !arguments.quiet {
        let text = match arguments.format {
            Format::Table => stdout::tables(&scenario, &results, &judged, language),
            Format::Json => stdout::to_json(&scenario, &results, &judged, language),
            Format::Csv => {
                String::from_utf8_lossy(&trajectory_file::to_csv(&scenario.baseline, &results, 0)).into_owned()
            }
        };
        print(&text)?;
        report(&warnings, language);
        if let (Some(files), Some(out)) = (written, &arguments.out) {
            where_files_went(out, &files, language);
        }
    }
    Ok(())
}

fn steps_per_year() -> RangedI64ValueParser<u32> {
    let (fewest, most) = (*STEPS_PER_YEAR.start(), *STEPS_PER_YEAR.end());
    RangedI64ValueParser::new().range(i64::from(fewest)..=i64::from(most))
}

fn read_scenario(arguments: &Arguments) -> Result<Scenario, Problems> {
    let mut settings = arguments.settings.clone();
    settings.extend(arguments.steps_per_year.map(|steps| format!("steps_per_year={steps}")));
    read::open(&arguments.scenario, &settings)
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
    language: Language,
) -> Result<Vec<PathBuf>, Failure> {
    let mut files = vec![
        ("trajectory.csv".to_owned(), trajectory_file::to_csv(&scenario.baseline, results, 0)),
        ("scorecard.csv".to_owned(), scorecard::to_csv(judged, language)),
        ("scenario.resolved.toml".to_owned(), resolved::to_toml(scenario).into_bytes()),
    ];
    files.extend(charts(scenario, results, judged, warnings, language));
    let mut hashes = Vec::new();
    for (name, bytes) in &files {
        folder.write(name, bytes).map_err(Failure::CouldNot)?;
        hashes.push(Hashed::new(name.as_str(), bytes));
    }
    let manifest = Manifest::new(scenario, warnings, hashes, started.elapsed(), language);
    folder.write("manifest.json", &manifest.to_json()).map_err(Failure::CouldNot)?;
    folder.finish().map_err(Failure::CouldNot)
}

/// The charts as files.
#[cfg(feature = "charts")]
fn charts(
    scenario: &Scenario,
    results: &Trajectory,
    judged: &[Judged<'_>],
    warnings: &mut Problems,
    language: Language,
) -> Vec<(String, Vec<u8>)> {
    let drawn = figures::all(scenario, results, judged, language).unwrap_or_else(|error| {
        let why = error.text();
        let problem = Problem::warning(text!("no charts were drawn: {}", why.en; "未能绘制图表：{}", why.zh));
        warnings.push(problem.hint(text!(
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
fn charts(_: &Scenario, _: &Trajectory, _: &[Judged<'_>], _: &mut Problems, _: Language) -> Vec<(String, Vec<u8>)> {
    Vec::new()
}

fn where_files_went(out: &Path, files: &[PathBuf], language: Language) {
    use std::io::Write;
    let charts = files.iter().filter(|file| file.starts_with("charts")).count();
    let others: Vec<String> =
        files.iter().filter(|file| !file.starts_with("charts")).map(|file| file.display().to_string()).collect();
    let drawn = match charts {
        0 => Text::default(),
        _ => text!(", {charts} charts in charts/"; "，图表{charts}个（在charts/中）"),
    };
    let out = visible(&out.display().to_string());
    let line = text!(
        "Written to {out}: {}{}", others.join(", "), drawn.en;
        "已写入{out}：{}{}", others.join("、"), drawn.zh
    );
    let _ = writeln!(anstream::stderr(), "{}", line.in_language(language));
}
