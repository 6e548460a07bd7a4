//! A scenario with every value written out, to be read again to the same bits; with the origin of each, if wanted.

use super::Scenario;
use super::read::DRIVER_SET;
use crate::problem::Place;
use crate::safe::toml::{self, quoted};
use crate::target::{Measure, Names, Target, Test, ToleranceKind};
use crate::text;
use crate::text::{Language, Text};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What is written of a scenario.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Say where each value comes from, in this language.
    pub origins: Option<Language>,
    /// Only what something else than the baseline sets.
    pub changed_only: bool,
    /// Where the folder of the baseline lies as seen from the text, if it is not that of the program.
    pub baseline: Option<String>,
}

/// The scenario as TOML that needs nothing from the baseline's values.
#[must_use]
pub fn to_toml(scenario: &Scenario, content: &Content) -> String {
    let mut out = String::new();
    let shown = |place: Option<&Place>| !content.changed_only || place.is_some();
    // writing to a String cannot fail
    if content.changed_only {
        out.push_str("# What differs from the baseline.\n");
    } else {
        out.push_str("# Every value of one run, written out. It runs again to the same bits.\n");
    }
    let _ = writeln!(out, "title = {}\ndescription = {}", both(&scenario.title), both(&scenario.description));
    if let Some(folder) = &content.baseline {
        let _ = writeln!(out, "baseline = {}", quoted(folder));
    }
    out.push_str("\n[time]\n");
    let time = [
        ("start", scenario.start.to_string()),
        ("end", scenario.end.to_string()),
        ("steps_per_year", scenario.steps_per_year.to_string()),
    ];
    for (key, value) in time {
        let place = scenario.origins.time.get(key);
        if shown(place) {
            let origin = content.origins.map(|language| origin_or(place, &standard(), language));
            let _ = writeln!(out, "{key} = {value}{}", comment([None, origin]));
        }
    }
    write_levers(&mut out, scenario, content);
    write_drivers(&mut out, scenario, content);
    out.push_str("\n[parameters]\n");
    for (slot, (parameter, value)) in scenario.baseline.parameters.iter().zip(&scenario.parameters).enumerate() {
        let place = scenario.origins.parameters.get(slot).and_then(Option::as_ref);
        if !shown(place) {
            continue;
        }
        let origin = content.origins.map(|language| {
            let (low, high) = (parameter.low.min(parameter.high), parameter.low.max(parameter.high));
            let cited = &parameter.source;
            let Text { en, zh } = parameter.evidence.label();
            let source = text!("{low} to {high} ({en}); {cited}"; "{low}至{high}（{zh}）；{cited}");
            origin_or(place, &source, language)
        });
        let _ = writeln!(out, "\"{}\" = {value:?}{}", parameter.key, comment([Some(parameter.unit.clone()), origin]));
    }
    for (section, goals) in [("target", &scenario.own_targets), ("check", &scenario.checks)] {
        for goal in goals {
            write_goal(&mut out, section, goal);
        }
    }
    out
}

fn write_levers(out: &mut String, scenario: &Scenario, content: &Content) {
    out.push_str("\n[policy]\n");
    for (slot, (lever, values)) in scenario.baseline.levers.iter().zip(&scenario.levers).enumerate() {
        let no_places = Vec::new();
        let places = scenario.origins.levers.get(slot).unwrap_or(&no_places);
        if content.changed_only && places.iter().all(Option::is_none) {
            continue;
        }
        let constant = values.windows(2).all(|pair| pair[0].to_bits() == pair[1].to_bits());
        let numbers: Vec<String> = values.iter().map(|value| format!("{value:?}")).collect();
        let written = if constant { numbers[0].clone() } else { format!("[{}]", numbers.join(", ")) };
        let origin = content.origins.map(|language| {
            let ids = &lever.plan_ids;
            let default = if ids.is_empty() {
                text!("as without new policy"; "同无新政策")
            } else {
                text!("as without new policy; measures {ids} of the plan"; "同无新政策；对应规划措施{ids}")
            };
            origin_of_years(scenario.start, places, &default, language)
        });
        let _ = writeln!(out, "\"{}\" = {written}{}", lever.key, comment([Some(lever.unit.clone()), origin]));
    }
}

fn write_drivers(out: &mut String, scenario: &Scenario, content: &Content) {
    out.push_str("\n[world]\n");
    let set = &scenario.driver_set;
    let place = scenario.origins.driver_set.as_ref();
    if !content.changed_only || place.is_some() {
        let origin = content.origins.map(|language| origin_or(place, &standard(), language));
        let _ = writeln!(out, "{DRIVER_SET} = {}{}", quoted(set), comment([None, origin]));
    }
    for (slot, (driver, series)) in scenario.baseline.drivers.iter().zip(&scenario.drivers).enumerate() {
        let place = scenario.origins.drivers.get(slot).and_then(Option::as_ref);
        if content.changed_only && place.is_none() {
            continue;
        }
        let points: Vec<String> =
            series.points().iter().map(|(time, value)| format!("\"{time:?}\" = {value:?}")).collect();
        let origin = content.origins.map(|language| {
            let cited = driver.sources.get(set).map_or("", String::as_str);
            origin_or(place, &text!("set `{set}`: {cited}"; "外部条件组`{set}`：{cited}"), language)
        });
        let written = comment([Some(driver.unit.clone()), origin]);
        let _ = writeln!(out, "{} = {{ {} }}{written}", driver.key, points.join(", "));
    }
}

/// A target or check as its author could have written it.
fn write_goal(out: &mut String, section: &str, goal: &Target) {
    let Some(test) = goal.tests.first() else { return };
    let _ = write!(out, "\n[[{section}]]\nid = {}\ntext = {}\n", quoted(&goal.id), both(&goal.text));
    if let Some(note) = &goal.note {
        let _ = writeln!(out, "note = {}", both(note));
    }
    if section == "target" && goal.group != crate::target::OWN_GROUP {
        let _ = writeln!(out, "group = {}", quoted(&goal.group));
    }
    let _ = writeln!(out, "where = {}", sum(&test.variable.list(), &test.only));
    if let Some(over) = &test.over {
        let _ = writeln!(out, "over = {}", sum(&over.variable.list(), &over.only));
    }
    write_years(out, test);
    for (key, value) in [("at_most", test.at_most), ("at_least", test.at_least), ("equals", test.equals)] {
        if let Some(value) = value {
            let _ = writeln!(out, "{key} = {value:?}");
        }
    }
    if let (Some(tolerance), ToleranceKind::Relative) = (test.tolerance, test.tolerance_kind) {
        let _ = writeln!(out, "tolerance = {tolerance:?}");
    }
}

fn write_years(out: &mut String, test: &Test) {
    for (key, year) in [("year", test.year), ("from", test.from), ("to", test.to)] {
        if let Some(year) = year {
            let _ = writeln!(out, "{key} = {year}");
        }
    }
    let name = super::read::MEASURES.iter().find(|(_, measure)| *measure == test.measure).map(|(name, _)| *name);
    if let (Some(name), false) = (name, test.measure == Measure::At) {
        let _ = writeln!(out, "measure = {}", quoted(name));
    }
}

/// `["capacity.small", "capacity.improved"]`: variables with the members that are kept, a path each.
fn sum(names: &[&str], only: &BTreeMap<String, Names>) -> String {
    let mut paths: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    for kept in only.values() {
        let with = |path: &String| kept.list().into_iter().map(|member| format!("{path}.{member}")).collect::<Vec<_>>();
        paths = paths.iter().flat_map(with).collect();
    }
    let paths: Vec<String> = paths.iter().map(|path| quoted(path)).collect();
    format!("[{}]", paths.join(", "))
}

fn both(text: &Text) -> String {
    format!("{{ en = {}, zh = {} }}", quoted(&text.en), quoted(&text.zh))
}

/// ` # Mt/a; mine.toml:9`, or nothing.
fn comment<const N: usize>(parts: [Option<String>; N]) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { String::new() } else { format!(" # {}", toml::comment(&parts.join("; "))) }
}

fn standard() -> Text {
    text!("as nothing else is said"; "未另行设定")
}

/// Where a value was set, or where the baseline has it from.
fn origin_or(place: Option<&Place>, otherwise: &Text, language: Language) -> String {
    place.map_or_else(|| otherwise.in_language(language).to_owned(), Place::reference)
}

/// The origins of a lever's values, years of the same origin together.
fn origin_of_years(first: i32, places: &[Option<Place>], otherwise: &Text, language: Language) -> String {
    let mut stretches: Vec<(i32, i32, String)> = Vec::new();
    for (year, place) in (first..).zip(places) {
        let origin = origin_or(place.as_ref(), otherwise, language);
        match stretches.last_mut() {
            Some((_, last, known)) if *known == origin => *last = year,
            _ => stretches.push((year, year, origin)),
        }
    }
    match &stretches[..] {
        [] => otherwise.in_language(language).to_owned(),
        [(.., only)] => only.clone(),
        several => {
            let shown = several.iter().map(|(from, to, origin)| {
                if from == to { format!("{from}: {origin}") } else { format!("{from}-{to}: {origin}") }
            });
            shown.collect::<Vec<_>>().join("; ")
        }
    }
}
