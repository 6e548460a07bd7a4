//! The standard beta distribution, on the interval from zero to one.
//!
//! Distribution function: the continued fraction of the regularised incomplete beta function (DLMF 8.17.22, with
//! 8.17.4 for the upper part), evaluated by the modified method of Lentz. The beta function in the factor before it is
//! written with Stirling's formula and its remainders, since logarithms of gamma functions would cancel.
//!
//! Quantile: Newton's method for the logarithm of the distribution function over the log-odds of the value. The density
//! of the log-odds is log-concave, so this logarithm is concave, and the method converges from any start: after one step
//! it comes from the left, where a concave function never lets it overshoot.

use super::tails::Tails;
use crate::num::math::{exp, ln};
use std::f64::consts::PI;

/// Beyond these log-odds a value is as good as the end of the interval.
const FARTHEST: f64 = 700.0;

/// A beta distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnitBeta {
    /// The shape at the lower end, positive.
    pub alpha: f64,
    /// The shape at the upper end, positive.
    pub beta: f64,
    /// ln(1/B(alpha, beta)).
    constant: f64,
}

/// A value and what it lacks to one, each exact where it is small.
pub type Fraction = (f64, f64);

impl UnitBeta {
    /// From positive shapes.
    pub fn new(alpha: f64, beta: f64) -> Self {
        let sum = alpha + beta;
        let remainders = stirling_remainder(sum) - stirling_remainder(alpha) - stirling_remainder(beta);
        let powers = alpha * libm::log1p(beta / alpha) + beta * libm::log1p(alpha / beta);
        Self { alpha, beta, constant: powers + 0.5 * ln(alpha / sum * beta / (2.0 * PI)) + remainders }
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.alpha / (self.alpha + self.beta)
    }

    const fn mirrored(&self) -> Self {
        Self { alpha: self.beta, beta: self.alpha, constant: self.constant }
    }

    /// The probability below a value and above it.
    pub fn tails(&self, (x, y): Fraction) -> Tails {
        if self.is_left(x) {
            Tails::from_below(exp(self.logarithm((x, y)).0))
        } else {
            Tails::from_above(exp(self.mirrored().logarithm((y, x)).0))
        }
    }

    /// The value at a place.
    pub fn quantile(&self, place: Tails) -> Fraction {
        if place.is_lower() {
            self.lower_quantile(place.below)
        } else {
            let (y, x) = self.mirrored().lower_quantile(place.above);
            (x, y)
        }
    }

    /// Whether the continued fraction converges fast for the part below a value.
    fn is_left(&self, x: f64) -> bool {
        x <= (self.alpha + 1.0) / (self.alpha + self.beta + 2.0)
    }

    /// The logarithm of the probability below a value left of the middle, and how fast it rises with the log-odds.
    fn logarithm(&self, (x, y): Fraction) -> (f64, f64) {
        if x <= 0.0 {
            return (f64::NEG_INFINITY, self.alpha);
        }
        let fraction = self.continued_fraction(x);
        (self.log_front((x, y)) + ln(fraction / self.alpha), self.alpha / fraction)
    }

    /// ln(x^alpha y^beta / B(alpha, beta)).
    fn log_front(&self, (x, y): Fraction) -> f64 {
        let logarithm = |part: f64, rest: f64| if part <= 0.5 { ln(part) } else { libm::log1p(-rest) };
        self.alpha * logarithm(x, y) + self.beta * logarithm(y, x) + self.constant
    }

    /// 1/(1 + d1/(1 + d2/(1 + ...))).
    fn continued_fraction(&self, x: f64) -> f64 {
        const TINY: f64 = 1e-300;
        let away_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
        let (a, b) = (self.alpha, self.beta);
        let (mut denominator, mut c, mut d) = (1.0, 1.0, 0.0);
        // of the order of the root of the larger shape suffice
        for step in 1..10_000_u32 {
            let m = f64::from(step / 2);
            let coefficient = if step % 2 == 0 {
                m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
            } else {
                -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
            };
            d = 1.0 / away_from_zero(1.0 + coefficient * d);
            c = away_from_zero(1.0 + coefficient / c);
            denominator *= c * d;
            if (c * d - 1.0).abs() < f64::EPSILON {
                break;
            }
        }
        1.0 / denominator
    }

    /// The value with a probability of at most one half below it.
    fn lower_quantile(&self, below: f64) -> Fraction {
        if below <= 0.0 {
            return (0.0, 1.0);
        }
        let wanted = ln(below);
        let mut odds = ln(self.alpha / self.beta);
        for step in 0..200 {
            let value = from_log_odds(odds);
            let (logarithm, slope) = if self.is_left(value.0) {
                self.logarithm(value)
            } else {
                let above = exp(self.mirrored().logarithm((value.1, value.0)).0);
                (libm::log1p(-above), exp(self.log_front(value)) / (1.0 - above))
            };
            let change = (wanted - logarithm) / slope;
            // from the left each step leads up, until only rounding is left
            if step > 0 && change <= 0.0 {
                break;
            }
            let before = odds;
            odds = (odds + change).clamp(-FARTHEST, FARTHEST);
            if (odds - before).abs() <= 0.5 * f64::EPSILON * before.abs() {
                break;
            }
        }
        from_log_odds(odds)
    }
}

fn from_log_odds(odds: f64) -> Fraction {
    (1.0 / (1.0 + exp(-odds)), 1.0 / (1.0 + exp(odds)))
}

/// ln Γ(z) − ((z − ½) ln z − z + ½ ln 2π) (DLMF 5.11.1).
fn stirling_remainder(z: f64) -> f64 {
    const HALF_LN_2_PI: f64 = 0.918_938_533_204_672_8;
    if z < 15.0 {
        return libm::lgamma(z) - ((z - 0.5) * ln(z) - z + HALF_LN_2_PI);
    }
    let r = 1.0 / (z * z);
    (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r / 1188.0)))) / z
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_forms_come_out() {
        // shapes (a, 1): x^a; shapes (1, b): 1 - (1-x)^b; shapes (1/2, 1/2): the arcsine law
        // the logarithm of a tail is exact to a few units in its last place
        let allowed = |tail: f64| 1e-15 * (20.0 - tail.ln());
        for x in [1e-6, 0.01, 0.2, 0.5, 0.8, 0.99] {
            let y = 1.0 - x;
            for shape in [0.2_f64, 1.0, 5.0, 50.0] {
                let below = UnitBeta::new(shape, 1.0).tails((x, y)).below;
                assert!((below / x.powf(shape) - 1.0).abs() < allowed(below), "{shape} {x}: {below}");
                let above = UnitBeta::new(1.0, shape).tails((x, y)).above;
                assert!((above / y.powf(shape) - 1.0).abs() < allowed(above), "{shape} {x}: {above}");
            }
            let arcsine = 2.0 / PI * x.sqrt().asin();
            assert!((UnitBeta::new(0.5, 0.5).tails((x, y)).below / arcsine - 1.0).abs() < 1e-13);
        }
    }

    #[test]
    fn both_tails_come_back_for_all_shapes() {
        let shapes = [0.01, 0.2, 0.5, 1.0, 1.5, 2.0, 5.0, 17.3, 50.0, 1000.0, 1e6];
        for alpha in shapes {
            for beta in shapes {
                let distribution = UnitBeta::new(alpha, beta);
                // logarithms of tails are sums of terms as large as the shapes
                let allowed = 1e-12 + 1e-15 * (alpha + beta);
                for tail in [1e-15, 1e-9, 1e-6, 1e-3, 0.05, 0.3, 0.5] {
                    let low = distribution.quantile(Tails::from_below(tail));
                    let high = distribution.quantile(Tails::from_above(tail));
                    // values closer to an end than floats reach have nothing to come back from
                    if low.0 > 1e-300 && low.1 > 1e-300 {
                        let back = distribution.tails(low).below;
                        assert!((back / tail - 1.0).abs() < allowed, "({alpha}, {beta}) {tail}: {back}");
                    }
                    if high.0 > 1e-300 && high.1 > 1e-300 {
                        let back = distribution.tails(high).above;
                        assert!((back / tail - 1.0).abs() < allowed, "({alpha}, {beta}) upper {tail}: {back}");
                    }
                    assert!((0.0..=1.0).contains(&low.0) && low.0 <= high.0);
                }
            }
        }
    }
}
