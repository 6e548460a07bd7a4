//! CSV that spreadsheets show and never run, and that reads back to the same text.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, also behind blanks, and one that begins
//! with a tab or a line end for whatever stands behind it; some take the full-width signs alike. Source: OWASP, "CSV
//! Injection" (<https://owasp.org/www-community/attacks/CSV_Injection>), blanks:
//! <https://github.com/zvory/csv-safe/pull/25>.

use super::is_hidden;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

/// What a formula begins with.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// What makes a spreadsheet take a cell for text.
const APOSTROPHE: char = '\'';

/// What Excel needs to see that a file is UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Who reads a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvFor {
    /// Programs: plain UTF-8.
    #[default]
    Programs,
    /// Spreadsheets: a mark at the start says that it is UTF-8.
    Spreadsheet,
}

impl CsvFor {
    /// What stands before the table.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Programs => "",
            Self::Spreadsheet => BYTE_ORDER_MARK,
        }
    }
}

/// Does a text begin as a formula does?
fn begins_as_formula(text: &str) -> bool {
    let behind = text.trim_start_matches(|one: char| one.is_whitespace() || is_hidden(one));
    behind.starts_with(SIGNS) || text.starts_with(['\t', '\r', '\n', '\0'])
}

/// Would a spreadsheet run a text? A number or a sign alone is none.
fn is_run(text: &str) -> bool {
    let mut letters = text.chars();
    let is_sign = letters.next().is_some_and(|one| SIGNS.contains(&one)) && letters.next().is_none();
    begins_as_formula(text) && !is_sign && text.parse::<f64>().is_err()
}

/// A text as a cell. One that a spreadsheet would run gets an apostrophe in front; one that already has apostrophes before
/// what may be run gets one more, so that [`unprotect`] gives back every text. Numbers are never touched.
#[must_use]
pub fn cell(text: &str) -> Cow<'_, str> {
    if text.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return text.into(); // nearly all cells
    }
    let inner = text.trim_start_matches(APOSTROPHE);
    let protect = if inner.len() == text.len() { is_run(text) } else { begins_as_formula(inner) };
    if protect { format!("{APOSTROPHE}{text}").into() } else { text.into() }
}

/// The text that a cell was made of: the inverse of [`cell`].
#[must_use]
pub fn unprotect(cell: &str) -> &str {
    match cell.strip_prefix(APOSTROPHE) {
        Some(text) if begins_as_formula(text.trim_start_matches(APOSTROPHE)) => text,
        _ => cell,
    }
}

/// Writes CSV, every cell as [`cell`] has it. Named as in the library that it stands before.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: ::csv::Writer<W>,
}

impl<W: Write> Writer<W> {
    /// A writer without a header.
    pub fn from_writer(out: W) -> Self {
        Self { out: ::csv::Writer::from_writer(out) }
    }

    /// Writes a row; ends it, if it was begun by [`Writer::write_field`].
    ///
    /// # Errors
    /// If what it writes to does, or a row has more cells or fewer than the first.
    pub fn write_record<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) -> ::csv::Result<()> {
        for text in cells {
            self.write_field(text.as_ref())?;
        }
        self.out.write_record(None::<&[u8]>)
    }

    /// Writes a cell.
    ///
    /// # Errors
    /// If what it writes to does.
    pub fn write_field(&mut self, text: &str) -> ::csv::Result<()> {
        self.out.write_field(&*cell(text))
    }

    /// Writes all that is still in memory.
    ///
    /// # Errors
    /// If what it writes to does.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Writer<Vec<u8>> {
    /// What was written.
    ///
    /// # Panics
    /// Never: writing to memory does not fail.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.out.into_inner().expect("writing to memory does not fail")
    }
}

/// Data as a table under the names of its fields; empty if there are no rows.
///
/// # Panics
/// Never: its rows are plain data of one shape.
#[must_use]
pub fn table<R: Serialize>(rows: impl IntoIterator<Item = R>) -> Vec<u8> {
    let mut plain = ::csv::Writer::from_writer(Vec::new());
    for row in rows {
        plain.serialize(row).expect("writing to memory does not fail");
    }
    protected(&plain.into_inner().expect("writing to memory does not fail"))
}

/// Data as a table under a header, which is there even if there are no rows.
///
/// # Panics
/// Never: its rows are plain data of one shape.
#[must_use]
pub fn table_under<R: Serialize>(header: &[&str], rows: impl IntoIterator<Item = R>) -> Vec<u8> {
    let mut plain = ::csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    plain.write_record(header).expect("writing to memory does not fail");
    for row in rows {
        plain.serialize(row).expect("writing to memory does not fail");
    }
    protected(&plain.into_inner().expect("writing to memory does not fail"))
}

/// A table with every cell as it has to be.
fn protected(plain: &[u8]) -> Vec<u8> {
    let mut safe = Writer::from_writer(Vec::with_capacity(plain.len()));
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(plain);
    for row in reader.records() {
        let row = row.expect("it was just written");
        safe.write_record(&row).expect("writing to memory does not fail");
    }
    safe.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::{cell, table, table_under, unprotect};

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for (text, written) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+1+1", "'+1+1"),
            ("-2+3", "'-2+3"),
            ("－2＋3", "'－2＋3"),
            ("\t=1", "'\t=1"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("  =1", "'  =1"),
            ("\u{200b}=1", "'\u{200b}=1"),
            ("\u{feff}\u{a0}@x", "'\u{feff}\u{a0}@x"),
            ("'=1", "''=1"),
            ("''=1", "'''=1"),
            ("'-5", "''-5"),
        ] {
            assert_eq!(cell(text), written);
            assert_eq!(unprotect(written), text);
        }
    }

    #[test]
    fn numbers_signs_and_ordinary_texts_stay() {
        for text in
            ["-0.5", "+5", "-1e-7", "1e300", "-inf", "", "-", "+", "capacity", "<= 98", "'quoted'", "焦炭", " a", "a=b"]
        {
            assert_eq!((cell(text), unprotect(text)), (text.into(), text));
        }
    }

    #[test]
    fn data_become_a_table() {
        let rows = [("-2+3", -2.0, Some(1)), ("a,\"b\"\r\n", 1e-9, None)];
        assert_eq!(String::from_utf8_lossy(&table(rows)), "'-2+3,-2.0,1\n\"a,\"\"b\"\"\r\n\",1e-9,\n");
        assert_eq!(table_under::<(u8, u8)>(&["a", "=b"], []), b"a,'=b\n");
    }
}
