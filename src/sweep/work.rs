//! The missing parts of a store, one after the other: blocks of runs on all threads, the files on a thread of their own.

use super::rows::{Columns, behind};
use crate::num::lanes::RUNS;
use crate::problem::{Failure, Problem};
use crate::scenario::study::Study;
use crate::store::{Identity, Reader, Rows, Store};
use crate::study::sweep::{Bench, Row, Sweep};
use crate::text;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};

/// How many mixes a task takes at most: each future is drawn once for all of them.
const MIXES_A_TASK: usize = 16;

/// With many outcomes a task takes fewer mixes, so that its rows need no more than this, or those of one mix.
const BYTES_A_TASK: usize = 2 * 1024 * 1024;

/// Rows of so many tasks are in memory before they are put into columns, or of as many as keep all threads at work.
pub(super) const BYTES_AT_ONCE: usize = 32 * 1024 * 1024;

/// How many tasks a thread has to do before all wait for each other: tasks take the same time, so little is lost.
pub(super) const TASKS_A_THREAD: usize = 4;

/// A part that needs more does not wait for the one before to be written: the next is begun when its place is free.
pub(super) const MOST_BYTES_WAITING: u64 = 64 * 1024 * 1024;

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
        let (finished, to_write) = sync_channel::<(u64, Rows)>(usize::from(parts_may_wait(sweep.study(), identity)));
        let failed = &failed;
        let writer = scope.spawn(move || -> Result<(), Failure> {
            for (part, rows) in to_write {
                store.write(part, &rows).inspect_err(|_| failed.store(true, Ordering::Relaxed))?;
            }
            Ok(())
        });
        let stopped = || orders.stop.load(Ordering::Relaxed) || failed.load(Ordering::Relaxed);
        let mut ended = Ended::Done;
        let benches = Mutex::default();
        for part in store.missing() {
            let runs = identity.runs_of(part);
            let known = orders.before.and_then(|before| rows_of(before, &runs));
            let start = known.as_ref().map_or(runs.start, |(until, _)| *until);
            let work = Work { sweep, runs: start..runs.end, mixes: &mixes, benches: &benches };
            let Some(rows) = pool.install(|| work.rows(&stopped, orders.progress)) else {
                ended = Ended::Stopped;
                break;
            };
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

/// Whether a part may wait beside one that is written and one that is simulated.
pub(super) fn parts_may_wait(study: &Study, identity: &Identity) -> bool {
    bytes_of_part(study, identity) <= MOST_BYTES_WAITING
}

/// What the columns of a part take.
pub(super) fn bytes_of_part(study: &Study, identity: &Identity) -> u64 {
    let runs = identity.runs_per_part.min(identity.runs);
    runs.saturating_mul(identity.mixes).saturating_mul(bytes_of_row(study) as u64)
}

/// What a row takes: numbers, verdicts, its run, the names of its mix and status.
pub(super) fn bytes_of_row(study: &Study) -> usize {
    8 * (study.inputs.len() + study.outcomes.len()) + study.targets.len() + 8 + 2 * size_of::<Arc<str>>()
}

/// How many mixes a task takes.
pub(super) fn mixes_a_task(study: &Study) -> usize {
    (BYTES_A_TASK / (RUNS * bytes_of_row(study))).clamp(1, MIXES_A_TASK).min(study.mixes.len())
}

/// What the rows of a task take.
pub(super) fn bytes_of_task(study: &Study) -> usize {
    RUNS * mixes_a_task(study) * (bytes_of_row(study) + size_of::<Row>())
}

/// Some runs of a study with all mixes.
struct Work<'w, 's> {
    sweep: &'w Sweep<'s>,
    runs: Range<u64>,
    mixes: &'w [Arc<str>],
    /// Those that no thread uses just now.
    benches: &'w Mutex<Vec<Bench>>,
}

impl Work<'_, '_> {
    /// The rows, by run, then by mix; `None` if it was stopped.
    fn rows(&self, stopped: &(dyn Fn() -> bool + Sync), progress: &(dyn Fn(u64) + Sync)) -> Option<Rows> {
        let study = self.sweep.study();
        let chunks = self.mixes.len().div_ceil(mixes_a_task(study));
        let groups = (self.runs.end - self.runs.start).div_ceil(RUNS as u64);
        let tasks = usize::try_from(groups).ok()?.checked_mul(chunks)?;
        let at_once = (BYTES_AT_ONCE / bytes_of_task(study)).max(TASKS_A_THREAD * rayon::current_num_threads());
        let mut columns = Columns::new(study, self.mixes, &self.runs);
        for first in (0..tasks).step_by(at_once) {
            let blocks: Vec<Option<Vec<Row>>> = (first..tasks.min(first + at_once))
                .into_par_iter()
                .map(|task| {
                    let rows = (!stopped()).then(|| self.block(task / chunks, task % chunks))?;
                    progress(rows.len() as u64);
                    Some(rows)
                })
                .collect();
            for rows in blocks {
                rows?.iter().for_each(|row| columns.put(row));
            }
        }
        Some(columns.finish())
    }

    /// The rows of a block of runs with some of the mixes.
    fn block(&self, group: usize, chunk: usize) -> Vec<Row> {
        let benches = || self.benches.lock().unwrap_or_else(PoisonError::into_inner); // any is as good as new
        let free = benches().pop();
        let mut bench = free.unwrap_or_else(|| self.sweep.bench());
        let first = self.runs.start + (group * RUNS) as u64;
        let at_once = mixes_a_task(self.sweep.study());
        let mixes = chunk * at_once..((chunk + 1) * at_once).min(self.mixes.len());
        let rows = self.sweep.block(&mut bench, first..(first + RUNS as u64).min(self.runs.end), mixes);
        benches().push(bench);
        rows
    }
}
