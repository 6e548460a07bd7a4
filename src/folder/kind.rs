//! What results a folder holds.

use crate::text;
use crate::text::Text;
use serde::Serialize;

/// What results a folder holds. Those of one kind never replace those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Of one scenario.
    Run,
    /// Of several scenarios.
    Comparison,
    /// Of a study, or of a shard of it.
    Sweep,
    /// Pages of the reference guide.
    Guide,
}

impl Kind {
    const ALL: [(Self, &str); 4] =
        [(Self::Run, "run"), (Self::Comparison, "comparison"), (Self::Sweep, "sweep"), (Self::Guide, "guide")];

    /// The kind that a manifest names.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(kind, _)| kind)
    }

    /// As it is said of a folder that it holds: `the results of a run`.
    #[must_use]
    pub fn results(self) -> Text {
        match self {
            Self::Run => text!("the results of a run"; "一次模拟的结果"),
            Self::Comparison => text!("the results of a comparison"; "情景比较的结果"),
            Self::Sweep => text!("the results of a sweep"; "批量模拟的结果"),
            Self::Guide => text!("pages of the reference guide"; "参考手册的页面"),
        }
    }

    /// Who would write it: `a run`.
    pub(super) fn writer(self) -> Text {
        match self {
            Self::Run => text!("a run"; "单次模拟"),
            Self::Comparison => text!("a comparison"; "情景比较"),
            Self::Sweep => text!("a sweep"; "批量模拟"),
            Self::Guide => text!("the reference guide"; "参考手册"),
        }
    }
}
