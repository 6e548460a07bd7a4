//! The standard normal distribution.
//!
//! The distribution function is that of `libm`; the quantile is algorithm AS 241 (`PPND16`) of M. J. Wichura, "The
//! percentage points of the normal distribution", Applied Statistics 37 (1988), 477-484, good to one part in 10^16.

use super::tails::Tails;
use crate::num::math::{exp, ln};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// The 95th percentile.
pub const Z95: f64 = 1.644_853_626_951_472_7;

/// The probability below a value and above it.
pub fn tails(value: f64) -> Tails {
    Tails { below: 0.5 * libm::erfc(-value * FRAC_1_SQRT_2), above: 0.5 * libm::erfc(value * FRAC_1_SQRT_2) }
}

/// The density at a value; zero at infinity.
pub fn density(value: f64) -> f64 {
    exp(-0.5 * value * value) / (2.0 * PI).sqrt()
}

/// The value at a place; infinite at the ends.
pub fn quantile(place: Tails) -> f64 {
    let (sign, tail) = if place.is_lower() { (-1.0, place.below) } else { (1.0, place.above) };
    let from_middle = 0.5 - tail;
    if from_middle <= 0.425 {
        let r = 0.180_625 - from_middle * from_middle;
        return sign * from_middle * polynomial(&MIDDLE[0], r) / polynomial(&MIDDLE[1], r);
    }
    if tail <= 0.0 {
        return sign * f64::INFINITY;
    }
    let r = (-ln(tail)).sqrt();
    let (coefficients, r) = if r <= 5.0 { (&TAIL, r - 1.6) } else { (&FAR_TAIL, r - 5.0) };
    sign * polynomial(&coefficients[0], r) / polynomial(&coefficients[1], r)
}

/// The highest power first.
fn polynomial(coefficients: &[f64; 8], r: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, coefficient| sum * r + coefficient)
}

// Numerators and denominators, with the digits of the paper.

#[allow(clippy::excessive_precision, clippy::unreadable_literal, reason = "the digits of the paper")]
const MIDDLE: [[f64; 8]; 2] = [
    [
        2509.0809287301226727,
        33430.575583588128105,
        67265.770927008700853,
        45921.953931549871457,
        13731.693765509461125,
        1971.5909503065514427,
        133.14166789178437745,
        3.387132872796366608,
    ],
    [
        5226.495278852545925,
        28729.085735721942674,
        39307.89580009271061,
        21213.794301586595867,
        5394.1960214247511077,
        687.1870074920579083,
        42.313330701600911252,
        1.0,
    ],
];

#[allow(clippy::excessive_precision, clippy::unreadable_literal, reason = "the digits of the paper")]
const TAIL: [[f64; 8]; 2] = [
    [
        7.7454501427834140764e-4,
        0.0227238449892691845833,
        0.24178072517745061177,
        1.27045825245236838258,
        3.64784832476320460504,
        5.7694972214606914055,
        4.6303378461565452959,
        1.42343711074968357734,
    ],
    [
        1.05075007164441684324e-9,
        5.475938084995344946e-4,
        0.0151986665636164571966,
        0.14810397642748007459,
        0.68976733498510000455,
        1.6763848301838038494,
        2.05319162663775882187,
        1.0,
    ],
];

#[allow(clippy::excessive_precision, clippy::unreadable_literal, reason = "the digits of the paper")]
const FAR_TAIL: [[f64; 8]; 2] = [
    [
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        0.0012426609473880784386,
        0.026532189526576123093,
        0.29656057182850489123,
        1.7848265399172913358,
        5.4637849111641143699,
        6.6579046435011037772,
    ],
    [
        2.04426310338993978564e-15,
        1.4215117583164458887e-7,
        1.8463183175100546818e-5,
        7.868691311456132591e-4,
        0.0148753612908506148525,
        0.13692988092273580531,
        0.59983220655588793769,
        1.0,
    ],
];

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "what must be exact is compared to the bit")]
mod tests {
    use super::*;

    #[test]
    fn known_quantiles_come_out() {
        assert_eq!(quantile(Tails::from_below(0.5)), 0.0);
        // Wichura 1988, section 3: the test values of the algorithm
        for (probability, value) in
            [(0.25, -0.674_489_750_196_081_7), (0.001, -3.090_232_306_167_814), (1e-20, -9.262_340_089_798_408)]
        {
            let ours = quantile(Tails::from_below(probability));
            assert!((ours - value).abs() <= 4e-16 * value.abs(), "{probability}: {ours}");
        }
        assert!((quantile(Tails::from_above(0.05)) - Z95).abs() < 5e-16);
    }

    #[test]
    fn both_tails_come_back_however_far_out() {
        for exponent in 1..300 {
            let tail = 0.9 * 10_f64.powi(-exponent);
            let value = quantile(Tails::from_below(tail));
            assert_eq!(quantile(Tails::from_above(tail)), -value);
            // the density turns a value wrong by one unit in the last place into a tail wrong by value^2 of them
            let allowed = 1e-15 * (1.0 + value * value);
            assert!((tails(value).below / tail - 1.0).abs() < allowed, "{tail}");
            assert!((tails(-value).above / tail - 1.0).abs() < allowed, "{tail}");
        }
    }

    #[test]
    fn the_ends_are_infinite() {
        assert_eq!(quantile(Tails::START), f64::NEG_INFINITY);
        assert_eq!(quantile(Tails::END), f64::INFINITY);
        assert_eq!(tails(f64::NEG_INFINITY), Tails::START);
        assert_eq!(tails(f64::INFINITY), Tails::END);
    }
}
