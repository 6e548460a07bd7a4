//! Sobol sequences: points that fill the unit cube more evenly than chance does, any of them without those before it.
//!
//! Direction numbers of S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM
//! Journal on Scientific Computing 30 (2008), 2635-2654, in the order of the Gray code. Every input is scrambled by itself,
//! so that no point is special, not even the first one, which would be the origin.

use super::scramble::{DIGITS, Scramble};
use sobol::Sobol;
use sobol::params::JoeKuoD6;

/// How many inputs there are direction numbers for.
pub const DIMENSIONS: usize = 1000;

/// The direction numbers of one dimension; the first digit after the point is the highest bit.
type Directions = Vec<u64>;

/// Direction numbers of the first dimensions, at most [`DIMENSIONS`].
fn directions(dimensions: usize) -> Vec<Directions> {
    Sobol::<u64>::init_direction_vals(dimensions.min(DIMENSIONS), DIGITS as usize, &JoeKuoD6::standard())
}

/// The digits of a point: those directions together that the Gray code of its index names.
fn digits(directions: &[u64], index: u64) -> u64 {
    let gray = index ^ index >> 1;
    directions
        .iter()
        .enumerate()
        .filter(|(bit, _)| gray >> bit & 1 == 1)
        .fold(0, |digits, (_, direction)| digits ^ direction)
}

/// Points of the sequence as published, without scrambling: `count` of them from the first, which is the origin, with
/// one coordinate a dimension, of which there are at most 1000.
#[must_use]
pub fn unscrambled(dimensions: usize, count: u64) -> Vec<Vec<f64>> {
    let directions = directions(dimensions);
    let point = |index| directions.iter().map(|directions| coordinate(digits(directions, index))).collect();
    (0..count).map(point).collect()
}

#[expect(clippy::cast_precision_loss, reason = "no more than 36 digits are not zero")]
fn coordinate(digits: u64) -> f64 {
    (digits >> (64 - DIGITS)) as f64 / (1_u64 << DIGITS) as f64
}

/// The points of one input.
#[derive(Clone, Debug)]
pub(super) struct Column {
    directions: Directions,
    scramble: Scramble,
}

impl Column {
    /// The points of named inputs, at most [`DIMENSIONS`], in the order of dimensions.
    pub(super) fn all<'a>(seed: u64, names: impl ExactSizeIterator<Item = &'a str>) -> Vec<Self> {
        let directions = directions(names.len());
        let column = |(directions, name)| Self { directions, scramble: Scramble::new(seed, name, "Sobol") };
        directions.into_iter().zip(names).map(column).collect()
    }

    /// The probability of a run.
    pub(super) fn probability(&self, run: u64) -> f64 {
        self.scramble.probability(digits(&self.directions, run), run)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_points_are_the_published_ones() {
        // S. Joe and F. Y. Kuo, "Notes on generating Sobol sequences", 2008, their program in three dimensions
        let expected = [
            [0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5],
            [0.75, 0.25, 0.25],
            [0.25, 0.75, 0.75],
            [0.375, 0.375, 0.625],
            [0.875, 0.875, 0.125],
            [0.625, 0.125, 0.875],
            [0.125, 0.625, 0.375],
        ];
        assert_eq!(unscrambled(3, 8), expected);
    }

    #[test]
    fn any_point_comes_without_those_before_it() {
        let directions = directions(40);
        let in_order = Sobol::<f64>::new_with_resolution(40, &JoeKuoD6::standard(), Some(DIGITS as usize));
        for (index, point) in (0..).zip(in_order.take(600)) {
            let ours: Vec<f64> = directions.iter().map(|directions| coordinate(digits(directions, index))).collect();
            assert_eq!(ours, point, "{index}");
        }
    }
}
