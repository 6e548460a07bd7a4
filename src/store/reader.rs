//! Reads rows back: by part, and only the columns that are asked for.

use super::part;
use super::refusal::other_format;
use super::study::{Column, FORMAT, Identity, Schema, Shard, Study};
use super::table::{message, note, read};
use super::{Rows, disk};
use crate::problem::{Problem, Problems};
use crate::problem::{reason, unreadable};
use crate::text;
use crate::text::Text;
use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, ParquetMetaData, RowGroupMetaData};
use parquet::file::properties::ReaderProperties;
use parquet::file::reader::{ChunkReader, Length, RowGroupReader};
use parquet::file::serialized_reader::SerializedRowGroupReader;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Notes in the metadata of the file.
const STUDY: &str = "coke-sim.study";
const COLUMNS: &str = "coke-sim.columns";
const SHARD: &str = "coke-sim.shard";
const PARTS: &str = "coke-sim.parts";
const CHECKSUM: &str = "coke-sim.checksum";

/// All that the file says about its study, and the numbers and checksums of its parts.
pub(super) fn notes(study: &Study, parts: &[(u64, String)]) -> Vec<KeyValue> {
    let mut notes = vec![
        note(STUDY, part::json(&study.identity)),
        note(COLUMNS, part::json(&study.schema.columns)),
        note(PARTS, part::json(&parts)),
    ];
    if study.shard != Shard::WHOLE {
        notes.push(note(SHARD, part::json(&study.shard)));
    }
    notes.extend(study.schema.metadata.iter().map(|(name, value)| note(name, value.clone())));
    notes.push(note(CHECKSUM, checksum_of(&notes)));
    notes
}

/// The checksum of all notes but itself.
fn checksum_of(notes: &[KeyValue]) -> String {
    let others = notes.iter().filter(|note| note.key != CHECKSUM);
    let said: Vec<_> = others.map(|note| (&note.key, note.value.as_deref())).collect();
    part::checksum(part::json(&said).as_bytes())
}

/// The rows of a study, or of a shard of it, in a file.
///
/// It may be read from several threads at once.
#[derive(Debug)]
pub struct Reader {
    path: PathBuf,
    disk: Disk,
    metadata: ParquetMetaData,
    study: Study,
    parts: Vec<(u64, String)>,
    /// Which row groups have been found to be those that were written.
    verified: Vec<AtomicBool>,
}

impl Reader {
    /// Opens a file of rows: reads and checks its footer. Rows are checked when they are first read.
    ///
    /// # Errors
    /// If there is no such file, it cannot be read, is damaged, or holds something else.
    pub fn open(path: &Path) -> Result<Self, Problems> {
        let shown = path.display();
        let disk = Disk::open(path).map_err(|error| {
            unreadable(&shown.to_string(), &error)
                .hint(text!("a finished sweep has a file `runs.parquet`"; "完成的批量模拟有文件`runs.parquet`"))
        })?;
        let metadata = part::metadata(&disk).map_err(|error| not_rows(path, &why(error)))?;
        let other = || not_rows(path, &text!("it holds no rows of a sweep"; "其中没有批量模拟的结果"));
        let (study, parts) = understood(&metadata).ok_or_else(other)?;
        // rows of earlier formats can be read, if not added to
        if let Some(problem) = other_format(path, study.identity.format).filter(|_| study.identity.format > FORMAT) {
            return Err(problem.into());
        }
        let verified = parts.iter().map(|_| AtomicBool::new(false)).collect();
        let found = Self { path: path.to_path_buf(), disk, metadata, study, parts, verified };
        if found.is_consistent() {
            Ok(found)
        } else {
            Err(not_rows(path, &text!("its parts are not what they should be"; "各部分与说明不符")).into())
        }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Which study it is of.
    #[must_use]
    pub const fn identity(&self) -> &Identity {
        &self.study.identity
    }

    /// Its columns and provenance.
    #[must_use]
    pub const fn schema(&self) -> &Schema {
        &self.study.schema
    }

    /// The number of each part in it, in ascending order: that of row group 0, of row group 1, and so on.
    #[must_use]
    pub fn parts(&self) -> Vec<u64> {
        self.parts.iter().map(|(number, _)| *number).collect()
    }

    /// Are all parts of the study in it?
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.parts.len() as u64 == self.identity().parts()
    }

    /// The position of a column.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.study.schema.columns.iter().position(|column| column.name == name)
    }

    /// Some columns of a row group, in the order asked for. The first time, all of the row group is read and verified:
    /// no number comes from a damaged file.
    ///
    /// # Errors
    /// If there is no such row group or column, the file cannot be read, or is damaged.
    pub fn rows(&self, row_group: usize, columns: &[usize]) -> Result<Rows, Problems> {
        let failed = |error| Problems::from(not_rows(&self.path, &why(error)));
        let group = self.group(row_group).map_err(failed)?;
        if !self.verified[row_group].load(Ordering::Relaxed) {
            self.take_out(row_group).map_err(|why| not_rows(&self.path, &why))?;
            self.verified[row_group].store(true, Ordering::Relaxed);
        }
        let rows = usize::try_from(group.num_rows()).map_err(|error| failed(error.into()))?;
        let properties = Arc::new(ReaderProperties::builder().build());
        let disk = Arc::new(self.disk.clone());
        let no_index = self.metadata.page_index_for_row_group(row_group);
        let reader = SerializedRowGroupReader::new(disk, group, no_index, properties).map_err(failed)?;
        let one = |position: &usize| {
            let kind = self.study.schema.columns.get(*position).map(|column| column.kind);
            let kind = kind.ok_or_else(|| ParquetError::General(format!("there is no column {position}")))?;
            read(reader.get_column_reader(*position)?, kind, rows)
        };
        Ok(Rows { columns: columns.iter().map(one).collect::<Result<_, _>>().map_err(failed)? })
    }

    fn group(&self, row_group: usize) -> Result<&RowGroupMetaData, ParquetError> {
        let missing = || ParquetError::General(format!("there is no row group {row_group}"));
        self.metadata.row_groups().get(row_group).ok_or_else(missing)
    }

    /// A row group as the file of its part, verified.
    ///
    /// # Errors
    /// If its bytes are not those that were written, or cannot be read: why, for people.
    pub(super) fn take_out(&self, row_group: usize) -> Result<Bytes, Text> {
        let (number, checksum) = &self.parts[row_group];
        let group = self.group(row_group).map_err(why)?;
        let bytes = part::take_out(self.identity(), self.schema(), *number, &self.disk, group).map_err(why)?;
        part::verified(bytes, checksum)
    }

    /// All parts in it, not verified.
    pub(super) fn kept(self: &Arc<Self>) -> impl Iterator<Item = part::Kept> {
        self.parts.iter().enumerate().map(|(group, (number, checksum))| part::Kept {
            number: *number,
            checksum: checksum.clone(),
            source: part::Source::Group(Arc::clone(self), group),
        })
    }

    /// All that it says about its study.
    pub(super) const fn study(&self) -> &Study {
        &self.study
    }

    /// Is every row group where it can be, and of the size that the study gives it?
    fn is_consistent(&self) -> bool {
        let identity = self.identity();
        let length = i64::try_from(self.disk.length).unwrap_or(i64::MAX);
        let lies_within = |group: &RowGroupMetaData| {
            group.columns().iter().all(|column| {
                let data = column.data_page_offset();
                let start = column.dictionary_page_offset().unwrap_or(data);
                let size = column.compressed_size();
                0 <= start && start <= data && data <= length && 0 <= size && size <= length - start
            })
        };
        let (groups, parts) = (self.metadata.row_groups(), &self.parts);
        let declared = message(self.schema()).is_ok_and(|columns| *columns == *self.metadata.file_metadata().schema());
        declared
            && groups.len() == parts.len()
            && parts.is_sorted_by(|one, next| one.0 < next.0)
            && groups.iter().zip(parts).all(|(group, (number, _))| {
                u64::try_from(group.num_rows()).ok() == Some(identity.rows_of(*number)) && lies_within(group)
            })
    }
}

/// The study and parts that the notes of a file tell of; none if it is no file of ours.
fn understood(metadata: &ParquetMetaData) -> Option<(Study, Vec<(u64, String)>)> {
    let said = metadata.file_metadata().key_value_metadata()?;
    let find = |key: &str| said.iter().find(|note| note.key == key)?.value.as_deref();
    find(CHECKSUM).filter(|checksum| *checksum == checksum_of(said))?;
    let identity: Identity = serde_json::from_str(find(STUDY)?).ok()?;
    let columns: Vec<Column> = serde_json::from_str(find(COLUMNS)?).ok()?;
    let shard = find(SHARD).map_or(Some(Shard::WHOLE), |shard| serde_json::from_str(shard).ok())?;
    let parts = serde_json::from_str(find(PARTS)?).ok()?;
    let others = said.iter().filter(|note| ![STUDY, COLUMNS, SHARD, PARTS, CHECKSUM].contains(&note.key.as_str()));
    let metadata = others.map(|note| (note.key.clone(), note.value.clone().unwrap_or_default())).collect();
    let schema = Schema { columns, metadata };
    let study = Study { identity, schema, shard };
    study.check().is_ok().then_some((study, parts))
}

/// A file that is not, or no longer, the rows of a sweep.
fn not_rows(path: &Path, why: &Text) -> Problem {
    let shown = path.display();
    Problem::error(text!("cannot read rows from `{shown}`: {}", why.en; "无法从`{shown}`读取结果：{}", why.zh)).hint(
        text!(
            "name the `runs.parquet` of a sweep; if it is damaged, run the sweep again";
            "请指定批量模拟的`runs.parquet`；若已损坏，请重新运行"
        ),
    )
}

/// Why the Parquet library gave up.
fn why(error: ParquetError) -> Text {
    let error = disk::cause(error);
    if error.kind() == io::ErrorKind::Other {
        text!("it is damaged, or no Parquet file ({error})"; "已损坏，或不是Parquet文件（{error}）")
    } else {
        reason(&error)
    }
}

/// A file that several threads may read: a position of its own for each reader, unlike that of a cloned [`File`].
#[derive(Clone, Debug)]
struct Disk {
    file: Arc<Mutex<File>>,
    length: u64,
}

impl Disk {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Ok(Self { length: metadata.len(), file: Arc::new(Mutex::new(file)) })
    }

    fn read_at(&self, position: u64, buffer: &mut [u8]) -> io::Result<usize> {
        // a thread that panicked leaves no position that matters
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(position))?;
        file.read(buffer)
    }
}

impl Length for Disk {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Disk {
    type T = BufReader<Position>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(BufReader::new(Position { disk: self.clone(), position: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        // a damaged footer may ask for more than there is
        let left = usize::try_from(self.length.saturating_sub(start)).unwrap_or(usize::MAX);
        if length > left {
            return Err(ParquetError::EOF(format!("{length} bytes at {start} of {}", self.length)));
        }
        let mut bytes = vec![0; length];
        Position { disk: self.clone(), position: start }.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// A place in a file from which to read on.
struct Position {
    disk: Disk,
    position: u64,
}

impl Read for Position {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.disk.read_at(self.position, buffer)?;
        self.position += read as u64;
        Ok(read)
    }
}
