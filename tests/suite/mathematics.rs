//! Accuracy of the mathematical functions against arbitrary precision, and their special values.
//!
//! The reference is `dashu-float`, whose exp, ln and powers are correctly rounded; at 66 bits its
//! error is below a thousandth of a unit in the last place (ulp) of an `f64`.

use coke_sim::num::math::{exp, ln, maximum, minimum, power};
use dashu_float::{ConstCache, Context, FBig, round::mode::HalfEven};

use crate::random::Random;

type Precise = FBig<HalfEven>;

/// Bits of the reference.
const PRECISION: usize = 66;

const CONTEXT: Context<HalfEven> = Context::new(PRECISION);

/// The error of `result` in ulp of the true value.
fn error_in_ulp(result: f64, truth: &Precise) -> f64 {
    let rounded = truth.to_f64().value();
    #[allow(clippy::float_cmp)] // both infinite, or an error
    if rounded.is_infinite() || result.is_infinite() {
        return if rounded == result { 0.0 } else { f64::INFINITY };
    }
    // The binade of the true value; below the normal numbers the spacing no longer shrinks.
    let exponent = (rounded.abs().to_bits() >> 52).max(1);
    let difference = Precise::try_from(result).unwrap().with_precision(4 * PRECISION).value() - truth;
    let scale = 1075 - i32::try_from(exponent).unwrap();
    let scaled = difference * Precise::from_parts(1.into(), isize::try_from(scale).unwrap());
    scaled.to_f64().value().abs()
}

fn precise(x: f64) -> Precise {
    Precise::try_from(x).unwrap().with_precision(PRECISION).value()
}

/// The largest error seen, where it was, and how often the result was not the nearest number.
#[derive(Default)]
struct Worst {
    error: f64,
    at: Vec<f64>,
    points: u32,
    not_nearest: u32,
}

impl Worst {
    fn record(&mut self, at: &[f64], result: f64, truth: &Precise) {
        let error = error_in_ulp(result, truth);
        assert!(!error.is_nan(), "{at:?} gives {result}");
        self.points += 1;
        self.not_nearest += u32::from(error > 0.5);
        if error > self.error {
            self.error = error;
            self.at = at.to_vec();
        }
    }

    fn report(&self, name: &str, bound: f64) {
        let share = 100.0 * f64::from(self.not_nearest) / f64::from(self.points);
        println!(
            "{name}: {} points, worst {:.4} ulp at {:?}, not nearest {share:.3} %",
            self.points, self.error, self.at
        );
        assert!(self.error <= bound, "{name}: {:.4} ulp at {:?}, more than {bound}", self.error, self.at);
    }
}

/// Checks a function at many points, apart for results that are normal numbers and for smaller ones, whose
/// last place is so coarse that the second rounding shows.
fn check<const N: usize>(
    name: &str,
    points: impl Iterator<Item = [f64; N]>,
    function: impl Fn([f64; N]) -> f64,
    reference: impl Fn([f64; N], &mut ConstCache) -> Precise,
    bounds: (f64, f64),
) {
    let (mut normal, mut subnormal) = (Worst::default(), Worst::default());
    let mut cache = ConstCache::new();
    for at in points {
        let result = function(at);
        let truth = reference(at, &mut cache);
        let worst = if result.abs() < f64::MIN_POSITIVE { &mut subnormal } else { &mut normal };
        worst.record(&at, result, &truth);
    }
    normal.report(name, bounds.0);
    if subnormal.points > 0 {
        subnormal.report(&format!("{name}, subnormal results"), bounds.1);
    }
}

#[test]
fn exp_is_accurate_over_the_whole_range() {
    let mut random = Random(1);
    let points = (0..105_000).map(|i| {
        let x = match i % 7 {
            0 => random.between(-746.0, 710.0),
            1 => random.between(-20.0, 5.0),
            2 => random.between(-1.0, 1.0),
            3 => random.between(-746.0, -708.0),
            4 => random.between(709.7, 709.79),
            5 => random.between(-1.0, 1.0) * random.between(-60.0, 0.0).exp2(),
            _ => random.positive() * random.between(-1.0, 1.0).signum(),
        };
        [x]
    });
    // Far beyond the range the reference would need an enormous exponent.
    let reference = |[x]: [f64; 1], cache: &mut ConstCache| {
        CONTEXT.exp(precise(x.clamp(-800.0, 800.0)).repr(), Some(cache)).unwrap().value()
    };
    check("exp", points, |[x]| exp(x), reference, (0.62, 0.76));
}

#[test]
fn ln_is_accurate_over_the_whole_range() {
    let mut random = Random(2);
    let points = (0..105_000).map(|i| {
        let x = match i % 7 {
            0..=2 => random.positive(),
            3 => random.between(0.5, 2.0),
            4 => 1.0 + random.between(-1.0, 1.0) * random.between(-52.0, -1.0).exp2(),
            5 => random.between(0.0, 100.0),
            _ => random.between(0.0, f64::MIN_POSITIVE),
        };
        [x]
    });
    let reference = |[x]: [f64; 1], cache: &mut ConstCache| CONTEXT.ln(precise(x).repr(), Some(cache)).unwrap().value();
    check("ln", points, |[x]| ln(x), reference, (0.51, 0.51));
}

fn check_power(name: &str, points: impl Iterator<Item = [f64; 2]>) {
    let reference = |[base, exponent]: [f64; 2], cache: &mut ConstCache| {
        CONTEXT.powf(precise(base).repr(), precise(exponent).repr(), Some(cache)).unwrap().value()
    };
    check(name, points, |[base, exponent]| power(base, exponent), reference, (0.65, 0.76));
}

#[test]
fn power_is_accurate_over_the_whole_range() {
    let mut random = Random(3);
    let points = (0..55_000).map(|i| {
        let base = match i % 6 {
            0 | 1 => random.positive(),
            2 => random.between(0.5, 2.0),
            3 => 1.0 + random.between(-1.0, 1.0) * random.between(-30.0, -1.0).exp2(),
            // Where the logarithm has the largest relative error: around ½√3 and √(3/2).
            4 if i % 4 == 0 => random.between(0.83, 0.9),
            4 => random.between(1.19, 1.26),
            _ => random.between(0.01, 10.0),
        };
        let logarithm = if i % 3 == 1 { random.between(600.0, 709.0) } else { random.between(-746.0, 710.0) };
        [base, logarithm / base.ln()]
    });
    #[allow(clippy::float_cmp)] // 1 to any power is 1: a special value
    check_power("power", points.filter(|[base, exponent]| *base != 1.0 && exponent.is_finite()));
}

#[test]
fn power_is_accurate_at_the_values_of_a_model() {
    // Shares, ratios and scales to the power of elasticities.
    let mut random = Random(5);
    let points = (0..50_000).map(|_| [random.between(0.01, 10.0), random.between(-3.0, 3.0)]);
    check_power("power in a model", points);
}

/// Equality of the bits, but any NaN equals any other.
fn is_same(x: f64, y: f64) -> bool {
    x.to_bits() == y.to_bits() || (x.is_nan() && y.is_nan())
}

#[track_caller]
fn assert_same(result: f64, expected: f64) {
    assert!(is_same(result, expected), "{result:?} instead of {expected:?}");
}

const INFINITY: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;
const SMALLEST: f64 = f64::from_bits(1);

#[test]
fn exp_has_the_right_limits() {
    for (x, expected) in [
        (0.0, 1.0),
        (-0.0, 1.0),
        (SMALLEST, 1.0),
        (INFINITY, INFINITY),
        (-INFINITY, 0.0),
        (f64::MAX, INFINITY),
        (f64::MIN, 0.0),
        (NAN, NAN),
        // The last argument with a finite result and the next; the last with a positive one and the next.
        (709.782_712_893_384, 1.797_693_134_862_273_2e308),
        (709.782_712_893_384_1, INFINITY),
        (-745.133_219_101_941_1, SMALLEST),
        (-745.133_219_101_941_2, 0.0),
    ] {
        assert_same(exp(x), expected);
    }
}

#[test]
fn ln_has_the_right_limits() {
    for (x, expected) in [
        (1.0, 0.0),
        (0.0, -INFINITY),
        (-0.0, -INFINITY),
        (INFINITY, INFINITY),
        (-SMALLEST, NAN),
        (-1.0, NAN),
        (-INFINITY, NAN),
        (NAN, NAN),
        (SMALLEST, -744.440_071_921_381_2),
        (f64::MIN_POSITIVE, -708.396_418_532_264_1),
        (f64::MAX, 709.782_712_893_384),
    ] {
        assert_same(ln(x), expected);
    }
}

#[test]
fn power_has_the_right_limits() {
    for (base, exponent, expected) in [
        (2.0, 10.0, 1024.0),
        (4.0, 0.5, 2.0),
        (10.0, 22.0, 1e22),
        (0.0, 2.0, 0.0),
        (-0.0, 3.0, 0.0),
        (0.0, -2.0, INFINITY),
        (0.0, INFINITY, 0.0),
        (0.0, -INFINITY, INFINITY),
        (0.0, SMALLEST, 0.0),
        (INFINITY, 0.5, INFINITY),
        (INFINITY, -0.5, 0.0),
        (2.0, INFINITY, INFINITY),
        (2.0, -INFINITY, 0.0),
        (0.5, INFINITY, 0.0),
        (0.5, -INFINITY, INFINITY),
        (2.0, f64::MAX, INFINITY),
        (2.0, f64::MIN, 0.0),
        (0.999, f64::MAX, 0.0),
        (2.0, -1074.0, SMALLEST),
        (2.0, -1076.0, 0.0),
        (2.0, 1024.0, INFINITY),
        (2.0, 1023.0, 2.0_f64.powi(1023)),
        (SMALLEST, 1.0, SMALLEST),
        (f64::MAX, 1.0, f64::MAX),
        (f64::MAX, SMALLEST, 1.0),
        (-2.0, 2.0, NAN),
        (-INFINITY, 2.0, NAN),
        (NAN, 2.0, NAN),
        (2.0, NAN, NAN),
        (0.0, NAN, NAN),
        (INFINITY, NAN, NAN),
    ] {
        assert_same(power(base, exponent), expected);
    }
    for any in [0.0, SMALLEST, 0.3, 7.0, f64::MAX, INFINITY, -2.0, -INFINITY, NAN] {
        assert_same(power(any, 0.0), 1.0);
        assert_same(power(any, -0.0), 1.0);
        assert_same(power(1.0, any), 1.0);
    }
}

#[test]
fn minimum_and_maximum_keep_nan() {
    for (x, y, smaller, larger) in [
        (1.0, 2.0, 1.0, 2.0),
        (2.0, 1.0, 1.0, 2.0),
        (NAN, 1.0, NAN, NAN),
        (1.0, NAN, NAN, NAN),
        (-INFINITY, INFINITY, -INFINITY, INFINITY),
    ] {
        assert_same(minimum(x, y), smaller);
        assert_same(maximum(x, y), larger);
    }
}
