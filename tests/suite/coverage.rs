//! What the coverage tables claim of the model is so.

use crate::support::{SCENARIOS, baseline, scenario};
use coke_sim::coverage::figures::{Use, figures};
use coke_sim::coverage::inconsistencies::inconsistencies;
use coke_sim::coverage::links::{self, links};
use coke_sim::coverage::loops::{self, Closes, loops};
use coke_sim::coverage::measures::{self, Depth, measures};
use coke_sim::coverage::path::Found;
use coke_sim::structure::Structure;
use coke_sim::structure::causes::Causes;
use coke_sim::study;
use std::collections::BTreeSet;

/// The model with the signs of the scenarios that the reference guide looks at.
fn looked() -> (Structure, Causes) {
    let scenarios = SCENARIOS.map(scenario);
    let structure = study::structure::trace(&baseline().sets);
    let causes = study::causes::causes(&structure, &scenarios);
    (structure, causes)
}

/// Names that a table may give: parameters with and without members, drivers, levers, targets.
fn known_names() -> BTreeSet<String> {
    let baseline = baseline();
    let parameters =
        baseline.parameters.iter().flat_map(|entry| [entry.key.clone(), entry.declaration.name.to_owned()]);
    let levers = baseline.levers.iter().map(|entry| entry.key.clone());
    let drivers = baseline.drivers.iter().map(|entry| entry.key.clone());
    let targets = baseline.targets.iter().map(|target| target.id.clone());
    let groups = baseline.levers.iter().map(|entry| coke_sim::scenario::baseline::lever_key(entry.declaration.name));
    parameters.chain(levers).chain(drivers).chain(targets).chain(groups).collect()
}

#[test]
fn all_figures_measures_links_loops_and_inconsistencies_are_there() {
    assert_eq!(figures().len(), 322);
    assert_eq!(measures().len(), 127);
    assert_eq!(inconsistencies().len(), 44);
    let numbers: BTreeSet<u32> = links().iter().map(|link| link.number).collect();
    assert_eq!(numbers, (1..=77).collect());
    let ids: BTreeSet<&str> = loops().iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["R1", "R2", "R3", "R4", "R5", "B1", "B2", "B3", "B4", "B5", "B6"].into());
}

#[test]
fn every_name_in_the_tables_exists() {
    let known = known_names();
    let mut unknown = Vec::new();
    for figure in figures() {
        unknown.extend(
            figure.names.iter().filter(|name| !known.contains(*name)).map(|name| format!("{}: {name}", figure.id)),
        );
    }
    for one in inconsistencies() {
        unknown.extend(
            one.names.iter().filter(|name| !known.contains(*name)).map(|name| format!("{}: {name}", one.number)),
        );
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}

#[test]
fn every_figure_says_where_it_entered_or_why_not() {
    for figure in figures() {
        let needs_names = matches!(figure.used, Use::Parameter | Use::Initial | Use::Driver | Use::Lever | Use::Target);
        assert_eq!(needs_names, !figure.names.is_empty(), "{}", figure.id);
        assert!(!figure.note.en.is_empty() && !figure.note.zh.is_empty(), "{}", figure.id);
    }
    // what the targets say they test is there as a target
    for target in &baseline().targets {
        for name in target.tests.iter().filter_map(|test| test.figure.as_ref()).chain([&target.figure]) {
            for name in name.split_whitespace() {
                let figure = figures().iter().find(|figure| figure.id == name);
                assert!(figure.is_some_and(|figure| figure.names.contains(&target.id)), "{}: {name}", target.id);
            }
        }
    }
}

#[test]
fn every_measure_but_the_national_export_limit_has_a_lever() {
    for measure in measures() {
        let levers = measures::levers(baseline(), &measure.id).count();
        assert_eq!(levers == 0, measure.depth == Depth::Driver, "{}: {levers} levers", measure.id);
        if measure.depth == Depth::Nominal {
            assert!(!measure.note.en.is_empty(), "{} says with whom it shares its lever", measure.id);
        }
    }
    let without: Vec<&str> =
        measures().iter().filter(|one| one.depth == Depth::Driver).map(|one| one.id.as_str()).collect();
    assert_eq!(without, ["D9"]);
    // and every measure that a lever names is one of the plan's
    for lever in &baseline().levers {
        for id in lever.plan_ids.split_whitespace().filter(|id| !id.starts_with('(')) {
            assert!(measures().iter().any(|one| one.id == id) || id == "form)", "{}: {id}", lever.key);
        }
    }
}

#[test]
fn every_link_that_is_carried_is_found_with_the_sign_of_the_plan() {
    let (structure, causes) = looked();
    let mut wrong = Vec::new();
    for judged in links::judge(&structure, &causes) {
        let id = format!("{}{}", judged.link.number, judged.link.part);
        let Some(walk) = &judged.walk else {
            assert!(
                !judged.link.reason.en.is_empty() && !judged.link.reason.zh.is_empty(),
                "{id} says why it is not carried"
            );
            continue;
        };
        if !judged.agrees() {
            wrong.push(format!("{id}: {:?}, claimed {:?}, along {:?}", walk.found, judged.link.sign, walk.names));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_loops_of_the_card_close_with_its_signs() {
    let (structure, causes) = looked();
    let (mut wrong, mut apart) = (Vec::new(), Vec::new());
    for judged in loops::judge(&structure, &causes) {
        let named = judged.named;
        let id = format!("{}{}", named.id, named.part);
        if judged.walk.found == Found::Apart {
            apart.push(id);
        } else if !judged.agrees() {
            wrong.push(format!("{id}: {:?} along {:?}", judged.walk.found, judged.walk.names));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(apart, ["R4a", "R5b"], "at rest: retrofit gets all the money that it asks for in these scenarios");
    let half: BTreeSet<&str> =
        loops().iter().filter(|one| one.closes != Closes::Yes).map(|one| one.id.as_str()).collect();
    assert_eq!(half, ["B2", "R3"].into(), "as the card says, but for the way into R3");
}
