//! Studies as files: the scenario of one run, the schema, a study to start from.

use crate::cli::{coke_sim, entries};
use crate::schema::{complaints, of};
use crate::support::{baseline, package};
use coke_sim::problem::Source;
use coke_sim::scenario::read::study::{self, STUDY_SECTIONS, Wishes};
use coke_sim::scenario::schema;
use coke_sim::text::Language;
use jsonschema::Validator;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::tempdir;

const STUDY: &str = r#"
title = { en = "Ovens", zh = "焦炉" }
scenario = "base.toml"

[design]
runs = 6

[uncertain]
closure_exec_time = "range"
enforcement_weight = "range"
pig_iron = { uniform = { min = 0.9, max = 1.1 }, as = "factor" }

[mix.plan]
[mix.open]
policy = { "entry.moratorium" = 0.2 }

[factor.fees]
low = {}
high = { "fee.rate_noncompliant" = 40 }

[outcomes]
keep = ["capacity", "coke_price_mean"]
"#;

fn written(folder: &Path, study: &str) {
    fs::write(folder.join("base.toml"), "title = \"Base\"\nextends = \"plan\"\n[time]\nsteps_per_year = 2\n").unwrap();
    fs::write(folder.join("study.toml"), study).unwrap();
}

/// The value of a variable, summed over its members, at the end of the plan.
fn total(folder: &Path, out: &str, variable: &str) -> f64 {
    let text = fs::read_to_string(folder.join(out).join("trajectory.csv")).unwrap();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let heads = rows.headers().unwrap().clone();
    let at = |name: &str| heads.iter().position(|head| head == name).unwrap_or_else(|| panic!("{name} in {heads:?}"));
    let (name, year, value) = (at("variable"), at("year"), at("value"));
    let rows = rows.records().map(|row| row.unwrap());
    let values = rows.filter(|row| &row[name] == variable && &row[year] == "2010");
    values.map(|row| row[value].parse::<f64>().unwrap()).fold(0.0, |sum, value| sum + value)
}

#[test]
fn the_scenario_of_a_run_gives_the_row_of_the_sweep_to_the_last_bit() {
    let folder = tempdir().unwrap();
    let at = folder.path();
    written(at, STUDY);
    assert_eq!(coke_sim(at, &["sweep", "study.toml", "--out", "out", "--format", "csv", "--quiet"]).code, 0);
    let text = fs::read_to_string(at.join("out/runs.csv")).unwrap();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let heads = rows.headers().unwrap().clone();
    let column =
        |name: &str| heads.iter().position(|head| head == name).unwrap_or_else(|| panic!("{name} in {heads:?}"));
    let mut seen = 0;
    for row in rows.records().map(|row| row.unwrap()).step_by(5) {
        let (run, mix) = (&row[column("run")], &row[column("mix")]);
        let shown = coke_sim(at, &["show", "study.toml", "--run", run, "--mix", mix]);
        assert_eq!((shown.code, shown.errors.as_str()), (0, ""), "{run} {mix}");
        assert!(shown.output.contains(&format!("Ovens, run {run}, {mix}")), "{}", shown.output);
        fs::write(at.join("one.toml"), &shown.output).unwrap();
        let ran = coke_sim(at, &["run", "one.toml", "--out", "one", "--force", "--quiet"]);
        assert_eq!(ran.code, 0, "{}", ran.errors);
        for variable in ["capacity", "coke_price_mean"] {
            let kept: f64 = row[column(&format!("{variable}@2010"))].parse().unwrap();
            assert_eq!(kept.to_bits(), total(at, "one", variable).to_bits(), "{run} {mix}: {variable}");
        }
        seen += 1;
    }
    assert_eq!(seen, 5);
    // other forms say which part of the study set a value
    let shown = coke_sim(at, &["show", "study.toml", "--run", "3", "--mix", "open fees=high", "--changed", "--origin"]);
    for (key, section) in
        [("closure_exec_time", "[uncertain]"), ("pig_iron", "[uncertain]"), ("entry.moratorium", "[mix")]
    {
        let line = shown.output.lines().find(|line| line.trim_start_matches('"').starts_with(key)).unwrap();
        let at = STUDY.lines().position(|line| line.starts_with(section)).unwrap() + 1;
        assert!(line.contains(&format!("study.toml:{at}")), "{line}");
    }
}

#[test]
fn a_run_or_a_mix_that_a_study_has_not_is_refused() {
    let folder = tempdir().unwrap();
    let at = folder.path();
    written(at, STUDY);
    let one_at_a_time = STUDY.replace("runs = 6", "method = \"one_at_a_time\"");
    fs::write(at.join("finite.toml"), &one_at_a_time).unwrap();
    fs::write(
        at.join("bare.toml"),
        one_at_a_time.split("[mix.plan]").next().unwrap().to_owned() + "[outcomes]\nkeep = [\"capacity\"]\n",
    )
    .unwrap();
    for (arguments, words) in [
        (&["study.toml", "--run", "0"][..], "the study has 4 policy mixes"),
        (&["study.toml", "--run", "0", "--mix", "opne fees=low"], "did you mean `open fees=low`?"),
        (&["study.toml", "--mix", "zzz"], "`plan fees=low`, `plan fees=high`"),
        (&["finite.toml", "--run", "7", "--mix", "plan fees=low"], "write a number from 0 to 6"),
        (&["study.toml", "--run", "-1"], "--run"),
    ] {
        for language in ["en", "zh"] {
            let ran = coke_sim(at, &[&["show", "--lang", language], arguments].concat());
            assert_eq!((ran.code, ran.output.as_str()), (2, ""), "{arguments:?}: {}", ran.errors);
            assert!(language == "zh" || ran.errors.contains(words), "{arguments:?}: {}", ran.errors);
        }
    }
    // a run beyond those asked for is one that more runs would have; a study without mixes has one
    assert_eq!(coke_sim(at, &["show", "study.toml", "--run", "1000", "--mix", "plan fees=low"]).code, 0);
    assert_eq!(coke_sim(at, &["show", "bare.toml", "--run", "6"]).code, 0);
}

fn validator() -> Validator {
    of(&schema::of_studies(baseline(), Language::En))
}

#[test]
fn the_schema_of_studies_in_the_repository_is_the_one_that_the_program_prints() {
    let ran = coke_sim(&package(""), &["schema", "--study", "--lang", "en"]);
    assert_eq!((ran.code, ran.errors.as_str()), (0, ""));
    let kept = fs::read_to_string(package("scenarios/study.schema.json")).unwrap_or_default();
    assert!(ran.output == kept, "write it anew: coke-sim schema --study --lang en > scenarios/study.schema.json");
    let chinese = schema::of_studies(baseline(), Language::Zh);
    assert!(chinese.contains("不确定因素"));
    let _ = of(&chinese);
    let schema: Value = serde_json::from_str(&ran.output).unwrap();
    let top = schema["properties"].as_object().unwrap();
    assert_eq!(top.keys().collect::<Vec<_>>(), STUDY_SECTIONS.iter().collect::<Vec<_>>());
    assert!(top.values().all(|section| section["not"].is_null()), "a section that is not described");
}

#[test]
fn examples_and_every_way_to_write_a_study_are_valid() {
    let validator = validator();
    let examples = package("examples/studies");
    for name in
        entries(&examples).iter().filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "toml"))
    {
        let text = fs::read_to_string(examples.join(name)).unwrap();
        if text.contains("\nscenario = ") {
            assert_eq!(complaints(&validator, &text), [""; 0], "{name}");
            assert!(text.starts_with("#:schema ../../scenarios/study.schema.json\n"), "{name}");
        }
    }
    let kept = "[outcomes]\nkeep = \"capacity\"\n";
    for lines in [
        "[uncertain]\n\"*\" = \"range\"\n",
        "[uncertain]\ncoal_charge.small = \"range\"\n\"coal_charge.improved\" = { range = true }\n",
        "[uncertain]\ncoal_charge = { range = true, apart = true }\n",
        "[uncertain]\n\"coal_charge.*\" = { uniform = { min = \"1.4 t/t\", max = 1.5 } }\n",
        "[uncertain]\nair_ef = \"range\"\n",
        "[uncertain]\nair_ef.small.so2 = \"range\"\n",
        "[uncertain]\n\"air_ef.small.so2\" = \"range\"\nair_ef.\"improved.so2\" = \"range\"\n",
        "[uncertain]\ndrivers = { categorical = { plan = 7, actual = 3 } }\n",
        "[uncertain]\nduty = { discrete = { values = [0, 0.1], weights = [1, 2] }, as = \"shift\" }\n",
        "[uncertain]\nprice_init = { lognormal = { median = 700, sigma = 0.1 }, within = [500, \"900 CNY/t\"] }\n",
        "[uncertain]\nprice_init = { lognormal = { low = 600, median = 700, high = 800 }, within = [500, 900] }\n",
        "[uncertain]\nprice_init = { empirical = { values = [600, 650, 800] } }\n",
        "[design]\nmethod = \"factorial\"\nlevels = [0.1, 0.9]\n[uncertain]\nprice_init = \"range\"\n",
        "[mix.a]\n[mix.\"甲+5%\"]\ntitle = { zh = \"甲\" }\npolicy.entry.moratorium = 1\n[factor.b]\non = { \"trade.order\" = [0, 0, 1, 1, 1] }\n",
        "[[objective]]\noutcome = \"capacity\"\nbetter = \"high\"\nat_least = \"1 亿吨\"\n[stable]\nquantile = 0.1\n",
    ] {
        let text = format!("scenario = \"plan\"\n{lines}{kept}");
        let read = study::study(&Source::new("mine.toml", text.as_str()), &Wishes::default());
        assert!(read.is_ok(), "{text}\n{:?}", read.err().map(|problems| problems.render(Language::En, false)));
        assert_eq!(complaints(&validator, &text), [""; 0], "{text}");
    }
    for keep in ["\"*\"", "[\"coal_*\", \"capacity.*.small\"]"] {
        let text = format!("scenario = \"plan\"\n[outcomes]\nkeep = {keep}\nyears = \"all\"\ntargets = [\"T1\"]\n");
        assert!(study::study(&Source::new("mine.toml", text.as_str()), &Wishes::default()).is_ok(), "{text}");
        assert_eq!(complaints(&validator, &text), [""; 0], "{text}");
    }
}

#[test]
fn what_a_schema_can_know_to_be_wrong_in_a_study_is_refused_by_it() {
    let validator = validator();
    for name in [
        "section_unknown",
        "policy_in_a_study",
        "kind_of_a_scenario",
        "scenario_none",
        "scenario_is_a_number",
        "parameter_misspelt",
        "member_unknown",
        "lever_uncertain",
        "driver_without_as",
        "driver_as_value",
        "driver_as_range",
        "driver_sets_unknown",
        "distribution_misspelt",
        "distributions_two",
        "distribution_empty_table",
        "number_missing",
        "number_is_a_text",
        "number_is_true",
        "lognormal_sigma_and_percentiles",
        "empirical_file_and_values",
        "discrete_negative_weight",
        "within_of_three",
        "as_unknown",
        "apart_is_a_word",
        "range_is_false",
        "correlation_beyond_one",
        "correlation_of_one_exactly",
        "correlation_of_three",
        "correlation_with_itself",
        "correlation_without_rank",
        "correlation_in_single_brackets",
        "design_unknown",
        "runs_zero",
        "runs_with_a_fraction",
        "runs_huge",
        "seed_negative",
        "levels_outside",
        "mix_lever_unknown",
        "mix_lever_out_of_range",
        "mix_sets_a_parameter",
        "mix_name_with_a_space",
        "factor_without_levels",
        "factor_level_is_a_number",
        "outcome_misspelt",
        "outcome_member_unknown",
        "outcome_twice",
        "year_outside",
        "year_twice",
        "together_of_nothing",
        "objective_without_better",
        "objective_goes_the_wrong_way",
        "objective_key_unknown",
        "stable_out_of_range",
    ] {
        let text = fs::read_to_string(package("tests/studies").join(format!("{name}.toml"))).unwrap();
        assert!(!complaints(&validator, &text).is_empty(), "the schema takes {name}");
    }
}

#[test]
fn a_new_study_is_read_without_a_word_and_runs() {
    let folder = tempdir().unwrap();
    let at = folder.path();
    for language in ["en", "zh"] {
        let name = format!("{language}.toml");
        let ran = coke_sim(at, &["new", &name, "--study", "--lang", language]);
        assert_eq!((ran.code, ran.output.as_str()), (0, ""));
        assert!(ran.errors.contains(&format!("coke-sim sweep {name} --out ")), "{}", ran.errors);
        let ran = coke_sim(at, &["check", &name, "--strict"]);
        assert_eq!(ran.code, 0, "{}", ran.output);
        let text = fs::read_to_string(at.join(&name)).unwrap();
        assert_eq!(complaints(&validator(), &text), [""; 0]);
        assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
        let chinese = |line: &str| line.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let prose: Vec<&str> = text.lines().filter(|line| line.starts_with("# ")).collect();
        assert!(prose.len() > 15 && prose.iter().all(|line| chinese(line) == (language == "zh")), "{prose:?}");
        // what is switched off may be switched on
        for (off, without) in [
            (
                "#levels = [0.05, 0.5, 0.95]",
                &[
                    "method = \"latin_hypercube\"",
                    "runs = 256",
                    "[[correlation]]",
                    "between = [\"closure_exec_time\", \"retirement_factor\"]",
                    "rank = 0.3",
                ][..],
            ),
            ("#enforcement_weight = ", &["enforcement_weight = \"range\""]),
            (
                "#drivers = ",
                &["pig_iron = { normal = { mean = 1.0, sd = 0.05 }, within = [0.85, 1.15], as = \"factor\" }"],
            ),
            ("#[factor.fees]", &[]),
            ("#as-planned", &[]),
            ("#high", &[]),
            ("#[stable]", &[]),
            ("#probability", &[]),
            ("#description", &[]),
        ] {
            let on = if off.starts_with("#as") || off.starts_with("#high") {
                "[factor.fees]\n"
            } else if off == "#probability" {
                "[stable]\n"
            } else {
                ""
            };
            let changed: String = text
                .lines()
                .filter(|line| !without.contains(line))
                .map(|line| if line.starts_with(off) { format!("{on}{}\n", &line[1..]) } else { format!("{line}\n") })
                .collect();
            let changed = if off.starts_with("#levels") {
                changed.replace("[design]", "[design]\nmethod = \"one_at_a_time\"")
            } else {
                changed
            };
            let changed = if off == "#[factor.fees]" { changed.replace("#as-planned", "as-planned") } else { changed };
            assert_ne!(changed, text, "{off}");
            let read = study::study(&Source::new("mine.toml", changed.as_str()), &Wishes::default());
            assert!(
                read.is_ok(),
                "{off}: {}",
                read.err().map(|problems| problems.render(Language::En, false)).unwrap_or_default()
            );
        }
    }
    let ran = coke_sim(at, &["sweep", "en.toml", "--out", "out", "--runs", "4", "--steps-per-year", "1", "--quiet"]);
    assert_eq!((ran.code, ran.errors.as_str()), (0, ""));
    fs::write(at.join("study.schema.json"), "{}").unwrap();
    assert!(coke_sim(at, &["new", "-", "--study"]).output.starts_with("#:schema ./study.schema.json\n# "));
    assert_eq!(coke_sim(at, &["new", "other.toml", "--study", "--extends", "plan"]).code, 2);
}
