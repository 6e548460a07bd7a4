//! `[[target]]` and `[[check]]`: numbers made of results, and what they must be.
//!
//! A target joins the scorecard, or replaces the plan's target of the same id. A check is something that the author of
//! a scenario relies on: a run says if it does not hold.

use super::layers::{Noted, Said};
use super::{Reader, Setting};
use crate::glossary;
use crate::problem::{Place, Problem, Source, nearest};
use crate::scenario::baseline::{FIRST_YEAR, LAST_YEAR};
use crate::scenario::number::{kind, number, place, whole};
use crate::scenario::variables::variable;
use crate::target::{Measure, Names, OWN_GROUP, Target, Test};
use crate::text;
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

/// More targets, or checks, than this are a mistake: nobody reads their verdicts. All files of a scenario count together.
pub(in crate::scenario) const MOST_GOALS: usize = 1000;

/// What keys are called by those who do not remember their names.
const OTHER_NAMES: [(&str, &[&str]); 5] = [
    ("at_most", &["<=", "<", "max", "maximum"]),
    ("at_least", &[">=", ">", "min", "minimum"]),
    ("equals", &["=", "==", "value"]),
    ("where", &["variable", "of", "what"]),
    ("id", &["name"]),
];

/// The keys that say what a number must be.
pub(in crate::scenario) const LIMITS: [&str; 3] = ["at_most", "at_least", "equals"];

/// A table of a goal, while it is read.
pub(super) struct Goal<'t, 'd> {
    pub(super) source: &'t Arc<Source>,
    pub(super) table: &'t DeTable<'d>,
    pub(super) span: Range<usize>,
    /// A key of it is not known: what seems to be missing is probably that.
    pub(super) strange: bool,
}

impl Goal<'_, '_> {
    pub(super) fn here(&self) -> Place {
        place(self.source, self.span.clone())
    }

    pub(super) fn place(&self, value: &Spanned<DeValue<'_>>) -> Place {
        place(self.source, value.span())
    }
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
            let strange = table.keys().any(|key| !GOAL_KEYS.contains(&key.get_ref().as_ref()));
            let goal = Goal { source, table, span: value.span(), strange };
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
            let plan = &self.baseline.targets;
            if section == "target"
                && !plan.iter().any(|known| known.id == target.id)
                && let Some(namesake) = plan.iter().find(|known| known.id.eq_ignore_ascii_case(&target.id))
            {
                let (id, other) = (&target.id, &namesake.id);
                self.problems.push(
                    Problem::warning(text!(
                        "`{id}` is a target of its own beside the plan's `{other}`";
                        "`{id}`是新的目标，与规划的`{other}`并存"
                    ))
                    .at(goal.here(), text!("not the same name"; "名称不同"))
                    .hint(text!(
                        "write `{other}` to replace the plan's, or choose another name";
                        "要取代规划的目标请写`{other}`，否则请另取名称"
                    )),
                );
            }
            ids.push(target.id.clone());
            let setting = Setting { place: goal.here(), value: target };
            let of_targets = section == "target";
            let all = if of_targets { &mut self.targets } else { &mut self.checks };
            let position = all.iter().position(|known| known.value.id == setting.value.id).unwrap_or(all.len());
            if position == MOST_GOALS {
                let of = in_chinese(section);
                self.problems.push(
                    Problem::error(text!(
                        "there are more than {MOST_GOALS} `[[{section}]]`";
                        "{of}超过{MOST_GOALS}个"
                    ))
                    .at(goal.here(), text!("one too many"; "超出"))
                    .hint(text!(
                        "say what matters in fewer; those of all files that are extended count together";
                        "请只写要紧的；所引用文件中的一并计数"
                    )),
                );
                return;
            }
            let noted = if of_targets { Noted::Target(position) } else { Noted::Check(position) };
            let said = Said::Goal(Box::new(setting.value.clone()));
            self.layers.note(noted, &setting.value.id, &setting.place, said);
            match all.get_mut(position) {
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
                    .at(place(goal.source, key.span()), text!("not known here"; "此处不能用"));
                let allowed = || GOAL_KEYS.into_iter().filter(|key| section == "target" || *key != "group");
                let known = allowed().collect::<Vec<_>>().join("`, `");
                let other_name = OTHER_NAMES.iter().find(|(_, names)| names.contains(&written)).map(|(key, _)| *key);
                self.problems.push(match other_name.or_else(|| nearest(written, allowed())) {
                    Some(near) => problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？")),
                    None => problem.hint(text!("there are `{known}`"; "可用`{known}`")),
                });
            }
        }
        let id = self.words_of(goal, "id")?;
        let sum = self.required_sum(section, &id, goal)?;
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
        let words = goal.table.get("text").and_then(|value| self.text(goal.source, "text", value));
        let note = goal.table.get("note").and_then(|value| self.text(goal.source, "note", value));
        let group = self.group(goal);
        (self.problems.errors() == errors).then(|| Target {
            text: words.unwrap_or_else(|| self.said(&test)),
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

    fn words_of(&mut self, goal: &Goal<'_, '_>, key: &str) -> Option<String> {
        let problem = match goal.table.get(key) {
            Some(value) => match value.get_ref() {
                DeValue::String(words) if !words.trim().is_empty() => {
                    return Some(self.words(goal.source, key, words, value.span()));
                }
                _ => Problem::error(text!("`{key}` needs a name"; "`{key}`须为名称"))
                    .at(goal.place(value), text!("not a name"; "不是名称")),
            },
            None if goal.strange => return None,
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

    /// Exactly one of `at_most`, `at_least`, `equals`.
    fn limit(&mut self, section: &str, id: &str, goal: &Goal<'_, '_>, unit: &str, test: &mut Test) {
        let given: Vec<&str> = LIMITS.into_iter().filter(|key| goal.table.contains_key(*key)).collect();
        let of = in_chinese(section);
        if given.is_empty() && goal.strange {
            return;
        }
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
        if let Some(share) = given
            && unit == "-"
            && share > 1.0
            && test.over.as_ref().is_some_and(|whole| {
                test.variable == whole.variable && whole.only.iter().all(|(set, kept)| test.only.get(set) == Some(kept))
            })
        {
            let percent = share / 100.0;
            self.problems.push(
                Problem::warning(text!(
                    "a part of `{0}` is never more than the whole, but the limit is {share}", test.variable.list().join("` + `");
                    "`{0}`的一部分不会超过全部，但限值为{share}", test.variable.list().join("`＋`")
                ))
                .at(goal.place(value), text!("more than 1"; "大于1"))
                .hint(text!(
                    "if {share} % is meant, write {percent} or \"{share} %\"";
                    "若指{share}%，请写{percent}或\"{share}%\""
                )),
            );
        }
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
                        "`tolerance` must be between 0 and 1, but is {}", test.tolerance.unwrap_or_default();
                        "`tolerance`须在0到1之间，现为{}", test.tolerance.unwrap_or_default()
                    ))
                    .at(goal.place(value), text!("out of range"; "超出范围"))
                    .hint(text!("it is a share of the limit: 0.05 is 5 %"; "它是限值的比例：0.05即5%")),
                );
            }
        } else if key == "equals" {
            self.problems.push(
                Problem::warning(text!(
                    "the {section} `{id}` allows no deviation at all";
                    "{of}`{id}`不容许任何偏差"
                ))
                .at(goal.place(value), text!("hardly ever met to the last digit"; "几乎不可能分毫不差"))
                .hint(text!("add `tolerance = 0.05` to allow 5 %"; "请加`tolerance = 0.05`，即容许5%的偏差")),
            );
        }
    }

    /// `year`, or `from` and `to`, or neither: then in every simulated year.
    fn years_of(&mut self, section: &str, id: &str, goal: &Goal<'_, '_>, test: &mut Test) {
        let mut year = |key: &str| -> Option<i32> {
            let value = goal.table.get(key)?;
            let given = whole(goal.source, key, value, &mut self.problems)?;
            // stocks have a value at the end of the year before the first; flows are means over a year that is simulated
            let terms = [Some(&test.variable), test.over.as_ref().map(|over| &over.variable)];
            let mut names = terms.into_iter().flatten().flat_map(Names::list);
            let flow = names.find(|name| variable(name).is_none_or(|(kind, _)| kind != glossary::Kind::Stock));
            let first = if flow.is_some() { FIRST_YEAR } else { FIRST_YEAR - 1 };
            if (first..=LAST_YEAR).contains(&given) {
                return Some(given);
            }
            if let Some(flow) = flow.filter(|_| given == FIRST_YEAR - 1) {
                self.problems.push(
                    Problem::error(text!("`{flow}` has no value for {given}"; "`{flow}`在{given}年没有数值"))
                        .at(goal.place(value), text!("before the first simulated year"; "早于模拟的第一年"))
                        .hint(text!(
                            "only stocks have values at the end of {given}; write a year from {FIRST_YEAR} to {LAST_YEAR}";
                            "{given}年末只有存量有数值；请写{FIRST_YEAR}到{LAST_YEAR}之间的年份"
                        )),
                );
                return None;
            }
            self.problems.push(
                Problem::error(text!(
                    "`{key}` must be between {first} and {LAST_YEAR}, but is {given}";
                    "`{key}`须在{first}到{LAST_YEAR}之间，现为{given}"
                ))
                .at(goal.place(value), text!("out of range"; "超出范围"))
                .hint(text!("results are known for those years"; "只有这些年份有结果")),
            );
            None
        };
        (test.year, test.from, test.to) = (year("year"), year("from"), year("to"));
        let has = |key: &str| goal.table.contains_key(key);
        let measure = match goal.table.get("measure") {
            None => None,
            Some(value) => {
                let name = if let DeValue::String(name) = value.get_ref() { name.as_ref() } else { "" };
                let is = kind(value.get_ref());
                let message = if name.is_empty() {
                    text!("`measure` needs a name, not {}", is.en; "`measure`须为名称，不能是{}", is.zh)
                } else {
                    text!("there is no measure `{name}`"; "没有`{name}`这种度量")
                };
                let found = MEASURES.iter().find(|(known, _)| *known == name).map(|(_, measure)| *measure);
                if found.is_none() {
                    let known = MEASURES.map(|(name, _)| name).join("`, `");
                    self.problems.push(
                        Problem::error(message)
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
            // over all simulated years there is an extreme, but which change or sum is meant must be said
            (false, false, false) => matches!(measure, None | Some(Measure::Highest | Measure::Lowest)),
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
pub(super) fn in_chinese(section: &str) -> &'static str {
    if section == "check" { "检查" } else { "目标" }
}
