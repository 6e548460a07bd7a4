//! `coke-sim new`: a commented scenario or study to start from.

use super::file::{self, folder_of};
use super::{Failure, print, tell};
use crate::problem::{Problems, Source, visible};
use crate::scenario::file::embedded;
use crate::scenario::template::{self, Head};
use crate::scenario::{Scenario, read, study_template};
use crate::text;
use crate::text::Language;
use clap::Args;
use std::path::{Component, Path, PathBuf};

/// What `coke-sim new` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim new mine.toml                        no new policy; all levers listed, each with its meaning
  coke-sim new mine.toml --extends plan         the plan, to be changed in some points
  coke-sim new mine.toml --study                a study: many futures under several policy mixes
  coke-sim new - | less                         only to read

Exit codes: 0 done; 1 could not do it (the file is there already, file system); 2 what it is to extend is wrong.")]
pub struct Arguments {
    /// File to write; `-` for standard output.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Start from another scenario: a file, or `plan`, `no-policy`, `hindcast`. Can be repeated; the last wins.
    #[arg(long, value_name = "SCENARIO")]
    extends: Vec<PathBuf>,

    /// Folder with the data of another province. A scenario that is extended brings its own.
    #[arg(long, value_name = "DIR", conflicts_with = "extends")]
    baseline: Option<PathBuf>,

    /// Write a study, not a scenario.
    #[arg(long, conflicts_with_all = ["extends", "baseline"])]
    study: bool,

    /// Replace the file if it is there.
    #[arg(long)]
    force: bool,

    /// Do not say what to do next.
    #[arg(long, short)]
    quiet: bool,
}

/// The schema that editors look for beside a scenario.
const SCHEMA: &str = "scenario.schema.json";

/// The same beside a study.
const STUDY_SCHEMA: &str = "study.schema.json";

/// Runs the command.
///
/// # Errors
/// If the file is there already or cannot be written, or what it is to start from is wrong.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let file = &arguments.file;
    let to_stdout = file.as_os_str() == "-";
    if !to_stdout {
        file::can_be_written(file, arguments.force)?;
    }
    let folder = if to_stdout { PathBuf::from(".") } else { folder_of(file) };
    let text = if arguments.study {
        let schema = folder.join(STUDY_SCHEMA).is_file().then(|| format!("./{STUDY_SCHEMA}"));
        study_template::to_toml(schema.as_deref(), language)
    } else {
        let (start, head) = start(arguments, &folder).map_err(Failure::WrongInput)?;
        template::to_toml(&start, &head, language)
    };
    if to_stdout {
        return print(&text);
    }
    file::write(file, &text, arguments.force)?;
    if !arguments.quiet {
        let shown = visible(&file.display().to_string());
        let verb = if arguments.study { format!("sweep {shown} --out DIR") } else { format!("run {shown}") };
        let said = text!(
            "Written to {shown}. Next: change what you like in it, then\n  coke-sim check {shown}\n  coke-sim {verb}";
            "已写入{shown}。接下来：按需修改，然后运行\n  coke-sim check {shown}\n  coke-sim {verb}"
        );
        tell(&format!("{}\n", said.in_language(language)));
    }
    Ok(())
}

/// The values to start from, and what the new file has to say to have them.
fn start(arguments: &Arguments, folder: &Path) -> Result<(Scenario, Head), Problems> {
    let mut extends = Vec::new();
    for parent in &arguments.extends {
        read::open(parent, &[])?; // its own problems in its own place
        let within = parent.to_str().filter(|name| !parent.exists() && embedded(name).is_some());
        extends.push(within.map_or_else(|| from_folder(folder, parent), str::to_owned));
    }
    let baseline = arguments.baseline.as_deref().map(|data| from_folder(folder, data));
    let schema = folder.join(SCHEMA).is_file().then(|| format!("./{SCHEMA}"));
    let head = Head { extends, baseline, schema };
    // read as the file will be, from where it will lie
    let text = format!("title = \"new\"\n{}", head.to_toml());
    let start = read::scenario(&Source::new(folder.join("new.toml").display().to_string(), text), &[])?;
    Ok((start, head))
}

/// A path as it is written in a file of a folder: relative, unless there is no way between them.
fn from_folder(folder: &Path, path: &Path) -> String {
    let with_slashes = |path: &Path| path.display().to_string().replace('\\', "/");
    if path.is_absolute() {
        return with_slashes(path);
    }
    let (Ok(from), Ok(to)) = (folder.canonicalize(), path.canonicalize()) else { return with_slashes(path) };
    let shared = from.components().zip(to.components()).take_while(|(one, other)| one == other).count();
    if shared == 0 {
        return with_slashes(&to);
    }
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    let relative: PathBuf = up.chain(to.components().skip(shared)).collect();
    with_slashes(&relative)
}
