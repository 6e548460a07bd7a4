//! Levers and drivers as tables: levers by year, drivers by step.

use super::Model;
use super::equations::plain;
use crate::structure::Kind;
use std::collections::BTreeMap;
use std::fmt::Write;

/// One engine rounds the points of a table to so many decimals,
const DECIMALS: usize = 8;
/// and to so many digits where they differ much in size.
const DIGITS: usize = 9;

/// The values of an input over time.
#[derive(Debug)]
pub(super) enum Values {
    /// Always the same.
    Constant(f64),
    /// One a year, or one a step.
    Table {
        /// The input of the table.
        over: &'static str,
        /// The first place.
        first: i32,
        /// The values.
        values: Vec<f64>,
    },
}

/// The values of all levers and drivers, by slot.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) of_slots: BTreeMap<usize, Values>,
}

impl Tables {
    pub(super) fn new(model: &Model<'_>) -> Self {
        let mut of_slots = BTreeMap::new();
        let steps = model.course.nrows() - 1; // the last row is the end
        let a_year = model.scenario.steps_per_year as usize;
        for (kind, over, first, every) in
            [(Kind::Lever, "year_number", model.scenario.start, a_year), (Kind::Driver, "step_number", 0, 1)]
        {
            let slots = model.structure.of_kind(kind).flat_map(|place| model.structure.quantities()[place].slots());
            for slot in slots {
                let values: Vec<f64> = (0..steps).step_by(every).map(|step| model.course[[step, slot]]).collect();
                let is_constant = values.iter().all(|value| value.to_bits() == values[0].to_bits());
                let values =
                    if is_constant { Values::Constant(values[0]) } else { Values::Table { over, first, values } };
                of_slots.insert(slot, values);
            }
        }
        Self { of_slots }
    }
}

/// A table whose points have more digits than one engine keeps, as two tables: the value is
/// `(rounded + rests * 1e-8) * scale`.
#[derive(Debug)]
pub(super) struct Split {
    pub(super) rounded: Vec<f64>,
    pub(super) rests: Vec<f64>,
    pub(super) scale: f64,
}

/// The values as two tables; `None` if one holds them as they are.
pub(super) fn split(values: &[f64]) -> Option<Split> {
    if values.iter().all(|value| is_short(*value)) {
        return None;
    }
    let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let scale = 10_f64.powf(largest.log10().floor());
    let to_decimals = |value: f64| (value * 1e8).round() / 1e8;
    let rounded: Vec<f64> = values.iter().map(|value| to_decimals(value / scale)).collect();
    let rest = |(value, rounded): (&f64, &f64)| to_decimals((value / scale - rounded) * 1e8);
    let rests = values.iter().zip(&rounded).map(rest).collect();
    Some(Split { rounded, rests, scale })
}

/// Whether a number has so few digits that every engine keeps them.
fn is_short(value: f64) -> bool {
    let text = format!("{}", value.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let digits = format!("{whole}{decimals}");
    decimals.len() <= DECIMALS && digits.trim_start_matches('0').len() <= DIGITS
}

/// A table as XMILE writes it.
pub(super) fn function(first: i32, values: &[f64]) -> String {
    let points = |values: &mut dyn Iterator<Item = String>| values.collect::<Vec<_>>().join(",");
    let mut out = String::new();
    let _ = write!(
        out,
        "<gf><xpts>{}</xpts><ypts>{}</ypts></gf>",
        points(&mut (first..).take(values.len()).map(|place| place.to_string())),
        points(&mut values.iter().map(|value| plain(*value)))
    );
    out
}

#[cfg(test)]
mod tests {
    use super::{Split, split};

    #[test]
    fn a_table_and_its_rests_give_the_values() {
        let values = [0.1, 1_234.567_890_123_456, 0.02 / 3.0, -7.0];
        let Split { rounded, rests, scale } = split(&values).expect("two values have many digits");
        for ((value, rounded), rest) in values.iter().zip(rounded).zip(rests) {
            let read = (rounded + rest * 1e-8) * scale;
            assert!((read - value).abs() <= 1e-15 * 1_234.6, "{value} is read as {read}");
        }
        assert!(split(&[0.25, 2.5, 1000.0, 0.0]).is_none());
        assert!(split(&[12.649_999_999_999_999]).is_some());
    }
}
