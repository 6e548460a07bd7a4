//! What a unit measures, whatever its size: exponents over seven bases.

use crate::text::Text;

/// A base that dimensions are made of. Power is energy per time; a share has no base at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// Mass; counted in g.
    Mass,
    /// Volume; counted in m3.
    Volume,
    /// Money in yuan.
    Cny,
    /// Money in US dollars: the exchange rate is a driver of the model, so it is no unit of the same dimension.
    Usd,
    /// Energy; counted in Wh.
    Energy,
    /// Time; counted in h.
    Time,
    /// Things counted, such as firms.
    Count,
}

/// The bases, with their names.
const BASES: [(Base, &str, &str); 7] = [
    (Base::Mass, "mass", "质量"),
    (Base::Volume, "volume", "体积"),
    (Base::Cny, "yuan", "人民币"),
    (Base::Usd, "US dollars", "美元"),
    (Base::Energy, "energy", "能量"),
    (Base::Time, "time", "时间"),
    (Base::Count, "a count", "个数"),
];

/// The exponents of the bases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Dimension([i8; BASES.len()]);

impl Dimension {
    /// No base at all: shares, ratios, indices.
    pub const NONE: Self = Self([0; BASES.len()]);

    /// This base to the power of one.
    #[must_use]
    pub const fn of(base: Base) -> Self {
        let mut exponents = [0; BASES.len()];
        exponents[base as usize] = 1;
        Self(exponents)
    }

    /// The exponent of a base.
    #[must_use]
    pub const fn exponent(self, base: Base) -> i8 {
        self.0[base as usize]
    }

    /// This dimension times another to a power; `None` if an exponent leaves the range of `i8`.
    pub(super) const fn times_power(self, other: Self, power: i8) -> Option<Self> {
        let mut exponents = self.0;
        let mut base = 0;
        while base < exponents.len() {
            let Some(added) = other.0[base].checked_mul(power) else { return None };
            let Some(sum) = exponents[base].checked_add(added) else { return None };
            exponents[base] = sum;
            base += 1;
        }
        Some(Self(exponents))
    }

    /// The same without one of the bases.
    pub(super) const fn without(self, base: Base) -> Self {
        let mut exponents = self.0;
        exponents[base as usize] = 0;
        Self(exponents)
    }

    /// Is it one of: a pure number, or a single base to the power of one?
    pub(super) fn is_simple(self) -> bool {
        self.0.iter().all(|exponent| matches!(exponent, 0 | 1)) && self.0.iter().filter(|e| **e == 1).count() <= 1
    }

    /// The same with yuan for US dollars and the reverse.
    pub(super) fn exchanged(self) -> Self {
        let mut exponents = self.0;
        exponents.swap(Base::Cny as usize, Base::Usd as usize);
        Self(exponents)
    }

    /// The dimension in words: "mass per time", 质量/时间.
    #[must_use]
    pub fn words(self) -> Text {
        let side = |above: bool| {
            let bases = BASES.iter().filter_map(move |&(base, en, zh)| {
                let exponent = self.exponent(base);
                let power = match exponent.unsigned_abs() {
                    1 => String::new(),
                    2 => "²".to_owned(),
                    3 => "³".to_owned(),
                    other => format!("^{other}"),
                };
                ((above && exponent > 0) || (!above && exponent < 0))
                    .then(|| (format!("{en}{power}"), format!("{zh}{power}")))
            });
            bases.unzip::<_, _, Vec<_>, Vec<_>>()
        };
        let ((en_above, zh_above), (en_below, zh_below)) = (side(true), side(false));
        match (en_above.is_empty(), en_below.is_empty()) {
            (true, true) => Text::new("a pure number", "纯数"),
            (false, true) => Text::new(en_above.join(" times "), zh_above.join("·")),
            (true, false) => {
                Text::new(format!("a number per {}", en_below.join(" and ")), format!("1/{}", zh_below.join("/")))
            }
            (false, false) => Text::new(
                format!("{} per {}", en_above.join(" times "), en_below.join(" and ")),
                format!("{}/{}", zh_above.join("·"), zh_below.join("/")),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dimension;
    use crate::unit::Unit;

    fn words(unit: &str) -> (String, String) {
        let words = Unit::parse(unit).expect("a unit").dimension().words();
        (words.en, words.zh)
    }

    #[test]
    fn a_dimension_is_told_in_words() {
        assert_eq!(words("Mt/a"), ("mass per time".into(), "质量/时间".into()));
        assert_eq!(words("USD/t"), ("US dollars per mass".into(), "美元/质量".into()));
        assert_eq!(words("Mt/a per a"), ("mass per time²".into(), "质量/时间²".into()));
        assert_eq!(words("1/a"), ("a number per time".into(), "1/时间".into()));
        assert_eq!(words("%"), ("a pure number".into(), "纯数".into()));
        assert_eq!(words("CNY per t/a"), ("yuan times time per mass".into(), "人民币·时间/质量".into()));
    }

    #[test]
    fn an_exponent_beyond_its_range_is_noticed() {
        let large = Dimension::NONE.times_power(Unit::parse("a").expect("a unit").dimension(), 127).expect("fits");
        assert_eq!(large.times_power(large, 1), None);
        assert_eq!(large.times_power(large, -2), None);
    }
}
