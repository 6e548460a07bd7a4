//! What `manifest.json` of a sweep says beside the list of files.

use super::Summaries;
use crate::folder::Hashed;
use crate::problem::Problems;
use crate::report::manifest::{About, Described, Making};
use crate::scenario::study::Study;
use crate::statistics::summary::SKETCH_RANK_ERRORS;
use crate::store::{Identity, Shard};
use crate::text::Language;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;

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
    /// Which share of the runs is here, if not all.
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<String>,
    /// How percentiles were found, and how far off they may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    percentiles: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stable: Option<bool>,
    /// The texts that the study was read from; none of shards that were merged.
    study: Vec<Hashed>,
    scenario: Option<Described>,
}

/// What the manifest says of the results of a study; of shards that were merged the study is not known.
#[must_use]
pub fn about<'s>(
    study: Option<&'s Study>,
    summaries: &'s Summaries,
    wall: Duration,
    language: Language,
) -> impl Serialize + use<'s> {
    let none = Problems::default();
    let warnings = study.map_or(&none, |study| &study.warnings);
    let making = Making::new(warnings, wall, language).with_seed(summaries.about.seed);
    let made_of = MadeOf {
        percentiles: Some(if summaries.is_exact() {
            "exact".to_owned()
        } else {
            format!(
                "from a sketch, whose ranks are off by at most {SKETCH_RANK_ERRORS:?} at p05 to p95 where it was measured"
            )
        }),
        failed: Some(summaries.failed.failed),
        stable: Some(summaries.is_stable()),
        shard: None,
        ..MadeOf::of(&summaries.identity, summaries.about.title.in_language(language), &summaries.about.method)
    };
    About { making, made_of: made_of.with(study, language) }
}

/// What the manifest says of a shard: there is no summary of it.
#[must_use]
pub fn about_shard<'s>(
    study: &'s Study,
    identity: &'s Identity,
    shard: Shard,
    wall: Duration,
    language: Language,
) -> impl Serialize + use<'s> {
    let making = Making::new(&study.warnings, wall, language).with_seed(study.seed);
    let made_of = MadeOf {
        shard: Some(shard.to_string()),
        ..MadeOf::of(identity, study.title.in_language(language), study.method.name())
    };
    About { making, made_of: made_of.with(Some(study), language) }
}

impl<'s> MadeOf<'s> {
    fn of(identity: &'s Identity, title: &'s str, design: &'s str) -> Self {
        Self {
            title,
            design,
            runs: identity.runs,
            mixes: identity.mixes,
            format: identity.format,
            fingerprint: &identity.fingerprint,
            fingerprints: &identity.prints,
            shard: None,
            percentiles: None,
            failed: None,
            stable: None,
            study: Vec::new(),
            scenario: None,
        }
    }

    fn with(self, study: Option<&Study>, language: Language) -> Self {
        let sources = study.map_or(&[][..], |study| &study.sources);
        Self {
            study: sources.iter().map(|source| Hashed::new(&source.name, source.text.as_bytes())).collect(),
            scenario: study.map(|study| Described::of(&study.base, language)),
            ..self
        }
    }
}
