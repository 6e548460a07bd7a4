//! What the model says of itself: names, units, meanings; and that the data say the same.

use crate::support::baseline;
use coke_sim::model::{Auxiliaries, Drivers, Levers, Parameters, Stocks};
use coke_sim::record::{Declaration, Record};
use coke_sim::unit::of_element;
use std::collections::BTreeSet;

/// Every declaration of the model.
fn all() -> Vec<&'static Declaration> {
    [
        Parameters::<f64>::declarations(),
        Levers::<f64>::declarations(),
        Drivers::<f64>::declarations(),
        Stocks::<f64>::declarations(),
        Auxiliaries::<f64>::declarations(),
    ]
    .concat()
}

/// The names, each once.
fn names(declarations: &[&'static Declaration]) -> BTreeSet<&'static str> {
    let names: BTreeSet<&str> = declarations.iter().map(|declaration| declaration.name).collect();
    let twice: Vec<&str> = declarations
        .iter()
        .enumerate()
        .filter(|(position, one)| declarations[..*position].iter().any(|other| other.name == one.name))
        .map(|(_, declaration)| declaration.name)
        .collect();
    assert!(twice.is_empty(), "declared twice: {twice:?}");
    names
}

#[test]
fn stocks_and_auxiliaries_have_names_of_their_own() {
    let variables = [Stocks::<f64>::declarations(), Auxiliaries::<f64>::declarations()].concat();
    assert!(names(&variables).len() >= 44 + 191, "no fewer than the card has");
}

#[test]
fn the_parameters_are_those_of_the_card() {
    let declared = names(&Parameters::<f64>::declarations());
    assert_eq!(declared.len(), 343, "parameter names");
    let source = &baseline().files.parameters;
    let mut rows = csv::Reader::from_reader(source.text.as_bytes());
    let given: Vec<String> = rows.records().map(|row| row.expect("a row")[0].to_owned()).collect();
    assert_eq!(given.len(), 858, "parameter values");
    assert_eq!(declared, given.iter().map(String::as_str).collect(), "names in the data");
    assert_eq!(Parameters::<f64>::size(&baseline().sets), 858, "slots of the model");
}

#[test]
fn there_are_97_lever_keys_and_10_drivers() {
    names(&Levers::<f64>::declarations());
    assert_eq!(Levers::<f64>::size(&baseline().sets), 97);
    assert_eq!(baseline().levers.len(), 97);
    assert_eq!(names(&Drivers::<f64>::declarations()).len(), 10);
    assert_eq!(baseline().drivers.len(), 10);
}

/// Whether the unit of a value is the declared one, apart from a remark in brackets; where members differ in unit
/// (`kg/t (g/t BaP)`), it is one of the two.
fn agrees(declared: &str, given: &str) -> bool {
    let plain = given.split(" (").next().unwrap_or(given);
    let of_some_member = ["kt/a", "another"].map(|own| of_element(declared, own));
    declared == given || declared == plain || of_some_member.iter().any(|own| [given, plain].contains(own))
}

#[test]
fn units_in_the_data_are_those_declared() {
    let baseline = baseline();
    let parameters = baseline.parameters.iter().map(|entry| (entry.declaration, &entry.key, &entry.unit));
    let levers = baseline.levers.iter().map(|entry| (entry.declaration, &entry.key, &entry.unit));
    let drivers = baseline.drivers.iter().map(|entry| (entry.declaration, &entry.key, &entry.unit));
    let differ: Vec<String> = parameters
        .chain(levers)
        .chain(drivers)
        .filter(|(declaration, _, unit)| !agrees(declaration.unit, unit))
        .map(|(declaration, key, unit)| format!("{key}: declared `{}`, in the data `{unit}`", declaration.unit))
        .collect();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn every_declaration_has_a_unit_and_a_meaning_that_is_a_sentence() {
    for declaration in all() {
        let Declaration { name, unit, .. } = declaration;
        let meaning = declaration.meaning();
        assert!(!unit.trim().is_empty(), "`{name}` has no unit");
        assert!(meaning.len() > 4 && meaning.ends_with('.'), "the meaning of `{name}` has no full stop: {meaning}");
        let first = meaning.chars().next().expect("not empty");
        assert!(
            first.is_uppercase() || first.is_ascii_digit(),
            "the meaning of `{name}` does not begin like a sentence: {meaning}"
        );
    }
}

#[test]
fn names_are_words_joined_by_underscores() {
    for Declaration { name, .. } in all() {
        let plain = name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
        assert!(plain && name.starts_with(|first: char| first.is_ascii_lowercase()), "`{name}`");
    }
}
