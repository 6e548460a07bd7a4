//! Units: what users may write after a number, and what they read after one.
//!
//! The quantities of the model have units in the words of its data: `Mt/a`, `1e8 CNY`, `kt/a (MW for gas_power)`. Users
//! write amounts as planners do, `"1.2 亿吨"`, and [`read`] turns them into the unit of the quantity, refusing what
//! measures something else. [`label()`] and [`shown`] give the units that people read.
//!
//! Conversions are exact: a [`Unit`] is a power of ten and a fraction of whole numbers, the digits that the user wrote
//! are converted as decimals, and only the result is rounded to a float.

mod atoms;
#[cfg(test)]
mod data;
mod decimal;
mod described;
mod dimension;
mod error;
mod label;
mod parse;
mod quantity;
mod spelt;
mod token;

pub use described::of_element;
pub use dimension::{Base, Dimension};
pub use error::{Fault, QuantityError, UnitError};
pub use label::{Shown, label, shown};
pub use quantity::{examples, read};

use parse::{Factor, Tree};

/// A unit: a dimension and a size. The size is `times / by * 10^ten` in g, m3, yuan, US dollars, Wh, h and things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Unit {
    dimension: Dimension,
    ten: i32,
    /// Not a multiple of ten.
    times: u64,
    /// No common factor with `times`, and none with ten: a decimal unit has 1.
    by: u64,
}

impl Unit {
    /// The number one, the unit of shares and ratios.
    pub const ONE: Self = Self { dimension: Dimension::NONE, ten: 0, times: 1, by: 1 };

    /// The unit that a text spells, in Latin or Chinese: `Mt/a`, `1e8 m3`, `CNY per t/a`, 万吨/年, 亿立方米.
    ///
    /// # Errors
    ///
    /// If a word is unknown, or the text is no product or quotient of units.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        Self::of_tree(&parse::tree(token::normalise(text).trim())?).ok_or(UnitError::TooLarge)
    }

    /// The unit of a quantity of the model, in the words of its data: what [`Unit::parse`] reads, `-` and `0-1`, and
    /// units with words such as `Mt/a coke`. `None` if elements of the quantity differ in unit (see [`of_element`]), or
    /// the text is unknown.
    #[must_use]
    pub fn of_quantity(unit: &str) -> Option<Self> {
        match described::find(unit) {
            Some(found) if found.odd.is_some() => None,
            Some(found) => Self::parse(found.means).ok(),
            None => Self::parse(unit).ok(),
        }
    }

    /// The unit of one value in the words of its data, where a remark for people may stand behind it in brackets.
    #[must_use]
    pub fn of_value(unit: &str) -> Option<Self> {
        Self::of_quantity(unit).or_else(|| Self::of_quantity(unit.split(" (").next().unwrap_or_default()))
    }

    /// The same with things counted as pure numbers, which they are in equations: tonnes of ten firms are tonnes.
    #[must_use]
    pub fn uncounted(self) -> Self {
        Self { dimension: self.dimension.without(Base::Count), ..self }
    }

    /// What it measures.
    #[must_use]
    pub fn dimension(self) -> Dimension {
        self.dimension
    }

    /// Does it measure the same as another?
    #[must_use]
    pub fn same_dimension(self, other: Self) -> bool {
        self.dimension == other.dimension
    }

    /// The product of two units; `None` if it is too large to be held.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        self.times_power(other, 1)
    }

    /// The quotient of two units; `None` if it is too large to be held.
    #[must_use]
    pub fn checked_div(self, other: Self) -> Option<Self> {
        self.times_power(other, -1)
    }

    /// The unit to a power; `None` if it is too large to be held.
    #[must_use]
    pub fn checked_power(self, power: i8) -> Option<Self> {
        Self::ONE.times_power(self, power)
    }

    /// How many of another unit one of this is: 1 Mt is 100 万吨. `None` if they measure different things.
    #[must_use]
    pub fn factor_to(self, other: Self) -> Option<f64> {
        self.same_dimension(other).then_some(())?;
        Some(decimal::Decimal::one().in_unit(self.checked_div(other)?))
    }

    /// Is its size a power of ten?
    fn is_decimal(self) -> bool {
        self.times == 1 && self.by == 1
    }

    fn times_power(self, other: Self, power: i8) -> Option<Self> {
        let size = u32::from(power.unsigned_abs());
        let (above, below) = (other.times.checked_pow(size)?, other.by.checked_pow(size)?);
        let (above, below) = if power < 0 { (below, above) } else { (above, below) };
        let ten = other.ten.checked_mul(i32::from(power))?.checked_add(self.ten)?;
        // whole numbers of 64 bits multiply within 128
        let above = u128::from(self.times) * u128::from(above);
        let below = u128::from(self.by) * u128::from(below);
        Self::reduced(self.dimension.times_power(other.dimension, power)?, ten, above, below)
    }

    /// The one form of a size: 5/2 is 25 tenths, 300/7 is 3/7 hundreds.
    fn reduced(dimension: Dimension, mut ten: i32, mut times: u128, mut by: u128) -> Option<Self> {
        let common = greatest_common_divisor(times, by);
        (times, by) = (times / common, by / common);
        for (prime, other) in [(2, 5), (5, 2)] {
            while by.is_multiple_of(prime) {
                (by, times, ten) = (by / prime, times.checked_mul(other)?, ten.checked_sub(1)?);
            }
        }
        while times.is_multiple_of(10) {
            (times, ten) = (times / 10, ten.checked_add(1)?);
        }
        Some(Self { dimension, ten, times: times.try_into().ok()?, by: by.try_into().ok()? })
    }

    fn of_tree(tree: &Tree) -> Option<Self> {
        match tree {
            Tree::One(factor) => Self::of_factor(factor),
            Tree::Times(left, right) => Self::of_tree(left)?.checked_mul(Self::of_tree(right)?),
            Tree::Over(left, right) => Self::of_tree(left)?.checked_div(Self::of_tree(right)?),
        }
    }

    fn of_factor(factor: &Factor) -> Option<Self> {
        let count = Self::reduced(Dimension::NONE, factor.ten, factor.count.into(), 1)?;
        let Some(atom) = factor.atom else { return Some(count) };
        let ten = atom.ten + factor.prefix.map_or(0, |prefix| prefix.1);
        let word = Self::reduced(atom.dimension, ten, atom.times.into(), 1)?;
        count.times_power(word, factor.power)
    }
}

/// Of two numbers above 0.
fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Whether values in a unit can be added up over members: amounts and flows, not prices and shares.
#[must_use]
pub fn is_amount(unit: &str) -> bool {
    let Some(unit) = Unit::of_quantity(unit) else { return false };
    let exponent = |base| unit.dimension().exponent(base);
    let stuff = [Base::Mass, Base::Volume, Base::Cny, Base::Usd, Base::Energy, Base::Count];
    let above = stuff.into_iter().filter(|base| exponent(*base) == 1).count();
    above == 1 && stuff.into_iter().all(|base| exponent(base) >= 0)
}

#[cfg(test)]
mod tests {
    use super::{Base, Unit, data::UNITS, is_amount};

    fn unit(text: &str) -> Unit {
        Unit::parse(text).expect("a unit")
    }

    #[test]
    fn every_unit_of_the_data_is_understood_unless_its_elements_differ() {
        for text in UNITS {
            let several = text.contains('(') && !text.contains("separate") && !text.contains('*');
            assert_eq!(Unit::of_quantity(text).is_none(), several, "{text}");
        }
    }

    #[test]
    fn equal_units_have_one_form() {
        assert_eq!(unit("12 month"), unit("a"));
        assert_eq!(unit("365 d"), unit("year"));
        assert_eq!(unit("d"), unit("24 h"));
        assert_eq!(unit("1/(5 d)"), unit("2/(10 d)"));
        assert_eq!(unit("GWh/h"), unit("GW"));
        assert_eq!(unit("t/t"), Unit::ONE);
        assert_eq!(unit("1e8 CNY per (Mt*CNY/t)"), unit("100"));
    }

    #[test]
    fn units_multiply_and_divide() {
        let money = unit("Mt/a").checked_mul(unit("CNY/t")).expect("small");
        assert!(money.same_dimension(unit("1e8 CNY/a")));
        assert_eq!(money.factor_to(unit("1e8 CNY/a")), Some(0.01));
        assert_eq!(money.checked_div(unit("CNY/t")), Some(unit("Mt/a")));
        assert_eq!(money.dimension().exponent(Base::Time), -1);
        assert_eq!(unit("MW").checked_mul(unit("h/a")).and_then(|u| u.factor_to(unit("GWh/a"))), Some(0.001));
        assert_eq!(unit("t").factor_to(unit("m3")), None);
        assert_eq!(unit("1e99").checked_mul(unit("1e99")).map(|u| u.ten), Some(198));
        assert_eq!(unit("month").factor_to(unit("a")), Some(1.0 / 12.0));
        assert_eq!(unit("1/a").checked_power(-2), Some(unit("a^2")));
        assert_eq!(unit("t").checked_power(127).and_then(|large| large.checked_power(2)), None);
    }

    #[test]
    fn things_counted_are_pure_numbers_in_equations() {
        assert_eq!(unit("count").uncounted(), Unit::ONE);
        assert_eq!(unit("Mt/a per count").uncounted(), unit("Mt/a"));
    }

    #[test]
    fn amounts_add_up_and_prices_do_not() {
        for unit in ["Mt/a", "Mt", "1e8 CNY/a", "count", "GWh/a", "kt/a per a"] {
            assert!(is_amount(unit), "{unit}");
        }
        for unit in ["CNY/t", "-", "0-1", "CNY per t/a", "a", "1/a", "kt/a (MW for gas_power)"] {
            assert!(!is_amount(unit), "{unit}");
        }
    }

    #[test]
    fn a_remark_behind_the_unit_of_a_value_is_for_people() {
        assert_eq!(Unit::of_value("kg/t (oven flue; flared gas separate)"), Some(unit("kg/t")));
        assert_eq!(Unit::of_value("MW (net)"), Some(unit("MW")));
        assert_eq!(Unit::of_value("some words"), None);
    }
}
