//! What surrounds the plot of a chart with axes: words, grid, and the table under it.

use super::drawing::{Anchor, Drawing, Type};
use super::font::{Weight, widest, wrap};
use super::number::{Scale, count};
use super::spec::Words;
use super::theme::{
    AXIS, GRID, HEIGHT, INK, LEADING, MARGIN, MIDDLE_TO_BASELINE, MUTED, SMALL_SIZE, SUBTITLE_SIZE, TEXT_SIZE,
    TITLE_SIZE, WIDTH,
};

/// The greatest number of steps on a value axis.
pub(super) const MOST_STEPS: f64 = 7.0;
/// A plot of the usual height; labels are set smaller rather than exceed it.
pub(super) const USUAL_PLOT: f64 = 360.0;
const LEAST_PLOT: f64 = 240.0;
const TICK_GAP: f64 = 8.0;

/// The room that a chart needs around its plot, besides the words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Room {
    pub(super) left: f64,
    /// What the numbers of the axis take of the room on the left.
    pub(super) ticks: f64,
    pub(super) right: f64,
    pub(super) below: f64,
    /// The least height of the plot.
    pub(super) height: f64,
}

/// The place of the plot within the chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    /// Height of the whole chart.
    pub(super) height: f64,
}

impl Frame {
    /// Draws the words around the plot and gives the plot the room that is left.
    pub(super) fn draw(drawing: &mut Drawing, words: &Words, axis_label: &str, room: Room) -> Self {
        let heading = draw_heading(drawing, words);
        let muted = Type::new(TEXT_SIZE, MUTED);
        let full_width = WIDTH - 2.0 * MARGIN;
        let axis_left = MARGIN + room.left - room.ticks;
        let axis_width = WIDTH - MARGIN - axis_left;
        let axis_lines = wrap(axis_label, TEXT_SIZE, Weight::Regular, axis_width);
        let after_axis = draw_lines(drawing, &axis_lines, axis_left, heading + 8.0, muted);
        let note = wrap(&words.note, SMALL_SIZE, Weight::Regular, full_width);
        let note_height = block_height(note.len(), SMALL_SIZE);

        let top = after_axis + 12.0;
        let below = room.below + 14.0 + note_height + MARGIN - 6.0;
        let plot_height = (HEIGHT - top - below).max(LEAST_PLOT).max(room.height);
        let bottom = top + plot_height;
        let height = (bottom + below).ceil();
        draw_note(drawing, &note, height);
        Self { left: MARGIN + room.left, right: WIDTH - MARGIN - room.right, top, bottom, height }
    }

    /// The height at which a value stands.
    pub(super) fn y(&self, scale: &Scale, value: f64) -> f64 {
        self.bottom - scale.share(value) * (self.bottom - self.top)
    }

    /// Draws a light line at each tick, with its number.
    pub(super) fn draw_grid(&self, drawing: &mut Drawing, scale: &Scale) {
        let set = Type::new(TEXT_SIZE, MUTED).anchored(Anchor::Right);
        for (value, label) in scale.ticks() {
            let y = self.y(scale, value);
            drawing.path([(self.left, y), (self.right, y)], 0.8, GRID);
            let place = (self.left - TICK_GAP, y + TEXT_SIZE * MIDDLE_TO_BASELINE);
            drawing.text(label, place, set);
        }
    }

    /// Draws the line from which values are counted: zero, or the bottom of the plot.
    pub(super) fn draw_base(&self, drawing: &mut Drawing, scale: &Scale) {
        let y = self.y(scale, 0.0);
        drawing.path([(self.left, y), (self.right, y)], 1.2, AXIS);
    }

    /// Draws a short tick under the plot at each place.
    pub(super) fn draw_ticks(&self, drawing: &mut Drawing, places: &[f64]) {
        for &x in places {
            drawing.path([(x, self.bottom), (x, self.bottom + 4.0)], 1.0, AXIS);
        }
    }
}

/// The room that the numbers of an axis take left of the plot.
pub(super) fn tick_room(scale: &Scale) -> f64 {
    let labels: Vec<String> = scale.ticks().map(|(_, label)| label).collect();
    widest(labels.iter().map(String::as_str), TEXT_SIZE, Weight::Regular) + TICK_GAP
}

/// Draws title and subtitle and gives the height at which they end.
pub(super) fn draw_heading(drawing: &mut Drawing, words: &Words) -> f64 {
    let full_width = WIDTH - 2.0 * MARGIN;
    let title = wrap(&words.title, TITLE_SIZE, Weight::Bold, full_width);
    let subtitle = wrap(&words.subtitle, SUBTITLE_SIZE, Weight::Regular, full_width);
    let set = Type::new(TITLE_SIZE, INK).bold();
    let y = draw_lines(drawing, &title, MARGIN, MARGIN - 6.0, set);
    draw_lines(drawing, &subtitle, MARGIN, y + 2.0, Type::new(SUBTITLE_SIZE, MUTED))
}

/// Draws the lines of a note so that they end at the foot of a chart.
pub(super) fn draw_note(drawing: &mut Drawing, note: &[String], chart_height: f64) {
    let top = chart_height - MARGIN + 6.0 - block_height(note.len(), SMALL_SIZE);
    draw_lines(drawing, note, MARGIN, top, Type::new(SMALL_SIZE, MUTED));
}

/// The height of lines of text.
pub(super) fn block_height(lines: usize, size: f64) -> f64 {
    count(lines) * size * LEADING
}

/// Draws lines of text below `top` and gives the height at which they end.
pub(super) fn draw_lines(drawing: &mut Drawing, lines: &[String], x: f64, top: f64, set: Type) -> f64 {
    for (number, line) in lines.iter().enumerate() {
        let middle = top + (count(number) + 0.5) * set.size * LEADING;
        drawing.text(line.as_str(), (x, middle + set.size * MIDDLE_TO_BASELINE), set);
    }
    top + block_height(lines.len(), set.size)
}

/// The names of the points under a plot, and rows of values under the names.
#[derive(Debug, Default)]
pub(super) struct Table {
    names: Vec<Vec<String>>,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    label: Vec<String>,
    cells: Vec<String>,
}

const WIDEST_ROW_LABEL: f64 = 130.0;
const CELL_GAP: f64 = 8.0;
const ROW_GAP: f64 = 3.0;
const NAMES_GAP: f64 = 8.0;

impl Table {
    /// A table with a column for each name.
    pub(super) fn new(names: &[String]) -> Self {
        Self { names: names.iter().map(|name| vec![name.clone()]).collect(), rows: Vec::new() }
    }

    /// Breaks the names into lines no wider than `most`.
    pub(super) fn wrap_names(&mut self, most: f64) {
        for name in &mut self.names {
            *name = wrap(&name.concat(), TEXT_SIZE, Weight::Regular, most);
        }
    }

    /// Adds a row of values; those of the first row are set bold.
    pub(super) fn push(&mut self, label: &str, cells: Vec<String>) {
        let label = wrap(label, TEXT_SIZE, Weight::Regular, WIDEST_ROW_LABEL);
        self.rows.push(Row { label, cells });
    }

    fn cell_width(&self) -> f64 {
        let names = self.names.iter().flatten().map(String::as_str);
        let cells = self.rows.iter().flat_map(|row| &row.cells).map(String::as_str);
        widest(names, TEXT_SIZE, Weight::Regular).max(widest(cells, TEXT_SIZE, Weight::Bold))
    }

    /// The room that the labels of the rows take left of the plot, in which the middle of the
    /// first column stands `inset` from the left.
    pub(super) fn left_room(&self, inset: f64) -> f64 {
        let labels = self.rows.iter().flat_map(|row| &row.label).map(String::as_str);
        let labels = widest(labels, TEXT_SIZE, Weight::Regular);
        if labels > 0.0 { labels + CELL_GAP + (self.cell_width() / 2.0 - inset).max(0.0) } else { 0.0 }
    }

    /// The height of the table.
    pub(super) fn height(&self) -> f64 {
        self.rows.iter().fold(self.names_height(), |height, row| height + row.height())
    }

    fn names_height(&self) -> f64 {
        let lines = self.names.iter().map(Vec::len).max().unwrap_or(0);
        NAMES_GAP + block_height(lines, TEXT_SIZE)
    }

    /// Draws the table under the plot, its columns at `places`; where they are too close, some
    /// are left out, but never the last.
    pub(super) fn draw(&self, drawing: &mut Drawing, frame: &Frame, places: &[f64]) {
        let least = self.cell_width() + CELL_GAP;
        let mut shown: Vec<usize> = Vec::new();
        for index in (0..places.len()).rev() {
            if shown.last().is_none_or(|&later| places[later] - places[index] >= least) {
                shown.push(index);
            }
        }
        shown.reverse();
        let middle = Type::new(TEXT_SIZE, INK).anchored(Anchor::Middle);
        for &index in &shown {
            draw_lines(drawing, &self.names[index], places[index], frame.bottom + NAMES_GAP, middle);
        }
        let mut top = frame.bottom + self.names_height();
        for (number, row) in self.rows.iter().enumerate() {
            let set = if number == 0 { middle.bold() } else { middle };
            drawing.path([(MARGIN, top + 1.0), (frame.right, top + 1.0)], 0.8, GRID);
            draw_lines(drawing, &row.label, MARGIN, top + ROW_GAP, Type::new(TEXT_SIZE, MUTED));
            for &index in &shown {
                let cell = std::slice::from_ref(&row.cells[index]);
                draw_lines(drawing, cell, places[index], top + ROW_GAP, set);
            }
            top += row.height();
        }
    }
}

impl Row {
    fn height(&self) -> f64 {
        block_height(self.label.len().max(1), TEXT_SIZE) + ROW_GAP
    }
}

/// Where years stand between `left` and `right`; a single one stands in the middle.
pub(super) fn year_places(years: &[i32], left: f64, right: f64) -> Vec<f64> {
    let (Some(&first), Some(&last)) = (years.first(), years.last()) else {
        return Vec::new();
    };
    if first == last {
        return vec![f64::midpoint(left, right)];
    }
    let (first, span) = (f64::from(first), f64::from(last) - f64::from(first));
    years.iter().map(|&year| left + (f64::from(year) - first) / span * (right - left)).collect()
}
