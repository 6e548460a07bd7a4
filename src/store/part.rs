//! Parts as bytes: made of rows, found on a disk, verified, and copied as they are.

use super::Rows;
use super::reader::Reader;
use super::study::{Identity, Schema};
use super::table::{message, note, properties, write_group};
use crate::problem::reason;
use crate::text;
use crate::text::Text;
use bytes::Bytes;
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::Result;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataOptions, ParquetMetaDataReader, RowGroupMetaData};
use parquet::file::reader::ChunkReader;
use parquet::file::writer::SerializedFileWriter;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The note by which the file of a part is known.
const NOTE: &str = "coke-sim.part";

/// What writes the files of parts: without a version, so that another version makes the same bytes.
const CREATED_BY: &str = "coke-sim";

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    fingerprint: String,
    part: u64,
}

/// The first 64 bits of the SHA-256 of bytes, in hexadecimal digits: enough against accidents.
pub(super) fn checksum(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    let bits = hash.iter().take(8).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    format!("{bits:016x}")
}

/// The file of a part from its rows.
pub(super) fn encode(identity: &Identity, schema: &Schema, number: u64, rows: &Rows) -> Result<Vec<u8>> {
    let mut writer = writer(identity, schema, number)?;
    write_group(&mut writer, &rows.columns)?;
    let first = Bytes::from(finish(writer)?);
    // the first writing notes least and greatest values a second time, for readers of long ago; reading them back drops
    // that. From the first copy on all copies are the same bytes.
    let metadata = metadata(&first)?;
    take_out(identity, schema, number, &first, metadata.row_group(0))
}

/// The file of a part from a row group of another file.
pub(super) fn take_out(
    identity: &Identity,
    schema: &Schema,
    number: u64,
    source: &impl ChunkReader,
    group: &RowGroupMetaData,
) -> Result<Vec<u8>> {
    let mut writer = writer(identity, schema, number)?;
    copy_group(&mut writer, source, group)?;
    finish(writer)
}

fn writer(identity: &Identity, schema: &Schema, number: u64) -> Result<SerializedFileWriter<Vec<u8>>> {
    let note_of_part = Note { fingerprint: identity.fingerprint.clone(), part: number };
    let notes = vec![note(NOTE, json(&note_of_part))];
    SerializedFileWriter::new(Vec::new(), message(schema)?, properties(schema, CREATED_BY, notes))
}

fn finish(mut writer: SerializedFileWriter<Vec<u8>>) -> Result<Vec<u8>> {
    writer.finish()?;
    Ok(std::mem::take(writer.inner_mut()))
}

/// Appends the row group of a part as it is, nothing decoded.
pub(super) fn append<W: Write + Send>(writer: &mut SerializedFileWriter<W>, bytes: &Bytes) -> Result<()> {
    let metadata = metadata(bytes)?;
    metadata.row_groups().iter().try_for_each(|group| copy_group(writer, bytes, group))
}

fn copy_group<W: Write + Send>(
    writer: &mut SerializedFileWriter<W>,
    source: &impl ChunkReader,
    group: &RowGroupMetaData,
) -> Result<()> {
    let mut copy = writer.next_row_group()?;
    for column in group.columns() {
        let close = ColumnCloseResult {
            bytes_written: column.compressed_size().try_into()?,
            rows_written: group.num_rows().try_into()?,
            metadata: column.clone(),
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        copy.append_column(source, close)?;
    }
    copy.close().map(|_| ())
}

/// The footer of a file, with everything that has to be written again.
pub(super) fn metadata(source: &impl ChunkReader) -> Result<ParquetMetaData> {
    let everything = ParquetMetaDataOptions::new().with_encoding_stats_as_mask(false);
    ParquetMetaDataReader::new().with_metadata_options(Some(everything)).parse_and_finish(source)
}

/// Plain data as JSON.
pub(super) fn json(data: &impl Serialize) -> String {
    serde_json::to_string(data).expect("plain data whose keys are texts")
}

/// A finished part.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub number: u64,
    pub checksum: String,
    pub source: Source,
}

/// Where the bytes of a part are.
#[derive(Clone, Debug)]
pub(super) enum Source {
    File(PathBuf),
    Group(Arc<Reader>, usize),
}

/// What a part is worth to a study.
#[derive(Debug)]
pub(super) enum State {
    /// It is there.
    Whole,
    /// It ends where a smaller number of runs ended.
    Short,
    /// It belongs to another study.
    Foreign,
    /// Its bytes are not those that were written, or cannot be read.
    Damaged(Text),
}

impl Kept {
    /// The part that a file is, by its name; none if that is not the name of a part.
    pub fn named(folder: &Path, name: &str) -> Option<Self> {
        let (number, checksum) = name.strip_suffix(".parquet")?.split_once('-')?;
        let digits = |text: &str, allowed: fn(u8) -> bool| !text.is_empty() && text.bytes().all(allowed);
        let is_ours = digits(number, |byte| byte.is_ascii_digit())
            && checksum.len() == 16
            && digits(checksum, |byte| byte.is_ascii_hexdigit());
        let number = number.parse().ok().filter(|_| is_ours)?;
        Some(Self { number, checksum: checksum.to_owned(), source: Source::File(folder.join(name)) })
    }

    /// The file of a part in the folder of parts.
    pub fn file(folder: &Path, number: u64, checksum: String) -> Self {
        let path = folder.join(format!("{number:06}-{checksum}.parquet"));
        Self { number, checksum, source: Source::File(path) }
    }

    /// The file that it is in.
    pub fn path(&self) -> &Path {
        match &self.source {
            Source::File(path) => path,
            Source::Group(reader, _) => reader.path(),
        }
    }

    /// The bytes of its file, which are those that were written.
    ///
    /// # Errors
    /// If they are not, or cannot be read: why, for people.
    pub fn bytes(&self) -> Result<Bytes, Text> {
        let bytes = match &self.source {
            Source::File(path) => fs::read(path).map_err(|error| reason(&error))?,
            Source::Group(reader, group) => return reader.take_out(*group),
        };
        verified(bytes, &self.checksum)
    }

    /// What it is worth to a study.
    pub fn state(&self, identity: &Identity, schema: &Schema) -> State {
        let bytes = match self.bytes() {
            Ok(bytes) => bytes,
            Err(why) => return State::Damaged(why),
        };
        let (Ok(metadata), Ok(columns)) = (metadata(&bytes), message(schema)) else {
            return State::Damaged(damaged());
        };
        let file = metadata.file_metadata();
        let notes = file.key_value_metadata().into_iter().flatten();
        let note: Option<Note> = notes
            .filter(|note| note.key == NOTE)
            .find_map(|note| serde_json::from_str(note.value.as_deref().unwrap_or_default()).ok());
        let ours = Note { fingerprint: identity.fingerprint.clone(), part: self.number };
        if note != Some(ours) || *file.schema() != *columns {
            State::Foreign
        } else if u64::try_from(file.num_rows()).ok() == Some(identity.rows_of(self.number)) {
            State::Whole
        } else {
            State::Short
        }
    }
}

/// Bytes, if they are those that were written.
pub(super) fn verified(bytes: Vec<u8>, expected: &str) -> Result<Bytes, Text> {
    if checksum(&bytes) == expected { Ok(bytes.into()) } else { Err(damaged()) }
}

fn damaged() -> Text {
    text!("its bytes are not those that were written"; "其内容与写入时不同")
}
