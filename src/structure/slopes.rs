//! Partial derivatives within single equations: from a result back to the quantities it names, and no further.

use super::Structure;
use crate::num::math;
use crate::num::tracer::{Binary, Node, Operand, Unary, value_of};
use std::collections::{BTreeSet, HashMap};

/// A slope is nothing but rounding below this share of what its parts would make if none cancelled another.
const NOISE: f64 = 1e-12;

/// The slope of an effect by one of its causes, added up over moments.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slope {
    /// The slot of the cause.
    pub(super) cause: usize,
    /// The slot of the effect.
    pub(super) effect: usize,
    /// The sum of positive slopes.
    pub(super) rising: f64,
    /// The sum of negative slopes, without their sign.
    pub(super) falling: f64,
}

/// A node on the way from a result to its causes.
#[derive(Clone, Copy, Debug)]
struct Step {
    node: usize,
    /// The slope that ends here, if this is a cause.
    slope: Option<usize>,
}

/// Many equations, ready to be differentiated at any moment.
#[derive(Debug, Default)]
pub(super) struct Equations {
    /// One after the other, each from its result back.
    steps: Vec<Step>,
    /// Where each begins.
    starts: Vec<usize>,
    slopes: Vec<Slope>,
}

/// The derivative of a result by a node, and what it would be if no parts cancelled.
#[derive(Clone, Copy, Debug, Default)]
struct Derivative {
    value: f64,
    size: f64,
}

impl Equations {
    /// Adds what a slot is computed from.
    pub(super) fn add(&mut self, structure: &Structure, effect: usize, result: Operand) {
        let Operand::Node(result) = result else { return };
        let recording = structure.recording().nodes();
        let causes = structure.direct_causes(Operand::Node(result));
        let first = self.slopes.len();
        let numbers: HashMap<usize, usize> =
            causes.iter().enumerate().map(|(number, slot)| (*slot, first + number)).collect();
        self.slopes.extend(causes.iter().map(|cause| Slope { cause: *cause, effect, rising: 0.0, falling: 0.0 }));

        // operands are earlier nodes: from the last one back, each comes after all that use it
        let mut open = BTreeSet::from([result]);
        self.starts.push(self.steps.len());
        while let Some(node) = open.pop_last() {
            let is_inner = node == result && !matches!(recording[node], Node::Input(_));
            let slope = structure.name_of(node).filter(|_| !is_inner).and_then(|slot| numbers.get(&slot).copied());
            if slope.is_none() {
                open.extend(recording[node].operands());
            }
            self.steps.push(Step { node, slope });
        }
    }

    /// Adds the slopes of a moment, given the values of all nodes.
    pub(super) fn look(&mut self, recording: &[Node], values: &[f64]) {
        let mut by_node = vec![Derivative::default(); recording.len()];
        for (number, start) in self.starts.iter().enumerate() {
            let end = self.starts.get(number + 1).copied().unwrap_or(self.steps.len());
            let steps = &self.steps[*start..end];
            if let Some(result) = steps.first() {
                by_node[result.node] = Derivative { value: 1.0, size: 1.0 };
            }
            for step in steps {
                let derivative = std::mem::take(&mut by_node[step.node]);
                match step.slope {
                    Some(slope) => self.slopes[slope].add(derivative),
                    None if derivative.size == 0.0 => {}
                    None => {
                        for (operand, factor) in partials(recording[step.node], values[step.node], values) {
                            if let Operand::Node(node) = operand {
                                by_node[node].value += derivative.value * factor;
                                by_node[node].size += derivative.size * factor.abs();
                            }
                        }
                    }
                }
            }
        }
    }

    /// All slopes, by effect.
    pub(super) fn slopes(&self) -> &[Slope] {
        &self.slopes
    }
}

impl Slope {
    fn add(&mut self, derivative: Derivative) {
        let Derivative { value, size } = derivative;
        // where a power has no slope, as at its root, nothing can be said
        if !value.is_finite() || value.abs() <= size * NOISE {
            return;
        }
        if value > 0.0 {
            self.rising += value;
        } else {
            self.falling -= value;
        }
    }
}

/// The operands of a node, each with the derivative of the node by it. At a kink it is that of the argument taken, of
/// equals the first.
fn partials(node: Node, value: f64, values: &[f64]) -> impl Iterator<Item = (Operand, f64)> {
    let of = |operand| value_of(operand, values);
    let taken = |operand, other: f64| if of(operand).to_bits() == value.to_bits() { 1.0 } else { other };
    let (first, second) = match node {
        Node::Input(_) => (None, None),
        Node::Unary(operation, a) => {
            let slope = match operation {
                Unary::Negate => -1.0,
                Unary::Exp => value,
                Unary::Ln => 1.0 / of(a),
            };
            (Some((a, slope)), None)
        }
        Node::Binary(operation, a, b) => {
            let (by_a, by_b) = match operation {
                Binary::Add => (1.0, 1.0),
                Binary::Subtract => (1.0, -1.0),
                Binary::Multiply => (of(b), of(a)),
                Binary::Divide => (1.0 / of(b), -value / of(b)),
                Binary::Minimum | Binary::Maximum => {
                    let by_a = taken(a, 0.0);
                    (by_a, 1.0 - by_a)
                }
                Binary::Power => (of(b) * math::power(of(a), of(b) - 1.0), by_exponent(value, of(a))),
            };
            (Some((a, by_a)), Some((b, by_b)))
        }
    };
    first.into_iter().chain(second)
}

/// The derivative of a power by its exponent. A power of zero is zero whatever the exponent.
fn by_exponent(power: f64, base: f64) -> f64 {
    if power == 0.0 { 0.0 } else { power * math::ln(base) }
}
