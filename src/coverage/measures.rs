//! What became of each of the plan's measures: `measures.csv`, one row a measure. The levers that stand for it are those
//! of the baseline that name it.

use super::table::rows;
use crate::scenario::baseline::{Baseline, LeverEntry};
use crate::text;
use crate::text::Text;
use serde::Deserialize;
use std::sync::LazyLock;

/// How deep a measure reaches into the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// It acts on a flow with a strength that is sourced or calibrated.
    Acts,
    /// It acts through a weight that is judged.
    Judged,
    /// It shares its lever with a stronger measure and has no effect of its own.
    Nominal,
    /// It is a driver: not the province's to decide.
    Driver,
}

impl Depth {
    /// All, deepest first.
    pub const ALL: [Self; 4] = [Self::Acts, Self::Judged, Self::Nominal, Self::Driver];

    /// In a few words.
    #[must_use]
    pub fn label(self) -> Text {
        match self {
            Self::Acts => text!("acts"; "起作用"),
            Self::Judged => text!("judged weight"; "权重为判断"),
            Self::Nominal => text!("nominal"; "名义上"),
            Self::Driver => text!("driver"; "外部条件"),
        }
    }
}

/// A measure of the plan.
#[derive(Clone, Debug)]
pub struct Measure {
    /// `A1` to `K7`.
    pub id: String,
    /// The plan's sections.
    pub section: String,
    /// What it is.
    pub meaning: Text,
    /// The clause, in the plan's words.
    pub anchor: String,
    /// How deep it reaches.
    pub depth: Depth,
    /// What a reader must know; may be empty.
    pub note: Text,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    section: String,
    meaning_en: String,
    meaning_zh: String,
    anchor: String,
    depth: Depth,
    note_en: String,
    note_zh: String,
}

/// All measures, in the order of the plan.
#[must_use]
pub fn measures() -> &'static [Measure] {
    static MEASURES: LazyLock<Vec<Measure>> = LazyLock::new(|| {
        let measure = |row: Row| Measure {
            id: row.id,
            section: row.section,
            meaning: Text::new(row.meaning_en, row.meaning_zh),
            anchor: row.anchor,
            depth: row.depth,
            note: Text::new(row.note_en, row.note_zh),
        };
        rows(include_str!("measures.csv")).into_iter().map(measure).collect()
    });
    &MEASURES
}

/// The levers of a baseline that stand for a measure.
pub fn levers<'b>(baseline: &'b Baseline, id: &str) -> impl Iterator<Item = &'b LeverEntry> {
    baseline.levers.iter().filter(move |lever| lever.plan_ids.split_whitespace().any(|other| other == id))
}
