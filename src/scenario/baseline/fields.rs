//! TOML tables of a baseline, key by key: what is wrong is said with its place, and no key is accepted unknown.

use super::tables::did_you_mean;
use crate::problem::{Place, Problem, Problems, Source, nearest};
use crate::scenario::number::{kind, number, place, whole};
use crate::scenario::syntax;
use crate::target::Names;
use crate::text;
use crate::text::Text;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file as TOML; `None` if it is not, with every fault of its syntax.
pub(super) fn parsed<'t>(source: &'t Arc<Source>, problems: &mut Problems) -> Option<DeTable<'t>> {
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    let whole = errors.is_empty();
    for problem in syntax::problems(source, &errors, false) {
        problems.push(problem);
    }
    whole.then(|| root.into_inner())
}

/// A table while it is read: keys are asked for, and those that nobody asked for are refused at the end.
pub(super) struct Fields<'t, 'p> {
    pub(super) source: &'t Arc<Source>,
    pub(super) table: &'t DeTable<'t>,
    pub(super) span: Range<usize>,
    pub(super) problems: &'p mut Problems,
    asked: Vec<&'static str>,
}

impl<'t, 'p> Fields<'t, 'p> {
    pub(super) fn new(
        source: &'t Arc<Source>,
        table: &'t DeTable<'t>,
        span: Range<usize>,
        problems: &'p mut Problems,
    ) -> Self {
        Self { source, table, span, problems, asked: Vec::new() }
    }

    /// Where the table begins.
    pub(super) fn here(&self) -> Place {
        place(self.source, self.span.clone())
    }

    pub(super) fn at(&self, value: &Spanned<DeValue<'_>>) -> Place {
        place(self.source, value.span())
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// A value that may be there.
    pub(super) fn get(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.push(key);
        self.table.get(key)
    }

    /// A problem if one of these keys is not there.
    pub(super) fn must_have(&mut self, keys: &[&'static str]) {
        for key in keys.iter().filter(|key| !self.table.contains_key(**key)) {
            let here = self.here();
            self.problems.push(
                Problem::error(text!("`{key}` is missing"; "缺少`{key}`"))
                    .at(here, text!("needs `{key}`"; "须有`{key}`"))
                    .hint(text!("write `{key} = ...` beneath"; "请在其下写`{key} = ...`")),
            );
        }
    }

    /// Refuses the keys that were not asked for.
    pub(super) fn finish(self) {
        for (key, _) in self.table {
            let written = key.get_ref().as_ref();
            if self.asked.contains(&written) {
                continue;
            }
            let problem = Problem::error(text!("unknown key `{written}`"; "未知的键`{written}`"))
                .at(place(self.source, key.span()), text!("not known here"; "此处不认识"));
            let known = self.asked.join("`, `");
            self.problems.push(match nearest(written, self.asked.iter().copied()) {
                Some(near) => problem.hint(did_you_mean(near)),
                None => problem.hint(text!("there are `{known}`"; "可用`{known}`")),
            });
        }
    }

    fn wrong_kind(&mut self, key: &str, needs: &Text, value: &Spanned<DeValue<'_>>) {
        let (is, here) = (kind(value.get_ref()), self.at(value));
        self.problems.push(
            Problem::error(
                text!("`{key}` needs {}, not {}", needs.en, is.en; "`{key}`须为{}，不能是{}", needs.zh, is.zh),
            )
            .at(here, text!("not {}", needs.en; "不是{}", needs.zh)),
        );
    }

    /// Words of one line.
    pub(super) fn words(&mut self, key: &'static str) -> Option<String> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::String(words) if words.chars().any(char::is_control) => {
                let here = self.at(value);
                self.problems.push(
                    Problem::error(text!("`{key}` has characters that cannot be shown"; "`{key}`含有无法显示的字符"))
                        .at(here, text!("control characters"; "控制字符"))
                        .hint(text!(
                            "leave out line ends, tabs and other control characters";
                            "请去掉换行、制表符和其他控制字符"
                        )),
                );
                None
            }
            DeValue::String(words) => Some(words.to_string()),
            _ => {
                self.wrong_kind(key, &text!("a text"; "文字"), value);
                None
            }
        }
    }

    /// A text in both languages.
    pub(super) fn text(&mut self, key: &'static str) -> Option<Text> {
        let value = self.get(key)?;
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_kind(key, &text!("a text in both languages"; "两种语言的文字"), value);
            return None;
        };
        let mut languages = Fields::new(self.source, table, value.span(), self.problems);
        let text =
            Text { en: languages.words("en").unwrap_or_default(), zh: languages.words("zh").unwrap_or_default() };
        for (language, words) in [("en", &text.en), ("zh", &text.zh)] {
            let wrong = languages.table.get(language).is_some_and(|value| !value.get_ref().is_str());
            if words.trim().is_empty() && !wrong {
                let here = languages.here();
                languages.problems.push(
                    Problem::error(text!("`{key}` lacks `{language}`"; "`{key}`缺少`{language}`"))
                        .at(here, text!("one language only"; "只有一种语言"))
                        .hint(text!(
                            "write `{key} = {{ en = \"...\", zh = \"...\" }}`: the program speaks both languages";
                            "请写`{key} = {{ en = \"...\", zh = \"...\" }}`：程序使用两种语言"
                        )),
                );
            }
        }
        languages.finish();
        Some(text)
    }

    /// A finite number.
    pub(super) fn number(&mut self, key: &'static str) -> Option<f64> {
        let value = self.get(key)?;
        number(self.source, key, None, value, self.problems)
    }

    /// A whole number.
    pub(super) fn whole(&mut self, key: &'static str) -> Option<i32> {
        let value = self.get(key)?;
        whole(self.source, key, value, self.problems)
    }

    /// `true` or `false`; `false` if it is not there.
    pub(super) fn flag(&mut self, key: &'static str) -> bool {
        match self.get(key) {
            None => false,
            Some(value) => value.get_ref().as_bool().unwrap_or_else(|| {
                self.wrong_kind(key, &text!("true or false"; "true或false"), value);
                false
            }),
        }
    }

    /// One of several words.
    pub(super) fn choice<T: Copy>(&mut self, key: &'static str, known: &[(&str, T)]) -> Option<T> {
        let value = self.get(key)?;
        let DeValue::String(written) = value.get_ref() else {
            self.wrong_kind(key, &text!("a text"; "文字"), value);
            return None;
        };
        if let Some((_, found)) = known.iter().find(|(name, _)| name == written) {
            return Some(*found);
        }
        let here = self.at(value);
        let problem = Problem::error(text!("`{key}` cannot be `{written}`"; "`{key}`不能是`{written}`"))
            .at(here, text!("not known here"; "此处不认识"));
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        let all = names.join("`, `");
        self.problems.push(match nearest(written, names) {
            Some(near) => problem.hint(did_you_mean(near)),
            None => problem.hint(text!("there are `{all}`"; "可用`{all}`")),
        });
        None
    }

    /// One name or several, each with its place.
    pub(super) fn names(&mut self, key: &'static str) -> Option<(Names, Vec<(String, Place)>)> {
        let value = self.get(key)?;
        self.names_in(key, value)
    }

    /// The names that a value lists.
    pub(super) fn names_in(
        &mut self,
        key: &str,
        value: &'t Spanned<DeValue<'t>>,
    ) -> Option<(Names, Vec<(String, Place)>)> {
        let name = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
            DeValue::String(words) => Some((words.to_string(), place(self.source, value.span()))),
            _ => None,
        };
        let list: Option<Vec<(String, Place)>> = match value.get_ref() {
            DeValue::Array(list) if !list.is_empty() => list.iter().map(name).collect(),
            _ => name(value).map(|one| vec![one]),
        };
        let Some(list) = list else {
            self.wrong_kind(key, &text!("a name or a list of names"; "名称或名称列表"), value);
            return None;
        };
        let mut names: Vec<String> = list.iter().map(|(name, _)| name.clone()).collect();
        let names = if names.len() == 1 { Names::One(names.remove(0)) } else { Names::Several(names) };
        Some((names, list))
    }

    /// A table within this one, to be read by itself.
    pub(super) fn inner(&mut self, key: &'static str) -> Option<Fields<'t, '_>> {
        let value = self.get(key)?;
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_kind(key, &text!("a table"; "表"), value);
            return None;
        };
        Some(Fields::new(self.source, table, value.span(), self.problems))
    }

    /// A list of tables, `[[key]]`; empty if there is none.
    pub(super) fn list(&mut self, key: &'static str) -> Vec<(&'t DeTable<'t>, Range<usize>)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let needs = text!("a list of tables, `[[{key}]]`"; "表的列表，即`[[{key}]]`");
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong_kind(key, &needs, value);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for value in list {
            match value.get_ref() {
                DeValue::Table(table) => tables.push((table, value.span())),
                _ => self.wrong_kind(key, &needs, value),
            }
        }
        tables
    }
}
