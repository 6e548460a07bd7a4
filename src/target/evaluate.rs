//! Numbers made of the results of one run: sums over members, ratios, changes over years.

use super::compiled::CompiledTest;
use super::{Measure, Test};
use crate::model::Parameters;
use crate::model::sets::Dimension;
use crate::record::Record;
use crate::text::Text;
use crate::trajectory::Trajectory;

/// One run and the parameters it was made with, to evaluate tests on.
#[derive(Clone, Copy, Debug)]
pub struct Results<'a> {
    parameters: &'a Parameters<f64>,
    trajectory: &'a Trajectory,
    run: usize,
}

impl<'a> Results<'a> {
    /// A run.
    #[must_use]
    pub const fn new(parameters: &'a Parameters<f64>, trajectory: &'a Trajectory, run: usize) -> Self {
        Self { parameters, trajectory, run }
    }

    /// The simulated years.
    #[must_use]
    pub fn years(&self) -> std::ops::RangeInclusive<i32> {
        self.trajectory.years()
    }

    /// The number that a test compares, or why there is none.
    ///
    /// # Errors
    /// If a variable has no value in a year, or there is nothing to divide by: the reason, for people.
    pub fn value(&self, test: &Test) -> Result<f64, Text> {
        let compiled = CompiledTest::new(self.trajectory.layout(), self.years(), test);
        compiled.value(|place| self.trajectory.at(self.run, place.row, place.offset), &self.parameters.to_vec())
    }

    /// The value of a test's quantity in a year, whatever its measure.
    ///
    /// # Errors
    /// As for [`Results::value`].
    pub fn in_year(&self, test: &Test, year: i32) -> Result<f64, Text> {
        self.value(&Test { measure: Measure::At, year: Some(year), ..test.clone() })
    }
}

/// A set's name in `where`: the ambient pollutants are pollutants to a reader.
#[must_use]
pub const fn set_name(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::AmbientPollutant => Dimension::Pollutant.key(),
        _ => dimension.key(),
    }
}
