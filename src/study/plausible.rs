//! Values of a finished run that cannot be: what whoever reads them has to know before believing them.
//!
//! A run is finite and still wrong in places: its books do not close, an amount is below nothing, a mean is one of hardly
//! anything. Each kind is a function here that yields findings; what they mean in words is the report's business.

use super::balances::{Balances, LARGEST_ROUNDING};
use crate::num::lanes::RUNS;
use crate::record::Declaration;
use crate::trajectory::{Kind, Trajectory, Variable};
use crate::unit::is_amount;

/// Something in a run that cannot be.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What it is.
    pub kind: Implausible,
    /// The variable; of a balance the first of those on one side.
    pub variable: &'static Declaration,
    /// Which of its members is furthest off; none of a balance.
    pub member: Option<usize>,
    /// The variable with that member; of a balance all that stands on one side.
    pub name: String,
    /// The year of the value that is furthest off.
    pub year: i32,
    /// That value; of a balance what is missing or too much.
    pub value: f64,
    /// How many more members and years there are of the same.
    pub others: usize,
}

/// Why a value cannot be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Implausible {
    /// What flows in does not come out or stay.
    BooksDoNotClose,
    /// An amount is below nothing.
    BelowNothing,
    /// The same by so little that it is rounding.
    BelowNothingByRounding,
    /// The scale of the mean firm exceeds all capacity: fewer than one firm is left.
    HardlyAFirm {
        /// How many.
        firms: f64,
        /// All capacity, of which the mean firm would have more, in the unit of the value.
        capacity: f64,
    },
}

/// Amounts that may be below nothing: changes, what is left of a limit, corrections, profits, and an overdraft.
const SIGNED: [&str; 11] = [
    "capacity_net",
    "equip_net",
    "cash",
    "cash_change",
    "debt_change",
    "limit_room",
    "region_room",
    "inventory_correction",
    "profit",
    "chem_profit",
    "profit_and_tax",
];

/// Capacity of the mean firm.
const SCALES: [&str; 2] = ["mean_scale", "scale_by_size"];

/// All that cannot be in one run, the worst kinds first. A run with values that are not finite has none: such a run is
/// no result at all.
#[must_use]
pub fn findings(results: &Trajectory, run: usize) -> Vec<Finding> {
    if results.first_not_finite(run).is_some() {
        return Vec::new();
    }
    let mut found = broken_books(results, run);
    let variables = results.layout().variables();
    let amounts = variables
        .iter()
        .filter(|variable| is_amount(variable.declaration.unit) && !SIGNED.contains(&variable.declaration.name));
    let (rounding, below): (Vec<Finding>, Vec<Finding>) = amounts
        .flat_map(|variable| below_nothing(results, run, variable))
        .partition(|finding| finding.kind == Implausible::BelowNothingByRounding);
    found.extend(below);
    let scales = SCALES.into_iter().filter_map(|name| results.layout().find(name));
    found.extend(scales.filter_map(|variable| scale_of_hardly_a_firm(results, run, variable)));
    found.extend(rounding);
    found
}

/// The balances that a swept run must keep, too, each with the year in which most is missing.
fn broken_books(results: &Trajectory, run: usize) -> Vec<Finding> {
    let layout = results.layout();
    let rows = results.years().count() + 1;
    let places = (0..rows).flat_map(|row| (0..layout.width()).map(move |offset| (row, offset)));
    // one lane of a block
    let block: Vec<[f64; RUNS]> = places.map(|(row, offset)| [results.at(run, row, offset); RUNS]).collect();
    let broken = Balances::new(layout).check(&block, layout.width(), 1).swap_remove(0);
    let mut found: Vec<Finding> = Vec::new();
    // a stock below nothing is found with all other amounts
    for broken in broken.into_iter().filter(|broken| !broken.is_negative()) {
        let broken = broken.in_year(*results.years().start());
        let first = broken.what().split(" + ").next().and_then(|name| layout.find(name));
        let Some(variable) = first.map(|variable| variable.declaration) else { continue }; // never: it was checked
        let finding = Finding {
            kind: Implausible::BooksDoNotClose,
            variable,
            member: None,
            name: broken.what().to_owned(),
            year: broken.year(),
            value: broken.by(),
            others: 0,
        };
        match found.iter_mut().find(|known| known.name == finding.name) {
            Some(known) if known.value.abs() >= finding.value.abs() => known.others += 1,
            Some(known) => *known = Finding { others: known.others + 1, ..finding },
            None => found.push(finding),
        }
    }
    found
}

/// The lowest value of an amount that is below nothing by more than rounding, and of one that is by no more.
fn below_nothing(results: &Trajectory, run: usize, variable: &Variable) -> Vec<Finding> {
    let values = values(results, run, variable);
    let largest = values.iter().fold(1.0_f64, |largest, (.., value)| largest.max(value.abs()));
    // of a stock as in a sweep, which takes it for a failure; a flow is as exact as what it is the difference of
    let rounding = if variable.kind == Kind::Stock { LARGEST_ROUNDING } else { LARGEST_ROUNDING * largest };
    let of = |kind: Implausible, holds: &dyn Fn(f64) -> bool| {
        let found: Vec<_> = values.iter().filter(|(.., value)| holds(*value)).collect();
        let (member, year, value) = **found.iter().min_by(|one, other| one.2.total_cmp(&other.2))?;
        Some(finding(results, kind, variable, (member, year, value), found.len() - 1))
    };
    let below = of(Implausible::BelowNothing, &|value| value < -rounding);
    below
        .into_iter()
        .chain(of(Implausible::BelowNothingByRounding, &|value| (-rounding..0.0).contains(&value)))
        .collect()
}

/// The largest scale of the mean firm that exceeds all capacity of the province.
fn scale_of_hardly_a_firm(results: &Trajectory, run: usize, variable: &Variable) -> Option<Finding> {
    let firms = results.layout().find("firms")?;
    // by size as the scale is, or all of them
    let number = |member: usize, year: i32| -> Option<f64> {
        let firms = results.values(run, firms, year)?;
        let all = firms.iter().fold(0.0, |sum, one| sum + one);
        Some(if variable.size == firms.len() { firms[member] } else { all })
    };
    let capacity = |year| results.total(run, "capacity", year);
    // stocks are those of the end of a year, the scale is the mean over it
    let hardly_a_firm = |(member, year, scale): (usize, i32, f64)| {
        let firms = number(member, year - 1)?.min(number(member, year)?);
        let capacity = capacity(year - 1)?.max(capacity(year)?);
        (firms < 1.0 && scale > capacity).then_some((firms, capacity, (member, year, scale)))
    };
    let found: Vec<_> = values(results, run, variable).into_iter().filter_map(hardly_a_firm).collect();
    let (firms, capacity, value) = *found.iter().max_by(|one, other| one.2.2.total_cmp(&other.2.2))?;
    Some(finding(results, Implausible::HardlyAFirm { firms, capacity }, variable, value, found.len() - 1))
}

/// All values of a variable: member, year, value.
fn values(results: &Trajectory, run: usize, variable: &Variable) -> Vec<(usize, i32, f64)> {
    let of_year = |year| {
        let values = results.values(run, variable, year).into_iter().flatten();
        values.enumerate().map(move |(member, value)| (member, year, *value)).collect::<Vec<_>>()
    };
    results.years_of(variable).flat_map(of_year).collect()
}

fn finding(
    results: &Trajectory,
    kind: Implausible,
    variable: &Variable,
    (member, year, value): (usize, i32, f64),
    others: usize,
) -> Finding {
    let name = results.layout().name_at(variable.offset + member);
    Finding { kind, variable: variable.declaration, member: Some(member), name, year, value, others }
}

#[cfg(test)]
mod tests {
    use super::{Finding, Implausible, SIGNED, findings};
    use crate::scenario::read;
    use crate::study::{case, run::simulate_into};
    use crate::trajectory::{Layout, Trajectory};
    use ndarray::Array3;
    use std::sync::Arc;

    /// The plan with one value of the last year changed.
    fn plan_with(name: &str, change: impl Fn(f64) -> f64) -> Vec<Finding> {
        let case = case(&read::embedded("plan").unwrap());
        let layout = Arc::new(Layout::new(&case.sets));
        let mut values = Array3::zeros((1, case.years() + 1, layout.width()));
        simulate_into(&case, values.as_slice_mut().unwrap());
        let place = [0, case.years(), layout.find(name).unwrap().offset];
        values[place] = change(values[place]);
        findings(&Trajectory::new(layout, 2005, values), 0)
    }

    #[test]
    fn nothing_in_the_plan_is_implausible_and_what_may_be_below_nothing_exists() {
        assert_eq!(plan_with("firms", |value| value), []);
        for name in SIGNED {
            assert_eq!(plan_with(name, |value| value).len(), 0, "{name}");
        }
    }

    #[test]
    fn books_that_do_not_close_are_found_with_what_is_missing() {
        let found = plan_with("coke_fund", |value| value + 1.0);
        let [Finding { kind: Implausible::BooksDoNotClose, name, year: 2010, value, others: 0, .. }] = &found[..]
        else {
            panic!("{found:?}");
        };
        assert_eq!(name, "coke_fund");
        assert!((value + 1.0).abs() < 1e-9, "{value}");
    }

    #[test]
    fn amounts_below_nothing_are_told_from_rounding_and_from_what_may_be() {
        let kinds = |found: Vec<Finding>| found.into_iter().map(|finding| finding.kind).collect::<Vec<_>>();
        assert_eq!(kinds(plan_with("gas_wanted", |_| -1.0)), [Implausible::BelowNothing]);
        assert_eq!(kinds(plan_with("gas_wanted", |_| -1e-12)), [Implausible::BelowNothingByRounding]);
        assert_eq!(kinds(plan_with("limit_room", |_| -1.0)), []);
        assert_eq!(kinds(plan_with("organised_logistics", |_| -1e-10)), [Implausible::BelowNothingByRounding]);
        assert_eq!(kinds(plan_with("organised_logistics", |_| -1e-8)), [Implausible::BelowNothing]);
    }
}
