//! Text to scenario: every key is known, every number finite and in its range, every problem reported in one go.
//!
//! A scenario is read as layers: the files it extends, the file itself, the settings of the command line. Each layer is
//! read by the same rules; what a later one sets wins (`family.rs` says in which order files are read).

mod assemble;
mod entries;
mod family;
mod goals;
mod layers;
mod rules;
mod schedule;
pub mod study;
mod sums;
mod table_file;
mod texts;
mod unknown;
mod values;

pub use super::baseline::DRIVER_YEARS;
use super::baseline::{Baseline, BaselineFiles};
use super::number::{kind, place};
use super::series::Series;
use super::syntax;
use super::{Origins, Scenario};
use crate::problem::{COMMAND_LINE, Place, Problem, Problems, Source};
use crate::target::Target;
use crate::text;
use crate::text::Text;
use entries::{Earlier, Path};
use family::Family;
pub(super) use goals::{GOAL_KEYS, LIMITS, MEASURES};
pub(super) use layers::EVERYWHERE;
pub use layers::KINDS;
use layers::Layers;
use schedule::Schedule;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};
pub(super) use values::{RAMP, in_unit, time_range};

/// What may stand in a scenario file at the top.
pub const SECTIONS: [&str; 11] =
    ["title", "description", "kind", "extends", "baseline", "time", "policy", "world", "parameters", "target", "check"];

/// What may stand in `[time]`.
pub const TIME_KEYS: [&str; 3] = ["start", "end", "steps_per_year"];

/// The key in `[world]` that names the set of drivers to start from.
pub const DRIVER_SET: &str = "drivers";

/// Reads a scenario file and the settings of the command line, which win over it.
///
/// # Errors
/// If the file cannot be read, or anything in it, in the files it extends or in the settings is wrong: all problems,
/// errors and warnings, in the order of the texts.
pub fn open(path: &std::path::Path, settings: &[String]) -> Result<Scenario, Problems> {
    scenario(&super::file::open(path)?, settings)
}

/// Reads a scenario from its text, as [`open`] does. What it extends is looked for beside the name of the source.
///
/// # Errors
/// As for [`open`].
pub fn scenario(file: &Arc<Source>, settings: &[String]) -> Result<Scenario, Problems> {
    over(&Baseline::embedded(), file, settings)
}

/// Reads a scenario from its text over a baseline, unless it names another.
///
/// # Errors
/// As for [`open`].
pub fn over(baseline: &Arc<Baseline>, file: &Arc<Source>, settings: &[String]) -> Result<Scenario, Problems> {
    let mut family = Family::of(file);
    let baseline = match &family.baseline {
        None => Arc::clone(baseline),
        Some(named) => {
            match named.is_baseline().and_then(|()| BaselineFiles::folder(&named.folder)).and_then(Baseline::read) {
                Ok(baseline) => Arc::new(baseline),
                Err(problems) => {
                    // without its baseline no key of a scenario can be judged
                    family.problems.extend(problems.named_at(&named.place));
                    return Err(family.problems);
                }
            }
        }
    };
    let folder = family.baseline.take().map(|named| named.folder);
    let mut reader = Reader::new(&baseline, folder, &family);
    for (layer, member) in family.members.iter().enumerate() {
        reader.file(layer, &member.source, layer + 1 == family.members.len());
    }
    for setting in settings {
        reader.setting(&Source::new(COMMAND_LINE, with_star_in_quotes(setting)));
    }
    reader.finish(file)
}

/// A scenario with the policy of a file over its own; with the warnings met on the way.
fn policy_over(scenario: &Scenario, file: &Arc<Source>) -> Result<(Scenario, Problems), Problems> {
    let family = Family::of(file);
    let baseline = Arc::clone(&scenario.baseline);
    let mut reader = Reader::new(&baseline, None, &family);
    reader.problems = family.problems.clone();
    for (layer, member) in family.members.iter().enumerate() {
        reader.file(layer, &member.source, layer + 1 == family.members.len());
    }
    let sets_more = !(reader.time.is_empty() && reader.drivers.is_empty() && reader.parameters.is_empty())
        || reader.driver_set.is_some()
        || family.baseline.is_some();
    if sets_more {
        let name = &file.name;
        reader.problems.push(Problem::error(text!("`{name}` sets more than policy"; "`{name}`不只设定政策")).hint(
            text!(
                "all mixes of a study live through the same futures: move time, world and parameters to its scenario";
                "研究中各组合经历同样的未来：请将时间、外部条件和参数移到研究所用的情景中"
            ),
        ));
    }
    let mut changed = scenario.clone();
    let mut origins = Origins::of_baseline(&baseline, changed.years().count());
    reader.put_levers(&mut changed, &mut origins);
    if reader.problems.has_errors() { Err(reader.problems) } else { Ok((changed, reader.problems)) }
}

/// A scenario within the program, by name.
///
/// # Errors
/// If there is none of that name.
pub fn embedded(name: &str) -> Result<Scenario, Problems> {
    let source = super::file::embedded(name).ok_or_else(|| {
        Problem::error(text!("the program has no scenario `{name}` within it"; "程序中没有自带情景`{name}`"))
    })?;
    scenario(&source, &[])
}

/// Where a key may be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Policy,
    World,
    Parameters,
    Time,
}

impl Section {
    const ALL: [Self; 4] = [Self::Policy, Self::World, Self::Parameters, Self::Time];

    fn noun(self) -> Text {
        match self {
            Self::Policy => text!("lever"; "政策手段"),
            Self::World => text!("driver"; "外部条件"),
            Self::Parameters => text!("parameter"; "参数"),
            Self::Time => text!("time setting"; "时间设置"),
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

/// What was set where.
#[derive(Clone)]
struct Setting<T> {
    value: T,
    place: Place,
}

struct Reader<'a> {
    baseline: &'a Arc<Baseline>,
    baseline_folder: Option<PathBuf>,
    problems: Problems,
    sources: Vec<Arc<Source>>,
    layers: Layers<'a>,
    title: Option<Text>,
    description: Option<Text>,
    time: BTreeMap<&'static str, Setting<i32>>,
    driver_set: Option<Setting<String>>,
    /// All that was set of a lever, layer by layer: a later schedule may leave years to an earlier one.
    levers: BTreeMap<usize, Vec<Setting<Schedule>>>,
    drivers: BTreeMap<usize, Setting<Series>>,
    parameters: BTreeMap<usize, Setting<f64>>,
    targets: Vec<Setting<Target>>,
    checks: Vec<Setting<Target>>,
}

impl<'a> Reader<'a> {
    fn new(baseline: &'a Arc<Baseline>, baseline_folder: Option<PathBuf>, family: &'a Family) -> Self {
        let mut problems = baseline.warnings.clone();
        problems.extend(family.problems.clone());
        Self {
            baseline,
            baseline_folder,
            problems,
            sources: family.members.iter().map(|member| Arc::clone(&member.source)).collect(),
            layers: Layers::new(family),
            title: None,
            description: None,
            time: BTreeMap::new(),
            driver_set: None,
            levers: BTreeMap::new(),
            drivers: BTreeMap::new(),
            parameters: BTreeMap::new(),
            targets: Vec::new(),
            checks: Vec::new(),
        }
    }

    /// Reads one file; only the last, the scenario itself, gives title and description.
    fn file(&mut self, layer: usize, source: &Arc<Source>, last: bool) {
        self.layers.enter(Some(layer));
        let Some(root) = self.parsed(source, false) else { return };
        if let Some(problem) = study::not_a_scenario(source, &root) {
            self.problems.push(problem); // as a scenario, each of its sections would be wrong
            return;
        }
        if root.is_empty() {
            self.problems.push(
                Problem::error(text!(
                    "`{}` says nothing: it has only comments", source.name;
                    "`{}`没有内容，只有注释", source.name
                ))
                .hint(text!("a scenario needs at least a title"; "情景至少要有标题")),
            );
        }
        // within one text no key may be set twice, and a member wins over `*`; a later text wins over an earlier one
        let earlier = Earlier::default();
        let kind = self.kind(source, &root);
        self.extends_its_kind(source, kind.as_ref(), &root);
        for (key, value) in &root {
            if self.problems.is_full() {
                return;
            }
            self.only_of_its_kind(source, kind.as_ref(), key);
            let section = match key.get_ref().as_ref() {
                "title" => {
                    let title = self.text(source, "title", value);
                    self.title = title.filter(|_| last);
                    continue;
                }
                "description" => {
                    let description = self.text(source, "description", value);
                    self.description = description.filter(|_| last);
                    continue;
                }
                "target" | "check" => {
                    self.goals(source, key.get_ref(), value);
                    continue;
                }
                "kind" | "extends" | "baseline" => continue, // read before
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
                let (name, is) = (section.table(), kind_of(value));
                self.problems.push(
                    Problem::error(text!("`{name}` must be a table, not {}", is.en; "`{name}`须为表，不能是{}", is.zh))
                        .at(place(source, value.span()), text!("not a table"; "不是表"))
                        .hint(text!(
                            "write `[{name}]` on a line of its own, and its keys beneath";
                            "请单独一行写`[{name}]`，其下写各键"
                        )),
                );
                continue;
            };
            self.entries(source, table, &Path::root(), &[section], &earlier);
        }
    }

    /// Reads a setting of the command line. Its key may name any section; `policy.` and the like in front are allowed.
    fn setting(&mut self, source: &Arc<Source>) {
        self.layers.enter(None);
        self.sources.push(Arc::clone(source));
        let Some(root) = self.parsed(source, true) else { return };
        if root.len() != 1 || source.text.trim_start().starts_with('[') {
            self.problems.push(
                Problem::error(text!("`--set` takes one key and its value"; "`--set`须带一个键和它的值"))
                    .at(
                        place(source, 0..source.text.trim_end().len()),
                        text!("not one key and its value"; "不是一个键和它的值"),
                    )
                    .hint(syntax::setting()),
            );
            return;
        }
        let earlier = Earlier::default();
        for (key, value) in &root {
            let named = Section::ALL.into_iter().find(|section| section.table() == key.get_ref().as_ref());
            let path = Path::root().join(source, key.get_ref(), key.span());
            match (named, value.get_ref()) {
                // some names begin like a section: `world.new_capacity_mt` is a lever
                (Some(section), DeValue::Table(table)) if !self.begins_a_name(key.get_ref(), table) => {
                    self.entries(source, table, &Path::root(), &[section], &earlier);
                }
                _ => self.entry(source, &path, value, &Section::ALL, &earlier),
            }
        }
    }

    /// Does a key in front of a table, with one of the table's, begin the name of a quantity?
    fn begins_a_name(&self, key: &str, table: &DeTable<'_>) -> bool {
        table.keys().any(|inner| {
            let (whole, prefix) = (format!("{key}.{}", inner.get_ref()), format!("{key}.{}.", inner.get_ref()));
            let mut known = Section::ALL.into_iter().flat_map(|section| self.keys(section));
            known.any(|known| known == whole || known.starts_with(&prefix))
        })
    }

    /// The keys of a text; `None` if it is not TOML.
    fn parsed<'s>(&mut self, source: &'s Arc<Source>, setting: bool) -> Option<DeTable<'s>> {
        let (root, errors) = DeTable::parse_recoverable(&source.text);
        // what a broken text seems to say would only mislead
        let whole = errors.is_empty();
        for problem in syntax::problems(source, &errors, setting) {
            self.problems.push(problem);
        }
        whole.then(|| root.into_inner())
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
}

/// `close.order_share.*=0.1` as TOML wants it: a shell takes away quotes that one has to write in a file.
fn with_star_in_quotes(setting: &str) -> String {
    match setting.split_once('=') {
        Some((key, value)) if key.contains('*') && !key.contains(['"', '\'', '[']) => {
            format!("\"{}\"={value}", key.trim())
        }
        _ => setting.to_owned(),
    }
}

fn kind_of(value: &toml::Spanned<DeValue<'_>>) -> Text {
    kind(value.get_ref())
}
