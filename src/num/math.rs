//! Exponential, natural logarithm and power: the same bits on every machine.
//!
//! A run must give the same result alone, beside other runs in SIMD lanes, and on any processor. So
//! these functions use only `+ - * /`, comparisons that become selects, and integer arithmetic on
//! the bits of a number, each of which is fully determined by IEEE 754 and by the order written
//! here. There is no fused multiply-add, no table, no branch, and no call to the system's
//! mathematical library. One text serves a single `f64` and the vectors of [`lanes`](super::lanes): it is
//! generic over [`Binary64`], the few operations on bits and the selects that it needs.
//!
//! # Method
//!
//! The classical one, as in fdlibm (Sun Microsystems, 1993, `e_exp.c`, `e_log.c`, `e_pow.c`) and in
//! chapters 4, 10 and 11 of J.-M. Muller, *Elementary Functions*, third edition, Birkhäuser 2016:
//!
//! * exp: x = k·ln 2 + r, |r| ≤ ½ ln 2; eˣ = 2ᵏ·(1 + r + r²·q(r));
//! * ln: x = 2ᵏ·m, ½√3 ≤ m < √3, c = 1 or 3/2; ln x = k·ln 2 + ln c + 2·artanh((m−c)/(m+c)), carried as
//!   an unevaluated sum of two numbers;
//! * power: xʸ = exp(y·ln x), where both the logarithm and the product are such sums.
//!
//! The two polynomials are minimax approximations by the Remez algorithm (Muller, chapter 3), found
//! in 300-bit arithmetic and then rounded to `f64`.
//!
//! # Accuracy
//!
//! Worst errors in units in the last place (ulp), as `tests/math.rs` measures them against arbitrary
//! precision at 105,000 points a function, and asserts them; 0.5 is the best that a rounded result can do:
//!
//! | function | normal results | subnormal results | not the nearest number |
//! |---|---|---|---|
//! | exp   | 0.62 | 0.76 | 0.8 % |
//! | ln    | 0.51 | none | below 0.1 % |
//! | power | 0.65 | 0.76 | 1.8 % |
//!
//! A result just below the normal numbers is rounded twice, which is why results are less exact there. The
//! worst of power is where the logarithm of the base is small and the result near an end of the range.

use super::{Num, Scalar};

/// One or several IEEE 754 numbers of 64 bits, with what [`Scalar`] leaves out: selects, and arithmetic
/// on the bits. Equations never use it; only the functions of this file do.
pub trait Binary64: Scalar {
    /// Yes or no, for each number.
    type Mask: Copy;
    /// `self < other`; no, where either is NaN.
    fn is_below(self, other: Self) -> Self::Mask;
    /// `self == other`; no, where either is NaN.
    fn is_equal(self, other: Self) -> Self::Mask;
    /// Yes where either is yes.
    fn either(one: Self::Mask, other: Self::Mask) -> Self::Mask;
    /// One of two numbers that are both at hand: a blend, never a branch.
    #[must_use]
    fn select(condition: Self::Mask, if_true: Self, if_false: Self) -> Self;
    /// The bits of both numbers that are in `mask`.
    #[must_use]
    fn and_bits(self, mask: u64) -> Self;
    /// The bits of the number and those of `mask`.
    #[must_use]
    fn or_bits(self, mask: u64) -> Self;
    /// The sum of the bits, taken as whole numbers modulo 2⁶⁴, and `other`.
    #[must_use]
    fn add_bits(self, other: u64) -> Self;
    /// The difference of the bits, taken as whole numbers modulo 2⁶⁴.
    #[must_use]
    fn subtract_bits(self, other: Self) -> Self;
    /// The bits moved towards the higher places, by `PLACES`.
    #[must_use]
    fn shift_left<const PLACES: i32>(self) -> Self;
    /// The bits moved towards the lower places, by `PLACES`; zeros come in.
    #[must_use]
    fn shift_right<const PLACES: i32>(self) -> Self;
}

impl Binary64 for f64 {
    type Mask = bool;
    #[inline(always)]
    fn is_below(self, other: Self) -> bool {
        self < other
    }
    #[inline(always)]
    #[expect(clippy::float_cmp, reason = "equality is what is asked for")]
    fn is_equal(self, other: Self) -> bool {
        self == other
    }
    #[inline(always)]
    fn either(one: bool, other: bool) -> bool {
        one | other
    }
    #[inline(always)]
    fn select(condition: bool, if_true: Self, if_false: Self) -> Self {
        if condition { if_true } else { if_false }
    }
    #[inline(always)]
    fn and_bits(self, mask: u64) -> Self {
        Self::from_bits(self.to_bits() & mask)
    }
    #[inline(always)]
    fn or_bits(self, mask: u64) -> Self {
        Self::from_bits(self.to_bits() | mask)
    }
    #[inline(always)]
    fn add_bits(self, other: u64) -> Self {
        Self::from_bits(self.to_bits().wrapping_add(other))
    }
    #[inline(always)]
    fn subtract_bits(self, other: Self) -> Self {
        Self::from_bits(self.to_bits().wrapping_sub(other.to_bits()))
    }
    #[inline(always)]
    fn shift_left<const PLACES: i32>(self) -> Self {
        Self::from_bits(self.to_bits() << PLACES)
    }
    #[inline(always)]
    fn shift_right<const PLACES: i32>(self) -> Self {
        Self::from_bits(self.to_bits() >> PLACES)
    }
}

/// log₂ e.
const LOG2_E: f64 = std::f64::consts::LOG2_E;

/// ln 2 is `LN_2_HIGH` + `LN_2_LOW`. The high part has 42 significant bits, so that its product with
/// an exponent, of at most 11 bits, is exact.
const LN_2_HIGH: f64 = 0.693_147_180_559_890_3;
const LN_2_LOW: f64 = 5.497_923_018_708_371e-14;

/// ln(3/2) likewise: its high part is a multiple of 2⁻⁴², like that of ln 2, so that sums of them are exact.
const LN_3_HALVES_HIGH: f64 = 0.405_465_108_108_046_5;
const LN_3_HALVES_LOW: f64 = 1.179_028_040_771_656_7e-13;

/// ½√3 and √(3/2): the ends of the two intervals around 1 and 3/2 in which the logarithm is expanded.
const HALF_ROOT_3: f64 = 0.866_025_403_784_438_6;
const ROOT_3_HALVES: f64 = 1.224_744_871_391_589;

/// 1.5·2⁵². Adding it rounds a number |x| < 2⁵¹ to an integer, which then stands in the low bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// 2⁵². Its low bits hold 0, so that bits can be put there to make a whole number from an integer.
const TWO_TO_52: f64 = 4_503_599_627_370_496.0;

/// 2⁵⁴. A subnormal number times this is normal.
const TWO_TO_54: f64 = 4.0 * TWO_TO_52;

/// The bit of the sign.
const SIGN: u64 = 1 << 63;

/// Width of the field of the significand in an `f64`.
const SIGNIFICAND_BITS: i32 = 52;

/// What is added to a power of two to make the field of the exponent in an `f64`.
const EXPONENT_BIAS: u64 = 1023;

/// Keeps the leading 26 of 53 significant bits: products of two such numbers are exact.
const LEADING_26_BITS: u64 = !0 << 27;

/// Keeps the leading 24 of 53 significant bits.
const LEADING_24_BITS: u64 = !0 << 29;

/// Above this eˣ is infinite (from 709.78…), below `EXP_TO_ZERO` it is zero (from −745.13…).
const EXP_TO_INFINITY: f64 = 710.0;
const EXP_TO_ZERO: f64 = -746.0;

/// The exponential eˣ.
///
/// `exp(-∞)` is 0, `exp(∞)` is ∞, and NaN gives NaN. A result below half the smallest subnormal number is 0.
#[must_use]
#[inline(always)]
pub fn exp<S: Binary64>(x: S) -> S {
    exponential_of_sum(Num::new(x), Num::constant(0.0)).into_inner()
}

/// The natural logarithm of `x`.
///
/// `ln(0)` is −∞, `ln(∞)` is ∞; a negative number and NaN give NaN.
#[must_use]
#[inline(always)]
pub fn ln<S: Binary64>(x: S) -> S {
    let (high, low) = logarithm_as_sum(Num::new(x));
    (high + low).into_inner()
}

/// `base` to the power of `exponent`, for a base that is not negative.
///
/// As in IEEE 754, `power(x, 0)` and `power(1, y)` are 1 even where the other argument is NaN. Zero
/// gives 0 to a positive power and ∞ to a negative one; a zero of either sign counts as +0. Unlike
/// IEEE 754, a negative base gives NaN to every power but 0, whole ones too: no share, price or
/// quantity of the model that is raised to a power can be negative.
#[must_use]
#[inline(always)]
pub fn power<S: Binary64>(base: S, exponent: S) -> S {
    let (base, exponent) = (Num::new(base), Num::new(exponent));
    let (high, low) = logarithm_as_sum(base);
    // Dekker's product: the rounding error of `exponent * high`, from products of halves that are exact.
    let product = exponent * high;
    let (exponent_head, exponent_tail) = halves(exponent);
    let (high_head, high_tail) = halves(high);
    let error = ((exponent_head * high_head - product) + exponent_head * high_tail + exponent_tail * high_head)
        + exponent_tail * high_tail;
    // Where the result is 0 or ∞ the error does not matter, and may be NaN from ∞ − ∞.
    let magnitude = and_bits(product, !SIGN);
    let correction = select(is_below(magnitude, -EXP_TO_ZERO), error + exponent * low, 0.0);
    let result = exponential_of_sum(product, correction);
    let is_one = S::either(is_equal(exponent, 0.0), is_equal(base, 1.0));
    select(is_one, 1.0, result).into_inner()
}

/// The smaller of two numbers; NaN if either is NaN, `x` if they are equal.
#[must_use]
#[inline(always)]
pub fn minimum<S: Binary64>(x: S, y: S) -> S {
    // The test of `y` comes last since it vanishes where `y` is a constant.
    let smaller = S::select(y.is_below(x), y, x);
    S::select(y.is_equal(y), smaller, y)
}

/// The larger of two numbers; NaN if either is NaN, `x` if they are equal.
#[must_use]
#[inline(always)]
pub fn maximum<S: Binary64>(x: S, y: S) -> S {
    let larger = S::select(x.is_below(y), y, x);
    S::select(y.is_equal(y), larger, y)
}

/// e to the power of `high + low`, where |low| is far smaller than 1.
#[inline(always)]
fn exponential_of_sum<S: Binary64>(high: Num<S>, low: Num<S>) -> Num<S> {
    // Written so that NaN stays NaN.
    let high = select(is_above(high, EXP_TO_INFINITY), EXP_TO_INFINITY, high);
    let high = select(is_below(high, EXP_TO_ZERO), EXP_TO_ZERO, high);

    // high + low = k·ln 2 + r + r_error. The first difference is exact.
    let rounded = high * LOG2_E + ROUNDER;
    let k = rounded - ROUNDER;
    let r_high = high - k * LN_2_HIGH;
    let r_low = low - k * LN_2_LOW;
    let r = r_high + r_low;
    let r_error = (r_high - r) + r_low;

    // q(r) = (eʳ − 1 − r) / r² with a relative error of eʳ below 2⁻⁶⁰, in the manner of Estrin.
    let r2 = r * r;
    let r4 = r2 * r2;
    let q_0_to_3 =
        (0.5 + r * 0.166_666_666_666_666_82) + r2 * (0.041_666_666_666_666_095 + r * 0.008_333_333_333_317_034);
    let q_4_to_7 = (0.001_388_888_888_911_564 + r * 0.000_198_412_698_963_834_16)
        + r2 * (2.480_158_692_661_155e-5 + r * 2.755_723_486_222_548e-6);
    let q_8_to_10 = (2.755_758_186_654_658e-7 + r * 2.511_203_675_810_230_5e-8) + r2 * 2.082_662_151_812_205_7e-9;
    let q = q_0_to_3 + r4 * (q_4_to_7 + r4 * q_8_to_10);

    // 1 + r with its rounding error, by Dekker's fast two-sum, so that only small terms are rounded twice.
    let sum = 1.0 + r;
    let sum_error = r - (sum - 1.0);
    let significand = sum + (sum_error + (sum * r_error + r2 * q));

    // 2ᵏ in two factors: both are normal numbers, and only the last product is rounded, once, if it
    // is subnormal.
    let biased = rounded.into_inner().add_bits((2 * EXPONENT_BIAS).wrapping_sub(ROUNDER.to_bits()));
    let half = biased.shift_right::<1>();
    let rest = biased.subtract_bits(half);
    significand * Num::new(half.shift_left::<SIGNIFICAND_BITS>()) * Num::new(rest.shift_left::<SIGNIFICAND_BITS>())
}

/// The natural logarithm of `x` as a sum (high, low) with a relative error below 2⁻⁶⁴.
///
/// Where the logarithm is not finite, high alone has its value and low is 0.
#[inline(always)]
#[expect(clippy::many_single_char_names, reason = "the letters of the textbooks")]
fn logarithm_as_sum<S: Binary64>(x: Num<S>) -> (Num<S>, Num<S>) {
    // x = 2ᵏ·m. A subnormal number is first made normal.
    let is_subnormal = is_below(x, f64::MIN_POSITIVE);
    let normal = select(is_subnormal, x * TWO_TO_54, x);
    let bias = select(is_subnormal, TWO_TO_52 + 1023.0 + 54.0, Num::constant(TWO_TO_52 + 1023.0));
    // Counting the exponent from that of ½√3 upwards puts m between ½√3 and √3.
    let from_root = (EXPONENT_BIAS << SIGNIFICAND_BITS).wrapping_sub(HALF_ROOT_3.to_bits());
    let biased = normal.into_inner().add_bits(from_root).shift_right::<SIGNIFICAND_BITS>();
    let k = Num::new(biased.or_bits(TWO_TO_52.to_bits())) - bias;
    let power_of_two = biased.shift_left::<SIGNIFICAND_BITS>();
    let m = Num::new(normal.into_inner().subtract_bits(power_of_two).add_bits(EXPONENT_BIAS << SIGNIFICAND_BITS));

    // c is the nearer of 1 and 3/2; then |m−c|/(m+c) < 0.102.
    let is_near_3_halves = is_above(m, ROOT_3_HALVES);
    let c = select(is_near_3_halves, 1.5, Num::constant(1.0));
    let ln_c_high = select(is_near_3_halves, LN_3_HALVES_HIGH, Num::constant(0.0));
    let ln_c_low = select(is_near_3_halves, LN_3_HALVES_LOW, Num::constant(0.0));

    // ln(m/c) = 2·artanh((m−c)/(m+c)) = s·(3 + z + z²·R(z)), with s = ⅔·(m−c)/(m+c) and z = (9/4)·s².
    // The quotient as s_high + s_low: s_high has few bits, so that its products here are exact, and
    // s_low is what remains, divided.
    let numerator = 2.0 * (m - c);
    let sum = m + c;
    let sum_head = and_bits(sum, LEADING_26_BITS);
    let sum_tail = m - (sum_head - c);
    let reciprocal = 1.0 / (3.0 * sum);
    let s_high = and_bits(numerator * reciprocal, LEADING_24_BITS);
    let s_low = ((numerator - s_high * (3.0 * sum_head)) - s_high * (3.0 * sum_tail)) * reciprocal;
    let s = s_high + s_low;

    // R(z) with a relative error of ln(m/c) below 2⁻⁶⁹, in the manner of Estrin.
    let z = 2.25 * (s * s);
    let z2 = z * z;
    let r_0_to_1 = 0.599_999_999_999_994_6 + z * 0.428_571_428_578_484_3;
    let r_2_to_3 = 0.333_333_329_843_498_7 + z * 0.272_728_119_355_860_05;
    let r_4_to_5 = 0.230_661_118_106_253_9 + z * 0.206_963_144_841_729_9;
    let tail = z2 * (r_0_to_1 + z2 * (r_2_to_3 + z2 * r_4_to_5));

    // The factor 3 + z + tail as factor_high + factor_low, where z = z_high + z_low and z_high is exact.
    let z_high = 2.25 * (s_high * s_high);
    let z_low = 2.25 * (s_low * (s_high + s));
    let small = z_low + tail;
    let factor_high = and_bits(3.0 + (z_high + small), LEADING_26_BITS);
    let factor_low = small - ((factor_high - 3.0) - z_high);

    // ln(m/c) as a sum, then + (k·ln 2 + ln c), by Dekker's fast two-sum: the larger term is first, or zero.
    let exact = s_high * factor_high;
    let rest = s_low * factor_high + s * factor_low;
    let ln_m = exact + rest;
    let ln_m_error = rest - (ln_m - exact);
    let base = k * LN_2_HIGH + ln_c_high;
    let high = base + ln_m;
    let low = (ln_m - (high - base)) + (ln_m_error + (k * LN_2_LOW + ln_c_low));

    // 0 gives −∞; ∞ gives itself; a negative number and NaN give NaN.
    let (is_positive, is_finite) = (is_above(x, 0.0), is_below(x, f64::INFINITY));
    let limit = select(is_equal(x, 0.0), f64::NEG_INFINITY, f64::NAN);
    let high = select(is_positive, select(is_finite, high, x), limit);
    let low = select(is_positive, select(is_finite, low, 0.0), 0.0);
    (high, low)
}

/// `x` as a sum of two numbers of at most 26 and 27 significant bits.
#[inline(always)]
fn halves<S: Binary64>(x: Num<S>) -> (Num<S>, Num<S>) {
    let head = and_bits(x, LEADING_26_BITS);
    (head, x - head)
}

#[inline(always)]
fn and_bits<S: Binary64>(x: Num<S>, mask: u64) -> Num<S> {
    Num::new(x.into_inner().and_bits(mask))
}

#[inline(always)]
fn is_below<S: Binary64>(x: Num<S>, bound: f64) -> S::Mask {
    x.into_inner().is_below(S::constant(bound))
}

#[inline(always)]
fn is_above<S: Binary64>(x: Num<S>, bound: f64) -> S::Mask {
    S::constant(bound).is_below(x.into_inner())
}

#[inline(always)]
fn is_equal<S: Binary64>(x: Num<S>, value: f64) -> S::Mask {
    x.into_inner().is_equal(S::constant(value))
}

#[inline(always)]
fn select<S: Binary64>(condition: S::Mask, if_true: impl Into<Num<S>>, if_false: impl Into<Num<S>>) -> Num<S> {
    Num::new(S::select(condition, if_true.into().into_inner(), if_false.into().into_inner()))
}
