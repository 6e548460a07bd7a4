//! The summaries of a sweep as CSV files.

use super::{Reaching, Summaries};
use crate::safe::csv::Writer;
use crate::statistics::robustness::Metric;
use crate::text::Language;

/// Has all summaries written as files, one after the other: those of many mixes and outcomes are large.
///
/// # Errors
/// What `write` says.
pub fn write<E>(
    summaries: &Summaries,
    language: Language,
    mut write: impl FnMut(&str, &[u8]) -> Result<(), E>,
) -> Result<(), E> {
    write("summary.csv", &summary_csv(summaries))?;
    write("targets.csv", &targets_csv(summaries))?;
    write("differences.csv", &differences_csv(summaries))?;
    write("robustness.csv", &robustness_csv(summaries))?;
    write("convergence.csv", &convergence_csv(summaries, language))?;
    write("failures.csv", &failures_csv(summaries))
}

/// Rows of text as CSV.
fn csv(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut csv = Writer::from_writer(Vec::new());
    let _ = csv.write_record(header); // writing to memory does not fail
    for row in rows {
        let _ = csv.write_record(&row);
    }
    csv.into_bytes()
}

/// The shortest text that reads back to the same bits; nothing for the end of an interval that too few runs leave open.
fn number(value: f64) -> String {
    if value.is_finite() { format!("{value:?}") } else { String::new() }
}

fn maybe(value: Option<f64>) -> String {
    value.map_or_else(String::new, number)
}

/// `summary.csv`: mean, standard deviation and percentiles of every outcome and mix.
#[must_use]
pub fn summary_csv(summaries: &Summaries) -> Vec<u8> {
    let header = [
        "mix", "variable", "region", "item", "unit", "year", "mean", "sd", "p05", "p10", "p25", "p50", "p75", "p90",
        "p95", "n",
    ];
    let about = &summaries.about;
    let rows = about.mixes.iter().enumerate().flat_map(|(mix, (name, _))| {
        about.outcomes.iter().zip(&summaries.outcomes).map(move |(outcome, found)| {
            let mut row = vec![name.clone()];
            row.extend([&outcome.variable, &outcome.region, &outcome.item, &outcome.unit].map(Clone::clone));
            row.push(outcome.year.to_string());
            match &found.by_mix[mix] {
                Some(summary) => {
                    row.extend([number(summary.mean), maybe(summary.sd)]);
                    row.extend(summary.quantiles.iter().map(|value| number(*value)));
                    row.push(summary.n.to_string());
                }
                None => row.extend(std::iter::repeat_n(String::new(), 9).chain(["0".to_owned()])),
            }
            row
        })
    });
    csv(&header, rows)
}

/// `targets.csv`: the probability of each target, and of targets together.
fn targets_csv(summaries: &Summaries) -> Vec<u8> {
    let mixes = &summaries.about.mixes;
    let rows = mixes.iter().enumerate().flat_map(|(mix, (name, _))| {
        summaries.targets.iter().map(move |Reaching { target, by_mix: shares }| {
            let share = shares[mix];
            let of = |of: fn(&crate::statistics::Proportion) -> f64| maybe(share.as_ref().map(of));
            // a list of futures is no sample: there is nothing to be certain of
            let end = |end: String| if summaries.about.is_random { end } else { String::new() };
            let n = share.map_or(0, |share| share.n);
            vec![
                name.clone(),
                target.clone(),
                of(|share| share.estimate),
                end(of(|share| share.low)),
                end(of(|share| share.high)),
                n.to_string(),
            ]
        })
    });
    csv(&["mix", "target", "probability", "low", "high", "n"], rows)
}

/// `differences.csv`: pairs of mixes in the same futures.
fn differences_csv(summaries: &Summaries) -> Vec<u8> {
    let header = [
        "variable",
        "region",
        "item",
        "unit",
        "year",
        "mix",
        "other",
        "difference",
        "low",
        "high",
        "p_higher",
        "p_higher_low",
        "p_higher_high",
        "ties",
        "n",
        "verdict",
    ];
    let about = &summaries.about;
    let rows = about.outcomes.iter().zip(&summaries.outcomes).flat_map(|(outcome, found)| {
        found.compared.iter().map(move |pair| {
            let mut row = [&outcome.variable, &outcome.region, &outcome.item, &outcome.unit].map(Clone::clone).to_vec();
            row.push(outcome.year.to_string());
            row.extend([pair.mix, pair.other].map(|mix| about.mixes[mix].0.clone()));
            let difference = &pair.difference;
            let end = |end: f64| if about.is_random { number(end) } else { String::new() };
            let higher = &difference.higher;
            row.extend([number(difference.mean), end(difference.low), end(difference.high)]);
            row.extend([number(higher.estimate), end(higher.low), end(higher.high)]);
            let verdict = if about.is_random { difference.verdict.as_str() } else { "" };
            row.extend([difference.ties.to_string(), difference.n.to_string(), verdict.to_owned()]);
            row
        })
    });
    csv(&header, rows)
}

/// `robustness.csv`: how mixes hold up by each objective.
fn robustness_csv(summaries: &Summaries) -> Vec<u8> {
    let header = ["variable", "region", "item", "unit", "year", "mix", "metric", "value", "rank", "n"];
    let about = &summaries.about;
    let rows = summaries.objectives.iter().flat_map(|wished| {
        let outcome = &about.outcomes[wished.outcome];
        wished.ranked.iter().flat_map(move |ranked| {
            ranked.mixes.iter().zip(&about.mixes).flat_map(move |(mix, (name, _))| {
                Metric::ALL.into_iter().enumerate().filter_map(move |(place, metric)| {
                    let value = mix.value(metric)?;
                    let unit = match metric {
                        Metric::Satisficing | Metric::BestShare => "-",
                        _ => outcome.unit.as_str(),
                    };
                    let rank = mix.ranks[place].map_or_else(String::new, |rank| rank.to_string());
                    Some(vec![
                        outcome.variable.clone(),
                        outcome.region.clone(),
                        outcome.item.clone(),
                        unit.to_owned(),
                        outcome.year.to_string(),
                        name.clone(),
                        metric.as_str().to_owned(),
                        number(value),
                        rank,
                        ranked.complete.to_string(),
                    ])
                })
            })
        })
    });
    csv(&header, rows)
}

/// `convergence.csv`: what was known after how many runs.
fn convergence_csv(summaries: &Summaries, language: Language) -> Vec<u8> {
    let header = ["runs", "decision", "mix", "value", "low", "high", "rank", "moved", "settled"];
    let rows = summaries.convergence.iter().map(|row| {
        vec![
            row.runs.to_string(),
            row.decision.in_language(language).to_owned(),
            row.mix.to_string(),
            number(row.value),
            number(row.low),
            number(row.high),
            row.rank.map_or_else(String::new, |rank| rank.to_string()),
            maybe(row.moved),
            u8::from(row.settled).to_string(),
        ]
    });
    csv(&header, rows)
}

/// `failures.csv`: runs without results by mix and kind, then the inputs that tell them from the others.
fn failures_csv(summaries: &Summaries) -> Vec<u8> {
    let header = ["what", "mix", "count", "share", "from", "to", "example"];
    let failed = &summaries.failed;
    #[allow(clippy::cast_precision_loss)] // counts
    let share = |count: u64, of: u64| number(count as f64 / of.max(1) as f64);
    let runs = summaries.identity.runs;
    let kinds = failed.kinds.iter().map(|((mix, kind), (count, run, status))| {
        let mix = summaries.about.mixes[*mix].0.clone();
        let example = format!("run {run}: {status}");
        vec![kind.clone(), mix, count.to_string(), share(*count, runs), String::new(), String::new(), example]
    });
    let inputs = failed.clusters.iter().flat_map(|clusters| {
        clusters.inputs.iter().map(|input| {
            let (low, high) = failed.ranges[input.input];
            let at = |place: f64| number(low + place * (high - low));
            let key = &summaries.about.inputs[input.input].0;
            let told = if input.statistic > clusters.critical { "more than chance" } else { "may be chance" };
            vec![
                format!("input {key}"),
                String::new(),
                clusters.failed.to_string(),
                number(input.statistic),
                at(input.central.0),
                at(input.central.1),
                format!("distribution of failed runs differs by {:.2}: {told}", input.statistic),
            ]
        })
    });
    csv(&header, kinds.chain(inputs))
}
