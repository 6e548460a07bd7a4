//! A picture as SVG: text as text, lengths with one decimal, the same bytes for the same picture.

use super::canvas::{Canvas, Type};
use super::legend;
use super::picture::Picture;
use super::placed::Placed;
use crate::report::chart::font::FAMILIES;
use crate::report::chart::theme::{INK, MARGIN, MUTED, PAPER, SMALL_SIZE, TITLE_SIZE};
use crate::safe::xml::escaped;
use crate::text::Language;

/// The picture is at least so wide inside its margins.
const LEAST_WIDTH: f64 = 560.0;
/// Between panels, and between the panels and what stands around them.
const PANEL_GAP: f64 = 30.0;

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
        canvas.move_by((left, bottom));
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
