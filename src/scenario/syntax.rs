//! Texts that are not TOML: the parser says where, this says what to write instead.

use crate::problem::{MOST_ERRORS, Problem, Source};
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

/// Characters of Chinese input, and of word processors, that look like those of TOML.
const LOOK_ALIKE: [char; 28] = [
    '＝', '，', '、', '“', '”', '‘', '’', '：', '；', '［', '］', '｛', '｝', '【', '】', '（', '）', '。', '．', '＃',
    '％', '＂', '－', '−', '–', '—', '\u{3000}', '\u{a0}',
];

/// What the parser says (toml 1), the same in each language, and what to do about it in both. An earlier row wins.
#[rustfmt::skip] // a table
const SAID: [(&str, [&str; 2], [&str; 2]); 22] = [
    ("duplicate key", ["duplicate key", "键重复"], ["keep one of the two", "请只保留一个"]),
    ("cannot extend value", ["a value cannot have parts of its own", "该键已有数值，不能再展开"], [
        "write every year with its fraction, as in { 2006.0 = ..., 2006.83 = ... }",
        "请为每个年份都写小数，如{ 2006.0 = ..., 2006.83 = ... }",
    ]),
    ("must be quoted", ["neither a number nor a text in quotes", "既不是数，也不是加引号的文字"], NUMBER_OR_TEXT),
    ("unexpected key or value", ["something stands behind the value", "值的后面有多余内容"], [
        "write one `key = value` a line, decimals with a point, as in 0.5", "每行只写一个`键 = 值`，小数用点号，如0.5",
    ]),
    ("key with no value", ["key with no value", "键没有值"], ["write `key = value`", "请写`键 = 值`"]),
    ("keys cannot be empty", ["value with no key", "值没有键"], ["write `key = value`", "请写`键 = 值`"]),
    ("invalid key-value pair", ["not a key", "不是键"], ["write `key = value`", "请写`键 = 值`"]),
    ("invalid unquoted key", ["this sign cannot stand in a bare key", "不加引号的键中不能有此字符"], [
        "put a key with other signs than letters, digits, `-` and `_` in quotes", "含字母、数字、`-`、`_`以外符号的键须加引号",
    ]),
    ("invalid mantissa", ["not a number", "数字写法有误"],
        ["write digits on both sides of the point, as in 0.5", "小数点两侧都须有数字，如0.5"]),
    ("leading zero", ["not a number", "数字写法有误"], ["leave out the zero in front", "请去掉开头的0"]),
    ("invalid boolean", ["not a value", "值的写法有误"], ["write 1 for true and 0 for false", "是写1，否写0"]),
    ("invalid float", ["not a number", "数字写法有误"], NUMBER_OR_TEXT),
    ("invalid integer", ["not a number", "数字写法有误"], NUMBER_OR_TEXT),
    ("invalid basic string", ["a quote is not closed", "引号未闭合"], QUOTES),
    ("invalid literal string", ["a quote is not closed", "引号未闭合"], QUOTES),
    ("escape", ["a backslash in a text", "文字中有反斜杠"], [
        "write paths with `/`; a backslash itself is written twice", "路径请用`/`；反斜杠本身须写两个",
    ]),
    ("missing comma", ["a comma is missing, or a bracket before this is not closed", "缺少逗号，或此前的括号未闭合"],
        ["close the list with `]` or the table with `}`", "列表请以`]`、表请以`}`闭合"]),
    ("extra comma", ["a comma with nothing before it", "逗号前没有内容"], ["fill in what is missing, or leave out the comma", "请补上缺少的内容，或去掉逗号"]),
    ("extra `=`", ["one `=` too many", "多了一个`=`"], ["write `key = value`", "请写`键 = 值`"]),
    ("unclosed", ["", "括号未闭合"], ["close what was opened before the line ends", "请在行末前闭合"]),
    ("missing value", ["there is no value", "缺少值"], ["write `key = value`", "请写`键 = 值`"]),
    ("recurs", ["brackets within brackets, too many", "括号嵌套过深"], ["write it flat", "请减少嵌套"]),
];

const NUMBER_OR_TEXT: [&str; 2] = [
    "a number has a point and no unit, as in 0.5; a text or a quantity with its unit stands in quotes, as in \"120 Mt/a\"",
    "数用点号、不带单位，如0.5；文字或带单位的量须加引号，如\"120 Mt/a\"",
];

const QUOTES: [&str; 2] = [
    "close it on the same line with the sign that opened it; a text of several lines stands between three quotes",
    "请在同一行用同样的引号闭合；多行文字用三重引号",
];

/// A hostile file has an error in every line: nobody reads beyond these.
const MOST_READ: usize = 2 * MOST_ERRORS;

/// The problems that a parser's errors are; of those that follow from another, only the first.
pub(super) fn problems(source: &Arc<Source>, errors: &[toml::de::Error], from_command_line: bool) -> Vec<Problem> {
    // by line; of those in one line, an open quote says most
    let mut errors: Vec<&toml::de::Error> = errors.iter().take(MOST_READ).collect();
    errors.sort_by_cached_key(|error| {
        let start = error.span().unwrap_or(0..0).start;
        (place(source, start..start).line(), !error.message().contains("string, expected"))
    });
    let mut problems = Vec::new();
    let mut last: Option<(usize, bool, bool)> = None;
    for error in errors {
        let start = error.span().unwrap_or(0..0).start;
        let line = place(source, start..start).line();
        let of_section = line_of(source, start).trim_start().starts_with('[');
        let follows = last.is_some_and(|(before, unclosed, heading)| {
            line == before || (unclosed && line == before + 1) || (heading && !of_section)
        });
        let json = source.text.trim_start().starts_with('{');
        if !(follows || json && last.is_some()) {
            problems.push(problem(source, error, from_command_line));
            last = Some((line, error.message().contains("string, expected"), of_section));
        }
    }
    problems
}

/// The line that a byte lies in.
fn line_of(source: &Source, at: usize) -> &str {
    let text = &source.text;
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    let (start, end) =
        (before.rfind('\n').map_or(0, |at| at + 1), behind.find('\n').map_or(text.len(), |end| at + end));
    text[start..end].trim_end()
}

fn problem(source: &Arc<Source>, error: &toml::de::Error, from_command_line: bool) -> Problem {
    let span = error.span().unwrap_or(0..0);
    let said = error.message();
    let known = SAID.iter().find(|(start, ..)| said.contains(start));
    // the parser speaks English: what it says often is known in both languages, the rest is passed on
    let short = said.split(", expected").next().unwrap_or(said);
    let (en, zh) =
        known.map_or((short, "写法有误"), |(_, [en, zh], _)| (if en.is_empty() { short } else { *en }, *zh));
    let line = line_of(source, span.start);
    let heading = said.contains("duplicate key") && line.trim_start().starts_with('[');
    let hint = heading.then(|| {
        text!(
            "keep one heading of that name, and all its keys beneath it";
            "同名的标题只保留一个，其下写全部键"
        )
    });
    let hint = hint.or_else(|| seen_in_line(source, line, source.text.get(span.start..).unwrap_or_default()));
    let hint = hint.or_else(|| known.map(|(.., [en, zh])| Text::new(*en, *zh)));
    let problem = Problem::error(text!("this is not TOML: {en}"; "不是有效的TOML：{zh}"))
        .at(place(source, span), text!("here"; "此处"))
        .hint(hint.unwrap_or_default());
    if from_command_line { problem.hint(setting()) } else { problem }
}

/// What to do, if the line shows what its author had in mind.
fn seen_in_line(source: &Source, line: &str, rest: &str) -> Option<Text> {
    let outside_quotes: String = line.split('"').step_by(2).collect();
    let code = outside_quotes.split('#').next().unwrap_or_default();
    if code.contains(|c: char| LOOK_ALIKE.contains(&c) || ('０'..='９').contains(&c)) {
        return Some(text!(
            "write the plain signs = , . : - \" [ ] {{ }} and digits instead of full-width ones such as ＝ ， “ ”";
            "请用半角的数字和符号 = , . : - \" [ ] {{ }}，不要用全角的＝，“”等"
        ));
    }
    if source.text.trim_start().starts_with('{') {
        return Some(text!(
            "this looks like JSON: write `key = value` lines under `[policy]` and the like";
            "这像是JSON：请改为在`[policy]`等之下逐行写`键 = 值`"
        ));
    }
    if rest.starts_with("//") || code.contains("//") {
        return Some(text!("a comment begins with `#`, not with `//`"; "注释以`#`开头，不用`//`"));
    }
    if !code.contains('=') && code.contains(':') {
        return Some(text!("write `key = value`, not `key: value`"; "请写`键 = 值`，不写`键: 值`"));
    }
    let (key, value) = code.split_once('=')?;
    let value = value.trim();
    if value.is_empty()
        && !line.contains("\"\"\"")
        && !line.split_once('=').is_some_and(|(_, value)| value.contains('"'))
    {
        return Some(text!("write a value behind `=`"; "请在`=`后写上值"));
    }
    if let Some(before) = value.strip_suffix(';') {
        return Some(text!("leave out the `;`: `{before}`"; "请去掉`;`：`{before}`"));
    }
    if key.split_whitespace().count() > 1 && !key.contains('[') {
        return Some(text!(
            "the parts of a key are joined by points, as in `entry.moratorium = 1`";
            "键的各部分以点号相连，如`entry.moratorium = 1`"
        ));
    }
    match value.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => return Some(text!("write 1 for `{value}`"; "`{value}`请写作1")),
        "false" | "no" | "off" | "none" => return Some(text!("write 0 for `{value}`"; "`{value}`请写作0")),
        _ => {}
    }
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if let Some((whole, fraction)) = value.split_once(',')
        && digits(whole)
        && digits(fraction)
    {
        return Some(text!("write decimals with a point: {whole}.{fraction}"; "小数请用点号：{whole}.{fraction}"));
    }
    let number = value.trim_start_matches(['-', '+']).starts_with(|c: char| c.is_ascii_digit());
    let unit = value.ends_with(|c: char| c.is_alphabetic() || c == '%');
    (number && unit && !value.contains(['[', '{', ','])).then(|| {
        text!(
            "a number has a point and no unit; with its unit it stands in quotes: `\"{value}\"`";
            "数字不带单位；带单位时须加引号：`\"{value}\"`"
        )
    })
}
