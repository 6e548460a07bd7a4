//! The language of scenarios: layers, schedules, units, tables, targets and checks, and where every value comes from.

use crate::cli::coke_sim;
use coke_sim::problem::{Problems, Source};
use coke_sim::scenario::resolved::{Content, to_toml};
use coke_sim::scenario::{Scenario, read};
use coke_sim::study;
use coke_sim::target::Verdict;
use coke_sim::text::Language;
use std::fs;
use std::path::Path;
use tempfile::{TempDir, tempdir};

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempdir().expect("temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folder made");
        fs::write(path, text).expect("file written");
    }
    folder
}

/// Reads the first of these files.
fn read(files: &[(&str, &str)]) -> Result<Scenario, Problems> {
    let folder = folder(files);
    read::open(&folder.path().join(files[0].0), &[])
}

/// Reads the first of these files, which must be right.
fn accepted(files: &[(&str, &str)]) -> Scenario {
    read(files).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A scenario of one file.
fn only(text: &str) -> Scenario {
    accepted(&[("mine.toml", text)])
}

/// A lever's values.
fn lever<'a>(scenario: &'a Scenario, key: &str) -> &'a [f64] {
    let slot = scenario.baseline.levers.iter().position(|lever| lever.key == key).expect("a lever");
    &scenario.levers[slot]
}

/// A lever's origins: file name and line, or nothing.
fn origins(scenario: &Scenario, key: &str) -> Vec<String> {
    let slot = scenario.baseline.levers.iter().position(|lever| lever.key == key).expect("a lever");
    let reference = |place: &coke_sim::problem::Place| {
        let reference = place.reference();
        Path::new(&reference).file_name().expect("a name").to_string_lossy().into_owned()
    };
    scenario.origins.levers[slot].iter().map(|place| place.as_ref().map_or_else(String::new, reference)).collect()
}

fn parameter(scenario: &Scenario, key: &str) -> f64 {
    let slot = scenario.baseline.parameters.iter().position(|entry| entry.key == key).expect("a parameter");
    scenario.parameters[slot]
}

fn driver(scenario: &Scenario, key: &str) -> Vec<(f64, f64)> {
    let slot = scenario.baseline.drivers.iter().position(|entry| entry.key == key).expect("a driver");
    scenario.drivers[slot].points().to_vec()
}

// ------------------------------------------------------------------------------------------------------ layers

#[test]
fn a_child_wins_over_its_parents_and_a_later_parent_over_an_earlier() {
    let scenario = accepted(&[
        ("child.toml", "extends = [\"one.toml\", \"two.toml\"]\n[policy]\ngas.flare_ban = 0.3\ntrade.order = 0.4\n"),
        (
            "one.toml",
            "[policy]\ngas.flare_ban = 0.1\ntrade.order = 0.1\nentry.moratorium = 0.1\ninnovation.five = 0.1\n",
        ),
        ("two.toml", "[policy]\ngas.flare_ban = 0.2\nentry.moratorium = 0.2\n"),
    ]);
    for (key, value, origin) in [
        ("gas.flare_ban", 0.3, "child.toml:3"),
        ("trade.order", 0.4, "child.toml:4"),
        ("entry.moratorium", 0.2, "two.toml:3"),
        ("innovation.five", 0.1, "one.toml:5"),
        ("superior.scheme", 0.0, ""),
    ] {
        assert_eq!(lever(&scenario, key), [value; 5], "{key}");
        assert_eq!(origins(&scenario, key), [origin; 5], "{key}");
    }
}

#[test]
fn what_the_command_line_sets_wins_over_all_files() {
    let folder = folder(&[("a.toml", "extends = \"plan\"\n[policy]\ntrade.order = 0.4\n")]);
    let settings = ["trade.order={ 2008 = 0.9 }".to_owned(), "parameters.vat_rate=0.13".to_owned()];
    let scenario = read::open(&folder.path().join("a.toml"), &settings).expect("a scenario");
    assert_eq!(lever(&scenario, "trade.order"), [0.4, 0.4, 0.9, 0.9, 0.9]);
    assert_eq!(origins(&scenario, "trade.order")[1..3], ["a.toml:3", "--set"]);
    assert!((parameter(&scenario, "vat_rate") - 0.13).abs() < 1e-15);
}

#[test]
fn a_scenario_that_extends_the_plan_and_says_nothing_more_is_the_plan() {
    let plan = read::embedded("plan").expect("the plan");
    let same = only("title = \"The same\"\nextends = \"plan\"\n");
    assert_eq!(same.levers, plan.levers);
    assert_eq!(same.parameters, plan.parameters);
    assert_eq!(same.drivers, plan.drivers);
    assert_eq!(same.title.en, "The same");
    assert!(same.warnings.is_empty());
}

#[test]
fn titles_are_not_inherited() {
    let scenario = accepted(&[("child.toml", "extends = \"plan\"\n"), ("unused.toml", "")]);
    assert_eq!(scenario.title.en, "child");
    assert_eq!(scenario.description.en, "");
}

#[test]
fn two_variants_of_one_plan_keep_what_each_changes() {
    let scenario = accepted(&[
        ("both.toml", "extends = [\"sub/one.toml\", \"sub/two.toml\"]\n"),
        ("sub/one.toml", "extends = \"../base.toml\"\n[policy]\ngas.flare_ban = 0.9\n"),
        ("sub/two.toml", "extends = \"../base.toml\"\n[policy]\ntrade.order = 0.8\n"),
        ("base.toml", "[policy]\ngas.flare_ban = 0.1\ntrade.order = 0.1\ninnovation.five = 0.1\n"),
    ]);
    assert_eq!(lever(&scenario, "gas.flare_ban"), [0.9; 5]);
    assert_eq!(lever(&scenario, "trade.order"), [0.8; 5]);
    assert_eq!(lever(&scenario, "innovation.five"), [0.1; 5]);
    assert!(scenario.warnings.is_empty(), "{}", scenario.warnings);
    assert_eq!(scenario.sources.len(), 4, "the common base is read once");
}

#[test]
fn parents_that_contradict_each_other_are_a_warning_with_both_places_until_the_child_decides() {
    let files = |child: &'static str| {
        [
            ("child.toml", child),
            ("one.toml", "[policy]\ngas.flare_ban = 0.1\ninnovation.five = 0.5\n[world]\nfx = 8\n"),
            ("two.toml", "[policy]\ngas.flare_ban = 0.2\ninnovation.five = 0.5\n[world]\nfx = 7.5\n"),
        ]
    };
    let scenario = accepted(&files("extends = [\"one.toml\", \"two.toml\"]\n"));
    let said = scenario.warnings.to_string();
    assert_eq!(scenario.warnings.warnings(), 2, "{said}");
    for words in
        ["`gas.flare_ban` is set differently", "`fx` is set differently", "one.toml:2", "two.toml:2", "two.toml:5"]
    {
        assert!(said.contains(words), "{words} is not in\n{said}");
    }
    let decided =
        accepted(&files("extends = [\"one.toml\", \"two.toml\"]\n[policy]\ngas.flare_ban = 1\n[world]\nfx = 9\n"));
    assert!(decided.warnings.is_empty(), "{}", decided.warnings);
    let in_part = accepted(&files(
        "extends = [\"one.toml\", \"two.toml\"]\n[policy]\ngas.flare_ban = { 2008 = 1 }\n[world]\nfx = 9\n",
    ));
    assert_eq!(in_part.warnings.warnings(), 1, "2006 and 2007 are still contradictory:\n{}", in_part.warnings);
}

#[test]
fn a_file_of_policies_cannot_change_the_world_not_even_by_what_it_extends() {
    let world = read(&[("a.toml", "kind = \"policy\"\n[policy]\ntrade.order = 1\n[world]\nfx = 7\n")]);
    let said = world.expect_err("refused").to_string();
    assert!(said.contains("a file of kind `policy` cannot set `world`"), "{said}");
    let inherited = read(&[
        ("a.toml", "kind = \"policy\"\nextends = \"b.toml\"\n"),
        ("b.toml", "title = \"All\"\n[world]\nfx = 7\n"),
    ]);
    let said = inherited.expect_err("refused").to_string();
    assert!(said.contains("`policy`") && said.contains("b.toml"), "{said}");
    let fine = accepted(&[
        ("a.toml", "extends = [\"plan\", \"p.toml\", \"w.toml\"]\n"),
        ("p.toml", "kind = \"policy\"\n[policy]\ninnovation.five = 1\n"),
        ("w.toml", "kind = \"world\"\n[world]\nfx = 7\n"),
    ]);
    assert_eq!(driver(&fine, "fx"), [(2006.0, 7.0)]);
}

#[test]
fn files_in_a_circle_are_refused_with_the_circle() {
    let said = read(&[
        ("a.toml", "extends = \"b.toml\"\n"),
        ("b.toml", "extends = \"c.toml\"\n"),
        ("c.toml", "extends = \"a.toml\"\n"),
    ])
    .expect_err("refused")
    .to_string();
    assert!(said.contains("in a circle") && said.contains("c.toml:1:11"), "{said}");
    let said = read(&[("a.toml", "extends = \"./a.toml\"\n")]).expect_err("refused").to_string();
    assert!(said.contains("in a circle"), "{said}");
}

// --------------------------------------------------------------------------------------------------- schedules

#[test]
fn every_form_of_a_schedule_gives_its_values() {
    for (written, values) in [
        ("0.5", [0.5; 5]),
        ("[0.1, 0.2, 0.3, 0.4, 0.5]", [0.1, 0.2, 0.3, 0.4, 0.5]),
        ("{ 2007 = 0.3, 2009 = 0.6 }", [0.0, 0.3, 0.3, 0.6, 0.6]),
        ("{ from = 2006, to = 2010, start = 0, end = 1 }", [0.0, 0.25, 0.5, 0.75, 1.0]),
        ("{ from = 2007, to = 2008, start = \"10 %\", end = \"20 %\" }", [0.0, 0.1, 0.2, 0.2, 0.2]),
        ("{ file = \"t.csv\" }", [0.1, 0.2, 0.4, 0.4, 0.4]),
        ("{ file = \"wide.csv\", column = \"second\" }", [0.0, 0.7, 0.8, 0.8, 0.8]),
        ("\"35 %\"", [0.35; 5]),
    ] {
        let scenario = accepted(&[
            ("mine.toml", &format!("[policy]\ntrade.order = {written}\n")),
            ("t.csv", "year,value\n2006,0.1\n2007, 0.2\n\n2008,40 %\n"),
            ("wide.csv", "first,second,year\n1,0.8,2008\n1,0.7,2007\n"),
        ]);
        assert_eq!(lever(&scenario, "trade.order"), values, "{written}");
        assert!(scenario.warnings.is_empty(), "{written}: {}", scenario.warnings);
    }
}

#[test]
fn every_form_of_a_driver_gives_its_points() {
    for (written, points) in [
        ("7.9", vec![(2006.0, 7.9)]),
        ("{ 2006.0 = 8, 2008.5 = 7 }", vec![(2006.0, 8.0), (2008.5, 7.0)]),
        ("{ \"2008.5\" = 7, \"2006\" = 8 }", vec![(2006.0, 8.0), (2008.5, 7.0)]),
        ("{ from = 2006, to = 2009.5, start = 8, end = 7 }", vec![(2006.0, 8.0), (2009.5, 7.0)]),
        ("{ file = \"t.csv\" }", vec![(2005.5, 8.1), (2010.0, 7.0)]),
        ("\"7.9 元/美元\"", vec![(2006.0, 7.9)]),
    ] {
        let scenario = accepted(&[
            ("mine.toml", &format!("[world]\nfx = {written}\n")),
            ("t.csv", "time,fx\n2005.5,8.1\n2010,7\n"),
        ]);
        assert_eq!(driver(&scenario, "fx"), points, "{written}");
    }
}

#[test]
fn quantities_are_converted_into_the_unit_of_the_model() {
    let scenario = only(
        "[policy]\n\"cap.limit_mt\" = [\"1.2 亿吨\", \"12000 万吨/年\", \"120 Mt/a\", \"120000 kt/a\", 120]\n\
         alliance.min_price = \"850 元/吨\"\nfund.retrofit_annual = \"3 亿元/年\"\n\
         chem.programme.gas_power = \"20 万千瓦\"\n[parameters]\nvat_rate = \"17 %\"\n",
    );
    assert_eq!(lever(&scenario, "cap.limit_mt"), [120.0; 5]);
    assert_eq!(lever(&scenario, "alliance.min_price"), [850.0; 5]);
    assert_eq!(lever(&scenario, "fund.retrofit_annual"), [3.0; 5]);
    assert_eq!(lever(&scenario, "chem.programme.gas_power"), [200.0; 5]);
    assert!((parameter(&scenario, "vat_rate") - 0.17).abs() < 1e-15);
}

#[test]
fn all_members_are_set_by_a_star_and_one_of_them_by_name() {
    let scenario = only("[policy]\n\"close.order_share.*\" = 0.1\n\"close.order_share.small\" = 0.2\n");
    assert_eq!(lever(&scenario, "close.order_share.small"), [0.2; 5]);
    assert_eq!(lever(&scenario, "close.order_share.semicoke"), [0.1; 5]);
}

// ------------------------------------------------------------------------------------------ targets and checks

const GOALS: &str = "\
extends = \"plan\"
[[target]]
id = \"small\"
where = \"capacity.small\"
year = 2010
at_most = \"1000 万吨\"
[[target]]
id = \"T1\"
where = \"capacity\"
year = 2010
at_most = 100
[[check]]
id = \"price\"
text = { en = \"Coke stays cheap\", zh = \"焦价不高\" }
where = \"coke_price_mean\"
at_most = \"2000 元/吨\"
[[check]]
id = \"yield\"
where = \"coal_use\"
over = \"output_total\"
at_least = 2
";

#[test]
fn targets_of_a_scenario_join_those_of_the_plan_or_replace_their_namesake() {
    let scenario = only(GOALS);
    let results = study::run::simulate(&scenario);
    let judged = study::scorecard(&scenario, &results, 0);
    let plan = read::embedded("plan").expect("the plan");
    assert_eq!(judged.len(), plan.targets.len() + 1);
    let of = |id: &str| judged.iter().find(|judged| judged.target.id == id).expect("a target");
    let capacity = results.total(0, "capacity", 2010).expect("a stock");
    let small: f64 = results.layout().find("capacity").map_or(0.0, |variable| {
        let values = results.values(0, variable, 2010).expect("a year");
        let sets = results.layout().sets();
        (0..variable.size).filter(|at| variable.declaration.members(sets, *at)[1] == "small").map(|at| values[at]).sum()
    });
    for (id, value, threshold) in [("small", small, 10.0), ("T1", capacity, 100.0)] {
        let decisive = of(id).decisive().expect("a test");
        assert!((decisive.value.clone().expect("a value") - value).abs() < 1e-9, "{id}");
        assert!((decisive.threshold - threshold).abs() < 1e-12, "{id}");
        assert_eq!(of(id).verdict, if value <= threshold { Verdict::Met } else { Verdict::Missed }, "{id}");
    }
    assert_eq!(of("T1").target.group, "capacity", "it stays where the plan has it");
    assert_eq!(of("small").target.text.zh, "焦炭产能：小机焦");
}

#[test]
fn a_check_that_does_not_hold_is_said_and_gives_exit_code_3() {
    let folder = folder(&[("mine.toml", GOALS)]);
    let ran = coke_sim(folder.path(), &["run", "mine.toml", "--out", "out"]);
    assert_eq!(ran.code, 3, "{}", ran.errors);
    assert!(ran.errors.contains("the check `yield` does not hold"), "{}", ran.errors);
    assert!(!ran.errors.contains("the check `price`"), "{}", ran.errors);
    assert!(folder.path().join("out/trajectory.csv").is_file(), "the results are written all the same");
    let ran = coke_sim(folder.path(), &["compare", "plan", "mine.toml", "--lang", "zh"]);
    assert_eq!(ran.code, 3, "{}", ran.errors);
    assert!(ran.errors.contains("检查`yield`不成立"), "{}", ran.errors);
    let ran = coke_sim(folder.path(), &["run", "plan", "--require-targets"]);
    assert_eq!(ran.code, 3);
    assert!(ran.errors.contains("the target `T2` is missed") || ran.errors.contains("is missed"), "{}", ran.errors);
    let ran = coke_sim(folder.path(), &["run", "plan", "--require-targets=T1"]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    let ran = coke_sim(folder.path(), &["run", "plan", "--require-targets=T99"]);
    assert_eq!(ran.code, 2);
    assert!(ran.errors.contains("there is no target `T99`"), "{}", ran.errors);
}

// --------------------------------------------------------------------------------------- round trips and origins

#[test]
fn a_ramp_between_hard_bounds_stays_within_them_and_reads_again() {
    // a third of the way, both weights rounded, 120 became 120.00000000000001, which is out of range
    let text = "title = \"x\"\n[policy]\nalliance.volume_mt = { from = 2006, to = 2009, start = 120, end = 120 }\n";
    let scenario = only(text);
    let slot = scenario.baseline.levers.iter().position(|lever| lever.key == "alliance.volume_mt").expect("a lever");
    assert_eq!(scenario.levers[slot], [120.0; 5]);
    assert_eq!(only(&to_toml(&scenario, &Content::default())).levers, scenario.levers);
}

#[cfg(unix)]
#[test]
fn a_title_made_from_the_name_of_a_file_steers_no_terminal() {
    let scenario = accepted(&[("a\u{1b}[31mb.toml", "[policy]\nentry.moratorium = 1\n")]);
    assert_eq!(scenario.title.en, "a\u{fffd}[31mb");
    assert_eq!(only(&to_toml(&scenario, &Content::default())).title, scenario.title);
}

#[test]
fn every_shipped_scenario_and_a_layered_one_read_again_from_their_resolved_form_to_the_same_bits() {
    let mut scenarios: Vec<Scenario> =
        ["plan", "no-policy", "hindcast"].map(|name| read::embedded(name).expect("a scenario")).into();
    scenarios.push(only(GOALS));
    scenarios.push(only(
        "[time]\nend = 2008\nsteps_per_year = 4\n[policy]\ntrade.order = { from = 2006, to = 2009, start = 0.1, end = 0.2 }\n\
         [world]\ndrivers = \"actual\"\nduty = { 2006.0 = 0, 2006.83 = 0.05 }\n[parameters]\n\"coal_charge.*\" = 1.4\n",
    ));
    for scenario in scenarios {
        let text = to_toml(&scenario, &Content::default());
        let again = read::scenario(&Source::new("resolved.toml", text.as_str()), &[])
            .unwrap_or_else(|problems| panic!("{problems}\n{text}"));
        assert_eq!(again.levers, scenario.levers);
        assert_eq!(again.drivers, scenario.drivers);
        assert_eq!(again.parameters, scenario.parameters);
        assert_eq!((&again.title, &again.description), (&scenario.title, &scenario.description));
        assert_eq!(again.own_targets, scenario.own_targets);
        assert_eq!(again.checks, scenario.checks);
        let bits = |scenario: &Scenario| {
            let results = study::run::simulate(scenario);
            let values: Vec<u64> = results
                .layout()
                .variables()
                .iter()
                .flat_map(|variable| results.years_of(variable).map(move |year| (variable, year)))
                .flat_map(|(variable, year)| results.values(0, variable, year).expect("a year").to_vec())
                .map(f64::to_bits)
                .collect();
            values
        };
        assert!(bits(&again) == bits(&scenario), "{}", scenario.title.en);
    }
}

#[test]
fn the_origin_of_every_value_is_told_in_both_languages() {
    let folder = folder(&[
        ("mine.toml", "extends = \"base.toml\"\n[policy]\ntrade.order = { 2009 = 1 }\n[parameters]\nvat_rate = 0.13\n"),
        ("base.toml", "[policy]\ntrade.order = 0.5\n"),
    ]);
    for (language, none) in [("en", "as without new policy"), ("zh", "同无新政策")] {
        let ran = coke_sim(folder.path(), &["show", "mine.toml", "--origin", "--lang", language]);
        assert_eq!(ran.code, 0, "{}", ran.errors);
        let line = |key: &str| {
            let start = format!("\"{key}\" = ");
            ran.output.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("no `{key}`"))
        };
        assert!(
            line("trade.order").ends_with("2006-2008: base.toml:2; 2009-2010: mine.toml:3"),
            "{}",
            line("trade.order")
        );
        assert!(line("vat_rate").ends_with("mine.toml:5"));
        assert!(line("entry.moratorium").contains(none));
        assert!(line("coal_charge.small").contains("coefficients"), "{}", line("coal_charge.small"));
        let uncommented = ran.output.lines().filter(|line| line.contains(" = ") && !line.contains('#'));
        assert_eq!(uncommented.count(), 2, "only title and description come without an origin");
    }
    let ran = coke_sim(folder.path(), &["show", "mine.toml", "--changed"]);
    assert!(ran.output.contains("trade.order") && ran.output.contains("vat_rate"));
    assert!(!ran.output.contains("entry.moratorium"));
    let ran = coke_sim(folder.path(), &["show", "mine.toml", "--changed", "--format", "csv"]);
    assert_eq!(ran.output.lines().count(), 1 + 5 + 1, "{}", ran.output);
}

#[test]
fn check_reports_all_files_as_text_or_json_with_places() {
    let folder = folder(&[
        ("good.toml", "title = \"Good\"\n"),
        ("bad.toml", "[policy]\n\"entry.moratorum\" = 1\ntrade.order = nan\n"),
        ("odd.toml", "[parameters]\nvat_rate = 0.5\n"),
    ]);
    let ran = coke_sim(folder.path(), &["check", "good.toml", "bad.toml", "odd.toml", "--lang", "en"]);
    assert_eq!(ran.code, 2);
    assert!(ran.output.contains("did you mean `entry.moratorium`?"), "{}", ran.output);
    assert!(ran.output.ends_with("3 files checked: 2 errors, 1 warning; 1 cannot run\n"), "{}", ran.output);
    assert_eq!(coke_sim(folder.path(), &["check", "odd.toml"]).code, 0);
    assert_eq!(coke_sim(folder.path(), &["check", "odd.toml", "--strict"]).code, 3);
    assert_eq!(coke_sim(folder.path(), &["check", "good.toml", "--strict"]).code, 0);
    let ran = coke_sim(folder.path(), &["check", "bad.toml", "good.toml", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&ran.output).expect("JSON");
    assert_eq!(document["errors"], 2);
    let problem = &document["files"][0]["problems"][1];
    assert_eq!(problem["place"]["line"], 3);
    assert_eq!(problem["place"]["column"], 15);
    assert_eq!(problem["place"]["end_column"], 18);
    assert_eq!(problem["severity"], "error");
    assert_eq!(document["files"][1]["problems"].as_array().map(Vec::len), Some(0));
}

#[test]
fn the_language_follows_the_option_and_then_the_locale() {
    use coke_sim::cmd::language_of_locale;
    let locale = |set: &'static [(&'static str, &'static str)]| {
        language_of_locale(|name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    };
    assert_eq!(locale(&[]), Language::En);
    assert_eq!(locale(&[("LANG", "zh_CN.UTF-8")]), Language::Zh);
    assert_eq!(locale(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]), Language::En);
    assert_eq!(locale(&[("LANG", "en_GB.UTF-8"), ("LC_MESSAGES", "zh_TW")]), Language::Zh);
    assert_eq!(locale(&[("LC_ALL", ""), ("LANG", "zh_CN")]), Language::Zh);
}

#[test]
fn a_run_says_on_request_which_levers_do_nothing() {
    let folder = folder(&[(
        "mine.toml",
        "extends = \"plan\"\n[policy]\n\"entry.regional_limit_mt.datong\" = { 2010 = 1.9 }\ntrade.order = 0\n",
    )]);
    let ran = coke_sim(folder.path(), &["run", "mine.toml", "--liveness", "--format", "json", "--out", "out"]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    let document: serde_json::Value = serde_json::from_str(&ran.output).expect("JSON");
    let rows = document["liveness"].as_array().expect("a list");
    let of = |lever: &str| rows.iter().find(|row| row["lever"] == lever).expect("a lever that is set");
    assert_eq!(of("entry.regional_limit_mt.datong")["verdict"], "masked");
    assert_eq!(of("entry.regional_limit_mt.datong")["set_at"], "mine.toml:3");
    assert_eq!(of("trade.order")["verdict"], "default");
    assert_eq!(of("recovery.mandate")["verdict"], "acted");
    assert!(ran.errors.contains("is set, but other levers leave it nothing to do"), "{}", ran.errors);
    assert!(ran.errors.contains("mine.toml:3"), "{}", ran.errors);
    let csv = fs::read_to_string(folder.path().join("out/liveness.csv")).expect("a file");
    assert_eq!(csv.lines().count(), rows.len() + 1);
    let quiet = coke_sim(folder.path(), &["run", "mine.toml"]);
    assert!(quiet.errors.is_empty(), "only on request: {}", quiet.errors);
}

#[test]
fn the_fictitious_province_runs_writes_and_runs_again_to_the_same_bytes() {
    let plan = crate::support::package("scenarios/fictitious/plan.toml");
    let folder = tempdir().expect("temporary folder");
    let plan = plan.to_str().expect("UTF-8");
    let first = coke_sim(folder.path(), &["run", plan, "--out", "one", "--quiet"]);
    assert_eq!(first.code, 0, "{}", first.errors);
    let again = coke_sim(folder.path(), &["run", "one/scenario.resolved.toml", "--out", "two", "--quiet"]);
    assert_eq!(again.code, 0, "{}", again.errors);
    for file in ["trajectory.csv", "scorecard.csv"] {
        let bytes = |run: &str| fs::read(folder.path().join(run).join(file)).expect("a file");
        assert!(bytes("one") == bytes("two"), "{file}");
    }
}

#[test]
fn a_folder_does_not_hide_a_scenario_of_the_program() {
    let folder = folder(&[("mine.toml", "extends = \"plan\"\n"), ("plan/result.csv", "")]);
    for arguments in [&["run", "-q"][..], &["run", "plan", "-q"], &["run", "mine.toml", "-q"]] {
        let ran = coke_sim(folder.path(), arguments);
        assert_eq!(ran.code, 0, "{arguments:?}\n{}", ran.errors);
    }
}

#[test]
fn settings_name_levers_that_begin_like_a_section_and_all_members() {
    let source = Source::new("mine.toml", "extends = \"plan\"\n");
    for (setting, key, value) in [
        ("world.new_capacity_mt=2", "world.new_capacity_mt", 2.0),
        ("policy.world.new_capacity_mt=2", "world.new_capacity_mt", 2.0),
        ("close.order_share.*=0.25", "close.order_share.semicoke", 0.25),
        ("policy.trade.order=0.25", "trade.order", 0.25),
    ] {
        let scenario = read::scenario(&source, &[setting.to_owned()]).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(lever(&scenario, key), [value; 5], "{setting}");
    }
    let driver_too = read::scenario(&source, &["world.fx=7".to_owned()]).expect("a driver");
    assert_eq!(driver(&driver_too, "fx"), [(2006.0, 7.0)]);
    let said = read::scenario(&source, &["capacity_init.*=10".to_owned()]).expect_err("two sets").to_string();
    assert!(said.contains("`capacity_init.*.*`"), "{said}");
}

#[test]
fn a_table_that_is_cut_off_is_refused() {
    for (table, words) in [
        ("year,value\n2006,\"1", "a quotation mark that is not closed"),
        ("year,time,value\n2006,2006,1\n", "several columns of years"),
    ] {
        let mine = "[policy]\ntrade.order = { file = \"t.csv\" }\n";
        let said = read(&[("mine.toml", mine), ("t.csv", table)]).expect_err("refused").to_string();
        assert!(said.contains(words), "{said}");
    }
}
