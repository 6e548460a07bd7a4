//! `coke-sim new`: what it writes runs as it is, and says of every lever what is true.

use crate::cli::{coke_sim, entries};
use crate::schema::{complaints, validator};
use crate::support::baseline;
use coke_sim::glossary;
use coke_sim::problem::Source;
use coke_sim::report::trajectory;
use coke_sim::scenario::{Scenario, read};
use coke_sim::study;
use std::fs;
use std::path::Path;
use tempfile::tempdir;

/// What `new` writes to standard output.
fn written(folder: &Path, arguments: &[&str]) -> String {
    let ran = coke_sim(folder, &[&["new", "-"], arguments].concat());
    assert_eq!((ran.code, ran.errors.as_str()), (0, ""), "{arguments:?}");
    ran.output
}

/// A text as it is read, without any warning.
fn scenario(text: &str) -> Scenario {
    let read = read::scenario(&Source::new("mine.toml", text), &[]);
    let complaints = |problems: &coke_sim::problem::Problems| {
        problems.iter().map(|problem| problem.message.en.clone()).collect::<Vec<_>>().join("\n")
    };
    let scenario = read.unwrap_or_else(|problems| panic!("{}\n{text}", complaints(&problems)));
    assert!(scenario.warnings.is_empty(), "{}", complaints(&scenario.warnings));
    scenario
}

fn same_values(one: &Scenario, other: &Scenario) {
    assert_eq!(one.levers, other.levers);
    assert_eq!(one.drivers, other.drivers);
    assert_eq!(one.parameters, other.parameters);
    assert_eq!(one.driver_set, other.driver_set);
    assert_eq!([one.start, one.end], [other.start, other.end]);
    assert_eq!(one.steps_per_year, other.steps_per_year);
    assert_eq!(one.targets.len(), other.targets.len());
}

/// Every number of a run, in a form that keeps its bits.
fn run(scenario: &Scenario) -> Vec<u8> {
    trajectory::to_csv(&scenario.baseline, &study::run::simulate(scenario), 0)
}

/// The text with the comment mark taken off all settings, and how many there were. The title in two languages would
/// stand twice, and sections of targets come with their keys.
fn uncommented(text: &str, goals: bool) -> (String, usize) {
    let mut count = 0;
    let mut out = String::new();
    for line in text.lines() {
        let setting = line.strip_prefix('#').filter(|rest| rest.starts_with(|c: char| !c.is_whitespace() && c != ':'));
        match setting {
            Some("[[target]]") if !goals => break,
            Some(setting) if !setting.starts_with("title") => {
                count += 1;
                out.push_str(setting);
            }
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    (out, count)
}

#[test]
fn a_new_scenario_is_its_start_with_all_lines_commented_and_with_none() {
    let folder = tempdir().expect("temporary folder");
    let nothing = Scenario::of_baseline(baseline(), "plan").expect("a set");
    let plan = read::embedded("plan").expect("the plan");
    for language in ["en", "zh"] {
        for (arguments, start) in [(&[][..], &nothing), (&["--extends", "plan"], &plan)] {
            let text = written(folder.path(), &[&["--lang", language], arguments].concat());
            assert_eq!(complaints(validator(), &text), [""; 0]);
            let as_it_is = scenario(&text);
            same_values(&as_it_is, start);
            let (all, count) = uncommented(&text, false);
            assert!(count > baseline().levers.len() + baseline().drivers.len(), "{count} settings");
            assert_eq!(complaints(validator(), &all), [""; 0]);
            let all = scenario(&all);
            same_values(&all, start);
            assert!(run(&all) == run(start), "{language} {arguments:?}: other bits");
            let goals = scenario(&uncommented(&text, true).0);
            assert_eq!((goals.own_targets.len(), goals.checks.len()), (1, 1));
        }
    }
}

#[test]
fn every_lever_is_in_exactly_one_group_and_in_the_file_once() {
    let folder = tempdir().expect("temporary folder");
    let text = written(folder.path(), &["--lang", "en"]);
    for lever in &baseline().levers {
        let groups: Vec<&str> = glossary::lever_groups()
            .iter()
            .filter(|group| group.holds(&lever.key))
            .map(|group| group.id.as_str())
            .collect();
        assert_eq!(groups.len(), 1, "{}: {groups:?}", lever.key);
        assert_eq!(text.matches(&format!("\n#\"{}\" = ", lever.key)).count(), 1, "{}", lever.key);
    }
    for group in glossary::lever_groups() {
        assert!(
            group.keys().iter().all(|key| {
                baseline().levers.iter().any(|lever| lever.key == *key || lever.key.starts_with(&format!("{key}.")))
            }),
            "{}: a key that is no lever's",
            group.id
        );
        assert!(text.contains(&format!("# --- {} ---", group.label.en)));
    }
}

#[test]
fn every_example_in_the_file_may_be_written() {
    let folder = tempdir().expect("temporary folder");
    fs::write(folder.path().join("levers.csv"), "year,entry\n2006,0.5\n2007,1\n").expect("file written");
    fs::write(folder.path().join("drivers.csv"), "time,duty\n2006,0\n2007.5,0.1\n").expect("file written");
    for language in ["en", "zh"] {
        let text = written(folder.path(), &["--lang", language]);
        let mut section = "";
        let mut examples = 0;
        for line in text.lines() {
            if line.starts_with('[') {
                section = line;
            }
            let Some(example) = line.strip_prefix("#   ") else { continue };
            if example.starts_with("baseline") {
                continue; // names a folder that is not there
            }
            examples += 1;
            let source =
                Source::new(folder.path().join("mine.toml").display().to_string(), format!("{section}\n{example}\n"));
            let read = read::scenario(&source, &[]);
            assert!(read.is_ok_and(|scenario| scenario.warnings.is_empty()), "{section} {example}");
            assert_eq!(complaints(validator(), &source.text), [""; 0]);
        }
        assert!(examples >= 15, "{examples} examples");
    }
}

#[test]
fn another_province_and_another_folder_are_written_as_paths_from_the_new_file() {
    let folder = tempdir().expect("temporary folder");
    let at = folder.path();
    let data = crate::support::package("scenarios/fictitious/baseline");
    fs::create_dir_all(at.join("data/emberland")).expect("folder");
    for name in entries(&data) {
        fs::copy(data.join(&name), at.join("data/emberland").join(&name)).expect("copied");
    }
    fs::create_dir(at.join("mine")).expect("folder");
    let ran = coke_sim(at, &["new", "mine/a.toml", "--baseline", "data/emberland"]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    let text = fs::read_to_string(at.join("mine/a.toml")).expect("written");
    assert!(text.contains("\nbaseline = \"../data/emberland\"\n"), "{text}");
    assert!(text.contains("#\"close.order_share.beehive\" = 0"), "{text}");
    let ran = coke_sim(at, &["run", "mine/a.toml", "--quiet"]);
    assert_eq!((ran.code, ran.errors.as_str()), (0, ""));
    let ran = coke_sim(at, &["new", "b.toml", "--extends", "mine/a.toml"]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    assert!(fs::read_to_string(at.join("b.toml")).expect("written").contains("\nextends = [\"mine/a.toml\"]\n"));
    assert_eq!(coke_sim(at, &["run", "b.toml", "--quiet"]).code, 0);
}

#[test]
fn a_file_is_never_replaced_unasked() {
    let folder = tempdir().expect("temporary folder");
    let at = folder.path();
    let ran = coke_sim(at, &["new", "mine.toml", "--lang", "en"]);
    assert_eq!((ran.code, ran.output.as_str()), (0, ""));
    assert_eq!(
        ran.errors,
        "Written to mine.toml. Next: change what you like in it, then\n  coke-sim check mine.toml\n  coke-sim run mine.toml\n"
    );
    fs::write(at.join("mine.toml"), "mine").expect("changed");
    let refused = |arguments: &[&str], code: i32, words: &str| {
        let ran = coke_sim(at, arguments);
        assert_eq!(ran.code, code, "{arguments:?}\n{}", ran.errors);
        assert!(ran.errors.contains(words), "{arguments:?}\n{}", ran.errors);
        assert_eq!(entries(at), ["mine.toml"]);
    };
    refused(&["new", "mine.toml"], 1, "the file `mine.toml` is there already");
    refused(&["new", "no/mine.toml"], 1, "there is no folder `no`");
    refused(&["new", "."], 1, "`.` is");
    refused(&["new", "mine.toml/a"], 1, "there is no folder `mine.toml`");
    refused(&["new", "a.toml", "--extends", "none.toml"], 2, "there is no file `none.toml`");
    refused(&["new", "a.toml", "--extends", "mine.toml"], 2, "mine.toml:1:");
    refused(&["new", "a.toml", "--baseline", "none"], 2, "there is no folder `none`");
    refused(&["new"], 2, "<FILE>");
    assert_eq!(fs::read_to_string(at.join("mine.toml")).expect("file"), "mine");
    let ran = coke_sim(at, &["new", "mine.toml", "--force", "--quiet", "--lang", "zh"]);
    assert_eq!((ran.code, ran.errors.as_str()), (0, ""));
    assert_eq!(entries(at), ["mine.toml"], "no temporary file stays");
    assert!(fs::read_to_string(at.join("mine.toml")).expect("file").contains("我的情景"));
    fs::write(at.join("scenario.schema.json"), "{}").expect("file written");
    assert_eq!(coke_sim(at, &["new", "b.toml"]).code, 0);
    assert!(fs::read_to_string(at.join("b.toml")).expect("file").starts_with("#:schema ./scenario.schema.json\n"));
}
