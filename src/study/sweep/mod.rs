//! Many futures times many policy mixes, in SIMD lanes: one block of runs in, a row for each run out.
//!
//! A [`Sweep`] is a study made ready: what is looked up by name is looked up once. Its blocks are independent of each
//! other, so they may run on any thread in any order; each gives the bits that [`Sweep::scenario`] gives by itself.
//!
//! A run that cannot be trusted is no result: an input beyond its hard bounds, a rule over several inputs that does not
//! hold, a value that is not finite, books that do not close, a stock below nothing. It is a [`Row`] with the reason
//! and without outcomes.

mod future;
mod kept;

use crate::model::Levers;
use crate::num::Num;
use crate::num::lanes::RUNS;
use crate::record::Record;
use crate::scenario::Scenario;
use crate::scenario::study::Study;
use crate::simulate::Case;
use crate::study::balances::Balances;
pub use crate::study::balances::Broken;
use crate::study::batch::{Instructions, run_block};
use crate::target::Verdict;
use crate::trajectory::Layout;
use future::Future;
use kept::Kept;
use std::fmt;
use std::ops::Range;

/// A study made ready to run.
#[derive(Debug)]
pub struct Sweep<'s> {
    study: &'s Study,
    layout: Layout,
    kept: Kept,
    balances: Balances,
    base: Case<f64>,
    /// Levers of each mix, a year behind the other.
    levers: Vec<Vec<Vec<f64>>>,
    /// Whether an input can break a rule over several parameters.
    has_rules: bool,
}

/// One run under one policy mix.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The number of the run: its future.
    pub run: u64,
    /// The position of the mix.
    pub mix: usize,
    /// The numbers of the inputs.
    pub numbers: Vec<f64>,
    /// The outcomes and verdicts, or why there are none.
    pub results: Result<Results, Failure>,
}

/// What is kept of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// One for each outcome of the study.
    pub outcomes: Vec<f64>,
    /// One for each target of the study; `None` if the model cannot tell in this run.
    pub met: Vec<Option<bool>>,
}

/// Why a run has no results.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// An input lies beyond its hard bounds.
    Bounds {
        /// The parameter or driver.
        key: String,
        /// Its value.
        value: f64,
        /// The bounds.
        bounds: (f64, f64),
    },
    /// A rule over several parameters does not hold.
    Rule(String),
    /// A result is not a finite number.
    NotFinite {
        /// The variable and its members.
        variable: String,
        /// The year in which it was first seen.
        year: i32,
    },
    /// The books of a year do not close, or a stock is below nothing.
    Balance(Broken),
}

impl fmt::Display for Failure {
    /// As it is written in files: one line, the same in every language.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bounds { key, value, bounds: (minimum, maximum) } => {
                write!(out, "out of bounds: {key} = {value:?} is not within {minimum:?} to {maximum:?}")
            }
            Self::Rule(rule) => write!(out, "rule broken: {rule}"),
            Self::NotFinite { variable, year } => write!(out, "not finite: {variable} in {year}"),
            Self::Balance(broken) => write!(out, "{broken}"),
        }
    }
}

/// What a thread needs to run blocks: made once, used again for every block.
#[derive(Debug)]
pub struct Bench {
    cases: Vec<Case<f64>>,
    block: Vec<[f64; RUNS]>,
    values: Vec<f64>,
}

impl Bench {
    /// The values of all variables in the last block that was run, under its last mix: those of the run in a lane, year
    /// by year.
    ///
    /// # Panics
    /// If there are not as many lanes.
    pub fn values(&self, lane: usize) -> impl Iterator<Item = f64> {
        self.block.iter().map(move |lanes| lanes[lane])
    }
}

impl<'s> Sweep<'s> {
    /// Makes a study ready.
    #[must_use]
    pub fn new(study: &'s Study) -> Self {
        let base = super::case(&study.base);
        let layout = Layout::new(&base.sets);
        let kept = Kept::new(study, &layout);
        let years = study.base.years().count();
        let by_year = |levers: &Vec<Vec<f64>>| -> Vec<Vec<f64>> {
            (0..years).map(|year| levers.iter().map(|values| values[year]).collect()).collect()
        };
        let has_rules = future::parameter_slots(study)
            .any(|slot| Scenario::has_rule_about(study.base.baseline.parameters[slot].declaration.name));
        Self {
            study,
            balances: Balances::new(&layout),
            kept,
            layout,
            base,
            levers: study.mixes.iter().map(|mix| by_year(&mix.levers)).collect(),
            has_rules,
        }
    }

    /// The study.
    #[must_use]
    pub const fn study(&self) -> &'s Study {
        self.study
    }

    /// The variables, in the order in which a bench shows their values.
    #[must_use]
    pub const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// What a thread needs to run blocks.
    #[must_use]
    pub fn bench(&self) -> Bench {
        Bench {
            cases: vec![self.base.clone(); RUNS],
            block: vec![[0.0; RUNS]; (self.base.years() + 1) * self.layout.width()],
            values: Vec::new(),
        }
    }

    /// Runs at most [`RUNS`] futures under several mixes; the rows come by mix, then by run.
    ///
    /// # Panics
    /// If there are more runs, or a mix is not one of the study: mistakes of the calling code.
    pub fn block(&self, bench: &mut Bench, runs: Range<u64>, mixes: Range<usize>) -> Vec<Row> {
        let futures: Vec<Future> = runs.map(|run| Future::new(self.study, run)).collect();
        assert!(futures.len() <= RUNS, "one future a lane");
        let failed: Vec<Option<Failure>> = futures.iter().map(|future| self.refused(future)).collect();
        for (lane, case) in bench.cases.iter_mut().enumerate() {
            // a lane without a future that can run repeats the base scenario
            let future = futures.get(lane).filter(|_| failed[lane].is_none());
            future::put(future, &self.base, case);
        }
        let mut rows = Vec::with_capacity(futures.len() * mixes.len());
        for mix in mixes {
            self.run_mix(bench, mix, futures.len());
            let broken = self.balances.check(&bench.block, self.layout.width(), futures.len());
            for (lane, future) in futures.iter().enumerate() {
                let results = match &failed[lane] {
                    Some(failure) => Err(failure.clone()),
                    None => match self.failure(&bench.block, lane, broken[lane].first().cloned()) {
                        Some(failure) => Err(failure),
                        None => Ok(self.kept.results(&bench.block, lane, &mut bench.values, &future.parameters)),
                    },
                };
                rows.push(Row { run: future.run, mix, numbers: future.numbers.clone(), results });
            }
        }
        rows
    }

    fn run_mix(&self, bench: &mut Bench, mix: usize, runs: usize) {
        for case in &mut bench.cases {
            for (levers, values) in case.levers.iter_mut().zip(&self.levers[mix]) {
                Levers::fill_from(levers, values.iter().map(|value| Num::new(*value)));
            }
        }
        run_block(&bench.cases[..runs.max(1)], Instructions::Best, &mut bench.block);
    }

    /// Why a future cannot be simulated.
    fn refused(&self, future: &Future) -> Option<Failure> {
        if let Some((key, value, bounds)) = &future.out_of_bounds {
            return Some(Failure::Bounds { key: key.clone(), value: *value, bounds: *bounds });
        }
        if !self.has_rules {
            return None;
        }
        let scenario = Scenario { parameters: future.parameters.clone(), ..self.study.base.clone() };
        scenario.broken_rules().into_iter().next().map(|rule| Failure::Rule(rule.en))
    }

    /// Why a run cannot be trusted.
    fn failure(&self, block: &[[f64; RUNS]], lane: usize, broken: Option<Broken>) -> Option<Failure> {
        // a sum is finite only if all its terms are
        let total = block.iter().fold(0.0, |total, lanes| total + lanes[lane] * 0.0);
        if total.is_finite() {
            return broken.map(|broken| Failure::Balance(broken.in_year(self.study.base.start)));
        }
        let place = block.iter().position(|lanes| !lanes[lane].is_finite())?;
        let (row, offset) = (place / self.layout.width(), place % self.layout.width());
        let year = self.study.base.start - 1 + i32::try_from(row).unwrap_or(0);
        Some(Failure::NotFinite { variable: self.layout.name_at(offset), year })
    }

    /// The scenario of one run under one mix, to be run by itself: every value is written out.
    #[must_use]
    pub fn scenario(&self, run: u64, mix: usize) -> Scenario {
        let future = Future::new(self.study, run);
        let mut scenario = self.study.base.clone();
        scenario.parameters = future.parameters;
        for (slot, series) in future.drivers {
            scenario.drivers[slot] = series;
        }
        scenario.levers.clone_from(&self.study.mixes[mix].levers);
        scenario
    }
}

/// A verdict as it is kept: met, missed, or unknown.
const fn met(verdict: Verdict) -> Option<bool> {
    match verdict {
        Verdict::Met => Some(true),
        Verdict::Missed => Some(false),
        Verdict::NotEvaluated => None,
    }
}
