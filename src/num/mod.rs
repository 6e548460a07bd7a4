//! What a number is.
//!
//! Equations are written once, over [`Num<S>`]. What a number *does* is said by a backend that implements the small
//! trait [`Scalar`]: `f64` is one run, [`lanes::Lanes`] is several runs side by side, [`tracer::Traced`] records the
//! expression graph. Further backends (exact derivatives) implement the same trait and leave every equation as it is.
//!
//! The laws all backends obey:
//!
//! 1. Numbers do not compare and cannot be peeked at: [`Num`] has no `PartialOrd`, so `if a > b` does not compile in an
//!    equation. Kinks are written with [`Num::min`], [`Num::max`] and [`Num::clamp`].
//! 2. A not-a-number is never swallowed: `min` and `max` give NaN when either side is NaN.
//! 3. `exp`, `ln` and `power` are the ones of [`math`], the same for `f64` and for lanes, so that a run has the same
//!    bits alone, in a batch, and on any processor.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

#[allow(unsafe_code)] // intrinsics; the reasons stand beside each block
mod avx2;
#[allow(unsafe_code)] // the same
mod avx512;
pub mod lanes;
pub mod math;
pub mod tracer;

/// The unit of a number that is in whatever unit is meant, so that the unit check lets it pass: a guard so small that it
/// never counts. Every such number has a reason in `export::units`.
pub const ANY_UNIT: &str = "any";

/// What a backend must be able to do with a number.
///
/// Backends are `Copy`: a number is a value, an array of values, or an index into a recording.
pub trait Scalar: Copy {
    /// The backend's form of a plain number.
    fn constant(value: f64) -> Self;
    /// A plain number that measures something: see [`Num::of`].
    #[inline(always)]
    #[must_use]
    fn literal(value: f64, unit: &'static str) -> Self {
        let _ = unit; // only a backend that records has a use for it
        Self::constant(value)
    }
    /// `self + other`
    #[must_use]
    fn add(self, other: Self) -> Self;
    /// `self - other`
    #[must_use]
    fn sub(self, other: Self) -> Self;
    /// `self * other`
    #[must_use]
    fn mul(self, other: Self) -> Self;
    /// `self / other`
    #[must_use]
    fn div(self, other: Self) -> Self;
    /// `-self`
    #[must_use]
    fn neg(self) -> Self;
    /// The smaller of two numbers; NaN if either is NaN.
    #[must_use]
    fn minimum(self, other: Self) -> Self;
    /// The larger of two numbers; NaN if either is NaN.
    #[must_use]
    fn maximum(self, other: Self) -> Self;
    /// e to the power of `self`.
    #[must_use]
    fn exp(self) -> Self;
    /// Natural logarithm.
    #[must_use]
    fn ln(self) -> Self;
    /// `self` to the power of `exponent`, for a base that is not negative.
    #[must_use]
    fn power(self, exponent: Self) -> Self;
}

/// A number in an equation: a [`Scalar`] with the usual operators, also against `f64` literals.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Num<S>(S);

impl<S> Num<S> {
    /// Wraps a backend's value. For the code that feeds the model, not for equations.
    #[inline(always)]
    pub const fn new(value: S) -> Self {
        Self(value)
    }

    /// The backend's value. For the code that reads results, not for equations.
    #[inline(always)]
    pub fn into_inner(self) -> S {
        self.0
    }
}

impl<S: Scalar> From<f64> for Num<S> {
    #[inline(always)]
    fn from(value: f64) -> Self {
        Self(S::constant(value))
    }
}

impl<S: Scalar> Num<S> {
    /// A plain number.
    #[inline(always)]
    #[must_use]
    pub fn constant(value: f64) -> Self {
        Self(S::constant(value))
    }

    /// A plain number with its unit, as the unit check reads it: a guard of 1 Mt/a, 100 per cent. A number without unit
    /// is a ratio, except that 0 is nothing of whatever is meant.
    #[inline(always)]
    #[must_use]
    pub fn of(value: f64, unit: &'static str) -> Self {
        Self(S::literal(value, unit))
    }

    /// The smaller of two numbers; NaN if either is NaN.
    #[inline(always)]
    #[must_use]
    pub fn min(self, other: impl Into<Self>) -> Self {
        Self(self.0.minimum(other.into().0))
    }

    /// The larger of two numbers; NaN if either is NaN.
    #[inline(always)]
    #[must_use]
    pub fn max(self, other: impl Into<Self>) -> Self {
        Self(self.0.maximum(other.into().0))
    }

    /// `min(max(self, low), high)`
    #[inline(always)]
    #[must_use]
    pub fn clamp(self, low: impl Into<Self>, high: impl Into<Self>) -> Self {
        self.max(low).min(high)
    }

    /// e to the power of `self`.
    #[inline(always)]
    #[must_use]
    pub fn exp(self) -> Self {
        Self(self.0.exp())
    }

    /// Natural logarithm.
    #[inline(always)]
    #[must_use]
    pub fn ln(self) -> Self {
        Self(self.0.ln())
    }

    /// `self` to the power of `exponent`, for a base that is not negative.
    #[inline(always)]
    #[must_use]
    pub fn power(self, exponent: impl Into<Self>) -> Self {
        Self(self.0.power(exponent.into().0))
    }
}

/// The four operators between numbers, and between a number and a literal on either side.
macro_rules! operators {
    ($($operator:ident $function:ident),+) => {$(
        impl<S: Scalar> $operator for Num<S> {
            type Output = Self;
            #[inline(always)]
            fn $function(self, other: Self) -> Self {
                Self(S::$function(self.0, other.0))
            }
        }
        impl<S: Scalar> $operator<f64> for Num<S> {
            type Output = Self;
            #[inline(always)]
            fn $function(self, other: f64) -> Self {
                Self(S::$function(self.0, S::constant(other)))
            }
        }
        impl<S: Scalar> $operator<Num<S>> for f64 {
            type Output = Num<S>;
            #[inline(always)]
            fn $function(self, other: Num<S>) -> Num<S> {
                Num(S::$function(S::constant(self), other.0))
            }
        }
    )+};
}

operators!(Add add, Sub sub, Mul mul, Div div);

impl<S: Scalar> Neg for Num<S> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self(self.0.neg())
    }
}

impl<S: Scalar> AddAssign for Num<S> {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Scalar for f64 {
    #[inline(always)]
    fn constant(value: f64) -> Self {
        value
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self + other
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self - other
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self * other
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self / other
    }
    #[inline(always)]
    fn neg(self) -> Self {
        -self
    }
    #[inline(always)]
    fn minimum(self, other: Self) -> Self {
        math::minimum(self, other)
    }
    #[inline(always)]
    fn maximum(self, other: Self) -> Self {
        math::maximum(self, other)
    }
    #[inline(always)]
    fn exp(self) -> Self {
        math::exp(self)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        math::ln(self)
    }
    #[inline(always)]
    fn power(self, exponent: Self) -> Self {
        math::power(self, exponent)
    }
}
