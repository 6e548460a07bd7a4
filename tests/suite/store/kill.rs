//! Real kills, in the middle of writing.

use super::{create, finished, identity, make, parts, resume, rows, whole};
use coke_sim::store::Shard;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::tempdir;

/// As many as take a while, since each part is forced to the disk.
const RUNS: u64 = 800;

/// Where the writer that is killed writes: no test of its own, it is started by the one below.
const FOLDER: &str = "COKE_SIM_KILLED_WRITER";

#[test]
#[ignore = "a helper of `a_killed_writer_loses_nothing_finished`"]
fn the_writer_that_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let store = resume(Path::new(&folder), RUNS);
    make(&store, RUNS);
}

#[test]
fn a_killed_writer_loses_nothing_finished() {
    let (_, expected) = whole(RUNS);
    let folder = tempdir().unwrap();
    drop(create(folder.path(), RUNS, Shard::WHOLE));
    let mut kills = 0;
    for _ in 0..5 {
        let before = parts(folder.path()).len();
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["store::kill::the_writer_that_is_killed", "--exact", "--ignored"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let start = Instant::now();
        while parts(folder.path()).len() < before + 7 && writer.try_wait().unwrap().is_none() {
            assert!(start.elapsed() < Duration::from_mins(1), "the writer writes");
            std::thread::sleep(Duration::from_millis(1));
        }
        writer.kill().unwrap();
        kills += i32::from(!writer.wait().unwrap().success());
        // every part that had its name is whole, whatever the writer was doing
        let finished = parts(folder.path()).len();
        let store = resume(folder.path(), RUNS);
        assert_eq!(store.warnings().iter().count(), 0);
        assert_eq!(store.missing().len() + finished, 100);
    }
    assert!(kills > 0, "the writer was killed before its end");
    let store = resume(folder.path(), RUNS);
    for part in store.missing() {
        store.write(part, &rows(&identity(RUNS), part)).unwrap();
    }
    assert!(finished(store) == expected);
}
