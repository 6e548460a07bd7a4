//! Which study rows belong to: fingerprints of all that decides them.

use super::prints::prints;
use crate::store::{FORMAT, Identity};
use crate::structure::fingerprint;
use crate::study::structure::trace;
use crate::study::sweep::Sweep;
use sha2::{Digest, Sha256};

/// A part has about this many rows: three seconds of work on two cores, so little is lost if it is cut off, and its file is
/// worth its head.
const ROWS_A_PART: u64 = 8192;

/// The fewest runs in a part: a block of lanes.
const FEWEST_RUNS: u64 = 8;

/// The identity of a study with as many runs as it asks for.
///
/// It takes a few runs and a trace of the model: ask for it once, and change the number of runs, on which nothing else in
/// it depends.
#[must_use]
pub fn identity(sweep: &Sweep<'_>) -> Identity {
    let study = sweep.study();
    let mixes = study.mixes.len() as u64;
    let fitting = (ROWS_A_PART / mixes).max(FEWEST_RUNS);
    let equations = fingerprint::equations(&trace(&study.base.baseline.sets));
    let mut identity = Identity {
        format: FORMAT,
        fingerprint: String::new(),
        title: study.title.en.clone(),
        runs: study.all_runs().unwrap_or(study.runs),
        mixes,
        // the largest power of two that is no larger: parts then end where designs are even
        runs_per_part: 1_u64 << fitting.ilog2(),
        seed: study.seed,
        program: format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
        prints: prints(sweep),
        equations: equations.into_iter().map(|(name, print)| (name.to_owned(), print)).collect(),
    };
    identity.fingerprint = whole(&identity);
    identity
}

/// One fingerprint of all others: that of every part.
fn whole(identity: &Identity) -> String {
    let Identity { format, mixes, runs_per_part, seed, prints, equations, .. } = identity;
    let mut hash = Sha256::new();
    for number in [u64::from(*format), *mixes, *runs_per_part, *seed] {
        hash.update(number.to_be_bytes());
    }
    for (name, print) in prints.iter().chain(equations) {
        hash.update(format!("{name} {print}\n"));
    }
    fingerprint::hexadecimal(hash)
}
