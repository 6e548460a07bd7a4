//! Which levers and parameters move a result most, one at a time.
//!
//! Each lever is set back to its default in all years, each parameter name goes to its low and to its high end in all its
//! members; everything else stays as the scenario has it. The runs go side by side in lanes.

use crate::num::lanes::RUNS;
use crate::record::Record;
use crate::scenario::Scenario;
use crate::study::batch::{self, Instructions};
use crate::trajectory::Trajectory;
use rayon::prelude::*;
use std::ops::Range;

/// What an input does to a result.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The slots of the input among those of its kind.
    pub slots: Range<usize>,
    /// By how much each change moves the result: one for a lever, low and high for a parameter.
    pub changes: Vec<f64>,
}

impl Move {
    /// The larger of the changes, whatever its sign.
    #[must_use]
    pub fn size(&self) -> f64 {
        self.changes.iter().fold(0.0, |size, change| size.max(change.abs()))
    }
}

/// What moves a result.
#[derive(Clone, Debug, PartialEq)]
pub struct Moves {
    /// The result as it is.
    pub result: f64,
    /// Levers set back, the strongest first; those that move nothing are left out.
    pub levers: Vec<Move>,
    /// Parameters at both ends of their ranges, the strongest first.
    pub parameters: Vec<Move>,
    /// How many runs it took.
    pub runs: usize,
}

/// One run: which slots of a kind are changed, and to what.
enum Edit {
    Lever(Range<usize>),
    Parameter(Range<usize>, Vec<f64>),
}

/// Says what moves a result of a scenario. `of` reads it off a run.
///
/// # Panics
/// Never: variants of a scenario can run side by side.
#[must_use]
pub fn examine(scenario: &Scenario, of: impl Fn(&Trajectory, usize) -> f64 + Sync) -> Moves {
    let levers = slots(&crate::model::Levers::<f64>::declarations(), scenario);
    let parameters = slots(&crate::model::Parameters::<f64>::declarations(), scenario);
    let years = scenario.years().count();
    let is_set = |slots: &Range<usize>| {
        slots.clone().any(|lever| scenario.levers[lever] != scenario.baseline.levers[lever].default[..years])
    };
    let levers: Vec<Range<usize>> = levers.into_iter().filter(is_set).collect();
    let ends = |slots: &Range<usize>| -> [Vec<f64>; 2] {
        let entries = || scenario.baseline.parameters[slots.clone()].iter();
        [entries().map(|entry| entry.low).collect(), entries().map(|entry| entry.high).collect()]
    };
    let varied: Vec<(Range<usize>, [Vec<f64>; 2])> = parameters
        .into_iter()
        .map(|slots| (slots.clone(), ends(&slots)))
        .filter(|(slots, ends)| ends.iter().any(|end| *end != scenario.parameters[slots.clone()]))
        .collect();

    let edits: Vec<Edit> = levers
        .iter()
        .map(|slots| Edit::Lever(slots.clone()))
        .chain(
            varied.iter().flat_map(|(slots, ends)| ends.iter().map(|end| Edit::Parameter(slots.clone(), end.clone()))),
        )
        .collect();
    let block = |edits: &[Edit]| -> Vec<f64> {
        let variants: Vec<Scenario> = edits.iter().map(|edit| edited(scenario, edit)).collect();
        let results = batch::simulate(&variants, Instructions::Best)
            .expect("variants of one scenario have the same shape, and a block has at least one");
        (0..edits.len()).map(|run| of(&results, run)).collect()
    };
    let reference = of(&super::run::simulate(scenario), 0);
    let results: Vec<f64> = edits.par_chunks(RUNS).flat_map_iter(block).collect();
    let change = |result: &f64| result - reference;
    let (of_levers, of_parameters) = results.split_at(levers.len());
    let levers = levers.into_iter().zip(of_levers).map(|(slots, result)| Move { slots, changes: vec![change(result)] });
    let parameters = varied
        .into_iter()
        .zip(of_parameters.chunks(2))
        .map(|((slots, _), results)| Move { slots, changes: results.iter().map(change).collect() });
    Moves { result: reference, levers: ranked(levers), parameters: ranked(parameters), runs: results.len() + 1 }
}

/// The strongest first; equals stay in the order of the model.
fn ranked(moves: impl Iterator<Item = Move>) -> Vec<Move> {
    let mut moves: Vec<Move> = moves.filter(|one| one.size() > 0.0).collect();
    moves.sort_by(|one, other| other.size().total_cmp(&one.size()));
    moves
}

/// The slots of each quantity of a kind.
fn slots(declarations: &[&'static crate::record::Declaration], scenario: &Scenario) -> Vec<Range<usize>> {
    let mut start = 0;
    let of = |declaration: &&'static crate::record::Declaration| {
        let slots = start..start + declaration.size(&scenario.baseline.sets);
        start = slots.end;
        slots
    };
    declarations.iter().map(of).collect()
}

fn edited(scenario: &Scenario, edit: &Edit) -> Scenario {
    let mut edited = scenario.clone();
    let years = scenario.years().count();
    match edit {
        Edit::Lever(slots) => {
            for lever in slots.clone() {
                edited.levers[lever] = scenario.baseline.levers[lever].default[..years].to_vec();
            }
        }
        Edit::Parameter(slots, values) => edited.parameters[slots.clone()].copy_from_slice(values),
    }
    edited
}
