//! Texts for people, in English and Chinese.

use serde::{Deserialize, Serialize};

/// A text in the two languages of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Text {
    /// The same words in both languages: names, or a text given in one language only.
    #[must_use]
    pub fn plain(words: impl Into<String>) -> Self {
        let words = words.into();
        Self { en: words.clone(), zh: words }
    }
}
