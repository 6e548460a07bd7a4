//! What is written comes back, and is the same bytes whoever wrote it.

use super::{MIXES, begin, create, fails, finished, identity, make, number, parts, refusal, rows, schema, whole};
use crate::support::package;
use coke_sim::store::{Identity, Reader, Schema, Shard, Values, write_csv};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tempfile::tempdir;

#[test]
fn rows_come_back_as_they_were_given() {
    let (folder, _) = whole(21);
    let reader = Reader::open(&folder.path().join("runs.parquet")).unwrap();
    assert_eq!(reader.identity(), &identity(21));
    assert_eq!(reader.schema(), &schema());
    assert_eq!(reader.parts(), [0, 1, 2]);
    let all: Vec<usize> = (0..6).collect();
    for (group, part) in reader.parts().into_iter().enumerate() {
        let (found, given) = (reader.rows(group, &all).unwrap(), rows(&identity(21), part));
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
fn the_bytes_are_those_of_every_system() {
    // another release of the Parquet library may change them: then say so in the change log, since shards that were made
    // before do not merge with those made after
    let (_, bytes) = whole(45);
    assert_eq!(
        format!("{:x}", Sha256::digest(bytes)),
        "6e629898956323d8fc188cfeca19353136aec9099851339a374baa2559644373"
    );
}

#[test]
#[ignore = "writes `out/store` for `tests/statistics/parquet_check.py`"]
fn rows_for_another_reader() {
    let out = package("out/store");
    let store = begin(&out, &identity(205), schema(), Shard::WHOLE, true).unwrap();
    for part in store.missing() {
        let mut rows = rows(&identity(205), part);
        if let Values::Number(outcomes) = &mut rows.columns[3] {
            outcomes[..5].copy_from_slice(&[-0.0, 0.0, f64::INFINITY, f64::NEG_INFINITY, 5e-324]);
        }
        store.write(part, &rows).unwrap();
    }
    let mut folder = store.assemble().unwrap();
    write_csv(&mut folder).unwrap();
    folder.finish(&serde_json::Map::new()).unwrap();
}

#[test]
fn bytes_do_not_depend_on_the_order_of_parts_or_on_threads() {
    let (_, expected) = whole(45);
    let folder = tempdir().unwrap();
    let store = create(folder.path(), 45, Shard::WHOLE);
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
    assert!(finished(store) == expected);
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
    let begin = |identity: Identity, schema| begin(folder.path(), &identity, schema, Shard::WHOLE, false);
    assert!(begin(identity(0), schema()).is_err());
    assert!(begin(Identity { runs_per_part: 0, ..identity(1) }, schema()).is_err());
    assert!(begin(Identity { runs: u64::MAX, ..identity(1) }, schema()).is_err());
    let mut twice = schema();
    twice.columns[3].name = "run".into();
    assert!(refusal(begin(identity(1), twice)).contains("two columns called `run`"));
    assert!(begin(identity(1), Schema { columns: Vec::new(), metadata: Vec::new() }).is_err());
}

#[test]
fn the_text_has_every_bit_of_the_numbers() {
    let folder = tempdir().unwrap();
    let store = create(folder.path(), 21, Shard::WHOLE);
    make(&store, 21);
    let mut result = store.assemble().unwrap();
    write_csv(&mut result).unwrap();
    let path = result.staged("runs.csv");
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
