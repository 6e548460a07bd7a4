//! `coke-sim run`: one scenario, its scorecard, its main trajectories, its files.

use super::common::{Settings, Tables};
#[cfg(feature = "charts")]
use super::output::pictures;
use super::output::{Files, resolved_scenario, where_files_went, write_all};
use super::{Failure, asked, print, print_csv, report};
use crate::folder::{Kind, Mode, ResultFolder};
use crate::problem::{Problem, Problems};
#[cfg(feature = "charts")]
use crate::report::figures;
use crate::report::manifest::{About, Described, Making};
use crate::report::{liveness, plausible, scorecard, stdout, trajectory as trajectory_file};
use crate::safe::csv::CsvFor;
use crate::scenario::Scenario;
use crate::study;
use crate::study::liveness::{Examination, examine};
use crate::target::Judged;
use crate::text;
use crate::text::Language;
use crate::trajectory::Trajectory;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
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

    /// Say of every lever that the scenario sets whether it acts, is inert, clipped or masked, and in which years.
    #[arg(long)]
    liveness: bool,

    /// Fail with exit code 3 if a target is missed: any of them, or those named, as in --require-targets=T1,T5.
    #[arg(
        long,
        value_name = "ID",
        num_args = 0..,
        require_equals = true,
        value_delimiter = ',',
        default_missing_value = asked::ALL_TARGETS
    )]
    require_targets: Option<Vec<String>>,

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
    let required =
        asked::required_targets(arguments.require_targets.as_ref(), &scenario).map_err(Failure::WrongInput)?;
    let folder = arguments
        .out
        .as_deref()
        .map(|path| ResultFolder::claim(path, Kind::Run, Mode::forced(arguments.force)))
        .transpose()?
        .map(|folder| folder.with_csv_for(arguments.tables.csv_for()));

    let results = study::run::simulate(&scenario);
    if let Some(bad) = results.first_not_finite(0) {
        return Err(Failure::WrongInput(left_the_numbers(&bad)));
    }
    let done = Done {
        scenario: &scenario,
        judged: study::scorecard(&scenario, &results, 0),
        examination: arguments.liveness.then(|| examine(&scenario, &scenario.origins.levers_set())),
        results: &results,
        language,
    };
    let mut warnings = scenario.warnings.clone();
    if let Some(found) = &done.examination {
        warnings.extend(liveness::warnings(&scenario, found));
    }
    warnings.extend(plausible::warnings(&scenario, &results, 0, None));
    let written = folder.map(|folder| write(folder, &done, &mut warnings, started)).transpose()?;
    if !arguments.quiet || arguments.format != Format::Table {
        done.show(arguments.format, arguments.tables.csv_for())?;
    }
    if !arguments.quiet {
        report(&warnings, language);
        if let (Some(files), Some(out)) = (written, &arguments.out) {
            where_files_went(out, &files, language);
        }
    }
    let checked = study::checks(&scenario, &results, 0);
    let broken = asked::broken(&checked, &done.judged, &required);
    if broken.is_empty() { Ok(()) } else { Err(Failure::AskedFor(broken)) }
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

/// A run that was made.
struct Done<'a> {
    scenario: &'a Scenario,
    results: &'a Trajectory,
    judged: Vec<Judged<'a>>,
    /// Which levers act, if that was asked for.
    examination: Option<Examination>,
    language: Language,
}

impl Done<'_> {
    /// Prints what standard output gets.
    fn show(&self, format: Format, csv_for: CsvFor) -> Result<(), Failure> {
        let Self { scenario, results, judged, examination, language } = self;
        match format {
            Format::Table => {
                let tables = stdout::tables(scenario, results, judged, *language);
                let levers = examination.as_ref().map(|found| liveness::table(scenario, found, *language));
                print(&(tables + &levers.unwrap_or_default()))
            }
            Format::Json => {
                let levers = examination.as_ref().map(|found| liveness::rows(scenario, found));
                print(&stdout::to_json(scenario, results, judged, levers.as_deref(), *language))
            }
            Format::Csv => print_csv(&trajectory_file::to_csv(&scenario.baseline, results, 0), csv_for),
        }
    }
}

fn write(
    folder: ResultFolder,
    done: &Done<'_>,
    warnings: &mut Problems,
    started: Instant,
) -> Result<Vec<PathBuf>, Failure> {
    let Done { scenario, results, judged, examination, language } = done;
    let mut files = vec![
        ("trajectory.csv".to_owned(), trajectory_file::to_csv(&scenario.baseline, results, 0)),
        ("scorecard.csv".to_owned(), scorecard::to_csv(judged, *language)),
    ];
    files.extend(resolved_scenario(scenario, "", "scenario.resolved.toml", "baseline"));
    files.extend(examination.as_ref().map(|found| ("liveness.csv".to_owned(), liveness::to_csv(scenario, found))));
    files.extend(charts(scenario, results, judged, warnings, *language));
    let making = Making::new(warnings, started.elapsed(), *language);
    let (files, left) = write_all(folder, &files, &About { making, made_of: Described::of(scenario, *language) })?;
    warnings.extend(left);
    Ok(files)
}

/// The charts as files.
#[cfg(feature = "charts")]
fn charts(
    scenario: &Scenario,
    results: &Trajectory,
    judged: &[Judged<'_>],
    warnings: &mut Problems,
    language: Language,
) -> Files {
    let numbers = text!(
        "the numbers are in trajectory.csv and scorecard.csv";
        "数据见trajectory.csv和scorecard.csv"
    );
    pictures(figures::all(scenario, results, judged, language), numbers, warnings)
}

/// No charts: the program was built without them.
#[cfg(not(feature = "charts"))]
fn charts(_: &Scenario, _: &Trajectory, _: &[Judged<'_>], _: &mut Problems, _: Language) -> Files {
    Vec::new()
}
