//! The summaries of a sweep as tables for the terminal.

use super::{Reaching, Summaries};
use crate::report::scorecard::short;
use crate::report::table::{HEADING, Rows, painted, right_align, table};
use crate::safe::terminal;
use crate::scenario::study::Outcome;
use crate::statistics::robustness::Ranked;
use crate::statistics::{Aim, Proportion, Summary};
use crate::text;
use crate::text::{Language, Text};
use crate::unit::{self, Shown};
use std::fmt::Write;

/// More mixes than this are not compared in words; `differences.csv` has all pairs.
const MOST_TOLD: usize = 12;

/// Kinds of failure that are listed; `failures.csv` has all.
const MOST_KINDS: usize = 5;

/// More rows of outcomes than this are cut down to the last year.
const MOST_ROWS: usize = 40;

/// Where percentiles 10, 50 and 90 stand in a summary.
const SHOWN: [usize; 3] = [1, 3, 5];

/// What is decided on, mix by mix: objectives, other outcomes, targets, runs without results.
#[must_use]
pub fn tables(summaries: &Summaries, language: Language) -> String {
    let say = |text: &Text| text.in_language(language).to_owned();
    let about = &summaries.about;
    let mut out = String::new();
    // writing to a String cannot fail
    let _ = writeln!(out, "{}", painted(&say(&about.title), HEADING));
    let (runs, mixes) = (summaries.identity.runs, about.mixes.len());
    let (failed, rows) = (summaries.failed.failed, summaries.failed.rows);
    let (method, seed) = (&about.method, about.seed);
    let said = text!(
        "{runs} runs x {mixes} policy mixes, {method}, seed {seed}; {failed} of {rows} simulations without results";
        "{runs}次运行 × {mixes}个政策组合，{method}，种子{seed}；{rows}次模拟中{failed}次没有结果"
    );
    let _ = writeln!(out, "{}\n", say(&said));
    for place in 0..summaries.objectives.len() {
        out.push_str(&objective(summaries, place, language));
    }
    out.push_str(&outcomes(summaries, language));
    out.push_str(&targets(summaries, language));
    out.push_str(&failures(summaries, language));
    let _ = writeln!(out, "{}", terminal::lines(&say(&summaries.stability())));
    out
}

/// A quantity with its year and unit, for people.
fn named(outcome: &Outcome, language: Language) -> (String, f64) {
    let Shown { factor, label } = unit::shown(&outcome.unit, language);
    let (words, year) = (outcome.label.in_language(language), outcome.year);
    let words = text!("{words}, {year}, {label}"; "{words}，{year}年，{label}");
    (words.in_language(language).to_owned(), factor)
}

fn percent(share: Option<&Proportion>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", share.estimate * 100.0))
}

fn set(mut rows: Rows, columns: usize) -> String {
    right_align(&mut rows, 1..columns);
    let set = rows.trim_fmt();
    let (heading, body) = set.split_once('\n').unwrap_or((set.as_str(), ""));
    format!("{}\n{body}\n", painted(heading, HEADING))
}

/// One objective: how each mix does by it, and which pairs can be told apart.
fn objective(summaries: &Summaries, place: usize, language: Language) -> String {
    let say = |text: Text| text.in_language(language).to_owned();
    let about = &summaries.about;
    let wished = &summaries.objectives[place];
    let outcome = &about.outcomes[wished.outcome];
    let (name, factor) = named(outcome, language);
    let better = if wished.aim == Aim::High {
        text!("more is better"; "越高越好")
    } else {
        text!("less is better"; "越低越好")
    };
    let mut out = painted(&format!("{name} ({})", say(better)), HEADING);
    out.push('\n');
    let Some(Ranked { mixes, .. }) = &wished.ranked else {
        let _ =
            writeln!(out, " {}\n", say(text!("no run in which all mixes have results"; "没有各组合都有结果的运行")));
        return out;
    };
    let mut rows = table();
    let headings = [
        text!("mix"; "组合"),
        text!("mean"; "均值"),
        text!("bad tenth"; "不利一成"),
        text!("worst"; "最差"),
        text!("regret, mean"; "平均遗憾值"),
        text!("regret, 90 %"; "遗憾值90%"),
        text!("best in"; "最优次数"),
        text!("enough in"; "达标次数"),
    ];
    rows.add_row(headings.map(say));
    for (mix, (mix_name, _)) in mixes.iter().zip(&about.mixes) {
        let of = |value: f64| short(value * factor);
        rows.add_row([
            mix_name.clone(),
            of(mix.values.mean),
            of(mix.percentile),
            of(mix.maximin),
            of(mix.regrets.mean),
            of(mix.regrets.quantiles[5]),
            percent(Some(&mix.best)),
            percent(mix.satisficing.as_ref()),
        ]);
    }
    out.push_str(&set(rows, 8));
    if about.mixes.len() <= MOST_TOLD && about.is_random {
        for pair in summaries.outcomes[wished.outcome].compared.iter().filter(|pair| pair.other == 0) {
            let [mix, other] = [pair.mix, pair.other].map(|mix| &about.mixes[mix].0);
            let difference = &pair.difference;
            let [mean, low, high] = [difference.mean, difference.low, difference.high]
                .map(|value| if value.is_finite() { short(value * factor) } else { "?".to_owned() });
            let verdict = difference.verdict.text();
            let higher = (difference.higher.estimate * 100.0).round();
            let line = text!(
                " {mix} against {other}: {}; by {mean} ({low} to {high}), higher in {higher} % of the futures", verdict.en;
                " {mix}与{other}相比：{}；相差{mean}（{low}至{high}），在{higher}%的未来中较高", verdict.zh
            );
            let _ = writeln!(out, "{}", terminal::line(&say(line)));
        }
    }
    out.push('\n');
    out
}

/// All outcomes: percentiles 10, 50 and 90 of each mix.
fn outcomes(summaries: &Summaries, language: Language) -> String {
    let say = |text: Text| text.in_language(language).to_owned();
    let about = &summaries.about;
    if about.outcomes.is_empty() {
        return String::new();
    }
    let mut rows = table();
    rows.add_row([
        say(text!("outcome"; "结果")),
        say(text!("mix"; "组合")),
        say(text!("mean"; "均值")),
        "10 %".to_owned(),
        "50 %".to_owned(),
        "90 %".to_owned(),
    ]);
    let last = about.outcomes.iter().map(|outcome| outcome.year).max();
    let too_many = about.outcomes.len() * about.mixes.len() > MOST_ROWS;
    let shown = |outcome: &Outcome| !too_many || Some(outcome.year) == last;
    for (outcome, found) in about.outcomes.iter().zip(&summaries.outcomes).filter(|(outcome, _)| shown(outcome)) {
        let (name, factor) = named(outcome, language);
        for (place, ((mix, _), summary)) in about.mixes.iter().zip(&found.by_mix).enumerate() {
            let of = |of: &dyn Fn(&Summary) -> f64| {
                summary.as_ref().map_or_else(|| "-".to_owned(), |summary| short(of(summary) * factor))
            };
            let first = if place == 0 { name.clone() } else { String::new() };
            let mut row = vec![first, mix.clone(), of(&|summary| summary.mean)];
            row.extend(SHOWN.map(|quantile| of(&|summary| summary.quantiles[quantile])));
            rows.add_row(row);
        }
    }
    right_align(&mut rows, 2..6);
    let set = rows.trim_fmt();
    let (heading, body) = set.split_once('\n').unwrap_or((set.as_str(), ""));
    let cut = about.outcomes.iter().any(|outcome| !shown(outcome));
    let more =
        if cut { say(text!(" all years are in summary.csv\n"; " 各年见summary.csv\n")) } else { String::new() };
    format!("{}\n{body}\n{more}\n", painted(heading, HEADING))
}

/// The probability of each target, a column for each mix.
fn targets(summaries: &Summaries, language: Language) -> String {
    let say = |text: Text| text.in_language(language).to_owned();
    let about = &summaries.about;
    if summaries.targets.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    // names of mixes are long: their columns have numbers
    let several = about.mixes.len() > 1;
    if several {
        let line = if about.is_random {
            text!("Probability that a target is met, by mix:"; "达到目标的概率，按组合：")
        } else {
            text!("Share of the futures in which a target is met, by mix:"; "达到目标的未来所占比例，按组合：")
        };
        let _ = writeln!(out, "{}", painted(&say(line), HEADING));
        for (number, (mix, _)) in about.mixes.iter().enumerate().take(MOST_TOLD) {
            let _ = writeln!(out, " [{}] {}", number + 1, terminal::line(mix));
        }
    }
    let shown = about.mixes.len().min(MOST_TOLD);
    let mut rows = table();
    let mut heading = vec![say(text!("target"; "目标")), String::new()];
    if several {
        heading.extend((1..=shown).map(|number| format!("[{number}]")));
    } else {
        let share = if about.is_random { text!("probability"; "概率") } else { text!("share"; "比例") };
        heading.push(say(share));
    }
    rows.add_row(heading);
    for (place, Reaching { target, by_mix: shares }) in summaries.targets.iter().enumerate() {
        let text = about.targets.get(place).map_or_else(String::new, |goal| say(goal.text.clone()));
        let cells = shares.iter().take(shown).map(|share| percent(share.as_ref()));
        rows.add_row([target.clone(), text].into_iter().chain(cells));
    }
    right_align(&mut rows, 2..2 + shown);
    let set = rows.trim_fmt();
    let (heading, body) = set.split_once('\n').unwrap_or((set.as_str(), ""));
    let _ = writeln!(out, "{}\n{body}\n", painted(heading, HEADING));
    out
}

/// Runs without results: how many, why, and where they cluster.
fn failures(summaries: &Summaries, language: Language) -> String {
    let failed = &summaries.failed;
    if failed.failed == 0 {
        return String::new();
    }
    let say = |text: Text| text.in_language(language).to_owned();
    let mut out = String::new();
    let line = text!(
        "{} of {} simulations have no results; the numbers above are of the others", failed.failed, failed.rows;
        "{}次模拟没有结果（共{}次），以上数字只含其余各次", failed.failed, failed.rows
    );
    let _ = writeln!(out, "{}", painted(&say(line), HEADING));
    let mut kinds: Vec<_> = failed.kinds.iter().collect();
    kinds.sort_by_key(|(_, (count, ..))| std::cmp::Reverse(*count));
    for ((mix, kind), (count, run, _)) in kinds.iter().take(MOST_KINDS) {
        let mix = &summaries.about.mixes[*mix].0;
        let line =
            text!(" {count} x {kind} ({mix}), first in run {run}"; " {count}次：{kind}（{mix}），首见于第{run}次运行");
        let _ = writeln!(out, "{}", terminal::line(&say(line)));
    }
    let clusters = failed.clusters.iter();
    let told = clusters.flat_map(|clusters| clusters.inputs.iter().filter(|input| input.statistic > clusters.critical));
    for input in told {
        let (low, high) = failed.ranges[input.input];
        let [from, to] = [input.central.0, input.central.1].map(|place| short(low + place * (high - low)));
        let (low, high) = (short(low), short(high));
        let key = &summaries.about.inputs[input.input].0;
        let line = text!(
            " most of them have `{key}` from {from} to {to}, of all drawn from {low} to {high}";
            " 多数的`{key}`在{from}至{to}之间，而全部抽取值为{low}至{high}"
        );
        let _ = writeln!(out, "{}", terminal::line(&say(line)));
    }
    out.push('\n');
    out
}
