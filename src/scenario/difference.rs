//! What scenarios say differently, with the place where each says it.
//!
//! Inputs are matched by their keys, so that scenarios over different baselines can be compared too. What two scenarios
//! write differently but mean alike, such as a driver with one more point on a straight line, is no difference.

use super::baseline::Baseline;
use super::series::Series;
use super::{Origins, Scenario};
use crate::glossary::Term;
use crate::model::sets::Dimension;
use crate::problem::Place;
use crate::record::Declaration;
use crate::target::Target;
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// A value, and the place that set it; `None` if it is the baseline's.
#[derive(Clone, Debug, PartialEq)]
pub struct Given<T> {
    /// The value.
    pub value: T,
    /// The place that set it.
    pub origin: Option<Place>,
}

/// A lever over the simulated years.
#[derive(Clone, Debug, PartialEq)]
pub struct ByYear {
    /// The year of the first value.
    pub start: i32,
    /// One value a simulated year.
    pub values: Vec<f64>,
    /// The place that set each; `None` if it is the baseline's.
    pub origins: Vec<Option<Place>>,
}

impl ByYear {
    /// The value in a year; `None` outside the simulated years.
    #[must_use]
    pub fn at(&self, year: i32) -> Option<f64> {
        self.values.get(usize::try_from(year - self.start).ok()?).copied()
    }

    /// The one value of all years, if there is one.
    #[must_use]
    pub fn constant(&self) -> Option<f64> {
        let first = *self.values.first()?;
        self.values.iter().all(|value| same_number(first, *value)).then_some(first)
    }

    /// The places that set it, each once, in the order of the years.
    #[must_use]
    pub fn places(&self) -> Vec<&Place> {
        let mut places: Vec<&Place> = Vec::new();
        for place in self.origins.iter().flatten() {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    /// Do two agree in the years that both have?
    fn agrees(&self, other: &Self) -> bool {
        let years = self.start..self.start.saturating_add(i32::try_from(self.values.len()).unwrap_or(i32::MAX));
        years.filter_map(|year| self.at(year).zip(other.at(year))).all(|(one, two)| same_number(one, two))
    }
}

/// An input that is not the same in all scenarios.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference<T> {
    /// Its key in a scenario; the id of a target.
    pub key: String,
    /// Its name for people.
    pub label: Text,
    /// Its unit in the words of the data; empty if it has none.
    pub unit: String,
    /// What each scenario says, in their order; `None` where there is no such input.
    pub said: Vec<Option<T>>,
}

/// Baselines that do not read the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baselines {
    /// The folder of each scenario's; `None` is that within the program.
    pub folders: Vec<Option<PathBuf>>,
    /// The files that differ, by their names within the folder.
    pub files: Vec<&'static str>,
}

/// Everything that scenarios say differently.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Differences {
    /// What they stand on; `None` if all stand on the same.
    pub baselines: Option<Baselines>,
    /// Settings of time: `start`, `end`, `steps_per_year`.
    pub time: Vec<Difference<Given<i32>>>,
    /// The names of the sets of drivers. What the names stand for is in `drivers`.
    pub driver_set: Option<Difference<Given<String>>>,
    /// Levers, in the years that scenarios share.
    pub levers: Vec<Difference<ByYear>>,
    /// Drivers that differ within the simulated years.
    pub drivers: Vec<Difference<Given<Series>>>,
    /// Parameters.
    pub parameters: Vec<Difference<Given<f64>>>,
    /// What runs are judged by.
    pub targets: Vec<Difference<Given<Target>>>,
    /// What authors rely on.
    pub checks: Vec<Difference<Given<Target>>>,
}

impl Differences {
    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Do the scenarios play in different worlds: other drivers, other parameters, or another industry to begin with?
    #[must_use]
    pub fn in_worlds(&self) -> bool {
        self.baselines.is_some() || !self.drivers.is_empty() || !self.parameters.is_empty()
    }
}

/// What scenarios say differently.
#[must_use]
pub fn between(scenarios: &[&Scenario]) -> Differences {
    Differences {
        baselines: baselines(scenarios),
        time: time(scenarios),
        driver_set: driver_set(scenarios),
        levers: levers(scenarios),
        drivers: drivers(scenarios),
        parameters: parameters(scenarios),
        targets: goals(scenarios, |scenario| &scenario.targets, |origins| &origins.targets),
        checks: goals(scenarios, |scenario| &scenario.checks, |origins| &origins.checks),
    }
}

/// Values are finite; minus zero is zero.
fn same_number(one: f64, other: f64) -> bool {
    one - other == 0.0
}

/// Do any two say different things?
fn differ<T>(said: &[Option<T>], same: impl Fn(&T, &T) -> bool) -> bool {
    let unlike = |one: &Option<T>, other: &Option<T>| match (one, other) {
        (Some(one), Some(other)) => !same(one, other),
        (one, other) => one.is_some() != other.is_some(),
    };
    (0..said.len()).any(|one| said[one + 1..].iter().any(|other| unlike(&said[one], other)))
}

/// The files of a baseline that a run depends on. Targets are compared by themselves, as scenarios have them.
const OF_THE_WORLD: [&str; 4] = ["parameters.csv", "levers.csv", "drivers.csv", "sets.toml"];

fn baselines(scenarios: &[&Scenario]) -> Option<Baselines> {
    let first = scenarios.first()?;
    let mut files = Vec::new();
    for other in &scenarios[1..] {
        if Arc::ptr_eq(&first.baseline, &other.baseline) {
            continue;
        }
        let pairs = first.baseline.files.named().into_iter().zip(other.baseline.files.named());
        for ((name, one), (_, other)) in pairs {
            if OF_THE_WORLD.contains(&name) && one.text != other.text && !files.contains(&name) {
                files.push(name);
            }
        }
    }
    (!files.is_empty()).then(|| Baselines {
        folders: scenarios.iter().map(|scenario| scenario.baseline_folder.clone()).collect(),
        files,
    })
}

fn time(scenarios: &[&Scenario]) -> Vec<Difference<Given<i32>>> {
    let steps = |scenario: &Scenario| i32::try_from(scenario.steps_per_year).unwrap_or(i32::MAX);
    let setting = |key: &str, label: Text, value: &dyn Fn(&Scenario) -> i32| {
        let given = |scenario: &&Scenario| {
            Some(Given { value: value(scenario), origin: scenario.origins.time.get(key).cloned() })
        };
        let said = scenarios.iter().map(given).collect();
        Difference { key: key.to_owned(), label, unit: String::new(), said }
    };
    let mut settings = vec![
        setting("start", Text::new("First year", "起始年份"), &|scenario| scenario.start),
        setting("end", Text::new("Last year", "终止年份"), &|scenario| scenario.end),
        setting("steps_per_year", Text::new("Steps a year", "每年步数"), &steps),
    ];
    settings.retain(|setting| differ(&setting.said, |one, other| one.value == other.value));
    settings
}

fn driver_set(scenarios: &[&Scenario]) -> Option<Difference<Given<String>>> {
    let of = |scenario: &&Scenario| {
        Some(Given { value: scenario.driver_set.clone(), origin: scenario.origins.driver_set.clone() })
    };
    let said: Vec<_> = scenarios.iter().map(of).collect();
    differ(&said, |one, other| one.value == other.value).then(|| Difference {
        key: super::read::DRIVER_SET.to_owned(),
        label: Text::new("Set of drivers", "外部条件组"),
        unit: String::new(),
        said,
    })
}

/// An entry of a baseline, whatever it describes.
struct Entry<'a> {
    key: &'a str,
    term: &'a Term,
    unit: &'a str,
    declaration: &'static Declaration,
}

/// The inputs of one kind that differ, in the order of the first baseline that has them.
fn entries<'a, T>(
    scenarios: &[&'a Scenario],
    list: impl Fn(&'a Baseline) -> Vec<Entry<'a>>,
    said_of: impl Fn(&Scenario, usize) -> Option<T>,
    same: impl Fn(&T, &T) -> bool,
) -> Vec<Difference<T>> {
    let lists: Vec<Vec<Entry<'a>>> = scenarios.iter().map(|scenario| list(&scenario.baseline)).collect();
    let slots: Vec<BTreeMap<&str, usize>> =
        lists.iter().map(|list| list.iter().enumerate().map(|(slot, entry)| (entry.key, slot)).collect()).collect();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (scenario, list) in scenarios.iter().zip(&lists) {
        for entry in list {
            if !seen.insert(entry.key) {
                continue;
            }
            let said: Vec<Option<T>> = scenarios
                .iter()
                .zip(&slots)
                .map(|(scenario, slots)| said_of(scenario, *slots.get(entry.key)?))
                .collect();
            if differ(&said, &same) {
                found.push(Difference {
                    key: entry.key.to_owned(),
                    label: label(&scenario.baseline, entry),
                    unit: entry.unit.to_owned(),
                    said,
                });
            }
        }
    }
    found
}

/// The name of an input for people, with those of its members.
fn label(baseline: &Baseline, entry: &Entry<'_>) -> Text {
    let dimensions: &[Dimension] = entry.declaration.dimensions;
    let mut members: Vec<Text> = entry
        .key
        .rsplit('.')
        .zip(dimensions.iter().rev())
        .map(|(member, dimension)| baseline.label(*dimension, member))
        .collect();
    members.reverse();
    if members.is_empty() {
        return entry.term.label.clone();
    }
    let joined = |words: fn(&Text) -> &str, comma: &str| members.iter().map(words).collect::<Vec<_>>().join(comma);
    let (en, zh) = (joined(|text| &text.en, ", "), joined(|text| &text.zh, "、"));
    Text::new(format!("{}: {en}", entry.term.label.en), format!("{}：{zh}", entry.term.label.zh))
}

fn levers(scenarios: &[&Scenario]) -> Vec<Difference<ByYear>> {
    fn list(baseline: &Baseline) -> Vec<Entry<'_>> {
        baseline
            .levers
            .iter()
            .map(|lever| Entry {
                key: &lever.key,
                term: &lever.term,
                unit: &lever.unit,
                declaration: lever.declaration,
            })
            .collect()
    }
    let said = |scenario: &Scenario, slot: usize| {
        let values = scenario.levers.get(slot)?.clone();
        let mut origins = scenario.origins.levers.get(slot).cloned().unwrap_or_default();
        origins.resize(values.len(), None);
        Some(ByYear { start: scenario.start, values, origins })
    };
    entries(scenarios, list, said, ByYear::agrees)
}

fn drivers(scenarios: &[&Scenario]) -> Vec<Difference<Given<Series>>> {
    fn list(baseline: &Baseline) -> Vec<Entry<'_>> {
        baseline
            .drivers
            .iter()
            .map(|driver| Entry {
                key: &driver.key,
                term: &driver.term,
                unit: &driver.unit,
                declaration: driver.declaration,
            })
            .collect()
    }
    let said = |scenario: &Scenario, slot: usize| {
        // a driver that nothing sets by itself comes with the set of drivers
        let own = scenario.origins.drivers.get(slot).cloned().flatten();
        let origin = own.or_else(|| scenario.origins.driver_set.clone());
        Some(Given { value: scenario.drivers.get(slot)?.clone(), origin })
    };
    let start = scenarios.iter().map(|scenario| scenario.start).min().unwrap_or_default();
    let end = scenarios.iter().map(|scenario| scenario.end).max().unwrap_or_default();
    let (from, to) = (f64::from(start), f64::from(end) + 1.0);
    entries(scenarios, list, said, |one, other| agree(&one.value, &other.value, from, to))
}

/// Are two series the same between two moments? Lines that meet wherever either bends do not part between.
fn agree(one: &Series, other: &Series, from: f64, to: f64) -> bool {
    let bends = one.points().iter().chain(other.points()).map(|point| point.0);
    let inside = bends.filter(|time| (from..to).contains(time));
    one == other || [from, to].into_iter().chain(inside).all(|time| same_number(one.at(time), other.at(time)))
}

fn parameters(scenarios: &[&Scenario]) -> Vec<Difference<Given<f64>>> {
    fn list(baseline: &Baseline) -> Vec<Entry<'_>> {
        baseline
            .parameters
            .iter()
            .map(|parameter| Entry {
                key: &parameter.key,
                term: &parameter.term,
                unit: &parameter.unit,
                declaration: parameter.declaration,
            })
            .collect()
    }
    let said = |scenario: &Scenario, slot: usize| {
        let origin = scenario.origins.parameters.get(slot).cloned().flatten();
        Some(Given { value: *scenario.parameters.get(slot)?, origin })
    };
    entries(scenarios, list, said, |one, other| same_number(one.value, other.value))
}

fn goals(
    scenarios: &[&Scenario],
    list: impl Fn(&Scenario) -> &[Target],
    places: impl Fn(&Origins) -> &BTreeMap<String, Place>,
) -> Vec<Difference<Given<Target>>> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for target in scenarios.iter().flat_map(|scenario| list(scenario)) {
        if !seen.insert(target.id.as_str()) {
            continue;
        }
        let said = |scenario: &&Scenario| {
            let value = list(scenario).iter().find(|other| other.id == target.id)?.clone();
            Some(Given { value, origin: places(&scenario.origins).get(&target.id).cloned() })
        };
        let said: Vec<_> = scenarios.iter().map(said).collect();
        if differ(&said, |one, other| one.value == other.value) {
            let (key, label, unit) = (target.id.clone(), target.text.clone(), target.unit.clone());
            found.push(Difference { key, label, unit, said });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::between;
    use crate::problem::{Place, Source};
    use crate::scenario::resolved::Content;
    use crate::scenario::{Scenario, read};

    fn scenario(text: &str, settings: &[&str]) -> Scenario {
        let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
        read::scenario(&Source::new("mine.toml", text), &settings).expect("a scenario")
    }

    #[test]
    fn a_scenario_does_not_differ_from_itself_nor_from_its_own_words() {
        let plan = read::embedded("plan").expect("a scenario");
        let resolved = scenario(&crate::scenario::resolved::to_toml(&plan, &Content::default()), &[]);
        assert!(between(&[&plan, &plan, &resolved]).is_empty());
        assert!(between(&[&plan]).is_empty() && between(&[]).is_empty());
        let flat = scenario("[world]\nfx = 8\n", &[]);
        let bent = scenario("[world]\nfx = { 2000.0 = 1, 2006.0 = 8, 2008.5 = 8, 2011.0 = 8, 2012.0 = 9 }\n", &[]);
        assert!(between(&[&flat, &bent]).is_empty(), "what is outside the simulated years does not count");
    }

    #[test]
    fn what_differs_is_told_with_its_places() {
        let one = scenario("[policy]\n\"trade.order\" = 0.5\n[parameters]\nvat_rate = 0.2\n", &[]);
        let two = scenario(
            "[policy]\ntrade.order = { 2008 = 0.5 }\n[world]\ndrivers = \"actual\"\n[[check]]\nid = \"c\"\n\
             where = \"capacity\"\nyear = 2010\nat_most = 500\n",
            &["steps_per_year=4"],
        );
        let differences = between(&[&one, &two, &one]);
        assert!(differences.in_worlds() && differences.baselines.is_none() && differences.targets.is_empty());
        let [lever] = &differences.levers[..] else { panic!("one lever") };
        assert_eq!((lever.key.as_str(), lever.said.len()), ("trade.order", 3));
        let said = lever.said[1].as_ref().expect("a lever of all");
        assert_eq!((said.at(2007), said.at(2008), said.at(2011)), (Some(0.0), Some(0.5), None));
        assert!(said.origins[1].is_none() && said.constant().is_none());
        assert_eq!(said.places().into_iter().map(Place::reference).collect::<Vec<_>>(), ["mine.toml:2"]);
        let [parameter] = &differences.parameters[..] else { panic!("one parameter") };
        assert_eq!(parameter.said[1].as_ref().map(|said| said.origin.clone()), Some(None));
        assert!(!differences.drivers.is_empty() && differences.driver_set.is_some());
        let place = differences.drivers[0].said[1].as_ref().and_then(|said| said.origin.clone());
        assert_eq!(place.map(|place| place.line()), Some(4), "a driver comes with its set");
        let [steps] = &differences.time[..] else { panic!("steps") };
        assert_eq!(
            steps.said[1].as_ref().and_then(|said| said.origin.as_ref()).map(Place::reference).as_deref(),
            Some("--set")
        );
        let [check] = &differences.checks[..] else { panic!("a check") };
        assert!(check.said[0].is_none() && check.said[1].as_ref().is_some_and(|said| said.origin.is_some()));
    }

    #[test]
    fn members_are_part_of_a_name() {
        let one = scenario("title = \"one\"\n", &[]);
        let two = scenario("title = \"two\"\n", &["close.order_share.small=0.2"]);
        let [lever] = &between(&[&one, &two]).levers[..] else { panic!("one lever") };
        assert!(lever.label.en.contains(": ") && lever.label.zh.contains('：'), "{:?}", lever.label);
    }
}
