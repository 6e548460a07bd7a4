//! Scenario files from disk: what can go wrong before the first character is understood.

use crate::problem::{BYTE_ORDER_MARK, Place, Problem, Problems, Source, nearest, unreadable};
use crate::text;
use crate::text::Text;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// A scenario is a few kilobytes; a file beyond this is something else.
pub const LARGEST_FILE: u64 = 4 * 1024 * 1024;

/// The scenarios within the program: name, file name, text.
pub const EMBEDDED: [(&str, &str, &str); 3] = [
    ("plan", "scenarios/plan.toml", include_str!("../../scenarios/plan.toml")),
    ("no-policy", "scenarios/no-policy.toml", include_str!("../../scenarios/no-policy.toml")),
    ("hindcast", "scenarios/hindcast.toml", include_str!("../../scenarios/hindcast.toml")),
];

/// A scenario within the program.
#[must_use]
pub fn embedded(name: &str) -> Option<Arc<Source>> {
    EMBEDDED.iter().find(|(known, ..)| *known == name).map(|(_, file, text)| Source::new(*file, *text))
}

/// Reads a scenario by path; a bare name that is no file is looked up within the program.
///
/// # Errors
/// If there is no such file, it cannot be read, is not a file, is empty, too large, or not UTF-8.
pub fn open(path: &Path) -> Result<Arc<Source>, Problems> {
    let shown = path.display();
    if path.is_dir()
        && let Some(source) = path.to_str().and_then(embedded)
    {
        return Ok(source); // a folder of results may be called like the scenario that they are of
    }
    match read(path) {
        Err(Unread::Missing) => path.to_str().and_then(embedded).ok_or_else(|| {
            let built_in = built_in();
            Problem::error(text!("there is no file `{shown}`"; "没有文件`{shown}`"))
                .hint(text!("check the path; {}", built_in.en; "请检查路径；{}", built_in.zh))
                .into()
        }),
        Err(Unread::Problem(problem)) => Err((*problem).into()),
        Ok(source) if is_blank(&source.text) => {
            let built_in = built_in();
            Err(Problem::error(text!("`{shown}` is empty"; "`{shown}`是空文件"))
                .hint(text!("a scenario needs at least a title; {}", built_in.en; "情景至少要有标题；{}", built_in.zh))
                .into())
        }
        Ok(source) => Ok(source),
    }
}

/// Is there nothing in a text that could be read?
fn is_blank(text: &str) -> bool {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text).bytes().all(|byte| byte.is_ascii_whitespace())
}

/// Which scenarios the program brings.
fn built_in() -> Text {
    let names: Vec<&str> = EMBEDDED.iter().map(|(name, ..)| *name).collect();
    let (all, first) = (names.join("`, `"), names[0]);
    text!("the program brings `{all}`: `coke-sim run {first}`"; "程序自带`{all}`：`coke-sim run {first}`")
}

/// Why a file was not read.
#[derive(Debug)]
pub enum Unread {
    /// There is none.
    Missing,
    /// It is there, but no text.
    Problem(Box<Problem>),
}

impl From<Problem> for Unread {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

/// The name of the file beside a missing one that is most like it.
pub(in crate::scenario) fn similar(missing: &Path) -> Option<String> {
    let stem = |name: &str| Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
    let wanted = stem(missing.file_name()?.to_str()?);
    let folder = missing.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut names: Vec<String> =
        fs::read_dir(folder).ok()?.take(1_000).filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort_unstable(); // a folder lists its files in any order
    let stems: Vec<String> = names.iter().map(|name| stem(name)).collect();
    let near = nearest(&wanted, stems.iter().map(String::as_str))?;
    names.into_iter().find(|name| stem(name) == near)
}

/// Reads a text file of bearable size.
///
/// # Errors
/// If there is none, it cannot be read, is not a regular file, too large, or not UTF-8.
pub fn read(path: &Path) -> Result<Arc<Source>, Unread> {
    let shown = path.display();
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(Unread::Missing),
        Err(error) => return Err(unreadable(&shown.to_string(), &error).into()),
    };
    if metadata.is_dir() {
        return Err(Problem::error(text!("`{shown}` is a folder, not a file"; "`{shown}`是文件夹，不是文件"))
            .hint(text!("name a file in it"; "请指定其中的一个文件"))
            .into());
    }
    if !metadata.is_file() {
        return Err(Problem::error(text!("`{shown}` is not a regular file"; "`{shown}`不是普通文件"))
            .hint(text!("name a text file"; "请指定一个文本文件"))
            .into());
    }
    let too_large = || {
        let megabytes = LARGEST_FILE / 1024 / 1024;
        Problem::error(text!("`{shown}` is larger than {megabytes} MB"; "`{shown}`超过{megabytes} MB")).hint(text!(
            "a scenario is a few kilobytes of text: is this another file?";
            "情景只是几KB的文本：是否选错了文件？"
        ))
    };
    if metadata.len() > LARGEST_FILE {
        return Err(too_large().into());
    }
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(LARGEST_FILE + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(&shown.to_string(), &error))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(too_large().into());
    }
    let name = shown.to_string();
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let encoding =
                if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) { "UTF-16" } else { "GBK" };
            let readable = String::from_utf8_lossy(&error.as_bytes()[..good]).into_owned();
            let place = Place { source: Source::new(name, readable), span: good..good };
            let first_bad = good + 1;
            Err(Problem::error(text!(
                "`{shown}` is not UTF-8 text: byte {first_bad} cannot be read";
                "`{shown}`不是UTF-8文本：第{first_bad}字节无法读取"
            ))
            .at(place, text!("unreadable from here on"; "自此无法读取"))
            .hint(text!(
                "save the file as UTF-8 in your editor; it seems to be {encoding} now";
                "请在编辑器中另存为UTF-8编码；现在似乎是{encoding}"
            ))
            .into())
        }
    }
}
