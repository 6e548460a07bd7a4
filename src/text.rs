//! Texts for people, in English and Chinese.
//!
//! A text is written in both languages where it is made, with [`text!`](crate::text!): the compiler refuses one that
//! lacks a language. Which of them is read is decided where it is shown.

use serde::{Deserialize, Serialize};

/// A language of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Chinese, in simplified characters.
    Zh,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// As it is written on the command line and in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }
}

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

    /// A text from both languages.
    #[must_use]
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }

    /// The text in one language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }
}

/// The pieces of a text between which a line may end: at blanks, after hyphens and slashes, and between Chinese characters.
#[must_use]
pub fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (index, after) in text.char_indices() {
        if before.is_some_and(|before| may_break(before, after)) {
            pieces.push(&text[start..index]);
            start = index;
        }
        before = Some(after);
    }
    pieces.push(&text[start..]);
    pieces
}

fn may_break(before: char, after: char) -> bool {
    const NEVER_FIRST: &str = "，。、；：？！）》〉」』】〕”’％…‰,.;:?!)]}%";
    const NEVER_LAST: &str = "（《〈「『【〔“‘([{";
    if after.is_whitespace() || NEVER_FIRST.contains(after) || NEVER_LAST.contains(before) {
        return false;
    }
    before.is_whitespace() || matches!(before, '-' | '/' | '–' | '—') || is_wide(before) || is_wide(after)
}

/// Whether a character is set on a square of one em, as Chinese ones are.
fn is_wide(character: char) -> bool {
    matches!(character, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// A [`Text`](crate::text::Text) from a format of each language, English first: `text!("no `{key}`"; "没有`{key}`")`.
///
/// Names in braces are taken from where the macro stands; further arguments follow the format they belong to.
#[macro_export]
macro_rules! text {
    ($en:literal $(, $of_en:expr)* ; $zh:literal $(, $of_zh:expr)* $(,)?) => {
        $crate::text::Text {
            en: ::std::format!($en $(, $of_en)*),
            zh: ::std::format!($zh $(, $of_zh)*),
        }
    };
}
