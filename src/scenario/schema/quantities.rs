//! Levers, drivers and parameters: each way to write a key, and what its value may be.

use super::{Part, Path, Schema, plain, refer};
use crate::scenario::baseline::{LeverEntry, ParameterEntry};
use crate::scenario::read::DRIVER_SET;
use crate::scenario::words;
use crate::text;
use crate::text::{Language, Text};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

impl Schema<'_> {
    /// Every lever under its key; all members of one by `*`.
    pub(super) fn levers(&mut self) -> Vec<Path> {
        let mut paths = Vec::new();
        for lever in &self.baseline.levers {
            let value = if lever.by_year {
                self.schedule(lever.minimum, lever.maximum)
            } else {
                self.number(lever.minimum, lever.maximum)
            };
            let parts: Vec<String> = lever.key.split('.').map(str::to_owned).collect();
            let members = lever.declaration.dimensions.len();
            let name = format!("policy.{}", lever.key);
            let mut schema = self.about(&self.lever(lever), json!({ "allOf": [value] }));
            schema["default"] = default(&lever.default);
            self.definitions.insert(name.clone(), schema);
            paths.push((parts.iter().cloned().map(Part::Name).collect(), name.clone()));
            if members > 0 {
                // as many names as there are levers: all of them must take the value
                let names = parts.len() - members;
                let all = parts[..names].iter().cloned().chain(std::iter::repeat_n("*".to_owned(), members));
                let all: Vec<Part> = all.map(Part::Name).collect();
                let (label, meaning) = (&lever.term.label, words::meaning(lever));
                let about =
                    text!("**{}** (all) - {}", label.en, meaning.en; "**{}**（全部）：{}", label.zh, meaning.zh);
                let name = format!("policy.{}.*", parts[..names].join("."));
                let value = &self.definitions[&format!("policy.{}", lever.key)]["allOf"][0].clone();
                if let Some(known) = self.definitions.get_mut(&name) {
                    if let Some(list) = known["allOf"].as_array_mut().filter(|list| !list.contains(value)) {
                        list.push(value.clone());
                    }
                } else {
                    let schema = self.about(&about, json!({ "allOf": [value] }));
                    self.definitions.insert(name.clone(), schema);
                    paths.push((all, name));
                }
            }
        }
        paths
    }

    pub(super) fn lever(&self, lever: &LeverEntry) -> Text {
        let (label, meaning) = (&lever.term.label, words::meaning(lever));
        let range = words::range(lever.minimum, lever.maximum, &lever.unit);
        let default = words::schedule(&lever.default);
        let acts = |language| words::acts_on(lever, language);
        let member = |language| words::members(self.baseline, lever.declaration, &lever.key, language);
        let (mut en, mut zh) = (label.en.clone(), label.zh.clone());
        if !lever.declaration.dimensions.is_empty() {
            en = format!("{en}, {}", member(Language::En));
            zh = format!("{zh}（{}）", member(Language::Zh));
        }
        let measures = match lever.plan_ids.as_str() {
            "" => Text::default(),
            ids => text!("; plan measures {ids}"; "；规划措施{}", ids.replace(' ', "、")),
        };
        let years = if lever.by_year {
            Text::default()
        } else {
            text!("; one number for all years"; "；各年取同一个数")
        };
        text!(
            "**{en}** - {}\n\n{}; default {default}{}{}; acts on {}", meaning.en, range.en, years.en, measures.en, acts(Language::En);
            "**{zh}**：{}\n\n{}；默认{default}{}{}；作用于{}", meaning.zh, range.zh, years.zh, measures.zh, acts(Language::Zh)
        )
    }

    pub(super) fn drivers(&mut self) -> Vec<Path> {
        let sets: Vec<&String> =
            self.baseline.drivers.first().map(|driver| driver.series.keys().collect()).unwrap_or_default();
        let about = text!("The set of drivers to start from."; "所用的外部条件组。");
        let name = format!("world.{DRIVER_SET}");
        let schema = self.about(&about, json!({ "enum": sets }));
        self.definitions.insert(name.clone(), schema);
        let mut paths = vec![(vec![Part::Name(DRIVER_SET.to_owned())], name)];
        for driver in &self.baseline.drivers {
            let value = self.series(driver.minimum, driver.maximum);
            let (label, meaning) = (&driver.term.label, &driver.term.meaning);
            let range = words::range(driver.minimum, driver.maximum, &driver.unit);
            let about = text!(
                "**{}** - {}\n\n{}", label.en, meaning.en, range.en;
                "**{}**：{}\n\n{}", label.zh, meaning.zh, range.zh
            );
            let name = format!("world.{}", driver.key);
            let schema = self.about(&about, json!({ "allOf": [value] }));
            self.definitions.insert(name.clone(), schema);
            paths.push((vec![Part::Name(driver.key.clone())], name));
        }
        paths
    }

    /// Every parameter; members that are alike under one pattern.
    pub(super) fn parameters(&mut self) -> Vec<Path> {
        let mut paths = Vec::new();
        let entries = &self.baseline.parameters;
        for alike in entries.chunk_by(|one, other| one.declaration.name == other.declaration.name) {
            let mut groups: Vec<Vec<&ParameterEntry>> = Vec::new();
            for entry in alike {
                let same = |other: &ParameterEntry| {
                    (&other.unit, other.minimum.to_bits(), other.maximum.to_bits())
                        == (&entry.unit, entry.minimum.to_bits(), entry.maximum.to_bits())
                };
                match groups.iter_mut().find(|group| same(group[0])) {
                    Some(group) => group.push(entry),
                    None => groups.push(vec![entry]),
                }
            }
            // a pattern names all combinations of members: a group that lacks some is taken apart
            let groups: Vec<Vec<&ParameterEntry>> = groups
                .into_iter()
                .flat_map(|group| {
                    if is_product(&group) { vec![group] } else { group.into_iter().map(|one| vec![one]).collect() }
                })
                .collect();
            for (position, group) in groups.iter().enumerate() {
                let name = alike[0].declaration.name;
                let own = if groups.len() == 1 { String::new() } else { format!(".{}", position + 1) };
                let definition = format!("parameters.{name}{own}");
                let value = self.number(group[0].minimum, group[0].maximum);
                let mut schema = self.about(&about_parameter(group), json!({ "allOf": [value] }));
                if let ([one], true) = (&group[..], alike.len() == 1) {
                    schema["default"] = plain(one.central);
                }
                self.definitions.insert(definition.clone(), schema);
                let members = members_of(group).into_iter().map(Part::Member);
                paths.push((std::iter::once(Part::Name(name.to_owned())).chain(members).collect(), definition));
            }
        }
        paths
    }

    /// A table of keys, in all the ways in which TOML nests what has dots in it.
    pub(super) fn table(&mut self, name: &str, paths: &[Path], within: bool) -> Value {
        let mut properties = Map::new();
        let mut patterns: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        let mut heads: Vec<&[Part]> = Vec::new();
        for (parts, definition) in paths {
            let value = refer(definition);
            if parts.iter().all(|part| matches!(part, Part::Name(_))) {
                properties.insert(dotted(parts), value);
            } else {
                patterns.entry(pattern(parts, true)).or_default().push(value);
            }
            for end in 1..parts.len() {
                // `*` names members, not tables on the way to them
                if !heads.contains(&&parts[..end]) && !parts[..end].contains(&Part::Name("*".to_owned())) {
                    heads.push(&parts[..end]);
                }
            }
        }
        for head in heads {
            let inner: Vec<Path> = paths
                .iter()
                .filter(|(parts, _)| parts.len() > head.len() && parts.starts_with(head))
                .map(|(parts, definition)| (parts[head.len()..].to_vec(), definition.clone()))
                .collect();
            if head.iter().all(|part| matches!(part, Part::Name(_))) {
                let key = dotted(head);
                let full = format!("{name}.{key}");
                let table = self.defined(&format!("table.{full}"), |schema| schema.table(&full, &inner, true));
                properties.insert(key, table);
            } else {
                let table = self.table(name, &inner, true);
                patterns.entry(pattern(head, false)).or_default().push(table);
            }
        }
        let mut table = json!({ "type": "object", "additionalProperties": false });
        if within {
            table["minProperties"] = 1.into();
        }
        if !properties.is_empty() {
            table["properties"] = properties.into();
        }
        if !patterns.is_empty() {
            let patterns = patterns.into_iter().map(|(pattern, mut all)| {
                (pattern, if all.len() == 1 { all.remove(0) } else { json!({ "allOf": all }) })
            });
            table["patternProperties"] = Value::Object(patterns.collect());
        }
        table
    }

    // ------------------------------------------------------------------------------------------ targets and checks
}

/// What is known of parameters that are alike but for their members.
fn about_parameter(group: &[&ParameterEntry]) -> Text {
    /// So many central values of members are named.
    const NAMED: usize = 9;
    let ParameterEntry { term, minimum, maximum, unit, .. } = group[0];
    let range = words::range(*minimum, *maximum, unit);
    let central = |language| match group {
        [one] => one.central.to_string(),
        _ if group.len() <= NAMED => {
            let members = |entry: &ParameterEntry| entry.key.split('.').skip(1).collect::<Vec<_>>().join(".");
            let each = group.iter().map(|entry| format!("{} {}", members(entry), entry.central));
            each.collect::<Vec<_>>().join(if language == Language::Zh { "，" } else { ", " })
        }
        _ => {
            let values = || group.iter().map(|entry| entry.central);
            let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
            if language == Language::Zh { format!("{low}到{high}") } else { format!("{low} to {high}") }
        }
    };
    text!(
        "**{}** - {}\n\n{}; central value {}", term.label.en, term.meaning.en, range.en, central(Language::En);
        "**{}**：{}\n\n{}；中值{}", term.label.zh, term.meaning.zh, range.zh, central(Language::Zh)
    )
}

/// The default of a lever as it would be written.
fn default(values: &[f64]) -> Value {
    match words::constant(values) {
        Some(one) => plain(one),
        None => values.iter().copied().map(plain).collect(),
    }
}

/// The members that the keys of a group name, part by part.
pub(super) fn members_of(group: &[&ParameterEntry]) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = vec![Vec::new(); group[0].declaration.dimensions.len()];
    for entry in group {
        for (members, member) in all.iter_mut().zip(entry.key.split('.').skip(1)) {
            if !members.iter().any(|known| known == member) {
                members.push(member.to_owned());
            }
        }
    }
    all
}

fn is_product(group: &[&ParameterEntry]) -> bool {
    members_of(group).iter().map(Vec::len).product::<usize>() == group.len()
}

fn dotted(parts: &[Part]) -> String {
    let name = |part: &Part| if let Part::Name(name) = part { name.clone() } else { String::new() };
    parts.iter().map(name).collect::<Vec<_>>().join(".")
}

pub(super) fn pattern(parts: &[Part], star: bool) -> String {
    let words = parts.iter().map(|part| match part {
        Part::Name(name) => name.clone(),
        Part::Member(members) => format!("({}{})", members.join("|"), if star { "|\\*" } else { "" }),
    });
    format!("^{}$", words.collect::<Vec<_>>().join("\\."))
}
