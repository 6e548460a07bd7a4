//! `[mix.NAME]` and `[factor.NAME]`: policy packages, and factors whose levels are combined with each of them.

use super::distribution::no_such_file;
use super::form::MIX_KEYS;
use super::{StudyReader, path_of};
use crate::problem::Problem;
use crate::scenario::Scenario;
use crate::scenario::read::Section;
use crate::scenario::read::entries::Path;
use crate::scenario::study::{MOST_MIXES, Mix};
use crate::scenario::{file, origins::Origins};
use crate::text;
use crate::text::Text;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The name of the mix that changes nothing, if a study names no packages.
const BASE: &str = "base";

/// The levels of a factor: a name, and what each does to the levers of a mix.
struct Factor {
    name: String,
    levels: Vec<Level>,
}

struct Level {
    name: String,
    /// Slots of levers, and their values over the years; `None` where the mix keeps its own.
    changes: Vec<(usize, Vec<Option<f64>>)>,
}

impl StudyReader<'_> {
    /// The packages, each with every combination of the factors' levels.
    pub(super) fn mixes(&mut self, root: &DeTable<'_>) -> Vec<Mix> {
        let errors = self.reader.problems.errors();
        let mut packages = Vec::new();
        if let Some(table) = self.table(root, "mix") {
            for (name, value) in table {
                let name = self.name("mix", name);
                let Some(inner) = self.as_table(&format!("mix.{name}"), value) else { continue };
                packages.extend(self.package(name, inner));
            }
        }
        let factors = self.factors(root);
        if self.reader.problems.errors() > errors {
            return Vec::new(); // whatever is combined would be wrong
        }
        if packages.is_empty() {
            packages.push(Mix {
                name: BASE.to_owned(),
                title: self.base.title.clone(),
                levers: self.base.levers.clone(),
            });
        }
        let count = factors.iter().fold(packages.len(), |count, factor| count.saturating_mul(factor.levels.len()));
        if count > MOST_MIXES {
            let here = self.place(root.get("factor").or(root.get("mix")).map_or(0..0, Spanned::span));
            let product: Vec<String> = [packages.len()]
                .into_iter()
                .chain(factors.iter().map(|factor| factor.levels.len()))
                .map(|count| count.to_string())
                .collect();
            let product = product.join(" x ");
            self.problem(
                Problem::error(text!(
                    "there are {product} = {count} policy mixes, more than {MOST_MIXES}";
                    "政策组合有{product} = {count}个，超过{MOST_MIXES}个"
                ))
                .at(here, text!("every level of each factor with every other"; "各因素的所有水平两两组合"))
                .hint(text!(
                    "take fewer factors or levels, or write the mixes that matter as `[mix.NAME]`";
                    "请减少因素或水平，或将重要的组合写成`[mix.名称]`"
                )),
            );
            return Vec::new();
        }
        factors.iter().fold(packages, |mixes, factor| {
            mixes.iter().flat_map(|mix| factor.levels.iter().map(move |level| combined(mix, factor, level))).collect()
        })
    }

    /// A name that may stand in files: it becomes a value of columns.
    fn name(&mut self, of: &str, key: &Spanned<std::borrow::Cow<'_, str>>) -> String {
        let name = key.get_ref().to_string();
        let fits = |c: char| c.is_alphanumeric() || "-_.+%".contains(c);
        if name.is_empty() || !name.chars().all(fits) {
            let shown = crate::problem::visible(&name);
            self.problem(
                Problem::error(text!("`{shown}` cannot be the name of a {of}"; "`{shown}`不能作名称"))
                    .at(self.place(key.span()), text!("a sign that does not fit"; "含不适用的字符"))
                    .hint(text!("use letters, digits, and `-` `_` `.` `+` `%`"; "请用字母、汉字、数字和`-` `_` `.` `+` `%`")),
            );
        }
        name
    }

    fn package(&mut self, package: String, table: &DeTable<'_>) -> Option<Mix> {
        self.known_keys(table, &MIX_KEYS, &text!("a mix"; "组合"));
        let title = table.get("title").and_then(|value| self.reader.text(self.source, "title", value));
        let mut scenario = self.base.clone();
        if let Some(value) = table.get("extends") {
            for (name, here) in self.names("extends", value) {
                let path = path_of(self.source, &name);
                if !path.exists() && file::embedded(&name).is_none() {
                    self.problem(no_such_file(&path, here));
                    return None;
                }
                let source = match file::open(&path) {
                    Ok(source) => source,
                    Err(problems) => {
                        self.reader.problems.extend(problems.named_at(&here));
                        return None;
                    }
                };
                match super::super::policy_over(&scenario, &source) {
                    Ok((changed, warnings)) => {
                        scenario = changed;
                        self.reader.problems.extend(warnings);
                        self.reader.sources.push(source);
                    }
                    Err(problems) => {
                        self.reader.problems.extend(problems.named_at(&here));
                        return None;
                    }
                }
            }
        }
        let policy = table.get("policy");
        if let Some(value) = policy {
            let inner = self.as_table(&format!("mix.{package}.policy"), value)?;
            self.policy(&mut scenario, inner)?;
        }
        let title = title.unwrap_or_else(|| Text::plain(package.clone()));
        Some(Mix { name: package, title, levers: scenario.levers })
    }

    /// Levers over those of a scenario, by the rules of `[policy]`; returns where each value was set.
    fn policy(&mut self, scenario: &mut Scenario, table: &DeTable<'_>) -> Option<Origins> {
        let errors = self.reader.problems.errors();
        self.reader.levers.clear();
        self.reader.layers.enter(None);
        let mut table = table.clone();
        for (key, named) in self.of_the_world(&table) {
            table.remove(key.as_str());
            self.problem(named);
        }
        self.reader.entries(self.source, &table, &Path::root(), &[Section::Policy], &Self::nothing_set());
        let mut origins = Origins::of_baseline(&scenario.baseline, scenario.years().count());
        self.reader.put_levers(scenario, &mut origins);
        self.reader.levers.clear();
        (self.reader.problems.errors() == errors).then_some(origins)
    }

    /// What a mix may not set, as all mixes live through the same futures.
    fn of_the_world(&self, table: &DeTable<'_>) -> Vec<(String, Problem)> {
        let is = |section, key: &str| !self.reader.slots(section, key).is_empty();
        let not_policy =
            |key: &str| (is(Section::World, key) || is(Section::Parameters, key)) && !is(Section::Policy, key);
        let keys = table.keys().filter(|key| not_policy(key.get_ref()));
        keys.map(|key| {
            let name = key.get_ref().to_string();
            let problem = Problem::error(text!("`{name}` is no lever: a mix cannot set it"; "`{name}`不是政策手段，组合不能设定"))
                .at(self.place(key.span()), text!("not policy"; "不属于政策"))
                .hint(text!(
                    "all mixes live through the same futures: set it in the study's scenario, or vary it under `[uncertain]`";
                    "各组合经历同样的未来：请在研究所用的情景中设定，或在`[uncertain]`下使之变化"
                ));
            (name, problem)
        })
        .collect()
    }

    fn factors(&mut self, root: &DeTable<'_>) -> Vec<Factor> {
        let mut factors: Vec<Factor> = Vec::new();
        let Some(table) = self.table(root, "factor") else { return factors };
        for (key, value) in table {
            let name = self.name("factor", key);
            let Some(inner) = self.as_table(&format!("factor.{name}"), value) else { continue };
            let mut levels = Vec::new();
            for (key, value) in inner {
                let level = self.name("level", key);
                let DeValue::Table(policy) = value.get_ref() else {
                    let here = self.place(value.span());
                    self.problem(
                        Problem::error(text!(
                            "level `{level}` of factor `{name}` needs levers";
                            "因素`{name}`的水平`{level}`须写政策手段"
                        ))
                        .at(here, text!("not a table"; "不是表"))
                        .hint(if self.reader.slots(Section::Policy, &level).is_empty() { text!(
                            "write `{level} = {{ \"entry.moratorium\" = 1 }}`, or `{level} = {{}}` to change nothing";
                            "请写`{level} = {{ \"entry.moratorium\" = 1 }}`，或用`{level} = {{}}`表示不变"
                        ) } else { text!(
                            "`{level}` is a lever: give each level a name, as in `high = {{ \"{level}\" = ... }}`";
                            "`{level}`是政策手段：请为每个水平取名，如`high = {{ \"{level}\" = ... }}`"
                        ) }),
                    );
                    continue;
                };
                let mut scenario = self.base.clone();
                let Some(origins) = self.policy(&mut scenario, policy) else { continue };
                let changes = origins
                    .levers
                    .iter()
                    .enumerate()
                    .filter(|(_, places)| places.iter().any(Option::is_some))
                    .map(|(slot, places)| {
                        let years = scenario.levers[slot].iter().zip(places);
                        (slot, years.map(|(value, place)| place.as_ref().map(|_| *value)).collect())
                    })
                    .collect();
                levels.push(Level { name: level, changes });
            }
            if levels.is_empty() && !inner.is_empty() {
                continue; // each has been told why it is none
            }
            if levels.is_empty() {
                let here = self.place(key.span());
                self.problem(
                    Problem::error(text!("the factor `{name}` has no levels"; "因素`{name}`没有水平"))
                        .at(here, text!("needs at least one"; "至少须有一个"))
                        .hint(text!(
                            "write `off = {{ ... }}` and `on = {{ ... }}` beneath it, each with its levers";
                            "请在其下写`off = {{ ... }}`和`on = {{ ... }}`，各带其政策手段"
                        )),
                );
                continue;
            }
            self.not_shared(&factors, &name, &levels, key);
            factors.push(Factor { name, levels });
        }
        factors
    }

    /// Two factors that set one lever would not be combined: the later would win.
    fn not_shared(
        &mut self,
        factors: &[Factor],
        name: &str,
        levels: &[Level],
        key: &Spanned<std::borrow::Cow<'_, str>>,
    ) {
        let slots = |levels: &[Level]| -> Vec<usize> {
            levels.iter().flat_map(|level| level.changes.iter().map(|(slot, _)| *slot)).collect()
        };
        let own = slots(levels);
        let shared = factors.iter().find_map(|other| {
            slots(&other.levels).into_iter().find(|slot| own.contains(slot)).map(|slot| (other.name.clone(), slot))
        });
        if let Some((other, slot)) = shared {
            let lever = self.base.baseline.levers[slot].key.clone();
            let here = self.place(key.span());
            self.problem(
                Problem::error(text!(
                    "the factors `{other}` and `{name}` both set `{lever}`";
                    "因素`{other}`和`{name}`都设定`{lever}`"
                ))
                .at(here, text!("cannot be combined"; "不能组合"))
                .hint(text!("make one factor of the two"; "请将两者并为一个因素")),
            );
        }
    }
}

/// A mix with a level of a factor.
fn combined(mix: &Mix, factor: &Factor, level: &Level) -> Mix {
    let mut levers = mix.levers.clone();
    for (slot, years) in &level.changes {
        for (value, change) in levers[*slot].iter_mut().zip(years) {
            *value = change.unwrap_or(*value);
        }
    }
    let said = format!("{}={}", factor.name, level.name);
    Mix {
        name: format!("{} {said}", mix.name),
        title: text!("{}, {said}", mix.title.en; "{}，{said}", mix.title.zh),
        levers,
    }
}
