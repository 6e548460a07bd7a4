//! `manifest.json` of a sweep: from what, with what and into what it was made.

use super::Summaries;
use super::files::put;
use crate::problem::Problems;
use crate::report::manifest::{Described, Hashed, Making, Manifest};
use crate::scenario::file::unreadable;
use crate::scenario::study::Study;
use crate::statistics::summary::SKETCH_RANK_ERRORS;
use crate::text::Language;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The name of the file.
const MANIFEST: &str = "manifest.json";

/// What a sweep was made of.
#[derive(Serialize)]
struct MadeOf<'s> {
    title: &'s str,
    design: &'s str,
    runs: u64,
    mixes: u64,
    /// What the rows are, and what decides them: rows of the same fingerprint may stand together.
    format: u32,
    fingerprint: &'s str,
    fingerprints: &'s BTreeMap<String, String>,
    /// How percentiles were found, and how far off they may be.
    percentiles: String,
    failed: u64,
    stable: bool,
    /// The texts that the study was read from; none of shards that were merged.
    study: Vec<Hashed>,
    scenario: Option<Described>,
}

/// Writes the manifest of the files named.
///
/// # Errors
/// If the file system refuses.
pub fn write_manifest(
    out: &Path,
    study: Option<&Study>,
    summaries: &Summaries,
    files: &[PathBuf],
    wall: Duration,
    language: Language,
) -> Result<(), Problems> {
    let mut hashes = Vec::new();
    for name in files {
        hashes.push(hashed(out, name)?);
    }
    let none = Problems::default();
    let warnings = study.map_or(&none, |study| &study.warnings);
    let making = Making::new(warnings, wall, language).with_seed(summaries.about.seed);
    let made_of = MadeOf {
        title: summaries.about.title.in_language(language),
        design: &summaries.about.method,
        runs: summaries.identity.runs,
        mixes: summaries.identity.mixes,
        format: summaries.identity.format,
        fingerprint: &summaries.identity.fingerprint,
        fingerprints: &summaries.identity.prints,
        percentiles: if summaries.is_exact() {
            "exact".to_owned()
        } else {
            format!(
                "from a sketch, whose ranks are off by at most {SKETCH_RANK_ERRORS:?} at p05 to p95 where it was measured"
            )
        },
        failed: summaries.failed.failed,
        stable: summaries.is_stable(),
        study: study.map_or_else(Vec::new, |study| {
            study.sources.iter().map(|source| Hashed::new(&source.name, source.text.as_bytes())).collect()
        }),
        scenario: study.map(|study| Described::of(&study.base, language)),
    };
    put(&out.join(MANIFEST), &Manifest::new(making, made_of, hashes).to_json())
}

/// The hash of a file, read piece by piece: rows may be larger than memory.
fn hashed(out: &Path, name: &Path) -> Result<Hashed, Problems> {
    let path = out.join(name);
    let failed = |error: &std::io::Error| Problems::from(unreadable(&path.display().to_string(), error));
    let mut file = std::fs::File::open(&path).map_err(|error| failed(&error))?;
    let mut hash = crate::report::manifest::Hashing::default();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece).map_err(|error| failed(&error))? {
            0 => return Ok(hash.finish(name.display().to_string())),
            read => hash.add(&piece[..read]),
        }
    }
}
