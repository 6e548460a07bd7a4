//! The words and signs in the text of a unit.

use super::atoms::{ATOMS, Atom, COUNTERS, PREFIXES, Prefix, Prefixes};
use super::error::UnitError;

/// A word or a sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token {
    /// A whole number: digits not ending in 0, and a power of ten.
    Count(u64, i32),
    /// 万, million: a power of ten.
    Counter(i32),
    /// A unit, perhaps with a prefix.
    Word(Option<&'static Prefix>, &'static Atom),
    /// `^` and a whole number.
    Power(i8),
    /// `per`, 每.
    Per,
    /// `/`.
    Slash,
    /// `*`, `·`.
    Star,
    /// `(`.
    Open,
    /// `)`.
    Close,
}

/// One spelling for what looks the same: full-width characters, spaces, superscripts, signs of product and quotient.
pub(super) fn normalise(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut raised = false;
    for character in text.chars() {
        let superscript = match character {
            '⁻' => Some('-'),
            '⁰' => Some('0'),
            '¹' => Some('1'),
            '²' => Some('2'),
            '³' => Some('3'),
            '⁴'..='⁹' => u32::from(character).checked_sub(0x2070).and_then(|digit| char::from_digit(digit, 10)),
            _ => None,
        };
        if superscript.is_some() && !raised {
            plain.push('^');
        }
        raised = superscript.is_some();
        match superscript.unwrap_or(character) {
            full @ '！'..='～' => plain.extend(char::from_u32(u32::from(full) - 0xFEE0)),
            '㎥' => plain.push_str("m3"),
            '￥' => plain.push('¥'),
            '−' | '‐' | '‑' | '–' | '—' => plain.push('-'),
            '·' | '⋅' | '・' | '×' | '•' => plain.push('*'),
            '÷' | '∕' | '⁄' => plain.push('/'),
            '、' | '٬' => plain.push(','),
            space if space.is_whitespace() => plain.push(' '),
            other => plain.push(other),
        }
    }
    plain.replace("m^3", "m3")
}

/// The tokens of a normalised text, each with the byte where it starts.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, UnitError> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let unexpected = || UnitError::Unexpected { rest: rest.to_owned() };
        let (token, length) = match first {
            ' ' => {
                at += 1;
                continue;
            }
            '/' => (Token::Slash, 1),
            '*' => (Token::Star, 1),
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            '每' => (Token::Per, first.len_utf8()),
            '0'..='9' => count(rest).ok_or_else(unexpected)?,
            '^' => power(rest).ok_or_else(unexpected)?,
            letter if letter.is_ascii_alphabetic() => {
                let length = run(rest, |c| c.is_ascii_alphanumeric());
                let word = &rest[..length];
                (latin(word).ok_or_else(|| UnitError::Unknown { word: word.to_owned() })?, length)
            }
            _ => longest(rest).ok_or_else(|| {
                let stops = |c: char| c.is_ascii() && c != '%';
                UnitError::Unknown {
                    word: rest.split(stops).next().filter(|w| !w.is_empty()).unwrap_or(rest).to_owned(),
                }
            })?,
        };
        found.push((token, at));
        at += length;
    }
    Ok(found)
}

/// The bytes of the ASCII characters of a kind that a text begins with.
fn run(text: &str, kind: impl Fn(char) -> bool) -> usize {
    text.find(|c| !kind(c)).unwrap_or(text.len())
}

/// `100`, `1e8`, `10^4`, and the length.
fn count(text: &str) -> Option<(Token, usize)> {
    let mut length = run(text, |c| c.is_ascii_digit());
    let mut count: u64 = text[..length].parse().ok().filter(|_| !text.starts_with('0'))?;
    let mut ten = 0;
    while count.is_multiple_of(10) {
        (count, ten) = (count / 10, ten + 1);
    }
    if let Some(exponent) = text[length..].strip_prefix(['e', 'E']) {
        let digits = run(exponent, |c| c.is_ascii_digit());
        if digits > 0 {
            ten += exponent[..digits].parse::<i32>().ok().filter(|ten| *ten <= 99)?;
            length += 1 + digits;
        }
    } else if text[length..].starts_with('^') {
        let (Token::Power(power), digits) = power(&text[length..])? else { return None };
        count = count.checked_pow(u32::try_from(power).ok()?)?;
        ten *= i32::from(power);
        length += digits;
    }
    Some((Token::Count(count, ten), length))
}

/// `^-1` and its length.
fn power(text: &str) -> Option<(Token, usize)> {
    let signed = text.strip_prefix('^')?;
    let sign = usize::from(signed.starts_with('-'));
    let length = sign + run(&signed[sign..], |c| c.is_ascii_digit());
    let power = signed[..length].parse::<i8>().ok().filter(|power| *power != 0)?;
    Some((Token::Power(power), 1 + length))
}

/// A Latin word: a unit, a counter, `per`, or a unit with a prefix.
fn latin(word: &str) -> Option<Token> {
    if word == "per" {
        return Some(Token::Per);
    }
    let atom = |word: &str| ATOMS.iter().find(|atom| atom.words.contains(&word));
    let whole = atom(word).map(|atom| Token::Word(None, atom));
    let counter = || COUNTERS.iter().find(|(counter, _)| *counter == word).map(|(_, ten)| Token::Counter(*ten));
    whole.or_else(counter).or_else(|| {
        let prefix = PREFIXES.iter().find(|prefix| word.starts_with(prefix.0))?;
        let atom = atom(&word[prefix.0.len()..])?;
        // the first spelling is the symbol: kt, but no kilotonnes
        (atom.prefixes != Prefixes::None && word.ends_with(atom.words[0])).then_some(Token::Word(Some(prefix), atom))
    })
}

/// The longest word that a text begins with, where words are written without spaces between them.
fn longest(text: &str) -> Option<(Token, usize)> {
    let atoms = ATOMS.iter().flat_map(|atom| atom.words.iter().map(move |word| (Token::Word(None, atom), *word)));
    let counters = COUNTERS.iter().map(|(word, ten)| (Token::Counter(*ten), *word));
    atoms
        .chain(counters)
        .filter(|(_, word)| text.starts_with(word))
        .map(|(token, word)| (token, word.len()))
        .max_by_key(|(_, length)| *length)
}
