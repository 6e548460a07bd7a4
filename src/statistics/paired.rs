//! Two policy mixes in the same runs: which is higher, and whether that can be told.

use super::{Moments, Proportion};
use crate::text;
use crate::text::Text;

/// Collects the numbers of two mixes in the same run, run by run.
///
/// Both mixes meet the same uncertain inputs in a run. Their difference there is free of what these inputs do to both, so
/// far fewer runs tell them apart than if each mix had runs of its own.
#[derive(Clone, Copy, Debug, Default)]
pub struct Paired {
    differences: Moments,
    higher: u64,
    ties: u64,
    refused: u64,
}

/// What the pairs say of the first mix, compared with the second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// How many runs both have a number in.
    pub n: u64,
    /// How many runs one of them has no finite number in; they are left out of all else.
    pub refused: u64,
    /// Mean of the first less the second.
    pub mean: f64,
    /// The lower end of its interval; minus infinity of a single run.
    pub low: f64,
    /// The upper end of its interval; infinity of a single run.
    pub high: f64,
    /// In which share of the runs the first is higher.
    pub higher: Proportion,
    /// In how many runs they are the same, bit by bit: neither is higher.
    pub ties: u64,
    /// What can be said of the mean.
    pub verdict: Verdict,
}

/// What can be said of the mean of the first mix, compared with that of the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is higher.
    Higher,
    /// It is lower.
    Lower,
    /// The interval of the difference holds zero.
    NotDistinguishable,
    /// They are the same in every run.
    Same,
}

impl Verdict {
    /// As it is written in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::NotDistinguishable => "not distinguishable",
            Self::Same => "same",
        }
    }

    /// For people.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Higher => text!("higher"; "较高"),
            Self::Lower => text!("lower"; "较低"),
            Self::NotDistinguishable => text!("not distinguishable at this sample"; "在此样本量下无法区分"),
            Self::Same => text!("the same in every run"; "每次运行均相同"),
        }
    }
}

impl Paired {
    /// Takes in the numbers of both mixes in the next run. If one is not finite, the run is left out and counted.
    pub fn push(&mut self, first: f64, second: f64) {
        let difference = first - second;
        if !(first.is_finite() && second.is_finite() && difference.is_finite()) {
            self.refused += 1;
            return;
        }
        self.differences.push(difference);
        self.higher += u64::from(first > second);
        self.ties += u64::from(difference == 0.0);
    }

    /// What the pairs say, as one of `comparisons` that are made together; `None` if there is no pair.
    ///
    /// The interval is that of Student's t for the mean of the differences. A verdict needs it to exclude zero. At 95 %,
    /// one of twenty comparisons of mixes that do not differ yields a false verdict. So the interval is widened: with k
    /// comparisons each is made at 1 - 5 %/k (Bonferroni), and all verdicts together are right with 95 %. Holm's method,
    /// which is a little sharper, gives verdicts without intervals; what this one tells apart, Holm's does, too.
    #[must_use]
    pub fn finish(&self, comparisons: usize) -> Option<Difference> {
        let n = self.differences.n();
        let mean = self.differences.mean()?;
        let (low, high) = self.differences.interval(comparisons)?;
        let verdict = if self.ties == n {
            Verdict::Same
        } else if low > 0.0 {
            Verdict::Higher
        } else if high < 0.0 {
            Verdict::Lower
        } else {
            Verdict::NotDistinguishable
        };
        let higher = Proportion::of(self.higher, n)?;
        Some(Difference { n, refused: self.refused, mean, low, high, higher, ties: self.ties, verdict })
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // numbers that are exact
mod tests {
    use super::{Difference, Paired, Verdict};

    fn difference(pairs: &[(f64, f64)], comparisons: usize) -> Difference {
        let mut paired = Paired::default();
        for (first, second) in pairs {
            paired.push(*first, *second);
        }
        paired.finish(comparisons).unwrap()
    }

    #[test]
    fn the_interval_is_that_of_students_sleep_data() {
        // Student, The probable error of a mean, Biometrika 6 (1908): extra hours of sleep under two drugs; R prints
        // t.test(paired = TRUE): mean -1.58, interval -2.459886 to -0.700114
        let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
        let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        let pairs: Vec<(f64, f64)> = first.into_iter().zip(second).collect();
        let found = difference(&pairs, 1);
        assert!((found.mean + 1.58).abs() < 1e-14);
        assert!((found.low + 2.459_886).abs() < 1e-6 && (found.high + 0.700_114).abs() < 1e-6, "{found:?}");
        assert_eq!((found.n, found.ties, found.higher.estimate, found.verdict), (10, 1, 0.0, Verdict::Lower));
        let swapped: Vec<(f64, f64)> = pairs.iter().map(|(first, second)| (*second, *first)).collect();
        let swapped = difference(&swapped, 1);
        assert_eq!((swapped.higher.estimate, swapped.verdict), (0.9, Verdict::Higher));
        // its p-value is 0.0028: told apart as one of 17 comparisons, no longer as one of 18
        assert_eq!(difference(&pairs, 17).verdict, Verdict::Lower);
        assert_eq!(difference(&pairs, 18).verdict, Verdict::NotDistinguishable);
    }

    #[test]
    fn mixes_that_are_the_same_are_not_merely_indistinguishable() {
        assert_eq!(difference(&[(1.0, 1.0), (2.0, 2.0)], 1).verdict, Verdict::Same);
        assert_eq!(difference(&[(1.0, 1.0), (2.0, 2.5)], 1).verdict, Verdict::NotDistinguishable);
        // the mean of the differences is zero, but no run is the same
        assert_eq!(difference(&[(1.0, 2.0), (2.0, 1.0)], 1).verdict, Verdict::NotDistinguishable);
    }

    #[test]
    fn one_run_tells_nothing_and_a_constant_difference_everything() {
        assert_eq!(difference(&[(2.0, 1.0)], 1).verdict, Verdict::NotDistinguishable);
        assert_eq!(difference(&[(2.0, 1.0), (5.0, 4.0)], 1).verdict, Verdict::Higher);
    }

    #[test]
    fn runs_in_which_one_failed_are_left_out_and_counted() {
        let found = difference(&[(2.0, 1.0), (f64::NAN, 1.0), (1.0, f64::INFINITY), (4.0, 3.0)], 1);
        assert_eq!((found.n, found.refused, found.mean), (2, 2, 1.0));
        let mut failed = Paired::default();
        failed.push(f64::NAN, 0.0);
        assert_eq!(failed.finish(1), None);
    }
}
