//! Studies: what may be uncertain and how, mixes, what is kept, what is decided on.

use super::quantities::members_of;
use super::{Part, QUANTITY, Schema, plain, whole};
use crate::scenario::baseline::{FIRST_YEAR, LAST_YEAR, ParameterEntry};
use crate::scenario::read::DRIVER_SET;
use crate::scenario::read::study::{DESIGN_KEYS, KIND, SHAPES, STUDY_SECTIONS};
use crate::scenario::study::{MOST_RUNS, Method};
use crate::text;
use serde_json::{Map, Value, json};

/// A name of mixes, factors and levels; the reader is stricter.
const NAME: &str = "^[^\\s=]+$";

impl Schema<'_> {
    pub(super) fn study(mut self) -> Value {
        let properties: Map<String, Value> =
            STUDY_SECTIONS.into_iter().map(|section| (section.to_owned(), self.study_section(section))).collect();
        json!({
            "$schema": "http://json-schema.org/draft-04/schema#",
            "title": self.say(&text!("A study of coke-sim"; "coke-sim研究")),
            "type": "object",
            "required": ["scenario"],
            "additionalProperties": false,
            "properties": properties,
            "definitions": self.definitions,
        })
    }

    fn study_section(&mut self, section: &str) -> Value {
        match section {
            "title" => self.texts("title", &text!("What tables call it."; "表格中的名称。")),
            "description" => self.texts("description", &text!("What it asks."; "研究说明。")),
            "kind" => self.about(&text!("Says that this is a study."; "说明这是研究。"), json!({ "enum": [KIND] })),
            "scenario" => {
                let about = text!("What is not uncertain: a scenario within the program, or a file beside the study."; "不确定因素以外的一切：程序自带的情景，或研究旁的文件。");
                self.about(&about, json!({ "type": "string", "pattern": "\\S" }))
            }
            "design" => self.design(),
            "uncertain" => self.uncertain(),
            "correlation" => {
                let name = json!({ "type": "string" });
                let about = text!("Two inputs that go together: a rank correlation (Spearman)."; "两个相关的因素：秩相关（Spearman）。");
                let rank = json!({
                    "type": "number", "minimum": -1, "maximum": 1, "exclusiveMinimum": true, "exclusiveMaximum": true,
                });
                let between =
                    json!({ "type": "array", "items": name, "minItems": 2, "maxItems": 2, "uniqueItems": true });
                let each = object(json!({ "between": between, "rank": rank }), &["between", "rank"]);
                self.about(&about, json!({ "type": "array", "items": each }))
            }
            "mix" => {
                let title = self.texts("title", &text!("What tables call it."; "表格中的名称。"));
                let levers = self.levers_of_a_mix();
                let extends = json!({ "type": ["string", "array"], "items": { "type": "string" } });
                let each = object(json!({ "title": title, "extends": extends, "policy": levers }), &[]);
                let about = text!("Policy packages, each with levers that differ from the scenario's; one that sets nothing is the scenario's own policy."; "政策组合，各写与情景不同的政策手段；不设定任何手段即情景自身的政策。");
                self.about(&about, named(&each))
            }
            "factor" => {
                let mut levels = named(&self.levers_of_a_mix());
                levels["minProperties"] = 1.into();
                let about = text!("Levels of levers: every package is combined with every level of every factor."; "政策手段的水平：每个组合与各因素的每个水平两两组合。");
                self.about(&about, named(&levels))
            }
            "outcomes" => self.outcomes(),
            "together" => {
                let list = json!({ "type": ["string", "array"], "items": { "type": "string" }, "minItems": 1 });
                let about = text!("Targets whose probability to be met in one future together is wanted."; "须在同一未来中都达到的目标。");
                self.about(&about, json!({ "type": "object", "additionalProperties": list }))
            }
            "objective" => self.objective(),
            "stable" => {
                let share = share();
                let about = text!("When there are enough runs, for `--until stable`."; "何时运行次数已够，用于`--until stable`。");
                self.about(&about, object(json!({ "probability": share, "quantile": share }), &[]))
            }
            _ => json!({ "not": {} }), // a section that is not described here: a test finds it
        }
    }

    fn design(&mut self) -> Value {
        let about =
            text!("How futures are chosen, how many, and from which seed."; "如何选取未来、多少个、种子是多少。");
        #[allow(clippy::cast_precision_loss)] // a round number
        let properties: Map<String, Value> = DESIGN_KEYS
            .into_iter()
            .map(|key| {
                let value = match key {
                    "method" => json!({ "enum": Method::ALL.map(|(name, _)| name) }),
                    "runs" => whole(1.0, MOST_RUNS as f64),
                    "seed" => json!({ "type": "integer", "minimum": 0 }),
                    "levels" => json!({ "type": "array", "items": share(), "minItems": 1, "uniqueItems": true }),
                    _ => json!({ "type": "string", "pattern": "\\S" }),
                };
                (key.to_owned(), value)
            })
            .collect();
        self.about(&about, object(properties, &[]))
    }

    /// Every parameter by its name, with members or without, and every driver.
    fn uncertain(&mut self) -> Value {
        let input = self.defined("input", Self::input);
        let driver = self.defined("driver_input", |schema| {
            let shape = schema.defined("distribution", |_| distribution(false));
            let entering = json!({ "required": ["as"], "properties": { "as": { "enum": ["factor", "shift"] } } });
            let about = text!("A distribution, and how the number enters in all years: as a factor or a shift."; "分布，以及这个数在各年如何起作用：乘以（factor）或加上（shift）。");
            schema.about(&about, json!({ "allOf": [shape, entering] }))
        });
        let mut properties = Map::new();
        let mut patterns = Map::new();
        properties.insert("*".to_owned(), json!({ "enum": ["range"] }));
        let sets: Map<String, Value> = self
            .baseline
            .driver_sets()
            .map(|name| (name.to_owned(), json!({ "type": "number", "minimum": 0 })))
            .collect();
        let weights =
            json!({ "type": "object", "properties": sets, "additionalProperties": false, "minProperties": 1 });
        let about = text!("Named sets of drivers, each with a weight."; "外部条件组，各带权重。");
        let sets = self.about(&about, object(json!({ "categorical": weights }), &["categorical"]));
        properties.insert(DRIVER_SET.to_owned(), sets);
        let parameters = &self.baseline.parameters;
        for alike in parameters.chunk_by(|one, other| one.declaration.name == other.declaration.name) {
            let group: Vec<&ParameterEntry> = alike.iter().collect();
            let (name, members) = (alike[0].declaration.name, members_of(&group));
            let label = self.say(&alike[0].term.label);
            let whole = if members.is_empty() {
                json!({ "allOf": [input] })
            } else {
                patterns.insert(super::quantities::pattern(&parts(Some(name), &members), true), input.clone());
                json!({ "anyOf": [input, nested(&members, &input)] })
            };
            let mut schema = whole;
            schema["description"] = label.into();
            properties.insert(name.to_owned(), schema);
        }
        for entry in &self.baseline.drivers {
            let label = self.say(&entry.term.label);
            properties.insert(entry.key.clone(), json!({ "description": label, "allOf": [driver] }));
        }
        let about = text!("What differs from future to future."; "各未来之间不同的因素。");
        self.about(
            &about,
            json!({
                "type": "object",
                "properties": properties,
                "patternProperties": patterns,
                "additionalProperties": false,
            }),
        )
    }

    /// How a parameter may vary.
    fn input(&mut self) -> Value {
        let with_range = self.defined("distribution_or_range", |_| distribution(true));
        let about = text!("\"range\" is what the source supports; else a distribution. `within` cuts it off, `as` says how the number enters, `apart` draws each member by itself."; "\"range\"为来源所支持的范围，也可写分布。`within`截断，`as`说明这个数如何起作用，`apart`使各成员分别抽取。");
        self.about(&about, json!({ "anyOf": [{ "enum": ["range"] }, with_range] }))
    }

    fn levers_of_a_mix(&mut self) -> Value {
        self.defined("levers", |schema| {
            let paths = schema.levers();
            schema.table("policy", &paths, false)
        })
    }

    fn outcomes(&mut self) -> Value {
        let variable = self.defined("variable", |schema| schema.variable());
        // a star in the name stands for any characters
        let several = json!({ "type": "string", "pattern": "^[^.]*\\*" });
        let one = json!({ "anyOf": [variable, several] });
        let year = whole(f64::from(FIRST_YEAR - 1), f64::from(LAST_YEAR));
        let keep = self.about(
            &text!("Variables, with members or `*` for each; what is not named is summed."; "变量，可加成员，或用`*`表示每个成员；未写明的集合求和。"),
            json!({ "anyOf": [one, { "type": "array", "items": one, "uniqueItems": true }] }),
        );
        let years = json!({ "anyOf": [
            { "enum": ["all"] }, year, { "type": "array", "items": year, "uniqueItems": true }
        ] });
        let targets = json!({ "type": ["string", "array"], "items": { "type": "string" }, "uniqueItems": true });
        let about = text!("What is kept of every run."; "每次运行保留的结果。");
        self.about(&about, object(json!({ "keep": keep, "years": years, "targets": targets }), &[]))
    }

    fn objective(&mut self) -> Value {
        let limit = quantity();
        let year = whole(f64::from(FIRST_YEAR - 1), f64::from(LAST_YEAR));
        let mut each = object(
            json!({
                "outcome": { "type": "string", "pattern": "\\S" },
                "year": year,
                "better": { "enum": ["high", "low"] },
                "at_least": limit,
                "at_most": limit,
            }),
            &["outcome", "better"],
        );
        let way = |better: &str, other: &str| json!({ "properties": { "better": { "enum": [better] } }, "not": { "required": [other] } });
        each["anyOf"] = json!([way("high", "at_most"), way("low", "at_least")]);
        let about = text!("What mixes are compared by, which way is better, and from where on it is good enough."; "用以比较组合的结果、何者为优、达到多少即可。");
        self.about(&about, json!({ "type": "array", "items": each }))
    }
}

/// A table of these keys and no others.
fn object(properties: impl Into<Value>, required: &[&str]) -> Value {
    let mut object = json!({ "type": "object", "properties": properties.into(), "additionalProperties": false });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

/// A table of anything under names.
fn named(each: &Value) -> Value {
    json!({ "type": "object", "patternProperties": { NAME: each }, "additionalProperties": false })
}

/// A share between 0 and 1, without both.
fn share() -> Value {
    json!({ "type": "number", "minimum": plain(0.0), "maximum": plain(1.0), "exclusiveMinimum": true, "exclusiveMaximum": true })
}

fn quantity() -> Value {
    json!({ "type": ["number", "string"], "pattern": QUANTITY })
}

/// One of the shapes, and what may stand beside it.
fn distribution(with_range: bool) -> Value {
    let list = |minimum: usize| json!({ "type": "array", "items": quantity(), "minItems": minimum });
    let mut properties = Map::new();
    let mut one_of: Vec<Value> = Vec::new();
    for (shape, keys) in SHAPES {
        let of_key = |key: &&str| {
            let value = match *key {
                "values" => list(1),
                "weights" => json!({ "type": "array", "items": { "type": "number", "minimum": 0 }, "minItems": 1 }),
                "file" | "column" => json!({ "type": "string", "pattern": "\\S" }),
                _ => quantity(),
            };
            ((*key).to_owned(), value)
        };
        let numbers: Map<String, Value> = keys.iter().map(of_key).collect();
        let required: &[&str] = match shape {
            "lognormal" | "empirical" => &[],
            "discrete" => &["values"],
            _ => keys,
        };
        let mut schema = object(numbers, required);
        let only = |these: &[&str], others: &[&str]| {
            let others: Vec<Value> = others.iter().map(|other| json!({ "required": [other] })).collect();
            json!({ "required": these, "not": { "anyOf": others } })
        };
        match shape {
            "lognormal" => {
                schema["oneOf"] =
                    json!([only(&["median", "sigma"], &["low", "high"]), only(&["low", "high"], &["sigma"])]);
            }
            "empirical" => schema["oneOf"] = json!([only(&["file"], &["values"]), only(&["values"], &["file"])]),
            _ => {}
        }
        properties.insert(shape.to_owned(), schema);
        one_of.push(json!({ "required": [shape] }));
    }
    if with_range {
        properties.insert("range".to_owned(), json!({ "enum": [true] }));
        one_of.push(json!({ "required": ["range"] }));
        properties.insert("apart".to_owned(), json!({ "type": "boolean" }));
    }
    properties
        .insert("within".to_owned(), json!({ "type": "array", "items": quantity(), "minItems": 2, "maxItems": 2 }));
    properties.insert("as".to_owned(), json!({ "enum": ["value", "factor", "shift"] }));
    let mut schema = object(properties, &[]);
    schema["oneOf"] = one_of.into();
    schema
}

fn parts(name: Option<&str>, members: &[Vec<String>]) -> Vec<Part> {
    let name = name.map(|name| Part::Name(name.to_owned()));
    name.into_iter().chain(members.iter().cloned().map(Part::Member)).collect()
}

/// Members as tables within each other.
fn nested(members: &[Vec<String>], value: &Value) -> Value {
    let mut patterns = Map::new();
    patterns.insert(super::quantities::pattern(&parts(None, members), true), value.clone());
    for depth in 1..members.len() {
        let head = super::quantities::pattern(&parts(None, &members[..depth]), true);
        patterns.insert(head, nested(&members[depth..], value));
    }
    json!({ "type": "object", "patternProperties": patterns, "additionalProperties": false, "minProperties": 1 })
}
