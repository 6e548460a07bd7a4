//! What became of each of the plan's figures: `figures.csv`, one row a figure.

use super::table::{rows, words};
use crate::text;
use crate::text::Text;
use serde::Deserialize;
use std::sync::LazyLock;

/// What a figure is to the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// A target, or a number that one tests.
    Target,
    /// A parameter's value or range rests on it.
    Parameter,
    /// The same, for a parameter that gives a stock its start.
    Initial,
    /// A driver of the plan's expectations.
    Driver,
    /// The value of a lever in the plan.
    Lever,
    /// The model was compared with it.
    Check,
    /// Background that the model does not need.
    Context,
    /// It could matter, but the model leaves it out.
    Unused,
}

impl Use {
    /// All uses, those within the model first.
    pub const ALL: [Self; 8] = [
        Self::Target,
        Self::Parameter,
        Self::Initial,
        Self::Driver,
        Self::Lever,
        Self::Check,
        Self::Context,
        Self::Unused,
    ];

    /// In a word.
    #[must_use]
    pub fn label(self) -> Text {
        match self {
            Self::Target => text!("target"; "目标"),
            Self::Parameter => text!("parameter"; "参数"),
            Self::Initial => text!("initial value"; "初始值"),
            Self::Driver => text!("driver"; "外部条件"),
            Self::Lever => text!("lever"; "政策手段"),
            Self::Check => text!("check"; "校验"),
            Self::Context => text!("context"; "背景"),
            Self::Unused => text!("not used"; "未采用"),
        }
    }

    /// Whether the figure is in the model, or what it is judged by.
    #[must_use]
    pub const fn is_covered(self) -> bool {
        !matches!(self, Self::Context | Self::Unused)
    }
}

/// A figure of the plan.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its name among the plan's figures.
    pub id: String,
    /// The plan's section.
    pub section: String,
    /// The clause, in the plan's words.
    pub quote: String,
    /// The number, as the plan prints it.
    pub value: String,
    /// Its unit there.
    pub unit: String,
    /// What became of it.
    pub used: Use,
    /// Where it entered: keys of parameters, drivers and levers, ids of targets.
    pub names: Vec<String>,
    /// How it entered, or why it did not.
    pub note: Text,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    section: String,
    quote: String,
    value: String,
    unit_in_text: String,
    #[serde(rename = "use")]
    used: Use,
    names: String,
    note_en: String,
    note_zh: String,
}

/// All figures, in the order of the plan.
#[must_use]
pub fn figures() -> &'static [Figure] {
    static FIGURES: LazyLock<Vec<Figure>> = LazyLock::new(|| {
        let figure = |row: Row| Figure {
            id: row.id,
            section: row.section,
            quote: row.quote,
            value: row.value,
            unit: row.unit_in_text,
            used: row.used,
            names: words(&row.names),
            note: Text::new(row.note_en, row.note_zh),
        };
        rows(include_str!("figures.csv")).into_iter().map(figure).collect()
    });
    &FIGURES
}
