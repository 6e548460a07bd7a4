//! Where a number type meets the model: one file a use.
//!
//! [`run`] is one scenario in `f64`; [`batch`] is several scenarios in SIMD lanes; [`liveness`] asks which levers of a
//! scenario do something; [`plausible`] which values of a finished run cannot be; [`structure`] traces the model on names, [`causes`] says who causes whom, [`units`] whether its
//! units fit; [`sensitivity`] which inputs move a result most; [`sweep`]
//! runs many futures under many policy mixes.

mod balances;
pub mod batch;
pub mod causes;
pub mod liveness;
pub mod plausible;
pub mod run;
pub mod sensitivity;
pub mod structure;
pub mod sweep;
pub mod units;

use crate::model::{Drivers, Levers, Parameters};
use crate::num::Num;
use crate::record::Record;
use crate::scenario::baseline::YEARS;
use crate::scenario::{Scenario, series::Series};
use crate::simulate::Case;
use crate::target::{self, Judged};
use crate::trajectory::Trajectory;
use std::sync::Arc;

/// How long the moment is over which the drivers of the reference load are taken, in years.
const REFERENCE_MOMENT: f64 = 1e-6;

/// The scenario's targets, judged on one of its runs.
#[must_use]
pub fn scorecard<'a>(scenario: &'a Scenario, trajectory: &Trajectory, run: usize) -> Vec<Judged<'a>> {
    target::scorecard(&scenario.targets, &scenario.parameter_record(), trajectory, run)
}

/// The scenario's checks, judged on one of its runs.
#[must_use]
pub fn checks<'a>(scenario: &'a Scenario, trajectory: &Trajectory, run: usize) -> Vec<Judged<'a>> {
    target::scorecard(&scenario.checks, &scenario.parameter_record(), trajectory, run)
}

/// What one run of a scenario needs, as numbers.
#[must_use]
pub fn case(scenario: &Scenario) -> Case<f64> {
    let sets = &scenario.baseline.sets;
    let zero = Num::new(0.0);
    let mut parameters = Parameters::filled(sets, zero);
    parameters.fill_from(scenario.parameters.iter().map(|value| Num::new(*value)));

    let levers_of = |values: &mut dyn Iterator<Item = f64>| {
        let mut levers = Levers::filled(sets, zero);
        levers.fill_from(values.map(Num::new));
        levers
    };
    let drivers_over = |start: f64, length: f64| {
        let mut drivers = Drivers::filled(sets, zero);
        drivers.fill_from(scenario.drivers.iter().map(|series: &Series| Num::new(series.mean(start, length))));
        drivers
    };
    let steps = scenario.steps_per_year;
    let dt = 1.0 / f64::from(steps);
    let start = f64::from(scenario.start);
    let years: usize = scenario.years().count().min(YEARS);
    Case {
        sets: Arc::clone(sets),
        parameters,
        levers: (0..years).map(|year| levers_of(&mut scenario.levers.iter().map(|by_year| by_year[year]))).collect(),
        drivers: scenario
            .years()
            .flat_map(|year| (0..steps).map(move |step| f64::from(year) + f64::from(step) * dt))
            .map(|time| drivers_over(time, dt))
            .collect(),
        reference_levers: levers_of(&mut scenario.baseline.levers.iter().map(|lever| lever.default[0])),
        reference_drivers: drivers_over(start, REFERENCE_MOMENT),
        steps_per_year: steps,
    }
}
