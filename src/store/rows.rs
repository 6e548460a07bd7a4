//! Rows in memory: those of one part, as columns.

use super::study::Kind;
use std::sync::Arc;

/// The values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Of [`Kind::Run`].
    Run(Vec<u64>),
    /// Of [`Kind::Text`].
    Text(Vec<Arc<str>>),
    /// Of [`Kind::Number`]; NaN where there is none.
    Number(Vec<f64>),
    /// Of [`Kind::Verdict`].
    Verdict(Vec<Option<bool>>),
}

impl Values {
    /// What they are.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Run(_) => Kind::Run,
            Self::Text(_) => Kind::Text,
            Self::Number(_) => Kind::Number,
            Self::Verdict(_) => Kind::Verdict,
        }
    }

    /// How many they are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::Run(values) => values.len(),
            Self::Text(values) => values.len(),
            Self::Number(values) => values.len(),
            Self::Verdict(values) => values.len(),
        }
    }

    /// Is there none?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Rows, a column each: those of one part, ordered by run, then by mix.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// All of the same length.
    pub columns: Vec<Values>,
}
