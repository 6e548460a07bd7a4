//! Shards are put together as if there had never been any.

use super::{begin, create, english, identity, make, merged, parts, refusal, rows, schema, shard, whole};
use coke_sim::store::{Identity, Shard, Values, merge};
use std::fs;
use std::path::Path;
use tempfile::{TempDir, tempdir};

#[test]
fn shards_merged_in_any_order_are_the_sweep_in_one_piece() {
    let (_, expected) = whole(45);
    for of in [1, 2, 3, 7] {
        let folders: Vec<TempDir> = (0..of).map(|number| shard(45, number, of)).collect();
        let mut paths: Vec<&Path> = folders.iter().map(TempDir::path).collect();
        assert!(merged(&paths).unwrap() == expected, "{of} shards");
        paths.reverse();
        paths.push(paths[0]);
        assert!(merged(&paths).unwrap() == expected, "{of} shards from the last to the first, one of them twice");
    }
}

#[test]
fn a_killed_shard_counts_for_what_it_finished() {
    let (_, expected) = whole(45);
    let first = shard(45, 0, 2);
    let second = tempdir().unwrap();
    let store = create(second.path(), 45, Shard::new(1, 2).unwrap());
    store.write(1, &rows(&identity(45), 1)).unwrap();
    store.write(5, &rows(&identity(45), 5)).unwrap();
    let error = refusal(merged(&[second.path(), first.path()]));
    assert!(error.contains("runs 24-31 are in none of the folders"), "{error}");
    assert!(error.contains("run shard 1/2 again"), "{error}");
    store.write(3, &rows(&identity(45), 3)).unwrap();
    assert!(merged(&[second.path(), first.path()]).unwrap() == expected);
}

#[test]
fn shards_of_more_runs_merge_with_the_shorter_sweep() {
    let (_, expected) = whole(45);
    let (short, _) = whole(21);
    let long = tempdir().unwrap();
    let store = create(long.path(), 45, Shard::WHOLE);
    for part in 2..6 {
        store.write(part, &rows(&identity(45), part)).unwrap();
    }
    assert!(merged(&[short.path(), long.path()]).unwrap() == expected);
    assert!(merged(&[long.path(), short.path()]).unwrap() == expected);
}

#[test]
fn the_odd_folder_out_is_named() {
    let odd = tempdir().unwrap();
    let stranger = Identity { seed: 7, title: "Another".into(), ..identity(45) };
    drop(begin(odd.path(), &stranger, schema(), Shard::new(2, 3).unwrap(), false).unwrap());
    let (first, second) = (shard(45, 0, 3), shard(45, 1, 3));
    let error = refusal(merged(&[odd.path(), first.path(), second.path()]));
    let named = format!("`{}` holds another study (`Another`)", odd.path().display());
    assert!(error.contains(&named) && error.contains("the seed is 7, not 42"), "{error}");
    let error = refusal(merged(&[first.path(), second.path()]));
    assert!(error.contains("runs 16-23, 40-44 are in none of the folders"), "{error}");
    assert!(error.contains("run shard 2/3 again"), "{error}");
    assert!(refusal(merged(&[])).contains("nothing to merge"));
    let empty = tempdir().unwrap();
    assert!(refusal(merged(&[empty.path(), first.path()])).contains("there is no sweep in the folder"));
}

#[test]
fn different_results_of_the_same_runs_are_not_merged() {
    let first = shard(45, 0, 2);
    let second = tempdir().unwrap();
    let store = create(second.path(), 45, Shard::WHOLE);
    let mut changed = rows(&identity(45), 2);
    changed.columns[3] = Values::Number(vec![1.0; 24]);
    store.write(2, &changed).unwrap();
    let error = refusal(merged(&[first.path(), second.path()]));
    assert!(error.contains("have different results for the same runs 16-23"), "{error}");
}

#[test]
fn a_damaged_copy_is_replaced_by_a_whole_one() {
    let (_, expected) = whole(45);
    let (first, second) = (shard(45, 0, 2), shard(45, 1, 2));
    let copy = tempdir().unwrap();
    let store = create(copy.path(), 45, Shard::WHOLE);
    make(&store, 45);
    let file = &parts(copy.path())[3];
    fs::write(file, "gone").unwrap();
    assert!(merged(&[copy.path(), first.path(), second.path()]).unwrap() == expected);
    let out = tempdir().unwrap();
    let folders = [copy.path().into(), second.path().into()];
    let mut merged = merge(&folders, out.path(), false).unwrap();
    merged.folder.finish(&serde_json::Map::new()).unwrap();
    assert!(english(&merged.warnings).contains("is damaged and not used"));
    assert_eq!((merged.runs, merged.parts), (45, 6));
    // the folders are as they were
    assert_eq!(parts(copy.path()).len(), 6);
    assert!(second.path().join("runs.parquet").exists());
    // nor is one of them written to
    assert!(refusal(merge(&folders, copy.path(), true)).contains("cannot be both merged and written"));
    assert!(refusal(merge(&folders, out.path(), false)).contains("another coke-sim is writing"));
    drop(merged.folder);
    assert!(refusal(merge(&folders, out.path(), false)).contains("already has files in it"));
    merge(&folders, out.path(), true).unwrap();
}
