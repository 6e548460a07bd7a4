//! A study goes on where it was, and only in its own folder.

use super::{begin, create, finished, go_on, identity, make, names, refusal, resume, rows, schema, shard, whole};
use coke_sim::store::{Identity, Reader, Shard};
use std::fs;
use std::path::Path;
use tempfile::tempdir;

#[test]
fn an_interrupted_sweep_goes_on_where_it_was() {
    let (_, expected) = whole(45);
    let folder = tempdir().unwrap();
    let store = create(folder.path(), 45, Shard::WHOLE);
    for part in [4, 0] {
        store.write(part, &rows(&identity(45), part)).unwrap();
    }
    drop(store); // as a kill does: nothing is done on the way out but to free the lock
    fs::write(folder.path().join("parts/.000001-00.parquet.partial-7"), "half").unwrap();
    fs::write(folder.path().join(".runs.parquet.partial-7"), "half").unwrap();
    let store = resume(folder.path(), 45);
    assert_eq!(store.missing(), [1, 2, 3, 5]);
    assert!(store.has(4) && !store.has(5));
    assert_eq!(store.warnings().iter().count(), 0);
    let error = refusal(store.assemble());
    assert!(error.contains("runs 8-31, 40-44 have not been made yet"), "{error}");
    let store = resume(folder.path(), 45);
    assert_eq!(make(&store, 45), 4);
    assert!(finished(store) == expected);
    assert_eq!(names(folder.path()), ["manifest.json", "runs.parquet"]);
}

#[test]
fn a_kill_at_the_very_start_leaves_a_folder_that_is_new() {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("parts")).unwrap();
    for name in ["lock", ".study.json.partial-7"] {
        fs::write(folder.path().join("parts").join(name), "").unwrap();
    }
    drop(create(folder.path(), 21, Shard::WHOLE));
    assert_eq!(names(&folder.path().join("parts")), ["lock", "study.json"]);
    assert!(refusal(begin(folder.path(), &identity(21), schema(), Shard::WHOLE, false)).contains("already has files"));
}

#[test]
fn the_folder_of_a_shard_may_go_on_as_the_whole() {
    let (_, expected) = whole(45);
    let folder = shard(45, 1, 3);
    let reader = Reader::open(&folder.path().join("runs.parquet")).unwrap();
    assert_eq!((reader.parts(), reader.is_whole()), (vec![1, 4], false));
    let store = resume(folder.path(), 45);
    assert_eq!(store.missing(), [0, 2, 3, 5]);
    make(&store, 45);
    assert!(finished(store) == expected);
}

#[test]
fn a_finished_sweep_is_left_as_it_is() {
    let (folder, expected) = whole(21);
    let store = resume(folder.path(), 21);
    assert!(store.missing().is_empty());
    assert!(finished(store) == expected);
    assert_eq!(names(folder.path()), ["manifest.json", "runs.parquet"]);
}

#[test]
fn more_runs_keep_the_first_ones() {
    let (_, expected) = whole(45);
    let (folder, _) = whole(21);
    let store = resume(folder.path(), 45);
    // the third part was cut short by the end of the first sweep
    assert_eq!(store.missing(), [2, 3, 4, 5]);
    assert!(!store.has(2));
    assert_eq!(store.warnings().iter().count(), 0);
    make(&store, 45);
    drop(store);
    // killed before the end: the old file is still that of the first sweep
    assert_eq!(Reader::open(&folder.path().join("runs.parquet")).unwrap().identity().runs, 21);
    let store = resume(folder.path(), 45);
    assert!(store.missing().is_empty());
    assert!(finished(store) == expected);
}

#[test]
fn more_runs_of_a_sweep_in_progress_drop_the_part_that_was_cut_short() {
    let (_, expected) = whole(45);
    let folder = tempdir().unwrap();
    let store = create(folder.path(), 21, Shard::WHOLE);
    make(&store, 21);
    drop(store);
    let store = resume(folder.path(), 45);
    assert_eq!(store.missing(), [2, 3, 4, 5]);
    assert_eq!(store.warnings().iter().count(), 0);
    make(&store, 45);
    assert!(finished(store) == expected);
}

#[test]
fn fewer_runs_do_not_replace_more() {
    let (folder, _) = whole(45);
    let error = refusal(go_on(folder.path(), &identity(21), schema()));
    assert!(error.contains("a sweep of 45 runs, more than 21"), "{error}");
}

#[test]
fn another_study_is_named_with_what_differs() {
    let (folder, _) = whole(21);
    let difference = |change: &dyn Fn(&mut Identity)| {
        let mut other = identity(21);
        change(&mut other);
        refusal(go_on(folder.path(), &other, schema()))
    };
    let seed = difference(&|other| other.seed = 43);
    assert!(seed.contains("holds another study, `Coke and coal`: the seed is 42, not 43"), "{seed}");
    assert!(difference(&|other| other.mixes = 4).contains("the number of policy mixes is 3, not 4"));
    let mixes = difference(&|other| {
        other.fingerprint = "x".into();
        other.prints.insert("mixes".into(), "x".into());
    });
    assert!(mixes.contains("it has other policy mixes"), "{mixes}");
    let mut columns = schema();
    columns.columns.pop();
    assert!(refusal(go_on(folder.path(), &identity(21), columns)).contains("its columns are not the same"));
    assert_eq!(names(folder.path()), ["manifest.json", "runs.parquet"], "nothing was removed or written");
    assert!(resume(folder.path(), 21).missing().is_empty());
}

#[test]
fn a_folder_without_a_sweep_is_named() {
    let folder = tempdir().unwrap();
    let resume = |path: &Path| refusal(go_on(path, &identity(21), schema()));
    assert!(resume(folder.path()).contains("there is no sweep in the folder"));
    assert!(resume(&folder.path().join("none")).contains("there is no folder"));
    assert!(!folder.path().join("none").exists());
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    assert!(resume(folder.path()).contains("not written by coke-sim: `notes.txt`"), "{}", resume(folder.path()));
    assert!(resume(&folder.path().join("notes.txt")).contains("is a file, not a folder"));
}

#[test]
fn a_sweep_is_not_begun_over_another_unless_forced() {
    let (folder, expected) = whole(21);
    let begin = |force| begin(folder.path(), &identity(13), schema(), Shard::WHOLE, force);
    let error = refusal(begin(false));
    assert!(error.contains("already has files in it") && error.contains("`sweep --resume` goes on"), "{error}");
    let store = begin(true).unwrap();
    assert_eq!(store.missing(), [0, 1]);
    make(&store, 13);
    // until the new rows are whole, the old ones are there
    assert!(fs::read(folder.path().join("runs.parquet")).unwrap() == expected);
    assert!(finished(store) != expected);
}

#[test]
fn two_programs_do_not_write_to_one_folder() {
    let folder = tempdir().unwrap();
    let first = create(folder.path(), 21, Shard::WHOLE);
    for force in [true, false] {
        let error = if force {
            refusal(begin(folder.path(), &identity(21), schema(), Shard::WHOLE, true))
        } else {
            refusal(go_on(folder.path(), &identity(21), schema()))
        };
        assert!(error.contains("another coke-sim is writing to"), "{error}");
    }
    drop(first);
    go_on(folder.path(), &identity(21), schema()).unwrap();
}
