//! Running a study: in parts, on all cores, into a folder that can be gone on with.
//!
//! ```text
//! Study ── study::sweep ──▶ rows of a part ── store ──▶ OUT/parts ──▶ OUT/runs.parquet ──▶ report::sweep
//! ```
//!
//! What happens to a part depends on nothing but the study: not on threads, shards, interruptions, or the number of
//! runs. So whatever way a study is run, its rows are the same bytes.

mod about;
mod identity;
pub mod memory;
mod prints;
mod rows;
pub mod space;
mod stages;
mod work;

pub use about::{About, Goal};
pub use identity::identity;
pub use rows::{MIX, RUN, STATUS, TARGET, schema};
pub use stages::stages;
pub use work::{Ended, Orders, run};

/// The status of a run that has results.
pub const OK: &str = "ok";

/// The kind of failure that a status tells of: alike for all runs that fail in the same way.
#[must_use]
pub fn kind_of_failure(status: &str) -> &str {
    let end = [" = ", " in ", ": the ", ": `"].iter().filter_map(|sign| status.find(sign)).min();
    &status[..end.unwrap_or(status.len())]
}
