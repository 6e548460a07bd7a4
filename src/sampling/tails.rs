//! A place in a distribution, as the probability below it and the probability above it.
//!
//! Both are kept, since each is exact only while it is small: one minus a millionth of a millionth has lost four digits.

/// The probability below a place and above it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tails {
    /// The probability of a smaller value, or of the same one.
    pub below: f64,
    /// The probability of a larger value.
    pub above: f64,
}

impl Tails {
    /// Before all values.
    pub const START: Self = Self { below: 0.0, above: 1.0 };
    /// After all values.
    pub const END: Self = Self { below: 1.0, above: 0.0 };

    /// From the probability below.
    pub const fn from_below(below: f64) -> Self {
        Self { below, above: 1.0 - below }
    }

    /// From the probability above.
    pub const fn from_above(above: f64) -> Self {
        Self { below: 1.0 - above, above }
    }

    /// Whether the place is in the lower half, where the probability below is the exact one.
    pub const fn is_lower(self) -> bool {
        self.below <= self.above
    }

    /// The probability between this place and a higher one.
    pub const fn until(self, high: Self) -> f64 {
        if self.is_lower() { high.below - self.below } else { self.above - high.above }
    }

    /// The place that has a share, which is neither 0 nor 1, of the probability between two places below it.
    pub const fn between(low: Self, high: Self, share: f64) -> Self {
        let (below, above) =
            (low.below * (1.0 - share) + high.below * share, low.above * (1.0 - share) + high.above * share);
        // however small, a tail does not vanish: the value would be infinite
        Self { below: below.max(f64::MIN_POSITIVE), above: above.max(f64::MIN_POSITIVE) }
    }
}
