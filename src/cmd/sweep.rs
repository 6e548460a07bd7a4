//! `coke-sim sweep`: many futures times many policy mixes, into a folder.

use super::common::{Settings, Tables};
use super::threads::Threads;
use super::{Failure, print, print_csv, report, tell};
use crate::folder::{Mode, ResultFolder};
use crate::problem::{Problem, Problems};
use crate::report::sweep::{self as results, Summaries};
use crate::safe::csv::CsvFor;
use crate::scenario::file::open;
use crate::scenario::read::study::{self as read, Wishes};
use crate::scenario::study::{MOST_RUNS, Study};
use crate::store::{Identity, RUNS, Reader, Shard, Store, claim, known_runs};
use crate::study::sweep::Sweep;
use crate::sweep::{Ended, Orders, identity, memory, run as work, schema, space, stages};
use crate::text;
use crate::text::{Language, Text};
use clap::builder::RangedU64ValueParser;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// What `coke-sim sweep` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim sweep study.toml --out out/study
  coke-sim sweep study.toml --out out/study --runs 16384 --resume       more runs; those made before are kept
  coke-sim sweep study.toml --out out/study --until stable --runs 65536 as many as are needed, at most so many
  coke-sim sweep study.toml --out out/shard-3 --shard 3/8               the fourth of eight shards, counted from 0
  coke-sim sweep study.toml --out out/shard-$SLURM_ARRAY_TASK_ID --shard slurm/8
  coke-sim merge out/shard-* --out out/study                            the shards as one

Ctrl-C ends it; --resume goes on from what is whole. Exit codes: 0 done; 1 could not do it, or stopped; 2 the input is
wrong, nothing was simulated or overwritten.")]
pub struct Arguments {
    /// Study file.
    #[arg(value_name = "STUDY")]
    study: PathBuf,

    /// Write all results to this folder.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Number of runs under each policy mix; wins over the study.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = RangedU64ValueParser::<u64>::new().range(1..=MOST_RUNS))]
    runs: Option<u64>,

    /// Where random numbers start; wins over the study.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seed: Option<u64>,

    /// Run until what is decided on is known well enough, or --runs are reached.
    #[arg(long, value_name = "WHEN", conflicts_with = "shard")]
    until: Option<Until>,

    /// Number of threads; all cores if it is left out.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = RangedU64ValueParser::<u64>::new().range(1..))]
    threads: Option<u64>,

    /// Make only one share of the runs: number I, from 0, of N. I may be the name of a variable of the environment, as
    /// in `env:PBS_ARRAY_INDEX/8`; slurm/8 is that of a Slurm job array.
    #[arg(long, value_name = "I/N")]
    shard: Option<String>,

    /// Go on with the study in the output folder: what is there is not run again.
    #[arg(long, conflicts_with = "force")]
    resume: bool,

    /// What to print on standard output: tables for people; JSON or CSV for programs. With csv, all runs are also
    /// written to runs.csv.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,

    #[command(flatten)]
    tables: Tables,

    #[command(flatten)]
    settings: Settings,

    /// Print nothing but errors, and data that --format asks for.
    #[arg(long, short)]
    quiet: bool,

    /// Replace results that are already in the output folder.
    #[arg(long)]
    force: bool,
}

/// When there are enough runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Until {
    /// What is decided on no longer changes.
    Stable,
}

/// What to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Policy mixes side by side.
    Table,
    /// All summaries.
    Json,
    /// summary.csv; also writes runs.csv.
    Csv,
}

/// Set by Ctrl-C, or by an engine that ends the program.
static STOP: AtomicBool = AtomicBool::new(false);

/// Runs the command.
///
/// # Errors
/// If the study is wrong, the folder cannot be used, or it was stopped.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let started = Instant::now();
    let shard = arguments.shard.as_deref().map_or(Ok(Shard::WHOLE), shard).map_err(Failure::WrongInput)?;
    let wishes = Wishes { settings: arguments.settings.all(), runs: arguments.runs, seed: arguments.seed };
    let source = open(&arguments.study).map_err(Failure::WrongInput)?;
    read::expect_study(&source).map_err(Failure::WrongInput)?;
    let study = read::study(&source, &wishes).map_err(Failure::WrongInput)?;
    if arguments.until.is_some() && !study.method.is_random() {
        return Err(Failure::WrongInput(no_sample(&study)));
    }
    let sweep = Sweep::new(&study);
    let identity = identity(&sweep);
    if !arguments.quiet {
        report(&study.warnings, language);
        say(&about(&study, shard), language);
        report(&idle_shards(&identity, shard), language);
        report(&Threads::of(arguments.threads).warning().map(Problems::from).unwrap_or_default(), language);
    }
    stop_on_signals();
    let told = Told {
        study: Some(&study),
        format: arguments.format,
        csv_for: arguments.tables.csv_for(),
        quiet: arguments.quiet,
        started,
    };
    make(arguments, &sweep, &identity, shard, &told, language)
}

/// Runs what is missing, and writes and shows what comes of it. With `--until` that is done in stages, each of which ends
/// with whole results.
fn make(
    arguments: &Arguments,
    sweep: &Sweep<'_>,
    identity: &Identity,
    shard: Shard,
    told: &Told<'_>,
    language: Language,
) -> Result<(), Failure> {
    let study = sweep.study();
    let out = arguments.out.as_path();
    let most = study.all_runs().unwrap_or(study.runs);
    let mut resume = arguments.resume;
    let mode = if resume { Mode::Resume(RUNS) } else { Mode::forced(arguments.force) };
    let mut folder = claim(out, mode)?.with_csv_for(arguments.tables.csv_for());
    let done = if resume { known_runs(out) } else { 0 };
    let wanted: Vec<u64> = match arguments.until {
        Some(Until::Stable) => stages(done, most).collect(),
        None => vec![most],
    };
    for (stage, runs) in wanted.iter().enumerate() {
        let identity = Identity { runs: *runs, ..identity.clone() };
        let csv = arguments.format == Format::Csv;
        space::check(study, *runs, shard, csv, out, resume).map_err(Failure::CouldNot)?;
        let summaries = results::memory::needed(study, *runs, arguments.format == Format::Json);
        let threads = Threads::of(arguments.threads).number;
        memory::Needs::of(study, &identity, shard, threads, summaries).check().map_err(Failure::CouldNot)?;
        let before = resume.then(|| Reader::open(&out.join(RUNS)).ok()).flatten();
        let store = if resume {
            Store::resume(folder, &identity, schema(study), shard)
        } else {
            Store::create(folder, &identity, schema(study), shard)
        }?;
        if !arguments.quiet {
            report(store.warnings(), language);
        }
        simulate(arguments, sweep, &identity, &store, before.as_ref(), language)?;
        drop(before);
        folder = store.assemble()?;
        resume = true;
        if shard != Shard::WHOLE {
            return finish_shard(&mut folder, study, &identity, shard, told, language);
        }
        let summaries = summarised(&folder)?;
        let written = told.write(&mut folder, &summaries, language)?;
        let enough = summaries.is_stable();
        if arguments.until.is_some() && !arguments.quiet {
            say(&summaries.stability(), language);
        }
        if enough || stage + 1 == wanted.len() {
            return told.show(folder.shown(), &written, &summaries, language);
        }
    }
    Ok(()) // never: there is at least one stage
}

/// Writes the results of a shard: its rows, which only together with those of the others can be summed up.
fn finish_shard(
    folder: &mut ResultFolder,
    study: &Study,
    identity: &Identity,
    shard: Shard,
    told: &Told<'_>,
    language: Language,
) -> Result<(), Failure> {
    let about = results::about_shard(study, identity, shard, told.started.elapsed(), language);
    let (_, warnings) = folder.finish(&about)?;
    if !told.quiet {
        report(&warnings, language);
        let out = folder.shown().display();
        say(
            &text!("shard {shard} is done in {out}; join all with `coke-sim merge`"; "分片{shard}已完成，在{out}中；请用`coke-sim merge`合并"),
            language,
        );
    }
    Ok(())
}

/// The summaries, made on a thread of their own.
///
/// Measured: a thread takes over the memory that those of the simulation gave back, and the program needs no more for
/// summaries than for runs. The main thread would ask the system for memory of its own.
pub(super) fn summarised(folder: &ResultFolder) -> Result<Summaries, Failure> {
    let rows = folder.staged(RUNS);
    let made = std::thread::scope(|scope| scope.spawn(|| results::summarise(&rows)).join());
    made.unwrap_or_else(|panic| std::panic::resume_unwind(panic)).map_err(Failure::CouldNot)
}

fn simulate(
    arguments: &Arguments,
    sweep: &Sweep<'_>,
    identity: &Identity,
    store: &Store,
    before: Option<&Reader>,
    language: Language,
) -> Result<(), Failure> {
    let missing: u64 = store.missing().iter().map(|part| identity.rows_of(*part)).sum();
    let bar = bar(missing, arguments.quiet, language);
    let progress = |rows: u64| bar.inc(rows);
    let orders = Orders { threads: Threads::of(arguments.threads).number, stop: &STOP, progress: &progress, before };
    let ended = work(sweep, identity, store, &orders);
    bar.finish_and_clear();
    match ended? {
        Ended::Done => Ok(()),
        Ended::Stopped => {
            let left: u64 = store.missing().iter().map(|part| identity.rows_of(*part)).sum();
            let out = arguments.out.display();
            Err(Failure::CouldNot(
                Problem::error(text!(
                    "stopped with {left} of {missing} simulations to go; what is done is kept in `{out}`";
                    "已停止，{missing}次模拟还剩{left}次；已完成的保存在`{out}`"
                ))
                .hint(text!("go on with the same command and `--resume`"; "用同一命令加`--resume`继续"))
                .into(),
            ))
        }
    }
}

/// What is done with summaries: written, told, shown.
pub(super) struct Told<'t> {
    pub(super) study: Option<&'t Study>,
    pub(super) format: Format,
    pub(super) csv_for: CsvFor,
    pub(super) quiet: bool,
    pub(super) started: Instant,
}

impl Told<'_> {
    /// Writes the summaries and puts the results in their place; returns what is in the folder.
    pub(super) fn write(
        &self,
        folder: &mut ResultFolder,
        summaries: &Summaries,
        language: Language,
    ) -> Result<Vec<PathBuf>, Failure> {
        results::write(summaries, language, |name, bytes| folder.write(name, bytes))?;
        if self.format == Format::Csv {
            crate::store::write_csv(folder)?;
        }
        let about = results::about(self.study, summaries, self.started.elapsed(), language);
        let (files, warnings) = folder.finish(&about)?;
        if !self.quiet {
            report(&warnings, language);
        }
        Ok(files)
    }

    /// Shows the summaries, and where the files are.
    pub(super) fn show(
        &self,
        out: &Path,
        written: &[PathBuf],
        summaries: &Summaries,
        language: Language,
    ) -> Result<(), Failure> {
        match self.format {
            Format::Table if self.quiet => {}
            Format::Table => print(&results::tables(summaries, language))?,
            Format::Json => print(&results::to_json(summaries, language))?,
            Format::Csv => print_csv(&results::summary_csv(summaries), self.csv_for)?,
        }
        if !self.quiet {
            super::output::where_files_went(out, written, language);
        }
        Ok(())
    }
}

/// A warning if there are more shards than parts: those left over have nothing to do.
fn idle_shards(identity: &Identity, shard: Shard) -> Problems {
    let (parts, runs, of) = (identity.parts(), identity.runs_per_part, shard.of());
    if of <= parts {
        return Problems::default();
    }
    Problem::warning(text!(
        "of {of} shards only {parts} have work: runs are shared out by {runs} at a time";
        "{of}个分片中只有{parts}个有任务：模拟按每{runs}次一组分配"
    ))
    .hint(text!("ask for fewer shards, or for more runs"; "请减少分片，或增加模拟次数"))
    .into()
}

/// A list of futures has no number of runs that would be enough.
fn no_sample(study: &Study) -> Problems {
    let method = study.method.name();
    Problem::error(text!(
        "`--until stable` needs futures drawn at random, not `{method}`";
        "`--until stable`须用随机抽取的未来，不能用`{method}`"
    ))
    .hint(text!(
        "leave it out: the whole list is run; or write `method = \"latin_hypercube\"` in the study";
        "请去掉它，将模拟全部所列的未来；或在研究中写`method = \"latin_hypercube\"`"
    ))
    .into()
}

/// A line for people, beside the data.
fn say(words: &Text, language: Language) {
    tell(&format!("{}\n", words.in_language(language)));
}

/// What is going to be done.
fn about(study: &Study, shard: Shard) -> Text {
    let runs = study.all_runs().unwrap_or(study.runs);
    let (mixes, inputs) = (study.mixes.len(), study.inputs.len());
    let total = u128::from(runs) * mixes as u128;
    let (method, seed) = (study.method.name(), study.seed);
    let of_which = if shard == Shard::WHOLE {
        Text::default()
    } else {
        text!("; this is shard {shard}"; "；本次为分片{shard}")
    };
    text!(
        "{runs} runs x {mixes} policy mixes = {total} simulations; {inputs} uncertain inputs, {method}, seed {seed}{}", of_which.en;
        "{runs}次运行 × {mixes}个政策组合 = {total}次模拟；{inputs}个不确定因素，{method}，种子{seed}{}", of_which.zh
    )
}

/// Progress on a terminal: how far, how fast, how long still.
fn bar(rows: u64, quiet: bool, language: Language) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let words = text!(
        "{{wide_bar}} {{human_pos}} of {{human_len}} simulations, {{per_sec}}, {{eta}} left";
        "{{wide_bar}} {{human_pos}}/{{human_len}}次模拟，{{per_sec}}，还需{{eta}}"
    );
    let bar = ProgressBar::with_draw_target(Some(rows), ProgressDrawTarget::stderr());
    match ProgressStyle::with_template(words.in_language(language)) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar, // never: the template is ours
    }
}

/// Lets Ctrl-C, and whoever ends the program, end it between two blocks of runs.
fn stop_on_signals() {
    static SET: OnceLock<()> = OnceLock::new();
    SET.get_or_init(|| {
        // without a handler the program ends at once, and `--resume` goes on all the same
        let _ = ctrlc::set_handler(|| {
            // who asks twice does not want to wait
            if STOP.swap(true, Ordering::Relaxed) {
                std::process::exit(1);
            }
        });
    });
}

/// `3/8`, `slurm/8`, `env:PBS_ARRAY_INDEX/8`.
fn shard(words: &str) -> Result<Shard, Problems> {
    const SLURM: [&str; 4] =
        ["SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX"];
    let wrong = |why: Text| -> Problems {
        Problem::error(text!("`--shard {words}`: {}", why.en; "`--shard {words}`：{}", why.zh))
            .hint(text!(
                "write `--shard 0/8` to `--shard 7/8`, `--shard slurm/8` in a Slurm job array 0-7, or `--shard env:NAME/8` for another engine's";
                "请写`--shard 0/8`到`--shard 7/8`；Slurm作业数组0-7用`--shard slurm/8`；其他系统用`--shard env:变量名/8`"
            ))
            .into()
    };
    let number = |words: &str| words.parse::<u64>().ok();
    let variable = |name: &str| -> Result<u64, Problems> {
        let value = std::env::var(name)
            .map_err(|_| wrong(text!("there is no variable `{name}` in the environment"; "环境中没有变量`{name}`")))?;
        number(&value).ok_or_else(|| wrong(text!("`{name}` is `{value}`, not a number"; "`{name}`为`{value}`，不是数")))
    };
    let (index, of) = match words.split_once('/') {
        Some((index, of)) => (index, Some(of)),
        None => (words, None),
    };
    let index_is_slurm = index == "slurm";
    let of = match of {
        Some(of) => number(of).ok_or_else(|| wrong(text!("`{of}` is not a number of shards"; "`{of}`不是分片数")))?,
        None if index_is_slurm => {
            let [count, least, most] = [variable(SLURM[1])?, variable(SLURM[2])?, variable(SLURM[3])?];
            // when single tasks are run again, the array is no longer that of all shards
            if least != 0 || most + 1 != count {
                return Err(wrong(text!(
                    "the job array does not run from 0 in steps of 1, so it does not say how many shards there are";
                    "作业数组不是从0起步长为1，因此无法得知分片总数"
                )));
            }
            count
        }
        None => return Err(wrong(text!("the number of shards is missing"; "缺少分片总数"))),
    };
    let index = match index.strip_prefix("env:") {
        _ if index_is_slurm => variable(SLURM[0])?,
        Some(name) => variable(name)?,
        None => number(index)
            .ok_or_else(|| wrong(text!("`{index}` is not the number of a shard"; "`{index}`不是分片号")))?,
    };
    Shard::new(index, of)
        .ok_or_else(|| wrong(text!("there is no shard {index} of {of}: they are counted from 0"; "共{of}个分片，没有第{index}个：分片从0数起")))
}
