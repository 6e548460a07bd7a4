//! A disk that is full.

use super::{begin, english, finished, identity, make, parts, refusal, resume, rows, schema, whole};
use coke_sim::store::Shard;
use std::fs;
use std::path::PathBuf;

const RUNS: u64 = 4_000;

/// Needs a file system of four megabytes that nobody else uses, such as
/// `mount -t tmpfs -o size=4m tmpfs FOLDER`, named by the variable `COKE_SIM_SMALL_DISK`.
#[test]
#[ignore = "needs a small disk"]
fn a_full_disk_loses_nothing_finished() {
    let Some(disk) = std::env::var_os("COKE_SIM_SMALL_DISK").map(PathBuf::from) else { return };
    let (_, expected) = whole(RUNS);
    let (filler, out) = (disk.join("filler"), disk.join("out"));
    let _ = fs::remove_dir_all(&out);
    let fill = || {
        let mut bytes = Vec::new();
        while fs::write(&filler, &bytes).is_ok() {
            bytes.resize(bytes.len() + 4096, 0);
        }
    };
    let partial = || {
        let names = fs::read_dir(&out).unwrap().chain(fs::read_dir(out.join("parts")).unwrap());
        names.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("partial")).count()
    };

    // nothing can begin, and nothing is left
    fill();
    let begin = || begin(&out, &identity(RUNS), schema(), Shard::WHOLE, false);
    let error = refusal(begin());
    assert!(error.contains("the disk is full"), "{error}");
    assert!(!out.exists());

    // it fills up among the parts
    fs::remove_file(&filler).unwrap();
    let store = begin().unwrap();
    for part in 0..100 {
        store.write(part, &rows(&identity(RUNS), part)).unwrap();
    }
    fill();
    let error = (100..500).find_map(|part| store.write(part, &rows(&identity(RUNS), part)).err()).unwrap();
    let error = english(error.problems());
    assert!(error.contains("the disk is full") && error.contains("go on with `--resume`"), "{error}");
    assert_eq!(partial(), 0);
    let made = parts(&out).len();
    assert_eq!(store.missing().len(), 500 - made);
    drop(store);

    // it is full again when all parts are there
    fs::remove_file(&filler).unwrap();
    let store = resume(&out, RUNS);
    assert_eq!(store.warnings().iter().count(), 0);
    assert_eq!(make(&store, RUNS), 500 - made);
    fill();
    let error = refusal(store.assemble());
    assert!(error.contains("the disk is full") && error.contains("all runs are made and kept"), "{error}");
    assert_eq!((partial(), parts(&out).len()), (0, 500));
    fs::remove_file(&filler).unwrap();
    assert!(finished(resume(&out, RUNS)) == expected);
    fs::remove_dir_all(&out).unwrap();
}
