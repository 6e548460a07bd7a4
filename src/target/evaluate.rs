//! Numbers made of results: sums over members, ratios, changes over years.

use super::{Measure, Term, Test};
use crate::model::Parameters;
use crate::model::sets::Dimension;
use crate::record::Record;
use crate::text::Text;
use crate::trajectory::Trajectory;

/// A denominator this close to zero has nothing to divide by.
const NOTHING: f64 = 1e-9;

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
        let years = |from: i32, to: i32| -> Result<Vec<f64>, Text> {
            (from..=to).map(|year| self.in_year(test, year)).collect()
        };
        let no_years = || Text {
            en: "the target does not say for which years".to_owned(),
            zh: "目标未说明年份".to_owned(),
        };
        match test.measure {
            Measure::At => self.in_year(test, test.year.ok_or_else(no_years)?),
            Measure::Highest | Measure::Lowest => {
                let all = self.trajectory.years();
                let (from, to) = (test.from.unwrap_or(*all.start()), test.to.unwrap_or(*all.end()));
                let values = years(from, to)?.into_iter();
                Ok(match test.measure {
                    Measure::Highest => values.fold(f64::NEG_INFINITY, f64::max),
                    _ => values.fold(f64::INFINITY, f64::min),
                })
            }
            measure => {
                let (from, to) = test.from.zip(test.to).ok_or_else(no_years)?;
                match measure {
                    Measure::Change => Ok(self.in_year(test, to)? - self.in_year(test, from)?),
                    Measure::Sum => Ok(years(from, to)?.iter().fold(0.0, |total, value| total + value)),
                    _ => {
                        Ok(years(from, to)?.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::NEG_INFINITY, f64::max))
                    }
                }
            }
        }
    }

    /// The value of a test's quantity in a year, whatever its measure.
    ///
    /// # Errors
    /// As for [`Results::value`].
    pub fn in_year(&self, test: &Test, year: i32) -> Result<f64, Text> {
        let term =
            Term { variable: test.variable.clone(), only: test.only.clone(), weight: test.weight.clone(), year: None };
        let mut value = self.term(&term, year)?;
        if let Some(factor) = &test.times {
            value *= self.term(factor, year)?;
        }
        if let Some(divisor) = &test.over {
            let divisor = self.term(divisor, year)?;
            if divisor.abs() < NOTHING {
                return Err(Text {
                    en: format!("in {year} there is nothing left to divide by"),
                    zh: format!("{year}年分母为零，无从计算"),
                });
            }
            value /= divisor;
        }
        if let Some(subtrahend) = &test.minus {
            value -= self.term(subtrahend, year)?;
        }
        Ok(test.factor.unwrap_or(1.0) * value + test.offset.unwrap_or(0.0))
    }

    fn term(&self, term: &Term, year: i32) -> Result<f64, Text> {
        let year = term.year.unwrap_or(year);
        let mut total = 0.0;
        for name in term.variable.list() {
            total += self.sum_of(name, term, year)?;
        }
        Ok(total)
    }

    fn sum_of(&self, name: &str, term: &Term, year: i32) -> Result<f64, Text> {
        let layout = self.trajectory.layout();
        let sets = layout.sets();
        let variable = layout.find(name).ok_or_else(|| Text {
            en: format!("the model has no variable `{name}`"),
            zh: format!("模型没有变量`{name}`"),
        })?;
        let values = self.trajectory.values(self.run, variable, year).ok_or_else(|| Text {
            en: format!("`{name}` has no value in {year}"),
            zh: format!("`{name}`在{year}年没有数值"),
        })?;
        let keeps = |dimensions: &[Dimension], members: &[&str]| {
            dimensions.iter().zip(members).all(|(dimension, member)| {
                term.only.get(set_name(*dimension)).is_none_or(|kept| kept.list().contains(member))
            })
        };
        let dimensions = variable.declaration.dimensions;
        let mut total = 0.0;
        for position in 0..variable.size {
            let members = variable.declaration.members(sets, position);
            if !keeps(dimensions, &members) {
                continue;
            }
            let weight = match &term.weight {
                None => 1.0,
                Some(parameter) => self.weight(parameter, dimensions, &members, &keeps)?,
            };
            total += values[position] * weight;
        }
        Ok(total)
    }

    /// The sum of a parameter over the members that agree with those of the variable and that `where` keeps.
    fn weight(
        &self,
        parameter: &str,
        dimensions: &[Dimension],
        members: &[&str],
        keeps: &impl Fn(&[Dimension], &[&str]) -> bool,
    ) -> Result<f64, Text> {
        let sets = self.trajectory.layout().sets();
        let mut found: Option<f64> = None;
        self.parameters.visit(&mut |declaration, values| {
            if declaration.name != parameter {
                return;
            }
            let own = declaration.dimensions;
            let mut total = 0.0;
            for (position, value) in values.iter().enumerate() {
                let own_members = declaration.members(sets, position);
                let agrees = own.iter().zip(&own_members).all(|(dimension, member)| {
                    let shared = dimensions.iter().position(|other| other == dimension);
                    shared.is_none_or(|shared| members[shared] == *member)
                });
                if agrees && keeps(own, &own_members) {
                    total += value;
                }
            }
            found = Some(total);
        });
        found.ok_or_else(|| Text {
            en: format!("the model has no parameter `{parameter}`"),
            zh: format!("模型没有参数`{parameter}`"),
        })
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
