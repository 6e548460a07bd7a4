//! `[[target]]` and `[[check]]`: numbers made of results, and what they must be.
//!
//! A target joins the scorecard, or replaces the plan's target of the same id. A check is something that the author of
//! a scenario relies on: a run says if it does not hold.

use super::{Reader, Setting};
use crate::glossary;
use crate::problem::{Place, Problem, Source, nearest};
use crate::scenario::baseline::{FIRST_YEAR, LAST_YEAR};
use crate::scenario::number::{kind, number, place, whole};
use crate::scenario::variables::{variable, variables};
use crate::target::{Measure, Names, OWN_GROUP, Target, Term, Test, set_name};
use crate::text;
use crate::text::Text;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What may stand in a target or a check.
pub const GOAL_KEYS: [&str; 14] = [
    "id",
    "text",
    "note",
    "group",
    "where",
    "over",
    "year",
    "from",
    "to",
    "measure",
    "at_most",
    "at_least",
    "equals",
    "tolerance",
];

/// How the years may become one number.
pub const MEASURES: [(&str, Measure); 6] = [
    ("at", Measure::At),
    ("sum", Measure::Sum),
    ("change", Measure::Change),
    ("largest_rise", Measure::LargestRise),
    ("highest", Measure::Highest),
    ("lowest", Measure::Lowest),
];

/// The keys that say what a number must be.
pub(in crate::scenario) const LIMITS: [&str; 3] = ["at_most", "at_least", "equals"];

/// A table of a goal, while it is read.
struct Goal<'t, 'd> {
    source: &'t Arc<Source>,
    table: &'t DeTable<'d>,
    span: Range<usize>,
}

impl Goal<'_, '_> {
    fn here(&self) -> Place {
        place(self.source, self.span.clone())
    }

    fn place(&self, value: &Spanned<DeValue<'_>>) -> Place {
        place(self.source, value.span())
    }
}

/// What `where` or `over` sums.
struct Sum {
    term: Term,
    unit: String,
}

impl Reader<'_> {
    /// `[[target]]` or `[[check]]`.
    pub(super) fn goals(&mut self, source: &Arc<Source>, section: &str, value: &Spanned<DeValue<'_>>) {
        let DeValue::Array(list) = value.get_ref() else {
            let is = kind(value.get_ref());
            self.problems.push(
                Problem::error(text!("`{section}` must be a list of tables, not {}", is.en; "`{section}`须为表的列表，不能是{}", is.zh))
                    .at(place(source, value.span()), text!("not a list of tables"; "不是表的列表"))
                    .hint(text!(
                        "write `[[{section}]]` on a line of its own, in double brackets, and its keys beneath";
                        "请单独一行写`[[{section}]]`（双重方括号），其下写各键"
                    )),
            );
            return;
        };
        let mut ids: Vec<String> = Vec::new();
        for value in list {
            if self.problems.is_full() {
                return;
            }
            let DeValue::Table(table) = value.get_ref() else {
                let (is, of) = (kind(value.get_ref()), in_chinese(section));
                self.problems.push(
                    Problem::error(text!("a {section} is a table, not {}", is.en; "{of}须为表，不能是{}", is.zh))
                        .at(place(source, value.span()), text!("not a table"; "不是表")),
                );
                continue;
            };
            let goal = Goal { source, table, span: value.span() };
            let Some(target) = self.goal(section, &goal) else { continue };
            if ids.contains(&target.id) {
                let id = &target.id;
                self.problems.push(
                    Problem::error(text!("two of this file are called `{id}`"; "本文件中有两个`{id}`"))
                        .at(goal.here(), text!("the second"; "第二个"))
                        .hint(text!("give each an `id` of its own"; "请各用不同的`id`")),
                );
                continue;
            }
            ids.push(target.id.clone());
            let setting = Setting { place: goal.here(), value: target };
            let all = if section == "target" { &mut self.targets } else { &mut self.checks };
            match all.iter_mut().find(|known| known.value.id == setting.value.id) {
                Some(known) => *known = setting,
                None => all.push(setting),
            }
        }
    }

    fn goal(&mut self, section: &str, goal: &Goal<'_, '_>) -> Option<Target> {
        let errors = self.problems.errors();
        let of = in_chinese(section);
        for (key, _) in goal.table {
            let written = key.get_ref().as_ref();
            if !GOAL_KEYS.contains(&written) || (section == "check" && written == "group") {
                let problem = Problem::error(text!("a {section} has no `{written}`"; "{of}没有`{written}`"))
                    .at(place(goal.source, key.span()), text!("not known here"; "此处不认识"));
                let known = GOAL_KEYS.join("`, `");
                self.problems.push(match nearest(written, GOAL_KEYS) {
                    Some(near) => problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？")),
                    None => problem.hint(text!("there are `{known}`"; "可用`{known}`")),
                });
            }
        }
        let id = self.words_of(goal, "id")?;
        let Some(sum) = self.required_sum(section, &id, goal) else { return None };
        let over = match goal.table.get("over") {
            Some(value) => Some(self.sum(goal, "over", value)?),
            None => None,
        };
        let unit = match &over {
            None => sum.unit.clone(),
            Some(over) if over.unit == sum.unit => "-".to_owned(),
            Some(over) => format!("({}) / ({})", sum.unit, over.unit),
        };
        let mut test = Test {
            variable: sum.term.variable,
            only: sum.term.only,
            over: over.map(|over| over.term),
            ..Test::default()
        };
        self.limit(section, &id, goal, &unit, &mut test);
        self.years_of(section, &id, goal, &mut test);
        let text = goal.table.get("text").and_then(|value| self.text(goal.source, "text", value));
        let note = goal.table.get("note").and_then(|value| self.text(goal.source, "note", value));
        let group = self.group(goal);
        (self.problems.errors() == errors).then(|| Target {
            text: text.unwrap_or_else(|| self.said(&test)),
            id,
            group,
            clause: String::new(),
            figure: String::new(),
            unit,
            soft: false,
            note,
            reading_of: None,
            tests: vec![test],
            not_evaluated: None,
            proxies: Vec::new(),
        })
    }

    /// A goal in words, where its author gave none.
    fn said(&self, test: &Test) -> Text {
        let mut text = Text::default();
        for name in test.variable.list() {
            let Some((kind, declaration)) = variable(name) else { continue };
            let label = glossary::term(kind, declaration).label;
            for (said, label, plus) in [(&mut text.en, label.en, " + "), (&mut text.zh, label.zh, "＋")] {
                if !said.is_empty() {
                    said.push_str(plus);
                }
                said.push_str(&label);
            }
        }
        let mut members = Text::default();
        for (set, kept) in &test.only {
            for member in kept.list() {
                let dimension = crate::model::sets::Dimension::ALL.iter().find(|dimension| dimension.key() == set);
                let label =
                    dimension.map_or_else(|| Text::plain(member), |dimension| self.baseline.label(*dimension, member));
                for (said, label, comma) in [(&mut members.en, label.en, ", "), (&mut members.zh, label.zh, "、")] {
                    if !said.is_empty() {
                        said.push_str(comma);
                    }
                    said.push_str(&label);
                }
            }
        }
        if members.en.is_empty() {
            return text;
        }
        text!("{}: {}", text.en, members.en; "{}：{}", text.zh, members.zh)
    }

    fn words_of(&mut self, goal: &Goal<'_, '_>, key: &str) -> Option<String> {
        let problem = match goal.table.get(key) {
            Some(value) => match value.get_ref() {
                DeValue::String(words) if !words.trim().is_empty() => {
                    return Some(self.words(goal.source, key, words, value.span()));
                }
                _ => Problem::error(text!("`{key}` needs a name"; "`{key}`须为名称"))
                    .at(goal.place(value), text!("not a name"; "不是名称")),
            },
            None => Problem::error(text!("there is no `{key}`"; "缺少`{key}`"))
                .at(goal.here(), text!("needs `{key}`"; "须有`{key}`")),
        };
        self.problems.push(problem.hint(text!(
            "write `{key} = \"my_cap\"`, a short name that the scorecard shows";
            "请写`{key} = \"my_cap\"`，即记分表中显示的短名"
        )));
        None
    }

    fn group(&mut self, goal: &Goal<'_, '_>) -> String {
        let Some(value) = goal.table.get("group") else { return OWN_GROUP.to_owned() };
        let known = || self.baseline.target_groups.iter().map(|group| group.id.as_str());
        let problem = match value.get_ref() {
            DeValue::String(name) if known().any(|id| id == name) => return name.to_string(),
            DeValue::String(name) => {
                let all = known().collect::<Vec<_>>().join("`, `");
                let problem = Problem::error(text!("there is no group of targets `{name}`"; "没有目标组`{name}`"));
                match nearest(name, known()) {
                    Some(near) => problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？")),
                    None => problem.hint(text!("there are `{all}`"; "可用`{all}`")),
                }
            }
            other => {
                let is = kind(other);
                Problem::error(text!("`group` needs a name, not {}", is.en; "`group`须为名称，不能是{}", is.zh))
            }
        };
        self.problems.push(problem.at(goal.place(value), text!("no such group"; "没有这一组")));
        String::new()
    }

    fn required_sum(&mut self, section: &str, id: &str, goal: &Goal<'_, '_>) -> Option<Sum> {
        match goal.table.get("where") {
            Some(value) => self.sum(goal, "where", value),
            None => {
                let of = in_chinese(section);
                self.problems.push(
                    Problem::error(text!(
                        "the {section} `{id}` does not say which variable it is about";
                        "{of}`{id}`未说明针对哪个变量"
                    ))
                    .at(goal.here(), text!("needs `where`"; "须有`where`"))
                    .hint(where_form()),
                );
                None
            }
        }
    }

    /// `"capacity"`, `"capacity.small"`, or a list of such.
    fn sum(&mut self, goal: &Goal<'_, '_>, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Sum> {
        let mut parts: Vec<(String, Place)> = Vec::new();
        let mut take = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
            DeValue::String(words) => {
                parts.push((words.to_string(), place(goal.source, value.span())));
                true
            }
            _ => false,
        };
        let taken = match value.get_ref() {
            DeValue::Array(list) => !list.is_empty() && list.iter().all(take),
            _ => take(value),
        };
        if !taken {
            let is = kind(value.get_ref());
            self.problems.push(
                Problem::error(
                    text!("`{key}` needs names of variables, not {}", is.en; "`{key}`须为变量名，不能是{}", is.zh),
                )
                .at(goal.place(value), text!("not a variable"; "不是变量"))
                .hint(where_form()),
            );
            return None;
        }
        let mut sum: Option<Sum> = None;
        for (path, here) in parts {
            let next = self.variable_and_members(&path, &here)?;
            match &mut sum {
                None => sum = Some(next),
                Some(first) => {
                    if first.unit != next.unit || first.term.only != next.term.only {
                        let (one, other) = (&first.unit, &next.unit);
                        self.problems.push(
                            Problem::error(text!(
                                "`{path}` cannot be added to what stands before it";
                                "`{path}`不能与前面的相加"
                            ))
                            .at(here, text!("another unit, or other members"; "单位或成员不同"))
                            .hint(text!(
                                "variables of one list have the same unit ({one} and {other} are given) and the same members";
                                "同一列表中的变量须单位相同（现为{one}和{other}）、成员相同"
                            )),
                        );
                        return None;
                    }
                    let mut names: Vec<String> = first.term.variable.list().into_iter().map(str::to_owned).collect();
                    names.extend(next.term.variable.list().into_iter().map(str::to_owned));
                    first.term.variable = Names::Several(names);
                }
            }
        }
        sum
    }

    fn variable_and_members(&mut self, path: &str, here: &Place) -> Option<Sum> {
        let mut parts = path.split('.');
        let name = parts.next().unwrap_or_default();
        let Some((_, declaration)) = variable(name) else {
            let problem = Problem::error(text!("the model has no variable `{name}`"; "模型没有变量`{name}`"))
                .at(here.clone(), text!("no such variable"; "没有这个变量"));
            let near = nearest(name, variables().map(|(_, declaration)| declaration.name));
            self.problems.push(match near {
                Some(near) => problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？")),
                None => problem.hint(text!(
                    "variables are the names in `trajectory.csv`: every stock and auxiliary of the model";
                    "变量名见`trajectory.csv`：即模型的各存量和辅助变量"
                )),
            });
            return None;
        };
        let sets = &self.baseline.sets;
        let mut only: BTreeMap<String, Names> = BTreeMap::new();
        let mut known_members: Vec<(crate::model::sets::Dimension, String)> = Vec::new();
        for member in parts.filter(|part| *part != "*") {
            let dimension = declaration.dimensions.iter().find(|dimension| {
                sets.members(**dimension).iter().any(|known| known == member)
                    && !only.contains_key(set_name(**dimension))
            });
            let Some(dimension) = dimension else {
                let all: Vec<&str> = declaration
                    .dimensions
                    .iter()
                    .flat_map(|dimension| sets.members(*dimension))
                    .map(String::as_str)
                    .collect();
                let problem = Problem::error(text!("`{name}` has no member `{member}`"; "`{name}`没有成员`{member}`"))
                    .at(here.clone(), text!("no such member"; "没有这个成员"));
                let listed = all.join("`, `");
                self.problems.push(match nearest(member, all.iter().copied()) {
                    Some(near) => problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？")),
                    None if all.is_empty() => problem.hint(text!(
                        "`{name}` is a single number: write its name alone";
                        "`{name}`只有一个数：请只写名称"
                    )),
                    None => problem.hint(text!("it has `{listed}`"; "其成员有`{listed}`")),
                });
                return None;
            };
            known_members.push((*dimension, member.to_owned()));
            only.insert(set_name(*dimension).to_owned(), Names::One(member.to_owned()));
        }
        let unit = self.baseline.unit_of_part(declaration, &known_members);
        let term = Term { variable: Names::One(name.to_owned()), only, weight: None, year: None };
        Some(Sum { term, unit })
    }

    /// Exactly one of `at_most`, `at_least`, `equals`.
    fn limit(&mut self, section: &str, id: &str, goal: &Goal<'_, '_>, unit: &str, test: &mut Test) {
        let given: Vec<&str> = LIMITS.into_iter().filter(|key| goal.table.contains_key(*key)).collect();
        let of = in_chinese(section);
        let [key] = given[..] else {
            let (message, label) = if given.is_empty() {
                (
                    text!("the {section} `{id}` does not say what must hold"; "{of}`{id}`未说明要求"),
                    text!("no limit"; "没有限值"),
                )
            } else {
                let both = given.join("`, `");
                (
                    text!("the {section} `{id}` has several limits: `{both}`"; "{of}`{id}`有多个限值：`{both}`"),
                    text!("more than one limit"; "限值不止一个"),
                )
            };
            self.problems.push(Problem::error(message).at(goal.here(), label).hint(text!(
                "write one of `at_most`, `at_least` and `equals`; for two limits, write two of them";
                "请在`at_most`、`at_least`、`equals`中写一个；两个限值请分写两条"
            )));
            return;
        };
        let Some(value) = goal.table.get(key) else { return };
        let given = number(goal.source, key, Some(unit), value, &mut self.problems);
        match key {
            "at_most" => test.at_most = given,
            "at_least" => test.at_least = given,
            _ => test.equals = given,
        }
        if let Some(value) = goal.table.get("tolerance") {
            test.tolerance = number(goal.source, "tolerance", Some("-"), value, &mut self.problems);
            if test.tolerance.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
                self.problems.push(
                    Problem::error(text!(
                        "`tolerance` must be between 0 and 1";
                        "`tolerance`须在0到1之间"
                    ))
                    .at(goal.place(value), text!("out of range"; "超出范围"))
                    .hint(text!("it is a share of the limit: 0.05 is 5 %"; "它是限值的比例：0.05即5%")),
                );
            }
        }
    }

    /// `year`, or `from` and `to`, or neither: then in every simulated year.
    fn years_of(&mut self, section: &str, id: &str, goal: &Goal<'_, '_>, test: &mut Test) {
        let mut year = |key: &str| -> Option<i32> {
            let value = goal.table.get(key)?;
            let given = whole(goal.source, key, value, &mut self.problems)?;
            // stocks have a value at the end of the year before the first
            if (FIRST_YEAR - 1..=LAST_YEAR).contains(&given) {
                return Some(given);
            }
            let first = FIRST_YEAR - 1;
            self.problems.push(
                Problem::error(text!(
                    "`{key}` must be between {first} and {LAST_YEAR}, but is {given}";
                    "`{key}`须在{first}到{LAST_YEAR}之间，现为{given}"
                ))
                .at(goal.place(value), text!("out of range"; "超出范围")),
            );
            None
        };
        (test.year, test.from, test.to) = (year("year"), year("from"), year("to"));
        let has = |key: &str| goal.table.contains_key(key);
        let measure = match goal.table.get("measure") {
            None => None,
            Some(value) => {
                let name = if let DeValue::String(name) = value.get_ref() { name.as_ref() } else { "" };
                let found = MEASURES.iter().find(|(known, _)| *known == name).map(|(_, measure)| *measure);
                if found.is_none() {
                    let known = MEASURES.map(|(name, _)| name).join("`, `");
                    self.problems.push(
                        Problem::error(text!("there is no measure `{name}`"; "没有`{name}`这种度量"))
                            .at(goal.place(value), text!("no such measure"; "没有这种度量"))
                            .hint(text!("there are `{known}`"; "可用`{known}`")),
                    );
                    return;
                }
                found
            }
        };
        let fits = match (has("year"), has("from"), has("to")) {
            (true, false, false) => matches!(measure, None | Some(Measure::At)),
            (false, true, true) => measure != Some(Measure::At),
            (false, false, false) => measure != Some(Measure::At),
            _ => false,
        };
        if !fits {
            let of = in_chinese(section);
            self.problems.push(
                Problem::error(text!("for which years is the {section} `{id}`?"; "{of}`{id}`针对哪些年份？"))
                    .at(goal.here(), text!("its years do not go together"; "年份设定不一致"))
                    .hint(text!(
                        "write `year`; or `from` and `to` with a `measure`; or none of them, for every year";
                        "请写`year`；或`from`、`to`并加`measure`；都不写则指每一年"
                    )),
            );
            return;
        }
        if let (Some(from), Some(to)) = (test.from, test.to)
            && from >= to
        {
            self.problems.push(
                Problem::error(text!("`from` must lie before `to`"; "`from`须早于`to`"))
                    .at(goal.here(), text!("from {from} to {to}"; "{from}到{to}")),
            );
        }
        if has("year") {
            return;
        }
        test.measure = match (measure, test.at_most, test.at_least) {
            (Some(measure), ..) => measure,
            (None, Some(_), _) => Measure::Highest,
            (None, _, Some(_)) => Measure::Lowest,
            (None, None, None) => {
                if test.equals.is_some() {
                    self.problems.push(
                        Problem::error(text!("`equals` needs a `year`"; "`equals`须有`year`"))
                            .at(goal.here(), text!("for which year?"; "哪一年？")),
                    );
                }
                return;
            }
        };
    }
}

/// A goal's section as a noun.
fn in_chinese(section: &str) -> &'static str {
    if section == "check" { "检查" } else { "目标" }
}

fn where_form() -> Text {
    text!(
        "write `where = \"capacity\"`, or with members as in `\"capacity.small\"`; what is not named is summed";
        "请写`where = \"capacity\"`，或加成员如`\"capacity.small\"`；未写明的集合求和"
    )
}
