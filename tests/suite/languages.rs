//! Two languages: no text lacks one, and what people read is in the one that they ask for.

use crate::cli::{coke_sim, files, rows, succeeds};
use crate::support::{baseline, package, scenario};
use coke_sim::glossary::{self, Kind};
use coke_sim::report::table;
use coke_sim::scenario::baseline::{Baseline, BaselineFiles};
use coke_sim::study;
use coke_sim::target::Test;
use coke_sim::text::Language::{En, Zh};
use coke_sim::text::Text;
use coke_sim::unit::{Unit, label};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;
use tempfile::tempdir;

/// The units that the tests of units know.
#[path = "../../src/unit/data.rs"]
mod units;

fn has_chinese(text: &str) -> bool {
    text.chars().any(|character| matches!(character, '\u{4e00}'..='\u{9fff}'))
}

/// What is wrong with a text: each language in its own script; a symbol such as PM10 is the same in both.
fn fault(text: &Text) -> Option<&'static str> {
    let symbol = |words: &str| words.trim().chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    match text {
        _ if text.en.trim().is_empty() => Some("no English"),
        _ if has_chinese(&text.en) => Some("Chinese in English"),
        _ if !(has_chinese(&text.zh) || text.en == text.zh && symbol(&text.zh)) => Some("no Chinese"),
        _ => None,
    }
}

fn baselines() -> [(&'static str, Arc<Baseline>); 2] {
    let folder = package("scenarios/fictitious/baseline");
    let fictitious = BaselineFiles::folder(&folder).and_then(Baseline::read).expect("the example is read");
    [("baseline", Arc::clone(baseline())), ("fictitious", Arc::new(fictitious))]
}

#[test]
fn every_quantity_has_a_name_and_a_meaning_in_both_languages() {
    let mut wrong = Vec::new();
    let mut declared = BTreeSet::new();
    for kind in Kind::ALL {
        for declaration in kind.declarations() {
            let name = declaration.name;
            declared.insert((kind, name));
            let term = glossary::term(kind, declaration);
            for (what, text) in [("label", term.label), ("meaning", term.meaning)] {
                wrong.extend(fault(&text).map(|fault| format!("{kind:?} {name}, {what}: {fault}")));
            }
        }
    }
    assert!(wrong.is_empty(), "src/glossary/terms.csv:\n{}", wrong.join("\n"));
    let rows = fs::read_to_string(package("src/glossary/terms.csv")).expect("the table");
    let rows = csv::Reader::from_reader(rows.as_bytes()).records().count();
    assert_eq!((rows, glossary::size()), (declared.len(), declared.len()), "rows of terms.csv and declarations");
}

#[test]
fn every_label_of_the_data_is_in_both_languages() {
    let mut wrong = Vec::new();
    for (name, baseline) in baselines() {
        let mut check = |what: String, text: &Text| {
            wrong.extend(fault(text).map(|fault| format!("{name}: {what}: {fault}: {} | {}", text.en, text.zh)));
        };
        for ((set, member), text) in &baseline.labels {
            check(format!("member {}.{member}", set.key()), text);
        }
        for group in &baseline.target_groups {
            check(format!("group {}", group.id), &group.label);
        }
        for (position, headline) in baseline.headlines.iter().enumerate() {
            check(format!("headline {position}"), headline.label.as_ref().expect("a headline has a label"));
        }
        for target in &baseline.targets {
            check(target.id.clone(), &target.text);
            let labels = target.tests.iter().chain(&target.proxies).filter_map(|test| test.label.as_ref());
            labels.for_each(|text| check(format!("a test of {}", target.id), text));
            // a note may quote the plan in its own words
            for text in [&target.note, &target.not_evaluated].into_iter().flatten() {
                check(format!("a note of {}", target.id), &Text { en: text.en.replace("苯丙芘", ""), ..text.clone() });
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// All units of declarations and data.
fn units_in_use() -> BTreeSet<String> {
    let mut found: BTreeSet<String> =
        Kind::ALL.into_iter().flat_map(Kind::declarations).map(|declaration| declaration.unit.to_owned()).collect();
    for (_, baseline) in baselines() {
        found.extend(baseline.parameters.iter().map(|entry| entry.unit.clone()));
        found.extend(baseline.levers.iter().map(|entry| entry.unit.clone()));
        found.extend(baseline.drivers.iter().map(|entry| entry.unit.clone()));
        let unit = |test: &Test| test.unit.clone();
        found.extend(baseline.headlines.iter().filter_map(unit));
        for target in &baseline.targets {
            found.insert(target.unit.clone());
            found.extend(target.tests.iter().chain(&target.proxies).filter_map(unit));
        }
        found.extend(
            baseline.labels.keys().filter_map(|(set, member)| baseline.member_unit(*set, member)).map(str::to_owned),
        );
    }
    found
}

#[test]
fn every_unit_in_use_is_understood_and_has_a_chinese_label() {
    let found = units_in_use();
    for unit in &found {
        let zh = label(unit, Zh);
        assert!(!zh.contains(|c: char| c.is_ascii_alphabetic() || c == '{'), "{unit}: {zh}");
        assert_eq!(zh.is_empty(), unit == "-", "{unit}");
        assert!(!has_chinese(&label(unit, En)), "{unit}");
        let several = unit.contains('(') && !unit.contains("separate") && !unit.contains('*');
        assert_eq!(Unit::of_quantity(unit).is_none(), several, "{unit} is understood unless its elements differ");
    }
    // the list that the unit tests use: they lie below the data
    let missing: Vec<_> = found.iter().filter(|unit| !units::UNITS.contains(&unit.as_str())).collect();
    assert!(missing.is_empty(), "add to src/unit/data.rs: {missing:?}");
}

#[test]
fn texts_of_a_run_are_in_the_language_asked_for_and_numbers_in_files_are_not() {
    let folder = tempdir().expect("temporary folder");
    let english = succeeds(folder.path(), &["run", "--out", "en", "--lang", "en"]);
    let chinese = succeeds(folder.path(), &["run", "--out", "zh", "--lang", "zh"]);
    assert!(!has_chinese(&english.output) && !has_chinese(&english.errors), "{}", english.output);
    assert!(chinese.output.starts_with("规划方案\n"), "{}", chinese.output);
    assert!(chinese.output.contains("50项目标：达到15项，未达到26项，未评价9项"), "{}", chinese.output);
    assert!(chinese.errors.starts_with("已写入zh：trajectory.csv、scorecard.csv、"), "{}", chinese.errors);
    let row = |start: &str| -> Vec<String> {
        let line = chinese.output.lines().find(|line| line.trim_start().starts_with(start)).expect(start);
        line.split_whitespace().map(str::to_owned).collect()
    };
    assert_eq!(row("焦炭产能")[1..3], ["万吨/年", "13500"], "{}", chinese.output);
    let cap = row("✓  T1 ");
    assert_eq!(cap[2..5], ["2010年焦炭产能控制在1.2亿吨以下", "11859", "<="], "{cap:?}");
    assert_eq!((cap[5].as_str(), cap.last().map(String::as_str)), ("12000", Some("万吨/年")));

    let [en, zh] = ["en", "zh"].map(|name| files(&folder.path().join(name)));
    assert!(en.keys().eq(zh.keys()));
    assert!(en["trajectory.csv"] == zh["trajectory.csv"], "results have no language");
    assert!(en["scenario.resolved.toml"] == zh["scenario.resolved.toml"], "a scenario carries both");
    let (header, en_rows) = rows(&en["scorecard.csv"]);
    let (zh_header, zh_rows) = rows(&zh["scorecard.csv"]);
    assert_eq!(header, zh_header);
    for (en, zh) in en_rows.iter().zip(&zh_rows) {
        for ((column, en), zh) in header.iter().zip(en).zip(zh) {
            match column.as_str() {
                "text" | "note" => {
                    assert!(!has_chinese(&en.replace("苯丙芘", "")) && (zh.is_empty() || has_chinese(zh)));
                }
                "verdict" => assert_eq!(en.split(": ").next(), zh.split(": ").next()),
                _ => assert_eq!(en, zh, "{column}"),
            }
        }
    }
    let manifest = |files: &std::collections::BTreeMap<String, Vec<u8>>| -> Value {
        serde_json::from_slice(&files["manifest.json"]).expect("JSON")
    };
    assert_eq!((manifest(&en)["language"].as_str(), manifest(&zh)["language"].as_str()), (Some("en"), Some("zh")));
    for (name, svg) in zh.iter().filter(|(name, _)| name.split('.').next_back() == Some("svg")) {
        let svg = std::str::from_utf8(svg).expect("UTF-8");
        let words = ["Target", "Scenario", "Source", "Mt/a", "kt/a", "CNY", "Total", "met", "ovens", "output"];
        for text in svg.split("<text").skip(1).filter_map(|text| text.split('>').nth(1)) {
            assert!(words.iter().all(|word| !text.contains(word)), "{name}: {text}");
        }
    }
}

#[test]
fn warnings_and_refusals_are_in_the_language_asked_for() {
    let folder = tempdir().expect("temporary folder");
    let line = ["run", "--set", "vat_rate=0.3", "--lang", "zh", "--out", "out"];
    let ran = succeeds(folder.path(), &line);
    assert!(ran.errors.starts_with("警告"), "{}", ran.errors);
    let manifest: Value =
        serde_json::from_slice(&fs::read(folder.path().join("out/manifest.json")).expect("file")).expect("JSON");
    assert!(manifest["warnings"][0].as_str().is_some_and(|warning| warning.starts_with("警告")));
    let ran = coke_sim(folder.path(), &["rnu", "--lang=zh"]);
    assert_eq!((ran.code, ran.errors.as_str()), (2, "错误: 没有命令`rnu`\n提示: 是否想写`run`？\n\n"));
    let ran = coke_sim(folder.path(), &["rnu"]);
    assert_eq!((ran.code, ran.errors.as_str()), (2, "error: unknown command `rnu`\nhint: did you mean `run`?\n\n"));
    assert!(succeeds(folder.path(), &["run", "--help", "--lang", "zh"]).output.starts_with("模拟一个情景\n"));
    assert!(succeeds(folder.path(), &["--lang", "zh", "help", "run"]).output.contains("退出码"));
    assert!(succeeds(folder.path(), &["run", "-h"]).output.starts_with("Simulate one scenario"));
}

#[test]
fn targets_of_a_scenario_stand_in_its_scorecard() {
    let folder = tempdir().expect("temporary folder");
    let own = "[[target]]\nid = \"my_cap\"\nwhere = \"capacity\"\nyear = 2010\nat_most = 0.07\n";
    fs::write(folder.path().join("mine.toml"), format!("title = \"Mine\"\n{own}")).expect("file written");
    for (language, heading, asked) in
        [("en", "Targets of this scenario (0 of 1 met)", "<= 0.07"), ("zh", "本情景的目标（1项中达到0项）", "<= 7 ")]
    {
        let ran = succeeds(folder.path(), &["run", "mine.toml", "--lang", language, "--out", language]);
        let below = ran.output.split(heading).nth(1).unwrap_or_else(|| panic!("{}", ran.output));
        let line = below.lines().find(|line| line.contains("my_cap")).expect("its row");
        assert!(line.contains(asked), "{line}");
        #[cfg(feature = "charts")]
        {
            let svg = fs::read_to_string(folder.path().join(language).join("charts/scorecard.svg")).expect("chart");
            assert!(svg.contains("my_cap") && svg.contains(&heading[..15]), "{language}");
        }
    }
}

#[test]
fn chinese_tables_fit_a_terminal_of_110_columns() {
    for name in ["plan", "no-policy"] {
        let scenario = scenario(name);
        let results = study::run::simulate(&scenario);
        let judged = study::scorecard(&scenario, &results, 0);
        let mut tables = table::headlines(&scenario, &results, 0, Zh);
        tables.push_str(&table::scorecard(&scenario, &judged, Zh));
        for line in anstream::adapter::strip_str(&tables).to_string().lines() {
            let columns: usize = line.chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum();
            assert!(columns <= 110, "{columns} columns: {line}");
        }
    }
}
