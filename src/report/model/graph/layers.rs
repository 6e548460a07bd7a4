//! A graph in layers: which node stands in which layer, and in which order, so that most arrows go forwards and few
//! cross.
//!
//! The method is that of K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system
//! structures", IEEE Trans. SMC 11(2), 1981; arrows that close circles are chosen after P. Eades, X. Lin, W. F. Smyth,
//! "A fast and effective heuristic for the feedback arc set problem", Inf. Proc. Letters 47(6), 1993.

/// Sweeps over all layers in search of an order with fewer crossings.
const SWEEPS: usize = 24;

/// Nodes in layers. An arrow over several layers has a *joint* in each layer between; joints have the places after the
/// nodes.
#[derive(Debug)]
pub(super) struct Layers {
    /// Nodes and joints of each layer, in order.
    pub(super) rows: Vec<Vec<usize>>,
    /// What each arrow leads along, its ends included, in the direction of the arrow.
    pub(super) chains: Vec<Vec<usize>>,
    /// For each node and joint, those of the layer before that it is joined to.
    pub(super) before: Vec<Vec<usize>>,
    /// For each node and joint, those of the layer after.
    pub(super) after: Vec<Vec<usize>>,
}

impl Layers {
    /// Sets nodes in layers.
    pub(super) fn new(nodes: usize, arrows: &[(usize, usize)]) -> Self {
        let place = forwards(nodes, arrows);
        let forward: Vec<(usize, usize)> =
            arrows.iter().map(|&(from, to)| if place[from] <= place[to] { (from, to) } else { (to, from) }).collect();
        let layer = layer_of(nodes, &forward, &place);
        let count = layer.iter().max().map_or(0, |last| last + 1);
        let mut set = Self {
            rows: vec![Vec::new(); count],
            chains: Vec::new(),
            before: vec![Vec::new(); nodes],
            after: vec![Vec::new(); nodes],
        };
        for (node, layer) in layer.iter().enumerate() {
            set.rows[*layer].push(node);
        }
        for (&(from, to), &(given, _)) in forward.iter().zip(arrows) {
            let mut chain = vec![from];
            for between in layer[from] + 1..layer[to] {
                let joint = set.before.len();
                set.before.push(Vec::new());
                set.after.push(Vec::new());
                set.rows[between].push(joint);
                chain.push(joint);
            }
            if from != to {
                chain.push(to);
            }
            for pair in chain.windows(2) {
                set.after[pair[0]].push(pair[1]);
                set.before[pair[1]].push(pair[0]);
            }
            if given != from {
                chain.reverse();
            }
            set.chains.push(chain);
        }
        set.order();
        set
    }

    /// Puts each layer in an order with few crossings.
    fn order(&mut self) {
        let mut best = self.rows.clone();
        let mut fewest = self.crossings();
        for sweep in 0..SWEEPS {
            let forwards = sweep % 2 == 0;
            for step in 1..self.rows.len() {
                let number = if forwards { step } else { self.rows.len() - 1 - step };
                let other = if forwards { number - 1 } else { number + 1 };
                let places = self.places(other);
                let neighbours = if forwards { &self.before } else { &self.after };
                let mut keyed: Vec<(f64, usize)> = self.rows[number]
                    .iter()
                    .enumerate()
                    .map(|(own, node)| (middle(&neighbours[*node], &places).unwrap_or(real(own)), *node))
                    .collect();
                keyed.sort_by(|one, other| one.0.total_cmp(&other.0)); // stable: equals keep their order
                self.rows[number] = keyed.into_iter().map(|(_, node)| node).collect();
            }
            self.swap_neighbours();
            let found = self.crossings();
            if found < fewest {
                (fewest, best) = (found, self.rows.clone());
            }
        }
        self.rows = best;
    }

    /// Swaps neighbours in a layer wherever fewer lines cross afterwards.
    fn swap_neighbours(&mut self) {
        let all: Vec<Vec<usize>> = (0..self.rows.len()).map(|number| self.places(number)).collect();
        let mut places = vec![0; self.before.len()];
        for of_layer in all {
            for (place, of_node) in places.iter_mut().zip(of_layer) {
                *place += of_node;
            }
        }
        for layer in &mut self.rows {
            for place in 1..layer.len() {
                let (one, other) = (layer[place - 1], layer[place]);
                let crossing = |first: usize, second: usize| {
                    let inverted = |a: &[usize], b: &[usize]| -> usize {
                        a.iter().map(|a| b.iter().filter(|b| places[**b] < places[*a]).count()).sum()
                    };
                    inverted(&self.before[first], &self.before[second])
                        + inverted(&self.after[first], &self.after[second])
                };
                if crossing(other, one) < crossing(one, other) {
                    layer.swap(place - 1, place);
                    places.swap(one, other);
                }
            }
        }
    }

    /// The place of each node in a layer; 0 for those of other layers.
    fn places(&self, number: usize) -> Vec<usize> {
        let mut places = vec![0; self.before.len()];
        for (place, node) in self.rows[number].iter().enumerate() {
            places[*node] = place;
        }
        places
    }

    /// How many pairs of lines cross.
    fn crossings(&self) -> usize {
        let mut crossings = 0;
        for number in 1..self.rows.len() {
            let places = self.places(number - 1);
            let mut passed: Vec<usize> = Vec::new();
            for node in &self.rows[number] {
                let own: Vec<usize> = self.before[*node].iter().map(|before| places[*before]).collect();
                crossings +=
                    own.iter().map(|place| passed.iter().filter(|before| *before > place).count()).sum::<usize>();
                passed.extend(own);
            }
        }
        crossings
    }
}

/// The mean place of some nodes.
fn middle(nodes: &[usize], places: &[usize]) -> Option<f64> {
    let sum: usize = nodes.iter().map(|node| places[*node]).sum();
    (!nodes.is_empty()).then(|| real(sum) / real(nodes.len()))
}

/// A count as a number to compute with.
pub(super) fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The place of each node in an order in which few arrows go backwards.
fn forwards(nodes: usize, arrows: &[(usize, usize)]) -> Vec<usize> {
    let mut open: Vec<bool> = vec![true; nodes];
    let (mut first, mut last) = (Vec::new(), Vec::new());
    while let Some(start) = open.iter().position(|open| *open) {
        let ways = |node: usize| {
            let here = arrows.iter().filter(|(from, to)| from != to && open[*from] && open[*to]);
            here.fold((0_usize, 0_usize), |(into, out), (from, to)| {
                (into + usize::from(*to == node), out + usize::from(*from == node))
            })
        };
        let left: Vec<(usize, (usize, usize))> =
            (start..nodes).filter(|node| open[*node]).map(|node| (node, ways(node))).collect();
        let taken = if let Some((node, _)) = left.iter().find(|(_, (_, out))| *out == 0) {
            last.push(*node);
            *node
        } else if let Some((node, _)) = left.iter().find(|(_, (into, _))| *into == 0) {
            first.push(*node);
            *node
        } else {
            // of equals the first: comparing by the larger surplus, then by the smaller place
            let surplus = |(into, out): (usize, usize)| nodes * nodes + out - into;
            let best =
                left.iter().max_by_key(|(node, ways)| (surplus(*ways), nodes - node)).map_or(start, |best| best.0);
            first.push(best);
            best
        };
        open[taken] = false;
    }
    let mut places = vec![0; nodes];
    for (place, node) in first.into_iter().chain(last.into_iter().rev()).enumerate() {
        places[node] = place;
    }
    places
}

/// The layer of each node: as early as its causes allow, then moved so that arrows are short.
fn layer_of(nodes: usize, forward: &[(usize, usize)], place: &[usize]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..nodes).collect();
    order.sort_by_key(|node| place[*node]);
    let before = |node: usize| forward.iter().filter(move |arrow| arrow.1 == node && arrow.0 != node);
    let after = |node: usize| forward.iter().filter(move |arrow| arrow.0 == node && arrow.1 != node);
    let mut layer = vec![0; nodes];
    for node in &order {
        layer[*node] = before(*node).map(|arrow| layer[arrow.0] + 1).max().unwrap_or(0);
    }
    for _ in 0..nodes {
        let mut moved = false;
        for node in order.iter().rev() {
            // one more arrow out than in: it is nearer to what it causes when it stands as late as can be
            if after(*node).count() > before(*node).count() {
                let latest = after(*node).map(|arrow| layer[arrow.1] - 1).min().unwrap_or(layer[*node]);
                moved |= latest != layer[*node];
                layer[*node] = latest;
            }
        }
        if !moved {
            break;
        }
    }
    let first = layer.iter().min().copied().unwrap_or(0);
    layer.iter().map(|number| number - first).collect()
}

#[cfg(test)]
mod tests {
    use super::Layers;

    #[test]
    fn a_chain_has_a_layer_for_each_node_and_a_joint_where_an_arrow_skips_one() {
        let set = Layers::new(3, &[(0, 1), (1, 2), (0, 2)]);
        assert_eq!(set.rows.len(), 3);
        assert_eq!(set.chains[2], [0, 3, 2]);
    }

    #[test]
    fn the_arrow_that_closes_a_circle_goes_backwards() {
        let set = Layers::new(3, &[(0, 1), (1, 2), (2, 0)]);
        assert_eq!(set.rows, [vec![0], vec![1, 3], vec![2]]);
        assert_eq!(set.chains[2], [2, 3, 0]);
    }

    #[test]
    fn what_can_be_drawn_without_crossings_is() {
        let set = Layers::new(6, &[(0, 5), (1, 4), (2, 3), (0, 4)]);
        assert_eq!(set.crossings(), 0);
    }
}
