//! Extreme conditions (card, tests, section 2): nothing overflows, nothing turns negative that cannot be negative, and
//! the results are those of the reference.

use crate::fingerprint::{self, Row};
use crate::support::{Comparison, Definition, document, run, step, table};
use coke_sim::num::Num;
use coke_sim::record::Record;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What may be negative by its nature.
const SIGNED: [&str; 21] = [
    "margin_expected",
    "margin_expected_mean",
    "public_pressure",
    "structure_gain",
    "margin_required",
    "cost_plus",
    "margin",
    "inventory_correction",
    "chem_margin_share",
    "profit",
    "profit_and_tax",
    "profit_per_t",
    "limit_room",
    "cash_change",
    "debt_change",
    "capacity_net",
    "equip_net",
    "coal_supply_growth_eff",
    "other_growth",
    "captive_share_drift",
    // ours, beyond the card: room below the limit of a prefecture
    "region_room",
];

/// Rounding below zero.
const NEGATIVE: f64 = -1e-9;

/// A difference may be this share of the sum of the absolute values (each times its place), or [`ABSOLUTE`].
/// (Measured: no more than 1 % of this is needed.)
const RELATIVE: f64 = 1e-8;
const ABSOLUTE: f64 = 1e-9;

#[derive(Deserialize)]
struct Extreme {
    id: String,
    /// One of the runs of the card, not a second form of it.
    same_as_tests_md: bool,
    #[serde(flatten)]
    definition: Definition,
}

/// All cases with each of their numbers of steps.
fn runs() -> Vec<(Extreme, u32)> {
    let cases: Vec<Extreme> = document("extreme_cases.json");
    let both = |case: Extreme| -> Vec<(Extreme, u32)> {
        let steps = case.definition.all_steps();
        assert_eq!(steps, [12, 1], "{}", case.id);
        let again = Extreme {
            id: case.id.clone(),
            same_as_tests_md: case.same_as_tests_md,
            definition: case.definition.clone(),
        };
        vec![(again, 12), (case, 1)]
    };
    let runs: Vec<_> = cases.into_iter().flat_map(both).collect();
    assert_eq!(runs.iter().filter(|(case, _)| case.same_as_tests_md).count(), 32, "runs of the card");
    assert_eq!(runs.len(), 32 + 16, "runs of the card and second forms of them");
    runs
}

/// The smallest value of each variable of a record, noted where it is smaller than before.
fn note_smallest(smallest: &mut BTreeMap<&'static str, f64>, record: &impl Record<Num<f64>>, at: &str) {
    record.visit(&mut |declaration, values| {
        for value in values.iter().map(|value| value.into_inner()) {
            assert!(value.is_finite(), "{at}: {} is {value}", declaration.name);
            let least = smallest.entry(declaration.name).or_insert(f64::INFINITY);
            *least = least.min(value);
        }
    });
}

/// The smallest value of each variable over all steps; every value of every step is finite.
fn smallest_of_all_steps(case: &Extreme, steps: u32) -> BTreeMap<&'static str, f64> {
    let numbers = case.definition.case(steps);
    let mut simulation = case.definition.start(&numbers);
    let mut smallest = BTreeMap::new();
    note_smallest(&mut smallest, simulation.stocks(), &format!("{} at its start", case.id));
    for number in 0..numbers.drivers.len() {
        step(&mut simulation);
        let at = format!("{}, {steps} steps a year, step {number}", case.id);
        note_smallest(&mut smallest, simulation.auxiliaries(), &at);
        note_smallest(&mut smallest, simulation.stocks(), &at);
    }
    smallest
}

#[test]
fn nothing_is_infinite_or_negative_that_cannot_be_at_any_step_of_an_extreme_case() {
    let mut negative = BTreeSet::new();
    let mut wrong = Vec::new();
    for (case, steps) in runs() {
        for (name, least) in smallest_of_all_steps(&case, steps) {
            if least < NEGATIVE {
                negative.insert(name);
                if !SIGNED.contains(&name) {
                    wrong.push(format!("{}, {steps} steps a year: {name} falls to {least:e}", case.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "negative, but must not be:\n{}", wrong.join("\n"));
    assert_eq!(
        negative,
        SIGNED.into_iter().collect(),
        "the list of signed variables names only what does turn negative"
    );
}

#[test]
fn extreme_cases_agree_with_the_reference_in_every_variable() {
    let mut wanted: BTreeMap<(String, u32), Vec<Row>> = BTreeMap::new();
    for row in table::<Row>("extreme_results.csv") {
        wanted.entry((row.case.clone(), row.n.expect("steps"))).or_default().push(row);
    }
    let mut comparison = Comparison::default();
    for (case, steps) in runs() {
        let numbers = case.definition.case(steps);
        let results = run(&numbers, &mut case.definition.start(&numbers));
        let rows = &wanted[&(case.id.clone(), steps)];
        let name = format!("{}, {steps} steps a year", case.id);
        fingerprint::compare(&mut comparison, &name, &results, rows, |_| (RELATIVE, ABSOLUTE));
        let smallest = smallest_of_all_steps(&case, steps);
        for row in rows {
            let least = row.minimum.expect("the reference names the smallest value");
            let allowed = RELATIVE * least.abs() + ABSOLUTE;
            let what = || format!("{name}: smallest value of {}", row.variable);
            comparison.check(what, smallest[row.variable.as_str()], least, allowed);
        }
    }
    // 235 variables: two sums over the members in 2010, and the smallest value of all steps
    assert_eq!(comparison.finish(), 48 * 235 * 3, "number of values compared");
}
