//! Keys that no section knows: what the user may have meant.

use super::{Path, Reader, SECTIONS, Section};
use crate::problem::{Problem, Source, nearest};
use crate::scenario::number::place;
use std::ops::Range;
use std::sync::Arc;

impl Reader<'_> {
    pub(super) fn unknown_top(&mut self, source: &Arc<Source>, unknown: &str, span: Range<usize>) {
        let mut problem =
            Problem::error(format!("unknown key `{unknown}`")).at(place(source, span), "no such key here");
        let in_section = [Section::Policy, Section::World, Section::Parameters, Section::Time]
            .into_iter()
            .find(|section| self.keys(*section).any(|key| key == unknown || key.starts_with(&format!("{unknown}."))));
        if let Some(section) = in_section {
            problem = problem.hint(format!("it is a {}: put it under `[{}]`", section.noun(), section.table()));
        } else if let Some(near) = nearest(unknown, SECTIONS) {
            problem = problem.hint(format!("did you mean `{near}`?"));
        } else {
            problem = problem.hint(format!("a scenario has `{}`", SECTIONS.join("`, `")));
        }
        self.problems.push(problem);
    }

    pub(super) fn unknown(&mut self, source: &Arc<Source>, path: &Path, sections: &[Section], on_the_way: bool) {
        let key = &path.key;
        let nouns = match sections {
            [one] => one.noun().to_owned(),
            _ => "lever, parameter or driver".to_owned(),
        };
        let here = place(source, path.span.clone());
        let known = || sections.iter().flat_map(|section| self.keys(*section));
        if on_the_way {
            let prefix = format!("{key}.");
            let members: Vec<&str> = known().filter_map(|known| known.strip_prefix(prefix.as_str())).collect();
            let example = members.first().copied().unwrap_or("*");
            let listed = if members.len() > 12 { &members[..12] } else { &members[..] };
            let stars = vec!["*"; example.split('.').count()].join(".");
            let all = if sections.contains(&Section::Policy) && !key.contains('.') {
                String::new() // a group of levers, not a set: `*` does not apply
            } else {
                format!(", or `{key}.{stars}` for all")
            };
            let more = if members.len() > 12 { ", ..." } else { "" };
            self.problems.push(
                Problem::error(format!("`{key}` is not one {nouns}: it has {} parts", members.len()))
                    .at(here, "which of them?")
                    .hint(format!("name one, as in `{key}.{example}`{all}; there are `{}`{more}", listed.join("`, `"))),
            );
            return;
        }
        let mut problem = Problem::error(format!("unknown {nouns} `{key}`")).at(here, format!("no such {nouns}"));
        let elsewhere = [Section::Policy, Section::World, Section::Parameters, Section::Time]
            .into_iter()
            .find(|section| !self.slots(*section, key).is_empty());
        problem = if let Some(section) = elsewhere {
            problem.hint(format!("it is a {}: put it under `[{}]`", section.noun(), section.table()))
        } else if let Some(near) = nearest(key, known()).or_else(|| known().find(|known| ends_with_part(known, key))) {
            problem.hint(format!("did you mean `{near}`?"))
        } else if let Some(name) = self.known_but_for_members(key, sections) {
            problem.hint(name)
        } else {
            let file = match sections {
                [Section::Policy] => "the levers are listed in scenarios/baseline/levers.csv",
                [Section::World] => "the drivers are listed in scenarios/baseline/driver_bounds.csv",
                [Section::Time] => "there are `start`, `end` and `steps_per_year`",
                _ => "all names are listed in scenarios/baseline/",
            };
            problem.hint(file)
        };
        self.problems.push(problem);
    }

    /// For `coal_charge.smal`: the name is right, the member is not.
    pub(super) fn known_but_for_members(&self, key: &str, sections: &[Section]) -> Option<String> {
        let mut name = key;
        while let Some((head, _)) = name.rsplit_once('.') {
            let prefix = format!("{head}.");
            let members: Vec<&str> = sections
                .iter()
                .flat_map(|section| self.keys(*section))
                .filter_map(|known| known.strip_prefix(prefix.as_str()))
                .take(12)
                .collect();
            if !members.is_empty() {
                return Some(format!("`{head}` has `{}`", members.join("`, `")));
            }
            name = head;
        }
        None
    }
}

/// Is `ending` the last part of a key, or the last parts?
fn ends_with_part(key: &str, ending: &str) -> bool {
    key.strip_suffix(ending).is_some_and(|head| head.ends_with('.'))
}
