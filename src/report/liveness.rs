//! Which of a scenario's levers act: a table with a mark a year, rows for programs, and warnings about those that do
//! nothing.

use crate::problem::{Place, Problem, Problems};
use crate::safe::csv;
use crate::scenario::Scenario;
use crate::scenario::baseline::LeverEntry;
use crate::study::liveness::{Examination, LeverLife, Life, PartLife};
use crate::text;
use crate::text::{Language, Text};
use serde::Serialize;
use std::fmt::Write;

/// One lever in one stretch of years, for programs.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The lever's key.
    pub lever: String,
    /// What became of it as a whole: `acted`, `clipped`, `masked`, `inert`, `default`.
    pub verdict: &'static str,
    /// The year, or the years if it cannot change from year to year.
    pub years: String,
    /// The same word for these years alone.
    pub in_years: &'static str,
    /// A value with the same effect, if a part of the value has none.
    pub same_effect_at: Option<f64>,
    /// What masks it.
    pub masked_by: String,
    /// Where it is set.
    pub set_at: String,
}

/// The word of a verdict, for programs and people.
fn word(life: &Life) -> (&'static str, Text) {
    match life {
        Life::Acted => ("acted", text!("acted"; "起作用")),
        Life::Clipped => ("clipped", text!("clipped"; "部分无效")),
        Life::Masked { .. } => ("masked", text!("masked"; "被掩盖")),
        Life::Inert => ("inert", text!("inert"; "不起作用")),
        Life::SameAsDefault => ("default", text!("as its default"; "同默认值")),
    }
}

/// The sign of a part in the table, and its word for programs.
const fn mark(life: &PartLife) -> (&'static str, &'static str) {
    match life {
        PartLife::Acted => ("●", "acted"),
        PartLife::Clipped { .. } => ("◐", "clipped"),
        PartLife::Inert => ("○", "inert"),
        PartLife::SameAsDefault => ("·", "default"),
    }
}

/// In which order verdicts are shown: what a planner should look at comes first.
const fn rank(life: &Life) -> u8 {
    match life {
        Life::Inert => 0,
        Life::Masked { .. } => 1,
        Life::Clipped => 2,
        Life::SameAsDefault => 3,
        Life::Acted => 4,
    }
}

fn entry<'a>(scenario: &'a Scenario, life: &LeverLife) -> &'a LeverEntry {
    &scenario.baseline.levers[life.lever]
}

/// Where a lever is set: the last place, if several years have several, as it is that of the file that wins.
fn place<'a>(scenario: &'a Scenario, life: &LeverLife) -> Option<&'a Place> {
    scenario.origins.levers.get(life.lever)?.iter().flatten().next_back()
}

fn keys(scenario: &Scenario, levers: &[usize]) -> Vec<String> {
    levers.iter().map(|slot| format!("`{}`", scenario.baseline.levers[*slot].key)).collect()
}

/// Rows for programs.
#[must_use]
pub fn rows(scenario: &Scenario, examination: &Examination) -> Vec<Row> {
    let mut rows = Vec::new();
    for life in &examination.levers {
        let masked_by = match &life.life {
            Life::Masked { by } => keys(scenario, by).join(" ").replace('`', ""),
            _ => String::new(),
        };
        for part in &life.parts {
            let (from, to) = (part.years.start(), part.years.end());
            rows.push(Row {
                lever: entry(scenario, life).key.clone(),
                verdict: word(&life.life).0,
                years: if from == to { from.to_string() } else { format!("{from}-{to}") },
                in_years: mark(&part.life).1,
                same_effect_at: match part.life {
                    PartLife::Clipped { same_effect_at } => Some(same_effect_at),
                    _ => None,
                },
                masked_by: masked_by.clone(),
                set_at: place(scenario, life).map_or_else(String::new, Place::reference),
            });
        }
    }
    rows
}

/// Rows as CSV.
#[must_use]
pub fn to_csv(scenario: &Scenario, examination: &Examination) -> Vec<u8> {
    csv::table(rows(scenario, examination))
}

/// How many levers came to what, in one line.
#[must_use]
pub fn summary(examination: &Examination) -> Text {
    let all = examination.levers.len();
    if all == 0 {
        return text!("The scenario sets no lever."; "本情景未设定任何政策手段。");
    }
    let mut counts: Vec<(u8, Text, usize)> = Vec::new();
    for life in &examination.levers {
        let rank = rank(&life.life);
        match counts.iter_mut().find(|(known, ..)| *known == rank) {
            Some((.., count)) => *count += 1,
            None => counts.push((rank, word(&life.life).1, 1)),
        }
    }
    counts.sort_by_key(|(rank, ..)| std::cmp::Reverse(*rank));
    let en = counts.iter().map(|(_, word, count)| format!("{count} {}", word.en)).collect::<Vec<_>>().join(", ");
    let zh = counts.iter().map(|(_, word, count)| format!("{}{count}项", word.zh)).collect::<Vec<_>>().join("，");
    text!("Levers set: {all} ({en})"; "设定的政策手段共{all}项：{zh}")
}

/// The table: a line a lever, a mark a year.
#[must_use]
pub fn table(scenario: &Scenario, examination: &Examination, language: Language) -> String {
    let mut out = format!("{}\n", summary(examination).in_language(language));
    if examination.levers.is_empty() {
        return out;
    }
    let mut rows = super::table::table();
    let years = scenario.years().map(|year| format!("{:02}", year % 100)).collect::<Vec<_>>().join(" ");
    let heading = [text!("lever"; "政策手段"), Text::plain(years), text!("verdict"; "结论"), text!("set at"; "设定处")];
    rows.add_row(heading.map(|words| words.in_language(language).to_owned()));
    let mut lives: Vec<&LeverLife> = examination.levers.iter().collect();
    lives.sort_by_key(|life| (rank(&life.life), life.lever));
    for life in lives {
        let marks: Vec<&str> = scenario
            .years()
            .map(|year| {
                life.parts.iter().find(|part| part.years.contains(&year)).map_or(" ", |part| mark(&part.life).0)
            })
            .collect();
        let said = match &life.life {
            Life::Masked { by } => masked_by(scenario, by),
            other => word(other).1,
        };
        rows.add_row([
            entry(scenario, life).key.clone(),
            marks.join("  "),
            said.in_language(language).to_owned(),
            place(scenario, life).map_or_else(String::new, Place::reference),
        ]);
    }
    let _ = writeln!(out, "{}", rows.trim_fmt()); // writing to a String cannot fail
    let legend = text!(
        "● acted   ◐ a part of the value has no effect   ○ nothing moves   · as without it";
        "● 起作用   ◐ 部分数值无效   ○ 结果不变   · 与未设定相同"
    );
    let _ = writeln!(out, "{}", legend.in_language(language));
    out
}

/// A line for each lever that is set and does nothing, or does less than its value says.
#[must_use]
pub fn notes(scenario: &Scenario, examination: &Examination) -> Vec<Text> {
    let mut lives: Vec<&LeverLife> = examination.levers.iter().filter(|life| rank(&life.life) < 3).collect();
    lives.sort_by_key(|life| (rank(&life.life), life.lever));
    lives
        .into_iter()
        .map(|life| {
            let key = &entry(scenario, life).key;
            let said = match &life.life {
                Life::Masked { by } if !by.is_empty() => masked_by(scenario, by),
                Life::Clipped => {
                    let same = same_effect(life);
                    text!("clipped: the same comes out with {}", same.en; "部分无效：取{}，结果相同", same.zh)
                }
                other => word(other).1,
            };
            let place = place(scenario, life).map_or_else(String::new, Place::reference);
            let (at, at_zh) =
                if place.is_empty() { Default::default() } else { (format!(" ({place})"), format!("（{place}）")) };
            text!("`{key}`{at}: {}", said.en; "`{key}`{at_zh}：{}", said.zh)
        })
        .collect()
}

/// The first lever that masks, and how many more there are.
fn masked_by(scenario: &Scenario, by: &[usize]) -> Text {
    let all = keys(scenario, by);
    let Some(first) = all.first() else { return word(&Life::Masked { by: Vec::new() }).1 };
    let count = all.len();
    if count == 1 {
        return text!("masked by {first}"; "被{first}掩盖");
    }
    text!("masked by {first} and {} more", count - 1; "被{first}等{count}项掩盖")
}

/// Values that would do the same as those that are clipped: `0.62 in 2008`.
fn same_effect(life: &LeverLife) -> Text {
    let mut said: [Vec<String>; 2] = Default::default();
    for part in &life.parts {
        if let PartLife::Clipped { same_effect_at } = part.life {
            let (from, to) = (part.years.start(), part.years.end());
            let value = super::scorecard::short(same_effect_at);
            let years = if from == to { from.to_string() } else { format!("{from}-{to}") };
            said[0].push(format!("{value} in {years}"));
            said[1].push(format!("{years}年{value}"));
        }
    }
    Text::new(said[0].join(", "), said[1].join("、"))
}

/// A warning for each lever that is set and does nothing, or does less than its value says.
#[must_use]
pub fn warnings(scenario: &Scenario, examination: &Examination) -> Problems {
    let mut problems = Problems::default();
    for life in &examination.levers {
        let key = &entry(scenario, life).key;
        let (message, label, hint) = match &life.life {
            Life::Acted | Life::SameAsDefault => continue,
            Life::Inert => (
                text!("`{key}` is set, but nothing moves when it is set back"; "`{key}`已设定，但取消它结果不变"),
                text!("inert"; "不起作用"),
                text!(
                    "it may wait for another lever, or for a state that is never reached; leave it out, or see what it acts on with `coke-sim new -`";
                    "它可能需要另一手段配合，或所需状态从未出现；可去掉，或用`coke-sim new -`查看其作用对象"
                ),
            ),
            Life::Masked { by } => {
                let by = keys(scenario, by);
                let shown = by.iter().take(3).cloned().collect::<Vec<_>>();
                let more = by.len() - shown.len();
                let (and, also) = if more > 0 {
                    (format!(" and {more} more"), format!("等{}项", by.len()))
                } else {
                    (String::new(), String::new())
                };
                let hint = if by.is_empty() {
                    text!("several other levers together leave it nothing to do"; "其他几项手段合在一起使它无事可做")
                } else {
                    text!(
                        "it would act without {}{and}", shown.join(", ");
                        "若无{}{also}，它会起作用", shown.join("、")
                    )
                };
                (
                    text!(
                        "`{key}` is set, but other levers leave it nothing to do";
                        "`{key}`已设定，但被其他手段掩盖，不起作用"
                    ),
                    text!("masked"; "被掩盖"),
                    hint,
                )
            }
            Life::Clipped => {
                let same = same_effect(life);
                (
                    text!("a part of what `{key}` is set to has no effect"; "`{key}`的设定值有一部分无效"),
                    text!("clipped"; "部分无效"),
                    text!("the same comes out with {}", same.en; "取{}，结果相同", same.zh),
                )
            }
        };
        let problem = Problem::warning(message).hint(hint);
        problems.push(match place(scenario, life) {
            Some(place) => problem.at(place.clone(), label),
            None => problem,
        });
    }
    problems
}
