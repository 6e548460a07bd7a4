//! In which inputs the runs that failed differ most from the others.
//!
//! If failures cluster, one input or a few are far from where they usually are. For each input the two-sample statistic of
//! Kolmogorov and Smirnov says how far: the largest difference between the share of failed and of successful runs below
//! some value, from 0 (the same) to 1 (no overlap).

use super::{ERROR, number};
use crate::num::math::ln;

/// Into how many bins the range of an input is divided.
pub const BINS: usize = 64;

/// Collects the inputs of runs that failed and of runs that did not.
///
/// Inputs are given as probabilities: their place in their distribution, from 0 to 1. The statistic does not hang on the
/// shape of distributions. It is taken at the edges of [`BINS`] bins, so it can be too small by the share of runs in one
/// bin at most, about 1/64.
#[derive(Clone, Debug)]
pub struct Failures {
    inputs: Vec<Input>,
    failed: u64,
    succeeded: u64,
    refused: u64,
}

#[derive(Clone, Debug)]
struct Input {
    failed: [u64; BINS],
    succeeded: [u64; BINS],
    lowest: f64,
    highest: f64,
}

/// How an input of the failed runs differs from that of the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Separation {
    /// Which input.
    pub input: usize,
    /// The statistic of Kolmogorov and Smirnov.
    pub statistic: f64,
    /// Where 90 % of the failed runs lie, outwards to the next edge of a bin.
    pub central: (f64, f64),
    /// Where all failed runs lie.
    pub range: (f64, f64),
}

/// How the failed runs differ from the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Clusters {
    /// How many runs failed.
    pub failed: u64,
    /// How many did not.
    pub succeeded: u64,
    /// How many were left out, since an input was not a probability.
    pub refused: u64,
    /// Statistics above this are more than chance: only one set of inputs in twenty would reach it in any input if none
    /// mattered (the large-sample form, with Bonferroni's correction for the number of inputs).
    pub critical: f64,
    /// The inputs, the most different first.
    pub inputs: Vec<Separation>,
}

impl Failures {
    /// Of runs with so many inputs: 1 kB each.
    #[must_use]
    pub fn new(inputs: usize) -> Self {
        let input =
            Input { failed: [0; BINS], succeeded: [0; BINS], lowest: f64::INFINITY, highest: f64::NEG_INFINITY };
        Self { inputs: vec![input; inputs], failed: 0, succeeded: 0, refused: 0 }
    }

    /// Takes in the inputs of the next run, as probabilities, and whether it failed. A run with an input that is none is
    /// left out and counted.
    ///
    /// # Panics
    /// If there is not one probability for each input: a mistake of the calling code.
    pub fn push(&mut self, probabilities: &[f64], failed: bool) {
        assert_eq!(probabilities.len(), self.inputs.len(), "one probability for each input");
        if !probabilities.iter().all(|probability| (0.0..=1.0).contains(probability)) {
            self.refused += 1;
            return;
        }
        self.failed += u64::from(failed);
        self.succeeded += u64::from(!failed);
        for (input, probability) in self.inputs.iter_mut().zip(probabilities) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // from 0 to 64
            let bin = ((probability * number(BINS as u64)) as usize).min(BINS - 1);
            if failed {
                input.failed[bin] += 1;
                input.lowest = input.lowest.min(*probability);
                input.highest = input.highest.max(*probability);
            } else {
                input.succeeded[bin] += 1;
            }
        }
    }

    /// The `top` inputs that differ most; `None` if no run failed, or all did.
    #[must_use]
    pub fn cluster(&self, top: usize) -> Option<Clusters> {
        if self.failed == 0 || self.succeeded == 0 {
            return None;
        }
        let separations = self.inputs.iter().enumerate().map(|(position, input)| self.separation(position, input));
        let mut inputs: Vec<Separation> = separations.collect();
        inputs.sort_by(|one, other| other.statistic.total_cmp(&one.statistic));
        inputs.truncate(top);
        let (failed, succeeded) = (number(self.failed), number(self.succeeded));
        let error = ERROR / number(self.inputs.len().max(1) as u64);
        let critical = (-ln(error / 2.0) / 2.0 * (failed + succeeded) / (failed * succeeded)).sqrt();
        let Self { failed, succeeded, refused, .. } = *self;
        Some(Clusters { failed, succeeded, refused, critical, inputs })
    }

    fn separation(&self, position: usize, input: &Input) -> Separation {
        let (mut failed, mut succeeded) = (0, 0);
        let mut statistic: f64 = 0.0;
        let mut central = (0.0, 1.0);
        for (bin, edge) in (1..=BINS as u64).enumerate() {
            let before = failed;
            failed += input.failed[bin];
            succeeded += input.succeeded[bin];
            // no more than one in twenty below the lower end, nor above the upper one
            if 20 * before <= self.failed && 20 * failed > self.failed {
                central.0 = number(edge - 1) / number(BINS as u64);
            }
            if 20 * before < 19 * self.failed && 20 * failed >= 19 * self.failed {
                central.1 = number(edge) / number(BINS as u64);
            }
            statistic = statistic
                .max((number(failed) / number(self.failed) - number(succeeded) / number(self.succeeded)).abs());
        }
        let range = (input.lowest, input.highest);
        Separation { input: position, statistic, central: (central.0.max(range.0), central.1.min(range.1)), range }
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // numbers that are exact
mod tests {
    use super::{BINS, Failures};

    #[test]
    fn an_input_that_decides_is_found_and_one_that_does_not_is_not() {
        let mut failures = Failures::new(3);
        // a lattice: every pair of inputs is spread evenly
        for run in 0..1000_u32 {
            let place = |step: u32| (f64::from(run * step % 1000) + 0.5) / 1000.0;
            let inputs = [place(1), place(377), place(611)];
            failures.push(&inputs, inputs[1] > 0.9);
        }
        let found = failures.cluster(2).unwrap();
        assert_eq!((found.failed, found.succeeded, found.inputs.len()), (100, 900, 2));
        let first = found.inputs[0];
        assert_eq!((first.input, first.range), (1, (0.9005, 0.9995)));
        // fully apart at 0.9, which lies within the bin from 57/64 to 58/64: 1 less the share of the bin before it
        assert!((0.98..=1.0).contains(&first.statistic), "{first:?}");
        assert!(first.central.0 >= 0.9 && first.central.1 <= 0.9995 && first.central.0 < first.central.1, "{first:?}");
        // sqrt(-ln(0.05 / 3 / 2) / 2 * 1000 / (100 * 900))
        assert!((found.critical - 0.163_09).abs() < 1e-5, "{found:?}");
        assert!(found.critical < first.statistic && found.inputs[1].statistic < found.critical, "{found:?}");
    }

    #[test]
    fn the_statistic_is_the_largest_difference_of_the_shares_below() {
        // failed at 0.1 0.3 0.5 0.7, others at 0.4 0.6 0.8 0.9: below 0.4 two of four against none, below 0.8 all
        // against half of them
        let mut failures = Failures::new(1);
        for place in [0.1, 0.3, 0.5, 0.7] {
            failures.push(&[place], true);
        }
        for place in [0.4, 0.6, 0.8, 0.9] {
            failures.push(&[place], false);
        }
        let found = failures.cluster(9).unwrap();
        assert_eq!(found.inputs[0].statistic, 0.5);
        // sqrt(-ln(0.025) / 2 * 8 / 16) = 0.9603: four against four tell nothing
        assert!((found.critical - 0.960_3).abs() < 1e-4);
        let mut swapped = Failures::new(1);
        for place in [0.1, 0.3, 0.5, 0.7] {
            swapped.push(&[place], false);
        }
        for place in [0.4, 0.6, 0.8, 0.9] {
            swapped.push(&[place], true);
        }
        assert_eq!(swapped.cluster(9).unwrap().inputs[0].statistic, 0.5);
    }

    #[test]
    fn the_central_range_leaves_out_one_in_twenty_on_each_side() {
        let mut failures = Failures::new(1);
        failures.push(&[0.5], false);
        for (place, runs) in [(0.0, 5), (0.5, 90), (1.0, 5)] {
            (0..runs).for_each(|_| failures.push(&[place], true));
        }
        let found = failures.cluster(1).unwrap().inputs[0];
        assert_eq!(found.range, (0.0, 1.0));
        assert_eq!(found.central, (0.5, 0.5 + 1.0 / 64.0), "{BINS} bins");
        failures.push(&[0.0], true);
        failures.push(&[1.0], true);
        assert_eq!(failures.cluster(1).unwrap().inputs[0].central, (0.0, 1.0), "six of 102 on each side are too many");
    }

    #[test]
    fn what_is_no_probability_is_left_out_and_counted() {
        let mut failures = Failures::new(2);
        failures.push(&[0.5, f64::NAN], true);
        failures.push(&[1.5, 0.5], true);
        assert_eq!(failures.cluster(1), None);
        failures.push(&[0.5, 0.5], true);
        assert_eq!(failures.cluster(1), None, "none succeeded");
        failures.push(&[0.5, 1.0], false);
        assert_eq!(failures.cluster(1).unwrap().refused, 2);
    }
}
