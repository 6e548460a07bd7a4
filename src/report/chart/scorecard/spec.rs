//! What a caller says about a scorecard.

use crate::report::chart::spec::Words;

/// What became of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was met.
    Met,
    /// It was missed.
    Missed,
    /// It was not evaluated.
    NotEvaluated,
}

/// One target.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorecardRow {
    /// Short name, such as T12.
    pub id: String,
    /// What is to be reached.
    pub text: String,
    /// The value to reach, as it is to be read, such as "≤ 131".
    pub target: String,
    /// The value reached, as it is to be read.
    pub value: String,
    /// Unit of both.
    pub unit: String,
    /// What became of it.
    pub verdict: Verdict,
    /// How far the value is on the right side of the target, as a share of the target; negative
    /// where it is on the wrong side.
    pub margin: Option<f64>,
    /// Whether it counts as a target; a second reading of another row does not.
    pub counted: bool,
}

/// Targets under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorecardGroup {
    /// The heading; may be empty.
    pub heading: String,
    /// The targets.
    pub rows: Vec<ScorecardRow>,
}

/// The words over the columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScorecardHeadings {
    /// Over the texts of the targets.
    pub text: String,
    /// Over the values to reach.
    pub target: String,
    /// Over the values reached.
    pub value: String,
    /// Over the margins.
    pub margin: String,
}

/// The words for the verdicts, used in the legend.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VerdictWords {
    /// For [`Verdict::Met`].
    pub met: String,
    /// For [`Verdict::Missed`].
    pub missed: String,
    /// For [`Verdict::NotEvaluated`].
    pub not_evaluated: String,
}

/// Targets and what became of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecard {
    /// The words around it.
    pub words: Words,
    /// The words over the columns.
    pub headings: ScorecardHeadings,
    /// The words for the verdicts.
    pub verdicts: VerdictWords,
    /// The targets.
    pub groups: Vec<ScorecardGroup>,
    /// The margin that fills its column; larger ones end in a point.
    pub full_margin: f64,
}
