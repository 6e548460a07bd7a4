//! Which study rows belong to: a hash of all that decides them.

use crate::scenario::resolved::{Content, to_toml};
use crate::scenario::study::Study;
use crate::store::Identity;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A part has about this many rows: three seconds of work on two cores, so little is lost if it is cut off, and its file is
/// worth its head.
const ROWS_A_PART: u64 = 8192;

/// The fewest runs in a part: a block of lanes.
const FEWEST_RUNS: u64 = 8;

/// The numbers of a part take no more than this, unless its fewest runs do: several parts are in memory at once. Only
/// studies that keep more than 2,000 numbers of every run have shorter parts for it. Much shorter ones would not help: the
/// file of all rows has about a kilobyte of its own for each column of each part.
const MOST_BYTES_A_PART: u64 = 128 * 1024 * 1024;

/// The identity of a study with this many runs.
#[must_use]
pub fn identity(study: &Study, runs: u64) -> Identity {
    let mixes = study.mixes.len() as u64;
    let runs_per_part = runs_per_part(mixes, (study.inputs.len() + study.outcomes.len()) as u64);
    Identity {
        fingerprint: fingerprint(study),
        title: study.title.en.clone(),
        runs,
        mixes,
        runs_per_part,
        seed: study.seed,
        program: format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
    }
}

/// How many runs of so many mixes a part has, each with so many numbers.
const fn runs_per_part(mixes: u64, numbers: u64) -> u64 {
    let bytes_a_run = mixes.saturating_mul(numbers).saturating_mul(8);
    let (by_rows, by_bytes) = (ROWS_A_PART / mixes, MOST_BYTES_A_PART / if bytes_a_run > 0 { bytes_a_run } else { 1 });
    let fitting = if by_rows < by_bytes { by_rows } else { by_bytes };
    // the largest power of two that is no larger: parts then end where designs are even
    1 << (if fitting > FEWEST_RUNS { fitting } else { FEWEST_RUNS }).ilog2()
}

/// A hash of everything that decides rows: the scenario with every value, what varies and how, the mixes, what is kept,
/// and the program. Not of titles, nor of what is done with the rows.
fn fingerprint(study: &Study) -> String {
    struct Hasher(Sha256);
    impl Write for Hasher {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0.update(text.as_bytes());
            Ok(())
        }
    }
    let mut base = study.base.clone();
    base.title = crate::text::Text::default();
    base.description = crate::text::Text::default();
    let mut hasher = Hasher(Sha256::new());
    let inputs: Vec<_> = study.inputs.iter().map(|input| (&input.key, &input.effect, &input.shared)).collect();
    let mixes: Vec<_> = study.mixes.iter().map(|mix| (&mix.name, &mix.levers)).collect();
    let targets: Vec<_> = study.targets.iter().map(|target| &study.base.targets[*target].tests).collect();
    // writing to a hasher cannot fail
    let _ = write!(
        hasher,
        "{}\n{}\n{inputs:?}\n{:?}\n{mixes:?}\n{:?}\n{targets:?}\n{:?}",
        env!("COKE_SIM_COMMIT"),
        to_toml(&base, &Content::default()),
        study.futures,
        study.outcomes,
        base.baseline.sets,
    );
    let mut text = String::with_capacity(64);
    for byte in hasher.0.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
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
