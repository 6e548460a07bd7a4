//! The form of a scenario or study file as JSON Schema, for editors: what may stand where, and what it means.
//!
//! It is made from what the reader goes by: the quantities of a baseline, and the lists of keys in [`super::read`].
//! Editors for TOML (taplo, Even Better TOML) read draft 4. A schema cannot say all that the reader checks: which
//! years are simulated, what unit a text has, what files hold; it never refuses what the reader takes.

mod goals;
mod quantities;
mod study;

use super::baseline::{Baseline, FIRST_YEAR, LAST_YEAR, YEARS};
use super::read::{DRIVER_YEARS, EVERYWHERE, KINDS, RAMP, SECTIONS, TIME_KEYS, time_range};
use crate::text;
use crate::text::{Language, Text};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A text with a number in it, such as `"1.2 亿吨"`: the reader knows its unit.
const QUANTITY: &str = "^[\\s+\\-＋－−]*[.．]?[0-9０-９]";

/// Words without control characters.
const ONE_LINE: &str = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$";

/// The same with line breaks.
const LINES: &str = "^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f]*$";

/// The schema of scenario files over a baseline, with its explanations in one language.
#[must_use]
pub fn of_scenarios(baseline: &Baseline, language: Language) -> String {
    written(&Schema { baseline, language, definitions: BTreeMap::new() }.root())
}

/// The schema of study files over a baseline, with its explanations in one language.
#[must_use]
pub fn of_studies(baseline: &Baseline, language: Language) -> String {
    written(&Schema { baseline, language, definitions: BTreeMap::new() }.study())
}

fn written(schema: &Value) -> String {
    let mut out = String::new();
    write(&mut out, schema, 0);
    out.push('\n');
    crate::safe::json::escaped(out)
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
            "title" => self.texts("title", &text!("What tables and charts call it."; "表格和图表中的名称。")),
            "description" => self.texts("description", &text!("What it is about."; "情景说明。")),
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

    /// Words in one language or two. A title is one line, and only a description may be empty.
    fn texts(&mut self, what: &str, about: &Text) -> Value {
        let (name, shown) = if what == "title" { ("line", ONE_LINE) } else { ("text", LINES) };
        let words = self.defined(name, |_| {
            let words = json!({ "type": "string", "pattern": shown });
            json!({
                "type": ["string", "object"],
                "pattern": shown,
                "properties": { "en": words, "zh": words },
                "additionalProperties": false,
                "minProperties": 1,
            })
        });
        let said = if what == "description" { json!([words]) } else { json!([words, { "pattern": "\\S" }]) };
        self.about(about, json!({ "allOf": said }))
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
