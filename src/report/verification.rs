//! Whether folders of results are what their manifests say, for people and programs.

use crate::folder::{Contents, Leftover, leftover};
use crate::safe::{csv, terminal};
use crate::text;
use crate::text::{Language, Text};
use serde::Serialize;
use std::io;
use std::path::{Path, PathBuf};

/// A folder held against its manifest.
#[derive(Debug, Serialize)]
pub struct Verified {
    /// The folder, as the user named it.
    #[serde(serialize_with = "shown")]
    folder: PathBuf,
    /// What results it is of; `null` if they are none of coke-sim.
    kind: Option<crate::folder::Kind>,
    /// The version of the program that wrote it.
    version: Option<String>,
    /// The commit of that program.
    commit: Option<String>,
    /// The number of files that are as they were written.
    whole: usize,
    /// What is not as it should be.
    differences: Vec<Difference>,
}

/// Something that is not as it should be.
#[derive(Debug, Serialize)]
struct Difference {
    state: State,
    /// The file, relative to the folder; for what lies beside the folder, its path.
    #[serde(serialize_with = "shown")]
    file: PathBuf,
}

/// A path as text, whatever its bytes are.
fn shown<S: serde::Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&path.display())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    Missing,
    Changed,
    Extra,
    Unfinished,
    HalfMade,
    Replaced,
    Kept,
}

impl State {
    fn word(self) -> Text {
        match self {
            Self::Missing => text!("missing"; "缺失"),
            Self::Changed => text!("changed"; "已改动"),
            Self::Extra => text!("extra"; "多出"),
            Self::Unfinished => text!("unfinished"; "未完成"),
            Self::HalfMade => text!("half-made"; "半成品"),
            Self::Replaced => text!("replaced"; "旧结果"),
            Self::Kept => text!("kept"; "移出"),
        }
    }

    /// What to know of it, and what to do.
    fn note(self) -> Text {
        match self {
            Self::Missing => text!("the manifest lists it"; "清单中有此文件"),
            Self::Changed => text!("not as coke-sim wrote it"; "与coke-sim写入时不同"),
            Self::Extra => text!("not written by coke-sim"; "并非coke-sim写入"),
            Self::Unfinished => {
                text!("a sweep in progress: `--resume` goes on with it"; "未完成的批量模拟：可用`--resume`继续")
            }
            Self::HalfMade => text!(
                "results in the making, or what an interrupted program left: the next run into the folder removes it";
                "正在生成的结果，或程序中断的残留：下次写入该文件夹时会清除"
            ),
            Self::Replaced => text!(
                "results that were being replaced: the next run into the folder puts them right";
                "正被替换的结果：下次写入该文件夹时会处理妥当"
            ),
            Self::Kept => text!(
                "files that coke-sim did not write, found among older results";
                "在旧结果中发现的、并非coke-sim写入的文件"
            ),
        }
    }
}

impl Verified {
    /// Looks into a folder and beside it; `None` if there is nothing of coke-sim.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn of(folder: &Path) -> io::Result<Option<Self>> {
        let contents = Contents::of(folder)?;
        let beside = leftover(folder)?;
        if contents.kind().is_none() && contents.manifest.is_none() && beside.is_empty() {
            return Ok(None);
        }
        let state = |state: State, files: &[PathBuf]| -> Vec<Difference> {
            files.iter().map(|file| Difference { state, file: file.clone() }).collect()
        };
        let mut differences = state(State::Missing, &contents.missing);
        differences.extend(state(State::Changed, &contents.changed));
        differences.extend(state(State::Extra, &contents.foreign));
        if !contents.parts.is_empty() {
            differences.push(Difference { state: State::Unfinished, file: crate::folder::PARTS.into() });
        }
        differences.extend(beside.into_iter().map(|(what, file)| {
            let state = match what {
                Leftover::HalfMade => State::HalfMade,
                Leftover::Replaced => State::Replaced,
                Leftover::Kept => State::Kept,
            };
            Difference { state, file }
        }));
        Ok(Some(Self {
            folder: folder.to_path_buf(),
            kind: contents.kind(),
            version: contents.manifest.as_ref().map(|manifest| manifest.version.clone()),
            commit: contents.manifest.and_then(|manifest| manifest.commit),
            whole: contents.whole.len(),
            differences,
        }))
    }

    /// Is the folder what its manifest says, and nothing else?
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.differences.is_empty()
    }

    /// For people: a line, and one for each difference.
    #[must_use]
    pub fn to_text(&self, language: Language) -> String {
        let folder = self.folder.display();
        let what = self.kind.map_or_else(|| text!("no results"; "没有结果"), crate::folder::Kind::results);
        let mut head = text!("{folder}: {}", what.en; "{folder}：{}", what.zh);
        if let Some(version) = &self.version {
            let commit = self.commit.as_ref().map_or_else(String::new, |commit| format!(" ({commit})"));
            head = text!("{}, written by coke-sim {version}{commit}", head.en; "{}，由coke-sim {version}{commit}写入", head.zh);
            if version != env!("CARGO_PKG_VERSION") {
                let here = env!("CARGO_PKG_VERSION");
                head = text!("{}, not by this {here}", head.en; "{}，不是当前的{here}", head.zh);
            }
        }
        let (whole, different) = (self.whole, self.differences.len());
        let count = if self.is_whole() {
            text!("; all {whole} files are as they were written"; "；全部{whole}个文件与写入时相同")
        } else {
            text!("; {whole} files are as they were written, {different} things are not"; "；{whole}个文件与写入时相同，{different}处有异")
        };
        let mut out = format!("{}{}\n", terminal::line(head.in_language(language)), count.in_language(language));
        for Difference { state, file } in &self.differences {
            let (word, note) = (state.word(), state.note());
            let (word, file) = (word.in_language(language), file.display());
            let line = text!("  {word}: {file} - {}", note.en; "  {word}：{file}，{}", note.zh);
            out += &terminal::line(line.in_language(language)); // a manifest and a folder may hold anything
            out.push('\n');
        }
        out
    }
}

/// One row a difference, and one for a folder that is whole.
#[must_use]
pub fn to_csv(all: &[Verified]) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let _ = csv.write_record(["folder", "state", "file"]); // writing to memory does not fail
    for one in all {
        let folder = one.folder.display().to_string();
        if one.is_whole() {
            let _ = csv.write_record([folder.as_str(), "whole", ""]);
        }
        for Difference { state, file } in &one.differences {
            let state = serde_json::to_value(state).ok().and_then(|state| state.as_str().map(str::to_owned));
            let _ = csv.write_record([&folder, &state.unwrap_or_default(), &file.display().to_string()]);
        }
    }
    csv.into_bytes()
}
