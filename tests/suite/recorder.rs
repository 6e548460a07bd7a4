//! A backend that records: every operation on numbers becomes a node of a graph, from which results can be computed
//! again, or explained, drawn and exported.

use coke_sim::num::Scalar;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What a node is made of.
#[derive(Clone, Copy)]
pub enum Operand {
    Constant(f64),
    Node(usize),
}

/// A node.
#[derive(Clone, Copy)]
enum Operation {
    Input(usize),
    Unary(&'static str, fn(f64) -> f64, Operand),
    Binary(&'static str, fn(f64, f64) -> f64, Operand, Operand),
}

/// The recording: nodes in the order in which they were computed, so that each uses earlier ones only.
#[derive(Default)]
pub struct Tape {
    nodes: RefCell<Vec<Operation>>,
    inputs: RefCell<Vec<String>>,
}

impl Tape {
    /// A number known by name only.
    pub fn input(&self, name: String) -> Recorded<'_> {
        let mut inputs = self.inputs.borrow_mut();
        inputs.push(name);
        self.push(Operation::Input(inputs.len() - 1))
    }

    fn push(&self, operation: Operation) -> Recorded<'_> {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(operation);
        Recorded::Node(self, nodes.len() - 1)
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.borrow().len()
    }

    /// The names of the inputs.
    pub fn inputs(&self) -> Vec<String> {
        self.inputs.borrow().clone()
    }

    /// How many nodes of each operation there are, from node `start` on.
    pub fn operations(&self, start: usize) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for node in &self.nodes.borrow()[start..] {
            let name = match node {
                Operation::Input(_) => "input",
                Operation::Unary(name, ..) | Operation::Binary(name, ..) => name,
            };
            *counts.entry(name).or_default() += 1;
        }
        counts
    }

    /// The values of all nodes, given those of the inputs by name.
    pub fn evaluate(&self, inputs: &BTreeMap<String, f64>) -> Vec<f64> {
        let names = self.inputs.borrow();
        let mut values: Vec<f64> = Vec::with_capacity(self.len());
        for node in self.nodes.borrow().iter() {
            let of = |operand| value_of(operand, &values);
            values.push(match *node {
                Operation::Input(position) => inputs[&names[position]],
                Operation::Unary(_, function, a) => function(of(a)),
                Operation::Binary(_, function, a, b) => function(of(a), of(b)),
            });
        }
        values
    }

    /// Which inputs the results depend on.
    pub fn reached(&self, results: &[Operand]) -> Vec<String> {
        let nodes = self.nodes.borrow();
        let mut needed = vec![false; nodes.len()];
        let need = |operand: &Operand, needed: &mut Vec<bool>| {
            if let Operand::Node(node) = operand {
                needed[*node] = true;
            }
        };
        for result in results {
            need(result, &mut needed);
        }
        let mut reached = Vec::new();
        for node in (0..nodes.len()).rev() {
            if !needed[node] {
                continue;
            }
            match &nodes[node] {
                Operation::Input(position) => reached.push(self.inputs.borrow()[*position].clone()),
                Operation::Unary(_, _, a) => need(a, &mut needed),
                Operation::Binary(_, _, a, b) => {
                    need(a, &mut needed);
                    need(b, &mut needed);
                }
            }
        }
        reached
    }
}

/// The value of an operand, given those of the nodes.
pub fn value_of(operand: Operand, nodes: &[f64]) -> f64 {
    match operand {
        Operand::Constant(value) => value,
        Operand::Node(node) => nodes[node],
    }
}

/// A recorded number: a constant, or an index into the recording.
#[derive(Clone, Copy)]
pub enum Recorded<'a> {
    Constant(f64),
    Node(&'a Tape, usize),
}

impl Recorded<'_> {
    /// What a later node, or a reader of results, knows it by.
    pub fn operand(self) -> Operand {
        match self {
            Self::Constant(value) => Operand::Constant(value),
            Self::Node(_, node) => Operand::Node(node),
        }
    }

    fn unary(self, name: &'static str, function: fn(f64) -> f64) -> Self {
        match self {
            Self::Constant(value) => Self::Constant(function(value)),
            Self::Node(tape, _) => tape.push(Operation::Unary(name, function, self.operand())),
        }
    }

    fn binary(self, name: &'static str, function: fn(f64, f64) -> f64, other: Self) -> Self {
        match (self, other) {
            (Self::Constant(a), Self::Constant(b)) => Self::Constant(function(a, b)),
            (Self::Node(tape, _), _) | (_, Self::Node(tape, _)) => {
                tape.push(Operation::Binary(name, function, self.operand(), other.operand()))
            }
        }
    }
}

impl Scalar for Recorded<'_> {
    fn constant(value: f64) -> Self {
        Self::Constant(value)
    }
    fn add(self, other: Self) -> Self {
        self.binary("add", Scalar::add, other)
    }
    fn sub(self, other: Self) -> Self {
        self.binary("sub", Scalar::sub, other)
    }
    fn mul(self, other: Self) -> Self {
        self.binary("mul", Scalar::mul, other)
    }
    fn div(self, other: Self) -> Self {
        self.binary("div", Scalar::div, other)
    }
    fn neg(self) -> Self {
        self.unary("neg", Scalar::neg)
    }
    fn minimum(self, other: Self) -> Self {
        self.binary("min", Scalar::minimum, other)
    }
    fn maximum(self, other: Self) -> Self {
        self.binary("max", Scalar::maximum, other)
    }
    fn exp(self) -> Self {
        self.unary("exp", Scalar::exp)
    }
    fn ln(self) -> Self {
        self.unary("ln", Scalar::ln)
    }
    fn power(self, exponent: Self) -> Self {
        self.binary("power", Scalar::power, exponent)
    }
}
