//! Targets and checks.

use super::{ONE_LINE, QUANTITY, Schema, whole};
use crate::model::sets::Dimension;
use crate::scenario::baseline::{FIRST_YEAR, LAST_YEAR};
use crate::scenario::read::{GOAL_KEYS, LIMITS, MEASURES};
use crate::scenario::variables::variables;
use crate::target::Measure;
use crate::text;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

impl Schema<'_> {
    pub(super) fn goal(&mut self, section: &str) -> Value {
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

    pub(super) fn goal_key(&mut self, key: &str) -> Value {
        match key {
            "id" => {
                let about = text!("A short name that the scorecard shows."; "记分表中显示的短名。");
                self.about(&about, json!({ "type": "string", "pattern": ONE_LINE, "allOf": [{ "pattern": "\\S" }] }))
            }
            "text" => self.texts("text", &text!("What it asks for."; "要求的内容。")),
            "note" => self.texts("note", &text!("Remarks."; "备注。")),
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
    pub(super) fn variable(&self) -> Value {
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
