//! Where the nodes of a loop stand: clockwise along the sides of a rectangle.

use super::layers::real;
use super::layout::Point;

/// The most nodes side by side.
const MOST_COLUMNS: usize = 5;
/// Distance of two nodes below each other.
const ROW_GAP: f64 = 34.0;
/// Distance of two nodes side by side.
const COLUMN_GAP: f64 = 46.0;
/// Room inside for the name of the loop.
const LEAST_INSIDE: f64 = 64.0;

/// The extent of a ring, and the middle of each node: rightwards, downwards.
pub(super) fn ring(sizes: &[Point]) -> (Point, Vec<Point>) {
    let count = sizes.len();
    let widest = sizes.iter().map(|size| size.0).fold(0.0, f64::max);
    let highest = sizes.iter().map(|size| size.1).fold(0.0, f64::max);
    let top = (count.div_ceil(4) + 1).clamp(2, MOST_COLUMNS).min(count.div_ceil(2).max(1));
    let bottom = top.min(count - top.min(count));
    let beside = count - top.min(count) - bottom;
    let (right, left) = (beside.div_ceil(2), beside / 2);
    let width = real(top.max(2) - 1) * (widest + COLUMN_GAP);
    let height = (real(right + 1) * (highest + ROW_GAP)).max(highest + LEAST_INSIDE);
    let share = |number: usize, of: usize| if of < 2 { 0.5 } else { real(number) / real(of - 1) };
    let between = |number: usize, of: usize| real(number + 1) / real(of + 1);
    let (x, y) = (widest / 2.0, highest / 2.0);
    let middles = (0..top)
        .map(|number| (x + width * share(number, top), y))
        .chain((0..right).map(|number| (x + width, y + height * between(number, right))))
        .chain((0..bottom).map(|number| (x + width * (1.0 - share(number, bottom)), y + height)))
        .chain((0..left).map(|number| (x, y + height * (1.0 - between(number, left)))))
        .take(count)
        .collect();
    ((width + widest, height + highest), middles)
}
#[cfg(test)]
mod tests {
    use super::ring;

    #[test]
    fn no_two_nodes_of_a_ring_touch() {
        for count in 1..40 {
            let (size, middles) = ring(&vec![(130.0, 50.0); count]);
            assert_eq!(middles.len(), count);
            for (number, one) in middles.iter().enumerate() {
                assert!(one.0 >= 65.0 && one.0 <= size.0 - 65.0 && one.1 >= 25.0 && one.1 <= size.1 - 25.0);
                for other in &middles[..number] {
                    let apart = ((one.0 - other.0).abs() - 130.0).max((one.1 - other.1).abs() - 50.0);
                    assert!(apart > 20.0, "{count}: {one:?} and {other:?}");
                }
            }
        }
    }
}
