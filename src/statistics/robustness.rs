//! Which policy mix holds up best over uncertain futures.
//!
//! Terms as in Herman, Reed, Zeff and Characklis, How should robustness be defined for water systems planning under
//! change?, Journal of Water Resources Planning and Management 141 (2015), and `McPhail` et al., Robustness metrics: how are
//! they calculated, when should they be used and why do they give different results?, Earth's Future 6 (2018). These
//! measures can rank the same mixes differently: a mix that is best on average need not be best at worst.

use super::{Collector, Proportion, Summary};

/// In which direction an objective is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// More is better.
    High,
    /// Less is better.
    Low,
}

impl Aim {
    /// Is a value better than another?
    #[must_use]
    pub fn better(self, one: f64, other: f64) -> bool {
        match self {
            Self::High => one > other,
            Self::Low => one < other,
        }
    }

    /// The better of two values.
    #[must_use]
    pub fn best(self, one: f64, other: f64) -> f64 {
        if self.better(other, one) { other } else { one }
    }
}

/// A measure of robustness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Mean over the runs.
    ExpectedValue,
    /// The value that is worse in 10 % of the runs only.
    Percentile,
    /// The worst value.
    Maximin,
    /// Mean of the regret: by how much the best mix of the same run is better.
    RegretMean,
    /// The regret that is exceeded in 10 % of the runs only.
    RegretPercentile,
    /// The largest regret.
    RegretMaximum,
    /// The share of the runs in which the value reaches the threshold.
    Satisficing,
    /// The share of the runs in which no mix is better.
    BestShare,
}

impl Metric {
    /// All, in the order of [`MixRobustness::ranks`].
    pub const ALL: [Self; 8] = [
        Self::ExpectedValue,
        Self::Percentile,
        Self::Maximin,
        Self::RegretMean,
        Self::RegretPercentile,
        Self::RegretMaximum,
        Self::Satisficing,
        Self::BestShare,
    ];

    /// As it is written in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ExpectedValue => "expected_value",
            Self::Percentile => "percentile_10",
            Self::Maximin => "maximin",
            Self::RegretMean => "regret_mean",
            Self::RegretPercentile => "regret_90",
            Self::RegretMaximum => "regret_maximum",
            Self::Satisficing => "satisficing",
            Self::BestShare => "best_share",
        }
    }

    /// In which direction it is better, for an objective with this aim.
    #[must_use]
    pub const fn aim(self, objective: Aim) -> Aim {
        match self {
            Self::ExpectedValue | Self::Percentile | Self::Maximin => objective,
            Self::RegretMean | Self::RegretPercentile | Self::RegretMaximum => Aim::Low,
            Self::Satisficing | Self::BestShare => Aim::High,
        }
    }
}

/// Collects the values of all mixes in the same run, run by run.
///
/// Mixes are compared over the runs in which none failed: one that fails in the hardest runs must not look better for
/// it, and without it the best of a run is not known. How often each failed is part of the result.
#[derive(Clone, Debug)]
pub struct Robustness {
    aim: Aim,
    threshold: Option<f64>,
    runs: u64,
    complete: u64,
    mixes: Vec<Mix>,
}

#[derive(Clone, Debug)]
struct Mix {
    values: Collector,
    regrets: Collector,
    satisfied: u64,
    best: u64,
    failed: u64,
}

/// How well a mix holds up.
#[derive(Clone, Debug, PartialEq)]
pub struct MixRobustness {
    /// In how many runs it has no finite value.
    pub failed: u64,
    /// Its values.
    pub values: Summary,
    /// Its regrets.
    pub regrets: Summary,
    /// The value that is worse in 10 % of the runs only.
    pub percentile: f64,
    /// The worst value.
    pub maximin: f64,
    /// The share of the runs in which the threshold is reached; `None` without a threshold.
    pub satisficing: Option<Proportion>,
    /// The share of the runs in which no mix is better; mixes that tie are all best.
    pub best: Proportion,
    /// Its rank by each of [`Metric::ALL`], from 1; mixes that tie share the better rank.
    pub ranks: [Option<usize>; 8],
}

impl MixRobustness {
    /// Its value by a metric; `None` for [`Metric::Satisficing`] without a threshold.
    #[must_use]
    pub fn value(&self, metric: Metric) -> Option<f64> {
        Some(match metric {
            Metric::ExpectedValue => self.values.mean,
            Metric::Percentile => self.percentile,
            Metric::Maximin => self.maximin,
            Metric::RegretMean => self.regrets.mean,
            Metric::RegretPercentile => self.regrets.quantiles[NINETIETH],
            Metric::RegretMaximum => self.regrets.maximum,
            Metric::Satisficing => self.satisficing?.estimate,
            Metric::BestShare => self.best.estimate,
        })
    }
}

/// What was found of all mixes.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// How many runs there were.
    pub runs: u64,
    /// In how many of them no mix failed: those that count.
    pub complete: u64,
    /// The mixes, in the order in which they were given.
    pub mixes: Vec<MixRobustness>,
}

/// Where the 10 % and 90 % quantiles stand in a summary.
const TENTH: usize = 1;
const NINETIETH: usize = 5;

impl Robustness {
    /// Of so many mixes, by an objective; with a threshold that satisfies, if there is one. Up to `limit` values a mix
    /// are kept as they are (see [`Collector`]), and as many regrets.
    #[must_use]
    pub fn new(mixes: usize, aim: Aim, threshold: Option<f64>, limit: usize) -> Self {
        let mix =
            Mix { values: Collector::new(limit), regrets: Collector::new(limit), satisfied: 0, best: 0, failed: 0 };
        Self { aim, threshold, runs: 0, complete: 0, mixes: vec![mix; mixes] }
    }

    /// Takes in the values of the mixes in the next run; of a mix that failed, one that is not finite.
    ///
    /// # Panics
    /// If there is not one value for each mix: a mistake of the calling code.
    pub fn push(&mut self, values: &[f64]) {
        assert_eq!(values.len(), self.mixes.len(), "one value for each mix");
        self.runs += 1;
        let mut failed = false;
        for (mix, value) in self.mixes.iter_mut().zip(values) {
            mix.failed += u64::from(!value.is_finite());
            failed |= !value.is_finite();
        }
        let Some(best) = values.iter().copied().reduce(|one, other| self.aim.best(one, other)) else { return };
        if failed {
            return;
        }
        self.complete += 1;
        for (mix, value) in self.mixes.iter_mut().zip(values) {
            mix.values.push(*value);
            mix.regrets.push((best - value).abs());
            mix.best += u64::from(!self.aim.better(best, *value));
            mix.satisfied += u64::from(self.threshold.is_some_and(|threshold| !self.aim.better(threshold, *value)));
        }
    }

    /// What was found; `None` if there is no run in which no mix failed.
    #[must_use]
    pub fn finish(&self) -> Option<Ranked> {
        let mut mixes: Vec<MixRobustness> = self.mixes.iter().map(|mix| self.of(mix)).collect::<Option<_>>()?;
        for (position, metric) in Metric::ALL.into_iter().enumerate() {
            let values: Vec<Option<f64>> = mixes.iter().map(|mix| mix.value(metric)).collect();
            for (mix, rank) in mixes.iter_mut().zip(ranks(&values, metric.aim(self.aim))) {
                mix.ranks[position] = rank;
            }
        }
        (!mixes.is_empty()).then_some(Ranked { runs: self.runs, complete: self.complete, mixes })
    }

    fn of(&self, mix: &Mix) -> Option<MixRobustness> {
        let values = mix.values.summary()?;
        let (percentile, maximin) = match self.aim {
            Aim::High => (values.quantiles[TENTH], values.minimum),
            Aim::Low => (values.quantiles[NINETIETH], values.maximum),
        };
        Some(MixRobustness {
            failed: mix.failed,
            values,
            regrets: mix.regrets.summary()?,
            percentile,
            maximin,
            satisficing: self.threshold.and_then(|_| Proportion::of(mix.satisfied, self.complete)),
            best: Proportion::of(mix.best, self.complete)?,
            ranks: [None; 8],
        })
    }
}

/// The rank of each: one more than there are better ones.
pub(super) fn ranks(values: &[Option<f64>], aim: Aim) -> Vec<Option<usize>> {
    let rank = |value: f64| 1 + values.iter().flatten().filter(|other| aim.better(**other, value)).count();
    values.iter().map(|value| value.map(rank)).collect()
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // numbers that are exact
mod tests {
    use super::{Aim, Metric, Ranked, Robustness};

    /// Three mixes in four runs: steady, bold, never the best.
    const RUNS: [[f64; 3]; 4] = [[5.0, 9.0, 4.0], [5.0, 8.0, 5.0], [5.0, 1.0, 4.0], [5.0, 5.0, 4.0]];

    fn ranked(runs: &[[f64; 3]], aim: Aim, threshold: Option<f64>) -> Ranked {
        let mut robustness = Robustness::new(3, aim, threshold, 100);
        for run in runs {
            robustness.push(run);
        }
        robustness.finish().unwrap()
    }

    fn by(found: &Ranked, metric: Metric) -> Vec<(Option<f64>, Option<usize>)> {
        let place = Metric::ALL.iter().position(|other| *other == metric).unwrap();
        found.mixes.iter().map(|mix| (mix.value(metric), mix.ranks[place])).collect()
    }

    #[test]
    fn each_measure_is_that_of_its_definition() {
        let found = ranked(&RUNS, Aim::High, Some(5.0));
        let some = |values: [(f64, usize); 3]| values.map(|(value, rank)| (Some(value), Some(rank)));
        assert_eq!(by(&found, Metric::ExpectedValue), some([(5.0, 2), (5.75, 1), (4.25, 3)]));
        assert_eq!(by(&found, Metric::Maximin), some([(5.0, 1), (1.0, 3), (4.0, 2)]));
        // regrets: 4 3 0 0; 0 0 4 0; 5 3 1 1
        assert_eq!(by(&found, Metric::RegretMean), some([(1.75, 2), (1.0, 1), (2.5, 3)]));
        assert_eq!(by(&found, Metric::RegretMaximum), some([(4.0, 1), (4.0, 1), (5.0, 3)]));
        // reaching the threshold exactly is enough
        assert_eq!(by(&found, Metric::Satisficing), some([(1.0, 1), (0.75, 2), (0.25, 3)]));
        // two are best in the last run
        assert_eq!(by(&found, Metric::BestShare), some([(0.5, 2), (0.75, 1), (0.0, 3)]));
        // type 7 of 1 5 8 9: 1 + 0.3 * 4; of the regrets 0 0 3 4: 3 + 0.7
        let percentiles: Vec<f64> = found.mixes.iter().map(|mix| mix.percentile).collect();
        assert!((percentiles[1] - 2.2).abs() < 1e-15 && percentiles[0] == 5.0, "{percentiles:?}");
        assert!((by(&found, Metric::RegretPercentile)[0].0.unwrap() - 3.7).abs() < 1e-15);
    }

    #[test]
    fn less_is_better_is_the_mirror_of_more_is_better() {
        let mirrored = RUNS.map(|run| run.map(|value| -value));
        let (high, low) = (ranked(&RUNS, Aim::High, Some(5.0)), ranked(&mirrored, Aim::Low, Some(-5.0)));
        for (one, other) in high.mixes.iter().zip(&low.mixes) {
            assert_eq!(one.ranks, other.ranks);
            assert_eq!((one.regrets, one.best, one.satisficing), (other.regrets, other.best, other.satisficing));
            assert!((one.percentile + other.percentile).abs() < 1e-14);
            assert_eq!(one.maximin, -other.maximin);
        }
    }

    #[test]
    fn a_run_in_which_a_mix_failed_counts_for_none() {
        let mut runs = RUNS.to_vec();
        runs.insert(1, [f64::NAN, 100.0, -100.0]);
        runs.push([0.0, f64::NEG_INFINITY, f64::NAN]);
        let (whole, with_failures) = (ranked(&RUNS, Aim::High, None), ranked(&runs, Aim::High, None));
        assert_eq!((with_failures.runs, with_failures.complete), (6, 4));
        assert_eq!(with_failures.mixes.iter().map(|mix| mix.failed).collect::<Vec<_>>(), [1, 1, 1]);
        for (one, other) in whole.mixes.iter().zip(&with_failures.mixes) {
            assert_eq!((one.values, one.regrets, one.best), (other.values, other.regrets, other.best));
        }
    }

    #[test]
    fn without_a_threshold_nothing_satisfies_and_without_runs_nothing_is_found() {
        let found = ranked(&RUNS, Aim::High, None);
        assert_eq!(by(&found, Metric::Satisficing), [(None, None); 3]);
        let mut failed = Robustness::new(2, Aim::Low, None, 10);
        failed.push(&[f64::NAN, 1.0]);
        assert_eq!(failed.finish(), None);
    }
}
