//! A drawing: shapes collected in units of the chart and written as SVG text at the end.

use std::fmt::Write as _;

use plotters::coord::Shift;
use plotters::element::{Circle, DashedPathElement, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, RGBColor, ShapeStyle, TextStyle};

use super::error::ChartError;
use super::font::{EM, FAMILIES, NAME, Weight};
use super::number::whole;
use super::theme::{Colour, PAPER, WIDTH};
use crate::safe::xml;

/// plotters draws on whole numbers, so everything is drawn this much larger than shown.
const ENLARGED: f64 = 10.0;

/// plotters sets the top of a text this share of the font size above its baseline.
const TOP_TO_BASELINE: f64 = 0.76;

pub(super) type Point = (f64, f64);

/// Which end of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Left,
    Middle,
    Right,
}

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) weight: Weight,
    pub(super) colour: Colour,
    pub(super) anchor: Anchor,
}

impl Type {
    /// Regular, starting at its place.
    pub(super) fn new(size: f64, colour: Colour) -> Self {
        Self { size, weight: Weight::Regular, colour, anchor: Anchor::Left }
    }

    /// The same in bold.
    pub(super) fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    /// The same with another end at its place.
    pub(super) fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    /// The width of a text set like this.
    pub(super) fn width(self, text: &str) -> f64 {
        super::font::width(text, self.size, self.weight)
    }
}

#[derive(Debug)]
enum Shape {
    Path { points: Vec<Point>, width: f64, colour: Colour, dash: Option<(f64, f64)> },
    Polygon { points: Vec<Point>, colour: Colour },
    Rectangle { from: Point, to: Point, colour: Colour },
    Circle { centre: Point, radius: f64, colour: Colour },
    Text { text: String, place: Point, set: Type },
}

/// Shapes in the order in which they cover each other.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    shapes: Vec<Shape>,
}

impl Drawing {
    /// A line through points.
    pub(super) fn path(&mut self, points: impl Into<Vec<Point>>, width: f64, colour: Colour) {
        self.shapes.push(Shape::Path { points: points.into(), width, colour, dash: None });
    }

    /// A line through points in dashes; `dash` is the length of a dash and of a gap.
    pub(super) fn dashed_path(&mut self, points: impl Into<Vec<Point>>, width: f64, colour: Colour, dash: (f64, f64)) {
        self.shapes.push(Shape::Path { points: points.into(), width, colour, dash: Some(dash) });
    }

    /// A filled area.
    pub(super) fn polygon(&mut self, points: impl Into<Vec<Point>>, colour: Colour) {
        self.shapes.push(Shape::Polygon { points: points.into(), colour });
    }

    /// A filled rectangle between two corners.
    pub(super) fn rectangle(&mut self, from: Point, to: Point, colour: Colour) {
        self.shapes.push(Shape::Rectangle { from, to, colour });
    }

    /// A filled circle.
    pub(super) fn circle(&mut self, centre: Point, radius: f64, colour: Colour) {
        self.shapes.push(Shape::Circle { centre, radius, colour });
    }

    /// A line of text with its baseline at `place`.
    pub(super) fn text(&mut self, text: impl Into<String>, place: Point, set: Type) {
        let text = xml::clean(&text.into()).into_owned(); // its markup is escaped by plotters
        if !text.trim().is_empty() {
            self.shapes.push(Shape::Text { text, place, set });
        }
    }

    /// The SVG text of the drawing, `height` high.
    ///
    /// # Errors
    ///
    /// If the drawing library fails.
    pub(super) fn into_svg(self, title: &str, height: f64) -> Result<String, ChartError> {
        let height = height.ceil();
        let mut drawn = String::new();
        {
            let size = (pixels(WIDTH).unsigned_abs(), pixels(height).unsigned_abs());
            let area = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
            for shape in &self.shapes {
                shape.draw(&area)?;
            }
            area.present().map_err(failure)?;
        }
        Ok(finish(&drawn, title, height))
    }
}

type Area<'text> = DrawingArea<SVGBackend<'text>, Shift>;

impl Shape {
    fn draw(&self, area: &Area) -> Result<(), ChartError> {
        match self {
            Self::Path { points, width, colour, dash: None } => {
                area.draw(&PathElement::new(enlarged(points), line_style(*colour, *width)))
            }
            Self::Path { points, width, colour, dash: Some((dash, gap)) } => area.draw(&DashedPathElement::new(
                enlarged(points),
                pixels(*dash).max(1),
                pixels(*gap).max(1),
                line_style(*colour, *width),
            )),
            Self::Polygon { points, colour } => area.draw(&Polygon::new(enlarged(points), fill_style(*colour))),
            Self::Rectangle { from, to, colour } => {
                area.draw(&Rectangle::new([pixel(*from), pixel(*to)], fill_style(*colour)))
            }
            Self::Circle { centre, radius, colour } => {
                area.draw(&Circle::new(pixel(*centre), pixels(*radius), fill_style(*colour)))
            }
            Self::Text { text, place: (left, baseline), set } => {
                let horizontal = match set.anchor {
                    Anchor::Left => HPos::Left,
                    Anchor::Middle => HPos::Center,
                    Anchor::Right => HPos::Right,
                };
                let font = FontDesc::new(FontFamily::Name(NAME), set.size * EM * ENLARGED, set.weight.style());
                let colour = colour_of(set.colour);
                let style = TextStyle::from(font).color(&colour).pos(Pos::new(horizontal, VPos::Top));
                let top = baseline - TOP_TO_BASELINE * set.size;
                area.draw(&Text::new(text.as_str(), pixel((*left, top)), style))
            }
        }
        .map_err(failure)
    }
}

fn failure(error: impl std::fmt::Display) -> ChartError {
    ChartError::Drawing(error.to_string())
}

fn colour_of(Colour(red, green, blue): Colour) -> RGBColor {
    RGBColor(red, green, blue)
}

fn fill_style(colour: Colour) -> ShapeStyle {
    colour_of(colour).filled()
}

fn line_style(colour: Colour, width: f64) -> ShapeStyle {
    colour_of(colour).stroke_width(pixels(width).unsigned_abs())
}

fn pixels(length: f64) -> i32 {
    whole(length * ENLARGED)
}

fn pixel((x, y): Point) -> (i32, i32) {
    (pixels(x), pixels(y))
}

fn enlarged(points: &[Point]) -> Vec<(i32, i32)> {
    points.iter().copied().map(pixel).collect()
}

/// Gives the document the size that is shown, the fonts and a title, and leaves out what plotters
/// repeats on every shape.
fn finish(drawn: &str, title: &str, height: f64) -> String {
    let body = drawn.split_once(">\n").map_or("", |(_, body)| body);
    let title = xml::escaped(title);
    let (Colour(red, green, blue), wide, high) = (PAPER, pixels(WIDTH), pixels(height));
    let mut svg = String::with_capacity(body.len() + 600);
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{WIDTH}\" \
         height=\"{height}\" viewBox=\"0 0 {wide} {high}\" font-family=\"{FAMILIES}\" \
         stroke-linejoin=\"round\">\n<title>{title}</title>\n\
         <rect width=\"{wide}\" height=\"{high}\" fill=\"#{red:02X}{green:02X}{blue:02X}\"/>\n"
    );
    svg.push_str(
        &body
            .replace(&format!(" font-family=\"{NAME}\""), "")
            .replace(" opacity=\"1\"", "")
            .replace(" stroke=\"none\"", ""),
    );
    svg
}
