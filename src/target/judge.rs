//! Verdicts: values against thresholds.

use super::{Measure, Results, Target, Test, ToleranceKind};
use crate::model::Parameters;
use crate::text::Text;
use crate::trajectory::Trajectory;
use serde::Serialize;

/// Slack of comparisons; it absorbs rounding only.
const ROUNDING: f64 = 1e-9;

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

    /// That of a target from those of its tests: all must hold, one that fails decides.
    pub(super) fn of_all(tests: impl IntoIterator<Item = Self>) -> Self {
        tests
            .into_iter()
            .reduce(|all, one| match (all, one) {
                (Self::Missed, _) | (_, Self::Missed) => Self::Missed,
                (Self::NotEvaluated, _) | (_, Self::NotEvaluated) => Self::NotEvaluated,
                (Self::Met, Self::Met) => Self::Met,
            })
            .unwrap_or(Self::NotEvaluated)
    }
}

/// How value and threshold are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    AtMost,
    AtLeast,
    Equals,
}

impl Comparison {
    const fn symbol(self) -> &'static str {
        match self {
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
            Self::Equals => "=",
        }
    }
}

/// What the value of a test is compared with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    comparison: Comparison,
    threshold: f64,
    /// In the unit of the test.
    tolerance: f64,
}

impl Limit {
    pub(super) fn of(test: &Test) -> Self {
        let (comparison, threshold) = match (test.at_most, test.at_least, test.equals) {
            (Some(limit), _, _) => (Comparison::AtMost, limit),
            (_, Some(limit), _) => (Comparison::AtLeast, limit),
            (_, _, Some(aim)) => (Comparison::Equals, aim),
            (None, None, None) => (Comparison::Equals, 0.0),
        };
        let tolerance = match test.tolerance_kind {
            ToleranceKind::Relative => test.tolerance.unwrap_or(0.0) * threshold.abs(),
            ToleranceKind::Absolute => test.tolerance.unwrap_or(0.0),
        };
        Self { comparison, threshold, tolerance }
    }

    /// Signed distance of a value to the limit: positive if met with room.
    pub(super) fn margin(self, value: f64) -> f64 {
        match self.comparison {
            Comparison::AtMost => self.threshold + self.tolerance - value,
            Comparison::AtLeast => value - (self.threshold - self.tolerance),
            Comparison::Equals => self.tolerance - (value - self.threshold).abs(),
        }
    }

    pub(super) fn verdict(self, margin: f64) -> Verdict {
        verdict(self.threshold, margin)
    }
}

/// Whether a margin is room enough, but for rounding.
fn verdict(threshold: f64, margin: f64) -> Verdict {
    if margin >= -ROUNDING * threshold.abs().max(1.0) { Verdict::Met } else { Verdict::Missed }
}

/// A test with its result.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What was asked, in symbols: `<= 120`.
    pub predicate: String,
    /// How value and threshold are compared: `<=`, `>=` or `=`.
    pub symbol: &'static str,
    /// The tolerance, if there is one, and how it is meant.
    pub tolerance: Option<(f64, ToleranceKind)>,
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
    /// What was asked, in symbols, in another unit: threshold and absolute tolerance times `factor`.
    #[must_use]
    pub fn predicate_times(&self, factor: f64) -> String {
        let times = |value: f64| if factor.to_bits() == 1.0_f64.to_bits() { value } else { decimal(value * factor) };
        predicate(
            self.symbol,
            times(self.threshold),
            self.tolerance.map(|(amount, kind)| match kind {
                ToleranceKind::Relative => (amount, kind),
                ToleranceKind::Absolute => (times(amount), kind),
            }),
        )
    }

    fn verdict(&self) -> Verdict {
        self.margin.map_or(Verdict::NotEvaluated, |margin| verdict(self.threshold, margin))
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

/// Judges targets on one run and the parameters it was made with.
#[must_use]
pub fn scorecard<'t>(
    targets: &'t [Target],
    parameters: &Parameters<f64>,
    trajectory: &Trajectory,
    run: usize,
) -> Vec<Judged<'t>> {
    let results = Results::new(parameters, trajectory, run);
    targets.iter().map(|target| judge(&results, target)).collect()
}

fn judge<'t>(results: &Results<'_>, target: &'t Target) -> Judged<'t> {
    let outcomes: Vec<Outcome> = target.tests.iter().map(|test| outcome(results, target, test)).collect();
    let proxies = target
        .proxies
        .iter()
        .filter_map(|proxy| {
            let value = results.value(proxy).ok()?;
            let label = proxy.label.clone().unwrap_or_else(|| Text::plain(proxy.variable.list().join(" + ")));
            Some((label, value, proxy.unit.clone().unwrap_or_else(|| target.unit.clone())))
        })
        .collect();
    let verdict = Verdict::of_all(outcomes.iter().map(Outcome::verdict));
    let deciding = outcomes
        .iter()
        .enumerate()
        .filter(|(_, outcome)| outcome.verdict() == verdict)
        .min_by(|(_, one), (_, other)| one.relative_margin().total_cmp(&other.relative_margin()))
        .map(|(position, _)| position);
    let reason = target
        .not_evaluated
        .clone()
        .or_else(|| outcomes.iter().find_map(|outcome| outcome.value.as_ref().err().cloned()));
    Judged { target, verdict, outcomes, deciding, proxies, reason }
}

fn predicate(symbol: &str, threshold: f64, tolerance: Option<(f64, ToleranceKind)>) -> String {
    let within = match tolerance {
        None => String::new(),
        Some((share, ToleranceKind::Relative)) => format!(" +-{}%", share * 100.0),
        Some((amount, ToleranceKind::Absolute)) => format!(" +-{amount}"),
    };
    format!("{symbol} {threshold}{within}")
}

/// A product of decimals without the noise of its last digits: 0.07 * 100 is 7.
fn decimal(value: f64) -> f64 {
    format!("{value:.12e}").parse().unwrap_or(value)
}

fn outcome(results: &Results<'_>, target: &Target, test: &Test) -> Outcome {
    let value = results.value(test);
    let limit = Limit::of(test);
    let (symbol, threshold) = (limit.comparison.symbol(), limit.threshold);
    let margin = value.as_ref().ok().map(|value| limit.margin(*value));
    let within = test.tolerance.map(|amount| (amount, test.tolerance_kind));
    let year = match (test.measure, test.year, test.from, test.to) {
        (Measure::At, Some(year), _, _) => year.to_string(),
        (_, _, Some(from), Some(to)) => format!("{from}-{to}"),
        _ => {
            let all = results.years();
            format!("{}-{}", all.start(), all.end())
        }
    };
    Outcome {
        predicate: predicate(symbol, threshold, within),
        symbol,
        tolerance: within,
        variable: test.variable.list().join(" + "),
        year,
        threshold,
        value,
        unit: test.unit.clone().unwrap_or_else(|| target.unit.clone()),
        margin,
        label: test.label.clone(),
    }
}
