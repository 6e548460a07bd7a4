//! What is wrong with a unit or a quantity, and what to do about it, in both languages.

use super::{Base, Dimension, examples};
use crate::text::Text;
use std::fmt;

/// Why a text is no unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitError {
    /// There is nothing.
    Empty,
    /// A word that is no unit.
    Unknown {
        /// The word.
        word: String,
    },
    /// Something that cannot stand where it does, or an end too early.
    Unexpected {
        /// The text from there; empty at the end.
        rest: String,
    },
    /// `a/b*c`, which some read as `a/(b*c)`.
    Ambiguous {
        /// The unit.
        unit: String,
    },
    /// Too long a text or too large a number.
    TooLarge,
}

impl UnitError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Text {
        match self {
            Self::Empty => Text::new("there is no unit", "没有单位"),
            Self::Unknown { word } => {
                Text::new(format!("`{word}` is not a unit known here"), format!("未知的单位“{word}”"))
            }
            Self::Unexpected { rest } if rest.is_empty() => Text::new("the unit is incomplete", "单位不完整"),
            Self::Unexpected { rest } => {
                Text::new(format!("`{rest}` cannot stand here in a unit"), format!("单位中此处不能写“{rest}”"))
            }
            Self::Ambiguous { unit } => Text::new(
                format!("`{unit}` can be read in two ways: put brackets, as in kg/(t*a)"),
                format!("“{unit}”有两种读法：请加括号，如 kg/(t·a)"),
            ),
            Self::TooLarge => Text::new("the unit is too long or too large", "单位过长或过大"),
        }
    }
}

/// Why a text is no value of a quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuantityError {
    /// The text.
    pub text: String,
    /// The unit of the quantity.
    pub wanted: String,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with the text of a quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is nothing.
    Empty,
    /// It does not begin with a number.
    NoNumber,
    /// A comma among the digits: 12,000 is twelve thousand to some and twelve to others.
    Comma,
    /// Digits apart from others: 12 000.
    Split,
    /// Infinite, not a number, or beyond what floats hold.
    NotFinite,
    /// It has a unit, but the quantity takes plain numbers only.
    PlainOnly,
    /// Its unit cannot be read.
    Unit(UnitError),
    /// It measures something else.
    Dimension {
        /// What the text measures.
        given: Dimension,
        /// What is wanted.
        wanted: Dimension,
    },
    /// It is power where energy per year is wanted, or the reverse: hours lie between.
    Hours,
}

impl QuantityError {
    /// What is wrong, in one line.
    #[must_use]
    pub fn message(&self) -> Text {
        let Self { text, wanted, fault } = self;
        match fault {
            Fault::Empty => Text::new("there is no number", "没有数字"),
            Fault::NoNumber => {
                Text::new(format!("`{text}` does not begin with a number"), format!("“{text}”没有以数字开头"))
            }
            Fault::Comma => Text::new(format!("`{text}` has a comma in its number"), format!("“{text}”的数字中有逗号")),
            Fault::Split => {
                Text::new(format!("`{text}` has digits apart from each other"), format!("“{text}”的数字之间有空格"))
            }
            Fault::NotFinite => Text::new(format!("`{text}` is not a finite number"), format!("“{text}”不是有限的数")),
            Fault::PlainOnly => Text::new(
                format!("`{text}` has a unit, but units are not checked for `{wanted}`"),
                format!("“{text}”带有单位，但“{wanted}”的数值不能带单位"),
            ),
            Fault::Unit(error) => {
                let Text { en, zh } = error.message();
                Text::new(format!("`{text}` cannot be read: {en}"), format!("无法读取“{text}”：{zh}"))
            }
            Fault::Dimension { given, wanted: dimension } => {
                let (given, dimension) = (given.words(), dimension.words());
                let named = if *wanted == "-" { String::new() } else { format!(" (`{wanted}`)") };
                let named_zh = if *wanted == "-" { String::new() } else { format!("（{wanted}）") };
                Text::new(
                    format!("`{text}` is {}, but {}{named} is wanted", given.en, dimension.en),
                    format!("“{text}”的量纲是{}，而这里需要{}{named_zh}", given.zh, dimension.zh),
                )
            }
            Fault::Hours => Text::new(
                format!("`{text}` is not converted into `{wanted}`: the hours that a plant runs lie between"),
                format!("“{text}”不能换算为“{wanted}”：两者之间取决于设备的运行小时数"),
            ),
        }
    }

    /// What to do about it, if that can be said.
    #[must_use]
    pub fn hint(&self) -> Option<Text> {
        let advice = match &self.fault {
            Fault::NoNumber => Text::new(
                "begin with the number in digits, such as 1.5 or 1e8, and let the unit follow",
                "请先写阿拉伯数字（如 1.5 或 1e8），再写单位",
            ),
            Fault::Comma => Text::new(
                "write thousands as 12000 or 12_000, and fractions with a point",
                "千位请写作 12000 或 12_000，小数用小数点",
            ),
            Fault::Split => Text::new(
                "write the digits together, as 12000 or 12_000, and powers of ten as 1e8",
                "数字请连写，如 12000 或 12_000；十的幂写作 1e8",
            ),
            Fault::Unit(UnitError::Unexpected { rest }) if rest.starts_with(|first: char| first.is_ascii_digit()) => {
                Text::new("write one number and one unit, as in 120 Mt", "请只写一个数和一个单位，如 1.2 亿吨")
            }
            Fault::NotFinite => Text::new("write an ordinary number, such as 0.5", "请写普通的数，如 0.5"),
            Fault::Unit(UnitError::Ambiguous { .. }) => return None,
            Fault::Dimension { given, wanted } if given.exchanged() == *wanted => Text::new(
                "convert it first: the exchange rate is a driver of the model (`fx`), not a unit",
                "请先折算：汇率是模型的外生变量（fx），不作为单位换算",
            ),
            Fault::Dimension { given, wanted }
                if wanted.exponent(Base::Time) == 0
                    && wanted.is_simple()
                    && wanted.times_power(Dimension::of(Base::Time), -1) == Some(*given) =>
            {
                let Text { en, zh } = self.spellings();
                Text::new(
                    format!("an amount is wanted, not a flow: {en}"),
                    format!("这里需要的是总量，不是每年的量：{zh}"),
                )
            }
            _ => self.spellings(),
        };
        Some(advice)
    }

    /// "write it in Mt/a, kt/a, 万吨/年 or 亿吨/年".
    fn spellings(&self) -> Text {
        let wanted = &self.wanted;
        let units = examples(wanted);
        match units.split_last() {
            None => Text::new(
                format!("write a plain number, which is taken in `{wanted}`"),
                format!("请只写数字，其单位为“{wanted}”"),
            ),
            Some((only, [])) if only == "%" => {
                Text::new("write a plain number, or one in %", "请写不带单位的数，或百分数（%）")
            }
            Some((only, [])) => Text::new(format!("write it in {only}"), format!("可用单位：{only}")),
            Some(_) => {
                // Chinese units are read in any case, but shown to those who read them
                let in_english: Vec<&str> = units.iter().map(String::as_str).filter(|unit| unit.is_ascii()).collect();
                let en = match in_english.split_last() {
                    None => units.join(", "),
                    Some((only, [])) => (*only).to_owned(),
                    Some((last, others)) => format!("{} or {last}", others.join(", ")),
                };
                Text::new(format!("write it in {en}"), format!("可用单位：{}", units.join("、")))
            }
        }
    }
}

impl fmt::Display for UnitError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message().en)
    }
}

impl std::error::Error for UnitError {}

impl fmt::Display for QuantityError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message().en)
    }
}

impl std::error::Error for QuantityError {}

#[cfg(test)]
mod tests {
    use crate::text::Text;
    use crate::unit::read;

    fn told(text: &str, wanted: &str) -> (Text, Option<Text>) {
        let error = read(text, wanted).expect_err("refused");
        (error.message(), error.hint())
    }

    #[test]
    fn another_currency_is_told_by_name() {
        let (message, hint) = told("950 USD/t", "CNY/t");
        assert_eq!(message.en, "`950 USD/t` is US dollars per mass, but yuan per mass (`CNY/t`) is wanted");
        assert_eq!(message.zh, "“950 USD/t”的量纲是美元/质量，而这里需要人民币/质量（CNY/t）");
        assert!(hint.is_some_and(|hint| hint.en.contains("exchange rate") && hint.zh.contains("汇率")));
    }

    #[test]
    fn an_unknown_unit_is_answered_with_those_that_fit() {
        let (message, hint) = told("120 mt", "Mt/a");
        assert_eq!(message.en, "`120 mt` cannot be read: `mt` is not a unit known here");
        assert_eq!(hint, Some(Text::new("write it in Mt/a or kt/a", "可用单位：Mt/a、kt/a、万吨/年、亿吨/年")));
        assert_eq!(
            told("5 kt", "kt/a per a (MW/a for gas_power)").1.map(|hint| hint.en),
            Some("write a plain number, which is taken in `kt/a per a (MW/a for gas_power)`".into())
        );
        assert_eq!(told("5 t", "0-1").1.map(|hint| hint.zh), Some("请写不带单位的数，或百分数（%）".into()));
    }

    #[test]
    fn a_flow_for_an_amount_is_told() {
        let (message, hint) = told("3 亿元/年", "1e8 CNY");
        assert_eq!(message.en, "`3 亿元/年` is yuan per time, but yuan (`1e8 CNY`) is wanted");
        assert!(hint.is_some_and(|hint| hint.en.starts_with("an amount is wanted, not a flow: write it in 1e8 CNY")));
    }

    #[test]
    fn only_amounts_are_told_from_their_flows() {
        for (text, wanted) in [("950 元/吨", "CNY per t/a"), ("5 %", "a"), ("5 %/a", "0-1")] {
            let hint = told(text, wanted).1.map(|hint| hint.en).unwrap_or_default();
            assert_eq!(hint.contains("an amount is wanted"), wanted == "0-1", "{text}: {hint}");
        }
    }
}
