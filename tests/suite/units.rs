//! The units of the equations fit, and a wrong one is found.

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
