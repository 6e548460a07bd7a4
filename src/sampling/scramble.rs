//! Random scrambling that keeps points evenly spread: A. B. Owen's nested uniform scramble in base 2.
//!
//! The first digit of a number is kept or flipped at random; the second likewise, but with one coin for numbers that begin
//! with 0 and another for those that begin with 1; and so on. Points that fill the parts of the unit interval evenly still
//! do so, and each of them is uniform on it (A. B. Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", in: Monte
//! Carlo and Quasi-Monte Carlo Methods in Scientific Computing, Springer 1995, 299-317). The coins are random bits at the
//! place in the tree: nothing is stored.

use super::random::{PARTS_LOG2, Stream, middle};

/// Levels of the tree that share one word of random bits: its 63 nodes.
const LEVELS_A_WORD: u32 = 6;
/// Words from the root to a leaf.
const WORDS: u32 = 6;
/// How many digits are scrambled. Below them all is random, as it would be for points with no more digits than that.
pub const DIGITS: u32 = LEVELS_A_WORD * WORDS;

/// A scramble of the unit interval.
#[derive(Clone, Copy, Debug)]
pub struct Scramble {
    coins: Stream,
    rest: Stream,
}

impl Scramble {
    /// The scramble of one input in one design.
    pub fn new(seed: u64, name: &str, design: &str) -> Self {
        let stream = |part| Stream::for_use(seed, name, &format!("{design}, {part}"));
        Self { coins: stream("coins"), rest: stream("rest") }
    }

    /// Scrambles the point of a run. The first digit after the point is the highest bit.
    pub fn probability(&self, digits: u64, run: u64) -> f64 {
        let mut scrambled = 0;
        for word in 0..WORDS {
            let level = word * LEVELS_A_WORD;
            // the digits before, with a one in front: another number at every node
            let above = if level == 0 { 1 } else { 1 << level | digits >> (64 - level) };
            let coins = self.coins.bits(above);
            let mut node = 1;
            for depth in level..level + LEVELS_A_WORD {
                let digit = digits >> (63 - depth) & 1;
                scrambled = scrambled << 1 | digit ^ (coins >> node & 1);
                node = node << 1 | digit;
            }
        }
        let rest = PARTS_LOG2 - DIGITS;
        middle(scrambled << rest | self.rest.bits(run) >> (64 - rest))
    }
}

#[cfg(test)]
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers are small, or have few digits"
)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_a_common_beginning_keep_one_and_no_more() {
        let scramble = Scramble::new(3, "x", "test");
        let digits_of = |number: u64| {
            let scrambled = scramble.probability(number, 9);
            // the scrambled digits as an integer: the probability is a multiple of 2^-53
            (scrambled * (1_u64 << DIGITS) as f64) as u64
        };
        let number = 0x9e37_79b9_7f4a_7c15;
        for same in 0..DIGITS {
            let other = number ^ 1 << (63 - same);
            let differing = digits_of(number) ^ digits_of(other);
            assert_eq!(differing.leading_zeros() - (64 - DIGITS), same);
        }
        assert_eq!(digits_of(number), digits_of(number | ((1 << (64 - DIGITS)) - 1)), "digits beyond are ignored");
    }

    #[test]
    fn the_coins_of_a_tree_are_fair_and_independent() {
        // three levels have seven coins, so 128 outcomes, each expected 100 times; at the root, and where two words of
        // random bits meet
        for level in [0, 4, 5] {
            let mut counts = [0_u32; 128];
            for seed in 0..12_800 {
                let scramble = Scramble::new(seed, "x", "test");
                let outcome = (0..8).fold(0, |outcome, number: usize| {
                    let point = 0b10110 << 59 & !(u64::MAX >> level) | (number as u64) << (61 - level);
                    let scrambled = (scramble.probability(point, 0) * (1_u64 << DIGITS) as f64) as u64;
                    let flips = (scrambled ^ point >> (64 - DIGITS)) >> (DIGITS - 3 - level) & 0b111;
                    // the coin at the root, two below it, four below those
                    let coins = [(0, 2), (1 + (number >> 2), 1), (3 + (number >> 1), 0)];
                    coins
                        .into_iter()
                        .fold(outcome, |outcome, (coin, digit)| outcome | ((flips >> digit & 1) as usize) << coin)
                });
                counts[outcome] += 1;
            }
            let chi: f64 = counts.iter().map(|count| (f64::from(*count) - 100.0).powi(2) / 100.0).sum();
            // 127 degrees of freedom: below 74 or above 199 once in 10,000 times
            assert!((74.0..199.0).contains(&chi), "level {level}: {chi}");
        }
    }
}
