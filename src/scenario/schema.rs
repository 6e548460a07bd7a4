//! The form of a scenario file as JSON Schema, for editors: what may stand where, and what it means.
//!
//! It is made from what the reader goes by: the quantities of a baseline, and the lists of keys in [`super::read`].
//! Editors for TOML (taplo, Even Better TOML) read draft 4. A schema cannot say all that the reader checks: which
//! years are simulated, what unit a text has, what files hold; it never refuses what the reader takes.

use super::baseline::{Baseline, FIRST_YEAR, LAST_YEAR, LeverEntry, ParameterEntry, YEARS};
use super::read::{
    DRIVER_SET, DRIVER_YEARS, EVERYWHERE, GOAL_KEYS, KINDS, LIMITS, MEASURES, RAMP, SECTIONS, TIME_KEYS, time_range,
};
use super::variables::variables;
use super::words;
use crate::model::sets::Dimension;
use crate::target::Measure;
use crate::text;
use crate::text::{Language, Text};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A text with a number in it, such as `"1.2 亿吨"`: the reader knows its unit.
const QUANTITY: &str = "^[\\s+\\-＋－−]*[.．]?[0-9０-９]";

/// The schema of scenario files over a baseline, with its explanations in one language.
#[must_use]
pub fn of_scenarios(baseline: &Baseline, language: Language) -> String {
    let schema = Schema { baseline, language, definitions: BTreeMap::new() }.root();
    let mut out = String::new();
    write(&mut out, &schema, 0);
    out.push('\n');
    out
}

struct Schema<'a> {
    baseline: &'a Baseline,
    language: Language,
    definitions: BTreeMap<String, Value>,
}

/// One part of a key: a name, or one of several members.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Name(String),
    Member(Vec<String>),
}

/// A way to write a key, and the definition of its value.
type Path = (Vec<Part>, String);

impl Schema<'_> {
    fn root(mut self) -> Value {
        let properties: Map<String, Value> =
            SECTIONS.into_iter().map(|section| (section.to_owned(), self.section(section))).collect();
        let kinds: Vec<Value> = KINDS
            .iter()
            .map(|(kind, sections)| {
                let others = SECTIONS
                    .iter()
                    .filter(|section| !EVERYWHERE.contains(section) && !sections.contains(section))
                    .map(|section| json!({ "required": [section] }));
                let is = json!({ "required": ["kind"], "properties": { "kind": { "enum": [kind] } } });
                json!({ "anyOf": [{ "not": is }, { "not": { "anyOf": others.collect::<Vec<_>>() } }] })
            })
            .collect();
        json!({
            "$schema": "http://json-schema.org/draft-04/schema#",
            "title": self.say(&text!("A scenario of coke-sim"; "coke-sim情景")),
            "type": "object",
            "minProperties": 1,
            "additionalProperties": false,
            "properties": properties,
            "allOf": kinds,
            "definitions": self.definitions,
        })
    }

    fn say(&self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }

    /// Adds an explanation to a schema.
    fn about(&self, text: &Text, mut schema: Value) -> Value {
        schema["description"] = self.say(text).into();
        schema
    }

    /// Keeps a schema as a definition, made only once, and refers to it.
    fn defined(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.definitions.contains_key(name) {
            let schema = make(self);
            self.definitions.insert(name.to_owned(), schema);
        }
        refer(name)
    }

    fn section(&mut self, section: &str) -> Value {
        match section {
            "title" => self.texts(&text!("What tables and charts call it."; "表格和图表中的名称。")),
            "description" => self.texts(&text!("What it is about."; "情景说明。")),
            "kind" => {
                let about = text!("A file that keeps to some sections may say so: nothing else can then be set in it. Without it, everything can."; "限定本文件只设定某些部分；不写则可设定一切。");
                self.about(&about, json!({ "enum": KINDS.map(|(name, _)| name) }))
            }
            "extends" => {
                let name = json!({ "type": "string", "pattern": "\\S" });
                let about = text!("Files, relative to this one, or scenarios within the program, that are read first. Later ones win; this file wins over all."; "先读的文件（相对于本文件）或程序自带情景；后者优先于前者，本文件优先于全部。");
                self.about(&about, json!({ "type": ["string", "array"], "pattern": "\\S", "items": name }))
            }
            "baseline" => {
                let about = text!("The folder of another province's data, relative to this file."; "另一省份的数据文件夹，相对于本文件。");
                self.about(&about, json!({ "type": "string" }))
            }
            "time" => {
                let properties: Map<String, Value> = TIME_KEYS
                    .into_iter()
                    .map(|key| {
                        let range = time_range(key);
                        (key.to_owned(), whole(*range.start(), *range.end()))
                    })
                    .collect();
                let about = text!("Simulated years, and steps a year."; "模拟年份和每年步数。");
                self.about(&about, json!({ "type": "object", "properties": properties, "additionalProperties": false }))
            }
            "policy" => {
                let paths = self.levers();
                let about = text!("Levers. What is not named keeps its default, or the value of what is extended."; "政策手段。未写明的取默认值或所引用情景的值。");
                let table = self.table("policy", &paths, false);
                self.about(&about, table)
            }
            "world" => {
                let paths = self.drivers();
                let about = text!("The set of drivers to start from, and drivers that differ from it."; "所用的外部条件组，及与之不同的外部条件。");
                let table = self.table("world", &paths, false);
                self.about(&about, table)
            }
            "parameters" => {
                let paths = self.parameters();
                let about = text!("Parameters that differ from their central values."; "与中值不同的参数。");
                let table = self.table("parameters", &paths, false);
                self.about(&about, table)
            }
            "target" | "check" => {
                let about = if section == "target" {
                    text!("A target of one's own, added to the scorecard or in the place of its namesake."; "自定目标，加入记分表，或取代同名目标。")
                } else {
                    text!("What the author relies on: a run says if it does not hold."; "作者所依赖的条件：不成立时会提示。")
                };
                let goal = self.goal(section);
                self.about(&about, json!({ "type": "array", "items": goal }))
            }
            _ => json!({ "not": {} }), // a section that is not described here: a test finds it
        }
    }

    fn texts(&mut self, about: &Text) -> Value {
        let words = self.defined("text", |_| {
            let words = json!({ "type": "string", "pattern": "^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f]*$" });
            let mut text = words.clone();
            text["type"] = json!(["string", "object"]);
            text["properties"] = json!({ "en": words, "zh": words });
            text["additionalProperties"] = false.into();
            text
        });
        self.about(about, json!({ "allOf": [words] }))
    }

    // ------------------------------------------------------------------------------------------------------ values

    /// A number, or a text with its unit.
    fn number(&mut self, minimum: f64, maximum: f64) -> Value {
        self.defined(&format!("number_{minimum}_to_{maximum}"), |_| {
            json!({
                "type": ["number", "string"],
                "minimum": plain(minimum),
                "maximum": plain(maximum),
                "pattern": QUANTITY,
            })
        })
    }

    /// What may be in a ramp or a reference to a table file, beside other keys.
    fn forms(&mut self, time: &Value, value: &Value) -> (Map<String, Value>, Value) {
        let file = self.defined("file", |schema| {
            let about = text!("A CSV file, relative to this one, with the columns `year` (or `time`) and one of values."; "CSV文件（相对于本文件），含`year`（或`time`）列和一列数值。");
            schema.about(&about, json!({ "type": "string", "minLength": 1 }))
        });
        let column = self.defined("column", |schema| {
            let about = text!("The column of values, if there are several."; "数值列不止一列时，写明列名。");
            schema.about(&about, json!({ "type": "string" }))
        });
        let only_file = self.defined("only_file", |_| {
            json!({ "required": ["file"], "properties": { "file": {}, "column": {} }, "additionalProperties": false })
        });
        let only_ramp = self.defined("only_ramp", |_| {
            let keys: Map<String, Value> = RAMP.into_iter().map(|key| (key.to_owned(), json!({}))).collect();
            json!({ "required": RAMP, "properties": keys, "additionalProperties": false })
        });
        let mut properties = Map::new();
        let mut dependencies = Map::new();
        for (position, key) in RAMP.into_iter().enumerate() {
            properties.insert(key.to_owned(), if position < 2 { time.clone() } else { value.clone() });
            dependencies.insert(key.to_owned(), only_ramp.clone());
        }
        for (key, schema) in [("file", file), ("column", column)] {
            properties.insert(key.to_owned(), schema);
            dependencies.insert(key.to_owned(), only_file.clone());
        }
        (properties, dependencies.into())
    }

    /// The values of a lever over the years.
    fn schedule(&mut self, minimum: f64, maximum: f64) -> Value {
        let value = self.number(minimum, maximum);
        let year = self.defined("year", |_| whole(f64::from(FIRST_YEAR), f64::from(LAST_YEAR)));
        let (forms, dependencies) = self.forms(&year, &value);
        self.defined(&format!("schedule_{minimum}_to_{maximum}"), |_| {
            let held = (FIRST_YEAR..=LAST_YEAR).map(|year| (year.to_string(), value.clone()));
            let properties: Map<String, Value> = held.chain(forms).collect();
            json!({
                "type": ["number", "string", "array", "object"],
                "minimum": plain(minimum),
                "maximum": plain(maximum),
                "pattern": QUANTITY,
                "items": value,
                "minItems": 1,
                "maxItems": YEARS,
                "properties": properties,
                "additionalProperties": false,
                "minProperties": 1,
                "dependencies": dependencies,
            })
        })
    }

    /// The values of a driver over time.
    fn series(&mut self, minimum: f64, maximum: f64) -> Value {
        let value = self.number(minimum, maximum);
        let time = self.defined("time", |_| {
            json!({
                "type": "number",
                "minimum": plain(DRIVER_YEARS.start),
                "maximum": plain(DRIVER_YEARS.end),
                "exclusiveMaximum": true,
            })
        });
        let (properties, dependencies) = self.forms(&time, &value);
        self.defined(&format!("series_{minimum}_to_{maximum}"), |_| {
            let mut years: BTreeMap<i32, BTreeSet<i32>> = BTreeMap::new();
            #[allow(clippy::cast_possible_truncation)] // years
            for year in DRIVER_YEARS.start as i32..DRIVER_YEARS.end as i32 {
                years.entry(year / 10).or_default().insert(year % 10);
            }
            let decades = years.iter().map(|(decade, years)| {
                let (first, last) = (years.first().unwrap_or(&0), years.last().unwrap_or(&9));
                format!("{decade}[{first}-{last}]")
            });
            let years = decades.collect::<Vec<_>>().join("|");
            // `2006.5 = 1` is read by TOML as key `2006` with a table { 5 = 1 }
            let point = json!({
                "type": ["number", "string", "object"],
                "minimum": plain(minimum),
                "maximum": plain(maximum),
                "pattern": QUANTITY,
                "patternProperties": { "^[0-9]+$": value },
                "additionalProperties": false,
                "minProperties": 1,
            });
            let mut points = Map::new();
            points.insert(format!("^({years})$"), point);
            points.insert(format!("^({years})\\.[0-9]*$"), value);
            json!({
                "type": ["number", "string", "object"],
                "minimum": plain(minimum),
                "maximum": plain(maximum),
                "pattern": QUANTITY,
                "properties": properties,
                "patternProperties": points,
                "additionalProperties": false,
                "minProperties": 1,
                "dependencies": dependencies,
            })
        })
    }

    // -------------------------------------------------------------------------------------------------------- keys

    /// Every lever under its key; all members of one by `*`.
    fn levers(&mut self) -> Vec<Path> {
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

    fn lever(&self, lever: &LeverEntry) -> Text {
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

    fn drivers(&mut self) -> Vec<Path> {
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
    fn parameters(&mut self) -> Vec<Path> {
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
    fn table(&mut self, name: &str, paths: &[Path], within: bool) -> Value {
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

    fn goal(&mut self, section: &str) -> Value {
        let keys = GOAL_KEYS.into_iter().filter(|key| section == "target" || *key != "group");
        let properties: Map<String, Value> = keys.map(|key| (key.to_owned(), self.goal_key(key))).collect();
        let rules = self.defined("goal", |_| {
            let required = |key: &str| json!({ "required": [key] });
            let at: Vec<&str> =
                MEASURES.iter().filter(|(_, measure)| *measure == Measure::At).map(|(name, _)| *name).collect();
            let in_a_year = json!({
                "required": ["year"],
                "properties": { "measure": { "enum": at } },
                "not": { "anyOf": [required("from"), required("to")] },
            });
            let over_years = json!({
                "properties": { "measure": { "not": { "enum": at } } },
                "not": required("year"),
                "dependencies": { "from": ["to"], "to": ["from"] },
            });
            json!({
                "required": ["id", "where"],
                "allOf": [
                    { "oneOf": LIMITS.map(required) },
                    { "anyOf": [in_a_year, over_years] },
                    { "anyOf": [{ "not": required("equals") }, required("year"), required("measure")] },
                ],
            })
        });
        json!({
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
            "allOf": [rules],
        })
    }

    fn goal_key(&mut self, key: &str) -> Value {
        match key {
            "id" => {
                let about = text!("A short name that the scorecard shows."; "记分表中显示的短名。");
                self.about(&about, json!({ "type": "string", "pattern": "\\S" }))
            }
            "text" => self.texts(&text!("What it asks for."; "要求的内容。")),
            "note" => self.texts(&text!("Remarks."; "备注。")),
            "group" => {
                let groups: Vec<&str> = self.baseline.target_groups.iter().map(|group| group.id.as_str()).collect();
                let about = text!("The group it is shown in."; "在记分表中所属的组。");
                self.about(&about, json!({ "enum": groups }))
            }
            "where" | "over" => {
                let about = if key == "where" {
                    text!("A variable, or several that are added, with members as in `capacity.small`; what is not named is summed."; "一个变量，或相加的多个变量；可加成员，如`capacity.small`；未写明的集合求和。")
                } else {
                    text!("What it is divided by."; "作为除数的变量。")
                };
                let variable = self.defined("variable", |schema| schema.variable());
                let either = json!({
                    "anyOf": [variable, { "type": "array", "items": variable, "minItems": 1 }],
                });
                self.about(&about, either)
            }
            "year" | "from" | "to" => {
                // stocks have a value at the end of the year before the first
                self.defined("goal_year", |_| whole(f64::from(FIRST_YEAR - 1), f64::from(LAST_YEAR)))
            }
            "measure" => {
                let about = text!("How the years become one number."; "各年如何合为一个数。");
                self.about(&about, json!({ "enum": MEASURES.map(|(name, _)| name) }))
            }
            "tolerance" => {
                let about = text!("How much may be missed, as a share of the limit."; "容许偏差，以限值的比例计。");
                let share = json!({ "type": ["number", "string"], "minimum": 0, "maximum": 1, "pattern": QUANTITY });
                self.about(&about, share)
            }
            limit if LIMITS.contains(&limit) => {
                let about = text!("The limit, in the unit of the variable, or as a text with its unit."; "限值，以变量的单位计，或写成带单位的文字。");
                self.about(&about, json!({ "type": ["number", "string"], "pattern": QUANTITY }))
            }
            _ => json!({ "not": {} }), // a key that is not described here: a test finds it
        }
    }

    /// The name of a variable, with or without members.
    fn variable(&self) -> Value {
        let mut by_sets: BTreeMap<&[Dimension], BTreeSet<&str>> = BTreeMap::new();
        for (_, declaration) in variables() {
            by_sets.entry(declaration.dimensions).or_default().insert(declaration.name);
        }
        let all: BTreeSet<&str> = by_sets.values().flatten().copied().collect();
        let with_members = by_sets.into_iter().map(|(sets, names)| {
            let members: BTreeSet<&str> =
                sets.iter().flat_map(|set| self.baseline.sets.members(*set)).map(String::as_str).collect();
            let names = names.into_iter().collect::<Vec<_>>().join("|");
            let members = members.into_iter().chain(["\\*"]).collect::<Vec<_>>().join("|");
            json!({ "pattern": format!("^({names})(\\.({members}))+$") })
        });
        let names = std::iter::once(json!({ "enum": all }));
        json!({ "type": "string", "anyOf": names.chain(with_members).collect::<Vec<_>>() })
    }
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

fn refer(definition: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{definition}") })
}

fn whole(minimum: f64, maximum: f64) -> Value {
    json!({ "type": "number", "multipleOf": 1, "minimum": plain(minimum), "maximum": plain(maximum) })
}

/// A number without `.0`.
fn plain(value: f64) -> Value {
    // every other way to write it says the same
    serde_json::from_str(&value.to_string()).unwrap_or_else(|_| value.into())
}

/// The default of a lever as it would be written.
fn default(values: &[f64]) -> Value {
    match words::constant(values) {
        Some(one) => plain(one),
        None => values.iter().copied().map(plain).collect(),
    }
}

/// The members that the keys of a group name, part by part.
fn members_of(group: &[&ParameterEntry]) -> Vec<Vec<String>> {
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

fn pattern(parts: &[Part], star: bool) -> String {
    let words = parts.iter().map(|part| match part {
        Part::Name(name) => name.clone(),
        Part::Member(members) => format!("({}{})", members.join("|"), if star { "|\\*" } else { "" }),
    });
    format!("^{}$", words.collect::<Vec<_>>().join("\\."))
}

/// Writes JSON with a short value on one line, so that a schema can be read and compared.
fn write(out: &mut String, value: &Value, depth: usize) {
    const WIDTH: usize = 140;
    let line = value.to_string();
    let nested = match value {
        Value::Object(table) => !table.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => false,
    };
    if !nested || (depth > 0 && line.chars().count() + depth <= WIDTH) {
        out.push_str(&line);
        return;
    }
    let new_line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.push_str(&" ".repeat(depth));
    };
    let (open, close) = if value.is_object() { ('{', '}') } else { ('[', ']') };
    out.push(open);
    let mut first = true;
    let mut item = |out: &mut String, key: Option<&String>, value: &Value| {
        if !std::mem::take(&mut first) {
            out.push(',');
        }
        new_line(out, depth + 1);
        if let Some(key) = key {
            out.push_str(&Value::from(key.as_str()).to_string());
            out.push_str(": ");
        }
        write(out, value, depth + 1);
    };
    match value {
        Value::Object(table) => table.iter().for_each(|(key, value)| item(out, Some(key), value)),
        Value::Array(list) => list.iter().for_each(|value| item(out, None, value)),
        _ => {}
    }
    new_line(out, depth);
    out.push(close);
}
