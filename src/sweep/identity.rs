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

/// The numbers of a part take no more than this, unless its fewest runs do: several parts are in memory at once. Only
/// studies that keep more than 2,000 numbers of every run have shorter parts for it. Much shorter ones would not help: the
/// file of all rows has about a kilobyte of its own for each column of each part.
const MOST_BYTES_A_PART: u64 = 128 * 1024 * 1024;

/// The identity of a study with as many runs as it asks for.
///
/// It takes a few runs and a trace of the model: ask for it once, and change the number of runs, on which nothing else in
/// it depends.
#[must_use]
pub fn identity(sweep: &Sweep<'_>) -> Identity {
    let study = sweep.study();
    let mixes = study.mixes.len() as u64;
    let numbers = (study.inputs.len() + study.outcomes.len()) as u64;
    let equations = fingerprint::equations(&trace(&study.base.baseline.sets));
    let mut identity = Identity {
        format: FORMAT,
        fingerprint: String::new(),
        title: study.title.en.clone(),
        runs: study.all_runs().unwrap_or(study.runs),
        mixes,
        runs_per_part: runs_per_part(mixes, numbers),
        seed: study.seed,
        program: format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
        prints: prints(sweep),
        equations: equations.into_iter().map(|(name, print)| (name.to_owned(), print)).collect(),
    };
    identity.fingerprint = whole(&identity);
    identity
}

/// How many runs of so many mixes a part has, each with so many numbers.
const fn runs_per_part(mixes: u64, numbers: u64) -> u64 {
    let bytes_a_run = mixes.saturating_mul(numbers).saturating_mul(8);
    let (by_rows, by_bytes) = (ROWS_A_PART / mixes, MOST_BYTES_A_PART / if bytes_a_run > 0 { bytes_a_run } else { 1 });
    let fitting = if by_rows < by_bytes { by_rows } else { by_bytes };
    // the largest power of two that is no larger: parts then end where designs are even
    1 << (if fitting > FEWEST_RUNS { fitting } else { FEWEST_RUNS }).ilog2()
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

#[cfg(test)]
mod tests {
    use super::runs_per_part;

    #[test]
    fn parts_have_as_many_rows_as_are_worth_a_file_and_as_many_numbers_as_memory_bears() {
        assert_eq!([1, 3, 4, 300, 4096].map(|mixes| runs_per_part(mixes, 100)), [8192, 2048, 2048, 16, 8]);
        // 8,000 numbers of every run: 64 kB each
        assert_eq!([1, 3, 4, 300, 4096].map(|mixes| runs_per_part(mixes, 8000)), [2048, 512, 512, 8, 8]);
        assert_eq!([2048, 2049].map(|numbers| runs_per_part(1, numbers)), [8192, 4096]);
        assert_eq!(runs_per_part(1, 0), 8192);
    }
}
