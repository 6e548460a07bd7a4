//! The length of the step: what one, four, twelve and forty-eight steps a year give, and that halving the step brings
//! the result closer.

use crate::support::{Comparison, LAST_YEAR, SCENARIOS, column, scenario, table};
use coke_sim::study;
use coke_sim::trajectory::Trajectory;
use serde::Deserialize;
use std::collections::BTreeMap;

fn with_steps(name: &str, steps_per_year: u32) -> Trajectory {
    let mut scenario = scenario(name);
    scenario.steps_per_year = steps_per_year;
    study::run::simulate(&scenario)
}

#[derive(Deserialize)]
struct Row {
    scenario: String,
    n: u32,
    #[serde(flatten)]
    outputs: BTreeMap<String, f64>,
}

#[test]
fn results_of_2010_by_number_of_steps_are_those_of_the_reference() {
    let mut comparison = Comparison::default();
    for Row { scenario, n, outputs } in table::<Row>("step_size.csv") {
        let results = with_steps(&scenario, n);
        for (name, want) in outputs {
            let what = || format!("{scenario}, {n} steps a year: {name}");
            // the table of the card prints four digits; this is stricter
            comparison.check(what, column(&results, LAST_YEAR, &name), want, 1e-9 * want.abs() + 1e-9);
        }
    }
    assert_eq!(comparison.finish(), 2 * 4 * 16, "scenarios, numbers of steps, outputs");
}

/// How the change of an output from one number of steps to the next compares with the change before.
fn ratio_of_changes(runs: &[Trajectory], output: &str) -> (f64, f64) {
    let values: Vec<f64> = runs.iter().map(|results| column(results, LAST_YEAR, output)).collect();
    let (before, after) = ((values[1] - values[0]).abs(), (values[2] - values[1]).abs());
    (after / before, after / values[2].abs())
}

/// The method is of first order: each halving of the step halves the error that is left, so a change is a little less
/// than half of the one before. Three outputs of the plan are less regular, as what lies behind a minimum or maximum may
/// be; they still come closer. Exports sit on the quota and do not change at all.
#[test]
fn halving_the_step_to_half_a_month_changes_the_plan_by_less_than_half_of_the_halving_before() {
    let runs = [6, 12, 24].map(|steps| with_steps("plan", steps));
    for output in [
        "output_mt",
        "price_cny_t",
        "capacity_mt",
        "firms",
        "profit_per_t",
        "compliance_share",
        "gas_use_share",
        "so2_kt",
        "pm10_kt",
        "bap_t",
        "sales",
        "cash",
    ] {
        let (ratio, _) = ratio_of_changes(&runs, output);
        assert!(ratio < 0.5, "{output}: the change falls to {ratio:.3} of the change before");
    }
    for output in ["debt", "invest_chem_cum", "water_mt"] {
        let (ratio, _) = ratio_of_changes(&runs, output);
        assert!(ratio < 0.75, "{output}: the change falls to {ratio:.3} of the change before");
    }
    let (_, change) = ratio_of_changes(&runs, "export_mt");
    assert!(change < 1e-12, "exports sit on the quota, but change by {change:e}");
}

/// In observed markets six and twelve steps a year are too coarse to see the regular decline; shorter ones see it.
#[test]
fn halving_the_step_below_half_a_month_brings_every_output_of_every_scenario_closer() {
    let outputs: Vec<String> = table::<Row>("step_size.csv").remove(0).outputs.into_keys().collect();
    for name in SCENARIOS {
        let runs = [12, 24, 48].map(|steps| with_steps(name, steps));
        for output in &outputs {
            let (ratio, change) = ratio_of_changes(&runs, output);
            // cash is zero, exports on the quota and the hindcast's price within 0.002 %: there is nothing left to decline
            let settled = change.is_nan() || change < 2e-5;
            assert!(ratio < 0.6 || settled, "{name}: {output} falls to {ratio:.3}, {change:e} of its value");
        }
    }
}
