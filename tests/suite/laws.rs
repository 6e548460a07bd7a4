//! Laws of the whole model: a run is a function of its case and nothing else, and every equation holds for any number.

use crate::dual::Dual;
use crate::recorder::{Operand, Recorded, Tape, value_of};
use crate::support::{LAST_YEAR, SCENARIOS, key, lift, run, scenario, step, trajectory};
use coke_sim::model::sets::Sets;
use coke_sim::num::{Num, Scalar};
use coke_sim::record::Record;
use coke_sim::simulate::{Case, Simulation};
use coke_sim::study;
use coke_sim::trajectory::{Layout, Trajectory};
use std::collections::BTreeMap;
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

/// Puts the values of a record among the inputs, by name.
fn give(inputs: &mut BTreeMap<String, f64>, group: &str, sets: &Sets, record: &impl Record<Num<f64>>) {
    record.visit(&mut |declaration, values| {
        for (position, value) in values.iter().enumerate() {
            inputs.insert(format!("{group} {}", key(declaration, sets, position)), value.into_inner());
        }
    });
}

fn operands<'a>(record: &impl Record<Num<Recorded<'a>>>) -> Vec<Operand> {
    record.to_vec().into_iter().map(|number| number.into_inner().operand()).collect()
}

fn assert_same_bits(what: &str, sets: &Sets, recorded: &[Operand], nodes: &[f64], computed: &impl Record<Num<f64>>) {
    let mut recorded = recorded.iter();
    computed.visit(&mut |declaration, values| {
        for (position, value) in values.iter().enumerate() {
            let again = value_of(*recorded.next().expect("as many results"), nodes);
            let name = key(declaration, sets, position);
            assert_eq!(again.to_bits(), value.into_inner().to_bits(), "{what}: {name} is {again}, not {value:?}");
        }
    });
    assert!(recorded.next().is_none(), "{what}: as many results");
}

/// One step is recorded once, from named inputs; the recording then gives every step of the plan bit by bit. So nothing
/// in the model looks at a value, and a tracer or any other number can follow without touching an equation.
#[test]
fn a_recording_of_one_step_gives_every_step_of_the_plan_bit_by_bit() {
    let case = study::case(&scenario("plan"));
    let sets = &case.sets;

    let tape = Tape::default();
    let one_step = Case { levers: case.levers[..1].to_vec(), drivers: case.drivers[..1].to_vec(), ..case.clone() };
    let recorded_case = lift_case(&one_step, |name, _| tape.input(name));
    let mut recorded = Simulation::new(&recorded_case);
    let initial = operands(recorded.stocks());
    let mut simulation = Simulation::new(&case);
    *recorded.stocks_mut() = lift(sets, "stock", simulation.stocks(), &mut |name, _| tape.input(name));
    let before_the_step = tape.len();
    recorded.step();
    let (stocks, auxiliaries) = (operands(recorded.stocks()), operands(recorded.auxiliaries()));

    let mut inputs = BTreeMap::new();
    give(&mut inputs, "parameter", sets, &case.parameters);
    give(&mut inputs, "reference lever", sets, &case.reference_levers);
    give(&mut inputs, "reference driver", sets, &case.reference_drivers);
    for number in 0..case.drivers.len() {
        give(&mut inputs, "lever", sets, &case.levers[number / 12]);
        give(&mut inputs, "driver", sets, &case.drivers[number]);
        give(&mut inputs, "stock", sets, simulation.stocks());
        let nodes = tape.evaluate(&inputs);
        if number == 0 {
            assert_same_bits("initial stocks", sets, &initial, &nodes, simulation.stocks());
        }
        step(&mut simulation);
        assert_same_bits(
            &format!("auxiliaries of step {number}"),
            sets,
            &auxiliaries,
            &nodes,
            simulation.auxiliaries(),
        );
        assert_same_bits(&format!("stocks after step {number}"), sets, &stocks, &nodes, simulation.stocks());
    }

    let operations = tape.operations(before_the_step);
    println!("a step has {} nodes: {operations:?}", tape.len() - before_the_step);
    assert!(!operations.contains_key("input"), "a step names no new input");

    // what no result depends on: the ceiling is worked out beside the model
    let results: Vec<Operand> = initial.into_iter().chain(stocks).chain(auxiliaries).collect();
    let reached = tape.reached(&results);
    let beside: Vec<&str> = coke_sim::model::ceiling::Parameters::<f64>::declarations()
        .into_iter()
        .map(|declaration| declaration.name)
        .collect();
    for input in tape.inputs().into_iter().filter(|input| !reached.contains(input)) {
        let parameter = input.strip_prefix("parameter ").and_then(|key| key.split('.').next());
        let known = input.starts_with("reference") || parameter.is_some_and(|name| beside.contains(&name));
        assert!(known, "no result depends on {input}");
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
