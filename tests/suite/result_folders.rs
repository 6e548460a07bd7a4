//! Folders of results: nothing of a user's is lost, whatever is asked for.
//!
//! `.ci/faults` does the same under kills and a disk that refuses.

use crate::cli::{Ran, coke_sim, entries, files, succeeds};
use crate::sweep::{STUDY, swept, written};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::{TempDir, tempdir};

const RUN: [&str; 4] = ["run", "--quiet", "--out", "out"];
const COMPARE: [&str; 6] = ["compare", "plan", "no-policy", "--quiet", "--out", "out"];
const SWEEP: [&str; 7] = ["sweep", "study.toml", "--quiet", "--steps-per-year", "1", "--out", "out"];
const GUIDE: [&str; 4] = ["model", "reference", "--out", "out"];

fn study() -> TempDir {
    let folder = tempdir().unwrap();
    written(folder.path(), STUDY);
    folder
}

fn with<'a>(command: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [command, more].concat()
}

/// Runs a command that must refuse and change nothing.
fn refused(folder: &Path, command: &[&str], code: i32) -> Ran {
    let before = files(folder);
    let ran = coke_sim(folder, command);
    assert_eq!(ran.code, code, "{command:?}: {}", ran.errors);
    assert!(ran.errors.contains("error: ") && ran.errors.contains("hint: "), "{command:?}: {}", ran.errors);
    assert!(files(folder) == before, "{command:?} changed something");
    ran
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("out/manifest.json")).unwrap()).unwrap()
}

fn is_whole(folder: &Path) {
    assert_eq!(coke_sim(folder, &["verify", "out"]).code, 0);
}

#[test]
fn results_of_one_kind_never_replace_those_of_another() {
    let kinds: [(&str, &[&str]); 4] = [("run", &RUN), ("comparison", &COMPARE), ("sweep", &SWEEP), ("guide", &GUIDE)];
    for (kind, there) in kinds {
        let folder = study();
        succeeds(folder.path(), there);
        assert_eq!(manifest(folder.path())["kind"], kind);
        for (other, command) in kinds.into_iter().filter(|(other, _)| *other != kind) {
            for more in [&["--force"][..], &[]] {
                let ran = refused(folder.path(), &with(command, more), 1);
                assert!(ran.errors.contains("never replaces"), "{other} onto {kind}: {}", ran.errors);
            }
        }
        let ran = refused(folder.path(), &with(there, &[]), 1);
        assert!(ran.errors.contains("--force"), "{}", ran.errors);
        succeeds(folder.path(), &with(there, &["--force"]));
        is_whole(folder.path());
        assert!(!entries(folder.path()).iter().any(|name| name.starts_with('.')), "{:?}", entries(folder.path()));
    }
}

#[test]
fn a_sweep_in_progress_is_not_overrun() {
    let folder = study();
    succeeds(folder.path(), &SWEEP);
    // as a killed sweep leaves it
    fs::create_dir(folder.path().join("out/parts")).unwrap();
    fs::write(folder.path().join("out/parts/study.json"), "{}").unwrap();
    for name in ["runs.parquet", "manifest.json"] {
        fs::rename(folder.path().join("out").join(name), folder.path().join(name)).unwrap();
    }
    for name in entries(&folder.path().join("out")).into_iter().filter(|name| name != "parts") {
        fs::remove_file(folder.path().join("out").join(name)).unwrap();
    }
    for command in [&RUN[..], &COMPARE, &GUIDE] {
        let ran = refused(folder.path(), &with(command, &["--force"]), 1);
        assert!(ran.errors.contains("the results of a sweep"), "{}", ran.errors);
    }
    let ran = refused(folder.path(), &SWEEP, 1);
    assert!(ran.errors.contains("--resume"), "{}", ran.errors);
    let ran = coke_sim(folder.path(), &["verify", "out"]);
    assert_eq!(ran.code, 3);
    assert!(ran.output.contains("unfinished: parts"), "{}", ran.output);
}

#[test]
fn files_of_others_stay_and_are_named() {
    for (command, listed) in
        [(&RUN[..], "scorecard.csv"), (&COMPARE, "targets.csv"), (&SWEEP, "summary.csv"), (&GUIDE, "coal.md")]
    {
        let folder = study();
        succeeds(folder.path(), command);
        let out = folder.path().join("out");
        let force = with(command, &["--force"]);
        for foreign in ["notes.txt", "charts/mine.svg", "deep/er/notes.txt", "parts/notes.txt", ".hidden"] {
            let path = out.join(foreign);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "mine").unwrap();
            let ran = refused(folder.path(), &force, 1);
            assert!(ran.errors.contains(&format!("not written by coke-sim: `{foreign}`")), "{}", ran.errors);
            fs::remove_file(&path).unwrap();
            for folder in path.ancestors().skip(1).take_while(|folder| *folder != out) {
                let _ = fs::remove_dir(folder);
            }
        }
        let good = fs::read(out.join(listed)).unwrap();
        fs::write(out.join(listed), [&good[..], b"mine\n"].concat()).unwrap();
        let ran = refused(folder.path(), &force, 1);
        assert!(ran.errors.contains(&format!("changed since coke-sim wrote them: `{listed}`")), "{}", ran.errors);
        // a file that was removed is no work lost; what file managers leave is nobody's
        fs::remove_file(out.join(listed)).unwrap();
        fs::write(out.join(".DS_Store"), "").unwrap();
        succeeds(folder.path(), &force);
        assert!(fs::read(out.join(listed)).unwrap() == good);
        is_whole(folder.path());
    }
}

#[test]
fn a_folder_that_is_not_ours_is_not_replaced() {
    let folder = study();
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("mine.csv"), "mine").unwrap();
    for manifest in
        [None, Some("{}"), Some("not JSON"), Some("{\"program\": \"another\", \"outputs\": []}"), Some("[1]")]
    {
        if let Some(text) = manifest {
            fs::write(out.join("manifest.json"), text).unwrap();
        }
        for command in [&RUN[..], &COMPARE, &SWEEP, &GUIDE] {
            refused(folder.path(), command, 1);
            let ran = refused(folder.path(), &with(command, &["--force"]), 1);
            assert!(ran.errors.contains("`mine.csv`"), "{}", ran.errors);
        }
    }
}

#[test]
fn a_forged_manifest_has_no_power() {
    let folder = study();
    succeeds(folder.path(), &RUN);
    let precious = folder.path().join("precious");
    fs::create_dir(&precious).unwrap();
    fs::write(precious.join("mine.txt"), "mine").unwrap();
    fs::write(folder.path().join("out/notes.txt"), "mine").unwrap();
    let forge = |names: &[&str]| {
        let mut forged = manifest(folder.path());
        let outputs = forged["outputs"].as_array_mut().unwrap();
        outputs.retain(|output| !output["name"].as_str().unwrap().contains("..") && output["bytes"] != 4);
        for name in names {
            // not the hash of what is there
            outputs.push(json!({ "name": name, "bytes": 4, "sha256": "0".repeat(64) }));
        }
        fs::write(folder.path().join("out/manifest.json"), forged.to_string()).unwrap();
    };
    forge(&["notes.txt"]);
    let ran = refused(folder.path(), &with(&RUN, &["--force"]), 1);
    assert!(ran.errors.contains("changed since coke-sim wrote them: `notes.txt`"), "{}", ran.errors);
    fs::remove_file(folder.path().join("out/notes.txt")).unwrap();
    let absolute = precious.join("mine.txt").display().to_string();
    forge(&["../precious/mine.txt", &absolute, "./../precious/mine.txt", "", ".", "charts/../../precious/mine.txt"]);
    succeeds(folder.path(), &with(&RUN, &["--force"]));
    assert_eq!(fs::read_to_string(precious.join("mine.txt")).unwrap(), "mine");
    is_whole(folder.path());
}

#[cfg(unix)]
#[test]
fn links_are_neither_written_through_nor_read_nor_removed() {
    use std::os::unix::fs::symlink;
    let folder = study();
    let elsewhere = folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    // the folder itself, to a folder, to nothing
    for target in ["elsewhere", "nothing"] {
        symlink(target, folder.path().join("out")).unwrap();
        for command in [&RUN[..], &COMPARE, &SWEEP, &GUIDE] {
            let ran = coke_sim(folder.path(), &with(command, &["--force"]));
            assert_eq!(ran.code, 1, "{}", ran.errors);
            assert!(ran.errors.contains("`out` is a link to"), "{}", ran.errors);
        }
        fs::remove_file(folder.path().join("out")).unwrap();
    }
    assert!(entries(&elsewhere).is_empty());
    // a folder within, and files within, with the very bytes of ours
    succeeds(folder.path(), &COMPARE);
    let out = folder.path().join("out");
    for name in ["scenarios", "targets.csv", "manifest.json"] {
        fs::rename(out.join(name), elsewhere.join(name)).unwrap();
        symlink(elsewhere.join(name), out.join(name)).unwrap();
        let ran = coke_sim(folder.path(), &with(&COMPARE, &["--force"]));
        assert_eq!(ran.code, 1, "{name}: {}", ran.errors);
        let named = if name == "manifest.json" { "already has files" } else { name };
        assert!(ran.errors.contains(named), "{}", ran.errors);
        assert_ne!(coke_sim(folder.path(), &["verify", "out"]).code, 0, "{name}");
        assert!(elsewhere.join(name).exists() && fs::symlink_metadata(out.join(name)).unwrap().is_symlink());
        fs::remove_file(out.join(name)).unwrap();
        fs::rename(elsewhere.join(name), out.join(name)).unwrap();
    }
    is_whole(folder.path());
    // the hidden folder in which results are made
    symlink(&elsewhere, folder.path().join(".out.coke-sim")).unwrap();
    let ran = coke_sim(folder.path(), &with(&COMPARE, &["--force"]));
    assert_eq!(ran.code, 1);
    assert!(ran.errors.contains("something else is there"), "{}", ran.errors);
    assert!(entries(&elsewhere).is_empty());
    fs::remove_file(folder.path().join(".out.coke-sim")).unwrap();
    // links above the folder are ways to it, as everywhere
    symlink("elsewhere", folder.path().join("way")).unwrap();
    succeeds(folder.path(), &["run", "--quiet", "--out", "way/deep/out"]);
    assert_eq!(entries(&elsewhere.join("deep")), ["out"]);
    // single files
    fs::write(elsewhere.join("mine.toml"), "mine").unwrap();
    symlink(elsewhere.join("mine.toml"), folder.path().join("new.toml")).unwrap();
    let ran = coke_sim(folder.path(), &["new", "new.toml", "--force"]);
    assert_eq!(ran.code, 1);
    assert!(ran.errors.contains("`new.toml` is a link"), "{}", ran.errors);
    assert_eq!(fs::read_to_string(elsewhere.join("mine.toml")).unwrap(), "mine");
}

#[test]
fn a_path_is_judged_as_it_is_when_its_parents_are_there() {
    let folder = study();
    succeeds(folder.path(), &RUN);
    for path in ["missing/../out", "missing/deeper/../../out"] {
        let ran = refused(folder.path(), &["run", "--quiet", "--out", path], 1);
        assert!(ran.errors.contains("no such file or folder"), "{}", ran.errors);
        refused(folder.path(), &with(&SWEEP[..6], &[path]), 1);
    }
    for path in ["./out", "out/", "../out", "out/charts/..", "out/charts/../."] {
        let path = path.replace("../out", &format!("../{}/out", folder.path().file_name().unwrap().to_string_lossy()));
        refused(folder.path(), &["run", "--quiet", "--out", &path], 1);
    }
    // nothing is left of the folders that were made on the way to a refusal
    fs::create_dir(folder.path().join("full")).unwrap();
    fs::write(folder.path().join("full/mine.txt"), "mine").unwrap();
    refused(folder.path(), &["run", "--quiet", "--out", "full/mine.txt/a/b"], 1);
    assert!(!entries(folder.path()).contains(&"missing".to_owned()));
    for (path, code) in [(".", 1), ("..", 1), ("/", 1), ("", 2)] {
        refused(folder.path(), &["run", "--quiet", "--out", path], code);
    }
}

#[test]
fn of_several_programs_that_write_to_one_new_folder_one_succeeds_and_the_others_are_told() {
    for _ in 0..10 {
        let folder = study();
        let commands = [&RUN[..], &RUN, &COMPARE, &SWEEP, &with(&RUN, &["--set", "price_init=700"])];
        let running: Vec<_> = commands
            .iter()
            .map(|command| {
                let mut program = Command::new(env!("CARGO_BIN_EXE_coke-sim"));
                program.args(*command).current_dir(folder.path()).env("LC_ALL", "C");
                program.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        let ended: Vec<_> = running.into_iter().map(|program| program.wait_with_output().unwrap()).collect();
        let codes: Vec<_> = ended.iter().map(|ended| ended.status.code().unwrap()).collect();
        assert_eq!(codes.iter().filter(|code| **code == 0).count(), 1, "{codes:?}");
        for loser in ended.iter().filter(|ended| !ended.status.success()) {
            let said = String::from_utf8_lossy(&loser.stderr);
            let told = ["another coke-sim is writing", "already has files", "never replaces"];
            assert!(loser.status.code() == Some(1) && told.iter().any(|words| said.contains(words)), "{said}");
        }
        is_whole(folder.path());
        assert_eq!(entries(folder.path()), ["base.toml", "out", "study.toml"]);
    }
}

#[test]
fn a_new_file_is_never_overwritten_by_two_at_once() {
    let folder = tempdir().unwrap();
    for _ in 0..10 {
        let running: Vec<_> = (0..4)
            .map(|_| {
                let mut program = Command::new(env!("CARGO_BIN_EXE_coke-sim"));
                program.args(["new", "mine.toml"]).current_dir(folder.path());
                program.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
            })
            .collect();
        let ended: Vec<_> = running.into_iter().map(|mut program| program.wait().unwrap()).collect();
        assert_eq!(ended.iter().filter(|ended| ended.success()).count(), 1);
        assert_eq!(entries(folder.path()), ["mine.toml"]);
        fs::remove_file(folder.path().join("mine.toml")).unwrap();
    }
}

#[test]
fn what_killed_programs_leave_is_found_and_put_right() {
    let folder = study();
    succeeds(folder.path(), &RUN);
    let good = files(&folder.path().join("out"));
    let work = folder.path().join(".out.coke-sim");
    let told = |word: &str| {
        let ran = coke_sim(folder.path(), &["verify", "out"]);
        assert_eq!(ran.code, 3, "{}", ran.errors);
        assert!(ran.output.contains(word), "{}", ran.output);
    };
    let again = || {
        let ran = succeeds(folder.path(), &["run", "--out", "out", "--force"]);
        is_whole(folder.path());
        ran
    };
    // half-made results
    fs::create_dir_all(work.join("new/charts")).unwrap();
    fs::write(work.join("new/charts/capacity.svg"), "<svg").unwrap();
    fs::write(work.join("building"), "").unwrap();
    fs::write(work.join("lock"), "").unwrap();
    told("half-made");
    again();
    assert!(!work.exists());
    // whole results that were replaced, or were not put in their place any more
    fs::create_dir(&work).unwrap();
    fs::rename(folder.path().join("out"), work.join("new")).unwrap();
    succeeds(folder.path(), &RUN);
    assert!(!work.exists());
    // results that were taken away to be replaced come back
    fs::create_dir(&work).unwrap();
    fs::rename(folder.path().join("out"), work.join("old")).unwrap();
    let ran = coke_sim(folder.path(), &["verify", "out"]);
    assert_eq!(ran.code, 3);
    assert!(ran.output.contains("replaced"), "{}", ran.output);
    let ran = coke_sim(folder.path(), &RUN);
    assert_eq!(ran.code, 1);
    assert!(files(&folder.path().join("out")).keys().eq(good.keys()), "they are back, and not replaced unasked");
    // what is not ours among older results is kept
    fs::create_dir(&work).unwrap();
    fs::rename(folder.path().join("out"), work.join("new")).unwrap();
    fs::write(work.join("new/notes.txt"), "mine").unwrap();
    let ran = succeeds(folder.path(), &["run", "--out", "out"]);
    assert!(ran.errors.contains("kept-1"), "{}", ran.errors);
    assert_eq!(fs::read_to_string(work.join("kept-1/notes.txt")).unwrap(), "mine");
    told("kept");
    assert_eq!(entries(&work), ["kept-1"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_file_is_not_waited_for() {
    let folder = study();
    succeeds(folder.path(), &RUN);
    for name in ["manifest.json", "scorecard.csv"] {
        let path = folder.path().join("out").join(name);
        let kept = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        for command in [
            &with(&RUN, &["--force"])[..],
            &with(&SWEEP, &["--force"]),
            &with(&SWEEP, &["--resume"]),
            &["merge", "out", "--out", "x"],
        ] {
            assert_ne!(coke_sim(folder.path(), command).code, 0, "{command:?}");
        }
        assert_ne!(coke_sim(folder.path(), &["verify", "out"]).code, 0);
        fs::remove_file(&path).unwrap();
        fs::write(&path, kept).unwrap();
    }
    is_whole(folder.path());
}

#[test]
fn verify_says_what_is_not_as_it_was_written() {
    let folder = study();
    swept(folder.path(), &["--out", "out", "--quiet"]);
    let out = folder.path().join("out");
    let verify = |format: &str| coke_sim(folder.path(), &["verify", "out", "--format", format]);
    assert_eq!(verify("csv").output, "folder,state,file\nout,whole,\n");
    fs::remove_file(out.join("summary.csv")).unwrap();
    fs::write(out.join("failures.csv"), "?").unwrap();
    fs::write(out.join("notes.txt"), "mine").unwrap();
    let ran = verify("csv");
    assert_eq!(ran.code, 3);
    assert_eq!(
        ran.output,
        "folder,state,file\nout,missing,summary.csv\nout,changed,failures.csv\nout,extra,notes.txt\n"
    );
    let found: Value = serde_json::from_str(&verify("json").output).unwrap();
    assert_eq!(found[0]["kind"], "sweep");
    assert_eq!(found[0]["differences"].as_array().unwrap().len(), 3);
    for (language, words) in [("en", ["missing: summary.csv", "1 of 1"]), ("zh", ["缺失：summary.csv", "1个"])] {
        let ran = coke_sim(folder.path(), &["--lang", language, "verify", "out"]);
        assert!(ran.output.contains(words[0]) && ran.errors.contains(words[1]), "{}{}", ran.output, ran.errors);
    }
    for (path, word) in [("none", "there is no folder"), ("study.toml", "is a file"), (".", "holds no results")] {
        let ran = coke_sim(folder.path(), &["verify", path]);
        assert_eq!(ran.code, 2);
        assert!(ran.errors.contains(word) && ran.errors.contains("hint: "), "{}", ran.errors);
    }
}

#[test]
fn results_of_earlier_versions_are_known() {
    let folder = study();
    for (command, kind) in [(&RUN[..], "run"), (&COMPARE, "comparison"), (&SWEEP, "sweep")] {
        succeeds(folder.path(), command);
        let mut old = manifest(folder.path());
        let object = old.as_object_mut().unwrap();
        object.remove("kind");
        object.insert("version".into(), "0.0.9".into());
        fs::write(folder.path().join("out/manifest.json"), old.to_string()).unwrap();
        let ran = coke_sim(folder.path(), &["verify", "out"]);
        assert_eq!(ran.code, 0);
        assert!(ran.output.contains("0.0.9") && ran.output.contains(kind), "{}", ran.output);
        succeeds(folder.path(), &with(command, &["--force"]));
        // of a later one: left alone
        let mut later = manifest(folder.path());
        later["kind"] = "calibration".into();
        fs::write(folder.path().join("out/manifest.json"), later.to_string()).unwrap();
        let ran = refused(folder.path(), &with(command, &["--force"]), 1);
        assert!(ran.errors.contains("a later version"), "{}", ran.errors);
        fs::remove_dir_all(folder.path().join("out")).unwrap();
    }
}
