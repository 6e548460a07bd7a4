//! Who causes whom: the graph over quantities that the equations make, and the sign of each of its arrows.
//!
//! There is an *arrow* from A to B if the equation of some element of B names an element of A. The equation of a stock
//! is its update over a step: its flows are its causes, and its own value before the step is not. What a stock takes at
//! the start of the run only gives arrows apart, see [`When`].
//!
//! The sign of an arrow is that of the slopes of B's equation by A, all else in it kept: partial derivatives within one
//! equation, at moments of given runs. Elements and moments are added up, positive slopes and negative ones apart. So
//! that none counts more for its unit or its smallness, each is measured as an elasticity: the slope times the mean
//! size of the cause over the mean size of the effect, both over all moments looked at. An element that is zero
//! throughout counts for nothing, unless the whole quantity is; then 1 stands for its size.
//!
//! The sign of a walk along several arrows is not the product of theirs, since an arrow is a sum over elements: see
//! [`Causes::through`].

use super::equation::Side;
use super::slopes::Equations;
use super::{Kind, Structure};
use std::collections::BTreeMap;

/// Of two sides, the weaker one is nothing but rounding below this share of both.
const NOISE: f64 = 1e-9;

/// When a cause acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At every step.
    Always,
    /// Only at the start of the run: it gives a stock its first value.
    Start,
}

/// Whether an effect goes with its cause or against it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Polarity {
    /// It rises with its cause.
    Positive,
    /// It falls when its cause rises.
    Negative,
    /// Now one, now the other; with the share of the rising side, between 0 and 1.
    Mixed(f64),
    /// It did not move at any moment looked at: a minimum or maximum takes the other argument, or a factor is zero.
    Inactive,
}

/// A plain sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The effect rises with its cause; a loop reinforces.
    Plus,
    /// The effect falls when its cause rises; a loop balances.
    Minus,
}

impl Sign {
    /// As it is written.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
        }
    }
}

impl Polarity {
    /// From how much rises and how much falls.
    fn new(rising: f64, falling: f64) -> Self {
        let share = rising / (rising + falling);
        if share.is_nan() {
            Self::Inactive
        } else if share >= 1.0 - NOISE {
            Self::Positive
        } else if share <= NOISE {
            Self::Negative
        } else {
            Self::Mixed(share)
        }
    }

    /// The sign of the stronger side; `None` if nothing moves.
    #[must_use]
    pub fn sign(self) -> Option<Sign> {
        match self {
            Self::Positive => Some(Sign::Plus),
            Self::Negative => Some(Sign::Minus),
            Self::Mixed(share) => Some(if share >= 0.5 { Sign::Plus } else { Sign::Minus }),
            Self::Inactive => None,
        }
    }

    /// The share of the stronger side: 1 if there is no other, 0 if there is none.
    #[must_use]
    pub fn clearness(self) -> f64 {
        match self {
            Self::Positive | Self::Negative => 1.0,
            Self::Mixed(share) => share.max(1.0 - share),
            Self::Inactive => 0.0,
        }
    }
}

/// An arrow of the graph. Quantities are known by their places in the structure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrow {
    /// The cause.
    pub from: usize,
    /// The effect.
    pub to: usize,
    /// When it acts.
    pub when: When,
    /// Its sign.
    pub polarity: Polarity,
}

/// How one element of an effect follows one of its cause, both known by their slots: elasticities, added up over
/// moments.
#[derive(Clone, Copy, Debug)]
struct Pass {
    cause: usize,
    effect: usize,
    rising: f64,
    falling: f64,
}

/// The causal graph.
#[derive(Clone, Debug)]
pub struct Causes {
    /// By effect, then by cause.
    arrows: Vec<Arrow>,
    /// What each arrow is between elements.
    passes: Vec<Vec<Pass>>,
    kinds: Vec<Kind>,
}

impl Causes {
    /// All arrows, by effect, then by cause.
    #[must_use]
    pub fn arrows(&self) -> &[Arrow] {
        &self.arrows
    }

    /// The quantities of the graph, by their places: all but the length of the step.
    pub fn quantities(&self) -> impl Iterator<Item = usize> {
        (0..self.kinds.len()).filter(|place| self.kinds[*place] != Kind::Step)
    }

    /// What a quantity of the graph is.
    #[must_use]
    pub fn kind(&self, place: usize) -> Kind {
        self.kinds[place]
    }

    /// The arrow between two quantities.
    #[must_use]
    pub fn arrow(&self, from: usize, to: usize) -> Option<&Arrow> {
        self.place(from, to).map(|place| &self.arrows[place])
    }

    fn place(&self, from: usize, to: usize) -> Option<usize> {
        self.arrows.binary_search_by_key(&(to, from), |arrow| (arrow.to, arrow.from)).ok()
    }

    /// The arrows to a quantity.
    pub fn into(&self, to: usize) -> impl Iterator<Item = &Arrow> {
        let first = self.arrows.partition_point(|arrow| arrow.to < to);
        self.arrows[first..].iter().take_while(move |arrow| arrow.to == to)
    }

    /// The arrows from a quantity.
    pub fn out_of(&self, from: usize) -> impl Iterator<Item = &Arrow> {
        self.arrows.iter().filter(move |arrow| arrow.from == from)
    }

    /// How the end of a walk goes with its start, element by element: what all elements of the start pass on when they
    /// rise in proportion. `None` if an arrow is missing.
    ///
    /// It can be nothing though every arrow moves something: money reaches one claim on finance, and retrofit depends
    /// on another.
    #[must_use]
    pub fn through(&self, path: &[usize]) -> Option<Polarity> {
        let mut moved: Option<BTreeMap<usize, f64>> = None;
        for pair in path.windows(2) {
            let place = self.place(pair[0], pair[1]).filter(|place| self.arrows[*place].when == When::Always)?;
            let passes = &self.passes[place];
            let from = moved.unwrap_or_else(|| passes.iter().map(|pass| (pass.cause, 1.0)).collect());
            // beside each sum, what it would be if no terms cancelled
            let mut to: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
            for pass in passes {
                let term = from.get(&pass.cause).copied().unwrap_or_default() * (pass.rising - pass.falling);
                let (sum, size) = to.entry(pass.effect).or_default();
                *sum += term;
                *size += term.abs();
            }
            // long walks would leave the numbers
            let largest = to.values().fold(0.0, |largest: f64, (_, size)| largest.max(*size));
            let clean =
                |(slot, (sum, size)): (usize, (f64, f64))| (sum.abs() > size * NOISE).then_some((slot, sum / largest));
            moved = Some(to.into_iter().filter_map(clean).collect());
        }
        let moved = moved?;
        let side = |sign: f64| moved.values().map(|value| (value * sign).max(0.0)).sum();
        Some(Polarity::new(side(1.0), side(-1.0)))
    }

    /// What a walk along some quantities finds, arrow by arrow: `None` where there is none that acts at every step.
    #[must_use]
    pub fn along(&self, path: &[usize]) -> Vec<Option<&Arrow>> {
        let always = |arrow: &&Arrow| arrow.when == When::Always;
        path.windows(2).map(|pair| self.arrow(pair[0], pair[1]).filter(always)).collect()
    }
}

/// Collects slopes, moment by moment, and makes the graph of them.
#[derive(Debug)]
pub struct Survey<'a> {
    structure: &'a Structure,
    always: Equations,
    start: Equations,
    /// Sums of the absolute values of all slots.
    sizes: Vec<f64>,
    moments: usize,
}

impl<'a> Survey<'a> {
    /// A survey that has seen nothing yet.
    #[must_use]
    pub fn new(structure: &'a Structure) -> Self {
        let mut always = Equations::default();
        let mut start = Equations::default();
        for slot in 0..structure.slots() {
            if let Some(result) = structure.side(slot, Side::Result) {
                always.add(structure, slot, result);
            }
            for side in [Side::Initial, Side::Reference] {
                if let Some(result) = structure.side(slot, side) {
                    start.add(structure, slot, result);
                }
            }
        }
        Self { structure, always, start, sizes: vec![0.0; structure.slots()], moments: 0 }
    }

    /// Looks at a moment, given the values of all nodes of the recording. What gives stocks their first value is looked
    /// at if `is_start`.
    pub fn look(&mut self, nodes: &[f64], is_start: bool) {
        let recording = self.structure.recording().nodes();
        self.always.look(recording, nodes);
        if is_start {
            self.start.look(recording, nodes);
        }
        for (slot, size) in self.sizes.iter_mut().enumerate() {
            *size += self.structure.value(slot, nodes).abs();
        }
        self.moments += 1;
    }

    /// How many moments were looked at.
    #[must_use]
    pub const fn moments(&self) -> usize {
        self.moments
    }

    /// The graph, with the signs of what was seen.
    #[must_use]
    pub fn causes(&self) -> Causes {
        let sizes = self.measures();
        let mut by_arrow: BTreeMap<(usize, usize), (When, Vec<Pass>)> = BTreeMap::new();
        for (equations, when) in [(&self.always, When::Always), (&self.start, When::Start)] {
            for slope in equations.slopes() {
                let (cause, effect) =
                    (self.structure.quantity_at(slope.cause).0, self.structure.quantity_at(slope.effect).0);
                if self.structure.quantities()[cause].kind == Kind::Step || slope.cause == slope.effect {
                    continue;
                }
                let (known, passes) = by_arrow.entry((effect, cause)).or_insert((when, Vec::new()));
                // what acts at every step may also act at the start; what is zero throughout has no share to move by
                if *known == when && sizes[slope.effect] > 0.0 {
                    let scale = sizes[slope.cause] / sizes[slope.effect];
                    let (rising, falling) = (slope.rising * scale, slope.falling * scale);
                    passes.push(Pass { cause: slope.cause, effect: slope.effect, rising, falling });
                }
            }
        }
        let (arrows, passes) = by_arrow
            .into_iter()
            .map(|((to, from), (when, passes))| {
                let sum = |side: fn(&Pass) -> f64| passes.iter().map(side).sum();
                let polarity = Polarity::new(sum(|pass| pass.rising), sum(|pass| pass.falling));
                (Arrow { from, to, when, polarity }, passes)
            })
            .unzip();
        let kinds = self.structure.quantities().iter().map(|quantity| quantity.kind).collect();
        Causes { arrows, passes, kinds }
    }

    /// The size of each slot; 1 throughout a quantity that is zero throughout.
    fn measures(&self) -> Vec<f64> {
        let mut sizes = self.sizes.clone();
        for quantity in self.structure.quantities() {
            let of_it = &mut sizes[quantity.slots()];
            if of_it.iter().all(|size| *size == 0.0) {
                of_it.fill(1.0);
            }
        }
        sizes
    }
}
