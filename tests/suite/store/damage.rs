//! What is damaged, or not ours, is found and not used.

use super::{begin, create, english, finished, identity, make, merged, parts, refusal, resume, rows, schema, whole};
use coke_sim::store::{Identity, Reader, Shard};
use std::fs;
use tempfile::tempdir;

#[test]
fn a_part_that_was_cut_or_changed_is_made_again() {
    let (_, expected) = whole(21);
    let folder = tempdir().unwrap();
    let store = create(folder.path(), 21, Shard::WHOLE);
    make(&store, 21);
    drop(store);
    let files = parts(folder.path());
    let cut = fs::read(&files[0]).unwrap();
    let mut flipped = fs::read(&files[2]).unwrap();
    for length in [0, 3, cut.len() / 2, cut.len() - 1] {
        fs::write(&files[0], &cut[..length]).unwrap();
        let place = length % flipped.len();
        flipped[place] ^= 4;
        fs::write(&files[2], &flipped).unwrap();
        let store = resume(folder.path(), 21);
        assert_eq!(store.missing(), [0, 2]);
        let warnings = english(store.warnings());
        assert_eq!(warnings.matches("is damaged and not used").count(), 2, "{warnings}");
        make(&store, 21);
    }
    let store = resume(folder.path(), 21);
    assert!(store.missing().is_empty());
    assert!(finished(store) == expected);
}

#[test]
fn a_part_damaged_while_the_sweep_runs_is_no_result() {
    let folder = tempdir().unwrap();
    let store = create(folder.path(), 21, Shard::WHOLE);
    make(&store, 21);
    let files = parts(folder.path());
    let bytes = fs::read(&files[1]).unwrap();
    fs::write(&files[1], &bytes[..bytes.len() - 9]).unwrap();
    let error = refusal(store.assemble());
    assert!(error.contains("has been damaged") && error.contains("`--resume` makes again"), "{error}");
    assert!(!folder.path().join("runs.parquet").exists());
    assert_eq!(resume(folder.path(), 21).missing(), [1]);
}

#[test]
fn no_flipped_bit_changes_a_number_that_is_read_or_merged() {
    let (folder, good) = whole(21);
    let path = folder.path().join("runs.parquet");
    let columns = [0, 1, 4, 5]; // those that have no NaN and can be compared
    let mut refused = 0;
    let places = || (0..good.len()).step_by(5);
    for place in places() {
        let mut bad = good.clone();
        bad[place] ^= 1 << (place % 8);
        fs::write(&path, &bad).unwrap();
        if let Ok(reader) = Reader::open(&path) {
            assert_eq!((reader.identity(), reader.schema()), (&identity(21), &schema()), "byte {place}");
            for (group, part) in reader.parts().into_iter().enumerate() {
                if let Ok(found) = reader.rows(group, &columns) {
                    let given = rows(&identity(21), part);
                    assert!(columns.iter().zip(found.columns).all(|(column, found)| found == given.columns[*column]));
                }
            }
        }
        match merged(&[folder.path()]) {
            Ok(bytes) => assert!(bytes == good, "byte {place}"),
            Err(_) => refused += 1,
        }
    }
    // the others are not copied, but made anew: the magic number, places in the file, sums of sizes
    assert!(refused * 100 > places().count() * 80, "{refused} of {}", places().count());
}

#[test]
fn parts_of_another_study_are_not_taken() {
    let other = tempdir().unwrap();
    let stranger = Identity { fingerprint: "0000".into(), ..identity(21) };
    let store = begin(other.path(), &stranger, schema(), Shard::WHOLE, false).unwrap();
    make(&store, 21);
    let folder = tempdir().unwrap();
    drop(create(folder.path(), 21, Shard::WHOLE));
    let file = &parts(other.path())[0];
    fs::copy(file, folder.path().join("parts").join(file.file_name().unwrap())).unwrap();
    let store = resume(folder.path(), 21);
    assert_eq!(store.missing(), [0, 1, 2]);
    assert!(english(store.warnings()).contains("is a part of another study and not used"));
}

#[test]
fn what_is_said_of_the_study_is_not_needed_to_go_on_with_it() {
    let (_, expected) = whole(45);
    let (folder, _) = whole(21);
    let store = resume(folder.path(), 45);
    make(&store, 45);
    drop(store);
    for name in ["parts/study.json", "runs.parquet"] {
        fs::write(folder.path().join(name), "?").unwrap();
    }
    let store = resume(folder.path(), 45);
    assert_eq!(english(store.warnings()).matches("is damaged and not used: it cannot be read").count(), 2);
    // these were in the file
    assert_eq!(store.missing(), [0, 1]);
    make(&store, 45);
    assert!(finished(store) == expected);
}
