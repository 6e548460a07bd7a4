//! SVG elements as text.

use super::layout::Point;
use crate::report::chart::font::{Weight, wrap};
use crate::report::chart::theme::{Colour, LEADING};
use crate::safe::xml::escaped;
use std::fmt::Write;

/// How text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) colour: Colour,
    is_bold: bool,
    is_centred: bool,
}

impl Type {
    /// Regular, from the left.
    pub(super) const fn new(size: f64, colour: Colour) -> Self {
        Self { size, colour, is_bold: false, is_centred: false }
    }

    /// The same in bold.
    pub(super) const fn bold(self) -> Self {
        Self { is_bold: true, ..self }
    }

    /// The same around its place.
    pub(super) const fn centred(self) -> Self {
        Self { is_centred: true, ..self }
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) colour: Colour,
    pub(super) width: f64,
    /// Lengths of dashes and gaps; empty if it is whole.
    pub(super) dash: &'static str,
}

/// SVG elements in the order in which they cover each other.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    pub(super) out: String,
}

impl Canvas {
    /// Starts a node.
    pub(super) fn open(&mut self, name: &str) {
        let _ = writeln!(self.out, "<g class=\"node\"><title>{}</title>", escaped(name));
    }

    /// Starts a part that is moved as a whole.
    pub(super) fn move_by(&mut self, (x, y): Point) {
        let _ = writeln!(self.out, "<g transform=\"translate({x:.1} {y:.1})\">");
    }

    /// Ends what was started.
    pub(super) fn close(&mut self) {
        self.out.push_str("</g>\n");
    }

    /// A rectangle with round corners.
    pub(super) fn rectangle(&mut self, (x, y): Point, size: Point, round: f64, fill: Colour, line: Option<Line>) {
        let (wide, high) = size;
        let _ = write!(self.out, "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\"");
        if round > 0.0 {
            let _ = write!(self.out, " rx=\"{round:.1}\"");
        }
        let _ = writeln!(self.out, " fill=\"{}\"{}/>", fill.hex(), stroke(line));
    }

    /// A filled polygon.
    pub(super) fn polygon(&mut self, corners: &[Point], fill: Colour, line: Option<Line>) {
        let points: Vec<String> = corners.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ =
            writeln!(self.out, "<polygon points=\"{}\" fill=\"{}\"{}/>", points.join(" "), fill.hex(), stroke(line));
    }

    /// A circle.
    pub(super) fn circle(&mut self, (x, y): Point, radius: f64, fill: Colour, line: Option<Line>) {
        let (fill, line) = (fill.hex(), stroke(line));
        let _ = writeln!(self.out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"{fill}\"{line}/>");
    }

    /// A line along a path.
    pub(super) fn path(&mut self, path: &str, line: Line) {
        let _ = writeln!(self.out, "<path d=\"{path}\" fill=\"none\"{}/>", stroke(Some(line)));
    }

    /// A line of text with its baseline at a place.
    pub(super) fn text(&mut self, text: &str, (x, y): Point, set: Type) {
        let anchor = if set.is_centred { " text-anchor=\"middle\"" } else { "" };
        let weight = if set.is_bold { " font-weight=\"bold\"" } else { "" };
        let (size, fill, text) = (set.size, set.colour.hex(), escaped(text));
        let _ = writeln!(
            self.out,
            "<text x=\"{x:.1}\" y=\"{y:.1}\"{anchor} font-size=\"{size:.1}\" fill=\"{fill}\"{weight}>{text}</text>"
        );
    }

    /// Lines of text below `top`; returns where they end.
    pub(super) fn lines(&mut self, text: &str, (x, top): Point, set: Type, most: f64) -> f64 {
        let weight = if set.is_bold { Weight::Bold } else { Weight::Regular };
        let mut bottom = top;
        for line in wrap(text, set.size, weight, most) {
            self.text(&line, (x, bottom + set.size), set);
            bottom += set.size * LEADING;
        }
        bottom
    }
}

fn stroke(line: Option<Line>) -> String {
    let Some(Line { colour, width, dash }) = line else { return String::new() };
    let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
    format!(" stroke=\"{}\" stroke-width=\"{width:.1}\"{dash}", colour.hex())
}
