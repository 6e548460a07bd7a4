//! Text as it may stand where it lands: one function for each place, so that no text of a user steers a terminal, runs in
//! a spreadsheet or breaks a file. The guide has the rules in one table (`docs/files-and-texts.md`).
//!
//! | where | function | what becomes of characters that do not show |
//! | --- | --- | --- |
//! | terminal | [`terminal::line`], [`terminal::lines`]; [`terminal::coloured`] at the last gate | U+FFFD |
//! | CSV | [`csv::cell`], undone by [`csv::unprotect`] | they stay; a text that a spreadsheet would run gets an apostrophe |
//! | JSON | [`json::pretty`], [`json::line`] | `\u` escapes: the same text when it is read |
//! | TOML | [`toml::quoted`], [`toml::comment`] | `\u` escapes; U+FFFD in comments |
//! | SVG, other XML | [`xml::clean`], [`xml::escaped`] | U+FFFD |

pub mod csv;
pub mod json;
pub mod terminal;
pub mod toml;
pub mod xml;

/// What stands for a character that is not shown.
pub const REPLACEMENT: char = '\u{fffd}';

/// Does a character steer what shows it, or hide in it? Controls (C0, DEL, C1), line and paragraph separators, controls of
/// direction, and characters without width. Line ends are among them.
///
/// Joiners are, though some scripts and emoji need them: in names and titles of two languages that do without, they only
/// make different texts look alike. Variation selectors are not: they choose between forms of Chinese characters. Source:
/// Unicode 16.0, chapter 23.2 to 23.8; Unicode Technical Report 36, section 3.
#[must_use]
pub const fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}' // soft hyphen
            | '\u{34f}' // combining grapheme joiner
            | '\u{61c}' // Arabic letter mark
            | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' // Hangul fillers
            | '\u{17b4}' | '\u{17b5}' // Khmer inherent vowels
            | '\u{180e}' // Mongolian vowel separator
            | '\u{200b}'..='\u{200f}' // zero width, marks of direction
            | '\u{2028}'..='\u{202e}' // separators, embeddings, overrides
            | '\u{2060}'..='\u{206f}' // word joiner, invisible operators, isolates
            | '\u{feff}' // zero width no-break space, byte-order mark
            | '\u{fff0}'..='\u{fffb}' // interlinear annotation
            | '\u{1bca0}'..='\u{1bca3}' // shorthand format controls
            | '\u{1d173}'..='\u{1d17a}' // musical format controls
            | '\u{e0000}'..='\u{e00ff}' // tags
    )
}

/// A text with some of its characters replaced by [`REPLACEMENT`]; the same text if there are none.
fn replaced(text: &str, is_bad: impl Fn(char) -> bool) -> std::borrow::Cow<'_, str> {
    if text.chars().any(&is_bad) {
        text.chars().map(|one| if is_bad(one) { REPLACEMENT } else { one }).collect::<String>().into()
    } else {
        text.into()
    }
}
