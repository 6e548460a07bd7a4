//! Rows on disk: the same bytes whatever happened on the way, and nothing finished lost.

mod bytes;
mod damage;
mod full;
mod kill;
mod merge;
mod resume;

use coke_sim::folder::Mode;
use coke_sim::problem::{Failure, Problems};
use coke_sim::store::{
    Column, FORMAT, Identity, Kind, RUNS, Rows, Schema, Shard, Store, Values, claim, merge as merge_folders,
};
use coke_sim::text::Language;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::{TempDir, tempdir};

const MIXES: [&str; 3] = ["plan", "tax", "分期"];

fn prints(of: &[(&str, &str)]) -> BTreeMap<String, String> {
    of.iter().map(|(name, print)| ((*name).to_owned(), (*print).to_owned())).collect()
}

pub fn identity(runs: u64) -> Identity {
    Identity {
        format: FORMAT,
        fingerprint: "2f9a".into(),
        title: "Coke and coal".into(),
        runs,
        mixes: MIXES.len() as u64,
        runs_per_part: 8,
        seed: 42,
        program: "coke-sim 0.1.0".into(),
        prints: prints(&[("scenario", "a1"), ("mixes", "b2"), ("numbers", "c3")]),
        equations: prints(&[("coke_price", "d4"), ("capacity", "e5")]),
    }
}

pub fn schema() -> Schema {
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
    f64::from_bits(1023 << 52 | bits >> 12) - 1.0
}

/// Every eleventh run fails.
fn fails(run: u64) -> bool {
    run % 11 == 5
}

/// The rows of a part as the engine would make them.
pub fn rows(identity: &Identity, part: u64) -> Rows {
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

/// What a user reads of what was refused.
fn refusal<T>(refused: Result<T, Failure>) -> String {
    english(refused.err().expect("it is refused").problems())
}

pub fn begin(out: &Path, identity: &Identity, schema: Schema, shard: Shard, force: bool) -> Result<Store, Failure> {
    Store::create(claim(out, Mode::forced(force))?, identity, schema, shard)
}

fn go_on(out: &Path, identity: &Identity, schema: Schema) -> Result<Store, Failure> {
    Store::resume(claim(out, Mode::Resume(RUNS))?, identity, schema, Shard::WHOLE)
}

fn create(out: &Path, runs: u64, shard: Shard) -> Store {
    begin(out, &identity(runs), schema(), shard, false).unwrap()
}

fn resume(out: &Path, runs: u64) -> Store {
    go_on(out, &identity(runs), schema()).unwrap()
}

/// The file of all rows of a study that is finished.
fn finished(store: Store) -> Vec<u8> {
    let mut folder = store.assemble().unwrap();
    folder.finish(&serde_json::Map::new()).unwrap();
    fs::read(folder.path().join(RUNS)).unwrap()
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
    let store = create(folder.path(), runs, Shard::new(number, of).unwrap());
    make(&store, runs);
    finished(store);
    folder
}

fn whole(runs: u64) -> (TempDir, Vec<u8>) {
    let folder = shard(runs, 0, 1);
    let bytes = fs::read(folder.path().join("runs.parquet")).unwrap();
    (folder, bytes)
}

fn merged(folders: &[&Path]) -> Result<Vec<u8>, Failure> {
    let out = tempdir().unwrap();
    let folders: Vec<PathBuf> = folders.iter().map(|folder| folder.to_path_buf()).collect();
    merge_folders(&folders, out.path(), false).map(|merged| fs::read(merged.folder.staged(RUNS)).unwrap())
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn parts(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder.join("parts")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "parquet"));
    paths.sort();
    paths
}
