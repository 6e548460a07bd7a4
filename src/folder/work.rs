//! The hidden folder beside a folder of results, in which they are made.
//!
//! ```text
//! .NAME.coke-sim/lock       held by the program that writes NAME, until it ends, however it ends
//! .NAME.coke-sim/building   there while `new` is half made
//! .NAME.coke-sim/new        the results in the making; then whole; then, with NAME swapped, what was there before
//! .NAME.coke-sim/old        what was there before, where the file system cannot swap
//! .NAME.coke-sim/kept-1     what was found among older results and is not ours
//! ```
//!
//! Its name does not depend on the program's number, so whatever a killed program leaves is found and put right by the
//! next that writes to the same place.

use super::contents::Contents;
use super::disk::{create, look, names, sync_folder};
use super::place::Place;
use super::refusal;
use crate::problem::{Failure, Problems};
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What interrupted programs leave beside a folder of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leftover {
    /// Results in the making.
    HalfMade,
    /// Results that were being replaced.
    Replaced,
    /// Files that are not ours.
    Kept,
}

/// What lies beside a folder of results that belongs to it, with its path: half-made results may also be those of a program
/// that is at work.
///
/// # Errors
/// If it cannot be read.
pub fn leftover(folder: &Path) -> io::Result<Vec<(Leftover, PathBuf)>> {
    let Some(name) = folder.file_name() else { return Ok(Vec::new()) };
    let work = folder.with_file_name(hidden(name));
    if !look(&work)?.is_some_and(|found| found.is_dir()) || !is_ours(&work)? {
        return Ok(Vec::new());
    }
    let of = |name: &str| match name {
        NEW => Some(Leftover::HalfMade),
        OLD => Some(Leftover::Replaced),
        _ if name.starts_with(KEPT) => Some(Leftover::Kept),
        _ => None,
    };
    Ok(names(&work)?.into_iter().filter_map(|name| Some((of(&name)?, work.join(name)))).collect())
}

/// The name of the hidden folder beside one of results.
fn hidden(name: &OsStr) -> OsString {
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(".coke-sim");
    hidden
}

/// Is there nothing in a hidden folder but what this program puts there?
fn is_ours(work: &Path) -> io::Result<bool> {
    let known = [LOCK, BUILDING, NEW, OLD];
    Ok(names(work)?.iter().all(|name| known.contains(&name.as_str()) || name.starts_with(KEPT)))
}

const LOCK: &str = "lock";
const BUILDING: &str = "building";
const NEW: &str = "new";
const OLD: &str = "old";
const KEPT: &str = "kept-";

/// The folder, held by this program.
#[derive(Debug)]
pub(super) struct Work {
    path: PathBuf,
    /// Where the results go.
    target: PathBuf,
    /// None where the file system knows no locks.
    lock: Option<File>,
    is_left: bool,
}

impl Work {
    /// Takes the place for this program, and puts right what others have left.
    pub fn take(place: &Place, warnings: &mut Problems) -> Result<Self, Failure> {
        let path = place.parent.join(hidden(place.path.file_name().unwrap_or_default()));
        let lock = lock(&path, place)?;
        let work = Self { path, target: place.path.clone(), lock, is_left: false };
        work.put_right(warnings).map_err(|error| refusal::unwritable(&place.shown, &error))?;
        Ok(work)
    }

    /// The folder of new results.
    pub fn results(&self) -> PathBuf {
        self.path.join(NEW)
    }

    /// Begins a folder of new results.
    pub fn begin(&self) -> io::Result<()> {
        create(&self.path.join(BUILDING))?;
        fs::create_dir(self.results())
    }

    /// Puts the new results in their place. What was there before is whole until then, and then they are.
    pub fn finish(&self, parent: &Path, warnings: &mut Problems) -> io::Result<()> {
        let before = look(&self.target)?;
        sync_folder(&self.path)?;
        fs::remove_file(self.path.join(BUILDING))?;
        sync_folder(&self.path)?;
        self.swap()?;
        if let Some(before) = before {
            // who could write there can do so afterwards; if that cannot be kept, the results are there all the same
            let _ = fs::set_permissions(&self.target, before.permissions());
        }
        // from here on the new results are there: what goes wrong is no failure
        if let Err(error) = sync_folder(parent).and_then(|()| self.put_right(warnings)) {
            warnings.push(refusal::not_cleaned(&self.path, &error));
        }
        Ok(())
    }

    /// At once if the system can, so that at no moment there is anything but the old or the new.
    fn swap(&self) -> io::Result<()> {
        if look(&self.target)?.is_none() {
            return fs::rename(self.results(), &self.target);
        }
        match exchange(&self.results(), &self.target) {
            Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::InvalidInput) => {}
            done => return done,
        }
        let old = self.path.join(OLD);
        fs::rename(&self.target, &old)?;
        fs::rename(self.results(), &self.target).inspect_err(|_| {
            let _ = fs::rename(&old, &self.target); // else the next run into the same place does it
        })
    }

    /// Removes half-made results, and those that were replaced; brings back those that were taken away and not replaced.
    fn put_right(&self, warnings: &mut Problems) -> io::Result<()> {
        let (building, new, old) = (self.path.join(BUILDING), self.results(), self.path.join(OLD));
        if look(&building)?.is_some() {
            match fs::remove_dir_all(&new) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => fs::remove_file(&building)?,
            }
        }
        if look(&old)?.is_some() && look(&self.target)?.is_none() {
            fs::rename(&old, &self.target)?;
        }
        for replaced in [new, old] {
            if look(&replaced)?.is_some() && !Contents::of(&replaced)?.remove(&replaced)? {
                let kept = self.free_name()?;
                fs::rename(&replaced, &kept)?;
                warnings.push(refusal::kept(&kept));
            }
        }
        Ok(())
    }

    fn free_name(&self) -> io::Result<PathBuf> {
        let mut number = 1_u32;
        loop {
            let kept = self.path.join(format!("{KEPT}{number}"));
            if look(&kept)?.is_none() {
                return Ok(kept);
            }
            number += 1;
        }
    }
}

impl Work {
    /// Removes the folder and lets others take the place.
    pub fn leave(&mut self) {
        if std::mem::replace(&mut self.is_left, true) {
            return;
        }
        // nothing more can be done here about what cannot be removed: the next run into the same place tries again
        let _ = self.put_right(&mut Problems::default());
        let _ = fs::remove_file(self.path.join(LOCK));
        let _ = fs::remove_dir(&self.path); // only if nothing is left in it
        self.lock = None; // only now: nobody may come in between
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Exchanges two folders at once.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|error| match error {
        Errno::NOSYS | Errno::INVAL | Errno::NOTSUP => ErrorKind::Unsupported.into(),
        other => other.into(),
    })
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Makes the folder and locks it.
fn lock(path: &Path, place: &Place) -> Result<Option<File>, Failure> {
    let failed = |error: io::Error| match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem if place.path.is_dir() => {
            refusal::parent_unwritable(place)
        }
        _ => refusal::unwritable(&place.shown, &error),
    };
    // whoever had it may just be removing it
    for _ in 0..100 {
        match fs::create_dir(path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(failed(error)),
            _ => {}
        }
        match look(path).map_err(failed)? {
            None => continue,
            Some(found) if !found.is_dir() => return Err(refusal::in_the_way(path)),
            Some(_) => {}
        }
        if !is_ours(path).map_err(failed)? {
            return Err(refusal::in_the_way(path));
        }
        let lock = path.join(LOCK);
        let is_file = look(&lock).map_err(failed)?.is_none_or(|found| found.is_file());
        if !is_file {
            return Err(refusal::in_the_way(path));
        }
        let file = match File::options().create(true).truncate(false).write(true).open(&lock) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            opened => opened.map_err(failed)?,
        };
        match file.try_lock() {
            Ok(()) if is_at(&file, &lock) => return Ok(Some(file)),
            Ok(()) => {}
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
            Err(TryLockError::WouldBlock) => return Err(refusal::locked(&place.shown)),
        }
    }
    Err(refusal::locked(&place.shown))
}

/// Is a file still the one that has this name?
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same = |one: &fs::Metadata, other: &fs::Metadata| (one.dev(), one.ino()) == (other.dev(), other.ino());
    file.metadata().is_ok_and(|file| fs::symlink_metadata(path).is_ok_and(|there| same(&file, &there)))
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}
