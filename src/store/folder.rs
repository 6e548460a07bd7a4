//! The folder of a study in progress: parts are added until all are there, then put together.

use super::assemble::assemble;
use super::disk::{self, Lock, cannot_write};
use super::part::{self, Kept, State};
use super::reader::Reader;
use super::refusal::{continues, damaged, foreign, no_sweep};
use super::rows::{Rows, Values};
use super::study::{Identity, Schema, Shard, Study, stretches};
use super::{PARTS, RUNS, RUNS_CSV};
use crate::problem::{Problem, Problems};
use crate::scenario::file::unreadable;
use crate::text;
use crate::text::Text;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the study is, among its parts.
pub(super) const STUDY: &str = "study.json";

/// The rows of a study in progress. Parts may be written from several threads at once, in any order.
#[derive(Debug)]
pub struct Store {
    out: PathBuf,
    study: Study,
    kept: Mutex<BTreeMap<u64, Kept>>,
    /// `runs.parquet` as it was when the store was opened.
    finished: Option<Arc<Reader>>,
    /// Until the parts are put together.
    lock: Option<Lock>,
    warnings: Problems,
}

/// Is there nothing in a folder of results: is it missing or empty, or was its study killed before it had begun?
#[must_use]
pub fn is_new(out: &Path) -> bool {
    let only = |folder: &Path, allowed: &dyn Fn(&str) -> bool| {
        disk::names(folder).is_ok_and(|names| names.iter().all(|name| allowed(name)))
    };
    let is_empty = |name: &str| name == Lock::NAME || disk::is_partial(name);
    only(out, &|name| name == PARTS) && only(&out.join(PARTS), &is_empty)
}

/// The number of runs of the sweep in a folder, whether it was finished or not; 0 if there is none that can be read.
#[must_use]
pub fn known_runs(out: &Path) -> u64 {
    let begun = read_study(&out.join(PARTS), &mut Problems::default()).map_or(0, |study| study.identity.runs);
    let finished = Reader::open(&out.join(RUNS)).map_or(0, |reader| reader.identity().runs);
    begun.max(finished)
}

impl Store {
    /// Begins a study in a folder that is missing or empty. With `force` it may hold a sweep, which is removed.
    ///
    /// # Errors
    /// If the folder has files and `force` is not set, it is a file, another program writes to it, or it cannot be
    /// written.
    pub fn create(
        out: &Path,
        identity: &Identity,
        schema: Schema,
        shard: Shard,
        force: bool,
    ) -> Result<Self, Problems> {
        let study = Study { identity: identity.clone(), schema, shard };
        check(out, &study)?;
        if !force && !is_new(out) {
            let shown = out.display();
            return Err(Problem::error(
                text!("the folder `{shown}` already has files in it"; "文件夹`{shown}`中已有文件"),
            )
            .hint(text!(
                "`--resume` goes on with the sweep in it, `--force` starts anew; or name another folder";
                "`--resume`继续其中的批量模拟，`--force`重新开始；也可换一个文件夹"
            ))
            .into());
        }
        let lock = Lock::take(out)?;
        disk::remove_partial(out);
        for name in [RUNS, RUNS_CSV] {
            match fs::remove_file(out.join(name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(cannot_write(&out.join(name), &error)),
                _ => {}
            }
        }
        clear(&out.join(PARTS)).map_err(|error| cannot_write(&out.join(PARTS), &error))?;
        let store = Self {
            out: out.to_path_buf(),
            study,
            kept: Mutex::default(),
            finished: None,
            lock: Some(lock),
            warnings: Problems::default(),
        };
        store.write_study().inspect_err(|_| store.abandon())?;
        Ok(store)
    }

    /// Goes on with a study in its folder, whether it was finished or not; it may have had fewer runs. Parts are read
    /// and verified; those that are damaged count as not there, with a warning.
    ///
    /// # Errors
    /// If the folder holds no sweep, another study, or more runs; another program writes to it, or it cannot be read or
    /// written.
    pub fn resume(out: &Path, identity: &Identity, schema: Schema, shard: Shard) -> Result<Self, Problems> {
        let study = Study { identity: identity.clone(), schema, shard };
        check(out, &study)?;
        let parts = out.join(PARTS);
        let names = disk::names(&parts).map_err(|error| unreadable(&parts.display().to_string(), &error))?;
        let has_parts = names.iter().any(|name| name == STUDY || Kept::named(&parts, name).is_some());
        if !has_parts && !out.join(RUNS).exists() {
            return Err(no_sweep(out)
                .hint(text!("leave out `--resume` to begin one"; "去掉`--resume`即可开始新的批量模拟"))
                .into());
        }
        let lock = Lock::take(out)?;
        disk::remove_partial(out);
        disk::remove_partial(&parts);
        let mut warnings = Problems::default();
        let finished = before(out, has_parts, &study, &mut warnings).inspect_err(|_| {
            if !has_parts {
                remove_parts(&parts); // the lock is all there is in it
            }
        })?;
        let mut store = Self {
            out: out.to_path_buf(),
            study,
            kept: Mutex::default(),
            finished: finished.clone(),
            lock: Some(lock),
            warnings,
        };
        store.write_study()?;
        let files = disk::names(&parts).map_err(|error| unreadable(&parts.display().to_string(), &error))?;
        let files: Vec<Kept> = files.iter().filter_map(|name| Kept::named(&parts, name)).collect();
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
    pub fn write(&self, part: u64, rows: &Rows) -> Result<(), Problems> {
        self.check_rows(part, rows)?;
        let Study { identity, schema, .. } = &self.study;
        let folder = self.out.join(PARTS);
        let bytes =
            part::encode(identity, schema, part, rows).map_err(|error| cannot_write(&folder, &disk::cause(error)))?;
        let kept = Kept::file(&folder, part, part::checksum(&bytes));
        disk::replace(kept.path(), |file| file.write_all(&bytes)).map_err(|error| cannot_write(kept.path(), &error))?;
        self.parts().insert(part, kept);
        Ok(())
    }

    /// Puts all parts together into `runs.parquet` and returns its path; then the folder of parts is removed, and the
    /// store takes no more. What stood in its place is replaced only when the new file is whole.
    ///
    /// # Errors
    /// If parts are missing or have been damaged, or the disk is full or refuses. Nothing finished is lost.
    pub fn assemble(&mut self) -> Result<PathBuf, Problems> {
        self.put_together(&text!("write the file with `--resume`"; "用`--resume`写出文件"))
    }

    /// The same; `again` says how, if the disk is full.
    pub(super) fn put_together(&mut self, again: &Text) -> Result<PathBuf, Problems> {
        let missing = self.missing();
        if !missing.is_empty() {
            let runs = stretches(missing.iter().map(|part| self.study.identity.runs_of(*part)));
            return Err(Problem::error(text!("runs {runs} have not been made yet"; "第{runs}次运行尚未完成"))
                .hint(text!("go on with `--resume`"; "请用`--resume`继续"))
                .into());
        }
        let path = self.out.join(RUNS);
        let kept: Vec<Kept> = self.parts().values().cloned().collect();
        assemble(&path, &self.study, &kept, self.finished.as_deref(), again)?;
        let reader = Arc::new(Reader::open(&path)?);
        *self.parts() = reader.kept().map(|part| (part.number, part)).collect();
        self.finished = Some(reader);
        remove_parts(&self.out.join(PARTS));
        self.lock = None;
        Ok(path)
    }

    /// Writes `runs.csv` from `runs.parquet`, and returns its path.
    ///
    /// # Errors
    /// If there is no `runs.parquet`, or the disk is full or refuses.
    pub fn csv(&self) -> Result<PathBuf, Problems> {
        super::csv::write(&self.out)
    }

    /// Removes the folder of parts, and that of results if nothing is left in it.
    pub(super) fn abandon(&self) {
        remove_parts(&self.out.join(PARTS));
        let _ = fs::remove_dir(&self.out); // there may be something else in it
    }

    /// Takes parts that are elsewhere.
    pub(super) fn adopt(&self, parts: BTreeMap<u64, Kept>) {
        *self.parts() = parts;
    }

    fn parts(&self) -> MutexGuard<'_, BTreeMap<u64, Kept>> {
        // a thread that panicked had not yet changed anything
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_study(&self) -> Result<(), Problems> {
        let path = self.out.join(PARTS).join(STUDY);
        let json = part::json(&self.study) + "\n";
        disk::replace(&path, |file| file.write_all(json.as_bytes())).map_err(|error| cannot_write(&path, &error))
    }

    /// Are rows those of a part?
    fn check_rows(&self, part: u64, rows: &Rows) -> Result<(), Problems> {
        let Study { identity, schema, .. } = &self.study;
        let wanted = identity.rows_of(part);
        let fits =
            |(column, values): (&super::Column, &Values)| column.kind == values.kind() && values.len() as u64 == wanted;
        let same = rows.columns.len() == schema.columns.len() && schema.columns.iter().zip(&rows.columns).all(fits);
        if same && wanted > 0 {
            return Ok(());
        }
        let found: Vec<usize> = rows.columns.iter().map(Values::len).collect();
        Err(Problem::error(text!(
            "part {part} has {wanted} rows and {} columns, but {found:?} values were made", schema.columns.len();
            "第{part}段应有{wanted}行{}列，实际得到的各列数值个数为{found:?}", schema.columns.len()
        ))
        .hint(text!("this is a mistake in the program: please report it"; "这是程序的错误，请报告"))
        .into())
    }
}

/// Can this study be in this folder?
fn check(out: &Path, study: &Study) -> Result<(), Problems> {
    study.identity.check()?;
    study.schema.check()?;
    if out.as_os_str().is_empty() {
        return Err(Problem::error(text!("the output folder has no name"; "没有给出输出文件夹的名称"))
            .hint(text!("write `--out DIR`"; "请写`--out 文件夹`"))
            .into());
    }
    // what lies in the way may be further up
    if let Some(shown) = out.ancestors().find(|there| there.exists()).filter(|there| !there.is_dir()) {
        let shown = shown.display();
        return Err(Problem::error(text!("`{shown}` is a file, not a folder"; "`{shown}`是文件，不是文件夹"))
            .hint(text!("name another folder with `--out`"; "请用`--out`另选文件夹"))
            .into());
    }
    Ok(())
}

/// The file of rows that a study goes on from, if there is one and it is of this study.
fn before(
    out: &Path,
    has_parts: bool,
    study: &Study,
    warnings: &mut Problems,
) -> Result<Option<Arc<Reader>>, Problems> {
    let known = read_study(&out.join(PARTS), warnings);
    let path = out.join(RUNS);
    let finished = match Reader::open(&path) {
        Ok(reader) => Some(Arc::new(reader)),
        Err(_) if !path.exists() => None,
        Err(problems) if !has_parts => return Err(problems),
        Err(_) => {
            warnings.push(damaged(&path, &text!("it cannot be read"; "无法读取")));
            None
        }
    };
    for known in known.iter().chain(finished.as_ref().map(|reader| reader.study())) {
        continues(out, known, study)?;
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

/// Removes a folder of parts that is no longer needed. If that does not succeed the result is there all the same, and
/// `--resume` cleans up.
fn remove_parts(parts: &Path) {
    let _ = clear(parts).and_then(|()| fs::remove_file(parts.join(Lock::NAME))).and_then(|()| fs::remove_dir(parts));
}
