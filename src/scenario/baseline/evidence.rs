//! How well a number is known.

use crate::text;
use crate::text::Text;

/// How well a parameter's value is known: the accuracy classes of the model card (section 6), and one for what is not
/// a matter of evidence. A row has the grade of its own number: members of one parameter may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// A statute, a figure of the document, or a coefficient with sources, right within about 15 %.
    Solid,
    /// Calibrated, derived, or bracketed by sources that differ by more.
    Fair,
    /// Judgement, or a share of a known total that was judged: use its range.
    Weak,
    /// Not a matter of evidence: a constant, a 0/1 attribute, what an oven cannot do, a numerical guard.
    Fixed,
}

impl Evidence {
    /// All grades, the best known first.
    pub const ALL: [Self; 4] = [Self::Solid, Self::Fair, Self::Weak, Self::Fixed];

    /// As it is written in `parameters.csv`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Solid => "solid",
            Self::Fair => "fair",
            Self::Weak => "weak",
            Self::Fixed => "fixed",
        }
    }

    /// For people.
    #[must_use]
    pub fn label(self) -> Text {
        match self {
            Self::Solid => text!("solid"; "可靠"),
            Self::Fair => text!("fair"; "一般"),
            Self::Weak => text!("weak"; "薄弱"),
            Self::Fixed => text!("fixed"; "固定"),
        }
    }
}
