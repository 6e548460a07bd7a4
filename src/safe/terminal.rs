//! Text for terminals: nothing in it moves the cursor, colours, turns the direction of writing or hides.

use super::{REPLACEMENT, is_hidden, replaced};
use std::borrow::Cow;

/// A text of one line: all characters that steer or hide are shown as U+FFFD, line ends too.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    replaced(text, is_hidden)
}

/// The same for a text of several lines, whose line ends stay.
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    replaced(text, |one| one != '\n' && is_hidden(one))
}

/// Several lines with the colours of the program: the last gate before a terminal. Of escape sequences, only those that
/// set colour and weight pass (`ESC [ 1 ; 31 m`; ECMA-48, section 8.3.117); of everything else, what [`lines`] lets
/// through. Whatever a user wrote has to go through [`line()`] or [`lines`] before it is coloured.
#[must_use]
pub fn coloured(text: &str) -> Cow<'_, str> {
    let is_bad = |one: char| one != '\n' && is_hidden(one);
    if !text.chars().any(is_bad) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_bad) {
        shown.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = colour(rest);
        if length > 0 {
            shown.push_str(&rest[..length]);
            rest = &rest[length..];
        } else {
            shown.push(REPLACEMENT);
            rest = rest.chars().next().map_or("", |one| &rest[one.len_utf8()..]);
        }
    }
    shown.push_str(rest);
    shown.into()
}

/// The length of the sequence for colour and weight that a text begins with; 0 if it begins with none.
fn colour(text: &str) -> usize {
    let Some(inner) = text.strip_prefix("\u{1b}[") else { return 0 };
    let digits = inner.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b';').count();
    if inner.as_bytes().get(digits) == Some(&b'm') { 2 + digits + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::{coloured, line, lines};

    #[test]
    fn only_colour_passes_the_last_gate() {
        let ours = format!("{0}bold{0:#}\n", anstyle::Style::new().bold());
        assert_eq!(coloured(&ours), ours);
        assert_eq!(coloured("\u{1b}[38;5;208mx\u{1b}[0m\u{1b}[m"), "\u{1b}[38;5;208mx\u{1b}[0m\u{1b}[m");
        for (bad, shown) in [
            ("\u{1b}[2J", "\u{fffd}[2J"),
            ("\u{1b}]0;title\u{7}", "\u{fffd}]0;title\u{fffd}"),
            ("\u{1b}[31", "\u{fffd}[31"),
            ("\u{1b}", "\u{fffd}"),
            ("\u{1b}\u{1b}[1mx", "\u{fffd}\u{1b}[1mx"),
            ("\u{9b}31m", "\u{fffd}31m"),
            ("a\rb\tc", "a\u{fffd}b\u{fffd}c"),
        ] {
            assert_eq!(coloured(bad), shown);
        }
    }

    #[test]
    fn text_of_users_has_no_colour_of_its_own() {
        assert_eq!(line("\u{1b}[31mred\n"), "\u{fffd}[31mred\u{fffd}");
        assert_eq!(lines("\u{1b}[31mred\n"), "\u{fffd}[31mred\n");
        assert_eq!(line("规划 plan"), "规划 plan");
    }
}
