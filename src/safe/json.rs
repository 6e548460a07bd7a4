//! JSON whose texts neither steer a terminal nor hide: the same data when it is read.

use super::is_hidden;
use serde::Serialize;
use std::fmt::Write;

/// Data as JSON for people and programs, ending its last line.
///
/// # Panics
/// Never: it is for plain data whose keys are texts.
#[must_use]
pub fn pretty(data: &impl Serialize) -> String {
    escaped(serde_json::to_string_pretty(data).expect("plain data whose keys are texts")) + "\n"
}

/// Data as JSON in one line without an end.
///
/// # Panics
/// Never: it is for plain data whose keys are texts.
#[must_use]
pub fn line(data: &impl Serialize) -> String {
    escaped(serde_json::to_string(data).expect("plain data whose keys are texts"))
}

/// JSON with characters that steer or hide written as `\u` and four digits (RFC 8259, section 7). They stand only within
/// texts: outside, JSON has nothing but ASCII, and its only controls there are line ends.
#[must_use]
pub fn escaped(json: String) -> String {
    let is_bad = |one: char| !one.is_ascii_control() && is_hidden(one) || one == '\u{7f}';
    if !json.chars().any(is_bad) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 16);
    for one in json.chars() {
        if is_bad(one) {
            for unit in one.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}"); // writing to a String cannot fail
            }
        } else {
            out.push(one);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{line, pretty};

    #[test]
    fn what_hides_is_written_out_and_read_back() {
        let text = "a\u{9b}31m\u{202e}\u{2028}\u{e0041}\u{7f}\u{1b}焦\n";
        let json = line(&text);
        assert_eq!(json, r#""a\u009b31m\u202e\u2028\udb40\udc41\u007f\u001b焦\n""#);
        assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), text);
        assert_eq!(pretty(&[1]), "[\n  1\n]\n");
    }
}
