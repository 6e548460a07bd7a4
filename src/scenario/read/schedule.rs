//! A lever's values over the years, before it is known which years are simulated.

use crate::problem::Place;
use crate::scenario::baseline::{FIRST_YEAR, YEARS};

/// How a lever is set.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Schedule {
    /// The same in all years.
    Constant(f64),
    /// One value a year.
    List(Vec<f64>),
    /// From each year named, until the next.
    Held(Vec<(i32, f64)>),
    /// A straight line from one year to another, held from then on.
    Ramp {
        /// Year of `start`.
        from: i32,
        /// Year of `end`.
        to: i32,
        /// Value in the first year.
        start: f64,
        /// Value in the last year and after it.
        end: f64,
    },
}

/// A list that has neither a value for each simulated year, nor one for each year of the plan.
pub(super) struct WrongLength(pub(super) usize);

impl Schedule {
    /// Does it leave no year to what was set before?
    pub(super) fn is_complete(&self) -> bool {
        match self {
            Self::Constant(_) | Self::List(_) => true,
            Self::Held(held) => held.iter().any(|(year, _)| *year <= FIRST_YEAR),
            Self::Ramp { from, .. } => *from <= FIRST_YEAR,
        }
    }

    /// Puts its values into those of the simulated years, with the place they come from.
    pub(super) fn apply(
        &self,
        first: i32,
        values: &mut [f64],
        origins: &mut [Option<Place>],
        place: &Place,
    ) -> Result<(), WrongLength> {
        let years = origins.len();
        let mut put = |position: usize, value: f64| {
            values[position] = value;
            origins[position] = Some(place.clone());
        };
        match self {
            Self::Constant(value) => (0..years).for_each(|year| put(year, *value)),
            // a list for all years of the plan also serves a run that ends earlier
            Self::List(list) if list.len() == years || list.len() == YEARS => {
                (0..years).for_each(|year| put(year, list[year]));
            }
            Self::List(list) => return Err(WrongLength(list.len())),
            Self::Held(held) => {
                for (position, year) in (0..years).zip(first..) {
                    if let Some((_, value)) = held.iter().rev().find(|(from, _)| *from <= year) {
                        put(position, *value);
                    }
                }
            }
            Self::Ramp { from, to, start, end } => {
                for (position, year) in (0..years).zip(first..).filter(|(_, year)| year >= from) {
                    let share = f64::from(year - from) / f64::from(to - from);
                    let between = (start * (1.0 - share) + end * share).clamp(start.min(*end), start.max(*end));
                    // the ends exactly, and nothing beyond them, whatever the rounding: they may be hard bounds
                    put(position, if year >= *to { *end } else { between });
                }
            }
        }
        Ok(())
    }

    /// The first year named that lies behind the last simulated one.
    pub(super) fn year_after(&self, last: i32) -> Option<i32> {
        match self {
            Self::Held(held) => held.iter().map(|(year, _)| *year).find(|year| *year > last),
            Self::Ramp { from, .. } if *from > last => Some(*from),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Schedule};
    use crate::problem::Source;

    fn over(schedule: &Schedule) -> (Vec<f64>, Vec<bool>) {
        let (mut values, mut origins) = (vec![9.0; 5], vec![None; 5]);
        let place = Place { source: Source::new("a", "b"), span: 0..1 };
        assert!(schedule.apply(2006, &mut values, &mut origins, &place).is_ok());
        (values, origins.iter().map(Option::is_some).collect())
    }

    #[test]
    fn held_values_leave_earlier_years_alone() {
        let (values, set) = over(&Schedule::Held(vec![(2007, 1.0), (2009, 2.0)]));
        assert_eq!(values, [9.0, 1.0, 1.0, 2.0, 2.0]);
        assert_eq!(set, [false, true, true, true, true]);
    }

    #[test]
    fn a_ramp_is_a_straight_line_held_at_its_end() {
        let (values, set) = over(&Schedule::Ramp { from: 2007, to: 2009, start: 0.1, end: 0.3 });
        assert_eq!(values, [9.0, 0.1, 0.1 * 0.5 + 0.3 * 0.5, 0.3, 0.3]);
        assert_eq!(set, [false, true, true, true, true]);
    }

    #[test]
    fn a_ramp_never_leaves_its_ends_by_rounding() {
        for bound in [120.0, 60.0, 15.0, -0.02, 0.1] {
            let (values, _) = over(&Schedule::Ramp { from: 2006, to: 2009, start: bound, end: bound });
            assert_eq!(values, [bound; 5]);
        }
    }
}
