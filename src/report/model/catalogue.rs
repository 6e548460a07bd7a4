//! All quantities of the model, as a table, JSON or CSV.

use super::{key, kind, term};
use crate::safe::{csv, json};
use crate::structure::{Kind, Structure};
use crate::text;
use crate::text::{Language, pieces};
use crate::unit::{self, Unit};
use anstyle::Style;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

/// A quantity.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// `stock`, `auxiliary`, `lever`, `driver` or `parameter`.
    pub kind: &'static str,
    /// Its name, as users write it.
    pub name: String,
    /// The sets that its values run over.
    pub sets: Vec<&'static str>,
    /// How many values it has.
    pub values: usize,
    /// Its unit, as the data write it.
    pub unit: &'static str,
    /// The sector that declares it.
    pub sector: &'static str,
    /// Its name for people.
    pub label: String,
    /// What it means.
    pub meaning: String,
}

/// Which quantities are asked for; an empty list asks for all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Kinds.
    pub kinds: Vec<Kind>,
    /// Names of sectors.
    pub sectors: Vec<String>,
    /// Names of sets; a quantity has to run over all of them.
    pub sets: Vec<String>,
    /// A unit; others that measure the same in the same size count as well.
    pub unit: Option<String>,
    /// Words that name, label or meaning contain, each of them.
    pub words: Vec<String>,
}

/// The word of a kind for programs.
const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Parameter => "parameter",
        Kind::Lever => "lever",
        Kind::Driver => "driver",
        Kind::Stock => "stock",
        Kind::Auxiliary => "auxiliary",
        Kind::Step => "step",
    }
}

/// The quantities that a filter lets through: stocks and auxiliaries first, as they are declared.
#[must_use]
pub fn rows(structure: &Structure, filter: &Filter, language: Language) -> Vec<Row> {
    let order = [Kind::Stock, Kind::Auxiliary, Kind::Lever, Kind::Driver, Kind::Parameter];
    let wanted = order.into_iter().filter(|kind| filter.kinds.is_empty() || filter.kinds.contains(kind));
    let mut rows = Vec::new();
    for place in wanted.flat_map(|kind| structure.of_kind(kind)) {
        let quantity = &structure.quantities()[place];
        let declaration = quantity.declaration;
        let term = term(quantity);
        let row = Row {
            kind: word(quantity.kind),
            name: key(quantity),
            sets: declaration.dimensions.iter().map(|set| set.key()).collect(),
            values: quantity.size,
            unit: declaration.unit,
            sector: declaration.sector(),
            label: term.label.in_language(language).to_owned(),
            meaning: term.meaning.in_language(language).to_owned(),
        };
        if lets_through(filter, &row, &[&term.label.en, &term.label.zh, &term.meaning.en, &term.meaning.zh]) {
            rows.push(row);
        }
    }
    rows
}

fn lets_through(filter: &Filter, row: &Row, texts: &[&String]) -> bool {
    let same_unit = |unit: &String| {
        let of = |text: &str| Unit::of_quantity(text);
        row.unit == unit || of(row.unit).zip(of(unit)).is_some_and(|(one, other)| one == other)
    };
    let says = |word: &String| {
        let word = word.to_lowercase();
        row.name.to_lowercase().contains(&word) || texts.iter().any(|text| text.to_lowercase().contains(&word))
    };
    (filter.sectors.is_empty() || filter.sectors.iter().any(|sector| sector == row.sector))
        && filter.sets.iter().all(|set| row.sets.contains(&set.as_str()))
        && filter.unit.as_ref().is_none_or(same_unit)
        && filter.words.iter().all(says)
}

/// Columns of a terminal that the label may take in the table.
const LABEL: usize = 58;

/// The rows as a table.
#[must_use]
pub fn table(rows: &[Row], language: Language) -> String {
    let mut table = crate::report::table::table();
    let headings = [
        text!("kind"; "类别"),
        text!("name"; "名称"),
        text!("over"; "集合"),
        text!("unit"; "单位"),
        text!("sector"; "部门"),
        text!("what it is"; "含义"),
    ];
    table.add_row(headings.iter().map(|heading| heading.in_language(language)));
    for row in rows {
        let kinds = [Kind::Stock, Kind::Auxiliary, Kind::Lever, Kind::Driver, Kind::Parameter];
        let of_kind = kinds.into_iter().find(|of| word(*of) == row.kind).map(kind).unwrap_or_default();
        table.add_row([
            of_kind.in_language(language),
            &row.name,
            &row.sets.join(" "),
            &unit::label(row.unit, language),
            row.sector,
            &first_line(&row.label, LABEL),
        ]);
    }
    let heading = Style::new().bold();
    let set = table.trim_fmt();
    let (first, body) = set.split_once('\n').unwrap_or((set.as_str(), ""));
    let count = rows.len();
    let all = text!("{count} quantities"; "共{count}个量");
    format!("{heading}{first}{heading:#}\n{body}\n\n{}\n", all.in_language(language))
}

/// The text within some columns of a terminal.
fn first_line(text: &str, columns: usize) -> String {
    let mut line = String::new();
    for piece in pieces(text) {
        if line.width() + piece.width() > columns {
            return format!("{} …", line.trim_end());
        }
        line.push_str(piece);
    }
    line
}

/// The rows as CSV.
///
/// # Panics
/// Never: writing to memory does not fail.
#[must_use]
pub fn to_csv(rows: &[Row]) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["kind", "name", "sets", "values", "unit", "sector", "label", "meaning"])
        .expect("writing to memory does not fail");
    for row in rows {
        csv.write_record([
            row.kind,
            &row.name,
            &row.sets.join(" "),
            &row.values.to_string(),
            row.unit,
            row.sector,
            &row.label,
            &row.meaning,
        ])
        .expect("writing to memory does not fail");
    }
    csv.into_bytes()
}

/// The rows as JSON.
#[must_use]
pub fn to_json(rows: &[Row]) -> String {
    json::pretty(&rows)
}
