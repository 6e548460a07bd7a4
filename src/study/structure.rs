//! The model run once on names instead of numbers: its structure.

use crate::model::{self, Auxiliaries, Drivers, Inputs, Levers, Parameters, STEPS_PER_YEAR, Stocks, sets::Sets};
use crate::num::Num;
use crate::num::tracer::{Operand, Tape, Traced as Number, value_of};
use crate::record::{Declaration, Record};
use crate::scenario::Scenario;
use crate::simulate::Case;
use crate::structure::{Kind, STEP, Structure, Traced};
use ndarray::Array2;
use std::sync::Arc;

/// Traces the model over these sets: no parameter, lever or driver has a value here.
#[must_use]
pub fn trace(sets: &Arc<Sets>) -> Structure {
    let tape = Tape::default();
    let parameters: Parameters<_> = named(sets, &tape);
    let levers: Levers<_> = named(sets, &tape);
    let drivers: Drivers<_> = named(sets, &tape);
    let stocks: Stocks<_> = named(sets, &tape);
    let dt = Num::new(tape.input());

    let mut initial = Stocks::filled(sets, Num::from(0.0));
    model::initial_stocks(sets, &parameters, &mut initial);
    let initial = operands(&initial);

    let at = Inputs { sets, parameters: &parameters, levers: &levers, drivers: &drivers, stocks: &stocks, dt };
    let mut auxiliaries = Auxiliaries::filled(sets, Num::from(0.0));
    model::auxiliaries(&at, &mut auxiliaries);
    let mut next = stocks.clone();
    model::integrate(&at, &auxiliaries, &mut next);
    let mut reference = stocks.clone();
    model::environment::set_reference_load(sets, &parameters, &auxiliaries, &mut reference);
    let changed = operands(&reference)
        .into_iter()
        .zip(operands(&stocks))
        .map(|(reference, before)| (reference != before).then_some(reference))
        .collect();

    let (next, auxiliaries) = (operands(&next), operands(&auxiliaries));
    let declared: [(Kind, Vec<&'static Declaration>); 6] = [
        (Kind::Parameter, Parameters::<f64>::declarations()),
        (Kind::Lever, Levers::<f64>::declarations()),
        (Kind::Driver, Drivers::<f64>::declarations()),
        (Kind::Stock, Stocks::<f64>::declarations()),
        (Kind::Step, vec![&STEP]),
        (Kind::Auxiliary, Auxiliaries::<f64>::declarations()),
    ];
    let traced = Traced { recording: tape.finish(), auxiliaries, next, initial, reference: changed };
    Structure::new(sets, &declared, traced)
}

/// The model at the start of a step.
#[derive(Debug)]
pub struct Moment<'a> {
    /// The step, from 0.
    pub step: usize,
    /// When it starts, in years after that of the first.
    pub time: f64,
    /// The values of all nodes of the recording; see [`Structure::value`].
    pub nodes: &'a [f64],
}

/// Runs a case on the recording and shows every step, then the end, whose auxiliaries are those of one more step under
/// the last levers and drivers. The values have the bits of a run by [`crate::simulate`].
pub fn follow(structure: &Structure, case: &Case<f64>, mut seen: impl FnMut(&Moment<'_>)) {
    let slots_of = |kind| {
        let of_kind = structure.of_kind(kind).map(|place| structure.quantities()[place].slots());
        of_kind.reduce(|all, next| all.start..next.end).unwrap_or_default()
    };
    let (levers, drivers, stocks) = (slots_of(Kind::Lever), slots_of(Kind::Driver), slots_of(Kind::Stock));
    let step_slot = slots_of(Kind::Step).start;
    let mut inputs = plain(&case.parameters);
    inputs.extend(plain(&case.reference_levers));
    inputs.extend(plain(&case.reference_drivers));
    inputs.resize(step_slot, 0.0);
    inputs.push(1.0 / f64::from(*STEPS_PER_YEAR.end()));

    let mut nodes = Vec::new();
    let set_stocks = |inputs: &mut Vec<f64>, nodes: &[f64], of: &dyn Fn(usize) -> Option<Operand>| {
        let values: Vec<Option<f64>> = stocks.clone().map(|slot| Some(value_of(of(slot)?, nodes))).collect();
        for (slot, value) in stocks.clone().zip(values) {
            inputs[slot] = value.unwrap_or(inputs[slot]);
        }
    };
    for of in
        [&(|slot| structure.initial(slot)) as &dyn Fn(usize) -> Option<Operand>, &|slot| structure.reference(slot)]
    {
        structure.recording().evaluate_into(&inputs, &mut nodes);
        set_stocks(&mut inputs, &nodes, of);
    }
    let steps = case.drivers.len();
    inputs[step_slot] = 1.0 / f64::from(case.steps_per_year);
    for step in 0..=steps {
        let in_force = step.min(steps - 1);
        inputs[levers.clone()].copy_from_slice(&plain(&case.levers[in_force / case.steps_per_year as usize]));
        inputs[drivers.clone()].copy_from_slice(&plain(&case.drivers[in_force]));
        structure.recording().evaluate_into(&inputs, &mut nodes);
        #[allow(clippy::cast_precision_loss)] // a few thousand steps at most
        let time = step as f64 / f64::from(case.steps_per_year);
        seen(&Moment { step, time, nodes: &nodes });
        set_stocks(&mut inputs, &nodes, &|slot| structure.result(slot));
    }
}

/// The values of all slots at the start of each step of a scenario, and at its end: a row a step, as [`follow`] shows.
#[must_use]
pub fn course(structure: &Structure, scenario: &Scenario) -> Array2<f64> {
    let case = super::case(scenario);
    let mut course = Array2::zeros((case.drivers.len() + 1, structure.slots()));
    follow(structure, &case, |moment| {
        for (slot, value) in course.row_mut(moment.step).iter_mut().enumerate() {
            *value = structure.value(slot, moment.nodes);
        }
    });
    course
}

fn plain(record: &impl Record<Num<f64>>) -> Vec<f64> {
    record.to_vec().into_iter().map(Num::into_inner).collect()
}

/// A record of inputs.
fn named<'t, R: Record<Num<Number<'t>>>>(sets: &Sets, tape: &'t Tape) -> R {
    let mut record = R::filled(sets, Num::from(0.0));
    record.fill_from(std::iter::repeat_with(|| Num::new(tape.input())));
    record
}

fn operands<'t>(record: &impl Record<Num<Number<'t>>>) -> Vec<Operand> {
    record.to_vec().into_iter().map(|number| number.into_inner().operand()).collect()
}
