//! From nodes of the recording to expressions, with sums over sets where the model has them.

use super::expression::{Expression, Index};
use super::{Kind, Structure, patterns, roll};
use crate::num::tracer::{Binary, Literal, Node, Operand};
use std::collections::HashMap;

/// How an equation is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As the card writes it: sums over sets, functions of the card.
    Card,
    /// Sums spelt out, plain operations only.
    Plain,
}

/// Turns nodes into expressions. What several results share is worked out once.
#[derive(Debug)]
pub(super) struct Folder<'a> {
    structure: &'a Structure,
    form: Form,
    known: HashMap<usize, Expression>,
}

impl<'a> Folder<'a> {
    pub(super) fn new(structure: &'a Structure, form: Form) -> Self {
        Self { structure, form, known: HashMap::new() }
    }

    /// The expression of a result, whatever name it has itself.
    pub(super) fn result(&mut self, operand: Operand) -> Expression {
        match operand {
            Operand::Literal(literal) => Expression::Number(literal),
            Operand::Node(node) => self.computed(node),
        }
    }

    /// An operand: by its name, if it has one.
    pub(super) fn operand(&mut self, operand: Operand) -> Expression {
        let node = match operand {
            Operand::Literal(literal) => return Expression::Number(literal),
            Operand::Node(node) => node,
        };
        if let Some(slot) = self.structure.name_of(node) {
            return self.value(slot);
        }
        if let Some(known) = self.known.get(&node) {
            return known.clone();
        }
        let expression = self.computed(node);
        self.known.insert(node, expression.clone());
        expression
    }

    fn value(&self, slot: usize) -> Expression {
        let (quantity, _) = self.structure.quantity_at(slot);
        let dimensions = self.structure.quantities()[quantity].declaration.dimensions;
        let members = self.structure.members(slot);
        let indices = dimensions.iter().zip(members).map(|(set, member)| Index::Member(*set, member)).collect();
        Expression::Value { quantity, indices }
    }

    fn computed(&mut self, node: usize) -> Expression {
        let expression = match self.structure.recording().nodes()[node] {
            Node::Input(slot) => return self.value(slot),
            Node::Unary(operation, a) => Expression::Unary(operation, Box::new(self.operand(a))),
            Node::Binary(Binary::Add, a, b) => match self.terms_of_sum(a, b) {
                Some(terms) => return self.sum(&terms),
                None => binary(Binary::Add, self.operand(a), self.operand(b)),
            },
            Node::Binary(operation, a, b) => binary(operation, self.operand(a), self.operand(b)),
        };
        match self.form {
            Form::Card => patterns::recognised(expression, &|value| self.is_step(value)),
            Form::Plain => expression,
        }
    }

    fn is_step(&self, value: &Expression) -> bool {
        matches!(value, Expression::Value { quantity, .. } if self.structure.quantities()[*quantity].kind == Kind::Step)
    }

    /// The terms of `a + b`, if it was added up from 0, as the model's `sum` does.
    fn terms_of_sum(&self, a: Operand, b: Operand) -> Option<Vec<Operand>> {
        let mut terms = vec![b];
        let mut rest = a;
        loop {
            match rest {
                Operand::Literal(zero) if zero == Literal::new(0.0) => break,
                Operand::Node(node) if self.structure.name_of(node).is_none() => {
                    let Node::Binary(Binary::Add, left, right) = self.structure.recording().nodes()[node] else {
                        return None;
                    };
                    terms.push(right);
                    rest = left;
                }
                _ => return None,
            }
        }
        terms.reverse();
        Some(terms)
    }

    /// A sum over sets as far as its first terms are one; what is added after it stays as it is.
    fn sum(&mut self, terms: &[Operand]) -> Expression {
        let terms: Vec<Expression> = terms.iter().map(|term| self.operand(*term)).collect();
        let rolled = match self.form {
            Form::Card => roll::sum(self.structure.sets(), &terms),
            Form::Plain => None,
        };
        let (first, rest) = match rolled {
            Some((sum, length)) => (sum, &terms[length..]),
            None => (terms[0].clone(), &terms[1..]),
        };
        rest.iter().fold(first, |sum, term| binary(Binary::Add, sum, term.clone()))
    }
}

fn binary(operation: Binary, a: Expression, b: Expression) -> Expression {
    Expression::Binary(operation, Box::new(a), Box::new(b))
}
