//! Is there room on the disk for what a sweep will write? Better asked before it runs than found out after hours.

use crate::problem::{Problem, Problems};
use crate::scenario::study::Study;
use crate::store::Shard;
use crate::text;
use std::path::Path;

/// Bytes of a number in a column; compression is not counted on.
const BYTES_A_NUMBER: u64 = 8;

/// Parts and the file that they are put together to stand side by side for a moment.
const COPIES: u64 = 2;

/// What a number takes in CSV: at most 17 digits, sign, point, exponent and comma.
const BYTES_A_NUMBER_IN_CSV: u64 = 24;

/// Space that is left to everything else on the disk.
const RESERVE: u64 = 16 * 1024 * 1024;

/// The bytes that results take at most, from the number of rows and of numbers in each.
#[must_use]
pub const fn bytes_of(rows: u64, numbers: u64, csv: bool) -> u64 {
    let a_number = BYTES_A_NUMBER * COPIES + if csv { BYTES_A_NUMBER_IN_CSV } else { 0 };
    rows.saturating_mul(numbers).saturating_mul(a_number)
}

/// Sees whether the results of this many runs, or of a shard of them, fit where they are to be written, beside what is
/// there: with `resume` that is gone on with.
///
/// # Errors
/// If they need more than there is.
pub fn check(study: &Study, runs: u64, shard: Shard, csv: bool, out: &Path, resume: bool) -> Result<(), Problems> {
    let rows = runs.saturating_mul(study.mixes.len() as u64).div_ceil(shard.of());
    let numbers = (study.inputs.len() + study.outcomes.len()) as u64;
    let used = if resume { used(out) } else { 0 };
    let needed = bytes_of(rows, numbers, csv).saturating_sub(used);
    match free(out) {
        Some(free) => fits(needed, free, out),
        None => Ok(()), // nobody knows: the disk will tell
    }
}

fn fits(needed: u64, free: u64, out: &Path) -> Result<(), Problems> {
    if needed.saturating_add(RESERVE) <= free || needed < RESERVE {
        return Ok(());
    }
    let (needed, free, out) = (for_people(needed), for_people(free), out.display());
    Err(Problem::error(text!(
        "the results may need {needed}, but `{out}` has {free} free";
        "结果可能需要{needed}，而`{out}`只剩{free}"
    ))
    .hint(text!(
        "ask for fewer runs, mixes or outcomes, make shards on several disks with `--shard`, or name another folder with `--out`";
        "请减少运行次数、组合或结果，用`--shard`分到多个磁盘，或用`--out`另选文件夹"
    ))
    .into())
}

/// Bytes in units that can be read.
pub(super) fn for_people(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["MB", "GB", "TB", "PB", "EB"];
    #[allow(clippy::cast_precision_loss)] // three digits are shown
    let mut size = bytes as f64 / 1e6;
    let mut unit = UNITS[0];
    for larger in &UNITS[1..] {
        if size < 1000.0 {
            break;
        }
        size /= 1000.0;
        unit = larger;
    }
    if size < 10.0 { format!("{size:.1} {unit}") } else { format!("{size:.0} {unit}") }
}

/// What the files of a folder of results take.
fn used(out: &Path) -> u64 {
    let of = |folder: &Path| -> u64 {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let files = entries.filter_map(|entry| entry.metadata().ok()).filter(std::fs::Metadata::is_file);
        files.map(|file| file.len()).sum()
    };
    of(out) + of(&out.join("parts"))
}

/// The free bytes of the file system that a folder lies in, or will; nothing if the system does not say.
#[cfg(unix)]
fn free(out: &Path) -> Option<u64> {
    let here = Path::new(".");
    let there = out.ancestors().find(|folder| folder.exists()).unwrap_or(here);
    let found = rustix::fs::statvfs(if there.as_os_str().is_empty() { here } else { there }).ok()?;
    found.f_bavail.checked_mul(found.f_frsize)
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::{RESERVE, bytes_of, fits, for_people};
    use crate::text::Language;
    use std::path::Path;

    #[test]
    fn results_take_two_copies_of_every_number_and_more_as_text() {
        assert_eq!(bytes_of(1000, 30, false), 480_000);
        assert_eq!(bytes_of(1000, 30, true), 480_000 + 720_000);
        assert_eq!(bytes_of(0, 30, true), 0);
        assert_eq!(bytes_of(u64::MAX, 2, false), u64::MAX, "no overflow");
    }

    #[test]
    fn what_does_not_fit_is_refused_with_both_numbers() {
        let out = Path::new("out");
        let (small, large) = (RESERVE - 1, 3 * RESERVE);
        assert_eq!(fits(large, large + RESERVE, out), Ok(()));
        assert_eq!(fits(small, 0, out), Ok(()), "a small study is not worth a refusal");
        let problem = fits(5_400_000_000_000, 320_000_000_000, out).unwrap_err();
        for language in Language::ALL {
            let said = problem.render(language, false);
            assert!(said.contains("5.4 TB") && said.contains("320 GB") && said.contains("`out`"), "{said}");
        }
        assert!(fits(large, large + RESERVE - 1, out).is_err());
    }

    #[test]
    fn sizes_can_be_read() {
        let sizes = [0, 1_500_000, 999_000_000, 1_000_000_000, u64::MAX].map(for_people);
        assert_eq!(sizes, ["0.0 MB", "1.5 MB", "999 MB", "1.0 GB", "18 EB"]);
    }
}
