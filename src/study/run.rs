//! One scenario, in `f64`.

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
    let mut values = Array3::zeros((1, case.years() + 1, layout.width()));
    if let Some(results) = values.as_slice_mut() {
        simulate_into(&case, results); // always: an array just made is contiguous
    }
    Trajectory::new(layout, scenario.start - 1, values)
}

/// The one place where the model is compiled for `f64`: a row a year, as [`Simulation::run`] shows them, one after the
/// other.
#[inline(never)]
pub fn simulate_into(case: &Case<f64>, results: &mut [f64]) {
    Simulation::start(case).run(|year, row| {
        for (there, value) in results[year * row.len()..].iter_mut().zip(row) {
            *there = value.into_inner();
        }
    });
}
