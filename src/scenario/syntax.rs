//! Texts that are not TOML: the parser says where, this says what to write instead.

use crate::problem::{Problem, Source};
use crate::scenario::number::place;
use crate::text;
use crate::text::Text;
use std::sync::Arc;

/// How a setting on the command line is written.
pub(super) fn setting() -> Text {
    text!(
        "write `--set key=value`, for example `--set entry.moratorium=0.5`";
        "请写`--set 键=值`，例如`--set entry.moratorium=0.5`"
    )
}

/// Characters of Chinese input that look like those of TOML.
const FULL_WIDTH: [char; 16] =
    ['＝', '，', '“', '”', '‘', '’', '：', '［', '］', '｛', '｝', '【', '】', '。', '．', '\u{3000}'];

/// What the parser says (toml 1), the same in Chinese, and what to do about it in both.
const SAID: [(&str, &str, &str, &str); 9] = [
    ("duplicate key", "键重复", "keep one of the two", "请只保留一个"),
    (
        "cannot extend value",
        "该键已有数值，不能再展开",
        "write every year with its fraction, as in { 2006.0 = ..., 2006.83 = ... }",
        "请为每个年份都写小数，如{ 2006.0 = ..., 2006.83 = ... }",
    ),
    (
        "must be quoted",
        "字符串须加引号",
        "a number has a point and no unit, as in 0.5; a text or a quantity with its unit stands in quotes, as in \"120 Mt/a\"",
        "数用点号、不带单位，如0.5；文字或带单位的量须加引号，如\"120 Mt/a\"",
    ),
    (
        "unexpected key or value",
        "此处不应有键或值",
        "write one `key = value` a line, decimals with a point, as in 0.5",
        "每行只写一个`键 = 值`，小数用点号，如0.5",
    ),
    ("key with no value", "键没有值", "write `key = value`", "请写`键 = 值`"),
    (
        "invalid unquoted key",
        "键须加引号",
        "put a key with other signs than letters, digits, `-` and `_` in quotes",
        "含字母、数字、`-`、`_`以外符号的键须加引号",
    ),
    (
        "invalid mantissa",
        "数字写法有误",
        "write digits on both sides of the point, as in 0.5",
        "小数点两侧都须有数字，如0.5",
    ),
    ("unclosed", "括号或引号未闭合", "close what was opened before the line ends", "请在行末前闭合"),
    ("missing value", "缺少值", "write `key = value`", "请写`键 = 值`"),
];

/// The problem that a parser's error is.
pub(super) fn problem(source: &Arc<Source>, error: &toml::de::Error, from_command_line: bool) -> Problem {
    let span = error.span().unwrap_or(0..0);
    let start = span.start;
    let message = error.message();
    let known = SAID.iter().find(|(said, ..)| message.contains(said));
    // the parser speaks English: what it says often is known in Chinese, the rest is passed on
    let in_chinese = known.map_or(message, |(_, zh, ..)| zh);
    let problem = Problem::error(text!("this is not TOML: {message}"; "不是有效的TOML：{in_chinese}"))
        .at(place(source, span), text!("here"; "此处"));
    let here = source.text.get(start..).and_then(|rest| rest.chars().next());
    let problem = if here.is_some_and(|c| FULL_WIDTH.contains(&c)) {
        problem.hint(text!(
            "write the plain signs = , . : \" [ ] {{ }} instead of full-width ones such as ＝ ， “ ”";
            "请用半角符号 = , . : \" [ ] {{ }}，不要用全角的＝，“”等"
        ))
    } else if let Some((_, _, en, zh)) = known {
        problem.hint(Text { en: (*en).to_owned(), zh: (*zh).to_owned() })
    } else {
        problem
    };
    if from_command_line { problem.hint(setting()) } else { problem }
}
