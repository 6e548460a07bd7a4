//! What was read, put together over the baseline.

use super::{DEFAULT_DRIVER_SET, Reader, Schedule, Setting};
use crate::problem::{Problem, Problems, Source};
use crate::scenario::Scenario;
use crate::scenario::baseline::{FIRST_YEAR, LAST_YEAR, YEARS};
use crate::text::Text;

impl Reader<'_> {
    /// Puts everything together over the baseline.
    pub(super) fn finish(mut self, file: &Source) -> Result<Scenario, Problems> {
        let set = self.driver_set.as_ref().map_or(DEFAULT_DRIVER_SET, |set| set.value.as_str());
        let Some(mut scenario) = Scenario::of_baseline(self.baseline, set) else {
            let known = self.driver_sets();
            let mut problem =
                Problem::error(format!("there is no set of drivers `{set}`")).hint(format!("there are {known}"));
            if let Some(set) = &self.driver_set {
                problem = problem.at(set.place.clone(), "no such set");
            }
            self.problems.push(problem);
            self.problems.sort(&self.sources);
            return Err(self.problems);
        };
        let time = |key: &str, default: i32| self.time.get(key).map_or(default, |setting| setting.value);
        scenario.start = time("start", FIRST_YEAR);
        scenario.end = time("end", LAST_YEAR);
        #[allow(clippy::cast_sign_loss)] // checked against 1..=48
        if let Some(steps) = self.time.get("steps_per_year") {
            scenario.steps_per_year = steps.value as u32;
        }
        let years = scenario.years().count();
        let mut wrong = Problems::default();
        for (slot, Setting { value, place }) in &self.levers {
            let by_year = &mut scenario.levers[*slot];
            match value {
                Schedule::Constant(value) => by_year.fill(*value),
                // a list for all years of the plan also serves a run that ends earlier
                Schedule::List(values) if values.len() == years || values.len() == YEARS => {
                    by_year[..years].copy_from_slice(&values[..years]);
                }
                Schedule::List(values) => wrong.push(
                    Problem::error(format!(
                        "`{}` has {}, but there {} from {} to {}",
                        self.baseline.levers[*slot].key,
                        counted(values.len(), "value"),
                        if years == 1 { "is 1 year".to_owned() } else { format!("are {years} years") },
                        scenario.start,
                        scenario.end
                    ))
                    .at(place.clone(), counted(values.len(), "value"))
                    .hint(format!(
                        "write one value a year, or {{ {} = ... }} for values held until the next year named{}",
                        scenario.start,
                        if scenario.end < LAST_YEAR { "; or leave out `end`" } else { "" }
                    )),
                ),
                Schedule::Held(held) => {
                    if let Some((late, _)) = held.iter().find(|(year, _)| *year > scenario.end) {
                        let key = &self.baseline.levers[*slot].key;
                        wrong.push(
                            Problem::warning(format!(
                                "`{key}` is set for {late}, but the run ends in {}",
                                scenario.end
                            ))
                            .at(place.clone(), "never in force")
                            .hint("leave the year out, or let the run go on with `end`"),
                        );
                    }
                    let mut held = held.iter().peekable();
                    let mut now = None;
                    for (year, slot) in (scenario.start..=scenario.end).zip(by_year.iter_mut()) {
                        while let Some((_, value)) = held.next_if(|(from, _)| *from <= year) {
                            now = Some(*value);
                        }
                        if let Some(value) = now {
                            *slot = value;
                        }
                    }
                }
            }
        }
        self.problems.extend(wrong);
        for by_year in &mut scenario.levers {
            by_year.truncate(years);
        }
        for (slot, Setting { value, .. }) in &self.drivers {
            scenario.drivers[*slot] = value.clone();
        }
        for (slot, Setting { value, .. }) in &self.parameters {
            scenario.parameters[*slot] = *value;
        }
        self.rules_over_several(&scenario);
        self.problems.sort(&self.sources);
        if self.problems.has_errors() {
            return Err(self.problems);
        }
        scenario.title = self.title.unwrap_or_else(|| Text::plain(file.name.as_str()));
        scenario.description = self.description.unwrap_or_default();
        scenario.warnings = self.problems;
        scenario.sources = self.sources;
        Ok(scenario)
    }
}

/// `1 value`, `2 values`.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
