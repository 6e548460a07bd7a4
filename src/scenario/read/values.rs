//! The values of keys: times, parameters, schedules of levers, series of drivers.

use super::{DRIVER_YEARS, Reader, Schedule};
use crate::model::STEPS_PER_YEAR;
use crate::problem::{Place, Problem, Source};
use crate::scenario::DEFAULT_STEPS_PER_YEAR;
use crate::scenario::baseline::{FIRST_YEAR, LAST_YEAR};
use crate::scenario::number::{kind, number, place, quantity, whole};
use crate::scenario::series::Series;
use crate::text;
use crate::text::{Language, Text};
use crate::unit;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a user may know of a quantity that is set: its name, unit, hard bounds and meaning.
#[derive(Clone)]
pub(super) struct Quantity {
    pub(super) key: String,
    pub(super) unit: String,
    bounds: (f64, f64),
    meaning: Text,
}

impl Reader<'_> {
    pub(super) fn time_value(
        &mut self,
        source: &Arc<Source>,
        key: &'static str,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<i32> {
        let given = whole(source, key, value, &mut self.problems)?;
        if time_range(key).contains(&f64::from(given)) {
            return Some(given);
        }
        let problem = match key {
            "start" => {
                let before = FIRST_YEAR - 1;
                Problem::error(text!(
                    "`start` must be {FIRST_YEAR}, but is {given}";
                    "`start`须为{FIRST_YEAR}，现为{given}"
                ))
                .hint(text!(
                    "the stocks are known for the end of {before}: a run starts there";
                    "存量已知到{before}年末：模拟从此开始"
                ))
            }
            "end" => Problem::error(text!(
                "`end` must be between {FIRST_YEAR} and {LAST_YEAR}, but is {given}";
                "`end`须在{FIRST_YEAR}到{LAST_YEAR}之间，现为{given}"
            ))
            .hint(text!(
                "levers, drivers and targets are given for those years";
                "政策手段、外部条件和目标都只给到这些年份"
            )),
            _ => {
                let (fewest, most) = (STEPS_PER_YEAR.start(), STEPS_PER_YEAR.end());
                Problem::error(text!(
                    "`steps_per_year` must be between {fewest} and {most}, but is {given}";
                    "`steps_per_year`须在{fewest}到{most}之间，现为{given}"
                ))
                .hint(text!(
                    "{DEFAULT_STEPS_PER_YEAR} is monthly; fewer than 4 is for screening only";
                    "{DEFAULT_STEPS_PER_YEAR}即按月；少于4步只宜粗筛"
                ))
            }
        };
        self.problems.push(problem.at(place(source, value.span()), text!("out of range"; "超出范围")));
        None
    }

    /// Is a value within its hard bounds? A problem if not.
    fn in_range(&mut self, quantity: &Quantity, value: f64, here: Place) -> Option<f64> {
        let Quantity { key, unit, bounds: (minimum, maximum), meaning } = quantity;
        if (*minimum..=*maximum).contains(&value) {
            return Some(value);
        }
        let unit = in_unit(unit);
        let problem = if minimum >= maximum {
            Problem::error(text!(
                "`{key}` is a constant of the model: it stays {minimum}";
                "`{key}`是模型常数，恒为{minimum}"
            ))
            .hint(text!("leave it out; it means: {}", meaning.en; "请去掉；其含义：{}", meaning.zh))
        } else {
            Problem::error(text!(
                "`{key}` must be between {minimum} and {maximum}{}, but is {value}", unit.en;
                "`{key}`须在{minimum}到{maximum}{}之间，现为{value}", unit.zh
            ))
            .hint(text!(
                "write a number from {minimum} to {maximum}; it means: {}", meaning.en;
                "请写{minimum}到{maximum}之间的数；其含义：{}", meaning.zh
            ))
        };
        // `0,5` in a list is read as 0 and 5
        let before = here.source.text.get(..here.span.start).unwrap_or_default();
        let problem = if before.strip_suffix(',').is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit())) {
            problem.hint(text!("write decimals with a point: 0.5, not 0,5"; "小数请用点号：写0.5，不写0,5"))
        } else if *maximum <= 1.0 && unit.en.is_empty() && (2.0..=100.0).contains(&value) {
            let share = value / 100.0;
            problem.hint(text!(
                "if {value} % is meant, write {share} or \"{value} %\"";
                "若指{value}%，请写{share}或\"{value}%\""
            ))
        } else {
            problem
        };
        self.problems.push(problem.at(here, text!("out of range"; "超出范围")));
        None
    }

    pub(super) fn parameter(&mut self, source: &Arc<Source>, slot: usize, value: &Spanned<DeValue<'_>>) -> Option<f64> {
        let entry = &self.baseline.parameters[slot];
        let quantity = Quantity {
            key: entry.key.clone(),
            unit: entry.unit.clone(),
            bounds: (entry.minimum, entry.maximum),
            meaning: entry.term.meaning.clone(),
        };
        let here = place(source, value.span());
        if matches!(value.get_ref(), DeValue::Array(_) | DeValue::Table(_)) {
            self.holds_for_all_years(&quantity.key, here);
            return None;
        }
        let given = self.bounded(source, &quantity, value)?;
        let (low, high) = (entry.low.min(entry.high), entry.low.max(entry.high));
        if !(low..=high).contains(&given) {
            let (key, unit) = (&entry.key, in_unit(&entry.unit));
            let message = if low < high {
                text!(
                    "`{key}` = {given} lies outside {low} to {high}{}, the range that its source supports", unit.en;
                    "`{key}` = {given}超出{low}到{high}{}，即其来源所支持的范围", unit.zh
                )
            } else {
                text!(
                    "`{key}` = {given} is not {low}{}, the one value that its source supports", unit.en;
                    "`{key}` = {given}不是{low}{}，即其来源所支持的唯一数值", unit.zh
                )
            };
            let (central, cited) = (entry.central, &entry.source);
            self.problems.push(
                Problem::warning(message)
                    .at(here, text!("an extrapolation"; "属于外推"))
                    .hint(text!("central value {central}; source: {cited}"; "中值{central}；来源：{cited}")),
            );
        }
        Some(given)
    }

    fn holds_for_all_years(&mut self, key: &str, here: Place) {
        self.problems.push(
            Problem::error(text!(
                "`{key}` needs a number, not a list or table: it holds for all years";
                "`{key}`须为一个数，不能是列表或表：它各年相同"
            ))
            .at(here, text!("not one number"; "不是一个数"))
            .hint(text!("write `{key} = ...` with one number"; "请写`{key} = ...`，只用一个数")),
        );
    }

    /// A number within the bounds of its quantity, with a unit or without.
    fn bounded(&mut self, source: &Arc<Source>, quantity: &Quantity, value: &Spanned<DeValue<'_>>) -> Option<f64> {
        let given = number(source, &quantity.key, Some(&quantity.unit), value, &mut self.problems)?;
        self.in_range(quantity, given, place(source, value.span()))
    }

    /// The same for a cell of a table file.
    pub(super) fn bounded_cell(&mut self, quantity_: &Quantity, words: &str, here: Place) -> Option<f64> {
        let given = quantity(&quantity_.key, words, &quantity_.unit, here.clone(), &mut self.problems)?;
        self.in_range(quantity_, given, here)
    }

    pub(super) fn schedule(
        &mut self,
        source: &Arc<Source>,
        slot: usize,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Schedule> {
        let entry = &self.baseline.levers[slot];
        let quantity = Quantity {
            key: entry.key.clone(),
            unit: entry.unit.clone(),
            bounds: (entry.minimum, entry.maximum),
            meaning: entry.term.meaning.clone(),
        };
        let key = &quantity.key;
        match value.get_ref() {
            DeValue::Array(_) | DeValue::Table(_) if !entry.by_year => {
                self.holds_for_all_years(key, place(source, value.span()));
                None
            }
            DeValue::Array(list) => {
                let values: Vec<Option<f64>> =
                    list.iter().map(|value| self.bounded(source, &quantity, value)).collect();
                values.into_iter().collect::<Option<Vec<f64>>>().map(Schedule::List)
            }
            DeValue::Table(table) if table.is_empty() => {
                self.problems.push(
                    Problem::error(text!("`{key}` has no value"; "`{key}`没有数值"))
                        .at(place(source, value.span()), text!("an empty table"; "空表"))
                        .hint(ways_of_a_schedule()),
                );
                None
            }
            DeValue::Table(table) if table.contains_key("file") => {
                let rows = self.table_file(source, &quantity, table, "year")?;
                self.held_rows(&quantity, &rows)
            }
            DeValue::Table(table) if RAMP.iter().any(|key| table.contains_key(*key)) => {
                let [from, to, start, end] = self.ramp(source, &quantity, table, value.span())?;
                #[allow(clippy::cast_possible_truncation)] // checked on the same line
                let year = |time: f64| {
                    (time.fract() == 0.0 && (f64::from(FIRST_YEAR)..=f64::from(LAST_YEAR)).contains(&time))
                        .then_some(time as i32)
                };
                let (Some(from), Some(to)) = (year(from), year(to)) else {
                    self.problems.push(
                        Problem::error(text!(
                            "the ramp of `{key}` must lie within {FIRST_YEAR} to {LAST_YEAR}";
                            "`{key}`的渐变须在{FIRST_YEAR}到{LAST_YEAR}年之内"
                        ))
                        .at(place(source, value.span()), text!("years outside"; "年份超出"))
                        .hint(ramp_form()),
                    );
                    return None;
                };
                Some(Schedule::Ramp { from, to, start, end })
            }
            DeValue::Table(table) => self.held(source, &quantity, table),
            _ => self.bounded(source, &quantity, value).map(Schedule::Constant),
        }
    }

    /// `{ 2006 = ..., 2008 = ... }`
    fn held(&mut self, source: &Arc<Source>, quantity: &Quantity, table: &DeTable<'_>) -> Option<Schedule> {
        let mut held = Vec::new();
        let mut whole = true;
        for (year, value) in table {
            let known = (FIRST_YEAR..=LAST_YEAR).find(|known| *year.get_ref() == known.to_string());
            // `2006.5 = 1` is read by TOML as key `2006` with a table { 5 = 1 }
            let fraction = value.get_ref().as_table().and_then(|table| table.keys().next());
            let (Some(known), None) = (known, fraction) else {
                whole = false;
                let fraction = fraction.map(|fraction| format!(".{}", fraction.get_ref())).unwrap_or_default();
                let (written, later) = (format!("{}{fraction}", year.get_ref()), FIRST_YEAR + 2);
                self.problems.push(
                    Problem::error(text!("`{written}` is not a year of the plan"; "`{written}`不是规划期内的年份"))
                        .at(place(source, year.span()), text!("not such a year"; "不是这样的年份"))
                        .hint(text!(
                            "write {{ {FIRST_YEAR} = ..., {later} = ... }} with years from {FIRST_YEAR} to {LAST_YEAR}; each value is held until the next year named";
                            "请写{{ {FIRST_YEAR} = ..., {later} = ... }}，年份在{FIRST_YEAR}到{LAST_YEAR}之间；每个值保持到下一个写明的年份"
                        )),
                );
                continue;
            };
            match self.bounded(source, quantity, value) {
                Some(given) => held.push((known, given)),
                None => whole = false,
            }
        }
        held.sort_by_key(|(year, _)| *year);
        whole.then_some(Schedule::Held(held))
    }

    /// `{ from = ..., to = ..., start = ..., end = ... }`: two times and two values.
    fn ramp(
        &mut self,
        source: &Arc<Source>,
        quantity: &Quantity,
        table: &DeTable<'_>,
        span: Range<usize>,
    ) -> Option<[f64; 4]> {
        let key = &quantity.key;
        let mut given = [None; 4];
        let mut whole = true;
        for (name, value) in table {
            let Some(position) = RAMP.iter().position(|known| *known == name.get_ref().as_ref()) else {
                whole = false;
                let name_ = name.get_ref();
                self.problems.push(
                    Problem::error(text!("a ramp has no `{name_}`"; "渐变中没有`{name_}`"))
                        .at(place(source, name.span()), text!("not part of a ramp"; "不属于渐变"))
                        .hint(ramp_form()),
                );
                continue;
            };
            given[position] = if position < 2 {
                number(source, &format!("{key}.{}", RAMP[position]), None, value, &mut self.problems)
            } else {
                self.bounded(source, quantity, value)
            };
            whole &= given[position].is_some();
        }
        if !whole {
            return None;
        }
        let missing: Vec<&str> =
            RAMP.iter().zip(given).filter(|(_, given)| given.is_none()).map(|(name, _)| *name).collect();
        let [Some(from), Some(to), Some(start), Some(end)] = given else {
            let missing = missing.join("`, `");
            self.problems.push(
                Problem::error(text!("the ramp of `{key}` lacks `{missing}`"; "`{key}`的渐变缺少`{missing}`"))
                    .at(place(source, span), text!("not a whole ramp"; "渐变不完整"))
                    .hint(ramp_form()),
            );
            return None;
        };
        if from >= to {
            self.problems.push(
                Problem::error(text!(
                    "the ramp of `{key}` must end after it starts: from {from} to {to}";
                    "`{key}`的渐变终点须晚于起点：现为{from}到{to}"
                ))
                .at(place(source, span), text!("no time passes"; "时间没有前进"))
                .hint(ramp_form()),
            );
            return None;
        }
        Some([from, to, start, end])
    }

    pub(super) fn series(&mut self, source: &Arc<Source>, slot: usize, value: &Spanned<DeValue<'_>>) -> Option<Series> {
        let entry = &self.baseline.drivers[slot];
        let quantity = Quantity {
            key: entry.key.clone(),
            unit: entry.unit.clone(),
            bounds: (entry.minimum, entry.maximum),
            meaning: entry.term.meaning.clone(),
        };
        let key = &quantity.key;
        let table = match value.get_ref() {
            DeValue::Table(table) => table,
            DeValue::Array(_) => {
                self.problems.push(
                    Problem::error(text!(
                        "`{key}` is a series over time, not a list";
                        "`{key}`是时间序列，不是列表"
                    ))
                    .at(place(source, value.span()), kind(value.get_ref()))
                    .hint(ways_of_a_series()),
                );
                return None;
            }
            _ => {
                let given = self.bounded(source, &quantity, value)?;
                return Series::new(vec![(f64::from(FIRST_YEAR), given)]);
            }
        };
        let points = if table.contains_key("file") {
            let rows = self.table_file(source, &quantity, table, "time")?;
            rows.into_iter().map(|row| (row.time, row.value)).collect()
        } else if RAMP.iter().any(|key| table.contains_key(*key)) {
            let [from, to, start, end] = self.ramp(source, &quantity, table, value.span())?;
            if !DRIVER_YEARS.contains(&from) || !DRIVER_YEARS.contains(&to) {
                let outside = if DRIVER_YEARS.contains(&from) { to } else { from };
                self.not_a_time(&outside.to_string(), place(source, value.span()));
                return None;
            }
            vec![(from, start), (to, end)]
        } else {
            self.points(source, &quantity, table)?
        };
        let first = points.iter().map(|(time, _)| *time).fold(f64::INFINITY, f64::min);
        if first.is_finite() && first >= f64::from(FIRST_YEAR + 1) {
            self.problems.push(
                Problem::warning(text!(
                    "`{key}` is given from {first} on; its first value also holds before";
                    "`{key}`自{first}起给出，此前也取其第一个值"
                ))
                .at(place(source, value.span()), text!("nothing before {first}"; "{first}之前没有数值"))
                .hint(text!(
                    "add a point for {FIRST_YEAR} if it was different then";
                    "若此前不同，请加上{FIRST_YEAR}年的点"
                )),
            );
        }
        let series = Series::new(points);
        if series.is_none() {
            self.problems.push(
                Problem::error(text!("`{key}` needs points at different times"; "`{key}`须有不同时间的点"))
                    .at(
                        place(source, value.span()),
                        text!("no point, or two at one time"; "没有点，或同一时间有两个点"),
                    )
                    .hint(ways_of_a_series()),
            );
        }
        series
    }

    /// `{ 2006.0 = ..., 2008.5 = ... }`
    fn points(&mut self, source: &Arc<Source>, quantity: &Quantity, table: &DeTable<'_>) -> Option<Vec<(f64, f64)>> {
        let mut points = Vec::new();
        let mut whole = true;
        let mut visit = |reader: &mut Self, time: String, span: Range<usize>, value: &Spanned<DeValue<'_>>| {
            let known = time.parse::<f64>().ok().filter(|time| DRIVER_YEARS.contains(time));
            if known.is_none() {
                reader.not_a_time(&time, place(source, span));
            }
            match (known, reader.bounded(source, quantity, value)) {
                (Some(time), Some(given)) => points.push((time, given)),
                _ => whole = false,
            }
        };
        for (key, value) in table {
            // `2006.5 = 1` is read by TOML as key `2006` with a table { 5 = 1 }
            if let DeValue::Table(fractions) = value.get_ref() {
                for (fraction, value) in fractions {
                    let time = format!("{}.{}", key.get_ref(), fraction.get_ref());
                    visit(self, time, key.span().start..fraction.span().end, value);
                }
            } else {
                visit(self, key.get_ref().to_string(), key.span(), value);
            }
        }
        whole.then_some(points)
    }

    pub(super) fn not_a_time(&mut self, written: &str, here: Place) {
        let (first, last) = (DRIVER_YEARS.start, DRIVER_YEARS.end - 1.0);
        self.problems.push(
            Problem::error(text!(
                "`{written}` is not a time near the plan's years";
                "`{written}`不是规划期前后的时间"
            ))
            .at(here, text!("not such a time"; "不是这样的时间"))
            .hint(text!(
                "times are years from {first} to {last}, with a fraction: 2006.5 is the middle of 2006";
                "时间为{first}到{last}之间的年份，可带小数：2006.5即2006年年中"
            )),
        );
    }
}

/// What a key of `[time]` may be: a whole number of this range.
pub(in crate::scenario) fn time_range(key: &str) -> RangeInclusive<f64> {
    let [first, last] = [FIRST_YEAR, LAST_YEAR].map(f64::from);
    match key {
        "start" => first..=first,
        "end" => first..=last,
        _ => f64::from(*STEPS_PER_YEAR.start())..=f64::from(*STEPS_PER_YEAR.end()),
    }
}

/// The keys of a ramp.
pub(in crate::scenario) const RAMP: [&str; 4] = ["from", "to", "start", "end"];

fn ramp_form() -> Text {
    text!(
        "write {{ from = {FIRST_YEAR}, to = {LAST_YEAR}, start = ..., end = ... }}: a straight line, held at its end";
        "请写{{ from = {FIRST_YEAR}, to = {LAST_YEAR}, start = ..., end = ... }}：直线变化，到终点后保持不变"
    )
}

fn ways_of_a_schedule() -> Text {
    text!(
        "write a number, one value a year as in [...], {{ {FIRST_YEAR} = ... }}, a ramp, or {{ file = \"...\" }}";
        "请写一个数、每年一个值[...]、{{ {FIRST_YEAR} = ... }}、渐变，或{{ file = \"...\" }}"
    )
}

fn ways_of_a_series() -> Text {
    text!(
        "write one number, or points in time: {{ 2006.0 = ..., 2008.5 = ... }}, joined by straight lines";
        "请写一个数，或若干时间点：{{ 2006.0 = ..., 2008.5 = ... }}，其间以直线相连"
    )
}

/// ` CNY/t`, or nothing for a quantity without unit.
pub(in crate::scenario) fn in_unit(unit: &str) -> Text {
    if matches!(unit, "-" | "0-1" | "0/1") {
        return Text::default();
    }
    let label = unit::label(unit, Language::Zh);
    // words are translated, formulas stand beside what they mean
    if unit.split(' ').any(|word| word.len() > 2 && word.chars().all(|c| c.is_ascii_lowercase())) {
        return if unit.contains('(') {
            Text { en: format!(" {unit}"), zh: format!(" {label}") }
        } else {
            Text { en: format!(" ({unit})"), zh: format!("（{label}）") }
        };
    }
    Text { en: format!(" {unit}"), zh: format!(" {unit}（{label}）") }
}
