//! `drivers.csv` and `driver_bounds.csv`: what the province cannot set, as series by point in time in named sets.

use super::slots::{Given, Slotted, in_order, listed};
use super::tables::{self, Columns, Row, did_you_mean};
use super::{DRIVER_YEARS, DriverEntry, units};
use crate::glossary::{self, Kind};
use crate::model::Drivers;
use crate::problem::{Place, Problem, Problems, Source, nearest};
use crate::record::Record;
use crate::scenario::series::Series;
use crate::text;
use std::collections::BTreeMap;
use std::sync::Arc;

const COLUMNS: Columns = Columns { read: &["set", "series", "time", "value", "source"], remarks: &["unit"] };
const BOUND_COLUMNS: Columns = Columns { read: &["series", "minimum", "maximum", "unit"], remarks: &["meaning"] };

/// A point of a series.
struct Point {
    time: f64,
    value: f64,
    row: Row,
}

/// Reads the drivers.
pub(super) fn read(source: &Arc<Source>, bounds: &Arc<Source>, problems: &mut Problems) -> Vec<DriverEntry> {
    let errors = problems.errors();
    let mut entries = entries(bounds, problems);
    let bounds_are_right = problems.errors() == errors;
    let Some(table) = tables::read(source, &COLUMNS, problems) else { return entries };
    let names: Vec<&str> = Drivers::<f64>::declarations().iter().map(|declaration| declaration.name).collect();
    let mut sets: BTreeMap<String, (Place, BTreeMap<String, Vec<Point>>)> = BTreeMap::new();
    for row in table.rows {
        if problems.is_full() {
            return entries;
        }
        let (set, series) = (row.name("set", problems), row.name("series", problems));
        let time = row.number("time", problems).filter(|time| in_time(*time, &row, problems));
        let value = row.number("value", problems);
        let known = series.filter(|series| known_series(series, &names, &row, problems));
        if let (Some(entry), Some(value)) = (entries.iter().find(|entry| Some(&entry.key) == known.as_ref()), value) {
            in_bounds(entry, value, &row, problems);
        }
        let (Some(set), Some(series)) = (set, known) else { continue };
        // a series with a wrong point is there all the same
        if let Some(entry) = entries.iter_mut().find(|entry| entry.key == series) {
            cite(entry.sources.entry(set.clone()).or_default(), row.words("source"));
        }
        let points =
            sets.entry(set).or_insert_with(|| (row.place.clone(), BTreeMap::new())).1.entry(series).or_default();
        if let (Some(time), Some(value)) = (time, value) {
            points.push(Point { time, value, row });
        }
    }
    if sets.is_empty() {
        problems.push(
            Problem::error(text!("there is no set of drivers"; "没有外部条件组"))
                .at(table.head, text!("no row in this file"; "本文件没有数据行"))
                .hint(text!("a row is a set, a series, a time and a value, as in `plan,fx,2006,8`"; "每行为组名、序列、时间和数值，如`plan,fx,2006,8`")),
        );
    }
    for (set, (first, mut series)) in sets {
        let missing: Vec<&str> = names.iter().copied().filter(|name| !series.contains_key(*name)).collect();
        if table.complete && !missing.is_empty() {
            let (count, listed) = listed(&missing);
            problems.push(
                Problem::error(text!("the set of drivers `{set}` lacks {count} series: {}", listed.en; "外部条件组`{set}`缺少{count}个序列：{}", listed.zh))
                    .at(first, text!("this set"; "这一组"))
                    .hint(text!("a set has all {} series, each with one point at least", names.len(); "每组须有全部{}个序列，各至少一个点", names.len())),
            );
        }
        for entry in &mut entries {
            let Some(points) = series.remove(&entry.key) else { continue };
            if let Some(series) = one_series(&set, &entry.key, points, problems) {
                entry.series.insert(set.clone(), series);
            }
        }
    }
    if bounds_are_right { entries } else { Vec::new() }
}

/// Adds what a row cites, if no row before it did.
fn cite(cited: &mut String, source: &str) {
    if source.is_empty() || cited.split("; ").any(|known| known == source) {
        return;
    }
    if !cited.is_empty() {
        cited.push_str("; ");
    }
    cited.push_str(source);
}

/// The drivers without their series.
fn entries(source: &Arc<Source>, problems: &mut Problems) -> Vec<DriverEntry> {
    let Some(table) = tables::read(source, &BOUND_COLUMNS, problems) else { return Vec::new() };
    let given = table.rows.into_iter().map(|row| {
        let numbers = (row.number("minimum", problems), row.number("maximum", problems));
        let key = row.words("series").to_owned();
        if let (Some(minimum), Some(maximum)) = numbers
            && minimum > maximum
        {
            problems.push(
                Problem::error(text!(
                    "the range of `{key}` is not in order: minimum {minimum} lies above maximum {maximum}";
                    "`{key}`的范围次序有误：minimum {minimum}大于maximum {maximum}"
                ))
                .at(row.at("minimum"), text!("above maximum"; "大于maximum"))
                .hint(text!("a range goes upwards"; "范围须由小到大")),
            );
        }
        let row_ = numbers.0.zip(numbers.1);
        Given { key, place: row.place.clone(), row: row_.map(|bounds| (row, bounds)) }
    });
    let given = given.collect();
    let wanted =
        Drivers::<f64>::declarations().into_iter().map(|declaration| (declaration, declaration.name.to_owned()));
    let unknown = |_: &str| text!("leave the row out"; "请去掉这一行");
    in_order((&table.head, table.complete), &wanted.collect::<Vec<_>>(), given, unknown, problems)
        .into_iter()
        .map(|Slotted { declaration, key, row: (row, (minimum, maximum)), .. }| {
            units::check(&key, row.words("unit"), declaration.unit, None, row.at("unit"), problems);
            DriverEntry {
                term: glossary::term(Kind::Driver, declaration),
                key,
                declaration,
                unit: row.words("unit").to_owned(),
                minimum,
                maximum,
                series: BTreeMap::new(),
                sources: BTreeMap::new(),
            }
        })
        .collect()
}

fn in_time(time: f64, row: &Row, problems: &mut Problems) -> bool {
    let near = DRIVER_YEARS.contains(&time);
    if !near {
        problems.push(
            Problem::error(text!("`{time}` is not a time near the plan's years"; "`{time}`不是规划期前后的时间"))
                .at(row.at("time"), text!("a time outside"; "时间超出"))
                .hint(text!(
                    "times are years with a fraction, such as 2006.5 for the middle of 2006";
                    "时间写作带小数的年份，如2006.5表示2006年年中"
                )),
        );
    }
    near
}

fn known_series(series: &str, names: &[&str], row: &Row, problems: &mut Problems) -> bool {
    let known = names.contains(&series);
    if !known {
        let problem = Problem::error(text!("the model has no driver `{series}`"; "模型没有外部条件`{series}`"))
            .at(row.at("series"), text!("not a driver"; "不是外部条件"));
        let all = names.join("`, `");
        problems.push(match nearest(series, names.iter().copied()) {
            Some(near) => problem.hint(did_you_mean(near)),
            None => problem.hint(text!("there are `{all}`"; "可用`{all}`")),
        });
    }
    known
}

fn in_bounds(entry: &DriverEntry, value: f64, row: &Row, problems: &mut Problems) {
    let (key, minimum, maximum, unit) = (&entry.key, entry.minimum, entry.maximum, &entry.unit);
    if minimum <= maximum && !(minimum..=maximum).contains(&value) {
        problems.push(
            Problem::error(text!(
                "`{key}` must be between {minimum} and {maximum}, but is {value}";
                "`{key}`须在{minimum}到{maximum}之间，现为{value}"
            ))
            .at(row.at("value"), text!("out of range"; "超出范围"))
            .hint(text!(
                "the range stands in `driver_bounds.csv`, in {unit}: change the point, or the range";
                "范围在`driver_bounds.csv`中，单位{unit}：请修改该点或范围"
            )),
        );
    }
    let written = row.words("unit");
    if !written.is_empty() && written != unit {
        problems.push(
            Problem::error(text!(
                "`{key}` is in {written} here, but in {unit} in `driver_bounds.csv`";
                "`{key}`此处单位为{written}，但在`driver_bounds.csv`中为{unit}"
            ))
            .at(row.at("unit"), text!("another unit"; "单位不同"))
            .hint(text!("convert the value, and write `{unit}`"; "请换算数值并写`{unit}`")),
        );
    }
}

fn one_series(set: &str, key: &str, mut points: Vec<Point>, problems: &mut Problems) -> Option<Series> {
    points.sort_by(|one, other| one.time.total_cmp(&other.time));
    for pair in points.windows(2).filter(|pair| pair[0].time >= pair[1].time) {
        let time = pair[1].time;
        let (one, other) = (&pair[0].row.place, &pair[1].row.place);
        let (first, second) = if one.span.start < other.span.start { (one, other) } else { (other, one) };
        problems.push(
            Problem::error(text!("`{key}` in `{set}` has two values at {time}"; "`{set}`中`{key}`在{time}有两个值"))
                .at(second.clone(), text!("the second"; "第二个"))
                .also(first.clone(), text!("the first"; "第一个"))
                .hint(text!(
                    "keep one of the two; a jump is two points close to each other, as in 2008 and 2008.01";
                    "请只保留一个；突变可写成相近的两点，如2008和2008.01"
                )),
        );
    }
    Series::new(points.into_iter().map(|point| (point.time, point.value)).collect())
}
