//! Targets without names give the bits, the reasons and the verdicts of targets read by name.
//!
//! The judge is written here once more, as the documentation says it: by names, year by year, member by member.

use crate::support::{package, scenario};
use coke_sim::model::Parameters;
use coke_sim::model::sets::Dimension;
use coke_sim::record::Record;
use coke_sim::scenario::{Scenario, read};
use coke_sim::study;
use coke_sim::target::{
    CompiledTarget, CompiledTest, Measure, Names, Place, Results, Term, Test, Verdict, scorecard, set_name,
};
use coke_sim::text::Text;
use coke_sim::trajectory::Trajectory;
use std::collections::{BTreeMap, BTreeSet};

/// A run, and its parameters by name.
struct Run {
    scenario: Scenario,
    parameters: Parameters<f64>,
    trajectory: Trajectory,
}

impl Run {
    fn of(scenario: Scenario) -> Self {
        let trajectory = study::run::simulate(&scenario);
        Self { parameters: scenario.parameter_record(), trajectory, scenario }
    }

    /// All the tests it is judged by, and those only shown.
    fn tests(&self) -> Vec<&Test> {
        let baseline = &self.scenario.baseline;
        let targets = self.scenario.targets.iter().chain(&baseline.targets).chain(&self.scenario.checks);
        targets.flat_map(|target| target.tests.iter().chain(&target.proxies)).chain(&baseline.headlines).collect()
    }

    fn compiled(&self, test: &Test) -> Result<f64, Text> {
        let compiled = CompiledTest::new(self.trajectory.layout(), self.trajectory.years(), test);
        // a list that holds only what the test needs, each value once
        let needs: Vec<Place> = compiled.needs().collect::<BTreeSet<_>>().into_iter().collect();
        let values: Vec<f64> = needs.iter().map(|place| self.trajectory.at(0, place.row, place.offset)).collect();
        let placed = compiled.placed(|place| needs.binary_search(&place).unwrap());
        let value = placed.value(|position| values[position], &self.scenario.parameters);
        assert_eq!(placed.number(&values, &self.scenario.parameters).map(f64::to_bits), bits(&value).ok());
        value
    }

    fn by_name(&self, test: &Test) -> Result<f64, String> {
        let years =
            |from: i32, to: i32| (from..=to).map(|year| self.in_year(test, year)).collect::<Result<Vec<_>, _>>();
        let no_years = || "the target does not say for which years".to_owned();
        let both = || test.from.zip(test.to).ok_or_else(no_years);
        let all = self.trajectory.years();
        let wide = (test.from.unwrap_or(*all.start()), test.to.unwrap_or(*all.end()));
        Ok(match test.measure {
            Measure::At => self.in_year(test, test.year.ok_or_else(no_years)?)?,
            Measure::Highest => years(wide.0, wide.1)?.into_iter().fold(f64::NEG_INFINITY, f64::max),
            Measure::Lowest => years(wide.0, wide.1)?.into_iter().fold(f64::INFINITY, f64::min),
            Measure::Change => self.in_year(test, both()?.1)? - self.in_year(test, both()?.0)?,
            Measure::Sum => years(both()?.0, both()?.1)?.iter().fold(0.0, |total, value| total + value),
            Measure::LargestRise => {
                let values = years(both()?.0, both()?.1)?;
                values.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::NEG_INFINITY, f64::max)
            }
        })
    }

    fn in_year(&self, test: &Test, year: i32) -> Result<f64, String> {
        let first =
            Term { variable: test.variable.clone(), only: test.only.clone(), weight: test.weight.clone(), year: None };
        let mut value = self.term(&first, year)?;
        if let Some(factor) = &test.times {
            value *= self.term(factor, year)?;
        }
        if let Some(divisor) = &test.over {
            let divisor = self.term(divisor, year)?;
            if divisor.abs() < 1e-9 {
                return Err(format!("in {year} there is nothing left to divide by"));
            }
            value /= divisor;
        }
        if let Some(subtrahend) = &test.minus {
            value -= self.term(subtrahend, year)?;
        }
        Ok(test.factor.unwrap_or(1.0) * value + test.offset.unwrap_or(0.0))
    }

    fn term(&self, term: &Term, year: i32) -> Result<f64, String> {
        let year = term.year.unwrap_or(year);
        let mut total = 0.0;
        for name in term.variable.list() {
            total += self.variable(name, term, year)?;
        }
        Ok(total)
    }

    fn variable(&self, name: &str, term: &Term, year: i32) -> Result<f64, String> {
        let layout = self.trajectory.layout();
        let variable = layout.find(name).ok_or_else(|| format!("the model has no variable `{name}`"))?;
        let values = self.trajectory.values(0, variable, year);
        let values = values.ok_or_else(|| format!("`{name}` has no value in {year}"))?;
        let mut total = 0.0;
        for (position, value) in values.iter().enumerate() {
            let members = variable.declaration.members(layout.sets(), position);
            let members: Vec<(Dimension, &str)> =
                variable.declaration.dimensions.iter().copied().zip(members).collect();
            if kept(term, &members) {
                total += value * term.weight.as_ref().map_or(Ok(1.0), |name| self.weight(name, term, &members))?;
            }
        }
        Ok(total)
    }

    fn weight(&self, name: &str, term: &Term, members: &[(Dimension, &str)]) -> Result<f64, String> {
        let sets = self.trajectory.layout().sets();
        let mut found = Err(format!("the model has no parameter `{name}`"));
        self.parameters.visit(&mut |declaration, values| {
            if declaration.name != name {
                return;
            }
            let mut total = 0.0;
            for (position, value) in values.iter().enumerate() {
                let own = declaration.members(sets, position);
                let own: Vec<(Dimension, &str)> = declaration.dimensions.iter().copied().zip(own).collect();
                let agrees = own.iter().all(|(dimension, member)| {
                    members.iter().find(|(other, _)| other == dimension).is_none_or(|(_, other)| other == member)
                });
                if agrees && kept(term, &own) {
                    total += value;
                }
            }
            found = Ok(total);
        });
        found
    }
}

fn kept(term: &Term, members: &[(Dimension, &str)]) -> bool {
    let keeps = |dimension: &Dimension, member: &str| {
        term.only.get(set_name(*dimension)).is_none_or(|kept| kept.list().contains(&member))
    };
    members.iter().all(|(dimension, member)| keeps(dimension, member))
}

/// The bits of a value, or the English of the reason why there is none.
fn bits(value: &Result<f64, Text>) -> Result<u64, String> {
    value.as_ref().map(|value| value.to_bits()).map_err(|reason| reason.en.clone())
}

fn runs() -> Vec<Run> {
    let fictitious = read::open(&package("scenarios/fictitious/plan.toml"), &[]).unwrap();
    ["plan", "no-policy", "hindcast"].map(scenario).into_iter().chain([fictitious]).map(Run::of).collect()
}

#[test]
fn compiled_tests_have_the_bits_of_tests_by_name() {
    let mut values = 0;
    for run in runs() {
        let results = Results::new(&run.parameters, &run.trajectory, 0);
        for test in run.tests() {
            // a headline has no year of its own: it is asked for each, and for the year before the first
            let all = *run.trajectory.years().start() - 2..=*run.trajectory.years().end() + 1;
            for year in all {
                let test = Test { measure: Measure::At, year: Some(year), ..test.clone() };
                let by_name = run.by_name(&test).map(f64::to_bits);
                assert_eq!(bits(&run.compiled(&test)), by_name, "{test:?}");
                assert_eq!(bits(&results.in_year(&test, year)), by_name, "{test:?}");
            }
            let by_name = run.by_name(test).map(f64::to_bits);
            values += usize::from(by_name.is_ok());
            assert_eq!(bits(&run.compiled(test)), by_name, "{test:?}");
            assert_eq!(bits(&results.value(test)), by_name, "{test:?}");
        }
    }
    assert!(values > 200, "{values} tests have a value");
}

#[test]
fn every_measure_and_every_reason_is_that_of_tests_by_name() {
    let run = Run::of(scenario("plan"));
    let name = |name: &str| Names::One(name.to_owned());
    let term = |variable: &str| Term { variable: name(variable), only: BTreeMap::new(), weight: None, year: None };
    let over_members = |set: &str, members: &[&str]| {
        BTreeMap::from([(set.to_owned(), Names::Several(members.iter().map(|member| (*member).to_owned()).collect()))])
    };
    let sets = run.trajectory.layout().sets();
    let classes = sets.members(Dimension::Class);
    let pollutant = sets.members(Dimension::AmbientPollutant)[0].clone();
    let base =
        || Test { variable: name("capacity"), year: Some(2008), from: Some(2007), to: Some(2010), ..Test::default() };
    let weighted: Vec<Test> = Parameters::<f64>::declarations()
        .into_iter()
        .map(|declaration| Test { weight: Some(declaration.name.to_owned()), ..base() })
        .collect();
    let mut tests = vec![
        base(),
        Test { variable: Names::Several(vec!["capacity".to_owned(), "no_such".to_owned()]), ..base() },
        Test { variable: Names::Several(vec!["capacity".to_owned(), "cum_closed".to_owned()]), ..base() },
        Test { variable: Names::default(), ..base() },
        Test { weight: Some("no_such".to_owned()), ..base() },
        // no member left: the weight is never asked for
        Test { weight: Some("no_such".to_owned()), only: over_members("class", &[]), ..base() },
        Test { only: over_members("class", &[&classes[0]]), ..base() },
        Test { variable: name("air_load_2005"), only: over_members("pollutant", &[&pollutant]), ..base() },
        Test { over: Some(term("capacity")), times: Some(term("coke_price")), ..base() },
        Test { over: Some(Term { year: Some(2005), ..term("cum_closed") }), minus: Some(term("no_such")), ..base() },
        Test { over: Some(Term { year: Some(2006), ..term("capacity") }), minus: Some(term("no_such")), ..base() },
        Test { times: Some(term("no_such")), over: Some(term("neither")), ..base() },
        Test {
            minus: Some(Term { year: Some(2005), ..term("capacity") }),
            factor: Some(0.1),
            offset: Some(-0.7),
            ..base()
        },
        Test { year: Some(2005), from: Some(2005), to: Some(2006), ..base() },
        Test { variable: name("output"), year: Some(2005), from: Some(2005), ..base() },
        Test { year: Some(2004), from: Some(2004), ..base() },
        Test { year: Some(2011), to: Some(2011), ..base() },
        Test { year: Some(i32::MIN + 1), from: Some(2010), to: Some(2007), ..base() },
        // years without end are not gone through
        Test { from: Some(i32::MIN + 1), to: Some(i32::MAX), ..base() },
        Test { from: Some(2009), to: Some(i32::MAX), ..base() },
        Test { year: None, from: None, ..base() },
        Test { year: None, to: None, ..base() },
    ];
    tests.extend(weighted);
    // less than nothing is something to divide by
    let layout = run.trajectory.layout();
    let below_zero = layout.variables().iter().map(|variable| variable.declaration.name);
    let below_zero = below_zero.filter(|name| run.trajectory.total(0, name, 2008).is_some_and(|total| total < -1e-3));
    let below_zero: Vec<Test> = below_zero.map(|name| Test { over: Some(term(name)), ..base() }).collect();
    assert!(!below_zero.is_empty(), "some result is below zero");
    tests.extend(below_zero);
    let measures =
        [Measure::At, Measure::Sum, Measure::Change, Measure::LargestRise, Measure::Highest, Measure::Lowest];
    let mut reasons = BTreeSet::new();
    for test in &tests {
        for measure in measures {
            let test = Test { measure, ..test.clone() };
            let by_name = run.by_name(&test).map(f64::to_bits);
            assert_eq!(bits(&run.compiled(&test)), by_name, "{test:?}");
            reasons.extend(by_name.err());
        }
    }
    for reason in [
        "the target does not say for which years",
        "the model has no variable `no_such`",
        "the model has no parameter `no_such`",
        "`output` has no value in 2005",
        "`capacity` has no value in 2004",
        "`capacity` has no value in 2011",
        "in 2008 there is nothing left to divide by",
    ] {
        assert!(reasons.contains(reason), "{reason}: {reasons:#?}");
    }
}

#[test]
fn compiled_targets_judge_as_the_scorecard_does_with_thresholds_moved_onto_the_values() {
    let mut seen = BTreeMap::new();
    for run in runs() {
        let (layout, parameters) = (run.trajectory.layout(), &run.scenario.parameters);
        // where the value lies within rounding of the threshold, on it, and off it: the slack of both is the same
        for (share, distance) in [(1.0, 0.0), (0.0, 0.0), (0.0, 0.9e-9), (0.0, 1.1e-9), (0.0, -1.1e-9)] {
            let mut targets = run.scenario.targets.to_vec();
            for test in targets.iter_mut().flat_map(|target| &mut target.tests) {
                let Ok(value) = run.by_name(test) else { continue };
                let onto = |threshold: f64| share * threshold + (1.0 - share) * value + distance * value.abs().max(1.0);
                for threshold in [&mut test.at_most, &mut test.at_least, &mut test.equals] {
                    *threshold = threshold.map(onto);
                }
            }
            for judged in scorecard(&targets, &run.parameters, &run.trajectory, 0) {
                let compiled = CompiledTarget::new(layout, &run.trajectory.years(), judged.target);
                let needs: Vec<Place> = compiled.needs().collect();
                let values: Vec<f64> =
                    needs.iter().map(|place| run.trajectory.at(0, place.row, place.offset)).collect();
                let placed = compiled.placed(|place| needs.iter().position(|other| *other == place).unwrap());
                assert_eq!(placed.verdict(&values, parameters), judged.verdict, "{}", judged.target.id);
                *seen.entry(judged.verdict.as_str()).or_insert(0) += 1;
            }
        }
    }
    for verdict in [Verdict::Met, Verdict::Missed, Verdict::NotEvaluated] {
        assert!(seen.get(verdict.as_str()).is_some_and(|seen| *seen > 20), "{seen:?}");
    }
}

#[test]
fn a_target_with_one_test_missed_and_one_without_value_is_missed() {
    let run = Run::of(scenario("plan"));
    let target = run.scenario.targets.iter().find(|target| !target.tests.is_empty()).unwrap();
    let met = Test { at_least: Some(0.0), at_most: None, ..capacity_in(2008) };
    let missed = Test { at_least: None, at_most: Some(0.0), ..capacity_in(2008) };
    let unknown = Test { at_least: Some(0.0), ..capacity_in(1999) };
    let cases = [
        (vec![], Verdict::NotEvaluated),
        (vec![&met], Verdict::Met),
        (vec![&met, &unknown], Verdict::NotEvaluated),
        (vec![&unknown, &met], Verdict::NotEvaluated),
        (vec![&unknown, &missed], Verdict::Missed),
        (vec![&missed, &unknown, &met], Verdict::Missed),
    ];
    for (tests, verdict) in cases {
        let mut target = target.clone();
        target.tests = tests.into_iter().cloned().collect();
        let compiled = CompiledTarget::new(run.trajectory.layout(), &run.trajectory.years(), &target);
        let values: Vec<f64> = compiled.needs().map(|place| run.trajectory.at(0, place.row, place.offset)).collect();
        let needs: Vec<Place> = compiled.needs().collect();
        let placed = compiled.placed(|place| needs.iter().position(|other| *other == place).unwrap());
        assert_eq!(placed.verdict(&values, &run.scenario.parameters), verdict);
        assert_eq!(scorecard(&[target], &run.parameters, &run.trajectory, 0)[0].verdict, verdict);
    }
}

fn capacity_in(year: i32) -> Test {
    Test { variable: Names::One("capacity".to_owned()), year: Some(year), ..Test::default() }
}
