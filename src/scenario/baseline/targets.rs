//! `targets.toml` and `headlines.toml`: what the plan asks for, and what a run shows first.

use super::fields::{Fields, parsed};
use super::predicates::{Standing, test};
use super::units;
use crate::model::sets::Sets;
use crate::problem::{Place, Problem, Problems, Source, nearest};
use crate::scenario::number::place;
use crate::target::{Target, TargetGroup, Test};
use crate::text;
use crate::text::Text;
use std::ops::Range;
use std::sync::Arc;
use toml::de::DeTable;

/// Reads `targets.toml`: the groups and the targets.
pub(super) fn read(
    source: &Arc<Source>,
    sets: Option<&Sets>,
    problems: &mut Problems,
) -> (Vec<TargetGroup>, Vec<Target>) {
    let Some(root) = parsed(source, problems) else { return Default::default() };
    let mut file = Fields::new(source, &root, 0..0, problems);
    let (groups, targets) = (file.list("group"), file.list("target"));
    file.finish();
    let groups: Vec<TargetGroup> = unique(groups, source, problems, |table, span, problems| {
        let mut fields = Fields::new(source, table, span, problems);
        fields.must_have(&["id", "label"]);
        let group =
            TargetGroup { id: fields.words("id").unwrap_or_default(), label: fields.text("label").unwrap_or_default() };
        fields.finish();
        (group.id.clone(), group)
    });
    let ids: Vec<String> =
        targets.iter().filter_map(|(table, _)| table.get("id")?.get_ref().as_str().map(str::to_owned)).collect();
    let targets = unique(targets, source, problems, |table, span, problems| {
        let target = target(Fields::new(source, table, span, problems), &groups, &ids, sets);
        (target.id.clone(), target)
    });
    (groups, targets)
}

/// Reads `headlines.toml`.
pub(super) fn headlines(source: &Arc<Source>, sets: Option<&Sets>, problems: &mut Problems) -> Vec<Test> {
    let Some(root) = parsed(source, problems) else { return Vec::new() };
    let mut file = Fields::new(source, &root, 0..0, problems);
    let headlines = file.list("headline");
    file.finish();
    headlines
        .into_iter()
        .map(|(table, span)| test(Fields::new(source, table, span, problems), Standing::Headline, sets))
        .collect()
}

/// Reads tables that have an id, and keeps the first of each.
fn unique<'t, T>(
    tables: Vec<(&'t DeTable<'t>, Range<usize>)>,
    source: &Arc<Source>,
    problems: &mut Problems,
    one: impl Fn(&'t DeTable<'t>, Range<usize>, &mut Problems) -> (String, T),
) -> Vec<T> {
    let mut known: Vec<(String, Place)> = Vec::new();
    let mut all = Vec::new();
    for (table, span) in tables {
        if problems.is_full() {
            break;
        }
        let here = place(source, span.clone());
        let (id, value) = one(table, span, problems);
        if let Some((_, first)) = known.iter().find(|(known, _)| *known == id && !id.is_empty()) {
            problems.push(
                Problem::error(text!("two are called `{id}`"; "有两个`{id}`"))
                    .at(here, text!("the second"; "第二个"))
                    .also(first.clone(), text!("the first"; "第一个"))
                    .hint(text!("give each an `id` of its own"; "请各用不同的`id`")),
            );
            continue;
        }
        known.push((id, here));
        all.push(value);
    }
    all
}

fn target(mut fields: Fields<'_, '_>, groups: &[TargetGroup], ids: &[String], sets: Option<&Sets>) -> Target {
    fields.must_have(&["id", "group", "text", "clause", "figure", "unit"]);
    let id = fields.words("id").unwrap_or_default();
    let text = fields.text("text").unwrap_or_default();
    let (clause, figure) = (fields.words("clause").unwrap_or_default(), fields.words("figure").unwrap_or_default());
    let unit = fields.words("unit").unwrap_or_default();
    if let Some(value) = fields.table.get("unit").filter(|_| !unit.is_empty()) {
        units::check_known("unit", &unit, place(fields.source, value.span()), fields.problems);
    }
    let (soft, note) = (fields.flag("soft"), fields.text("note"));
    let group = known_id(
        &mut fields,
        "group",
        groups.iter().map(|group| group.id.as_str()),
        &text!("group of targets"; "目标组"),
    );
    let reading_of = known_id(
        &mut fields,
        "reading_of",
        ids.iter().map(String::as_str).filter(|known| *known != id),
        &text!("other target"; "其他目标"),
    );
    let not_evaluated = fields.text("not_evaluated");
    let (tests, proxies) = (fields.list("test"), fields.list("proxy"));
    let contradiction = match (tests.is_empty(), not_evaluated.is_some()) {
        (true, false) => {
            Some(text!("the target `{id}` has neither tests nor a reason why not"; "目标`{id}`既无检验，也未说明原因"))
        }
        (false, true) => {
            Some(text!("the target `{id}` has tests, and a reason why not"; "目标`{id}`既有检验，又写了不检验的原因"))
        }
        _ => None,
    };
    if let Some(message) = contradiction {
        let here = fields.here();
        fields.problems.push(Problem::error(message).at(here, text!("this target"; "这一目标")).hint(text!(
            "write `[[target.test]]`, or `not_evaluated = {{ en = \"...\", zh = \"...\" }}`: what the model lacks";
            "请写`[[target.test]]`，或写`not_evaluated = {{ en = \"...\", zh = \"...\" }}`说明模型缺少什么"
        )));
    }
    let standing = if tests.len() > 1 { Standing::OneOfSeveral } else { Standing::Alone };
    let mut read = |tables: Vec<(&'_ DeTable<'_>, Range<usize>)>, standing: Standing| -> Vec<Test> {
        tables
            .into_iter()
            .map(|(table, span)| test(Fields::new(fields.source, table, span, fields.problems), standing, sets))
            .collect()
    };
    let (tests, proxies) = (read(tests, standing), read(proxies, Standing::Proxy));
    fields.finish();
    let group = group.unwrap_or_default();
    Target { id, group, text, clause, figure, unit, soft, note, reading_of, tests, not_evaluated, proxies }
}

/// An id that must be among those known.
fn known_id<'k>(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    known: impl Iterator<Item = &'k str> + Clone,
    noun: &Text,
) -> Option<String> {
    let id = fields.words(key)?;
    if known.clone().any(|known| known == id) {
        return Some(id);
    }
    let here = fields.table.get(key).map_or_else(|| fields.here(), |value| fields.at(value));
    let problem = Problem::error(text!("there is no {} `{id}`", noun.en; "没有{}`{id}`", noun.zh))
        .at(here, text!("no such {}", noun.en; "没有这一{}", noun.zh));
    let all = known.clone().take(12).collect::<Vec<_>>().join("`, `");
    fields.problems.push(match nearest(&id, known) {
        Some(near) => problem.hint(super::tables::did_you_mean(near)),
        None => problem.hint(text!("there are `{all}`"; "可用`{all}`")),
    });
    None
}
