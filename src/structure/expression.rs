//! An expression over named quantities: a tree, as equations are written.

use crate::model::sets::Dimension;
use crate::num::tracer::{Binary, Literal, Unary};

/// A variable that runs over a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Variable {
    /// The set.
    pub dimension: Dimension,
    /// 0 for that of the equation itself; sums count from 1, the innermost first.
    pub level: usize,
}

/// Which member of a set is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Index {
    /// This one, by its place in the set.
    Member(Dimension, usize),
    /// The one that a variable stands for.
    Variable(Variable),
}

/// What a sum or an equation runs over.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Over {
    /// The variable.
    pub variable: Variable,
    /// The members it takes, by their places; `None` if all.
    pub members: Option<Vec<usize>>,
}

/// A function that the model card defines (section 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// `clamp(x, low, high) = min(max(x, low), high)`
    Clamp,
    /// `ratio(a, b) = a / max(b, 1e-9)`
    Ratio,
    /// `logistic(x) = 1 / (1 + exp(-clamp(x, -30, 30)))`
    Logistic,
    /// `frac(tau) = 1 - exp(-dt / tau)`
    Fraction,
    /// `step_mean(s, T, tau) = T + (s - T) * frac(tau) * tau / dt`
    StepMean,
    /// `relax(s, T, tau) = s + (T - s) * frac(tau)`
    Relax,
    /// `leaving(h) = 1 - exp(-h * dt)`
    Leaving,
    /// `outflow(s, h) = s * leaving(h) / dt`
    Outflow,
}

impl Function {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Clamp,
        Self::Ratio,
        Self::Logistic,
        Self::Fraction,
        Self::Relax,
        Self::StepMean,
        Self::Leaving,
        Self::Outflow,
    ];

    /// Its name in equations.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clamp => "clamp",
            Self::Ratio => "ratio",
            Self::Logistic => "logistic",
            Self::Fraction => "frac",
            Self::StepMean => "step_mean",
            Self::Relax => "relax",
            Self::Leaving => "leaving",
            Self::Outflow => "outflow",
        }
    }
}

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Expression {
    /// A number that stands in the equation.
    Number(Literal),
    /// A value of a quantity, by its place among the quantities of the structure.
    Value {
        /// The quantity.
        quantity: usize,
        /// Its members.
        indices: Vec<Index>,
    },
    /// An operation on one expression.
    Unary(Unary, Box<Expression>),
    /// An operation on two.
    Binary(Binary, Box<Expression>, Box<Expression>),
    /// A function of the card.
    Call(Function, Vec<Expression>),
    /// A sum over members.
    Sum {
        /// What it runs over, outermost first.
        over: Vec<Over>,
        /// What is summed.
        term: Box<Expression>,
    },
    /// A part of the equation that has a name of its own, by its place among them.
    Part(usize),
}

impl Expression {
    /// How many numbers, values and operations it has.
    #[must_use]
    pub fn size(&self) -> usize {
        1 + self.children().iter().map(|child| child.size()).sum::<usize>()
    }

    /// The expressions it is made of.
    #[must_use]
    pub fn children(&self) -> Vec<&Self> {
        match self {
            Self::Number(_) | Self::Value { .. } | Self::Part(_) => Vec::new(),
            Self::Unary(_, a) => vec![a],
            Self::Binary(_, a, b) => vec![a, b],
            Self::Call(_, arguments) => arguments.iter().collect(),
            Self::Sum { term, .. } => vec![term],
        }
    }

    /// The same with other parts.
    #[must_use]
    pub fn map(self, change: &mut impl FnMut(Self) -> Self) -> Self {
        match self {
            Self::Unary(operation, a) => Self::Unary(operation, Box::new(change(*a))),
            Self::Binary(operation, a, b) => Self::Binary(operation, Box::new(change(*a)), Box::new(change(*b))),
            Self::Call(function, arguments) => Self::Call(function, arguments.into_iter().map(change).collect()),
            Self::Sum { over, term } => Self::Sum { over, term: Box::new(change(*term)) },
            leaf => leaf,
        }
    }

    /// Shows every expression within, itself first.
    pub fn visit<'a>(&'a self, visitor: &mut impl FnMut(&'a Self)) {
        visitor(self);
        for child in self.children() {
            child.visit(visitor);
        }
    }

    /// Whether it is this plain number.
    #[must_use]
    pub fn is_number(&self, value: f64) -> bool {
        matches!(self, Self::Number(literal) if literal.value().to_bits() == value.to_bits())
    }
}
