//! The plan's targets: predicate, clause, and what the plan reaches.

use super::Guide;
use super::markdown::{Page, code};
use crate::coverage::figures::figures;
use crate::report::scorecard::short;
use crate::report::words::{self, Asked};
use crate::target::{Judged, Measure, Names, Test, Verdict};
use crate::text;
use crate::text::Text;
use std::collections::BTreeMap;

pub(super) fn page(guide: &Guide<'_>) -> String {
    let mut page = guide.page(&text!("Targets"; "目标"));
    page.paragraph(&guide.say(&text!(
        "What each target of the plan asks, in symbols and in the plan's words, and what the scenario `plan` gives. How tests \
         are evaluated: [targets](../targets.md).";
        "规划每项目标的判据（符号形式）和原文，以及规划情景的结果。判据的计算方法见[目标](../targets.md)。"
    )));
    for (heading, members) in words::groups(guide.plan, guide.judged, guide.language) {
        page.heading(2, &heading);
        for judged in members {
            target(guide, &mut page, judged);
        }
    }
    page.finish()
}

fn target(guide: &Guide<'_>, page: &mut Page, judged: &Judged<'_>) {
    let target = judged.target;
    page.heading(3, &format!("{} {}", target.id, guide.say(&target.text)));
    let clause = &target.clause;
    page.item(&guide.say(&text!("Plan: section {clause}"; "规划：第{clause}节")));
    let mut named: Vec<&str> = std::iter::once(target.figure.as_str())
        .chain(target.tests.iter().filter_map(|test| test.figure.as_deref()))
        .filter(|name| !name.is_empty())
        .collect();
    named.dedup();
    for figure in figures().iter().filter(|figure| named.contains(&figure.id.as_str())) {
        page.item(&format!("「{}」 ({})", figure.quote, code(&figure.id)));
    }
    for (test, outcome) in target.tests.iter().zip(&judged.outcomes) {
        let asked = Asked::of(outcome, guide.language);
        let label = outcome.label.as_ref().map(|label| format!("{}: ", guide.say(label))).unwrap_or_default();
        let value = asked.value.map_or_else(|| "–".to_owned(), short);
        let unit = if asked.unit == "-" { "" } else { &asked.unit };
        let (what, predicate) = (guide.say(&measured(test)), asked.predicate.replace("+-", "±"));
        let line = text!(
            "{label}{what} {predicate} {unit}; the plan gives {value}";
            "{label}{what} {predicate} {unit}；规划情景为{value}"
        );
        let line = Text::new(line.en.replace(" ;", ";"), line.zh.replace(" ；", "；"));
        page.item(guide.say(&line).trim());
    }
    let verdict = words::verdict(judged.verdict);
    let verdict = match (&judged.reason, judged.verdict) {
        (Some(reason), Verdict::NotEvaluated) => {
            text!("{}: {}", verdict.en, reason.en; "{}：{}", verdict.zh, reason.zh)
        }
        _ => verdict,
    };
    page.item(&guide.say(&text!("Verdict: {}", verdict.en; "结论：{}", verdict.zh)));
    if let Some(note) = &target.note {
        page.item(&guide.say(&text!("Note: {}", note.en; "说明：{}", note.zh)));
    }
}

/// What a test measures, as an expression of variables, and over which years.
fn measured(test: &Test) -> Text {
    let mut expression = term(&test.variable, &test.only, test.weight.as_ref(), None);
    if let Some(times) = &test.times {
        expression =
            format!("{expression} * {}", term(&times.variable, &times.only, times.weight.as_ref(), times.year));
    }
    if let Some(over) = &test.over {
        expression = format!("{expression} / {}", term(&over.variable, &over.only, over.weight.as_ref(), over.year));
    }
    if let Some(minus) = &test.minus {
        expression =
            format!("({expression} - {})", term(&minus.variable, &minus.only, minus.weight.as_ref(), minus.year));
    }
    if let Some(factor) = test.factor {
        expression = format!("{factor} * {expression}");
    }
    if let Some(offset) = test.offset {
        let (sign, size) = if offset < 0.0 { ("-", -offset) } else { ("+", offset) };
        expression = format!("{expression} {sign} {size}");
    }
    let of = code(&expression);
    let year = |year: Option<i32>| year.map_or_else(String::new, |year| year.to_string());
    let (at, from, to) = (year(test.year), year(test.from), year(test.to));
    let over = match (test.from, test.to) {
        (None, None) => text!("all years"; "各年"),
        _ => text!("{from}-{to}"; "{from}至{to}年"),
    };
    let (over_en, over_zh) = (over.en, over.zh);
    match test.measure {
        Measure::At => text!("{of} in {at}"; "{at}年{of}"),
        Measure::Sum => text!("sum of {of} over {over_en}"; "{over_zh}{of}之和"),
        Measure::Change => text!("change of {of} from {from} to {to}"; "{from}年至{to}年{of}的变化"),
        Measure::LargestRise => text!("largest rise of {of} within a year, {over_en}"; "{over_zh}{of}的最大年增量"),
        Measure::Highest => text!("highest {of}, {over_en}"; "{over_zh}{of}的最高值"),
        Measure::Lowest => text!("lowest {of}, {over_en}"; "{over_zh}{of}的最低值"),
    }
}

/// A sum over members: `capacity[class: small, improved] * weight`.
fn term(variable: &Names, only: &BTreeMap<String, Names>, weight: Option<&String>, year: Option<i32>) -> String {
    let kept: Vec<String> = only.iter().map(|(set, members)| format!("{set}: {}", members.list().join(", "))).collect();
    let members = if kept.is_empty() { String::new() } else { format!("[{}]", kept.join("; ")) };
    let at = year.map_or_else(String::new, |year| format!("({year})"));
    let names = variable.list();
    let sum = names.iter().map(|name| format!("{name}{members}{at}")).collect::<Vec<_>>().join(" + ");
    let sum = if names.len() > 1 { format!("({sum})") } else { sum };
    weight.map_or(sum.clone(), |weight| format!("sum({sum} * {weight})"))
}
