//! Rules over several parameters: the complaint stands where one of them was set.

use super::Reader;
use crate::problem::Problem;
use crate::scenario::Scenario;
use crate::scenario::rules::{Broken, broken};
use crate::text;

impl Reader<'_> {
    /// Checks the scenario as a whole.
    pub(super) fn rules_over_several(&mut self, scenario: &Scenario) {
        for Broken { message, slots, hint } in
            broken(&self.baseline.parameters, &self.baseline.sets, &scenario.parameters)
        {
            let mut problem = Problem::error(message).hint(hint);
            if let Some(setting) = slots.iter().find_map(|slot| self.parameters.get(slot)) {
                problem = problem.at(setting.place.clone(), text!("set here"; "在此设定"));
            }
            self.problems.push(problem);
        }
    }
}
