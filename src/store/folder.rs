//! The folder of a study in progress: parts are added until all are there, then put together.

use super::RUNS;
use super::assemble::assemble;
use super::disk::{cannot_write, cause};
use super::part::{self, Kept, State};
use super::reader::Reader;
use super::refusal::{continues, damaged, foreign, no_sweep, whole_sweep};
use super::rows::{Rows, Values};
use super::study::{Identity, Schema, Shard, Study, stretches};
use crate::folder::{self, Mode, PARTS, ResultFolder, disk};
use crate::problem::{Failure, Problem, Problems, unreadable};
use crate::text;
use crate::text::Text;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the study is, among its parts.
pub(super) const STUDY: &str = "study.json";

/// The rows of a study in progress. Parts may be written from several threads at once, in any order.
#[derive(Debug)]
pub struct Store {
    folder: ResultFolder,
    study: Study,
    kept: Mutex<BTreeMap<u64, Kept>>,
    warnings: Problems,
}

/// The number of runs of the sweep in a folder, whether it was finished or not; 0 if there is none that can be read.
#[must_use]
pub fn known_runs(out: &Path) -> u64 {
    let begun = read_study(&out.join(PARTS), &mut Problems::default()).map_or(0, |study| study.identity.runs);
    let finished = Reader::open(&out.join(RUNS)).map_or(0, |reader| reader.identity().runs);
    begun.max(finished)
}

/// The place of a study in a folder: with [`Mode::Resume`] its rows are gone on with.
///
/// # Errors
/// As [`ResultFolder::claim`].
pub fn claim(out: &Path, mode: Mode) -> Result<ResultFolder, Failure> {
    ResultFolder::claim(out, folder::Kind::Sweep, mode)
}

impl Store {
    /// Begins a study in a folder. Parts of another that are in it go; finished results stay until those of this study
    /// take their place.
    ///
    /// # Errors
    /// If there can be no such study, or the folder cannot be written.
    pub fn create(folder: ResultFolder, identity: &Identity, schema: Schema, shard: Shard) -> Result<Self, Failure> {
        let study = Study { identity: identity.clone(), schema, shard };
        study.check()?;
        let store = Self { folder, study, kept: Mutex::default(), warnings: Problems::default() };
        let parts = store.parts_folder();
        clear(&parts)
            .and_then(|()| fs::create_dir_all(&parts))
            .map_err(|error| cannot_write(&parts, &error))
            .and_then(|()| store.write_study())
            .inspect_err(|_| remove_parts(&parts))?;
        Ok(store)
    }

    /// Goes on with a study in its folder, whether it was finished or not; it may have had fewer runs. Parts are read
    /// and verified; those that are damaged count as not there, with a warning.
    ///
    /// # Errors
    /// If the folder holds no sweep, another study, or more runs; or it cannot be read or written.
    pub fn resume(folder: ResultFolder, identity: &Identity, schema: Schema, shard: Shard) -> Result<Self, Failure> {
        let study = Study { identity: identity.clone(), schema, shard };
        study.check()?;
        let out = folder.shown();
        let parts = out.join(PARTS);
        let names = disk::names(&parts).map_err(|error| cannot_read(&parts, &error))?;
        let has_parts = names.iter().any(|name| name == STUDY || Kept::named(&parts, name).is_some());
        if !has_parts && !out.join(RUNS).exists() {
            return Err(Failure::WrongInput(
                no_sweep(out)
                    .hint(text!("leave out `--resume` to begin one"; "去掉`--resume`即可开始新的批量模拟"))
                    .into(),
            ));
        }
        let mut warnings = Problems::default();
        let finished = before(out, has_parts, &study, &mut warnings)?;
        fs::create_dir_all(&parts).map_err(|error| cannot_write(&parts, &error))?;
        disk::remove_partial(&parts);
        let mut store = Self { folder, study, kept: Mutex::default(), warnings };
        store.write_study()?;
        let files: Vec<Kept> = names.iter().filter_map(|name| Kept::named(&parts, name)).collect();
        let groups: Vec<Kept> = finished.iter().flat_map(Reader::kept).collect();
        for kept in groups.into_iter().chain(files) {
            store.admit(kept);
        }
        Ok(store)
    }

    /// Takes up a part if it is whole.
    fn admit(&mut self, kept: Kept) {
        let path = kept.path().to_path_buf();
        let is_file = matches!(kept.source, part::Source::File(_));
        match kept.state(&self.study.identity, &self.study.schema) {
            State::Whole => {
                self.parts().entry(kept.number).or_insert(kept);
                return;
            }
            State::Short => {}
            State::Foreign => {
                self.warnings.push(foreign(&path));
                return;
            }
            State::Damaged(why) => self.warnings.push(damaged(&path, &why)),
        }
        if is_file {
            let _ = fs::remove_file(&path); // it is not used anyway
        }
    }

    /// What was found wrong with parts, and is made again.
    #[must_use]
    pub const fn warnings(&self) -> &Problems {
        &self.warnings
    }

    /// Is a part there, whole?
    #[must_use]
    pub fn has(&self, part: u64) -> bool {
        self.parts().contains_key(&part)
    }

    /// The parts that are to be made here and are not there, in ascending order.
    #[must_use]
    pub fn missing(&self) -> Vec<u64> {
        let parts = self.parts();
        let wanted = (0..self.study.identity.parts()).filter(|part| self.study.shard.contains(*part));
        wanted.filter(|part| !parts.contains_key(part)).collect()
    }

    /// Writes a part. When this returns, it is on the disk and survives whatever happens.
    ///
    /// # Errors
    /// If the disk is full or refuses, or the rows are not those of this part. Nothing finished is lost.
    pub fn write(&self, part: u64, rows: &Rows) -> Result<(), Failure> {
        self.check_rows(part, rows)?;
        let Study { identity, schema, .. } = &self.study;
        let folder = self.parts_folder();
        let bytes = part::encode(identity, schema, part, rows).map_err(|error| cannot_write(&folder, &cause(error)))?;
        let kept = Kept::file(&folder, part, part::checksum(&bytes));
        disk::replace(kept.path(), |file| file.write_all(&bytes)).map_err(|error| cannot_write(kept.path(), &error))?;
        self.parts().insert(part, kept);
        Ok(())
    }

    /// Puts all parts together into `runs.parquet` of the result in the making. The parts stay where they are until
    /// that is finished.
    ///
    /// # Errors
    /// If parts are missing or have been damaged, or the disk is full or refuses. Nothing finished is lost.
    pub fn assemble(self) -> Result<ResultFolder, Failure> {
        self.put_together(&text!("write the file with `--resume`"; "用`--resume`写出文件"))
    }

    /// The same; `again` says how, if the disk is full.
    pub(super) fn put_together(mut self, again: &Text) -> Result<ResultFolder, Failure> {
        let missing = self.missing();
        if !missing.is_empty() {
            let runs = stretches(missing.iter().map(|part| self.study.identity.runs_of(*part)));
            return Err(Failure::CouldNot(
                Problem::error(text!("runs {runs} have not been made yet"; "第{runs}次运行尚未完成"))
                    .hint(text!("go on with `--resume`"; "请用`--resume`继续"))
                    .into(),
            ));
        }
        let kept: Vec<Kept> = self.parts().values().cloned().collect();
        assemble(&mut self.folder, &self.study, &kept, again)?;
        Ok(self.folder)
    }

    fn parts(&self) -> MutexGuard<'_, BTreeMap<u64, Kept>> {
        // a thread that panicked had not yet changed anything
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn parts_folder(&self) -> PathBuf {
        self.folder.shown().join(PARTS)
    }

    fn write_study(&self) -> Result<(), Failure> {
        let path = self.parts_folder().join(STUDY);
        let json = part::json(&self.study) + "\n";
        disk::replace(&path, |file| file.write_all(json.as_bytes())).map_err(|error| cannot_write(&path, &error))
    }

    /// Are rows those of a part?
    fn check_rows(&self, part: u64, rows: &Rows) -> Result<(), Failure> {
        let Study { identity, schema, .. } = &self.study;
        let wanted = identity.rows_of(part);
        let fits =
            |(column, values): (&super::Column, &Values)| column.kind == values.kind() && values.len() as u64 == wanted;
        let same = rows.columns.len() == schema.columns.len() && schema.columns.iter().zip(&rows.columns).all(fits);
        if same && wanted > 0 {
            return Ok(());
        }
        let found: Vec<usize> = rows.columns.iter().map(Values::len).collect();
        let problem = Problem::error(text!(
            "part {part} has {wanted} rows and {} columns, but {found:?} values were made", schema.columns.len();
            "第{part}段应有{wanted}行{}列，实际得到的各列数值个数为{found:?}", schema.columns.len()
        ));
        let hint = text!("this is a mistake in the program: please report it"; "这是程序的错误，请报告");
        Err(Failure::CouldNot(problem.hint(hint).into()))
    }
}

/// The file of rows that a study goes on from, if there is one and it is of this study.
fn before(out: &Path, has_parts: bool, study: &Study, warnings: &mut Problems) -> Result<Option<Arc<Reader>>, Failure> {
    let known = read_study(&out.join(PARTS), warnings);
    let path = out.join(RUNS);
    let finished = match Reader::open(&path) {
        Ok(reader) => Some(Arc::new(reader)),
        Err(_) if !path.exists() => None,
        Err(problems) if !has_parts => return Err(Failure::CouldNot(problems)),
        Err(_) => {
            warnings.push(damaged(&path, &text!("it cannot be read"; "无法读取")));
            None
        }
    };
    if let Some(whole) = finished.as_ref().filter(|finished| finished.is_whole() && study.shard != Shard::WHOLE) {
        return Err(Failure::WrongInput(whole_sweep(out, whole.identity().runs, study.shard).into()));
    }
    for known in known.iter().chain(finished.as_ref().map(|reader| reader.study())) {
        continues(out, known, study).map_err(Failure::WrongInput)?;
    }
    Ok(finished)
}

/// What the study is, if that can still be read.
pub(super) fn read_study(parts: &Path, warnings: &mut Problems) -> Option<Study> {
    let path = parts.join(STUDY);
    let study = fs::read(&path).ok()?;
    let study: Option<Study> = serde_json::from_slice(&study).ok();
    if study.is_none() {
        warnings.push(damaged(&path, &text!("it cannot be read"; "无法读取")));
    }
    study
}

/// Removes what is ours from a folder of parts.
fn clear(parts: &Path) -> io::Result<()> {
    disk::remove_partial(parts);
    for name in disk::names(parts)? {
        if name == STUDY || Kept::named(parts, &name).is_some() {
            fs::remove_file(parts.join(name))?;
        }
    }
    Ok(())
}

/// Removes a folder of parts, and that of results if nothing else is in it: what cannot be removed does no harm.
fn remove_parts(parts: &Path) {
    let removed = clear(parts).and_then(|()| fs::remove_dir(parts));
    if let (Ok(()), Some(out)) = (removed, parts.parent()) {
        let _ = fs::remove_dir(out); // there may be something else in it
    }
}

pub(super) fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    Failure::CouldNot(unreadable(&path.display().to_string(), error).into())
}
