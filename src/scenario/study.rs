//! A study, checked and complete: which futures, which policy mixes, what is kept of every run, what is decided on it.
//!
//! A study is a list of independent runs: each run number is a future, drawn from the uncertain inputs, and each future
//! is lived through by every policy mix. All mixes see the same futures, so their differences are those of policy.

use super::Scenario;
use super::series::Series;
use crate::problem::{Place, Problems, Source};
use crate::sampling::Sampler;
use crate::sampling::distribution::Distribution;
use crate::text::Text;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The seed of studies that name none: the first year of the plan.
pub const DEFAULT_SEED: u64 = 2006;

/// The number of runs of studies that name none.
pub const DEFAULT_RUNS: u64 = 1024;

/// More mixes than this are a mistake: nobody reads their results.
pub const MOST_MIXES: usize = 4096;

/// More runs than this are a mistake.
pub const MOST_RUNS: u64 = 100_000_000;

/// A study.
#[derive(Clone, Debug)]
pub struct Study {
    /// Its title.
    pub title: Text,
    /// What it is about.
    pub description: Text,
    /// What is not uncertain, and not set by a mix.
    pub base: Scenario,
    /// How futures are chosen, in the words of the file.
    pub method: Method,
    /// How many runs its author asks for.
    pub runs: u64,
    /// Where random numbers start.
    pub seed: u64,
    /// What is uncertain.
    pub inputs: Vec<Input>,
    /// The futures.
    pub futures: Futures,
    /// The policy mixes, at least one.
    pub mixes: Vec<Mix>,
    /// What is kept of every run.
    pub outcomes: Vec<Outcome>,
    /// The targets that are judged in every run: positions in those of the base scenario.
    pub targets: Vec<usize>,
    /// Sets of targets that are to be met together: a name, and positions in `targets`.
    pub together: Vec<(String, Vec<usize>)>,
    /// What mixes are compared by.
    pub objectives: Vec<Objective>,
    /// When there are enough runs.
    pub stable: Stable,
    /// Warnings met while reading.
    pub warnings: Problems,
    /// The texts it was read from, without those of the base scenario.
    pub sources: Vec<Arc<Source>>,
}

/// How futures are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Independent draws.
    MonteCarlo,
    /// Draws that fill the range of every input evenly.
    LatinHypercube,
    /// Draws that also fill the ranges of several inputs together evenly.
    Sobol,
    /// Every combination of a few levels of each input.
    Factorial,
    /// The middle, and from there one input at a time to each of its levels.
    OneAtATime,
    /// Futures from a file.
    Points,
}

impl Method {
    /// All methods, with their names in files.
    pub const ALL: [(&str, Self); 6] = [
        ("monte_carlo", Self::MonteCarlo),
        ("latin_hypercube", Self::LatinHypercube),
        ("sobol", Self::Sobol),
        ("factorial", Self::Factorial),
        ("one_at_a_time", Self::OneAtATime),
        ("points", Self::Points),
    ];

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, method)| *method == self).map_or("", |(name, _)| name)
    }

    /// Whether the futures come by chance, so that shares of runs are probabilities.
    #[must_use]
    pub const fn is_random(self) -> bool {
        matches!(self, Self::MonteCarlo | Self::LatinHypercube | Self::Sobol)
    }
}

/// The futures: numbers for all inputs, by run.
#[derive(Clone, Debug)]
pub enum Futures {
    /// Drawn: a probability for every input.
    Drawn(Sampler),
    /// Listed in a file: what stands in the columns of the inputs.
    Listed(Vec<Vec<f64>>),
}

/// One uncertain input: a single number by which one or several values of a scenario vary together.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its key in the study; draws depend on it.
    pub key: String,
    /// What one number does.
    pub effect: Effect,
    /// The distribution of that number, if all that it acts on share one. Else the number is a probability, and each
    /// value takes the quantile of its own distribution.
    pub shared: Option<Distribution>,
    /// The unit of that number.
    pub unit: String,
    /// What it means.
    pub meaning: Text,
}

/// What an uncertain input acts on.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Parameters: how the number enters, and for each slot its distribution.
    Parameters(Entering, Vec<(usize, Distribution)>),
    /// A driver in all years: how the number enters, the slot.
    Driver(Entering, usize),
    /// A named set of drivers: the number counts them. The names, and the series of all drivers in each.
    DriverSet(Vec<(String, Vec<Series>)>),
}

/// How a number enters a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entering {
    /// It is the value.
    Value,
    /// The scenario's value is multiplied by it.
    Factor,
    /// It is added to the scenario's value.
    Shift,
}

/// A policy mix: levers over the base scenario.
#[derive(Clone, Debug)]
pub struct Mix {
    /// Its name in files: that of its package, and the levels of the factors.
    pub name: String,
    /// Its name for people.
    pub title: Text,
    /// All levers, as in a scenario.
    pub levers: Vec<Vec<f64>>,
}

/// Something that is kept of every run: a sum of values of one variable in one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The variable.
    pub variable: String,
    /// The region, if it is of one.
    pub region: String,
    /// The other members, if it is of some.
    pub item: String,
    /// The unit.
    pub unit: String,
    /// The year.
    pub year: i32,
    /// Where the values that are summed stand among those of the variable.
    pub positions: Vec<usize>,
    /// Its path in a study, without the year: `capacity.small`.
    pub path: String,
    /// Its name for people.
    pub label: Text,
}

impl Outcome {
    /// The name of its column.
    #[must_use]
    pub fn column(&self) -> String {
        format!("{}@{}", self.path, self.year)
    }
}

/// What mixes are compared by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Objective {
    /// The position of its outcome.
    pub outcome: usize,
    /// Whether more of it is better.
    pub more_is_better: bool,
    /// From where on it is good enough.
    pub enough: Option<f64>,
}

/// When there are enough runs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stable {
    /// Probabilities are known within this.
    pub probability: f64,
    /// Quantiles moved by no more than this share since half as many runs.
    pub quantile: f64,
}

impl Default for Stable {
    fn default() -> Self {
        Self { probability: 0.02, quantile: 0.01 }
    }
}

impl Study {
    /// How many runs there can be, if the futures are a finite list.
    #[must_use]
    pub fn all_runs(&self) -> Option<u64> {
        match &self.futures {
            Futures::Drawn(sampler) => sampler.runs().map(|runs| u64::try_from(runs).unwrap_or(u64::MAX)),
            Futures::Listed(points) => Some(points.len() as u64),
        }
    }

    /// Where a section of the study's file stands.
    #[must_use]
    pub fn place_of(&self, section: &str) -> Option<Place> {
        let source = self.sources.first()?;
        let (root, _) = toml::de::DeTable::parse_recoverable(&source.text);
        let (key, _) = root.get_ref().get_key_value(section)?;
        Some(Place { source: Arc::clone(source), span: key.span() })
    }

    /// The numbers of all inputs in a run: values where the input has one distribution, else probabilities.
    pub fn numbers_into(&self, run: u64, numbers: &mut [f64]) {
        match &self.futures {
            Futures::Drawn(sampler) => {
                sampler.probabilities_into(run, numbers);
                for (number, input) in numbers.iter_mut().zip(&self.inputs) {
                    if let Some(distribution) = &input.shared {
                        *number = distribution.quantile(*number);
                    }
                }
            }
            Futures::Listed(points) => {
                let listed = usize::try_from(run).ok().and_then(|run| points.get(run));
                // beyond the list there is no future; the caller never asks
                numbers.iter_mut().zip(listed.into_iter().flatten()).for_each(|(number, listed)| *number = *listed);
            }
        }
    }
}
