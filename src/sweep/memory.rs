//! Is there memory for what a sweep will need? Better asked before it runs than ended by the system after hours.
//!
//! What takes memory is counted: parts of rows, what the file of all rows tells of its parts, summaries. The constants are
//! upper bounds; over the studies of `tests/suite/bounds.rs` the whole lies above what is used, and below twice of it.

use super::space::for_people;
use super::work::{BYTES_AT_ONCE, TASKS_A_THREAD, bytes_of_part, bytes_of_row, bytes_of_task, parts_may_wait};
use crate::problem::{Problem, Problems};
use crate::scenario::study::Study;
use crate::store::{Identity, Shard};
use crate::study::sweep::Row;
use crate::text;
use crate::text::Text;
use std::fs;
use std::path::Path;

/// The program with its data, before there is work.
const PROGRAM: u64 = 22 * MEGABYTE;

/// What a thread needs to simulate a block of runs.
const A_THREAD: u64 = 4 * MEGABYTE;

/// What is known of an outcome: names, unit and members, in the study, in the columns of the store, and in the notes of
/// files, where it is text of several kinds.
const AN_OUTCOME: u64 = 10 * 1024;

/// What the file of all rows tells of each column of each part: where it is, its size, its least and greatest value.
const A_COLUMN_OF_A_PART: u64 = 1500;

/// Columns of a part that is being written, beside the numbers: its file, and once more its file in the making.
const COPIES_WRITTEN: u64 = 3;

/// Less than this is never refused: the system has it, or nothing would run.
const SMALL: u64 = 128 * MEGABYTE;

const MEGABYTE: u64 = 1024 * 1024;

/// What a sweep needs at most, by what it is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    /// The program, its threads, the study.
    pub standing: u64,
    /// Parts in work.
    pub parts: u64,
    /// What the file of all rows tells of its parts.
    pub index: u64,
    /// Summaries of all rows.
    pub summaries: u64,
}

impl Needs {
    /// Of a study with so many runs, or a shard of it, on so many threads, whose summaries need so much.
    #[must_use]
    pub fn of(study: &Study, identity: &Identity, shard: Shard, threads: usize, summaries: u64) -> Self {
        let (mixes, threads) = (study.mixes.len() as u64, threads as u64);
        let columns = (study.inputs.len() + study.outcomes.len() + study.targets.len()) as u64;
        let levers = study.mixes.iter().map(|mix| mix.levers.iter().map(Vec::len).sum::<usize>()).sum::<usize>();
        // in the study, and by year in the sweep made of it
        let levers = 3 * 8 * levers as u64;
        let part = bytes_of_part(study, identity);
        let of_shard = identity.parts().div_ceil(shard.of());
        // rows of a few tasks, the columns they are put into, perhaps a part that waits, and one that is written
        let at_once = (BYTES_AT_ONCE as u64).max(threads * (TASKS_A_THREAD * bytes_of_task(study)) as u64);
        let rows_of_part = identity.runs_per_part.min(identity.runs) * mixes;
        let rows = at_once.min(rows_of_part * (bytes_of_row(study) + size_of::<Row>()) as u64);
        let in_work = (1 + u64::from(parts_may_wait(study, identity))).min(of_shard.saturating_sub(1));
        Self {
            standing: PROGRAM + threads * A_THREAD + columns * AN_OUTCOME + levers,
            parts: part.saturating_mul(in_work + COPIES_WRITTEN).saturating_add(rows),
            index: columns.saturating_mul(of_shard).saturating_mul(A_COLUMN_OF_A_PART),
            summaries: if shard == Shard::WHOLE { summaries } else { 0 },
        }
    }

    /// All that is needed at the same time: the file is put together when parts are done, summaries are made when it is.
    #[must_use]
    pub fn most(self) -> u64 {
        let Self { standing, parts, index, summaries } = self;
        standing.saturating_add(parts.max(summaries).saturating_add(index))
    }

    /// Sees whether the system has it.
    ///
    /// # Errors
    /// If it has less.
    pub fn check(self) -> Result<(), Problems> {
        // nobody knows: the system will tell
        available(Path::new("/")).map_or(Ok(()), |available| self.fit(available))
    }

    fn fit(self, available: u64) -> Result<(), Problems> {
        let needed = self.most();
        if needed <= available || needed <= SMALL {
            return Ok(());
        }
        let (needed, available) = (for_people(needed), for_people(available));
        Err(Problem::error(text!(
            "the sweep may need {needed} of memory, but the system has {available} left";
            "批量模拟可能需要{needed}内存，而系统只剩{available}"
        ))
        .hint(self.remedy())
        .into())
    }

    /// What helps against the largest of the needs.
    fn remedy(self) -> Text {
        let Self { standing, parts, index, summaries } = self;
        let largest = standing.max(parts).max(index).max(summaries);
        if largest == summaries {
            text!(
                "most of it is for summaries of every outcome under every mix: keep fewer outcomes or years, or compare fewer mixes; fewer runs help little, and shards only until they are merged";
                "大部分用于每个结果在每个组合下的汇总：请减少保留的结果或年份，或减少组合；减少次数作用不大，分片也只推迟到合并之时"
            )
        } else if largest == index {
            text!(
                "most of it is for what the file of all rows tells of each outcome, part by part: keep fewer outcomes or years, or ask for fewer runs";
                "大部分用于总表中逐段记录每个结果的信息：请减少保留的结果或年份，或减少模拟次数"
            )
        } else if largest == parts {
            text!(
                "most of it is for rows in work, at least eight runs of every mix: keep fewer outcomes or years, or compare fewer mixes at once; fewer runs, shards and threads help little";
                "大部分用于正在处理的结果，每个组合至少8次模拟：请减少保留的结果或年份，或减少同时比较的组合；减少次数、分片和线程作用不大"
            )
        } else {
            text!(
                "most of it is for threads and mixes: ask for fewer with `--threads`, or compare fewer mixes";
                "大部分用于线程和组合：请用`--threads`减少线程，或减少组合"
            )
        }
    }
}

/// The memory that the system can give without ending programs, or this program's share of it; none if it does not say,
/// as systems other than Linux do.
fn available(root: &Path) -> Option<u64> {
    let text = fs::read_to_string(root.join("proc/meminfo")).ok()?;
    let kilobytes = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?.trim().strip_suffix("kB")?;
    let of_system = kilobytes.trim().parse::<u64>().ok()?.saturating_mul(1024);
    Some(of_system.min(left_to_group(root).unwrap_or(u64::MAX)))
}

/// What is left below the limits of the control groups that the program is in: its own, and those around it.
fn left_to_group(root: &Path) -> Option<u64> {
    let groups = fs::read_to_string(root.join("proc/self/cgroup")).ok()?;
    let mut least = None;
    for line in groups.lines() {
        let mut fields = line.splitn(3, ':');
        let (_, Some(controllers), Some(path)) = (fields.next(), fields.next(), fields.next()) else { continue };
        let (base, limit, used) = if controllers.is_empty() {
            ("sys/fs/cgroup", "memory.max", "memory.current")
        } else if controllers.split(',').any(|controller| controller == "memory") {
            ("sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes")
        } else {
            continue;
        };
        // within a container a path may be that of the host, and the group is the root of what can be seen
        for group in Path::new(path.trim_start_matches('/')).ancestors() {
            let number = |file: &str| -> Option<u64> {
                fs::read_to_string(root.join(base).join(group).join(file)).ok()?.trim().parse().ok()
            };
            // `max` is no number, and no limit
            let (Some(limit), Some(used)) = (number(limit), number(used)) else { continue };
            let left = limit.saturating_sub(used.saturating_sub(given_back(&root.join(base).join(group))));
            least = Some(least.map_or(left, |least: u64| least.min(left)));
        }
    }
    least
}

/// What counts as used but is given back when it is needed: files that were read or written some time ago.
fn given_back(group: &Path) -> u64 {
    let text = fs::read_to_string(group.join("memory.stat")).unwrap_or_default();
    let of = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
    of("total_inactive_file ").or_else(|| of("inactive_file ")).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{MEGABYTE, Needs, available};
    use crate::text::Language;
    use std::fs;
    use std::path::Path;

    fn put(root: &Path, file: &str, text: &str) {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn what_is_available_is_what_the_system_and_every_group_leave() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        assert_eq!(available(root), None, "no such system");
        put(root, "proc/meminfo", "MemTotal:       32000 kB\nMemAvailable:   16000 kB\nBuffers: 1 kB\n");
        assert_eq!(available(root), Some(16_384_000));
        put(root, "proc/self/cgroup", "0::/user.slice/job\n");
        put(root, "sys/fs/cgroup/user.slice/job/memory.max", "max\n");
        put(root, "sys/fs/cgroup/user.slice/job/memory.current", "1000000\n");
        assert_eq!(available(root), Some(16_384_000), "no limit");
        put(root, "sys/fs/cgroup/user.slice/memory.max", "9000000\n");
        put(root, "sys/fs/cgroup/user.slice/memory.current", "5000000\n");
        put(root, "sys/fs/cgroup/user.slice/memory.stat", "anon 4000000\ninactive_file 1000000\n");
        assert_eq!(available(root), Some(5_000_000), "the group around it has a limit");
        // the older kind, in a container that sees its own group as the root
        put(root, "proc/self/cgroup", "9:name=systemd:/\n4:cpu,memory:/docker/0f\n0::/\n");
        put(root, "sys/fs/cgroup/memory/memory.limit_in_bytes", "3000000\n");
        put(root, "sys/fs/cgroup/memory/memory.usage_in_bytes", "1000000\n");
        assert_eq!(available(root), Some(2_000_000));
        put(root, "sys/fs/cgroup/memory/memory.usage_in_bytes", "4000000\n");
        assert_eq!(available(root), Some(0), "nothing is left");
    }

    #[test]
    fn what_is_too_much_is_said_in_numbers_with_what_helps() {
        let needs = |parts, index, summaries| Needs { standing: 50 * MEGABYTE, parts, index, summaries };
        let said =
            |needs: Needs, language| needs.fit(600 * MEGABYTE).err().map(|problems| problems.render(language, false));
        assert_eq!(said(needs(500 * MEGABYTE, 0, 500 * MEGABYTE), Language::En), None, "not at the same time");
        let parts = said(needs(500 * MEGABYTE, 100 * MEGABYTE, 0), Language::En).unwrap();
        assert!(parts.contains("may need 682 MB of memory, but the system has 629 MB left"), "{parts}");
        assert!(parts.contains("at least eight runs of every mix"), "{parts}");
        let summaries = said(needs(0, 0, 900 * MEGABYTE), Language::Zh).unwrap();
        assert!(
            summaries.contains("可能需要996 MB内存，而系统只剩629 MB") && summaries.contains("汇总"),
            "{summaries}"
        );
        let index = said(needs(0, 900 * MEGABYTE, 0), Language::En).unwrap();
        assert!(index.contains("part by part"), "{index}");
        assert_eq!(needs(100, 0, 0).fit(0), Ok(()), "little is always tried");
    }
}
