//! Text to scenario: every key is known, every number finite and in its range, every problem reported in one go.

mod assemble;
mod rules;
mod syntax;
mod texts;
mod unknown;
mod values;

use super::Scenario;
use super::baseline::Baseline;
use super::number::{kind, place};
use super::series::Series;
use crate::problem::{Place, Problem, Problems, Source};
use crate::text::Text;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What may stand in a scenario file at the top.
const SECTIONS: [&str; 6] = ["title", "description", "time", "policy", "world", "parameters"];

/// What may stand in `[time]`.
const TIME_KEYS: [&str; 3] = ["start", "end", "steps_per_year"];

/// The key in `[world]` that names the set of drivers to start from.
const DRIVER_SET: &str = "drivers";

/// The driver set of a scenario that names none.
const DEFAULT_DRIVER_SET: &str = "plan";

/// How far from the simulated years a driver may have points.
const DRIVER_YEARS: Range<f64> = 1990.0..2031.0;

/// Reads a scenario and the settings of the command line, which win over it.
///
/// # Errors
/// If anything in them is wrong: all problems, errors and warnings, in the order of the text.
pub fn scenario(baseline: &Arc<Baseline>, file: &Arc<Source>, settings: &[String]) -> Result<Scenario, Problems> {
    let mut reader = Reader::new(baseline);
    reader.source(file, false);
    for setting in settings {
        reader.source(&Source::new("--set", setting.as_str()), true);
    }
    reader.finish(file)
}

/// A scenario within the program, by name.
///
/// # Errors
/// If there is none of that name.
pub fn embedded(name: &str) -> Result<Scenario, Problems> {
    let source = super::file::embedded(name)
        .ok_or_else(|| Problem::error(format!("the program has no scenario `{name}` within it")))?;
    scenario(&Baseline::embedded(), &source, &[])
}

/// Where a key may be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Policy,
    World,
    Parameters,
    Time,
}

impl Section {
    const fn noun(self) -> &'static str {
        match self {
            Self::Policy => "lever",
            Self::World => "driver",
            Self::Parameters => "parameter",
            Self::Time => "time setting",
        }
    }

    const fn table(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::World => "world",
            Self::Parameters => "parameters",
            Self::Time => "time",
        }
    }
}

/// What was set where, with the place for messages.
struct Setting<T> {
    value: T,
    place: Place,
}

/// A lever's values, before the horizon is known.
enum Schedule {
    Constant(f64),
    List(Vec<f64>),
    Held(Vec<(i32, f64)>),
}

struct Reader<'a> {
    baseline: &'a Arc<Baseline>,
    problems: Problems,
    sources: Vec<Arc<Source>>,
    title: Option<Text>,
    description: Option<Text>,
    time: BTreeMap<&'static str, Setting<i32>>,
    driver_set: Option<Setting<String>>,
    levers: BTreeMap<usize, Setting<Schedule>>,
    drivers: BTreeMap<usize, Setting<Series>>,
    parameters: BTreeMap<usize, Setting<f64>>,
}

/// A key as it stands in the text: its parts joined by dots, and where.
#[derive(Clone)]
struct Path {
    key: String,
    span: Range<usize>,
}

impl Path {
    fn root() -> Self {
        Self { key: String::new(), span: 0..0 }
    }

    /// The path one part further in. Parts written side by side (`a.b.c`) are underlined as one.
    fn join(&self, source: &Source, part: &str, span: Range<usize>) -> Self {
        let between = source.text.get(self.span.end..span.start).unwrap_or("\n");
        let beside = !self.key.is_empty() && between.trim() == ".";
        Self {
            key: if self.key.is_empty() { part.to_owned() } else { format!("{}.{part}", self.key) },
            span: if beside { self.span.start..span.end } else { span },
        }
    }
}

impl<'a> Reader<'a> {
    fn new(baseline: &'a Arc<Baseline>) -> Self {
        Self {
            baseline,
            problems: Problems::default(),
            sources: Vec::new(),
            title: None,
            description: None,
            time: BTreeMap::new(),
            driver_set: None,
            levers: BTreeMap::new(),
            drivers: BTreeMap::new(),
            parameters: BTreeMap::new(),
        }
    }

    /// Reads one text: a file, or a setting of the command line, in which keys stand without their section.
    fn source(&mut self, source: &Arc<Source>, setting: bool) {
        self.sources.push(Arc::clone(source));
        let (root, errors) = DeTable::parse_recoverable(&source.text);
        let broken = !errors.is_empty();
        for error in errors {
            self.problems.push(syntax::problem(source, &error, setting));
        }
        if broken {
            return; // what a broken text seems to say would only mislead
        }
        if !setting && root.get_ref().is_empty() {
            self.problems.push(
                Problem::error(format!("`{}` says nothing: it has only comments", source.name))
                    .hint("a scenario needs at least a title"),
            );
        }
        if setting && (root.get_ref().len() != 1 || source.text.trim_start().starts_with('[')) {
            self.problems.push(
                Problem::error("`--set` takes one key and its value")
                    .at(place(source, 0..source.text.trim_end().len()), "not one key and its value")
                    .hint(syntax::SETTING),
            );
            return;
        }
        // within one text no key may be set twice, and a member wins over `*`; a later text wins over an earlier one
        let earlier = Earlier::default();
        if setting {
            self.settings(source, root.get_ref(), &earlier);
        } else {
            self.file(source, root.get_ref(), &earlier);
        }
    }

    fn file(&mut self, source: &Arc<Source>, root: &DeTable<'_>, earlier: &Earlier) {
        for (key, value) in root {
            if self.problems.is_full() {
                return;
            }
            let section = match key.get_ref().as_ref() {
                "title" => {
                    self.title = self.text(source, "title", value);
                    continue;
                }
                "description" => {
                    self.description = self.text(source, "description", value);
                    continue;
                }
                "time" => Section::Time,
                "policy" => Section::Policy,
                "world" => Section::World,
                "parameters" => Section::Parameters,
                unknown => {
                    self.unknown_top(source, unknown, key.span());
                    continue;
                }
            };
            let Some(table) = value.get_ref().as_table() else {
                self.problems.push(
                    Problem::error(format!("`{}` must be a table, not {}", section.table(), kind(value.get_ref())))
                        .at(place(source, value.span()), "not a table")
                        .hint(format!("write `[{}]` on a line of its own, and its keys beneath", section.table())),
                );
                continue;
            };
            self.entries(source, table, &Path::root(), &[section], earlier);
        }
    }

    /// Keys of the command line may name any section; `policy.` and the like in front are allowed.
    fn settings(&mut self, source: &Arc<Source>, root: &DeTable<'_>, earlier: &Earlier) {
        const ANY: [Section; 4] = [Section::Policy, Section::World, Section::Parameters, Section::Time];
        for (key, value) in root {
            let named = ANY.into_iter().find(|section| section.table() == key.get_ref().as_ref());
            if let (Some(section), DeValue::Table(table)) = (named, value.get_ref()) {
                self.entries(source, table, &Path::root(), &[section], earlier);
            } else {
                let path = Path::root().join(source, key.get_ref(), key.span());
                self.entry(source, &path, value, &ANY, earlier);
            }
        }
    }

    /// The keys that a section knows.
    fn keys(&self, section: Section) -> Box<dyn Iterator<Item = &'a str> + 'a> {
        let baseline: &'a Baseline = self.baseline;
        match section {
            Section::Policy => Box::new(baseline.levers.iter().map(|lever| lever.key.as_str())),
            Section::World => Box::new(baseline.drivers.iter().map(|driver| driver.key.as_str()).chain([DRIVER_SET])),
            Section::Parameters => Box::new(baseline.parameters.iter().map(|parameter| parameter.key.as_str())),
            Section::Time => Box::new(TIME_KEYS.into_iter()),
        }
    }

    fn entries(
        &mut self,
        source: &Arc<Source>,
        table: &DeTable<'_>,
        path: &Path,
        sections: &[Section],
        earlier: &Earlier,
    ) {
        for (key, value) in table {
            if self.problems.is_full() {
                return;
            }
            let path = path.join(source, key.get_ref(), key.span());
            self.entry(source, &path, value, sections, earlier);
        }
    }

    /// One key: a quantity, a table on the way to quantities, or a mistake.
    fn entry(
        &mut self,
        source: &Arc<Source>,
        path: &Path,
        value: &Spanned<DeValue<'_>>,
        sections: &[Section],
        earlier: &Earlier,
    ) {
        for &section in sections {
            let slots = self.slots(section, &path.key);
            if !slots.is_empty() {
                self.set(source, path, value, section, &slots, earlier);
                return;
            }
        }
        let prefix = format!("{}.", path.key);
        let on_the_way = sections.iter().any(|section| self.keys(*section).any(|key| key.starts_with(&prefix)));
        match value.get_ref() {
            DeValue::Table(table) if on_the_way && !table.is_empty() => {
                self.entries(source, table, path, sections, earlier);
            }
            _ => self.unknown(source, path, sections, on_the_way),
        }
    }

    /// The slots that a key names: one, several by `*`, or none.
    fn slots(&self, section: Section, key: &str) -> Vec<usize> {
        let wanted: Vec<&str> = key.split('.').collect();
        let agrees = |known: &str| {
            let mut parts = known.split('.');
            wanted.iter().all(|part| parts.next().is_some_and(|known| *part == "*" || *part == known))
                && parts.next().is_none()
        };
        // `*` stands for members, not for parts of names
        let first_star = wanted.iter().position(|part| *part == "*").unwrap_or(wanted.len());
        let agrees = |slot: usize, known: &str| agrees(known) && first_star >= self.parts_of_name(section, slot);
        self.keys(section).enumerate().filter(|(slot, known)| agrees(*slot, known)).map(|(slot, _)| slot).collect()
    }

    /// How many parts of a key are its name; the rest are members.
    fn parts_of_name(&self, section: Section, slot: usize) -> usize {
        let (key, members) = match section {
            Section::Policy => {
                let lever = &self.baseline.levers[slot];
                (&lever.key, lever.declaration.dimensions.len())
            }
            Section::Parameters => {
                let parameter = &self.baseline.parameters[slot];
                (&parameter.key, parameter.declaration.dimensions.len())
            }
            Section::World | Section::Time => return 1,
        };
        key.split('.').count().saturating_sub(members)
    }

    fn set(
        &mut self,
        source: &Arc<Source>,
        path: &Path,
        value: &Spanned<DeValue<'_>>,
        section: Section,
        slots: &[usize],
        earlier: &Earlier,
    ) {
        let here = place(source, value.span());
        let general = path.key.contains('*');
        let errors = self.problems.errors();
        for &slot in slots {
            if general && self.problems.errors() > errors {
                return; // once for all members
            }
            match earlier.note(section, slot, general) {
                Note::First => {}
                Note::Shadowed => continue,
                Note::Twice => {
                    self.problems.push(
                        Problem::error(format!("`{}` is set twice", path.key))
                            .at(place(source, path.span.clone()), "set before in this text")
                            .hint("keep one of the two"),
                    );
                    continue;
                }
            }
            match section {
                Section::Time => self.set_time(source, TIME_KEYS[slot], value),
                Section::Policy => {
                    if let Some(value) = self.schedule(source, slot, value) {
                        self.levers.insert(slot, Setting { value, place: here.clone() });
                    }
                }
                Section::World if slot == self.baseline.drivers.len() => {
                    if let DeValue::String(name) = value.get_ref() {
                        self.driver_set = Some(Setting { value: name.to_string(), place: here.clone() });
                    } else {
                        self.problems.push(
                            Problem::error(format!("`{DRIVER_SET}` needs the name of a set of drivers"))
                                .at(here.clone(), "not a name")
                                .hint(format!("there are {}", self.driver_sets())),
                        );
                    }
                }
                Section::World => {
                    if let Some(value) = self.series(source, slot, value) {
                        self.drivers.insert(slot, Setting { value, place: here.clone() });
                    }
                }
                Section::Parameters => {
                    if let Some(value) = self.parameter(source, slot, value) {
                        self.parameters.insert(slot, Setting { value, place: here.clone() });
                    }
                }
            }
        }
    }

    fn driver_sets(&self) -> String {
        let sets = self.baseline.drivers.first().map(|driver| driver.series.keys().cloned().collect::<Vec<_>>());
        format!("`{}`", sets.unwrap_or_default().join("` and `"))
    }
}

/// What a text has already set.
#[derive(Default)]
struct Earlier(std::cell::RefCell<BTreeMap<(&'static str, usize), bool>>);

enum Note {
    First,
    /// By a member named in full, which wins over `*`.
    Shadowed,
    Twice,
}

impl Earlier {
    fn note(&self, section: Section, slot: usize, general: bool) -> Note {
        match self.0.borrow_mut().insert((section.table(), slot), general) {
            None => Note::First,
            Some(true) if !general => Note::First,
            Some(false) if general => {
                self.0.borrow_mut().insert((section.table(), slot), false);
                Note::Shadowed
            }
            Some(_) => Note::Twice,
        }
    }
}
