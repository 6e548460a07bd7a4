//! The plan's targets: predicate, clause, and what the plan reaches.

use super::Guide;
use super::markdown::{Page, code};
use crate::coverage::figures::figures;
use crate::report::scorecard::short;
use crate::report::words::{self, Asked};
use crate::target::{Judged, Verdict};
use crate::text;

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
    for outcome in &judged.outcomes {
        let asked = Asked::of(outcome, guide.language);
        let label = outcome.label.as_ref().map(|label| format!("{}: ", guide.say(label))).unwrap_or_default();
        let value = asked.value.map_or_else(|| "–".to_owned(), short);
        let (variable, year, predicate, unit) = (code(&outcome.variable), &outcome.year, &asked.predicate, &asked.unit);
        let line = text!(
            "{label}{variable} in {year} {predicate} {unit}; the plan gives {value}";
            "{label}{year}年{variable} {predicate} {unit}；规划情景为{value}"
        );
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
