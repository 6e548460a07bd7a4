//! Rows on disk: the same bytes whatever happened on the way, and nothing finished lost.

use coke_sim::problem::Problems;
use coke_sim::store::{Column, Identity, Kind, Reader, Rows, Schema, Shard, Store, Values, merge, write_csv};
use coke_sim::text::Language;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::{TempDir, tempdir};

const MIXES: [&str; 3] = ["plan", "tax", "分期"];

fn identity(runs: u64) -> Identity {
    Identity {
        fingerprint: "2f9a".into(),
        title: "Coke and coal".into(),
        runs,
        mixes: MIXES.len() as u64,
        runs_per_part: 8,
        seed: 42,
        program: "coke-sim 0.1.0".into(),
    }
}

fn schema() -> Schema {
    let column = |name: &str, kind, unit: &str| Column {
        name: name.into(),
        kind,
        unit: unit.into(),
        description: format!("what `{name}` is"),
    };
    Schema {
        columns: vec![
            column("run", Kind::Run, ""),
            column("mix", Kind::Text, ""),
            column("price.elasticity", Kind::Number, "1"),
            column("capacity_2010", Kind::Number, "Mt/year"),
            column("within_limit", Kind::Verdict, ""),
            column("status", Kind::Text, ""),
        ],
        metadata: vec![("title".into(), "Coke and coal".into()), ("method".into(), "Sobol".into())],
    }
}

/// A number that looks random, and depends only on its place.
fn number(run: u64, salt: u64) -> f64 {
    let bits = (run + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(salt).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

/// Every eleventh run fails.
fn fails(run: u64) -> bool {
    run % 11 == 5
}

/// The rows of a part as the engine would make them.
fn rows(identity: &Identity, part: u64) -> Rows {
    let places: Vec<(u64, usize)> =
        identity.runs_of(part).flat_map(|run| (0..MIXES.len()).map(move |mix| (run, mix))).collect();
    let all = |of: &dyn Fn(u64, usize) -> f64| places.iter().map(|(run, mix)| of(*run, *mix)).collect();
    let outcome = |run, mix| if fails(run) { f64::NAN } else { 100.0 + number(run, mix as u64) };
    Rows {
        columns: vec![
            Values::Run(places.iter().map(|(run, _)| *run).collect()),
            Values::Text(places.iter().map(|(_, mix)| MIXES[*mix].into()).collect()),
            Values::Number(all(&|run, _| number(run, 99) * 1e-300)),
            Values::Number(all(&outcome)),
            Values::Verdict(
                places.iter().map(|(run, mix)| (!fails(*run)).then(|| outcome(*run, *mix) < 100.5)).collect(),
            ),
            Values::Text(
                places.iter().map(|(run, _)| if fails(*run) { "no coal, \"none\"" } else { "ok" }.into()).collect(),
            ),
        ],
    }
}

fn english(problems: &Problems) -> String {
    problems.render(Language::En, false)
}

fn create(out: &Path, runs: u64, shard: Shard) -> Store {
    Store::create(out, &identity(runs), schema(), shard, false).unwrap()
}

fn resume(out: &Path, runs: u64) -> Store {
    Store::resume(out, &identity(runs), schema(), Shard::WHOLE).unwrap()
}

/// Makes the parts that are missing, the last first.
fn make(store: &Store, runs: u64) -> usize {
    let missing = store.missing();
    for part in missing.iter().rev() {
        store.write(*part, &rows(&identity(runs), *part)).unwrap();
    }
    missing.len()
}

/// A finished shard, in a folder of its own.
fn shard(runs: u64, number: u64, of: u64) -> TempDir {
    let folder = tempdir().unwrap();
    let mut store = create(folder.path(), runs, Shard::new(number, of).unwrap());
    make(&store, runs);
    store.assemble().unwrap();
    folder
}

fn whole(runs: u64) -> (TempDir, Vec<u8>) {
    let folder = shard(runs, 1, 1);
    let bytes = fs::read(folder.path().join("runs.parquet")).unwrap();
    (folder, bytes)
}

fn merged(folders: &[&Path]) -> Result<Vec<u8>, Problems> {
    let out = tempdir().unwrap();
    let folders: Vec<PathBuf> = folders.iter().map(|folder| folder.to_path_buf()).collect();
    merge(&folders, out.path(), false).map(|merged| fs::read(merged.path).unwrap())
}

fn parts(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder.join("parts")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "parquet"));
    paths.sort();
    paths
}

#[test]
fn rows_come_back_as_they_were_given() {
    let (folder, _) = whole(21);
    let reader = Reader::open(&folder.path().join("runs.parquet")).unwrap();
    assert_eq!(reader.identity(), &identity(21));
    assert_eq!(reader.schema(), &schema());
    assert_eq!(reader.parts(), [0, 1, 2]);
    for part in 0..3_u64 {
        let all: Vec<usize> = (0..6).collect();
        let (found, given) = (reader.rows(part as usize, &all).unwrap(), rows(&identity(21), part));
        for (found, given) in found.columns.iter().zip(&given.columns) {
            match (found, given) {
                // NaN is not equal to itself: one bit pattern is read back, whichever was given
                (Values::Number(found), Values::Number(given)) => {
                    let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
                    assert_eq!(bits(found), bits(given));
                }
                _ => assert_eq!(found, given),
            }
        }
    }
    let some = reader.rows(1, &[4, 0]).unwrap();
    assert_eq!(some.columns[1], rows(&identity(21), 1).columns[0]);
    assert!(reader.rows(3, &[0]).is_err() && reader.rows(0, &[6]).is_err());
    assert!(!folder.path().join("parts").exists());
}

#[test]
fn bytes_do_not_depend_on_the_order_of_parts_or_on_threads() {
    let (_, expected) = whole(45);
    let folder = tempdir().unwrap();
    let mut store = create(folder.path(), 45, Shard::WHOLE);
    std::thread::scope(|scope| {
        for thread in 0..3 {
            let store = &store;
            scope.spawn(move || {
                for part in (0..6).filter(|part| part % 3 == thread) {
                    store.write(part, &rows(&identity(45), part)).unwrap();
                }
            });
        }
    });
    let path = store.assemble().unwrap();
    assert!(fs::read(path).unwrap() == expected);
}

#[test]
fn shards_merged_in_any_order_are_the_sweep_in_one_piece() {
    let (_, expected) = whole(45);
    for of in [1, 2, 3, 7] {
        let folders: Vec<TempDir> = (1..=of).map(|number| shard(45, number, of)).collect();
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
    let first = shard(45, 1, 2);
    let second = tempdir().unwrap();
    let store = create(second.path(), 45, Shard::new(2, 2).unwrap());
    store.write(1, &rows(&identity(45), 1)).unwrap();
    store.write(5, &rows(&identity(45), 5)).unwrap();
    let error = english(&merged(&[second.path(), first.path()]).unwrap_err());
    assert!(error.contains("runs 24-31 are in none of the folders"), "{error}");
    assert!(error.contains("run shard 2/2 again"), "{error}");
    store.write(3, &rows(&identity(45), 3)).unwrap();
    assert!(merged(&[second.path(), first.path()]).unwrap() == expected);
}

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
    let mut store = resume(folder.path(), 45);
    assert_eq!(store.missing(), [1, 2, 3, 5]);
    assert!(store.has(4) && !store.has(5));
    let error = english(&store.assemble().unwrap_err());
    assert!(error.contains("runs 8-31, 40-44 have not been made yet"), "{error}");
    assert_eq!(make(&store, 45), 4);
    let path = store.assemble().unwrap();
    assert!(fs::read(path).unwrap() == expected);
    assert_eq!(store.warnings().iter().count(), 0);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["runs.parquet"]);
}

#[test]
fn a_kill_at_the_very_end_loses_nothing() {
    let (_, expected) = whole(45);
    let folder = tempdir().unwrap();
    let store = create(folder.path(), 45, Shard::WHOLE);
    make(&store, 45);
    drop(store);
    // between the two steps of the end: the file is there, and so are the parts
    fs::write(folder.path().join("runs.parquet"), &expected).unwrap();
    let mut store = resume(folder.path(), 45);
    assert!(store.missing().is_empty());
    let path = store.assemble().unwrap();
    assert!(fs::read(path).unwrap() == expected);
    assert!(!folder.path().join("parts").exists());
}

#[test]
fn a_finished_sweep_is_left_as_it_is() {
    let (folder, expected) = whole(21);
    let path = folder.path().join("runs.parquet");
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    let mut store = resume(folder.path(), 21);
    assert!(store.missing().is_empty());
    store.assemble().unwrap();
    assert!(fs::read(&path).unwrap() == expected);
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
    assert!(!folder.path().join("parts").exists());
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
    let mut store = resume(folder.path(), 45);
    assert!(store.missing().is_empty());
    let path = store.assemble().unwrap();
    assert!(fs::read(path).unwrap() == expected);
}

#[test]
fn more_runs_of_a_sweep_in_progress_drop_the_part_that_was_cut_short() {
    let (_, expected) = whole(45);
    let folder = tempdir().unwrap();
    let store = create(folder.path(), 21, Shard::WHOLE);
    make(&store, 21);
    drop(store);
    let mut store = resume(folder.path(), 45);
    assert_eq!(store.missing(), [2, 3, 4, 5]);
    assert_eq!(store.warnings().iter().count(), 0);
    make(&store, 45);
    assert!(fs::read(store.assemble().unwrap()).unwrap() == expected);
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
fn fewer_runs_do_not_replace_more() {
    let (folder, _) = whole(45);
    let error = Store::resume(folder.path(), &identity(21), schema(), Shard::WHOLE).unwrap_err();
    assert!(english(&error).contains("a sweep of 45 runs, more than 21"), "{}", english(&error));
}

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
    let mut store = resume(folder.path(), 21);
    assert!(store.missing().is_empty());
    assert!(fs::read(store.assemble().unwrap()).unwrap() == expected);
}

#[test]
fn a_part_damaged_while_the_sweep_runs_is_no_result() {
    let folder = tempdir().unwrap();
    let mut store = create(folder.path(), 21, Shard::WHOLE);
    make(&store, 21);
    let files = parts(folder.path());
    let bytes = fs::read(&files[1]).unwrap();
    fs::write(&files[1], &bytes[..bytes.len() - 9]).unwrap();
    let error = english(&store.assemble().unwrap_err());
    assert!(error.contains("has been damaged") && error.contains("`--resume` makes again"), "{error}");
    assert!(!folder.path().join("runs.parquet").exists());
    drop(store);
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
    let store = Store::create(other.path(), &stranger, schema(), Shard::WHOLE, false).unwrap();
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
fn another_study_is_named_with_what_differs() {
    let (folder, _) = whole(21);
    let difference = |change: &dyn Fn(&mut Identity)| {
        let mut other = identity(21);
        change(&mut other);
        english(&Store::resume(folder.path(), &other, schema(), Shard::WHOLE).unwrap_err())
    };
    let seed = difference(&|other| other.seed = 43);
    assert!(seed.contains("holds another study, `Coke and coal`: the seed is 42, not 43"), "{seed}");
    assert!(difference(&|other| other.mixes = 4).contains("the number of policy mixes is 3, not 4"));
    assert!(difference(&|other| other.program = "coke-sim 9".into()).contains("coke-sim 0.1.0, not coke-sim 9"));
    assert!(difference(&|other| other.fingerprint = "x".into()).contains("its scenario, uncertain parameters"));
    let mut columns = schema();
    columns.columns.pop();
    let error = Store::resume(folder.path(), &identity(21), columns, Shard::WHOLE).unwrap_err();
    assert!(english(&error).contains("its columns are not the same"));
    assert!(fs::read_dir(folder.path()).unwrap().count() <= 2, "nothing was removed or written");
    assert!(resume(folder.path(), 21).missing().is_empty());
}

#[test]
fn a_folder_without_a_sweep_is_named() {
    let folder = tempdir().unwrap();
    let resume = |path: &Path| english(&Store::resume(path, &identity(21), schema(), Shard::WHOLE).unwrap_err());
    assert!(resume(folder.path()).contains("there is no sweep in the folder"));
    assert!(resume(&folder.path().join("none")).contains("there is no folder"));
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    assert!(resume(folder.path()).contains("there is no sweep in the folder"));
    fs::write(folder.path().join("runs.parquet"), "mine too, but no Parquet file").unwrap();
    assert!(resume(folder.path()).contains("damaged, or no Parquet file"), "{}", resume(folder.path()));
    assert!(resume(&folder.path().join("notes.txt")).contains("is a file, not a folder"));
}

#[test]
fn a_sweep_is_not_begun_over_another_unless_forced() {
    let (folder, _) = whole(21);
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    let begin = |force| Store::create(folder.path(), &identity(13), schema(), Shard::WHOLE, force);
    let error = english(&begin(false).unwrap_err());
    assert!(error.contains("already has files in it") && error.contains("`--resume` goes on"), "{error}");
    let store = begin(true).unwrap();
    assert_eq!(store.missing(), [0, 1]);
    assert!(!folder.path().join("runs.parquet").exists());
    assert!(folder.path().join("notes.txt").exists());
}

#[test]
fn two_programs_do_not_write_to_one_folder() {
    let folder = tempdir().unwrap();
    let first = create(folder.path(), 21, Shard::WHOLE);
    let second = |force| match force {
        true => Store::create(folder.path(), &identity(21), schema(), Shard::WHOLE, true),
        false => Store::resume(folder.path(), &identity(21), schema(), Shard::WHOLE),
    };
    for force in [true, false] {
        let error = english(&second(force).unwrap_err());
        assert!(error.contains("another coke-sim is writing to"), "{error}");
    }
    drop(first);
    second(false).unwrap();
}

#[test]
fn the_odd_folder_out_is_named() {
    let odd = tempdir().unwrap();
    let stranger = Identity { seed: 7, title: "Another".into(), ..identity(45) };
    drop(Store::create(odd.path(), &stranger, schema(), Shard::new(3, 3).unwrap(), false).unwrap());
    let (first, second) = (shard(45, 1, 3), shard(45, 2, 3));
    let error = english(&merged(&[odd.path(), first.path(), second.path()]).unwrap_err());
    let named = format!("`{}` holds another study (`Another`)", odd.path().display());
    assert!(error.contains(&named) && error.contains("the seed is 7, not 42"), "{error}");
    let error = english(&merged(&[first.path(), second.path()]).unwrap_err());
    assert!(error.contains("runs 16-23, 40-44 are in none of the folders"), "{error}");
    assert!(error.contains("run shard 3/3 again"), "{error}");
    assert!(english(&merged(&[]).unwrap_err()).contains("nothing to merge"));
    let empty = tempdir().unwrap();
    assert!(english(&merged(&[empty.path(), first.path()]).unwrap_err()).contains("there is no sweep in the folder"));
}

#[test]
fn different_results_of_the_same_runs_are_not_merged() {
    let first = shard(45, 1, 2);
    let second = tempdir().unwrap();
    let store = create(second.path(), 45, Shard::WHOLE);
    let mut changed = rows(&identity(45), 2);
    changed.columns[3] = Values::Number(vec![1.0; 24]);
    store.write(2, &changed).unwrap();
    let error = english(&merged(&[first.path(), second.path()]).unwrap_err());
    assert!(error.contains("have different results for the same runs 16-23"), "{error}");
}

#[test]
fn a_damaged_copy_is_replaced_by_a_whole_one() {
    let (_, expected) = whole(45);
    let (first, second) = (shard(45, 1, 2), shard(45, 2, 2));
    let copy = tempdir().unwrap();
    let store = create(copy.path(), 45, Shard::WHOLE);
    make(&store, 45);
    let file = &parts(copy.path())[3];
    fs::write(file, "gone").unwrap();
    assert!(merged(&[copy.path(), first.path(), second.path()]).unwrap() == expected);
    let out = tempdir().unwrap();
    let folders = [copy.path().into(), second.path().into()];
    let merged = merge(&folders, out.path(), false).unwrap();
    assert!(english(&merged.warnings).contains("is damaged and not used"));
    assert_eq!((merged.runs, merged.parts), (45, 6));
    // the folders are as they were
    assert_eq!(parts(copy.path()).len(), 6);
    assert!(second.path().join("runs.parquet").exists());
    // nor is one of them written to
    assert!(english(&merge(&folders, copy.path(), true).unwrap_err()).contains("cannot be both merged and written"));
    assert!(english(&merge(&folders, out.path(), false).unwrap_err()).contains("already has files in it"));
    merge(&folders, out.path(), true).unwrap();
}

#[test]
fn rows_of_the_wrong_shape_are_refused() {
    let folder = tempdir().unwrap();
    let store = create(folder.path(), 21, Shard::WHOLE);
    assert!(store.write(2, &rows(&identity(21), 1)).is_err());
    assert!(store.write(3, &rows(&identity(21), 3)).is_err());
    let mut swapped = rows(&identity(21), 0);
    swapped.columns.swap(2, 4);
    assert!(store.write(0, &swapped).is_err());
    assert_eq!(store.missing(), [0, 1, 2]);
    assert!(parts(folder.path()).is_empty());
}

#[test]
fn impossible_studies_are_refused() {
    let folder = tempdir().unwrap();
    let begin = |identity: Identity, schema| Store::create(folder.path(), &identity, schema, Shard::WHOLE, false);
    assert!(begin(identity(0), schema()).is_err());
    assert!(begin(Identity { runs_per_part: 0, ..identity(1) }, schema()).is_err());
    assert!(begin(Identity { runs: u64::MAX, ..identity(1) }, schema()).is_err());
    let mut twice = schema();
    twice.columns[3].name = "run".into();
    assert!(english(&begin(identity(1), twice).unwrap_err()).contains("two columns called `run`"));
    assert!(begin(identity(1), Schema { columns: Vec::new(), metadata: Vec::new() }).is_err());
}

#[test]
fn the_text_has_every_bit_of_the_numbers() {
    let (folder, _) = whole(21);
    let path = write_csv(folder.path()).unwrap();
    let mut reader = csv::Reader::from_path(path).unwrap();
    assert_eq!(reader.headers().unwrap().iter().next_back(), Some("status"));
    let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(records.len(), 21 * MIXES.len());
    for (position, record) in records.iter().enumerate() {
        let (run, mix) = ((position / MIXES.len()) as u64, position % MIXES.len());
        assert_eq!((&record[0], &record[1]), (run.to_string().as_str(), MIXES[mix]));
        assert_eq!(record[2].parse::<f64>().unwrap().to_bits(), (number(run, 99) * 1e-300).to_bits());
        if fails(run) {
            assert_eq!((&record[3], &record[4], &record[5]), ("", "", "no coal, \"none\""));
        } else {
            let outcome = 100.0 + number(run, mix as u64);
            assert_eq!(record[3].parse::<f64>().unwrap().to_bits(), outcome.to_bits());
            assert_eq!((&record[4], &record[5]), ((outcome < 100.5).to_string().as_str(), "ok"));
        }
    }
}

#[test]
fn several_threads_read_one_file() {
    let (folder, _) = whole(45);
    let reader = Arc::new(Reader::open(&folder.path().join("runs.parquet")).unwrap());
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let reader = &reader;
            scope.spawn(move || {
                for turn in 0..30 {
                    let part = (turn + thread) % 6;
                    let found = reader.rows(part, &[0, 5]).unwrap();
                    let given = rows(&identity(45), part as u64);
                    assert_eq!((&found.columns[0], &found.columns[1]), (&given.columns[0], &given.columns[5]));
                }
            });
        }
    });
}
