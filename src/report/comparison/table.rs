//! A comparison for the terminal: a row a scenario, so that it stays within its width however many there are.

use super::inputs::{Item, Single, Value};
use super::{Compared, headlines, ids_of_other_verdicts, shown, years};
use crate::problem::Place;
use crate::report::scorecard::short;
use crate::report::table::{HEADING, Rows, painted, right_align, table};
use crate::safe::terminal;
use crate::target::{Judged, Verdict};
use crate::text;
use crate::text::{Language, Text};
use std::fmt::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Widest label of a main result.
const LABEL: usize = 28;

/// Widest label of an input.
const INPUT: usize = 40;

/// Widest name of a scenario.
const NAME: usize = 16;

/// Widest line, as far as the text of a target can give way.
const LINE: usize = 108;

/// The comparison as text.
#[must_use]
pub fn tables(compared: &[Compared<'_>], items: &[Item], language: Language) -> String {
    let mut out = scenarios(compared, language);
    out.push_str(&main_results(compared, language));
    out.push_str(&verdicts(compared, language));
    let names: Vec<&str> = compared.iter().map(|one| one.name.as_str()).collect();
    out.push_str(&inputs(&names, items, language));
    out.push_str(&notes(compared, language));
    out
}

/// Which scenario has which name, and how many targets each meets.
fn scenarios(compared: &[Compared<'_>], language: Language) -> String {
    let heading = [
        text!("scenario"; "情景"),
        Text::default(),
        text!("met"; "达到"),
        text!("missed"; "未达到"),
        text!("not evaluated"; "未评价"),
    ];
    let mut rows = table();
    rows.add_row(heading.map(|word| word.in_language(language).to_owned()));
    for one in compared {
        let count = |verdict| one.count(verdict).to_string();
        rows.add_row([
            short_name(&one.name),
            cut(one.scenario.title.in_language(language), 50),
            count(Verdict::Met),
            count(Verdict::Missed),
            count(Verdict::NotEvaluated),
        ]);
    }
    under_heading(rows, 2..5)
}

/// The main results: a block each, a row a scenario.
fn main_results(compared: &[Compared<'_>], language: Language) -> String {
    let years = years(compared);
    let (Some(first), Some(last)) = (compared.first(), years.last()) else { return String::new() };
    let name = short_name(&first.name);
    let difference = text!("{last}: less {name}"; "{last}年：与{name}之差");
    let mut rows = table();
    let heading = [String::new(), String::new()]
        .into_iter()
        .chain(years.iter().map(ToString::to_string))
        .chain([difference.in_language(language).to_owned(), "%".to_owned()]);
    rows.add_row(heading);
    for headline in headlines(compared) {
        let (factor, unit) = shown(headline.unit(), language);
        let mut labels = label_lines(headline.label(language), &unit).into_iter();
        let same = headline.is_same();
        let shown_rows = if same { 1 } else { compared.len() };
        for scenario in 0..shown_rows.max(labels.len()) {
            let label = labels.next().unwrap_or_default();
            let Some(one) = compared.get(scenario).filter(|_| scenario < shown_rows) else {
                rows.add_row([label]);
                continue;
            };
            let all = text!("all"; "各情景");
            let name = if same { all.in_language(language).to_owned() } else { short_name(&one.name) };
            let values = headline.values[scenario].iter();
            let cells = values.map(|value| value.map_or_else(String::new, |value| short(value * factor)));
            let change = (scenario > 0).then(|| headline.change(scenario, years.len() - 1)).flatten();
            let difference = change.map_or_else(String::new, |change| signed(change.difference * factor));
            let relative = change.and_then(|change| change.relative).map_or_else(String::new, percent);
            rows.add_row([label, name].into_iter().chain(cells).chain([difference, relative]));
        }
    }
    let last_column = 2 + years.len() + 2;
    under_heading(rows, 2..last_column)
}

/// A label and its unit in the lines that they need.
fn label_lines(label: &str, unit: &str) -> Vec<String> {
    let indent = label.len() - label.trim_start().len();
    let mut lines: Vec<String> = Vec::new();
    for word in label.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= LABEL => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("{}{word}", " ".repeat(indent))),
        }
    }
    if !unit.is_empty() && unit != "-" {
        match lines.last_mut() {
            Some(line) if line.width() + 2 + unit.width() <= LABEL => *line = format!("{line}, {unit}"),
            _ => lines.push(format!("{}{unit}", " ".repeat(indent))),
        }
    }
    lines
}

/// The targets with another verdict.
fn verdicts(compared: &[Compared<'_>], language: Language) -> String {
    let ids = ids_of_other_verdicts(compared);
    let (other, all) = (ids.len(), compared.first().map_or(0, |first| first.judged.len()));
    if ids.is_empty() {
        let same = text!("All {all} targets have the same verdicts."; "全部{all}项目标的评价相同。");
        return format!("{}\n\n", same.in_language(language));
    }
    let heading = text!("Targets with another verdict ({other})"; "评价不同的目标（{other}项）");
    let mut rows = table();
    let names = compared.iter().map(|one| short_name(&one.name));
    rows.add_row([String::new(), heading.in_language(language).to_owned()].into_iter().chain(names));
    // the unit stands once, behind the values, unless other tests decide in other scenarios
    let mut cells: Vec<Vec<String>> = Vec::new();
    let mut units: Vec<String> = Vec::new();
    for id in &ids {
        let verdicts: Vec<(String, String)> = compared
            .iter()
            .map(|one| one.judged_by_id(id).map(|judged| verdict(judged, language)).unwrap_or_default())
            .collect();
        let mut different: Vec<&str> =
            verdicts.iter().map(|(_, unit)| unit.as_str()).filter(|unit| !unit.is_empty()).collect();
        different.dedup();
        let one_unit = different.len() <= 1;
        units.push(if one_unit { different.concat() } else { String::new() });
        let cell = |(value, unit): &(String, String)| {
            if one_unit || unit.is_empty() { value.clone() } else { format!("{value} {unit}") }
        };
        cells.push(verdicts.iter().map(cell).collect());
    }
    let widest = |scenario: usize| {
        let cells = cells.iter().map(|row| row[scenario].width());
        cells.chain([short_name(&compared[scenario].name).width()]).max().unwrap_or(0) + 2
    };
    let of_units = units.iter().map(|unit| unit.width()).max().unwrap_or(0);
    let taken: usize = (0..compared.len()).map(widest).sum();
    let room = LINE.saturating_sub(12 + taken + of_units).clamp(24, 62);
    for ((id, cells), unit) in ids.iter().zip(cells.clone()).zip(units) {
        let text = compared.iter().find_map(|one| one.judged_by_id(id)).map(|judged| &judged.target.text);
        let text = text.map_or("", |text| text.in_language(language));
        rows.add_row([(*id).to_owned(), cut(text, room)].into_iter().chain(cells).chain([unit]));
    }
    under_heading(rows, 0..0)
}

/// A verdict in a sign, with the value that decides, and its unit.
fn verdict(judged: &Judged<'_>, language: Language) -> (String, String) {
    let sign = match judged.verdict {
        Verdict::Met => "✓",
        Verdict::Missed => "✗",
        Verdict::NotEvaluated => "·",
    };
    let Some(test) = judged.decisive() else { return (sign.to_owned(), String::new()) };
    let (factor, unit) = shown(&test.unit, language);
    let unit = if matches!(unit.as_str(), "-" | "0-1" | "0–1" | "0/1") { String::new() } else { unit };
    let value = test.value.as_ref().map_or_else(|_| "–".to_owned(), |value| short(value * factor));
    (format!("{sign} {value}"), unit)
}

/// What the scenarios set differently.
#[must_use]
pub fn inputs(names: &[&str], items: &[Item], language: Language) -> String {
    if items.is_empty() {
        let none = text!("The scenarios set nothing differently."; "各情景的设定完全相同。");
        return format!("{}\n\n", none.in_language(language));
    }
    let sections = [
        ("policy", text!("Levers that differ"; "不同的政策手段")),
        ("world", text!("Drivers that differ (means over the years)"; "不同的外部条件（年均值）")),
        ("parameters", text!("Parameters that differ"; "不同的参数")),
        ("time", text!("Time"; "时间设置")),
        ("target", text!("Targets that differ"; "不同的目标")),
        ("check", text!("Checks that differ"; "不同的检查项")),
    ];
    let mut out = String::new();
    for (section, heading) in sections {
        let items: Vec<&Item> = items.iter().filter(|item| item.section == section).collect();
        if items.is_empty() {
            continue;
        }
        let count = items.len();
        let heading = text!("{} ({count})", heading.en; "{}（{count}项）", heading.zh);
        let mut rows = table();
        let set_at = text!("set at"; "设定处").in_language(language).to_owned();
        rows.add_row([heading.in_language(language).to_owned(), String::new(), String::new(), set_at]);
        for item in items {
            let (factor, unit) = shown(&item.unit, language);
            let label = item.label.in_language(language);
            let unit = if unit.is_empty() || unit == "-" { String::new() } else { format!(", {unit}") };
            let mut labels = [cut(&item.key, INPUT), cut(&format!("  {label}{unit}"), INPUT)].into_iter();
            for (name, said) in names.iter().zip(&item.said) {
                let (values, origin) = (values(said, factor), origin(said, language));
                rows.add_row([labels.next().unwrap_or_default(), short_name(name), values, origin]);
            }
        }
        out.push_str(&under_heading(rows, 0..0));
    }
    out
}

/// The values in one line; one value if all are the same.
fn values(said: &[Single], factor: f64) -> String {
    let number = |single: &Single| match &single.value {
        Value::Number(number) => short(number * factor),
        Value::Words(words) => cut(words, LABEL),
    };
    match said {
        [] => "–".to_owned(),
        [first, rest @ ..] if rest.iter().all(|other| other.value == first.value) => number(first),
        _ => said.iter().map(number).collect::<Vec<_>>().join(" "),
    }
}

/// The places that set the values, each once.
fn origin(said: &[Single], language: Language) -> String {
    let mut places: Vec<String> = Vec::new();
    for place in said.iter().filter_map(|single| single.origin.as_ref()).map(Place::reference) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    if places.is_empty() && !said.is_empty() {
        return text!("baseline"; "基准").in_language(language).to_owned();
    }
    places.join(", ")
}

/// What readers should know of the levers of each scenario.
fn notes(compared: &[Compared<'_>], language: Language) -> String {
    let mut out = String::new();
    for one in compared.iter().filter(|one| !one.notes.is_empty()) {
        let heading =
            text!("Levers of {} that do less than they say", one.name; "{}中未起作用或作用受限的政策手段", one.name);
        // writing to a String cannot fail
        let _ = writeln!(out, "{}", painted(heading.in_language(language), HEADING));
        for note in &one.notes {
            let _ = writeln!(out, "  {}", terminal::line(note.in_language(language)));
        }
        out.push('\n');
    }
    out
}

/// The table with its first line as a heading, and a blank line behind it.
fn under_heading(mut rows: Rows, right: impl IntoIterator<Item = usize>) -> String {
    right_align(&mut rows, right);
    let set = rows.trim_fmt();
    let (heading, body) = set.split_once('\n').unwrap_or((set.as_str(), ""));
    // painted after the table is set, whose columns would count the colour as letters
    format!("{}\n{body}\n\n", painted(heading, HEADING))
}

fn short_name(name: &str) -> String {
    cut(name, NAME)
}

/// A text in so many columns of the terminal; Chinese characters take two.
fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let mut kept = String::new();
    for character in text.chars() {
        let Some(rest) = left.checked_sub(character.width().unwrap_or(0)) else { break };
        left = rest;
        kept.push(character);
    }
    kept.push('…');
    kept
}

fn signed(value: f64) -> String {
    if value > 0.0 { format!("+{}", short(value)) } else { short(value) }
}

fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent.abs() >= 10_000.0 {
        signed(percent)
    } else if percent.abs() < 0.05 {
        "0.0".to_owned()
    } else {
        format!("{percent:+.1}")
    }
}

#[cfg(test)]
mod tests {
    use super::{cut, label_lines, percent, signed};

    #[test]
    fn labels_take_the_lines_they_need() {
        assert_eq!(label_lines("Capacity", "Mt/a"), ["Capacity, Mt/a"]);
        assert_eq!(label_lines("Utilisation", "-"), ["Utilisation"]);
        assert_eq!(label_lines("  shipped to other provinces", "Mt/a"), ["  shipped to other provinces", "  Mt/a"]);
        assert_eq!(
            label_lines("Benzo(a)pyrene (a band, not a number)", "t/a"),
            ["Benzo(a)pyrene (a band, not", "a number), t/a"]
        );
    }

    #[test]
    fn texts_are_cut_by_columns() {
        assert_eq!(cut("焦炭产能", 8), "焦炭产能");
        assert_eq!(cut("焦炭产能", 7), "焦炭产…");
        assert_eq!(cut("焦炭产能", 6), "焦炭…");
    }

    #[test]
    fn differences_have_signs() {
        assert_eq!((signed(1.5), signed(-1.5), signed(0.0)), ("+1.5".to_owned(), "-1.5".to_owned(), "0".to_owned()));
        assert_eq!((percent(0.1234), percent(-1e-9)), ("+12.3".to_owned(), "0.0".to_owned()));
    }
}
