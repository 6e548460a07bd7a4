//! Title and description, in one language or two.

use super::Reader;
use crate::problem::{Problem, Source};
use crate::scenario::number::{kind, place};
use crate::text::Text;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::DeValue;

impl Reader<'_> {
    /// Words without characters that steer a terminal or break a chart.
    pub(super) fn words(&mut self, source: &Arc<Source>, what: &str, words: &str, span: Range<usize>) -> String {
        if words.chars().any(|c| c.is_control() && c != '\n') {
            self.problems.push(
                Problem::error(format!("`{what}` has characters that cannot be shown"))
                    .at(place(source, span), "control characters")
                    .hint("leave out tabs, escapes such as \\u001b, and other control characters"),
            );
        }
        words.to_owned()
    }

    pub(super) fn text(&mut self, source: &Arc<Source>, what: &str, value: &Spanned<DeValue<'_>>) -> Option<Text> {
        match value.get_ref() {
            DeValue::String(words) => return Some(Text::plain(self.words(source, what, words, value.span()))),
            DeValue::Table(table) => {
                let mut text = Text::default();
                for (key, value) in table {
                    let slot = match key.get_ref().as_ref() {
                        "en" => &mut text.en,
                        "zh" => &mut text.zh,
                        other => {
                            self.problems.push(
                                Problem::error(format!("unknown language `{other}` of `{what}`"))
                                    .at(place(source, key.span()), "no such language")
                                    .hint("write `en` or `zh`"),
                            );
                            continue;
                        }
                    };
                    if let DeValue::String(words) = value.get_ref() {
                        *slot = self.words(source, what, words, value.span());
                    } else {
                        self.problems.push(
                            Problem::error(format!("`{what}.{}` needs a text", key.get_ref()))
                                .at(place(source, value.span()), "not a text"),
                        );
                    }
                }
                if text.en.is_empty() {
                    text.en.clone_from(&text.zh);
                } else if text.zh.is_empty() {
                    text.zh.clone_from(&text.en);
                }
                return Some(text);
            }
            other => self.problems.push(
                Problem::error(format!("`{what}` needs a text, not {}", kind(other)))
                    .at(place(source, value.span()), "not a text")
                    .hint(format!("write `{what} = \"...\"` or `{what} = {{ en = \"...\", zh = \"...\" }}`")),
            ),
        }
        None
    }
}
