//! Random numbers that stay put: a draw is a function of the seed, the name of an input and the number of a run.
//!
//! No draw needs those before it, so runs may be done in any order, on any number of threads, a few at a time; and a new
//! input takes nothing away from the others. The generator is Philox4x32-10 (J. K. Salmon et al., "Parallel random
//! numbers: as easy as 1, 2, 3", SC '11): ten rounds that scramble a counter with a key.

use rand_philox::philox4x32_10;
use sha2::{Digest, Sha256};

/// The random numbers of one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    key: [u32; 2],
    name: u64,
}

impl Stream {
    /// The random numbers of a name with a seed.
    #[must_use]
    pub fn new(seed: u64, name: &str) -> Self {
        Self { key: halves(seed), name: hash(&[name.as_bytes()]) }
    }

    /// Random numbers of the same name for another use. No name has the same ones: 255 is no byte of UTF-8.
    pub(super) fn for_use(seed: u64, name: &str, purpose: &str) -> Self {
        Self { key: halves(seed), name: hash(&[name.as_bytes(), &[255], purpose.as_bytes()]) }
    }

    /// 64 random bits.
    #[must_use]
    pub fn bits(&self, run: u64) -> u64 {
        let ([name_low, name_high], [run_low, run_high]) = (halves(self.name), halves(run));
        let [low, high, _, _] = philox4x32_10([run_low, run_high, name_low, name_high], self.key);
        u64::from(high) << 32 | u64::from(low)
    }

    /// A random number between 0 and 1, which it never is: the middle of one of 2^52 equal parts.
    #[must_use]
    pub fn uniform(&self, run: u64) -> f64 {
        middle(self.bits(run) >> (64 - PARTS_LOG2))
    }
}

/// The unit interval is drawn from in 2^52 parts, whose middles are floats.
pub(super) const PARTS_LOG2: u32 = 52;

/// The middle of a part.
#[expect(clippy::cast_precision_loss, reason = "there are 2^52 parts")]
pub(super) fn middle(part: u64) -> f64 {
    const WIDTH: f64 = 1.0 / (1_u64 << PARTS_LOG2) as f64;
    (part as f64 + 0.5) * WIDTH
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is wanted")]
const fn halves(word: u64) -> [u32; 2] {
    [word as u32, (word >> 32) as u32]
}

/// The first eight bytes of the SHA-256 of some pieces.
fn hash(pieces: &[&[u8]]) -> u64 {
    let mut hasher = Sha256::new();
    for piece in pieces {
        hasher.update(piece);
    }
    let digest = hasher.finalize();
    digest[..8].iter().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "what must be exact is compared to the bit")]
mod tests {
    use super::*;

    #[test]
    fn draws_stay_what_they_are() {
        // a change here changes the results of everybody's sweeps; the numbers are those of another program
        assert_eq!(hash(&[b"price"]), 7_510_688_197_285_546_146);
        assert_eq!(Stream::new(1, "price").bits(0), 9_985_664_298_060_764_530);
        assert_eq!(Stream::new(1, "price").bits(1_000_000_007), 1_623_352_250_236_128_164);
        assert_eq!(Stream::new(2, "cost").uniform(5), 0.090_209_922_154_198_21);
    }

    #[test]
    fn the_generator_gives_the_published_numbers() {
        // Random123, kat_vectors: philox4x32-10 with all bits zero, and with the digits of pi
        assert_eq!(philox4x32_10([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(
            philox4x32_10([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn numbers_lie_between_zero_and_one_even_at_the_ends() {
        assert!(middle(0) > 0.0);
        assert!(middle((1 << PARTS_LOG2) - 1) < 1.0);
    }

    #[test]
    fn seeds_names_and_uses_have_numbers_of_their_own() {
        let streams = [
            Stream::new(1, "a"),
            Stream::new(2, "a"),
            Stream::new(1 << 32, "a"),
            Stream::new(1, "b"),
            Stream::new(1, ""),
            Stream::for_use(1, "a", "x"),
            Stream::for_use(1, "a", ""),
        ];
        let mut bits: Vec<u64> = streams.iter().flat_map(|stream| (0..100).map(|run| stream.bits(run))).collect();
        bits.sort_unstable();
        bits.dedup();
        assert_eq!(bits.len(), 700);
    }
}
