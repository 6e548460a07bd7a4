//! What a run was asked to fulfil: the checks of its scenario, and targets that must be met.

use crate::problem::{Problem, Problems, nearest};
use crate::report::scorecard;
use crate::report::words::Asked;
use crate::scenario::Scenario;
use crate::target::{Judged, Measure, Names, Test, Verdict};
use crate::text;
use crate::text::{Language, Text};
use std::collections::BTreeMap;

/// What `--require-targets` means without a name.
pub const ALL_TARGETS: &str = "*";

/// The targets that must be met.
///
/// # Errors
/// If one that is named is none of the scenario's.
pub fn required_targets(named: Option<&Vec<String>>, scenario: &Scenario) -> Result<Vec<String>, Problems> {
    let Some(named) = named else { return Ok(Vec::new()) };
    let known = || scenario.targets.iter().map(|target| target.id.as_str());
    if named.iter().any(|id| id == ALL_TARGETS) {
        let counted = scenario.targets.iter().filter(|target| target.reading_of.is_none());
        return Ok(counted.map(|target| target.id.clone()).collect());
    }
    let mut problems = Problems::default();
    for id in named.iter().filter(|id| !known().any(|known| known == *id)) {
        let problem = Problem::error(text!("there is no target `{id}`"; "没有目标`{id}`"));
        problems.push(match nearest(id, known()) {
            Some(near) => problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？")),
            None => problem.hint(text!(
                "the scorecard shows all: `coke-sim run`";
                "记分表列出全部目标：`coke-sim run`"
            )),
        });
    }
    if problems.is_empty() { Ok(named.clone()) } else { Err(problems) }
}

/// What was asked for and does not hold: the checks of the scenario, and targets that must be met.
#[must_use]
pub fn broken(checked: &[Judged<'_>], judged: &[Judged<'_>], required: &[String]) -> Problems {
    let mut problems = Problems::default();
    for check in checked.iter().filter(|check| check.verdict != Verdict::Met) {
        let (id, said) = (&check.target.id, what_came(check));
        let words = &check.target.text;
        problems.push(
            Problem::error(text!(
                "the check `{id}` does not hold: {}", said.en;
                "检查`{id}`不成立：{}", said.zh
            ))
            .hint(text!("it says: {}", words.en; "其内容：{}", words.zh)),
        );
    }
    for target in judged.iter().filter(|target| required.contains(&target.target.id)) {
        if target.verdict == Verdict::Missed {
            let (id, said) = (&target.target.id, what_came(target));
            problems.push(Problem::error(text!(
                "the target `{id}` is missed: {}", said.en;
                "目标`{id}`未达到：{}", said.zh
            )));
        }
    }
    problems
}

/// The value of the test that decides, and what it should be.
fn what_came(judged: &Judged<'_>) -> Text {
    let Some(test) = judged.decisive() else { return judged.reason.clone().unwrap_or_default() };
    if let Err(reason) = &test.value {
        return reason.clone();
    }
    let of = judged.deciding.and_then(|position| judged.target.tests.get(position)).map(quantity).unwrap_or_default();
    let year = &test.year;
    // the numbers as the scorecard shows them in each language
    let [(en, en_asked), (zh, zh_asked)] = Language::ALL.map(|language| {
        let asked = Asked::of(test, language);
        let unit = if asked.unit == "-" { "" } else { &asked.unit };
        let value = asked.value.map_or_else(String::new, scorecard::short);
        (format!("{value} {unit}").trim_end().to_owned(), format!("{} {unit}", asked.predicate).trim_end().to_owned())
    });
    text!(
        "{} is {en} in {year}, but should be {en_asked}", of.en;
        "{year}年{}为{zh}，应为{zh_asked}", of.zh
    )
}

/// What a test looks at: a sum, its members, what it is divided by, and how its years become one number.
fn quantity(test: &Test) -> Text {
    let sum = |names: &Names, only: &BTreeMap<String, Names>| {
        let members: Vec<&str> = only.values().flat_map(Names::list).collect();
        let of = if members.is_empty() { String::new() } else { format!("[{}]", members.join(", ")) };
        format!("`{}{of}`", names.list().join(" + "))
    };
    let mut what = sum(&test.variable, &test.only);
    if let Some(over) = &test.over {
        what = format!("{what} / {}", sum(&over.variable, &over.only));
    }
    match test.measure {
        Measure::At => Text::plain(what),
        Measure::Sum => text!("the sum of {what}"; "{what}之和"),
        Measure::Change => text!("the change of {what}"; "{what}的变化"),
        Measure::LargestRise => text!("the largest yearly rise of {what}"; "{what}的最大年增量"),
        Measure::Highest => text!("the highest {what}"; "{what}的最高值"),
        Measure::Lowest => text!("the lowest {what}"; "{what}的最低值"),
    }
}
