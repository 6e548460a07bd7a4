//! Files of a command that makes several: all written, hashed, and told to its user.

use super::{Failure, tell};
use crate::folder::ResultFolder;
#[cfg(feature = "charts")]
use crate::problem::Problem;
use crate::problem::{Problems, visible};
#[cfg(feature = "charts")]
use crate::report::chart::ChartError;
#[cfg(feature = "charts")]
use crate::report::figures::Figure;
use crate::scenario::Scenario;
use crate::scenario::resolved::{Content, to_toml};
use crate::text;
use crate::text::Language;
#[cfg(feature = "charts")]
use crate::text::Text;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Files to be written: names within the folder, and bytes.
pub type Files = Vec<(String, Vec<u8>)>;

/// Writes all files and a manifest that says this `about` them; returns what is in the folder, and warnings.
///
/// # Errors
/// If the file system refuses, or files that are not ours have come into the folder.
pub fn write_all(
    mut folder: ResultFolder,
    files: &Files,
    about: &impl Serialize,
) -> Result<(Vec<PathBuf>, Problems), Failure> {
    for (name, bytes) in files {
        folder.write(name, bytes)?;
    }
    folder.finish(about)
}

/// A scenario that runs again to the same bits, with the files of its baseline beside it if the program lacks them.
#[must_use]
pub fn resolved_scenario(scenario: &Scenario, within: &str, name: &str, baseline: &str) -> Files {
    let folder = scenario.baseline_folder.as_ref().map(|_| baseline.to_owned());
    let content = Content { baseline: folder.clone(), ..Content::default() };
    let mut files = vec![(format!("{within}{name}"), to_toml(scenario, &content).into_bytes())];
    if let Some(folder) = folder {
        let named = scenario.baseline.files.named().into_iter();
        files
            .extend(named.map(|(file, source)| (format!("{within}{folder}/{file}"), source.text.clone().into_bytes())));
    }
    files
}

/// Charts as files, both forms of each; if they could not be drawn, a warning that says where the `numbers` are.
#[cfg(feature = "charts")]
pub fn pictures(drawn: Result<Vec<Figure>, ChartError>, numbers: Text, warnings: &mut Problems) -> Files {
    let drawn = drawn.unwrap_or_else(|error| {
        let why = error.text();
        let problem = Problem::warning(text!("no charts were drawn: {}", why.en; "未能绘制图表：{}", why.zh));
        warnings.push(problem.hint(numbers));
        Vec::new()
    });
    let both = |figure: Figure| {
        let name = |form: &str| format!("charts/{}.{form}", figure.name);
        [(name("svg"), figure.svg.into_bytes()), (name("png"), figure.png)]
    };
    drawn.into_iter().flat_map(both).collect()
}

/// Tells on standard error what was written; of files in folders of their own, only how many.
pub fn where_files_went(out: &Path, files: &[PathBuf], language: Language) {
    let (within, top): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.components().count() > 1);
    let mut said: Vec<String> = top.iter().map(|file| file.display().to_string()).collect();
    let mut folders: Vec<(String, usize)> = Vec::new();
    for file in within {
        let Some(folder) = file.components().next() else { continue };
        let folder = folder.as_os_str().to_string_lossy().into_owned();
        match folders.iter_mut().find(|(known, _)| *known == folder) {
            Some((_, count)) => *count += 1,
            None => folders.push((folder, 1)),
        }
    }
    said.extend(folders.into_iter().map(|(folder, count)| {
        let words = text!("{count} files in {folder}/"; "{folder}/中{count}个文件");
        words.in_language(language).to_owned()
    }));
    let out = visible(&out.display().to_string());
    let line = text!("Written to {out}: {}", said.join(", "); "已写入{out}：{}", said.join("、"));
    tell(&format!("{}\n", line.in_language(language)));
}
