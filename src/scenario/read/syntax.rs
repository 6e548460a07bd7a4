//! Texts that are not TOML: the parser says where, this says what to write instead.

use crate::problem::{Problem, Source};
use crate::scenario::number::place;
use std::sync::Arc;

/// How a setting on the command line is written.
pub(super) const SETTING: &str = "write `--set key=value`, for example `--set entry.moratorium=0.5`";

/// Characters of Chinese input that look like those of TOML.
const FULL_WIDTH: [char; 16] =
    ['＝', '，', '“', '”', '‘', '’', '：', '［', '］', '｛', '｝', '【', '】', '。', '．', '\u{3000}'];

/// What the parser says (toml 1), and what to do about it.
const REMEDIES: [(&str, &str); 7] = [
    ("duplicate key", "keep one of the two"),
    ("cannot extend value", "write every year with its fraction, as in { 2006.0 = ..., 2006.83 = ... }"),
    ("must be quoted", "a number has a point and no unit, as in 0.5; a text stands in quotes, as in \"actual\""),
    ("unexpected key or value", "write one `key = value` a line, decimals with a point, as in 0.5"),
    ("key with no value", "write `key = value`"),
    ("invalid unquoted key", "put a key with other signs than letters, digits, `-` and `_` in quotes"),
    ("invalid mantissa", "write digits on both sides of the point, as in 0.5"),
];

/// The problem that a parser's error is.
pub(super) fn problem(source: &Arc<Source>, error: &toml::de::Error, setting: bool) -> Problem {
    let span = error.span().unwrap_or(0..0);
    let start = span.start;
    let mut problem = Problem::error(format!("this is not TOML: {}", error.message())).at(place(source, span), "here");
    let here = source.text.get(start..).and_then(|rest| rest.chars().next());
    if here.is_some_and(|c| FULL_WIDTH.contains(&c)) {
        problem = problem.hint("write the plain signs = , . : \" [ ] { } instead of full-width ones such as ＝ ， “ ”");
    } else if let Some((_, remedy)) = REMEDIES.iter().find(|(said, _)| error.message().contains(said)) {
        problem = problem.hint(*remedy);
    }
    if setting { problem.hint(SETTING) } else { problem }
}
