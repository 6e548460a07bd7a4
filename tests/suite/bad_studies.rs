//! Wrong studies: every kind of mistake is found before anything is simulated or written, with its place and a remedy.
//!
//! `tests/studies` is laid out as the corpus of broken scenarios is (see `corpus.rs`); files that studies name lie in
//! `parts`.

use crate::cli::{coke_sim, entries};
use crate::corpus::Corpus;
use crate::support::package;
use coke_sim::problem::{Problems, Severity};
use coke_sim::scenario::read::study::{self, Wishes};
use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use tempfile::tempdir;

const STUDIES: Corpus = Corpus { folder: "tests/studies", fewest: 200, read, faults };

fn read(path: &Path) -> Result<(), Problems> {
    study::open(path, &Wishes::default()).map(|_| ())
}

/// An error without a place or a remedy leaves its reader alone; one that is said twice wastes their time.
fn faults(problems: &Problems) -> Vec<String> {
    let mut faults = Vec::new();
    let errors: Vec<_> = problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    for (position, problem) in errors.iter().enumerate() {
        let said = &problem.message.en;
        // an empty file has no place to point to
        if problem.place.is_none() && !said.ends_with("is empty") {
            faults.push(format!("no place: {said}"));
        }
        if problem.hints.is_empty() {
            faults.push(format!("no hint: {said}"));
        }
        if errors[..position].contains(problem) {
            faults.push(format!("said twice: {said}"));
        }
        for text in [&problem.message].into_iter().chain(&problem.hints) {
            let quoted_aside = text.zh.replace(['“', '”'], "`").split('`').step_by(2).collect::<String>();
            let words = quoted_aside.split(|c: char| !c.is_ascii_alphabetic());
            for word in words.filter(|word| word.len() > 2 && !NAMES.contains(word)) {
                faults.push(format!("`{word}` in Chinese: {}", text.zh));
            }
        }
    }
    faults
}

/// Words that are the same in both languages.
const NAMES: [&str; 7] = ["TOML", "NaN", "CNY", "UTF", "Sobol", "true", "false"];

#[test]
fn every_wrong_study_is_explained_as_before_in_both_languages() {
    STUDIES.check();
}

#[test]
fn a_wrong_study_stops_a_sweep_before_anything_is_written() {
    let folder = tempdir().unwrap();
    let out = folder.path().join("out").display().to_string();
    for (position, name) in STUDIES.names(".toml").iter().enumerate() {
        let study = format!("{}/{name}.toml", STUDIES.folder);
        let language = ["en", "zh"][position % 2];
        let ran = coke_sim(&package(""), &["sweep", &study, "--out", &out, "--lang", language]);
        assert_eq!((ran.code, ran.output.as_str()), (2, ""), "{name}: {}", ran.errors);
        let expected = fs::read_to_string(package(STUDIES.folder).join(format!("{name}.{language}.txt"))).unwrap();
        assert_eq!(ran.errors, expected, "{name}");
        assert!(entries(folder.path()).is_empty(), "{name}: something was written");
    }
}

#[test]
fn check_finds_in_each_wrong_study_what_a_sweep_would() {
    let files: Vec<String> =
        STUDIES.names(".toml").iter().map(|name| format!("{}/{name}.toml", STUDIES.folder)).collect();
    let arguments: Vec<&str> =
        ["check", "--format", "json"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let ran = coke_sim(&package(""), &arguments);
    assert_eq!((ran.code, ran.errors.as_str()), (2, ""));
    let found: Value = serde_json::from_str(&ran.output).unwrap();
    let found = found["files"].as_array().unwrap();
    assert_eq!(found.len(), files.len());
    for file in found {
        let name = file["file"].as_str().unwrap();
        let errors: Vec<&Value> =
            file["problems"].as_array().unwrap().iter().filter(|problem| problem["severity"] == "error").collect();
        assert!(!errors.is_empty(), "{name}");
        for error in errors {
            // what is no study yet has nothing to point to
            let placed = error["place"]["line"].as_u64().is_some_and(|line| line > 0);
            assert!(
                placed || name.ends_with("/empty.toml") || name.ends_with("/only_comments.toml"),
                "{name}: {error}"
            );
            assert!(!error["hints"].as_array().unwrap().is_empty(), "{name}: {error}");
        }
    }
}

/// A study of one run.
const STUDY: &str = r#"kind = "study"
scenario = "base.toml"

[design]
runs = 4

[uncertain]
closure_exec_time = "range"
retirement_factor = "range"

[[correlation]]
between = ["closure_exec_time", "retirement_factor"]
rank = 0.5

[outcomes]
keep = ["capacity"]
"#;

fn written(folder: &Path) {
    fs::write(folder.join("base.toml"), "title = \"Base\"\nextends = \"plan\"\n[time]\nsteps_per_year = 1\n").unwrap();
    fs::write(folder.join("study.toml"), STUDY).unwrap();
}

#[test]
fn a_study_that_says_that_it_is_one_is_accepted() {
    let folder = tempdir().unwrap();
    written(folder.path());
    let ran = coke_sim(folder.path(), &["check", "study.toml", "--strict"]);
    assert_eq!(ran.code, 0, "{}", ran.output);
    let ran = coke_sim(folder.path(), &["sweep", "study.toml", "--out", "out", "--quiet"]);
    assert_eq!((ran.code, ran.errors.as_str()), (0, ""));
}

#[test]
fn where_a_scenario_is_wanted_a_study_is_told_apart_and_the_other_way_round() {
    let folder = tempdir().unwrap();
    written(folder.path());
    fs::write(folder.path().join("mine.toml"), "title = \"Mine\"\nextends = \"study.toml\"\n").unwrap();
    let before = entries(folder.path());
    for (arguments, words) in [
        (&["run", "study.toml"][..], "coke-sim sweep study.toml"),
        (&["run", "study.toml", "--out", "out"], "coke-sim sweep study.toml"),
        (&["compare", "plan", "study.toml"], "coke-sim sweep study.toml"),
        (&["diff", "plan", "study.toml"], "coke-sim sweep study.toml"),
        (&["show", "study.toml"], "coke-sim show study.toml --run 0"),
        (&["run", "mine.toml"], "study.toml"),
        (&["sweep", "base.toml", "--out", "out"], "coke-sim run"),
        (&["show", "base.toml", "--run", "0"], "is a scenario, not a study"),
        (&["sweep", "plan", "--out", "out"], "coke-sim run"),
    ] {
        for language in ["en", "zh"] {
            let ran = coke_sim(folder.path(), &[arguments, &["--lang", language]].concat());
            // what is on the disk cannot be used, or what is asked for makes no sense
            let code = if words.contains("file") { 1 } else { 2 };
            assert_eq!((ran.code, ran.output.as_str()), (code, ""), "{arguments:?}: {}", ran.errors);
            assert_eq!(ran.errors.matches(" --> ").count(), 1, "one problem with its place: {}", ran.errors);
            assert!(language == "zh" || ran.errors.contains(words), "{arguments:?}: {}", ran.errors);
            assert_eq!(language == "zh", ran.errors.contains("研究"), "{arguments:?}: {}", ran.errors);
        }
    }
    assert_eq!(entries(folder.path()), before);
}

#[test]
fn what_the_command_line_cannot_mean_is_refused() {
    let folder = tempdir().unwrap();
    written(folder.path());
    fs::create_dir(folder.path().join("full")).unwrap();
    fs::write(folder.path().join("full/mine.txt"), "mine").unwrap();
    let before = entries(folder.path());
    for (arguments, words) in [
        (&["--out", "base.toml"][..], "is a file, not a folder"),
        (&["--out", "base.toml/out"], "`base.toml` is a file, not a folder"),
        (&["--out", "full"], "already has files in it"),
        (&["--out", ""], "--out"),
        (&[], "--out"),
        (&["--out", "out", "--runs", "0"], "--runs"),
        (&["--out", "out", "--runs", "-1"], "--runs"),
        (&["--out", "out", "--runs", "1.5"], "--runs"),
        (&["--out", "out", "--runs", "1e30"], "--runs"),
        (&["--out", "out", "--threads", "0"], "--threads"),
        (&["--out", "out", "--seed", "x"], "--seed"),
        (&["--out", "out", "--set", "no_such_key=1"], "no_such_key"),
        (&["--out", "out", "--resume"], "leave out `--resume`"),
    ] {
        for language in ["en", "zh"] {
            let ran =
                coke_sim(folder.path(), &[&["sweep", "study.toml", "--quiet", "--lang", language], arguments].concat());
            // what is on the disk cannot be used, or what is asked for makes no sense
            let code = if words.contains("file") { 1 } else { 2 };
            assert_eq!((ran.code, ran.output.as_str()), (code, ""), "{arguments:?}: {}", ran.errors);
            assert!(language == "zh" || ran.errors.contains(words), "{arguments:?}: {}", ran.errors);
            let hint = ["hint: ", "提示: "][usize::from(language == "zh")];
            assert!(ran.errors.contains(hint), "{arguments:?}: {}", ran.errors);
        }
    }
    assert_eq!(entries(folder.path()), before);
    assert_eq!(fs::read_to_string(folder.path().join("full/mine.txt")).unwrap(), "mine");
}

#[cfg(unix)] // elsewhere the free space is not asked for
#[test]
fn a_sweep_that_does_not_fit_on_the_disk_does_not_begin() {
    let folder = tempdir().unwrap();
    written(folder.path());
    let mut levels = String::new();
    for level in 0..4000 {
        writeln!(levels, "l{level} = {{ \"entry.moratorium\" = {} }}", f64::from(level) / 4000.0).unwrap();
    }
    let study = STUDY
        .replace("[outcomes]", &format!("[factor.entry]\n{levels}\n[outcomes]"))
        .replace("\"capacity\"", "\"capacity.*.*\"");
    fs::write(folder.path().join("study.toml"), study).unwrap();
    let before = entries(folder.path());
    let ran = coke_sim(folder.path(), &["sweep", "study.toml", "--out", "out", "--runs", "100000000", "--quiet"]);
    assert_eq!((ran.code, ran.output.as_str()), (1, ""), "{}", ran.errors);
    assert!(ran.errors.contains(" TB") && ran.errors.contains("free"), "{}", ran.errors);
    assert_eq!(entries(folder.path()), before);
}
