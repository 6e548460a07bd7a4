//! A province of one's own: every mistake in its folder is reported with its place, and the example runs.

use crate::support::package;
use coke_sim::problem::Problems;
use coke_sim::scenario::Scenario;
use coke_sim::scenario::baseline::{Baseline, BaselineFiles, Evidence};
use coke_sim::scenario::read;
use coke_sim::study;
use coke_sim::text::Language;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The files of the example.
fn files() -> Vec<(String, String)> {
    let folder = package("scenarios/fictitious/baseline");
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .expect("the example")
        .map(|entry| {
            let path = entry.expect("a file").path();
            let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(path).expect("text"))
        })
        .collect();
    files.sort();
    files
}

/// The example with changes: in this file, this text (its first occurrence) becomes that.
fn read_with(changes: &[(&str, &str, &str)]) -> (tempfile::TempDir, Result<Baseline, Problems>) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, mut text) in files() {
        for (file, from, to) in changes {
            if *file == name {
                assert!(text.contains(from), "`{name}` has `{from}`");
                text = text.replacen(from, to, 1);
            }
        }
        fs::write(folder.path().join(name), text).expect("written");
    }
    let read = BaselineFiles::folder(folder.path()).and_then(Baseline::read);
    (folder, read)
}

/// The line of a text in a file of the example.
fn line_of(file: &str, text: &str) -> usize {
    let files = files();
    let (_, whole) = files.iter().find(|(name, _)| name == file).expect("a file of the example");
    1 + whole[..whole.find(text).expect("the text stands there")].matches('\n').count()
}

/// Has this text Chinese signs?
fn is_chinese(text: &str) -> bool {
    text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}

/// One change of one file is refused in one error: at this line (counted from that of the change), in these words.
fn refused(file: &str, from: &str, to: &str, below: usize, words: &[&str]) {
    let (_folder, read) = read_with(&[(file, from, to)]);
    let Err(problems) = read else { panic!("{file}: `{from}` -> `{to}` was accepted") };
    let english: Vec<String> = problems.iter().map(|problem| problem.render(Language::En, false)).collect();
    let all = english.join("\n");
    assert_eq!(problems.errors(), 1, "{file}: `{from}` -> `{to}`\n{all}");
    let place = format!("{file}:{}:", line_of(file, from) + below);
    assert!(all.contains(&place), "at {place}\n{all}");
    for word in words {
        assert!(all.contains(word), "`{word}` in\n{all}");
    }
    for problem in problems.iter() {
        assert!(is_chinese(&problem.message.zh), "{}", problem.message.en);
        assert!(problem.hints.iter().all(|hint| is_chinese(&hint.zh)), "{}", problem.message.en);
        assert!(!is_chinese(&problem.message.en), "{}", problem.message.en);
    }
}

#[test]
fn the_baseline_of_the_program_and_the_example_have_no_warning() {
    assert!(Baseline::embedded().warnings.is_empty(), "{}", Baseline::embedded().warnings);
    let (_folder, read) = read_with(&[]);
    let example = read.unwrap_or_else(|problems| panic!("{problems}"));
    assert!(example.warnings.is_empty(), "{}", example.warnings);
    assert_eq!((example.province.en.as_str(), example.province.zh.as_str()), ("Emberland", "烬州"));
    assert_eq!(Baseline::embedded().province.zh, "山西");
}

#[test]
fn cells_and_columns_that_are_wrong_are_refused() {
    let file = "parameters.csv";
    let vat = "vat_rate,,0.17,0.17,0.17,0,1,fixed";
    refused(file, vat, "vat_rate,,0.17,NaN,0.17,0,1,fixed", 0, &["`central` needs a finite number", "^^^"]);
    refused(file, vat, "vat_rate,,0.17,inf,0.17,0,1,fixed", 0, &["`central` needs a finite number"]);
    refused(file, vat, "vat_rate,,0.17,17%,0.17,0,1,fixed", 0, &["`central` needs a number, not `17%`", "as in 0.5"]);
    refused(file, vat, "vat_rate,,0.17,,0.17,0,1,fixed", 0, &["`central` is empty"]);
    refused(file, vat, "vat_rate,,0.17,0.17,0.17,0.2,1,fixed", 0, &["minimum 0.2 lies above low 0.17"]);
    refused(file, vat, "vat_rate,,0.17,0.17,0.17,0,0.1,fixed", 0, &["high 0.17 lies above maximum 0.1"]);
    refused(file, vat, "vat_rate,,0.17,0.17,0.17,0,1,fixd", 0, &["no distribution `fixd`", "did you mean `fixed`?"]);
    refused(file, vat, "vat_rate,,0.17,0.17,0.17,0,1,fixed,1", 0, &["this row has 13 cells", "12 columns"]);

    let (_folder, read) = read_with(&[(file, "low,central", "lower,central")]);
    let all = read.expect_err("a column has another name").to_string();
    assert!(all.contains("no column `lower`") && all.contains("the column `low` is missing"), "{all}");
    refused("levers.csv", "maximum,default", "maximum,extra,default", 0, &["no column `extra`", "first line is"]);
    refused(
        "levers.csv",
        "cap.limit_mt,by_year,Mt/a,0,1000,1000",
        "cap.limit_mt,by_year,Mt/a,0,1000,1001",
        0,
        &["the default of `cap.limit_mt` must be between 0 and 1000, but is 1001"],
    );
    refused("levers.csv", "0.1;0.2;0.3;0.4;0.5", "0.1;0.2", 0, &["has 2 values", "or 5 separated by `;`"]);
    refused("levers.csv", "cap.limit_mt,by_year", "cap.limit_mt,yearly", 0, &["no type of lever `yearly`"]);
    refused(
        "levers.csv",
        "cap.limit_mt,by_year,Mt/a",
        "cap.limit_mt,by_year,kt/a",
        0,
        &["the unit of `cap.limit_mt` is Mt/a, not kt/a", "convert the numbers"],
    );
}

#[test]
fn every_number_says_how_well_it_is_known() {
    let file = "parameters.csv";
    let with = |grade: &str| format!("statute (history.csv prices incl. 17% VAT),{grade},");
    let weak = with("weak");
    refused(file, &weak, &with("week"), 0, &["no grade of evidence `week`", "did you mean `weak`?"]);
    refused(file, &weak, &with("good"), 0, &["no grade of evidence `good`", "`solid`, `fair`, `weak`, `fixed`"]);
    refused(file, &weak, &with(""), 0, &["`vat_rate` has no grade of evidence", "`solid`, `fair`, `weak`, `fixed`"]);
    let folder = package("scenarios/fictitious/baseline");
    let example = BaselineFiles::folder(&folder).and_then(Baseline::read).expect("the example is read");
    for baseline in [Baseline::embedded().as_ref(), &example] {
        let seen: BTreeSet<Evidence> = baseline.parameters.iter().map(|entry| entry.evidence).collect();
        assert!(seen.contains(&Evidence::Weak) && seen.contains(&Evidence::Fixed), "{seen:?}");
        for entry in baseline.parameters.iter().filter(|entry| entry.evidence == Evidence::Fixed) {
            assert_eq!(entry.distribution, "fixed", "`{}` is no matter of evidence, so it has no range", entry.key);
        }
        // an attribute is never a matter of evidence
        for entry in baseline.parameters.iter().filter(|entry| entry.declaration.unit == "0/1") {
            assert_eq!(entry.evidence, Evidence::Fixed, "{}", entry.key);
        }
    }
    // what Shanxi's numbers cite does not hold for an invented province
    assert!(example.parameters.iter().all(|entry| entry.evidence >= Evidence::Weak));
}

#[test]
fn rows_that_are_missing_twice_or_unknown_are_refused() {
    refused(
        "parameters.csv",
        "vat_rate,,",
        "days_per_year,,365,365,365,365,365,fixed,d/a,x,fixed,\nvat_rate,,",
        2,
        &["`days_per_year` has two rows"],
    );
    // the name of a row that is gone stands with the column names
    let (_folder, read) = read_with(&[("parameters.csv", "vat_rate,,", "vat_rat,,")]);
    let all = read.expect_err("a row has another name").to_string();
    assert!(all.contains("the model has no `vat_rat`") && all.contains("did you mean `vat_rate`?"), "{all}");
    assert!(all.contains("rows missing (1): `vat_rate`") && all.contains("parameters.csv:1:1"), "{all}");
    // a member that only the sets know: its rows are listed, at most ten
    let (_folder, read) = read_with(&[(
        "sets.toml",
        "[class.heat_recovery]",
        "[class.semicoke]\nlabel = { en = \"Semi-coke\", zh = \"半焦\" }\n[class.heat_recovery]",
    )]);
    let problems = read.expect_err("rows are missing");
    let all = problems.to_string();
    assert_eq!(problems.errors(), 2, "one for each file of rows by class\n{all}");
    assert!(all.contains("semicoke` and ") && all.contains(" more"), "{all}");
    assert!(all.contains("rows missing (1): `close.order_share.semicoke`"), "{all}");
    // a member that the sets no longer know: the first of its rows are shown
    let (_folder, read) = read_with(&[("sets.toml", "[region.southmarsh]", "[region.Süd]")]);
    let all = read.expect_err("not a plain name").to_string();
    assert!(all.contains("`Süd` cannot be the name of a member") || all.contains("this is not TOML"), "{all}");
    refused(
        "levers.csv",
        "cleanup.stop_wip,",
        "cleanup.stop_wip.x,by_year,0-1,0,1,0,,\ncleanup.stop_wip,",
        0,
        &["the model has no `cleanup.stop_wip.x`", "`cleanup.stop_wip` has no members"],
    );
}

#[test]
fn drivers_are_whole_and_within_their_bounds() {
    let file = "drivers.csv";
    refused(file, "plan,pig_iron,2005,35", "plan,pig_iron,2005,3500", 0, &["between 0 and 1000, but is 3500"]);
    refused(file, "plan,pig_iron,2005,35", "plan,pig_iron,1905,35", 0, &["`1905` is not a time near"]);
    refused(
        file,
        "plan,pig_iron,2011,45",
        "plan,pig_iron,2005,45",
        0,
        &["`pig_iron` in `plan` has two values at 2005"],
    );
    refused(file, "plan,pig_iron,2005,35,Mt/a", "plan,pig_iron,2005,35,kt/a", 0, &["in kt/a here, but in Mt/a"]);
    refused(file, "plan,pig_iron,2005,35", "plan,pig_irn,2005,35", 0, &["no driver `pig_irn`", "`pig_iron`?"]);
    refused("driver_bounds.csv", "fx,0.1,100", "fx,100,0.1", 0, &["minimum 100 lies above maximum 0.1"]);
    // a set that lacks one series says which
    let drivers = files().into_iter().find(|(name, _)| name == file).expect("drivers").1;
    let rows: Vec<&str> = drivers.lines().filter(|row| row.starts_with("slump,quota")).collect();
    let changes: Vec<(&str, &str, &str)> = rows.iter().map(|row| (file, *row, "")).collect();
    let (_folder, read) = read_with(&changes);
    let all = read.expect_err("a series is missing").to_string();
    assert!(all.contains("the set of drivers `slump` lacks 1 series: `quota`"), "{all}");
}

#[test]
fn members_roles_and_labels_are_checked() {
    let file = "sets.toml";
    refused(
        file,
        "[province]\nlabel = { en = \"Emberland\", zh",
        "[province]\nlabel = { en = \"\", zh",
        1,
        &["`label` lacks `en`"],
    );
    refused(
        file,
        "label = { en = \"Northvale\", zh = \"北谷\" }",
        "label = { en = \"Northvale\" }",
        0,
        &["`label` lacks `zh`", "speaks both languages"],
    );
    refused(file, "role = \"tar_recovery\"", "role = \"tar_recover\"", 0, &["did you mean `tar_recovery`?"]);
    refused(file, "ambient = false", "ambient = 0", 0, &["`ambient` needs true or false, not a number"]);
    refused(file, "unit = \"MW\"", "unit = \"PJ\"", 0, &["`unit` cannot be `PJ`", "`kt/a`, `MW`"]);
    refused(
        file,
        "[region.northvale]",
        "[regoin.x]\nlabel = { en = \"x\", zh = \"x\" }\n[region.northvale]",
        0,
        &["there is no set `regoin`", "did you mean `region`?"],
    );
    refused(
        file,
        "[measure.regulation]",
        "[measure.more]\nlabel = { en = \"x\", zh = \"x\" }\n[measure.regulation]",
        0,
        &["`measure.more` has no role", "dilute"],
    );
    let (_folder, read) = read_with(&[
        (file, "role = \"backward\"", "role = \"large\""),
        (file, "mandate = \"heat\"", "mandat = \"heat\""),
    ]);
    let all = read.expect_err("a role is played twice").to_string();
    assert!(all.contains("`size.backward` has the role `large`, which another has"), "{all}");
    assert!(all.contains("nobody in `size` has the role `backward`"), "{all}");
    assert!(all.contains("unknown key `mandat`") && all.contains("`mandate` is missing"), "{all}");
}

#[test]
fn targets_and_headlines_are_about_what_there_is() {
    let file = "targets.toml";
    let first = "variable = \"capacity\"\n  year = 2010\n  at_most = 12.5";
    let with = |change: &str| format!("variable = \"capacity\"\n  {change}");
    refused(file, first, &with("year = 2010\n  at_mos = 1\n  at_most = 1"), 2, &["unknown key `at_mos`", "`at_most`?"]);
    refused(file, first, &with("year = 2012\n  at_most = 12.5"), 1, &["between 2005 and 2010, but is 2012"]);
    refused(file, first, "variable = \"capacty\"\n  year = 2010\n  at_most = 12.5", 0, &["did you mean `capacity`?"]);
    refused(file, first, &with("where = { clas = \"beehive\" }\n  year = 2010\n  at_most = 1"), 1, &["no set `clas`"]);
    refused(
        file,
        first,
        &with("where = { class = \"beehiv\" }\n  year = 2010\n  at_most = 1"),
        1,
        &["`class` has no member `beehiv`", "did you mean `beehive`?"],
    );
    refused(
        file,
        first,
        &with("where = { chain = \"methanol\" }\n  year = 2010\n  at_most = 1"),
        1,
        &["`capacity` does not run over `chain`", "it runs over `region`, `class`"],
    );
    refused(
        file,
        first,
        &with("weight = \"equip_aplicable\"\n  year = 2010\n  at_most = 1"),
        1,
        &["`equip_applicable`?"],
    );
    refused(
        file,
        "id = \"E1\"\ngroup = \"capacity\"",
        "id = \"E1\"\ngroup = \"capcity\"",
        1,
        &["no group of targets `capcity`", "did you mean `capacity`?"],
    );
    // a target is at the line of its `[[target]]`
    refused(file, "[[target]]\nid = \"E2\"", "[[target]]\nid = \"E1\"", 0, &["two are called `E1`"]);
    refused("headlines.toml", "variable = \"firms\"", "variable = \"frims\"", 0, &["did you mean `firms`?"]);
    refused(
        "headlines.toml",
        "where = { pollutant = \"so2\" }",
        "where = { pollutant = \"so3\" }",
        0,
        &["no member `so3`"],
    );
}

#[test]
fn thresholds_are_one_and_tolerances_mean_something() {
    let file = "targets.toml";
    let line = line_of(file, "[[target.test]]");
    let of = |test: &str, words: &str| {
        let changed = format!("variable = \"capacity\"\n  {test}");
        let (_folder, read) =
            read_with(&[(file, "variable = \"capacity\"\n  year = 2010\n  at_most = 12.5", &changed)]);
        let all = read.expect_err(test).to_string();
        assert!(all.contains(words), "`{words}` in\n{all}");
        assert!((line..line + 5).any(|line| all.contains(&format!("{file}:{line}:"))), "{all}");
    };
    of("year = 2010", "this test has no threshold");
    of("year = 2010\n  at_most = 1\n  at_least = 0", "several thresholds: `at_most`, `at_least`");
    of("year = 2010\n  equals = 1", "`equals` needs a tolerance");
    of("year = 2010\n  at_most = 0\n  tolerance = 0.1", "a share of a threshold of 0 is no tolerance");
    of("at_most = 1", "for which years is this test?");
    of("measure = \"sum\"\n  from = 2008\n  to = 2006\n  at_most = 1", "`from` must lie before `to`");
}

#[test]
fn rules_over_several_rows_hold_for_the_baseline_itself() {
    let file = "parameters.csv";
    refused(
        file,
        "approved_flag,beehive,0,0,0,0,0",
        "approved_flag,beehive,1,1,1,0,1",
        0,
        &["must be 1 for exactly one class, but is for 2", "added twice"],
    );
    refused(
        file,
        "approved_flag,stamp_charged,1,1,1,1,1",
        "approved_flag,stamp_charged,0,0,0,0,1",
        0,
        &["but is for 0", "divided by nothing"],
    );
    refused(
        file,
        "chem_uses_tar,methanol,0,0,0,0,0",
        "chem_uses_tar,methanol,1,1,1,0,1",
        0,
        &["`chem_uses_tar` is 1 for one chain at most, but for 2", "would be sold by each of them"],
    );
    refused(file, "chem_uses_benzene,methanol,0,0,0,0,0", "chem_uses_benzene,methanol,1,1,1,0,1", 0, &["benzene"]);
    refused(file, "chem_is_power,methanol,0,0,0,0,0", "chem_is_power,methanol,1,1,1,0,1", 1, &["power"]);
    refused(
        file,
        "large_flag,beehive,0,0,0,0,1",
        "large_flag,beehive,0.5,0.5,0.5,0,1",
        0,
        &["must be 0 or 1, but is 0.5"],
    );
}

#[test]
fn all_problems_of_all_files_are_told_at_once() {
    let (_folder, read) = read_with(&[
        ("sets.toml", "zh = \"北谷\"", "zn = \"北谷\""),
        ("parameters.csv", "vat_rate,,0.17", "vat_rate,,x"),
        ("levers.csv", "cap.limit_mt,by_year,Mt/a,0", "cap.limit_mt,by_year,Mt/a,y"),
        ("driver_bounds.csv", "fx,0.1", "fx,z"),
        ("drivers.csv", "plan,pig_iron,2005", "plan,pig_iron,long ago"),
        ("targets.toml", "at_most = 12.5", "at_most = true"),
        ("headlines.toml", "variable = \"firms\"", "variable = 3"),
    ]);
    let all = read.expect_err("each file is wrong").to_string();
    for file in [
        "sets.toml",
        "parameters.csv",
        "levers.csv",
        "driver_bounds.csv",
        "drivers.csv",
        "targets.toml",
        "headlines.toml",
    ] {
        assert!(all.contains(&format!("{file}:")), "{file} in\n{all}");
    }
}

#[test]
fn an_unknown_unit_is_a_warning() {
    let (_folder, read) = read_with(&[("targets.toml", "unit = \"count\"", "unit = \"ovenfuls\"")]);
    let baseline = read.unwrap_or_else(|problems| panic!("{problems}"));
    assert!(baseline.warnings.to_string().contains("the unit `ovenfuls` is not known"), "{}", baseline.warnings);
}

/// The example's plan, its folder wherever it is.
fn plan(folder: &Path, settings: &[String]) -> Scenario {
    read::open(&folder.join("plan.toml"), settings).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn the_only_set_of_drivers_needs_no_name() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("baseline")).expect("made");
    let write = |only: &[&str], name: &str| {
        for (file, text) in files() {
            let kept: Vec<String> =
                text.lines()
                    .filter(|row| {
                        file != "drivers.csv" || row.starts_with("set,") || only.iter().any(|set| row.starts_with(set))
                    })
                    .map(|row| {
                        if file == "drivers.csv" {
                            row.replacen("plan,", &format!("{name},"), 1)
                        } else {
                            row.to_owned()
                        }
                    })
                    .collect();
            fs::write(folder.path().join("baseline").join(file), kept.join("\n")).expect("written");
        }
        fs::write(folder.path().join("plan.toml"), "baseline = \"baseline\"\ntitle = \"x\"\n").expect("written");
    };
    write(&["plan,"], "markets");
    assert_eq!(plan(folder.path(), &[]).driver_set, "markets");
    write(&["plan,", "slump,"], "plan");
    assert_eq!(plan(folder.path(), &[]).driver_set, "plan");
    write(&["plan,", "slump,"], "markets");
    let problems = read::open(&folder.path().join("plan.toml"), &[]).expect_err("which of the two?");
    assert!(problems.to_string().contains("`markets`, `slump`"), "{problems}");
}

#[test]
fn the_plan_of_the_example_runs_at_any_step_and_is_judged() {
    for steps in [1, 4, 12, 48] {
        let scenario = plan(&package("scenarios/fictitious"), &[format!("steps_per_year={steps}")]);
        assert!(scenario.warnings.is_empty(), "{}", scenario.warnings);
        let results = study::run::simulate(&scenario);
        for variable in results.layout().variables() {
            for year in results.years_of(variable) {
                let values = results.values(0, variable, year).expect("a year of the variable");
                assert!(
                    values.iter().all(|value| value.is_finite()),
                    "{} in {year}, {steps} steps",
                    variable.declaration.name
                );
            }
        }
        assert_eq!(study::scorecard(&scenario, &results, 0).len(), 8);
    }
}
