//! Several scenarios side by side in SIMD lanes: the bits of each are those it has alone.

use crate::num::Num;
use crate::num::lanes::{Batch, RUNS, Task, with_any_processor, with_avx2_at_most, with_best_instructions};
use crate::record::Record;
use crate::scenario::Scenario;
use crate::simulate::{Case, Simulation};
use crate::trajectory::{Layout, Trajectory};
use ndarray::Array3;
use std::fmt;
use std::sync::Arc;

/// Why scenarios cannot run side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchError {
    /// There is none.
    Empty,
    /// They differ in years, steps a year, or sets.
    Uneven,
}

impl fmt::Display for BatchError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Empty => "there is no scenario to run",
            Self::Uneven => "scenarios that run side by side must have the same years, steps a year and sets",
        })
    }
}

impl std::error::Error for BatchError {}

/// Which instructions the lanes may use. The results are the same bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Instructions {
    /// The best that this processor has.
    #[default]
    Best,
    /// AVX2 at most, whatever wider vectors there are.
    Avx2,
    /// What every processor of the architecture has.
    Any,
}

/// Simulates scenarios side by side; run `i` of the result is scenario `i`.
///
/// # Errors
/// If there is no scenario, or they differ in years, steps a year or sets.
pub fn simulate(scenarios: &[Scenario], instructions: Instructions) -> Result<Trajectory, BatchError> {
    let first = scenarios.first().ok_or(BatchError::Empty)?;
    let even = |other: &Scenario| {
        (other.start, other.end, other.steps_per_year) == (first.start, first.end, first.steps_per_year)
            && Arc::ptr_eq(&other.baseline.sets, &first.baseline.sets)
    };
    if !scenarios.iter().all(even) {
        return Err(BatchError::Uneven);
    }
    let layout = Arc::new(Layout::new(&first.baseline.sets));
    let years = first.years().count() + 1;
    let mut values = Array3::zeros((scenarios.len(), years, layout.width()));
    let mut block = vec![[0.0; RUNS]; years * layout.width()];
    if let Some(results) = values.as_slice_mut() {
        // always: an array just made is contiguous
        for (chunk, results) in scenarios.chunks(RUNS).zip(results.chunks_mut(RUNS * block.len())) {
            let cases: Vec<Case<f64>> = chunk.iter().map(super::case).collect();
            run_block(&cases, instructions, &mut block);
            for (lane, results) in results.chunks_mut(block.len()).enumerate() {
                results.iter_mut().zip(&block).for_each(|(there, lanes)| *there = lanes[lane]);
            }
        }
    }
    Ok(Trajectory::new(layout, first.start - 1, values))
}

/// Runs up to [`RUNS`] cases of one shape in the lanes of one batch. The results are a row a year, as
/// [`Simulation::run`] shows them; each value stands there for all lanes, those left over repeating the last case.
pub fn run_block(cases: &[Case<f64>], instructions: Instructions, results: &mut [[f64; RUNS]]) {
    match instructions {
        Instructions::Best => with_best_instructions(Block { cases, results }),
        Instructions::Avx2 => with_avx2_at_most(Block { cases, results }),
        Instructions::Any => with_any_processor(Block { cases, results }),
    }
}

/// The one place where the model is compiled for lanes.
struct Block<'a> {
    cases: &'a [Case<f64>],
    results: &'a mut [[f64; RUNS]],
}

impl Task for Block<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Batch>(self) {
        let Self { cases, results } = self;
        let case = side_by_side::<S>(cases);
        Simulation::start(&case).run(|year, row| {
            for (there, value) in results[year * row.len()..].iter_mut().zip(row) {
                *there = value.into_inner().into_runs();
            }
        });
    }
}

/// The cases as one, a case a lane; lanes left over repeat the last case.
fn side_by_side<S: Batch>(cases: &[Case<f64>]) -> Case<S> {
    let first = &cases[0];
    let parameters = joined(cases, &first.sets, |case| &case.parameters);
    let levers = (0..first.levers.len()).map(|year| joined(cases, &first.sets, |case| &case.levers[year])).collect();
    let drivers = (0..first.drivers.len()).map(|step| joined(cases, &first.sets, |case| &case.drivers[step])).collect();
    Case {
        sets: Arc::clone(&first.sets),
        parameters,
        levers,
        drivers,
        reference_levers: joined(cases, &first.sets, |case| &case.reference_levers),
        reference_drivers: joined(cases, &first.sets, |case| &case.reference_drivers),
        steps_per_year: first.steps_per_year,
    }
}

/// One record of the cases with a case in each lane.
fn joined<'a, One, Many, S>(
    cases: &'a [Case<f64>],
    sets: &crate::model::sets::Sets,
    of: impl Fn(&'a Case<f64>) -> &'a One,
) -> Many
where
    One: Record<Num<f64>> + 'a,
    Many: Record<Num<S>>,
    S: Batch,
{
    let apart: Vec<Vec<Num<f64>>> = cases.iter().map(|case| of(case).to_vec()).collect();
    let mut many = Many::filled(sets, Num::from(0.0));
    many.fill_from((0..apart[0].len()).map(|position| {
        Num::new(S::from_runs(std::array::from_fn(|lane| apart[lane.min(apart.len() - 1)][position].into_inner())))
    }));
    many
}
