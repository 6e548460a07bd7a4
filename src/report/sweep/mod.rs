//! What a sweep says: summaries of its rows, as files, tables and JSON.
//!
//! Summaries are made of `runs.parquet` alone, column by column and in the order of its rows: so they are the same for
//! a sweep in one piece, one that was interrupted, and one that was merged.

mod files;
mod json;
mod manifest;
pub mod memory;
mod summaries;
mod tables;

pub use files::{summary_csv, write};
pub use json::to_json;
pub use manifest::{about, about_shard};
pub use summaries::{Compared, Failed, Outcomes, Reaching, Summaries, Wished, summarise};
pub use tables::tables;
