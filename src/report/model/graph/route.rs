//! The way of an arrow from node to node, and where its sign stands.

use super::layers::real;
use super::layout::Point;
use std::collections::BTreeMap;
use std::fmt::Write;

/// How much of a node's side an arrow takes where it ends, with its sign, and where it leaves.
const TIP: f64 = 13.0;
const TAIL: f64 = 8.0;
/// How far an arrow runs straight before its head: room for its sign.
const RUN: f64 = 21.0;
/// How far it runs straight when it leaves.
const START: f64 = 4.0;

/// Distance of the two ways between two nodes on a circle, to each side of the line between them.
const ASIDE: f64 = 14.0;
/// How far a way across a circle is drawn towards its centre.
const INWARDS: f64 = 0.45;

/// How a way goes from station to station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    /// Straight.
    Straight,
    /// Straight if both lie on one level, else in a bend that starts and ends rightwards or leftwards.
    Rightwards,
    /// The same, downwards or upwards.
    Downwards,
    /// Over three stations, the middle one of which draws it aside.
    Bent,
}

/// The way of an arrow.
#[derive(Debug)]
pub(super) struct Route {
    /// The first is where it leaves, the last its tip.
    stations: Vec<Point>,
    /// Its direction at the tip, of length 1.
    pub(super) direction: Point,
    course: Course,
}

impl Route {
    /// A way over stations.
    fn over(stations: Vec<Point>, course: Course) -> Self {
        let direction = match stations[..] {
            [.., (x, y), (tip_x, tip_y)] => {
                let length = (tip_x - x).hypot(tip_y - y).max(1e-9);
                ((tip_x - x) / length, (tip_y - y) / length)
            }
            _ => (1.0, 0.0),
        };
        Self { stations, direction, course }
    }

    /// The straight way between two points.
    pub(super) fn between(from: Point, to: Point) -> Self {
        Self::over(vec![from, to], Course::Straight)
    }

    /// The straight way between two rectangles, given by their middles and sizes.
    pub(super) fn straight(from: (Point, Point), to: (Point, Point)) -> Self {
        Self::between(edge(from, to.0), edge(to, from.0))
    }

    /// A way between two rectangles that is drawn towards a centre; the way back is another.
    pub(super) fn bent(from: (Point, Point), to: (Point, Point), centre: Point) -> Self {
        let (one, other) = (from.0, to.0);
        let middle = (f64::midpoint(one.0, other.0), f64::midpoint(one.1, other.1));
        let length = (other.0 - one.0).hypot(other.1 - one.1).max(1e-9);
        let aside = (-(other.1 - one.1) / length * ASIDE, (other.0 - one.0) / length * ASIDE);
        let drawn = (
            middle.0 + INWARDS * (centre.0 - middle.0) + aside.0,
            middle.1 + INWARDS * (centre.1 - middle.1) + aside.1,
        );
        Self::over(vec![edge(from, drawn), drawn, edge(to, drawn)], Course::Bent)
    }

    /// Turns a way to the right into a way down.
    pub(super) fn turn(&mut self) {
        for (x, y) in &mut self.stations {
            std::mem::swap(x, y);
        }
        self.direction = (self.direction.1, self.direction.0);
        self.course = Course::Downwards;
    }

    /// A point so far before the tip.
    pub(super) fn before_tip(&self, distance: f64) -> Point {
        let (x, y) = self.stations.last().copied().unwrap_or_default();
        (x - distance * self.direction.0, y - distance * self.direction.1)
    }

    /// The middle of a way of two or three stations.
    pub(super) fn middle(&self) -> Point {
        match self.stations[..] {
            [one, other] => (f64::midpoint(one.0, other.0), f64::midpoint(one.1, other.1)),
            // the curve there is half as far aside as what draws it
            [one, drawn, other] => {
                let half = |one: f64, drawn: f64, other: f64| f64::midpoint(f64::midpoint(one, other), drawn);
                (half(one.0, drawn.0, other.0), half(one.1, drawn.1, other.1))
            }
            _ => self.before_tip(0.0),
        }
    }

    /// As the path of an SVG element, its last bit before the tip left to the arrowhead.
    pub(super) fn path(&self, head: f64) -> String {
        let mut stations = self.stations.clone();
        if let Some(last) = stations.last_mut() {
            *last = self.before_tip(head);
        }
        let Some(((x, y), rest)) = stations.split_first() else { return String::new() };
        let mut path = format!("M{x:.1} {y:.1}");
        let (mut x, mut y) = (*x, *y);
        // writing to a string cannot fail
        for (number, &(to_x, to_y)) in rest.iter().enumerate() {
            let _ = match self.course {
                Course::Rightwards if (to_y - y).abs() > 0.05 => {
                    let bend = f64::midpoint(x, to_x);
                    write!(path, "C{bend:.1} {y:.1} {bend:.1} {to_y:.1} {to_x:.1} {to_y:.1}")
                }
                Course::Downwards if (to_x - x).abs() > 0.05 => {
                    let bend = f64::midpoint(y, to_y);
                    write!(path, "C{x:.1} {bend:.1} {to_x:.1} {bend:.1} {to_x:.1} {to_y:.1}")
                }
                Course::Bent => write!(path, "{}{to_x:.1} {to_y:.1}", if number == 0 { "Q" } else { " " }),
                _ => write!(path, "L{to_x:.1} {to_y:.1}"),
            };
            (x, y) = (to_x, to_y);
        }
        path
    }
}

/// Where the line from the middle of a rectangle to a point leaves it.
fn edge((middle, size): (Point, Point), towards: Point) -> Point {
    let (x, y) = (towards.0 - middle.0, towards.1 - middle.1);
    let share = (size.0 / 2.0 / x.abs().max(1e-9)).min(size.1 / 2.0 / y.abs().max(1e-9)).min(1.0);
    (middle.0 + share * x, middle.1 + share * y)
}

/// The ways of all arrows of a layered picture to the right, in which the nodes of a layer are of one width.
pub(super) fn routes(
    middles: &[Point],
    bends: &[Vec<[Point; 2]>],
    sizes: &[Point],
    arrows: &[(usize, usize)],
) -> Vec<Route> {
    let ports = ports(middles, bends, sizes, arrows);
    let mut routes = Vec::new();
    for (number, &(from, to)) in arrows.iter().enumerate() {
        let sign = if middles[from].0 <= middles[to].0 { 1.0 } else { -1.0 };
        let side = |node: usize, sign: f64| middles[node].0 + sign * sizes[node].0 / 2.0;
        let (out, into) = (ports[&(number, false)], ports[&(number, true)]);
        let mut stations = vec![(side(from, sign), out), (side(from, sign) + sign * START, out)];
        stations.extend(bends[number].iter().flatten());
        stations.extend([(side(to, -sign) - sign * RUN, into), (side(to, -sign), into)]);
        routes.push(Route::over(stations, Course::Rightwards));
    }
    routes
}

/// Where each arrow leaves its cause and meets its effect, across the arrows: those of one side of a node stand in the
/// order of where they come from or go. By the number of the arrow, and whether its tip is meant.
fn ports(
    middles: &[Point],
    bends: &[Vec<[Point; 2]>],
    sizes: &[Point],
    arrows: &[(usize, usize)],
) -> BTreeMap<(usize, bool), f64> {
    /// Where an arrow comes from or goes, its number, and whether this is its tip.
    type End = (f64, usize, bool);
    let mut ends_at: BTreeMap<(usize, bool), Vec<End>> = BTreeMap::new();
    for (number, &(from, to)) in arrows.iter().enumerate() {
        let forwards = middles[from].0 <= middles[to].0;
        let next = bends[number].first().map_or(middles[to].1, |bend| bend[0].1);
        let last = bends[number].last().map_or(middles[from].1, |bend| bend[1].1);
        ends_at.entry((from, forwards)).or_default().push((next, number, false));
        ends_at.entry((to, !forwards)).or_default().push((last, number, true));
    }
    let mut ports = BTreeMap::new();
    for ((node, _), mut ends) in ends_at {
        ends.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let whole: f64 = ends.iter().map(|end| room(end.2)).sum();
        let share = (sizes[node].1 / whole).min(1.0);
        let mut at = middles[node].1 - share * whole / 2.0;
        for (_, number, is_tip) in ends {
            ports.insert((number, is_tip), at + share * room(is_tip) / 2.0);
            at += share * room(is_tip);
        }
    }
    ports
}

/// How much of a node's side an arrow takes.
const fn room(is_tip: bool) -> f64 {
    if is_tip { TIP } else { TAIL }
}

/// How far a node must reach across its arrows.
pub(super) fn least_extent(node: usize, arrows: &[(usize, usize)]) -> f64 {
    let into = arrows.iter().filter(|arrow| arrow.1 == node).count();
    let out = arrows.iter().filter(|arrow| arrow.0 == node).count();
    (room(true) * real(into)).max(room(false) * real(out))
}
