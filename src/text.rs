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
