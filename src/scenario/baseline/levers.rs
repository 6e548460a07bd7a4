//! `levers.csv`: what the province can set, one row for each lever and member.

use super::slots::{Given, Slotted, in_order};
use super::tables::{self, Columns, Row, did_you_mean};
use super::{LeverEntry, YEARS, lever_key, slots_of, units};
use crate::glossary::{self, Kind};
use crate::model::Levers;
use crate::model::sets::{Dimension, Sets};
use crate::problem::{Problem, Problems, Source, nearest};
use crate::record::Record;
use crate::text;
use crate::text::Text;
use std::collections::BTreeMap;
use std::sync::Arc;

const COLUMNS: Columns =
    Columns { read: &["key", "type", "unit", "minimum", "maximum", "default", "plan_ids", "acts_on"], remarks: &[] };

/// Whether a lever changes from year to year, as it is written in data.
const TYPES: [&str; 2] = ["by_year", "scalar"];

/// What a row says.
struct Said {
    row: Row,
    minimum: f64,
    maximum: f64,
    default: Vec<f64>,
}

/// Reads the levers. Without sets only the rows by themselves can be judged.
pub(super) fn read(
    source: &Arc<Source>,
    sets: Option<&Sets>,
    own_units: &BTreeMap<(Dimension, String), String>,
    problems: &mut Problems,
) -> Vec<LeverEntry> {
    let Some(table) = tables::read(source, &COLUMNS, problems) else { return Vec::new() };
    let given: Vec<Given<Said>> = table.rows.into_iter().map(|row| one(row, problems)).collect();
    let Some(sets) = sets else { return Vec::new() };
    let wanted = slots_of::<Levers<f64>>(sets, lever_key);
    in_order((&table.head, table.complete), &wanted, given, members_of, problems)
        .into_iter()
        .map(|Slotted { declaration, key, row: Said { row, minimum, maximum, default }, .. }| {
            let own = super::own_unit(own_units, declaration, &key);
            let unit = row.words("unit");
            let unit = own.map_or(unit, |own| crate::unit::of_element(unit, own)).to_owned();
            units::check(&key, &unit, declaration.unit, own, row.at("unit"), problems);
            LeverEntry {
                term: glossary::term(Kind::Lever, declaration),
                key,
                declaration,
                by_year: row.words("type") == TYPES[0],
                unit,
                minimum,
                maximum,
                default,
                plan_ids: row.words("plan_ids").to_owned(),
                acts_on: row.words("acts_on").split_whitespace().map(str::to_owned).collect(),
            }
        })
        .collect()
}

/// A row by itself.
fn one(row: Row, problems: &mut Problems) -> Given<Said> {
    let key = row.words("key").to_owned();
    let place = row.place.clone();
    let (minimum, maximum) = (row.number("minimum", problems), row.number("maximum", problems));
    let kind = row.words("type");
    if !TYPES.contains(&kind) {
        let problem = Problem::error(text!("there is no type of lever `{kind}`"; "没有政策手段类型`{kind}`"))
            .at(row.at("type"), text!("not a known type"; "不是已知的类型"));
        problems.push(match nearest(kind, TYPES) {
            Some(near) => problem.hint(did_you_mean(near)),
            None => problem.hint(text!(
                "write `by_year` if it may change from year to year, `scalar` if not";
                "可逐年变化写`by_year`，否则写`scalar`"
            )),
        });
    }
    let words: Vec<&str> = row.words("default").split(';').map(str::trim).collect();
    let numbers: Vec<Option<f64>> = if words == [""] {
        vec![row.number("default", problems)]
    } else {
        words.iter().map(|words| tables::number(words, "default", row.at("default"), problems)).collect()
    };
    let default = match &numbers[..] {
        [one] => one.map(|one| vec![one; YEARS]),
        several if several.len() == YEARS && kind != TYPES[1] => several.iter().copied().collect(),
        several => {
            let given = several.len();
            let form = if kind == TYPES[1] {
                text!("a `scalar` has one value"; "`scalar`只有一个值")
            } else {
                text!("write one value, or {YEARS} separated by `;`"; "请写一个值，或以`;`分隔的{YEARS}个值")
            };
            problems.push(
                Problem::error(text!("the default of `{key}` has {given} values"; "`{key}`的默认值有{given}个数"))
                    .at(row.at("default"), text!("{given} values"; "{given}个值"))
                    .hint(form),
            );
            None
        }
    };
    let (Some(minimum), Some(maximum), Some(default)) = (minimum, maximum, default) else {
        return Given { key, place, row: None };
    };
    if minimum > maximum {
        problems.push(
            Problem::error(text!(
                "the range of `{key}` is not in order: minimum {minimum} lies above maximum {maximum}";
                "`{key}`的范围次序有误：minimum {minimum}大于maximum {maximum}"
            ))
            .at(row.at("minimum"), text!("above maximum"; "大于maximum"))
            .hint(text!("a range goes upwards"; "范围须由小到大")),
        );
    } else if let Some(outside) = default.iter().find(|value| !(minimum..=maximum).contains(*value)) {
        problems.push(
            Problem::error(text!(
                "the default of `{key}` must be between {minimum} and {maximum}, but is {outside}";
                "`{key}`的默认值须在{minimum}到{maximum}之间，现为{outside}"
            ))
            .at(row.at("default"), text!("out of range"; "超出范围"))
            .hint(text!("change the default, or the range"; "请修改默认值或范围")),
        );
    }
    Given { key, place, row: Some(Said { row, minimum, maximum, default }) }
}

/// What to do about a row whose lever is known but whose member is not, or of which nothing is known.
fn members_of(key: &str) -> Text {
    let keys: Vec<(String, &[Dimension])> = Levers::<f64>::declarations()
        .into_iter()
        .map(|declaration| (lever_key(declaration.name), declaration.dimensions))
        .collect();
    let same =
        keys.iter().find(|(known, _)| key.strip_prefix(known.as_str()).is_some_and(|rest| rest.starts_with('.')));
    match same {
        Some((known, [])) => text!("`{known}` has no members"; "`{known}`没有成员"),
        Some((known, sets)) => {
            let sets = sets.iter().map(|set| set.key()).collect::<Vec<_>>().join(".");
            text!(
                "write `{known}.{sets}`, with members that stand in `sets.toml`, once each";
                "请写`{known}.{sets}`，成员须在`sets.toml`中，各写一行"
            )
        }
        None => match nearest(key, keys.iter().map(|(known, _)| known.as_str())) {
            Some(near) => text!("did you mean the lever `{near}`?"; "是否想写政策手段`{near}`？"),
            None => text!("leave the row out"; "请去掉这一行"),
        },
    }
}
