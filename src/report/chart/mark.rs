//! Marks that tell lines and verdicts apart without their colour.

use super::drawing::{Drawing, Point};
use super::theme::{Colour, PAPER};

/// The shape of a mark on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Circle,
    Square,
    Triangle,
    Diamond,
    TriangleDown,
    Ring,
}

/// The mark of line `index`.
pub(super) fn mark(index: usize) -> Mark {
    const MARKS: [Mark; 6] =
        [Mark::Circle, Mark::Square, Mark::Triangle, Mark::Diamond, Mark::TriangleDown, Mark::Ring];
    MARKS[index % MARKS.len()]
}

impl Mark {
    /// Draws the mark with a thin rim of paper, so that it stands out from lines it covers.
    pub(super) fn draw(self, drawing: &mut Drawing, centre: Point, radius: f64, colour: Colour) {
        self.fill(drawing, centre, radius + 1.0, PAPER);
        self.fill(drawing, centre, radius, colour);
        if self == Self::Ring {
            drawing.circle(centre, radius - 1.6, PAPER);
        }
    }

    fn fill(self, drawing: &mut Drawing, (x, y): Point, radius: f64, colour: Colour) {
        let corners: &[Point] = match self {
            Self::Circle | Self::Ring => return drawing.circle((x, y), radius, colour),
            Self::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            Self::Triangle => &[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)],
            Self::Diamond => &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
            Self::TriangleDown => &[(0.0, 1.2), (1.1, -0.8), (-1.1, -0.8)],
        };
        let points: Vec<Point> = corners.iter().map(|(right, down)| (x + right * radius, y + down * radius)).collect();
        drawing.polygon(points, colour);
    }
}
