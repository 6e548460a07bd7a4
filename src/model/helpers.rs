//! The card's helper functions (section 1), all free of branches.

use super::Inputs;
use crate::num::{ANY_UNIT, Num, Scalar};

/// The card's guard of `ratio`: what a denominator is at least.
const RATIO_FLOOR: f64 = 1e-9;

/// The card's bound on the argument of [`logistic`].
const LOGISTIC_BOUND: f64 = 30.0;

/// `a / max(b, 1e-9)`. The guard is in the unit of `b`, whichever that is: it is so small that it never counts.
#[inline(always)]
pub fn ratio<S: Scalar>(numerator: Num<S>, denominator: Num<S>) -> Num<S> {
    numerator / denominator.max(Num::of(RATIO_FLOOR, ANY_UNIT))
}

/// `1 / (1 + exp(-clamp(x, -30, 30)))`
#[inline(always)]
pub fn logistic<S: Scalar>(x: Num<S>) -> Num<S> {
    1.0 / (1.0 + (-x.clamp(-LOGISTIC_BOUND, LOGISTIC_BOUND)).exp())
}

/// Sum of the terms, in order.
#[inline(always)]
pub fn sum<S: Scalar>(terms: impl Iterator<Item = Num<S>>) -> Num<S> {
    let mut total = Num::from(0.0);
    for term in terms {
        total += term;
    }
    total
}

impl<S: Scalar> Inputs<'_, S> {
    /// The exact share of a first-order gap that closes within the step: `1 - exp(-dt/tau)`.
    #[inline(always)]
    #[must_use]
    pub fn frac(&self, adjustment_time: Num<S>) -> Num<S> {
        1.0 - (-self.dt / adjustment_time).exp()
    }

    /// The exact mean over the step of a stock that relaxes to `target`: `T + (s - T) * frac(tau) * tau / dt`.
    #[inline(always)]
    #[must_use]
    pub fn step_mean(&self, stock: Num<S>, target: Num<S>, adjustment_time: Num<S>) -> Num<S> {
        target + (stock - target) * self.frac(adjustment_time) * adjustment_time / self.dt
    }

    /// A stock after one step of relaxing to `target`: `s + (T - s) * frac(tau)`.
    #[inline(always)]
    #[must_use]
    pub fn relax(&self, stock: Num<S>, target: Num<S>, adjustment_time: Num<S>) -> Num<S> {
        stock + (target - stock) * self.frac(adjustment_time)
    }

    /// The share of a stock that leaves within the step with this hazard: `1 - exp(-hazard*dt)`.
    #[inline(always)]
    #[must_use]
    pub fn leaving_share(&self, hazard: Num<S>) -> Num<S> {
        1.0 - (-hazard * self.dt).exp()
    }

    /// The rate of an outflow that empties `stock` with this hazard: `stock * (1 - exp(-hazard*dt)) / dt`.
    #[inline(always)]
    #[must_use]
    pub fn outflow(&self, stock: Num<S>, hazard: Num<S>) -> Num<S> {
        stock * self.leaving_share(hazard) / self.dt
    }
}
