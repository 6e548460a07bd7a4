//! CSV files of a baseline: columns known by name, cells with their place.

use crate::problem::{BYTE_ORDER_MARK, Place, Problem, Problems, Source, nearest, visible};
use crate::safe::csv::unprotect;
use crate::scenario::number::place;
use crate::text;
use crate::text::Text;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The columns of a file.
pub(super) struct Columns {
    /// What is read; each must be there.
    pub(super) read: &'static [&'static str],
    /// What may stand beside, for people.
    pub(super) remarks: &'static [&'static str],
}

/// A table, its header checked.
pub(super) struct Table {
    /// The line of column names.
    pub(super) head: Place,
    /// The rows, each with a cell for every column.
    pub(super) rows: Vec<Row>,
    /// Has every row a cell for every column? If not, what is missing may stand in one that was left out.
    pub(super) complete: bool,
}

/// A row of a table.
pub(super) struct Row {
    /// Where it stands.
    pub(super) place: Place,
    cells: BTreeMap<&'static str, (String, Range<usize>)>,
}

impl Row {
    /// A cell's words; empty if the file has no such column.
    pub(super) fn words(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", |(words, _)| words)
    }

    /// A cell's place.
    pub(super) fn at(&self, column: &str) -> Place {
        let span = self.cells.get(column).map_or(self.place.span.clone(), |(_, span)| span.clone());
        place(&self.place.source, span)
    }

    /// A cell that must not be empty.
    pub(super) fn name(&self, column: &str, problems: &mut Problems) -> Option<String> {
        let words = self.words(column);
        if words.is_empty() {
            problems.push(self.empty(column));
            return None;
        }
        Some(words.to_owned())
    }

    /// A cell that holds a finite number.
    pub(super) fn number(&self, column: &str, problems: &mut Problems) -> Option<f64> {
        let words = self.words(column);
        if words.is_empty() {
            problems.push(self.empty(column));
            return None;
        }
        number(words, column, self.at(column), problems)
    }

    fn empty(&self, column: &str) -> Problem {
        Problem::error(text!("`{column}` is empty"; "`{column}`为空"))
            .at(self.at(column), text!("nothing stands here"; "此处没有内容"))
            .hint(text!("fill it in"; "请补全"))
    }
}

/// The finite number that words stand for.
pub(super) fn number(words: &str, column: &str, here: Place, problems: &mut Problems) -> Option<f64> {
    let problem = match words.parse::<f64>() {
        Ok(value) if value.is_finite() => return Some(value + 0.0), // no negative zero
        Ok(_) => Problem::error(text!("`{column}` needs a finite number"; "`{column}`须为有限的数"))
            .at(here, text!("not finite"; "不是有限的数"))
            .hint(text!("NaN and infinity are refused, since nothing computed from them has a meaning"; "NaN和无穷大一律不收，由此算出的结果没有意义")),
        Err(_) => {
            let words = visible(words);
            Problem::error(text!("`{column}` needs a number, not `{words}`"; "`{column}`须为数，不能是`{words}`"))
                .at(here, text!("not a number"; "不是数"))
                .hint(text!("write digits with a point and without a unit, as in 0.5"; "请用数字和点号、不带单位，如0.5"))
        }
    };
    problems.push(problem);
    None
}

/// Reads a table. `None` if its header does not fit; rows that do not fit are left out.
pub(super) fn read(source: &Arc<Source>, columns: &Columns, problems: &mut Problems) -> Option<Table> {
    let text = source.text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&source.text);
    let offset = source.text.len() - text.len();
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut next = |record: &mut csv::StringRecord| {
        // memory does not fail, and a source is UTF-8
        let some = reader.read_record(record).unwrap_or(false);
        let start = record.position().map_or(0, csv::Position::byte);
        let span = [start, reader.position().byte()].map(|byte| offset + usize::try_from(byte).unwrap_or(0));
        some.then(|| trimmed(&source.text, span[0]..span[1]))
    };
    let Some(span) = next(&mut record) else {
        problems.push(
            Problem::error(text!("`{}` is empty", source.name; "`{}`是空文件", source.name))
                .at(place(source, 0..0), text!("no line of column names"; "没有列名行"))
                .hint(columns.form()),
        );
        return None;
    };
    let head = place(source, span.clone());
    let names = columns.known(source, &record, &span, problems)?;
    let mut rows = Vec::new();
    let mut complete = true;
    while let Some(span) = next(&mut record) {
        if problems.is_full() {
            break;
        }
        // an open quote swallows all that follows: one line shows where it opens
        let first_line = source.text.get(span.clone()).and_then(|row| row.lines().next()).map_or(0, str::len);
        let whole = place(source, span.start..span.start + first_line);
        if record.len() != names.len() {
            complete = false;
            let (found, wanted) = (record.len(), names.len());
            problems.push(
                Problem::error(text!(
                    "this row has {found} cells, but there are {wanted} columns";
                    "本行有{found}个单元格，但共有{wanted}列"
                ))
                .at(whole, text!("{found} cells"; "{found}个单元格"))
                .hint(text!(
                    "cells are separated by commas; one that holds a comma stands in double quotes";
                    "单元格以逗号分隔；含逗号的单元格须加双引号"
                )),
            );
            continue;
        }
        let spans = cells(&source.text, &span);
        let spans = if spans.len() == record.len() { spans } else { vec![whole.span.clone(); record.len()] };
        for (words, span) in record.iter().zip(&spans) {
            if words.chars().any(|one| one.is_control() && !matches!(one, '\n' | '\r' | '\t')) {
                problems.push(
                    Problem::error(text!("a cell has characters that cannot be shown"; "有单元格含有无法显示的字符"))
                        .at(place(source, span.clone()), text!("control characters"; "控制字符"))
                        .hint(text!("leave out escapes and other control characters"; "请去掉转义和其他控制字符")),
                );
            }
        }
        let cells = names.iter().zip(record.iter().zip(spans));
        let cells = cells.map(|(name, (words, span))| (*name, (unprotect(words).to_owned(), span))).collect();
        rows.push(Row { place: whole, cells });
    }
    Some(Table { head, rows, complete })
}

impl Columns {
    fn all(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.read.iter().chain(self.remarks).copied()
    }

    fn form(&self) -> Text {
        let columns = self.all().collect::<Vec<_>>().join(",");
        text!("the first line is `{columns}`"; "首行为`{columns}`")
    }

    /// The names of the columns in their order, if all that are read are there, once, and no other.
    fn known(
        &self,
        source: &Arc<Source>,
        header: &csv::StringRecord,
        span: &Range<usize>,
        problems: &mut Problems,
    ) -> Option<Vec<&'static str>> {
        let errors = problems.errors();
        let spans = cells(&source.text, span);
        let mut names: Vec<&'static str> = Vec::new();
        for (position, written) in header.iter().enumerate() {
            let here = place(source, spans.get(position).unwrap_or(span).clone());
            let Some(known) = self.all().find(|known| *known == written) else {
                let shown = visible(written);
                let problem = Problem::error(text!("there is no column `{shown}`"; "没有`{shown}`这一列"))
                    .at(here, text!("not known here"; "此处不认识"));
                problems.push(match nearest(written, self.all()) {
                    Some(near) => problem.hint(did_you_mean(near)),
                    None => problem.hint(self.form()),
                });
                continue;
            };
            if names.contains(&known) {
                problems.push(
                    Problem::error(text!("two columns are called `{known}`"; "有两列都叫`{known}`"))
                        .at(here, text!("the second"; "第二列"))
                        .hint(text!("keep one of the two"; "请只保留一个")),
                );
            }
            names.push(known);
        }
        for missing in self.read.iter().filter(|wanted| !names.contains(wanted)) {
            problems.push(
                Problem::error(text!("the column `{missing}` is missing"; "缺少`{missing}`列"))
                    .at(place(source, span.clone()), text!("not among these"; "不在其中"))
                    .hint(self.form()),
            );
        }
        (problems.errors() == errors).then_some(names)
    }
}

/// A span without the blanks and line ends around it.
fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let inner = text.get(span.clone()).unwrap_or_default();
    let start = span.start + inner.len() - inner.trim_start().len();
    start..start + inner.trim().len()
}

/// The cells of a row: what commas outside double quotes separate.
fn cells(text: &str, row: &Range<usize>) -> Vec<Range<usize>> {
    let inner = text.get(row.clone()).unwrap_or_default();
    let mut quoted = false;
    let mut start = 0;
    let mut cells = Vec::new();
    for (at, letter) in inner.char_indices().chain([(inner.len(), ',')]) {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted || at == inner.len() => {
                cells.push(trimmed(text, row.start + start..row.start + at));
                start = at + 1;
            }
            _ => {}
        }
    }
    cells
}

pub(super) fn did_you_mean(near: &str) -> Text {
    text!("did you mean `{near}`?"; "是否想写`{near}`？")
}
