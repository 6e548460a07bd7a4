//! Fingerprints of what decides the rows of a study, each by its name, so that a difference can be told.
//!
//! Everything is what it means once it is read: values by key, not the text of files, and not the types that hold them.
//! Titles and descriptions do not count. Equations have fingerprints of their own
//! ([`crate::structure::fingerprint`]); all other code, that of draws, of mathematical functions, of the loop over time,
//! of balances and targets, is known by what it computes: the numbers of a few runs.

use super::kind_of_failure;
use crate::model::sets::Dimension;
use crate::sampling::{Correlation, Distribution};
use crate::scenario::study::{Effect, Entering, Futures, Input, MOST_RUNS, Study};
use crate::structure::fingerprint::short;
use crate::study::sweep::{Row, Sweep};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ops::Range;

/// The first runs whose draws count, and the last ones that a study can have.
const DRAWN: [u64; 2] = [256, 64];

/// The first runs that are simulated, and the last ones. Values are the same for every number of runs asked for.
const SIMULATED: [u64; 2] = [2, 1];

/// The fingerprints, by name.
pub(super) fn prints(sweep: &Sweep<'_>) -> BTreeMap<String, String> {
    let study = sweep.study();
    let of = |values: &mut dyn Iterator<Item = Value>| {
        let mut hash = Sha256::new();
        for mut value in values {
            value.sort_all_objects();
            hash.update(value.to_string());
            hash.update("\n");
        }
        short(hash)
    };
    [
        ("sets", of(&mut sets(study))),
        ("variables", of(&mut variables(sweep))),
        ("scenario", of(&mut scenario(study))),
        ("uncertain", of(&mut study.inputs.iter().map(|input| uncertain(study, input)))),
        ("design", of(&mut design(study))),
        ("mixes", of(&mut mixes(study))),
        ("outcomes", of(&mut outcomes(study))),
        ("targets", of(&mut targets(study))),
        ("numbers", numbers(sweep)),
    ]
    .into_iter()
    .map(|(name, print)| (name.to_owned(), print))
    .collect()
}

/// The members of all sets. Which part one plays shows in the equations.
fn sets(study: &Study) -> impl Iterator<Item = Value> {
    let sets = &study.base.baseline.sets;
    Dimension::ALL.iter().map(|set| json!([set.key(), sets.members(*set)]))
}

/// Stocks and auxiliaries in order: of several values that are not finite, the first is told.
fn variables(sweep: &Sweep<'_>) -> impl Iterator<Item = Value> {
    sweep.layout().variables().iter().map(|variable| {
        let sets: Vec<&str> = variable.declaration.dimensions.iter().map(|set| set.key()).collect();
        json!([variable.declaration.name, sets])
    })
}

/// Time, parameters and drivers, and the levers before the first year. Those of later years are the mixes'.
fn scenario(study: &Study) -> impl Iterator<Item = Value> {
    let (base, baseline) = (&study.base, &study.base.baseline);
    let time = json!({ "start": base.start, "end": base.end, "steps_per_year": base.steps_per_year });
    let parameters = baseline.parameters.iter().zip(&base.parameters);
    let drivers = baseline.drivers.iter().zip(&base.drivers);
    std::iter::once(time)
        .chain(parameters.map(|(entry, value)| json!(["parameter", entry.key, value])))
        .chain(drivers.map(|(entry, series)| json!(["driver", entry.key, series.points()])))
        .chain(baseline.levers.iter().map(|entry| json!(["before", entry.key, entry.default.first()])))
}

/// An input: what it acts on, how, within which hard bounds, and its distribution.
fn uncertain(study: &Study, input: &Input) -> Value {
    let baseline = &study.base.baseline;
    let distribution = |distribution: &Distribution| json!(distribution.numbers());
    let effect = match &input.effect {
        Effect::Parameters(how, slots) => {
            let slots = slots.iter().map(|(slot, own)| {
                let entry = &baseline.parameters[*slot];
                json!([entry.key, entry.minimum, entry.maximum, distribution(own)])
            });
            json!({ "parameters": slots.collect::<Vec<_>>(), "as": entering(*how) })
        }
        Effect::Driver(how, slot) => {
            let entry = &baseline.drivers[*slot];
            json!({ "driver": [entry.key, entry.minimum, entry.maximum], "as": entering(*how) })
        }
        Effect::DriverSet(sets) => {
            let points = sets.iter().map(|(name, drivers)| {
                let drivers: Vec<_> = drivers.iter().map(|series| json!(series.points())).collect();
                json!([name, drivers])
            });
            json!({ "drivers": points.collect::<Vec<_>>() })
        }
    };
    json!({ "key": input.key, "effect": effect, "shared": input.shared.as_ref().map(distribution) })
}

const fn entering(how: Entering) -> &'static str {
    match how {
        Entering::Value => "value",
        Entering::Factor => "factor",
        Entering::Shift => "shift",
    }
}

/// How futures are chosen; a list of them as it is. The seed is not among it: it has a name of its own.
fn design(study: &Study) -> Box<dyn Iterator<Item = Value> + '_> {
    let method = std::iter::once(json!(study.method.name()));
    match &study.futures {
        Futures::Drawn(sampler) => {
            let shares = sampler.correlation().into_iter().flat_map(Correlation::shares);
            let shares = shares.map(|(input, own, others)| json!([input, own, others]));
            Box::new(method.chain(std::iter::once(json!(sampler.levels()))).chain(shares))
        }
        Futures::Listed(points) => Box::new(method.chain(points.iter().map(|point| json!(point)))),
    }
}

/// The policy mixes in order, with the values of all levers.
fn mixes(study: &Study) -> impl Iterator<Item = Value> {
    let levers = &study.base.baseline.levers;
    study.mixes.iter().map(|mix| {
        let values: BTreeMap<&str, &Vec<f64>> =
            levers.iter().zip(&mix.levers).map(|(entry, values)| (entry.key.as_str(), values)).collect();
        json!([mix.name, values])
    })
}

/// What is kept of every run.
fn outcomes(study: &Study) -> impl Iterator<Item = Value> {
    study.outcomes.iter().map(|outcome| json!([outcome.column(), outcome.variable, outcome.year, outcome.positions]))
}

/// The targets that are judged, without what people read of them.
fn targets(study: &Study) -> impl Iterator<Item = Value> {
    study.targets.iter().map(|target| {
        let target = &study.base.targets[*target];
        let tests = target.tests.iter().map(|test| {
            let mut test = test.clone();
            (test.label, test.figure) = (None, None);
            test
        });
        json!([target.id, target.not_evaluated.is_some(), tests.collect::<Vec<_>>()])
    })
}

/// What the program makes of the study: the draws of some runs; of a few of them, under the first mix and the last, every
/// value of every year, the outcomes and the verdicts. They are computed as all rows are.
fn numbers(sweep: &Sweep<'_>) -> String {
    let study = sweep.study();
    let all = study.all_runs().unwrap_or(MOST_RUNS).min(MOST_RUNS);
    let ends = |[first, last]: [u64; 2]| [0..first.min(all), all.saturating_sub(last)..all];
    let mut hash = Sha256::new();
    let mut drawn = vec![0.0; study.inputs.len()];
    for run in ends(DRAWN).into_iter().flatten() {
        study.numbers_into(run, &mut drawn);
        add(&mut hash, &drawn);
    }
    let mut bench = sweep.bench();
    let last = study.mixes.len() - 1;
    let mixes = if last == 0 { vec![0] } else { vec![0, last] };
    for Range { start, end } in ends(SIMULATED) {
        for mix in &mixes {
            let rows = sweep.block(&mut bench, start..end, *mix..mix + 1);
            for (lane, row) in rows.iter().enumerate() {
                add_row(&mut hash, row, &bench.values(lane).collect::<Vec<f64>>());
            }
        }
    }
    short(hash)
}

fn add_row(hash: &mut Sha256, row: &Row, values: &[f64]) {
    add(hash, &row.numbers);
    match &row.results {
        Ok(results) => {
            add(hash, values);
            add(hash, &results.outcomes);
            hash.update(results.met.iter().map(|met| met.map_or(2, u8::from)).collect::<Vec<u8>>());
        }
        // numbers of a failed run are none of its row, and not the same bits on every processor
        Err(failure) => hash.update(kind_of_failure(&failure.to_string())),
    }
}

fn add(hash: &mut Sha256, numbers: &[f64]) {
    for number in numbers {
        hash.update(number.to_bits().to_be_bytes());
    }
}
