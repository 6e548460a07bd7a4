//! What several commands on the model take and do alike.

use super::super::{Failure, file};
use crate::problem::{Problem, Problems, nearest, visible};
use crate::scenario::baseline::{Baseline, BaselineFiles};
use crate::text;
use crate::text::{Language, Text};
use clap::Args;
use std::collections::BTreeSet;
use std::io::Write;
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
pub fn written(file: &Path, text: &str, language: Language) -> Result<(), Failure> {
    file::write(file, text)?;
    let shown = visible(&file.display().to_string());
    let said = text!("Written to {shown}"; "已写入{shown}");
    let _ = writeln!(anstream::stderr(), "{}", said.in_language(language)); // nowhere left to complain to
    Ok(())
}
