//! How good the model is, for those who use its numbers: `accuracy.toml`.

use crate::text::Text;
use serde::Deserialize;
use std::sync::LazyLock;

/// A part of the statement of accuracy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// A short name in small letters, for links.
    pub id: String,
    /// Its heading.
    pub title: Text,
    /// Paragraphs, lists and tables in Markdown, without headings.
    pub text: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    section: Vec<Section>,
}

/// The statement of accuracy, part by part.
#[must_use]
pub fn accuracy() -> &'static [Section] {
    static SECTIONS: LazyLock<Vec<Section>> = LazyLock::new(|| {
        // a table that does not parse has no sections, and a test looks for them
        toml::from_str::<File>(include_str!("accuracy.toml")).map(|file| file.section).unwrap_or_default()
    });
    &SECTIONS
}
