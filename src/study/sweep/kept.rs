//! What is kept of a run: sums of values, and verdicts on targets.

use super::{Results, met};
use crate::num::lanes::RUNS;
use crate::scenario::study::Study;
use crate::target::{CompiledTarget, PlacedTarget};
use crate::trajectory::Layout;
use std::collections::BTreeSet;

/// The values of a run that are looked at, and what is made of them.
#[derive(Debug)]
pub(super) struct Kept {
    /// Where they stand in the results of a block.
    places: Vec<usize>,
    /// For each outcome the positions among them to be summed.
    outcomes: Vec<Vec<usize>>,
    targets: Vec<PlacedTarget>,
}

impl Kept {
    pub(super) fn new(study: &Study, layout: &Layout) -> Self {
        let base = &study.base;
        let simulated = base.start..=base.end;
        let place = |row: usize, offset: usize| row * layout.width() + offset;
        let of_outcomes: Vec<Vec<usize>> = study
            .outcomes
            .iter()
            .map(|outcome| {
                let offset = layout.find(&outcome.variable).map_or(0, |variable| variable.offset);
                let row = usize::try_from(outcome.year - (base.start - 1)).unwrap_or(0);
                outcome.positions.iter().map(|position| place(row, offset + position)).collect()
            })
            .collect();
        let compiled: Vec<CompiledTarget> = study
            .targets
            .iter()
            .map(|target| CompiledTarget::new(layout, &simulated, &base.targets[*target]))
            .collect();
        let of_targets = compiled.iter().flat_map(|target| target.needs().map(|at| place(at.row, at.offset)));
        let places: Vec<usize> =
            of_outcomes.iter().flatten().copied().chain(of_targets).collect::<BTreeSet<usize>>().into_iter().collect();
        // always found: all of them stand in the list
        let position_of = |place: usize| places.binary_search(&place).unwrap_or(0);
        let targets = compiled.iter().map(|target| target.placed(|at| position_of(place(at.row, at.offset)))).collect();
        let outcomes = of_outcomes.into_iter().map(|places| places.into_iter().map(position_of).collect()).collect();
        Self { places, outcomes, targets }
    }

    /// The outcomes and verdicts of one lane; `values` is scratch.
    pub(super) fn results(
        &self,
        block: &[[f64; RUNS]],
        lane: usize,
        values: &mut Vec<f64>,
        parameters: &[f64],
    ) -> Results {
        values.clear();
        values.extend(self.places.iter().map(|place| block[*place][lane]));
        let sum = |positions: &Vec<usize>| positions.iter().fold(0.0, |total, position| total + values[*position]);
        Results {
            outcomes: self.outcomes.iter().map(sum).collect(),
            met: self.targets.iter().map(|target| met(target.verdict(values, parameters))).collect(),
        }
    }
}
