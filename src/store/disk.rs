//! What people read when the disk refuses, and what it said.

use crate::folder::disk::is_full;
use crate::problem::{Failure, Problem, reason};
use crate::text;
use crate::text::Text;
use parquet::errors::ParquetError;
use std::error::Error;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

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

/// A file or folder that cannot be written, and what to do.
pub(super) fn cannot_write(path: &Path, error: &io::Error) -> Failure {
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
pub(super) fn refused(path: &Path, error: &io::Error, hint: Text) -> Failure {
    let (shown, why) = (path.display(), reason(error));
    let problem = Problem::error(text!("cannot write `{shown}`: {}", why.en; "无法写入`{shown}`：{}", why.zh));
    Failure::CouldNot(problem.hint(hint).into())
}

/// The size of files for people.
pub(super) fn megabytes(paths: &[PathBuf]) -> u64 {
    let bytes: u64 = paths.iter().filter_map(|path| fs::metadata(path).ok()).map(|file| file.len()).sum();
    bytes.div_ceil(1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_found_in_however_many_wrappings() {
        let full = || io::Error::from(ErrorKind::StorageFull);
        let once = ParquetError::from(full());
        let thrice = ParquetError::from(io::Error::from(ParquetError::from(io::Error::other(full()))));
        assert_eq!(cause(once).kind(), ErrorKind::StorageFull);
        assert_eq!(cause(thrice).kind(), ErrorKind::StorageFull);
        assert_eq!(cause(ParquetError::General("x".into())).to_string(), "Parquet error: x");
    }
}
