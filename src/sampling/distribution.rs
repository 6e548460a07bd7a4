//! What an uncertain value may be: distributions with checked arguments.
//!
//! | distribution | arguments | source |
//! |---|---|---|
//! | constant | the value | |
//! | uniform | least and greatest value | |
//! | triangular | least, most likely and greatest value | |
//! | PERT | least, most likely and greatest value | D. G. Malcolm et al., Operations Research 7 (1959), 646-669 |
//! | normal | mean and standard deviation | |
//! | lognormal | median and standard deviation of the logarithm, or 5th and 95th percentile, or median and those | |
//! | beta | two shapes, least and greatest value | |
//! | discrete | values and weights | |
//! | empirical | observed values | R. J. Hyndman and Y. Fan, American Statistician 50 (1996), 361-365, type 7 |
//!
//! Each of them may be truncated: [`Distribution::within`]. Draws are made by [`Distribution::quantile`] from
//! probabilities of a [`Sampler`](super::Sampler). Nothing here depends on the mathematical library of the system: the
//! same arguments give the same bits everywhere.

use super::atoms::Atoms;
use super::beta::UnitBeta;
use super::check::{self, Checked};
use super::normal::Z95;
use super::shape::{Interval, Shape};
use super::tails::Tails;
use crate::num::math::{exp, ln};

pub use super::check::DistributionError;

/// A truncation must leave this share of the probability at least.
const LEAST_SHARE: f64 = 1e-9;
/// No draw lies as many standard deviations from the mean, not even within a tail that [`LEAST_SHARE`] allows.
const FARTHEST: f64 = 12.0;

/// What a value may be.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution(Kind);

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Discrete(Atoms),
    /// Values of the shape within the window, whose ends are at the places `low` and `high` of the shape.
    Continuous {
        shape: Shape,
        window: Interval,
        low: Tails,
        high: Tails,
    },
}

impl Distribution {
    /// One value for certain.
    ///
    /// # Errors
    /// If `value` is not finite.
    pub fn constant(value: f64) -> Result<Self, DistributionError> {
        Ok(Self(Kind::Discrete(Atoms::new(vec![(check::finite("value", value)?, 1.0)]))))
    }

    /// All values from `min` to `max` alike.
    ///
    /// # Errors
    /// If an argument is not finite, or `max` is not above `min`.
    pub fn uniform(min: f64, max: f64) -> Result<Self, DistributionError> {
        Ok(Self::from_shape(Shape::Uniform(check::interval(min, max)?)))
    }

    /// Density rising linearly from `min` to `mode`, and falling from there to `max`.
    ///
    /// # Errors
    /// If an argument is not finite, `max` is not above `min`, or `mode` is not between them.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Result<Self, DistributionError> {
        let interval = check::interval(min, max)?;
        let mode = interval.fraction(check::mode(&interval, mode)?);
        Ok(Self::from_shape(Shape::Triangular(interval, mode)))
    }

    /// PERT: a beta distribution whose mean is (`min` + 4 `mode` + `max`)/6; smooth, and nearer to the mode than the
    /// triangular one.
    ///
    /// # Errors
    /// As for [`Distribution::triangular`].
    pub fn pert(min: f64, mode: f64, max: f64) -> Result<Self, DistributionError> {
        let interval = check::interval(min, max)?;
        let (from_min, from_max) = interval.fraction(check::mode(&interval, mode)?);
        Ok(Self::from_shape(Shape::Beta(interval, UnitBeta::new(1.0 + 4.0 * from_min, 1.0 + 4.0 * from_max))))
    }

    /// Normal, with a mean and a standard deviation.
    ///
    /// # Errors
    /// If an argument is not finite, `sd` is not above zero, or draws might not be finite.
    pub fn normal(mean: f64, sd: f64) -> Result<Self, DistributionError> {
        let (mean, sd) = (check::finite("mean", mean)?, check::positive("sd", sd)?);
        // no positive float is so small a probability that its quantile is 40 standard deviations away
        if (mean.abs() + 40.0 * sd).is_finite() {
            Ok(Self::from_shape(Shape::Normal { mean, sd }))
        } else {
            check::too_wide("sd")
        }
    }

    /// Lognormal: a median, and the standard deviation of the natural logarithm. If that is small, it is about the
    /// standard deviation as a share of the mean.
    ///
    /// # Errors
    /// If an argument is not finite and above zero, or draws might not be finite.
    pub fn lognormal(median: f64, sigma: f64) -> Result<Self, DistributionError> {
        lognormal(check::positive("median", median)?, check::positive("sigma", sigma)?, "sigma")
    }

    /// Lognormal, by its 5th and its 95th percentile: nine draws in ten lie between them. The median is the root of
    /// their product.
    ///
    /// # Errors
    /// If an argument is not finite and above zero, `high` is not above `low`, or draws might not be finite.
    pub fn lognormal_between(low: f64, high: f64) -> Result<Self, DistributionError> {
        check::percentiles(low, high)?;
        lognormal(low.sqrt() * high.sqrt(), sigma_between(low, high), "high")
    }

    /// Lognormal, by its median and the ratio `high` / `low` of its 95th and its 5th percentile. These are `high` and
    /// `low` themselves only if the median is the root of their product.
    ///
    /// # Errors
    /// As for [`Distribution::lognormal_between`], or if the median is not from `low` to `high`.
    pub fn lognormal_around(median: f64, low: f64, high: f64) -> Result<Self, DistributionError> {
        check::percentiles(low, high)?;
        lognormal(check::between("median", median, low, high)?, sigma_between(low, high), "high")
    }

    /// Beta, with the shape `alpha` at `min` and the shape `beta` at `max`: above 1 the density falls to zero at that
    /// end, below 1 it rises without bound.
    ///
    /// # Errors
    /// If an argument is not finite, a shape is below 0.001 or above a million, or `max` is not above `min`.
    pub fn beta(alpha: f64, beta: f64, min: f64, max: f64) -> Result<Self, DistributionError> {
        let shapes = UnitBeta::new(check::shape("alpha", alpha)?, check::shape("beta", beta)?);
        Ok(Self::from_shape(Shape::Beta(check::interval(min, max)?, shapes)))
    }

    /// Some values, each with a probability in proportion to its weight; without weights all are as likely. A value of
    /// weight zero does not occur.
    ///
    /// # Errors
    /// If there is no value, one is not finite or occurs twice, there are not as many weights as values, a weight is
    /// negative, not finite, or too small beside the others to be drawn, or all are zero.
    pub fn discrete(values: Vec<f64>, weights: Option<Vec<f64>>) -> Result<Self, DistributionError> {
        check::distinct(&values)?;
        let weights = weights.unwrap_or_else(|| vec![1.0; values.len()]);
        check::weights(&weights, values.len())?;
        Ok(Self(Kind::Discrete(Atoms::new(values.into_iter().zip(weights).collect()))))
    }

    /// As observed: from the smallest to the largest value that was observed, the quantile linear between neighbours in
    /// order of size. Equal values may occur.
    ///
    /// # Errors
    /// If there are fewer than two values, one is not finite, or they are too far apart.
    pub fn empirical(values: Vec<f64>) -> Result<Self, DistributionError> {
        Ok(Self::from_shape(Shape::Empirical(check::observed(values)?)))
    }

    /// The same distribution, given that the value lies from `min` to `max`. Either may be infinite. Of a discrete
    /// distribution the values from `min` to `max` remain.
    ///
    /// # Errors
    /// If an argument is NaN, `max` is below `min`, or less than a billionth of the probability lies between them.
    pub fn within(self, min: f64, max: f64) -> Result<Self, DistributionError> {
        check::window(min, max)?;
        let support = self.support();
        let truncated = match self.0 {
            Kind::Discrete(atoms) => {
                let (kept, share) = atoms.within(min, max);
                (share >= LEAST_SHARE).then_some(Kind::Discrete(kept))
            }
            Kind::Continuous { shape, window, .. } => {
                let window = Interval { min: window.min.max(min), max: window.max.min(max) };
                let (low, high) = (shape.tails_before(window.min), shape.tails(window.max));
                let enough = window.min <= window.max && low.until(high) >= LEAST_SHARE;
                enough.then_some(Kind::Continuous { shape, window, low, high })
            }
        };
        truncated.map_or_else(|| check::nothing_within(min, max, support), |kind| Ok(Self(kind)))
    }

    /// The value that is not exceeded with a probability from 0 to 1: the inverse distribution function.
    ///
    /// It lies within the [`Distribution::support`], and is finite for every probability but 0 and 1. Outside 0 to 1 it is
    /// NaN.
    #[must_use]
    pub fn quantile(&self, probability: f64) -> f64 {
        if !(0.0..=1.0).contains(&probability) {
            return f64::NAN;
        }
        match &self.0 {
            Kind::Discrete(atoms) => atoms.quantile(probability),
            Kind::Continuous { window, .. } if probability <= 0.0 => window.min,
            Kind::Continuous { window, .. } if probability >= 1.0 => window.max,
            Kind::Continuous { shape, window, low, high } => {
                shape.quantile(Tails::between(*low, *high, probability)).clamp(window.min, window.max)
            }
        }
    }

    /// The probability of at most a value: the distribution function. NaN for NaN.
    #[must_use]
    pub fn probability(&self, value: f64) -> f64 {
        if value.is_nan() {
            return f64::NAN;
        }
        match &self.0 {
            Kind::Discrete(atoms) => atoms.probability(value),
            Kind::Continuous { window, .. } if value < window.min => 0.0,
            Kind::Continuous { window, .. } if value >= window.max => 1.0,
            Kind::Continuous { shape, low, high, .. } => {
                (low.until(shape.tails(value)) / low.until(*high)).clamp(0.0, 1.0)
            }
        }
    }

    /// The smallest and the largest value; infinite where there is none.
    #[must_use]
    pub fn support(&self) -> (f64, f64) {
        match &self.0 {
            Kind::Discrete(atoms) => (atoms.values()[0], atoms.values()[atoms.values().len() - 1]),
            Kind::Continuous { window, .. } => (window.min, window.max),
        }
    }

    /// The mean, in closed form; none if it is beyond what floats hold.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        match &self.0 {
            Kind::Discrete(atoms) => Some(atoms.mean()),
            Kind::Continuous { shape, window, low, high } => shape.mean_within(*window, *low, *high),
        }
    }

    /// Of a discrete distribution, the probability in the middle of each value's step, in the order of the values: their
    /// quantiles are the values. None of a continuous one.
    #[must_use]
    pub fn atoms(&self) -> Option<Vec<f64>> {
        match &self.0 {
            Kind::Discrete(atoms) => Some(atoms.middles()),
            Kind::Continuous { .. } => None,
        }
    }

    /// All that decides its quantiles: the name of the shape, its numbers, and the least and greatest value of a continuous
    /// one. Two distributions that say the same draw the same.
    #[must_use]
    pub fn numbers(&self) -> (&'static str, Vec<f64>) {
        match &self.0 {
            Kind::Discrete(atoms) => ("discrete", [atoms.values(), atoms.weights()].concat()),
            Kind::Continuous { shape, window, .. } => {
                let (name, mut numbers) = shape.numbers();
                numbers.extend([window.min, window.max]);
                (name, numbers)
            }
        }
    }

    fn from_shape(shape: Shape) -> Self {
        let (min, max) = shape.support();
        Self(Kind::Continuous { shape, window: Interval { min, max }, low: Tails::START, high: Tails::END })
    }
}

/// From arguments above zero; `field` is to blame if draws might not be finite.
fn lognormal(median: f64, sigma: f64, field: &'static str) -> Checked<Distribution> {
    if (median * exp(FARTHEST * sigma)).is_finite() {
        Ok(Distribution::from_shape(Shape::Lognormal { median, sigma }))
    } else {
        check::too_wide(field)
    }
}

/// The standard deviation of the logarithm.
fn sigma_between(low: f64, high: f64) -> f64 {
    let ratio = high / low;
    (if ratio.is_finite() { ln(ratio) } else { ln(high) - ln(low) }) / (2.0 * Z95)
}
