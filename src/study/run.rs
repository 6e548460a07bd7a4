//! One scenario, in `f64`.

use crate::num::Num;
use crate::scenario::Scenario;
use crate::simulate::{Case, Simulation};
use crate::trajectory::{Layout, Trajectory};
use ndarray::Array3;
use std::sync::Arc;

/// Simulates one scenario.
#[must_use]
pub fn simulate(scenario: &Scenario) -> Trajectory {
    let case = super::case(scenario);
    let layout = Arc::new(Layout::new(&case.sets));
    let mut results = vec![Num::new(0.0); (case.years() + 1) * layout.width()];
    simulate_into(&case, &mut results);
    let shape = (1, case.years() + 1, layout.width());
    let values = Array3::from_shape_fn(shape, |(_, year, value)| results[year * layout.width() + value].into_inner());
    Trajectory::new(layout, scenario.start - 1, values)
}

/// The one place where the model is compiled for `f64`: results by year as [`Simulation::run`] writes them.
#[inline(never)]
pub fn simulate_into(case: &Case<f64>, results: &mut [Num<f64>]) {
    Simulation::start(case).run(results);
}
