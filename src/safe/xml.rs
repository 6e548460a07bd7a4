//! Text in XML: SVG, XMILE.

use super::{is_hidden, replaced};
use std::borrow::Cow;

/// A line of text without characters that XML forbids (XML 1.0, production 2), that steer, or that hide: they are shown as
/// U+FFFD. What XML reads as markup is for its writer to escape.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    replaced(text, is_bad)
}

fn is_bad(one: char) -> bool {
    is_hidden(one) || matches!(one, '\u{fffe}' | '\u{ffff}')
}

/// Lines of text, likewise, with markup escaped: for content and for attributes in double quotes.
#[must_use]
pub fn escaped(text: &str) -> String {
    let clean = replaced(text, |one| one != '\n' && is_bad(one));
    clean.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::{clean, escaped};

    #[test]
    fn markup_and_what_hides_are_text() {
        assert_eq!(
            escaped("a<b> & \"c\"\u{1b}\u{202e}\u{ffff}焦"),
            "a&lt;b&gt; &amp; &quot;c&quot;\u{fffd}\u{fffd}\u{fffd}焦"
        );
        assert_eq!((clean("a\n"), escaped("a\n")), ("a\u{fffd}".into(), "a\n".into()));
    }
}
