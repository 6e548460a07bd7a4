//! How fast one run is: in `f64`, in lanes, and as a whole process; printed as ratios, since machines differ.
//!
//! `cargo bench --bench model`

use coke_sim::num::lanes::RUNS;
use coke_sim::scenario::read;
use coke_sim::study::batch::{Instructions, run_block};
use coke_sim::study::{case, run};
use coke_sim::trajectory::Layout;
use criterion::{Criterion, Throughput};
use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::Instant;

fn main() {
    let plan = read::embedded("plan").expect("the plan is within the program");
    let case = case(&plan);
    let width = Layout::new(&case.sets).width();
    let mut results = vec![0.0; (case.years() + 1) * width];
    let mut side_by_side = vec![[0.0; RUNS]; results.len()];
    let (mut other, mut third) = (side_by_side.clone(), side_by_side.clone());
    let cases = vec![case.clone(); RUNS];

    let mut criterion = Criterion::default().configure_from_args().sample_size(40);
    let mut group = criterion.benchmark_group("model");
    group.throughput(Throughput::Elements(1));
    group.bench_function("one run, f64", |bench| bench.iter(|| run::simulate_into(black_box(&case), &mut results)));
    group.throughput(Throughput::Elements(RUNS as u64));
    for (name, instructions) in
        [("best instructions", Instructions::Best), ("AVX2", Instructions::Avx2), ("any processor", Instructions::Any)]
    {
        group.bench_function(format!("{RUNS} runs in lanes, {name}"), |bench| {
            bench.iter(|| run_block(black_box(&cases), instructions, &mut side_by_side));
        });
    }
    group.finish();
    criterion.bench_function("process: coke-sim run", |bench| bench.iter(whole_process));
    criterion.final_summary();

    ratios(&mut [
        ("one run, f64", 1, &mut || run::simulate_into(black_box(&case), &mut results)),
        ("in lanes, best instructions", RUNS, &mut || {
            run_block(black_box(&cases), Instructions::Best, &mut side_by_side);
        }),
        ("in lanes, AVX2", RUNS, &mut || run_block(black_box(&cases), Instructions::Avx2, &mut third)),
        ("in lanes, any processor", RUNS, &mut || run_block(black_box(&cases), Instructions::Any, &mut other)),
        ("whole process: coke-sim run", 1, &mut whole_process),
    ]);
}

fn whole_process() {
    let status = Command::new(env!("CARGO_BIN_EXE_coke-sim")).arg("run").stdout(Stdio::null()).status();
    assert!(status.expect("the program starts").success());
}

#[allow(clippy::cast_precision_loss)] // a handful of runs
/// The best of many rounds in which all take turns, so that a disturbance meets all of them.
fn ratios(works: &mut [(&str, usize, &mut dyn FnMut())]) {
    const ROUNDS: usize = 60;
    let mut best = vec![f64::INFINITY; works.len()];
    for _ in 0..ROUNDS {
        for ((_, runs, work), best) in works.iter_mut().zip(&mut best) {
            let start = Instant::now();
            work();
            *best = best.min(start.elapsed().as_secs_f64() / *runs as f64);
        }
    }
    println!("\nper run, best of {ROUNDS} rounds taken in turns; these times compare only with each other");
    for ((name, ..), time) in works.iter().zip(&best) {
        println!("{name:<32} {:>9.3} ms   {:>6.2} x faster than one run in f64", time * 1e3, best[0] / time);
    }
    println!("whole process beyond the simulation: {:.1} ms", (best[4] - best[0]) * 1e3);
}
