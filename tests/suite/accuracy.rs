//! The statement of accuracy: whole, in both languages, and its numbers are those that other tests hold the program to.

use crate::support::{baseline, table};
use coke_sim::glossary::accuracy;
use coke_sim::scenario::baseline::Evidence;
use coke_sim::text::Text;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The text of a section.
fn section(id: &str) -> &'static Text {
    &accuracy().iter().find(|section| section.id == id).unwrap_or_else(|| panic!("no section `{id}`")).text
}

/// The cells of the table row that begins so.
fn row<'t>(text: &'t str, start: &str) -> Vec<&'t str> {
    let line = text.lines().find(|line| line.starts_with(&format!("| {start} |")));
    let line = line.unwrap_or_else(|| panic!("no row `{start}`"));
    line.trim_matches('|').split('|').skip(1).map(str::trim).collect()
}

/// Cells of each row of each table, in order.
fn shape(text: &str) -> Vec<usize> {
    text.lines().filter(|line| line.starts_with('|')).map(|line| line.matches('|').count()).collect()
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}

#[test]
fn every_section_stands_in_both_languages_with_the_same_tables_and_lists() {
    let ids: Vec<&str> = accuracy().iter().map(|section| section.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "what-was-fitted",
            "against-history",
            "where-not-to-use-it",
            "how-the-numbers-are-graded",
            "how-wide-the-bands-are",
            "length-of-the-step",
            "the-ceiling-of-120",
            "where-the-plan-contradicts-itself"
        ]
    );
    for section in accuracy() {
        let Text { en, zh } = &section.text;
        for text in [&section.title, &section.text] {
            assert!(!has_chinese(&text.en), "{}: Chinese in English", section.id);
            assert!(has_chinese(&text.zh), "{}: no Chinese", section.id);
        }
        assert_eq!(shape(en), shape(zh), "{}: tables", section.id);
        let is_item = |line: &&str| line.starts_with("- ") || line.get(1..3) == Some(". ");
        let items = |text: &str| text.lines().filter(is_item).count();
        assert_eq!(items(en), items(zh), "{}: lists", section.id);
        let paragraphs = |text: &str| text.trim().split("\n\n").count();
        assert_eq!(paragraphs(en), paragraphs(zh), "{}: paragraphs", section.id);
        assert!(!en.contains('#') && !zh.contains('#'), "{}: the page makes the headings", section.id);
        assert!(!zh.contains([',', ';', ':', '(', ')', '?']), "{}: punctuation of full width", section.id);
    }
}

#[derive(Deserialize)]
struct Report {
    scenario: String,
    year: u32,
    #[serde(flatten)]
    columns: BTreeMap<String, f64>,
}

/// The results of 2006-2010 are compared with this table, value by value, by the golden tests.
#[test]
fn the_hindcast_that_it_shows_is_the_programs() {
    let years: Vec<Report> = table("annual_extra.csv");
    let years: Vec<&Report> = years.iter().filter(|row| row.scenario == "hindcast").collect();
    assert_eq!(years.iter().map(|row| row.year).collect::<Vec<_>>(), [2006, 2007, 2008, 2009, 2010]);
    let text = section("against-history");
    // in Chinese Mt are ten thousand tonnes, a hundred times as many
    let rows = [
        ("output, Mt/a", "产量（万吨）", "output_mt", 1, true),
        ("price, CNY/t", "价格（元/吨）", "price_cny_t", 0, false),
        ("export, Mt/a", "出口量（万吨）", "export_mt", 1, true),
        ("capacity, Mt/a", "产能（万吨/年）", "capacity_mt", 0, true),
        ("firms", "企业数（户）", "firms", 0, false),
        ("closure, Mt/a", "关停产能（万吨/年）", "closure_mt", 1, true),
        ("profit of coke, CNY/t", "吨焦利润（元）", "profit_per_t", 0, false),
        ("gas flared, 1e8 m3/a", "放散煤气（亿立方米）", "gas_flared_1e8", 0, false),
    ];
    for (en, zh, column, decimals, is_mass) in rows {
        let shown = |cells: Vec<&str>| -> Vec<String> {
            cells.into_iter().map(|cell| cell.split(" / ").next().expect("a value").to_owned()).collect()
        };
        let values: Vec<String> = years.iter().map(|row| format!("{:.decimals$}", row.columns[column])).collect();
        assert_eq!(shown(row(&text.en, en)), values, "{column}");
        let in_chinese = |value: &String| {
            let value: f64 = value.parse().expect("a number");
            if is_mass { format!("{:.0}", value * 100.0) } else { format!("{value}") }
        };
        assert_eq!(shown(row(&text.zh, zh)), values.iter().map(in_chinese).collect::<Vec<_>>(), "{column}");
    }
}

#[derive(Deserialize)]
struct Steps {
    scenario: String,
    n: u32,
    #[serde(flatten)]
    columns: BTreeMap<String, f64>,
}

/// The program is held to these results by the tests of the step size.
#[test]
fn the_deviations_by_length_of_the_step_are_the_programs() {
    let runs: Vec<Steps> = table("step_size.csv");
    let run = |n: u32| runs.iter().find(|run| run.scenario == "plan" && run.n == n).expect("a run of the plan");
    let columns =
        ["output_mt", "price_cny_t", "capacity_mt", "firms", "compliance_share", "gas_use_share", "pm10_kt", "so2_kt"];
    for n in [12, 4, 1] {
        let percent = columns.map(|column| 100.0 * (run(n).columns[column] / run(48).columns[column] - 1.0));
        let text = section("length-of-the-step");
        assert_eq!(row(&text.en, &n.to_string()), percent.map(|value| format!("{value:+.2} %")), "{n} steps a year");
        assert_eq!(row(&text.zh, &n.to_string()), percent.map(|value| format!("{value:+.2}%")), "{n} steps a year");
    }
}

#[test]
fn errors_and_bands_are_the_same_in_both_languages() {
    let plain = |text: &str| text.replace([' ', '-'], "");
    for (id, rows) in [
        ("against-history", &[("price of coal", "煤价"), ("pig iron", "生铁产量"), ("all drivers", "全部")][..]),
        ("how-wide-the-bands-are", &[("price, CNY/t", "价格（元/吨）"), ("compliance", "达标产能比重")]),
    ] {
        let Text { en, zh } = section(id);
        for (in_english, in_chinese) in rows {
            let cells = |text: &str, start: &str| row(text, start).into_iter().map(plain).collect::<Vec<_>>();
            assert_eq!(cells(en, in_english), cells(zh, in_chinese), "{in_english}");
        }
    }
}

#[test]
fn what_it_says_of_the_grades_is_true() {
    let parameters = &baseline().parameters;
    let weak = parameters.iter().filter(|entry| entry.evidence == Evidence::Weak).count();
    let Text { en, zh } = section("how-the-numbers-are-graded");
    assert!(en.contains(&format!("Each of the {} values", parameters.len())), "{}", parameters.len());
    assert!(zh.contains(&format!("{}个数值", parameters.len())), "{}", parameters.len());
    assert!(2 * weak > parameters.len(), "more than half are weak");
    for grade in Evidence::ALL {
        let label = grade.label();
        assert_eq!(row(en, &label.en).len(), 2, "{}", label.en);
        assert_eq!(row(zh, &label.zh).len(), 2, "{}", label.zh);
    }
}
