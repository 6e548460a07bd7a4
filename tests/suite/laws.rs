//! Laws of the whole model: a run is a function of its case and nothing else, and every equation holds for any number.

use crate::dual::Dual;
use crate::support::{LAST_YEAR, SCENARIOS, lift, run, scenario, step, trajectory};
use coke_sim::num::{Num, Scalar};
use coke_sim::record::Record;
use coke_sim::simulate::{Case, Simulation};
use coke_sim::structure::Kind;
use coke_sim::structure::equation::Side;
use coke_sim::study;
use coke_sim::trajectory::{Layout, Trajectory};
use std::sync::Arc;

/// All results as bits.
fn bits(results: &Trajectory) -> Vec<u64> {
    let variables = results.layout().variables().iter();
    variables
        .flat_map(|variable| results.years_of(variable).map(move |year| (variable, year)))
        .flat_map(|(variable, year)| results.values(0, variable, year).expect("a year of the variable").to_vec())
        .map(f64::to_bits)
        .collect()
}

#[test]
fn a_scenario_gives_the_same_bits_each_time() {
    for name in SCENARIOS {
        let first = bits(&study::run::simulate(&scenario(name)));
        assert_eq!(first, bits(&study::run::simulate(&scenario(name))), "{name}");
        let on_another_thread = std::thread::spawn(move || bits(&study::run::simulate(&scenario(name))));
        assert_eq!(first, on_another_thread.join().expect("the run ends"), "{name} on another thread");
    }
}

#[test]
fn one_case_serves_many_runs() {
    let case = study::case(&scenario("plan"));
    let first = bits(&run(&case, &mut Simulation::new(&case)));
    assert_eq!(
        first,
        bits(&run(&case, &mut Simulation::start(&case))),
        "with the reference load set by the run itself"
    );
    let mut ahead = Simulation::new(&case);
    step(&mut ahead);
    assert_eq!(first, bits(&run(&case, &mut Simulation::new(&case))), "whatever another run of the case has done");
}

// ------------------------------------------------------------------------------------------------ any kind of number

/// The same case for another number: `number` gets the name of each number and its value.
fn lift_case<S: Scalar>(case: &Case<f64>, mut number: impl FnMut(String, f64) -> S) -> Case<S> {
    let sets = &case.sets;
    let number = &mut number;
    Case {
        sets: Arc::clone(sets),
        parameters: lift(sets, "parameter", &case.parameters, number),
        levers: case.levers.iter().map(|levers| lift(sets, "lever", levers, number)).collect(),
        drivers: case.drivers.iter().map(|drivers| lift(sets, "driver", drivers, number)).collect(),
        reference_levers: lift(sets, "reference lever", &case.reference_levers, number),
        reference_drivers: lift(sets, "reference driver", &case.reference_drivers, number),
        steps_per_year: case.steps_per_year,
    }
}

/// The model is traced once on names; the recording then gives every step of a scenario bit by bit. So nothing in the
/// model looks at a value, and what is read off the recording is what is computed.
#[test]
fn the_recording_gives_every_step_bit_by_bit() {
    for (name, steps_per_year) in [("plan", 12), ("no-policy", 12), ("hindcast", 4)] {
        let mut scenario = scenario(name);
        scenario.steps_per_year = steps_per_year;
        let case = study::case(&scenario);
        let structure = study::structure::trace(&case.sets);
        let mut simulation = Simulation::new(&case);
        let mut steps = 0;
        study::structure::follow(&structure, &case, |moment| {
            let assert_same = |what: &str, kind: Kind, computed: &[Num<f64>]| {
                let recorded = structure.of_kind(kind).flat_map(|place| structure.quantities()[place].slots());
                for (slot, value) in recorded.zip(computed) {
                    let (recorded, value) = (structure.value(slot, moment.nodes), value.into_inner());
                    let (place, _) = structure.quantity_at(slot);
                    let name = structure.quantities()[place].declaration.name;
                    assert_eq!(recorded.to_bits(), value.to_bits(), "{what} {name}: {recorded}, not {value}");
                }
            };
            assert_same(&format!("step {}", moment.step), Kind::Stock, &simulation.stocks().to_vec());
            if moment.step < case.drivers.len() {
                step(&mut simulation);
                assert_same(&format!("step {}", moment.step), Kind::Auxiliary, &simulation.auxiliaries().to_vec());
                steps += 1;
            }
        });
        assert_eq!(steps, 5 * steps_per_year, "{name}: every step was seen");
    }
}

/// Every input reaches some stock or auxiliary, but for the ceiling, which is worked out beside the model.
#[test]
fn every_parameter_lever_and_driver_is_used() {
    let structure = study::structure::trace(&scenario("plan").baseline.sets);
    let mut used = std::collections::BTreeSet::new();
    for slot in 0..structure.slots() {
        for side in [Side::Result, Side::Initial, Side::Reference] {
            if let Some(result) = structure.side(slot, side) {
                used.extend(structure.direct_causes(result));
            }
        }
    }
    for quantity in structure.quantities().iter().filter(|quantity| !quantity.kind.is_variable()) {
        let unused = quantity.slots().filter(|slot| !used.contains(slot)).count();
        let expected = if quantity.declaration.sector() == "ceiling" { quantity.size } else { 0 };
        assert_eq!(unused, expected, "values of {} that nothing uses", quantity.declaration.name);
    }
}

/// Results of all years, and their derivatives by one parameter.
fn run_with_derivatives(case: &Case<f64>, parameter: &str) -> (Trajectory, Trajectory) {
    let seeded = format!("parameter {parameter}");
    let dual_case = lift_case(case, |name, value| Dual { value, derivative: if name == seeded { 1.0 } else { 0.0 } });
    let layout = Arc::new(Layout::new(&case.sets));
    let mut results = vec![Num::from(0.0); (case.years() + 1) * layout.width()];
    Simulation::new(&dual_case).run(|year, row| results[year * row.len()..][..row.len()].copy_from_slice(row));
    let of = |part: fn(Dual) -> f64| {
        let values: Vec<f64> = results.iter().map(|number| part(number.into_inner())).collect();
        trajectory(&layout, values)
    };
    (of(|dual| dual.value), of(|dual| dual.derivative))
}

/// Derivatives of outputs of 2010 by a parameter of the plan, against central differences (card, tests, section 7).
fn derivatives_are_slopes(parameter: &str, width: f64, outputs: &[&str]) {
    let plan = scenario("plan");
    let (values, derivatives) = run_with_derivatives(&study::case(&plan), parameter);
    assert_eq!(bits(&values), bits(&study::run::simulate(&plan)), "the values are those of the plain run");
    let shifted = |change: f64| {
        let mut scenario = plan.clone();
        let position = plan.baseline.parameters.iter().position(|entry| entry.key == parameter).expect("a parameter");
        assert!(scenario.set_parameter(parameter, plan.parameters[position] + change));
        study::run::simulate(&scenario)
    };
    let (lower, upper) = (shifted(-width), shifted(width));
    for name in outputs {
        let total = |results: &Trajectory| results.total(0, name, LAST_YEAR).expect("a total");
        let slope = (total(&upper) - total(&lower)) / (2.0 * width);
        let derivative = total(&derivatives);
        let off = (derivative - slope).abs() / slope.abs();
        assert!(off < 1e-6, "d({name})/d({parameter}) is {derivative}, but the slope is {slope}: off by {off:.1e}");
    }
}

/// The step of the difference keeps clear of the nearest kink, which is less than 0.1 CNY/t away.
#[test]
fn derivatives_by_the_price_curve_are_the_slopes() {
    derivatives_are_slopes("price_margin_mid", 1e-2, &["sales", "output_total", "coke_price_mean", "debt", "capacity"]);
}

#[test]
fn derivatives_by_enforcement_are_the_slopes() {
    derivatives_are_slopes("enforcement_gain", 1e-5, &["sales", "compliance_share", "capacity", "coke_fund"]);
}
