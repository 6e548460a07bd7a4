//! One future: the inputs of a run as numbers, and what they make of parameters and drivers.

use crate::model::Drivers;
use crate::num::Num;
use crate::record::Record;
use crate::scenario::series::Series;
use crate::scenario::study::{Effect, Entering, Study};
use crate::simulate::Case;
use crate::study::REFERENCE_MOMENT;

/// What is uncertain, in one run.
#[derive(Clone, Debug)]
pub(super) struct Future {
    pub(super) run: u64,
    /// The numbers of the inputs.
    pub(super) numbers: Vec<f64>,
    /// All parameters.
    pub(super) parameters: Vec<f64>,
    /// The drivers that are not as in the base scenario, by slot.
    pub(super) drivers: Vec<(usize, Series)>,
    /// When the years start, and steps a year.
    start: f64,
    steps_per_year: u32,
    /// The first value that lies beyond its hard bounds: key, value, bounds.
    pub(super) out_of_bounds: Option<(String, f64, (f64, f64))>,
}

impl Future {
    pub(super) fn new(study: &Study, run: u64) -> Self {
        let base = &study.base;
        let mut numbers = vec![0.0; study.inputs.len()];
        study.numbers_into(run, &mut numbers);
        let mut future = Self {
            run,
            parameters: base.parameters.clone(),
            drivers: Vec::new(),
            start: f64::from(base.start),
            steps_per_year: base.steps_per_year,
            out_of_bounds: None,
            numbers: Vec::new(),
        };
        for (input, number) in study.inputs.iter().zip(&numbers) {
            match &input.effect {
                Effect::Parameters(entering, slots) => {
                    for (slot, distribution) in slots {
                        let own = if input.shared.is_some() { *number } else { distribution.quantile(*number) };
                        let value = entered(*entering, base.parameters[*slot], own);
                        let entry = &base.baseline.parameters[*slot];
                        future.check(&entry.key, value, (entry.minimum, entry.maximum));
                        future.parameters[*slot] = value;
                    }
                }
                Effect::Driver(entering, slot) => {
                    let series = match entering {
                        Entering::Value => continue, // the reader lets no such driver pass
                        Entering::Factor => base.drivers[*slot].scaled(*number),
                        Entering::Shift => base.drivers[*slot].shifted(*number),
                    };
                    let entry = &base.baseline.drivers[*slot];
                    for (_, value) in series.points() {
                        future.check(&entry.key, *value, (entry.minimum, entry.maximum));
                    }
                    future.drivers.push((*slot, series));
                }
                Effect::DriverSet(sets) => {
                    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // it counts the sets
                    let chosen = (*number as usize).min(sets.len() - 1);
                    future.drivers.extend(sets[chosen].1.iter().cloned().enumerate());
                }
            }
        }
        future.numbers = numbers;
        future
    }

    fn check(&mut self, key: &str, value: f64, bounds: (f64, f64)) {
        if self.out_of_bounds.is_none() && !(bounds.0..=bounds.1).contains(&value) {
            self.out_of_bounds = Some((key.to_owned(), value, bounds));
        }
    }
}

fn entered(entering: Entering, base: f64, number: f64) -> f64 {
    match entering {
        Entering::Value => number,
        Entering::Factor => base * number,
        Entering::Shift => base + number,
    }
}

/// The parameters that a study varies.
pub(super) fn parameter_slots(study: &Study) -> impl Iterator<Item = usize> + '_ {
    study.inputs.iter().flat_map(|input| match &input.effect {
        Effect::Parameters(_, slots) => slots.iter().map(|(slot, _)| *slot).collect::<Vec<_>>(),
        Effect::Driver(..) | Effect::DriverSet(_) => Vec::new(),
    })
}

/// Puts a future into a case, or the base if there is none. Levers stay as they are.
pub(super) fn put(future: Option<&Future>, base: &Case<f64>, case: &mut Case<f64>) {
    let Some(future) = future else {
        case.parameters.clone_from(&base.parameters);
        case.drivers.clone_from(&base.drivers);
        case.reference_drivers.clone_from(&base.reference_drivers);
        return;
    };
    case.parameters.fill_from(future.parameters.iter().map(|value| Num::new(*value)));
    if future.drivers.is_empty() {
        return; // as in the base, always
    }
    let dt = 1.0 / f64::from(future.steps_per_year);
    let put_mean = |drivers: &mut Drivers<Num<f64>>, base: &Drivers<Num<f64>>, start: f64, length: f64| {
        let mut values = base.to_vec();
        for (slot, series) in &future.drivers {
            values[*slot] = Num::new(series.mean(start, length));
        }
        drivers.fill_from(values);
    };
    let steps = future.steps_per_year as usize;
    for (step, (drivers, base)) in case.drivers.iter_mut().zip(&base.drivers).enumerate() {
        #[allow(clippy::cast_precision_loss)] // a few steps and years
        let time = future.start + (step / steps) as f64 + (step % steps) as f64 * dt;
        put_mean(drivers, base, time, dt);
    }
    put_mean(&mut case.reference_drivers, &base.reference_drivers, future.start, REFERENCE_MOMENT);
}
