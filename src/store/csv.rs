//! `runs.csv`: the rows as text, for programs that read no Parquet.

use super::rows::Values;
use super::{RUNS, RUNS_CSV, Reader, disk};
use crate::folder::ResultFolder;
use crate::problem::{Failure as Refused, Problems};
use crate::safe::csv::Writer;
use std::io::{self, Write};

/// Why a text was not written.
enum Failure {
    Disk(io::Error),
    Rows(Problems),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

/// Writes `runs.csv` from the `runs.parquet` of a result in the making. A number is the shortest text that reads back to
/// the same bits; a value that is none is empty.
///
/// # Errors
/// If the rows cannot be read, or the file cannot be written.
pub fn write(folder: &mut ResultFolder) -> Result<(), Refused> {
    let reader = Reader::open(&folder.staged(RUNS)).map_err(Refused::CouldNot)?;
    let path = folder.shown().join(RUNS_CSV);
    folder.create(RUNS_CSV, |file| write_to(file, &reader)).map_err(|failure| match failure {
        Failure::Disk(error) => disk::cannot_write(&path, &error),
        Failure::Rows(problems) => Refused::CouldNot(problems),
    })
}

fn write_to(out: &mut impl Write, reader: &Reader) -> Result<(), Failure> {
    let disk = |error: csv::Error| Failure::Disk(error.into());
    let mut writer = Writer::from_writer(out);
    writer.write_record(reader.schema().columns.iter().map(|column| &column.name)).map_err(disk)?;
    let all: Vec<usize> = (0..reader.schema().columns.len()).collect();
    let mut text = String::new();
    for row_group in 0..reader.parts().len() {
        let rows = reader.rows(row_group, &all).map_err(Failure::Rows)?;
        let count = rows.columns.first().map_or(0, Values::len);
        for row in 0..count {
            for values in &rows.columns {
                show(values, row, &mut text);
                writer.write_field(&text).map_err(disk)?;
            }
            writer.write_record(None::<&str>).map_err(disk)?;
        }
    }
    writer.flush()?;
    Ok(())
}

fn show(values: &Values, row: usize, text: &mut String) {
    use std::fmt::Write;
    text.clear();
    let _ = match values {
        // writing to a String cannot fail
        Values::Run(runs) => write!(text, "{}", runs[row]),
        Values::Text(texts) => write!(text, "{}", texts[row]),
        Values::Number(numbers) if numbers[row].is_nan() => Ok(()),
        // `{:?}` of an f64 is the shortest text that reads back to the same bits
        Values::Number(numbers) => write!(text, "{:?}", numbers[row]),
        Values::Verdict(verdicts) => verdicts[row].map_or(Ok(()), |verdict| write!(text, "{verdict}")),
    };
}
