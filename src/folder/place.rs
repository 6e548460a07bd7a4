//! Where a folder of results is to be.

use super::disk::{look, sync_folder};
use super::refusal;
use crate::problem::{Failure, Problem, reason};
use crate::text;
use crate::text::Text;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

/// A place for a folder: the folders above it are there, no link is left in its path, and it is no link itself.
#[derive(Debug)]
pub(super) struct Place {
    /// The folder, as the user named it.
    pub shown: PathBuf,
    /// The folder that it is in.
    pub parent: PathBuf,
    /// Its path from the root.
    pub path: PathBuf,
    /// Folders that were made on the way to it, the outermost first.
    made: Vec<PathBuf>,
}

impl Place {
    /// Makes the folders above `wanted`, but not itself. Only when they are there is it clear which folder is meant.
    pub fn of(wanted: &Path) -> Result<Self, Failure> {
        let shown = wanted.to_path_buf();
        if wanted.as_os_str().is_empty() {
            return Err(Failure::WrongInput(
                Problem::error(text!("the output folder has no name"; "没有给出输出文件夹的名称"))
                    .hint(text!("write `--out DIR`"; "请写`--out 文件夹`"))
                    .into(),
            ));
        }
        let unusable = |error: &io::Error| refusal::unusable(&shown, error);
        let Some(name) = wanted.file_name() else {
            // `.`, `..`, `/`: it is there, or it is nothing
            let path = fs::canonicalize(wanted).map_err(|error| unusable(&error))?;
            let Some(parent) = path.parent().map(Path::to_path_buf) else { return Err(refusal::occupied(&shown)) };
            return Self { shown, parent, path, made: Vec::new() }.checked();
        };
        let parent = wanted.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut made = Vec::new();
        let parent = made_if_missing(parent, &mut made).inspect_err(|_| remove(&made))?;
        Self { shown, path: parent.join(name), parent, made }.checked()
    }

    /// The same, if it is a folder or nothing yet.
    fn checked(self) -> Result<Self, Failure> {
        let shown = self.shown.display();
        let wrong = match look(&self.path) {
            Ok(Some(found)) if found.is_symlink() => {
                let to = fs::read_link(&self.path).unwrap_or_default();
                let to = to.display();
                Some(Problem::error(text!("`{shown}` is a link to `{to}`"; "`{shown}`是指向`{to}`的链接")).hint(text!(
                    "results are not written through links: name the folder itself";
                    "结果不会通过链接写入：请直接指定该文件夹"
                )))
            }
            Ok(Some(found)) if !found.is_dir() => Some(refusal::is_a_file(&self.shown)),
            Ok(Some(_)) if std::env::current_dir().is_ok_and(|here| here.starts_with(&self.path)) => Some(
                Problem::error(text!("you are in the folder `{shown}`"; "当前目录就在文件夹`{shown}`中")).hint(text!(
                    "results take the place of their folder as a whole, so name one within, such as `--out results`";
                    "结果会整体取代其文件夹，请指定其中的一个文件夹，如`--out results`"
                )),
            ),
            Ok(_) => None,
            Err(error) => return Err(refusal::unusable(&self.shown, &error)),
        };
        match wrong {
            Some(problem) => {
                self.undo();
                Err(Failure::CouldNot(problem.into()))
            }
            None => Ok(self),
        }
    }

    /// Removes what was made on the way, if nothing has been put into it since.
    pub fn undo(&self) {
        remove(&self.made);
    }
}

/// Makes a folder with all that it is in, and returns its path without links.
fn made_if_missing(wanted: &Path, made: &mut Vec<PathBuf>) -> Result<PathBuf, Failure> {
    let unusable = |error: &io::Error| refusal::unusable(wanted, error);
    let mut there = wanted;
    let mut missing = Vec::new();
    let start = loop {
        let here = if there.as_os_str().is_empty() { Path::new(".") } else { there };
        match fs::metadata(here) {
            Ok(found) if !found.is_dir() => return Err(Failure::CouldNot(refusal::is_a_file(here).into())),
            Ok(_) => break fs::canonicalize(here).map_err(|error| unusable(&error))?,
            Err(error) if error.kind() == ErrorKind::NotFound && look(here).is_ok_and(|found| found.is_none()) => {}
            Err(error) => return Err(unusable(&error)),
        }
        // `x/..` is not where `x` is not
        let Some(Component::Normal(name)) = there.components().next_back() else {
            return Err(unusable(&ErrorKind::NotFound.into()));
        };
        missing.push(name);
        there = there.parent().unwrap_or(Path::new(""));
    };
    let mut path = start;
    for name in missing.into_iter().rev() {
        let within = path.join(name);
        match fs::create_dir(&within) {
            Ok(()) => made.push(within.clone()),
            // another program has just made it
            Err(error) if error.kind() == ErrorKind::AlreadyExists && within.is_dir() => {}
            Err(error) => return Err(unusable(&error)),
        }
        sync_folder(&path).map_err(|error| unusable(&error))?;
        path = within;
    }
    Ok(path)
}

fn remove(made: &[PathBuf]) {
    for folder in made.iter().rev() {
        let _ = fs::remove_dir(folder); // only if nothing is in it
    }
}

/// Why the system refuses a folder that is a mount point, in words that help; otherwise its own.
pub(super) fn reason_of(error: &io::Error) -> Text {
    match error.kind() {
        ErrorKind::ResourceBusy | ErrorKind::CrossesDevices => text!(
            "it is where another file system begins";
            "它是另一文件系统的挂载点"
        ),
        _ => reason(error),
    }
}
