//! The baseline: what the industry was at the end of 2005 and what is known of it, read from `scenarios/baseline/`.
//!
//! The files are embedded in the program, so that it runs anywhere. Every number keeps its range, unit and source. All
//! problems of all files are reported in one go, each with its place: one file one reader.

mod drivers;
mod evidence;
mod fields;
mod files;
mod levers;
mod parameters;
mod predicates;
mod sets;
mod slots;
mod tables;
mod targets;
mod units;

use super::rules::{Broken, broken};
use super::series::Series;
use crate::glossary::Term;
use crate::model::sets::{Dimension, Sets};
use crate::problem::{Problem, Problems};
use crate::record::{Declaration, Record};
use crate::target::{Target, TargetGroup, Test};
use crate::text;
use crate::text::Text;
use crate::unit;
pub use evidence::Evidence;
pub use files::BaselineFiles;
use sets::Described;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// One value of a parameter, with what is known of it.
#[derive(Clone, Debug)]
pub struct ParameterEntry {
    /// Its key: the name, then the members, joined by dots.
    pub key: String,
    /// What is declared of it.
    pub declaration: &'static Declaration,
    /// Its name and meaning for people.
    pub term: Term,
    /// Central value.
    pub central: f64,
    /// Low end of the uncertainty range.
    pub low: f64,
    /// High end of the uncertainty range.
    pub high: f64,
    /// Smallest value a user may set.
    pub minimum: f64,
    /// Largest value a user may set.
    pub maximum: f64,
    /// Shape of the uncertainty.
    pub distribution: String,
    /// Unit of this value.
    pub unit: String,
    /// Where it comes from.
    pub source: String,
    /// How well it is known.
    pub evidence: Evidence,
    /// Remarks.
    pub note: String,
}

/// One policy lever.
#[derive(Clone, Debug)]
pub struct LeverEntry {
    /// Its key in a scenario.
    pub key: String,
    /// What is declared of it.
    pub declaration: &'static Declaration,
    /// Its name and meaning for people.
    pub term: Term,
    /// Can it change from year to year?
    pub by_year: bool,
    /// Unit.
    pub unit: String,
    /// Smallest value.
    pub minimum: f64,
    /// Largest value.
    pub maximum: f64,
    /// Without new policy: one value a year of the horizon.
    pub default: Vec<f64>,
    /// The plan's measures it stands for.
    pub plan_ids: String,
    /// The variables whose equations use it.
    pub acts_on: Vec<String>,
}

/// One exogenous driver.
#[derive(Clone, Debug)]
pub struct DriverEntry {
    /// Its key in a scenario.
    pub key: String,
    /// What is declared of it.
    pub declaration: &'static Declaration,
    /// Its name and meaning for people.
    pub term: Term,
    /// Unit.
    pub unit: String,
    /// Smallest value a user may set.
    pub minimum: f64,
    /// Largest value a user may set.
    pub maximum: f64,
    /// Its series in each named set.
    pub series: BTreeMap<String, Series>,
    /// Where the series of each set comes from.
    pub sources: BTreeMap<String, String>,
}

/// Everything that is given before a scenario says anything.
#[derive(Clone, Debug)]
pub struct Baseline {
    /// The name of the province.
    pub province: Text,
    /// The sets.
    pub sets: Arc<Sets>,
    /// Names of members for people, by set and member.
    pub labels: BTreeMap<(Dimension, String), Text>,
    /// Parameters, in the order of their declarations and members.
    pub parameters: Vec<ParameterEntry>,
    /// Levers, in the order of their declarations and members.
    pub levers: Vec<LeverEntry>,
    /// Drivers, in the order of their declarations.
    pub drivers: Vec<DriverEntry>,
    /// The plan's targets.
    pub targets: Vec<Target>,
    /// The groups they are shown in.
    pub target_groups: Vec<TargetGroup>,
    /// What a run shows first, by year.
    pub headlines: Vec<Test>,
    /// Units of members that have one of their own: pollutants and chemical chains.
    units: BTreeMap<(Dimension, String), String>,
    /// Warnings met while reading.
    pub warnings: Problems,
    /// The files it was read from.
    pub files: BaselineFiles,
}

/// The first simulated year; stocks start at the end of the year before (card, section 1).
pub const FIRST_YEAR: i32 = 2006;

/// The last year for which levers, drivers and targets are given.
pub const LAST_YEAR: i32 = 2010;

/// How many years the baseline covers.
pub const YEARS: usize = (LAST_YEAR - FIRST_YEAR) as usize + 1;

/// How far from the simulated years a driver may have points.
pub const DRIVER_YEARS: Range<f64> = 1990.0..2031.0;

/// The driver set of a scenario that names none, if there are several.
pub const DEFAULT_DRIVER_SET: &str = "plan";

/// The key of a lever from its name: `cap_limit_mt` is `cap.limit_mt`. The first word names the lever's group.
#[must_use]
pub fn lever_key(name: &str) -> String {
    name.replacen('_', ".", 1)
}

/// `name`, then the members, joined by dots.
fn key_of(name: &str, members: &[&str]) -> String {
    std::iter::once(name).chain(members.iter().copied()).collect::<Vec<_>>().join(".")
}

/// Every slot of a record: its declaration and its key, made of a name and its members.
fn slots_of<R: Record<f64>>(sets: &Sets, name: impl Fn(&str) -> String) -> Vec<(&'static Declaration, String)> {
    R::declarations()
        .into_iter()
        .flat_map(|declaration| {
            let name = name(declaration.name);
            (0..declaration.size(sets))
                .map(move |position| (declaration, key_of(&name, &declaration.members(sets, position))))
        })
        .collect()
}

/// The unit of the member that a key names, if it has one of its own.
fn own_unit<'u>(
    units: &'u BTreeMap<(Dimension, String), String>,
    declaration: &Declaration,
    key: &str,
) -> Option<&'u str> {
    let mut members = key.rsplit('.').zip(declaration.dimensions.iter().rev());
    members.find_map(|(member, dimension)| units.get(&(*dimension, member.to_owned()))).map(String::as_str)
}

impl Baseline {
    /// The baseline within the program.
    ///
    /// # Panics
    /// Never: a test reads the embedded files.
    #[must_use]
    pub fn embedded() -> Arc<Self> {
        // it is part of the program and never changes: read once
        static EMBEDDED: LazyLock<Arc<Baseline>> = LazyLock::new(|| {
            Arc::new(Baseline::read(BaselineFiles::embedded()).expect("the embedded baseline is read by a test"))
        });
        Arc::clone(&EMBEDDED)
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// If anything in any of the files is wrong: all problems, errors and warnings, in the order of the files.
    pub fn read(files: BaselineFiles) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let described = sets::read(&files.sets, &mut problems);
        let sets = described.as_ref().map(|described| &described.sets);
        let no_units = BTreeMap::new();
        let units = described.as_ref().map_or(&no_units, |described| &described.units);
        let errors = problems.errors();
        let parameters = parameters::read(&files.parameters, sets, units, &mut problems);
        if let Some(sets) = sets.filter(|_| problems.errors() == errors) {
            let values: Vec<f64> = parameters.iter().map(|(entry, _)| entry.central).collect();
            let (entries, places): (Vec<_>, Vec<_>) = parameters.iter().cloned().unzip();
            for Broken { message, slots, hint } in broken(&entries, sets, &values) {
                let problem = Problem::error(message).hint(hint);
                let place = slots.first().map(|slot| places[*slot].clone());
                problems.push(match place {
                    Some(place) => problem.at(place, text!("this row"; "这一行")),
                    None => problem,
                });
            }
        }
        let levers = levers::read(&files.levers, sets, units, &mut problems);
        let drivers = drivers::read(&files.drivers, &files.driver_bounds, &mut problems);
        let (target_groups, targets) = targets::read(&files.targets, sets, &mut problems);
        let headlines = targets::headlines(&files.headlines, sets, &mut problems);
        problems.sort(&files.in_reading_order());
        match described {
            Some(Described { province, sets, labels, units }) if !problems.has_errors() => Ok(Self {
                province,
                sets: Arc::new(sets),
                labels,
                units,
                parameters: parameters.into_iter().map(|(entry, _)| entry).collect(),
                levers,
                drivers,
                targets,
                target_groups,
                headlines,
                warnings: problems,
                files,
            }),
            _ => Err(problems),
        }
    }

    /// The names of the sets of drivers.
    pub fn driver_sets(&self) -> impl Iterator<Item = &str> {
        self.drivers.first().into_iter().flat_map(|driver| driver.series.keys()).map(String::as_str)
    }

    /// The set of drivers that a scenario starts from if it names none: the only one, or that called `plan`.
    #[must_use]
    pub fn default_driver_set(&self) -> Option<&str> {
        let mut sets = self.driver_sets();
        match (sets.next(), sets.next()) {
            (Some(only), None) => Some(only),
            _ => self.driver_sets().find(|set| *set == DEFAULT_DRIVER_SET),
        }
    }

    /// The name of a member for people; its key if the data give none.
    #[must_use]
    pub fn label(&self, set: Dimension, member: &str) -> Text {
        self.labels.get(&(set, member.to_owned())).cloned().unwrap_or_else(|| Text::plain(member))
    }

    /// The unit of one member's value. A unit such as `kt/a (MW for gas_power)` is that of the member.
    #[must_use]
    pub fn unit_of(&self, declaration: &Declaration, members: &[&str]) -> String {
        let named = declaration.dimensions.iter().copied().zip(members.iter().map(|member| (*member).to_owned()));
        self.unit_of_part(declaration, &named.collect::<Vec<_>>())
    }

    /// The same where some sets are summed over: their members do not matter.
    #[must_use]
    pub fn unit_of_part(&self, declaration: &Declaration, members: &[(Dimension, String)]) -> String {
        let own = members.iter().find_map(|(dimension, member)| self.member_unit(*dimension, member));
        // where members are summed over, their units do not matter
        own.map_or_else(
            || declaration.unit.split(" (").next().unwrap_or_default(),
            |own| unit::of_element(declaration.unit, own),
        )
        .to_owned()
    }

    /// The unit of a member's load or capacity, if it has one of its own.
    #[must_use]
    pub fn member_unit(&self, set: Dimension, member: &str) -> Option<&str> {
        self.units.get(&(set, member.to_owned())).map(String::as_str)
    }
}
