//! Title and description, in one language or two.

use super::Reader;
use crate::problem::{Problem, Source};
use crate::scenario::number::{kind, place};
use crate::text;
use crate::text::Text;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::DeValue;

impl Reader<'_> {
    /// Words without characters that steer a terminal or break a chart.
    pub(super) fn words(&mut self, source: &Arc<Source>, what: &str, words: &str, span: Range<usize>) -> String {
        if words.chars().any(|c| c.is_control() && (c != '\n' || ["title", "id"].contains(&what))) {
            self.problems.push(
                Problem::error(text!(
                    "`{what}` has characters that cannot be shown";
                    "`{what}`含有无法显示的字符"
                ))
                .at(place(source, span), text!("control characters"; "控制字符"))
                .hint(text!(
                    "leave out line breaks, tabs, escapes such as \\u001b, and other control characters";
                    "请去掉换行、制表符、\\u001b之类的转义和其他控制字符"
                )),
            );
        }
        words.to_owned()
    }

    fn empty(&mut self, source: &Arc<Source>, what: &str, value: &Spanned<DeValue<'_>>) {
        self.problems.push(
            Problem::error(text!("`{what}` is empty"; "`{what}`是空的"))
                .at(place(source, value.span()), text!("no words"; "没有文字"))
                .hint(text!("write it, or leave out the whole line"; "请写上文字，或去掉整行")),
        );
    }

    pub(super) fn text(&mut self, source: &Arc<Source>, what: &str, value: &Spanned<DeValue<'_>>) -> Option<Text> {
        match value.get_ref() {
            DeValue::String(words) if what != "description" && words.trim().is_empty() => {
                self.empty(source, what, value);
            }
            DeValue::Table(table) if table.is_empty() && what == "description" => self.empty(source, what, value),
            DeValue::String(words) => return Some(Text::plain(self.words(source, what, words, value.span()))),
            DeValue::Table(table) => {
                let mut text = Text::default();
                for (key, value) in table {
                    let slot = match key.get_ref().as_ref() {
                        "en" => &mut text.en,
                        "zh" => &mut text.zh,
                        other => {
                            self.problems.push(
                                Problem::error(text!(
                                    "unknown language `{other}` of `{what}`";
                                    "`{what}`有未知的语言`{other}`"
                                ))
                                .at(place(source, key.span()), text!("no such language"; "没有这种语言"))
                                .hint(text!("write `en` or `zh`"; "请写`en`或`zh`")),
                            );
                            continue;
                        }
                    };
                    if let DeValue::String(words) = value.get_ref() {
                        *slot = self.words(source, what, words, value.span());
                    } else {
                        let language = key.get_ref();
                        self.problems.push(
                            Problem::error(text!(
                                "`{what}.{language}` needs a text";
                                "`{what}.{language}`须为文字"
                            ))
                            .at(place(source, value.span()), text!("not a text"; "不是文字")),
                        );
                    }
                }
                if what != "description" && text.en.trim().is_empty() && text.zh.trim().is_empty() {
                    self.empty(source, what, value);
                }
                if text.en.is_empty() {
                    text.en.clone_from(&text.zh);
                } else if text.zh.is_empty() {
                    text.zh.clone_from(&text.en);
                }
                return Some(text);
            }
            other => {
                let is = kind(other);
                self.problems.push(
                    Problem::error(text!("`{what}` needs a text, not {}", is.en; "`{what}`须为文字，不能是{}", is.zh))
                        .at(place(source, value.span()), text!("not a text"; "不是文字"))
                        .hint(text!(
                            "write `{what} = \"...\"` or `{what} = {{ en = \"...\", zh = \"...\" }}`";
                            "请写`{what} = \"...\"`或`{what} = {{ en = \"...\", zh = \"...\" }}`"
                        )),
                );
            }
        }
        None
    }
}
