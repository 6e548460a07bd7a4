//! What is asked for beyond reason is refused or cut, with words, before it takes the machine.

use crate::cli::{Ran, coke_sim, program, succeeds};
use crate::sweep::{STUDY, swept, written};
use coke_sim::problem::{Problems, Source};
use coke_sim::report::sweep::memory::needed;
use coke_sim::scenario::read;
use coke_sim::scenario::read::study::{Wishes, study};
use coke_sim::store::Shard;
use coke_sim::sweep::identity;
use coke_sim::sweep::memory::Needs;
use coke_sim::text::Language;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};
use tempfile::tempdir;

// ------------------------------------------------------------------------------------------------------- threads

/// Runs the program where the environment asks for so many threads.
fn with_threads(folder: &Path, variable: &str, number: &str, arguments: &[&str]) -> Ran {
    let ran = program(folder, arguments).env(variable, number).output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: ran.status.code().expect("it ends by itself"), output: text(ran.stdout), errors: text(ran.stderr) }
}

/// How many threads are used at most on this machine.
fn most_threads() -> usize {
    available_parallelism().map_or(1, usize::from).saturating_mul(4).max(16)
}

#[test]
fn far_more_threads_than_cores_are_not_started_and_who_asks_is_told() {
    let folder = tempdir().unwrap();
    let run = ["run", "no-policy", "--set", "entry.moratorium=0.5", "--liveness", "--format", "json"];
    let expected = succeeds(folder.path(), &run);
    let most = most_threads();
    for variable in ["RAYON_NUM_THREADS", "RAYON_RS_NUM_CPUS"] {
        let started = Instant::now();
        let ran = with_threads(folder.path(), variable, "100000", &run);
        assert!(started.elapsed() < Duration::from_mins(1), "the machine is not stalled");
        assert_eq!((ran.code, &ran.output), (0, &expected.output), "the same results");
        let told = format!("warning: `{variable}` asks for 100000 threads: {most} are used, on ");
        assert!(ran.errors.starts_with(&told), "{}", ran.errors);
        assert!(ran.errors.contains("hint: more threads than cores make nothing faster"), "{}", ran.errors);
    }
    let chinese = with_threads(folder.path(), "RAYON_NUM_THREADS", "100000", &[&run[..], &["--lang", "zh"]].concat());
    let told = format!("警告：`RAYON_NUM_THREADS`要求100000个线程：实际用{most}个，共");
    assert!(chinese.errors.replace("警告: ", "警告：").starts_with(&told), "{}", chinese.errors);
    let quiet = with_threads(folder.path(), "RAYON_NUM_THREADS", "100000", &[&run[..], &["--quiet"]].concat());
    assert_eq!((quiet.code, quiet.errors.as_str()), (0, ""));
    for unsaid in ["7", "0", "-1", "many", "99999999999999999999999"] {
        let ran = with_threads(folder.path(), "RAYON_NUM_THREADS", unsaid, &run);
        assert_eq!((ran.code, &ran.output, &ran.errors), (0, &expected.output, &expected.errors), "{unsaid}");
    }
}

#[test]
fn a_sweep_on_more_threads_than_there_may_be_has_the_same_bytes_and_says_so() {
    let folder = tempdir().unwrap();
    written(folder.path(), STUDY);
    swept(folder.path(), &["--out", "one", "--threads", "1"]);
    let most = most_threads();
    let sweep = |out: &str, more: &[&str]| {
        let arguments = [&["sweep", "study.toml", "--out", out], more].concat();
        let ran = with_threads(folder.path(), "RAYON_NUM_THREADS", "200000", &arguments);
        assert_eq!(ran.code, 0, "{}", ran.errors);
        let rows = |out: &str| fs::read(folder.path().join(out).join("runs.parquet")).unwrap();
        assert!(rows("one") == rows(out), "the same bytes");
        ran.errors
    };
    let argument = sweep("many", &["--threads", "100000"]);
    assert!(argument.contains(&format!("`--threads` asks for 100000 threads: {most} are used")), "{argument}");
    assert!(!argument.contains("RAYON"), "the command line wins: {argument}");
    let variable = sweep("variable", &[]);
    assert!(variable.contains(&format!("`RAYON_NUM_THREADS` asks for 200000 threads: {most} are used")), "{variable}");
    assert_eq!(variable.matches("200000").count(), 1, "once: {variable}");
    let few = sweep("few", &["--threads", "7"]);
    assert!(!few.contains("threads"), "{few}");
    assert_eq!(sweep("quiet", &["--threads", "100000", "--quiet"]), "");
}

// ------------------------------------------------------------------------------------------------------- targets

/// A scenario with so many goals of a kind.
fn with_goals(section: &str, count: usize) -> Result<usize, Problems> {
    let mut text = "title = \"Many\"\nextends = \"plan\"\n".to_owned();
    for goal in 0..count {
        let _ = writeln!(text, "[[{section}]]\nid = \"g{goal}\"\nwhere = \"capacity\"\nyear = 2010\nat_most = 200");
    }
    let scenario = read::scenario(&Source::new("many.toml", text), &[])?;
    Ok(if section == "target" { scenario.own_targets.len() } else { scenario.checks.len() })
}

#[test]
fn a_thousand_targets_and_checks_are_enough() {
    for (section, said) in [("target", "目标超过1000个"), ("check", "检查超过1000个")] {
        assert_eq!(with_goals(section, 1000).ok(), Some(1000));
        let started = Instant::now();
        let problems = with_goals(section, 40_000).unwrap_err();
        assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
        let english = problems.render(Language::En, false);
        assert!(english.starts_with(&format!("error: there are more than 1000 `[[{section}]]`")), "{english}");
        // two lines above the first, five lines each
        assert!(english.contains("many.toml:5003:1"), "{english}");
        assert!(english.contains("hint: say what matters in fewer"), "{english}");
        assert!(problems.render(Language::Zh, false).contains(said));
        assert_eq!(problems.iter().count(), 1);
    }
}

#[test]
fn targets_of_all_files_count_together_and_those_in_the_place_of_others_do_not() {
    let folder = tempdir().unwrap();
    let goals = |from: usize, to: usize| -> String {
        let goal = |id| format!("[[target]]\nid = \"g{id}\"\nwhere = \"capacity\"\nyear = 2010\nat_most = 200\n");
        (from..to).map(goal).collect()
    };
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    write("base.toml", format!("title = \"Base\"\nextends = \"plan\"\n{}", goals(0, 600)));
    write("same.toml", format!("title = \"Same\"\nextends = \"base.toml\"\n{}", goals(0, 1000)));
    write("more.toml", format!("title = \"More\"\nextends = \"base.toml\"\n{}", goals(600, 1001)));
    succeeds(folder.path(), &["check", "same.toml"]);
    let refused = coke_sim(folder.path(), &["check", "more.toml"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.errors.contains("more.toml:2003:1") || refused.output.contains("more.toml:2003:1"),
        "{}",
        refused.errors
    );
}

// -------------------------------------------------------------------------------------------------------- memory

/// A study with so many mixes.
fn with_mixes(mixes: usize, keep: &str, years: &str) -> String {
    let mut text = format!(
        "title = \"Wide\"\nscenario = \"plan\"\n[design]\nruns = 16\n[uncertain]\nclosure_exec_time = \"range\"\n\
         [outcomes]\nkeep = {keep}\nyears = {years}\n"
    );
    for mix in 0..mixes {
        let _ = writeln!(text, "[mix.m{mix}]");
    }
    text
}

const MEGABYTE: u64 = 1024 * 1024;

fn needs(text: &str, threads: usize, shard: Shard) -> Needs {
    let study = study(&Source::new("wide.toml", text), &Wishes::default()).unwrap();
    let identity = identity(&study, study.runs);
    Needs::of(&study, &identity, shard, threads, needed(&study, study.runs, false))
}

#[test]
fn what_a_sweep_needs_grows_with_mixes_outcomes_and_threads() {
    let needs_of = |mixes, keep, years| needs(&with_mixes(mixes, keep, years), 2, Shard::WHOLE);
    let ordinary = needs_of(8, "[\"capacity\", \"coke_price_mean\"]", "[2010]");
    assert!(ordinary.most() < 120 * MEGABYTE, "{ordinary:?}");
    let wide = needs_of(1, "[\"*\"]", "\"all\"");
    let wider = needs_of(30, "[\"*\"]", "\"all\"");
    assert!(ordinary.most() < wide.most() && wide.most() < wider.most(), "{wide:?} {wider:?}");
    assert!(wider.parts < 900 * MEGABYTE, "parts are bounded: {wider:?}");
    let text = with_mixes(30, "[\"*\"]", "\"all\"");
    assert!(needs(&text, 64, Shard::WHOLE).most() > wider.most());
    let shard = needs(&text, 2, Shard::new(0, 2).unwrap());
    assert_eq!(shard.summaries, 0, "they are made when shards are merged");
}

#[test]
#[cfg(target_os = "linux")]
fn a_sweep_that_needs_more_memory_than_there_is_is_refused_before_it_runs() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("wide.toml"), with_mixes(4000, "[\"*\"]", "\"all\"")).unwrap();
    let needed = needs(&with_mixes(4000, "[\"*\"]", "\"all\""), 1, Shard::WHOLE).most();
    let kilobytes: u64 = fs::read_to_string("/proc/meminfo")
        .unwrap()
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix(" kB")?.parse().ok())
        .unwrap();
    if needed <= kilobytes * 1024 {
        return; // a machine that has it
    }
    let ran = coke_sim(folder.path(), &["sweep", "wide.toml", "--out", "out", "--threads", "1", "--quiet"]);
    assert_eq!(ran.code, 1, "{}", ran.errors);
    assert!(ran.errors.starts_with("error: the sweep may need "), "{}", ran.errors);
    assert!(ran.errors.contains(" GB of memory, but the system has "), "{}", ran.errors);
    assert!(
        ran.errors.contains("hint: most of it is for summaries of every outcome under every mix"),
        "{}",
        ran.errors
    );
    assert!(!folder.path().join("out").exists(), "nothing is made");
}

/// The most memory that a program had, as the system saw it, and how it ended.
#[cfg(target_os = "linux")]
fn peak(mut running: std::process::Child) -> (u64, bool) {
    let status = format!("/proc/{}/status", running.id());
    let mut peak = 0;
    loop {
        let seen = fs::read_to_string(&status).unwrap_or_default();
        let kilobytes =
            seen.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        peak = peak.max(1024 * kilobytes.unwrap_or(0_u64));
        if let Some(ended) = running.try_wait().unwrap() {
            return (peak, ended.success());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_estimate_of_memory_lies_above_what_is_used_and_not_far_above() {
    const FEW: &str = "[\"capacity\", \"coke_price_mean\"]";
    const MANY: &str = "[\"*\"]";
    let folder = tempdir().unwrap();
    let shapes = [
        ("few of everything", 2, FEW, "[2010]", 64),
        ("many runs", 1, FEW, "[2010]", 4000),
        ("many outcomes of one mix", 1, MANY, "[2010]", 512),
        ("many outcomes in all years", 1, MANY, "\"all\"", 256),
        ("several mixes, all years", 12, MANY, "\"all\"", 32),
        ("many mixes", 500, FEW, "\"all\"", 8),
        ("many mixes and outcomes", 100, MANY, "[2010]", 8),
    ];
    let mut wrong = Vec::new();
    for (what, mixes, keep, years, runs) in shapes {
        let text = with_mixes(mixes, keep, years).replace("runs = 16", &format!("runs = {runs}"));
        fs::write(folder.path().join("study.toml"), &text).unwrap();
        let estimate = needs(&text, 2, Shard::WHOLE);
        let arguments = ["sweep", "study.toml", "--out", "out", "--force", "--quiet", "--threads", "2"];
        let (peak, well) = peak(program(folder.path(), &arguments).spawn().unwrap());
        assert!(well, "{what}");
        let most = estimate.most();
        eprintln!("{what}: {} MB used, {} MB estimated: {estimate:?}", peak / MEGABYTE, most / MEGABYTE);
        if peak > most || most > 2 * peak {
            wrong.push(format!("{what}: {peak} bytes used, {estimate:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
