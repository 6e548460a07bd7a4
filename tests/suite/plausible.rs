//! Values of a run that cannot be are told, and others are not.

use crate::cli::{coke_sim, files, succeeds};
use crate::support::package;
use tempfile::tempdir;

/// All is closed within a month or so, and a firm leaves with a third of what it owns: hardly one is left.
const HARDLY_A_FIRM: [&str; 18] = [
    "--set",
    "close.order_share.large_approved=1",
    "--set",
    "close.order_share.large_unapproved=1",
    "--set",
    "close.order_share.small=1",
    "--set",
    "close.order_share.improved=1",
    "--set",
    "close.order_share.heat_recovery=1",
    "--set",
    "close.order_share.semicoke=1",
    "--set",
    "entry.moratorium=1",
    "--set",
    "closure_exec_time=0.1",
    "--set",
    "firm_exit_factor=3",
];

/// Ovens that give off more wastewater than they take in.
const WATER: [&str; 2] = ["--set", "wastewater_yield.large_approved=5"];

/// Ovens that give off as much wastewater as they take in, but for the last digit of a number.
const WATER_BUT_FOR_ROUNDING: [&str; 12] = [
    "--set",
    "wastewater_yield.large_approved=1.9700000000000002",
    "--set",
    "wastewater_yield.large_unapproved=1.97",
    "--set",
    "wastewater_yield.small=1.83",
    "--set",
    "wastewater_yield.improved=1.0",
    "--set",
    "wastewater_yield.heat_recovery=0.9",
    "--set",
    "wastewater_yield.semicoke=1.4",
];

#[test]
fn what_ships_with_the_program_is_plausible() {
    let folder = tempdir().unwrap();
    let fictitious = package("scenarios/fictitious/plan.toml").display().to_string();
    let nothing_said = |errors: &str| {
        for said in ["do not close", "below nothing", "hardly a firm"] {
            assert!(!errors.contains(said), "{errors}");
        }
    };
    for scenario in ["plan", "no-policy", "hindcast", &fictitious] {
        for steps in ["1", "12", "48"] {
            nothing_said(&succeeds(folder.path(), &["run", scenario, "--steps-per-year", steps]).errors);
        }
    }
    nothing_said(&succeeds(folder.path(), &["compare", "plan", "no-policy"]).errors);
}

#[test]
fn the_mean_scale_of_hardly_a_firm_is_told_in_both_languages_and_in_the_manifest() {
    let folder = tempdir().unwrap();
    let run = |more: &[&str]| coke_sim(folder.path(), &[&["run", "plan"], &HARDLY_A_FIRM[..], more].concat());
    let ran = run(&["--out", "out"]);
    assert_eq!(ran.code, 0, "a run is a run: {}", ran.errors);
    for said in [
        "warning: `mean_scale` is 3.77 Mt/a in 2008, more than all capacity (2.692 Mt/a): hardly a firm is left (0.602)",
        "warning: `scale_by_size[backward]` is 3.441e8 Mt/a in 2007, more than all capacity (",
        "hardly a firm is left (5.737e-11), and 6 more values of it in other years or members",
        "hint: fewer than one firm has no mean scale",
    ] {
        assert!(ran.errors.contains(said), "{said}\n{}", ran.errors);
    }
    let manifest = String::from_utf8(files(&folder.path().join("out"))["manifest.json"].clone()).unwrap();
    assert!(manifest.contains("hardly a firm is left"), "{manifest}");
    let chinese = run(&["--lang", "zh", "--format", "json"]);
    assert!(chinese.errors.contains("2008年`mean_scale`为3.77 Mt/a，超过全部产能（"), "{}", chinese.errors);
    assert!(chinese.errors.contains("企业所剩无几（"), "{}", chinese.errors);
    assert_eq!(run(&["--quiet"]).errors, "");
}

#[test]
fn an_amount_below_nothing_is_told_with_the_scenario_that_has_it() {
    let folder = tempdir().unwrap();
    let ran = coke_sim(folder.path(), &[&["run", "plan"], &WATER[..]].concat());
    assert!(ran.errors.contains("warning: `water_evaporated` is below nothing in 20"), "{}", ran.errors);
    assert!(
        ran.errors.contains("hint: an amount cannot be: inputs that are fine alone do not fit together"),
        "{}",
        ran.errors
    );
    let compared = coke_sim(folder.path(), &[&["compare", "plan", "no-policy"], &WATER[..]].concat());
    assert_eq!(compared.code, 0, "{}", compared.errors);
    for name in ["plan", "no-policy"] {
        let said = format!("warning: `{name}`: `water_evaporated` is below nothing in 20");
        assert!(compared.errors.contains(&said), "{}", compared.errors);
    }
    let chinese = coke_sim(folder.path(), &[&["run", "plan", "--lang", "zh"], &WATER[..]].concat());
    assert!(chinese.errors.contains("`water_evaporated`小于零：-"), "{}", chinese.errors);
}

#[test]
fn an_amount_below_nothing_by_rounding_is_to_be_read_as_zero() {
    let folder = tempdir().unwrap();
    let run = |more: &[&str]| coke_sim(folder.path(), &[&["run", "plan"], &WATER_BUT_FOR_ROUNDING[..], more].concat());
    let english = run(&[]).errors;
    let line = english.lines().find(|line| line.contains("by rounding")).unwrap_or_else(|| panic!("{english}"));
    assert!(line.starts_with("warning: `water_evaporated` is below nothing by rounding in 20"), "{line}");
    assert!(line.contains("e-1") && line.contains(" Mt/a"), "{line}");
    assert!(english.contains("hint: read it as zero"), "{english}");
    let chinese = run(&["--lang", "zh"]).errors;
    assert!(chinese.contains("`water_evaporated`因舍入略小于零：-") && chinese.contains("请视为零"), "{chinese}");
}
