//! Files that are there whole or not at all. No link is ever followed: what is written is always made new.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// How the name of a file goes on that is being written.
const PARTIAL: &str = ".partial-";

/// Makes a file that was not there.
pub(super) fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Writes a file under a temporary name; it takes its own once all of it is on the disk. On any error nothing of it is
/// left, and what had its name before still has it. Two programs must not write the same file at once.
///
/// # Errors
/// What `write` says, or if the file system refuses.
pub fn replace<E: From<io::Error>>(path: &Path, write: impl FnOnce(&mut File) -> Result<(), E>) -> Result<(), E> {
    placed(path, write, |temporary| fs::rename(temporary, path))
}

/// Writes a file as [`replace`] does, unless there is something of that name: then that stays.
///
/// # Errors
/// If there is something, or the file system refuses.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // unlike renaming, making a second name for a file fails if the name is taken, on every system
    placed(
        path,
        |file| file.write_all(bytes),
        |temporary| {
            fs::hard_link(temporary, path).or_else(|error| match error.kind() {
                // some file systems know one name a file only
                ErrorKind::Unsupported | ErrorKind::PermissionDenied if look(path)?.is_none() => {
                    fs::rename(temporary, path)
                }
                _ => Err(error),
            })?;
            gone(fs::remove_file(temporary))
        },
    )
}

/// What is gone need not be removed.
pub(super) fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Writes a file under a temporary name, and has it put in its place when all of it is on the disk.
fn placed<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<(), E>,
    place: impl FnOnce(&Path) -> io::Result<()>,
) -> Result<(), E> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = folder.join(format!(".{name}{PARTIAL}{}", std::process::id()));
    let file = match create(&temporary) {
        // of a program that was killed and had the same number
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            fs::remove_file(&temporary).and_then(|()| create(&temporary))
        }
        made => made,
    };
    let written = file
        .map_err(E::from)
        .and_then(|mut file| {
            let _ = file.try_lock(); // see `remove_stale`; some file systems know no locks
            write(&mut file).and_then(|()| Ok(file.sync_all()?))
        })
        .and_then(|()| Ok(place(&temporary)?))
        .and_then(|()| Ok(sync_folder(folder)?));
    if written.is_err() {
        let _ = fs::remove_file(&temporary); // what matters is the first error
    }
    written
}

/// Makes new names in a folder survive a loss of power. Only Unix lets a program ask for it; elsewhere the file system
/// keeps its own log of names.
///
/// # Errors
/// If the disk refuses.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        match File::open(folder)?.sync_all() {
            // some network file systems know no such request
            Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
            other => other,
        }
    } else {
        Ok(())
    }
}

/// Removes what killed programs left half written in a folder.
pub fn remove_partial(folder: &Path) {
    for name in names(folder).unwrap_or_default() {
        if is_partial(&name) {
            let _ = fs::remove_file(folder.join(name)); // it is ignored anyway
        }
    }
}

/// Removes what killed programs left half written beside a file; what others are writing is locked, and stays.
pub fn remove_stale(path: &Path) {
    let folder = path.parent().unwrap_or(Path::new(""));
    let ours = format!(".{}{PARTIAL}", path.file_name().unwrap_or_default().to_string_lossy());
    let names = names(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).unwrap_or_default();
    for name in names.into_iter().filter(|name| name.starts_with(&ours) && is_partial(name)) {
        let stale = folder.join(name);
        let is_file = look(&stale).is_ok_and(|found| found.is_some_and(|found| found.is_file()));
        if is_file && File::open(&stale).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(stale); // it is ignored anyway
        }
    }
}

/// Is this the name of a file that was being written?
#[must_use]
pub fn is_partial(name: &str) -> bool {
    let process = name.strip_prefix('.').and_then(|name| name.rsplit_once(PARTIAL)).map_or("", |(_, process)| process);
    !process.is_empty() && process.bytes().all(|byte| byte.is_ascii_digit())
}

/// The names in a folder, sorted; none if there is no such folder.
///
/// # Errors
/// If it cannot be read.
pub fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable(); // a folder lists its files in any order
    Ok(names)
}

/// Has the disk, or the user's part of it, no room left?
#[must_use]
pub fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
}

/// What a name stands for, if for anything; a link stands for itself.
pub(super) fn look(path: &Path) -> io::Result<Option<fs::Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_leaves_what_was_there_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("runs.parquet");
        fs::write(&path, "old").unwrap();
        let error = replace(&path, |file| {
            file.write_all(b"half of the n")?;
            Err(ErrorKind::StorageFull.into())
        })
        .unwrap_err();
        assert!(is_full(&error));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(folder.path()).unwrap(), ["runs.parquet"]);
    }

    #[test]
    fn a_new_file_never_takes_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        write_new(&path, b"first").unwrap();
        assert_eq!(write_new(&path, b"second").unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        assert_eq!(names(folder.path()).unwrap(), ["mine.toml"]);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (elsewhere, path) = (folder.path().join("elsewhere"), folder.path().join("file"));
        fs::write(&elsewhere, "mine").unwrap();
        let temporary = folder.path().join(format!(".file{PARTIAL}{}", std::process::id()));
        std::os::unix::fs::symlink(&elsewhere, temporary).unwrap();
        replace(&path, |file| file.write_all(b"new")).unwrap();
        assert_eq!((fs::read(&elsewhere).unwrap(), fs::read(&path).unwrap()), (b"mine".to_vec(), b"new".to_vec()));
    }
}
