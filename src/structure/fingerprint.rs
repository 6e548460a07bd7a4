//! Fingerprints of equations: alike if and only if the same is computed, whatever the sources look like.
//!
//! The hash of an equation is made from the bottom of its graph up: of operations, of the bits of the numbers that stand
//! in it, and of the names of the quantities that it reads. Units of these numbers do not count, since no result depends
//! on them. Neither do comments, names within functions, or the place of an equation among the others. An auxiliary that
//! an equation reads counts by its name and not by what it is made of, so a changed equation is the only one with another
//! fingerprint; and if no equation has another one, by induction over the graph, the model is the same.

use super::{Kind, Structure};
use crate::num::tracer::{Binary, Node, Operand, Unary};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

/// Hexadecimal digits of a short fingerprint: enough against accidents.
const DIGITS: usize = 12;

/// The first bits of a SHA-256: two of them and an operation fit into one of its blocks, which halves the time.
type Hash = [u8; 24];

/// The fingerprint of what was hashed, in a few hexadecimal digits.
#[must_use]
pub fn short(hash: Sha256) -> String {
    let mut words = hexadecimal(hash);
    words.truncate(DIGITS);
    words
}

/// The same in all digits.
#[must_use]
pub fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().fold(String::new(), |mut words, byte| {
        let _ = write!(words, "{byte:02x}"); // writing to a String cannot fail
        words
    })
}

/// The fingerprint of what every stock and auxiliary is computed by, by name. Of a stock these are its value at the
/// start of the run, the one that the reference load gives it, and that at the end of a step.
#[must_use]
pub fn equations(structure: &Structure) -> BTreeMap<&'static str, String> {
    let nodes = Nodes::new(structure);
    let variables = structure.quantities().iter().filter(|quantity| quantity.kind.is_variable());
    let of_variable = |quantity: &super::Quantity| {
        let mut hash = Sha256::new();
        for slot in quantity.slots() {
            field(&mut hash, nodes.labels[slot].as_bytes());
            for result in [structure.result(slot), structure.initial(slot), structure.reference(slot)] {
                match result {
                    Some(operand) => field(&mut hash, &nodes.result(operand)),
                    None => field(&mut hash, &[]),
                }
            }
        }
        (quantity.declaration.name, short(hash))
    };
    variables.map(of_variable).collect()
}

/// The hashes of all nodes.
struct Nodes {
    /// The name of every slot: its kind, its quantity, its members.
    labels: Vec<String>,
    /// Of each node what it computes.
    results: Vec<Hash>,
    /// Of each node what others read in it: its name, if it has one.
    operands: Vec<Hash>,
}

impl Nodes {
    fn new(structure: &Structure) -> Self {
        let labels: Vec<String> = (0..structure.slots()).map(|slot| label(structure, slot)).collect();
        let names = names(structure, &labels);
        let count = structure.recording().nodes().len();
        let mut nodes = Self { labels, results: Vec::with_capacity(count), operands: Vec::with_capacity(count) };
        for (place, node) in structure.recording().nodes().iter().enumerate() {
            let result = match *node {
                Node::Input(slot) => named(&nodes.labels[slot]),
                Node::Unary(operation, a) => operation_of(sign(operation), &[nodes.operand(a)]),
                Node::Binary(operation, a, b) => {
                    operation_of(sign_of_two(operation), &[nodes.operand(a), nodes.operand(b)])
                }
            };
            let operand = names.get(&place).map_or(result, |slot| named(&nodes.labels[*slot]));
            nodes.results.push(result);
            nodes.operands.push(operand);
        }
        nodes
    }

    fn result(&self, operand: Operand) -> Hash {
        match operand {
            Operand::Literal(literal) => number(literal.value()),
            Operand::Node(node) => self.results[node],
        }
    }

    fn operand(&self, operand: Operand) -> Hash {
        match operand {
            Operand::Literal(literal) => number(literal.value()),
            Operand::Node(node) => self.operands[node],
        }
    }
}

/// The auxiliary that each node is known by: of several that are the same, the first by name, wherever it is declared.
fn names(structure: &Structure, labels: &[String]) -> HashMap<usize, usize> {
    let mut names = HashMap::new();
    let auxiliaries = structure.quantities().iter().filter(|quantity| quantity.kind == Kind::Auxiliary);
    for slot in auxiliaries.flat_map(super::Quantity::slots) {
        let Some(Operand::Node(node)) = structure.result(slot) else { continue };
        if !matches!(structure.recording().nodes()[node], Node::Input(_)) {
            let name = names.entry(node).or_insert(slot);
            if labels[slot] < labels[*name] {
                *name = slot;
            }
        }
    }
    names
}

/// `auxiliary capacity[lvliang, small]`.
fn label(structure: &Structure, slot: usize) -> String {
    let (place, position) = structure.quantity_at(slot);
    let quantity = &structure.quantities()[place];
    let kind = match quantity.kind {
        Kind::Parameter => "parameter",
        Kind::Lever => "lever",
        Kind::Driver => "driver",
        Kind::Stock => "stock",
        Kind::Step => "step",
        Kind::Auxiliary => "auxiliary",
    };
    let members = quantity.declaration.members(structure.sets(), position).join(", ");
    format!("{kind} {}[{members}]", quantity.declaration.name)
}

// What is hashed is written here, not derived from names of the code: renaming an operation must not make rows foreign.

const fn sign(operation: Unary) -> &'static str {
    match operation {
        Unary::Negate => "negate",
        Unary::Exp => "exp",
        Unary::Ln => "ln",
    }
}

const fn sign_of_two(operation: Binary) -> &'static str {
    match operation {
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => "*",
        Binary::Divide => "/",
        Binary::Minimum => "min",
        Binary::Maximum => "max",
        Binary::Power => "power",
    }
}

fn operation_of(sign: &str, operands: &[Hash]) -> Hash {
    let mut hash = Sha256::new();
    hash.update(sign);
    for operand in operands {
        hash.update(operand);
    }
    first_bits(hash)
}

fn named(label: &str) -> Hash {
    first_bits(Sha256::new().chain_update(label))
}

fn number(value: f64) -> Hash {
    // nine bytes: no name or operation has as many and begins so
    first_bits(Sha256::new().chain_update([b'#']).chain_update(value.to_bits().to_be_bytes()))
}

fn first_bits(hash: Sha256) -> Hash {
    let all: [u8; 32] = hash.finalize().into();
    std::array::from_fn(|place| all[place])
}

/// Hashes a field, whose end must not be taken for the start of the next.
fn field(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}
