//! Units for people to read.

use super::Unit;
use super::atoms::{Prefixes, TENS};
use super::described::{Described, find};
use super::parse::{Factor, Tree, tree};
use super::token::normalise;
use crate::text::Language;

/// What results in some unit are shown in.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// What to multiply a result by.
    pub factor: f64,
    /// The unit it is in then.
    pub label: String,
}

/// The unit of a quantity for people, without change of scale: in English as in the data, in Chinese 百万吨/年 for
/// `Mt/a`. A unit that the program does not know stays as it is.
#[must_use]
pub fn label(unit: &str, language: Language) -> String {
    match (language, find(unit)) {
        (Language::En, _) => unit.to_owned(),
        (Language::Zh, Some(found)) => found.filled(&formula(found.means)),
        (Language::Zh, None) => formula(unit),
    }
}

/// What Chinese statistics show in other sizes than the data do.
const SHOWN: &[(&str, &str)] = &[
    ("Mt/a", "万吨/年"),
    ("kt/a", "万吨/年"),
    ("Mt", "万吨"),
    ("kt", "万吨"),
    ("Mt/a per a", "(万吨/年)/年"),
    ("kt/a per a", "(万吨/年)/年"),
    ("MW", "万千瓦"),
    ("GW", "万千瓦"),
    ("MW/a", "万千瓦/年"),
    ("GWh/a", "亿千瓦时/年"),
];

/// What results in a unit are shown in: in English unchanged, in Chinese in the units of its statistics, 万吨 and 亿元.
///
/// Elements of a quantity that differ in unit cannot be shown alike: ask for the unit of each ([`super::of_element`]).
#[must_use]
pub fn shown(unit: &str, language: Language) -> Shown {
    let unchanged = || Shown { factor: 1.0, label: label(unit, language) };
    let found = find(unit);
    if language == Language::En || found.is_some_and(|found| found.odd.is_some()) {
        return unchanged();
    }
    let means = found.map_or(unit, |found| found.means);
    let other = SHOWN.iter().find(|(data, _)| *data == means).map(|(_, other)| *other);
    let factor = |other: &str| Unit::parse(means).ok()?.factor_to(Unit::parse(other).ok()?);
    match other.and_then(|other| Some((other, factor(other)?))) {
        Some((other, factor)) => {
            Shown { factor, label: found.map_or_else(|| other.to_owned(), |found| found.filled(other)) }
        }
        None => unchanged(),
    }
}

impl Described {
    /// Its Chinese label around that of what it means.
    fn filled(&self, means: &str) -> String {
        self.zh.replace("{odd}", &self.odd.map(formula).unwrap_or_default()).replace("{}", means)
    }
}

/// A product or quotient of units in Chinese; the text itself if it is none.
pub(super) fn formula(unit: &str) -> String {
    tree(normalise(unit).trim()).map_or_else(|_| unit.to_owned(), |tree| written(&tree))
}

fn written(tree: &Tree) -> String {
    let quotient = |tree: &Tree| matches!(tree, Tree::Over(..));
    let bracketed = |tree: &Tree, needed: bool| if needed { format!("({})", written(tree)) } else { written(tree) };
    match tree {
        Tree::One(factor) => word(factor),
        Tree::Times(left, right) => {
            format!("{}·{}", bracketed(left, quotient(left)), bracketed(right, !matches!(**right, Tree::One(_))))
        }
        Tree::Over(left, right) if left.is_one() && quotient(right) => format!("每{}", written(right)),
        Tree::Over(left, right) => {
            format!("{}/{}", bracketed(left, quotient(left)), bracketed(right, !matches!(**right, Tree::One(_))))
        }
    }
}

fn word(factor: &Factor) -> String {
    let tens = |ten: i32| TENS.iter().find(|(power, _)| *power == ten).map(|(_, word)| *word);
    let count = match (factor.count, factor.ten, factor.atom) {
        (1, 0, Some(_)) => String::new(),
        (count, 0, _) => count.to_string(),
        (1, ten, Some(_)) if tens(ten).is_some() => tens(ten).unwrap_or_default().to_owned(),
        (1, ten, _) => format!("1e{ten}"),
        (count, ten, _) => tens(ten).map_or_else(|| format!("{count}e{ten}"), |word| format!("{count}{word}")),
    };
    let Some(atom) = factor.atom else { return count };
    let prefix =
        factor.prefix.map_or("", |prefix| if atom.prefixes == Prefixes::Electric { prefix.3 } else { prefix.2 });
    let power = if factor.power == 1 { String::new() } else { format!("^{}", factor.power) };
    format!("{count}{prefix}{}{power}", atom.zh)
}

#[cfg(test)]
mod tests {
    use super::{SHOWN, Shown, label, shown};
    use crate::text::Language::{En, Zh};
    use crate::unit::{Unit, data::UNITS};

    #[test]
    fn every_unit_of_the_data_has_a_chinese_label() {
        for unit in UNITS {
            let label = label(unit, Zh);
            assert!(!label.contains(|c: char| c.is_ascii_alphabetic() || c == '{'), "{unit}: {label}");
            assert_eq!(label.is_empty(), *unit == "-", "{unit}");
        }
    }

    #[test]
    fn a_label_means_what_the_unit_does() {
        for unit in UNITS {
            if let Ok(meant) = Unit::parse(unit) {
                assert_eq!(Unit::parse(&label(unit, Zh)), Ok(meant), "{unit}");
            }
        }
    }

    #[test]
    fn labels_read_well() {
        for (unit, zh) in [
            ("Mt/a", "百万吨/年"),
            ("CNY/t", "元/吨"),
            ("1e8 CNY", "亿元"),
            ("1e8 m3/a", "亿立方米/年"),
            ("kt/a", "千吨/年"),
            ("-", ""),
            ("0-1", "0–1"),
            ("1/a", "1/年"),
            ("Mt/a per a", "(百万吨/年)/年"),
            ("CNY per t/a", "元/(吨/年)"),
            ("per 100 CNY/t", "每百元/吨"),
            ("per Mt/a", "每百万吨/年"),
            ("1/a per CNY/t", "(1/年)/(元/吨)"),
            ("1e8 CNY per (Mt*CNY/t)", "亿元/(百万吨·元/吨)"),
            ("USD 1e8/a", "亿美元/年"),
            ("GWh/a", "百万千瓦时/年"),
            ("MW", "兆瓦"),
            ("kg/t", "千克/吨"),
            ("count", "家"),
            ("kt/a (MW for gas_power)", "千吨/年（煤气发电：兆瓦）"),
            ("share of listed capacity per year", "每年占名单内产能的比例"),
            ("some words", "some words"),
        ] {
            assert_eq!(label(unit, Zh), zh);
            assert_eq!(label(unit, En), unit);
        }
    }

    #[test]
    fn chinese_results_are_shown_in_the_units_of_its_statistics() {
        for (unit, factor, label) in [
            ("Mt/a", 100.0, "万吨/年"),
            ("Mt", 100.0, "万吨"),
            ("kt/a", 0.1, "万吨/年"),
            ("kt", 0.1, "万吨"),
            ("t/a", 1.0, "吨/年"),
            ("1e8 CNY", 1.0, "亿元"),
            ("1e8 CNY/a", 1.0, "亿元/年"),
            ("1e8 m3/a", 1.0, "亿立方米/年"),
            ("USD 1e8/a", 1.0, "亿美元/年"),
            ("MW", 0.1, "万千瓦"),
            ("GW", 100.0, "万千瓦"),
            ("GWh/a", 0.01, "亿千瓦时/年"),
            ("Mt/a per a", 100.0, "(万吨/年)/年"),
            ("Mt/a in the province", 100.0, "万吨/年（省内）"),
            ("kt/a (MW for gas_power)", 1.0, "千吨/年（煤气发电：兆瓦）"),
            ("CNY/t", 1.0, "元/吨"),
            ("0-1", 1.0, "0–1"),
        ] {
            assert_eq!(shown(unit, Zh), Shown { factor, label: label.to_owned() }, "{unit}");
            assert_eq!(shown(unit, En), Shown { factor: 1.0, label: unit.to_owned() });
        }
    }

    #[test]
    fn what_is_shown_measures_the_same() {
        for (data, other) in SHOWN {
            let (data, other) = (Unit::parse(data).expect("a unit"), Unit::parse(other).expect("a unit"));
            assert!(data.same_dimension(other) && data.checked_div(other).is_some_and(Unit::is_decimal));
        }
    }
}
