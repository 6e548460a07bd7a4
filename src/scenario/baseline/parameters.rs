//! `parameters.csv`: one row for each parameter and combination of its members.

use super::evidence::Evidence;
use super::slots::{Given, Slotted, in_order};
use super::tables::{self, Columns, Row, did_you_mean};
use super::{ParameterEntry, key_of, slots_of, units};
use crate::glossary::{self, Kind};
use crate::model::Parameters;
use crate::model::sets::{Dimension, Sets};
use crate::problem::{Place, Problem, Problems, Source, nearest, visible};
use crate::record::Record;
use crate::text;
use crate::text::Text;
use std::collections::BTreeMap;
use std::sync::Arc;

const COLUMNS: Columns = Columns {
    read: &[
        "name",
        "index",
        "low",
        "central",
        "high",
        "minimum",
        "maximum",
        "distribution",
        "unit",
        "source",
        "evidence",
        "note",
    ],
    remarks: &[],
};

/// Shapes of uncertainty.
const DISTRIBUTIONS: [&str; 3] = ["fixed", "triangular", "lognormal"];

/// What separates members in `index`.
const BETWEEN_MEMBERS: char = '|';

/// Reads the parameters; each with the place of its row. Without sets only the rows by themselves can be judged.
pub(super) fn read(
    source: &Arc<Source>,
    sets: Option<&Sets>,
    own_units: &BTreeMap<(Dimension, String), String>,
    problems: &mut Problems,
) -> Vec<(ParameterEntry, Place)> {
    let Some(table) = tables::read(source, &COLUMNS, problems) else { return Vec::new() };
    let given: Vec<Given<(Row, Evidence, [f64; 5])>> = table.rows.into_iter().map(|row| one(row, problems)).collect();
    let Some(sets) = sets else { return Vec::new() };
    let wanted = slots_of::<Parameters<f64>>(sets, str::to_owned);
    in_order((&table.head, table.complete), &wanted, given, members_of, problems)
        .into_iter()
        .map(|Slotted { declaration, key, place, row: (row, evidence, [minimum, low, central, high, maximum]) }| {
            let own = super::own_unit(own_units, declaration, &key);
            let unit = row.words("unit");
            let unit = own.map_or(unit, |own| crate::unit::of_element(unit, own)).to_owned();
            units::check(&key, &unit, declaration.unit, own, row.at("unit"), problems);
            if declaration.unit == "0/1" && ![0.0, 1.0].contains(&central) {
                problems.push(
                    Problem::error(text!("`{key}` must be 0 or 1, but is {central}"; "`{key}`须为0或1，现为{central}"))
                        .at(row.at("central"), text!("neither"; "两者都不是"))
                        .hint(text!("it says whether something applies; shares have other parameters"; "它表示是否适用；份额另有参数")),
                );
            }
            let entry = ParameterEntry {
                term: glossary::term(Kind::Parameter, declaration),
                key,
                declaration,
                central,
                low,
                high,
                minimum,
                maximum,
                distribution: row.words("distribution").to_owned(),
                unit,
                source: row.words("source").to_owned(),
                evidence,
                note: row.words("note").to_owned(),
            };
            (entry, place)
        })
        .collect()
}

/// A row by itself.
fn one(row: Row, problems: &mut Problems) -> Given<(Row, Evidence, [f64; 5])> {
    let members: Vec<&str> =
        row.words("index").split(BETWEEN_MEMBERS).map(str::trim).filter(|member| !member.is_empty()).collect();
    let key = key_of(row.words("name"), &members);
    let place = row.place.clone();
    let columns = ["minimum", "low", "central", "high", "maximum"];
    let numbers = columns.map(|column| row.number(column, problems));
    let distribution = row.words("distribution");
    if !DISTRIBUTIONS.contains(&distribution) {
        let known = DISTRIBUTIONS.join("`, `");
        let problem = Problem::error(text!("there is no distribution `{distribution}`"; "没有分布`{distribution}`"))
            .at(row.at("distribution"), text!("not a known shape"; "不是已知的形状"));
        problems.push(match nearest(distribution, DISTRIBUTIONS) {
            Some(near) => problem.hint(did_you_mean(near)),
            None => problem.hint(text!("there are `{known}`"; "可用`{known}`")),
        });
    }
    if row.words("source").is_empty() {
        problems.push(
            Problem::warning(text!("`{key}` has no source"; "`{key}`没有来源"))
                .at(row.place.clone(), text!("`source` is empty"; "`source`为空"))
                .hint(text!("say where the number comes from; \"assumption\" is honest too"; "请说明数值来源；写“假设”也可以")),
        );
    }
    let evidence = grade(&key, &row, problems);
    let [Some(minimum), Some(low), Some(central), Some(high), Some(maximum)] = numbers else {
        return Given { key, place, row: None };
    };
    // a few ranges run downwards: their low end is the one that favours low output
    let downwards = low > high && (low <= central || high <= central);
    let ordered = if downwards {
        [("minimum", minimum), ("high", high), ("central", central), ("low", low), ("maximum", maximum)]
    } else {
        [("minimum", minimum), ("low", low), ("central", central), ("high", high), ("maximum", maximum)]
    };
    for pair in ordered.windows(2).filter(|pair| pair[0].1 > pair[1].1) {
        let [(below, less), (above, more)] = [pair[0], pair[1]];
        problems.push(
            Problem::error(text!(
                "the range of `{key}` is not in order: {below} {less} lies above {above} {more}";
                "`{key}`的范围次序有误：{below} {less}大于{above} {more}"
            ))
            .at(row.at(below), text!("above {above}"; "大于{above}"))
            .hint(text!(
                "minimum, low, central, high and maximum go upwards; low and high may change places";
                "minimum、low、central、high、maximum须依次不减；low与high可以互换"
            )),
        );
    }
    if distribution == "fixed" && [low, high].iter().any(|end| (end - central).abs() > 0.0) {
        problems.push(
            Problem::error(text!(
                "`{key}` is fixed, but its range goes from {low} to {high}";
                "`{key}`为固定值，但其范围为{low}到{high}"
            ))
            .at(row.at("distribution"), text!("not fixed"; "并非固定"))
            .hint(text!(
                "write the central value {central} for low and high, or name a distribution";
                "请将low和high写成中值{central}，或另写分布"
            )),
        );
    }
    if distribution == "lognormal" && low.min(high) <= 0.0 {
        problems.push(
            Problem::error(text!(
                "`{key}` is lognormal, but its range goes down to {}", low.min(high);
                "`{key}`为对数正态分布，但其范围低至{}", low.min(high)
            ))
            .at(row.at("low"), text!("not above 0"; "不大于0"))
            .hint(text!("a lognormal value is above 0: raise the range, or write `triangular`"; "对数正态的值大于0：请提高范围，或写`triangular`")),
        );
    }
    Given { key, place, row: evidence.map(|evidence| (row, evidence, [minimum, low, central, high, maximum])) }
}

/// How well the number of a row is known.
fn grade(key: &str, row: &Row, problems: &mut Problems) -> Option<Evidence> {
    let words = row.words("evidence");
    let known = Evidence::ALL.map(Evidence::as_str);
    if let Some(grade) = Evidence::ALL.into_iter().find(|grade| grade.as_str() == words) {
        return Some(grade);
    }
    let shown = visible(words);
    let message = if words.is_empty() {
        text!("`{key}` has no grade of evidence"; "`{key}`没有证据等级")
    } else {
        text!("there is no grade of evidence `{shown}`"; "没有证据等级`{shown}`")
    };
    let problem = Problem::error(message).at(row.at("evidence"), text!("not a grade"; "不是等级"));
    let all = known.join("`, `");
    problems.push(match nearest(words, known) {
        Some(near) => problem.hint(did_you_mean(near)),
        None => problem.hint(text!("there are `{all}`; an assumption is `weak`"; "可用`{all}`；假设写`weak`")),
    });
    None
}

/// What to do about a row whose name is known but whose members are not, or of which nothing is known.
fn members_of(key: &str) -> Text {
    let name = key.split('.').next().unwrap_or_default();
    let declarations = Parameters::<f64>::declarations();
    let Some(declaration) = declarations.iter().find(|declaration| declaration.name == name) else {
        return match nearest(name, declarations.iter().map(|declaration| declaration.name)) {
            Some(near) => text!("did you mean the parameter `{near}`?"; "是否想写参数`{near}`？"),
            None => text!("leave the row out"; "请去掉这一行"),
        };
    };
    if declaration.dimensions.is_empty() {
        return text!("`{name}` is a single number: leave `index` empty"; "`{name}`只有一个数：请让`index`为空");
    }
    let sets = declaration.dimensions.iter().map(|set| set.key()).collect::<Vec<_>>().join("|");
    text!(
        "`index` of `{name}` holds {sets}, with members that stand in `sets.toml`, once each";
        "`{name}`的`index`依次为{sets}，成员须在`sets.toml`中，各写一行"
    )
}
