//! A scenario and the files it extends, in the order in which they are read: parents before children, each once.
//!
//! A file wins over all that it extends; of files side by side in `extends`, the later wins. A file that is reached
//! by two ways is read once, so two variants of one plan can both be extended and each keeps what it changes.

use crate::problem::{Place, Problem, Problems, Source, nearest};
use crate::scenario::file::{self, EMBEDDED, Unread};
use crate::scenario::number::{kind, place};
use crate::text;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Files beyond this many are no scenario.
const MOST_FILES: usize = 100;

/// One file.
pub(super) struct Member {
    pub(super) source: Arc<Source>,
    /// All files it extends, directly or not, as positions in the family.
    pub(super) ancestors: BTreeSet<usize>,
}

/// The folder of a baseline that a file names.
pub(super) struct Named {
    pub(super) folder: PathBuf,
    pub(super) place: Place,
}

impl Named {
    /// Is there such a folder, with any file of a baseline in it? Else each file would be missed on its own.
    pub(super) fn is_baseline(&self) -> Result<(), Problems> {
        let shown = self.folder.display();
        let message = if !self.folder.exists() {
            text!("there is no folder `{shown}`"; "没有文件夹`{shown}`")
        } else if !self.folder.is_dir() {
            text!("`{shown}` is a file, not the folder of a baseline"; "`{shown}`是文件，不是基准文件夹")
        } else if !self.folder.join("parameters.csv").exists() && !self.folder.join("sets.toml").exists() {
            text!("the folder `{shown}` holds no baseline"; "文件夹`{shown}`中没有基准数据")
        } else {
            return Ok(());
        };
        Err(Problem::error(message)
            .hint(text!(
                "name a folder with `parameters.csv`, `levers.csv` and the rest, relative to this file; without `baseline` the program's own data are used";
                "请写含`parameters.csv`、`levers.csv`等文件的文件夹，相对于本文件；不写`baseline`则用程序自带的数据"
            ))
            .into())
    }
}

/// All files of a scenario; the last is the scenario itself.
#[derive(Default)]
pub(super) struct Family {
    pub(super) members: Vec<Member>,
    pub(super) baseline: Option<Named>,
    pub(super) problems: Problems,
    /// What each member is known by, to know it again.
    identities: Vec<PathBuf>,
    /// The files being read, from the scenario down to the present one.
    open: Vec<(PathBuf, String)>,
}

impl Family {
    pub(super) fn of(source: &Arc<Source>) -> Self {
        let mut family = Self::default();
        family.read(source, identity(&source.name));
        family
    }

    /// Reads what a file extends, then puts it behind them; returns its position.
    fn read(&mut self, source: &Arc<Source>, identity: PathBuf) -> usize {
        self.open.push((identity.clone(), source.name.clone()));
        let (root, errors) = DeTable::parse_recoverable(&source.text);
        let mut ancestors = BTreeSet::new();
        if errors.is_empty() {
            for name in self.names_of_parents(source, root.get_ref()) {
                if let Some(parent) = self.parent(source, &name) {
                    ancestors.extend(self.members[parent].ancestors.iter().copied());
                    ancestors.insert(parent);
                }
            }
            self.find_baseline(source, root.get_ref());
        }
        self.open.pop();
        self.members.push(Member { source: Arc::clone(source), ancestors });
        self.identities.push(identity);
        self.members.len() - 1
    }

    /// What `extends` lists, each with its place.
    fn names_of_parents(&mut self, source: &Arc<Source>, root: &DeTable<'_>) -> Vec<(String, Place)> {
        let mut names = Vec::new();
        let Some(extends) = root.get("extends") else { return names };
        let mut take = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
            DeValue::String(name) if !name.trim().is_empty() => {
                names.push((name.to_string(), place(source, value.span())));
            }
            other => {
                let kind = kind(other);
                self.problems.push(
                    Problem::error(text!(
                        "`extends` needs names of files, not {}", kind.en;
                        "`extends`须为文件名，不能是{}", kind.zh
                    ))
                    .at(place(source, value.span()), text!("not the name of a file"; "不是文件名"))
                    .hint(text!(
                        "write `extends = \"plan.toml\"` or `extends = [\"plan.toml\", \"mine.toml\"]`";
                        "请写`extends = \"plan.toml\"`或`extends = [\"plan.toml\", \"mine.toml\"]`"
                    )),
                );
            }
        };
        match extends.get_ref() {
            DeValue::Array(list) => list.iter().for_each(take),
            _ => take(extends),
        }
        names
    }

    /// The position of a parent, read now if it was not before.
    fn parent(&mut self, child: &Source, (name, here): &(String, Place)) -> Option<usize> {
        let (source, identity) = self.find(child, name, here)?;
        if let Some(known) = self.identities.iter().position(|known| *known == identity) {
            return Some(known);
        }
        if let Some(start) = self.open.iter().position(|(open, _)| *open == identity) {
            let circle: Vec<&str> =
                self.open[start..].iter().map(|(_, name)| name.as_str()).chain([source.name.as_str()]).collect();
            let circle = circle.join("` -> `");
            self.problems.push(
                Problem::error(text!("files extend each other in a circle: `{circle}`"; "文件循环引用：`{circle}`"))
                    .at(here.clone(), text!("closes the circle"; "在此形成循环"))
                    .hint(text!("leave out one of them"; "请去掉其中一个")),
            );
            return None;
        }
        if self.members.len() + self.open.len() >= MOST_FILES {
            self.problems.push(
                Problem::error(text!("more than {MOST_FILES} files in one scenario"; "一个情景超过{MOST_FILES}个文件"))
                    .at(here.clone(), text!("one too many"; "过多")),
            );
            return None;
        }
        Some(self.read(&source, identity))
    }

    /// Finds a parent: relative to the file that names it, or within the program.
    fn find(&mut self, child: &Source, name: &str, here: &Place) -> Option<(Arc<Source>, PathBuf)> {
        let within = EMBEDDED.iter().any(|(_, file, _)| *file == child.name) && !Path::new(&child.name).is_file();
        if within && let Some((known, ..)) = EMBEDDED.iter().find(|(_, file, _)| file.ends_with(&format!("/{name}"))) {
            return file::embedded(known).map(|source| (source, PathBuf::from(known)));
        }
        let path = beside(child, name);
        if path.is_dir()
            && let Some(source) = file::embedded(name)
        {
            return Some((source, PathBuf::from(name)));
        }
        match file::read(&path) {
            Ok(source) => {
                let identity = identity(&source.name);
                return Some((source, identity));
            }
            Err(Unread::Problem(problem)) => {
                let problem = if problem.place.is_none() {
                    problem.at(here.clone(), text!("named here"; "在此引用"))
                } else {
                    problem.also(here.clone(), text!("named here"; "在此引用"))
                };
                self.problems.push(problem);
                return None;
            }
            Err(Unread::Missing) => {}
        }
        if let Some(source) = file::embedded(name) {
            return Some((source, PathBuf::from(name)));
        }
        let (shown, folder) = (path.display(), folder_of(child));
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder }.display();
        let mut problem = Problem::error(text!("there is no file `{shown}`"; "没有文件`{shown}`"))
            .at(here.clone(), text!("no such file"; "没有这个文件"))
            .hint(text!("it is looked for from the folder of this file, `{folder}`"; "从本文件所在的文件夹`{folder}`起查找"));
        let stem = Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if let Some((known, ..)) = EMBEDDED.iter().find(|(known, ..)| *known == stem) {
            problem = problem.hint(text!(
                "write `{known}` without `.toml` for the one within the program";
                "程序自带的情景请写`{known}`，不带`.toml`"
            ));
        } else {
            let near = nearest(name, EMBEDDED.iter().map(|(known, ..)| *known)).map(str::to_owned);
            if let Some(near) = near.or_else(|| file::similar(&path)) {
                problem = problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？"));
            }
        }
        self.problems.push(problem);
        None
    }

    fn find_baseline(&mut self, source: &Arc<Source>, root: &DeTable<'_>) {
        let Some(value) = root.get("baseline") else { return };
        let here = place(source, value.span());
        let DeValue::String(name) = value.get_ref() else {
            let kind = kind(value.get_ref());
            self.problems.push(
                Problem::error(
                    text!("`baseline` needs the name of a folder, not {}", kind.en; "`baseline`须为文件夹名，不能是{}", kind.zh),
                )
                .at(here, text!("not a folder"; "不是文件夹"))
                .hint(text!("write `baseline = \"folder\"`, relative to this file"; "请写`baseline = \"文件夹\"`，相对于本文件")),
            );
            return;
        };
        let folder = beside(source, name);
        let identity = |folder: &Path| folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
        match &self.baseline {
            Some(other) if identity(&other.folder) != identity(&folder) => self.problems.push(
                Problem::error(text!(
                    "two baselines in one scenario: `{}` and `{}`", other.folder.display(), folder.display();
                    "一个情景中有两个基准：`{}`和`{}`", other.folder.display(), folder.display()
                ))
                .at(here, text!("the second"; "第二个"))
                .also(other.place.clone(), text!("the first"; "第一个"))
                .hint(text!(
                    "a scenario describes one province: extend files with the same baseline only";
                    "一个情景只描述一个省：只能引用同一基准的文件"
                )),
            ),
            _ => self.baseline = Some(Named { folder, place: here }),
        }
    }
}

/// The folder that a file lies in, as its name says.
fn folder_of(source: &Source) -> PathBuf {
    Path::new(&source.name).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A path that is written in a file, as seen from where the program runs.
pub(super) fn beside(source: &Source, written: &str) -> PathBuf {
    let joined = folder_of(source).join(written);
    // `a/./b` is `a/b`; `a/../b` is left alone, since `a` may be a link
    joined.components().filter(|part| *part != Component::CurDir).collect()
}

/// What a file is known by, however its path is written.
fn identity(name: &str) -> PathBuf {
    Path::new(name).canonicalize().unwrap_or_else(|_| PathBuf::from(name))
}
