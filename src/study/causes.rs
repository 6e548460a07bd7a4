//! Who causes whom, with the signs that scenarios show.

use super::structure::follow;
use crate::scenario::Scenario;
use crate::structure::Structure;
use crate::structure::causes::{Causes, Survey};

/// Every so many steps a moment is looked at: with twelve steps a year, four times a year.
const STRIDE: usize = 3;

/// The causal graph, with signs from runs of these scenarios.
///
/// # Panics
/// If a scenario has other sets than the structure: a mistake of the calling code.
#[must_use]
pub fn causes<'s>(structure: &Structure, scenarios: impl IntoIterator<Item = &'s Scenario>) -> Causes {
    let mut survey = Survey::new(structure);
    for scenario in scenarios {
        follow(structure, &super::case(scenario), |moment| {
            if moment.step % STRIDE == 0 {
                survey.look(moment.nodes, moment.step == 0);
            }
        });
    }
    survey.causes()
}
