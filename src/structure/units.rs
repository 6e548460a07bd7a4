//! Do the units of the equations fit? The unit of every node is worked out by the rules of [`Rule`] and compared with
//! what is declared.
//!
//! What is known by a name has the declared unit of that name, so that each equation is judged by itself. But what is
//! nothing stays so: gas power synthesises nothing, in whatever unit.

use super::equation::{Form, Side};
use super::expression::Expression;
use super::fold::Folder;
pub use super::measured::Rule;
use super::measured::{Measured, alike, binary, number, unary};
use super::{Kind, Structure};
use crate::num::tracer::{Literal, Node, Operand};
use crate::unit::Unit;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// What is declared of a slot.
#[derive(Clone, Copy, Debug, Default)]
pub struct Declared {
    /// Its unit; `None` if that cannot be read.
    pub unit: Option<Unit>,
    /// Its value, if it is an attribute, which is 0 or 1.
    pub attribute: Option<f64>,
}

/// A rule that does not hold.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The value whose equation it is in.
    pub slot: usize,
    /// Which of its equations.
    pub side: Side,
    /// The rule.
    pub rule: Rule,
    /// What the rule is about, with units; what is nothing has none.
    pub terms: Vec<(Expression, Option<Unit>)>,
}

/// A number with a unit that stands in equations.
#[derive(Clone, Debug)]
pub struct Written {
    /// The number.
    pub literal: Literal,
    /// The variables in whose equations it stands, by their places among the quantities.
    pub used_by: BTreeSet<usize>,
}

/// One equation of one value.
#[derive(Clone, Copy, Debug)]
struct Judged {
    slot: usize,
    side: Side,
    result: Operand,
}

/// A structure whose units have been worked out.
#[derive(Clone, Debug)]
pub struct Check<'a> {
    structure: &'a Structure,
    judged: Arc<[Judged]>,
    declared: Vec<Declared>,
    /// What each node measures by its own expression, whatever is declared of it.
    nodes: Vec<Measured>,
    broken: BTreeMap<usize, Rule>,
}

impl<'a> Check<'a> {
    /// Works out all units from those that are declared, by slot. Things counted are pure numbers.
    #[must_use]
    pub fn new(structure: &'a Structure, mut declared: Vec<Declared>) -> Self {
        for slot in &mut declared {
            slot.unit = slot.unit.map(Unit::uncounted);
        }
        let sides =
            |slot| Side::ALL.into_iter().filter_map(move |side| Some((slot, side, structure.side(slot, side)?)));
        let judged =
            (0..structure.slots()).flat_map(sides).map(|(slot, side, result)| Judged { slot, side, result }).collect();
        let nodes = vec![Measured::ANY; structure.recording().nodes().len()];
        let mut check = Self { structure, judged, declared, nodes, broken: BTreeMap::new() };
        check.work_out(None);
        check
    }

    /// The same where other units are declared of some slots.
    #[must_use]
    pub fn with(&self, slots: Range<usize>, unit: impl Fn(Unit) -> Option<Unit>) -> Self {
        let mut check = self.clone();
        for slot in &mut check.declared[slots.clone()] {
            slot.unit = slot.unit.and_then(&unit);
        }
        check.work_out(Some(&slots));
        check
    }

    /// How many values have been judged; a stock has one at the start of the run, too.
    #[must_use]
    pub fn values(&self) -> usize {
        self.judged.len()
    }

    /// Whether every rule holds.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        self.broken.is_empty()
            && self.declared.iter().all(|declared| declared.unit.is_some())
            && self.judged.iter().all(|judged| self.is_as_declared(judged))
    }

    /// Every rule that does not hold, by slot.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut folder = Folder::new(self.structure, Form::Card);
        let unreadable = self.declared.iter().enumerate().filter(|(_, declared)| declared.unit.is_none());
        let mut findings: Vec<Finding> = unreadable
            .map(|(slot, _)| Finding { slot, side: Side::Result, rule: Rule::Readable, terms: Vec::new() })
            .collect();
        for judged @ Judged { slot, side, result } in self.judged.iter().copied() {
            for node in self.structure.within(result) {
                let Some(rule) = self.broken.get(&node).copied() else { continue };
                let operands = operands(self.structure.recording().nodes()[node]);
                let terms = operands.map(|operand| {
                    (folder.operand(operand), self.seen(operand).ok().and_then(|measured| measured.unit))
                });
                findings.push(Finding { slot, side, rule, terms: terms.collect() });
            }
            if !self.is_as_declared(&judged) {
                let terms = vec![(folder.result(result), self.own(result))];
                findings.push(Finding { slot, side, rule: Rule::AsDeclared, terms });
            }
        }
        findings.sort_by_key(|finding| finding.slot);
        findings
    }

    /// What is declared of a slot.
    #[must_use]
    pub fn declared(&self, slot: usize) -> Option<Unit> {
        self.declared[slot].unit
    }

    fn is_as_declared(&self, judged: &Judged) -> bool {
        alike(self.own(judged.result), self.declared[judged.slot].unit)
    }

    /// The unit of a result by its own expression.
    fn own(&self, result: Operand) -> Option<Unit> {
        match result {
            Operand::Literal(literal) => number(literal).ok()?.unit,
            Operand::Node(node) => self.nodes[node].unit,
        }
    }

    /// What an operand measures to those who use it.
    fn seen(&self, operand: Operand) -> Result<Measured, Rule> {
        match operand {
            Operand::Literal(literal) => number(literal),
            Operand::Node(node) => Ok(match self.structure.name_of(node) {
                Some(slot) => self.nodes[node].in_unit(self.declared[slot].unit),
                None => self.nodes[node],
            }),
        }
    }

    /// Works out all nodes, or those that some slots bear upon.
    fn work_out(&mut self, changed: Option<&Range<usize>>) {
        let structure = self.structure;
        let is_changed = |slot: usize| changed.is_none_or(|slots| slots.contains(&slot));
        let mut stale = vec![changed.is_none(); self.nodes.len()];
        for (node, recorded) in structure.recording().nodes().iter().enumerate() {
            // what has a name is seen as declared, whatever it is made of
            let looks_other = |operand: usize| structure.name_of(operand).map_or(stale[operand], is_changed);
            stale[node] |= match recorded {
                Node::Input(slot) => is_changed(*slot),
                made => made.operands().any(looks_other),
            };
            if stale[node] {
                let measured = self.measured(*recorded);
                self.nodes[node] = *measured.as_ref().unwrap_or(&Measured::ANY);
                match measured {
                    Ok(_) => self.broken.remove(&node),
                    Err(rule) => self.broken.insert(node, rule),
                };
            }
        }
    }

    fn measured(&self, node: Node) -> Result<Measured, Rule> {
        match node {
            Node::Input(slot) => {
                let Declared { unit, attribute } = self.declared[slot];
                Ok(Measured::new(unit, attribute))
            }
            Node::Unary(operation, a) => unary(operation, self.seen(a)?),
            Node::Binary(operation, a, b) => binary(operation, self.seen(a)?, self.seen(b)?, b),
        }
    }
}

fn operands(node: Node) -> impl Iterator<Item = Operand> {
    let (first, second) = match node {
        Node::Input(_) => (None, None),
        Node::Unary(_, a) => (Some(a), None),
        Node::Binary(_, a, b) => (Some(a), Some(b)),
    };
    first.into_iter().chain(second)
}

impl Structure {
    /// The nodes that a result is made of: itself, and down to the nearest that are known by a name.
    fn within(&self, result: Operand) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut open = match result {
            Operand::Node(node) => vec![node],
            Operand::Literal(_) => Vec::new(),
        };
        while let Some(node) = open.pop() {
            if found.insert(node) {
                let operands = self.recording().nodes()[node].operands();
                open.extend(operands.filter(|operand| self.name_of(*operand).is_none()));
            }
        }
        found
    }

    /// The numbers that are written with a unit.
    #[must_use]
    pub fn numbers_with_units(&self) -> Vec<Written> {
        let mut found: BTreeMap<(&str, u64), Written> = BTreeMap::new();
        for slot in 0..self.slots() {
            let (quantity, _) = self.quantity_at(slot);
            for result in Side::ALL.into_iter().filter_map(|side| self.side(slot, side)) {
                let within = self.within(result).into_iter().flat_map(|node| operands(self.recording().nodes()[node]));
                for operand in within.chain([result]) {
                    if let Operand::Literal(literal) = operand
                        && let Some(unit) = literal.unit
                    {
                        let entry = found.entry((unit, literal.value().to_bits()));
                        let written = entry.or_insert_with(|| Written { literal, used_by: BTreeSet::new() });
                        written.used_by.insert(quantity);
                    }
                }
            }
        }
        found.into_values().collect()
    }

    /// How many equations there are, each for all the elements that one expression serves.
    #[must_use]
    pub fn count_equations(&self) -> usize {
        let variables = [Kind::Stock, Kind::Auxiliary].into_iter().flat_map(|kind| self.of_kind(kind));
        variables.flat_map(|place| Side::ALL.map(|side| self.equations(place, side, Form::Card).len())).sum()
    }
}
