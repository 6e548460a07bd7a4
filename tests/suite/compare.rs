//! Several scenarios side by side: their differences are those of their single runs, and only what can be compared is.

use crate::cli::{coke_sim, entries};
use crate::support::scenario;
use coke_sim::report::trajectory;
use coke_sim::scenario::Scenario;
use coke_sim::study;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use tempfile::tempdir;

/// Runs the program, which must end well; its output.
fn output(folder: &Path, arguments: &[&str]) -> String {
    let ran = coke_sim(folder, arguments);
    assert_eq!(ran.code, 0, "{arguments:?}\n{}", ran.errors);
    ran.output
}

type Row = BTreeMap<String, String>;

fn rows(csv: &str) -> Vec<Row> {
    csv::Reader::from_reader(csv.as_bytes()).deserialize().collect::<Result<_, _>>().expect("CSV")
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("`{text}` is no number"))
}

/// The bits of a single run by variable, region, item and year.
fn single(scenario: &Scenario) -> BTreeMap<[String; 4], u64> {
    let csv = trajectory::to_csv(&scenario.baseline, &study::run::simulate(scenario), 0);
    rows(std::str::from_utf8(&csv).expect("UTF-8"))
        .iter()
        .map(|row| (key(row), number(&row["value"]).to_bits()))
        .collect()
}

fn key(row: &Row) -> [String; 4] {
    ["variable", "region", "item", "year"].map(|column| row[column].clone())
}

#[test]
fn differences_are_those_of_the_single_runs_and_add_up() {
    let folder = tempdir().expect("temporary folder");
    let found = rows(&output(folder.path(), &["compare", "plan", "no-policy", "--format", "csv"]));
    let runs = ["plan", "no-policy"].map(|name| (name, single(&scenario(name))));
    let (mut seen, mut moved) = (0, 0);
    for row in &found {
        let own = &runs.iter().find(|(name, _)| *name == row["scenario"]).expect("a scenario").1;
        let value = number(&row["value"]);
        assert_eq!(value.to_bits(), own[&key(row)], "{row:?}");
        seen += 1;
        if row["scenario"] == "plan" {
            assert!(row["difference"].is_empty() && row["relative"].is_empty(), "{row:?}");
            continue;
        }
        let first = f64::from_bits(runs[0].1[&key(row)]);
        let difference = number(&row["difference"]);
        assert_eq!(difference.to_bits(), (value - first).to_bits(), "{row:?}");
        if first == 0.0 {
            assert!(row["relative"].is_empty());
        } else {
            assert_eq!(number(&row["relative"]).to_bits(), (difference / first.abs()).to_bits(), "{row:?}");
        }
        moved += usize::from(difference != 0.0);
    }
    assert_eq!(seen, runs[0].1.len() + runs[1].1.len(), "every value of both");
    assert!(moved > 1000, "the plan does something");
}

#[test]
fn other_worlds_are_refused_unless_allowed() {
    let folder = tempdir().expect("temporary folder");
    let both = ["compare", "plan", "hindcast", "--out", "out"];
    let refused = coke_sim(folder.path(), &both);
    assert_eq!(refused.code, 2);
    assert!(refused.output.is_empty() && entries(folder.path()).is_empty(), "nothing is written");
    for word in [
        "`plan`, `hindcast` play in different worlds",
        "scenarios/hindcast.toml:",
        "parameter `coal_price_elasticity`",
        "drivers differ with their set",
        "--allow-different-worlds",
    ] {
        assert!(refused.errors.contains(word), "{word}\n{}", refused.errors);
    }
    let chinese = coke_sim(folder.path(), &[&both[..], &["--lang", "zh"]].concat());
    assert!(chinese.errors.contains("所处的外部条件不同") && chinese.code == 2, "{}", chinese.errors);

    let allowed = coke_sim(folder.path(), &[&both[..], &["--allow-different-worlds"]].concat());
    assert_eq!(allowed.code, 0, "{}", allowed.errors);
    assert!(allowed.errors.contains("warning: the scenarios play in different worlds"), "{}", allowed.errors);
    assert!(allowed.output.contains("Drivers that differ") && allowed.output.contains("Parameters that differ"));
    let manifest = fs::read_to_string(folder.path().join("out/manifest.json")).expect("file");
    assert!(manifest.contains("not due to policy alone"), "the warning stays with the results");
}

#[test]
fn one_parameter_makes_another_world_and_a_setting_for_all_does_not() {
    let folder = tempdir().expect("temporary folder");
    fs::write(folder.path().join("a.toml"), "title = \"A\"\n[parameters]\nvat_rate = 0.16\n").expect("file written");
    fs::write(folder.path().join("b.toml"), "title = \"B\"\n").expect("file written");
    let refused = coke_sim(folder.path(), &["compare", "a.toml", "b.toml"]);
    assert!(refused.code == 2 && refused.errors.contains("a.toml:3"), "{}", refused.errors);
    output(folder.path(), &["compare", "a.toml", "b.toml", "--set", "vat_rate=0.17", "--quiet"]);
}

#[test]
fn scenarios_of_other_years_are_refused() {
    let folder = tempdir().expect("temporary folder");
    fs::write(folder.path().join("short.toml"), "title = \"Short\"\n[time]\nend = 2008\n").expect("file written");
    let refused = coke_sim(folder.path(), &["compare", "no-policy", "short.toml", "--allow-different-worlds"]);
    assert_eq!(refused.code, 2);
    assert!(refused.errors.contains("`no-policy` runs from 2006 to 2010, but `short` from 2006 to 2008"));
    let one = coke_sim(folder.path(), &["compare", "plan"]);
    assert!(one.code == 2 && one.output.is_empty(), "one scenario is too few");
}

#[test]
fn scenarios_that_say_the_same_do_not_differ() {
    let folder = tempdir().expect("temporary folder");
    let text = output(folder.path(), &["compare", "plan", "plan", "--out", "out"]);
    assert!(text.contains("The scenarios set nothing differently."), "{text}");
    assert!(text.contains("targets have the same verdicts."), "{text}");
    let file = |name: &str| fs::read_to_string(folder.path().join("out").join(name)).expect("file");
    assert_eq!(file("inputs.csv"), "section,key,unit,scenario,year,value,origin\n");
    let second: Vec<Row> =
        rows(&file("comparison.csv")).into_iter().filter(|row| row["scenario"] == "plan-2").collect();
    assert!(!second.is_empty() && second.iter().all(|row| number(&row["difference"]) == 0.0));
    let again = ["compare", "plan", "out/scenarios/plan.resolved.toml"];
    assert!(output(folder.path(), &again).contains("set nothing differently"), "a resolved scenario says the same");
}

#[test]
fn three_scenarios_are_told_with_what_they_set() {
    let folder = tempdir().expect("temporary folder");
    let mine = "title = { en = \"Mine\", zh = \"我的\" }\n[policy]\n\"trade.order\" = 0.5\n";
    fs::write(folder.path().join("mine.toml"), mine).expect("file written");
    let arguments = ["compare", "no-policy", "mine.toml", "plan", "--out", "out", "--steps-per-year", "4"];
    let english = output(folder.path(), &arguments);
    for word in ["no-policy", "mine", "Mine", "trade.order", "mine.toml:3", "baseline", "2010: less no-policy"] {
        assert!(english.contains(word), "{word}\n{english}");
    }
    let chinese = output(folder.path(), &[&arguments[..4], &["--lang", "zh", "--steps-per-year", "4"]].concat());
    for word in ["我的", "焦炭产能", "万吨/年", "不同的政策手段", "基准", "2010年：与no-policy之差"]
    {
        assert!(chinese.contains(word), "{word}\n{chinese}");
    }
    for text in [&english, &chinese] {
        assert!(!text.contains('\u{1b}'), "no colour but on a terminal");
    }

    let file = |name: &str| fs::read_to_string(folder.path().join("out").join(name)).expect("file");
    let inputs = rows(&file("inputs.csv"));
    let of = |scenario: &str| -> Vec<(String, String, String)> {
        let own = inputs.iter().filter(|row| row["scenario"] == scenario && row["key"] == "trade.order");
        own.map(|row| (row["year"].clone(), row["value"].clone(), row["origin"].clone())).collect()
    };
    assert!(of("mine").iter().all(|(_, value, origin)| value == "0.5" && origin == "mine.toml:3"));
    assert!(of("no-policy").iter().all(|(_, _, origin)| origin.is_empty()) && of("plan").len() == 5);

    let targets = rows(&file("targets.csv"));
    assert_eq!(targets.len(), 3 * 53, "a row a target and scenario");
    let scenarios: BTreeSet<&str> = targets.iter().map(|row| row["scenario"].as_str()).collect();
    assert_eq!(scenarios.into_iter().collect::<Vec<_>>(), ["mine", "no-policy", "plan"]);
    assert!(!rows(&file("headlines.csv")).is_empty());

    let manifest: Value = serde_json::from_str(&file("manifest.json")).expect("JSON");
    let listed: Vec<&str> = manifest["outputs"]
        .as_array()
        .expect("list")
        .iter()
        .map(|output| output["name"].as_str().expect("name"))
        .collect();
    for name in ["comparison.csv", "inputs.csv", "scenarios/mine.resolved.toml"] {
        assert!(listed.contains(&name), "{name}");
    }
    assert_eq!(manifest["scenarios"][1]["inputs"][0]["name"], "mine.toml");
    assert_eq!(listed.contains(&"charts/capacity.png"), cfg!(feature = "charts"));
}

#[test]
fn json_says_what_the_tables_say() {
    let folder = tempdir().expect("temporary folder");
    let text = output(folder.path(), &["compare", "plan", "no-policy", "--format", "json", "--steps-per-year", "2"]);
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let capacity = &document["headlines"][0];
    let at = |what: &str, name: &str| capacity[what][name]["2010"].as_f64().expect("a number");
    let expected = at("by_year", "no-policy") - at("by_year", "plan");
    assert_eq!(at("difference", "no-policy").to_bits(), expected.to_bits());
    assert!(document["other_verdicts"].as_array().is_some_and(|list| !list.is_empty()));
    assert_eq!(document["scenarios"][0]["scorecard"].as_array().map(Vec::len), Some(53));
}

#[test]
fn results_are_replaced_only_if_asked_and_wrong_scenarios_write_nothing() {
    let folder = tempdir().expect("temporary folder");
    let arguments = ["compare", "plan", "no-policy", "--steps-per-year", "1", "--quiet", "--out", "out"];
    assert_eq!(output(folder.path(), &arguments), "");
    let again = coke_sim(folder.path(), &arguments);
    assert!(again.code == 1 && again.errors.contains("already has files in it"), "{}", again.errors);
    output(folder.path(), &[&arguments[..], &["--force"]].concat());
    let wrong = coke_sim(folder.path(), &["compare", "plan", "no-policy", "--set", "no.such=1", "--out", "other"]);
    assert_eq!(wrong.code, 2);
    assert_eq!(
        wrong.errors.matches("no.such").count(),
        coke_sim(folder.path(), &["run", "--set", "no.such=1"]).errors.matches("no.such").count(),
        "told once"
    );
    assert_eq!(entries(folder.path()), ["out"]);
}
