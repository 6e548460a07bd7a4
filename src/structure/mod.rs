//! What the model is made of: the expression of every stock and auxiliary, read off one recording of the model.
//!
//! [`Structure`] holds the recording and says which node is which variable. From it come the equations
//! ([`equation`]: over sets again, as people write them), their units ([`units`]), and who causes whom ([`causes`],
//! [`loops`]). Nothing here knows an equation: what the model says is what is found.

pub mod causes;
pub mod equation;
pub mod expression;
pub mod fingerprint;
mod fold;
pub mod loops;
mod measured;
mod patterns;
mod roll;
mod slopes;
pub mod units;

use crate::glossary;
use crate::model::sets::Sets;
use crate::num::tracer::{Binary, Literal, Node, Operand, Recording, value_of};
use crate::record::Declaration;
use std::ops::Range;
use std::sync::Arc;

/// What a quantity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A parameter.
    Parameter,
    /// A policy lever.
    Lever,
    /// An exogenous driver, as its mean over the step.
    Driver,
    /// A stock, at the start of the step.
    Stock,
    /// The length of the step.
    Step,
    /// An auxiliary or flow.
    Auxiliary,
}

impl Kind {
    /// Its kind in the glossary; the step is not there.
    #[must_use]
    pub const fn in_glossary(self) -> Option<glossary::Kind> {
        Some(match self {
            Self::Parameter => glossary::Kind::Parameter,
            Self::Lever => glossary::Kind::Lever,
            Self::Driver => glossary::Kind::Driver,
            Self::Stock => glossary::Kind::Stock,
            Self::Auxiliary => glossary::Kind::Auxiliary,
            Self::Step => return None,
        })
    }

    /// Whether it is a variable: a stock or an auxiliary.
    #[must_use]
    pub const fn is_variable(self) -> bool {
        matches!(self, Self::Stock | Self::Auxiliary)
    }
}

/// The length of the step, as a quantity.
pub const STEP: Declaration =
    Declaration { name: "dt", dimensions: &[], unit: "a", meaning: &["Length of the step."], module: "simulate" };

/// A quantity and where its values stand among the slots.
#[derive(Clone, Copy, Debug)]
pub struct Quantity {
    /// What it is.
    pub kind: Kind,
    /// Name, sets, unit and meaning.
    pub declaration: &'static Declaration,
    /// The slot of its first value; the last set runs fastest.
    pub offset: usize,
    /// How many values it has.
    pub size: usize,
}

impl Quantity {
    /// Its slots.
    #[must_use]
    pub const fn slots(&self) -> Range<usize> {
        self.offset..self.offset + self.size
    }
}

/// What tracing the model gives; see [`Structure::new`].
#[derive(Debug)]
pub struct Traced {
    /// The recording. Its inputs are parameters, levers, drivers, stocks and the step, in declaration order.
    pub recording: Recording,
    /// Every auxiliary, in declaration order.
    pub auxiliaries: Vec<Operand>,
    /// Every stock at the end of the step.
    pub next: Vec<Operand>,
    /// Every stock at the start of the run.
    pub initial: Vec<Operand>,
    /// Stocks that are set once more before the first step, from its auxiliaries.
    pub reference: Vec<Option<Operand>>,
}

/// The model, as a graph. A *slot* is one value of a quantity: `capacity[lvliang, small]`.
#[derive(Debug)]
pub struct Structure {
    sets: Arc<Sets>,
    quantities: Vec<Quantity>,
    traced: Traced,
    /// The slot that each node is known by.
    names: Vec<Option<usize>>,
    slots: usize,
}

impl Structure {
    /// The structure of a model over these sets. `declared` has the quantities of each kind, in the order of the inputs
    /// of the recording, then the auxiliaries.
    #[must_use]
    pub fn new(sets: &Arc<Sets>, declared: &[(Kind, Vec<&'static Declaration>)], traced: Traced) -> Self {
        let mut slots = 0;
        let mut quantities = Vec::new();
        for (kind, declarations) in declared {
            for declaration in declarations {
                let size = declaration.size(sets);
                quantities.push(Quantity { kind: *kind, declaration, offset: slots, size });
                slots += size;
            }
        }
        let mut names = vec![None; traced.recording.nodes().len()];
        for (node, name) in traced.recording.nodes().iter().zip(&mut names) {
            if let Node::Input(number) = node {
                *name = Some(*number);
            }
        }
        let first = slots - traced.auxiliaries.len();
        for (number, operand) in traced.auxiliaries.iter().enumerate() {
            if let Operand::Node(node) = operand {
                names[*node].get_or_insert(first + number);
            }
        }
        Self { sets: Arc::clone(sets), quantities, traced, names, slots }
    }

    /// The sets.
    #[must_use]
    pub fn sets(&self) -> &Arc<Sets> {
        &self.sets
    }

    /// All quantities: parameters, levers, drivers, stocks, the step, auxiliaries.
    #[must_use]
    pub fn quantities(&self) -> &[Quantity] {
        &self.quantities
    }

    /// How many slots there are.
    #[must_use]
    pub const fn slots(&self) -> usize {
        self.slots
    }

    /// The recording of a step.
    #[must_use]
    pub const fn recording(&self) -> &Recording {
        &self.traced.recording
    }

    /// The place of a quantity among all, by its name. A lever has the name that equations use, not its key.
    #[must_use]
    pub fn find(&self, kind: Kind, name: &str) -> Option<usize> {
        self.quantities.iter().position(|quantity| quantity.kind == kind && quantity.declaration.name == name)
    }

    /// The quantity that a slot belongs to, by its place, and the position of the slot in it.
    #[must_use]
    pub fn quantity_at(&self, slot: usize) -> (usize, usize) {
        let place = self.quantities.partition_point(|quantity| quantity.offset <= slot) - 1;
        (place, slot - self.quantities[place].offset)
    }

    /// The members of a slot, by their places in their sets.
    #[must_use]
    pub fn members(&self, slot: usize) -> Vec<usize> {
        let (place, mut rest) = self.quantity_at(slot);
        let mut members: Vec<usize> = Vec::new();
        for dimension in self.quantities[place].declaration.dimensions.iter().rev() {
            let size = self.sets.size(*dimension);
            members.push(rest % size);
            rest /= size;
        }
        members.reverse();
        members
    }

    /// The slot that a node is known by: an input, or an auxiliary.
    #[must_use]
    pub fn name_of(&self, node: usize) -> Option<usize> {
        self.names[node]
    }

    /// What the value of an auxiliary is, or the value of a stock at the end of the step. `None` for what is given from
    /// outside.
    #[must_use]
    pub fn result(&self, slot: usize) -> Option<Operand> {
        let (place, position) = self.quantity_at(slot);
        let quantity = &self.quantities[place];
        let number = |kind| {
            let first = self.quantities.iter().find(|quantity| quantity.kind == kind)?;
            Some(quantity.offset + position - first.offset)
        };
        match quantity.kind {
            Kind::Stock => Some(self.traced.next[number(Kind::Stock)?]),
            Kind::Auxiliary => Some(self.traced.auxiliaries[number(Kind::Auxiliary)?]),
            _ => None,
        }
    }

    /// What a stock is at the start of the run. `None` for what is no stock.
    #[must_use]
    pub fn initial(&self, slot: usize) -> Option<Operand> {
        self.of_stock(slot, |number| Some(self.traced.initial[number]))
    }

    /// What a stock is set to before the first step, if that takes auxiliaries: the reference load of 2005. They are
    /// those of the initial stocks, under the levers and drivers of that moment, at the shortest step.
    #[must_use]
    pub fn reference(&self, slot: usize) -> Option<Operand> {
        self.of_stock(slot, |number| self.traced.reference[number])
    }

    /// The value of a slot at a moment, given those of the nodes: that of a stock is its value at the start of the step.
    #[must_use]
    pub fn value(&self, slot: usize, nodes: &[f64]) -> f64 {
        let (place, _) = self.quantity_at(slot);
        match self.quantities[place].kind {
            Kind::Auxiliary => self.result(slot).map_or(f64::NAN, |operand| value_of(operand, nodes)),
            // inputs are recorded first, in order
            _ => nodes[slot],
        }
    }

    fn of_stock(&self, slot: usize, of: impl Fn(usize) -> Option<Operand>) -> Option<Operand> {
        let first = self.quantities.iter().find(|quantity| quantity.kind == Kind::Stock)?.offset;
        let number = slot.checked_sub(first).filter(|number| *number < self.traced.next.len())?;
        of(number)
    }

    /// The slots that a result is computed from directly: its operands, and theirs, down to the nearest that are known
    /// by a name. In the order of the slots.
    #[must_use]
    pub fn direct_causes(&self, result: Operand) -> Vec<usize> {
        let mut found = std::collections::BTreeSet::new();
        let mut open: Vec<usize> = match result {
            // its own name does not count
            Operand::Node(node) => match self.traced.recording.nodes()[node] {
                Node::Input(number) => return vec![number],
                inner => inner.operands().collect(),
            },
            Operand::Literal(_) => return Vec::new(),
        };
        let mut seen = std::collections::HashSet::new();
        while let Some(node) = open.pop() {
            if !seen.insert(node) {
                continue;
            }
            match self.names[node] {
                Some(slot) => {
                    found.insert(slot);
                }
                None => open.extend(self.traced.recording.nodes()[node].operands()),
            }
        }
        found.into_iter().collect()
    }

    /// Whether a node is a sum that was added up from 0, as the model's `sum` over a set does.
    #[must_use]
    pub fn starts_from_zero(&self, node: usize) -> bool {
        match self.traced.recording.nodes()[node] {
            Node::Binary(Binary::Add, Operand::Literal(first), _) => first == Literal::new(0.0),
            Node::Binary(Binary::Add, Operand::Node(before), _) => self.starts_from_zero(before),
            _ => false,
        }
    }
}
