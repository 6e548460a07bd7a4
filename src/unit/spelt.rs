//! The spelling of a unit that was worked out and has none of its own, such as that of a product.

use super::dimension::Base;
use super::{Dimension, Unit};
use std::fmt;

/// Times that a unit may be spelt in, the most common first, with their size in hours.
const TIMES: [(&str, u64, i32); 4] = [("a", 876, 1), ("h", 1, 0), ("d", 24, 0), ("month", 73, 1)];

/// Powers of ten that have a letter.
const LETTERS: [(u32, &str); 4] = [(3, "k"), (6, "M"), (9, "G"), (12, "T")];

/// A base to a power.
type Factor = (&'static str, i8);

impl Unit {
    /// What is left of the size when the bases are spelt as these words, and the words.
    fn in_words(self, time: (&'static str, u64, i32), power: bool) -> Option<(Self, Vec<Factor>)> {
        let exponent = |base| self.dimension.exponent(base);
        let energy = exponent(Base::Energy);
        let word = |base, times, ten| Self { dimension: Dimension::of(base), ten, times, by: 1 };
        let factors = [
            (("t", exponent(Base::Mass)), word(Base::Mass, 1, 6)),
            (("m3", exponent(Base::Volume)), word(Base::Volume, 1, 0)),
            (("CNY", exponent(Base::Cny)), word(Base::Cny, 1, 0)),
            (("USD", exponent(Base::Usd)), word(Base::Usd, 1, 0)),
            ((if power { "W" } else { "Wh" }, energy), word(Base::Energy, 1, 0)),
            (("count", exponent(Base::Count)), word(Base::Count, 1, 0)),
            ((time.0, exponent(Base::Time) + if power { energy } else { 0 }), word(Base::Time, time.1, time.2)),
        ];
        let mut rest = Self { dimension: Dimension::NONE, ..self };
        for ((_, power), word) in factors {
            let size = Self { dimension: Dimension::NONE, ..word };
            rest = rest.checked_div(size.checked_power(power)?)?;
        }
        Some((rest, factors.into_iter().map(|(factor, _)| factor).filter(|(_, power)| *power != 0).collect()))
    }

    /// The words in which the size is a power of ten, if there are such.
    fn words(self) -> (Self, Vec<Factor>) {
        let ways = [true, false].into_iter().flat_map(|power| TIMES.map(|time| (time, power)));
        // power where energy has no other use for time: GWh/a is no GW
        let ways = ways.filter(|(_, power)| !*power || self.dimension.exponent(Base::Energy) != 0);
        let spelt: Vec<_> = ways.filter_map(|(time, power)| self.in_words(time, power)).collect();
        let (decimal, other) = spelt.into_iter().partition::<Vec<_>, _>(|(rest, _)| rest.is_decimal());
        let fewest = decimal.into_iter().min_by_key(|(_, factors)| factors.len());
        fewest.or_else(|| other.into_iter().next()).unwrap_or((self, Vec::new()))
    }
}

/// A whole number as digits and a power of ten.
type Count = (u128, u32);

/// The size of a unit as a quotient of whole numbers: 25/219000 is 1/8760.
fn quotient(unit: Unit) -> (Count, Count) {
    let ten = unit.ten.unsigned_abs();
    let (mut above, mut below) = ((unit.times.into(), 0), (unit.by.into(), 0));
    if unit.ten >= 0 {
        above.1 = ten;
    } else {
        below.1 = ten;
    }
    for prime in [2, 5] {
        // a ten below that the number above takes half of
        while above.0 % prime == 0 && below.1 > 0 {
            above.0 /= prime;
            below = (below.0 * (10 / prime), below.1 - 1);
        }
    }
    (above, below)
}

/// The factors of one side with its size: `1e8 CNY`, `Mt`.
fn side(factors: &[Factor], (count, ten): Count) -> Vec<String> {
    let mut words: Vec<String> = factors
        .iter()
        .map(|(word, power)| match power.unsigned_abs() {
            1 => (*word).to_owned(),
            power => format!("{word}^{power}"),
        })
        .collect();
    let takes_letter = words.first().is_some_and(|first| ["t", "W", "Wh"].contains(&first.as_str()));
    let letter = LETTERS.iter().find(|(power, _)| *power == ten).filter(|_| takes_letter && count == 1);
    if let Some((_, letter)) = letter {
        words[0].insert_str(0, letter);
    } else if (count, ten) != (1, 0) {
        let size = if ten < 3 { format!("{count}{}", &"00"[..ten as usize]) } else { format!("{count}e{ten}") };
        match words.first_mut() {
            Some(first) => *first = format!("{size} {first}"),
            None => words.push(size),
        }
    }
    words
}

/// In words that [`Unit::parse`] reads: `Mt/a`, `1e8 CNY/a`, `t/(100 CNY)`.
impl fmt::Display for Unit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rest, factors) = self.words();
        let (above, below): (Vec<Factor>, Vec<Factor>) = factors.into_iter().partition(|(_, power)| *power > 0);
        let (size_above, size_below) = quotient(rest);
        let (above, below) = (side(&above, size_above), side(&below, size_below));
        let below = match &below[..] {
            [] => String::new(),
            [one] if !one.contains(' ') => format!("/{one}"),
            several => format!("/({})", several.join("*")),
        };
        write!(out, "{}{below}", if above.is_empty() { "1".to_owned() } else { above.join("*") })
    }
}

#[cfg(test)]
mod tests {
    use crate::unit::{Unit, data::UNITS};

    #[test]
    fn what_is_spelt_is_read_again() {
        for text in UNITS {
            let Some(unit) = Unit::of_quantity(text) else { continue };
            for other in UNITS {
                let Some(other) = Unit::of_quantity(other) else { continue };
                for unit in [unit.checked_mul(other), unit.checked_div(other)].into_iter().flatten() {
                    let spelt = unit.to_string();
                    assert_eq!(Unit::parse(&spelt), Ok(unit), "{spelt}");
                }
            }
        }
    }

    #[test]
    fn spellings_are_the_usual_ones() {
        for unit in ["Mt/a", "kt/a", "1e8 CNY/a", "1e8 m3", "CNY/t", "GWh/a", "MW", "USD/t", "m3/t", "d", "kWh/t"] {
            let spelt = Unit::parse(unit).expect("a unit").to_string();
            assert_eq!(spelt, unit);
        }
        for (unit, spelt) in [
            ("-", "1"),
            ("kt/a per a", "kt/a^2"),
            ("per 100 CNY/t", "t/(100 CNY)"),
            ("kg/t", "1/1e3"),
            ("h/a", "1/8760"),
            ("CNY per t/a", "CNY*a/t"),
            ("CNY/kWh", "CNY/kWh"),
            ("1e8 m3/a per MW", "100 m3/(W*a)"),
        ] {
            assert_eq!(Unit::of_quantity(unit).expect("a unit").to_string(), spelt);
        }
    }
}
