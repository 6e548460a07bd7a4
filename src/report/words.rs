//! What tables and charts have in common where they speak a language: verdicts, headings, units.

use crate::scenario::Scenario;
use crate::target::{Judged, Outcome, Verdict};
use crate::text;
use crate::text::{Language, Text};
use crate::unit::{self, Shown};

/// A verdict in a word.
#[must_use]
pub fn verdict(verdict: Verdict) -> Text {
    match verdict {
        Verdict::Met => text!("met"; "达到"),
        Verdict::Missed => text!("missed"; "未达到"),
        Verdict::NotEvaluated => text!("not evaluated"; "未评价"),
    }
}

/// The heading over the targets that a scenario brings itself.
#[must_use]
pub fn own_targets() -> Text {
    text!("Targets of this scenario"; "本情景的目标")
}

/// The targets by group, with the heading of each: the groups of the baseline, then whatever is in none of them.
#[must_use]
pub fn groups<'j, 't>(
    scenario: &Scenario,
    judged: &'j [Judged<'t>],
    language: Language,
) -> Vec<(String, Vec<&'j Judged<'t>>)> {
    let known = &scenario.baseline.target_groups;
    let heading = |label: &Text| label.in_language(language).to_owned();
    let mut groups: Vec<(String, Vec<&Judged<'t>>)> = known
        .iter()
        .map(|group| (heading(&group.label), judged.iter().filter(|judged| judged.target.group == group.id).collect()))
        .collect();
    let own = judged.iter().filter(|judged| known.iter().all(|group| group.id != judged.target.group));
    groups.push((heading(&own_targets()), own.collect()));
    groups.retain(|(_, members)| !members.is_empty());
    groups
}

/// A test in the units of the language: what is asked, the value, the margin, the unit.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What is asked, in symbols.
    pub predicate: String,
    /// The value in the run, if it has one.
    pub value: Option<f64>,
    /// Signed distance to the limit.
    pub margin: Option<f64>,
    /// The unit of all three.
    pub unit: String,
}

impl Asked {
    /// A test as people of that language read it.
    #[must_use]
    pub fn of(test: &Outcome, language: Language) -> Self {
        let Shown { factor, label } = unit::shown(&test.unit, language);
        Self {
            predicate: test.predicate_times(factor),
            value: test.value.as_ref().ok().map(|value| value * factor),
            margin: test.margin.map(|margin| margin * factor),
            unit: label,
        }
    }
}
