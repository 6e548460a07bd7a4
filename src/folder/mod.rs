//! Folders of results: whole or not at all, and nothing that is not ours is ever touched.
//!
//! Everything that a command writes as a folder goes through a [`ResultFolder`]. It locks the place, makes the results
//! in a hidden folder beside it, brings them to the disk, and swaps the two folders at once; only then what was there
//! before goes. So at any moment, whatever happens, there is one whole result under the name that people know.
//!
//! A file is ours only if the manifest of this program beside it lists it *and* its bytes are those that were written.
//! Whatever else lies in a folder is somebody's work: the results are then not replaced, and the user is told why. Links
//! are never followed.

mod contents;
pub mod disk;
mod hash;
mod kind;
mod place;
mod refusal;
mod work;

pub use contents::{Contents, Manifest};
pub use hash::{Hashed, HashedFile};
pub use kind::Kind;
pub use work::{Leftover, leftover};

use crate::problem::{Failure, Problems};
use crate::safe::csv::CsvFor;
use crate::safe::json;
use place::Place;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use work::Work;

/// The list of all files of a result.
pub const MANIFEST: &str = "manifest.json";

/// The folder of a sweep in progress, in that of its results.
pub const PARTS: &str = "parts";

/// What manifests of this program call it.
const PROGRAM: &str = env!("CARGO_PKG_NAME");

/// What may happen to results that are in the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// There must be none.
    New,
    /// They are replaced, once the new ones are whole.
    Replace,
    /// They are gone on with, then replaced. The file named holds rows, which are looked into one by one: it may be
    /// damaged.
    Resume(&'static str),
}

impl Mode {
    /// What `--force` asks for.
    #[must_use]
    pub const fn forced(force: bool) -> Self {
        if force { Self::Replace } else { Self::New }
    }
}

/// A folder of results that this program is to write. Dropped before [`ResultFolder::finish`], it leaves everything as
/// it was.
#[derive(Debug)]
pub struct ResultFolder {
    work: Work,
    place: Place,
    kind: Kind,
    mode: Mode,
    csv_for: CsvFor,
    /// Files of the result in the making, if it was begun.
    files: Option<Vec<Hashed>>,
    warnings: Problems,
    finished: bool,
}

/// All that is needed to know results again.
#[derive(Serialize)]
struct Listed<'a, A> {
    program: &'static str,
    version: &'static str,
    kind: Kind,
    #[serde(flatten)]
    about: &'a A,
    outputs: &'a [Hashed],
}

impl ResultFolder {
    /// Takes a folder for results of a kind: locks it, puts right what killed programs have left, and sees that nothing
    /// is in it which must stay.
    ///
    /// # Errors
    /// If another program writes to it; it holds results and `mode` does not allow to replace them, results of another
    /// kind, or files that are not ours; it is a link or a file; or it cannot be written.
    pub fn claim(wanted: &Path, kind: Kind, mode: Mode) -> Result<Self, Failure> {
        let place = Place::of(wanted)?;
        let mut warnings = Problems::default();
        let work = Work::take(&place, &mut warnings).inspect_err(|_| place.undo())?;
        let folder =
            Self { work, place, kind, mode, csv_for: CsvFor::default(), files: None, warnings, finished: false };
        folder.look()?;
        Ok(folder)
    }

    /// The same; its tables are for this reader. Tables in folders within it are copies of what was read, and stay as they
    /// are.
    #[must_use]
    pub fn with_csv_for(mut self, csv_for: CsvFor) -> Self {
        self.csv_for = csv_for;
        self
    }

    /// The folder itself, from the root.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.place.path
    }

    /// The folder, as the user named it.
    #[must_use]
    pub fn shown(&self) -> &Path {
        &self.place.shown
    }

    /// May the results that are in it be replaced or gone on with?
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// Writes a file of the result, named relative to the folder.
    ///
    /// # Errors
    /// If the file system refuses.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let written = self.create(name, |file| file.write_all(bytes));
        written.map_err(|error| refusal::unwritable(&self.place.shown, &error))
    }

    /// Writes a file of the result piece by piece, and returns where it is until the result is finished.
    ///
    /// # Errors
    /// What `write` says, or if the file system refuses.
    pub fn create<E: From<io::Error>>(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut HashedFile) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.files.is_none() {
            self.work.begin()?;
            self.files = Some(Vec::new());
        }
        let path = self.staged(name);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        let mut file = HashedFile::new(disk::create(&path)?);
        if Path::new(name).extension().is_some_and(|kind| kind == "csv") && !name.contains('/') {
            file.write_all(self.csv_for.mark().as_bytes())?;
        }
        write(&mut file)?;
        let hashed = file.finish(name.to_owned())?;
        self.files.get_or_insert_default().push(hashed);
        Ok(())
    }

    /// Where a file of the result is until it is finished.
    #[must_use]
    pub fn staged(&self, name: &str) -> PathBuf {
        self.work.results().join(name)
    }

    /// Writes the manifest, with all that is to be said `about` the result, and puts the result in its place. Returns
    /// its files, the manifest last, and warnings about what stayed behind.
    ///
    /// # Errors
    /// If the file system refuses, or files that are not ours have come into the folder in the meantime. Then what was
    /// there before is still there.
    pub fn finish(&mut self, about: &impl Serialize) -> Result<(Vec<PathBuf>, Problems), Failure> {
        let outputs = self.files.clone().unwrap_or_default();
        let (program, version) = (PROGRAM, env!("CARGO_PKG_VERSION"));
        let listed = Listed { program, version, kind: self.kind, about, outputs: &outputs };
        self.write(MANIFEST, json::pretty(&listed).as_bytes())?;
        let failed = |error: io::Error| refusal::unwritable(&self.place.shown, &error);
        self.sync().map_err(failed)?;
        self.look()?;
        self.work.finish(&self.place.parent, &mut self.warnings).map_err(failed)?;
        self.finished = true;
        self.files = None;
        let names = outputs.iter().map(|file| PathBuf::from(&file.name)).chain([MANIFEST.into()]);
        Ok((names.collect(), std::mem::take(&mut self.warnings)))
    }

    /// Sees that nothing is in the folder which must stay.
    fn look(&self) -> Result<(), Failure> {
        // what this program has put there itself is no reason to refuse
        let mode = if self.mode == Mode::New && self.files.is_some() { Mode::Replace } else { self.mode };
        let look = if mode == Mode::New { Contents::by_size } else { Contents::of };
        let contents = look(&self.place.path).map_err(|error| refusal::unusable(&self.place.shown, &error))?;
        match refusal::refused(&self.place.shown, &contents, self.kind, mode) {
            Some(problem) => Err(Failure::CouldNot(problem.into())),
            None => Ok(()),
        }
    }

    /// Brings the names in all folders of the new result to the disk.
    fn sync(&self) -> io::Result<()> {
        let new = self.work.results();
        let names = self.files.iter().flatten().map(|file| Path::new(&file.name));
        let folders: BTreeSet<&Path> = names.flat_map(Path::ancestors).skip(1).collect();
        folders
            .into_iter()
            .filter(|folder| new.join(folder).is_dir())
            .try_for_each(|folder| disk::sync_folder(&new.join(folder)))
    }
}

impl Drop for ResultFolder {
    fn drop(&mut self) {
        if !self.finished {
            // the hidden folder goes first, or there is something in the way
            self.work.leave();
            self.place.undo();
        }
    }
}
