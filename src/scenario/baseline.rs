//! The baseline: what the industry was at the end of 2005 and what is known of it, read from `scenarios/baseline/`.
//!
//! The files are embedded in the program, so that it runs anywhere. Every number keeps its range, unit and source.

use super::file::{self, Unread};
use super::series::Series;
use crate::glossary::{self, Kind, Term};
use crate::model::sets::{Dimension, Mandate, MemberRole, Sets};
use crate::model::{Drivers, Levers, Parameters};
use crate::problem::{Problem, Problems, Source};
use crate::record::{Declaration, Record};
use crate::target::{Target, TargetGroup, Test};
use crate::text;
use crate::text::Text;
use crate::unit;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// The files of a baseline.
#[derive(Clone, Debug)]
pub struct BaselineFiles {
    /// `parameters.csv`: values, ranges and sources.
    pub parameters: Arc<Source>,
    /// `levers.csv`: ranges and defaults of the policy levers.
    pub levers: Arc<Source>,
    /// `drivers.csv`: exogenous series, in named sets.
    pub drivers: Arc<Source>,
    /// `driver_bounds.csv`: what a user may set.
    pub driver_bounds: Arc<Source>,
    /// `sets.toml`: members and their roles.
    pub sets: Arc<Source>,
    /// `targets.toml`: the plan's targets as predicates.
    pub targets: Arc<Source>,
    /// `headlines.toml`: what a run shows first.
    pub headlines: Arc<Source>,
}

impl BaselineFiles {
    /// The files within the program.
    #[must_use]
    pub fn embedded() -> Self {
        macro_rules! embedded {
            ($name:literal) => {
                Source::new(
                    concat!("scenarios/baseline/", $name),
                    include_str!(concat!("../../scenarios/baseline/", $name)),
                )
            };
        }
        Self {
            parameters: embedded!("parameters.csv"),
            levers: embedded!("levers.csv"),
            drivers: embedded!("drivers.csv"),
            driver_bounds: embedded!("driver_bounds.csv"),
            sets: embedded!("sets.toml"),
            targets: embedded!("targets.toml"),
            headlines: embedded!("headlines.toml"),
        }
    }

    /// The files of a folder.
    ///
    /// # Errors
    /// If one of them is missing or cannot be read.
    pub fn folder(folder: &Path) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut open = |name: &str| {
            let path = folder.join(name);
            file::read(&path).unwrap_or_else(|unread| {
                problems.push(match unread {
                    Unread::Problem(problem) => *problem,
                    Unread::Missing => {
                        let shown = path.display();
                        Problem::error(text!(
                            "the baseline lacks the file `{shown}`";
                            "基准缺少文件`{shown}`"
                        ))
                        .hint(text!(
                            "a baseline is a folder with the files of `scenarios/baseline`";
                            "基准是一个文件夹，其中的文件与`scenarios/baseline`相同"
                        ))
                    }
                });
                Source::new("", "")
            })
        };
        let files = Self {
            parameters: open("parameters.csv"),
            levers: open("levers.csv"),
            drivers: open("drivers.csv"),
            driver_bounds: open("driver_bounds.csv"),
            sets: open("sets.toml"),
            targets: open("targets.toml"),
            headlines: open("headlines.toml"),
        };
        if problems.is_empty() { Ok(files) } else { Err(problems) }
    }

    /// All files.
    #[must_use]
    pub fn all(&self) -> [&Arc<Source>; 7] {
        self.named().map(|(_, source)| source)
    }

    /// All files with their names in a folder.
    #[must_use]
    pub fn named(&self) -> [(&'static str, &Arc<Source>); 7] {
        let Self { parameters, levers, drivers, driver_bounds, sets, targets, headlines } = self;
        [
            ("parameters.csv", parameters),
            ("levers.csv", levers),
            ("drivers.csv", drivers),
            ("driver_bounds.csv", driver_bounds),
            ("sets.toml", sets),
            ("targets.toml", targets),
            ("headlines.toml", headlines),
        ]
    }
}

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
    /// The files it was read from.
    pub files: BaselineFiles,
}

/// The first simulated year; stocks start at the end of the year before (card, section 1).
pub const FIRST_YEAR: i32 = 2006;

/// The last year for which levers, drivers and targets are given.
pub const LAST_YEAR: i32 = 2010;

/// How many years the baseline covers.
pub const YEARS: usize = (LAST_YEAR - FIRST_YEAR) as usize + 1;

#[derive(Deserialize)]
struct ParameterRow {
    name: String,
    index: String,
    low: f64,
    central: f64,
    high: f64,
    minimum: f64,
    maximum: f64,
    distribution: String,
    unit: String,
    source: String,
    note: String,
}

#[derive(Deserialize)]
struct LeverRow {
    key: String,
    #[serde(rename = "type")]
    kind: String,
    unit: String,
    minimum: f64,
    maximum: f64,
    default: String,
    plan_ids: String,
    acts_on: String,
}

#[derive(Deserialize)]
struct DriverRow {
    set: String,
    series: String,
    time: f64,
    value: f64,
    #[serde(default)]
    source: String,
}

#[derive(Deserialize)]
struct DriverBoundRow {
    series: String,
    minimum: f64,
    maximum: f64,
    unit: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MemberTable {
    label: Text,
    role: Option<String>,
    mandate: Option<String>,
    #[serde(default)]
    ambient: bool,
    /// Unit of a pollutant's load or a chain's capacity.
    unit: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetFile {
    group: Vec<TargetGroup>,
    target: Vec<Target>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadlineFile {
    headline: Vec<Test>,
}

/// The key of a lever from its name: `cap_limit_mt` is `cap.limit_mt`. The first word names the lever's group.
#[must_use]
pub fn lever_key(name: &str) -> String {
    name.replacen('_', ".", 1)
}

/// `name`, then the members, joined by dots.
fn key_of(name: &str, members: &[&str]) -> String {
    std::iter::once(name).chain(members.iter().copied()).collect::<Vec<_>>().join(".")
}

/// Every slot of a record: its declaration and the names of its members.
fn slots<R: Record<f64>>(sets: &Sets) -> Vec<(&'static Declaration, Vec<&str>)> {
    R::declarations()
        .into_iter()
        .flat_map(|declaration| {
            (0..declaration.size(sets)).map(move |position| (declaration, declaration.members(sets, position)))
        })
        .collect()
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
    /// If a file does not parse, a declared value is missing, twice or unknown, or a range is not in order.
    pub fn read(files: BaselineFiles) -> Result<Self, Problems> {
        let Described { sets, labels, units } = read_sets(&files.sets)?;
        let mut parameters = read_parameters(&files.parameters, &sets)?;
        let mut levers = read_levers(&files.levers, &sets)?;
        let own_unit = |key: &str, declaration: &Declaration, unit: &mut String| {
            let members = key.rsplit('.').zip(declaration.dimensions.iter().rev());
            let own = members.filter_map(|(member, dimension)| units.get(&(*dimension, member.to_owned()))).next();
            if let Some(own) = own {
                *unit = unit::of_element(unit, own).to_owned();
            }
        };
        parameters.iter_mut().for_each(|entry| own_unit(&entry.key, entry.declaration, &mut entry.unit));
        levers.iter_mut().for_each(|entry| own_unit(&entry.key, entry.declaration, &mut entry.unit));
        let drivers = read_drivers(&files.drivers, &files.driver_bounds)?;
        let targets: TargetFile =
            toml::from_str(&files.targets.text).map_err(|error| file_problem(&files.targets, error.message()))?;
        let headlines: HeadlineFile =
            toml::from_str(&files.headlines.text).map_err(|error| file_problem(&files.headlines, error.message()))?;
        Ok(Self {
            sets: Arc::new(sets),
            labels,
            units,
            parameters,
            levers,
            drivers,
            targets: targets.target,
            target_groups: targets.group,
            headlines: headlines.headline,
            files,
        })
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

fn file_problem(source: &Source, message: impl std::fmt::Display) -> Problems {
    Problem::error(text!("`{}`: {message}", source.name; "`{}`：{message}", source.name)).into()
}

fn rows<R: for<'a> Deserialize<'a>>(source: &Source) -> Result<Vec<R>, Problems> {
    csv::Reader::from_reader(source.text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| file_problem(source, error))
}

/// What `sets.toml` says.
struct Described {
    sets: Sets,
    labels: BTreeMap<(Dimension, String), Text>,
    units: BTreeMap<(Dimension, String), String>,
}

fn read_sets(source: &Source) -> Result<Described, Problems> {
    let tables: toml::Table = toml::from_str(&source.text).map_err(|error| file_problem(source, error.message()))?;
    let mut labels = BTreeMap::new();
    let mut units = BTreeMap::new();
    let mut members: BTreeMap<Dimension, Vec<MemberRole>> = BTreeMap::new();
    for (key, table) in tables {
        let Some(&set) = Dimension::ALL.iter().find(|set| set.key() == key) else {
            return Err(file_problem(source, format!("unknown set `{key}`")));
        };
        let described: toml::Table =
            table.try_into().map_err(|error: toml::de::Error| file_problem(source, error.message()))?;
        for (name, value) in described {
            let member: MemberTable = value.try_into().map_err(|error: toml::de::Error| {
                file_problem(source, format!("`{key}.{name}`: {}", error.message()))
            })?;
            let mandate = match member.mandate.as_deref() {
                None => None,
                Some("recovery") => Some(Mandate::Recovery),
                Some("environment") => Some(Mandate::Environment),
                Some("heat") => Some(Mandate::Heat),
                Some(other) => return Err(file_problem(source, format!("`{key}.{name}`: unknown mandate `{other}`"))),
            };
            if let Some(unit) = member.unit {
                if member.ambient {
                    units.insert((Dimension::AmbientPollutant, name.clone()), unit.clone());
                }
                units.insert((set, name.clone()), unit);
            }
            if member.ambient {
                labels.insert((Dimension::AmbientPollutant, name.clone()), member.label.clone());
            }
            labels.insert((set, name.clone()), member.label);
            let role = MemberRole { name, role: member.role, mandate, ambient: member.ambient };
            members.entry(set).or_default().push(role);
        }
    }
    let sets =
        Sets::new(|set| members.get(&set).cloned().unwrap_or_default()).map_err(|error| file_problem(source, error))?;
    Ok(Described { sets, labels, units })
}

/// Puts rows into the order of the declared slots; each slot needs exactly one row.
fn in_order<R, E>(
    source: &Source,
    wanted: Vec<(&'static Declaration, String)>,
    given: impl IntoIterator<Item = (String, R)>,
    entry: impl Fn(&'static Declaration, String, R) -> E,
) -> Result<Vec<E>, Problems> {
    let mut given_by_key = BTreeMap::new();
    for (key, row) in given {
        if given_by_key.insert(key.clone(), row).is_some() {
            return Err(file_problem(source, format!("`{key}` stands twice")));
        }
    }
    let mut entries = Vec::with_capacity(wanted.len());
    for (declaration, key) in wanted {
        let Some(row) = given_by_key.remove(&key) else {
            return Err(file_problem(source, format!("no row for `{key}`")));
        };
        entries.push(entry(declaration, key, row));
    }
    match given_by_key.keys().next() {
        Some(key) => Err(file_problem(source, format!("`{key}` is not a quantity of the model"))),
        None => Ok(entries),
    }
}

fn read_parameters(source: &Source, sets: &Sets) -> Result<Vec<ParameterEntry>, Problems> {
    let wanted = slots::<Parameters<f64>>(sets)
        .into_iter()
        .map(|(declaration, members)| (declaration, key_of(declaration.name, &members)))
        .collect();
    let given = rows::<ParameterRow>(source)?.into_iter().map(|row| {
        let members: Vec<&str> = row.index.split('|').filter(|member| !member.is_empty()).collect();
        (key_of(&row.name, &members), row)
    });
    let entries = in_order(source, wanted, given, |declaration, key, row| ParameterEntry {
        key,
        declaration,
        term: glossary::term(Kind::Parameter, declaration),
        central: row.central,
        low: row.low,
        high: row.high,
        minimum: row.minimum,
        maximum: row.maximum,
        distribution: row.distribution,
        unit: row.unit,
        source: row.source,
        note: row.note,
    })?;
    for entry in &entries {
        // a few ranges run downwards: their low end is the one that favours low output
        let (below, above) = (entry.low.min(entry.high), entry.low.max(entry.high));
        let ordered = [entry.minimum, below, entry.central, above, entry.maximum];
        if !ordered.is_sorted() || !ordered.iter().all(|value| value.is_finite()) {
            return Err(file_problem(source, format!("the range of `{}` is not in order", entry.key)));
        }
    }
    Ok(entries)
}

fn read_levers(source: &Source, sets: &Sets) -> Result<Vec<LeverEntry>, Problems> {
    let wanted = slots::<Levers<f64>>(sets)
        .into_iter()
        .map(|(declaration, members)| (declaration, key_of(&lever_key(declaration.name), &members)))
        .collect();
    let mut given = Vec::new();
    for row in rows::<LeverRow>(source)? {
        let default: Result<Vec<f64>, _> = row.default.split(';').map(str::parse).collect();
        let default = match default {
            Ok(one) if one.len() == 1 => vec![one[0]; YEARS],
            Ok(by_year) if by_year.len() == YEARS => by_year,
            _ => return Err(file_problem(source, format!("the default of `{}` is not one value or {YEARS}", row.key))),
        };
        if !default.iter().all(|value| (row.minimum..=row.maximum).contains(value)) {
            return Err(file_problem(source, format!("the default of `{}` is out of its range", row.key)));
        }
        given.push((row.key.clone(), (row, default)));
    }
    in_order(source, wanted, given, |declaration, key, (row, default)| LeverEntry {
        key,
        declaration,
        term: glossary::term(Kind::Lever, declaration),
        by_year: row.kind == "by_year",
        unit: row.unit,
        minimum: row.minimum,
        maximum: row.maximum,
        default,
        plan_ids: row.plan_ids,
        acts_on: row.acts_on.split_whitespace().map(str::to_owned).collect(),
    })
}

fn read_drivers(source: &Source, bounds: &Source) -> Result<Vec<DriverEntry>, Problems> {
    let mut points: BTreeMap<(String, String), Vec<(f64, f64)>> = BTreeMap::new();
    let mut cited: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for row in rows::<DriverRow>(source)? {
        let all = cited.entry((row.series.clone(), row.set.clone())).or_default();
        if !row.source.is_empty() && !all.contains(&row.source) {
            all.push(row.source);
        }
        points.entry((row.series, row.set)).or_default().push((row.time, row.value));
    }
    let wanted = Drivers::<f64>::declarations()
        .into_iter()
        .map(|declaration| (declaration, declaration.name.to_owned()))
        .collect();
    let given = rows::<DriverBoundRow>(bounds)?.into_iter().map(|row| (row.series.clone(), row));
    let mut entries = in_order(bounds, wanted, given, |declaration, key, row| DriverEntry {
        key,
        declaration,
        term: glossary::term(Kind::Driver, declaration),
        unit: row.unit,
        minimum: row.minimum,
        maximum: row.maximum,
        series: BTreeMap::new(),
        sources: BTreeMap::new(),
    })?;
    for ((key, set), sources) in cited {
        if let Some(entry) = entries.iter_mut().find(|entry| entry.key == key) {
            entry.sources.insert(set, sources.join("; "));
        }
    }
    for ((key, set), points) in points {
        let Some(entry) = entries.iter_mut().find(|entry| entry.key == key) else {
            return Err(file_problem(source, format!("`{key}` is not a driver of the model")));
        };
        let series = Series::new(points)
            .ok_or_else(|| file_problem(source, format!("`{key}` in `{set}` has two values at one time")))?;
        entry.series.insert(set, series);
    }
    Ok(entries)
}
