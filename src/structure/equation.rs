//! Equations as people write them: over sets, with parts that recur named once.

use super::expression::{Expression, Index, Over, Variable};
use super::fold::Folder;
pub use super::fold::Form;
use super::{Kind, Structure, roll};
use crate::num::tracer::Operand;
use std::collections::{HashMap, HashSet};

/// A part is named only if it has at least so many numbers, values and operations.
const SMALLEST_PART: usize = 6;

/// What an equation gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The value of an auxiliary; that of a stock at the end of the step.
    Result,
    /// The value of a stock at the start of the run.
    Initial,
    /// What a stock is set to before the first step.
    Reference,
}

impl Side {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Result, Self::Initial, Self::Reference];
}

/// The equation of some elements of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equation {
    /// The elements: a variable for each set of the quantity.
    pub over: Vec<Over>,
    /// Parts of the expression that recur, each of which may use those before it.
    pub parts: Vec<Expression>,
    /// The expression.
    pub expression: Expression,
}

impl Structure {
    /// The equations of a variable, by its place among the quantities; none if it has none of this side.
    ///
    /// In the form of the card there is one for all elements that one expression serves; in the plain form one for each
    /// element, in the order of its slots.
    #[must_use]
    pub fn equations(&self, quantity: usize, side: Side, form: Form) -> Vec<Equation> {
        let mut folder = Folder::new(self, form);
        let quantity = &self.quantities()[quantity];
        let dimensions = quantity.declaration.dimensions;
        let elements: Vec<roll::Element> = quantity
            .slots()
            .filter_map(|slot| Some((self.members(slot), folder.result(self.side(slot, side)?))))
            .collect();
        let equations = match form {
            Form::Card => roll::elements(self.sets(), dimensions, &elements),
            Form::Plain => {
                let only = |members: &[usize]| {
                    let over = |(set, member): (&_, &usize)| Over {
                        variable: Variable { dimension: *set, level: 0 },
                        members: Some(vec![*member]),
                    };
                    dimensions.iter().zip(members).map(over).collect()
                };
                elements.into_iter().map(|(members, expression)| (only(&members), expression)).collect()
            }
        };
        equations
            .into_iter()
            .map(|(over, expression)| {
                let (parts, expression) = with_parts(expression);
                Equation { over, parts, expression }
            })
            .collect()
    }

    /// What a slot is on a side.
    #[must_use]
    pub fn side(&self, slot: usize, side: Side) -> Option<Operand> {
        match side {
            Side::Result => self.result(slot),
            Side::Initial => self.initial(slot),
            Side::Reference => self.reference(slot),
        }
    }

    /// The quantities of a kind, by their places.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = usize> {
        (0..self.quantities().len()).filter(move |place| self.quantities()[*place].kind == kind)
    }
}

/// Takes out what recurs, largest first.
fn with_parts(mut expression: Expression) -> (Vec<Expression>, Expression) {
    let mut parts: Vec<Expression> = Vec::new();
    loop {
        let mut counts: HashMap<&Expression, usize> = HashMap::new();
        for tree in parts.iter().chain([&expression]) {
            tree.visit(&mut |inner| *counts.entry(inner).or_default() += 1);
        }
        let recurs = counts.into_iter().filter(|(inner, count)| *count > 1 && inner.size() >= SMALLEST_PART);
        // of equal size, that which comes first in text: any order will do that is always the same
        let largest = recurs
            .filter(|(inner, _)| is_closed(inner))
            .map(|(inner, _)| (inner.size(), std::cmp::Reverse(format!("{inner:?}")), inner))
            .max_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        let Some((_, _, part)) = largest else { break };
        let part = part.clone();
        let name = parts.len();
        parts = parts.into_iter().map(|tree| replaced(tree, &part, name)).collect();
        expression = replaced(expression, &part, name);
        parts.push(part);
    }
    // a part uses only those found after it: the last comes first
    let last = parts.len();
    let renamed = |tree: Expression| renumbered(tree, last);
    (parts.into_iter().rev().map(renamed).collect(), renumbered(expression, last))
}

fn replaced(tree: Expression, part: &Expression, name: usize) -> Expression {
    if tree == *part { Expression::Part(name) } else { tree.map(&mut |inner| replaced(inner, part, name)) }
}

fn renumbered(tree: Expression, count: usize) -> Expression {
    match tree {
        Expression::Part(name) => Expression::Part(count - 1 - name),
        other => other.map(&mut |inner| renumbered(inner, count)),
    }
}

/// Whether all variables of sums within are bound within.
fn is_closed(expression: &Expression) -> bool {
    fn closed(expression: &Expression, bound: &mut HashSet<Variable>) -> bool {
        match expression {
            Expression::Value { indices, .. } => indices.iter().all(|index| match index {
                Index::Variable(variable) => {
                    // the same member by another set's name: see `roll`
                    variable.level == 0 || bound.contains(variable)
                }
                Index::Member(..) => true,
            }),
            Expression::Sum { over, term } => {
                let added: Vec<Variable> =
                    over.iter().map(|over| over.variable).filter(|variable| bound.insert(*variable)).collect();
                let inside = closed(term, bound);
                for variable in added {
                    bound.remove(&variable);
                }
                inside
            }
            other => other.children().into_iter().all(|child| closed(child, bound)),
        }
    }
    closed(expression, &mut HashSet::new())
}
