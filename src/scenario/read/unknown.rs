//! Keys that no section knows: what the user may have meant.

use super::entries::Path;
use super::{Reader, SECTIONS, Section};
use crate::problem::{Problem, Source, nearest};
use crate::scenario::number::place;
use crate::text;
use crate::text::Text;
use std::ops::Range;
use std::sync::Arc;

/// How many members a hint lists.
const LISTED: usize = 12;

impl Reader<'_> {
    pub(super) fn unknown_top(&mut self, source: &Arc<Source>, unknown: &str, span: Range<usize>) {
        let problem = Problem::error(text!("unknown key `{unknown}`"; "未知的键`{unknown}`"))
            .at(place(source, span), text!("no such key here"; "此处没有这个键"));
        let in_section = Section::ALL
            .into_iter()
            .find(|section| self.keys(*section).any(|key| key == unknown || key.starts_with(&format!("{unknown}."))));
        let hint = if let Some(section) = in_section {
            belongs_to(section)
        } else if let Some(near) = nearest(unknown, SECTIONS) {
            did_you_mean(near)
        } else {
            let all = SECTIONS.join("`, `");
            text!("a scenario has `{all}`"; "情景可有`{all}`")
        };
        self.problems.push(problem.hint(hint));
    }

    pub(super) fn unknown(&mut self, source: &Arc<Source>, path: &Path, sections: &[Section], on_the_way: bool) {
        let key = &path.key;
        let noun = match sections {
            [one] => one.noun(),
            _ => text!("lever, parameter or driver"; "政策手段、参数或外部条件"),
        };
        let here = place(source, path.span.clone());
        let known = || sections.iter().flat_map(|section| self.keys(*section));
        if on_the_way {
            let prefix = format!("{key}.");
            let members: Vec<&str> = known().filter_map(|known| known.strip_prefix(prefix.as_str())).collect();
            let example = members.first().copied().unwrap_or("*");
            let stars = vec!["*"; example.split('.').count()].join(".");
            let all = if sections.contains(&Section::Policy) && !key.contains('.') {
                Text::default() // a group of levers, not a set: `*` does not apply
            } else {
                text!(", or `{key}.{stars}` for all"; "，或用`{key}.{stars}`表示全部")
            };
            let more = if members.len() > LISTED { ", ..." } else { "" };
            let listed = members[..members.len().min(LISTED)].join("`, `");
            let parts = members.len();
            self.problems.push(
                Problem::error(text!(
                    "`{key}` is not one {}: it has {parts} parts", noun.en;
                    "`{key}`不是单个{}：它有{parts}个部分", noun.zh
                ))
                .at(here, text!("which of them?"; "是其中哪一个？"))
                .hint(text!(
                    "name one, as in `{key}.{example}`{}; there are `{listed}`{more}", all.en;
                    "请写明一个，如`{key}.{example}`{}；可选`{listed}`{more}", all.zh
                )),
            );
            return;
        }
        let problem = Problem::error(text!("unknown {} `{key}`", noun.en; "未知的{}`{key}`", noun.zh))
            .at(here, text!("no such {}", noun.en; "没有这个{}", noun.zh));
        let elsewhere = Section::ALL.into_iter().find(|section| !self.slots(*section, key).is_empty());
        let hint = if let Some(section) = elsewhere {
            belongs_to(section)
        } else if let Some(near) = nearest(key, known()).or_else(|| known().find(|known| ends_with_part(known, key))) {
            did_you_mean(near)
        } else if let Some(name) = self.known_but_for_members(key, sections) {
            name
        } else {
            match sections {
                [Section::Policy] => text!(
                    "`coke-sim new FILE` writes a scenario with all levers";
                    "`coke-sim new 文件`会写出列有全部政策手段的情景"
                ),
                [Section::Time] => {
                    text!("there are `start`, `end` and `steps_per_year`"; "可用`start`、`end`和`steps_per_year`")
                }
                _ => text!(
                    "`coke-sim show plan --origin` lists all names";
                    "`coke-sim show plan --origin`会列出全部名称"
                ),
            }
        };
        self.problems.push(problem.hint(hint));
    }

    /// For `coal_charge.smal`: the name is right, the member is not.
    pub(super) fn known_but_for_members(&self, key: &str, sections: &[Section]) -> Option<Text> {
        let mut name = key;
        while let Some((head, _)) = name.rsplit_once('.') {
            let prefix = format!("{head}.");
            let members: Vec<&str> = sections
                .iter()
                .flat_map(|section| self.keys(*section))
                .filter_map(|known| known.strip_prefix(prefix.as_str()))
                .take(LISTED)
                .collect();
            if !members.is_empty() {
                let members = members.join("`, `");
                return Some(text!("`{head}` has `{members}`"; "`{head}`有`{members}`"));
            }
            name = head;
        }
        None
    }
}

fn did_you_mean(near: &str) -> Text {
    text!("did you mean `{near}`?"; "是否想写`{near}`？")
}

fn belongs_to(section: Section) -> Text {
    let (noun, table) = (section.noun(), section.table());
    text!("it is a {}: put it under `[{table}]`", noun.en; "它是{}：请放在`[{table}]`下", noun.zh)
}

/// Is `ending` the last part of a key, or the last parts?
fn ends_with_part(key: &str, ending: &str) -> bool {
    key.strip_suffix(ending).is_some_and(|head| head.ends_with('.'))
}
