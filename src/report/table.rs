//! Tables for the terminal: the scorecard by group, and the main trajectories by year.

use super::scorecard::short;
use super::words::{self, Asked};
use crate::safe::terminal;
use crate::scenario::Scenario;
use crate::target::{Judged, Results, Verdict};
use crate::text;
use crate::text::{Language, Text};
use crate::trajectory::Trajectory;
use crate::unit::{self, Shown};
use anstyle::{AnsiColor, Style};
use comfy_table::{CellAlignment, Table, presets};
use std::fmt::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub(super) const HEADING: Style = Style::new().bold();
pub(super) const GOOD: Style = AnsiColor::Green.on_default();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const FAINT: Style = Style::new().dimmed();

/// How a verdict is marked, with a sign besides the colour.
const fn mark(verdict: Verdict) -> (&'static str, Style) {
    match verdict {
        Verdict::Met => ("✓", GOOD),
        Verdict::Missed => ("✗", BAD),
        Verdict::NotEvaluated => ("·", FAINT),
    }
}

/// A text in a colour; it brings none of its own.
pub(super) fn painted(text: &str, style: Style) -> String {
    format!("{style}{}{style:#}", terminal::lines(text))
}

/// A line of the scorecard, its sign in colour.
fn painted_sign(line: &str, style: Style) -> String {
    let body = line.trim_start();
    let sign: String = body.chars().take(1).collect();
    format!("{}{}{}", &line[..line.len() - body.len()], painted(&sign, style), &body[sign.len()..])
}

/// The share of targets met, in one line.
#[must_use]
pub fn summary(judged: &[Judged<'_>], language: Language) -> String {
    let counted: Vec<_> = judged.iter().filter(|judged| judged.target.reading_of.is_none()).collect();
    let count = |verdict| counted.iter().filter(|judged| judged.verdict == verdict).count();
    let (all, met, missed) = (counted.len(), count(Verdict::Met), count(Verdict::Missed));
    let other = count(Verdict::NotEvaluated);
    let summary = text!(
        "{all} targets: {met} met, {missed} missed, {other} not evaluated";
        "{all}项目标：达到{met}项，未达到{missed}项，未评价{other}项"
    );
    summary.in_language(language).to_owned()
}

/// Rows whose columns line up. Cells are plain text: what steers or hides in them is shown, and colour comes when the
/// table is set.
pub(super) struct Rows(Table);

/// A table without lines.
pub(super) fn table() -> Rows {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(comfy_table::ContentArrangement::Disabled);
    Rows(table)
}

impl Rows {
    /// Adds a row.
    pub(super) fn add_row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.0.add_row(cells.into_iter().map(|cell| terminal::line(cell.as_ref()).into_owned()));
    }

    /// The table in lines without blanks at their ends.
    pub(super) fn trim_fmt(&self) -> String {
        self.0.trim_fmt()
    }
}

pub(super) fn right_align(rows: &mut Rows, columns: impl IntoIterator<Item = usize>) {
    for column in columns {
        if let Some(column) = rows.0.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// The scorecard, grouped: what is asked, what came out, and by how much it is met or missed.
#[must_use]
pub fn scorecard(scenario: &Scenario, judged: &[Judged<'_>], language: Language) -> String {
    let mut out = String::new();
    for (label, members) in words::groups(scenario, judged, language) {
        let counted: Vec<_> = members.iter().filter(|judged| judged.target.reading_of.is_none()).collect();
        let met = counted.iter().filter(|judged| judged.verdict == Verdict::Met).count();
        let all = counted.len();
        let heading = text!("{label} ({met} of {all} met)"; "{label}（{all}项中达到{met}项）");
        let _ = writeln!(out, "{}", painted(heading.in_language(language), HEADING)); // writing to a String cannot fail
        let (mut rows, mut styles) = (table(), Vec::new());
        for judged in members {
            let (sign, style) = mark(judged.verdict);
            let target = judged.target;
            let id = if target.reading_of.is_some() { format!("  {}", target.id) } else { target.id.clone() };
            let (asked, value, margin, unit) = match judged.decisive().map(|test| Asked::of(test, language)) {
                None => (String::new(), String::new(), String::new(), String::new()),
                Some(test) => (
                    test.predicate,
                    test.value.map_or_else(|| "-".to_owned(), short),
                    test.margin.map_or_else(String::new, |margin| {
                        format!("{}{}", if margin < 0.0 { "" } else { "+" }, short(margin))
                    }),
                    test.unit,
                ),
            };
            let label = judged.decisive().filter(|_| judged.outcomes.len() > 1).and_then(|test| test.label.as_ref());
            let more = match (label, &judged.reason, judged.verdict) {
                (_, Some(reason), Verdict::NotEvaluated) => Some(reason),
                (label, ..) => label,
            };
            let asks = &target.text;
            let text =
                more.map_or_else(|| asks.clone(), |more| text!("{}: {}", asks.en, more.en; "{}：{}", asks.zh, more.zh));
            rows.add_row([sign.to_owned(), id, shortened(&text, language), value, asked, margin, unit]);
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

/// Longest text of a target in the table, in columns of the terminal: Chinese characters take two.
const fn longest_text(language: Language) -> usize {
    match language {
        Language::En => 62,
        // fewer, so that the table stays within 110 columns: its units and ids are wide
        Language::Zh => 56,
    }
}

fn shortened(text: &Text, language: Language) -> String {
    let (text, most) = (text.in_language(language), longest_text(language));
    if text.width() <= most {
        return text.to_owned();
    }
    let mut room = most - 1;
    let fits = |character: &char| {
        let left = room.checked_sub(character.width().unwrap_or(0));
        room = left.unwrap_or(0);
        left.is_some()
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// The main trajectories by year, with a small picture of each.
#[must_use]
pub fn headlines(scenario: &Scenario, trajectory: &Trajectory, run: usize, language: Language) -> String {
    let parameters = scenario.parameter_record();
    let results = Results::new(&parameters, trajectory, run);
    let mut rows = table();
    let years: Vec<i32> = (scenario.start - 1..=scenario.end).collect();
    let heading = [String::new(), text!("unit"; "单位").in_language(language).to_owned()]
        .into_iter()
        .chain(years.iter().map(ToString::to_string))
        .chain([String::new()]);
    rows.add_row(heading);
    for headline in &scenario.baseline.headlines {
        let values: Vec<Option<f64>> = years.iter().map(|year| results.in_year(headline, *year).ok()).collect();
        let label = headline.label.as_ref().map_or("", |label| label.in_language(language)).to_owned();
        let Shown { factor, label: unit } = unit::shown(headline.unit.as_deref().unwrap_or_default(), language);
        let cells = values.iter().map(|value| value.map_or_else(String::new, |value| short(value * factor)));
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
