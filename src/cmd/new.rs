//! `coke-sim new`: a commented scenario to start from.

use super::{Failure, print};
use crate::problem::{Problem, Problems, Source, visible};
use crate::scenario::file::{embedded, reason};
use crate::scenario::template::{self, Head};
use crate::scenario::{Scenario, read};
use crate::text;
use crate::text::Language;
use clap::Args;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

/// What `coke-sim new` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim new mine.toml                        no new policy; all levers listed, each with its meaning
  coke-sim new mine.toml --extends plan         the plan, to be changed in some points
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

    /// Replace the file if it is there.
    #[arg(long)]
    force: bool,

    /// Do not say what to do next.
    #[arg(long, short)]
    quiet: bool,
}

/// The schema that editors look for beside a scenario.
const SCHEMA: &str = "scenario.schema.json";

/// Runs the command.
///
/// # Errors
/// If the file is there already or cannot be written, or what it is to start from is wrong.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let file = &arguments.file;
    let to_stdout = file.as_os_str() == "-";
    if !to_stdout {
        can_be_written(file, arguments.force).map_err(|problem| Failure::CouldNot((*problem).into()))?;
    }
    let folder = if to_stdout { PathBuf::from(".") } else { folder_of(file) };
    let (start, head) = start(arguments, &folder).map_err(Failure::WrongInput)?;
    let text = template::to_toml(&start, &head, language);
    if to_stdout {
        return print(&text);
    }
    write(file, &folder, &text).map_err(|problem| Failure::CouldNot((*problem).into()))?;
    if !arguments.quiet {
        let shown = visible(&file.display().to_string());
        let said = text!(
            "Written to {shown}. Next: change what you like in it, then\n  coke-sim check {shown}\n  coke-sim run {shown}";
            "已写入{shown}。接下来：按需修改，然后运行\n  coke-sim check {shown}\n  coke-sim run {shown}"
        );
        let _ = writeln!(anstream::stderr(), "{}", said.in_language(language)); // nowhere left to complain to
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

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
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

fn can_be_written(file: &Path, force: bool) -> Result<(), Box<Problem>> {
    let shown = file.display();
    let folder = folder_of(file);
    if file.file_name().is_none() {
        return Err(Problem::error(text!("`{shown}` is not the name of a file"; "`{shown}`不是文件名"))
            .hint(text!("name a file, such as `mine.toml`"; "请写文件名，如`mine.toml`"))
            .into());
    }
    if !folder.is_dir() {
        let folder = folder.display();
        return Err(Problem::error(text!("there is no folder `{folder}`"; "没有文件夹`{folder}`"))
            .hint(text!("make it first, or name a file in another folder"; "请先建立该文件夹，或换一个文件夹"))
            .into());
    }
    match fs::metadata(file) {
        Ok(found) if found.is_dir() => {
            Err(Problem::error(text!("`{shown}` is a folder, not a file"; "`{shown}`是文件夹，不是文件"))
                .hint(text!("name a file in it"; "请指定其中的一个文件"))
                .into())
        }
        Ok(found) if !found.is_file() => {
            Err(Problem::error(text!("`{shown}` is not a regular file"; "`{shown}`不是普通文件"))
                .hint(text!("name a file, or write `-` for standard output"; "请写文件名；写`-`则输出到标准输出"))
                .into())
        }
        Ok(_) if !force => Err(Problem::error(text!("the file `{shown}` is there already"; "文件`{shown}`已存在"))
            .hint(text!("name another file, or add `--force` to replace it"; "请换一个文件名，或加`--force`替换"))
            .into()),
        Err(error) if error.kind() != ErrorKind::NotFound => Err(not_written(file, &error)),
        _ => Ok(()),
    }
}

/// Writes the whole file under a temporary name, then gives it its own.
fn write(file: &Path, folder: &Path, text: &str) -> Result<(), Box<Problem>> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let partial = folder.join(format!(".{name}.partial-{}", std::process::id()));
    fs::write(&partial, text).and_then(|()| fs::rename(&partial, file)).map_err(|error| {
        let _ = fs::remove_file(&partial); // nothing more can be done about it here
        not_written(file, &error)
    })
}

fn not_written(file: &Path, error: &std::io::Error) -> Box<Problem> {
    let (shown, why) = (file.display(), reason(error));
    Problem::error(text!("cannot write `{shown}`: {}", why.en; "无法写入`{shown}`：{}", why.zh))
        .hint(text!("name a file that you may write"; "请指定一个可写的文件"))
        .into()
}
