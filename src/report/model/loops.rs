//! Feedback loops: those of the model card, and the shortest independent set.

use super::paths::{arrows, as_path, found};
use crate::coverage::loops::{Closes, JudgedLoop};
use crate::coverage::path::Found;
use crate::safe::csv;
use crate::structure::Structure;
use crate::structure::causes::{Causes, Sign};
use crate::structure::loops::{Feedback, components, rank, successors};
use crate::text;
use crate::text::{Language, Text, pieces};
use anstyle::{AnsiColor, Style};
use serde::Serialize;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

const HEADING: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const BAD: Style = AnsiColor::Red.on_default();
const COLUMNS: usize = 110;

/// A loop as a row.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The card's name of it, `R1a`; empty for one of the independent set.
    pub id: String,
    /// Its name for people; empty for one of the independent set.
    pub name: String,
    /// How many variables it has.
    pub length: usize,
    /// `reinforcing`, `balancing`, `open`, `idle` (nothing goes all the way) or `missing` (there is no such arrow).
    pub found: &'static str,
    /// What the card says it is.
    pub card: &'static str,
    /// Its variables, with the sign of each arrow.
    pub path: String,
    /// Whether it is what the card says; always so for the independent set.
    pub agrees: bool,
    /// What a reader must know.
    pub note: String,
}

const fn word(sign: Option<Sign>) -> &'static str {
    match sign {
        Some(Sign::Plus) => "reinforcing",
        Some(Sign::Minus) => "balancing",
        None => "idle",
    }
}

/// What a loop is, in a word for people.
#[must_use]
pub fn kind(word: &str) -> Text {
    match word {
        "reinforcing" => text!("reinforcing"; "增强"),
        "balancing" => text!("balancing"; "平衡"),
        "open" => text!("open"; "未闭合"),
        "missing" => text!("missing"; "缺失"),
        _ => text!("idle"; "不动"),
    }
}

/// The loops of the card as rows.
#[must_use]
pub fn of_card(judged: &[JudgedLoop<'_>], language: Language) -> Vec<Row> {
    let row = |judged: &JudgedLoop<'_>| {
        let (named, walk) = (judged.named, &judged.walk);
        let came = match (&walk.found, named.closes) {
            (Found::Whole(sign), Closes::Yes) => word(Some(*sign)),
            (Found::Whole(_), _) => "open",
            (Found::Inactive(_) | Found::Apart, _) => "idle",
            _ => "missing",
        };
        let note = match &walk.found {
            Found::Whole(_) => named.note.clone(),
            other => {
                let what = found(walk, other);
                text!("{}. {}", what.en, named.note.en; "{}。{}", what.zh, named.note.zh)
            }
        };
        Row {
            id: format!("{}{}", named.id, named.part),
            name: named.name.in_language(language).to_owned(),
            length: named.path.len(),
            found: came,
            card: word(named.sign),
            path: as_path(walk),
            agrees: judged.agrees(),
            note: note.in_language(language).to_owned(),
        }
    };
    judged.iter().map(row).collect()
}

/// Loops of the independent set as rows.
#[must_use]
pub fn independent(structure: &Structure, loops: &[Feedback<'_>]) -> Vec<Row> {
    let row = |one: &Feedback<'_>| {
        let names: Vec<&str> = one.path.iter().map(|place| structure.quantities()[*place].declaration.name).collect();
        Row {
            id: String::new(),
            name: String::new(),
            length: one.path.len(),
            found: word(one.sign()),
            card: "",
            path: arrows(&names, one.arrows.iter().map(|arrow| arrow.polarity), true),
            agrees: true,
            note: String::new(),
        }
    };
    loops.iter().map(row).collect()
}

/// How many loops there are.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Counts {
    /// Quantities of the graph.
    pub quantities: usize,
    /// Arrows between them.
    pub arrows: usize,
    /// Variables of the largest component, in which each causes every other.
    pub component: usize,
    /// Loops that are independent of each other.
    pub independent: usize,
    /// Loops of the shortest independent set.
    pub shortest: usize,
    /// Of those, reinforcing.
    pub reinforcing: usize,
    /// Of those, balancing.
    pub balancing: usize,
}

/// Counts loops.
#[must_use]
pub fn counts(causes: &Causes, loops: &[Feedback<'_>]) -> Counts {
    let graph = successors(causes);
    let of = |sign| loops.iter().filter(|one| one.sign() == Some(sign)).count();
    Counts {
        quantities: causes.quantities().count(),
        arrows: causes.arrows().len(),
        component: components(&graph).first().map_or(0, Vec::len),
        independent: rank(&graph),
        shortest: loops.len(),
        reinforcing: of(Sign::Plus),
        balancing: of(Sign::Minus),
    }
}

/// Both kinds of loops as text. `left_out` loops of the independent set are not among the rows.
#[must_use]
pub fn to_text(counts: Counts, of_card: &[Row], independent: &[Row], left_out: usize, language: Language) -> String {
    let say = |text: &Text| text.in_language(language).to_owned();
    let mut out = String::new();
    if !of_card.is_empty() {
        let _ = writeln!(out, "{HEADING}{}{HEADING:#}", say(&text!("Loops of the model card"; "模型说明书列出的回路")));
        for row in of_card {
            let came = say(&kind(row.found));
            let style = if row.agrees { FAINT } else { BAD };
            let _ = writeln!(out, "\n{HEADING}{}{HEADING:#}  {}  {style}{came}{style:#}", row.id, row.name);
            let _ = writeln!(out, "{}", filled(&row.path, 2));
            let _ = writeln!(out, "{FAINT}{}{FAINT:#}", filled(&row.note, 2));
        }
        out.push('\n');
    }
    let Counts { quantities, arrows, component, independent: rank, shortest, reinforcing, balancing } = counts;
    let idle = shortest - reinforcing - balancing;
    let summary = text!(
        "{quantities} quantities, {arrows} arrows. {component} variables cause each other, in {rank} independent loops. \
         Shortest independent loop set: {shortest} loops, {reinforcing} reinforcing, {balancing} balancing, in {idle} \
         nothing goes all the way round at the moments looked at.";
        "{quantities}个量，{arrows}个箭头。{component}个变量互为因果，有{rank}个独立回路。最短独立回路集：{shortest}个回路，增强{reinforcing}个，平衡{balancing}个，{idle}个在所考察的时点上变化不能传遍全程。"
    );
    let _ = writeln!(out, "{HEADING}{}{HEADING:#}", say(&text!("Independent loops"; "独立回路")));
    let _ = writeln!(out, "{}\n", filled(&say(&summary), 0));
    for row in independent {
        let line = format!("{:>2} {:<11} {}", row.length, say(&kind(row.found)), row.path);
        let _ = writeln!(out, "{}", filled(&line, 0));
    }
    if left_out > 0 {
        let more = text!("{left_out} more; `--all` shows them"; "另有{left_out}个；加`--all`全部显示");
        let _ = writeln!(out, "{FAINT}{}{FAINT:#}", say(&more));
    }
    out
}

/// Text in lines, set in.
fn filled(text: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let mut lines = vec![margin.clone()];
    for piece in pieces(text) {
        let line = lines.last().map_or(0, |line| line.width());
        if line + piece.trim_end().width() > COLUMNS && line > indent {
            lines.push(format!("{margin}    "));
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(piece);
        }
    }
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

/// Rows as CSV.
#[must_use]
pub fn to_csv(rows: &[Row]) -> Vec<u8> {
    csv::table(rows)
}
