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

/// The identity of a study with this many runs.
#[must_use]
pub fn identity(study: &Study, runs: u64) -> Identity {
    let mixes = study.mixes.len() as u64;
    let fitting = (ROWS_A_PART / mixes).max(FEWEST_RUNS);
    // the largest power of two that is no larger: parts then end where designs are even
    let runs_per_part = 1_u64 << fitting.ilog2();
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
