//! Numbers and ranges as a scenario file writes them.

use super::baseline::{Baseline, LeverEntry};
use super::read::in_unit;
use super::variables::variables;
use crate::glossary;
use crate::text;
use crate::text::{Language, Text};

/// The values of a lever: one number if all years are alike, else a list.
pub(super) fn schedule(values: &[f64]) -> String {
    let list = || format!("[{}]", values.iter().map(f64::to_string).collect::<Vec<_>>().join(", "));
    constant(values).map_or_else(list, |one| one.to_string())
}

/// The one value of all years, if there is one.
pub(super) fn constant(values: &[f64]) -> Option<f64> {
    let first = *values.first()?;
    values.iter().all(|value| value.to_bits() == first.to_bits()).then_some(first)
}

/// `0 to 1000 Mt/a`.
pub(super) fn range(minimum: f64, maximum: f64, unit: &str) -> Text {
    let unit = in_unit(unit);
    text!("{minimum} to {maximum}{}", unit.en; "{minimum}到{maximum}{}", unit.zh)
}

/// What a lever means, without the plan's measures that stand behind it in brackets.
pub(super) fn meaning(lever: &LeverEntry) -> Text {
    let ids: Vec<&str> = lever.plan_ids.split_whitespace().collect();
    let Text { en, zh } = &lever.term.meaning;
    Text {
        en: en.replace(&format!(" ({})", ids.join(", ")), ""),
        zh: zh.replace(&format!("（{}）", ids.join("、")), ""),
    }
}

/// What a lever acts on: names of variables, each with its label.
pub(super) fn acts_on(lever: &LeverEntry, language: Language) -> String {
    let named = lever.acts_on.iter().map(|name| {
        let found = variables().find(|(_, declaration)| declaration.name == name);
        found.map_or_else(
            || name.clone(),
            |(kind, declaration)| {
                let label = glossary::term(kind, declaration).label;
                match language {
                    Language::En => format!("{name} ({})", label.en),
                    Language::Zh => format!("{name}（{}）", label.zh),
                }
            },
        )
    });
    named.collect::<Vec<_>>().join(if language == Language::Zh { "、" } else { ", " })
}

/// The members of a key for people, joined: empty for a single value.
pub(super) fn members(
    baseline: &Baseline,
    declaration: &crate::record::Declaration,
    key: &str,
    language: Language,
) -> String {
    let names: Vec<&str> = key.split('.').collect();
    let own = &names[names.len() - declaration.dimensions.len().min(names.len())..];
    let labels = declaration.dimensions.iter().zip(own).map(|(set, member)| baseline.label(*set, member));
    labels.map(|label| label.in_language(language).to_owned()).collect::<Vec<_>>().join(if language == Language::Zh {
        "、"
    } else {
        ", "
    })
}
