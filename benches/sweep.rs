//! How fast a sweep is, end to end, against the simulation alone and against single runs; in seconds of processor time, as
//! ratios within one session, since machines differ.
//!
//! `cargo bench --bench sweep [-- RUNS]`
//!
//! The study is `benches/sweep.toml`: the plan in monthly steps, 20 uncertain parameters, 20 outcomes.
//! `tests/engines/speed.py` runs the same draws in other engines.

use coke_sim::num::lanes::RUNS;
use coke_sim::scenario::read::study::{Wishes, open};
use coke_sim::study::batch::{Instructions, run_block};
use coke_sim::study::sweep::Sweep;
use coke_sim::study::{case, run};
use coke_sim::trajectory::Layout;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Each is measured so many times, in turns; the best counts.
const ROUNDS: usize = 5;

/// Runs of a sweep, unless an argument says otherwise.
const SWEPT: u64 = 2048;

fn main() {
    let asked = std::env::args().skip(1).find_map(|argument| argument.parse::<u64>().ok());
    let swept = asked.unwrap_or(SWEPT);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/sweep.toml");
    let study = open(&file, &Wishes::default()).expect("the study of the bench is sound");
    let sweep = Sweep::new(&study);
    let case = case(&study.base);
    let width = Layout::new(&case.sets).width();
    let mut results = vec![0.0; (case.years() + 1) * width];
    let mut block = vec![[0.0; RUNS]; results.len()];
    let cases = vec![case.clone(); RUNS];
    let mut bench = sweep.bench();
    let folder = std::env::temp_dir().join(format!("coke-sim-bench-{}", std::process::id()));

    // seconds of processor time a run
    let [mut single, mut lanes, mut blocks, mut one, mut two] = [f64::INFINITY; 5];
    let mut walls = [f64::INFINITY; 2];
    #[allow(clippy::cast_precision_loss)] // a few thousand runs
    let (few, many) = ((16 * RUNS) as f64, swept as f64);
    for _ in 0..ROUNDS {
        single = single.min(timed(|| (0..64).for_each(|_| run::simulate_into(&case, &mut results))) / 64.0);
        lanes = lanes.min(timed(|| (0..16).for_each(|_| run_block(&cases, Instructions::Best, &mut block))) / few);
        blocks = blocks.min(
            timed(|| {
                for group in 0..16 {
                    sweep.block(&mut bench, group * RUNS as u64..(group + 1) * RUNS as u64, 0..1);
                }
            }) / few,
        );
        for (threads, processor) in [(1, &mut one), (2, &mut two)] {
            let _ = fs::remove_dir_all(&folder);
            let (wall, used) = whole(&file, &folder, swept, threads);
            *processor = processor.min(used / many);
            walls[threads - 1] = walls[threads - 1].min(wall / many);
        }
    }
    let _ = fs::remove_dir_all(&folder);
    println!("processor time a run, best of {ROUNDS} rounds taken in turns; these times compare only with each other");
    for (name, time) in [
        ("one run, f64", single),
        ("simulation alone, in lanes", lanes),
        ("with draws, checks and outcomes", blocks),
        ("whole sweep, one thread", one),
        ("whole sweep, two threads", two),
    ] {
        println!("{name:<34} {:>9.3} ms   {:>6.2} x faster than one run in f64", time * 1e3, single / time);
    }
    let beyond = (one / lanes - 1.0) * 100.0;
    println!("sampling, checks, statistics and writing: {beyond:.1} % over simulation alone");
    println!("two threads: {:.2} x as fast as one", walls[0] / walls[1]);
}

/// Seconds that work on this thread takes; the best of several rounds is close to its processor time.
fn timed(mut work: impl FnMut()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// Wall and processor seconds of a sweep as a process.
fn whole(study: &Path, folder: &Path, runs: u64, threads: usize) -> (f64, f64) {
    let before = children();
    let start = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_coke-sim"))
        .args(["sweep", "--quiet", "--runs", &runs.to_string(), "--threads", &threads.to_string(), "--out"])
        .arg(folder)
        .arg(study)
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("the program starts").success());
    let wall = start.elapsed().as_secs_f64();
    (wall, children() - before)
}

/// Processor seconds of all children that have ended, where the system tells (Linux); else none.
fn children() -> f64 {
    // fields 16 and 17 of the file, in ticks of a hundredth of a second; the second field is a name in brackets
    let told = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = told.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |field: usize| fields.get(field).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(13) + ticks(14)) / 100.0
}
