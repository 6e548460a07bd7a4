//! A quantile: does it still move?

use super::{Row, Rule, is_checkpoint};
use crate::statistics::Collector;
use crate::text;
use crate::text::Text;
use std::sync::Arc;

/// A quantile of a result, as runs come in.
#[derive(Clone, Debug)]
pub struct Level {
    decision: Arc<Text>,
    mix: Arc<str>,
    quantile: f64,
    rule: Rule,
    runs: u64,
    values: Collector,
    /// Over how many checkpoints in a row it has stood still.
    still: u32,
    /// The last move, as a share; infinite before the second checkpoint.
    share: f64,
    rows: Vec<Row>,
}

impl Level {
    /// The quantile of a result in a mix. Up to `limit` values are kept as they are (see [`Collector`]).
    #[must_use]
    pub fn new(
        decision: impl Into<Arc<Text>>,
        mix: impl Into<Arc<str>>,
        quantile: f64,
        rule: Rule,
        limit: usize,
    ) -> Self {
        let values = Collector::new(limit);
        let (decision, mix) = (decision.into(), mix.into());
        Self { decision, mix, quantile, rule, runs: 0, values, still: 0, share: f64::INFINITY, rows: Vec::new() }
    }

    /// Takes in the value of the next run; one that is not finite counts as a run only.
    pub fn push(&mut self, value: f64) {
        self.runs += 1;
        self.values.push(value);
        if is_checkpoint(self.runs) {
            self.look();
        }
    }

    /// The last checkpoint, unless there has just been one. What comes behind it is not looked at: the values are given
    /// up, since many of these stand side by side.
    pub fn close(&mut self) {
        if self.rows.last().is_none_or(|row| row.runs < self.runs) {
            self.look();
        }
        self.values = Collector::new(0);
        self.rows.shrink_to_fit();
    }

    fn look(&mut self) {
        let Some(found) = self.values.quantile(self.quantile) else { return };
        let moved = self.rows.last().map(|last| found.value - last.value);
        let size = found.value.abs().max(self.values.moments().sd().unwrap_or(0.0));
        self.share = match moved {
            None => f64::INFINITY,
            Some(0.0) => 0.0,
            Some(moved) => moved.abs() / size,
        };
        self.still = if self.share <= self.rule.quantile_relative { self.still + 1 } else { 0 };
        self.rows.push(Row {
            runs: self.runs,
            decision: Arc::clone(&self.decision),
            mix: Arc::clone(&self.mix),
            value: found.value,
            low: found.low,
            high: found.high,
            rank: None,
            moved,
            settled: self.still >= self.rule.checkpoints,
        });
    }

    /// What was known at the checkpoints.
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
        let Self { decision, mix, .. } = self;
        let percent = 100.0 * self.quantile;
        Some(if self.share.is_infinite() || self.share <= self.rule.quantile_relative {
            text!(
                "{}, {mix}: the {percent:.0} % quantile has not stood still over {} checkpoints yet",
                decision.en, self.rule.checkpoints;
                "{}，{mix}：{percent:.0}%分位数尚未连续{}个检查点保持稳定", decision.zh, self.rule.checkpoints
            )
        } else {
            let (moved, allowed) = (100.0 * self.share, 100.0 * self.rule.quantile_relative);
            text!(
                "{}, {mix}: the {percent:.0} % quantile moved by {moved:.1} % at the last checkpoint, allowed are \
                 {allowed:.1} %", decision.en;
                "{}，{mix}：{percent:.0}%分位数在最近检查点变动{moved:.1}%，允许{allowed:.1}%", decision.zh
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Level, Rule};
    use crate::text::Text;

    fn of(values: impl IntoIterator<Item = f64>) -> Level {
        let mut level = Level::new(Text::plain("price"), "base", 0.5, Rule::default(), 1000);
        for value in values {
            level.push(value);
        }
        level
    }

    #[test]
    fn a_quantile_is_settled_after_two_checkpoints_without_a_move() {
        let level = of(std::iter::repeat_n(7.0, 128));
        assert_eq!(level.rows().iter().map(|row| row.settled).collect::<Vec<_>>(), [false, false, true]);
        assert_eq!(level.rows()[0].moved, None);
        assert_eq!(level.pending(), None);
        assert!(of(std::iter::repeat_n(7.0, 64)).pending().unwrap().en.contains("2 checkpoints"));
    }

    #[test]
    fn a_move_starts_the_count_again() {
        // the median jumps between 64 and 128 runs
        let level = of((0..512).map(|run| if run < 40 { 100.0 } else { 103.0 }));
        let settled: Vec<bool> = level.rows().iter().map(|row| row.settled).collect();
        assert_eq!(settled, [false, false, false, false, true], "{:?}", level.rows());
        let jumped = of((0..128).map(|run| if run < 33 { 100.0 } else { 103.0 }));
        let reason = jumped.pending().unwrap();
        assert!(reason.en.contains("50 % quantile moved by 2.9 %"), "{}", reason.en);
        assert!(reason.zh.contains("50%分位数在最近检查点变动2.9%"), "{}", reason.zh);
    }

    #[test]
    fn a_quantile_near_zero_is_measured_by_the_spread() {
        // the median goes from 0.004 to -0.004 and back: twice its size, but little to a spread of 1
        let level = of((0..512_u32).map(|run| {
            let middle = if (run + 1).next_power_of_two().trailing_zeros() % 2 == 0 { 0.004 } else { -0.004 };
            [-1.0, middle, 1.0][run as usize % 3]
        }));
        assert!(level.rows().last().unwrap().settled, "{:?}", level.rows());
    }

    #[test]
    fn runs_without_a_value_count_as_runs() {
        let level = of((0..64).map(|run| if run % 2 == 0 { f64::NAN } else { 1.0 }));
        assert_eq!(level.rows().iter().map(|row| row.runs).collect::<Vec<_>>(), [32, 64]);
    }
}
