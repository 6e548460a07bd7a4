//! A test of a target, a value shown beside it, a headline: sums over members of variables, years, and a threshold.

use super::fields::Fields;
use super::tables::did_you_mean;
use super::{FIRST_YEAR, LAST_YEAR, units};
use crate::glossary::Kind;
use crate::model::Parameters;
use crate::model::sets::{Dimension, Sets};
use crate::problem::{Place, Problem, nearest};
use crate::record::{Declaration, Record};
use crate::scenario::number::place;
use crate::scenario::variables::{variable, variables};
use crate::target::{Measure, Names, Term, Test, ToleranceKind, set_name};
use crate::text;
use crate::text::Text;
use std::collections::BTreeMap;

/// What a test is for, which says what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The one test of a target.
    Alone,
    /// One of a target's tests: it needs a label.
    OneOfSeveral,
    /// A value that is only shown.
    Proxy,
    /// A row by year: no years of its own.
    Headline,
}

/// How the years become one number, as it is written in data.
const MEASURES: [(&str, Measure); 6] = [
    ("at", Measure::At),
    ("sum", Measure::Sum),
    ("change", Measure::Change),
    ("largest_rise", Measure::LargestRise),
    ("highest", Measure::Highest),
    ("lowest", Measure::Lowest),
];

const TOLERANCES: [(&str, ToleranceKind); 2] =
    [("relative", ToleranceKind::Relative), ("absolute", ToleranceKind::Absolute)];

/// The keys that say what a number must be.
const LIMITS: [&str; 3] = ["at_most", "at_least", "equals"];

/// Reads a test.
pub(super) fn test(mut fields: Fields<'_, '_>, standing: Standing, sets: Option<&Sets>) -> Test {
    let Term { variable, only, weight, .. } = sum(&mut fields, sets);
    let mut inner = |key: &'static str| {
        let mut inner = fields.inner(key)?;
        let mut term = sum(&mut inner, sets);
        let stocks_only = has_auxiliary(&term.variable);
        term.year = year(&mut inner, "year", stocks_only);
        inner.finish();
        Some(term)
    };
    let (times, over, minus) = (inner("times"), inner("over"), inner("minus"));
    let (factor, offset) = (fields.number("factor"), fields.number("offset"));
    let label = fields.text("label");
    let unit = fields.words("unit");
    if let Some(value) = fields.table.get("unit")
        && let Some(unit) = &unit
    {
        units::check_known("unit", unit, place(fields.source, value.span()), fields.problems);
    }
    let needs: &[&'static str] = match standing {
        Standing::Alone | Standing::Proxy => &[],
        Standing::OneOfSeveral => &["label"],
        Standing::Headline => &["label", "unit"],
    };
    fields.must_have(needs);
    let mut test = Test { variable, only, weight, times, over, minus, factor, offset, unit, label, ..Test::default() };
    if standing != Standing::Headline {
        test.figure = fields.words("figure");
        years(&mut fields, &mut test);
    }
    if matches!(standing, Standing::Alone | Standing::OneOfSeveral) {
        limit(&mut fields, &mut test);
    }
    fields.finish();
    test
}

/// Is one of these an auxiliary, which has no value for the year before the first?
fn has_auxiliary(names: &Names) -> bool {
    names.list().into_iter().any(|name| variable(name).is_some_and(|(kind, _)| kind == Kind::Auxiliary))
}

/// A variable or several, the members to keep, the parameter to multiply with.
fn sum(fields: &mut Fields<'_, '_>, sets: Option<&Sets>) -> Term {
    fields.must_have(&["variable"]);
    let (names, listed) = fields.names("variable").unwrap_or_default();
    let mut declarations: Vec<&'static Declaration> = Vec::new();
    for (name, here) in listed {
        if let Some((_, declaration)) = variable(&name) {
            declarations.push(declaration);
        } else {
            let problem = Problem::error(text!("the model has no variable `{name}`"; "模型没有变量`{name}`"))
                .at(here, text!("no such variable"; "没有这个变量"));
            let near = nearest(&name, variables().map(|(_, declaration)| declaration.name));
            fields.problems.push(match near {
                Some(near) => problem.hint(did_you_mean(near)),
                None => problem.hint(text!(
                    "variables are the names in `trajectory.csv`: every stock and auxiliary of the model";
                    "变量名见`trajectory.csv`：即模型的各存量和辅助变量"
                )),
            });
        }
    }
    let weight = fields.words("weight");
    let mut weighted: &[Dimension] = &[];
    if let Some(name) = &weight {
        let parameters = Parameters::<f64>::declarations();
        if let Some(declaration) = parameters.iter().find(|declaration| declaration.name == name) {
            weighted = declaration.dimensions;
        } else {
            let here = fields.table.get("weight").map_or_else(|| fields.here(), |value| fields.at(value));
            let problem = Problem::error(text!("the model has no parameter `{name}`"; "模型没有参数`{name}`"))
                .at(here, text!("no such parameter"; "没有这个参数"));
            let near = nearest(name, parameters.iter().map(|declaration| declaration.name));
            fields.problems.push(match near {
                Some(near) => problem.hint(did_you_mean(near)),
                None => problem.hint(text!(
                    "a weight is a parameter by its name alone, without members";
                    "权重是参数名，不带成员"
                )),
            });
        }
    }
    let only = kept(fields, &declarations, weighted, sets);
    Term { variable: names, only, weight, year: None }
}

/// The members that `where` keeps, by set.
fn kept(
    fields: &mut Fields<'_, '_>,
    declarations: &[&'static Declaration],
    weighted: &[Dimension],
    sets: Option<&Sets>,
) -> BTreeMap<String, Names> {
    let mut only = BTreeMap::new();
    let Some(mut inner) = fields.inner("where") else { return only };
    for (key, value) in inner.table {
        let set = key.get_ref().as_ref();
        let here = place(inner.source, key.span());
        let known = Dimension::ALL.iter().find(|dimension| set_name(**dimension) == set);
        if known.is_none() {
            let problem = Problem::error(text!("there is no set `{set}`"; "没有集合`{set}`"))
                .at(here, text!("not a set of the model"; "不是模型的集合"));
            let near = nearest(set, Dimension::ALL.iter().map(|dimension| set_name(*dimension)));
            inner.problems.push(near.into_iter().fold(problem, |problem, near| problem.hint(did_you_mean(near))));
            continue;
        }
        let among = |dimensions: &[Dimension]| dimensions.iter().copied().find(|own| set_name(*own) == set);
        let of_weight = among(weighted);
        let lacking = declarations.iter().find(|declaration| among(declaration.dimensions).or(of_weight).is_none());
        if let Some(declaration) = lacking {
            let name = declaration.name;
            let own: Vec<&str> = declaration.dimensions.iter().map(|dimension| set_name(*dimension)).collect();
            let hint = if own.is_empty() {
                text!("`{name}` is a single number: leave `where` out"; "`{name}`只有一个数：请去掉`where`")
            } else {
                let own = own.join("`, `");
                text!("it runs over `{own}`"; "它的集合为`{own}`")
            };
            inner.problems.push(
                Problem::error(text!("`{name}` does not run over `{set}`"; "`{name}`不分`{set}`"))
                    .at(here, text!("nothing to choose from"; "无可选择"))
                    .hint(hint),
            );
            continue;
        }
        let Some((names, listed)) = inner.names_in(set, value) else { continue };
        let dimension = declarations.iter().find_map(|declaration| among(declaration.dimensions)).or(of_weight);
        if let Some((sets, dimension)) = sets.zip(dimension) {
            let members = sets.members(dimension);
            for (member, here) in listed.into_iter().filter(|(member, _)| !members.contains(member)) {
                unknown_member(&mut inner, set, &member, here, members);
            }
        }
        only.insert(set.to_owned(), names);
    }
    only
}

fn unknown_member(fields: &mut Fields<'_, '_>, set: &str, member: &str, here: Place, members: &[String]) {
    let problem = Problem::error(text!("`{set}` has no member `{member}`"; "`{set}`没有成员`{member}`"))
        .at(here, text!("no such member"; "没有这个成员"));
    let all = members.iter().take(12).map(String::as_str).collect::<Vec<_>>().join("`, `");
    fields.problems.push(match nearest(member, members.iter().map(String::as_str)) {
        Some(near) => problem.hint(did_you_mean(near)),
        None => problem.hint(text!("it has `{all}`"; "其成员有`{all}`")),
    });
}

/// A year of the plan; for stocks the year before the first too.
fn year(fields: &mut Fields<'_, '_>, key: &'static str, has_auxiliary: bool) -> Option<i32> {
    let given = fields.whole(key)?;
    let first = if has_auxiliary { FIRST_YEAR } else { FIRST_YEAR - 1 };
    if (first..=LAST_YEAR).contains(&given) {
        return Some(given);
    }
    let here = fields.table.get(key).map_or_else(|| fields.here(), |value| fields.at(value));
    let hint = if given == FIRST_YEAR - 1 {
        text!(
            "stocks have a value at the end of {given}; others are means over a simulated year";
            "存量有{given}年末的值；其他变量是模拟年份内的均值"
        )
    } else {
        text!("levers, drivers and targets are given for those years"; "政策手段、外部条件和目标都只给到这些年份")
    };
    fields.problems.push(
        Problem::error(text!(
            "`{key}` must be between {first} and {LAST_YEAR}, but is {given}";
            "`{key}`须在{first}到{LAST_YEAR}之间，现为{given}"
        ))
        .at(here, text!("a year outside"; "年份超出"))
        .hint(hint),
    );
    None
}

/// `year`, or `from` and `to`, as the measure needs them.
fn years(fields: &mut Fields<'_, '_>, test: &mut Test) {
    test.measure = fields.choice("measure", &MEASURES).unwrap_or_default();
    let terms = [&test.times, &test.over, &test.minus];
    // a term may have a year of its own
    let auxiliary = has_auxiliary(&test.variable)
        || terms.into_iter().flatten().any(|term| term.year.is_none() && has_auxiliary(&term.variable));
    test.year = year(fields, "year", auxiliary);
    test.from = year(fields, "from", auxiliary);
    test.to = year(fields, "to", auxiliary);
    let has = ["year", "from", "to"].map(|key| fields.has(key));
    let fits = match test.measure {
        Measure::At => has == [true, false, false],
        Measure::Highest | Measure::Lowest => has == [false, true, true] || has == [false; 3],
        _ => has == [false, true, true],
    };
    let here = fields.here();
    if !fits {
        fields.problems.push(
            Problem::error(text!("for which years is this test?"; "此检验针对哪些年份？"))
                .at(here, text!("its years do not go together"; "年份设定不一致"))
                .hint(text!(
                    "write `year`; or a `measure` with `from` and `to`";
                    "请写`year`；或写`measure`并加`from`、`to`"
                )),
        );
    } else if let (Some(from), Some(to)) = (test.from, test.to)
        && from >= to
    {
        fields.problems.push(
            Problem::error(text!("`from` must lie before `to`"; "`from`须早于`to`"))
                .at(here, text!("from {from} to {to}"; "{from}到{to}")),
        );
    }
}

/// Exactly one threshold, and a tolerance that means something.
fn limit(fields: &mut Fields<'_, '_>, test: &mut Test) {
    test.at_most = fields.number("at_most");
    test.at_least = fields.number("at_least");
    test.equals = fields.number("equals");
    test.tolerance = fields.number("tolerance");
    test.tolerance_kind = fields.choice("tolerance_kind", &TOLERANCES).unwrap_or_default();
    let given: Vec<&str> = LIMITS.into_iter().filter(|key| fields.has(key)).collect();
    if given.len() != 1 {
        let here = fields.here();
        let (message, label) = if given.is_empty() {
            (text!("this test has no threshold"; "此检验没有限值"), text!("no threshold"; "没有限值"))
        } else {
            let given = given.join("`, `");
            (
                text!("this test has several thresholds: `{given}`"; "此检验有多个限值：`{given}`"),
                text!("more than one threshold"; "限值不止一个"),
            )
        };
        fields.problems.push(Problem::error(message).at(here, label).hint(text!(
            "write one of `at_most`, `at_least` and `equals`; a value that is only shown is a `[[target.proxy]]`";
            "请在`at_most`、`at_least`、`equals`中写一个；只供显示的值写作`[[target.proxy]]`"
        )));
    }
    let threshold = test.at_most.or(test.at_least).or(test.equals);
    let wrong: Option<(&str, Text, Text)> = match (test.tolerance, test.tolerance_kind) {
        (None, _) if test.equals.is_some() && !fields.has("tolerance") => Some((
            "equals",
            text!("`equals` needs a tolerance"; "`equals`须有容差"),
            text!("write `tolerance = 0.05` for 5 %"; "请写`tolerance = 0.05`，即5%"),
        )),
        (Some(given), _) if given < 0.0 => Some((
            "tolerance",
            text!("`tolerance` must not be below 0"; "`tolerance`不得小于0"),
            text!("it widens the threshold; change the threshold to narrow it"; "容差放宽限值；收紧请改限值"),
        )),
        (Some(_), ToleranceKind::Relative) if threshold == Some(0.0) => Some((
            "tolerance",
            text!("a share of a threshold of 0 is no tolerance"; "限值为0时，按比例的容差没有意义"),
            text!("write `tolerance_kind = \"absolute\"`"; "请写`tolerance_kind = \"absolute\"`"),
        )),
        _ => None,
    };
    if let Some((key, message, hint)) = wrong {
        let here = fields.table.get(key).map_or_else(|| fields.here(), |value| fields.at(value));
        fields.problems.push(Problem::error(message).at(here, text!("here"; "此处")).hint(hint));
    }
}
