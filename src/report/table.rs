//! Tables for the terminal: the scorecard by group, and the main trajectories by year.

use super::scorecard::short;
use crate::scenario::Scenario;
use crate::target::{Judged, Results, Verdict};
use crate::trajectory::Trajectory;
use anstyle::{AnsiColor, Style};
use comfy_table::{CellAlignment, Table, presets};
use std::fmt::Write;

const HEADING: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const FAINT: Style = Style::new().dimmed();

/// How a verdict is marked, with a sign besides the colour.
const fn mark(verdict: Verdict) -> (&'static str, Style) {
    match verdict {
        Verdict::Met => ("✓", GOOD),
        Verdict::Missed => ("✗", BAD),
        Verdict::NotEvaluated => ("·", FAINT),
    }
}

fn painted(text: &str, style: Style) -> String {
    format!("{style}{text}{style:#}")
}

/// A line of the scorecard, its sign in colour.
fn painted_sign(line: &str, style: Style) -> String {
    let body = line.trim_start();
    let sign: String = body.chars().take(1).collect();
    format!("{}{}{}", &line[..line.len() - body.len()], painted(&sign, style), &body[sign.len()..])
}

/// The share of targets met, in one line.
#[must_use]
pub fn summary(judged: &[Judged<'_>]) -> String {
    let counted: Vec<_> = judged.iter().filter(|judged| judged.target.reading_of.is_none()).collect();
    let count = |verdict| counted.iter().filter(|judged| judged.verdict == verdict).count();
    format!(
        "{} targets: {} met, {} missed, {} not evaluated",
        counted.len(),
        count(Verdict::Met),
        count(Verdict::Missed),
        count(Verdict::NotEvaluated)
    )
}

fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(comfy_table::ContentArrangement::Disabled);
    table
}

fn right_align(table: &mut Table, columns: impl IntoIterator<Item = usize>) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// The scorecard, grouped: what is asked, what came out, and by how much it is met or missed.
#[must_use]
pub fn scorecard(scenario: &Scenario, judged: &[Judged<'_>]) -> String {
    let mut out = String::new();
    for group in &scenario.baseline.target_groups {
        let members: Vec<_> = judged.iter().filter(|judged| judged.target.group == group.id).collect();
        if members.is_empty() {
            continue;
        }
        let counted: Vec<_> = members.iter().filter(|judged| judged.target.reading_of.is_none()).collect();
        let met = counted.iter().filter(|judged| judged.verdict == Verdict::Met).count();
        let heading = format!("{} ({met} of {} met)", group.label.en, counted.len());
        let _ = writeln!(out, "{}", painted(&heading, HEADING)); // writing to a String cannot fail
        let (mut rows, mut styles) = (table(), Vec::new());
        for judged in members {
            let (sign, style) = mark(judged.verdict);
            let target = judged.target;
            let id = if target.reading_of.is_some() { format!("  {}", target.id) } else { target.id.clone() };
            let (asked, value, margin, unit) = match judged.decisive() {
                None => (String::new(), String::new(), String::new(), String::new()),
                Some(test) => (
                    test.predicate.clone(),
                    test.value.as_ref().map_or_else(|_| "-".to_owned(), |value| short(*value)),
                    test.margin.map_or_else(String::new, |margin| {
                        format!("{}{}", if margin < 0.0 { "" } else { "+" }, short(margin))
                    }),
                    test.unit.clone(),
                ),
            };
            let label = judged.decisive().filter(|_| judged.outcomes.len() > 1).and_then(|test| test.label.as_ref());
            let text = match (label, &judged.reason, judged.verdict) {
                (_, Some(reason), Verdict::NotEvaluated) => format!("{}: {}", target.text.en, reason.en),
                (Some(label), ..) => format!("{}: {}", target.text.en, label.en),
                _ => target.text.en.clone(),
            };
            rows.add_row([sign.to_owned(), id, shortened(&text), value, asked, margin, unit]);
            styles.push(style);
        }
        right_align(&mut rows, [3, 4, 5]);
        // painted after the table is set, whose columns would count the colour as letters
        for (line, style) in rows.trim_fmt().lines().zip(styles) {
            let _ = writeln!(out, "{}", painted_sign(line, style));
        }
        out.push('\n');
    }
    out
}

/// Longest text of a target in the table.
const LONGEST_TEXT: usize = 62;

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST_TEXT {
        return text.to_owned();
    }
    text.chars().take(LONGEST_TEXT - 1).chain(['…']).collect()
}

/// The main trajectories by year, with a small picture of each.
#[must_use]
pub fn headlines(scenario: &Scenario, trajectory: &Trajectory, run: usize) -> String {
    let results = Results::new(scenario, trajectory, run);
    let mut rows = table();
    let years: Vec<i32> = (scenario.start - 1..=scenario.end).collect();
    let heading = [String::new(), "unit".to_owned()]
        .into_iter()
        .chain(years.iter().map(ToString::to_string))
        .chain([String::new()]);
    rows.add_row(heading);
    for headline in &scenario.baseline.headlines {
        let values: Vec<Option<f64>> = years.iter().map(|year| results.in_year(headline, *year).ok()).collect();
        let label = headline.label.as_ref().map_or_else(String::new, |label| label.en.clone());
        let unit = headline.unit.clone().unwrap_or_default();
        let cells = values.iter().map(|value| value.map_or_else(String::new, short));
        rows.add_row([label, unit].into_iter().chain(cells).chain([sparkline(&values)]));
    }
    right_align(&mut rows, 2..2 + years.len());
    let set = rows.trim_fmt();
    let (heading, body) = set.split_once('\n').unwrap_or((set.as_str(), ""));
    format!("{}\n{body}\n", painted(heading, HEADING))
}

/// A row of bars from the smallest to the largest value.
#[must_use]
pub fn sparkline(values: &[Option<f64>]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let known = values.iter().flatten();
    let low = known.clone().copied().fold(f64::INFINITY, f64::min);
    let high = known.copied().fold(f64::NEG_INFINITY, f64::max);
    let bar = |value: f64| {
        let share = if high > low { (value - low) / (high - low) } else { 0.5 };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between 0 and 7
        BARS[(share * 7.0).round() as usize]
    };
    values.iter().map(|value| value.map_or(' ', bar)).collect()
}
