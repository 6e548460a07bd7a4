//! The plan's targets: well formed as data, and judged as the calibration record says.

use crate::support::scenario;
use coke_sim::study;
use coke_sim::target::{Measure, Test, ToleranceKind, Verdict};
use coke_sim::trajectory::Layout;

/// Is a test asked for as `docs/targets.md` says?
fn assert_well_formed(id: &str, test: &Test, layout: &Layout, judged: bool) {
    for name in test.variable.list() {
        assert!(layout.find(name).is_some(), "{id} asks for `{name}`, which the model does not have");
    }
    let thresholds = [test.at_most, test.at_least, test.equals].into_iter().flatten().count();
    assert_eq!(thresholds, usize::from(judged), "{id} has one threshold, a value that is only shown has none");
    assert!(test.equals.is_none() || test.tolerance.is_some(), "{id}: equal within what?");
    let threshold = test.at_most.or(test.at_least).or(test.equals).unwrap_or(1.0);
    let relative_to_zero =
        threshold == 0.0 && test.tolerance.is_some() && test.tolerance_kind == ToleranceKind::Relative;
    assert!(!relative_to_zero, "{id}: a share of zero is no tolerance");
    let years = [test.year.is_some(), test.from.is_some(), test.to.is_some()];
    assert_eq!(years, if test.measure == Measure::At { [true, false, false] } else { [false, true, true] }, "{id}");
}

#[test]
fn there_are_fifty_targets_each_with_tests_or_a_reason() {
    let plan = scenario("plan");
    let layout = Layout::new(&plan.baseline.sets);
    let targets = &plan.baseline.targets;
    for number in 1..=50 {
        let id = format!("T{number}");
        assert_eq!(targets.iter().filter(|target| target.id == id).count(), 1, "{id} stands once");
    }
    for target in targets {
        let id = &target.id;
        assert!(plan.baseline.target_groups.iter().any(|group| group.id == target.group), "{id} is in a known group");
        assert_eq!(target.tests.is_empty(), target.not_evaluated.is_some(), "{id} has tests, or a reason why not");
        let own = target.reading_of.is_none();
        assert_eq!(own, target.id.chars().skip(1).all(char::is_numeric), "{id} is a target or a second reading");
        for text in [Some(&target.text), target.note.as_ref(), target.not_evaluated.as_ref()].into_iter().flatten() {
            assert!(!text.en.is_empty() && !text.zh.is_empty(), "{id} speaks both languages");
        }
        target.tests.iter().for_each(|test| assert_well_formed(id, test, &layout, true));
        target.proxies.iter().for_each(|test| assert_well_formed(id, test, &layout, false));
        let labels = target.tests.iter().filter(|test| test.label.is_some()).count();
        assert!(target.tests.len() < 2 || labels == target.tests.len(), "{id} says what each of its tests is");
    }
}

#[test]
fn the_plan_is_judged_as_the_calibration_record_says() {
    // calibration record, section 4: the values as printed there, with the digits printed
    let printed = [
        ("T1", 118.6, 0.05, Verdict::Met),
        ("T2", 145.3 - 135.0, 0.05, Verdict::Missed),
        ("T3", 43.1, 0.05, Verdict::Met),
        ("T4", 0.0, 1e-9, Verdict::Met),
        ("T6", 0.907, 5e-4, Verdict::Missed),
        ("T7", 150.0, 0.5, Verdict::Met),
        ("T8", 0.79, 5e-3, Verdict::Met),
        ("T10", 0.086, 5e-4, Verdict::Missed),
        ("T12", 3.20, 5e-3, Verdict::Met),
        ("T13", 145.0, 0.5, Verdict::Missed),
        ("T14", 0.76, 5e-3, Verdict::Missed),
        ("T17", 1885.0, 0.5, Verdict::Missed),
        ("T18", 602.0, 0.5, Verdict::Missed),
        ("T19", 2583.0, 0.5, Verdict::Missed),
        ("T20", 358.0, 0.5, Verdict::Missed),
        ("T21", 1.74, 5e-3, Verdict::Met),
        ("T22", 177.0, 0.5, Verdict::Missed),
        ("T23", 85.0, 0.5, Verdict::Met),
        ("T24", 204.0, 0.5, Verdict::Met),
        ("T25", 92.0, 0.5, Verdict::Met),
        ("T31", 20.1, 0.05, Verdict::Met),
        ("T32", 40.0, 0.5, Verdict::Missed),
        ("T36", 362.0, 0.5, Verdict::Met),
        ("T37", 836.0, 0.5, Verdict::Missed),
        ("T38", 659.0, 0.5, Verdict::Missed),
        ("T39", 177.0, 0.5, Verdict::Missed),
        ("T40", 0.21, 5e-3, Verdict::Met),
        ("T44", 40.0, 0.5, Verdict::Missed),
        ("T49", 133.0, 0.5, Verdict::Missed),
    ];
    let plan = scenario("plan");
    let results = study::run::simulate(&plan);
    let judged = study::scorecard(&plan, &results, 0);
    for (id, value, digits, verdict) in printed {
        let target = judged.iter().find(|judged| judged.target.id == id).expect("the target exists");
        assert_eq!(target.verdict, verdict, "{id}");
        let found = *target.decisive().expect("a test decides").value.as_ref().expect("it has a value");
        assert!((found - value).abs() <= digits, "{id}: {found}, printed {value}");
    }
}

#[test]
fn mass_accounting_is_kept_apart_from_the_plans_own() {
    let plan = scenario("plan");
    let results = study::run::simulate(&plan);
    let judged = study::scorecard(&plan, &results, 0);
    for (id, pollutant) in [("T23", "bap"), ("T24", "pm10"), ("T25", "so2")] {
        let value = |id: &str| {
            let target = judged.iter().find(|judged| judged.target.id == id).expect("the target exists");
            *target.decisive().expect("a test decides").value.as_ref().expect("it has a value")
        };
        let of = |name, year| results.value(0, name, &[pollutant], year).expect("a load");
        let mass = of("air_load_2005", 2005) - of("air_load", 2010);
        assert!((value(&format!("{id}.mass")) - mass).abs() < 1e-9, "{id}.mass is the cut of the load");
        let factor =
            plan.baseline.parameters.iter().position(|entry| entry.key == format!("plan_closed_ef.{pollutant}"));
        let closed = results.total(0, "cum_closed", 2010).expect("a stock");
        let counted = closed * plan.parameters[factor.expect("a parameter")];
        assert!((value(id) - counted).abs() < 1e-9, "{id} counts closed capacity at full load");
    }
}
