//! Which values the runs of a sweep have: one probability an input and run, to be made a value by
//! [`Distribution::quantile`](super::Distribution::quantile).
//!
//! Every draw is a function of the seed, the design, the name of the input and the number of the run. So runs may be done
//! in any order and a few at a time, more runs change none that are done, and a new input changes no draw of the others
//! (in a [`Design::Sobol`] sequence, if it comes after them; in a factorial design the runs are others).

use super::correlation::Correlation;
use super::factorial::{Levels, OneAtATime, combination_into, combinations};
use super::random::Stream;
use super::{latin_hypercube, sobol};
use crate::text;
use crate::text::Text;
use std::collections::BTreeSet;
use std::fmt;

/// How runs are spread over what the inputs may be.
#[derive(Clone, Debug, PartialEq)]
pub enum Design {
    /// By chance alone.
    MonteCarlo,
    /// By chance, but each input evenly: for every k, the first 2^k runs have one value in each of 2^k parts of equal
    /// probability. Best with a power of two of runs, but good with any.
    LatinHypercube,
    /// A scrambled Sobol sequence: several inputs together evenly, as far as that goes; the more so the earlier they are in
    /// the list. For powers of two of runs.
    Sobol,
    /// Every combination of levels.
    Factorial {
        /// Probabilities between 0 and 1.
        levels: Vec<f64>,
    },
    /// A first run with every input at its middle level, then one input at a time at each of its others.
    OneAtATime {
        /// Probabilities between 0 and 1. The middle one, or the lower of two, is that of the first run.
        levels: Vec<f64>,
    },
}

impl Design {
    /// Levels for factorial designs: low, middle and high.
    pub const LEVELS: [f64; 3] = [0.05, 0.5, 0.95];
}

/// An uncertain input.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Its name, which its draws depend on.
    pub name: String,
    /// Of one with a discrete distribution its [`atoms`](super::Distribution::atoms), which are its levels in factorial
    /// designs.
    pub atoms: Option<Vec<f64>>,
}

/// Why there is no such design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamplerError {
    /// What is wrong.
    pub message: Text,
    /// What to do about it.
    pub hint: Text,
}

impl fmt::Display for SamplerError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message.en)
    }
}

impl std::error::Error for SamplerError {}

/// A design for some inputs, with a seed.
#[derive(Clone, Debug)]
pub struct Sampler {
    inputs: usize,
    points: Points,
    correlation: Option<Correlation>,
}

#[derive(Clone, Debug)]
enum Points {
    MonteCarlo(Vec<Stream>),
    LatinHypercube(Vec<latin_hypercube::Column>),
    Sobol(Vec<sobol::Column>),
    Factorial(Levels),
    OneAtATime(OneAtATime),
}

impl Sampler {
    /// Prepares a design. Factorial designs do not depend on the seed.
    ///
    /// # Errors
    /// If two inputs have one name, levels are missing, not between 0 and 1 or given twice, a factorial design is to be
    /// correlated, the correlation is between another number of inputs, or there are more inputs than a Sobol sequence has
    /// dimensions (1000).
    pub fn new(
        seed: u64,
        design: Design,
        inputs: Vec<Input>,
        correlation: Option<Correlation>,
    ) -> Result<Self, SamplerError> {
        let count = inputs.len();
        check_inputs(&inputs)?;
        if let Some(correlation) = &correlation {
            check_correlation(correlation, &design, count)?;
        }
        let names = inputs.iter().map(|input| input.name.as_str());
        let points = match design {
            Design::MonteCarlo => Points::MonteCarlo(names.map(|name| Stream::new(seed, name)).collect()),
            Design::LatinHypercube => {
                Points::LatinHypercube(names.map(|name| latin_hypercube::Column::new(seed, name)).collect())
            }
            Design::Sobol if count > sobol::DIMENSIONS => {
                let most = sobol::DIMENSIONS;
                return Err(SamplerError {
                    message: text!(
                        "a Sobol sequence has at most {most} inputs, not {count}";
                        "Sobol 序列最多支持 {most} 个输入，现有 {count} 个"
                    ),
                    hint: text!("use a Latin hypercube for so many"; "输入如此之多时，请改用拉丁超立方抽样"),
                });
            }
            Design::Sobol => Points::Sobol(sobol::Column::all(seed, names)),
            Design::Factorial { levels } => Points::Factorial(levels_of(inputs, levels)?.0),
            Design::OneAtATime { levels } => {
                let (levels, middles) = levels_of(inputs, levels)?;
                Points::OneAtATime(OneAtATime::new(&levels, &middles))
            }
        };
        Ok(Self { inputs: count, points, correlation })
    }

    /// How many inputs there are.
    #[must_use]
    pub const fn inputs(&self) -> usize {
        self.inputs
    }

    /// How many runs the design has; none if it goes on as long as one likes. A number of combinations too large to count
    /// is given as the largest number.
    #[must_use]
    pub fn runs(&self) -> Option<u128> {
        match &self.points {
            Points::Factorial(levels) => Some(combinations(levels)),
            Points::OneAtATime(list) => Some(list.runs() as u128),
            Points::MonteCarlo(_) | Points::LatinHypercube(_) | Points::Sobol(_) => None,
        }
    }

    /// The correlation of the inputs, if they have one.
    #[must_use]
    pub const fn correlation(&self) -> Option<&Correlation> {
        self.correlation.as_ref()
    }

    /// Of a design that is a list, the levels that it is made of: those of each input; or of one input at a time the first
    /// run, then an input and its level for every other. Empty for draws.
    #[must_use]
    pub fn levels(&self) -> Vec<Vec<f64>> {
        match &self.points {
            Points::Factorial(levels) => levels.clone(),
            Points::OneAtATime(list) => list.levels(),
            Points::MonteCarlo(_) | Points::LatinHypercube(_) | Points::Sobol(_) => Vec::new(),
        }
    }

    /// The probabilities of a run, one an input, between 0 and 1, which they never are. After the last run of a list
    /// comes the first again.
    ///
    /// # Panics
    /// If there is not one place an input.
    pub fn probabilities_into(&self, run: u64, out: &mut [f64]) {
        assert_eq!(out.len(), self.inputs, "one place an input");
        match &self.points {
            Points::MonteCarlo(streams) => fill(out, streams, |stream| stream.uniform(run)),
            Points::LatinHypercube(columns) => fill(out, columns, |column| column.probability(run)),
            Points::Sobol(columns) => fill(out, columns, |column| column.probability(run)),
            Points::Factorial(levels) => combination_into(levels, run, out),
            Points::OneAtATime(list) => list.run_into(run, out),
        }
        if let Some(correlation) = &self.correlation {
            correlation.apply(out);
        }
    }
}

fn fill<T>(out: &mut [f64], columns: &[T], probability: impl Fn(&T) -> f64) {
    for (place, column) in out.iter_mut().zip(columns) {
        *place = probability(column);
    }
}

fn check_inputs(inputs: &[Input]) -> Result<(), SamplerError> {
    let mut names = BTreeSet::new();
    match inputs.iter().find(|input| !names.insert(&input.name)) {
        None => Ok(()),
        Some(Input { name, .. }) => Err(SamplerError {
            message: text!("`{name}` is listed twice among the uncertain inputs"; "不确定的输入中“{name}”重复出现"),
            hint: text!("give it one distribution"; "请只为它写一个分布"),
        }),
    }
}

fn check_correlation(correlation: &Correlation, design: &Design, inputs: usize) -> Result<(), SamplerError> {
    if matches!(design, Design::Factorial { .. } | Design::OneAtATime { .. }) {
        return Err(SamplerError {
            message: text!(
                "a factorial design cannot be correlated: it takes the levels of each input as they are";
                "析因设计不能带相关系数：各输入的水平是固定的"
            ),
            hint: text!(
                "leave out the correlations, or use Monte Carlo, a Latin hypercube or a Sobol sequence";
                "请去掉相关系数，或改用蒙特卡洛、拉丁超立方或 Sobol 抽样"
            ),
        });
    }
    let correlated = correlation.inputs();
    if correlated == inputs {
        return Ok(());
    }
    Err(SamplerError {
        message: text!(
            "the correlations are between {correlated} inputs, but there are {inputs}";
            "相关系数针对 {correlated} 个输入，但共有 {inputs} 个输入"
        ),
        hint: text!("give them for the same list of inputs"; "请针对同一组输入给出相关系数"),
    })
}

/// The levels of each input, its own atoms or those of the design; and the position of the middle one.
fn levels_of(inputs: Vec<Input>, levels: Vec<f64>) -> Result<(Levels, Vec<usize>), SamplerError> {
    let levels = checked(levels)?;
    let middle = (levels.len() - 1) / 2;
    let own = |input: Input| match input.atoms {
        None => Ok((levels.clone(), middle)),
        Some(atoms) => checked(atoms).map(|atoms| {
            let middle = middle_atom(&atoms);
            (atoms, middle)
        }),
    };
    inputs.into_iter().map(own).collect()
}

/// Levels in rising order, each of them once.
fn checked(mut levels: Vec<f64>) -> Result<Vec<f64>, SamplerError> {
    let hint = || {
        let [low, middle, high] = Design::LEVELS;
        text!(
            "write probabilities, such as {low}, {middle} and {high}";
            "请写概率，如 {low}、{middle} 和 {high}"
        )
    };
    if levels.is_empty() {
        return Err(SamplerError { message: text!("there are no levels"; "没有给出水平"), hint: hint() });
    }
    if let Some(level) = levels.iter().find(|level| !(**level > 0.0 && **level < 1.0)) {
        return Err(SamplerError {
            message: text!("a level must be between 0 and 1, not {level}"; "水平须大于 0 且小于 1，不能是 {level}"),
            hint: hint(),
        });
    }
    levels.sort_by(f64::total_cmp);
    #[expect(clippy::float_cmp, reason = "the same level twice is what is looked for")]
    match levels.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(levels),
        Some(pair) => Err(SamplerError {
            message: text!("the level {} is listed twice", pair[0]; "水平 {} 重复出现", pair[0]),
            hint: text!("list each level once"; "每个水平只写一次"),
        }),
    }
}

/// The position of the atom whose step contains one half: atoms are the middles of steps from 0 to 1.
fn middle_atom(atoms: &[f64]) -> usize {
    let mut end = 0.0;
    let reaches_half = |atom: &f64| {
        end = 2.0 * atom - end;
        end >= 0.5
    };
    atoms.iter().position(reaches_half).unwrap_or(atoms.len() - 1)
}
