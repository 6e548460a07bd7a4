//! A number with a unit, as users write it, turned into the unit of a quantity of the model.

use super::decimal::{Decimal, NoDecimal};
use super::described::find;
use super::error::{Fault, QuantityError};
use super::label::formula;
use super::token::normalise;
use super::{Base, Dimension, Unit};

/// The number that a text gives for a quantity in the unit `wanted`, one of the data.
///
/// - `"1.2 亿吨"` for `Mt` is exactly 120: digits are converted as decimals, and rounded once.
/// - A number without unit is in the wanted unit; `"3/7"` is a number, too.
/// - A flow per year may leave out the year: `"1.2 亿吨"` for `Mt/a`, `"2000 万吨/年"` or `"20 Mt/a"` for
///   `Mt/a per a`, `"30 %"` for a share per year. The reverse is refused.
/// - Energy per time and power are not converted into each other where hours of a year come in: how many hours a plant
///   runs is not the program's to guess.
/// - Full-width characters are read like others; `_` may stand between digits, commas not.
///
/// # Errors
///
/// If the text is no finite number with a known unit that measures what is wanted, or it has a unit where none can be
/// checked because elements of the quantity differ ([`super::of_element`]).
pub fn read(text: &str, wanted: &str) -> Result<f64, QuantityError> {
    parse(text, wanted).map_err(|fault| QuantityError {
        text: text.trim().to_owned(),
        wanted: wanted.to_owned(),
        fault,
    })
}

fn parse(text: &str, wanted: &str) -> Result<f64, Fault> {
    let plain = normalise(text);
    let plain = plain.trim();
    if plain.is_empty() {
        return Err(Fault::Empty);
    }
    let (number, rest) = Decimal::at_start(plain).map_err(|problem| match problem {
        NoDecimal::Other => Fault::NoNumber,
        NoDecimal::Comma => Fault::Comma,
        NoDecimal::NotFinite => Fault::NotFinite,
    })?;
    let rest = rest.trim();
    let conversion = if rest.is_empty() || rest == normalise(wanted).trim() {
        Unit::ONE
    } else {
        conversion(rest, Unit::of_quantity(wanted).ok_or(Fault::PlainOnly)?)?
    };
    let number = number.in_unit(conversion);
    if number.is_finite() { Ok(number) } else { Err(Fault::NotFinite) }
}

/// What turns a number in the unit that a text spells into one in the unit wanted.
fn conversion(text: &str, wanted: Unit) -> Result<Unit, Fault> {
    // 3*10^8 CNY
    let text = text.strip_prefix('*').map(str::trim_start).filter(|rest| rest.starts_with("10^")).unwrap_or(text);
    // 3 1e8 CNY, 5 1/a
    let count = ["1e", "1E", "10^"].iter().any(|start| text.starts_with(start))
        || text.strip_prefix("1/").is_some_and(|below| !below.starts_with(|first: char| first.is_ascii_digit()));
    if text.starts_with(|first: char| first.is_ascii_digit()) && !count {
        return Err(Fault::Split); // 12 000 t is neither 12 nor 12 times 0
    }
    let given = Unit::parse(text).map_err(Fault::Unit)?;
    let ratio = if given.same_dimension(wanted) { given.checked_div(wanted) } else { without_year(given, wanted) };
    let ratio = ratio.ok_or(Fault::Dimension { given: given.dimension(), wanted: wanted.dimension() })?;
    if wanted.dimension().exponent(Base::Energy) != 0 && !ratio.is_decimal() { Err(Fault::Hours) } else { Ok(ratio) }
}

/// The conversion where the text leaves out the year of a flow per year, and nothing else.
fn without_year(given: Unit, flow: Unit) -> Option<Unit> {
    const TIME: Dimension = Dimension::of(Base::Time);
    const YEAR: Unit = Unit { dimension: TIME, ten: 1, times: 876, by: 1 };
    let years = flow.dimension().exponent(Base::Time).checked_neg().filter(|years| matches!(years, 1 | 2))?;
    let amount = flow.checked_mul(YEAR)?;
    // MW is energy per hour, not per year: its amount is not known in MWh
    let per_year = amount.is_decimal() || (years == 2 && amount.checked_mul(YEAR)?.is_decimal());
    let simple = flow.dimension().times_power(TIME, years)?.is_simple();
    (per_year && simple && given.same_dimension(amount)).then(|| given.checked_div(amount)).flatten()
}

/// Spellings that users know, the most common first.
#[rustfmt::skip] // a table
const COMMON: &[&str] = &[
    "Mt/a", "kt/a", "万吨/年", "亿吨/年", "Mt", "kt", "万吨", "亿吨", "CNY/t", "元/吨", "USD/t", "美元/吨",
    "1e8 CNY/a", "亿元/年", "万元/年", "1e8 CNY", "亿元", "万元", "亿美元/年", "1e8 m3/a", "亿立方米/年", "1e8 m3",
    "亿立方米", "m3/t", "立方米/吨", "MW", "万千瓦", "GWh/a", "亿千瓦时/年", "a", "个月", "天", "年", "%/a", "%/年",
    "CNY/kWh", "元/千瓦时", "CNY/m3", "元/立方米",
];

/// Up to four units that a quantity in the unit `wanted` may be written in, for hints; none if it takes plain numbers
/// only.
#[must_use]
pub fn examples(wanted: &str) -> Vec<String> {
    let Some(unit) = Unit::of_quantity(wanted) else { return Vec::new() };
    let means = find(wanted).map_or(wanted, |found| found.means);
    let mut found: Vec<String> = Vec::new();
    let mut add = |spelling: String| {
        if !found.contains(&spelling) {
            found.push(spelling);
        }
    };
    let fits = |spelling: &&&str| conversion(spelling, unit).is_ok();
    let same = |spelling: &&&str| Unit::parse(spelling).is_ok_and(|other| other.same_dimension(unit));
    if means != "1" {
        add(means.to_owned());
    }
    COMMON.iter().filter(fits).filter(same).for_each(|spelling| add((*spelling).to_owned()));
    COMMON.iter().filter(fits).for_each(|spelling| add((*spelling).to_owned()));
    if means != "1" {
        add(formula(means));
    }
    if conversion("%", unit).is_ok() {
        add("%".to_owned());
    }
    found.truncate(4);
    found
}

#[cfg(test)]
mod tests;
