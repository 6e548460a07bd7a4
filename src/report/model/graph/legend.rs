//! What the shapes and arrows of a picture mean.

use super::arrow::arrow;
use super::canvas::{Canvas, Type};
use super::layout::Point;
use super::node::outline;
use super::picture::{Mark, Picture, Shape, Stress};
use super::route::Route;
use crate::report::chart::font::{Weight, width};
use crate::report::chart::theme::{MIDDLE_TO_BASELINE, MUTED, SMALL_SIZE};
use crate::text;
use crate::text::Language;

/// Width and height of a sample of a shape.
const SAMPLE: Point = (26.0, 14.0);
/// Length of a sample of an arrow.
const ARROW: f64 = 40.0;
/// From the sample to its word, and from there to the next sample.
const GAPS: Point = (6.0, 18.0);
/// Height of a line of the legend.
const LINE: f64 = 22.0;

enum Sample {
    Node(Shape, Stress),
    Arrow(Mark),
}

/// Draws the legend below `top`, no wider than `most`; returns where it ends.
pub(super) fn draw(canvas: &mut Canvas, picture: &Picture, language: Language, (left, top): Point, most: f64) -> f64 {
    let faint = picture.panels.iter().flat_map(|panel| &panel.nodes).any(|node| node.stress == Stress::Faint);
    let other = (Sample::Node(Shape::Auxiliary, Stress::Faint), text!("in another sector"; "其他部门的变量"));
    let shapes = picture.shapes().into_iter().map(|shape| (Sample::Node(shape, Stress::Plain), shape.word()));
    // where all nodes are sectors there is nothing to tell apart
    let shapes = shapes.filter(|(sample, _)| !matches!(sample, Sample::Node(Shape::Sector, _)));
    let shapes = shapes.chain(faint.then_some(other));
    let marks = picture.marks().into_iter().map(|mark| (Sample::Arrow(mark), mark.word()));
    let set = Type::new(SMALL_SIZE, MUTED);
    let (mut x, mut y) = (left, top + LINE / 2.0);
    for (group, items) in [shapes.collect::<Vec<_>>(), marks.collect()].into_iter().enumerate() {
        if group > 0 && x > left {
            (x, y) = (left, y + LINE);
        }
        for (sample, word) in items {
            let word = word.in_language(language);
            let size = if let Sample::Node(..) = sample { SAMPLE.0 } else { ARROW };
            let whole = size + GAPS.0 + width(word, set.size, Weight::Regular);
            if x > left && x + whole > left + most {
                (x, y) = (left, y + LINE);
            }
            match sample {
                Sample::Node(shape, stress) => outline(canvas, shape, stress, (x + size / 2.0, y), SAMPLE),
                Sample::Arrow(mark) => {
                    arrow(canvas, &Route::between((x, y), (x + size, y)), mark, false);
                }
            }
            canvas.text(word, (x + size + GAPS.0, y + MIDDLE_TO_BASELINE * set.size), set);
            x += whole + GAPS.1;
        }
    }
    y + LINE / 2.0
}
