//! The missing parts of a store, one after the other: blocks of runs on all threads, the files on a thread of their own.

use super::rows::{behind, columns};
use crate::num::lanes::RUNS;
use crate::problem::{Failure, Problem};
use crate::store::{Identity, Reader, Rows, Store};
use crate::study::sweep::{Row, Sweep};
use crate::text;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;

/// How many mixes a task takes at once: each future is drawn once for all of them.
const MIXES_A_TASK: usize = 16;

/// How the work is to be done.
pub struct Orders<'o> {
    /// The number of threads; all cores if it is 0.
    pub threads: usize,
    /// Ends the work between two blocks.
    pub stop: &'o AtomicBool,
    /// Is shown how many rows were simulated.
    pub progress: &'o (dyn Fn(u64) + Sync),
    /// Results of the same study with fewer runs, whose last part was cut short: its rows are not simulated again.
    pub before: Option<&'o Reader>,
}

/// How the work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All parts are there.
    Done,
    /// It was stopped; parts that were whole are kept.
    Stopped,
}

/// Makes the parts that a store lacks.
///
/// # Errors
/// If a part cannot be written, or threads cannot be had. What was written before is kept.
pub fn run(sweep: &Sweep<'_>, identity: &Identity, store: &Store, orders: &Orders<'_>) -> Result<Ended, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(orders.threads).build().map_err(|error| {
        let threads = orders.threads;
        let problem =
            Problem::error(text!("cannot start {threads} threads: {error}"; "无法启动{threads}个线程：{error}"));
        let hint = text!("ask for fewer with `--threads`"; "请用`--threads`减少线程数");
        Failure::CouldNot(problem.hint(hint).into())
    })?;
    let mixes: Vec<Arc<str>> = sweep.study().mixes.iter().map(|mix| Arc::from(mix.name.as_str())).collect();
    let failed = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // one part waits while another is written: the file system never holds up the simulation for long
        let (finished, to_write) = sync_channel::<(u64, Rows)>(1);
        let failed = &failed;
        let writer = scope.spawn(move || -> Result<(), Failure> {
            for (part, rows) in to_write {
                store.write(part, &rows).inspect_err(|_| failed.store(true, Ordering::Relaxed))?;
            }
            Ok(())
        });
        let stopped = || orders.stop.load(Ordering::Relaxed) || failed.load(Ordering::Relaxed);
        let mut ended = Ended::Done;
        for part in store.missing() {
            let runs = identity.runs_of(part);
            let known = orders.before.and_then(|before| rows_of(before, &runs));
            let start = known.as_ref().map_or(runs.start, |(until, _)| *until);
            let Some(simulated) = pool.install(|| simulate(sweep, start..runs.end, &stopped, orders.progress)) else {
                ended = Ended::Stopped;
                break;
            };
            let rows = columns(sweep.study(), &mixes, &simulated);
            let rows = match known {
                Some((_, known)) => behind(known, rows),
                None => rows,
            };
            if finished.send((part, rows)).is_err() {
                break; // the writer has failed, and says so
            }
        }
        drop(finished);
        match writer.join() {
            Ok(written) => written.map(|()| ended),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// The rows of a part that results with fewer runs already hold, and the run behind them.
fn rows_of(before: &Reader, runs: &Range<u64>) -> Option<(u64, Rows)> {
    let known = before.identity();
    if known.runs <= runs.start || known.runs >= runs.end {
        return None; // no part of it, or the whole, which the store has
    }
    let part = runs.start / known.runs_per_part;
    let group = before.parts().iter().position(|known| *known == part)?;
    let all: Vec<usize> = (0..before.schema().columns.len()).collect();
    // what cannot be read is simulated again
    before.rows(group, &all).ok().map(|rows| (known.runs, rows))
}

/// Rows of these runs with all mixes, by run, then by mix; `None` if it was stopped.
fn simulate(
    sweep: &Sweep<'_>,
    runs: Range<u64>,
    stopped: &(dyn Fn() -> bool + Sync),
    progress: &(dyn Fn(u64) + Sync),
) -> Option<Vec<Row>> {
    let mixes = sweep.study().mixes.len();
    let groups = (runs.end - runs.start).div_ceil(RUNS as u64);
    let chunks = mixes.div_ceil(MIXES_A_TASK);
    let tasks = usize::try_from(groups).ok()?.checked_mul(chunks)?;
    let done = AtomicU64::new(0);
    let blocks: Vec<Vec<Row>> = (0..tasks)
        .into_par_iter()
        .map_init(
            || sweep.bench(),
            |bench, task| {
                if stopped() {
                    return Vec::new();
                }
                let first = runs.start + (task / chunks * RUNS) as u64;
                let block = first..(first + RUNS as u64).min(runs.end);
                let first_mix = task % chunks * MIXES_A_TASK;
                let rows = sweep.block(bench, block, first_mix..(first_mix + MIXES_A_TASK).min(mixes));
                progress(rows.len() as u64);
                done.fetch_add(rows.len() as u64, Ordering::Relaxed);
                rows
            },
        )
        .collect();
    if done.into_inner() != (runs.end - runs.start) * mixes as u64 {
        return None;
    }
    let mut rows: Vec<Row> = blocks.into_iter().flatten().collect();
    rows.sort_by_key(|row| (row.run, row.mix));
    Some(rows)
}
