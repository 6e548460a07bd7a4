//! The plan's targets as predicates over results, and their verdicts.
//!
//! A target is data (`targets.toml`): one or more tests that must all hold, or the reason why the model cannot tell.
//! What a test means, step by step:
//!
//! 1. A *term* in a year is the sum of a variable over the members that `where` leaves, each multiplied by the `weight`
//!    parameter of its members. Stocks have year-end values, the year before the first included; auxiliaries have
//!    means over the year.
//! 2. The value in a year is `factor * (term * times / over - minus) + offset`.
//! 3. The `measure` makes one number of it: the value `at` a year, the `sum` over years, the `change` between two
//!    years, or the `largest_rise` from one year to the next.
//! 4. The test holds if that number is at most, at least, or equal to the threshold, within the tolerance.

use crate::model::sets::Dimension;
use crate::scenario::Scenario;
use crate::scenario::text::Text;
use crate::trajectory::Trajectory;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A group of targets, for display.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetGroup {
    /// Its name in data.
    pub id: String,
    /// Its name for people.
    pub label: Text,
}

/// One or several names.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Names {
    /// One name.
    One(String),
    /// Several names.
    Several(Vec<String>),
}

impl Names {
    /// The names as a list.
    #[must_use]
    pub fn list(&self) -> Vec<&str> {
        match self {
            Self::One(name) => vec![name],
            Self::Several(names) => names.iter().map(String::as_str).collect(),
        }
    }
}

/// A sum over members.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// A stock or auxiliary, or several to be added.
    pub variable: Names,
    /// Members to keep, by set; all if a set is not named.
    #[serde(default, rename = "where")]
    pub only: BTreeMap<String, Names>,
    /// A parameter to multiply with, member by member.
    pub weight: Option<String>,
    /// A year of its own.
    pub year: Option<i32>,
}

/// How the values of the years become one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The value at `year`.
    #[default]
    At,
    /// The sum from `from` to `to`.
    Sum,
    /// The value at `to` less that at `from`.
    Change,
    /// The largest rise from one year to the next between `from` and `to`.
    LargestRise,
}

/// How a tolerance is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToleranceKind {
    /// As a share of the threshold.
    #[default]
    Relative,
    /// In the unit of the test.
    Absolute,
}

/// A number made of results, and what it is compared with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// A stock or auxiliary, or several to be added.
    pub variable: Names,
    /// Members to keep, by set.
    #[serde(default, rename = "where")]
    pub only: BTreeMap<String, Names>,
    /// A parameter to multiply with, member by member.
    pub weight: Option<String>,
    /// A term to multiply with.
    pub times: Option<Term>,
    /// A term to divide by.
    pub over: Option<Term>,
    /// A term to subtract.
    pub minus: Option<Term>,
    /// A constant to multiply with.
    pub factor: Option<f64>,
    /// A constant to add.
    pub offset: Option<f64>,
    /// How the years become one number.
    #[serde(default)]
    pub measure: Measure,
    /// For `at`: the year.
    pub year: Option<i32>,
    /// For the other measures: the first year.
    pub from: Option<i32>,
    /// For the other measures: the last year.
    pub to: Option<i32>,
    /// Upper threshold.
    pub at_most: Option<f64>,
    /// Lower threshold.
    pub at_least: Option<f64>,
    /// Threshold to be met from both sides.
    pub equals: Option<f64>,
    /// Tolerance; ours, not the plan's.
    pub tolerance: Option<f64>,
    /// How it is meant.
    #[serde(default)]
    pub tolerance_kind: ToleranceKind,
    /// Unit, if not that of the target.
    pub unit: Option<String>,
    /// What it is, if the target has several tests.
    pub label: Option<Text>,
    /// The figure of the plan, if not that of the target.
    pub figure: Option<String>,
}

/// A target of the plan.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// `T1` to `T50`, or a second reading of one of them.
    pub id: String,
    /// The group it is shown in.
    pub group: String,
    /// What it asks, in a few words.
    pub text: Text,
    /// The plan's clauses.
    pub clause: String,
    /// The plan's figure.
    pub figure: String,
    /// Unit of its tests.
    pub unit: String,
    /// The plan says "about", "nearly", "in principle".
    #[serde(default)]
    pub soft: bool,
    /// What a reader must know.
    pub note: Option<Text>,
    /// Of which target this is a second reading; it is not counted.
    pub reading_of: Option<String>,
    /// The tests; all must hold.
    #[serde(default, rename = "test")]
    pub tests: Vec<Test>,
    /// Why the model cannot tell.
    pub not_evaluated: Option<Text>,
    /// Values shown without a verdict.
    #[serde(default, rename = "proxy")]
    pub proxies: Vec<Test>,
}

/// Whether a target is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// All tests hold.
    Met,
    /// A test fails.
    Missed,
    /// The model cannot tell.
    NotEvaluated,
}

impl Verdict {
    /// As it is written in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::NotEvaluated => "not evaluated",
        }
    }
}

/// A test with its result.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What was asked, in symbols: `<= 120`.
    pub predicate: String,
    /// The names of the variables.
    pub variable: String,
    /// The year, or the years.
    pub year: String,
    /// The threshold as the plan states it.
    pub threshold: f64,
    /// The value in the run, or why there is none.
    pub value: Result<f64, Text>,
    /// Unit of both.
    pub unit: String,
    /// Signed distance to the limit: positive if met with room.
    pub margin: Option<f64>,
    /// What it is, if the target has several tests.
    pub label: Option<Text>,
}

impl Outcome {
    fn verdict(&self) -> Verdict {
        match self.margin {
            None => Verdict::NotEvaluated,
            Some(margin) if margin >= -ROUNDING * self.threshold.abs().max(1.0) => Verdict::Met,
            Some(_) => Verdict::Missed,
        }
    }

    /// The margin relative to the threshold, to tell which test decides.
    fn relative_margin(&self) -> f64 {
        let scale = if self.threshold == 0.0 { 1.0 } else { self.threshold.abs() };
        self.margin.map_or(f64::INFINITY, |margin| margin / scale)
    }
}

/// A target with its verdict.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// The target.
    pub target: &'a Target,
    /// Whether it is met.
    pub verdict: Verdict,
    /// All its tests.
    pub outcomes: Vec<Outcome>,
    /// Which of them decides; `None` if there is no test.
    pub deciding: Option<usize>,
    /// Values shown without a verdict: what they are, the value, the unit.
    pub proxies: Vec<(Text, f64, String)>,
    /// Why it is not evaluated.
    pub reason: Option<Text>,
}

impl Judged<'_> {
    /// The test that decides.
    #[must_use]
    pub fn decisive(&self) -> Option<&Outcome> {
        self.deciding.map(|position| &self.outcomes[position])
    }
}

/// Slack of comparisons; it absorbs rounding only.
const ROUNDING: f64 = 1e-9;

/// A denominator this close to zero has nothing to divide by.
const NOTHING: f64 = 1e-9;

/// Judges all targets of a scenario on one run.
#[must_use]
pub fn scorecard<'a>(scenario: &'a Scenario, trajectory: &Trajectory, run: usize) -> Vec<Judged<'a>> {
    let results = Results { scenario, trajectory, run };
    scenario.baseline.targets.iter().map(|target| results.judge(target)).collect()
}

/// What tests are evaluated on.
struct Results<'a> {
    scenario: &'a Scenario,
    trajectory: &'a Trajectory,
    run: usize,
}

impl Results<'_> {
    fn judge<'t>(&self, target: &'t Target) -> Judged<'t> {
        let outcomes: Vec<Outcome> = target.tests.iter().map(|test| self.outcome(target, test)).collect();
        let proxies = target
            .proxies
            .iter()
            .filter_map(|proxy| {
                let value = self.value(proxy).ok()?;
                let label = proxy.label.clone().unwrap_or_else(|| Text::plain(proxy.variable.list().join(" + ")));
                Some((label, value, proxy.unit.clone().unwrap_or_else(|| target.unit.clone())))
            })
            .collect();
        let any = |verdict| outcomes.iter().any(|outcome| outcome.verdict() == verdict);
        let verdict = if outcomes.is_empty() {
            Verdict::NotEvaluated
        } else if any(Verdict::Missed) {
            Verdict::Missed
        } else if any(Verdict::NotEvaluated) {
            Verdict::NotEvaluated
        } else {
            Verdict::Met
        };
        let deciding = outcomes
            .iter()
            .enumerate()
            .filter(|(_, outcome)| outcome.verdict() == verdict)
            .min_by(|(_, one), (_, other)| one.relative_margin().total_cmp(&other.relative_margin()))
            .map(|(position, _)| position);
        let reason = target.not_evaluated.clone().or_else(|| {
            outcomes.iter().find_map(|outcome| outcome.value.as_ref().err().cloned())
        });
        Judged { target, verdict, outcomes, deciding, proxies, reason }
    }

    fn outcome(&self, target: &Target, test: &Test) -> Outcome {
        let value = self.value(test);
        let (symbol, threshold) = match (test.at_most, test.at_least, test.equals) {
            (Some(limit), _, _) => ("<=", limit),
            (_, Some(limit), _) => (">=", limit),
            (_, _, Some(aim)) => ("=", aim),
            (None, None, None) => ("=", 0.0),
        };
        let tolerance = match test.tolerance_kind {
            ToleranceKind::Relative => test.tolerance.unwrap_or(0.0) * threshold.abs(),
            ToleranceKind::Absolute => test.tolerance.unwrap_or(0.0),
        };
        let margin = value.as_ref().ok().map(|value| match symbol {
            "<=" => threshold + tolerance - value,
            ">=" => value - (threshold - tolerance),
            _ => tolerance - (value - threshold).abs(),
        });
        let within = match (test.tolerance, test.tolerance_kind) {
            (None, _) => String::new(),
            (Some(share), ToleranceKind::Relative) => format!(" +-{}%", share * 100.0),
            (Some(amount), ToleranceKind::Absolute) => format!(" +-{amount}"),
        };
        let year = match (test.measure, test.year, test.from, test.to) {
            (Measure::At, Some(year), _, _) => year.to_string(),
            (_, _, Some(from), Some(to)) => format!("{from}-{to}"),
            _ => String::new(),
        };
        Outcome {
            predicate: format!("{symbol} {threshold}{within}"),
            variable: test.variable.list().join(" + "),
            year,
            threshold,
            value,
            unit: test.unit.clone().unwrap_or_else(|| target.unit.clone()),
            margin,
            label: test.label.clone(),
        }
    }

    /// The number that a test compares, or why there is none.
    fn value(&self, test: &Test) -> Result<f64, Text> {
        let years = |from: i32, to: i32| -> Result<Vec<f64>, Text> {
            (from..=to).map(|year| self.in_year(test, year)).collect()
        };
        let no_years = || Text {
            en: "the target does not say for which years".to_owned(),
            zh: "目标未说明年份".to_owned(),
        };
        match test.measure {
            Measure::At => self.in_year(test, test.year.ok_or_else(no_years)?),
            measure => {
                let (from, to) = test.from.zip(test.to).ok_or_else(no_years)?;
                match measure {
                    Measure::Change => Ok(self.in_year(test, to)? - self.in_year(test, from)?),
                    Measure::Sum => Ok(years(from, to)?.iter().fold(0.0, |total, value| total + value)),
                    _ => Ok(years(from, to)?
                        .windows(2)
                        .map(|pair| pair[1] - pair[0])
                        .fold(f64::NEG_INFINITY, f64::max)),
                }
            }
        }
    }

    fn in_year(&self, test: &Test, year: i32) -> Result<f64, Text> {
        let term = Term {
            variable: test.variable.clone(),
            only: test.only.clone(),
            weight: test.weight.clone(),
            year: None,
        };
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
                term.only.get(data_key(*dimension)).is_none_or(|kept| kept.list().contains(member))
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
        let sets = &self.scenario.baseline.sets;
        let entries = self.scenario.baseline.parameters.iter().zip(&self.scenario.parameters);
        let mut position = 0;
        let mut total = 0.0;
        for (entry, value) in entries.filter(|(entry, _)| entry.declaration.name == parameter) {
            let own = entry.declaration.dimensions;
            let own_members = entry.declaration.members(sets, position);
            position += 1;
            let agrees = own.iter().zip(&own_members).all(|(dimension, member)| {
                dimensions.iter().position(|other| other == dimension).is_none_or(|shared| members[shared] == *member)
            });
            if agrees && keeps(own, &own_members) {
                total += value;
            }
        }
        if position == 0 {
            return Err(Text {
                en: format!("the model has no parameter `{parameter}`"),
                zh: format!("模型没有参数`{parameter}`"),
            });
        }
        Ok(total)
    }
}

/// A set's name in `where`: the ambient pollutants are pollutants to a reader.
fn data_key(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::AmbientPollutant => Dimension::Pollutant.key(),
        _ => dimension.key(),
    }
}
