//! Where the values of a scenario come from: the place of each that is not the baseline's.

use super::baseline::Baseline;
use crate::problem::Place;
use std::collections::BTreeMap;

/// For every value the place that set it; `None` if it is the baseline's.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// Levers, in the order of the baseline's, one place a simulated year.
    pub levers: Vec<Vec<Option<Place>>>,
    /// Drivers, in the order of the baseline's.
    pub drivers: Vec<Option<Place>>,
    /// Parameters, in the order of the baseline's.
    pub parameters: Vec<Option<Place>>,
    /// The name of the set of drivers.
    pub driver_set: Option<Place>,
    /// Settings of time, by key.
    pub time: BTreeMap<&'static str, Place>,
    /// Targets of the scenario's own, by id.
    pub targets: BTreeMap<String, Place>,
    /// Checks, by id.
    pub checks: BTreeMap<String, Place>,
}

impl Origins {
    /// Everything is the baseline's.
    #[must_use]
    pub fn of_baseline(baseline: &Baseline, years: usize) -> Self {
        Self {
            levers: vec![vec![None; years]; baseline.levers.len()],
            drivers: vec![None; baseline.drivers.len()],
            parameters: vec![None; baseline.parameters.len()],
            ..Self::default()
        }
    }

    /// The levers that something sets in some simulated year.
    #[must_use]
    pub fn levers_set(&self) -> Vec<usize> {
        let set = |by_year: &Vec<Option<Place>>| by_year.iter().any(Option::is_some);
        self.levers.iter().enumerate().filter(|(_, by_year)| set(by_year)).map(|(slot, _)| slot).collect()
    }
}
