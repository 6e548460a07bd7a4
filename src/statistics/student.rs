//! Student's t, for intervals of means.
//!
//! Written here since the bits of other implementations hang on the system's logarithm.

use super::{ERROR, number};
use crate::num::math::exp;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_PI, PI};

/// From here on the series in 1/freedom is exact to 1e-9 for tails down to 1e-8: its next term would be of the order of
/// 1e4 / freedom^5.
const LARGE: u64 = 1000;

/// Half the width of the interval of a mean at 95 %, Bonferroni's correction for several comparisons included.
pub(super) fn mean_half_width(sd: f64, n: u64, comparisons: usize) -> f64 {
    let comparisons = number(comparisons.max(1) as u64);
    quantile(ERROR / 2.0 / comparisons, n.saturating_sub(1).max(1)) * sd / number(n).sqrt()
}

/// The number that a t-distributed one with this degree of freedom exceeds with the probability `tail`, below one half.
pub(super) fn quantile(tail: f64, freedom: u64) -> f64 {
    if freedom > LARGE { by_series(tail, number(freedom)) } else { by_bisection(tail, freedom) }
}

/// Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.5.
fn by_series(tail: f64, freedom: f64) -> f64 {
    let x = normal_quantile(tail);
    let y = x * x;
    let first = x * (y + 1.0) / 4.0;
    let second = x * ((5.0 * y + 16.0) * y + 3.0) / 96.0;
    let third = x * (((3.0 * y + 19.0) * y + 17.0) * y - 15.0) / 384.0;
    let fourth = x * ((((79.0 * y + 776.0) * y + 1482.0) * y - 1920.0) * y - 945.0) / 92160.0;
    x + (first + (second + (third + fourth / freedom) / freedom) / freedom) / freedom
}

/// The number that a normally distributed one exceeds with the probability `tail`, below one half: Newton's method,
/// which comes from below without passing the root, since the tail is convex.
fn normal_quantile(tail: f64) -> f64 {
    let mut x = 0.0;
    for _ in 0..200 {
        let density = exp(-0.5 * x * x) / (2.0 * PI).sqrt();
        let next = x + (0.5 * libm::erfc(x * FRAC_1_SQRT_2) - tail) / density;
        if next <= x {
            break;
        }
        x = next;
    }
    x
}

fn by_bisection(tail: f64, freedom: u64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while upper_tail(high, freedom) > tail && high < 1e15 {
        (low, high) = (high, 2.0 * high);
    }
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            return middle;
        }
        if upper_tail(middle, freedom) > tail {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// The probability that t exceeds `t`: Abramowitz and Stegun, 26.7.3 and 26.7.4.
fn upper_tail(t: f64, freedom: u64) -> f64 {
    let n = number(freedom);
    let cosine_squared = n / (n + t * t);
    let sine = t / (n + t * t).sqrt();
    let odd = freedom % 2 == 1;
    let mut term = if odd { cosine_squared.sqrt() } else { 1.0 };
    let mut sum = 0.0;
    let mut power = u64::from(odd);
    while power + 2 <= freedom {
        if power > 1 {
            term *= cosine_squared * number(power - 1) / number(power);
        }
        sum += term;
        power += 2;
    }
    let within = if odd { FRAC_2_PI * (libm::atan(t / n.sqrt()) + sine * sum) } else { sine * sum };
    (1.0 - within) / 2.0
}

#[cfg(test)]
mod tests {
    use super::{by_bisection, by_series, normal_quantile, number, quantile, upper_tail};

    #[test]
    fn quantiles_are_those_of_the_closed_forms() {
        // one degree of freedom is Cauchy's distribution; two: t = (1 - 2 tail) / sqrt(2 tail (1 - tail))
        for tail in [0.4, 0.1, 0.025, 0.0005] {
            let cauchy = 1.0 / libm::tan(std::f64::consts::PI * tail);
            assert!((quantile(tail, 1) / cauchy - 1.0).abs() < 1e-11);
            let two = (1.0 - 2.0 * tail) / (2.0 * tail * (1.0 - tail)).sqrt();
            assert!((quantile(tail, 2) / two - 1.0).abs() < 1e-11);
        }
    }

    #[test]
    fn quantiles_are_those_of_the_printed_table() {
        // any textbook: 97.5 % quantiles
        for (freedom, printed) in
            [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (9, 2.262), (30, 2.042), (120, 1.980)]
        {
            assert!((quantile(0.025, freedom) - printed).abs() < 5.1e-4, "{freedom}");
        }
        assert!((normal_quantile(0.025) - 1.959_963_984_540_054).abs() < 1e-14);
        assert!((quantile(0.025, 10_000_000) - 1.959_964_2).abs() < 1e-7);
    }

    #[test]
    fn both_ways_agree_where_they_meet() {
        for tail in [0.4, 0.025, 0.001, 1e-5, 1e-8] {
            let (one, other) = (by_bisection(tail, 1000), by_series(tail, number(1000)));
            // a tail of 1e-8 is itself a difference of numbers near one, known to 1e-16
            let error = if tail < 1e-6 { 1e-8 } else { 1e-11 };
            assert!((one / other - 1.0).abs() < error, "{tail}: {one} {other}");
        }
    }

    #[test]
    fn a_tail_and_its_quantile_undo_each_other() {
        for freedom in 1..60 {
            assert!((upper_tail(quantile(0.01, freedom), freedom) - 0.01).abs() < 1e-14, "{freedom}");
        }
    }
}
