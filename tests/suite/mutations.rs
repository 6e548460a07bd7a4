//! Damaged scenarios: whatever a slip of the hand or of the disk makes of a file, it is refused or it is a scenario.

use coke_sim::problem::Source;
use coke_sim::scenario::Scenario;
use coke_sim::scenario::file::EMBEDDED;
use coke_sim::scenario::read;
use coke_sim::scenario::resolved::{Content, to_toml};
use coke_sim::study::run::simulate;

/// Damaged texts read.
const MUTANTS: usize = 3_000;

/// One in this many of the accepted ones is run.
const RUN_ONE_IN: usize = 12;

/// What slips into a file.
const TOKENS: [&str; 29] = [
    "nan",
    "-inf",
    "1e999",
    "-1",
    "1e-320",
    "0x7F",
    "9999999999999999999999",
    "[",
    "]",
    "{",
    "}",
    "=",
    ".",
    ",",
    "\"",
    "'",
    "#",
    "\n",
    "\r",
    "\t",
    "\0",
    "\u{1b}[31m",
    "规划",
    "，",
    "😀",
    "\u{feff}",
    "\"*\"",
    "2011 = 1",
    "[policy]\n",
];

/// Numbers that differ from draw to draw and never from test to test (splitmix64, public domain, by S. Vigna).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let drawn = (mixed ^ (mixed >> 31)) % u64::try_from(limit.max(1)).expect("64 bits");
        usize::try_from(drawn).expect("below a usize")
    }
}

/// One to three damages.
fn damaged(text: &str, dice: &mut Dice) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len());
        let length = dice.below(12).min(bytes.len() - at);
        match dice.below(6) {
            0 => drop(bytes.drain(at..at + length)),
            1 => {
                let again = bytes[at..at + length].to_vec();
                drop(bytes.splice(at..at, again));
            }
            2 => {
                let other = dice.below(bytes.len());
                bytes.swap(at, other);
            }
            3 => drop(bytes.splice(at..at, TOKENS[dice.below(TOKENS.len())].bytes())),
            4 => {
                // in the place of a number
                if let Some(digit) = bytes[at..].iter().position(u8::is_ascii_digit) {
                    let token = TOKENS[dice.below(TOKENS.len())].bytes();
                    drop(bytes.splice(at + digit..=at + digit, token));
                }
            }
            _ => {
                // another digit
                if let Some(digit) = bytes[at..].iter().position(u8::is_ascii_digit) {
                    bytes[at + digit] = b"0123456789"[dice.below(10)];
                }
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn assert_within_bounds(scenario: &Scenario, text: &str) {
    let baseline = &scenario.baseline;
    assert!((1..=48).contains(&scenario.steps_per_year) && scenario.start == 2006, "{text}");
    assert!((2006..=2010).contains(&scenario.end), "{text}");
    for (entry, value) in baseline.parameters.iter().zip(&scenario.parameters) {
        assert!((entry.minimum..=entry.maximum).contains(value), "{} = {value} in\n{text}", entry.key);
    }
    for (entry, values) in baseline.levers.iter().zip(&scenario.levers) {
        assert_eq!(values.len(), scenario.years().count(), "{} in\n{text}", entry.key);
        for value in values {
            assert!((entry.minimum..=entry.maximum).contains(value), "{} = {value} in\n{text}", entry.key);
        }
    }
    for (entry, series) in baseline.drivers.iter().zip(&scenario.drivers) {
        for (time, value) in series.points() {
            assert!(time.is_finite(), "{} at {time} in\n{text}", entry.key);
            assert!((entry.minimum..=entry.maximum).contains(value), "{} = {value} in\n{text}", entry.key);
        }
    }
}

/// A scenario with something of everything.
const RICH: &str = r#"
title = { en = "Everything", zh = "全部" }
extends = ["plan", "no-policy"]
[time]
end = 2009
steps_per_year = 6
[policy]
"cap.limit_mt" = ["1.2 亿吨", "12000 万吨/年", "120 Mt/a", 119, 118]
entry.moratorium = { 2007 = 0.5, 2008 = "80 %" }
gas.flare_ban = { from = 2006, to = 2009, start = 0.1, end = 1 }
"close.order_share.*" = 0.1
"close.order_share.small" = [0.1, 0.2, 0.3, 0.1]
[world]
drivers = "actual"
fx = { 2006.0 = 8.0, 2008.5 = "7 元/美元" }
world_price = { from = 2006, to = 2009.5, start = 120, end = 150 }
[parameters]
"coal_charge.*" = 1.4
vat_rate = "17 %"
[[target]]
id = "T1"
where = ["capacity.small", "capacity.improved"]
from = 2006
to = 2009
measure = "change"
at_most = "-100 万吨"
[[check]]
id = "price"
text = "Price"
where = "coke_price"
at_least = "600 元/吨"
tolerance = 0.05
"#;

/// What is accepted is written out whole, and means the same when it is read again.
fn assert_reads_again_the_same(scenario: &Scenario, text: &str) {
    let resolved = to_toml(scenario, &Content::default());
    let again = read::scenario(&Source::new("resolved.toml", resolved.as_str()), &[])
        .unwrap_or_else(|problems| panic!("{problems}\nof\n{resolved}\nfrom\n{text}"));
    let bits = |scenario: &Scenario| {
        let levers = scenario.levers.iter().flatten().chain(&scenario.parameters).copied();
        let drivers = scenario
            .drivers
            .iter()
            .flat_map(coke_sim::scenario::series::Series::points)
            .flat_map(|(time, value)| [*time, *value]);
        levers.chain(drivers).map(f64::to_bits).collect::<Vec<_>>()
    };
    assert!(bits(&again) == bits(scenario), "{resolved}\nfrom\n{text}");
    let rest = |scenario: &Scenario| (scenario.start, scenario.end, scenario.steps_per_year, scenario.title.clone());
    assert_eq!(rest(&again), rest(scenario), "{text}");
    assert_eq!(again.own_targets, scenario.own_targets, "{text}");
    assert_eq!(again.checks, scenario.checks, "{text}");
}

#[test]
fn a_damaged_scenario_is_refused_with_a_complaint_or_is_within_all_bounds() {
    let mut dice = Dice(2006);
    let (mut accepted, mut run) = (0, 0);
    for number in 0..MUTANTS {
        let embedded = number % (EMBEDDED.len() + 1);
        let (name, text) = EMBEDDED.get(embedded).map_or(("rich.toml", RICH), |(_, name, text)| (*name, *text));
        let mutant = damaged(text, &mut dice);
        match read::scenario(&Source::new(name, mutant.as_str()), &[]) {
            Ok(scenario) => {
                assert_within_bounds(&scenario, &mutant);
                assert!(!scenario.warnings.has_errors(), "{mutant}");
                assert_reads_again_the_same(&scenario, &mutant);
                accepted += 1;
                if accepted % RUN_ONE_IN == 0 {
                    run += 1;
                    // a result that is not finite must be found, so none of them may be among the finite
                    let results = simulate(&scenario);
                    let finite = results.layout().variables().iter().all(|variable| {
                        let mut years = results.years_of(variable);
                        years.all(|year| {
                            results
                                .values(0, variable, year)
                                .is_some_and(|values| values.iter().all(|value| value.is_finite()))
                        })
                    });
                    assert_eq!(finite, results.first_not_finite(0).is_none(), "{mutant}");
                }
            }
            Err(problems) => {
                assert!(problems.has_errors(), "{mutant}");
                let complaint = problems.to_string();
                assert!(complaint.contains("error: ") && complaint.contains(name), "{complaint}\n{mutant}");
                assert!(!complaint.contains('\u{1b}'), "{complaint}");
            }
        }
    }
    assert!(accepted > MUTANTS / 10 && accepted < MUTANTS * 9 / 10, "{accepted} accepted: too few or too many to tell");
    assert!(run >= 50, "{run} run");
}
