//! Tests and targets without names: which values of a run are summed, in which order, and with which parameters.
//!
//! A test names variables, members and years. A sweep asks the same test of a million runs, so names are looked up once:
//! [`CompiledTest::new`] finds the place of every value that the test reads, and evaluating it is arithmetic alone. This is
//! the one home of what a test means (see [`super`]): [`super::Results`] compiles a test to evaluate it on one run.

use super::evaluate::set_name;
use super::judge::Limit;
use super::{Measure, Target, Term, Test, Verdict};
use crate::model::Parameters;
use crate::model::sets::Dimension;
use crate::record::{Declaration, Record};
use crate::text;
use crate::text::Text;
use crate::trajectory::{Layout, Variable};
use std::iter::once;
use std::ops::{Range, RangeInclusive};

/// A denominator this close to zero has nothing to divide by.
const NOTHING: f64 = 1e-9;

/// Where a value stands in the results of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The row of its year: 0 is the year before the first.
    pub row: usize,
    /// Where it stands in the row: see [`Layout`].
    pub offset: usize,
}

/// A test whose values are found by their place: in the rows of a run, or as positions in a list of one's own.
#[derive(Clone, Debug)]
pub struct CompiledTest<P = Place> {
    /// Where the values stand, in the order in which they are summed.
    places: Box<[P]>,
    /// Positions of parameters in the order of declaration.
    slots: Box<[usize]>,
    measure: Measure,
    factor: f64,
    offset: f64,
    /// In the order in which they are evaluated; a text if the test does not say which.
    years: Result<Box<[YearValue]>, Text>,
}

/// A test whose values stand in a list of one's own.
pub type PlacedTest = CompiledTest<usize>;

/// The quantity of a test in a year.
#[derive(Clone, Debug)]
struct YearValue {
    year: i32,
    first: Result<Sum, Text>,
    times: Option<Result<Sum, Text>>,
    over: Option<Result<Sum, Text>>,
    minus: Option<Result<Sum, Text>>,
}

/// The values of each variable, summed, and then the variables.
#[derive(Clone, Debug)]
struct Sum(Box<[Box<[Addend]>]>);

/// A value times its weight.
#[derive(Clone, Debug)]
struct Addend {
    /// Which of the test's places.
    place: usize,
    /// Which of the test's slots, to be summed: the weight. `None` is a weight of 1.
    weight: Option<Range<usize>>,
}

/// Why a test has no value.
enum Missing<'a> {
    Stated(&'a Text),
    NothingToDivideBy(i32),
}

impl Missing<'_> {
    fn text(&self) -> Text {
        match self {
            Self::Stated(text) => (*text).clone(),
            Self::NothingToDivideBy(year) => {
                text!("in {year} there is nothing left to divide by"; "{year}年分母为零，无从计算")
            }
        }
    }
}

impl CompiledTest {
    /// A test of runs over these simulated years with values as in this layout.
    ///
    /// What keeps it from having a value, such as a year outside the run, is kept as its value.
    #[must_use]
    pub fn new(layout: &Layout, simulated: RangeInclusive<i32>, test: &Test) -> Self {
        let no_years = || text!("the target does not say for which years"; "目标未说明年份");
        let (first_year, last_year) = (*simulated.start(), *simulated.end());
        let both = test.from.zip(test.to).ok_or_else(no_years);
        let years: Result<Box<dyn Iterator<Item = i32>>, Text> = match test.measure {
            Measure::At => test.year.ok_or_else(no_years).map(|year| Box::new(once(year)) as _),
            Measure::Change => both.map(|(from, to)| Box::new([to, from].into_iter()) as _),
            Measure::Sum | Measure::LargestRise => both.map(|(from, to)| Box::new(from..=to) as _),
            Measure::Highest | Measure::Lowest => {
                Ok(Box::new(test.from.unwrap_or(first_year)..=test.to.unwrap_or(last_year)))
            }
        };
        let mut finder = Finder {
            layout,
            simulated,
            parameters: Parameters::<f64>::declarations(),
            places: Vec::new(),
            slots: Vec::new(),
        };
        let first =
            Term { variable: test.variable.clone(), only: test.only.clone(), weight: test.weight.clone(), year: None };
        let mut value = |year: i32| YearValue {
            year,
            first: finder.term(&first, year),
            times: test.times.as_ref().map(|term| finder.term(term, year)),
            over: test.over.as_ref().map(|term| finder.term(term, year)),
            minus: test.minus.as_ref().map(|term| finder.term(term, year)),
        };
        let years = years.map(|years| {
            let mut values: Vec<YearValue> = Vec::new();
            for year in years {
                values.push(value(year));
                // evaluation ends there in every run
                if values.last().is_some_and(|value| value.first.is_err()) {
                    break;
                }
            }
            values.into()
        });
        Self {
            places: finder.places.into(),
            slots: finder.slots.into(),
            measure: test.measure,
            factor: test.factor.unwrap_or(1.0),
            offset: test.offset.unwrap_or(0.0),
            years,
        }
    }

    /// The values it reads, in the order in which they are summed; one may stand there twice.
    pub fn needs(&self) -> impl Iterator<Item = Place> + '_ {
        self.places.iter().copied()
    }

    /// The same test on a list that holds the values it needs at these positions.
    #[must_use]
    pub fn placed(&self, position_of: impl Fn(Place) -> usize) -> PlacedTest {
        let Self { places, slots, measure, factor, offset, years } = self.clone();
        CompiledTest {
            places: places.iter().copied().map(position_of).collect(),
            slots,
            measure,
            factor,
            offset,
            years,
        }
    }
}

impl<P: Copy> CompiledTest<P> {
    /// The number that the test compares, or why there is none. Parameters stand in the order of declaration, as in
    /// [`Scenario::parameters`](crate::scenario::Scenario::parameters).
    ///
    /// # Errors
    /// If a variable has no value in a year, or there is nothing to divide by: the reason, for people.
    pub fn value(&self, at: impl Fn(P) -> f64, parameters: &[f64]) -> Result<f64, Text> {
        self.evaluate(&at, parameters).map_err(|missing| missing.text())
    }

    fn evaluate(&self, at: &impl Fn(P) -> f64, parameters: &[f64]) -> Result<f64, Missing<'_>> {
        let mut values =
            self.years.as_ref().map_err(Missing::Stated)?.iter().map(|year| self.in_year(year, at, parameters));
        match self.measure {
            Measure::At | Measure::Change => {
                let last = values.next().unwrap_or(Ok(f64::NAN))?; // always: these measures have their years
                values.next().map_or(Ok(last), |first| Ok(last - first?))
            }
            Measure::Sum => values.try_fold(0.0, |total, value| Ok(total + value?)),
            Measure::Highest => values.try_fold(f64::NEG_INFINITY, |highest, value| Ok(highest.max(value?))),
            Measure::Lowest => values.try_fold(f64::INFINITY, |lowest, value| Ok(lowest.min(value?))),
            Measure::LargestRise => {
                let mut before = None;
                values.try_fold(f64::NEG_INFINITY, |largest, value| {
                    let value = value?;
                    let rise = before.replace(value).map(|before| value - before);
                    Ok(rise.map_or(largest, |rise| largest.max(rise)))
                })
            }
        }
    }

    fn in_year<'t>(
        &'t self,
        of: &'t YearValue,
        at: &impl Fn(P) -> f64,
        parameters: &[f64],
    ) -> Result<f64, Missing<'t>> {
        let sum =
            |sum: &'t Result<Sum, Text>| sum.as_ref().map(|sum| self.sum(sum, at, parameters)).map_err(Missing::Stated);
        let mut value = sum(&of.first)?;
        if let Some(factor) = &of.times {
            value *= sum(factor)?;
        }
        if let Some(divisor) = &of.over {
            let divisor = sum(divisor)?;
            if divisor.abs() < NOTHING {
                return Err(Missing::NothingToDivideBy(of.year));
            }
            value /= divisor;
        }
        if let Some(subtrahend) = &of.minus {
            value -= sum(subtrahend)?;
        }
        Ok(self.factor * value + self.offset)
    }

    fn sum(&self, sum: &Sum, at: &impl Fn(P) -> f64, parameters: &[f64]) -> f64 {
        let weight =
            |slots: &Range<usize>| self.slots[slots.clone()].iter().fold(0.0, |total, slot| total + parameters[*slot]);
        let of_variable = |addends: &[Addend]| {
            addends.iter().fold(0.0, |total, addend| {
                total + at(self.places[addend.place]) * addend.weight.as_ref().map_or(1.0, weight)
            })
        };
        sum.0.iter().fold(0.0, |total, addends| total + of_variable(addends))
    }
}

impl PlacedTest {
    /// The number that the test compares; `None` if there is none. It allocates nothing.
    #[must_use]
    pub fn number(&self, values: &[f64], parameters: &[f64]) -> Option<f64> {
        self.evaluate(&|position| values[position], parameters).ok()
    }
}

/// A target whose values are found by their place.
#[derive(Clone, Debug)]
pub struct CompiledTarget<P = Place> {
    tests: Box<[(CompiledTest<P>, Limit)]>,
}

/// A target whose values stand in a list of one's own.
pub type PlacedTarget = CompiledTarget<usize>;

impl CompiledTarget {
    /// A target of runs over these simulated years with values as in this layout.
    #[must_use]
    pub fn new(layout: &Layout, simulated: &RangeInclusive<i32>, target: &Target) -> Self {
        let compiled = |test| (CompiledTest::new(layout, simulated.clone(), test), Limit::of(test));
        Self { tests: target.tests.iter().map(compiled).collect() }
    }

    /// The values it reads; one may stand there twice.
    pub fn needs(&self) -> impl Iterator<Item = Place> + '_ {
        self.tests.iter().flat_map(|(test, _)| test.needs())
    }

    /// The same target on a list that holds the values it needs at these positions.
    #[must_use]
    pub fn placed(&self, position_of: impl Fn(Place) -> usize) -> PlacedTarget {
        CompiledTarget { tests: self.tests.iter().map(|(test, limit)| (test.placed(&position_of), *limit)).collect() }
    }
}

impl PlacedTarget {
    /// Whether the target is met, as [`super::scorecard`] judges it. It allocates nothing.
    #[must_use]
    pub fn verdict(&self, values: &[f64], parameters: &[f64]) -> Verdict {
        Verdict::of_all(self.tests.iter().map(|(test, limit)| {
            test.number(values, parameters).map_or(Verdict::NotEvaluated, |value| limit.verdict(limit.margin(value)))
        }))
    }
}

/// Finds the places of values and parameters.
struct Finder<'a> {
    layout: &'a Layout,
    simulated: RangeInclusive<i32>,
    parameters: Vec<&'static Declaration>,
    places: Vec<Place>,
    slots: Vec<usize>,
}

impl Finder<'_> {
    fn term(&mut self, term: &Term, year: i32) -> Result<Sum, Text> {
        let year = term.year.unwrap_or(year);
        let variables: Result<_, Text> =
            term.variable.list().iter().map(|name| self.addends(name, term, year)).collect();
        variables.map(Sum)
    }

    fn addends(&mut self, name: &str, term: &Term, year: i32) -> Result<Box<[Addend]>, Text> {
        let layout = self.layout;
        let variable =
            layout.find(name).ok_or_else(|| text!("the model has no variable `{name}`"; "模型没有变量`{name}`"))?;
        let row = self
            .row(variable, year)
            .ok_or_else(|| text!("`{name}` has no value in {year}"; "`{name}`在{year}年没有数值"))?;
        let dimensions = variable.declaration.dimensions;
        let mut addends = Vec::new();
        for position in 0..variable.size {
            let members = variable.declaration.members(layout.sets(), position);
            if !keeps(term, dimensions, &members) {
                continue;
            }
            let weight = match &term.weight {
                None => None,
                Some(parameter) => Some(self.weight(parameter, term, dimensions, &members)?),
            };
            addends.push(Addend { place: self.places.len(), weight });
            self.places.push(Place { row, offset: variable.offset + position });
        }
        Ok(addends.into())
    }

    fn row(&self, variable: &Variable, year: i32) -> Option<usize> {
        let has_value = variable.kind.years(&self.simulated).contains(&year);
        has_value.then(|| usize::try_from(year - (self.simulated.start() - 1)).ok()).flatten()
    }

    /// The values of a parameter for the members that agree with those of the variable and that `where` keeps.
    fn weight(
        &mut self,
        parameter: &str,
        term: &Term,
        dimensions: &[Dimension],
        members: &[&str],
    ) -> Result<Range<usize>, Text> {
        let sets = self.layout.sets();
        let mut start = 0;
        for declaration in &self.parameters {
            let size = declaration.size(sets);
            if declaration.name != parameter {
                start += size;
                continue;
            }
            let own = declaration.dimensions;
            let from = self.slots.len();
            for position in 0..size {
                let own_members = declaration.members(sets, position);
                let agrees = own.iter().zip(&own_members).all(|(dimension, member)| {
                    let shared = dimensions.iter().position(|other| other == dimension);
                    shared.is_none_or(|shared| members[shared] == *member)
                });
                if agrees && keeps(term, own, &own_members) {
                    self.slots.push(start + position);
                }
            }
            return Ok(from..self.slots.len());
        }
        Err(text!("the model has no parameter `{parameter}`"; "模型没有参数`{parameter}`"))
    }
}

/// Does `where` keep these members?
fn keeps(term: &Term, dimensions: &[Dimension], members: &[&str]) -> bool {
    dimensions
        .iter()
        .zip(members)
        .all(|(dimension, member)| term.only.get(set_name(*dimension)).is_none_or(|kept| kept.list().contains(member)))
}
