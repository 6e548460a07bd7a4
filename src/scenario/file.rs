//! Scenario files from disk: what can go wrong before the first character is understood.

use crate::problem::{BYTE_ORDER_MARK, Place, Problem, Problems, Source};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// A scenario is a few kilobytes; a file beyond this is something else.
pub const LARGEST_FILE: u64 = 4 * 1024 * 1024;

/// The scenarios within the program: name, file name, text.
pub const EMBEDDED: [(&str, &str, &str); 3] = [
    ("plan", "scenarios/plan.toml", include_str!("../../scenarios/plan.toml")),
    ("no-policy", "scenarios/no-policy.toml", include_str!("../../scenarios/no-policy.toml")),
    ("hindcast", "scenarios/hindcast.toml", include_str!("../../scenarios/hindcast.toml")),
];

/// A scenario within the program.
#[must_use]
pub fn embedded(name: &str) -> Option<Arc<Source>> {
    EMBEDDED.iter().find(|(known, ..)| *known == name).map(|(_, file, text)| Source::new(*file, *text))
}

/// Reads a scenario by path; a bare name that is no file is looked up within the program.
///
/// # Errors
/// If there is no such file, it cannot be read, is not a file, is empty, too large, or not UTF-8.
pub fn open(path: &Path) -> Result<Arc<Source>, Problems> {
    let shown = path.display();
    let names: Vec<&str> = EMBEDDED.iter().map(|(name, ..)| *name).collect();
    let built_in = format!("the program brings `{}`: `coke-sim run {}`", names.join("`, `"), names[0]);
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) => {
            if let Some(source) = path.to_str().and_then(embedded) {
                return Ok(source);
            }
            let problem = match error.kind() {
                std::io::ErrorKind::NotFound => {
                    Problem::error(format!("there is no file `{shown}`")).hint(format!("check the path; {built_in}"))
                }
                _ => Problem::error(format!("cannot read `{shown}`: {}", reason(&error))),
            };
            return Err(problem.into());
        }
    };
    if metadata.is_dir() {
        return Err(Problem::error(format!("`{shown}` is a folder, not a scenario file"))
            .hint("name a TOML file in it")
            .into());
    }
    if !metadata.is_file() {
        return Err(Problem::error(format!("`{shown}` is not a regular file")).hint("name a TOML file").into());
    }
    let too_large = || {
        Problem::error(format!("`{shown}` is larger than {} MB", LARGEST_FILE / 1024 / 1024))
            .hint("a scenario is a few kilobytes of TOML: is this another file?")
    };
    if metadata.len() > LARGEST_FILE {
        return Err(too_large().into());
    }
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(LARGEST_FILE + 1).read_to_end(&mut bytes))
        .map_err(|error| Problem::error(format!("cannot read `{shown}`: {}", reason(&error))))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(too_large().into());
    }
    if bytes.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(&bytes).iter().all(u8::is_ascii_whitespace) {
        return Err(Problem::error(format!("`{shown}` is empty"))
            .hint(format!("a scenario needs at least a title; {built_in}"))
            .into());
    }
    let name = shown.to_string();
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let readable = String::from_utf8_lossy(&error.as_bytes()[..good]).into_owned();
            let place = Place { source: Source::new(name, readable), span: good..good };
            Err(Problem::error(format!("`{shown}` is not UTF-8 text: byte {good} cannot be read"))
                .at(place, "unreadable from here on")
                .hint("save the file as UTF-8 (many Chinese editors default to GBK)")
                .into())
        }
    }
}

/// Why the system refused, without its error number.
#[must_use]
pub fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        std::io::ErrorKind::NotADirectory => "a part of the path is not a folder".to_owned(),
        std::io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        std::io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_lowercase()
        }
    }
}
