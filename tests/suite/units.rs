//! The units of the equations fit, and a wrong one is found.

use crate::cli::coke_sim;
use crate::support::{baseline, package};
use coke_sim::export::formula::Writer;
use coke_sim::scenario::baseline::{Baseline, BaselineFiles};
use coke_sim::structure::Structure;
use coke_sim::structure::equation::Equation;
use coke_sim::structure::units::{Check, Finding};
use coke_sim::study;
use coke_sim::unit::{Base, Unit};
use rayon::prelude::*;

fn fictitious() -> Baseline {
    let folder = package("scenarios/fictitious/baseline");
    BaselineFiles::folder(&folder).and_then(Baseline::read).expect("a province")
}

/// A finding in one line.
fn told(structure: &Structure, finding: &Finding) -> String {
    let (place, position) = structure.quantity_at(finding.slot);
    let declaration = structure.quantities()[place].declaration;
    let terms: Vec<String> = finding
        .terms
        .iter()
        .map(|(expression, unit)| {
            let equation = Equation { over: Vec::new(), parts: Vec::new(), expression: expression.clone() };
            let unit = unit.map_or_else(|| "any".to_owned(), |unit| unit.to_string());
            format!("{} {{{unit}}}", Writer::new(structure, &equation).text(expression))
        })
        .collect();
    let members = declaration.members(structure.sets(), position).join(", ");
    format!("{}[{members}], {:?}, {:?}: {}", declaration.name, finding.side, finding.rule, terms.join(" | "))
}

fn assert_consistent(baseline: &Baseline) {
    let structure = study::structure::trace(&baseline.sets);
    let check = study::units::check(&structure, baseline);
    let findings: Vec<String> = check.findings().iter().map(|finding| told(&structure, finding)).collect();
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), findings.join("\n"));
    assert!(check.is_consistent());
    assert!(check.values() > 1000, "all are judged: {}", check.values());
}

#[test]
fn the_model_is_consistent_over_shanxi() {
    assert_consistent(baseline());
}

#[test]
fn the_model_is_consistent_over_another_province() {
    assert_consistent(&fictitious());
}

/// A mistake in the unit of a quantity, and what it multiplies the unit by.
const MISTAKES: [(&str, &str); 3] = [("another dimension", "t"), ("another size", "1000"), ("no year", "a")];

/// What does not act on the simulation: the plan's three constraints on total capacity.
const NO_EQUATION: &str = "no equation uses it: it serves targets and the ceiling worked out beside the model";
/// What is divided by its own sum.
const PROPORTIONS: &str = "only its proportions count: the unit of all its values cancels";

/// Quantities in whose unit no mistake can be found, and why.
const UNFINDABLE: [(&str, &str); 11] = [
    ("allowable_load", NO_EQUATION),
    ("ambient_exceed_init", NO_EQUATION),
    ("closure_priority", PROPORTIONS),
    ("demand_2010_plan", NO_EQUATION),
    ("enforcement_weight", PROPORTIONS),
    ("hjt126_level2", NO_EQUATION),
    ("market_share_target", NO_EQUATION),
    ("output_value_coverage", NO_EQUATION),
    ("plan_closed_ef", NO_EQUATION),
    ("water_available", NO_EQUATION),
    ("water_norm", NO_EQUATION),
];

/// Whether the quantity is a flow, which a year may be missing of.
fn is_flow(structure: &Structure, check: &Check<'_>, place: usize) -> bool {
    let unit = check.declared(structure.quantities()[place].offset);
    unit.is_some_and(|unit| unit.dimension().exponent(Base::Time) < 0)
}

#[test]
fn a_wrong_unit_of_any_quantity_is_found() {
    let structure = study::structure::trace(&baseline().sets);
    let check = study::units::check(&structure, baseline());
    let places: Vec<usize> = (0..structure.quantities().len()).collect();
    let tried: Vec<(&str, &str, bool)> = places
        .par_iter()
        .flat_map_iter(|place| {
            let quantity = &structure.quantities()[*place];
            let (structure, check) = (&structure, &check);
            let fits = move |mistake: &&(&str, &str)| mistake.0 != "no year" || is_flow(structure, check, *place);
            MISTAKES.iter().filter(fits).map(move |(mistake, by)| {
                let by = Unit::parse(by).expect("a unit");
                let found = !check.with(quantity.slots(), |unit| unit.checked_mul(by)).is_consistent();
                (quantity.declaration.name, *mistake, found)
            })
        })
        .collect();
    let found = tried.iter().filter(|(.., found)| *found).count();
    println!("{} mistakes in the units of {} quantities: {found} found", tried.len(), places.len());
    let wrong: Vec<String> = tried
        .iter()
        .filter_map(|(name, mistake, found)| {
            let reason = UNFINDABLE.iter().find(|(known, _)| known == name).map(|(_, reason)| reason);
            match (found, reason) {
                (false, None) => Some(format!("{name}, {mistake}: not found")),
                (true, Some(reason)) => Some(format!("{name}, {mistake}: found, although {reason}")),
                _ => None,
            }
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (name, _) in UNFINDABLE {
        assert!(tried.iter().any(|(tried, ..)| *tried == name), "there is no {name}");
    }
}

/// To judge a change from what is known gives what judging everything anew does.
#[test]
fn a_change_is_judged_like_the_whole() {
    let structure = study::structure::trace(&baseline().sets);
    let check = study::units::check(&structure, baseline());
    let kilotonnes = Unit::parse("1/1000").expect("a unit");
    for name in ["coal_use", "capacity_init", "chem_uses_tar", "kt_to_mt"] {
        let quantity = structure.quantities().iter().find(|quantity| quantity.declaration.name == name).expect("known");
        let changed = check.with(quantity.slots(), |unit| unit.checked_mul(kilotonnes));
        let back = changed.with(quantity.slots(), |unit| unit.checked_div(kilotonnes));
        assert!(!changed.findings().is_empty() && !changed.is_consistent(), "{name}");
        assert!(back.findings().is_empty() && back.is_consistent(), "{name}");
    }
}

/// The data of the invented province in a folder, with one thing replaced.
fn changed_province(file: &str, before: &str, after: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for entry in std::fs::read_dir(package("scenarios/fictitious/baseline")).expect("a folder") {
        let entry = entry.expect("an entry");
        let mut text = std::fs::read_to_string(entry.path()).expect("a file");
        if entry.file_name() == file {
            assert!(text.contains(before), "{before}");
            text = text.replace(before, after);
        }
        std::fs::write(folder.path().join(entry.file_name()), text).expect("a file");
    }
    folder
}

#[test]
fn the_command_tells_that_units_fit_and_what_it_goes_by() {
    let folder = package("");
    let ran = coke_sim(&folder, &["model", "units"]);
    assert_eq!((ran.code, ran.errors.as_str()), (0, ""));
    assert!(ran.output.starts_with("The units of all "), "{}", ran.output);
    assert!(ran.output.contains("\n  100 %: local_interest, other_growth\n"), "{}", ran.output);
    let ran = coke_sim(&folder, &["model", "units", "--lang", "zh"]);
    assert!(ran.output.starts_with("全部") && ran.output.contains("\n  1 元/吨："), "{}", ran.output);
    let ran = coke_sim(&folder, &["model", "units", "--format", "json", "--baseline", "scenarios/fictitious/baseline"]);
    assert_eq!((ran.code, ran.errors.as_str()), (0, ""));
    let said: serde_json::Value = serde_json::from_str(&ran.output).expect("JSON");
    assert_eq!(said["consistent"], true);
    assert_eq!(said["findings"], serde_json::json!([]));
    let any = said["numbers_of_any_unit"].as_array().expect("a list");
    assert_eq!(any.iter().map(|number| number["value"].as_f64()).collect::<Vec<_>>(), [Some(1e-9), Some(1.0)]);
    assert!(any.iter().all(|number| number["reason"].is_string()), "each has a reason: {any:?}");
}

/// Power that is said to be synthesised is added to tonnes.
#[test]
fn the_command_ends_with_code_3_if_units_do_not_fit() {
    let rows = std::fs::read_to_string(package("scenarios/fictitious/baseline/parameters.csv")).expect("a file");
    let row = rows.lines().find(|row| row.starts_with("chem_is_synthesis,gas_power,")).expect("a row");
    let folder = changed_province("parameters.csv", row, &row.replace(",0,0,0,0,0,", ",1,1,1,1,1,"));
    let path = folder.path().to_str().expect("UTF-8");
    let ran = coke_sim(&package(""), &["model", "units", "--baseline", path]);
    assert_eq!(ran.code, 3, "{}{}", ran.output, ran.errors);
    assert!(
        ran.output.contains("in_province_demand and 1 place like it: units differ on the sides of `+`\n"),
        "{}",
        ran.output
    );
    let ran = coke_sim(&package(""), &["model", "units", "--baseline", path, "--lang", "zh"]);
    assert!(ran.output.contains("in_province_demand（另有1处相同）：`+`两边的单位不同\n"), "{}", ran.output);
}
