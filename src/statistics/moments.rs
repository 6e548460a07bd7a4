//! Mean and spread of a stream of numbers.

use super::number;
use super::student::mean_half_width;

/// Mean, standard deviation and range of the numbers seen so far.
///
/// After Welford, Note on a method for calculating corrected sums of squares and products, Technometrics 4 (1962), of the
/// distances from the first number: these are exact where numbers differ little, so that a mean of 1e9 does not drown a
/// deviation of 1e-3.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moments {
    n: u64,
    first: f64,
    /// Of the distances from the first number.
    mean: f64,
    /// Sum of the squared distances from the mean.
    squares: f64,
    minimum: f64,
    maximum: f64,
}

impl Moments {
    /// Of no number yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { n: 0, first: 0.0, mean: 0.0, squares: 0.0, minimum: 0.0, maximum: 0.0 }
    }

    /// Takes in a number. It must be finite: see [`Collector`](super::Collector), which counts those that are not.
    pub fn push(&mut self, value: f64) {
        if self.n == 0 {
            (self.first, self.minimum, self.maximum) = (value, value, value);
        }
        self.n += 1;
        let distance = value - self.first;
        let before = distance - self.mean;
        self.mean += before / number(self.n);
        self.squares += before * (distance - self.mean);
        self.minimum = self.minimum.min(value);
        self.maximum = self.maximum.max(value);
    }

    /// How many numbers were seen.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// Their mean; `None` if there is none.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then_some(self.first + self.mean)
    }

    /// Their standard deviation, as an estimate of that of all possible runs (divided by n - 1); `None` of fewer than two,
    /// which say nothing about it.
    #[must_use]
    pub fn sd(&self) -> Option<f64> {
        (self.n > 1).then(|| (self.squares / number(self.n - 1)).sqrt())
    }

    /// The smallest and the largest; `None` if there is none.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        (self.n > 0).then_some((self.minimum, self.maximum))
    }

    /// The interval that holds the mean of all possible runs, by Student's t, so wide that `comparisons` intervals hold
    /// all their means together at 95 % (Bonferroni). It is endless of a single number. `None` if there is none.
    #[must_use]
    pub fn interval(&self, comparisons: usize) -> Option<(f64, f64)> {
        let mean = self.mean()?;
        let half = self.sd().map_or(f64::INFINITY, |sd| mean_half_width(sd, self.n, comparisons));
        Some((mean - half, mean + half))
    }
}

#[cfg(test)]
mod tests {
    use super::Moments;

    fn of(values: impl IntoIterator<Item = f64>) -> Moments {
        let mut moments = Moments::default();
        for value in values {
            moments.push(value);
        }
        moments
    }

    #[test]
    fn mean_and_deviation_are_those_of_the_definition() {
        let moments = of([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!((moments.n(), moments.mean(), moments.range()), (8, Some(5.0), Some((2.0, 9.0))));
        assert!((moments.sd().unwrap() - (32.0_f64 / 7.0).sqrt()).abs() < 1e-15);
    }

    #[test]
    fn nothing_and_a_single_number_have_no_deviation() {
        let nothing = Moments::default();
        assert_eq!((nothing.mean(), nothing.sd(), nothing.range(), nothing.interval(1)), (None, None, None, None));
        let one = of([3.0]);
        assert_eq!((one.mean(), one.sd()), (Some(3.0), None));
        assert_eq!(one.interval(1), Some((f64::NEG_INFINITY, f64::INFINITY)));
    }

    #[test]
    fn a_small_deviation_about_a_large_mean_is_kept() {
        // 1e9 + k * 1e-3 for k = -1, 0, 1 again and again: variance of the draws 2/3 * 1e-6; the numbers themselves are
        // rounded to 1.2e-7, which is 1e-4 of the deviation
        let n = 300_000_u32;
        let moments = of((0..n).map(|i| 1e9 + (f64::from(i % 3) - 1.0) * 1e-3));
        let sd = (2.0_f64 / 3.0).sqrt() * 1e-3;
        assert!((moments.sd().unwrap() / sd - 1.0).abs() < 2e-4, "{:?}", moments.sd());
        assert!((moments.mean().unwrap() - 1e9).abs() < 2.4e-7, "{:?}", moments.mean());
    }

    #[test]
    fn a_constant_has_no_deviation_at_all() {
        let moments = of(std::iter::repeat_n(0.1, 1000));
        assert_eq!((moments.mean(), moments.sd(), moments.interval(1)), (Some(0.1), Some(0.0), Some((0.1, 0.1))));
    }
}
