//! Reading the tables.

use serde::de::DeserializeOwned;

/// The rows of a table that is part of the program. A row that does not parse is missing, and a test counts them.
pub(super) fn rows<R: DeserializeOwned>(text: &str) -> Vec<R> {
    csv::Reader::from_reader(text.as_bytes()).into_deserialize().flatten().collect()
}

/// The words of a cell.
pub(super) fn words(cell: &str) -> Vec<String> {
    cell.split_whitespace().map(str::to_owned).collect()
}
