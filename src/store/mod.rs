//! The rows of a sweep on disk: written in parts as they are made, safe against kills and full disks, and put together
//! into one `runs.parquet` whose bytes depend on nothing but the study.
//!
//! A study has runs and policy mixes; a row is one run with one mix, and rows are ordered by run, then by mix. A *part*
//! is a fixed stretch of runs with all mixes, and a row group of the final file.
//!
//! ```text
//! OUT/parts/study.json               what the study is
//! OUT/parts/000012-1f3a….parquet     a finished part, named by its number and the checksum of its bytes
//! OUT/runs.parquet                   all parts, once the last is there
//! ```
//!
//! The parts are put together beside `OUT`, in a [`ResultFolder`](crate::folder::ResultFolder), and only when the result
//! is whole does it take the place of `OUT` with its parts.
//!
//! A part is the same bytes wherever it is made: its file says nothing of the number of runs, of shards, threads, times
//! or versions. `runs.parquet` lists the checksum of each part, and a row group taken out of it is again the file of that
//! part, byte for byte. So parts move between folders, shards and longer studies as they are, and each is verified
//! whenever it does.

mod assemble;
mod csv;
mod difference;
mod disk;
mod folder;
mod merge;
mod part;
mod reader;
mod refusal;
mod rows;
mod study;
mod table;

pub use csv::write as write_csv;
pub use folder::{Store, claim, known_runs};
pub use merge::{Merged, merge};
pub use reader::Reader;
pub use rows::{Rows, Values};
pub use study::{Column, FORMAT, Identity, Kind, Schema, Shard};

/// The rows of a study, in its folder.
pub const RUNS: &str = "runs.parquet";

/// The same rows as text.
pub const RUNS_CSV: &str = "runs.csv";
