//! Feedback loops of the causal graph.
//!
//! There are far too many loops to list. The *shortest independent loop set* is what can be read: the shortest loop
//! through each arrow, shortest first, and of those every one that adds an arrow to the loops before it. Each arrow
//! that is in any loop is then in one of the set, and no loop of it is made of others. R. Oliva, "Model structure
//! analysis through graph theory: partition heuristics and feedback structure decomposition", System Dynamics Review
//! 20(4), 2004, 313-336, section on the SILS. As he says, a dense graph may have more independent loops (arrows -
//! nodes + 1 in a component) than its shortest ones make; both numbers are given.

use super::Kind;
use super::causes::{Arrow, Causes, Polarity, Sign, When};
use std::collections::{BTreeSet, VecDeque};

/// A directed graph: the successors of each node, ascending.
pub type Successors = Vec<Vec<usize>>;

/// A loop: nodes in the order of the arrows; the last has an arrow to the first, which is the least.
pub type Loop = Vec<usize>;

/// The graph of what acts at every step, without arrows from a quantity to itself: nodes are the places of quantities.
#[must_use]
pub fn successors(causes: &Causes) -> Successors {
    let last = causes.quantities().last().map_or(0, |last| last + 1);
    let mut successors = vec![Vec::new(); last];
    // arrows come by effect, so each list is ascending
    for arrow in causes.arrows().iter().filter(|arrow| arrow.when == When::Always && arrow.from != arrow.to) {
        successors[arrow.from].push(arrow.to);
    }
    successors
}

/// The strongly connected components of more than one node, largest first: within each, everything causes everything.
#[must_use]
pub fn components(graph: &Successors) -> Vec<Vec<usize>> {
    let mut predecessors = vec![Vec::new(); graph.len()];
    for (from, to) in graph.iter().enumerate().flat_map(|(from, all)| all.iter().map(move |to| (from, *to))) {
        predecessors[to].push(from);
    }
    let mut open: BTreeSet<usize> = (0..graph.len()).collect();
    let mut found = Vec::new();
    while let Some(node) = open.first().copied() {
        let after = reached(graph, node);
        let before = reached(&predecessors, node);
        let component: Vec<usize> = after.intersection(&before).copied().collect();
        for member in &component {
            open.remove(member);
        }
        if component.len() > 1 {
            found.push(component);
        }
    }
    found.sort_by_key(|component| std::cmp::Reverse(component.len())); // stable: equals by their first nodes
    found
}

/// What can be reached from a node, itself included.
fn reached(graph: &Successors, node: usize) -> BTreeSet<usize> {
    let mut seen = BTreeSet::from([node]);
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        open.extend(graph[node].iter().copied().filter(|next| seen.insert(*next)));
    }
    seen
}

/// How many loops are independent: arrows - nodes + 1 in each component.
#[must_use]
pub fn rank(graph: &Successors) -> usize {
    let arrows = |component: &Vec<usize>| -> usize {
        let within = |to: &&usize| component.binary_search(to).is_ok();
        component.iter().map(|node| graph[*node].iter().filter(within).count()).sum()
    };
    components(graph).iter().map(|component| arrows(component) + 1 - component.len()).sum()
}

/// The shortest independent loop set of the loops that count: shortest first, those of one length by their nodes.
#[must_use]
pub fn independent(graph: &Successors, counts: impl Fn(&Loop) -> bool) -> Vec<Loop> {
    let mut candidates: BTreeSet<(usize, Loop)> = BTreeSet::new();
    for from in 0..graph.len() {
        for to in &graph[from] {
            candidates.extend(shortest(graph, *to, from).map(|path| (path.len(), from_least(path))));
        }
    }
    let mut covered = BTreeSet::new();
    let adds = |(_, path): &(usize, Loop)| {
        let before = covered.len();
        covered.extend(arrows(path));
        covered.len() > before
    };
    candidates.into_iter().filter(|(_, path)| counts(path)).filter(adds).map(|(_, path)| path).collect()
}

/// The shortest walk between two nodes, both included; of equally short ones always the same.
fn shortest(graph: &Successors, from: usize, to: usize) -> Option<Vec<usize>> {
    let mut before = vec![None; graph.len()];
    let mut open = VecDeque::from([from]);
    while let Some(node) = open.pop_front() {
        if node == to {
            let mut path = vec![to];
            while let Some(previous) = path.last().filter(|last| **last != from).and_then(|last| before[*last]) {
                path.push(previous);
            }
            path.reverse();
            return Some(path);
        }
        for next in &graph[node] {
            if *next != from && before[*next].is_none() {
                before[*next] = Some(node);
                open.push_back(*next);
            }
        }
    }
    None
}

/// The same loop from its least node on.
fn from_least(mut path: Loop) -> Loop {
    let least = path.iter().enumerate().min_by_key(|(_, node)| **node).map_or(0, |(place, _)| place);
    path.rotate_left(least);
    path
}

/// The arrows of a loop.
fn arrows(path: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    path.iter().copied().zip(path.iter().copied().cycle().skip(1))
}

/// A loop with its arrows.
#[derive(Clone, Debug)]
pub struct Feedback<'a> {
    /// The quantities, by their places.
    pub path: Loop,
    /// The arrows, from each to the next.
    pub arrows: Vec<&'a Arrow>,
    /// What a rise makes of itself, once round.
    pub effect: Polarity,
}

impl<'a> Feedback<'a> {
    /// A loop of the graph; `None` if an arrow is missing.
    #[must_use]
    pub fn new(causes: &'a Causes, path: Loop) -> Option<Self> {
        let closed: Vec<usize> = path.iter().chain(path.first()).copied().collect();
        let arrows = causes.along(&closed).into_iter().collect::<Option<_>>()?;
        let effect = causes.through(&closed)?;
        Some(Self { path, arrows, effect })
    }

    /// Plus if it reinforces, minus if it balances; `None` if nothing goes all the way round.
    #[must_use]
    pub fn sign(&self) -> Option<Sign> {
        self.effect.sign()
    }
}

/// The shortest independent loop set of the causal graph, with the arrows.
///
/// Only loops through a stock are feedback. Auxiliaries use none but those computed before them, so a loop of
/// auxiliaries alone is one between quantities, not between their members: what grants leave to the second claim on
/// finance depends on the share that the first got.
#[must_use]
pub fn feedbacks(causes: &Causes) -> Vec<Feedback<'_>> {
    let has_stock = |path: &Loop| path.iter().any(|place| causes.kind(*place) == Kind::Stock);
    independent(&successors(causes), has_stock).into_iter().filter_map(|path| Feedback::new(causes, path)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Successors, components, independent, rank};

    fn graph(nodes: usize, arrows: &[(usize, usize)]) -> Successors {
        let mut graph = vec![Vec::new(); nodes];
        let mut arrows = arrows.to_vec();
        arrows.sort_unstable();
        for (from, to) in arrows {
            graph[from].push(to);
        }
        graph
    }

    #[test]
    fn a_graph_without_loops_has_none() {
        let graph = graph(4, &[(0, 1), (1, 2), (0, 2), (2, 3)]);
        assert!(components(&graph).is_empty());
        assert_eq!(rank(&graph), 0);
        assert!(independent(&graph, |_| true).is_empty());
    }

    #[test]
    fn a_ring_is_one_loop_wherever_it_is_entered() {
        let graph = graph(5, &[(4, 2), (2, 1), (1, 4), (0, 1), (4, 3)]);
        assert_eq!(components(&graph), [[1, 2, 4]]);
        assert_eq!(rank(&graph), 1);
        assert_eq!(independent(&graph, |_| true), [[1, 4, 2]]);
    }

    #[test]
    fn components_come_largest_first() {
        let graph = graph(7, &[(0, 1), (1, 0), (1, 2), (2, 3), (3, 4), (4, 2), (4, 5), (5, 6), (6, 5)]);
        assert_eq!(components(&graph), [vec![2, 3, 4], vec![0, 1], vec![5, 6]]);
        assert_eq!(independent(&graph, |_| true), [vec![0, 1], vec![5, 6], vec![2, 3, 4]]);
    }

    #[test]
    fn a_short_cut_makes_a_shorter_loop_besides_the_long_one() {
        let graph = graph(4, &[(0, 1), (1, 2), (2, 3), (3, 0), (1, 3)]);
        assert_eq!(rank(&graph), 2);
        assert_eq!(independent(&graph, |_| true), [vec![0, 1, 3], vec![0, 1, 2, 3]]);
        assert_eq!(independent(&graph, |path| path.contains(&2)), [[0, 1, 2, 3]], "of those through a node");
    }

    /// Market growth by J. W. Forrester in its smallest form: three loops of one shape meet in the order rate.
    #[test]
    fn loops_that_share_an_arrow_are_all_found() {
        // 0 salesmen -> 1 orders -> 2 revenue -> 0; 1 -> 3 backlog -> 4 delay -> 1; 4 -> 5 capacity -> 3
        let graph = graph(6, &[(0, 1), (1, 2), (2, 0), (1, 3), (3, 4), (4, 1), (4, 5), (5, 3)]);
        assert_eq!(rank(&graph), 3);
        assert_eq!(independent(&graph, |_| true), [vec![0, 1, 2], vec![1, 3, 4], vec![3, 4, 5]]);
    }

    /// All nodes cause each other: the loops of two are all that is needed to have each arrow once, though more are
    /// independent.
    #[test]
    fn in_a_dense_graph_the_shortest_loops_are_fewer_than_the_independent_ones() {
        let arrows: Vec<(usize, usize)> =
            (0..4).flat_map(|from| (0..4).filter(move |to| *to != from).map(move |to| (from, to))).collect();
        let graph = graph(4, &arrows);
        assert_eq!(rank(&graph), 9);
        assert_eq!(independent(&graph, |_| true).len(), 6);
    }

    /// Every arrow of a component is in a loop of the set, and each loop has one that those before it lack.
    #[test]
    fn the_set_covers_every_arrow_within_a_component() {
        let mut state = 1_u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % below
        };
        for _ in 0..50 {
            let arrows: std::collections::BTreeSet<(usize, usize)> =
                (0..40).map(|_| (random(15), random(15))).filter(|(from, to)| from != to).collect();
            let graph = graph(15, &arrows.iter().copied().collect::<Vec<_>>());
            let components = components(&graph);
            let within = arrows.iter().filter(|(from, to)| {
                components.iter().any(|component| component.contains(from) && component.contains(to))
            });
            let loops = independent(&graph, |_| true);
            let mut covered = std::collections::BTreeSet::new();
            for path in &loops {
                let before = covered.len();
                covered.extend(super::arrows(path));
                assert!(covered.len() > before, "{path:?} adds nothing");
            }
            assert_eq!(covered, within.copied().collect());
            assert!(loops.len() <= rank(&graph));
        }
    }
}
