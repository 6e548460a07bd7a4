//! `scorecard.csv`: the plan's targets and their verdicts, one row a target.

use crate::target::{Judged, Verdict};
use serde::Serialize;

/// One target as a row.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// `T1` to `T50`, or a second reading of one.
    pub target: String,
    /// What it asks.
    pub text: String,
    /// The variable of the test that decides.
    pub variable: String,
    /// The year, or the years.
    pub year: String,
    /// What is asked, in symbols.
    pub predicate: String,
    /// The threshold as the plan states it.
    pub threshold: Option<f64>,
    /// The value in the run.
    pub value: Option<f64>,
    /// Unit of both.
    pub unit: String,
    /// `met`, `missed`, or `not evaluated: ` and the reason.
    pub verdict: String,
    /// Signed distance to the limit; positive if met with room.
    pub margin: Option<f64>,
    /// Group of targets.
    pub group: String,
    /// The plan's clauses.
    pub clause: String,
    /// What a reader must know; values of further tests and of proxies.
    pub note: String,
}

/// The scorecard as rows.
#[must_use]
pub fn rows(judged: &[Judged<'_>]) -> Vec<Row> {
    judged
        .iter()
        .map(|judged| {
            let decisive = judged.decisive();
            let target = judged.target;
            let verdict = match (&judged.reason, judged.verdict) {
                (Some(reason), Verdict::NotEvaluated) => format!("not evaluated: {}", reason.en),
                (_, verdict) => verdict.as_str().to_owned(),
            };
            Row {
                target: target.id.clone(),
                text: target.text.en.clone(),
                variable: decisive.map_or_else(String::new, |test| test.variable.clone()),
                year: decisive.map_or_else(String::new, |test| test.year.clone()),
                predicate: decisive.map_or_else(String::new, |test| test.predicate.clone()),
                threshold: decisive.map(|test| test.threshold),
                value: decisive.and_then(|test| test.value.as_ref().ok().copied()),
                unit: decisive.map_or_else(|| target.unit.clone(), |test| test.unit.clone()),
                verdict,
                margin: decisive.and_then(|test| test.margin),
                group: target.group.clone(),
                clause: target.clause.clone(),
                note: note(judged),
            }
        })
        .collect()
}

/// Values of all tests if there are several, values of proxies, and the note of the target.
fn note(judged: &Judged<'_>) -> String {
    let mut parts = Vec::new();
    if judged.outcomes.len() > 1 {
        parts.extend(judged.outcomes.iter().map(|test| {
            let label = test.label.as_ref().map_or(test.variable.as_str(), |label| label.en.as_str());
            match &test.value {
                Ok(value) => format!("{label}: {} {} (asked {})", short(*value), test.unit, test.predicate),
                Err(reason) => format!("{label}: {}", reason.en),
            }
        }));
    }
    parts.extend(judged.proxies.iter().map(|(label, value, unit)| format!("{}: {} {unit}", label.en, short(*value))));
    parts.extend(judged.target.note.iter().map(|note| note.en.clone()));
    parts.join("; ")
}

/// A number with four digits, for people.
#[must_use]
pub fn short(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let magnitude = value.abs().log10().floor();
    if !(-4.0..9.0).contains(&magnitude) {
        return format!("{value:.2e}");
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between 0 and 7
    let decimals = (3.0 - magnitude).clamp(0.0, 7.0) as usize;
    let written = format!("{value:.decimals$}");
    // rounding may carry into another digit or leave only zeros behind the point
    if written.contains('.') { written.trim_end_matches('0').trim_end_matches('.').to_owned() } else { written }
}

/// The scorecard as CSV.
///
/// # Panics
/// Never: writing to memory does not fail.
#[must_use]
pub fn to_csv(judged: &[Judged<'_>]) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    for row in rows(judged) {
        csv.serialize(row).expect("writing to memory does not fail");
    }
    csv.into_inner().expect("writing to memory does not fail")
}
