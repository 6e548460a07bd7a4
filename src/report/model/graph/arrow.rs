//! How an arrow is drawn: a line by its mark, a head, and its sign.

use super::canvas::{Canvas, Line, Type};
use super::layout::Point;
use super::picture::{Mark, width};
use super::route::Route;
use crate::report::chart::theme::{BLUE, Colour, GREY, INK, MIDDLE_TO_BASELINE, MUTED, PAPER, VERMILLION};

/// Length and half the width of an arrowhead.
const HEAD: Point = (8.0, 3.6);
/// From the tip of an arrow to the middle of its sign, and the radius of that.
const SIGN: (f64, f64) = (14.0, 5.4);
/// Size of a plain sign, and of the others, which are larger in themselves.
const SIGN_SIZES: (f64, f64) = (11.0, 8.0);
/// A count from which on an arrow is as dark as any, and one from which on the count is written.
const DARK: usize = 8;
pub(super) const WRITTEN: usize = 4;
/// Size of a count, and the radius of the blank around it.
const COUNT: (f64, f64) = (10.0, 7.0);

/// The colour of an arrow.
fn colour(mark: Mark) -> Colour {
    match mark {
        Mark::Plus => BLUE,
        Mark::Minus => VERMILLION,
        Mark::Mixed => MUTED,
        Mark::Idle | Mark::Start => GREY,
        Mark::Count(count) if count >= DARK => INK,
        Mark::Count(count) if count >= WRITTEN => MUTED,
        Mark::Count(_) => Colour(0xA6, 0xA6, 0xA6),
    }
}

/// An arrow.
pub(super) fn arrow(canvas: &mut Canvas, route: &Route, mark: Mark, is_faint: bool) {
    line(canvas, route, mark, is_faint);
    head(canvas, route, mark);
    count(canvas, route, mark);
}

/// The line of an arrow, parted from those it crosses.
pub(super) fn line(canvas: &mut Canvas, route: &Route, mark: Mark, is_faint: bool) {
    let path = route.path(HEAD.0 - 1.0);
    let width = match mark {
        Mark::Count(count) => width(count),
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
pub(super) fn head(canvas: &mut Canvas, route: &Route, mark: Mark) {
    let (x, y) = route.direction;
    let wide = if let Mark::Count(count) = mark { (width(count) * 1.1).max(HEAD.1) } else { HEAD.1 };
    let (tip, foot) = (route.before_tip(0.0), route.before_tip(HEAD.0));
    let corners = [tip, (foot.0 - wide * y, foot.1 + wide * x), (foot.0 + wide * y, foot.1 - wide * x)];
    canvas.polygon(&corners, colour(mark), None);
    let size = match mark {
        Mark::Plus | Mark::Minus => SIGN_SIZES.0,
        Mark::Mixed | Mark::Idle => SIGN_SIZES.1,
        Mark::Start | Mark::Count(_) => return,
    };
    let place = route.before_tip(SIGN.0);
    canvas.circle(place, SIGN.1, PAPER, Some(Line { colour: colour(mark), width: 0.8, dash: "" }));
    written(canvas, &mark.symbol(), place, Type::new(size, colour(mark)));
}

/// Writes a count on the middle of an arrow, if it is worth it.
pub(super) fn count(canvas: &mut Canvas, route: &Route, mark: Mark) {
    if let Mark::Count(WRITTEN..) = mark {
        canvas.circle(route.middle(), COUNT.1, PAPER, None);
        written(canvas, &mark.symbol(), route.middle(), Type::new(COUNT.0, colour(mark)));
    }
}

/// Writes a word around a point.
fn written(canvas: &mut Canvas, word: &str, (x, y): Point, set: Type) {
    canvas.text(word, (x, y + MIDDLE_TO_BASELINE * set.size), set.bold().centred());
}
