//! Rows and the slots that the model declares: each slot has exactly one row.

use super::tables::did_you_mean;
use crate::problem::{Place, Problem, Problems, nearest, visible};
use crate::record::Declaration;
use crate::text;
use crate::text::Text;
use std::collections::BTreeMap;

/// How many names a message lists.
const LISTED: usize = 10;

/// A row by its key; without value if a cell of it is wrong.
pub(super) struct Given<R> {
    pub(super) key: String,
    pub(super) place: Place,
    pub(super) row: Option<R>,
}

/// A row in its place among the declared slots.
pub(super) struct Slotted<R> {
    pub(super) declaration: &'static Declaration,
    pub(super) key: String,
    pub(super) place: Place,
    pub(super) row: R,
}

/// Puts rows into the order of the declared slots; each slot needs exactly one row. `unknown` says what to do about a
/// key that nothing is near to. If the table is not complete, nothing is said of what is missing. Returns the rows that are right.
pub(super) fn in_order<R>(
    (head, complete): (&Place, bool),
    wanted: &[(&'static Declaration, String)],
    given: Vec<Given<R>>,
    unknown: impl Fn(&str) -> Text,
    problems: &mut Problems,
) -> Vec<Slotted<R>> {
    let mut by_key: BTreeMap<String, Given<R>> = BTreeMap::new();
    for given in given {
        if let Some(first) = by_key.get(&given.key) {
            let key = visible(&given.key);
            problems.push(
                Problem::error(text!("`{key}` has two rows"; "`{key}`有两行"))
                    .at(given.place, text!("the second"; "第二行"))
                    .also(first.place.clone(), text!("the first"; "第一行"))
                    .hint(text!("keep one of the two"; "请只保留一个")),
            );
            continue;
        }
        by_key.insert(given.key.clone(), given);
    }
    let mut slotted = Vec::with_capacity(wanted.len());
    let mut missing: Vec<&str> = Vec::new();
    for (declaration, key) in wanted {
        match by_key.remove(key) {
            None => missing.push(key),
            Some(Given { key, place, row }) => {
                slotted.extend(row.map(|row| Slotted { declaration, key, place, row }));
            }
        }
    }
    let mut extra: Vec<Given<R>> = by_key.into_values().collect();
    extra.sort_by_key(|given| given.place.span.start);
    for Given { key, place, .. } in extra.iter().take(LISTED) {
        let hint = match nearest(key, missing.iter().copied()) {
            Some(near) => did_you_mean(near),
            None => unknown(key),
        };
        let key = visible(key);
        problems.push(
            Problem::error(text!("the model has no `{key}`"; "模型没有`{key}`"))
                .at(place.clone(), text!("a row that nothing reads"; "没有用处的一行"))
                .hint(hint),
        );
    }
    if let Some(next) = extra.get(LISTED) {
        let more = extra.len() - LISTED;
        problems.push(
            Problem::error(text!("{more} more rows are not known to the model"; "另有{more}行模型不认识"))
                .at(next.place.clone(), text!("from here on"; "自此开始")),
        );
    }
    if complete && !missing.is_empty() {
        let (count, listed) = listed(&missing);
        problems.push(
            Problem::error(text!("rows missing ({count}): {}", listed.en; "缺少{count}行：{}", listed.zh))
                .at(head.clone(), text!("no row for them in this file"; "本文件中没有这些行"))
                .hint(text!(
                    "add a row for each; which there must be follows from the members in `sets.toml`";
                    "请各加一行；须有哪些行由`sets.toml`中的成员决定"
                )),
        );
    }
    slotted
}

/// Names in a line, the first of them.
pub(super) fn listed(names: &[&str]) -> (usize, Text) {
    let shown = names[..names.len().min(LISTED)].join("`, `");
    let more = names.len().saturating_sub(LISTED);
    let listed = if more == 0 {
        text!("`{shown}`"; "`{shown}`")
    } else {
        text!("`{shown}` and {more} more"; "`{shown}`等，另有{more}个")
    };
    (names.len(), listed)
}
