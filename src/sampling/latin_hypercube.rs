//! Latin hypercubes that grow: for every k, the first 2^k runs have one point in each of 2^k equal parts of every input.
//!
//! How many runs there will be need not be known, and more runs change none that are there. Numbers with reversed binary
//! digits (0, 1/2, 1/4, 3/4, 1/8, ...) have this property in order; so each input takes them scrambled, and in an order
//! of its own: runs from 2^k to 2^(k+1) - 1 take those of the same places in a random order. The orders of different
//! inputs have nothing to do with each other, which is what makes this a Latin hypercube and not a lattice.
//!
//! Latin hypercubes: M. D. `McKay`, R. J. Beckman and W. J. Conover, Technometrics 21 (1979), 239-245. Doubling them: C. J.
//! Sallaberry, J. C. Helton and S. C. Hora, Reliability Engineering and System Safety 93 (2008), 1047-1059.

use super::random::Stream;
use super::scramble::Scramble;
use rand_philox::splitmix64;

/// Runs whose order is kept in a table: a Feistel network on a few bits does not reach all orders.
const TABLE: usize = 256;
const TABLE_LOG2: u32 = TABLE.ilog2();

/// The points of one input.
#[derive(Clone, Debug)]
pub struct Column {
    scramble: Scramble,
    order: Stream,
    /// Which number each of the first runs takes.
    first: [u8; TABLE],
}

impl Column {
    /// The points of a named input.
    pub fn new(seed: u64, name: &str) -> Self {
        let order = Stream::for_use(seed, name, "Latin hypercube, order");
        Self { scramble: Scramble::new(seed, name, "Latin hypercube"), order, first: shuffled(order) }
    }

    /// The probability of a run.
    pub fn probability(&self, run: u64) -> f64 {
        self.scramble.probability(self.number(run).reverse_bits(), run)
    }

    /// Which number of the sequence a run takes: a permutation within each power of two.
    fn number(&self, run: u64) -> u64 {
        if let Some(number) = usize::try_from(run).ok().and_then(|run| self.first.get(run)) {
            return u64::from(*number);
        }
        let bits = run.ilog2();
        let start = 1 << bits;
        start | permuted(run - start, bits, self.order.bits(TABLE as u64 + u64::from(bits)))
    }
}

/// The numbers below 256, those from 2^k to 2^(k+1) - 1 in any of their orders (Fisher and Yates).
#[expect(clippy::cast_possible_truncation, reason = "indices below 256, and random ones below those")]
fn shuffled(order: Stream) -> [u8; TABLE] {
    let mut numbers = [0; TABLE];
    for (position, number) in numbers.iter_mut().enumerate() {
        *number = position as u8;
    }
    for bits in 0..TABLE_LOG2 {
        let start = 1 << bits;
        let block = &mut numbers[start..2 * start];
        for last in (1..start).rev() {
            let below = (u128::from(order.bits((start + last) as u64)) * (last as u128 + 1)) >> 64;
            block.swap(last, below as usize);
        }
    }
    numbers
}

/// A random permutation of the numbers with so many bits: a Feistel network of ten rounds, whose functions are the
/// outputs of `SplitMix64` begun at the key (M. Luby and C. Rackoff, SIAM Journal on Computing 17 (1988), 373-386).
fn permuted(number: u64, bits: u32, key: u64) -> u64 {
    const ROUNDS: u64 = 10;
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    // the halves of an odd number of bits differ by one
    let low_bits = bits / 2;
    let (low_mask, high_mask) = ((1 << low_bits) - 1, (1 << (bits - low_bits)) - 1);
    let (mut low, mut high) = (number & low_mask, number >> low_bits);
    for round in 0..ROUNDS {
        let random = |half: u64| splitmix64(key.wrapping_add((round << 32 | half).wrapping_mul(STEP)));
        if round % 2 == 0 {
            high ^= random(low) & high_mask;
        } else {
            low ^= random(high) & low_mask;
        }
    }
    high << low_bits | low
}

#[cfg(test)]
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "numbers are small, or have few digits"
)]
mod tests {
    use super::*;

    #[test]
    fn runs_take_every_number_of_their_power_of_two_once() {
        let column = Column::new(7, "x");
        for bits in 0..14 {
            let block = 1_u64 << bits..2 << bits;
            let mut numbers: Vec<u64> = block.clone().map(|run| column.number(run)).collect();
            numbers.sort_unstable();
            assert!(numbers.into_iter().eq(block), "{bits}");
        }
        assert_eq!(column.number(0), 0);
        for run in [1_u64 << 40, (1 << 40) + 12_345, u64::MAX] {
            assert_eq!(column.number(run).ilog2(), run.ilog2());
        }
    }

    #[test]
    fn permutations_send_each_number_to_each_place_equally_often() {
        for bits in [8, 9] {
            let mut counts = [0_u32; 16];
            let mut neighbours = [0_u32; 16];
            let keys = 25_600;
            for key in 0..keys {
                let key = splitmix64(key);
                let [first, second] = [100, 101].map(|number| permuted(number, bits, key));
                counts[(first >> (bits - 4)) as usize] += 1;
                neighbours[((second.wrapping_sub(first) & ((1 << bits) - 1)) >> (bits - 4)) as usize] += 1;
            }
            for (name, counts) in [("places", counts), ("neighbours", neighbours)] {
                let expected = keys as f64 / 16.0;
                let chi: f64 = counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
                // 15 degrees of freedom: exceeded once in 10,000 times; neighbours are never 0 apart, which shifts
                // the expectation by less than a part in 256
                assert!(chi < 44.3 + keys as f64 / 256_f64.powi(2) * 16.0, "{bits} bits, {name}: {chi}");
            }
        }
    }
}
