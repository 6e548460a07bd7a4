//! Numbers as written, kept as decimals until they are converted.

use super::Unit;

/// A decimal number: digits times a power of ten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    /// Digits 0 to 9, the first one the highest.
    digits: Vec<u8>,
    ten: i64,
}

/// Why a text does not begin with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoDecimal {
    /// It begins with something else.
    Other,
    /// A comma stands among the digits.
    Comma,
    /// It is written as infinity or not-a-number.
    NotFinite,
}

/// Digits of a quotient that are worked out: more than twice as many as a float holds.
const QUOTIENT_DIGITS: usize = 40;

impl Decimal {
    /// The number one.
    pub(super) fn one() -> Self {
        Self { negative: false, digits: vec![1], ten: 0 }
    }

    /// The number that a normalised text begins with, and the rest of the text.
    pub(super) fn at_start(text: &str) -> Result<(Self, &str), NoDecimal> {
        let (negative, mut rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let lower: String = rest.chars().take(3).collect::<String>().to_ascii_lowercase();
        if lower == "nan" || lower == "inf" {
            return Err(NoDecimal::NotFinite);
        }
        let mut digits = Vec::new();
        rest = take_digits(rest, &mut digits);
        let mut ten: i64 = 0;
        if let Some(fraction) = rest.strip_prefix('.') {
            let whole = digits.len();
            rest = take_digits(fraction, &mut digits);
            ten = -i64::try_from(digits.len() - whole).unwrap_or(i64::MAX);
        }
        if digits.is_empty() {
            return Err(NoDecimal::Other);
        }
        if rest.trim_start().starts_with(',') {
            return Err(NoDecimal::Comma);
        }
        if rest.starts_with(['.', '_']) {
            return Err(NoDecimal::Other);
        }
        if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
            let (below, exponent) = match exponent.strip_prefix('-') {
                Some(exponent) => (true, exponent),
                None => (false, exponent.strip_prefix('+').unwrap_or(exponent)),
            };
            let mut power = Vec::new();
            let after = take_digits(exponent, &mut power);
            if !power.is_empty() {
                let size =
                    power.iter().fold(0_i64, |sum, digit| sum.saturating_mul(10).saturating_add((*digit).into()));
                ten = ten.saturating_add(if below { size.saturating_neg() } else { size });
                rest = after;
            }
        }
        Ok((Self { negative, digits, ten }, rest))
    }

    /// The float nearest to this number times the size of a unit.
    pub(super) fn in_unit(&self, unit: Unit) -> f64 {
        let mut ten = self.ten.saturating_add(unit.ten.into());
        let mut digits = self.digits.clone();
        if unit.times != 1 {
            digits = product(&digits, unit.times);
        }
        if unit.by != 1 {
            let (quotient, added) = quotient(&digits, unit.by);
            (digits, ten) = (quotient, ten.saturating_sub(added));
        }
        let mut text = String::with_capacity(digits.len() + 24);
        text.extend(self.negative.then_some('-'));
        text.extend(digits.iter().map(|digit| char::from(b'0' + digit)));
        text.push('e');
        text.push_str(&ten.to_string());
        text.parse::<f64>().map_or(f64::NAN, |number| number + 0.0) // it is a number; no negative zero
    }
}

/// The digits that a text begins with, `_` between them allowed; returns the rest.
fn take_digits<'a>(text: &'a str, digits: &mut Vec<u8>) -> &'a str {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).filter(|byte| byte.is_ascii_digit());
    let mut at = 0;
    loop {
        if let Some(byte) = digit(at) {
            digits.push(byte - b'0');
        } else if !(at > 0 && bytes.get(at) == Some(&b'_') && digit(at - 1).is_some() && digit(at + 1).is_some()) {
            return &text[at..];
        }
        at += 1;
    }
}

/// The digits of a number times another.
fn product(digits: &[u8], times: u64) -> Vec<u8> {
    let mut result = Vec::with_capacity(digits.len() + 20);
    let mut carry: u128 = 0;
    for digit in digits.iter().rev() {
        carry += u128::from(*digit) * u128::from(times);
        result.push(low_digit(carry));
        carry /= 10;
    }
    while carry > 0 {
        result.push(low_digit(carry));
        carry /= 10;
    }
    result.reverse();
    result
}

/// The digits of a number over another, and how many of them stand after the point. A remainder becomes a last digit 1,
/// so that the rounding to a float sees that there is more.
fn quotient(digits: &[u8], by: u64) -> (Vec<u8>, i64) {
    let mut result = Vec::with_capacity(digits.len() + QUOTIENT_DIGITS + 1);
    let (by, mut remainder) = (u128::from(by), 0);
    for digit in digits {
        remainder = remainder * 10 + u128::from(*digit);
        result.push(low_digit(remainder / by));
        remainder %= by;
    }
    let mut added = 0;
    let mut significant = result.iter().skip_while(|digit| **digit == 0).count();
    while remainder > 0 && significant < QUOTIENT_DIGITS {
        remainder *= 10;
        let digit = low_digit(remainder / by);
        result.push(digit);
        remainder %= by;
        added += 1;
        significant += usize::from(significant > 0 || digit > 0);
    }
    if remainder > 0 {
        result.push(1);
        added += 1;
    }
    (result, added)
}

/// The last decimal digit.
fn low_digit(number: u128) -> u8 {
    u8::try_from(number % 10).unwrap_or(0) // below 10
}
