//! Keys that no section knows: what the user may have meant.

use super::entries::Path;
use super::{Reader, SECTIONS, Section};
use crate::glossary::Term;
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
        let other_name = OTHER_NAMES.iter().find(|(_, names)| names.contains(&folded(unknown).as_str()));
        let hint = if let Some((section, _)) = other_name {
            did_you_mean(section)
        } else if let Some(section) = in_section {
            belongs_to(section)
        } else if let Some(near) = nearest(&unknown.to_lowercase(), SECTIONS) {
            did_you_mean(near)
        } else {
            let all = SECTIONS.join("`, `");
            text!("a scenario has `{all}`"; "情景可有`{all}`")
        };
        self.problems.push(problem.hint(hint));
    }

    pub(super) fn unknown(&mut self, source: &Arc<Source>, path: &Path, sections: &[Section], on_the_way: bool) {
        let key = &path.key;
        if let Some(whole) = self.with_more_stars(key, sections) {
            self.problems.push(
                Problem::error(text!("`{key}` names too few sets"; "`{key}`写明的集合不够"))
                    .at(place(source, path.span.clone()), text!("a set is missing"; "缺少集合"))
                    .hint(text!("write `{whole}`: a `*` for each set"; "请写`{whole}`：每个集合一个`*`")),
            );
            return;
        }
        let noun = match sections {
            [one] => one.noun(),
            [Section::Parameters, Section::World] => text!("parameter or driver"; "参数或外部条件"),
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
        let others = || Section::ALL.into_iter().filter(|section| !sections.contains(section));
        let hint = if let Some(section) = elsewhere {
            belongs_to(section)
        } else if sections.len() == 1 && SECTIONS.contains(&key.as_str()) {
            text!(
                "`{key}` stands at the top of the file, above the first `[section]`";
                "`{key}`须写在文件开头，即第一个`[...]`之前"
            )
        } else if let Some(same) = self.same_but_for_signs(key, sections) {
            let near = did_you_mean(same);
            if same.contains('.') {
                text!(
                    "{} names are in small letters, and points join their parts", near.en;
                    "{}名称用小写字母，各部分以点号相连", near.zh
                )
            } else {
                near
            }
        } else if let Some(hint) = self.another_part(key, sections) {
            hint
        } else if let Some(near) = nearest(key, known()).or_else(|| known().find(|known| ends_with_part(known, key))) {
            did_you_mean(near)
        } else if let Some((section, near)) =
            others().find_map(|section| nearest(key, self.keys(section)).map(|near| (section, near)))
        {
            let (noun, table) = (section.noun(), section.table());
            text!(
                "did you mean `{near}`? it is a {}: put it under `[{table}]`", noun.en;
                "是否想写`{near}`？它是{}：请放在`[{table}]`下", noun.zh
            )
        } else if let Some(called) = sections.iter().find_map(|section| self.called(*section, key)) {
            did_you_mean(called)
        } else if let Some(name) = self.known_but_for_members(key, sections) {
            name
        } else {
            match sections {
                [Section::Policy] => text!(
                    "`coke-sim new FILE` writes a scenario with all levers";
                    "`coke-sim new 文件`会写出列有全部政策手段的情景"
                ),
                [Section::World] => {
                    let all = known().collect::<Vec<_>>().join("`, `");
                    text!("there are `{all}`"; "可用`{all}`")
                }
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

    /// For `Entry_Moratorium`.
    fn same_but_for_signs(&self, key: &str, sections: &[Section]) -> Option<&str> {
        let wanted = folded(key);
        sections.iter().flat_map(|section| self.keys(*section)).find(|known| folded(known) == wanted)
    }

    /// For `close.order_share.medium`: all is right but one member, so only members are compared.
    fn another_part(&self, key: &str, sections: &[Section]) -> Option<Text> {
        let wanted: Vec<&str> = key.split('.').collect();
        if wanted.contains(&"*") {
            return None;
        }
        let differs = |known: &'_ str| {
            let parts: Vec<&str> = known.split('.').collect();
            let mut differ = (0..parts.len()).filter(|at| wanted.get(*at) != parts.get(*at));
            (parts.len() == wanted.len()).then(|| differ.next()).flatten().filter(|_| differ.next().is_none())
        };
        let mut near: Vec<(usize, &str)> = Vec::new();
        for &section in sections {
            for (slot, known) in self.keys(section).enumerate() {
                near.extend(differs(known).filter(|at| *at >= self.parts_of_name(section, slot)).map(|at| (at, known)));
            }
        }
        let (at, _) = *near.first()?;
        let parts: Vec<&str> =
            near.iter().filter(|(other, _)| *other == at).filter_map(|(_, known)| known.split('.').nth(at)).collect();
        let (given, listed) = (wanted[at], parts[..parts.len().min(LISTED)].join("`, `"));
        let more = if parts.len() > LISTED { ", ..." } else { "" };
        Some(match nearest(given, parts.iter().copied()) {
            Some(part) => {
                let (before, behind) = (&wanted[..at], &wanted[at + 1..]);
                let all: Vec<&str> = before.iter().copied().chain([part]).chain(behind.iter().copied()).collect();
                did_you_mean(&all.join("."))
            }
            None => {
                text!("instead of `{given}` write one of `{listed}`{more}"; "请将`{given}`改为下列之一：`{listed}`{more}")
            }
        })
    }

    /// The key of what is called so in words, in either language.
    fn called(&self, section: Section, words: &str) -> Option<&str> {
        let wanted = folded(words);
        // a word of two Chinese characters, or of four letters, says enough
        if wanted.len() < 4 {
            return None;
        }
        let says =
            |term: &Term| [&term.label.en, &term.label.zh].into_iter().any(|label| folded(label).contains(&wanted));
        let baseline = self.baseline;
        match section {
            Section::Policy => baseline.levers.iter().find(|entry| says(&entry.term)).map(|entry| entry.key.as_str()),
            Section::World => baseline.drivers.iter().find(|entry| says(&entry.term)).map(|entry| entry.key.as_str()),
            Section::Parameters => {
                baseline.parameters.iter().find(|entry| says(&entry.term)).map(|entry| entry.key.as_str())
            }
            Section::Time => None,
        }
    }

    /// For `capacity_init.*`, which runs over two sets: the key with as many stars as it has sets.
    fn with_more_stars(&self, key: &str, sections: &[Section]) -> Option<String> {
        key.strip_suffix(".*")?;
        let more = (1..=2).map(|count| format!("{key}{}", ".*".repeat(count)));
        more.into_iter().find(|longer| sections.iter().any(|section| !self.slots(*section, longer).is_empty()))
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

/// What sections are called by those who do not remember their names.
const OTHER_NAMES: [(&str, &[&str]); 8] = [
    ("[policy]", &["lever", "levers", "policies", "measures", "政策", "政策手段", "措施"]),
    ("[world]", &["driver", "drivers", "exogenous", "market", "外部条件", "外部环境", "市场"]),
    ("[parameters]", &["parameter", "params", "参数"]),
    ("[time]", &["years", "horizon", "period", "时间", "年份"]),
    ("[[target]]", &["targets", "goal", "goals", "目标"]),
    ("[[check]]", &["checks", "检查"]),
    ("extends", &["extend", "parent", "parents", "base", "include", "引用", "继承"]),
    ("title", &["name", "标题", "名称"]),
];

/// A name without what is easily confused in it: capitals, and the signs between its parts.
fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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
