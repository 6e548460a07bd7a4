//! Text in TOML that people read on a terminal and paste back.

use super::{is_hidden, terminal};
use std::borrow::Cow;
use std::fmt::Write;

/// A text as a TOML value. Characters that steer or hide are written as `\u` escapes: the same text when it is read.
#[must_use]
pub fn quoted(words: &str) -> String {
    if !words.chars().any(|one| one != '\n' && is_hidden(one)) {
        return ::toml::Value::String(words.to_owned()).to_string();
    }
    let mut out = String::with_capacity(words.len() + 16);
    out.push('"');
    for one in words.chars() {
        // writing to a String cannot fail
        let _ = match one {
            '"' | '\\' => write!(out, "\\{one}"),
            '\n' => write!(out, "\\n"),
            '\t' => write!(out, "\\t"),
            _ if is_hidden(one) && u32::from(one) > 0xffff => write!(out, "\\U{:08x}", u32::from(one)),
            _ if is_hidden(one) => write!(out, "\\u{:04x}", u32::from(one)),
            _ => write!(out, "{one}"),
        };
    }
    out.push('"');
    out
}

/// A text within a comment, which has no escapes and ends with its line.
#[must_use]
pub fn comment(words: &str) -> Cow<'_, str> {
    let one_line: Cow<'_, str> =
        if words.contains(['\n', '\r']) { words.replace(['\n', '\r'], " ").into() } else { words.into() };
    match terminal::line(&one_line) {
        Cow::Borrowed(_) => one_line,
        Cow::Owned(clean) => clean.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{comment, quoted};

    #[test]
    fn what_hides_is_written_out_and_read_back() {
        let text = "a\u{9b}\"\\\n\t\u{202e}\u{e0041}焦";
        let written = quoted(text);
        assert_eq!(written, r#""a\u009b\"\\\n\t\u202e\U000e0041焦""#);
        let document: ::toml::Table = ::toml::from_str(&format!("x = {written}")).expect("TOML");
        assert_eq!(document["x"].as_str(), Some(text));
        assert_eq!(quoted("plain"), "\"plain\"");
    }

    #[test]
    fn a_comment_ends_with_its_line() {
        assert_eq!(comment("a\nb\u{202e}"), "a b\u{fffd}");
    }
}
