//! The output folder: made if missing, never overwritten unasked, and never half written.
//!
//! All files are written to a folder of a temporary name beside the wanted one. Only when the last is whole does it
//! take its final name, so a killed run leaves nothing that looks like a result.

use crate::problem::{Problem, Problems};
use crate::scenario::file::{reason, unreadable};
use crate::text;
use crate::text::Text;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// A folder being written.
#[derive(Debug)]
pub struct OutputFolder {
    wanted: PathBuf,
    staging: PathBuf,
    files: Vec<PathBuf>,
    finished: bool,
}

impl OutputFolder {
    /// Prepares a folder; nothing stands under its final name before [`OutputFolder::finish`].
    ///
    /// # Errors
    /// If the folder has files and `force` is not set, it is a file, or it cannot be written.
    pub fn prepare(wanted: &Path, force: bool) -> Result<Self, Problems> {
        let shown = wanted.display();
        if wanted.as_os_str().is_empty() {
            return Err(Problem::error(text!("the output folder has no name"; "没有给出输出文件夹的名称"))
                .hint(text!("write `--out DIR`"; "请写`--out 文件夹`"))
                .into());
        }
        match fs::metadata(wanted) {
            Ok(metadata) if !metadata.is_dir() => {
                return Err(Problem::error(text!("`{shown}` is a file, not a folder"; "`{shown}`是文件，不是文件夹"))
                    .hint(another_folder())
                    .into());
            }
            Ok(_) => {
                let mut entries = fs::read_dir(wanted).map_err(|error| unreadable(&shown.to_string(), &error))?;
                if entries.next().is_some() && !force {
                    return Err(Problem::error(
                        text!("the folder `{shown}` already has files in it"; "文件夹`{shown}`中已有文件"),
                    )
                    .hint(text!(
                        "name another folder, or add `--force` to replace the results in it";
                        "请换一个文件夹，或加`--force`替换其中的结果"
                    ))
                    .into());
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                let why = reason(&error);
                return Err(Problem::error(
                    text!("cannot use the folder `{shown}`: {}", why.en; "无法使用文件夹`{shown}`：{}", why.zh),
                )
                .hint(another_folder())
                .into());
            }
        }
        let parent = match wanted.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        let name = wanted.file_name().map_or_else(|| "out".into(), |name| name.to_string_lossy().into_owned());
        let staging = parent.join(format!(".{name}.partial-{}", std::process::id()));
        let folder = Self { wanted: wanted.to_path_buf(), staging, files: Vec::new(), finished: false };
        fs::create_dir_all(&parent)
            .and_then(|()| fs::create_dir(&folder.staging))
            .map_err(|error| folder.failed(&error))?;
        // with `--force` the files move into the folder one by one: see now that they will be able to
        if wanted.is_dir() {
            let probe = wanted.join(format!(".partial-{}", std::process::id()));
            fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe)).map_err(|error| folder.failed(&error))?;
        }
        Ok(folder)
    }

    /// Writes a file, named relative to the folder.
    ///
    /// # Errors
    /// If the file system refuses.
    pub fn write(&mut self, name: impl AsRef<Path>, bytes: &[u8]) -> Result<(), Problems> {
        let name = name.as_ref();
        let path = self.staging.join(name);
        path.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&path, bytes))
            .map_err(|error| self.failed(&error))?;
        self.files.push(name.to_path_buf());
        Ok(())
    }

    /// Gives the folder its final name and returns the files in it.
    ///
    /// # Errors
    /// If the file system refuses.
    pub fn finish(mut self) -> Result<Vec<PathBuf>, Problems> {
        if self.wanted.is_dir() {
            // all files or none: a folder in the place of one must not stop half-way
            if let Some(name) = self.files.iter().find(|name| self.wanted.join(name).is_dir()) {
                let place = self.wanted.join(name);
                let place = place.display();
                return Err(Problem::error(text!(
                    "cannot write `{place}`: a folder of that name is there";
                    "无法写入`{place}`：已有同名文件夹"
                ))
                .hint(text!("remove it, or name another folder with `--out`"; "请删除它，或用`--out`另选文件夹"))
                .into());
            }
            let before = listed(&self.wanted.join(MANIFEST));
            for name in &self.files {
                let target = self.wanted.join(name);
                target
                    .parent()
                    .map_or(Ok(()), fs::create_dir_all)
                    .and_then(|()| fs::rename(self.staging.join(name), &target))
                    .map_err(|error| self.failed(&error))?;
            }
            let _ = fs::remove_dir_all(&self.staging); // only empty folders are left in it
            self.remove_replaced(&before);
        } else {
            fs::rename(&self.staging, &self.wanted).map_err(|error| self.failed(&error))?;
        }
        self.finished = true;
        Ok(std::mem::take(&mut self.files))
    }

    /// Removes the files of the results that were in the folder before: beside those of another run they would mislead.
    /// What the old manifest does not list is somebody else's and stays.
    fn remove_replaced(&self, before: &[PathBuf]) {
        for name in before.iter().filter(|name| !self.files.contains(name)) {
            let old = self.wanted.join(name);
            if fs::remove_file(&old).is_ok()
                && let Some(parent) = old.parent().filter(|parent| *parent != self.wanted)
            {
                let _ = fs::remove_dir(parent); // only if nothing is left in it
            }
        }
    }

    fn failed(&self, error: &io::Error) -> Problem {
        let (wanted, why) = (self.wanted.display(), reason(error));
        Problem::error(text!("cannot write the folder `{wanted}`: {}", why.en; "无法写入文件夹`{wanted}`：{}", why.zh))
            .hint(text!("name a folder that you may write to with `--out`"; "请用`--out`指定一个可写的文件夹"))
    }
}

/// The list of all files of a result.
const MANIFEST: &str = "manifest.json";

/// The files that a manifest lists, none if there is no manifest: only names that lead into the folder.
fn listed(manifest: &Path) -> Vec<PathBuf> {
    let document = fs::read(manifest).ok().and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    let outputs = document.as_ref().and_then(|document| document["outputs"].as_array());
    let names = outputs.into_iter().flatten().filter_map(|output| output["name"].as_str()).map(PathBuf::from);
    names.filter(|name| name.components().all(|part| matches!(part, Component::Normal(_)))).collect()
}

fn another_folder() -> Text {
    text!("name another folder with `--out`"; "请用`--out`另选文件夹")
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        if !self.finished {
            let _ = fs::remove_dir_all(&self.staging); // nothing more can be done about it here
        }
    }
}
