//! Where the nodes stand of a picture in which nearly everything acts on everything: on an ellipse.

use super::layers::real;
use super::layout::Point;
use std::f64::consts::TAU;

/// Distance of two nodes.
const GAP: f64 = 22.0;
/// The least half axes, and by how much they grow until all nodes find room.
const AXES: Point = (370.0, 300.0);
const GROWTH: f64 = 1.04;

/// The extent of the ellipse with its nodes, and the middle of each node. Nodes between which there are many arrows (the
/// third of each) come close to each other.
pub(super) fn circle(sizes: &[Point], arrows: &[(usize, usize, usize)]) -> (Point, Vec<Point>) {
    let order = order(sizes.len(), arrows);
    let widest = sizes.iter().map(|size| size.0).fold(0.0, f64::max);
    let highest = sizes.iter().map(|size| size.1).fold(0.0, f64::max);
    let mut axes = AXES;
    let mut middles = on_ellipse(&order, axes);
    while touch(sizes, &middles) {
        axes = (axes.0 * GROWTH, axes.1 * GROWTH);
        middles = on_ellipse(&order, axes);
    }
    let (x, y) = (axes.0 + widest / 2.0, axes.1 + highest / 2.0);
    ((2.0 * x, 2.0 * y), middles.into_iter().map(|middle| (middle.0 + x, middle.1 + y)).collect())
}

/// Whether two nodes are closer than they should be.
fn touch(sizes: &[Point], middles: &[Point]) -> bool {
    let close = |one: usize, other: usize| {
        let room = |a: f64, b: f64| f64::midpoint(a, b) + GAP;
        (middles[one].0 - middles[other].0).abs() < room(sizes[one].0, sizes[other].0)
            && (middles[one].1 - middles[other].1).abs() < room(sizes[one].1, sizes[other].1)
    };
    (0..middles.len()).any(|one| (0..one).any(|other| close(one, other)))
}

/// The middle of each node, clockwise from the top in an order.
fn on_ellipse(order: &[usize], axes: Point) -> Vec<Point> {
    let mut middles = vec![(0.0, 0.0); order.len()];
    for (place, node) in order.iter().enumerate() {
        let angle = TAU * real(place) / real(order.len());
        middles[*node] = (axes.0 * angle.sin(), -axes.1 * angle.cos());
    }
    middles
}

/// The order around the circle: nodes change places as long as that shortens the arrows.
fn order(nodes: usize, arrows: &[(usize, usize, usize)]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..nodes).collect();
    let length = |order: &[usize]| -> usize {
        let mut places = vec![0; nodes];
        for (place, node) in order.iter().enumerate() {
            places[*node] = place;
        }
        let steps = |one: usize, other: usize| {
            let apart = places[one].abs_diff(places[other]);
            apart.min(nodes - apart)
        };
        arrows.iter().map(|(from, to, weight)| weight * steps(*from, *to)).sum()
    };
    let mut shortest = length(&order);
    loop {
        let before = shortest;
        for one in 0..nodes {
            for other in 0..one {
                order.swap(one, other);
                let found = length(&order);
                if found < shortest {
                    shortest = found;
                } else {
                    order.swap(one, other);
                }
            }
        }
        if shortest == before {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{circle, order};

    #[test]
    fn what_acts_on_each_other_comes_close() {
        let found = order(6, &[(0, 3, 5), (3, 0, 5), (1, 4, 5), (2, 5, 5)]);
        let apart = |one: usize, other: usize| {
            let place = |node: usize| found.iter().position(|found| *found == node).unwrap();
            let apart = place(one).abs_diff(place(other));
            apart.min(6 - apart)
        };
        assert_eq!((apart(0, 3), apart(1, 4), apart(2, 5)), (1, 1, 1));
    }

    #[test]
    fn the_ellipse_grows_until_nodes_have_room() {
        let (few, _) = circle(&[(130.0, 50.0); 5], &[]);
        let (many, _) = circle(&[(130.0, 50.0); 40], &[]);
        assert!(many.0 > 2.0 * few.0);
    }
}
