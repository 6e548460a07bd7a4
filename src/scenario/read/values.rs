//! The values of keys: times, parameters, schedules of levers, series of drivers.

use super::{DRIVER_YEARS, Reader, Schedule, Setting};
use crate::model::STEPS_PER_YEAR;
use crate::problem::{Place, Problem, Source};
use crate::scenario::DEFAULT_STEPS_PER_YEAR;
use crate::scenario::baseline::{FIRST_YEAR, LAST_YEAR};
use crate::scenario::number::{number, place, whole};
use crate::scenario::series::Series;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::DeValue;

impl Reader<'_> {
    pub(super) fn set_time(&mut self, source: &Arc<Source>, key: &'static str, value: &Spanned<DeValue<'_>>) {
        let Some(given) = whole(source, key, value, &mut self.problems) else { return };
        let here = place(source, value.span());
        let steps = || STEPS_PER_YEAR.contains(&u32::try_from(given).unwrap_or(0));
        let problem = match key {
            "start" if given != FIRST_YEAR => Problem::error(format!("`start` must be {FIRST_YEAR}, but is {given}"))
                .hint(format!("the stocks are known for the end of {}: a run starts there", FIRST_YEAR - 1)),
            "end" if !(FIRST_YEAR..=LAST_YEAR).contains(&given) => {
                Problem::error(format!("`end` must be between {FIRST_YEAR} and {LAST_YEAR}, but is {given}"))
                    .hint("levers, drivers and targets are given for those years")
            }
            "steps_per_year" if !steps() => Problem::error(format!(
                "`steps_per_year` must be between {} and {}, but is {given}",
                STEPS_PER_YEAR.start(),
                STEPS_PER_YEAR.end()
            ))
            .hint(format!("{DEFAULT_STEPS_PER_YEAR} is monthly; fewer than 4 is for screening only")),
            _ => {
                self.time.insert(key, Setting { value: given, place: here });
                return;
            }
        };
        self.problems.push(problem.at(here, "out of range"));
    }

    /// Is a value within its hard bounds? A problem if not.
    fn in_range(
        &mut self,
        what: &str,
        value: f64,
        (minimum, maximum): (f64, f64),
        unit: &str,
        meaning: &str,
        here: Place,
    ) -> bool {
        if (minimum..=maximum).contains(&value) {
            return true;
        }
        let message = if minimum >= maximum {
            format!("`{what}` is a constant of the model: it stays {minimum}")
        } else {
            format!("`{what}` must be between {minimum} and {maximum}{}, but is {value}", in_unit(unit))
        };
        let remedy = if minimum >= maximum {
            "leave it out".to_owned()
        } else {
            format!("write a number from {minimum} to {maximum}")
        };
        let hint = format!("{remedy}; it means: {meaning}");
        self.problems.push(Problem::error(message).at(here, "out of range").hint(hint));
        false
    }

    pub(super) fn parameter(&mut self, source: &Arc<Source>, slot: usize, value: &Spanned<DeValue<'_>>) -> Option<f64> {
        let entry = &self.baseline.parameters[slot];
        let given = number(source, &entry.key, value, &mut self.problems)?;
        let (bounds, meaning) = ((entry.minimum, entry.maximum), entry.declaration.meaning());
        let here = place(source, value.span());
        if !self.in_range(&entry.key, given, bounds, &entry.unit, &meaning, here.clone()) {
            return None;
        }
        let (low, high) = (entry.low.min(entry.high), entry.low.max(entry.high));
        if !(low..=high).contains(&given) {
            let unit = in_unit(&entry.unit);
            let supported = if low < high {
                format!("lies outside {low} to {high}{unit}, the range that its source supports")
            } else {
                format!("is not {low}{unit}, the one value that its source supports")
            };
            self.problems.push(
                Problem::warning(format!("`{}` = {given} {supported}", entry.key))
                    .at(here, "an extrapolation")
                    .hint(format!("central value {}; source: {}", entry.central, entry.source)),
            );
        }
        Some(given)
    }

    pub(super) fn schedule(
        &mut self,
        source: &Arc<Source>,
        slot: usize,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Schedule> {
        let entry = &self.baseline.levers[slot];
        let (key, bounds, meaning) = (&entry.key, (entry.minimum, entry.maximum), entry.declaration.meaning());
        let checked = |reader: &mut Self, value: &Spanned<DeValue<'_>>| {
            let given = number(source, key, value, &mut reader.problems)?;
            let here = place(source, value.span());
            reader.in_range(key, given, bounds, &entry.unit, &meaning, here).then_some(given)
        };
        match value.get_ref() {
            DeValue::Array(_) | DeValue::Table(_) if !entry.by_year => {
                self.problems.push(
                    Problem::error(format!("`{key}` holds for all years: it takes one number"))
                        .at(place(source, value.span()), "more than one number"),
                );
                None
            }
            DeValue::Array(list) => {
                let values: Vec<Option<f64>> = list.iter().map(|value| checked(self, value)).collect();
                values.into_iter().collect::<Option<Vec<f64>>>().map(Schedule::List)
            }
            DeValue::Table(table) => {
                let mut held = Vec::new();
                let mut whole = !table.is_empty();
                for (year, value) in table {
                    let given = checked(self, value);
                    let known = (FIRST_YEAR..=LAST_YEAR).find(|known| *year.get_ref() == known.to_string());
                    match (known, given) {
                        (Some(year), Some(given)) => held.push((year, given)),
                        (None, _) => {
                            whole = false;
                            self.problems.push(
                                Problem::error(format!("`{}` is not a year of the plan", year.get_ref()))
                                    .at(place(source, year.span()), "a year outside")
                                    .hint(format!(
                                        "write {{ {FIRST_YEAR} = ..., {} = ... }} with years from {FIRST_YEAR} to {LAST_YEAR}; each value is held until the next year named",
                                        FIRST_YEAR + 2
                                    )),
                            );
                        }
                        (_, None) => whole = false,
                    }
                }
                if table.is_empty() {
                    self.problems.push(
                        Problem::error(format!("`{key}` has no value"))
                            .at(place(source, value.span()), "an empty table"),
                    );
                }
                held.sort_by_key(|(year, _)| *year);
                whole.then_some(Schedule::Held(held))
            }
            _ => checked(self, value).map(Schedule::Constant),
        }
    }

    pub(super) fn series(&mut self, source: &Arc<Source>, slot: usize, value: &Spanned<DeValue<'_>>) -> Option<Series> {
        let entry = &self.baseline.drivers[slot];
        let DeValue::Table(table) = value.get_ref() else {
            if let DeValue::Array(_) = value.get_ref() {
                self.problems.push(
                    Problem::error(format!("`{}` is a series over time, not a list", entry.key))
                        .at(place(source, value.span()), "a list")
                        .hint("write one number, or points in time: { 2006.0 = ..., 2008.5 = ... }, joined by straight lines"),
                );
                return None;
            }
            let given = self.driver_value(source, slot, value)?;
            return Series::new(vec![(f64::from(FIRST_YEAR), given)]);
        };
        let mut points = Vec::new();
        let mut whole = true;
        let mut visit = |reader: &mut Self, time: String, span: Range<usize>, value: &Spanned<DeValue<'_>>| {
            let known = time.parse::<f64>().ok().filter(|time| DRIVER_YEARS.contains(time));
            let given = reader.driver_value(source, slot, value);
            match (known, given) {
                (Some(time), Some(given)) => points.push((time, given)),
                (None, _) => {
                    whole = false;
                    reader.problems.push(
                        Problem::error(format!("`{time}` is not a time near the plan's years"))
                            .at(place(source, span), "a time outside")
                            .hint("times are years with a fraction, such as 2006.5 for the middle of 2006"),
                    );
                }
                (_, None) => whole = false,
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
        if !whole {
            return None;
        }
        let series = Series::new(points);
        if series.is_none() {
            self.problems.push(
                Problem::error(format!("`{}` needs points at different times", entry.key))
                    .at(place(source, value.span()), "no point, or two at one time"),
            );
        }
        series
    }

    fn driver_value(&mut self, source: &Arc<Source>, slot: usize, value: &Spanned<DeValue<'_>>) -> Option<f64> {
        let entry = &self.baseline.drivers[slot];
        let given = number(source, &entry.key, value, &mut self.problems)?;
        let bounds = (entry.minimum, entry.maximum);
        self.in_range(&entry.key, given, bounds, &entry.unit, &entry.declaration.meaning(), place(source, value.span()))
            .then_some(given)
    }
}

/// ` CNY/t`, or nothing for a quantity without unit.
fn in_unit(unit: &str) -> String {
    if matches!(unit, "-" | "0-1" | "0/1") { String::new() } else { format!(" {unit}") }
}
