//! The words that units are made of. To teach the program a unit, add a line here.

use super::dimension::{Base, Dimension};

/// Which prefixes may stand before a unit of one Latin word, and how Chinese writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefixes {
    /// None: there are no kiloyears here.
    None,
    /// 千吨, 百万吨.
    Common,
    /// 千瓦, 兆瓦, 百万千瓦.
    Electric,
}

/// A unit of one word.
#[derive(Debug, PartialEq)]
pub(super) struct Atom {
    /// Its spellings.
    pub words: &'static [&'static str],
    /// How Chinese labels write it.
    pub zh: &'static str,
    /// What it measures.
    pub dimension: Dimension,
    /// Its size in the base unit: this whole number ...
    pub times: u64,
    /// ... times ten to this power.
    pub ten: i32,
    /// Which prefixes it takes.
    pub prefixes: Prefixes,
}

const MASS: Dimension = Dimension::of(Base::Mass);
const VOLUME: Dimension = Dimension::of(Base::Volume);
const CNY: Dimension = Dimension::of(Base::Cny);
const USD: Dimension = Dimension::of(Base::Usd);
const ENERGY: Dimension = Dimension::of(Base::Energy);
const TIME: Dimension = Dimension::of(Base::Time);
const COUNT: Dimension = Dimension::of(Base::Count);
const POWER: Dimension = match ENERGY.times_power(TIME, -1) {
    Some(power) => power,
    None => Dimension::NONE, // 1 and -1 are in range
};

const fn atom(
    words: &'static [&'static str],
    zh: &'static str,
    dimension: Dimension,
    (times, ten): (u64, i32),
    prefixes: Prefixes,
) -> Atom {
    Atom { words, zh, dimension, times, ten, prefixes }
}

/// All units of one word. A year has 365 days, as in the model (parameter `days_per_year`), and 12 equal months.
#[rustfmt::skip] // a table
pub(super) const ATOMS: &[Atom] = {
    use Prefixes::{Common, Electric, None};
    &[
        atom(&["t", "吨", "公吨", "tonne", "tonnes"], "吨", MASS, (1, 6), Common),
        atom(&["g", "克"], "克", MASS, (1, 0), Common),
        atom(&["公斤"], "公斤", MASS, (1, 3), None),
        atom(&["mg", "毫克"], "毫克", MASS, (1, -3), None),
        // gas of the industry is counted at standard conditions
        atom(&["m3", "立方米", "立方", "方", "Nm3", "标准立方米", "标立方米", "标方"], "立方米", VOLUME, (1, 0), None),
        atom(&["CNY", "RMB", "yuan", "元", "元人民币", "人民币元", "¥"], "元", CNY, (1, 0), None),
        atom(&["USD", "美元", "$"], "美元", USD, (1, 0), None),
        atom(&["W", "瓦"], "瓦", POWER, (1, 0), Electric),
        atom(&["兆瓦"], "兆瓦", POWER, (1, 6), None),
        atom(&["吉瓦"], "吉瓦", POWER, (1, 9), None),
        atom(&["Wh", "瓦时", "瓦小时"], "瓦时", ENERGY, (1, 0), Electric),
        atom(&["度"], "度", ENERGY, (1, 3), None),
        atom(&["兆瓦时"], "兆瓦时", ENERGY, (1, 6), None),
        atom(&["吉瓦时"], "吉瓦时", ENERGY, (1, 9), None),
        atom(&["a", "yr", "year", "years", "年"], "年", TIME, (876, 1), None),
        atom(&["month", "months", "个月", "月"], "月", TIME, (73, 1), None),
        atom(&["d", "day", "days", "天", "日"], "天", TIME, (24, 0), None),
        atom(&["h", "hour", "hours", "小时", "时"], "小时", TIME, (1, 0), None),
        atom(&["count", "家", "户", "座", "个"], "家", COUNT, (1, 0), None),
        atom(&["%", "percent", "百分点", "个百分点"], "%", Dimension::NONE, (1, -2), None),
        atom(&["‰"], "‰", Dimension::NONE, (1, -3), None),
        atom(&["成"], "成", Dimension::NONE, (1, -1), None),
        atom(&["倍"], "倍", Dimension::NONE, (1, 0), None),
        atom(&["次"], "次", Dimension::NONE, (1, 0), None),
    ]
};

/// A prefix: letter, power of ten, Chinese before common units, Chinese before electric ones.
pub(super) type Prefix = (&'static str, i32, &'static str, &'static str);

/// The prefixes.
pub(super) const PREFIXES: [Prefix; 4] =
    [("k", 3, "千", "千"), ("M", 6, "百万", "兆"), ("G", 9, "十亿", "百万千"), ("T", 12, "万亿", "十亿千")];

/// Counters: word and power of ten. Those before one unit multiply: 百万吨, 万千瓦, 亿千瓦时.
pub(super) const COUNTERS: [(&str, i32); 8] =
    [("十", 1), ("百", 2), ("千", 3), ("万", 4), ("亿", 8), ("thousand", 3), ("million", 6), ("billion", 9)];

/// Powers of ten as Chinese labels write them.
pub(super) const TENS: [(i32, &str); 11] = [
    (1, "十"),
    (2, "百"),
    (3, "千"),
    (4, "万"),
    (5, "十万"),
    (6, "百万"),
    (7, "千万"),
    (8, "亿"),
    (9, "十亿"),
    (10, "百亿"),
    (12, "万亿"),
];

#[cfg(test)]
mod tests {
    use super::{ATOMS, COUNTERS};
    use std::collections::HashSet;

    #[test]
    fn a_word_means_one_thing() {
        let mut seen = HashSet::new();
        for word in ATOMS.iter().flat_map(|atom| atom.words).chain(COUNTERS.iter().map(|(word, _)| word)) {
            assert!(seen.insert(word), "{word} stands twice");
        }
    }

    #[test]
    fn what_a_chinese_label_writes_can_be_read() {
        for atom in ATOMS {
            assert!(atom.words.contains(&atom.zh), "{}", atom.zh);
        }
    }
}
