//! What was known after how many runs, and whether more are needed.
//!
//! Runs are enough when what is decided on no longer moves: the ranking of the mixes ([`Ranking`]), the probability that a
//! target is met ([`Reached`]), a quantile ([`Level`]). Each is looked at after 32 runs, after 64, 128 and so on, and at
//! the end; each look leaves a [`Row`]. Between two looks the number of runs doubles, so what has not moved over two of
//! them has stood four times the runs.
//!
//! A rule that looks again and again and stops when it likes what it sees stops a little too early now and then: intervals
//! at the moment of stopping are somewhat too narrow.

mod level;
mod ranking;
mod reached;

pub use level::Level;
pub use ranking::Ranking;
pub use reached::Reached;

use crate::text::Text;
use std::sync::Arc;

/// When runs are enough.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Half the width that the interval of a probability may have.
    pub probability_half_width: f64,
    /// By how much a quantile may move from one checkpoint to the next: as a share of its size, or of the standard
    /// deviation if that is larger, since a quantile may be close to zero.
    pub quantile_relative: f64,
    /// Over how many checkpoints in a row rankings and quantiles must have stood still.
    pub checkpoints: u32,
}

impl Default for Rule {
    fn default() -> Self {
        Self { probability_half_width: 0.02, quantile_relative: 0.01, checkpoints: 2 }
    }
}

/// The first checkpoint.
pub const FIRST_CHECKPOINT: u64 = 32;

/// Is there a checkpoint after so many runs? After 32, 64, 128 and so on.
#[must_use]
pub const fn is_checkpoint(runs: u64) -> bool {
    runs >= FIRST_CHECKPOINT && runs.is_power_of_two()
}

/// What was known at a checkpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// After how many runs; those that failed are counted.
    pub runs: u64,
    /// What is decided on.
    pub decision: Arc<Text>,
    /// The mix.
    pub mix: Arc<str>,
    /// The mean, the share or the quantile.
    pub value: f64,
    /// The lower end of its interval at 95 %.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Of a ranking: the rank of the mix, from 1.
    pub rank: Option<usize>,
    /// By how much the value changed since the last checkpoint; `None` at the first.
    pub moved: Option<f64>,
    /// Whether the decision was settled, by the rule.
    pub settled: bool,
}

/// All that is decided on.
#[derive(Clone, Debug, Default)]
pub struct Convergence {
    /// Rankings.
    pub rankings: Vec<Ranking>,
    /// Probabilities.
    pub reached: Vec<Reached>,
    /// Quantiles.
    pub levels: Vec<Level>,
}

impl Convergence {
    /// The last checkpoint, wherever the runs end; for each decision that has not just had one.
    pub fn close(&mut self) {
        self.rankings.iter_mut().for_each(Ranking::close);
        self.reached.iter_mut().for_each(Reached::close);
        self.levels.iter_mut().for_each(Level::close);
    }

    /// Are there enough runs? Yes, if all decisions were settled at the last checkpoint.
    #[must_use]
    pub fn settled(&self) -> bool {
        self.pending().is_empty()
    }

    /// What was not yet settled at the last checkpoint, in words.
    #[must_use]
    pub fn pending(&self) -> Vec<Text> {
        let rankings = self.rankings.iter().filter_map(Ranking::pending);
        let reached = self.reached.iter().filter_map(Reached::pending);
        rankings.chain(reached).chain(self.levels.iter().filter_map(Level::pending)).collect()
    }

    /// What was known at the checkpoints, the first checkpoint first.
    #[must_use]
    pub fn rows(&self) -> Vec<&Row> {
        let rankings = self.rankings.iter().flat_map(Ranking::rows);
        let reached = self.reached.iter().flat_map(Reached::rows);
        let mut rows: Vec<&Row> = rankings.chain(reached).chain(self.levels.iter().flat_map(Level::rows)).collect();
        rows.sort_by_key(|row| row.runs);
        rows
    }

    /// The same rows, no longer held by what they were found by.
    #[must_use]
    pub fn into_rows(self) -> Vec<Row> {
        let rankings = self.rankings.into_iter().flat_map(Ranking::into_rows);
        let reached = self.reached.into_iter().flat_map(Reached::into_rows);
        let levels = self.levels.into_iter().flat_map(Level::into_rows);
        let mut rows: Vec<Row> = rankings.chain(reached).chain(levels).collect();
        rows.sort_by_key(|row| row.runs);
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::{Convergence, Level, Ranking, Reached, Rule, is_checkpoint};
    use crate::statistics::Aim;
    use crate::text::Text;

    #[test]
    fn checkpoints_double() {
        let found: Vec<u64> = (0..600).filter(|runs| is_checkpoint(*runs)).collect();
        assert_eq!(found, [32, 64, 128, 256, 512]);
    }

    #[test]
    fn runs_are_enough_when_the_last_decision_is_settled() {
        let (rule, name) = (Rule::default(), Text::plain("jobs"));
        let mut convergence = Convergence {
            rankings: vec![Ranking::new(name.clone(), &["a", "b"], Aim::High, rule)],
            reached: vec![Reached::new(name.clone(), "a", rule)],
            levels: vec![Level::new(name, "a", 0.5, rule, 20_000)],
        };
        assert_eq!(convergence.pending().len(), 3, "nothing is known of no run");
        let mut enough = None;
        for run in 0..20_000_u32 {
            let wave = f64::from(run % 4);
            convergence.rankings[0].push(&[wave + 1.0, wave]);
            convergence.reached[0].push(Some(run % 2 == 0));
            convergence.levels[0].push(wave);
            if enough.is_none() && convergence.settled() {
                enough = Some(run + 1);
            }
        }
        // (1.96 / 2 / 0.02)^2 = 2401 runs bring an even chance to two points: the checkpoint after that is 4096
        assert_eq!(enough, Some(4096));
        let rows = convergence.rows().len();
        convergence.close();
        convergence.close();
        assert_eq!(convergence.rows().len(), rows + 4, "one more look, and only one");
        assert!(convergence.rows().windows(2).all(|pair| pair[0].runs <= pair[1].runs));
        assert_eq!(convergence.rows().last().map(|row| row.runs), Some(20_000));
    }
}
