//! The keys of a section: which quantity each one names, and that none is set twice.

use super::layers::{Noted, Said};
use super::{DRIVER_SET, Reader, Section, Setting, TIME_KEYS};
use crate::problem::{Problem, Source};
use crate::scenario::number::place;
use crate::text;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A key as it stands in the text: its parts joined by dots, and where.
#[derive(Clone)]
pub(super) struct Path {
    pub(super) key: String,
    pub(super) span: Range<usize>,
}

impl Path {
    pub(super) fn root() -> Self {
        Self { key: String::new(), span: 0..0 }
    }

    /// The path one part further in. Parts written side by side (`a.b.c`) are underlined as one.
    pub(super) fn join(&self, source: &Source, part: &str, span: Range<usize>) -> Self {
        let between = source.text.get(self.span.end..span.start).unwrap_or("\n");
        let beside = !self.key.is_empty() && between.trim() == ".";
        Self {
            key: if self.key.is_empty() { part.to_owned() } else { format!("{}.{part}", self.key) },
            span: if beside { self.span.start..span.end } else { span },
        }
    }
}

/// What a text has already set.
#[derive(Default)]
pub(super) struct Earlier(RefCell<BTreeMap<(Section, usize), bool>>);

enum Note {
    First,
    /// By a member named in full, which wins over `*`.
    Shadowed,
    Twice,
}

impl Earlier {
    fn note(&self, section: Section, slot: usize, general: bool) -> Note {
        let before = self.0.borrow_mut().insert((section, slot), general);
        match before {
            None => Note::First,
            Some(true) if !general => Note::First,
            Some(false) if general => {
                self.0.borrow_mut().insert((section, slot), false);
                Note::Shadowed
            }
            Some(_) => Note::Twice,
        }
    }
}

impl Reader<'_> {
    pub(super) fn entries(
        &mut self,
        source: &Arc<Source>,
        table: &DeTable<'_>,
        path: &Path,
        sections: &[Section],
        earlier: &Earlier,
    ) {
        for (key, value) in table {
            if self.problems.is_full() {
                return;
            }
            let path = path.join(source, key.get_ref(), key.span());
            self.entry(source, &path, value, sections, earlier);
        }
    }

    /// One key: a quantity, a table on the way to quantities, or a mistake.
    pub(super) fn entry(
        &mut self,
        source: &Arc<Source>,
        path: &Path,
        value: &Spanned<DeValue<'_>>,
        sections: &[Section],
        earlier: &Earlier,
    ) {
        for &section in sections {
            let slots = self.slots(section, &path.key);
            if !slots.is_empty() {
                self.set(source, path, value, section, &slots, earlier);
                return;
            }
        }
        let prefix = format!("{}.", path.key);
        let on_the_way = sections.iter().any(|section| self.keys(*section).any(|key| key.starts_with(&prefix)));
        match value.get_ref() {
            DeValue::Table(table) if on_the_way && !table.is_empty() => {
                self.entries(source, table, path, sections, earlier);
            }
            _ => self.unknown(source, path, sections, on_the_way),
        }
    }

    /// The slots that a key names: one, several by `*`, or none.
    pub(super) fn slots(&self, section: Section, key: &str) -> Vec<usize> {
        let wanted: Vec<&str> = key.split('.').collect();
        let agrees = |known: &str| {
            let mut parts = known.split('.');
            wanted.iter().all(|part| parts.next().is_some_and(|known| *part == "*" || *part == known))
                && parts.next().is_none()
        };
        // `*` stands for members, not for parts of names
        let first_star = wanted.iter().position(|part| *part == "*").unwrap_or(wanted.len());
        let agrees = |slot: usize, known: &str| agrees(known) && first_star >= self.parts_of_name(section, slot);
        self.keys(section).enumerate().filter(|(slot, known)| agrees(*slot, known)).map(|(slot, _)| slot).collect()
    }

    /// How many parts of a key are its name; the rest are members.
    pub(super) fn parts_of_name(&self, section: Section, slot: usize) -> usize {
        let (key, members) = match section {
            Section::Policy => {
                let lever = &self.baseline.levers[slot];
                (&lever.key, lever.declaration.dimensions.len())
            }
            Section::Parameters => {
                let parameter = &self.baseline.parameters[slot];
                (&parameter.key, parameter.declaration.dimensions.len())
            }
            Section::World | Section::Time => return 1,
        };
        key.split('.').count().saturating_sub(members)
    }

    fn set(
        &mut self,
        source: &Arc<Source>,
        path: &Path,
        value: &Spanned<DeValue<'_>>,
        section: Section,
        slots: &[usize],
        earlier: &Earlier,
    ) {
        let general = path.key.contains('*');
        let errors = self.problems.errors();
        for &slot in slots {
            if general && self.problems.errors() > errors {
                return; // once for all members
            }
            match earlier.note(section, slot, general) {
                Note::First => self.set_one(source, path, value, section, slot),
                Note::Shadowed => {}
                Note::Twice => {
                    let key = &path.key;
                    self.problems.push(
                        Problem::error(text!("`{key}` is set twice"; "`{key}`设定了两次"))
                            .at(place(source, path.span.clone()), text!("set before in this text"; "本文中前面已设定"))
                            .hint(text!("keep one of the two"; "请只保留一个")),
                    );
                }
            }
        }
    }

    fn set_one(
        &mut self,
        source: &Arc<Source>,
        path: &Path,
        value: &Spanned<DeValue<'_>>,
        section: Section,
        slot: usize,
    ) {
        let here = place(source, value.span());
        let said = match section {
            Section::Time => {
                let Some(given) = self.time_value(source, TIME_KEYS[slot], value) else { return };
                self.time.insert(TIME_KEYS[slot], Setting { value: given, place: here.clone() });
                Said::Number(f64::from(given))
            }
            Section::Policy => {
                let Some(schedule) = self.schedule(source, slot, value) else { return };
                let settings = self.levers.entry(slot).or_default();
                if schedule.is_complete() {
                    settings.clear(); // nothing of what was set before is left
                }
                settings.push(Setting { value: schedule.clone(), place: here.clone() });
                Said::Schedule(schedule)
            }
            Section::World if slot == self.baseline.drivers.len() => {
                let DeValue::String(name) = value.get_ref() else {
                    let sets = self.baseline.driver_sets().collect::<Vec<_>>().join("`, `");
                    self.problems.push(
                        Problem::error(text!(
                            "`{DRIVER_SET}` needs the name of a set of drivers";
                            "`{DRIVER_SET}`须为一组外部条件的名称"
                        ))
                        .at(here, text!("not a name"; "不是名称"))
                        .hint(text!("there are `{sets}`"; "可用`{sets}`")),
                    );
                    return;
                };
                self.driver_set = Some(Setting { value: name.to_string(), place: here.clone() });
                Said::Name(name.to_string())
            }
            Section::World => {
                let Some(series) = self.series(source, slot, value) else { return };
                self.drivers.insert(slot, Setting { value: series.clone(), place: here.clone() });
                Said::Series(series)
            }
            Section::Parameters => {
                let Some(given) = self.parameter(source, slot, value) else { return };
                self.parameters.insert(slot, Setting { value: given, place: here.clone() });
                Said::Number(given)
            }
        };
        self.layers.note(Noted::Slot(section, slot), &path.key, &here, said);
    }
}
