//! Where the nodes of a layered picture stand.
//!
//! Lengths are measured *along* the arrows and *across* them, so that one layout serves pictures that run to the right
//! and pictures that run down. Within a layer each node is drawn towards the mean of its neighbours; where that makes
//! them overlap, they are moved as little as possible in least squares.

use super::layers::Layers;

/// A point: along, across.
pub(super) type Point = (f64, f64);

/// Distance of two neighbours in a layer.
const GAP: f64 = 16.0;
/// Distance of the line of a long arrow from its neighbours.
const LINE_GAP: f64 = 9.0;
/// Distance of two layers: room for arrowheads, signs and a bend.
const LAYER_GAP: f64 = 58.0;
/// Further distance, as a share of how far the widest bend goes across, and the most of it.
const BEND_ROOM: f64 = 0.14;
const MOST_BEND_ROOM: f64 = 60.0;
/// Sweeps of the placing.
const SWEEPS: usize = 60;
/// How strongly a line of joints keeps straight, compared with a line between nodes.
const STRAIGHT: f64 = 6.0;

/// A layout.
#[derive(Debug)]
pub(super) struct Layout {
    /// Extent along and across.
    pub(super) size: Point,
    /// The middle of each node.
    pub(super) middles: Vec<Point>,
    /// For each arrow, in its direction, where it passes each layer between its ends: where it enters and leaves.
    pub(super) bends: Vec<Vec<[Point; 2]>>,
    /// Where the layer of each node starts and ends.
    pub(super) layers: Vec<Point>,
}

/// Lays out nodes of given sizes, along and across.
pub(super) fn layered(sizes: &[Point], arrows: &[(usize, usize)]) -> Layout {
    let set = Layers::new(sizes.len(), arrows);
    let across = across(&set, sizes);
    let mut spans = vec![(0.0, 0.0); set.before.len()];
    let mut along = 0.0;
    for (number, layer) in set.rows.iter().enumerate() {
        if number > 0 {
            let bends = layer.iter().flat_map(|node| set.before[*node].iter().map(move |before| (*before, *node)));
            let farthest = bends.map(|(one, other)| (across[one] - across[other]).abs()).fold(0.0, f64::max);
            along += LAYER_GAP + (BEND_ROOM * farthest).min(MOST_BEND_ROOM);
        }
        let widest = layer.iter().filter_map(|node| sizes.get(*node)).map(|size| size.0).fold(0.0, f64::max);
        for node in layer {
            spans[*node] = (along, along + widest);
        }
        along += widest;
    }
    let extent = |node: usize| across[node] + sizes.get(node).map_or(0.0, |size| size.1 / 2.0);
    let widest = (0..across.len()).map(extent).fold(0.0, f64::max);
    let bends = set.chains.iter().map(|chain| {
        let inner = chain.get(1..chain.len().saturating_sub(1)).unwrap_or_default();
        let backwards = chain.first().zip(chain.last()).is_some_and(|(from, to)| spans[*from].0 > spans[*to].0);
        let passes = |node: &usize| {
            let (start, end) = spans[*node];
            let (start, end) = if backwards { (end, start) } else { (start, end) };
            [(start, across[*node]), (end, across[*node])]
        };
        inner.iter().map(passes).collect()
    });
    Layout {
        size: (along, widest),
        middles: (0..sizes.len()).map(|node| (f64::midpoint(spans[node].0, spans[node].1), across[node])).collect(),
        bends: bends.collect(),
        layers: spans[..sizes.len()].to_vec(),
    }
}

/// The middle of each node and joint across the arrows, the first at 0 or more.
fn across(set: &Layers, sizes: &[Point]) -> Vec<f64> {
    let is_joint = |node: usize| node >= sizes.len();
    let height = |node: usize| sizes.get(node).map_or(0.0, |size| size.1);
    let room = |one: usize, other: usize| {
        let gap = if is_joint(one) || is_joint(other) { LINE_GAP } else { GAP };
        f64::midpoint(height(one), height(other)) + gap
    };
    let mut middles = vec![0.0; set.before.len()];
    for layer in &set.rows {
        let mut at = 0.0;
        for (place, node) in layer.iter().enumerate() {
            at += if place == 0 { height(*node) / 2.0 } else { room(layer[place - 1], *node) };
            middles[*node] = at;
        }
    }
    for sweep in 0..SWEEPS {
        for step in 0..set.rows.len() {
            let number = if sweep % 2 == 0 { step } else { set.rows.len() - 1 - step };
            let layer = &set.rows[number];
            let wish = |node: usize| {
                let all = set.before[node].iter().chain(&set.after[node]);
                let weight = |other: usize| if is_joint(node) && is_joint(other) { STRAIGHT } else { 1.0 };
                let (sum, weights) = all.fold((0.0, 0.0), |(sum, weights), other| {
                    (sum + weight(*other) * middles[*other], weights + weight(*other))
                });
                if weights > 0.0 { (sum / weights, weights) } else { (middles[node], 0.1) }
            };
            let wishes: Vec<(f64, f64)> = layer.iter().map(|node| wish(*node)).collect();
            let rooms: Vec<f64> = layer.windows(2).map(|pair| room(pair[0], pair[1])).collect();
            for (node, middle) in layer.iter().zip(apart(&wishes, &rooms)) {
                middles[*node] = middle;
            }
        }
    }
    let top = (0..middles.len()).map(|node| middles[node] - height(node) / 2.0).fold(f64::INFINITY, f64::min);
    middles.iter().map(|middle| middle - top).collect()
}

/// The places nearest to those wished for (least squares with weights) that keep their order and their distances.
fn apart(wishes: &[(f64, f64)], rooms: &[f64]) -> Vec<f64> {
    // measured from where each would stand in a row without blanks, "keeps its distance" becomes "does not fall",
    // which pooling neighbours that fall solves exactly
    let mut offset = 0.0;
    let mut offsets = Vec::new();
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (place, (wish, weight)) in wishes.iter().enumerate() {
        offset += if place == 0 { 0.0 } else { rooms[place - 1] };
        offsets.push(offset);
        let mut pool = (wish - offset, *weight, 1);
        while let Some(last) = pools.pop_if(|last| last.0 > pool.0) {
            let weight = last.1 + pool.1;
            pool = (last.0.mul_add(last.1, pool.0 * pool.1) / weight, weight, last.2 + pool.2);
        }
        pools.push(pool);
    }
    let starts = pools.iter().flat_map(|(start, _, members)| std::iter::repeat_n(*start, *members));
    starts.zip(offsets).map(|(start, offset)| start + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::{apart, layered};

    #[test]
    fn wishes_that_fit_are_kept_and_others_share_the_shift() {
        assert_eq!(apart(&[(0.0, 1.0), (50.0, 1.0)], &[20.0]), [0.0, 50.0]);
        assert_eq!(apart(&[(30.0, 1.0), (30.0, 1.0)], &[20.0]), [20.0, 40.0]);
        assert_eq!(apart(&[(30.0, 3.0), (30.0, 1.0)], &[20.0]), [25.0, 45.0]);
    }

    #[test]
    fn an_arrow_back_passes_layers_from_right_to_left() {
        let layout = layered(&[(10.0, 10.0); 3], &[(0, 1), (1, 2), (2, 0)]);
        let [enters, leaves] = layout.bends[2][0];
        assert!(enters.0 > leaves.0 && layout.middles[0].0 < leaves.0);
    }
}
