//! The XMILE export as a file. That other engines compute our numbers from it is shown by `.ci/engines`.

use crate::cli::{coke_sim, entries};
use crate::support::{package, scenario};
use coke_sim::export::xmile::{Model, names, to_xmile, values};
use coke_sim::scenario::Scenario;
use coke_sim::structure::Kind;
use coke_sim::study;
use coke_sim::text::Language;
use roxmltree::{Document, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use tempfile::tempdir;

/// The export of a scenario and the values of its variables.
fn export(scenario: &Scenario) -> (String, String) {
    let structure = study::structure::trace(&scenario.baseline.sets);
    let course = study::structure::course(&structure, scenario);
    let model = Model { scenario, structure: &structure, course: &course, language: Language::En };
    (to_xmile(&model), values(&model))
}

fn text<'a>(node: &Node<'a, 'a>, tag: &str) -> Option<&'a str> {
    node.children()
        .find(|child| child.has_tag_name(tag) || child.tag_name().name() == tag)
        .and_then(|child| child.text())
}

/// The variables of a file by name.
fn variables<'a>(document: &'a Document<'a>) -> BTreeMap<&'a str, Node<'a, 'a>> {
    let all = document.descendants().filter(|node| matches!(node.tag_name().name(), "stock" | "flow" | "aux"));
    let mut by_name = BTreeMap::new();
    for node in all {
        let name = node.attribute("name").expect("a name");
        assert!(by_name.insert(name, node).is_none(), "{name} stands twice");
    }
    by_name
}

/// The names in an equation.
fn words(equation: &str) -> BTreeSet<&str> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let words = equation
        .split(|letter: char| !is_part(letter))
        .filter(|word| word.starts_with(|letter: char| letter.is_ascii_lowercase()));
    words.filter(|word| !matches!(*word, "e")).collect()
}

#[test]
fn every_value_of_every_quantity_is_a_variable_whose_equation_names_variables_only() {
    let plan = scenario("plan");
    let structure = study::structure::trace(&plan.baseline.sets);
    let (file, _) = export(&plan);
    let document = Document::parse(&file).expect("well-formed XML");
    let variables = variables(&document);
    for (slot, name) in names(&structure).iter().enumerate() {
        let node = variables.get(name.as_str()).unwrap_or_else(|| panic!("{name} is missing"));
        let (place, _) = structure.quantity_at(slot);
        let quantity = &structure.quantities()[place];
        assert_eq!(node.tag_name().name() == "stock", quantity.kind == Kind::Stock, "{name}");
        assert!(
            quantity.kind == Kind::Step || text(node, "doc").is_some_and(|doc| !doc.is_empty()),
            "{name} says what it is"
        );
        assert!(text(node, "units").is_some(), "{name} has a unit");
    }
    for (name, node) in &variables {
        let equation = text(node, "eqn").expect("an equation");
        for word in words(equation) {
            assert!(variables.contains_key(word), "{name} uses {word}, which is no variable");
        }
        let nested = equation.chars().scan(0_i32, |depth, letter| {
            *depth += i32::from(letter == '(') - i32::from(letter == ')');
            Some(*depth)
        });
        let deepest = nested.max().unwrap_or_default();
        assert!(deepest <= 25, "{name} is nested {deepest} deep: more than one engine reads");
        assert!(
            name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_'),
            "{name}"
        );
    }
}

/// Each flow enters at most one stock and leaves at most one, and stocks have the flows that the model names.
#[test]
fn stocks_are_joined_by_the_flows_of_the_model() {
    let (file, _) = export(&scenario("plan"));
    let document = Document::parse(&file).expect("well-formed XML");
    let variables = variables(&document);
    let mut uses: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for (name, node) in variables.iter().filter(|(_, node)| node.tag_name().name() == "stock") {
        for flow in node.children().filter(|child| matches!(child.tag_name().name(), "inflow" | "outflow")) {
            let flow_name = flow.text().expect("the name of a flow");
            assert_eq!(variables[flow_name].tag_name().name(), "flow", "{flow_name}");
            uses.entry((flow.tag_name().name(), flow_name)).or_default().push(name);
        }
    }
    for ((way, flow), stocks) in &uses {
        assert_eq!(stocks.len(), 1, "{flow} is an {way} of {stocks:?}");
    }
    for (way, flow, stock) in [
        ("outflow", "closure_lvliang_small", "capacity_lvliang_small"),
        ("inflow", "completion_lvliang_small", "capacity_lvliang_small"),
        ("outflow", "completion_lvliang_small", "wip_late_lvliang_small"),
        ("inflow", "wip_advance_lvliang_small", "wip_late_lvliang_small"),
        ("outflow", "shipments", "coke_inventory"),
        ("inflow", "fund_inflow", "coke_fund"),
    ] {
        assert_eq!(uses.get(&(way, flow)).map(Vec::as_slice), Some(&[stock][..]), "{flow} is an {way} of {stock}");
    }
}

#[test]
fn the_same_scenario_gives_the_same_file_and_other_values_another() {
    let plan = scenario("plan");
    assert_eq!(export(&plan), export(&plan));
    let mut other = plan.clone();
    assert!(other.set_parameter("tight_hi", 1.01));
    let (one, two) = (export(&plan).0, export(&other).0);
    let differ: Vec<(&str, &str)> = one.lines().zip(two.lines()).filter(|(one, two)| one != two).collect();
    // the parameter itself, and the reference loads, which are computed
    assert!(differ.iter().any(|(_, new)| new.contains(r#"name="tight_hi"><eqn>1.01</eqn>"#)), "{differ:?}");
    assert!(differ.iter().all(|(_, new)| new.contains("tight_hi") || new.contains("air_load_2005")), "{differ:?}");
}

/// The values beside the file are those of the results: year-end stocks, and means of the year for auxiliaries.
#[test]
fn the_values_beside_it_are_those_of_the_run() {
    let plan = scenario("plan");
    let results = study::run::simulate(&plan);
    let (_, csv) = export(&plan);
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let header = rows.headers().expect("a header").clone();
    let column = |name: &str| header.iter().position(|column| column == name).unwrap_or_else(|| panic!("{name}"));
    let rows: Vec<Vec<f64>> = rows
        .records()
        .map(|row| row.expect("a row").iter().map(|cell| cell.parse().expect("a number")).collect())
        .collect();
    assert_eq!(rows.len(), 61);
    let (debt, sales) = (column("debt"), column("sales"));
    for year in 2006..=2010_usize {
        let last = (year - 2005) * 12;
        let calendar = i32::try_from(year).expect("a year");
        let result = |name: &str| results.value(0, name, &[], calendar).expect("a result");
        assert_eq!(rows[last][debt].to_bits(), result("debt").to_bits(), "{year}");
        let mean = rows[last - 12..last].iter().map(|row| row[sales]).sum::<f64>() / 12.0;
        assert!((mean - result("sales")).abs() < 1e-9 * mean, "{year}");
    }
}

#[test]
fn another_province_is_exported_too() {
    let emberland = coke_sim::scenario::read::open(&package("scenarios/fictitious/plan.toml"), &[]);
    let (file, _) = export(&emberland.expect("the fictitious plan"));
    let document = Document::parse(&file).expect("well-formed XML");
    let variables = variables(&document);
    for (name, node) in &variables {
        for word in words(text(node, "eqn").expect("an equation")) {
            assert!(variables.contains_key(word), "{name} uses {word}, which is no variable");
        }
    }
}

#[test]
fn two_outputs_never_share_a_place_and_a_dash_is_standard_output() {
    let folder = tempdir().expect("temporary folder");
    for arguments in [["--out", "a.xmile", "--values", "./a.xmile"], ["--out", "-", "--values", "-"]] {
        let ran = coke_sim(folder.path(), &[&["model", "xmile"], &arguments[..]].concat());
        assert_eq!(ran.code, 2, "{}", ran.errors);
        assert!(ran.errors.contains("the same place") && ran.output.is_empty(), "{}", ran.errors);
    }
    let values = coke_sim(folder.path(), &["model", "xmile", "--out", "a.xmile", "--values", "-"]);
    assert!(values.code == 0 && values.output.starts_with("time,"), "{}", values.errors);
    let book = coke_sim(folder.path(), &["model", "equations", "--out", "-"]);
    assert!(book.code == 0 && book.output.contains("# Equations"), "{}", book.errors);
    assert_eq!(entries(folder.path()), ["a.xmile"]);
}

#[test]
fn files_are_written_whole_and_never_over_others() {
    let folder = tempdir().expect("temporary folder");
    let first = coke_sim(folder.path(), &["model", "xmile", "--out", "plan.xmile", "--values", "plan.csv"]);
    assert_eq!(first.code, 0, "{}", first.errors);
    assert_eq!(entries(folder.path()), ["plan.csv", "plan.xmile"]);
    let again = coke_sim(folder.path(), &["model", "xmile", "no-policy", "--out", "new.xmile", "--values", "plan.csv"]);
    assert_eq!(again.code, 1);
    assert!(again.errors.contains("`plan.csv` is there already"), "{}", again.errors);
    assert_eq!(entries(folder.path()), ["plan.csv", "plan.xmile"], "nothing was written before that was seen");
    let forced = coke_sim(folder.path(), &["model", "xmile", "no-policy", "--out", "plan.xmile", "--force"]);
    assert_eq!(forced.code, 0, "{}", forced.errors);
    let same = coke_sim(folder.path(), &["model", "xmile", "no-policy"]);
    assert_eq!(fs::read_to_string(folder.path().join("plan.xmile")).expect("the file"), same.output);
}
