//! The summaries of a sweep as JSON.

use super::{Reaching, Summaries};
use crate::safe::json;
use crate::statistics::robustness::Metric;
use crate::statistics::{Aim, Proportion, QUANTILES};
use crate::text::{Language, Text};
use serde_json::{Map, Value, json};

/// One object with all that is decided on.
#[must_use]
pub fn to_json(summaries: &Summaries, language: Language) -> String {
    let about = &summaries.about;
    let say = |text: &Text| text.in_language(language).to_owned();
    let proportion = |share: &Option<Proportion>| {
        share.as_ref().map_or(
            Value::Null,
            |share| json!({ "probability": share.estimate, "low": share.low, "high": share.high, "n": share.n }),
        )
    };
    let by_mix = |of: &mut dyn FnMut(usize) -> Value| -> Value {
        let all = about.mixes.iter().enumerate().map(|(mix, (name, _))| (name.clone(), of(mix)));
        Value::Object(all.collect::<Map<_, _>>())
    };
    let outcomes: Vec<Value> = about
        .outcomes
        .iter()
        .zip(&summaries.outcomes)
        .map(|(outcome, found)| {
            let mixes = by_mix(&mut |mix| match &found.by_mix[mix] {
                None => Value::Null,
                Some(summary) => {
                    let mut values =
                        json!({ "mean": summary.mean, "sd": summary.sd, "n": summary.n, "exact": summary.exact });
                    for (quantile, value) in QUANTILES.iter().zip(summary.quantiles) {
                        values[format!("p{:02.0}", quantile * 100.0)] = json!(value);
                    }
                    values
                }
            });
            let pairs: Vec<Value> = found
                .compared
                .iter()
                .map(|pair| {
                    let difference = &pair.difference;
                    json!({
                        "mix": about.mixes[pair.mix].0,
                        "other": about.mixes[pair.other].0,
                        "difference": difference.mean,
                        "low": difference.low,
                        "high": difference.high,
                        "p_higher": difference.higher.estimate,
                        "n": difference.n,
                        "verdict": difference.verdict.as_str(),
                    })
                })
                .collect();
            json!({
                "outcome": outcome.path,
                "year": outcome.year,
                "unit": outcome.unit,
                "mixes": mixes,
                "differences": pairs,
            })
        })
        .collect();
    let targets: Vec<Value> = summaries
        .targets
        .iter()
        .map(|Reaching { target, by_mix: shares }| json!({ "target": target, "mixes": by_mix(&mut |mix| proportion(&shares[mix])) }))
        .collect();
    let objectives: Vec<Value> = summaries
        .objectives
        .iter()
        .map(|wished| {
            let outcome = &about.outcomes[wished.outcome];
            let mixes = wished.ranked.as_ref().map_or(Value::Null, |ranked| {
                by_mix(&mut |mix| {
                    let metrics = Metric::ALL.into_iter().enumerate().map(|(place, metric)| {
                        let found = &ranked.mixes[mix];
                        let value = json!({ "value": found.value(metric), "rank": found.ranks[place] });
                        (metric.as_str().to_owned(), value)
                    });
                    Value::Object(metrics.collect())
                })
            });
            let better = if wished.aim == Aim::High { "high" } else { "low" };
            json!({ "outcome": outcome.path, "year": outcome.year, "better": better, "mixes": mixes })
        })
        .collect();
    let document = json!({
        "title": say(&about.title),
        "scenario": say(&about.scenario),
        "runs": summaries.identity.runs,
        "mixes": about.mixes.iter().map(|(name, title)| json!({ "mix": name, "title": say(title) })).collect::<Vec<_>>(),
        "design": about.method,
        "seed": about.seed,
        "failed": summaries.failed.failed,
        "stable": summaries.is_stable(),
        "not_yet_stable": summaries.pending.iter().map(say).collect::<Vec<_>>(),
        "outcomes": outcomes,
        "targets": targets,
        "objectives": objectives,
    });
    json::pretty(&document)
}
