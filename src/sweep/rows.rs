//! Rows of a study as columns: names, units, and the values of a part.

use super::OK;
use super::about::About;
use crate::scenario::study::Study;
use crate::store::{Column, Kind, Rows, Schema, Values};
use crate::study::sweep::{Results, Row};
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

/// The rows of a part as columns; they come ordered by run, then by mix.
pub(super) fn columns(study: &Study, mixes: &[Arc<str>], rows: &[Row]) -> Rows {
    let ok: Arc<str> = Arc::from(OK);
    let results = |row: &Row, of: &dyn Fn(&Results) -> f64| row.results.as_ref().map_or(f64::NAN, of);
    let mut columns = vec![
        Values::Run(rows.iter().map(|row| row.run).collect()),
        Values::Text(rows.iter().map(|row| Arc::clone(&mixes[row.mix])).collect()),
    ];
    for input in 0..study.inputs.len() {
        columns.push(Values::Number(rows.iter().map(|row| row.numbers[input]).collect()));
    }
    for outcome in 0..study.outcomes.len() {
        let of = |row: &Row| results(row, &|results| results.outcomes[outcome]);
        columns.push(Values::Number(rows.iter().map(of).collect()));
    }
    for target in 0..study.targets.len() {
        let of = |row: &Row| row.results.as_ref().ok().and_then(|results| results.met[target]);
        columns.push(Values::Verdict(rows.iter().map(of).collect()));
    }
    let status = |row: &Row| match &row.results {
        Ok(_) => Arc::clone(&ok),
        Err(failure) => Arc::from(failure.to_string()),
    };
    columns.push(Values::Text(rows.iter().map(status).collect()));
    Rows { columns }
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
