//! Levers and drivers as tables: levers by year, drivers by step.

use super::Model;
use super::equations::plain;
use crate::structure::Kind;
use std::collections::BTreeMap;
use std::fmt::Write;

/// One engine rounds the points of a table to so many decimals.
const DECIMALS: i32 = 8;

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

/// The table of values, and that of what rounding takes from them, if anything, times 1e8.
pub(super) fn split(values: &[f64]) -> (Vec<f64>, Option<Vec<f64>>) {
    let scale = 10_f64.powi(DECIMALS);
    let rounded: Vec<f64> = values.iter().map(|value| (value * scale).round() / scale).collect();
    let rests: Vec<f64> = values.iter().zip(&rounded).map(|(value, rounded)| (value - rounded) * scale).collect();
    // what is left after both is beyond the last digit
    let needed = values.iter().zip(&rounded).any(|(value, rounded)| (value - rounded).abs() > 1e-15 * value.abs());
    (rounded, needed.then_some(rests))
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
    use super::split;

    #[test]
    fn a_table_and_its_rests_give_the_values() {
        let values = [0.1, 1_234.567_890_123_456, 0.02 / 3.0, -7.0];
        let (rounded, rests) = split(&values);
        let rests = rests.expect("two values have more than eight decimals");
        for ((value, rounded), rest) in values.iter().zip(rounded).zip(rests) {
            let seen = (rest * 1e8).round() / 1e8;
            assert!((rounded + seen * 1e-8 - value).abs() <= 1e-15 * value.abs(), "{value}");
        }
        assert!(split(&[0.25, 2.5]).1.is_none());
    }
}
