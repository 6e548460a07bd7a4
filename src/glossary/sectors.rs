//! The sectors of the model for people: `sectors.toml`, and what each sector's own file says at its head.
//!
//! What a sector is about stands in English where its equations are, and nowhere else; its Chinese, and what not to
//! expect of it, stand in the table. A test holds both against each other.

use crate::text::Text;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A sector of the model.
#[derive(Clone, Debug)]
pub struct Sector {
    /// The name of its module in [`model`](crate::model).
    pub key: &'static str,
    /// Its number on the model card, `S4`; empty if it has none.
    pub card: String,
    /// Its name for people.
    pub label: Text,
    /// The first line of its file, without its number.
    pub title: String,
    /// What it is about: paragraphs of Markdown with a blank line between them.
    pub about: Text,
    /// What not to expect of it.
    pub limits: Text,
    /// The plan's causal links that it carries.
    pub links: Vec<u32>,
    /// The loops that it is part of: `R1`, `B6`.
    pub loops: Vec<String>,
}

/// What the table says of a sector.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    card: String,
    label: Text,
    about: Chinese,
    limits: Text,
}

/// A text whose English stands elsewhere.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chinese {
    zh: String,
}

/// The sectors' files, by name.
macro_rules! files {
    ($($key:ident)*) => { [$((stringify!($key), include_str!(concat!("../model/", stringify!($key), ".rs")))),*] };
}

/// In the model's order.
const FILES: [(&str, &str); 17] = files! {
    common enforcement cost demand market production construction closure coal facilities byproducts environment finance
    funds investment enterprises ceiling
};

/// The sectors, in the order in which the model declares them. A test finds every sector and every text.
#[must_use]
pub fn sectors() -> &'static [Sector] {
    static SECTORS: LazyLock<Vec<Sector>> = LazyLock::new(|| {
        // a table that does not parse has no sectors, and a test looks for all of them
        let mut rows: BTreeMap<String, Row> = toml::from_str(include_str!("sectors.toml")).unwrap_or_default();
        FILES.into_iter().filter_map(|(key, file)| Some(sector(key, file, rows.remove(key)?))).collect()
    });
    &SECTORS
}

fn sector(key: &'static str, file: &str, Row { card, label, about, limits }: Row) -> Sector {
    let mut paragraphs = head(file);
    let carried = paragraphs.pop_if(|last| last.starts_with("Links ")).unwrap_or_default();
    let (links, loops) = carried.trim_end_matches('.').split_once(';').unwrap_or((carried.trim_end_matches('.'), ""));
    let first = if paragraphs.is_empty() { String::new() } else { paragraphs.remove(0) };
    Sector {
        key,
        title: first.strip_prefix(&card).unwrap_or(&first).trim().trim_end_matches('.').to_owned(),
        card,
        label,
        about: Text::new(paragraphs.join("\n\n"), about.zh),
        limits,
        links: listed(links, "Links").flat_map(numbers).collect(),
        loops: listed(loops, "loop").map(str::to_owned).collect(),
    }
}

/// The paragraphs at the head of a file, each in one line.
fn head(file: &str) -> Vec<String> {
    let lines: Vec<&str> = file.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()).map(|lines| lines.join(" ")).collect()
}

/// What stands between commas, without the word before the list.
fn listed<'l>(list: &'l str, word: &str) -> impl Iterator<Item = &'l str> {
    let list = list.trim();
    let list = list.strip_prefix(word).map_or(list, |rest| rest.strip_prefix('s').unwrap_or(rest));
    list.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// `12-15` as numbers, or a single one.
fn numbers(range: &str) -> Vec<u32> {
    let (from, to) = range.split_once('-').unwrap_or((range, range));
    match (from.parse(), to.parse()) {
        (Ok(from), Ok(to)) => (from..=to).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn has_chinese(text: &str) -> bool {
        text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
    }

    fn find(key: &str) -> &'static Sector {
        sectors().iter().find(|sector| sector.key == key).expect("a sector")
    }

    #[test]
    fn every_file_of_equations_or_parameters_is_a_sector_in_the_order_of_the_card() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .expect("the model")
            .map(|entry| entry.expect("a file").path().file_stem().expect("a name").to_string_lossy().into_owned())
            .filter(|name| !["mod", "helpers", "sets"].contains(&name.as_str()))
            .collect();
        let known: BTreeSet<String> = sectors().iter().map(|sector| sector.key.to_owned()).collect();
        assert_eq!(known, files);
        let keys: Vec<&str> = sectors().iter().map(|sector| sector.key).collect();
        let table: toml::Table = toml::from_str(include_str!("sectors.toml")).expect("TOML");
        assert_eq!(table.keys().collect::<Vec<_>>(), keys, "the table is in the model's order");
        let cards: Vec<&str> = sectors().iter().map(|sector| sector.card.as_str()).filter(|s| !s.is_empty()).collect();
        assert_eq!(cards, (1..=15).map(|number| format!("S{number}")).collect::<Vec<_>>());
    }

    #[test]
    fn texts_are_clean_and_in_both_languages() {
        for Sector { key, card, label, title, about, limits, .. } in sectors() {
            for text in [label, about, limits] {
                assert!(!text.en.is_empty() && !has_chinese(&text.en), "{key}: {}", text.en);
                assert!(has_chinese(&text.zh), "{key}: {}", text.zh);
                for words in [&text.en, &text.zh] {
                    assert!(!words.contains("//") && !words.contains("  "), "{key}: {words}");
                    assert_eq!(words.trim(), words, "{key}");
                }
                assert_eq!(text.en.matches("\n\n").count(), text.zh.matches("\n\n").count(), "{key}: paragraphs");
                assert!(!text.zh.contains([',', ';', '(', ')', '?']), "{key}: punctuation of full width: {}", text.zh);
            }
            assert!(!title.is_empty() && !title.starts_with('S') && !title.ends_with('.'), "{key}: {title}");
            assert!(card.is_empty() || label.en == *title, "{key}: one name: {} | {title}", label.en);
            assert!(!about.en.contains("Links ") && about.en.ends_with('.'), "{key}: {}", about.en);
            assert!(limits.en.matches(". ").count() >= 1, "{key}: more than a sentence");
        }
    }

    #[test]
    fn the_head_of_a_file_is_taken_apart() {
        let market = find("market");
        assert_eq!(market.title, "Price, alliance and inventory");
        assert!(market.about.en.starts_with("The target price is the margin that"), "{}", market.about.en);
        assert!(market.about.en.ends_with("; buyers move away."), "{}", market.about.en);
        assert_eq!(market.links, [7, 9, 12, 13, 14, 15, 24, 72, 75]);
        assert_eq!(market.loops, ["B1", "B4"]);
        assert_eq!(find("coal").loops, ["R2"], "one loop");
        assert!(find("finance").loops.is_empty() && find("finance").links.contains(&77), "links without loops");
        let common = find("common");
        assert!(common.links.is_empty() && common.about.en.starts_with("Sources: "), "neither");
        let production = find("production");
        assert_eq!(production.about.en.split("\n\n").count(), 2, "paragraphs stay apart");
    }
}
