//! Colours and sizes that all charts share.
//!
//! The palette is that of M. Okabe and K. Ito, "Color Universal Design" (2008), in an order that
//! sets dark beside light, so that neighbours in a stack also differ in grey; further colours are
//! from P. Tol, "Colour schemes", SRON/EPS/TN/09-002 (2021).

/// A colour: red, green and blue, 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// Whether white text reads better than black on this colour.
    pub(super) fn is_dark(self) -> bool {
        // Luma of ITU-R BT.601, of 255,000.
        let luma = 299 * u32::from(self.0) + 587 * u32::from(self.1) + 114 * u32::from(self.2);
        luma < 140_000
    }

    /// As SVG writes it.
    pub(in crate::report) fn hex(self) -> String {
        format!("#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }
}

pub(in crate::report) const PAPER: Colour = Colour(0xFF, 0xFF, 0xFF);
pub(in crate::report) const INK: Colour = Colour(0x1A, 0x1A, 0x1A);
pub(in crate::report) const MUTED: Colour = Colour(0x59, 0x59, 0x59);
pub(in crate::report) const AXIS: Colour = Colour(0x7A, 0x7A, 0x7A);
pub(in crate::report) const GRID: Colour = Colour(0xE2, 0xE2, 0xE2);
pub(in crate::report) const BAND: Colour = Colour(0xF1, 0xF1, 0xF1);

pub(in crate::report) const BLUE: Colour = Colour(0x00, 0x72, 0xB2);
const SKY: Colour = Colour(0x56, 0xB4, 0xE9);
pub(in crate::report) const GREEN: Colour = Colour(0x00, 0x9E, 0x73);
const YELLOW: Colour = Colour(0xF0, 0xE4, 0x42);
pub(in crate::report) const VERMILLION: Colour = Colour(0xD5, 0x5E, 0x00);
const ORANGE: Colour = Colour(0xE6, 0x9F, 0x00);
const PURPLE: Colour = Colour(0xCC, 0x79, 0xA7);
pub(in crate::report) const GREY: Colour = Colour(0x80, 0x80, 0x80);
const INDIGO: Colour = Colour(0x33, 0x22, 0x88);
const TEAL: Colour = Colour(0x44, 0xAA, 0x99);
const WINE: Colour = Colour(0x88, 0x22, 0x55);
const SAND: Colour = Colour(0xDD, 0xCC, 0x77);

/// Colours of the verdicts of a scorecard.
pub(super) const MET: Colour = BLUE;
pub(super) const MISSED: Colour = VERMILLION;
pub(super) const MISSED_TINT: Colour = Colour(0xFD, 0xF0, 0xE6);
pub(super) const NOT_EVALUATED: Colour = GREY;

const FILLS: [Colour; 12] = [BLUE, SKY, GREEN, YELLOW, VERMILLION, ORANGE, INDIGO, PURPLE, TEAL, SAND, WINE, GREY];

const STROKES: [Colour; 12] = [BLUE, VERMILLION, GREEN, PURPLE, INK, ORANGE, SKY, GREY, INDIGO, WINE, TEAL, SAND];

/// The colour of part `index` of a stack, unless the caller chose one.
pub(super) fn fill(index: usize, chosen: Option<Colour>) -> Colour {
    chosen.unwrap_or(FILLS[index % FILLS.len()])
}

/// The colour of line `index`, unless the caller chose one.
pub(super) fn stroke(index: usize, chosen: Option<Colour>) -> Colour {
    chosen.unwrap_or(STROKES[index % STROKES.len()])
}

/// Width of every chart.
pub(super) const WIDTH: f64 = 900.0;
/// Least height of a chart with axes.
pub(super) const HEIGHT: f64 = 560.0;
/// Blank margin on every side.
pub(in crate::report) const MARGIN: f64 = 24.0;

/// Font sizes, in units of the chart.
pub(in crate::report) const TITLE_SIZE: f64 = 20.0;
pub(in crate::report) const SUBTITLE_SIZE: f64 = 13.5;
pub(in crate::report) const TEXT_SIZE: f64 = 12.5;
pub(in crate::report) const SMALL_SIZE: f64 = 11.0;

/// Distance of two baselines, as a multiple of the font size.
pub(in crate::report) const LEADING: f64 = 1.36;
/// From the middle of a line of capitals down to its baseline, as a share of the font size.
pub(in crate::report) const MIDDLE_TO_BASELINE: f64 = 0.36;
