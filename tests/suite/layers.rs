//! Arrows between the parts of the program point one way.

use crate::support::package;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Which part may use which. A part is a file or folder of `src/`; the sets are a part of their own below the model,
/// since a declaration names the sets its values run over.
const ALLOWED: &[(&str, &[&str])] = &[
    // what a number is, and what is declared
    ("num", &[]),
    ("sets", &[]),
    ("record", &["sets"]),
    // what many numbers say
    ("statistics", &["num", "text"]),
    // equations and the loop over time
    ("model", &["num", "record", "sets"]),
    ("simulate", &["num", "record", "sets", "model"]),
    // results, and what they are judged by
    ("text", &[]),
    ("safe", &[]),
    ("problem", &["safe", "text"]),
    ("unit", &["text"]),
    // uncertain inputs: distributions, draws, designs
    ("sampling", &["num", "text"]),
    ("glossary", &["record", "model", "text"]),
    ("trajectory", &["record", "sets", "model"]),
    ("target", &["record", "sets", "model", "text", "trajectory"]),
    // data in; a baseline carries the targets
    ("scenario", &["record", "sets", "model", "sampling", "problem", "safe", "text", "unit", "glossary", "target"]),
    // the model as a graph: read off a recording, with no equation of its own
    ("structure", &["num", "record", "sets", "unit", "glossary"]),
    // where a number type meets the model
    (
        "study",
        &[
            "num",
            "record",
            "sets",
            "model",
            "simulate",
            "structure",
            "scenario",
            "trajectory",
            "problem",
            "target",
            "unit",
        ],
    ),
    // results on disk, whole or not at all
    ("folder", &["problem", "safe", "text"]),
    // rows of a sweep on disk
    ("store", &["problem", "safe", "text", "folder"]),
    // a study in parts: rows from the model, into the store
    ("sweep", &["num", "sets", "problem", "text", "sampling", "scenario", "structure", "study", "store"]),
    // what became of the plan in the model
    ("coverage", &["record", "sets", "text", "glossary", "structure", "scenario", "target"]),
    // data out
    (
        "report",
        &[
            "record",
            "sets",
            "problem",
            "safe",
            "text",
            "unit",
            "glossary",
            "structure",
            "coverage",
            "folder",
            "scenario",
            "trajectory",
            "target",
            "study",
            "statistics",
            "store",
            "sweep",
            "export",
        ],
    ),
    (
        "export",
        &[
            "num",
            "record",
            "sets",
            "problem",
            "safe",
            "text",
            "unit",
            "glossary",
            "structure",
            "scenario",
            "trajectory",
            "target",
        ],
    ),
    // one file a verb
    (
        "cmd",
        &[
            "record",
            "sets",
            "problem",
            "safe",
            "text",
            "unit",
            "glossary",
            "structure",
            "coverage",
            "scenario",
            "trajectory",
            "target",
            "study",
            "folder",
            "store",
            "sweep",
            "report",
            "export",
        ],
    ),
    ("main", &["cmd", "problem"]),
    ("lib", &[]),
];

/// Parts that only compute, and what has no place in them.
const PURE: [&str; 7] = ["num", "statistics", "sets", "record", "model", "simulate", "sampling"];
const IMPURE: [&str; 16] = [
    "rayon",
    "csv",
    "toml",
    "serde",
    "serde_json",
    "ndarray",
    "std::fs",
    "std::io",
    "std::path",
    "std::env",
    "std::time",
    "std::thread",
    "std::net",
    "std::process",
    "println",
    "eprintln",
];

/// All Rust files below a folder.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The module that a file holds: `src/scenario/read/mod.rs` is `scenario`, `read`.
fn module(file: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        file.with_extension("").iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if names.last().is_some_and(|name| name == "mod") {
        names.pop();
    }
    names
}

/// The part that a path within the crate belongs to.
fn part(path: &[String]) -> &str {
    match path {
        [model, sets, ..] if model == "model" && sets == "sets" => "sets",
        [macros, ..] if macros == "sectors" => "record",
        [first, ..] => first,
        [] => "lib",
    }
}

/// The code of a file without comments.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The paths that a tree of names stands for: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn expand(tree: &str, before: &[String], paths: &mut Vec<Vec<String>>) {
    let tree = tree.trim();
    if let Some(inner) = tree.strip_prefix('{') {
        let inner = inner.strip_suffix('}').expect("a closed brace");
        let (mut depth, mut start) = (0_usize, 0);
        for (position, letter) in inner.char_indices().chain([(inner.len(), ',')]) {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    if !inner[start..position].trim().is_empty() {
                        expand(&inner[start..position], before, paths);
                    }
                    start = position + 1;
                }
                _ => {}
            }
        }
    } else if let Some((first, rest)) = tree.split_once("::") {
        expand(rest, &[before, &[first.trim().to_owned()]].concat(), paths);
    } else {
        let name = tree.split_whitespace().next().unwrap_or_default();
        paths.push([before, &[name.to_owned()]].concat());
    }
}

/// All paths within the crate that a file names: in `use` lines, and in the middle of code.
fn paths(file: &[String], text: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for statement in text.split("use ").skip(1) {
        let tree = statement.split(';').next().unwrap_or_default();
        if let Some(tree) = tree.trim().strip_prefix("crate::") {
            expand(tree, &[], &mut paths);
        }
    }
    // `super` at the start of a line is that of the file; in a nested module it stays within the file
    for start in ["\nuse super::", "\npub use super::"] {
        for statement in format!("\n{text}").split(start).skip(1) {
            let mut tree = statement.split(';').next().unwrap_or_default();
            let mut above = &file[..file.len().saturating_sub(1)];
            while let Some(rest) = tree.strip_prefix("super::") {
                (tree, above) = (rest, &above[..above.len().saturating_sub(1)]);
            }
            expand(tree, above, &mut paths);
        }
    }
    for place in text.split("crate::").skip(1) {
        let end = place.find(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == ':'));
        let path = place[..end.unwrap_or(place.len())].trim_end_matches(':');
        if !path.is_empty() {
            expand(path, &[], &mut paths);
        }
    }
    paths
}

/// Every file with its module and its code.
fn sources() -> Vec<(String, Vec<String>, String)> {
    let root = package("src");
    let files = rust_files(&root);
    assert!(files.len() > 30, "the sources are found");
    files
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).expect("a source file");
            let within = file.strip_prefix(&root).expect("below src");
            (within.display().to_string(), module(within), code(&text))
        })
        .collect()
}

#[test]
fn no_part_uses_a_part_above_it() {
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut arrows = 0;
    for (name, module, text) in sources() {
        let from = part(&module).to_owned();
        let Some(below) = allowed.get(from.as_str()) else {
            wrong.push(format!("src/{name}: say in the table what `{from}` may use"));
            continue;
        };
        for path in paths(&module, &text) {
            let to = part(&path);
            arrows += 1;
            if from != to && !below.contains(&to) {
                wrong.push(format!("src/{name}: `{from}` must not use `{}`", path.join("::")));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(arrows > 100, "the arrows are found");
}

#[test]
fn what_only_computes_knows_no_file_clock_thread_or_format() {
    let mut wrong = Vec::new();
    for (name, module, text) in sources() {
        if !PURE.contains(&part(&module)) {
            continue;
        }
        for word in IMPURE {
            let whole = |letter: Option<char>| !letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
            let found = text.match_indices(word).any(|(start, _)| {
                whole(text[..start].chars().next_back()) && whole(text[start + word.len()..].chars().next())
            });
            if found {
                wrong.push(format!("src/{name}: `{word}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn wrong_arrows_are_found() {
    let module = vec!["model".to_owned(), "coal".to_owned()];
    let text = code(
        "use crate::{num::Num, study::run};\nuse super::Inputs; // crate::cmd\nlet x = crate::report::csv::write();",
    );
    let mut parts: Vec<String> = paths(&module, &text).iter().map(|path| part(path).to_owned()).collect();
    parts.sort();
    parts.dedup();
    assert_eq!(parts, ["model", "num", "report", "study"]);
}
