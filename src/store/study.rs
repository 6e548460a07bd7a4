//! What a sweep is, as far as its rows are concerned: how many, of what columns, and of which study.

use crate::problem::{Failure, Problem, Problems};
use crate::text;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

/// The format of what is written here: which files there are, what their columns mean, and what a fingerprint is made of.
/// Rows of two formats never stand together.
///
/// 1: the fingerprint is that of a commit and of types, and does not tell equations apart. 2: fingerprints of equations and
/// of everything else that decides rows.
pub const FORMAT: u32 = 2;

/// The format of files that do not say theirs.
const fn first_format() -> u32 {
    1
}

/// Which study rows belong to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The format of its files.
    #[serde(default = "first_format")]
    pub format: u32,
    /// The hash of everything that decides the rows, but not of the number of runs.
    pub fingerprint: String,
    /// What people call the study.
    pub title: String,
    /// The number of runs.
    pub runs: u64,
    /// The number of policy mixes, each of which is a row of every run.
    pub mixes: u64,
    /// The number of runs in a part; the last part may have fewer.
    pub runs_per_part: u64,
    /// The seed of all random numbers.
    pub seed: u64,
    /// The program that makes the rows, `coke-sim <version>`: for the reader. Rows of another version that computes the same
    /// may stand beside these.
    pub program: String,
    /// Hashes of what the fingerprint is made of, by name: `scenario`, `mixes` and others.
    #[serde(default)]
    pub prints: BTreeMap<String, String>,
    /// Hashes of the equations of all variables, by name.
    #[serde(default)]
    pub equations: BTreeMap<String, String>,
}

impl Identity {
    /// The number of parts.
    #[must_use]
    pub const fn parts(&self) -> u64 {
        if self.runs_per_part == 0 { 0 } else { self.runs.div_ceil(self.runs_per_part) }
    }

    /// The runs of a part, none if there is no such part.
    #[must_use]
    pub fn runs_of(&self, part: u64) -> Range<u64> {
        let start = part.saturating_mul(self.runs_per_part).min(self.runs);
        start..start.saturating_add(self.runs_per_part).min(self.runs)
    }

    /// The number of rows of a part.
    #[must_use]
    pub fn rows_of(&self, part: u64) -> u64 {
        let runs = self.runs_of(part);
        (runs.end - runs.start).saturating_mul(self.mixes)
    }

    /// Can there be such a study?
    fn check(&self) -> Result<(), Problems> {
        let rows = self.runs.checked_mul(self.mixes).filter(|rows| i64::try_from(*rows).is_ok());
        if self.runs_per_part == 0 || rows.is_none_or(|rows| rows == 0) {
            return Err(Problem::error(text!(
                "a sweep of {} runs and {} policy mixes in parts of {} runs cannot be stored",
                self.runs, self.mixes, self.runs_per_part;
                "无法存储{}次运行、{}个政策组合、每段{}次运行的批量模拟",
                self.runs, self.mixes, self.runs_per_part
            ))
            .hint(text!("each number must be at least 1"; "每个数都至少为1"))
            .into());
        }
        Ok(())
    }
}

/// Which parts a program makes: part `p` belongs to the shard of number `p` modulo the number of shards, counted from 0: as job
/// arrays are, whose index it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    number: u64,
    of: u64,
}

impl Shard {
    /// All parts.
    pub const WHOLE: Self = Self { number: 0, of: 1 };

    /// A shard by its number, counted from 0; none if there is no such shard.
    #[must_use]
    pub const fn new(number: u64, of: u64) -> Option<Self> {
        if number < of { Some(Self { number, of }) } else { None }
    }

    /// Does it make a part?
    #[must_use]
    pub const fn contains(self, part: u64) -> bool {
        part % self.of == self.number
    }

    /// The number of shards.
    #[must_use]
    pub const fn of(self) -> u64 {
        self.of
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.number, self.of)
    }
}

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A number of a run, counted from 0.
    Run,
    /// One of a few texts: a mix, a status.
    Text,
    /// A number, or none: a run that failed has no outcomes.
    Number,
    /// Met or not, or none.
    Verdict,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its values are.
    pub kind: Kind,
    /// The unit of its values, empty if they have none.
    pub unit: String,
    /// What it is, for people.
    pub description: String,
}

/// The columns of a study, and what else its file says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// In the order of the file.
    pub columns: Vec<Column>,
    /// Provenance, as names and values: only what is the same for all shards, threads and times. Names that begin with
    /// `coke-sim.` are the store's own.
    pub metadata: Vec<(String, String)>,
}

impl Schema {
    /// Can there be such a file?
    fn check(&self) -> Result<(), Problems> {
        let mut names = BTreeSet::new();
        let twice = self.columns.iter().find(|column| !names.insert(&column.name));
        if let Some(Column { name, .. }) = twice {
            return Err(Problem::error(text!("there are two columns called `{name}`"; "有两列都叫`{name}`"))
                .hint(text!("give each parameter and outcome a name of its own"; "请让每个参数和结果指标各有其名"))
                .into());
        }
        if self.columns.is_empty() {
            return Err(Problem::error(text!("there is no column to store"; "没有可存储的列")).into());
        }
        Ok(())
    }

    /// Do columns have the same names and kinds, in the same order?
    pub(super) fn fits(&self, other: &Self) -> bool {
        let shape = |column: &Column| (column.name.clone(), column.kind);
        self.columns.iter().map(shape).eq(other.columns.iter().map(shape))
    }
}

/// All that a folder says about its study.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Study {
    pub identity: Identity,
    pub schema: Schema,
    /// Which parts are made here.
    pub shard: Shard,
}

impl Study {
    /// Can there be such a study?
    pub fn check(&self) -> Result<(), Failure> {
        self.identity.check().and_then(|()| self.schema.check()).map_err(Failure::WrongInput)
    }
}

/// A list of runs for people: `8192-16383, 20000`.
pub(super) fn stretches(runs: impl Iterator<Item = Range<u64>>) -> String {
    /// More would hide the rest of the message.
    const MOST: usize = 5;
    let mut joined: Vec<Range<u64>> = Vec::new();
    for next in runs {
        match joined.last_mut() {
            Some(last) if last.end == next.start => last.end = next.end,
            _ => joined.push(next),
        }
    }
    let words = joined.iter().take(MOST).map(|runs| match runs.end - runs.start {
        1 => runs.start.to_string(),
        _ => format!("{}-{}", runs.start, runs.end - 1),
    });
    let more = if joined.len() > MOST { ", ..." } else { "" };
    words.collect::<Vec<_>>().join(", ") + more
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Identity {
        Identity {
            format: FORMAT,
            fingerprint: "f".into(),
            title: "t".into(),
            runs: 10,
            mixes: 1,
            runs_per_part: 8,
            seed: 1,
            program: "p".into(),
            prints: BTreeMap::new(),
            equations: BTreeMap::new(),
        }
    }

    #[test]
    fn the_last_part_has_what_is_left() {
        let study = Identity { runs: 10, mixes: 3, runs_per_part: 4, ..some() };
        assert_eq!(study.parts(), 3);
        assert_eq!((study.runs_of(0), study.runs_of(2), study.runs_of(3)), (0..4, 8..10, 10..10));
        assert_eq!((study.rows_of(1), study.rows_of(2), study.rows_of(7)), (12, 6, 0));
    }

    #[test]
    fn every_part_belongs_to_one_shard() {
        for part in 0..20 {
            let owners = (0..7).filter(|number| Shard::new(*number, 7).unwrap().contains(part));
            assert_eq!(owners.count(), 1);
        }
        assert!(Shard::new(0, 0).is_none() && Shard::new(3, 3).is_none());
        assert!(Shard::WHOLE.contains(5));
    }

    #[test]
    fn neighbouring_stretches_are_one() {
        assert_eq!(stretches([0..4, 4..8, 12..13].into_iter()), "0-7, 12");
        assert_eq!(stretches((0..9).map(|n| 2 * n..2 * n + 1)), "0, 2, 4, 6, 8, ...");
    }
}
