//! What several commands on the model take and do alike.

use super::super::common::{Settings, read_all};
use super::super::{Failure, file, tell};
use crate::model::sets::Dimension;
use crate::problem::{Problem, Problems, nearest, visible};
use crate::report::model::key;
use crate::scenario::Scenario;
use crate::scenario::baseline::{Baseline, BaselineFiles};
use crate::structure::causes::Causes;
use crate::structure::{Kind, Structure};
use crate::study::causes::causes;
use crate::study::structure;
use crate::text;
use crate::text::{Language, Text};
use clap::Args;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Over which data the model is shown.
#[derive(Args, Clone, Debug)]
pub struct Source {
    /// Folder with the data of another province.
    #[arg(long, value_name = "DIR")]
    baseline: Option<PathBuf>,
}

impl Source {
    /// The baseline asked for.
    ///
    /// # Errors
    /// If anything in its files is wrong.
    pub fn baseline(&self) -> Result<Arc<Baseline>, Problems> {
        match &self.baseline {
            None => Ok(Baseline::embedded()),
            Some(folder) => BaselineFiles::folder(folder).and_then(Baseline::read).map(Arc::new),
        }
    }
}

/// The scenarios within the program: between them nearly every arrow moves something.
pub const SHIPPED: [&str; 3] = ["plan", "no-policy", "hindcast"];

/// The model with the signs of its arrows, as the runs of some scenarios give them.
#[derive(Debug)]
pub struct Looked {
    /// The model.
    pub structure: Structure,
    /// Who causes whom.
    pub causes: Causes,
}

impl Looked {
    /// Looks at these scenarios; at those within the program if none is named.
    ///
    /// # Errors
    /// If a scenario is wrong, or they differ in their sets.
    pub fn at(paths: &[PathBuf], settings: &Settings) -> Result<Self, Failure> {
        let default = SHIPPED.map(PathBuf::from);
        let paths = if paths.is_empty() { &default[..] } else { paths };
        let (scenarios, _) = read_all(paths, settings).map_err(Failure::WrongInput)?;
        let first = &scenarios[0].baseline.sets;
        let same = |other: &Scenario| {
            Dimension::ALL.iter().all(|set| other.baseline.sets.members(*set) == first.members(*set))
        };
        if !scenarios.iter().all(same) {
            let problem = Problem::error(text!(
                "these scenarios are of provinces with other sets";
                "这些情景所属省份的集合不同"
            ));
            let hint = text!("look at them one by one"; "请逐个查看");
            return Err(Failure::WrongInput(problem.hint(hint).into()));
        }
        Ok(Self::of(&scenarios))
    }

    /// Looks at scenarios of one province, of which there is at least one.
    #[must_use]
    pub fn of(scenarios: &[Scenario]) -> Self {
        let structure = structure::trace(&scenarios[0].baseline.sets);
        let causes = causes(&structure, scenarios);
        Self { structure, causes }
    }
}

/// A name as a message shows it: a very long one is cut.
#[must_use]
pub fn shortened(name: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown: String = visible(name).chars().take(LONGEST).collect();
    if name.chars().count() > LONGEST {
        shown.push('…');
    }
    shown
}

/// A name that no quantity has.
#[must_use]
pub fn unknown_quantity(structure: &Structure, wanted: &str) -> Problem {
    let shown = shortened(wanted);
    let problem = Problem::error(text!("the model has no `{shown}`"; "模型中没有`{shown}`"));
    let names: Vec<String> = structure.quantities().iter().filter(|one| one.kind != Kind::Step).map(key).collect();
    problem.hint(match nearest(wanted, names.iter().map(String::as_str)) {
        Some(near) => text!("did you mean `{near}`?"; "是否想写`{near}`？"),
        None => text!(
            "`coke-sim model list --search WORD` finds names";
            "可用`coke-sim model list --search 词`查找名称"
        ),
    })
}

/// A name that is none of those known.
#[must_use]
pub fn unknown(name: &str, noun: &Text, known: &BTreeSet<&str>) -> Problem {
    let problem = Problem::error(text!("there is no {} `{name}`", noun.en; "没有{}`{name}`", noun.zh));
    if let Some(near) = nearest(name, known.iter().copied()) {
        problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？"))
    } else {
        let all = known.iter().copied().collect::<Vec<_>>().join("`, `");
        problem.hint(text!("there is `{all}`"; "可用：`{all}`"))
    }
}

/// Writes a file and tells so.
///
/// # Errors
/// If the file system refuses.
pub fn written(file: &Path, text: &str, force: bool, language: Language) -> Result<(), Failure> {
    file::write(file, text, force)?;
    let shown = visible(&file.display().to_string());
    let said = text!("Written to {shown}"; "已写入{shown}");
    tell(&format!("{}\n", said.in_language(language)));
    Ok(())
}

/// Where a text goes: to a file, or to standard output for `-` or nothing.
#[must_use]
pub fn to_file(named: Option<&PathBuf>) -> Option<&Path> {
    named.map(PathBuf::as_path).filter(|path| path.as_os_str() != "-")
}

/// Whether two files are one, however they are spelt.
#[must_use]
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| file::folder_of(path).canonicalize().ok().zip(path.file_name().map(ToOwned::to_owned));
    one == other || whole(one).zip(whole(other)).is_some_and(|(one, other)| one == other)
}
