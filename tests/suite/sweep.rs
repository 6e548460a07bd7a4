//! Sweeps: the same study gives the same bytes, however it is run; and each of its rows is a run by itself.

use crate::cli::{coke_sim, entries};
use coke_sim::scenario::read::study::{Wishes, study};
use coke_sim::scenario::study::Study;
use coke_sim::study::sweep::{Failure, Sweep};
use coke_sim::study::{run, scorecard};
use coke_sim::target::Verdict;
use coke_sim::{problem::Source, scenario::series::Series};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::tempdir;

/// Two packages and a factor of two levels; inputs of every kind; four steps a year, to be quick.
pub const STUDY: &str = r#"
title = "A study"
scenario = "base.toml"

[design]
runs = 24

[uncertain]
closure_exec_time = "range"
enforcement_weight = "range"
capacity_init = { triangular = { min = 0.9, mode = 1.0, max = 1.1 }, as = "factor" }
retirement_factor = { normal = { mean = 0.6, sd = 0.1 }, within = [0.2, 1.0] }
pig_iron = { uniform = { min = 0.9, max = 1.1 }, as = "factor" }
duty = { discrete = { values = [0, 0.1] }, as = "shift" }

[[correlation]]
between = ["closure_exec_time", "retirement_factor"]
rank = 0.5

[mix.plan]
[mix.open]
policy = { "entry.moratorium" = 0.2 }

[factor.fees]
low = {}
high = { "fee.rate_noncompliant" = 40 }

[outcomes]
keep = ["capacity", "capacity.*", "coke_price_mean", "closure.*.small"]
years = [2007, 2010]
targets = "all"

[together]
both = ["T1", "T12"]

[[objective]]
outcome = "capacity"
better = "low"
at_most = 120
"#;

const BASE: &str = "title = \"Base\"\nextends = \"plan\"\n[time]\nsteps_per_year = 4\n";

/// The study and its scenario in a folder.
pub fn written(folder: &Path, text: &str) {
    fs::write(folder.join("base.toml"), BASE).unwrap();
    fs::write(folder.join("study.toml"), text).unwrap();
}

/// Runs the study, which must end well.
pub fn swept(folder: &Path, arguments: &[&str]) {
    let ran = coke_sim(folder, &[&["sweep", "study.toml"], arguments].concat());
    assert_eq!(ran.code, 0, "{arguments:?}\n{}", ran.errors);
}

fn rows(folder: &Path, out: &str) -> Vec<u8> {
    fs::read(folder.join(out).join("runs.parquet")).unwrap()
}

fn read(folder: &Path) -> Study {
    let path = folder.join("study.toml");
    let source = Source::new(path.display().to_string(), fs::read_to_string(&path).unwrap());
    study(&source, &Wishes::default()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

#[test]
fn every_row_of_a_sweep_is_the_run_of_its_scenario_to_the_last_bit() {
    let folder = tempdir().unwrap();
    written(folder.path(), STUDY);
    let study = read(folder.path());
    let sweep = Sweep::new(&study);
    let mut bench = sweep.bench();
    // a full block, then one that is not, with the bench as the first left it
    for runs in [0..8, 21..24] {
        let rows = sweep.block(&mut bench, runs.clone(), 0..4);
        assert_eq!(rows.len(), usize::try_from(runs.end - runs.start).unwrap() * 4);
        for row in rows {
            let scenario = sweep.scenario(row.run, row.mix);
            let alone = run::simulate(&scenario);
            let found = row.results.unwrap_or_else(|failure| panic!("run {}: {failure}", row.run));
            for (outcome, value) in study.outcomes.iter().zip(&found.outcomes) {
                let variable = alone.layout().find(&outcome.variable).unwrap();
                let values = alone.values(0, variable, outcome.year).unwrap();
                let expected = outcome.positions.iter().fold(0.0, |sum, position| sum + values[*position]);
                assert_eq!(value.to_bits(), expected.to_bits(), "run {}: {}", row.run, outcome.column());
            }
            let judged = scorecard(&scenario, &alone, 0);
            for (target, met) in study.targets.iter().zip(&found.met) {
                let expected = match judged[*target].verdict {
                    Verdict::Met => Some(true),
                    Verdict::Missed => Some(false),
                    Verdict::NotEvaluated => None,
                };
                assert_eq!(*met, expected, "run {}: {}", row.run, judged[*target].target.id);
            }
        }
    }
}

#[test]
fn all_mixes_live_through_the_same_futures_and_differ_in_levers_alone() {
    let folder = tempdir().unwrap();
    written(folder.path(), STUDY);
    let study = read(folder.path());
    let names: Vec<&str> = study.mixes.iter().map(|mix| mix.name.as_str()).collect();
    assert_eq!(names, ["plan fees=low", "plan fees=high", "open fees=low", "open fees=high"]);
    let sweep = Sweep::new(&study);
    let (one, other) = (sweep.scenario(5, 0), sweep.scenario(5, 3));
    assert_eq!(one.parameters, other.parameters);
    assert_eq!(one.drivers, other.drivers);
    assert_ne!(one.parameters, sweep.scenario(6, 0).parameters);
    let differing: Vec<&str> = (0..one.levers.len())
        .filter(|lever| one.levers[*lever] != other.levers[*lever])
        .map(|lever| one.baseline.levers[lever].key.as_str())
        .collect();
    assert_eq!(differing, ["entry.moratorium", "fee.rate_noncompliant"]);
}

#[test]
#[allow(clippy::float_cmp)] // the same operation on the same numbers
fn inputs_enter_as_they_say() {
    let folder = tempdir().unwrap();
    written(folder.path(), STUDY);
    let study = read(folder.path());
    let sweep = Sweep::new(&study);
    let mut numbers = vec![0.0; study.inputs.len()];
    study.numbers_into(9, &mut numbers);
    let number = |key: &str| numbers[study.inputs.iter().position(|input| input.key == key).unwrap()];
    let scenario = sweep.scenario(9, 0);
    let (base, baseline) = (&study.base, &study.base.baseline);
    for (slot, entry) in baseline.parameters.iter().enumerate() {
        let value = scenario.parameters[slot];
        match entry.declaration.name {
            "capacity_init" => assert_eq!(value, base.parameters[slot] * number("capacity_init"), "{}", entry.key),
            "retirement_factor" => assert_eq!(value, number("retirement_factor")),
            // the members of a range share a probability: each stands as far into its own range as the others
            "enforcement_weight" if entry.low < entry.high => {
                let place = (value - entry.low) / (entry.high - entry.low);
                assert!(value >= entry.low && value <= entry.high && place > 0.0, "{}", entry.key);
            }
            "closure_exec_time" => assert!(value > entry.low && value < entry.high),
            "enforcement_weight" => {}
            _ => assert_eq!(value, base.parameters[slot], "{}", entry.key),
        }
    }
    let driver = |key: &str| baseline.drivers.iter().position(|driver| driver.key == key).unwrap();
    let points = |series: &Series| series.points().to_vec();
    for ((time, value), (_, before)) in
        points(&scenario.drivers[driver("pig_iron")]).into_iter().zip(points(&base.drivers[driver("pig_iron")]))
    {
        assert_eq!(value, before * number("pig_iron"), "{time}");
    }
    let duty = number("duty");
    assert!([0.0, 0.1].contains(&duty));
    assert_eq!(scenario.drivers[driver("duty")].at(2008.0), base.drivers[driver("duty")].at(2008.0) + duty);
}

#[test]
fn neither_a_further_input_nor_a_mix_nor_runs_change_what_was_drawn() {
    let folder = tempdir().unwrap();
    let numbers = |text: &str, runs: u64| -> Vec<Vec<u64>> {
        written(folder.path(), text);
        let study = read(folder.path());
        let keys = ["closure_exec_time", "enforcement_weight", "capacity_init", "pig_iron"];
        (0..runs)
            .map(|run| {
                let mut numbers = vec![0.0; study.inputs.len()];
                study.numbers_into(run, &mut numbers);
                let of = |key: &&str| study.inputs.iter().position(|input| input.key == **key).unwrap();
                keys.iter().map(|key| numbers[of(key)].to_bits()).collect()
            })
            .collect()
    };
    for method in ["latin_hypercube", "monte_carlo"] {
        let text = STUDY.replace("runs = 24", &format!("method = \"{method}\"\nruns = 24"));
        let before = numbers(&text, 24);
        let more = text
            .replace("runs = 24", "runs = 100")
            .replace("[uncertain]", "[uncertain]\nprice_init = \"range\"\nnon_coal_cost = \"range\"")
            .replace("[mix.open]", "[mix.other]\n[mix.open]");
        let after = numbers(&more, 24);
        assert_eq!(before, after, "{method}");
        let other = numbers(&text.replace("runs = 24", "runs = 24\nseed = 7"), 24);
        assert!(before.iter().zip(&other).all(|(one, other)| one != other), "{method}: another seed, other draws");
    }
}

#[test]
fn a_sweep_has_the_same_bytes_on_any_number_of_threads_and_twice() {
    let folder = tempdir().unwrap();
    written(folder.path(), STUDY);
    swept(folder.path(), &["--out", "one", "--threads", "1"]);
    for (out, threads) in [("two", "2"), ("seven", "7"), ("again", "1")] {
        swept(folder.path(), &["--out", out, "--threads", threads]);
        assert!(rows(folder.path(), "one") == rows(folder.path(), out), "{threads} threads");
        for name in ["summary.csv", "targets.csv", "differences.csv", "robustness.csv", "convergence.csv"] {
            let file = |out: &str| fs::read(folder.path().join(out).join(name)).unwrap();
            assert!(file("one") == file(out), "{name}: {threads} threads");
        }
    }
}

/// 256 mixes, so that there are three parts.
fn in_many_parts() -> String {
    let levels: Vec<String> =
        (0..64).map(|level| format!("l{level} = {{ \"entry.moratorium\" = {} }}", f64::from(level) / 64.0)).collect();
    let text = STUDY.replace("[factor.fees]", &format!("[factor.entry]\n{}\n[factor.fees]", levels.join("\n")));
    // the mix `open` sets the lever, too: the level of the factor wins
    text.replace("targets = \"all\"", "targets = [\"T1\", \"T12\"]")
        .replace("runs = 24", "runs = 80")
        .replace("steps_per_year = 4", "steps_per_year = 1")
        .replace(
            "keep = [\"capacity\", \"capacity.*\", \"coke_price_mean\", \"closure.*.small\"]",
            "keep = [\"capacity\"]",
        )
}

#[test]
fn shards_in_any_order_merge_to_the_bytes_of_the_whole() {
    let folder = tempdir().unwrap();
    written(folder.path(), &in_many_parts());
    swept(folder.path(), &["--out", "whole", "--steps-per-year", "1"]);
    for of in [2, 3] {
        let names: Vec<String> = (0..of).map(|shard| format!("{of}-{shard}")).collect();
        for (shard, name) in names.iter().enumerate() {
            let share = format!("{shard}/{of}");
            swept(folder.path(), &["--out", name, "--shard", &share, "--steps-per-year", "1"]);
        }
        let out = format!("merged-{of}");
        let backwards: Vec<&str> = names.iter().rev().map(String::as_str).collect();
        let ran = coke_sim(folder.path(), &[&["merge"], &backwards[..], &["--out", &out]].concat());
        assert_eq!(ran.code, 0, "{}", ran.errors);
        assert!(rows(folder.path(), "whole") == rows(folder.path(), &out), "{of} shards");
        for name in ["summary.csv", "targets.csv", "differences.csv", "robustness.csv", "convergence.csv"] {
            let file = |out: &str| fs::read(folder.path().join(out).join(name)).unwrap();
            assert!(file("whole") == file(&out), "{name}: {of} shards");
        }
    }
    let ran = coke_sim(folder.path(), &["merge", "3-0", "3-2", "--out", "incomplete"]);
    assert_eq!(ran.code, 2);
    assert!(ran.errors.contains("1/3"), "it says which shard is missing: {}", ran.errors);
    assert!(!folder.path().join("incomplete").exists());
}

#[test]
fn killed_at_any_moment_a_sweep_goes_on_to_the_same_bytes() {
    let folder = tempdir().unwrap();
    written(folder.path(), &in_many_parts());
    swept(folder.path(), &["--out", "whole", "--steps-per-year", "1"]);
    let mut kills = 0;
    // moments spread over the run by the golden ratio; a run that ends by itself begins anew
    for attempt in 0..200_u32 {
        if kills == 10 {
            break;
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_coke-sim"));
        command.args(["sweep", "study.toml", "--out", "killed", "--steps-per-year", "1"]).current_dir(folder.path());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        if folder.path().join("killed").exists() {
            command.arg("--resume");
        }
        let mut child = command.spawn().unwrap();
        let share = (f64::from(attempt) * 0.618_034).fract();
        std::thread::sleep(Duration::from_secs_f64(0.05 + 2.0 * share));
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            kills += 1;
        } else if kills < 10 {
            assert!(rows(folder.path(), "whole") == rows(folder.path(), "killed"), "after {kills} kills");
            fs::remove_dir_all(folder.path().join("killed")).unwrap();
        }
        child.wait().unwrap();
    }
    assert_eq!(kills, 10);
    let resumed = if folder.path().join("killed").exists() { vec!["--resume"] } else { vec![] };
    swept(folder.path(), &[&["--out", "killed", "--steps-per-year", "1"], &resumed[..]].concat());
    assert!(rows(folder.path(), "whole") == rows(folder.path(), "killed"));
    assert!(!entries(&folder.path().join("killed")).contains(&"parts".to_owned()), "nothing is left over");
}

#[test]
fn more_runs_leave_the_first_as_they_were() {
    let folder = tempdir().unwrap();
    written(folder.path(), STUDY);
    for method in ["latin_hypercube", "monte_carlo", "sobol"] {
        let text = STUDY.replace("runs = 24", &format!("method = \"{method}\"\nruns = 24"));
        let text = if method == "sobol" { text.replace("rank = 0.5", "rank = -0.2") } else { text };
        written(folder.path(), &text);
        let csv = |out: &str| fs::read_to_string(folder.path().join(out).join("runs.csv")).unwrap();
        let (first, second, whole) = (format!("{method}-first"), format!("{method}-second"), format!("{method}-whole"));
        swept(folder.path(), &["--out", &first, "--format", "csv"]);
        swept(folder.path(), &["--out", &second]);
        swept(folder.path(), &["--out", &second, "--resume", "--runs", "48", "--format", "csv"]);
        swept(folder.path(), &["--out", &whole, "--runs", "48"]);
        let (few, many) = (csv(&first), csv(&second));
        assert_eq!(few.lines().count(), 1 + 24 * 4);
        assert_eq!(many.lines().count(), 1 + 48 * 4);
        assert!(many.starts_with(&few), "{method}: the first rows are the same");
        assert!(rows(folder.path(), &second) == rows(folder.path(), &whole), "{method}: as in one go");
    }
}

#[test]
fn a_run_that_cannot_be_trusted_is_a_row_with_its_inputs_and_reason() {
    let folder = tempdir().unwrap();
    // a tail that leaves the hard bounds in about a sixth of the runs
    let text = STUDY.replace(
        "retirement_factor = { normal = { mean = 0.6, sd = 0.1 }, within = [0.2, 1.0] }",
        "retirement_factor = { normal = { mean = 0.5, sd = 0.5 } }",
    );
    written(folder.path(), &text);
    let study = read(folder.path());
    assert!(study.warnings.iter().any(|warning| warning.message.en.contains("these runs fail")));
    let sweep = Sweep::new(&study);
    let mut bench = sweep.bench();
    let rows = sweep.block(&mut bench, 0..8, 0..4);
    let whole =
        read_only(&rows, |failure| matches!(failure, Failure::Bounds { key, .. } if key == "retirement_factor"));
    assert!(whole > 0 && whole < rows.len(), "{whole} of {} failed", rows.len());
    // the lanes beside a failed one are none the worse for it
    for row in rows.iter().filter(|row| row.results.is_ok()) {
        let alone = run::simulate(&sweep.scenario(row.run, row.mix));
        let capacity = row.results.as_ref().unwrap().outcomes[1];
        assert_eq!(capacity.to_bits(), alone.total(0, "capacity", 2010).unwrap().to_bits());
    }
    let ran = coke_sim(folder.path(), &["sweep", "study.toml", "--out", "out", "--format", "csv"]);
    assert_eq!(ran.code, 0, "a failed run is no failed study: {}", ran.errors);
    let csv = fs::read_to_string(folder.path().join("out/runs.csv")).unwrap();
    let failed: Vec<&str> = csv.lines().filter(|line| line.contains("out of bounds: retirement_factor = ")).collect();
    assert!(!failed.is_empty() && failed.iter().all(|line| line.contains(",,,")), "no outcome: {failed:?}");
    let summary = fs::read_to_string(folder.path().join("out/summary.csv")).unwrap();
    let n: u64 = summary.lines().nth(1).unwrap().rsplit(',').next().unwrap().parse().unwrap();
    assert_eq!(n, 24 - failed.len() as u64 / 4, "statistics are those of the others");
    assert!(!summary.contains("NaN"));
    let failures = fs::read_to_string(folder.path().join("out/failures.csv")).unwrap();
    assert!(failures.contains("out of bounds: retirement_factor,plan fees=low"), "{failures}");
    let first = failures.lines().find(|line| line.starts_with("input ")).unwrap();
    assert!(first.starts_with("input retirement_factor"), "the input that tells them apart comes first: {failures}");
}

fn read_only(rows: &[coke_sim::study::sweep::Row], of: impl Fn(&Failure) -> bool) -> usize {
    rows.iter().filter(|row| row.results.as_ref().is_err_and(&of)).count()
}

#[test]
fn another_study_is_not_gone_on_with() {
    let folder = tempdir().unwrap();
    written(folder.path(), STUDY);
    swept(folder.path(), &["--out", "out"]);
    let before = rows(folder.path(), "out");
    let refused = |arguments: &[&str], code: i32, word: &str| {
        let ran = coke_sim(folder.path(), &[&["sweep", "study.toml", "--out", "out"], arguments].concat());
        assert_eq!(ran.code, code, "{arguments:?}");
        assert!(ran.errors.contains(word), "{arguments:?}: {}", ran.errors);
        assert!(before == rows(folder.path(), "out"), "{arguments:?}: nothing is lost");
    };
    refused(&[], 1, "--resume");
    refused(&["--resume", "--seed", "7"], 2, "seed");
    refused(&["--resume", "--set", "price_init=700"], 2, "another scenario");
    refused(&["--resume", "--runs", "8"], 2, "more than 8");
    swept(folder.path(), &["--out", "out", "--resume"]);
    assert!(before == rows(folder.path(), "out"));
}

#[test]
fn until_stable_stops_when_nothing_moves_and_gives_a_prefix_of_more_runs() {
    let folder = tempdir().unwrap();
    let text = STUDY.replace("targets = \"all\"", "targets = [\"T1\", \"T12\"]").replace("runs = 24", "runs = 1024");
    written(folder.path(), &(text + "\n[stable]\nprobability = 0.2\nquantile = 0.2\n"));
    let ran = coke_sim(
        folder.path(),
        &["sweep", "study.toml", "--out", "out", "--until", "stable", "--steps-per-year", "1", "--format", "json"],
    );
    assert_eq!(ran.code, 0, "{}", ran.errors);
    let found: serde_json::Value = serde_json::from_str(&ran.output).unwrap();
    assert_eq!(found["runs"], 256, "the first look suffices: {}", ran.errors);
    assert_eq!(found["stable"], true);
    let strict = coke_sim(
        folder.path(),
        &[
            "sweep",
            "study.toml",
            "--out",
            "strict",
            "--until",
            "stable",
            "--runs",
            "300",
            "--steps-per-year",
            "1",
            "--set",
            "price_init=700",
            "--format",
            "json",
        ],
    );
    assert_eq!(strict.code, 0, "{}", strict.errors);
    // fewer than there are already: as without `--until`
    let fewer = ["sweep", "study.toml", "--out", "out", "--until", "stable", "--runs", "100", "--resume"];
    let ran = coke_sim(folder.path(), &[&fewer[..], &["--steps-per-year", "1"]].concat());
    assert_eq!(ran.code, 2, "{}", ran.errors);
    assert!(ran.errors.contains("more than 100"), "{}", ran.errors);
}

#[test]
fn the_share_of_a_shard_can_come_from_the_environment() {
    let folder = tempdir().unwrap();
    written(folder.path(), STUDY);
    let with = |variables: &[(&str, &str)], shard: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coke-sim"));
        command.args(["sweep", "study.toml", "--out", "shard", "--force", "--shard", shard]).current_dir(folder.path());
        command.envs(variables.iter().copied()).env("LC_ALL", "C");
        let ran = command.output().unwrap();
        (ran.status.code().unwrap(), String::from_utf8(ran.stderr).unwrap())
    };
    let slurm = [
        ("SLURM_ARRAY_TASK_ID", "1"),
        ("SLURM_ARRAY_TASK_COUNT", "2"),
        ("SLURM_ARRAY_TASK_MIN", "0"),
        ("SLURM_ARRAY_TASK_MAX", "1"),
    ];
    for (variables, shard) in
        [(&slurm[..], "slurm"), (&slurm[..1], "slurm/2"), (&[("PBS_ARRAY_INDEX", "1")][..], "env:PBS_ARRAY_INDEX/2")]
    {
        let (code, said) = with(variables, shard);
        assert_eq!(code, 0, "{shard}: {said}");
        assert!(said.contains("shard 1/2"), "{shard}: {said}");
    }
    // one task of an array run again: the array no longer says how many shards there are
    let again = [
        ("SLURM_ARRAY_TASK_ID", "1"),
        ("SLURM_ARRAY_TASK_COUNT", "1"),
        ("SLURM_ARRAY_TASK_MIN", "1"),
        ("SLURM_ARRAY_TASK_MAX", "1"),
    ];
    for (variables, shard) in [
        (&again[..], "slurm"),
        (&[][..], "slurm/2"),
        (&[][..], "2/2"),
        (&[][..], "x/2"),
        (&[][..], "1"),
        (&[][..], "0/0"),
    ] {
        let (code, said) = with(variables, shard);
        assert_eq!(code, 2, "{shard}: {said}");
        assert!(said.contains("--shard"), "{shard}: {said}");
    }
}
