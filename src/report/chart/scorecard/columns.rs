//! The columns of a scorecard and its texts broken to fit them.

use super::spec::{Scorecard, ScorecardRow};
use crate::report::chart::font::{Weight, widest, wrap};
use crate::report::chart::number::format_number;
use crate::report::chart::theme::{MARGIN, WIDTH};

pub(super) const SYMBOL: f64 = 22.0;
pub(super) const GAP: f64 = 12.0;
pub(super) const TEXT: f64 = 12.5;
pub(super) const LINE: f64 = TEXT * 1.25;
pub(super) const ROOMIEST: f64 = 24.0;
const UNIT_GAP: f64 = 5.0;
const NARROWEST_BAR: f64 = 104.0;
const WIDEST_BAR: f64 = 170.0;
const WIDEST_VALUE: f64 = 120.0;
const WIDEST_UNIT: f64 = 90.0;

/// The left or right edges of the columns.
pub(super) struct Columns {
    pub(super) id: f64,
    pub(super) text: f64,
    pub(super) text_width: f64,
    pub(super) target_right: f64,
    pub(super) target_width: f64,
    pub(super) value_right: f64,
    pub(super) value_width: f64,
    pub(super) unit: f64,
    pub(super) unit_width: f64,
    pub(super) bar: f64,
    pub(super) bar_width: f64,
    pub(super) margin_right: f64,
    pub(super) row: f64,
}

/// The lines of the cells of a row.
pub(super) struct Cells {
    pub(super) text: Vec<String>,
    pub(super) target: Vec<String>,
    pub(super) value: Vec<String>,
    pub(super) unit: Vec<String>,
}

impl Cells {
    /// The number of lines of the tallest cell.
    pub(super) fn lines(&self) -> usize {
        let cells = [&self.text, &self.target, &self.value, &self.unit];
        cells.into_iter().map(Vec::len).max().unwrap_or(1).max(1)
    }
}

impl Scorecard {
    /// The columns, each as wide as its widest text, within bounds.
    pub(super) fn columns(&self) -> Columns {
        let widest_of =
            |most: f64, texts: &mut dyn Iterator<Item = &str>, weight| widest(texts, TEXT, weight).min(most);
        let id_width = widest_of(WIDEST_UNIT, &mut self.rows().map(|r| r.id.as_str()), Weight::Bold);
        let target_width = widest_of(WIDEST_VALUE, &mut self.rows().map(|r| r.target.as_str()), Weight::Regular);
        let value_width = widest_of(WIDEST_VALUE, &mut self.rows().map(|r| r.value.as_str()), Weight::Bold);
        let unit_width = widest_of(WIDEST_UNIT, &mut self.rows().map(|r| r.unit.as_str()), Weight::Regular);
        let margins: Vec<String> = self.rows().filter_map(|row| row.margin.map(percent)).collect();
        let margin_width = widest_of(WIDEST_VALUE, &mut margins.iter().map(String::as_str), Weight::Regular);

        let margin_right = WIDTH - MARGIN - 4.0;
        let text_needs = widest_of(WIDTH, &mut self.rows().map(|r| r.text.as_str()), Weight::Regular);
        let others = SYMBOL
            + id_width
            + 8.0
            + text_needs
            + GAP
            + target_width
            + GAP
            + value_width
            + UNIT_GAP
            + unit_width
            + GAP
            + 4.0;
        let bar_right = margin_right - margin_width - 8.0;
        let bar_width = (bar_right - MARGIN - others).clamp(NARROWEST_BAR, WIDEST_BAR);
        let bar = bar_right - bar_width;
        let unit = bar - GAP - 4.0 - unit_width;
        let value_right = unit - UNIT_GAP;
        let target_right = value_right - value_width - GAP;
        let id = MARGIN + SYMBOL;
        let text = id + id_width + 8.0;
        Columns {
            id,
            text,
            text_width: target_right - target_width - GAP - text,
            target_right,
            target_width,
            value_right,
            value_width,
            unit,
            unit_width,
            bar,
            bar_width,
            margin_right,
            row: ROOMIEST,
        }
    }
}

impl Columns {
    /// The texts of a row, broken into lines.
    pub(super) fn break_cells(&self, row: &ScorecardRow) -> Cells {
        let lines = |text: &str, weight, most| wrap(text, TEXT, weight, most + 0.5);
        Cells {
            text: lines(&row.text, Weight::Regular, self.text_width),
            target: lines(&row.target, Weight::Regular, self.target_width),
            value: lines(&row.value, Weight::Bold, self.value_width),
            unit: lines(&row.unit, Weight::Regular, self.unit_width),
        }
    }
}

/// A margin in per cent with its sign.
pub(super) fn percent(margin: f64) -> String {
    let text = format_number(100.0 * margin, usize::from(margin.abs() < 0.0995));
    let sign = if margin > 0.0 { "+" } else { "" };
    format!("{sign}{text}\u{A0}%")
}
