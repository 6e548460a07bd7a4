//! The ranking of mixes by their means: does the order still change?

use super::{Row, Rule, is_checkpoint};
use crate::statistics::robustness::ranks;
use crate::statistics::{Aim, Moments, Paired, Verdict};
use crate::text;
use crate::text::Text;
use std::sync::Arc;

/// The ranking of mixes on an objective, as runs come in.
///
/// Two mixes that cannot be told apart may swap places: only a swap of two that can be, before or after it, is a change.
/// All pairs are compared together (see [`Paired::finish`]).
#[derive(Clone, Debug)]
pub struct Ranking {
    decision: Arc<Text>,
    mixes: Vec<Arc<str>>,
    aim: Aim,
    rule: Rule,
    runs: u64,
    left_out: u64,
    means: Vec<Moments>,
    pairs: Vec<Pair>,
    /// Over how many checkpoints in a row the order has not changed.
    still: u32,
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Pair {
    first: usize,
    second: usize,
    values: Paired,
    /// Was the first the better one at the last checkpoint, and could that be told?
    last: Option<(bool, bool)>,
    /// Did they swap at the last checkpoint?
    swapped: bool,
}

impl Ranking {
    /// Of mixes on an objective.
    #[must_use]
    pub fn new<N: AsRef<str>>(decision: impl Into<Arc<Text>>, mixes: &[N], aim: Aim, rule: Rule) -> Self {
        let pair = |first, second| Pair { first, second, values: Paired::default(), last: None, swapped: false };
        Self {
            decision: decision.into(),
            mixes: mixes.iter().map(|name| Arc::from(name.as_ref())).collect(),
            aim,
            rule,
            runs: 0,
            left_out: 0,
            means: vec![Moments::new(); mixes.len()],
            pairs: (0..mixes.len()).flat_map(|second| (0..second).map(move |first| pair(first, second))).collect(),
            still: 0,
            rows: Vec::new(),
        }
    }

    /// Takes in the values of the mixes in the next run. A run in which one is not finite is left out for all.
    ///
    /// # Panics
    /// If there is not one value for each mix: a mistake of the calling code.
    pub fn push(&mut self, values: &[f64]) {
        assert_eq!(values.len(), self.mixes.len(), "one value for each mix");
        self.runs += 1;
        if values.iter().all(|value| value.is_finite()) {
            self.means.iter_mut().zip(values).for_each(|(mean, value)| mean.push(*value));
            self.pairs.iter_mut().for_each(|pair| pair.values.push(values[pair.first], values[pair.second]));
        } else {
            self.left_out += 1;
        }
        if is_checkpoint(self.runs) {
            self.look();
        }
    }

    /// In how many runs a mix had no finite value.
    #[must_use]
    pub const fn left_out(&self) -> u64 {
        self.left_out
    }

    /// The last checkpoint, unless there has just been one.
    pub fn close(&mut self) {
        if self.rows.last().is_none_or(|row| row.runs < self.runs) {
            self.look();
        }
    }

    fn look(&mut self) {
        let means: Vec<Option<f64>> = self.means.iter().map(Moments::mean).collect();
        if means.iter().any(Option::is_none) {
            return;
        }
        let comparisons = self.pairs.len();
        let first_look = self.rows.is_empty();
        for pair in &mut self.pairs {
            let Some(found) = pair.values.finish(comparisons) else { continue };
            let told_apart = matches!(found.verdict, Verdict::Higher | Verdict::Lower);
            let now = (self.aim.better(found.mean, 0.0), told_apart);
            pair.swapped = pair.last.is_some_and(|last| last.0 != now.0 && (last.1 || now.1));
            pair.last = Some(now);
        }
        let changed = first_look || self.pairs.iter().any(|pair| pair.swapped);
        self.still = if changed { 0 } else { self.still + 1 };
        let settled = self.still >= self.rule.checkpoints;
        let ranks = ranks(&means, self.aim);
        let last = self.rows.len().checked_sub(self.mixes.len());
        for (mix, (moments, rank)) in self.means.iter().zip(ranks).enumerate() {
            let (Some(value), Some((low, high))) = (moments.mean(), moments.interval(1)) else { continue };
            let moved = last.map(|last| value - self.rows[last + mix].value);
            let (runs, decision, mix) = (self.runs, Arc::clone(&self.decision), Arc::clone(&self.mixes[mix]));
            self.rows.push(Row { runs, decision, mix, value, low, high, rank, moved, settled });
        }
    }

    /// What was known at the checkpoints: a row for each mix.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The same, given away.
    pub(super) fn into_rows(self) -> Vec<Row> {
        self.rows
    }

    /// What was not yet settled at the last checkpoint.
    #[must_use]
    pub fn pending(&self) -> Option<Text> {
        if self.rows.last().is_some_and(|row| row.settled) {
            return None;
        }
        let decision = &self.decision;
        Some(self.pairs.iter().find(|pair| pair.swapped).map_or_else(
            || {
                text!(
                    "{}: the ranking has not stood still over {} checkpoints yet", decision.en, self.rule.checkpoints;
                    "{}：排序尚未连续{}个检查点保持不变", decision.zh, self.rule.checkpoints
                )
            },
            |pair| {
                let (first, second) = (&self.mixes[pair.first], &self.mixes[pair.second]);
                text!(
                    "{}: {first} and {second} swapped places at the last checkpoint", decision.en;
                    "{}：{first}与{second}在最近检查点互换了名次", decision.zh
                )
            },
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::{Ranking, Rule};
    use crate::statistics::Aim;
    use crate::text::Text;

    fn of(aim: Aim, runs: impl IntoIterator<Item = [f64; 3]>) -> Ranking {
        let mut ranking = Ranking::new(Text::plain("jobs"), &["a", "b", "c"], aim, Rule::default());
        for run in runs {
            ranking.push(&run);
        }
        ranking
    }

    fn settled(ranking: &Ranking) -> Vec<bool> {
        ranking.rows().chunks(3).map(|rows| rows[0].settled).collect()
    }

    #[test]
    fn an_order_that_stands_is_settled_and_ranked_by_its_aim() {
        let runs = || (0..128).map(|run| [f64::from(run % 2), f64::from(run % 2) + 1.0, f64::from(run % 2) + 2.0]);
        let (high, low) = (of(Aim::High, runs()), of(Aim::Low, runs()));
        assert_eq!(settled(&high), [false, false, true]);
        let ranks = |ranking: &Ranking| ranking.rows()[6..].iter().map(|row| row.rank).collect::<Vec<_>>();
        assert_eq!(ranks(&high), [Some(3), Some(2), Some(1)]);
        assert_eq!(ranks(&low), [Some(1), Some(2), Some(3)]);
        assert_eq!(high.pending(), None);
        assert_eq!((high.rows()[2].value, high.rows()[2].moved, high.rows()[5].moved), (2.5, None, Some(0.0)));
    }

    #[test]
    fn a_swap_of_mixes_that_can_be_told_apart_is_a_change() {
        // b is above a by 1 for 64 runs, then below it by 3: at 128 runs it is below by 1 on average
        let runs = |last| (0..last).map(|run| if run < 64 { [0.0, 1.0, 9.0] } else { [0.0, -3.0, 9.0] });
        let ranking = of(Aim::High, runs(128));
        assert_eq!(settled(&ranking), [false; 3]);
        assert_eq!(ranking.pending().unwrap().en, "jobs: a and b swapped places at the last checkpoint");
        assert_eq!(ranking.pending().unwrap().zh, "jobs：a与b在最近检查点互换了名次");
        let on = of(Aim::High, runs(512));
        assert_eq!(settled(&on), [false, false, false, false, true]);
        assert!(of(Aim::High, runs(256)).pending().unwrap().en.contains("2 checkpoints"));
    }

    #[test]
    fn a_swap_of_mixes_that_cannot_be_told_apart_is_none() {
        // a and b differ by much noise and little else: the sign of their mean changes with every doubling
        let ranking = of(
            Aim::High,
            (0..128_u32).map(|run| {
                let sign = if (run + 1).next_power_of_two().trailing_zeros() % 2 == 0 { 0.5 } else { -0.5 };
                [sign + 10.0 * (f64::from(run % 2) - 0.5), 0.0, 99.0]
            }),
        );
        let ranks: Vec<Option<usize>> = ranking.rows().chunks(3).map(|rows| rows[0].rank).collect();
        assert!(ranks.windows(2).all(|pair| pair[0] != pair[1]), "they do swap: {ranks:?}");
        assert_eq!(settled(&ranking), [false, false, true]);
    }

    #[test]
    fn a_swap_is_a_change_if_they_can_be_told_apart_before_or_after() {
        let noise = |run: u32, size: f64| if run.is_multiple_of(2) { size } else { -size };
        // a below b by 1 for sure, then by noise above it: known to differ before only
        let before =
            of(Aim::High, (0..128).map(|run| [if run < 64 { -1.0 } else { 1.2 + noise(run, 10.0) }, 0.0, 99.0]));
        // the other way round: known to differ after only
        let after = of(Aim::High, (0..128).map(|run| [if run < 64 { noise(run, 10.0) - 0.1 } else { 9.0 }, 0.0, 99.0]));
        for ranking in [before, after] {
            assert_eq!(ranking.pending().unwrap().en, "jobs: a and b swapped places at the last checkpoint");
        }
    }

    #[test]
    fn three_pairs_are_compared_together() {
        // the mean of a - b after 128 runs is 0.1985 with a deviation of 1.025: t = 2.19, beyond 1.98 for one pair at 5 %,
        // not beyond 2.43 for three
        let noise = |run: u32| if run.is_multiple_of(2) { 1.0 } else { -1.0 };
        let shift = |run: u32| if run < 64 { -0.01 } else { 0.407 };
        let ranking = of(Aim::High, (0..128).map(|run| [noise(run) + shift(run), 0.0, 99.0]));
        let ranks: Vec<Option<usize>> = ranking.rows().chunks(3).map(|rows| rows[0].rank).collect();
        assert_eq!(ranks, [Some(3), Some(3), Some(2)], "they swap");
        assert_eq!(settled(&ranking), [false, false, true]);
    }

    #[test]
    fn a_run_in_which_a_mix_failed_is_left_out_for_all() {
        let ranking = of(Aim::High, (0..64).map(|run| [if run == 3 { f64::NAN } else { 1.0 }, 2.0, f64::from(run)]));
        assert_eq!(ranking.left_out(), 1);
        // the mean of 0 to 63 without 3
        assert!((ranking.rows()[5].value - 2013.0 / 63.0).abs() < 1e-12);
        assert_eq!(ranking.rows().len(), 6, "the run counts all the same");
    }
}
