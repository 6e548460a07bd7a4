//! Verdicts as symbols that differ in colour, in lightness and in shape.

use super::spec::Verdict;
use crate::report::chart::drawing::{Drawing, Point};
use crate::report::chart::theme::{Colour, MET, MISSED, NOT_EVALUATED, PAPER};

/// The colour of a verdict.
pub(super) fn symbol_colour(verdict: Verdict) -> Colour {
    match verdict {
        Verdict::Met => MET,
        Verdict::Missed => MISSED,
        Verdict::NotEvaluated => NOT_EVALUATED,
    }
}

/// Draws a tick on a filled disc, a cross on a filled square, or an empty ring.
pub(super) fn draw_symbol(drawing: &mut Drawing, verdict: Verdict, (x, y): Point) {
    let colour = symbol_colour(verdict);
    match verdict {
        Verdict::Met => {
            drawing.circle((x, y), 6.2, colour);
            drawing.path([(x - 3.1, y + 0.2), (x - 0.9, y + 2.5), (x + 3.2, y - 2.4)], 1.7, PAPER);
        }
        Verdict::Missed => {
            drawing.rectangle((x - 5.8, y - 5.8), (x + 5.8, y + 5.8), colour);
            drawing.path([(x - 3.0, y - 3.0), (x + 3.0, y + 3.0)], 1.7, PAPER);
            drawing.path([(x - 3.0, y + 3.0), (x + 3.0, y - 3.0)], 1.7, PAPER);
        }
        Verdict::NotEvaluated => {
            drawing.circle((x, y), 5.6, colour);
            drawing.circle((x, y), 4.4, PAPER);
        }
    }
}
