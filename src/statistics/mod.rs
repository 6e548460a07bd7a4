//! Statistics of sweeps, on plain numbers: what a million runs say, how surely, and whether they are enough.
//!
//! * [`summary`]: mean, spread and quantiles of one number. [`proportion`]: how often something holds.
//! * [`paired`]: which of two policy mixes is higher in the same runs, and whether that can be told.
//! * [`robustness`]: which mix holds up best over uncertain futures, by several measures.
//! * [`convergence`]: what was known after how many runs, and when to stop.
//! * [`failures`]: in which inputs the runs that failed differ most from the others.
//!
//! Everything is fed one run at a time, in the order of the runs, and keeps a bounded memory. The same runs in the same
//! order give the same bits, on any number of threads and any system.
//!
//! A number that is not finite has no place in a mean. It is never swallowed: it is left out, counted, and the count is
//! part of the result.
//!
//! Intervals are at 95 %. They take runs to be independent draws; the points of Latin hypercubes and Sobol sequences lie
//! more evenly than that, so their intervals are on the safe side.

pub mod convergence;
pub mod failures;
mod moments;
mod order;
pub mod paired;
pub mod proportion;
pub mod robustness;
mod student;
pub mod summary;

pub use convergence::{Convergence, Rule};
pub use failures::Failures;
pub use moments::Moments;
pub use paired::{Difference, Paired, Verdict};
pub use proportion::Proportion;
pub use robustness::{Aim, Metric, Robustness};
pub use summary::{Collector, QUANTILES, Summary};

/// The probability that an interval misses what it is about.
const ERROR: f64 = 0.05;

/// A count as a number: exact up to 2^53, more than there will ever be runs.
#[allow(clippy::cast_precision_loss)]
const fn number(count: u64) -> f64 {
    count as f64
}
