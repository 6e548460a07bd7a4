//! Rows of a study as columns: names, units, and the values of a part.

use super::OK;
use super::about::About;
use crate::scenario::study::Study;
use crate::store::{Column, Kind, Rows, Schema, Values};
use crate::study::sweep::{Results, Row};
use std::ops::Range;
use std::sync::Arc;

/// The column of run numbers.
pub const RUN: &str = "run";

/// The column of policy mixes.
pub const MIX: &str = "mix";

/// The column that says whether a run has results, and if not, why.
pub const STATUS: &str = "status";

/// What stands before the id of a target in the name of its column.
pub const TARGET: &str = "target:";

/// What stands before the key of an input in the name of its column, if an outcome has that name, too.
const INPUT: &str = "input:";

/// The columns of a study: run, mix, the numbers of the inputs, outcomes, verdicts on targets, status.
#[must_use]
pub fn schema(study: &Study) -> Schema {
    let column = |name: &str, kind, unit: &str, description: &str| Column {
        name: name.to_owned(),
        kind,
        unit: unit.to_owned(),
        description: description.to_owned(),
    };
    let mut columns = vec![
        column(RUN, Kind::Run, "", "number of the future, from 0: the same for all mixes"),
        column(MIX, Kind::Text, "", "policy mix"),
    ];
    for input in &study.inputs {
        let taken = [RUN, MIX, STATUS].contains(&input.key.as_str());
        let name = if taken { format!("{INPUT}{}", input.key) } else { input.key.clone() };
        let meaning = if input.shared.is_some() {
            input.meaning.en.clone()
        } else {
            format!("{}: the probability at which every member takes the quantile of its own range", input.meaning.en)
        };
        columns.push(column(&name, Kind::Number, &input.unit, &meaning));
    }
    for outcome in &study.outcomes {
        let what = format!("{} in {}", outcome.path, outcome.year);
        columns.push(column(&outcome.column(), Kind::Number, &outcome.unit, &what));
    }
    for target in &study.targets {
        let target = &study.base.targets[*target];
        let name = format!("{TARGET}{}", target.id);
        columns.push(column(&name, Kind::Verdict, "", &format!("met or not: {}", target.text.en)));
    }
    columns.push(column(STATUS, Kind::Text, "", "ok, or why the run has no results"));
    let about = serde_json::to_string(&About::of(study)).unwrap_or_default(); // always: plain data
    let metadata = vec![
        ("title".to_owned(), study.title.en.clone()),
        ("scenario".to_owned(), study.base.title.en.clone()),
        ("study".to_owned(), about),
    ];
    Schema { columns, metadata }
}

/// Rows of a stretch of runs as columns, in the making: rows may come in any order, and are not kept beside them.
#[derive(Debug)]
pub(super) struct Columns<'m> {
    rows: Rows,
    mixes: &'m [Arc<str>],
    first_run: u64,
    inputs: usize,
    outcomes: usize,
}

impl<'m> Columns<'m> {
    /// For the rows of these runs with all mixes, ordered by run, then by mix.
    pub(super) fn new(study: &Study, mixes: &'m [Arc<str>], runs: &Range<u64>) -> Self {
        let count = usize::try_from(runs.end - runs.start).unwrap_or(usize::MAX).saturating_mul(mixes.len());
        let (inputs, outcomes) = (study.inputs.len(), study.outcomes.len());
        let ok: Arc<str> = Arc::from(OK);
        let mut columns = vec![
            Values::Run(runs.clone().flat_map(|run| mixes.iter().map(move |_| run)).collect()),
            Values::Text(runs.clone().flat_map(|_| mixes.iter().map(Arc::clone)).collect()),
        ];
        columns.extend((0..inputs + outcomes).map(|_| Values::Number(vec![f64::NAN; count])));
        columns.extend(study.targets.iter().map(|_| Values::Verdict(vec![None; count])));
        columns.push(Values::Text(vec![ok; count]));
        Self { rows: Rows { columns }, mixes, first_run: runs.start, inputs, outcomes }
    }

    /// Puts a row in its place.
    pub(super) fn put(&mut self, row: &Row) {
        let run = usize::try_from(row.run - self.first_run).unwrap_or(usize::MAX); // always: it has a place in memory
        let place = run * self.mixes.len() + row.mix;
        let (numbers, results) = self.rows.columns[2..].split_at_mut(self.inputs);
        set(numbers, place, &row.numbers);
        let (outcomes, verdicts) = results.split_at_mut(self.outcomes);
        match &row.results {
            Ok(Results { outcomes: values, met }) => {
                set(outcomes, place, values);
                for (column, value) in verdicts.iter_mut().zip(met) {
                    if let Values::Verdict(column) = column {
                        column[place] = *value;
                    }
                }
            }
            Err(failure) => {
                if let Some(Values::Text(statuses)) = verdicts.last_mut() {
                    statuses[place] = Arc::from(failure.to_string());
                }
            }
        }
    }

    /// The rows, once all of them are there.
    pub(super) fn finish(self) -> Rows {
        self.rows
    }
}

/// One number for each column.
fn set(columns: &mut [Values], place: usize, numbers: &[f64]) {
    for (column, number) in columns.iter_mut().zip(numbers) {
        if let Values::Number(column) = column {
            column[place] = *number;
        }
    }
}

/// Rows of one stretch of runs behind those of another.
pub(super) fn behind(first: Rows, second: Rows) -> Rows {
    let joined = |(first, second)| match (first, second) {
        (Values::Run(mut first), Values::Run(second)) => {
            first.extend(second);
            Values::Run(first)
        }
        (Values::Text(mut first), Values::Text(second)) => {
            first.extend(second);
            Values::Text(first)
        }
        (Values::Number(mut first), Values::Number(second)) => {
            first.extend(second);
            Values::Number(first)
        }
        (Values::Verdict(mut first), Values::Verdict(second)) => {
            first.extend(second);
            Values::Verdict(first)
        }
        (_, second) => second, // never: both have the columns of one study
    };
    Rows { columns: first.columns.into_iter().zip(second.columns).map(joined).collect() }
}
