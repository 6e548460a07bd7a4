//! A number that is known by name only: every operation on it becomes a node of a recording.
//!
//! The model run once on [`Traced`] numbers gives the expression of each of its results. A [`Recording`] can be
//! computed again for any inputs, to the same bits; units, equations, causes and exports are read off it.
//!
//! The same operation on the same operands is recorded once, so what two equations compute alike is one node. Sums that
//! are added up from 0 are apart from that: else the sum over all ovens would contain that over the first prefecture's.

use super::{Scalar, math};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// A plain number that stands in an equation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Literal {
    bits: u64,
    /// Its unit, if it was written with one: see [`super::Num::of`].
    pub unit: Option<&'static str>,
}

impl Literal {
    /// A number without unit.
    #[must_use]
    pub const fn new(value: f64) -> Self {
        Self { bits: value.to_bits(), unit: None }
    }

    /// Its value.
    #[must_use]
    pub const fn value(self) -> f64 {
        f64::from_bits(self.bits)
    }
}

/// What an operation works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// A number that stands in the equation.
    Literal(Literal),
    /// The node at this place of the recording.
    Node(usize),
}

/// An operation on one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unary {
    /// `-a`
    Negate,
    /// e to the power of `a`
    Exp,
    /// Natural logarithm.
    Ln,
}

/// An operation on two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binary {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// The smaller one.
    Minimum,
    /// The larger one.
    Maximum,
    /// `a` to the power of `b`
    Power,
}

impl Unary {
    /// The result for a number.
    #[must_use]
    pub fn apply(self, a: f64) -> f64 {
        match self {
            Self::Negate => -a,
            Self::Exp => math::exp(a),
            Self::Ln => math::ln(a),
        }
    }
}

impl Binary {
    /// The result for two numbers.
    #[must_use]
    pub fn apply(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide => a / b,
            Self::Minimum => math::minimum(a, b),
            Self::Maximum => math::maximum(a, b),
            Self::Power => math::power(a, b),
        }
    }
}

/// A node of a recording. Its operands are earlier nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// The input of this number.
    Input(usize),
    /// An operation on one number.
    Unary(Unary, Operand),
    /// An operation on two numbers.
    Binary(Binary, Operand, Operand),
}

impl Node {
    /// The operands that are nodes.
    pub fn operands(self) -> impl Iterator<Item = usize> {
        let (first, second) = match self {
            Self::Input(_) => (None, None),
            Self::Unary(_, a) => (Some(a), None),
            Self::Binary(_, a, b) => (Some(a), Some(b)),
        };
        first.into_iter().chain(second).filter_map(|operand| match operand {
            Operand::Node(node) => Some(node),
            Operand::Literal(_) => None,
        })
    }
}

/// A recording in the making.
#[derive(Debug, Default)]
pub struct Tape {
    made: RefCell<Made>,
}

#[derive(Debug, Default)]
struct Made {
    nodes: Vec<Node>,
    places: HashMap<Node, usize>,
    /// Nodes of sums that were added up from 0.
    sums: HashSet<usize>,
    inputs: usize,
}

impl Tape {
    /// The next input: a number known by its place among the inputs only.
    pub fn input(&self) -> Traced<'_> {
        let number = self.made.borrow().inputs;
        self.made.borrow_mut().inputs += 1;
        self.record(Node::Input(number))
    }

    /// What was recorded.
    #[must_use]
    pub fn finish(self) -> Recording {
        Recording { nodes: self.made.into_inner().nodes }
    }

    fn record(&self, node: Node) -> Traced<'_> {
        let Made { nodes, places, sums, .. } = &mut *self.made.borrow_mut();
        let is_sum = match node {
            Node::Binary(Binary::Add, Operand::Literal(first), _) => first == Literal::new(0.0),
            Node::Binary(Binary::Add, Operand::Node(before), _) => sums.contains(&before),
            _ => false,
        };
        if is_sum {
            nodes.push(node);
            sums.insert(nodes.len() - 1);
            return Traced::Node(self, nodes.len() - 1);
        }
        let place = *places.entry(node).or_insert_with(|| {
            nodes.push(node);
            nodes.len() - 1
        });
        Traced::Node(self, place)
    }
}

/// A recording: nodes in the order in which they were computed.
#[derive(Clone, Debug)]
pub struct Recording {
    nodes: Vec<Node>,
}

impl Recording {
    /// All nodes; each has only earlier ones among its operands.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The values of all nodes.
    ///
    /// # Panics
    /// If there are fewer inputs than were recorded: a mistake of the calling code.
    #[must_use]
    pub fn evaluate(&self, inputs: &[f64]) -> Vec<f64> {
        let mut values = Vec::new();
        self.evaluate_into(inputs, &mut values);
        values
    }

    /// The same in a list that is used again.
    ///
    /// # Panics
    /// If there are fewer inputs than were recorded: a mistake of the calling code.
    pub fn evaluate_into(&self, inputs: &[f64], values: &mut Vec<f64>) {
        values.clear();
        values.reserve(self.nodes.len());
        for node in &self.nodes {
            let of = |operand| value_of(operand, values);
            let value = match *node {
                Node::Input(number) => inputs[number],
                Node::Unary(operation, a) => operation.apply(of(a)),
                Node::Binary(operation, a, b) => operation.apply(of(a), of(b)),
            };
            values.push(value);
        }
    }
}

/// The value of an operand, given those of the nodes.
#[must_use]
pub fn value_of(operand: Operand, nodes: &[f64]) -> f64 {
    match operand {
        Operand::Literal(literal) => literal.value(),
        Operand::Node(node) => nodes[node],
    }
}

/// A number in a recording.
#[derive(Clone, Copy, Debug)]
pub enum Traced<'t> {
    /// A number that stands in an equation.
    Literal(Literal),
    /// A node.
    Node(&'t Tape, usize),
}

impl Traced<'_> {
    /// What a reader of the recording knows it by.
    #[must_use]
    pub const fn operand(self) -> Operand {
        match self {
            Self::Literal(literal) => Operand::Literal(literal),
            Self::Node(_, node) => Operand::Node(node),
        }
    }

    #[inline(never)] // speed is no matter here, and each equation is made of calls to these two
    fn unary(self, operation: Unary) -> Self {
        match self {
            Self::Literal(literal) => Self::constant(operation.apply(literal.value())),
            Self::Node(tape, _) => tape.record(Node::Unary(operation, self.operand())),
        }
    }

    #[inline(never)]
    fn binary(self, operation: Binary, other: Self) -> Self {
        match (self, other) {
            (Self::Literal(a), Self::Literal(b)) => Self::constant(operation.apply(a.value(), b.value())),
            (Self::Node(tape, _), _) | (_, Self::Node(tape, _)) => {
                tape.record(Node::Binary(operation, self.operand(), other.operand()))
            }
        }
    }
}

impl Scalar for Traced<'_> {
    fn constant(value: f64) -> Self {
        Self::Literal(Literal::new(value))
    }
    fn literal(value: f64, unit: &'static str) -> Self {
        Self::Literal(Literal { unit: Some(unit), ..Literal::new(value) })
    }
    fn add(self, other: Self) -> Self {
        self.binary(Binary::Add, other)
    }
    fn sub(self, other: Self) -> Self {
        self.binary(Binary::Subtract, other)
    }
    fn mul(self, other: Self) -> Self {
        self.binary(Binary::Multiply, other)
    }
    fn div(self, other: Self) -> Self {
        self.binary(Binary::Divide, other)
    }
    fn neg(self) -> Self {
        self.unary(Unary::Negate)
    }
    fn minimum(self, other: Self) -> Self {
        self.binary(Binary::Minimum, other)
    }
    fn maximum(self, other: Self) -> Self {
        self.binary(Binary::Maximum, other)
    }
    fn exp(self) -> Self {
        self.unary(Unary::Exp)
    }
    fn ln(self) -> Self {
        self.unary(Unary::Ln)
    }
    fn power(self, exponent: Self) -> Self {
        self.binary(Binary::Power, exponent)
    }
}

#[cfg(test)]
mod tests {
    use super::{Binary, Literal, Node, Operand, Tape};
    use crate::num::Num;

    #[test]
    fn an_expression_is_recorded_once_and_computed_again() {
        let tape = Tape::default();
        let (x, y) = (Num::new(tape.input()), Num::new(tape.input()));
        let twice = (1.0 - x / y) + (1.0 - x / y);
        let result = twice.max(Num::of(0.5, "Mt/a")).into_inner().operand();
        let recording = tape.finish();
        assert_eq!(recording.nodes().len(), 6, "two inputs, a quotient, a difference, a sum, a maximum");
        assert_eq!(
            recording.nodes()[5],
            Node::Binary(
                Binary::Maximum,
                Operand::Node(4),
                Operand::Literal(Literal { unit: Some("Mt/a"), ..Literal::new(0.5) })
            )
        );
        assert!((super::value_of(result, &recording.evaluate(&[1.0, 4.0])) - 1.5).abs() < 1e-15);
    }
}
