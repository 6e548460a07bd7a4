//! A picture as SVG: text as text, lengths with one decimal, the same bytes for the same picture.

use super::layout::{Point, layered};
use super::legend;
use super::node::Block;
use super::picture::{Form, Mark, Panel, Picture, Stress, width as width_of};
use super::ring::ring;
use super::route::{Route, least_height, routes};
use crate::report::chart::font::{FAMILIES, Weight, wrap};
use crate::report::chart::theme::{
    AXIS, BLUE, Colour, GREY, INK, LEADING, MARGIN, MUTED, PAPER, SMALL_SIZE, SUBTITLE_SIZE, TITLE_SIZE, VERMILLION,
};
use crate::text::Language;
use std::fmt::Write;

/// The picture is at least so wide inside its margins.
const LEAST_WIDTH: f64 = 560.0;
/// Text of a node is at most so wide, in layers and in a ring.
const WIDEST_TEXT: f64 = 150.0;
const WIDEST_IN_RING: f64 = 112.0;
/// Between panels, and between the panels and what stands around them.
const PANEL_GAP: f64 = 30.0;
/// Length and half the width of an arrowhead.
const HEAD: Point = (8.0, 3.6);
/// From the tip of an arrow to the middle of its sign.
const SIGN: f64 = 14.5;

/// How text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub(super) size: f64,
    colour: Colour,
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

/// SVG elements as they are drawn, moved by an offset.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    out: String,
}

impl Canvas {
    /// Starts a node.
    pub(super) fn open(&mut self, name: &str) {
        let _ = writeln!(self.out, "<g class=\"node\"><title>{}</title>", escaped(name));
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
    fn circle(&mut self, (x, y): Point, radius: f64, fill: Colour) {
        let _ = writeln!(self.out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"{}\"/>", fill.hex());
    }

    /// A line along a path.
    fn path(&mut self, path: &str, line: Line) {
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
    fn lines(&mut self, text: &str, (x, top): Point, set: Type, most: f64) -> f64 {
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

fn escaped(text: &str) -> String {
    let text: String = text.chars().filter(|letter| !letter.is_control()).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A panel with its nodes placed.
struct Placed<'a> {
    panel: &'a Panel,
    blocks: Vec<Block<'a>>,
    middles: Vec<Point>,
    routes: Vec<Route>,
    size: Point,
}

impl<'a> Placed<'a> {
    fn new(panel: &'a Panel) -> Self {
        let arrows: Vec<(usize, usize)> = panel.arrows.iter().map(|arrow| (arrow.from, arrow.to)).collect();
        let most = if panel.form == Form::Ring { WIDEST_IN_RING } else { WIDEST_TEXT };
        let least = |node: usize| if panel.form == Form::Ring { 0.0 } else { least_height(node, &arrows) };
        let nodes = panel.nodes.iter().enumerate();
        let blocks: Vec<Block<'_>> = nodes.map(|(number, node)| Block::new(node, most, least(number))).collect();
        let sizes: Vec<Point> = blocks.iter().map(|block| block.size).collect();
        let (size, middles, routes) = match panel.form {
            Form::Ring => {
                let (size, middles) = ring(&sizes);
                let of = |node: usize| (middles[node], sizes[node]);
                let routes = arrows.iter().map(|(from, to)| Route::straight(of(*from), of(*to))).collect();
                (size, middles, routes)
            }
            Form::Rightwards => {
                let layout = layered(&sizes, &arrows);
                let routes = routes(&layout, &sizes, &arrows);
                (layout.size, layout.middles, routes)
            }
        };
        Self { panel, blocks, middles, routes, size }
    }

    fn draw(&self, canvas: &mut Canvas) {
        if self.panel.form == Form::Ring {
            let (middle, most) = (self.size.0 / 2.0, self.size.0 - 2.0 * WIDEST_IN_RING - 70.0);
            let heading = Type::new(SUBTITLE_SIZE + 1.5, INK).bold().centred();
            let top = self.size.1 / 2.0 - 18.0;
            let bottom = canvas.lines(&self.panel.heading, (middle, top), heading, most.max(120.0));
            canvas.lines(&self.panel.about, (middle, bottom), Type::new(SMALL_SIZE, MUTED).centred(), most.max(120.0));
        }
        let is_faint = |node: usize| self.panel.nodes[node].stress == Stress::Faint;
        for (route, of) in self.routes.iter().zip(&self.panel.arrows) {
            line(canvas, route, of.mark, is_faint(of.from) || is_faint(of.to));
        }
        for (route, of) in self.routes.iter().zip(&self.panel.arrows) {
            head(canvas, route, of.mark);
        }
        for (block, middle) in self.blocks.iter().zip(&self.middles) {
            block.draw(canvas, *middle);
        }
    }
}

/// The colour of an arrow.
fn colour(mark: Mark) -> Colour {
    match mark {
        Mark::Plus => BLUE,
        Mark::Minus => VERMILLION,
        Mark::Mixed => MUTED,
        Mark::Idle | Mark::Start => GREY,
        Mark::Count(_) => AXIS,
    }
}

/// An arrow.
pub(super) fn arrow(canvas: &mut Canvas, route: &Route, mark: Mark, is_faint: bool) {
    line(canvas, route, mark, is_faint);
    head(canvas, route, mark);
}

/// The line of an arrow, parted from those it crosses.
fn line(canvas: &mut Canvas, route: &Route, mark: Mark, is_faint: bool) {
    let path = route.path(HEAD.0 - 1.0);
    let width = match mark {
        Mark::Count(count) => width_of(count),
        _ if is_faint => 0.9,
        _ => 1.4,
    };
    let dash = match mark {
        Mark::Minus => "6 3.5",
        Mark::Start => "1.5 3",
        _ => "",
    };
    canvas.path(&path, Line { colour: PAPER, width: width + 2.6, dash: "" });
    canvas.path(&path, Line { colour: colour(mark), width, dash });
}

/// The head of an arrow, and its sign.
fn head(canvas: &mut Canvas, route: &Route, mark: Mark) {
    let (tip, foot, (x, y)) = (route.before_tip(0.0), route.before_tip(HEAD.0), route.direction);
    let half = if let Mark::Count(count) = mark { HEAD.1.max(width_of(count) * 1.2) } else { HEAD.1 };
    let corners = [tip, (foot.0 - half * y, foot.1 + half * x), (foot.0 + half * y, foot.1 - half * x)];
    canvas.polygon(&corners, colour(mark), None);
    let symbol = mark.symbol();
    if symbol.is_empty() {
        return;
    }
    let (size, weight) = if let Mark::Count(_) = mark { (9.5, 1.0) } else { (12.5, 0.0) };
    let (x, y) = route.before_tip(SIGN + 2.0 * weight);
    canvas.circle((x, y), 5.2 + 1.4 * weight, PAPER);
    canvas.text(&symbol, (x, y + 0.36 * size), Type::new(size, colour(mark)).bold().centred());
}

/// The picture as SVG.
#[must_use]
pub fn to_svg(picture: &Picture, language: Language) -> String {
    let placed: Vec<Placed<'_>> = picture.panels.iter().map(Placed::new).collect();
    let inside = placed.iter().map(|one| one.size.0).fold(LEAST_WIDTH, f64::max);
    let wide = inside + 2.0 * MARGIN;
    let mut canvas = Canvas::default();
    let mut bottom = canvas.lines(&picture.title, (MARGIN, MARGIN), Type::new(TITLE_SIZE, INK).bold(), inside);
    bottom = canvas.lines(&picture.note, (MARGIN, bottom), Type::new(SMALL_SIZE, MUTED), inside) + PANEL_GAP / 2.0;
    for one in &placed {
        let left = MARGIN + (inside - one.size.0) / 2.0;
        let _ = writeln!(canvas.out, "<g transform=\"translate({left:.1} {bottom:.1})\">");
        one.draw(&mut canvas);
        canvas.close();
        bottom += one.size.1 + PANEL_GAP;
    }
    bottom = legend::draw(&mut canvas, picture, language, (MARGIN, bottom - PANEL_GAP / 2.0), inside);
    let high = bottom + MARGIN / 2.0;
    let (title, paper) = (escaped(&picture.title), PAPER.hex());
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{wide:.0}\" height=\"{high:.0}\" \
         viewBox=\"0 0 {wide:.0} {high:.0}\" font-family=\"{FAMILIES}\" stroke-linejoin=\"round\">\n\
         <title>{title}</title>\n<rect width=\"{wide:.0}\" height=\"{high:.0}\" fill=\"{paper}\"/>\n{}</svg>\n",
        canvas.out
    )
}
