//! The font of the charts, how wide a text is, and where it breaks into lines.

use std::sync::OnceLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

use super::number::count;
use crate::text::pieces;

/// The bytes of the font: Noto Sans CJK SC with the characters of GB/T 2312, Latin and Greek.
pub(super) const BYTES: &[u8] = include_bytes!("../../../assets/fonts/coke-sim-sans.otf");

/// Fonts to look for where an SVG is opened, the one it is measured with first.
pub(in crate::report) const FAMILIES: &str = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, \
    PingFang SC, Microsoft YaHei, WenQuanYi Micro Hei, Arial, sans-serif";

/// The name the font has within the charts.
pub(super) const NAME: &str = "chart";

/// plotters measures a font whose ascent and descent make 1.24 em, so one em is this much.
pub(super) const EM: f64 = 1.24;

/// Texts are measured this much enlarged, since plotters gives whole numbers.
const ENLARGED: f64 = 100.0;

/// How strong a text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Weight {
    Regular,
    Bold,
}

impl Weight {
    pub(super) fn style(self) -> FontStyle {
        match self {
            Self::Regular => FontStyle::Normal,
            Self::Bold => FontStyle::Bold,
        }
    }

    /// Bold is measured with the regular font; this allows for its being wider.
    fn widening(self) -> f64 {
        match self {
            Self::Regular => 1.0,
            Self::Bold => 1.05,
        }
    }
}

/// The width of a text on one line.
pub(in crate::report) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    let registered = *REGISTERED.get_or_init(|| register_font(NAME, FontStyle::Normal, BYTES).is_ok());
    let measured = registered
        .then(|| FontDesc::new(FontFamily::Name(NAME), size * EM * ENLARGED, FontStyle::Normal).layout_box(text).ok())
        .flatten()
        .map(|(_, (right, _))| f64::from(right) / ENLARGED);
    // A font that cannot be read leaves the widest guess: one em a character.
    measured.unwrap_or_else(|| count(text.chars().count()) * size) * weight.widening()
}

/// The width of the widest of some texts.
pub(in crate::report) fn widest<'text>(texts: impl IntoIterator<Item = &'text str>, size: f64, weight: Weight) -> f64 {
    texts.into_iter().map(|text| width(text, size, weight)).fold(0.0, f64::max)
}

/// The lines that a text breaks into so that none is wider than `most`. Breaks come at blanks,
/// after hyphens and slashes, and between Chinese characters; inside a word only where the word
/// alone is too wide. An empty text has no lines.
pub(in crate::report) fn wrap(text: &str, size: f64, weight: Weight, most: f64) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let paragraph = paragraph.trim();
        if width(paragraph, size, weight) <= most {
            lines.extend((!paragraph.is_empty()).then(|| paragraph.to_owned()));
            continue;
        }
        let mut line = OpenLine { text: String::new(), width: 0.0, size, weight, most };
        for piece in pieces(paragraph) {
            if line.takes(piece) {
                continue;
            }
            lines.extend(line.close());
            if line.takes(piece) {
                continue;
            }
            for character in piece.chars() {
                let mut buffer = [0; 4];
                let character = &*character.encode_utf8(&mut buffer);
                if !line.takes(character) {
                    lines.extend(line.close());
                    line.push(character);
                }
            }
        }
        lines.extend(line.close());
    }
    lines
}

/// A line that is being filled.
struct OpenLine {
    text: String,
    width: f64,
    size: f64,
    weight: Weight,
    most: f64,
}

impl OpenLine {
    /// Adds a piece if there is room for it, not counting the blank at its end.
    fn takes(&mut self, piece: &str) -> bool {
        let fits = self.width + width(piece.trim_end(), self.size, self.weight) <= self.most;
        if fits {
            self.push(piece);
        }
        fits
    }

    fn push(&mut self, piece: &str) {
        self.text.push_str(piece);
        self.width += width(piece, self.size, self.weight);
    }

    /// Takes the line, unless it is blank, and starts the next.
    fn close(&mut self) -> Option<String> {
        self.width = 0.0;
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_is_read_and_chinese_is_one_em_wide() {
        assert!((width("焦炭", 10.0, Weight::Regular) - 20.0).abs() < 0.05);
        assert!(width("iii", 10.0, Weight::Regular) < 15.0);
        assert!(width("SO₂", 10.0, Weight::Regular) < width("SO2", 10.0, Weight::Regular));
    }

    #[test]
    fn lines_are_never_wider_than_asked_and_lose_nothing() {
        for text in [
            "Large ovens with an approval, of 4.3 m and more",
            "经省政府批准的大型机焦炉（炭化室高度4.3米及以上），不含已关停产能",
            "Donaudampfschifffahrtsgesellschaftskapitän",
        ] {
            for most in [30.0, 77.0, 200.0] {
                let lines = wrap(text, 12.0, Weight::Regular, most);
                assert!(lines.iter().all(|line| width(line, 12.0, Weight::Regular) <= most + 0.3));
                let kept: String = lines.concat().split_whitespace().collect();
                assert_eq!(kept, text.split_whitespace().collect::<String>());
            }
        }
    }

    #[test]
    fn closing_punctuation_never_starts_a_line() {
        let lines = wrap("一二三四五，六七八九十。", 10.0, Weight::Regular, 50.0);
        assert!(lines.iter().all(|line| !line.starts_with(['，', '。'])), "{lines:?}");
    }

    #[test]
    fn an_empty_text_has_no_lines() {
        assert!(wrap(" \n ", 10.0, Weight::Bold, 50.0).is_empty());
    }
}
