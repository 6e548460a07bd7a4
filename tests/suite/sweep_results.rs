//! What a sweep says of its rows: summaries, lists that are no samples, the study of the guide.

use crate::cli::coke_sim;
use crate::sweep::{STUDY, swept, written};
use std::fs;
use tempfile::tempdir;

/// A column of `runs.csv` by mix: its cells in the order of runs.
fn by_mix(csv: &str, column: &str) -> std::collections::BTreeMap<String, Vec<String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let head = reader.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|cell| cell == name).unwrap_or_else(|| panic!("no column {name}"));
    let (mix, wanted) = (at("mix"), at(column));
    let mut found = std::collections::BTreeMap::<String, Vec<String>>::new();
    for row in reader.records() {
        let row = row.unwrap();
        found.entry(row[mix].to_owned()).or_default().push(row[wanted].to_owned());
    }
    found
}

#[test]
fn summaries_are_those_of_the_rows() {
    let folder = tempdir().unwrap();
    written(folder.path(), STUDY);
    swept(folder.path(), &["--out", "out", "--format", "csv"]);
    let file = |name: &str| fs::read_to_string(folder.path().join("out").join(name)).unwrap();
    let rows = file("runs.csv");
    let numbers = |column: &str, mix: &str| -> Vec<f64> {
        by_mix(&rows, column)[mix].iter().map(|cell| cell.parse().unwrap()).collect()
    };
    let near = |found: &str, expected: f64| {
        let found: f64 = found.parse().unwrap();
        assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1e-3), "{found} for {expected}");
    };
    let cells = |csv: &str, starts: &str| -> Vec<String> {
        let line = csv.lines().find(|line| line.starts_with(starts)).unwrap_or_else(|| panic!("no {starts}"));
        line.split(',').map(str::to_owned).collect()
    };
    let (plan, open) = (numbers("capacity@2010", "plan fees=low"), numbers("capacity@2010", "open fees=high"));
    let mean = |values: &[f64]| values.iter().sum::<f64>() / f64::from(u32::try_from(values.len()).unwrap());

    let summary = cells(&file("summary.csv"), "open fees=high,capacity,,,Mt/a,2010");
    near(&summary[6], mean(&open));
    let mut sorted = open.clone();
    sorted.sort_by(f64::total_cmp);
    // type 7 of 24 values: the median lies between the 12th and the 13th
    near(&summary[11], f64::midpoint(sorted[11], sorted[12]));
    assert_eq!(summary[15], "24");

    let differences: Vec<f64> = open.iter().zip(&plan).map(|(open, plan)| open - plan).collect();
    let found = cells(&file("differences.csv"), "capacity,,,Mt/a,2010,open fees=high,plan fees=low");
    near(&found[7], mean(&differences));
    let higher = differences.iter().filter(|difference| **difference > 0.0).count();
    near(&found[10], f64::from(u32::try_from(higher).unwrap()) / 24.0);

    let robustness = file("robustness.csv");
    let all: Vec<Vec<f64>> = ["plan fees=low", "plan fees=high", "open fees=low", "open fees=high"]
        .iter()
        .map(|mix| numbers("capacity@2010", mix))
        .collect();
    let regrets: Vec<f64> =
        (0..24).map(|run| open[run] - all.iter().map(|mix| mix[run]).fold(f64::INFINITY, f64::min)).collect();
    near(&cells(&robustness, "capacity,,,Mt/a,2010,open fees=high,regret_mean")[7], mean(&regrets));
    let enough = open.iter().filter(|value| **value <= 120.0).count();
    near(
        &cells(&robustness, "capacity,,,-,2010,open fees=high,satisficing")[7],
        f64::from(u32::try_from(enough).unwrap()) / 24.0,
    );

    let verdicts = |target: &str| by_mix(&rows, &format!("target:{target}"))["plan fees=low"].clone();
    let together =
        verdicts("T1").iter().zip(verdicts("T12")).filter(|(one, other)| *one == "true" && other == "true").count();
    let found = cells(&file("targets.csv"), "plan fees=low,together:both");
    near(&found[2], f64::from(u32::try_from(together).unwrap()) / 24.0);
}

#[test]
fn a_list_of_futures_is_no_sample() {
    let folder = tempdir().unwrap();
    let text = STUDY.replace("runs = 24", "method = \"one_at_a_time\"");
    let correlation = &text[text.find("[[correlation]]").unwrap()..text.find("[mix.plan]").unwrap()];
    written(folder.path(), &text.replace(correlation, ""));
    let refused = coke_sim(folder.path(), &["sweep", "study.toml", "--out", "out", "--until", "stable"]);
    assert_eq!(refused.code, 2);
    assert!(refused.errors.contains("drawn at random"), "{}", refused.errors);
    let ran = coke_sim(folder.path(), &["sweep", "study.toml", "--out", "out"]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    assert!(ran.output.contains("a list and no sample") && !ran.output.contains("Probability"), "{}", ran.output);
    // the medians; five inputs at two further levels, the duty at one
    assert!(ran.output.contains("12 runs x 4 policy mixes"), "{}", ran.output);
}

#[test]
fn the_study_of_the_guide_is_sound() {
    let folder = tempdir().unwrap();
    let guide = fs::read_to_string(crate::support::package("docs/sweeps.md")).unwrap();
    let study = guide.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    fs::write(folder.path().join("guide.toml"), study).unwrap();
    let half = "title = \"Half\"\nkind = \"policy\"\n[policy]\n\"close.order_share.small\" = 0.1\n";
    fs::write(folder.path().join("half.toml"), half).unwrap();
    let checked = coke_sim(folder.path(), &["check", "guide.toml"]);
    assert_eq!(checked.code, 0, "{}", checked.output);
    let few = ["sweep", "guide.toml", "--out", "out", "--runs", "8", "--steps-per-year", "1"];
    let ran = coke_sim(folder.path(), &few);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    // the message of a run is as the guide shows it
    assert!(ran.errors.contains("8 runs x 4 policy mixes = 32 simulations"), "{}", ran.errors);
}
