//! Continuous distributions without truncation: probability at a value, value at a probability, density where needed.

use super::beta::{Fraction, UnitBeta};
use super::normal;
use super::tails::Tails;
use crate::num::math::{exp, ln};

/// A continuous distribution whose arguments have been checked.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Equal density everywhere.
    Uniform(Interval),
    /// Density rising to the mode, and falling from it; the mode as a fraction of the interval.
    Triangular(Interval, Fraction),
    /// Beta, and PERT.
    Beta(Interval, UnitBeta),
    /// Normal.
    Normal {
        /// Mean and median.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
    /// The logarithm is normal.
    Lognormal {
        /// Median.
        median: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// Linear between the values, which are sorted, and have equal probability between each other.
    Empirical(Vec<f64>),
}

/// Where values lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The smallest value.
    pub min: f64,
    /// The largest value.
    pub max: f64,
}

impl Interval {
    /// How far a value lies from the lower end, and from the upper one.
    pub fn fraction(&self, value: f64) -> Fraction {
        let (value, width) = (value.clamp(self.min, self.max), self.max - self.min);
        ((value - self.min) / width, (self.max - value) / width)
    }

    /// The value at a fraction, counted from the nearer end.
    fn place(&self, (x, y): Fraction) -> f64 {
        let width = self.max - self.min;
        let value = if x <= y { self.min + width * x } else { self.max - width * y };
        value.clamp(self.min, self.max)
    }
}

impl Shape {
    /// Its name and its numbers.
    pub fn numbers(&self) -> (&'static str, Vec<f64>) {
        match self {
            Self::Uniform(Interval { min, max }) => ("uniform", vec![*min, *max]),
            Self::Triangular(Interval { min, max }, (before, behind)) => {
                ("triangular", vec![*min, *max, *before, *behind])
            }
            Self::Beta(Interval { min, max }, unit) => ("beta", vec![*min, *max, unit.alpha, unit.beta]),
            Self::Normal { mean, sd } => ("normal", vec![*mean, *sd]),
            Self::Lognormal { median, sigma } => ("lognormal", vec![*median, *sigma]),
            Self::Empirical(values) => ("empirical", values.clone()),
        }
    }

    /// The smallest and the largest value; infinite where there is none.
    pub fn support(&self) -> (f64, f64) {
        match self {
            Self::Uniform(interval) | Self::Triangular(interval, _) | Self::Beta(interval, _) => {
                (interval.min, interval.max)
            }
            Self::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Self::Lognormal { .. } => (0.0, f64::INFINITY),
            Self::Empirical(values) => (values[0], values[values.len() - 1]),
        }
    }

    /// The probability of at most a value, and of more.
    pub fn tails(&self, value: f64) -> Tails {
        match self {
            Self::Uniform(interval) => {
                let (below, above) = interval.fraction(value);
                Tails { below, above }
            }
            Self::Triangular(interval, mode) => triangular_tails(interval.fraction(value), *mode),
            Self::Beta(interval, beta) => beta.tails(interval.fraction(value)),
            Self::Normal { mean, sd } => normal::tails((value - mean) / sd),
            Self::Lognormal { median, sigma } if value > 0.0 => normal::tails(ln(value / median) / sigma),
            Self::Lognormal { .. } => Tails::START,
            Self::Empirical(values) => empirical_tails(values, value, values.partition_point(|other| *other <= value)),
        }
    }

    /// The probability of less than a value, and of at least it: another one only where equal values were observed.
    pub fn tails_before(&self, value: f64) -> Tails {
        match self {
            Self::Empirical(values) => empirical_tails(values, value, values.partition_point(|other| *other < value)),
            _ => self.tails(value),
        }
    }

    /// The value at a place.
    pub fn quantile(&self, place: Tails) -> f64 {
        match self {
            Self::Uniform(interval) => interval.place((place.below, place.above)),
            Self::Triangular(interval, mode) => interval.place(triangular_quantile(place, *mode)),
            Self::Beta(interval, beta) => interval.place(beta.quantile(place)),
            Self::Normal { mean, sd } => mean + sd * normal::quantile(place),
            Self::Lognormal { median, sigma } => median * exp(sigma * normal::quantile(place)),
            Self::Empirical(values) => empirical_quantile(values, place.below),
        }
    }

    /// The mean of the values within a window, where there is a closed form; the places are those of its ends.
    pub fn mean_within(&self, window: Interval, low: Tails, high: Tails) -> Option<f64> {
        let mean = match self {
            Self::Uniform(_) => 0.5 * window.min + 0.5 * window.max,
            Self::Triangular(interval, mode) => {
                triangular_mean(interval, interval.place(*mode), window.min, window.max)
            }
            Self::Beta(interval, beta) => {
                // x times the density is, but for a factor, the density with a larger shape
                let larger = UnitBeta::new(beta.alpha + 1.0, beta.beta);
                let tails = |value| larger.tails(interval.fraction(value));
                let fraction = beta.mean() * tails(window.min).until(tails(window.max)) / low.until(high);
                interval.place((fraction, 1.0 - fraction))
            }
            Self::Normal { mean, sd } => {
                let density = |value: f64| normal::density((value - mean) / sd);
                mean + sd * ((density(window.min) - density(window.max)) / low.until(high))
            }
            Self::Lognormal { median, sigma } => {
                let tails = |value: f64| {
                    if value > 0.0 { normal::tails(ln(value / median) / sigma - sigma) } else { Tails::START }
                };
                let part = tails(window.min).until(tails(window.max)) / low.until(high);
                median * exp(0.5 * sigma * sigma) * part
            }
            Self::Empirical(values) => empirical_mean(values, low.below, high.below),
        };
        mean.is_finite().then(|| mean.clamp(window.min, window.max))
    }
}

fn triangular_tails((x, y): Fraction, mode: Fraction) -> Tails {
    if x < mode.0 {
        Tails::from_below(x * (x / mode.0))
    } else {
        Tails::from_above(if y > 0.0 { y * (y / mode.1) } else { 0.0 })
    }
}

fn triangular_quantile(place: Tails, mode: Fraction) -> Fraction {
    if place.below < mode.0 {
        let x = (place.below * mode.0).sqrt();
        (x, 1.0 - x)
    } else {
        let y = (place.above * mode.1).sqrt();
        (1.0 - y, y)
    }
}

/// The mean between two values: on either side of the mode the density is linear, and all terms are positive.
fn triangular_mean(interval: &Interval, mode: f64, low: f64, high: f64) -> f64 {
    #[expect(clippy::float_cmp, reason = "the mode may be one of the ends, to the bit")]
    let density = |value: f64, end: f64| if mode == end { 1.0 } else { (value - end) / (mode - end) };
    let pieces = [(low, high.min(mode), interval.min), (low.max(mode), high, interval.max)];
    let (mut mass, mut moment) = (0.0, 0.0);
    for (from, to, end) in pieces {
        if from < to {
            let (left, right, width) = (density(from, end), density(to, end), to - from);
            mass += width * (left + right) / 2.0;
            moment += width * (from - low) * (left + right) / 2.0 + width * width * (left + 2.0 * right) / 6.0;
        }
    }
    low + moment / mass
}

/// `after` is how many values lie before the place.
#[expect(clippy::cast_precision_loss, reason = "as many values as fit in memory are exact")]
fn empirical_tails(values: &[f64], value: f64, after: usize) -> Tails {
    match after {
        0 => Tails::START,
        _ if after == values.len() => Tails::END,
        _ => {
            let (low, high) = (values[after - 1], values[after]);
            Tails::from_below(((after - 1) as f64 + (value - low) / (high - low)) / (values.len() - 1) as f64)
        }
    }
}

/// Type 7 of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", American Statistician 50 (1996).
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between zero and the number of values"
)]
fn empirical_quantile(values: &[f64], below: f64) -> f64 {
    let rank = below * (values.len() - 1) as f64;
    let before = (rank.floor() as usize).min(values.len() - 2);
    let (low, high) = (values[before], values[before + 1]);
    (low + (rank - before as f64) * (high - low)).clamp(low, high)
}

/// The mean between two probabilities: between any two values that were observed the quantile is linear.
#[expect(clippy::cast_precision_loss, reason = "as many values as fit in memory are exact")]
fn empirical_mean(values: &[f64], low: f64, high: f64) -> f64 {
    let last = (values.len() - 1) as f64;
    let inner = (1..values.len() - 1).map(|rank| rank as f64 / last).filter(|place| low < *place && *place < high);
    let (mut sum, mut before) = (0.0, low);
    for place in inner.chain([high]) {
        let ends = empirical_quantile(values, before) * 0.5 + empirical_quantile(values, place) * 0.5;
        sum += (place - before) / (high - low) * ends;
        before = place;
    }
    sum
}
