//! Tells the program what it was built from, for the manifest of a run: a commit, one with changes, or an archive.
//!
//! | built from | `COKE_SIM_COMMIT` |
//! |---|---|
//! | a commit | its first twelve digits |
//! | a working tree with changes in what the program is made of | the same with `+uncommitted` |
//! | sources that no git repository holds | `archive-` and the hash of these sources |
//!
//! A variable of that name in the environment of the build wins over all of them: who packs the program may know better.
//!
//! It is looked at again after any change of the sources or a new commit. A repository that is made around an archive, or
//! removed, shows with the next of these; until then what is told is of the same sources.

use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// What the program is made of.
const SOURCES: [&str; 6] = ["Cargo.lock", "Cargo.toml", "assets", "build.rs", "scenarios", "src"];

/// The name of what is told, and of the variable that wins.
const COMMIT: &str = "COKE_SIM_COMMIT";

/// Hexadecimal digits of a commit or a hash.
const DIGITS: usize = 12;

fn main() {
    println!("cargo::rerun-if-env-changed={COMMIT}");
    for source in SOURCES.into_iter().filter(|source| Path::new(source).exists()) {
        println!("cargo::rerun-if-changed={source}");
    }
    let said = env::var(COMMIT).ok().filter(|said| !said.trim().is_empty());
    let commit = said.or_else(commit).or_else(|| archive().ok());
    println!("cargo::rustc-env={COMMIT}={}", commit.as_deref().map_or("unknown", str::trim));
}

/// The commit that the sources stand on; none if git is missing, or the repository around them is not theirs.
fn commit() -> Option<String> {
    git(&["ls-files", "--error-unmatch", "build.rs"])?;
    let commit = git(&["rev-parse", &format!("--short={DIGITS}"), "HEAD"])?;
    // where a new commit shows: of a worktree, these files lie elsewhere
    let branch = git(&["symbolic-ref", "--quiet", "HEAD"]).unwrap_or_default();
    for file in ["HEAD", "logs/HEAD", "packed-refs", branch.as_str()] {
        // a missing file would mean to build anew every time
        if let Some(path) = git(&["rev-parse", "--git-path", file]).filter(|path| Path::new(path).is_file()) {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    let changes = git(&[&["status", "--porcelain", "--untracked-files=all", "--"], &SOURCES[..]].concat())?;
    Some(if changes.is_empty() { commit } else { commit + "+uncommitted" })
}

/// What git says, if it has something to say.
fn git(arguments: &[&str]) -> Option<String> {
    // looking must not write to the repository
    let output = Command::new("git").env("GIT_OPTIONAL_LOCKS", "0").args(arguments).output().ok()?;
    let words = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| words.trim().to_owned())
}

/// The hash of all sources.
fn archive() -> io::Result<String> {
    let mut files = Vec::new();
    for source in SOURCES {
        find(Path::new(source), &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for (name, file) in files {
        let bytes = fs::read(file)?;
        hash.update(format!("{name}\n{}\n", bytes.len()));
        hash.update(bytes);
    }
    let mut words = String::from("archive-");
    for byte in hash.finalize().iter().take(DIGITS / 2) {
        let _ = write!(words, "{byte:02x}"); // writing to a String cannot fail
    }
    Ok(words)
}

/// Files with their names, which are the same on every system.
fn find(path: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            find(&entry?.path(), files)?;
        }
    } else if path.exists() {
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        files.push((parts.join("/"), path.to_owned()));
    }
    Ok(())
}
