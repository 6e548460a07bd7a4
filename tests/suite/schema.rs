//! The schema for editors, judged by an independent validator: it takes what the reader takes, refuses what a schema
//! can know to be wrong, and the files in the repository are what the program makes.

use crate::cli::coke_sim;
use crate::support::{baseline, package};
use coke_sim::problem::Source;
use coke_sim::scenario::baseline::{Baseline, BaselineFiles};
use coke_sim::scenario::{read, schema};
use coke_sim::text::Language;
use jsonschema::Validator;
use serde_json::Value;
use std::fs;
use std::sync::OnceLock;
use tempfile::tempdir;

/// A validator for scenarios of Shanxi.
pub fn validator() -> &'static Validator {
    static VALIDATOR: OnceLock<Validator> = OnceLock::new();
    VALIDATOR.get_or_init(|| of(&schema::of_scenarios(baseline(), Language::En)))
}

/// A validator for a schema, which must be one itself.
pub fn of(schema: &str) -> Validator {
    let schema: Value = serde_json::from_str(schema).expect("JSON");
    jsonschema::draft4::meta::validate(&schema).unwrap_or_else(|error| panic!("not a schema: {error}"));
    jsonschema::validator_for(&schema).expect("a schema that can be used")
}

fn fictitious() -> Baseline {
    let files = BaselineFiles::folder(&package("scenarios/fictitious/baseline")).expect("all files");
    Baseline::read(files).expect("a baseline")
}

/// What the validator has against a text.
pub fn complaints(validator: &Validator, text: &str) -> Vec<String> {
    let document: toml::Value = toml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let document = serde_json::to_value(document).expect("JSON");
    validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_shipped_scenarios_are_valid() {
    for name in ["plan.toml", "no-policy.toml", "hindcast.toml"] {
        let text = fs::read_to_string(package("scenarios").join(name)).expect("file");
        assert_eq!(complaints(validator(), &text), [""; 0], "{name}");
        assert!(text.starts_with("#:schema ./scenario.schema.json\n"), "{name}");
    }
    let text = fs::read_to_string(package("scenarios/fictitious/plan.toml")).expect("file");
    assert_eq!(complaints(&of(&schema::of_scenarios(&fictitious(), Language::En)), &text), [""; 0]);
    assert!(!complaints(validator(), &text).is_empty(), "another province has other members");
}

#[test]
fn the_schema_in_the_repository_is_the_one_that_the_program_prints() {
    let folder = package("");
    let ran = coke_sim(&folder, &["schema", "--lang", "en"]);
    assert_eq!((ran.code, ran.errors.as_str()), (0, ""));
    let kept = fs::read_to_string(package("scenarios/scenario.schema.json")).expect("file");
    assert!(ran.output == kept, "write it anew: coke-sim schema --lang en > scenarios/scenario.schema.json");
    let ran = coke_sim(&folder, &["schema", "--lang", "en", "--baseline", "scenarios/fictitious/baseline"]);
    assert!(ran.output == schema::of_scenarios(&fictitious(), Language::En));
}

#[test]
fn the_schema_speaks_both_languages_and_forgets_no_key() {
    let english = schema::of_scenarios(baseline(), Language::En);
    let chinese = schema::of_scenarios(baseline(), Language::Zh);
    assert!(chinese.contains("煤焦油"));
    assert!(!english.replace(['亿', '吨'], "").chars().any(|letter| ('\u{4e00}'..'\u{9fff}').contains(&letter)));
    let _ = of(&chinese);
    let schema: Value = serde_json::from_str(&english).expect("JSON");
    let top = schema["properties"].as_object().expect("sections");
    assert_eq!(top.keys().collect::<Vec<_>>(), read::SECTIONS.iter().collect::<Vec<_>>());
    for (name, section) in top.iter().chain(schema["properties"]["target"]["items"]["properties"].as_object().unwrap())
    {
        assert!(section["not"].is_null(), "`{name}` is not described");
    }
    for lever in &baseline().levers {
        let shown = schema["definitions"][format!("policy.{}", lever.key)]["description"].as_str().unwrap_or_default();
        assert!(shown.contains(&lever.term.label.en) && shown.contains("acts on"), "{}: {shown}", lever.key);
    }
}

#[test]
fn a_baseline_that_is_none_has_no_schema() {
    let folder = tempdir().expect("temporary folder");
    let ran = coke_sim(folder.path(), &["schema", "--baseline", "nowhere"]);
    assert_eq!((ran.code, ran.output.as_str()), (2, ""));
    assert!(ran.errors.contains("there is no folder `nowhere`"), "{}", ran.errors);
}

/// Does the reader take a text? Files that it names are looked for among those of the test.
fn is_read(text: &str) -> Result<(), String> {
    let place = package("tests/suite/mine.toml").display().to_string();
    let read = read::scenario(&Source::new(place, text), &[]);
    read.map(|_| ())
        .map_err(|problems| problems.iter().map(|problem| problem.message.en.clone()).collect::<Vec<_>>().join("\n"))
}

#[test]
fn every_way_to_write_a_scenario_is_valid() {
    let folder = tempdir().expect("temporary folder");
    fs::write(folder.path().join("x.csv"), "year,a,b\n2006,0.5,0\n2007,0.5,0.1\n").expect("file written");
    let table = folder.path().join("x.csv").display().to_string().replace('\\', "/");
    let file = format!(
        "[policy]\n\"entry.moratorium\" = {{ file = \"{table}\", column = \"a\" }}\n[world]\nduty = {{ file = \"{table}\", column = \"b\" }}\n"
    );
    for text in [
        file.as_str(),
        "title = \"Mine\"\n",
        "title = { zh = \"我的\" }\ndescription = { en = \"a\\nb\", zh = \"甲\" }\nextends = \"plan\"\n",
        "extends = [\"plan\", \"no-policy\"]\n[policy]\n\"trade.order\" = 1\n",
        "kind = \"world\"\n[world]\ndrivers = \"actual\"\n",
        "kind = \"parameters\"\n[parameters]\nvat_rate = 0.16\n",
        "[time]\nstart = 2006.0\nend = 2008\nsteps_per_year = 24\n[policy]\ntrade.order = [0, 0.5, 1]\n",
        "[policy]\n\"entry.moratorium\" = 1\n\"close.order_share.small\" = 0.1\n",
        "[policy]\nentry.moratorium = 1\nclose.order_share.small = [0, 0.1, 0.2, 0.2, 0.2]\n",
        "[policy.close]\n\"order_share.small\" = 0.1\norder_share.improved = 0.2\n[policy.entry]\nmoratorium = 1\n",
        "[policy.close.order_share]\nsmall = { 2006 = 0.1, 2008 = 0.3 }\n\"*\" = 0.05\n",
        "[policy]\n\"close.order_share\" = { small = 0.1 }\n\"close.order_share.*\" = 0\nclose.\"order_share.improved\" = 1\n",
        "[policy]\n\"trade.order\" = { from = 2007, to = 2009, start = 0.2, end = \"90 %\" }\n",
        "[policy]\n\"cap.limit_mt\" = [\"1.5 亿吨\", \"150 Mt/a\", 140, 130.5, \"120\"]\n\"sanction.fee_multiplier\" = 2\n",
        "[world]\nduty = { 2006.0 = 0, 2006.83 = 0.05, 2010.5 = \"40 %\" }\nfx = { \"2005.5\" = 8, 2009 = 7 }\nquota = 14\n",
        "[world]\ncoal_shock = { from = 2005.5, to = 2007, start = 0, end = 0.1 }\nworld_price = \"150 USD/t\"\n",
        "[parameters]\n\"coal_charge.*\" = 1.4\ncoal_charge.small = 1.44\n\"equip_applicable.*.waste_heat\" = 1\n",
        "[parameters]\nair_ef.\"*.so2\" = 1\n\"air_ef.small\" = { so2 = 0.3 }\n",
        "[[target]]\nid = \"a\"\nwhere = \"capacity\"\nyear = 2010\nat_most = \"1.2 亿吨/年\"\ntolerance = \"5 %\"\n",
        "[[target]]\nid = \"a\"\nwhere = [\"capacity.small\", \"wip_early.small\"]\nover = \"capacity.*.*\"\nat_most = 0.3\n",
        "[[check]]\nid = \"b\"\nwhere = \"capacity.lvliang.small\"\nfrom = 2006\nto = 2010\nmeasure = \"change\"\nequals = 0\n",
    ] {
        assert_eq!(is_read(text), Ok(()), "{text}");
        assert_eq!(complaints(validator(), text), [""; 0], "{text}");
    }
}

#[test]
fn what_is_wrong_is_refused_by_the_schema_as_by_the_reader() {
    for text in [
        "titel = \"a\"\n",
        "title = 1\n",
        "title = \"\"\n",
        "title = {}\n",
        "title = \"a\\nb\"\n",
        "title = { fr = \"a\" }\n",
        "title = \"a\\tb\"\n",
        "kind = \"policies\"\n",
        "kind = \"policy\"\n[world]\nduty = 0\n",
        "kind = \"world\"\n[policy]\n\"trade.order\" = 1\n",
        "extends = [1]\n",
        "extends = \"\"\n",
        "baseline = 1\n",
        "policy = 1\n",
        "[time]\nstart = 2007\n",
        "[time]\nend = 2011\n",
        "[time]\nsteps_per_year = 1.5\n",
        "[time]\nsteps = 12\n",
        "[policy]\n\"entry.moratorum\" = 1\n",
        "[policy]\nvat_rate = 0.1\n",
        "[policy]\n\"entry.moratorium\" = 2\n",
        "[policy]\n\"entry.moratorium\" = true\n",
        "[policy]\n\"entry.moratorium\" = \"high\"\n",
        "[policy]\n\"entry.moratorium\" = nan\n",
        "[policy]\n\"entry.moratorium\" = []\n",
        "[policy]\n\"entry.moratorium\" = [0, 0, 0, 0, 0, 0]\n",
        "[policy]\n\"entry.moratorium\" = [0, 0, 0, 0, -1]\n",
        "[policy]\n\"entry.moratorium\" = { 2011 = 1 }\n",
        "[policy]\n\"entry.moratorium\" = {}\n",
        "[policy]\n\"entry.moratorium\" = { from = 2006, to = 2008, start = 0 }\n",
        "[policy]\n\"entry.moratorium\" = { from = 2006, to = 2008, start = 0, end = 1, 2009 = 1 }\n",
        "[policy]\n\"entry.moratorium\" = { from = 2006.5, to = 2008, start = 0, end = 1 }\n",
        "[policy]\n\"entry.moratorium\" = { column = \"a\" }\n",
        "[policy]\n\"entry.moratorium\" = { file = \"a.csv\", sheet = 1 }\n",
        "[policy]\n\"sanction.fee_multiplier\" = [1, 1, 1, 1, 1]\n",
        "[policy]\n\"close.order_share\" = 0.1\n",
        "[policy]\n\"close.*\" = 0.1\n",
        "[policy]\n\"close.order_share.smal\" = 0.1\n",
        "[policy]\n\"entry.*\" = 0.1\n",
        "[policy.entry]\n",
        "[policy.\"entry.*\"]\nmoratorium = 1\n",
        "[world]\ndrivers = \"dreams\"\n",
        "[world]\nduty = [0, 0, 0, 0, 0]\n",
        "[world]\nduty = { 1980 = 0 }\n",
        "[world]\nduty = { 2006.5 = 9 }\n",
        "[world]\nduty = { from = 2006, to = 2031, start = 0, end = 1 }\n",
        "[parameters]\nvat_rate = 1.2\n",
        "[parameters]\nvat_rate = [0.1]\n",
        "[parameters]\ndays_per_year = 366\n",
        "[parameters]\n\"coal_charge.tiny\" = 1.4\n",
        "[parameters]\n\"air_ef.*\" = { so2 = 1 }\n",
        "target = { id = \"a\" }\n",
        "[[target]]\nid = \"a\"\nwhere = \"capacity\"\nyear = 2010\n",
        "[[target]]\nid = \"a\"\nwhere = \"capacity\"\nyear = 2010\nat_most = 1\nat_least = 0\n",
        "[[target]]\nwhere = \"capacity\"\nyear = 2010\nat_most = 1\n",
        "[[target]]\nid = \"a\"\nyear = 2010\nat_most = 1\n",
        "[[target]]\nid = \"a\"\nwhere = \"kapacity\"\nyear = 2010\nat_most = 1\n",
        "[[target]]\nid = \"a\"\nwhere = \"capacity.tiny\"\nyear = 2010\nat_most = 1\n",
        "[[target]]\nid = \"a\"\nwhere = []\nyear = 2010\nat_most = 1\n",
        "[[target]]\nid = \"a\"\nwhere = \"capacity\"\nyear = 2020\nat_most = 1\n",
        "[[target]]\nid = \"a\"\nwhere = \"capacity\"\nyear = 2010\nfrom = 2006\nat_most = 1\n",
        "[[target]]\nid = \"a\"\nwhere = \"capacity\"\nfrom = 2006\nat_most = 1\n",
        "[[target]]\nid = \"a\"\nwhere = \"capacity\"\nmeasure = \"mean\"\nat_most = 1\n",
        "[[target]]\nid = \"a\"\nwhere = \"capacity\"\nyear = 2010\nat_most = 1\ntolerance = 2\n",
        "[[target]]\nid = \"a\"\nwhere = \"capacity\"\nequals = 1\n",
        "[[target]]\nid = \"a\"\nwhere = \"capacity\"\nyear = 2010\nat_most = 1\ngroup = \"none\"\n",
        "[[check]]\nid = \"a\"\nwhere = \"capacity\"\nyear = 2010\nat_most = 1\ngroup = \"capacity\"\n",
        "[[check]]\nid = \"a\"\nwhere = \"capacity\"\nyear = 2010\nmost = 1\n",
    ] {
        assert!(is_read(text).is_err(), "the reader takes\n{text}");
        assert!(!complaints(validator(), text).is_empty(), "the schema takes\n{text}");
    }
}
