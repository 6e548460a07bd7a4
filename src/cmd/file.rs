//! One file that a command writes: never overwritten unasked, never half written.

use super::Failure;
use crate::folder::disk;
use crate::problem::Problem;
use crate::problem::reason;
use crate::text;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The folder that a file lies in.
#[must_use]
pub fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Sees whether a file can be written, before any work is done.
///
/// # Errors
/// If it is there already and `force` is not set, it is no file, or its folder is missing.
pub fn can_be_written(file: &Path, force: bool) -> Result<(), Failure> {
    check(file, force).map_err(|problem| Failure::CouldNot((*problem).into()))
}

/// Writes a file, whole or not at all. Without `force` a file that has come into its place since stays.
///
/// # Errors
/// If it is there already and `force` is not set, or the file system refuses.
pub fn write(file: &Path, text: &str, force: bool) -> Result<(), Failure> {
    let bytes = text.as_bytes();
    disk::remove_stale(file);
    let written = if force { disk::replace(file, |file| file.write_all(bytes)) } else { disk::write_new(file, bytes) };
    written.map_err(|error| {
        let problem = match error.kind() {
            ErrorKind::AlreadyExists => is_there(file),
            _ => not_written(file, &error),
        };
        Failure::CouldNot((*problem).into())
    })
}

fn is_there(file: &Path) -> Box<Problem> {
    let shown = file.display();
    Problem::error(text!("the file `{shown}` is there already"; "文件`{shown}`已存在"))
        .hint(text!("name another file, or add `--force` to replace it"; "请换一个文件名，或加`--force`替换"))
        .into()
}

fn check(file: &Path, force: bool) -> Result<(), Box<Problem>> {
    let shown = file.display();
    let folder = folder_of(file);
    if file.file_name().is_none() {
        return Err(Problem::error(text!("`{shown}` is not the name of a file"; "`{shown}`不是文件名"))
            .hint(text!("name a file, such as `mine.toml`"; "请写文件名，如`mine.toml`"))
            .into());
    }
    if !folder.is_dir() {
        let folder = folder.display();
        return Err(Problem::error(text!("there is no folder `{folder}`"; "没有文件夹`{folder}`"))
            .hint(text!("make it first, or name a file in another folder"; "请先建立该文件夹，或换一个文件夹"))
            .into());
    }
    match fs::metadata(file) {
        Ok(found) if found.is_dir() => {
            Err(Problem::error(text!("`{shown}` is a folder, not a file"; "`{shown}`是文件夹，不是文件"))
                .hint(text!("name a file in it"; "请指定其中的一个文件"))
                .into())
        }
        Ok(found) if !found.is_file() => {
            Err(Problem::error(text!("`{shown}` is not a regular file"; "`{shown}`不是普通文件"))
                .hint(text!("name a file, or write `-` for standard output"; "请写文件名；写`-`则输出到标准输出"))
                .into())
        }
        _ if fs::symlink_metadata(file).is_ok_and(|found| found.is_symlink()) => Err(Problem::error(
            text!("`{shown}` is a link"; "`{shown}`是链接"),
        )
        .hint(text!("files are not written through links: name the file itself"; "不会通过链接写入：请直接指定该文件"))
        .into()),
        Ok(_) if !force => Err(is_there(file)),
        Err(error) if error.kind() != ErrorKind::NotFound => Err(not_written(file, &error)),
        _ => Ok(()),
    }
}

fn not_written(file: &Path, error: &std::io::Error) -> Box<Problem> {
    let (shown, why) = (file.display(), reason(error));
    Problem::error(text!("cannot write `{shown}`: {}", why.en; "无法写入`{shown}`：{}", why.zh))
        .hint(text!("name a file that you may write"; "请指定一个可写的文件"))
        .into()
}
