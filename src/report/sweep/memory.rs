//! What the summaries of a sweep need in memory.

use super::{Compared, summaries};
use crate::scenario::study::Study;
use crate::statistics::convergence::{FIRST_CHECKPOINT, Level, Row};
use crate::statistics::{Paired, Summary};

/// A row of a file of summaries: names, unit, a dozen numbers of at most 24 signs.
const A_ROW_OF_TEXT: u64 = 400;

/// A row as JSON: an object of a dozen numbers, and its text.
const A_ROW_OF_JSON: u64 = 2500;

/// A sketch of a distribution, and that which it is made of.
const A_SKETCH: u64 = 64 * 1024;

/// Rows of looks are held by what is decided on, then put into one list, which grows and is sorted: in quarters.
const QUARTERS_OF_ROWS: u64 = 10;

/// A reason why something is not yet settled, in both languages.
const A_REASON: u64 = 450;

/// The bytes that summaries of a study with so many runs need at most; more if they are shown as JSON.
#[must_use]
pub fn needed(study: &Study, runs: u64, json: bool) -> u64 {
    let size = |size: usize| size as u64;
    let (mixes, outcomes, objectives) =
        (size(study.mixes.len()), size(study.outcomes.len()), size(study.objectives.len()));
    let goals = size(study.targets.len() + study.together.len());
    let pairs = size(summaries::pairs(study.mixes.len()).len());
    let kept = outcomes * (mixes * size(size_of::<Option<Summary>>()) + pairs * size(size_of::<Compared>()));

    // one column at a time: values of mixes, or sketches, and what objectives keep beside them
    let exact = size(summaries::EXACT);
    let all_values = 8 * 2 * exact.min(runs.saturating_mul(mixes));
    let sketches = if runs > exact { mixes * A_SKETCH } else { 0 };
    let column = (1 + 3 * objectives.min(1)) * (all_values + sketches) + pairs * size(size_of::<Paired>());

    // what is decided on, by mix, looked at after 32, 64, 128 and so on runs
    let medians = if objectives == 0 && study.targets.is_empty() { outcomes } else { 0 };
    let decided = mixes * (medians + 2 * objectives + goals);
    let looks = 1 + u64::from((runs / FIRST_CHECKPOINT).max(1).ilog2());
    let a_decision = size(size_of::<Level>()) + A_REASON + QUARTERS_OF_ROWS * looks * size(size_of::<Row>()) / 4;

    let rows = (outcomes * mixes).max(outcomes * pairs).max(decided * looks);
    let text = if json { outcomes * (mixes + pairs) * A_ROW_OF_JSON } else { rows * A_ROW_OF_TEXT };
    kept + decided * a_decision + text.max(column)
}
