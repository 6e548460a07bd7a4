//! The program as its users meet it: what it prints, what it writes, and how it ends.

use coke_sim::scenario::baseline::Baseline;
use coke_sim::trajectory::{Kind, Layout};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::tempdir;

/// How a run of the program ended.
pub struct Ran {
    pub code: i32,
    pub output: String,
    pub errors: String,
}

/// Runs the program in a folder.
pub fn coke_sim(folder: &Path, arguments: &[&str]) -> Ran {
    let ran = program(folder, arguments).output().expect("the program starts");
    Ran {
        code: ran.status.code().expect("it ends by itself"),
        output: String::from_utf8(ran.stdout).expect("UTF-8"),
        errors: String::from_utf8(ran.stderr).expect("UTF-8"),
    }
}

pub fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coke-sim"));
    command.args(arguments).current_dir(folder).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command.env("LC_ALL", "C"); // the tests read English unless they ask for another language
    command
}

/// The names in a folder, hidden ones too, in order.
pub fn entries(folder: &Path) -> Vec<String> {
    let listed = fs::read_dir(folder).expect("folder");
    let mut names: Vec<String> =
        listed.map(|entry| entry.expect("entry").file_name().into_string().expect("UTF-8")).collect();
    names.sort();
    names
}

/// All files below a folder with their bytes.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for name in entries(folder) {
        let path = folder.join(&name);
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            found.insert(name, fs::read(path).expect("file"));
        }
    }
    found
}

pub fn rows(csv: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(csv);
    let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let header = texts(reader.headers().expect("header"));
    (header, reader.records().map(|record| texts(&record.expect("row"))).collect())
}

pub fn succeeds(folder: &Path, arguments: &[&str]) -> Ran {
    let ran = coke_sim(folder, arguments);
    assert_eq!(ran.code, 0, "{arguments:?}\n{}", ran.errors);
    ran
}

#[test]
fn a_run_writes_all_its_files_and_says_so() {
    let folder = tempdir().expect("temporary folder");
    let ran = succeeds(folder.path(), &["run", "--out", "results/plan/"]);
    assert!(ran.output.contains("50 targets: 15 met, 26 missed, 9 not evaluated"), "{}", ran.output);
    assert!(!ran.output.contains('\u{1b}'), "no colour but on a terminal");
    assert!(ran.errors.starts_with("Written to results/plan/: trajectory.csv"), "{}", ran.errors);
    assert_eq!(entries(&folder.path().join("results")), ["plan"], "no temporary folder stays");
    let files = files(&folder.path().join("results/plan"));
    for name in ["trajectory.csv", "scorecard.csv", "scenario.resolved.toml", "manifest.json"] {
        assert!(files.contains_key(name), "{name}");
    }

    let (header, rows_of_trajectory) = rows(&files["trajectory.csv"]);
    assert_eq!(header, ["variable", "region", "item", "unit", "year", "value"]);
    let mut years: BTreeMap<&str, BTreeSet<i32>> = BTreeMap::new();
    for row in &rows_of_trajectory {
        let value: f64 = row[5].parse().expect("a number");
        assert!(value.is_finite() && format!("{value:?}") == row[5], "{row:?}");
        years.entry(&row[0]).or_default().insert(row[4].parse().expect("a year"));
    }
    let layout = Layout::new(&Baseline::embedded().sets);
    for variable in layout.variables() {
        let first = if variable.kind == Kind::Stock { 2005 } else { 2006 };
        let written = years.remove(variable.declaration.name).expect("every variable is written");
        assert!(written.into_iter().eq(first..=2010), "{}", variable.declaration.name);
    }
    assert!(years.is_empty(), "unknown variables");

    let (header, rows_of_scorecard) = rows(&files["scorecard.csv"]);
    let stable = ["target", "text", "variable", "year", "predicate", "threshold", "value", "unit", "verdict", "margin"];
    assert_eq!(header[..stable.len()], stable);
    let (readings, targets): (Vec<_>, Vec<_>) = rows_of_scorecard.iter().partition(|row| row[0].contains(".mass"));
    assert_eq!(readings.len(), 3);
    assert!(targets.iter().map(|row| row[0].clone()).eq((1..=50).map(|number| format!("T{number}"))));
    let count = |verdict: &str| targets.iter().filter(|row| row[8].starts_with(verdict)).count();
    assert_eq!((count("met"), count("missed"), count("not evaluated: ")), (15, 26, 9));

    let manifest: Value = serde_json::from_slice(&files["manifest.json"]).expect("JSON");
    let outputs = manifest["outputs"].as_array().expect("list");
    assert_eq!(outputs.len(), files.len() - 1, "every file but the manifest itself");
    for output in outputs {
        let name = output["name"].as_str().expect("name");
        assert_eq!(output["sha256"], hash(&files[name]), "{name}");
    }
    assert_eq!(manifest["command_line"][3], "results/plan/");

    #[cfg(feature = "charts")]
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("charts/")) {
        match name.rsplit_once('.').expect("extension").1 {
            "svg" => {
                let text = std::str::from_utf8(bytes).expect("UTF-8");
                assert!(
                    roxmltree::Document::parse(text)
                        .expect("well-formed")
                        .root_element()
                        .has_tag_name(("http://www.w3.org/2000/svg", "svg")),
                    "{name}"
                );
            }
            "png" => assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.ends_with(b"IEND\xaeB`\x82"), "{name}"),
            _ => panic!("{name}"),
        }
    }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("memory");
        text
    })
}

#[test]
fn the_same_run_and_its_resolved_scenario_give_the_same_bytes() {
    let folder = tempdir().expect("temporary folder");
    let odd = "\u{feff}title = { en = \"Odd \\\"quotes\\\" & <signs>\", zh = \"奇\" }\r\n[world]\r\ndrivers = \"actual\"\r\n\
        fx = { 2006.5 = 8.0, 2009.0 = 6.8 }\r\n[policy]\r\ncap.limit_mt = { 2007 = 100, 2009 = 90.5 }\r\n\
        \"trade.order\" = [-0.0, 0, 0.1, 1e-300, 1]\r\n";
    fs::write(folder.path().join("odd.toml"), odd).expect("file written");
    for (out, scenario) in [("a", "odd.toml"), ("b", "odd.toml"), ("c", "a/scenario.resolved.toml")] {
        succeeds(folder.path(), &["run", scenario, "--out", out, "--quiet"]);
    }
    let [mut a, mut b, mut c] = ["a", "b", "c"].map(|name| files(&folder.path().join(name)));
    let manifest: Value = serde_json::from_slice(&a["manifest.json"]).expect("JSON");
    assert_eq!(manifest["inputs"][0]["sha256"], hash(odd.as_bytes()), "the hash is that of the file as it is");
    for files in [&mut a, &mut b, &mut c] {
        files.remove("manifest.json");
    }
    assert!(a == b, "a second run differs");
    assert!(a == c, "the resolved scenario runs differently");
}

#[test]
fn results_are_replaced_only_if_asked() {
    let folder = tempdir().expect("temporary folder");
    let out = folder.path().join("out");
    succeeds(folder.path(), &["run", "--out", "out", "--quiet"]);
    let before = files(&out);
    let again = ["run", "no-policy", "--out", "out"];
    let ran = coke_sim(folder.path(), &again);
    assert_eq!(ran.code, 1);
    assert_eq!(
        ran.errors,
        "error: the folder `out` already has files in it\n\
         hint: name another folder, or add `--force` to replace the results in it\n\n"
    );
    assert!(ran.output.is_empty() && files(&out) == before, "nothing changes");
    succeeds(folder.path(), &[&again[..], &["--force"]].concat());
    let after = files(&out);
    assert!(after["trajectory.csv"] != before["trajectory.csv"]);
    assert!(before.keys().eq(after.keys()));
    assert_eq!(entries(folder.path()), ["out"]);
}

#[test]
fn a_folder_that_cannot_be_written_is_told_before_the_run() {
    let folder = tempdir().expect("temporary folder");
    fs::write(folder.path().join("file"), "").expect("file written");
    let too_long = "x".repeat(300);
    for (out, word) in [("file", "is a file, not a folder"), ("file/x", "not a folder"), (&too_long, "too long")] {
        let ran = coke_sim(folder.path(), &["run", "--out", out]);
        assert_eq!(ran.code, 1, "{out}: {}", ran.errors);
        assert!(ran.output.is_empty() && ran.errors.contains(word) && ran.errors.contains("--out"), "{}", ran.errors);
    }
    if cfg!(target_os = "linux") {
        assert_eq!(coke_sim(folder.path(), &["run", "--out", "/proc/x"]).code, 1);
    }
    assert_eq!(entries(folder.path()), ["file"]);
}

#[test]
fn settings_win_over_the_file_and_the_last_one_over_the_others() {
    let folder = tempdir().expect("temporary folder");
    fs::write(folder.path().join("mine.toml"), "[policy]\n\"trade.order\" = 0.25\n").expect("file written");
    let settings = ["--set", "trade.order=0.5", "--set", "policy.trade.order = 0.75", "--steps-per-year", "4"];
    succeeds(folder.path(), &[&["run", "mine.toml", "--out", "out", "--quiet"], &settings[..]].concat());
    let resolved = fs::read_to_string(folder.path().join("out/scenario.resolved.toml")).expect("file");
    assert!(resolved.contains("\"trade.order\" = 0.75 #"));
    assert!(resolved.contains("steps_per_year = 4\n"));
}

#[test]
fn json_and_csv_on_standard_output_agree() {
    let folder = tempdir().expect("temporary folder");
    let json = succeeds(folder.path(), &["run", "--format", "json", "--steps-per-year", "2"]).output;
    let csv = succeeds(folder.path(), &["run", "--format", "csv", "--steps-per-year", "2"]).output;
    let document: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(document["scorecard"].as_array().map(Vec::len), Some(53));
    let mut values = Vec::new();
    for variable in document["trajectory"].as_array().expect("list") {
        for (year, value) in variable["by_year"].as_object().expect("years") {
            let value = value.as_f64().expect("a number");
            values.push((variable["variable"].as_str().expect("name").to_owned(), year.clone(), value.to_bits()));
        }
    }
    let of_csv = rows(csv.as_bytes()).1.into_iter().map(|row| {
        let value: f64 = row[5].parse().expect("a number");
        (row[0].clone(), row[4].clone(), value.to_bits())
    });
    assert!(of_csv.eq(values), "the same values in the same order");
}

#[test]
fn quiet_prints_nothing_and_warnings_do_not_stop_a_run() {
    let folder = tempdir().expect("temporary folder");
    let extrapolation = ["run", "--set", "vat_rate=0.3"];
    let quiet = succeeds(folder.path(), &[&extrapolation[..], &["--quiet"]].concat());
    assert_eq!((quiet.output.as_str(), quiet.errors.as_str()), ("", ""));
    let loud = succeeds(folder.path(), &extrapolation);
    assert!(loud.errors.starts_with("warning: `vat_rate` = 0.3 is not 0.17"), "{}", loud.errors);
}

#[test]
fn help_and_version_end_well_and_no_arguments_do_not() {
    let folder = tempdir().expect("temporary folder");
    let version = succeeds(folder.path(), &["--version"]);
    assert_eq!(version.output, format!("coke-sim {}\n", env!("CARGO_PKG_VERSION")));
    assert!(succeeds(folder.path(), &["run", "--help"]).output.contains("Exit codes"));
    let none = coke_sim(folder.path(), &[]);
    assert!(none.code == 2 && none.output.is_empty() && none.errors.contains("Usage"));
}

#[test]
fn a_closed_pipe_ends_quietly_and_a_full_disk_does_not() {
    let folder = tempdir().expect("temporary folder");
    let mut child = program(folder.path(), &["run", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let ran = child.wait_with_output().expect("it ends");
    assert!(ran.status.success() && ran.stderr.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
    if cfg!(target_os = "linux") {
        let full = fs::File::options().write(true).open("/dev/full").expect("device");
        let ran = program(folder.path(), &["run"]).stdout(full).output().expect("the program starts");
        assert_eq!(ran.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&ran.stderr).contains("the disk is full"));
    }
}

#[test]
fn colour_is_shown_if_asked() {
    let folder = tempdir().expect("temporary folder");
    assert!(succeeds(folder.path(), &["run", "--color", "always"]).output.contains('\u{1b}'));
    assert!(!succeeds(folder.path(), &["run", "--color", "never"]).output.contains('\u{1b}'));
}
