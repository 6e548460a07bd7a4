//! Results: every stock and auxiliary by year, with name, sets and unit.

use crate::model::sets::Sets;
use crate::model::{Auxiliaries, Stocks};
use crate::record::{Declaration, Record};
use ndarray::{Array3, ArrayView1};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// What a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A stock: its value is that at the end of the year.
    Stock,
    /// An auxiliary or flow: its value is the mean over the year.
    Auxiliary,
}

impl Kind {
    /// The years in which a variable of this kind has values: stocks also have the end of the year before the first of
    /// the simulated ones.
    #[must_use]
    pub const fn years(self, simulated: &RangeInclusive<i32>) -> RangeInclusive<i32> {
        match self {
            Self::Stock => *simulated.start() - 1..=*simulated.end(),
            Self::Auxiliary => *simulated.start()..=*simulated.end(),
        }
    }
}

/// A variable and where its values stand in a row.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    /// Name, sets, unit and meaning.
    pub declaration: &'static Declaration,
    /// Stock or auxiliary.
    pub kind: Kind,
    /// Where its first value stands.
    pub offset: usize,
    /// How many values it has.
    pub size: usize,
}

/// The variables of a row: all stocks, then all auxiliaries.
#[derive(Debug)]
pub struct Layout {
    sets: Arc<Sets>,
    variables: Vec<Variable>,
    by_name: BTreeMap<&'static str, usize>,
    width: usize,
}

impl Layout {
    /// The layout over these sets.
    #[must_use]
    pub fn new(sets: &Arc<Sets>) -> Self {
        let stocks = Stocks::<f64>::declarations().into_iter().map(|declaration| (declaration, Kind::Stock));
        let auxiliaries =
            Auxiliaries::<f64>::declarations().into_iter().map(|declaration| (declaration, Kind::Auxiliary));
        let mut width = 0;
        let variables: Vec<Variable> = stocks
            .chain(auxiliaries)
            .map(|(declaration, kind)| {
                let variable = Variable { declaration, kind, offset: width, size: declaration.size(sets) };
                width += variable.size;
                variable
            })
            .collect();
        let by_name =
            variables.iter().enumerate().map(|(position, variable)| (variable.declaration.name, position)).collect();
        Self { sets: Arc::clone(sets), variables, by_name, width }
    }

    /// All variables, stocks first.
    #[must_use]
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// A variable by name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Variable> {
        self.by_name.get(name).map(|position| &self.variables[*position])
    }

    /// How many values a year has.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// The sets.
    #[must_use]
    pub fn sets(&self) -> &Sets {
        &self.sets
    }

    /// The variable and the members of the value at `offset`.
    #[must_use]
    pub fn name_at(&self, offset: usize) -> String {
        let variable = &self.variables[self.variables.partition_point(|variable| variable.offset <= offset) - 1];
        let members = variable.declaration.members(&self.sets, offset - variable.offset);
        if members.is_empty() {
            variable.declaration.name.to_owned()
        } else {
            format!("{}[{}]", variable.declaration.name, members.join(", "))
        }
    }
}

/// Results of one or more runs: an array over run, year and value.
#[derive(Clone, Debug)]
pub struct Trajectory {
    layout: Arc<Layout>,
    first_year: i32,
    values: Array3<f64>,
}

/// A result that is not a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFinite {
    /// The variable and its members.
    pub variable: String,
    /// The year in which it was first seen.
    pub year: i32,
}

impl Trajectory {
    /// Results over run, year and value; the first year is the one before the simulation, with stocks only.
    ///
    /// # Panics
    /// If a row does not have the width of the layout: a mistake of the calling code.
    #[must_use]
    pub fn new(layout: Arc<Layout>, first_year: i32, values: Array3<f64>) -> Self {
        assert_eq!(values.shape()[2], layout.width(), "one column a value");
        Self { layout, first_year, values }
    }

    /// The variables.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// How many runs there are.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.values.shape()[0]
    }

    /// The simulated years.
    #[must_use]
    pub fn years(&self) -> RangeInclusive<i32> {
        self.first_year + 1..=self.first_year + i32::try_from(self.values.shape()[1]).unwrap_or(i32::MAX) - 1
    }

    /// The years in which a variable has values: stocks also have the end of the year before the first.
    #[must_use]
    pub fn years_of(&self, variable: &Variable) -> RangeInclusive<i32> {
        variable.kind.years(&self.years())
    }

    /// The values of a variable in a year, the last set running fastest; `None` if it has none in that year.
    #[must_use]
    pub fn values(&self, run: usize, variable: &Variable, year: i32) -> Option<ArrayView1<'_, f64>> {
        if !self.years_of(variable).contains(&year) {
            return None;
        }
        let row = usize::try_from(year - self.first_year).ok()?;
        Some(self.values.slice(ndarray::s![run, row, variable.offset..variable.offset + variable.size]))
    }

    /// The value at a place: the row of its year, 0 the year before the first, and where it stands in the row.
    ///
    /// # Panics
    /// If there is no such place: a mistake of the calling code.
    #[must_use]
    pub fn at(&self, run: usize, row: usize, offset: usize) -> f64 {
        self.values[(run, row, offset)]
    }

    /// The sum of a variable over all members in a year.
    #[must_use]
    pub fn total(&self, run: usize, name: &str, year: i32) -> Option<f64> {
        let values = self.values(run, self.layout.find(name)?, year)?;
        Some(values.iter().fold(0.0, |total, value| total + value))
    }

    /// A variable's value for named members in a year.
    #[must_use]
    pub fn value(&self, run: usize, name: &str, members: &[&str], year: i32) -> Option<f64> {
        let variable = self.layout.find(name)?;
        let values = self.values(run, variable, year)?;
        (0..variable.size)
            .find(|position| variable.declaration.members(&self.layout.sets, *position) == members)
            .map(|position| values[position])
    }

    /// The first result of a run that is not a finite number, if there is one.
    #[must_use]
    pub fn first_not_finite(&self, run: usize) -> Option<NotFinite> {
        let years = self.values.shape()[1];
        (0..years).find_map(|row| {
            let values = self.values.slice(ndarray::s![run, row, ..]);
            values.iter().position(|value| !value.is_finite()).map(|offset| NotFinite {
                variable: self.layout.name_at(offset),
                year: self.first_year + i32::try_from(row).unwrap_or(i32::MAX),
            })
        })
    }
}
