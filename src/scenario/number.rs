//! Numbers in TOML: integers, floats, and texts with a unit; always finite.

use crate::problem::{Place, Problem, Problems, Source};
use crate::text;
use crate::text::Text;
use crate::unit;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;
use toml::de::DeValue;

/// The place of a span in a source.
pub(super) fn place(source: &Arc<Source>, span: Range<usize>) -> Place {
    Place { source: Arc::clone(source), span }
}

/// A kind of value, in words.
pub(super) fn kind(value: &DeValue<'_>) -> Text {
    match value {
        DeValue::String(_) => text!("a text"; "文字"),
        DeValue::Integer(_) | DeValue::Float(_) => text!("a number"; "数"),
        DeValue::Boolean(_) => text!("true or false"; "true或false"),
        DeValue::Datetime(_) => text!("a date"; "日期"),
        DeValue::Array(_) => text!("a list"; "列表"),
        DeValue::Table(_) => text!("a table"; "表"),
    }
}

/// The number that a text stands for in a unit; a problem if it is none.
pub(super) fn quantity(what: &str, words: &str, wanted: &str, here: Place, problems: &mut Problems) -> Option<f64> {
    match unit::read(words, wanted) {
        Ok(value) => Some(value + 0.0), // no negative zero
        Err(error) => {
            let said = error.message();
            let problem = Problem::error(text!("`{what}`: {}", said.en; "`{what}`：{}", said.zh))
                .at(here, text!("not such a quantity"; "不是所需的量"));
            if Path::new(words).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
                problems.push(problem.hint(text!(
                    "to read a table, write {{ file = \"{words}\" }}";
                    "要读取数据表，请写{{ file = \"{words}\" }}"
                )));
                return None;
            }
            problems.push(error.hint().into_iter().fold(problem, Problem::hint));
            None
        }
    }
}

/// The number that a TOML value stands for; a problem if it is none or not finite. A text is read with its unit, and
/// converted into the unit `wanted`; where there is no unit (`None`), only a plain number will do.
pub(super) fn number(
    source: &Arc<Source>,
    what: &str,
    wanted: Option<&str>,
    value: &Spanned<DeValue<'_>>,
    problems: &mut Problems,
) -> Option<f64> {
    let here = || place(source, value.span());
    let parsed = match value.get_ref() {
        DeValue::Integer(digits) => {
            let plain = digits.as_str().replace('_', "");
            match digits.radix() {
                10 => plain.parse::<f64>().ok(),
                #[allow(clippy::cast_precision_loss)] // a hexadecimal count this large is no quantity of the model
                radix => i64::from_str_radix(&plain, radix).ok().map(|integer| integer as f64),
            }
        }
        DeValue::Float(digits) => digits.as_str().replace('_', "").parse::<f64>().ok(),
        DeValue::Boolean(on) => {
            let instead = u8::from(*on);
            problems.push(
                Problem::error(
                    text!("`{what}` needs a number, not true or false"; "`{what}`须为数，不能是true或false"),
                )
                .at(here(), text!("not a number"; "不是数"))
                .hint(text!("write {instead} for `{on}`"; "`{on}`请写作{instead}")),
            );
            return None;
        }
        DeValue::String(words) => {
            if let Some(wanted) = wanted {
                return quantity(what, words, wanted, here(), problems);
            }
            let mut problem =
                Problem::error(text!("`{what}` needs a number, not a text"; "`{what}`须为数，不能是文字"))
                    .at(here(), text!("a text"; "文字"));
            if let Ok(plain) = words.trim().parse::<f64>()
                && plain.is_finite()
            {
                problem = problem.hint(text!("write {plain} without the quotes"; "请写{plain}，不加引号"));
            } else {
                problem = problem.hint(text!("write a number in digits"; "请写阿拉伯数字"));
            }
            problems.push(problem);
            return None;
        }
        other => {
            let kind = kind(other);
            problems.push(
                Problem::error(text!("`{what}` needs a number, not {}", kind.en; "`{what}`须为数，不能是{}", kind.zh))
                    .at(here(), text!("not a number"; "不是数"))
                    .hint(if matches!(other, DeValue::Datetime(_)) && wanted.is_none() {
                        text!("write the year alone, such as 2008"; "请只写年份，如2008")
                    } else {
                        text!("write one number"; "请写一个数")
                    }),
            );
            return None;
        }
    };
    match parsed {
        Some(finite) if finite.is_finite() => Some(finite + 0.0), // no negative zero
        _ => {
            problems.push(
                Problem::error(text!("`{what}` needs a finite number"; "`{what}`须为有限的数"))
                    .at(here(), text!("not finite"; "不是有限的数"))
                    .hint(text!(
                        "NaN, infinity and numbers beyond 1.8e308 are refused, since nothing computed from them has a meaning";
                        "NaN、无穷大和超过1.8e308的数一律不收，由此算出的结果没有意义"
                    )),
            );
            None
        }
    }
}

/// The whole number that a TOML value stands for; a problem if it is none.
pub(super) fn whole(
    source: &Arc<Source>,
    what: &str,
    value: &Spanned<DeValue<'_>>,
    problems: &mut Problems,
) -> Option<i32> {
    let parsed = number(source, what, None, value, problems)?;
    #[allow(clippy::cast_possible_truncation)] // checked on the same line
    if parsed.fract() == 0.0 && (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&parsed) {
        return Some(parsed as i32);
    }
    problems.push(
        Problem::error(text!("`{what}` needs a whole number"; "`{what}`须为整数"))
            .at(place(source, value.span()), text!("not a whole number"; "不是整数"))
            .hint(text!("write it without a fraction"; "请不写小数")),
    );
    None
}
