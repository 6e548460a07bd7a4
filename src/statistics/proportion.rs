//! How often something holds.

use super::number;

/// The number that a normally distributed one exceeds with the probability 2.5 %.
const NORMAL: f64 = 1.959_963_984_540_054;

/// A share of runs, with the interval that holds the probability behind it at 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proportion {
    /// The share of the runs.
    pub estimate: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
    /// How many runs there are.
    pub n: u64,
}

impl Proportion {
    /// Of `n` runs, of which it holds in `hits`; `None` if there is no run, or more hits than runs.
    ///
    /// The interval is that of Wilson, Probable inference, the law of succession, and statistical inference, Journal of
    /// the American Statistical Association 22 (1927). It stays within 0 and 1 and has a width even if all runs agree.
    #[must_use]
    pub fn of(hits: u64, n: u64) -> Option<Self> {
        if n == 0 || hits > n {
            return None;
        }
        let (runs, square) = (number(n), NORMAL * NORMAL);
        let estimate = number(hits) / runs;
        let centre = (estimate + square / (2.0 * runs)) / (1.0 + square / runs);
        let spread = (estimate * (1.0 - estimate) / runs + square / (4.0 * runs * runs)).sqrt();
        let half = NORMAL / (1.0 + square / runs) * spread;
        // the ends themselves, where rounding would miss them
        let low = if hits == 0 { 0.0 } else { (centre - half).max(0.0) };
        let high = if hits == n { 1.0 } else { (centre + half).min(1.0) };
        Some(Self { estimate, low, high, n })
    }

    /// Half the width of the interval.
    #[must_use]
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // numbers that are exact
mod tests {
    use super::Proportion;

    #[test]
    fn the_interval_is_that_of_wilson() {
        // Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I,
        // method 3: printed to four digits
        for (hits, n, low, high) in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)] {
            let proportion = Proportion::of(hits, n).unwrap();
            assert!((proportion.low - low).abs() < 5.1e-5 && (proportion.high - high).abs() < 5.1e-5, "{proportion:?}");
        }
        let one = Proportion::of(1, 29).unwrap();
        assert!((one.low - 0.0061).abs() < 5.1e-5 && (one.high - 0.1718).abs() < 5.1e-5, "{one:?}");
    }

    #[test]
    fn all_and_none_reach_the_ends_and_no_further() {
        for n in [1, 2, 7, 1000, 10_000_000] {
            let (none, all) = (Proportion::of(0, n).unwrap(), Proportion::of(n, n).unwrap());
            assert!(none.low == 0.0 && none.estimate == 0.0 && none.high > 0.0, "{none:?}");
            assert!(all.high == 1.0 && all.estimate == 1.0 && all.low < 1.0, "{all:?}");
        }
    }

    #[test]
    fn of_no_run_nothing_is_known() {
        assert_eq!((Proportion::of(0, 0), Proportion::of(2, 1)), (None, None));
    }
}
