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
//!    years, the `largest_rise` from one year to the next, or the `highest` or `lowest` value of all years.
//! 4. The test holds if that number is at most, at least, or equal to the threshold, within the tolerance.

mod compiled;
mod evaluate;
mod judge;

pub use compiled::{CompiledTarget, CompiledTest, Place, PlacedTarget, PlacedTest};
pub use evaluate::{Results, set_name};
pub use judge::{Judged, Outcome, Verdict, scorecard};

use crate::text::Text;
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

impl Default for Names {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

/// A sum over members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

impl Term {
    /// Does it sum some of what the other sums, too?
    #[must_use]
    pub fn includes(&self, other: &Self) -> bool {
        let common = |one: &Names, two: &Names| one.list().iter().any(|name| two.list().contains(name));
        common(&self.variable, &other.variable)
            && self.only.iter().all(|(set, kept)| other.only.get(set).is_none_or(|others| common(kept, others)))
    }

    /// Takes in a sum of the same variable over another member of one set; false if they differ in more than that.
    #[must_use]
    pub fn take_member(&mut self, other: &Self) -> bool {
        let same = self.variable == other.variable && self.only.keys().eq(other.only.keys());
        let mut differ = other.only.iter().filter(|(set, kept)| self.only.get(*set) != Some(*kept));
        let (true, Some((set, kept)), None) = (same, differ.next(), differ.next()) else { return false };
        let mut all = self.only.get(set).map(Names::list).unwrap_or_default();
        if kept.list().iter().any(|member| all.contains(member)) {
            return false;
        }
        all.extend(kept.list());
        let all = all.into_iter().map(str::to_owned).collect();
        self.only.insert(set.clone(), Names::Several(all));
        true
    }
}

/// The group of the targets that a scenario brings itself.
pub const OWN_GROUP: &str = "own";

/// How the values of the years become one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The highest value of a year from `from` to `to`, or of all simulated years.
    Highest,
    /// The lowest value of a year from `from` to `to`, or of all simulated years.
    Lowest,
}

/// How a tolerance is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToleranceKind {
    /// As a share of the threshold.
    #[default]
    Relative,
    /// In the unit of the test.
    Absolute,
}

/// A number made of results, and what it is compared with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Deserialize)]
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
