//! The feedback loops that the model card names: `loops.csv`, one row a path.

use super::path::{Found, Walk, claimed, walk};
use super::table::{rows, words};
use crate::structure::Structure;
use crate::structure::causes::{Causes, Sign};
use crate::text::Text;
use serde::Deserialize;
use std::sync::LazyLock;

/// Whether a loop closes in the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closes {
    /// It does.
    Yes,
    /// A part of it is set by the user.
    Half,
    /// It does not.
    No,
}

/// A loop of the card, along one path.
#[derive(Clone, Debug)]
pub struct NamedLoop {
    /// `R1` to `B6`.
    pub id: String,
    /// A letter, if it closes along several paths.
    pub part: String,
    /// Its name.
    pub name: Text,
    /// Its path; the last has an arrow to the first if it closes.
    pub path: Vec<String>,
    /// Plus if it reinforces, minus if it balances, by the card.
    pub sign: Option<Sign>,
    /// Whether it closes.
    pub closes: Closes,
    /// What the card says of it.
    pub note: Text,
}

#[derive(Deserialize)]
struct Row {
    #[serde(rename = "loop")]
    id: String,
    part: String,
    name_en: String,
    name_zh: String,
    path: String,
    sign: String,
    closes: Closes,
    note_en: String,
    note_zh: String,
}

/// All loops that the card names.
#[must_use]
pub fn loops() -> &'static [NamedLoop] {
    static LOOPS: LazyLock<Vec<NamedLoop>> = LazyLock::new(|| {
        let one = |row: Row| NamedLoop {
            id: row.id,
            part: row.part,
            name: Text::new(row.name_en, row.name_zh),
            path: words(&row.path),
            sign: claimed(&row.sign),
            closes: row.closes,
            note: Text::new(row.note_en, row.note_zh),
        };
        rows(include_str!("loops.csv")).into_iter().map(one).collect()
    });
    &LOOPS
}

/// A loop of the card, looked up in the model.
#[derive(Clone, Debug)]
pub struct JudgedLoop<'a> {
    /// The loop.
    pub named: &'a NamedLoop,
    /// Its path; it ends where it started if the loop closes.
    pub walk: Walk,
}

impl JudgedLoop<'_> {
    /// Whether the path is there and has the sign that the card gives.
    #[must_use]
    pub fn agrees(&self) -> bool {
        matches!(self.walk.found, Found::Whole(sign) if Some(sign) == self.named.sign)
    }
}

/// Looks up all loops.
#[must_use]
pub fn judge(structure: &Structure, causes: &Causes) -> Vec<JudgedLoop<'static>> {
    let judged = |named: &'static NamedLoop| {
        let mut path = named.path.clone();
        if named.closes == Closes::Yes {
            path.extend(named.path.first().cloned());
        }
        JudgedLoop { named, walk: walk(structure, causes, &path) }
    };
    loops().iter().map(judged).collect()
}
