//! One table of exit codes, over all verbs: `docs/results.md` says what each of them means.

use crate::cli::{coke_sim, succeeds};
use crate::sweep::{STUDY, written};
use clap::CommandFactory;
use coke_sim::cmd::Cli;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::tempdir;

/// The folder in which all commands run: a study with its scenario, results of every kind, wrong input, and things in
/// the way.
fn prepared(folder: &Path) {
    written(folder, STUDY);
    let results: [&[&str]; 5] = [
        &["run", "--quiet", "--out", "plan"],
        &["sweep", "study.toml", "--quiet", "--steps-per-year", "1", "--out", "swept"],
        &["sweep", "study.toml", "--quiet", "--steps-per-year", "1", "--shard", "0/2", "--out", "first"],
        &["sweep", "study.toml", "--quiet", "--steps-per-year", "1", "--shard", "1/2", "--out", "second"],
        &["run", "--quiet", "--out", "changed"],
    ];
    for command in results {
        succeeds(folder, command);
    }
    fs::write(folder.join("changed/notes.txt"), "mine").unwrap();
    fs::write(folder.join("wrong.toml"), "[policy]\n\"entry.moratorum\" = 1\n").unwrap();
    fs::write(folder.join("masked.toml"), "title = \"x\"\n[parameters]\nprice_init = 300\n").unwrap();
    fs::write(folder.join("checked.toml"), "[[check]]\nid = \"x\"\nwhere = \"capacity\"\nyear = 2010\nat_most = 1\n")
        .unwrap();
    fs::write(folder.join("file"), "").unwrap();
    fs::create_dir(folder.join("full")).unwrap();
    fs::write(folder.join("full/mine.txt"), "mine").unwrap();
}

/// What ends how. The first word is the verb.
const DONE: &[&[&str]] = &[
    &["run", "--out", "a"],
    &["compare", "plan", "no-policy", "--out", "b"],
    &["sweep", "study.toml", "--steps-per-year", "1", "--out", "c"],
    &["merge", "first", "second", "--out", "d"],
    &["check", "base.toml"],
    &["show", "plan"],
    &["diff", "plan", "no-policy"],
    &["new", "new.toml"],
    &["schema"],
    &["verify", "plan", "swept"],
    &["model", "list"],
];

const COULD_NOT: &[&[&str]] = &[
    &["run", "--out", "full"],
    &["run", "--out", "plan"],
    &["run", "--out", "file"],
    &["run", "--out", "file/x"],
    &["run", "--out", "/proc/x"],
    &["run", "--out", "swept", "--force"],
    &["compare", "plan", "no-policy", "--out", "full", "--force"],
    &["compare", "plan", "no-policy", "--out", "/proc/x"],
    &["sweep", "study.toml", "--out", "full"],
    &["sweep", "study.toml", "--out", "swept"],
    &["sweep", "study.toml", "--out", "plan", "--force"],
    &["sweep", "study.toml", "--out", "plan", "--resume"],
    &["sweep", "study.toml", "--out", "/proc/x"],
    &["sweep", "study.toml", "--out", "file/x"],
    &["merge", "first", "second", "--out", "full"],
    &["merge", "first", "second", "--out", "file"],
    &["merge", "first", "second", "--out", "/proc/x"],
    &["model", "reference", "--out", "full"],
    &["model", "reference", "--out", "/proc/x"],
    &["model", "xmile", "--out", "file"],
    &["model", "graph", "--out", "none/x.svg"],
    &["model", "equations", "--out", "full"],
    &["new", "file"],
    &["new", "none/x.toml"],
];

const WRONG_INPUT: &[&[&str]] = &[
    &["run", "wrong.toml"],
    &["run", "none.toml"],
    &["run", "--no-such-option"],
    &["run", "--set", "x=1"],
    &["run", "--out", ""],
    &["compare", "plan", "wrong.toml"],
    &["compare", "plan"],
    &["sweep", "study.toml", "--out", "c", "--set", "x=1"],
    &["sweep", "wrong.toml", "--out", "c"],
    &["sweep", "study.toml", "--out", "none", "--resume"],
    &["sweep", "study.toml", "--out", "swept", "--resume", "--seed", "7", "--steps-per-year", "1"],
    &["sweep", "study.toml", "--out", "c", "--shard", "9/2"],
    &["merge", "second", "--out", "d"],
    &["merge", "first", "plan", "--out", "d"],
    &["merge", "none", "--out", "d"],
    &["merge", "first", "second", "--out", "first", "--force"],
    &["check", "wrong.toml"],
    &["check", "none.toml"],
    &["show", "wrong.toml"],
    &["diff", "plan", "wrong.toml"],
    &["new", "x.toml", "--extends", "wrong.toml"],
    &["schema", "--no-such-option"],
    &["verify", "full"],
    &["verify", "none"],
    &["model", "explain", "no_such_name"],
    &["model", "reference", "--out", ""],
    &["no-such-verb"],
];

const ASKED_FOR: &[&[&str]] = &[
    &["run", "--require-targets"],
    &["run", "checked.toml"],
    &["compare", "plan", "checked.toml"],
    &["check", "masked.toml", "--strict"],
    &["verify", "changed"],
    &["verify", "plan", "changed"],
];

#[test]
fn every_verb_ends_with_the_code_of_the_table() {
    let folder = tempdir().unwrap();
    prepared(folder.path());
    let mut wrong = Vec::new();
    for (code, commands) in [(3, ASKED_FOR), (2, WRONG_INPUT), (1, COULD_NOT), (0, DONE)] {
        for command in commands {
            let ran = coke_sim(folder.path(), command);
            if ran.code != code {
                wrong.push(format!("{command:?}: {} instead of {code}: {}", ran.code, ran.errors));
            }
            // what `check` finds is what it prints
            if code != 0
                && ![ran.errors, ran.output].iter().any(|said| said.contains("error: ") || command[0] == "check")
            {
                wrong.push(format!("{command:?}: no error is shown"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // no verb is forgotten
    let verbs: BTreeSet<String> = Cli::command().get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    for commands in [DONE, WRONG_INPUT] {
        let tried: BTreeSet<String> = commands.iter().map(|command| command[0].to_owned()).collect();
        assert!(verbs.is_subset(&tried), "{:?}", verbs.difference(&tried));
    }
}

/// What a command prints is lost if the disk is full; then it is not done.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_not_done() {
    let folder = tempdir().unwrap();
    prepared(folder.path());
    for command in DONE.iter().filter(|command| !["new", "merge"].contains(&command[0])) {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut program = Command::new(env!("CARGO_BIN_EXE_coke-sim"));
        program.args(*command).current_dir(folder.path()).stdout(full).stderr(Stdio::null());
        assert_eq!(program.status().unwrap().code(), Some(1), "{command:?}");
    }
}
