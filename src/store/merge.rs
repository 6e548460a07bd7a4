//! Shards into one: whatever parts the folders hold, each once.

use super::RUNS;
use super::assemble::assemble;
use super::folder::{cannot_read, claim, read_study};
use super::part::{Kept, State};
use super::reader::Reader;
use super::refusal::{damaged, foreign, no_sweep, other_format};
use super::study::{Shard, Study, stretches};
use crate::folder::{Mode, PARTS, ResultFolder, disk};
use crate::problem::{Failure, Problem, Problems};
use crate::text;
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was merged.
#[derive(Debug)]
pub struct Merged {
    /// The result in the making, with the file of all rows in it.
    pub folder: ResultFolder,
    /// The number of runs in it.
    pub runs: u64,
    /// The number of parts in it.
    pub parts: u64,
    /// What was wrong with copies that were not needed.
    pub warnings: Problems,
}

/// A folder with what is in it.
struct Found {
    folder: PathBuf,
    study: Study,
    kept: Vec<Kept>,
}

/// Joins the parts in folders, finished or not and in any order, into `runs.parquet` of a result in the folder `out`. Its
/// bytes are those of the sweep made in one piece. If a part is in several folders, any whole copy will do.
///
/// # Errors
/// If a folder holds no sweep or another study, runs are in none of them, folders differ in the same runs, `out` has
/// files and `force` is not set, or the disk is full or refuses.
pub fn merge(folders: &[PathBuf], out: &Path, force: bool) -> Result<Merged, Failure> {
    let mut warnings = Problems::default();
    let found = look(folders, out, &mut warnings)?;
    let study = common(&found).map_err(Failure::WrongInput)?;
    study.check()?;
    let parts = gathered(&found, &study, &mut warnings).map_err(Failure::WrongInput)?;
    let shards: BTreeSet<u64> = found.iter().map(|found| found.study.shard.of()).collect();
    complete(&study, &parts, &shards).map_err(Failure::WrongInput)?;
    let mut folder = claim(out, Mode::forced(force))?;
    let kept: Vec<Kept> = parts.into_values().collect();
    assemble(&mut folder, &study, &kept, &text!("merge again"; "重新合并"))?;
    Ok(Merged { folder, runs: study.identity.runs, parts: study.identity.parts(), warnings })
}

/// Looks into all folders.
fn look(folders: &[PathBuf], out: &Path, warnings: &mut Problems) -> Result<Vec<Found>, Failure> {
    let mut problems = Problems::default();
    let mut found = Vec::new();
    let place = |folder: &Path| fs::canonicalize(folder).ok();
    for folder in folders {
        if place(folder).is_some_and(|folder| Some(folder) == place(out)) {
            let shown = out.display();
            problems.push(
                Problem::error(text!(
                    "`{shown}` cannot be both merged and written";
                    "`{shown}`不能既是合并的来源又是输出"
                ))
                .hint(text!("name another folder with `--out`"; "请用`--out`另选文件夹")),
            );
            continue;
        }
        match look_into(folder, warnings) {
            Ok(one) => found.push(one),
            Err(Failure::WrongInput(others)) => problems.extend(others),
            Err(other) => return Err(other),
        }
    }
    if folders.is_empty() {
        problems.push(
            Problem::error(text!("there is nothing to merge"; "没有可合并的内容"))
                .hint(text!("name the folders of the shards"; "请指定各分片的文件夹")),
        );
    }
    if problems.has_errors() { Err(Failure::WrongInput(problems)) } else { Ok(found) }
}

fn look_into(folder: &Path, warnings: &mut Problems) -> Result<Found, Failure> {
    let parts = folder.join(PARTS);
    let in_progress = read_study(&parts, warnings);
    let finished = match Reader::open(&folder.join(RUNS)) {
        Ok(reader) => Some(Arc::new(reader)),
        Err(_) if !folder.join(RUNS).exists() => None,
        Err(problems) if in_progress.is_none() => return Err(Failure::WrongInput(problems)),
        Err(_) => {
            warnings.push(damaged(&folder.join(RUNS), &text!("it cannot be read"; "无法读取")));
            None
        }
    };
    // in an extended study the parts in progress say more than the file of fewer runs
    let study = in_progress.or_else(|| finished.as_ref().map(|reader| reader.study().clone()));
    let study = study.ok_or_else(|| {
        let hint = text!("name the folders of the shards of one sweep"; "请指定同一批量模拟各分片的文件夹");
        Failure::WrongInput(no_sweep(folder).hint(hint).into())
    })?;
    if let Some(problem) = other_format(folder, study.identity.format) {
        return Err(Failure::WrongInput(problem.into()));
    }
    let names = disk::names(&parts).map_err(|error| cannot_read(&parts, &error))?;
    let files = names.iter().filter_map(|name| Kept::named(&parts, name));
    let kept = finished.iter().flat_map(Reader::kept).chain(files).collect();
    Ok(Found { folder: folder.to_path_buf(), study, kept })
}

/// The study that all folders are of: that with the most runs, if some have been extended.
fn common(found: &[Found]) -> Result<Study, Problems> {
    // the one that most folders agree with; of several the first
    let agree = |one: &Found| found.iter().filter(|other| other.differs_from(one).is_none()).count();
    let most = found.iter().map(agree).max().unwrap_or_default();
    let judge = found
        .iter()
        .filter(|one| agree(one) == most)
        .reduce(|best, one| if one.study.identity.runs > best.study.identity.runs { one } else { best });
    let Some(judge) = judge else {
        return Err(Problem::error(text!("there is nothing to merge"; "没有可合并的内容")).into());
    };
    let mut problems = Problems::default();
    for odd in found {
        if let Some(difference) = odd.differs_from(judge) {
            let (folder, other) = (odd.folder.display(), judge.folder.display());
            let (title, expected) = (&odd.study.identity.title, &judge.study.identity.title);
            problems.push(
                Problem::error(text!(
                    "`{folder}` holds another study (`{title}`) than `{other}` (`{expected}`): {}", difference.en;
                    "`{folder}`中的研究（`{title}`）与`{other}`（`{expected}`）不同：{}", difference.zh
                ))
                .hint(text!("merge only the shards of one study"; "请只合并同一研究的分片")),
            );
        }
    }
    if problems.has_errors() {
        return Err(problems);
    }
    let mut study = Study { shard: Shard::WHOLE, ..judge.study.clone() };
    // of several versions that compute the same the last, in whatever order the folders are named
    let programs = found.iter().map(|one| &one.study.identity.program);
    study.identity.program = programs.max().cloned().unwrap_or_default();
    Ok(study)
}

impl Found {
    /// Why the folder cannot be merged with another.
    fn differs_from(&self, other: &Self) -> Option<Text> {
        let (one, two) = (&other.study, &self.study);
        let difference = two.identity.difference(&one.identity);
        difference.or_else(|| {
            let words = text!(
                "title, columns or provenance are not the same";
                "标题、列或来源说明不同"
            );
            let same = if one.identity.runs == two.identity.runs {
                one.identity.is_same(&two.identity) && one.schema == two.schema
            } else {
                one.schema.fits(&two.schema)
            };
            (!same).then_some(words)
        })
    }
}

/// A whole copy of every part that is there.
fn gathered(found: &[Found], study: &Study, warnings: &mut Problems) -> Result<BTreeMap<u64, Kept>, Problems> {
    let mut parts: BTreeMap<u64, Kept> = BTreeMap::new();
    for kept in found.iter().flat_map(|found| &found.kept) {
        match (kept.state(&study.identity, &study.schema), parts.get(&kept.number)) {
            (State::Whole, None) => {
                parts.insert(kept.number, kept.clone());
            }
            (State::Whole, Some(other)) if other.checksum != kept.checksum => {
                let runs = stretches(std::iter::once(study.identity.runs_of(kept.number)));
                let (one, two) = (other.path().display(), kept.path().display());
                return Err(Problem::error(text!(
                    "`{one}` and `{two}` have different results for the same runs {runs}";
                    "`{one}`与`{two}`中第{runs}次运行的结果不同"
                ))
                .hint(text!(
                    "the same study must give the same results everywhere: please report this";
                    "同一研究在任何机器上的结果都应相同，请报告此问题"
                ))
                .into());
            }
            (State::Whole, Some(_)) | (State::Short, _) => {}
            (State::Foreign, _) => warnings.push(foreign(kept.path())),
            (State::Damaged(why), _) => warnings.push(damaged(kept.path(), &why)),
        }
    }
    Ok(parts)
}

/// Are all parts there?
fn complete(study: &Study, parts: &BTreeMap<u64, Kept>, shards: &BTreeSet<u64>) -> Result<(), Problems> {
    let missing: Vec<u64> = (0..study.identity.parts()).filter(|part| !parts.contains_key(part)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let runs = stretches(missing.iter().map(|part| study.identity.runs_of(*part)));
    let hint = match shards.iter().copied().collect::<Vec<_>>()[..] {
        [of] if of > 1 => {
            let numbers: BTreeSet<u64> = missing.iter().map(|part| part % of).collect();
            let names: Vec<String> = numbers.iter().map(|number| format!("{number}/{of}")).collect();
            let names = names.join(", ");
            text!("run shard {names} again, with `--resume` if its folder is there";
                "请重新运行分片{names}；若其文件夹还在，请加`--resume`")
        }
        _ => text!("go on with the sweep, with `--resume`"; "请用`--resume`继续批量模拟"),
    };
    Err(Problem::error(text!("runs {runs} are in none of the folders"; "所有文件夹中都没有第{runs}次运行"))
        .hint(hint)
        .into())
}
