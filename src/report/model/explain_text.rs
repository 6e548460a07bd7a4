//! An explanation for people, in the terminal.

use super::explain::{Explanation, Fact, Neighbour, Reaching, Table};
use crate::report::scorecard::short;
use crate::report::table::{FAINT, HEADING, painted, right_align, sparkline};
use crate::safe::terminal;
use crate::text;
use crate::text::{Language, Text, pieces};
use crate::unit::{self, Shown};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Of what reaches a variable, so many of the nearest are named.
const NEAREST: usize = 8;
/// Columns of running text.
const COLUMNS: usize = 100;

/// The explanation as text; `columns_are_years` puts a small picture behind each row of values.
#[must_use]
pub fn to_text(explanation: &Explanation, language: Language) -> String {
    let say = |text: &Text| text.in_language(language).to_owned();
    let Explanation { name, kind, label, meaning, sector, .. } = explanation;
    let sets = explanation.sets.join(", ");
    let over = if sets.is_empty() { String::new() } else { format!("[{sets}]") };
    let unit = unit::label(&explanation.unit, language);
    let mut out = format!("{}  {}\n", painted(&format!("{name}{over}"), HEADING), terminal::line(label));
    let about = if unit.is_empty() || unit == "-" { kind.clone() } else { format!("{kind}, {unit}") };
    let _ = writeln!(out, "{}", painted(&format!("{about} — {sector}"), FAINT));
    let _ = writeln!(out, "\n{}", filled(meaning, COLUMNS, 0));
    for Fact { about, says } in &explanation.facts {
        let _ = writeln!(out, "{}", filled(&format!("{about}: {says}"), COLUMNS, 2));
    }
    if !explanation.equations.is_empty() {
        heading(&mut out, &say(&text!("Equation"; "方程")));
        for line in &explanation.equations {
            let _ = writeln!(out, "  {line}");
        }
    }
    values(&mut out, &explanation.values, language);
    if let Some(effects) = &explanation.effects {
        values(&mut out, effects, language);
    }
    for moved_by in &explanation.moved_by {
        values(&mut out, moved_by, language);
    }
    neighbours(&mut out, &say(&text!("Direct causes"; "直接原因")), &explanation.causes);
    neighbours(&mut out, &say(&text!("Used by"; "被使用于")), &explanation.uses);
    facts(&mut out, &say(&text!("Feedback loops"; "反馈回路")), &explanation.loops);
    reaching(&mut out, &text!("Levers that reach it"; "可影响它的政策手段"), &explanation.levers, language);
    reaching(&mut out, &text!("Parameters that reach it"; "可影响它的参数"), &explanation.parameters, language);
    facts(&mut out, &say(&text!("Targets that read it"; "使用它的目标")), &explanation.targets);
    out
}

fn heading(out: &mut String, text: &str) {
    let _ = writeln!(out, "\n{}", painted(text, HEADING));
}

fn values(out: &mut String, table: &Table, language: Language) {
    if table.rows.is_empty() {
        if !table.title.is_empty() {
            heading(out, &table.title);
            let nothing = text!("nothing that the main results show"; "主要结果均无变化");
            let says = if table.note.is_empty() { nothing.in_language(language) } else { table.note.as_str() };
            let _ = writeln!(out, "{}", filled(says, COLUMNS, 2));
        }
        return;
    }
    heading(out, &table.title);
    let are_years = table.columns.iter().all(|column| column.parse::<i32>().is_ok());
    let mut rows = crate::report::table::table();
    let unit_word = text!("unit"; "单位");
    rows.add_row([String::new(), unit_word.in_language(language).to_owned()].into_iter().chain(table.columns.clone()));
    for row in &table.rows {
        let Shown { factor, label } = unit::shown(&row.unit, language);
        let cells = row.values.iter().map(|value| value.map_or_else(String::new, |value| short(value * factor)));
        let picture = if are_years { Some(sparkline(&row.values)) } else { None };
        rows.add_row([row.of.clone(), label].into_iter().chain(cells).chain(picture));
    }
    right_align(&mut rows, 2..2 + table.columns.len());
    for line in rows.trim_fmt().lines() {
        let _ = writeln!(out, " {line}");
    }
    if !table.note.is_empty() {
        let _ = writeln!(out, "  {}", painted(&table.note, FAINT));
    }
}

fn neighbours(out: &mut String, title: &str, all: &[Neighbour]) {
    if all.is_empty() {
        return;
    }
    heading(out, &format!("{title} ({})", all.len()));
    let widest = all.iter().map(|one| one.name.width()).max().unwrap_or_default();
    for Neighbour { name, kind, label, sign } in all {
        let blanks = " ".repeat(widest - name.width());
        let _ = writeln!(out, "  {sign} {name}{blanks}  {}  {}", painted(kind, FAINT), terminal::line(label));
    }
}

fn facts(out: &mut String, title: &str, all: &[Fact]) {
    if all.is_empty() {
        return;
    }
    heading(out, title);
    for Fact { about, says } in all {
        let _ = writeln!(out, "{}", filled(&format!("{about}  {says}"), COLUMNS, 2));
    }
}

fn reaching(out: &mut String, title: &Text, all: &[Reaching], language: Language) {
    if all.is_empty() {
        return;
    }
    heading(out, title.in_language(language));
    let mut shown = 0;
    let mut arrows = 0;
    // the nearest, all of one distance together
    while shown < all.len().min(NEAREST) {
        arrows += 1;
        let names: Vec<&str> = all.iter().filter(|one| one.arrows == arrows).map(|one| one.name.as_str()).collect();
        shown += names.len();
        if !names.is_empty() {
            let words = match arrows {
                1 => text!("1 arrow"; "1步"),
                _ => text!("{arrows} arrows"; "{arrows}步"),
            };
            let line = format!("{}: {}", words.in_language(language), names.join(", "));
            let _ = writeln!(out, "{}", filled(&line, COLUMNS, 2));
        }
    }
    let farther = all.len() - shown;
    if farther > 0 {
        let words = text!("farther: {farther} more"; "更远：另有{farther}个");
        let _ = writeln!(out, "  {}", words.in_language(language));
    }
}

/// Text in lines, all set in, those after the first a little more.
fn filled(text: &str, columns: usize, indent: usize) -> String {
    let text = &*terminal::lines(text);
    let margin = " ".repeat(indent);
    let mut lines = vec![margin.clone()];
    for piece in pieces(text) {
        let line = lines.last().map_or(0, |line| line.width());
        if line + piece.trim_end().width() > columns && line > indent {
            lines.push(format!("{margin}{}", if indent == 0 { "" } else { "  " }));
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(piece);
        }
    }
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn text_is_set_in_lines() {
        assert_eq!(filled("one two three", 9, 0), "one two\nthree");
        assert_eq!(filled("one two three", 9, 2), "  one two\n    three");
    }
}
