//! The way of an arrow from node to node, and where its sign stands.

use super::layers::real;
use super::layout::{Layout, Point};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Most distance of two arrows at one side of a node.
const PORT: f64 = 13.0;
/// How far an arrow runs straight before its head: room for its sign.
const RUN: f64 = 21.0;
/// How far it runs straight when it leaves.
const START: f64 = 4.0;

/// The way of an arrow: stations between which it runs straight if they lie on one level, and bends if not.
#[derive(Debug)]
pub(super) struct Route {
    /// The first is where it leaves, the last its tip.
    pub(super) stations: Vec<Point>,
    /// Its direction at the tip, of length 1.
    pub(super) direction: Point,
}

impl Route {
    /// The straight way between two rectangles, given by their middles and sizes.
    pub(super) fn straight(from: (Point, Point), to: (Point, Point)) -> Self {
        let (start, end) = (edge(from, to.0), edge(to, from.0));
        let (x, y) = (end.0 - start.0, end.1 - start.1);
        let length = x.hypot(y).max(1e-9);
        Self { stations: vec![start, end], direction: (x / length, y / length) }
    }

    /// A point so far before the tip.
    pub(super) fn before_tip(&self, distance: f64) -> Point {
        let (x, y) = self.stations.last().copied().unwrap_or_default();
        (x - distance * self.direction.0, y - distance * self.direction.1)
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
        for &(next_x, next_y) in rest {
            if (next_y - y).abs() < 0.05 || self.direction.1.abs() > 1e-6 {
                let _ = write!(path, "L{next_x:.1} {next_y:.1}");
            } else {
                let bend = f64::midpoint(x, next_x);
                let _ = write!(path, "C{bend:.1} {y:.1} {bend:.1} {next_y:.1} {next_x:.1} {next_y:.1}");
            }
            (x, y) = (next_x, next_y);
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

/// The ways of all arrows of a layered picture.
pub(super) fn routes(layout: &Layout, sizes: &[Point], arrows: &[(usize, usize)]) -> Vec<Route> {
    let forwards: Vec<bool> = arrows.iter().map(|&(from, to)| layout.middles[from].0 <= layout.middles[to].0).collect();
    let ports = ports(layout, sizes, arrows, &forwards);
    let mut routes = Vec::new();
    for (number, &(from, to)) in arrows.iter().enumerate() {
        let sign = if forwards[number] { 1.0 } else { -1.0 };
        let side = |node: usize, sign: f64| layout.middles[node].0 + sign * sizes[node].0 / 2.0;
        let edge = |node: usize, sign: f64| {
            let (start, end) = layout.layers[node];
            if sign > 0.0 { end } else { start }
        };
        let (out, into) = (ports[&(number, false)], ports[&(number, true)]);
        let mut stations = vec![(side(from, sign), out), (edge(from, sign) + sign * START, out)];
        stations.extend(layout.bends[number].iter().flatten());
        stations.extend([(edge(to, -sign) - sign * RUN, into), (side(to, -sign), into)]);
        routes.push(Route { stations, direction: (sign, 0.0) });
    }
    routes
}

/// Where each arrow leaves its cause and meets its effect, across the arrows: those of one side of a node stand in the
/// order of where they come from or go. By the number of the arrow, and whether its tip is meant.
fn ports(
    layout: &Layout,
    sizes: &[Point],
    arrows: &[(usize, usize)],
    forwards: &[bool],
) -> BTreeMap<(usize, bool), f64> {
    /// Where an arrow comes from or goes, its number, and whether this is its tip.
    type End = (f64, usize, bool);
    let mut ends_at: BTreeMap<(usize, bool), Vec<End>> = BTreeMap::new();
    for (number, &(from, to)) in arrows.iter().enumerate() {
        let bends = &layout.bends[number];
        let next = bends.first().map_or(layout.middles[to].1, |bend| bend[0].1);
        let last = bends.last().map_or(layout.middles[from].1, |bend| bend[1].1);
        ends_at.entry((from, forwards[number])).or_default().push((next, number, false));
        ends_at.entry((to, !forwards[number])).or_default().push((last, number, true));
    }
    let mut ports = BTreeMap::new();
    for ((node, _), mut ends) in ends_at {
        ends.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let step = (sizes[node].1 / real(ends.len())).min(PORT);
        for (place, (_, number, is_tip)) in ends.iter().enumerate() {
            let shift = real(place) - real(ends.len() - 1) / 2.0;
            ports.insert((*number, *is_tip), layout.middles[node].1 + step * shift);
        }
    }
    ports
}

/// The height that a node needs for its arrows.
pub(super) fn least_height(node: usize, arrows: &[(usize, usize)]) -> f64 {
    let into = arrows.iter().filter(|arrow| arrow.1 == node).count();
    let out = arrows.iter().filter(|arrow| arrow.0 == node).count();
    PORT * real(into.max(out))
}
