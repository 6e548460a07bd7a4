//! Any bytes are refused with a complaint that can be shown, or they are a scenario within all bounds that, written out,
//! reads again the same.
//!
//! What stands behind a record separator (U+001E) is a setting of the command line. What a text extends or names as a
//! table is looked for beside the broken scenarios of the tests.

#![no_main]

use coke_sim::problem::{Place, Problems, Source};
use coke_sim::scenario::baseline::Baseline;
use coke_sim::scenario::resolved::{Content, to_toml};
use coke_sim::scenario::{Scenario, read};
use coke_sim::text::Language;
use libfuzzer_sys::{Corpus, fuzz_target};

const SEPARATOR: char = '\u{1e}';

const NAME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/corpus/fuzz.toml");

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let Ok(input) = std::str::from_utf8(bytes) else { return Corpus::Reject };
    let (text, settings) = match input.split_once(SEPARATOR) {
        None => (input, Vec::new()),
        Some((text, setting)) => (text, vec![setting.to_owned()]),
    };
    match read::over(&Baseline::embedded(), &Source::new(NAME, text), &settings) {
        Ok(scenario) => {
            assert!(!scenario.warnings.has_errors(), "accepted in spite of errors");
            assert_can_be_shown(&scenario.warnings);
            assert_within_bounds(&scenario);
            if scenario.baseline_folder.is_none() {
                assert_reads_again_the_same(&scenario);
            }
        }
        Err(problems) => {
            assert!(problems.has_errors(), "refused without an error");
            assert_can_be_shown(&problems);
        }
    }
    Corpus::Keep
});

fn assert_can_be_shown(problems: &Problems) {
    for problem in problems.iter() {
        for (place, _) in problem.place.iter().chain(&problem.also) {
            let Place { source, span } = place;
            assert!(span.start <= span.end, "{problem:?}");
            assert!(
                source.text.get(span.clone()).is_some(),
                "no place in its text: {span:?} of {}",
                problem.message.en
            );
            let (start, end) = (place.start(), place.end());
            assert!(start <= end, "{start:?} to {end:?} of {}", problem.message.en);
        }
    }
    for language in Language::ALL {
        let shown = problems.render(language, false);
        let control = shown.chars().find(|c| c.is_control() && *c != '\n');
        assert!(control.is_none(), "{control:?} would reach the terminal:\n{shown}");
    }
}

fn assert_within_bounds(scenario: &Scenario) {
    let within = |key: &str, minimum: f64, maximum: f64, value: f64| {
        assert!(value.is_finite() && (minimum..=maximum).contains(&value), "{key} = {value}");
    };
    let baseline = &scenario.baseline;
    for (entry, value) in baseline.parameters.iter().zip(&scenario.parameters) {
        within(&entry.key, entry.minimum, entry.maximum, *value);
    }
    for (entry, values) in baseline.levers.iter().zip(&scenario.levers) {
        assert_eq!(values.len(), scenario.years().count(), "{}", entry.key);
        values.iter().for_each(|value| within(&entry.key, entry.minimum, entry.maximum, *value));
    }
    for (entry, series) in baseline.drivers.iter().zip(&scenario.drivers) {
        assert!(!series.points().is_empty(), "{}", entry.key);
        for (time, value) in series.points() {
            assert!(time.is_finite(), "{} at {time}", entry.key);
            within(&entry.key, entry.minimum, entry.maximum, *value);
        }
    }
    for test in scenario.own_targets.iter().chain(&scenario.checks).flat_map(|goal| &goal.tests) {
        for limit in [test.at_most, test.at_least, test.equals, test.tolerance].into_iter().flatten() {
            assert!(limit.is_finite(), "{test:?}");
        }
    }
}

fn assert_reads_again_the_same(scenario: &Scenario) {
    for origins in [None, Some(Language::Zh)] {
        let resolved = to_toml(scenario, &Content { origins, ..Content::default() });
        let again = read::scenario(&Source::new("resolved.toml", resolved.as_str()), &[])
            .unwrap_or_else(|problems| panic!("{problems}\nof\n{resolved}"));
        assert_eq!(bits(&again), bits(scenario), "{resolved}");
        assert_eq!(rest(&again), rest(scenario), "{resolved}");
        assert_eq!(again.own_targets, scenario.own_targets, "{resolved}");
        assert_eq!(again.checks, scenario.checks, "{resolved}");
        assert_eq!(again.targets, scenario.targets, "{resolved}");
    }
}

/// Every number of a scenario, to the last bit.
fn bits(scenario: &Scenario) -> Vec<u64> {
    let levers = scenario.levers.iter().flatten().chain(&scenario.parameters).copied();
    let drivers = scenario.drivers.iter().flat_map(|series| series.points()).flat_map(|(time, value)| [*time, *value]);
    levers.chain(drivers).map(f64::to_bits).collect()
}

/// What it has of years and texts.
fn rest(scenario: &Scenario) -> impl PartialEq + std::fmt::Debug + '_ {
    let years = (scenario.start, scenario.end, scenario.steps_per_year);
    (years, &scenario.title, &scenario.description, &scenario.driver_set)
}
