//! `scorecard.csv`: the plan's targets and their verdicts, one row a target.
//!
//! Texts are in the language of the user; the names of columns, verdicts and units are those of every file.

use crate::safe::csv;
use crate::target::{Judged, Verdict};
use crate::text;
use crate::text::{Language, Text};
use crate::unit;
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
pub fn rows(judged: &[Judged<'_>], language: Language) -> Vec<Row> {
    judged
        .iter()
        .map(|judged| {
            let decisive = judged.decisive();
            let target = judged.target;
            let verdict = match (&judged.reason, judged.verdict) {
                (Some(reason), Verdict::NotEvaluated) => {
                    format!("{}: {}", judged.verdict.as_str(), reason.in_language(language))
                }
                (_, verdict) => verdict.as_str().to_owned(),
            };
            Row {
                target: target.id.clone(),
                text: target.text.in_language(language).to_owned(),
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
                note: note(judged, language),
            }
        })
        .collect()
}

/// Values of all tests if there are several, values of proxies, and the note of the target.
fn note(judged: &Judged<'_>, language: Language) -> String {
    let mut parts: Vec<Text> = Vec::new();
    let unit_of = |unit: &str| unit::label(unit, language);
    if judged.outcomes.len() > 1 {
        parts.extend(judged.outcomes.iter().map(|test| {
            let label = test.label.clone().unwrap_or_else(|| Text::plain(&test.variable));
            let (unit, asked) = (unit_of(&test.unit), &test.predicate);
            match &test.value {
                Ok(value) => {
                    let value = short(*value);
                    text!("{}: {value} {unit} (asked {asked})", label.en; "{}：{value}{unit}（要求{asked}）", label.zh)
                }
                Err(reason) => text!("{}: {}", label.en, reason.en; "{}：{}", label.zh, reason.zh),
            }
        }));
    }
    parts.extend(judged.proxies.iter().map(|(label, value, unit)| {
        let (value, unit) = (short(*value), unit_of(unit));
        text!("{}: {value} {unit}", label.en; "{}：{value}{unit}", label.zh)
    }));
    parts.extend(judged.target.note.clone());
    let separator = text!("; "; "；");
    let parts: Vec<&str> = parts.iter().map(|part| part.in_language(language)).collect();
    parts.join(separator.in_language(language))
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
#[must_use]
pub fn to_csv(judged: &[Judged<'_>], language: Language) -> Vec<u8> {
    csv::table(rows(judged, language))
}
