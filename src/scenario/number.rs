//! Numbers in TOML: integers and floats, always finite.

use crate::problem::{Place, Problem, Problems, Source};
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::DeValue;

/// The place of a span in a source.
pub(super) fn place(source: &Arc<Source>, span: Range<usize>) -> Place {
    Place { source: Arc::clone(source), span }
}

/// A kind of value, in words.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The number that a TOML value stands for; a problem if it is none or not finite.
pub(super) fn number(
    source: &Arc<Source>,
    what: &str,
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
            problems.push(
                Problem::error(format!("`{what}` needs a number, not true or false"))
                    .at(here(), "not a number")
                    .hint(format!("write {} for `{on}`", u8::from(*on))),
            );
            return None;
        }
        DeValue::String(text) => {
            let mut problem = Problem::error(format!("`{what}` needs a number, not a text")).at(here(), "a text");
            if let Ok(plain) = text.trim().parse::<f64>()
                && plain.is_finite()
            {
                problem = problem.hint(format!("write {plain} without the quotes"));
            }
            problems.push(problem);
            return None;
        }
        other => {
            problems.push(
                Problem::error(format!("`{what}` needs a number, not {}", kind(other))).at(here(), "not a number"),
            );
            return None;
        }
    };
    match parsed {
        Some(finite) if finite.is_finite() => Some(finite + 0.0), // no negative zero
        _ => {
            problems.push(Problem::error(format!("`{what}` needs a finite number")).at(here(), "not finite").hint(
                "NaN, infinity and numbers beyond 1.8e308 are refused, since nothing computed from them has a meaning",
            ));
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
    let parsed = number(source, what, value, problems)?;
    #[allow(clippy::cast_possible_truncation)] // checked on the same line
    if parsed.fract() == 0.0 && (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&parsed) {
        return Some(parsed as i32);
    }
    problems.push(
        Problem::error(format!("`{what}` needs a whole number")).at(place(source, value.span()), "not a whole number"),
    );
    None
}
