//! What must not matter: saying a default aloud, the order in which members are listed, the fineness of the map.

use crate::support::{Comparison, LAST_YEAR, SCENARIOS, baseline, scenario};
use coke_sim::model::sets::Dimension;
use coke_sim::problem::Source;
use coke_sim::scenario::Scenario;
use coke_sim::scenario::baseline::{Baseline, BaselineFiles};
use coke_sim::scenario::{file, read};
use coke_sim::study;
use coke_sim::trajectory::Trajectory;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Of a value, and in its unit where it is nothing: only the order of sums differs.
const RELATIVE: f64 = 1e-9;
const ABSOLUTE: f64 = 1e-9;

/// A scenario of the program over another baseline.
fn over(files: BaselineFiles, name: &str) -> Scenario {
    let baseline = Baseline::read(files).unwrap_or_else(|problems| panic!("{problems:?}"));
    let source = file::embedded(name).expect("a scenario of the program");
    read::over(&Arc::new(baseline), &source, &[]).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// All values of all years by name and members.
fn by_name(results: &Trajectory) -> BTreeMap<(String, i32), f64> {
    let mut values = BTreeMap::new();
    for variable in results.layout().variables() {
        for year in results.years_of(variable) {
            for (position, value) in
                results.values(0, variable, year).expect("a year of the variable").iter().enumerate()
            {
                values.insert((results.layout().name_at(variable.offset + position), year), *value);
            }
        }
    }
    values
}

#[test]
fn levers_set_to_their_defaults_give_the_same_bits_as_levers_not_set() {
    let mut lines = vec!["title = \"Every lever at its default\"\n[world]\ndrivers = \"plan\"\n[policy]".to_owned()];
    for lever in &baseline().levers {
        let values = if lever.by_year { format!("{:?}", lever.default) } else { format!("{:?}", lever.default[0]) };
        lines.push(format!("\"{}\" = {values}", lever.key));
    }
    let text = lines.join("\n");
    let explicit = read::scenario(&Source::new("explicit.toml", text), &[]).expect("every default is valid");
    assert_eq!(explicit.levers.len(), 97);
    let plain = by_name(&study::run::simulate(&scenario("no-policy")));
    let explicit = by_name(&study::run::simulate(&explicit));
    assert_eq!(plain.len(), explicit.len());
    for (name, value) in plain {
        assert_eq!(explicit[&name].to_bits(), value.to_bits(), "{name:?}");
    }
}

/// The members of these sets listed backwards; all other files know members by name.
fn reversed(sets: &[Dimension]) -> BaselineFiles {
    let files = BaselineFiles::embedded();
    let mut tables: toml::Table = toml::from_str(&files.sets.text).expect("the sets are TOML");
    for set in sets {
        let members = tables[set.key()].as_table_mut().expect("a table of members");
        *members = std::mem::take(members).into_iter().rev().collect();
    }
    BaselineFiles { sets: Source::new("sets.toml", tables.to_string()), ..files }
}

/// Runs a scenario with members listed backwards: every value keeps its name and size, so totals do as well.
fn order_does_not_matter(sets: &[Dimension]) {
    for name in SCENARIOS {
        let plain = scenario(name);
        let turned = over(reversed(sets), name);
        for set in sets {
            let backwards: Vec<&String> = turned.baseline.sets.members(*set).iter().rev().collect();
            assert_eq!(plain.baseline.sets.members(*set).iter().collect::<Vec<_>>(), backwards, "the order did change");
        }
        let (plain, turned) = (study::run::simulate(&plain), study::run::simulate(&turned));
        let mut comparison = Comparison::default();
        let turned_values = by_name(&turned);
        for ((value, year), want) in by_name(&plain) {
            let got = turned_values[&(value.clone(), year)];
            comparison.check(|| format!("{name} {year}: {value}"), got, want, RELATIVE * want.abs() + ABSOLUTE);
        }
        for variable in plain.layout().variables() {
            let total = |results: &Trajectory| results.total(0, variable.declaration.name, LAST_YEAR).expect("a total");
            let (got, want) = (total(&turned), total(&plain));
            let what = || format!("{name}: total of {}", variable.declaration.name);
            comparison.check(what, got, want, RELATIVE * want.abs() + ABSOLUTE);
        }
        comparison.finish();
    }
}

#[test]
fn the_order_of_prefectures_does_not_matter() {
    order_does_not_matter(&[Dimension::Region]);
}

#[test]
fn the_order_of_oven_classes_does_not_matter() {
    order_does_not_matter(&[Dimension::Class]);
}

#[test]
fn the_order_of_no_set_matters() {
    let sets: Vec<Dimension> =
        Dimension::ALL.iter().copied().filter(|set| *set != Dimension::AmbientPollutant).collect();
    order_does_not_matter(&sets);
}

// ------------------------------------------------------------------------------------------------ finer prefectures

/// What is added up over prefectures, among parameters and levers by prefecture.
const EXTENSIVE: [&str; 4] = ["capacity_init", "fuel_gas_init", "chem_region_weight", "entry.regional_limit_mt"];

/// What is measured in a prefecture's capacity, and is twice too large for half a prefecture.
const PER_PREFECTURE: [&str; 3] = ["region_seed", "region_gate_band", "weight_floor"];

/// The second half of a prefecture.
fn half(member: &str) -> String {
    format!("{member}_b")
}

/// A table in which every row of a prefecture stands twice, for its two halves.
fn split_rows(
    table: &Source,
    named: impl Fn(&csv::StringRecord) -> Option<(String, Vec<usize>)>,
    cell: usize,
) -> Arc<Source> {
    let regions = baseline().sets.members(Dimension::Region);
    let mut rows = csv::Reader::from_reader(table.text.as_bytes());
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(rows.headers().expect("a header")).expect("written");
    for row in rows.records() {
        let row = row.expect("a row");
        let Some((name, halved)) = named(&row) else {
            out.write_record(&row).expect("written");
            continue;
        };
        let mut row: Vec<String> = row.iter().map(str::to_owned).collect();
        if EXTENSIVE.contains(&name.as_str()) {
            for column in halved {
                row[column] = format!("{:?}", row[column].parse::<f64>().expect("a number") / 2.0);
            }
        }
        out.write_record(&row).expect("written");
        let region = regions.iter().find(|region| row[cell].split(['|', '.']).any(|part| part == *region));
        let region = region.expect("a row of a prefecture");
        row[cell] = row[cell].replace(region.as_str(), &half(region));
        out.write_record(&row).expect("written");
    }
    let text = String::from_utf8(out.into_inner().expect("flushed")).expect("UTF-8");
    Source::new(table.name.clone(), text)
}

/// A baseline in which every prefecture is two halves of itself.
fn halved_prefectures() -> BaselineFiles {
    let files = BaselineFiles::embedded();
    let regions = baseline().sets.members(Dimension::Region);
    let of_region = |index: &str, separator: char| index.split(separator).any(|part| regions.iter().any(|r| r == part));

    let mut tables: toml::Table = toml::from_str(&files.sets.text).expect("the sets are TOML");
    let members = tables[Dimension::Region.key()].as_table_mut().expect("a table of members");
    *members = std::mem::take(members)
        .into_iter()
        .flat_map(|(name, table)| [(half(&name), table.clone()), (name, table)].into_iter().rev())
        .collect();
    BaselineFiles {
        sets: Source::new("sets.toml", tables.to_string()),
        // name, index, low, central, high
        parameters: split_rows(
            &files.parameters,
            |row| of_region(&row[1], '|').then(|| (row[0].to_owned(), vec![2, 3, 4])),
            1,
        ),
        // key, type, unit, minimum, maximum, default
        levers: split_rows(
            &files.levers,
            |row| {
                let family = row[0].rsplit_once('.').map_or("", |(family, _)| family).to_owned();
                of_region(&row[0], '.').then(|| (family, vec![5]))
            },
            0,
        ),
        ..files
    }
}

/// The card asks this of one prefecture, apart from what depends on the number of prefectures: `region_seed`, the width
/// of the regional gate, and the plain means over prefectures. Splitting all of them leaves the means alone.
#[test]
fn splitting_every_prefecture_in_two_equal_halves_leaves_totals_unchanged() {
    for name in SCENARIOS {
        let whole = scenario(name);
        let mut split = over(halved_prefectures(), name);
        let keys: Vec<String> = whole.baseline.levers.iter().map(|lever| lever.key.clone()).collect();
        for (key, values) in keys.iter().zip(&whole.levers) {
            if let Some(region) = key.strip_prefix("entry.regional_limit_mt.") {
                let halves: Vec<f64> = values.iter().map(|limit| limit / 2.0).collect();
                assert!(split.set_lever(key, &halves));
                assert!(split.set_lever(&format!("entry.regional_limit_mt.{}", half(region)), &halves));
            }
        }
        for key in PER_PREFECTURE {
            let position = whole.baseline.parameters.iter().position(|entry| entry.key == key).expect("a parameter");
            assert!(split.set_parameter(key, whole.parameters[position] / 2.0));
        }
        let (whole, split) = (study::run::simulate(&whole), study::run::simulate(&split));
        let mut comparison = Comparison::default();
        for variable in whole.layout().variables() {
            let declaration = variable.declaration;
            let by_region = declaration.dimensions.contains(&Dimension::Region);
            // shares and prices of the two halves are those of the whole, twice in number
            let intensive = by_region && ["0-1", "-", "CNY/t"].contains(&declaration.unit);
            for year in whole.years_of(variable) {
                let got = split.total(0, declaration.name, year).expect("a total") / if intensive { 2.0 } else { 1.0 };
                let want = whole.total(0, declaration.name, year).expect("a total");
                let allowed = RELATIVE * want.abs() + ABSOLUTE;
                comparison.check(|| format!("{name} {year}: total of {}", declaration.name), got, want, allowed);
            }
        }
        comparison.finish();
    }
}
