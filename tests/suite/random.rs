//! Reproducible random numbers for tests.

/// Sebastiano Vigna's `SplitMix64`: the same points in every run of the test.
pub struct Random(pub u64);

impl Random {
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform between two bounds.
    pub fn between(&mut self, lower: f64, upper: f64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let unit = (self.bits() >> 11) as f64 / (1_u64 << 53) as f64;
        lower + (upper - lower) * unit
    }

    /// A positive finite number with any bits: uniform over the exponents, subnormals included.
    pub fn positive(&mut self) -> f64 {
        f64::from_bits(self.bits() % f64::INFINITY.to_bits())
    }
}
