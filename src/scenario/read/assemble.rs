//! What was read, put together over the baseline.

use super::schedule::WrongLength;
use super::{DRIVER_SET, Reader, Setting};
use crate::problem::{Place, Problem, Problems, Source, nearest, visible};
use crate::scenario::baseline::{DEFAULT_DRIVER_SET, FIRST_YEAR, LAST_YEAR};
use crate::scenario::{Origins, Scenario};
use crate::target::{OWN_GROUP, Target};
use crate::text;
use crate::text::Text;
use std::path::Path;
use std::sync::Arc;

impl Reader<'_> {
    /// Puts everything together over the baseline.
    pub(super) fn finish(mut self, file: &Source) -> Result<Scenario, Problems> {
        let default = || self.baseline.default_driver_set().unwrap_or(DEFAULT_DRIVER_SET);
        let set = self.driver_set.as_ref().map_or_else(default, |set| set.value.as_str());
        let Some(mut scenario) = Scenario::of_baseline(self.baseline, set) else {
            let problem = self.no_such_drivers(set);
            self.problems.push(problem);
            self.problems.sort(&self.sources);
            return Err(self.problems);
        };
        set.clone_into(&mut scenario.driver_set);
        let time = |key: &str, default: i32| self.time.get(key).map_or(default, |setting| setting.value);
        scenario.start = time("start", FIRST_YEAR);
        scenario.end = time("end", LAST_YEAR);
        #[allow(clippy::cast_sign_loss)] // checked against 1..=48
        if let Some(steps) = self.time.get("steps_per_year") {
            scenario.steps_per_year = steps.value as u32;
        }
        let mut origins = Origins::of_baseline(self.baseline, scenario.years().count());
        self.put_levers(&mut scenario, &mut origins);
        for (slot, Setting { value, place }) in &self.drivers {
            scenario.drivers[*slot] = value.clone();
            origins.drivers[*slot] = Some(place.clone());
        }
        for (slot, Setting { value, place }) in &self.parameters {
            scenario.parameters[*slot] = *value;
            origins.parameters[*slot] = Some(place.clone());
        }
        origins.driver_set = self.driver_set.as_ref().map(|set| set.place.clone());
        origins.time = self.time.iter().map(|(key, setting)| (*key, setting.place.clone())).collect();
        self.rules_over_several(&scenario);
        self.warn_of_conflicts();
        self.warn_of_late_goals(scenario.end);
        self.problems.sort(&self.sources);
        if self.problems.has_errors() {
            return Err(self.problems);
        }
        let stem = Path::new(&file.name)
            .file_stem()
            .map_or_else(|| file.name.clone(), |stem| stem.to_string_lossy().into_owned());
        // the name of a file may have any characters, a title has none that steer a terminal
        scenario.title = self.title.unwrap_or_else(|| Text::plain(visible(&stem)));
        scenario.description = self.description.unwrap_or_default();
        scenario.baseline_folder = self.baseline_folder;
        origins.targets = self.targets.iter().map(|target| (target.value.id.clone(), target.place.clone())).collect();
        origins.checks = self.checks.iter().map(|check| (check.value.id.clone(), check.place.clone())).collect();
        scenario.origins = Arc::new(origins);
        scenario.own_targets = self.targets.into_iter().map(|target| target.value).collect();
        scenario.targets = with_own(&self.baseline.targets, &scenario.own_targets).into();
        scenario.checks = self.checks.into_iter().map(|check| check.value).collect();
        scenario.warnings = self.problems;
        scenario.sources = self.sources;
        Ok(scenario)
    }

    fn no_such_drivers(&self, set: &str) -> Problem {
        let sets: Vec<&str> = self.baseline.driver_sets().collect();
        let known = sets.join("`, `");
        let problem = Problem::error(text!("there is no set of drivers `{set}`"; "没有外部条件组`{set}`"));
        let problem = match nearest(set, sets.iter().copied()) {
            Some(near) if self.driver_set.is_some() => {
                problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？"))
            }
            _ => problem.hint(text!(
                "write `{DRIVER_SET} = ...` in `[world]`; there are `{known}`";
                "请在`[world]`中写`{DRIVER_SET} = ...`；可用`{known}`"
            )),
        };
        match &self.driver_set {
            Some(set) => problem.at(set.place.clone(), text!("no such set"; "没有这一组")),
            None => problem,
        }
    }

    /// A target for a year that is not simulated is never judged.
    fn warn_of_late_goals(&mut self, end: i32) {
        let goals = self.targets.iter().map(|target| (text!("target"; "目标"), target));
        let goals = goals.chain(self.checks.iter().map(|check| (text!("check"; "检查"), check)));
        let late: Vec<Problem> = goals
            .filter_map(|(of, Setting { value: Target { id, tests, .. }, place })| {
                let late = tests.iter().flat_map(|test| [test.year, test.to]).flatten().find(|year| *year > end)?;
                let warning = Problem::warning(text!(
                    "the {} `{id}` is for {late}, but the run ends in {end}", of.en;
                    "{}`{id}`针对{late}年，但模拟到{end}年为止", of.zh
                ));
                Some(warning.at(place.clone(), text!("never judged"; "不会评判")).hint(text!(
                    "name an earlier year, or let the run go on with `end`";
                    "请改写较早的年份，或用`end`延长模拟"
                )))
            })
            .collect();
        for warning in late {
            self.problems.push(warning);
        }
    }

    pub(super) fn put_levers(&mut self, scenario: &mut Scenario, origins: &mut Origins) {
        let years = scenario.years().count();
        let (start, end) = (scenario.start, scenario.end);
        for by_year in &mut scenario.levers {
            by_year.truncate(years);
        }
        for (slot, settings) in &self.levers {
            let key = &self.baseline.levers[*slot].key;
            for Setting { value, place } in settings {
                let (values, places) = (&mut scenario.levers[*slot], &mut origins.levers[*slot]);
                if let Err(WrongLength(given)) = value.apply(start, values, places, place) {
                    self.problems.push(wrong_length(key, given, [start, end], place));
                }
                if let Some(late) = value.year_after(end) {
                    self.problems.push(
                        Problem::warning(text!(
                            "`{key}` is set for {late}, but the run ends in {end}";
                            "`{key}`设定到{late}年，但模拟到{end}年为止"
                        ))
                        .at(place.clone(), text!("never in force"; "从未生效"))
                        .hint(text!(
                            "leave the year out, or let the run go on with `end`";
                            "请去掉该年份，或用`end`延长模拟"
                        )),
                    );
                }
            }
        }
    }
}

fn wrong_length(key: &str, given: usize, [start, end]: [i32; 2], place: &Place) -> Problem {
    let values = if given == 1 { "1 value".to_owned() } else { format!("{given} values") };
    let count = end - start + 1;
    let years = if count == 1 { "is 1 year".to_owned() } else { format!("are {count} years") };
    let shorter = if end < LAST_YEAR { text!("; or leave out `end`"; "；或去掉`end`") } else { Text::default() };
    Problem::error(text!(
        "`{key}` has {values}, but there {years} from {start} to {end}";
        "`{key}`有{given}个值，但{start}到{end}年共{count}年"
    ))
    .at(place.clone(), text!("{values}"; "{given}个值"))
    .hint(if i32::try_from(given).is_ok_and(|given| given == 2 * count) {
        text!("write decimals with a point: [0.5, 0.8], not [0,5, 0,8]"; "小数请用点号：写[0.5, 0.8]，不写[0,5, 0,8]")
    } else {
        Text::default()
    })
    .hint(text!(
        "write one value a year, or {{ {start} = ... }} for values held until the next year named{}", shorter.en;
        "请每年写一个值，或写{{ {start} = ... }}，其值保持到下一个写明的年份{}", shorter.zh
    ))
}

/// The plan's targets, those of the scenario in the place of their namesakes, or behind them.
fn with_own(plan: &[Target], own: &[Target]) -> Vec<Target> {
    let mut all = plan.to_vec();
    for target in own {
        match all.iter_mut().find(|known| known.id == target.id) {
            Some(known) => {
                let group = if target.group == OWN_GROUP { known.group.clone() } else { target.group.clone() };
                *known = Target { group, ..target.clone() };
            }
            None => all.push(target.clone()),
        }
    }
    all
}
