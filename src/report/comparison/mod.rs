//! Several scenarios side by side: what differs between their results, and between what they set.

#[cfg(feature = "charts")]
pub mod figures;
pub mod files;
pub mod inputs;
pub mod json;
pub mod manifest;
pub mod table;

use crate::scenario::Scenario;
use crate::target::{Judged, Results, Test, Verdict};
use crate::text::{Language, Text};
use crate::trajectory::Trajectory;
use crate::unit;
use std::borrow::Borrow;

/// A scenario with its results.
#[derive(Debug)]
pub struct Compared<'a> {
    /// A short name of its own: no other scenario of the comparison has it.
    pub name: String,
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Where its results are.
    pub trajectory: &'a Trajectory,
    /// Which of the runs there is its own.
    pub run: usize,
    /// Its targets, judged.
    pub judged: Vec<Judged<'a>>,
    /// What its reader should know of the levers it sets.
    pub notes: Vec<Text>,
}

impl Compared<'_> {
    fn judged_by_id(&self, id: &str) -> Option<&Judged<'_>> {
        self.judged.iter().find(|judged| judged.target.id == id)
    }

    /// How many targets have a verdict; second readings are not counted.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        let counted = self.judged.iter().filter(|judged| judged.target.reading_of.is_none());
        counted.filter(|judged| judged.verdict == verdict).count()
    }
}

/// What a value differs by from that of the first scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// In the unit of the value.
    pub difference: f64,
    /// As a share of the value of the first scenario; `None` if that is zero.
    pub relative: Option<f64>,
}

impl Change {
    /// From the value of the first scenario to that of another.
    #[must_use]
    pub fn between(first: f64, other: f64) -> Self {
        let difference = other - first;
        Self { difference, relative: (first != 0.0).then(|| difference / first.abs()) }
    }
}

/// One of the main results, in all scenarios.
#[derive(Clone, Debug)]
pub struct Headline<'a> {
    /// What it is.
    pub test: &'a Test,
    /// Its values by scenario and year.
    pub values: Vec<Vec<Option<f64>>>,
}

impl Headline<'_> {
    /// Its name for people; one that is part of the headline above it begins with blanks.
    #[must_use]
    pub fn label(&self, language: Language) -> &str {
        self.test.label.as_ref().map_or("", |label| label.in_language(language))
    }

    /// Its unit in the words of the data.
    #[must_use]
    pub fn unit(&self) -> &str {
        self.test.unit.as_deref().unwrap_or_default()
    }

    /// By what a scenario differs from the first in a year, by position.
    #[must_use]
    pub fn change(&self, scenario: usize, year: usize) -> Option<Change> {
        Some(Change::between(self.values[0][year]?, self.values[scenario][year]?))
    }

    /// Is it the same in all scenarios and years?
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.values.windows(2).all(|pair| pair[0] == pair[1])
    }
}

/// The years of the main results: the simulated ones, and the one before for stocks.
#[must_use]
pub fn years(compared: &[Compared<'_>]) -> Vec<i32> {
    compared.first().map(|first| (first.scenario.start - 1..=first.scenario.end).collect()).unwrap_or_default()
}

/// The main results that the baseline of the first scenario names.
#[must_use]
pub fn headlines<'a>(compared: &[Compared<'a>]) -> Vec<Headline<'a>> {
    let Some(first) = compared.first() else { return Vec::new() };
    let years = years(compared);
    let records: Vec<_> = compared.iter().map(|compared| compared.scenario.parameter_record()).collect();
    let results: Vec<Results<'_>> = compared
        .iter()
        .zip(&records)
        .map(|(compared, record)| Results::new(record, compared.trajectory, compared.run))
        .collect();
    first
        .scenario
        .baseline
        .headlines
        .iter()
        .map(|test| Headline {
            test,
            values: results
                .iter()
                .map(|results| years.iter().map(|year| results.in_year(test, *year).ok()).collect())
                .collect(),
        })
        .collect()
}

/// The ids of the targets whose verdict is not the same in all scenarios, in the order of their scorecards. A target
/// that a scenario lacks has no verdict there.
#[must_use]
pub fn ids_of_other_verdicts<'a>(compared: &'a [Compared<'_>]) -> Vec<&'a str> {
    let mut ids: Vec<&str> = Vec::new();
    for judged in compared.iter().flat_map(|compared| &compared.judged) {
        let id = judged.target.id.as_str();
        let verdict = |compared: &Compared<'_>| compared.judged_by_id(id).map(|judged| judged.verdict);
        if !ids.contains(&id) && compared.windows(2).any(|pair| verdict(&pair[0]) != verdict(&pair[1])) {
            ids.push(id);
        }
    }
    ids
}

/// A name of its own for each scenario: that of its file, with a number if two are alike.
#[must_use]
pub fn names<S: Borrow<str>>(stems: &[S]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for stem in stems {
        let stem = crate::problem::visible(stem.borrow());
        let taken = |name: &str| names.iter().any(|other| other.to_lowercase() == name.to_lowercase());
        let name = std::iter::once(stem.clone())
            .chain((2..=stems.len() + 1).map(|number| format!("{stem}-{number}")))
            .find(|name| !taken(name))
            .unwrap_or(stem);
        names.push(name);
    }
    names
}

/// What a number in a unit of the data is multiplied with to be shown, and the unit it is in then.
fn shown(unit: &str, language: Language) -> (f64, String) {
    let shown = unit::shown(unit, language);
    (shown.factor, shown.label)
}

#[cfg(test)]
mod tests {
    use super::{Change, names};

    #[test]
    fn every_scenario_has_a_name_of_its_own() {
        assert_eq!(names(&["a", "b"]), ["a", "b"]);
        assert_eq!(names(&["a", "A", "a-2", "a"]), ["a", "A-2", "a-2-2", "a-3"]);
    }

    #[test]
    fn a_change_is_relative_to_the_size_of_the_first() {
        assert_eq!(Change::between(-4.0, -2.0), Change { difference: 2.0, relative: Some(0.5) });
        assert_eq!(Change::between(0.0, 1.0).relative, None);
    }
}
