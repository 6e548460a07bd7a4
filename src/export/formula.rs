//! Equations as text: `margin[r, c] = gross_margin[r, c] - rent_leak[r, c]`.

use crate::model::sets::Dimension;
use crate::num::tracer::{Binary, Unary};
use crate::structure::Structure;
use crate::structure::equation::Equation;
use crate::structure::expression::{Expression, Index, Over, Variable};
use std::collections::BTreeSet;

/// How tightly an expression holds together when it stands within another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tightness {
    Sum,
    Product,
    Sign,
    Power,
    Whole,
}

/// The letter of a variable over a set.
#[must_use]
pub const fn letter(set: Dimension) -> &'static str {
    match set {
        Dimension::Region => "r",
        Dimension::Class => "c",
        Dimension::Facility => "f",
        Dimension::Chain => "k",
        Dimension::Pollutant => "p",
        Dimension::AmbientPollutant => "a",
        Dimension::WaterPollutant => "w",
        Dimension::Size => "s",
        Dimension::SmallUnit => "u",
        Dimension::Claim => "i",
        Dimension::Measure => "m",
        Dimension::Sanction => "n",
    }
}

/// Names of variables within one equation.
struct Letters {
    /// Sets that the equation itself runs over: variables of sums over them are primed.
    own: BTreeSet<Dimension>,
}

impl Letters {
    fn name(&self, variable: Variable) -> String {
        let primes = if self.own.contains(&variable.dimension) { variable.level } else { variable.level.max(1) - 1 };
        format!("{}{}", letter(variable.dimension), "'".repeat(primes))
    }
}

/// A writer of equations in one notation.
pub struct Writer<'a> {
    structure: &'a Structure,
    letters: Letters,
}

impl<'a> Writer<'a> {
    /// For one equation.
    #[must_use]
    pub fn new(structure: &'a Structure, equation: &Equation) -> Self {
        let mut own = BTreeSet::new();
        for over in &equation.over {
            if over.members.as_ref().is_none_or(|members| members.len() > 1) {
                own.insert(over.variable.dimension);
            }
        }
        Self { structure, letters: Letters { own } }
    }

    /// The elements that the equation is for, as they stand behind the name: `[r, tar_recovery]`.
    #[must_use]
    pub fn elements(&self, equation: &Equation) -> String {
        let names: Vec<String> = equation
            .over
            .iter()
            .map(|Over { variable, members }| match members.as_deref() {
                Some([member]) => self.structure.sets().members(variable.dimension)[*member].clone(),
                _ => self.letters.name(*variable),
            })
            .collect();
        if names.is_empty() { String::new() } else { format!("[{}]", names.join(", ")) }
    }

    /// Which members the variables take, where not all: `f in tar_recovery, benzene_recovery`.
    #[must_use]
    pub fn conditions(&self, equation: &Equation) -> Vec<String> {
        equation
            .over
            .iter()
            .filter(|over| over.members.as_ref().is_some_and(|members| members.len() > 1))
            .map(|over| self.over(over))
            .collect()
    }

    fn over(&self, Over { variable, members }: &Over) -> String {
        let name = self.letters.name(*variable);
        match members {
            None => name,
            Some(members) => {
                let all = self.structure.sets().members(variable.dimension);
                let names: Vec<&str> = members.iter().map(|member| all[*member].as_str()).collect();
                format!("{name} in {{{}}}", names.join(", "))
            }
        }
    }

    /// An expression as text.
    #[must_use]
    pub fn text(&self, expression: &Expression) -> String {
        self.within(expression, Tightness::Sum)
    }

    /// An expression, in brackets if it does not hold together tightly enough.
    fn within(&self, expression: &Expression, least: Tightness) -> String {
        let (text, tightness) = self.written(expression);
        if tightness < least { format!("({text})") } else { text }
    }

    fn written(&self, expression: &Expression) -> (String, Tightness) {
        match expression {
            Expression::Number(literal) => {
                let value = literal.value();
                let text = literal.unit.map_or_else(|| format!("{value}"), |unit| format!("{value} {{{unit}}}"));
                (text, if value < 0.0 { Tightness::Sign } else { Tightness::Whole })
            }
            Expression::Value { quantity, indices } => {
                let name = self.structure.quantities()[*quantity].declaration.name;
                (format!("{name}{}", self.indices(indices)), Tightness::Whole)
            }
            Expression::Part(number) => (format!("x{}", number + 1), Tightness::Whole),
            Expression::Unary(Unary::Negate, a) => (format!("-{}", self.within(a, Tightness::Power)), Tightness::Sign),
            Expression::Unary(operation, a) => {
                let name = if *operation == Unary::Exp { "exp" } else { "ln" };
                (format!("{name}({})", self.text(a)), Tightness::Whole)
            }
            Expression::Binary(operation, a, b) => self.operation(*operation, a, b),
            Expression::Call(function, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(|argument| self.text(argument)).collect();
                (format!("{}({})", function.name(), arguments.join(", ")), Tightness::Whole)
            }
            Expression::Sum { over, term } => {
                let over: Vec<String> = over.iter().map(|over| self.over(over)).collect();
                (format!("sum[{}]({})", over.join(", "), self.text(term)), Tightness::Whole)
            }
        }
    }

    fn operation(&self, operation: Binary, a: &Expression, b: &Expression) -> (String, Tightness) {
        use Tightness::{Power, Product, Sum, Whole};
        let infix =
            |sign: &str, own, left, right| (format!("{}{sign}{}", self.within(a, left), self.within(b, right)), own);
        match operation {
            Binary::Add => infix(" + ", Sum, Sum, Sum),
            Binary::Subtract => infix(" - ", Sum, Sum, Product),
            Binary::Multiply => infix(" * ", Product, Product, Product),
            Binary::Divide => infix(" / ", Product, Product, Tightness::Sign),
            Binary::Power => infix("^", Power, Whole, Whole),
            Binary::Minimum | Binary::Maximum => {
                let name = if operation == Binary::Minimum { "min" } else { "max" };
                (format!("{name}({}, {})", self.text(a), self.text(b)), Whole)
            }
        }
    }

    fn indices(&self, indices: &[Index]) -> String {
        let names: Vec<String> = indices
            .iter()
            .map(|index| match index {
                Index::Member(set, member) => self.structure.sets().members(*set)[*member].clone(),
                Index::Variable(variable) => self.letters.name(*variable),
            })
            .collect();
        if names.is_empty() { String::new() } else { format!("[{}]", names.join(", ")) }
    }
}
