//! Files that are there whole or not at all, and what people read when the disk refuses.

use super::PARTS;
use crate::problem::{Problem, Problems};
use crate::scenario::file::reason;
use crate::text;
use crate::text::Text;
use parquet::errors::ParquetError;
use std::error::Error;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// How the name of a file goes on that is being written.
const PARTIAL: &str = ".partial-";

/// Writes a file under a temporary name; it takes its own once all of it is on the disk. On any error nothing of it is
/// left, and what had its name before still has it.
pub(super) fn replace<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<(), E>,
) -> Result<(), E> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = folder.join(format!(".{name}{PARTIAL}{}", std::process::id()));
    let written = File::create(&temporary)
        .map_err(E::from)
        .and_then(|mut file| write(&mut file).and_then(|()| Ok(file.sync_all()?)))
        .and_then(|()| Ok(fs::rename(&temporary, path)?))
        .and_then(|()| Ok(sync_folder(folder)?));
    if written.is_err() {
        let _ = fs::remove_file(&temporary); // what matters is the first error
    }
    written
}

/// Makes new names in a folder survive a loss of power. Only Unix lets a program ask for it; elsewhere the file system
/// keeps its own log of names.
fn sync_folder(folder: &Path) -> io::Result<()> {
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
pub(super) fn remove_partial(folder: &Path) {
    for name in names(folder).unwrap_or_default() {
        if is_partial(&name) {
            let _ = fs::remove_file(folder.join(name)); // it is ignored anyway
        }
    }
}

/// Is this the name of a file that was being written?
pub(super) fn is_partial(name: &str) -> bool {
    name.starts_with('.') && name.contains(PARTIAL)
}

/// The names in a folder, sorted; none if there is no such folder.
pub(super) fn names(folder: &Path) -> io::Result<Vec<String>> {
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

/// The lock of a study in progress, held until dropped or until the program ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    /// None where the file system knows no locks.
    _file: Option<File>,
}

impl Lock {
    /// The file that is locked.
    pub const NAME: &str = "lock";

    /// Locks the folder of results `out`, whose folder of parts is made if missing.
    pub fn take(out: &Path) -> Result<Self, Problems> {
        let parts = out.join(PARTS);
        let path = parts.join(Self::NAME);
        let open = || {
            fs::create_dir_all(&parts)?;
            File::options().create(true).truncate(false).write(true).open(&path)
        };
        let file = open().map_err(|error| cannot_write(&parts, &error))?;
        match file.try_lock() {
            // whoever had it before may just have finished and removed the folder
            Ok(()) if path.exists() => Ok(Self { _file: Some(file) }),
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(Self { _file: None }),
            Err(TryLockError::Error(error)) => Err(cannot_write(&path, &error)),
            Ok(()) | Err(TryLockError::WouldBlock) => {
                let out = out.display();
                Err(Problem::error(text!("another coke-sim is writing to `{out}`"; "另一个coke-sim正在写入`{out}`"))
                    .hint(text!(
                        "wait until it has finished, or name another folder with `--out`";
                        "请等它结束，或用`--out`另选文件夹"
                    ))
                    .into())
            }
        }
    }
}

/// The error of the system behind one of the Parquet library, or what the library says.
pub(super) fn cause(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => innermost(*error),
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

/// An error of the system may be wrapped in one of the library, and that in one of the system.
fn innermost(error: io::Error) -> io::Error {
    let mut next: Option<&(dyn Error + 'static)> = error.get_ref().map(|inner| inner as _);
    while let Some(inner) = next {
        next = match inner.downcast_ref::<io::Error>() {
            Some(inner) if inner.kind() != ErrorKind::Other => return inner.kind().into(),
            // its source would be that of what it wraps
            Some(inner) => inner.get_ref().map(|inner| inner as _),
            None => inner.source(),
        };
    }
    error
}

/// Has the disk, or the user's part of it, no room left?
pub(super) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
}

/// A file or folder that cannot be written, and what to do.
pub(super) fn cannot_write(path: &Path, error: &io::Error) -> Problems {
    let hint = if is_full(error) {
        text!(
            "free some space and go on with `--resume`: what was finished is kept";
            "请腾出空间，再用`--resume`继续：已完成的部分都在"
        )
    } else {
        text!("name a folder that you may write to with `--out`"; "请用`--out`指定一个可写的文件夹")
    };
    refused(path, error, hint)
}

/// A file that cannot be written, with a hint of its own.
pub(super) fn refused(path: &Path, error: &io::Error, hint: Text) -> Problems {
    let (shown, why) = (path.display(), reason(error));
    Problem::error(text!("cannot write `{shown}`: {}", why.en; "无法写入`{shown}`：{}", why.zh)).hint(hint).into()
}

/// The size of files for people.
pub(super) fn megabytes(paths: &[PathBuf]) -> u64 {
    let bytes: u64 = paths.iter().filter_map(|path| fs::metadata(path).ok()).map(|file| file.len()).sum();
    bytes.div_ceil(1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

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
    fn the_cause_is_found_in_however_many_wrappings() {
        let full = || io::Error::from(ErrorKind::StorageFull);
        let once = ParquetError::from(full());
        let thrice = ParquetError::from(io::Error::from(ParquetError::from(io::Error::other(full()))));
        assert_eq!(cause(once).kind(), ErrorKind::StorageFull);
        assert_eq!(cause(thrice).kind(), ErrorKind::StorageFull);
        assert_eq!(cause(ParquetError::General("x".into())).to_string(), "Parquet error: x");
    }

    #[test]
    fn a_lock_is_held_once() {
        let folder = tempfile::tempdir().unwrap();
        let first = Lock::take(folder.path()).unwrap();
        let second = Lock::take(folder.path()).unwrap_err();
        assert!(format!("{second:?}").contains("another coke-sim is writing to"));
        drop(first);
        Lock::take(folder.path()).unwrap();
    }
}
