//! A node as a block of text with a shape around it.

use super::canvas::{Canvas, Line, Type};
use super::layers::real;
use super::layout::Point;
use super::picture::{Node, Shape, Stress};
use crate::report::chart::font::{Weight, widest, width, wrap};
use crate::report::chart::theme::{
    BAND, BLUE, Colour, GREEN, GREY, GRID, INK, MIDDLE_TO_BASELINE, MUTED, PAPER, TEXT_SIZE,
};

/// Size of the name below the label.
const NAME_SIZE: f64 = 9.5;
/// Size of a label that only says where arrows come from.
const FAINT_SIZE: f64 = 11.0;
/// Distance of baselines, as a multiple of the size: tighter than running text.
const LEADING: f64 = 1.22;
/// From the text to the edge, sideways and upwards.
const PADDING: Point = (9.0, 6.0);
/// How far the slanted ends of levers and drivers reach in.
const SLANT: f64 = 9.0;
/// Width of a node with a short name.
const LEAST_WIDTH: f64 = 70.0;

const LEVER: Colour = Colour(0xE3, 0xF1, 0xF9);
const DRIVER: Colour = Colour(0xE2, 0xF4, 0xEE);

/// A node with its text broken into lines.
#[derive(Debug)]
pub(super) struct Block<'a> {
    node: &'a Node,
    label: Vec<String>,
    name: Vec<String>,
    /// Width and height.
    pub(super) size: Point,
}

impl<'a> Block<'a> {
    /// Breaks the text of a node into lines no wider than `most`; the block is at least as large as `least`.
    pub(super) fn new(node: &'a Node, most: f64, least: Point) -> Self {
        let label = even(&node.label, label_size(node), weight(node), most);
        let name = if node.name == node.label { Vec::new() } else { broken(&node.name, most) };
        let text = widest(label.iter().map(String::as_str), label_size(node), weight(node)).max(widest(
            name.iter().map(String::as_str),
            NAME_SIZE,
            Weight::Regular,
        ));
        let slant = if matches!(node.shape, Shape::Lever | Shape::Driver) { SLANT } else { 0.0 };
        let wide = (text + 2.0 * (PADDING.0 + slant)).max(LEAST_WIDTH);
        let high = text_height(node, &label, &name) + 2.0 * PADDING.1;
        Self { node, label, name, size: (wide.max(least.0).ceil(), high.max(least.1).ceil()) }
    }

    /// Draws it around a point.
    pub(super) fn draw(&self, canvas: &mut Canvas, middle: Point) {
        canvas.open(&self.node.name);
        outline(canvas, self.node.shape, self.node.stress, middle, self.size);
        let faint = self.node.stress == Stress::Faint;
        let mut top = middle.1 - text_height(self.node, &self.label, &self.name) / 2.0;
        let mut lines = |lines: &[String], set: Type| {
            for line in lines {
                let baseline = top + set.size * (LEADING / 2.0 + MIDDLE_TO_BASELINE);
                canvas.text(line, (middle.0, baseline), set);
                top += set.size * LEADING;
            }
        };
        let colour = if faint { MUTED } else { INK };
        let label = Type::new(label_size(self.node), colour).centred();
        lines(&self.label, if weight(self.node) == Weight::Bold { label.bold() } else { label });
        lines(&self.name, Type::new(NAME_SIZE, MUTED).centred());
        canvas.close();
    }
}

fn weight(node: &Node) -> Weight {
    if node.stress == Stress::Centre { Weight::Bold } else { Weight::Regular }
}

fn label_size(node: &Node) -> f64 {
    if node.stress == Stress::Faint { FAINT_SIZE } else { TEXT_SIZE }
}

fn text_height(node: &Node, label: &[String], name: &[String]) -> f64 {
    LEADING * (label_size(node) * real(label.len()) + NAME_SIZE * real(name.len()))
}

/// The outline of a shape.
pub(super) fn outline(canvas: &mut Canvas, shape: Shape, stress: Stress, middle: Point, size: Point) {
    let (left, top) = (middle.0 - size.0 / 2.0, middle.1 - size.1 / 2.0);
    let (right, bottom) = (left + size.0, top + size.1);
    let slant = SLANT.min(size.1 / 2.0);
    let edge = |colour, wide| {
        let wide = if stress == Stress::Centre { 2.6 } else { wide };
        Some(Line { colour, width: wide, dash: "" })
    };
    match (shape, stress) {
        (_, Stress::Faint) => canvas.rectangle((left, top), size, 4.0, PAPER, edge(GRID, 1.0)),
        (Shape::Stock, _) => canvas.rectangle((left, top), size, 0.0, PAPER, edge(INK, 1.5)),
        (Shape::Sector, _) => canvas.rectangle((left, top), size, 6.0, BAND, edge(GREY, 1.0)),
        (Shape::Auxiliary, stress) => {
            let line = if stress == Stress::Centre { edge(INK, 1.0) } else { None };
            canvas.rectangle((left, top), size, 9.0, BAND, line);
        }
        (Shape::Parameter, _) => {
            let line = edge(GREY, 0.8).map(|line| Line { dash: "2 2", ..line });
            canvas.rectangle((left, top), size, 9.0, PAPER, line);
        }
        (Shape::Lever, _) => {
            let corners = [
                (left, middle.1),
                (left + slant, top),
                (right - slant, top),
                (right, middle.1),
                (right - slant, bottom),
                (left + slant, bottom),
            ];
            canvas.polygon(&corners, LEVER, edge(BLUE, 1.2));
        }
        (Shape::Driver, _) => {
            let corners = [(left + slant, top), (right, top), (right - slant, bottom), (left, bottom)];
            canvas.polygon(&corners, DRIVER, edge(GREEN, 1.2));
        }
    }
}

/// A text in as few lines as it needs, about equally long: no line is left with a last character alone.
fn even(text: &str, size: f64, weight: Weight, most: f64) -> Vec<String> {
    let mut lines = wrap(text, size, weight, most);
    let mut narrower = most;
    while lines.len() > 1 && narrower > size {
        narrower -= size / 2.0;
        let tried = wrap(text, size, weight, narrower);
        // a blank is lost at each line's end but where a word is broken
        if tried.len() > lines.len() || tried.concat().len() != lines.concat().len() {
            break;
        }
        lines = tried;
    }
    lines
}

/// A name in lines, broken after underscores and dots where it is too wide.
fn broken(name: &str, most: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in name.split_inclusive(['_', '.']) {
        if let Some(line) = lines.last_mut() {
            let wider = format!("{line}{part}");
            if line.is_empty() || width(&wider, NAME_SIZE, Weight::Regular) <= most {
                *line = wider;
            } else {
                lines.push(part.to_owned());
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{broken, even};
    use crate::report::chart::font::Weight;

    #[test]
    fn lines_are_about_equally_long() {
        let lines = even("规费返还与专项资金", 12.5, Weight::Regular, 112.0);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].chars().count() >= 4, "{lines:?}");
        assert_eq!(even("Extraordinarily", 12.5, Weight::Regular, 200.0), ["Extraordinarily"]);
    }

    #[test]
    fn names_break_after_underscores_only() {
        assert_eq!(broken("other_merchant_utilisation_max", 90.0).concat(), "other_merchant_utilisation_max");
        assert!(broken("other_merchant_utilisation_max", 90.0).iter().rev().skip(1).all(|line| line.ends_with('_')));
        assert_eq!(broken("margin", 10.0), ["margin"]);
    }
}
