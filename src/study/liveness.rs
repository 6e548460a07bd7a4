//! Which of a scenario's levers do something, and in which years.
//!
//! * *Set back*: the lever has its default, year by year; all else stays as the scenario has it.
//! * *Outcome*: a stock, or an auxiliary that a target, a proxy of a target or a headline reads; in all members and
//!   years. Other auxiliaries are steps on the way: one that moves while no stock does has led to nothing that
//!   anybody asks for.
//! * An outcome *moves* if it changes by more than [`NOISE`] of the largest value of its variable in the two runs. What
//!   a `min` or `max` cuts off leaves the bits as they are; the slack is for sums that are rounded another way.
//! * *Acted*: some outcome moves when the lever is set back in all years.
//! * *Clipped*: it acted, but when it is moved [`NUDGE`] of the way to its default, nothing moves: a part of its value
//!   has no effect. How far it can be moved is searched for; the value reported was run and moves nothing.
//! * *Masked*: set back it moves nothing, but set alone, over the defaults of all other levers, it does. What masks it
//!   is each lever of the scenario without which it acts; there is none if several mask it together.
//! * *Inert*: neither. It may still wait for a lever that is not set, as a ceiling waits for the strength to impose it.
//!
//! A lever that can change from year to year is then judged in each year alone: it is moved in that year and keeps the
//! scenario's values in all others. Years can stand in for each other: what acted as a whole can be inert in every
//! year by itself, and clipped values of several years need not hold together.

use crate::num::lanes::RUNS;
use crate::scenario::Scenario;
use crate::scenario::baseline::Baseline;
use crate::study::batch::{self, Instructions};
use crate::target::{Term, Test};
use crate::trajectory::{Kind, Layout, Trajectory, Variable};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::ops::{Range, RangeInclusive};

/// Changes up to this share of a variable's largest value are rounding. Nothing seen hangs on it: over the plan and the
/// hindcast, nudged and set back lever by lever and year by year, the smallest change that was not zero was 1e-6.
pub const NOISE: f64 = 1e-12;

/// The share of the way to its default by which a lever is moved to see whether it is clipped.
pub const NUDGE: f64 = 0.01;

/// How often the search for the end of a clipped part is refined, each time by the lanes of a batch.
const REFINEMENTS: usize = 3;

/// The points within the interval searched, one a lane, and into how many parts they divide it.
const POINTS: [f64; RUNS] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
const INTERVALS: f64 = 9.0;

/// What examining a scenario found.
#[derive(Clone, Debug, PartialEq)]
pub struct Examination {
    /// The levers, in the order in which they were asked for.
    pub levers: Vec<LeverLife>,
    /// How many runs it took.
    pub runs: usize,
}

/// What became of a lever.
#[derive(Clone, Debug, PartialEq)]
pub struct LeverLife {
    /// Its slot in the levers of the baseline.
    pub lever: usize,
    /// What became of it as a whole.
    pub life: Life,
    /// What moves most when it is set back in all years; `None` if nothing does.
    pub effect: Option<Effect>,
    /// What became of it in each year; one part for all years if it cannot change from year to year.
    pub parts: Vec<Part>,
}

/// What became of a lever as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Life {
    /// It has its default in all years.
    SameAsDefault,
    /// Outcomes move when it is set back.
    Acted,
    /// The same, but in some part a share of its value has no effect.
    Clipped,
    /// It moves nothing here, but would alone.
    Masked {
        /// Every lever that, set back, lets it act; first the one without which it acts most.
        by: Vec<usize>,
    },
    /// It moves nothing.
    Inert,
}

/// What became of a lever in some years.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The years.
    pub years: RangeInclusive<i32>,
    /// What became of it.
    pub life: PartLife,
}

/// What became of a lever in a year, or in all years together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PartLife {
    /// It has its default.
    SameAsDefault,
    /// An outcome of these years or later ones moves when it is set back.
    Acted,
    /// The same, but a share of its value has no effect.
    Clipped {
        /// The value nearest to its default that was found to do the same.
        same_effect_at: f64,
    },
    /// Nothing moves when it is set back.
    Inert,
}

/// A change of an outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// The variable.
    pub variable: &'static str,
    /// The largest change of one of its values, as a share of the largest of them.
    pub share: f64,
}

/// Says of each of these levers whether the scenario would be another without it.
///
/// It takes one run for each lever that is not at its default, one or two for each year of those that act, two dozen
/// for each part that is clipped, and for each masked lever as many as there are others. The result does not depend on
/// the number of threads.
///
/// # Panics
/// If a slot is not that of a lever: a mistake of the calling code.
#[must_use]
pub fn examine(scenario: &Scenario, levers: &[usize]) -> Examination {
    let mut lab = Lab::new(scenario);
    let all = 0..scenario.years().count();
    let set: Vec<usize> = levers
        .iter()
        .copied()
        .filter(|lever| differs(scenario, *lever, &all))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();

    // every lever set back in all years
    let back: Vec<Edits> = set.iter().map(|lever| vec![moved(scenario, *lever, &all, 1.0)]).collect();
    let without = lab.run(scenario, &back, |_, outcomes| outcomes.clone());
    let effects: Vec<Option<Effect>> = without.iter().map(|outcomes| lab.effect(&lab.reference, outcomes)).collect();
    let (acting, idle): (Vec<usize>, Vec<usize>) = (0..set.len()).partition(|at| effects[*at].is_some());

    // in each part by itself
    let parts: Vec<(usize, Range<usize>)> =
        acting.iter().flat_map(|at| parts_of(scenario, set[*at]).map(|years| (set[*at], years))).collect();
    let judged = judge_parts(&mut lab, scenario, &parts);

    // those that move nothing: alone, and without each of the others
    let masks = masks(&mut lab, scenario, &set, &idle, &without);

    let verdict = |lever: &usize| {
        let part = |years: Range<usize>| {
            let found = parts.iter().position(|part| *part == (*lever, years.clone()));
            let life = match found {
                _ if !differs(scenario, *lever, &years) => PartLife::SameAsDefault,
                Some(position) => judged[position],
                None => PartLife::Inert,
            };
            Part { years: calendar(scenario, years.start)..=calendar(scenario, years.end - 1), life }
        };
        let parts: Vec<Part> = parts_of(scenario, *lever).map(part).collect();
        let position = set.iter().position(|other| other == lever);
        let life = match position {
            None => Life::SameAsDefault,
            Some(at) if effects[at].is_none() => match masks.iter().find(|(idle, _)| *idle == at) {
                Some((_, by)) => Life::Masked { by: by.clone() },
                None => Life::Inert,
            },
            Some(_) if parts.iter().any(|part| matches!(part.life, PartLife::Clipped { .. })) => Life::Clipped,
            Some(_) => Life::Acted,
        };
        LeverLife { lever: *lever, life, effect: position.and_then(|at| effects[at]), parts }
    };
    Examination { levers: levers.iter().map(verdict).collect(), runs: lab.runs }
}

/// What became of levers that act, in parts of the years.
fn judge_parts(lab: &mut Lab, scenario: &Scenario, parts: &[(usize, Range<usize>)]) -> Vec<PartLife> {
    // whether the scenario stays the same when the lever of a part goes this share of the way to its default
    let stays = |lab: &mut Lab, moves: &[(usize, f64)]| -> Vec<bool> {
        let edits: Vec<Edits> =
            moves.iter().map(|(part, share)| vec![moved(scenario, parts[*part].0, &parts[*part].1, *share)]).collect();
        lab.run(scenario, &edits, |lab, outcomes| lab.effect(&lab.reference, outcomes).is_none())
    };
    let kept = |lab: &mut Lab, of: Vec<usize>, share: f64| -> (Vec<usize>, Vec<usize>) {
        let moves: Vec<(usize, f64)> = of.iter().map(|part| (*part, share)).collect();
        let mut stays = stays(lab, &moves).into_iter();
        of.into_iter().partition(|_| stays.next().unwrap_or_default())
    };
    let mut lives = vec![PartLife::Acted; parts.len()];
    let set: Vec<usize> = (0..parts.len()).filter(|part| differs(scenario, parts[*part].0, &parts[*part].1)).collect();
    let (still, _) = kept(lab, set, NUDGE);
    let (inert, clipped) = kept(lab, still, 1.0);
    for part in inert {
        lives[part] = PartLife::Inert;
    }

    // where the clipped part ends lies between a share that moves nothing and one that does
    let mut between: Vec<(f64, f64)> = vec![(NUDGE, 1.0); clipped.len()];
    for _ in 0..REFINEMENTS {
        let points =
            |(low, high): (f64, f64)| POINTS.into_iter().map(move |point| low + (high - low) * point / INTERVALS);
        let moves: Vec<(usize, f64)> = clipped
            .iter()
            .zip(&between)
            .flat_map(|(part, between)| points(*between).map(|share| (*part, share)))
            .collect();
        let stays = stays(lab, &moves);
        for (between, stays) in between.iter_mut().zip(stays.chunks(RUNS)) {
            let steps: Vec<f64> =
                std::iter::once(between.0).chain(points(*between)).chain(std::iter::once(between.1)).collect();
            let still = stays.iter().take_while(|stays| **stays).count();
            *between = (steps[still], steps[still + 1]);
        }
    }
    for (part, (share, _)) in clipped.into_iter().zip(between) {
        let (lever, years) = &parts[part];
        lives[part] = PartLife::Clipped { same_effect_at: moved(scenario, *lever, years, share).1[years.start] };
    }
    lives
}

/// Which of the idle levers are masked, and by which others. `without` has the outcomes without each lever of `set`.
fn masks(
    lab: &mut Lab,
    scenario: &Scenario,
    set: &[usize],
    idle: &[usize],
    without: &[Outcomes],
) -> Vec<(usize, Vec<usize>)> {
    if idle.is_empty() {
        return Vec::new();
    }
    let all = 0..scenario.years().count();
    let mut bare = scenario.clone();
    for lever in 0..bare.levers.len() {
        bare.levers[lever] = moved(scenario, lever, &all, 1.0).1;
    }
    let alone: Vec<Edits> = std::iter::once(Vec::new())
        .chain(idle.iter().map(|at| vec![(set[*at], scenario.levers[set[*at]].clone())]))
        .collect();
    let alone = lab.run(&bare, &alone, |_, outcomes| outcomes.clone());
    let masked: Vec<usize> = idle
        .iter()
        .zip(&alone[1..])
        .filter(|(_, outcomes)| lab.effect(&alone[0], outcomes).is_some())
        .map(|(at, _)| *at)
        .collect();

    let pairs: Vec<(usize, usize)> = masked
        .iter()
        .flat_map(|at| (0..set.len()).filter(move |other| other != at).map(move |other| (*at, other)))
        .collect();
    let edits: Vec<Edits> =
        pairs.iter().map(|(at, other)| [*at, *other].map(|at| moved(scenario, set[at], &all, 1.0)).to_vec()).collect();
    let both = lab.run(scenario, &edits, |_, outcomes| outcomes.clone());
    masked
        .into_iter()
        .map(|at| {
            let of_it = pairs.iter().zip(&both).filter(|((masked, _), _)| *masked == at);
            let mut by: Vec<(f64, usize)> = of_it
                .filter_map(|((_, other), both)| Some((lab.effect(&without[*other], both)?.share, set[*other])))
                .collect();
            by.sort_by(|(one, _), (other, _)| other.total_cmp(one)); // stable: equals in the order of the levers
            (at, by.into_iter().map(|(_, lever)| lever).collect())
        })
        .collect()
}

/// The parts of the years in which a lever is judged, as positions.
fn parts_of(scenario: &Scenario, lever: usize) -> impl Iterator<Item = Range<usize>> + use<> {
    let years = scenario.years().count();
    let length = if scenario.baseline.levers[lever].by_year { 1 } else { years };
    (0..years).step_by(length.max(1)).map(move |start| start..start + length)
}

/// The year at a position.
fn calendar(scenario: &Scenario, position: usize) -> i32 {
    scenario.years().nth(position).unwrap_or(scenario.end)
}

/// Whether a lever has another value than its default in some of the years.
fn differs(scenario: &Scenario, lever: usize, years: &Range<usize>) -> bool {
    scenario.levers[lever][years.clone()] != scenario.baseline.levers[lever].default[years.clone()]
}

/// A lever and its values by year, in place of those that a scenario has.
type Edit = (usize, Vec<f64>);

/// What distinguishes a run from the scenario.
type Edits = Vec<Edit>;

/// A lever that goes a share of the way to its default in some years.
fn moved(scenario: &Scenario, lever: usize, years: &Range<usize>, share: f64) -> Edit {
    let default = &scenario.baseline.levers[lever].default;
    let mut values = scenario.levers[lever].clone();
    for year in years.clone() {
        // exactly the default at the end of the way
        values[year] = if share < 1.0 { values[year] + (default[year] - values[year]) * share } else { default[year] };
    }
    (lever, values)
}

/// The values of all outcomes in one run, variable by variable.
type Outcomes = Vec<f64>;

/// Runs variants of a scenario and compares their outcomes.
struct Lab {
    outcomes: Vec<Variable>,
    reference: Outcomes,
    years: usize,
    runs: usize,
}

impl Lab {
    /// Ready to compare with the scenario as it is.
    fn new(scenario: &Scenario) -> Self {
        let outcomes = outcomes(&scenario.baseline);
        let mut lab = Self { outcomes, reference: Vec::new(), years: scenario.years().count(), runs: 0 };
        lab.reference = lab.run(scenario, &[Vec::new()], |_, outcomes| outcomes.clone()).remove(0);
        lab
    }

    /// Runs a scenario with each of these edits, and says something of the outcomes of each.
    fn run<T: Send>(
        &mut self,
        scenario: &Scenario,
        edits: &[Edits],
        say: impl Fn(&Self, &Outcomes) -> T + Sync,
    ) -> Vec<T> {
        self.runs += edits.len();
        let lab = &*self;
        let block = |edits: &[Edits]| -> Vec<T> {
            let scenarios: Vec<Scenario> = edits.iter().map(|edits| edited(scenario, edits)).collect();
            let results = batch::simulate(&scenarios, Instructions::Best)
                .expect("variants of one scenario have the same shape, and a block has at least one");
            (0..edits.len()).map(|run| say(lab, &lab.values(&results, run))).collect()
        };
        edits.par_chunks(RUNS).flat_map_iter(block).collect()
    }

    /// The outcomes of a run.
    fn values(&self, results: &Trajectory, run: usize) -> Outcomes {
        let mut outcomes = Vec::new();
        for variable in &self.outcomes {
            for year in results.years() {
                outcomes.extend(results.values(run, variable, year).into_iter().flatten());
            }
        }
        outcomes
    }

    /// The variable that moves most between two runs; `None` if none moves.
    fn effect(&self, one: &Outcomes, other: &Outcomes) -> Option<Effect> {
        let mut start = 0;
        let mut most: Option<Effect> = None;
        for variable in &self.outcomes {
            let values = start..start + variable.size * self.years;
            start = values.end;
            let pairs = || one[values.clone()].iter().zip(&other[values.clone()]);
            let scale = pairs().fold(0.0_f64, |scale, (one, other)| scale.max(one.abs()).max(other.abs()));
            let change = pairs().filter(|(one, other)| one.to_bits() != other.to_bits()).fold(
                0.0_f64,
                |change, (one, other)| {
                    let difference = (one - other).abs();
                    // a value that is none in one of the runs moves as far as can be
                    change.max(if difference.is_nan() { f64::INFINITY } else { difference / scale })
                },
            );
            if change > most.map_or(NOISE, |most| most.share) {
                most = Some(Effect { variable: variable.declaration.name, share: change });
            }
        }
        most
    }
}

/// The scenario with edits.
fn edited(scenario: &Scenario, edits: &Edits) -> Scenario {
    let mut edited = scenario.clone();
    for (lever, values) in edits {
        edited.levers[*lever].clone_from(values);
    }
    edited
}

/// All stocks, and the auxiliaries that targets, their proxies and headlines read.
fn outcomes(baseline: &Baseline) -> Vec<Variable> {
    let tests = baseline.targets.iter().flat_map(|target| target.tests.iter().chain(&target.proxies));
    let read: BTreeSet<&str> = tests.chain(&baseline.headlines).flat_map(names).collect();
    let layout = Layout::new(&baseline.sets);
    let is_outcome = |variable: &&Variable| variable.kind == Kind::Stock || read.contains(variable.declaration.name);
    layout.variables().iter().filter(is_outcome).copied().collect()
}

/// The variables that a test reads.
fn names(test: &Test) -> impl Iterator<Item = &str> {
    let terms = [&test.times, &test.over, &test.minus].into_iter().flatten();
    test.variable.list().into_iter().chain(terms.flat_map(|term: &Term| term.variable.list()))
}
