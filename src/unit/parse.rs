//! From the text of a unit to the tree of what is written.
//!
//! ```text
//! unit    = [ "per" | "/" ] product { "per" product }      per, 每: weaker than `/`, so `CNY per t/a` is CNY/(t/a)
//! product = factor { ( "/" | "*" ) factor }                from the left; `a/b*c` is refused as ambiguous
//! factor  = "(" unit ")" | [ count ] { counter } [ word [ "^" power ] ] | currency count
//! count   = digits [ "e" digits ] [ "^" digits ]           1e8, 100, 10^4
//! ```

use super::atoms::{Atom, Prefix};
use super::dimension::Base;
use super::error::UnitError;
use super::token::{Token, tokens};

/// Longest text of a unit, in bytes: it keeps the tree shallow.
const LONGEST: usize = 200;

/// One factor: a count, a unit of one word, or both.
#[derive(Debug)]
pub(super) struct Factor {
    pub count: u64,
    pub ten: i32,
    pub prefix: Option<&'static Prefix>,
    pub atom: Option<&'static Atom>,
    pub power: i8,
}

/// What is written.
#[derive(Debug)]
pub(super) enum Tree {
    One(Factor),
    Times(Box<Tree>, Box<Tree>),
    Over(Box<Tree>, Box<Tree>),
}

impl Tree {
    /// The number one.
    fn one() -> Self {
        Self::One(Factor { count: 1, ten: 0, prefix: None, atom: None, power: 1 })
    }

    /// Is it the number one, as before the stroke in `1/a`?
    pub(super) fn is_one(&self) -> bool {
        matches!(self, Self::One(Factor { count: 1, ten: 0, atom: None, .. }))
    }
}

/// Reads the text of a unit, already normalised.
pub(super) fn tree(text: &str) -> Result<Tree, UnitError> {
    if text.len() > LONGEST {
        return Err(UnitError::TooLarge);
    }
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Err(UnitError::Empty);
    }
    let mut parser = Parser { text, tokens: &tokens, at: 0 };
    let tree = parser.unit()?;
    if parser.at < tokens.len() { Err(parser.unexpected()) } else { Ok(tree) }
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [(Token, usize)],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).map(|(token, _)| *token)
    }

    /// Takes the next token if it is this one.
    fn took(&mut self, wanted: Token) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn unexpected(&self) -> UnitError {
        let rest = self.tokens.get(self.at).map_or("", |(_, start)| &self.text[*start..]);
        UnitError::Unexpected { rest: rest.to_owned() }
    }

    fn unit(&mut self) -> Result<Tree, UnitError> {
        let mut left = if self.peek() == Some(Token::Per) {
            Tree::one()
        } else {
            let first = if self.peek() == Some(Token::Slash) { Tree::one() } else { self.factor()? };
            self.product(first)?
        };
        while self.took(Token::Per) {
            let first = self.factor()?;
            left = Tree::Over(Box::new(left), Box::new(self.product(first)?));
        }
        Ok(left)
    }

    fn product(&mut self, mut left: Tree) -> Result<Tree, UnitError> {
        let mut divided = false;
        loop {
            if self.took(Token::Slash) {
                left = Tree::Over(Box::new(left), Box::new(self.factor()?));
                divided = true;
            } else if self.peek() == Some(Token::Star) {
                if divided {
                    return Err(UnitError::Ambiguous { unit: self.text.to_owned() });
                }
                self.at += 1;
                left = Tree::Times(Box::new(left), Box::new(self.factor()?));
            } else {
                return Ok(left);
            }
        }
    }

    fn factor(&mut self) -> Result<Tree, UnitError> {
        if self.took(Token::Open) {
            let inside = self.unit()?;
            return if self.took(Token::Close) { Ok(inside) } else { Err(self.unexpected()) };
        }
        let start = self.at;
        let mut factor = Factor { count: 1, ten: 0, prefix: None, atom: None, power: 1 };
        if let Some(Token::Count(count, ten)) = self.peek() {
            (factor.count, factor.ten) = (count, ten);
            self.at += 1;
        }
        while let Some(Token::Counter(ten)) = self.peek() {
            factor.ten += ten; // the text is short
            self.at += 1;
        }
        if let Some(Token::Word(prefix, atom)) = self.peek() {
            (factor.prefix, factor.atom) = (prefix, Some(atom));
            self.at += 1;
            if let Some(Token::Power(power)) = self.peek() {
                factor.power = power;
                self.at += 1;
            } else if self.at == start + 1
                && (atom.dimension.exponent(Base::Cny) == 1 || atom.dimension.exponent(Base::Usd) == 1)
                && let Some(Token::Count(count, ten)) = self.peek()
            {
                // USD 1e8
                (factor.count, factor.ten) = (count, ten);
                self.at += 1;
            }
        }
        if self.at == start { Err(self.unexpected()) } else { Ok(Tree::One(factor)) }
    }
}

#[cfg(test)]
mod tests {
    use crate::unit::{Unit, UnitError};

    fn same(a: &str, b: &str) {
        assert_eq!(Unit::parse(a), Unit::parse(b), "{a} | {b}");
        assert!(Unit::parse(a).is_ok(), "{a}");
    }

    #[test]
    fn units_are_written_in_many_ways() {
        for (a, b) in [
            ("Mt/a", "百万吨/年"),
            ("Mt / yr", "100万吨每年"),
            ("Mt·a^-1", "million t per year"),
            ("1e6 t/a", "10^6 t/year"),
            ("t*a⁻¹", "t/a"),
            ("m³/t", "立方米／吨"),
            ("㎥/t", "m^3 / t"),
            ("万千瓦", "10 MW"),
            ("亿千瓦时", "1e8 kWh"),
            ("亿度", "100 GWh"),
            ("兆瓦", "MW"),
            ("亿元人民币", "1e8 RMB"),
            ("USD 1e8/a", "亿美元/年"),
            ("公斤/吨", "kg/t"),
            ("％", "1/100"),
            ("‰", "1/1000"),
            ("（吨/年）", "t/a"),
            ("/a", "1/a"),
            ("per 100 CNY/t", "每百元/吨"),
            ("万亿元", "10^12 CNY"),
        ] {
            same(a, b);
        }
    }

    #[test]
    fn per_is_weaker_than_a_stroke() {
        same("CNY per t/a", "CNY/(t/a)");
        same("CNY per t/a", "CNY*a/t");
        same("Mt/a per a", "Mt/a/a");
        same("Mt/a per a", "Mt·a^-2");
    }

    #[test]
    fn a_product_after_a_stroke_is_ambiguous() {
        assert_eq!(Unit::parse("kg/t·a"), Err(UnitError::Ambiguous { unit: "kg/t*a".into() }));
        same("kg/(t·a)", "kg/t/a");
    }

    #[test]
    fn what_is_no_unit_is_refused_with_the_part_that_is_not() {
        let unknown = |word: &str| Err(UnitError::Unknown { word: word.into() });
        let unexpected = |rest: &str| Err(UnitError::Unexpected { rest: rest.into() });
        assert_eq!(Unit::parse(""), Err(UnitError::Empty));
        assert_eq!(Unit::parse("mt"), unknown("mt"));
        assert_eq!(Unit::parse("吨煤"), unknown("煤"));
        assert_eq!(Unit::parse("t coke"), unknown("coke"));
        assert_eq!(Unit::parse("ka"), unknown("ka"));
        assert_eq!(Unit::parse("Mt/"), unexpected(""));
        assert_eq!(Unit::parse("亿2000万吨"), unexpected("2000万吨"));
        assert_eq!(Unit::parse("(t"), unexpected(""));
        assert_eq!(Unit::parse("t)"), unexpected(")"));
        assert_eq!(Unit::parse("t t"), unexpected("t"));
        assert_eq!(Unit::parse("0 t"), unexpected("0 t"));
        assert_eq!(Unit::parse(&"(".repeat(100_000)), Err(UnitError::TooLarge));
        assert_eq!(Unit::parse("a^9/h^9"), Err(UnitError::TooLarge));
    }
}
