//! A probability: has its interval become narrow enough?

use super::{Row, Rule, is_checkpoint};
use crate::statistics::{Proportion, number};
use crate::text;
use crate::text::Text;
use std::sync::Arc;

/// How often a target is met, as runs come in.
#[derive(Clone, Debug)]
pub struct Reached {
    decision: Arc<Text>,
    mix: Arc<str>,
    rule: Rule,
    runs: u64,
    hits: u64,
    n: u64,
    rows: Vec<Row>,
}

impl Reached {
    /// Of a target in a mix.
    #[must_use]
    pub fn new(decision: impl Into<Arc<Text>>, mix: impl Into<Arc<str>>, rule: Rule) -> Self {
        Self { decision: decision.into(), mix: mix.into(), rule, runs: 0, hits: 0, n: 0, rows: Vec::new() }
    }

    /// Takes in whether the target is met in the next run; `None` if that cannot be told, which counts as a run only.
    pub fn push(&mut self, met: Option<bool>) {
        self.runs += 1;
        self.n += u64::from(met.is_some());
        self.hits += u64::from(met == Some(true));
        if is_checkpoint(self.runs) {
            self.look();
        }
    }

    /// The last checkpoint, unless there has just been one.
    pub fn close(&mut self) {
        if self.rows.last().is_none_or(|row| row.runs < self.runs) {
            self.look();
        }
    }

    fn look(&mut self) {
        let Some(found) = Proportion::of(self.hits, self.n) else { return };
        self.rows.push(Row {
            runs: self.runs,
            decision: Arc::clone(&self.decision),
            mix: Arc::clone(&self.mix),
            value: found.estimate,
            low: found.low,
            high: found.high,
            rank: None,
            moved: self.rows.last().map(|last| found.estimate - last.value),
            settled: found.half_width() <= self.rule.probability_half_width,
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
        let Self { decision, mix, rule, .. } = self;
        let Some(last) = self.rows.last() else {
            return Some(
                text!("{}, {mix}: no run says whether it is met", decision.en; "{}，{mix}：尚无运行可判断是否达到", decision.zh),
            );
        };
        let (half, wanted) = ((last.high - last.low) / 2.0, rule.probability_half_width);
        // the width falls with the root of the runs
        let needed = (number(last.runs) * (half / wanted) * (half / wanted)).ceil();
        let (half, wanted) = (100.0 * half, 100.0 * wanted);
        (!last.settled).then(|| {
            text!(
                "{}, {mix}: the probability is known to ±{half:.1} percentage points, wanted are ±{wanted:.1}; \
                 about {needed} runs would do", decision.en;
                "{}，{mix}：概率的精度为±{half:.1}个百分点，要求±{wanted:.1}；约需{needed}次运行", decision.zh
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Reached, Rule};
    use crate::text::Text;

    fn of(runs: impl IntoIterator<Item = Option<bool>>) -> Reached {
        let mut reached = Reached::new(Text::plain("T1"), "base", Rule::default());
        for met in runs {
            reached.push(met);
        }
        reached
    }

    #[test]
    fn a_rare_event_is_known_sooner_than_an_even_chance() {
        // Wilson's half width at 0 of n is about 1.92 / n: below 0.02 from n = 93 on
        let never = of((0..128).map(|_| Some(false)));
        assert_eq!(never.rows().iter().map(|row| row.settled).collect::<Vec<_>>(), [false, false, true]);
        assert_eq!(never.pending(), None);
        let even = of((0..128).map(|run| Some(run % 2 == 0)));
        assert!(even.rows().iter().all(|row| !row.settled));
        let reason = even.pending().unwrap();
        // 0.98 / sqrt(128 + 3.84) = 0.0853, and 128 * (0.0853 / 0.02)^2 = 2331
        assert!(reason.en.contains("±8.5") && reason.en.contains("about 2331 runs"), "{}", reason.en);
        assert!(reason.zh.contains("±8.5") && reason.zh.contains("约需2331次"), "{}", reason.zh);
    }

    #[test]
    fn runs_that_tell_nothing_are_no_tries() {
        let reached = of((0..64).map(|run| (run % 2 == 0).then_some(true)));
        let last = reached.rows().last().unwrap();
        assert_eq!((last.runs, last.value, last.high), (64, 1.0, 1.0));
        // 32 tries, not 64: the lower end of Wilson's interval is n / (n + 3.84)
        assert!((last.low - 32.0 / (32.0 + 3.841_458_820_694_124)).abs() < 1e-12);
        assert!(of([None; 40]).pending().is_some());
    }
}
