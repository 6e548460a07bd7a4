//! The book of equations as a LaTeX document; it needs `amsmath` and `breqn`, which breaks long equations.

use super::equations::{of, sectors};
use super::formula::letter;
use crate::glossary;
use crate::model::sets::Dimension;
use crate::num::tracer::{Binary, Unary};
use crate::safe::terminal;
use crate::structure::equation::{Equation, Side};
use crate::structure::expression::{Expression, Function, Index, Over, Variable};
use crate::structure::{Kind, Structure};
use crate::text;
use crate::text::{Language, Text};
use std::collections::BTreeSet;
use std::fmt::Write;

const HEAD: &str = r"\documentclass[10pt,a4paper]{article}
\usepackage[margin=2cm]{geometry}
\usepackage{amsmath}
\usepackage{breqn}
\usepackage{parskip}
";

/// Latin text needs no font of its own; Chinese does.
const CHINESE: &str = "\\usepackage{xeCJK} % typeset with xelatex\n";

/// The whole document.
pub(super) fn document(structure: &Structure, introduction: &Text, language: Language) -> String {
    let say = |text: &Text| escaped(text.in_language(language));
    let mut out = HEAD.to_owned();
    if language == Language::Zh {
        out.push_str(CHINESE);
    }
    let title = text!("coke-sim: equations"; "coke-sim：方程");
    let _ = write!(out, "\\title{{{}}}\n\\date{{}}\n\\begin{{document}}\n\\maketitle\n\n", say(&title));
    let _ = writeln!(out, "{}\n", say(introduction));
    for function in Function::ALL {
        let _ = writeln!(out, "\\begin{{dmath*}}\n{}\n\\end{{dmath*}}", definition(function));
    }
    let _ = writeln!(out, "\\begin{{description}}");
    for set in Dimension::ALL {
        let members = structure.sets().members(*set).join(", ");
        let _ = writeln!(out, "\\item[${}$ {}] {}", letter(*set), escaped(set.key()), escaped(&members));
    }
    let _ = writeln!(out, "\\end{{description}}");
    for sector in sectors(structure) {
        let _ = writeln!(out, "\n\\section{{{}}}", escaped(sector));
        for kind in [Kind::Stock, Kind::Auxiliary] {
            let places: Vec<usize> = structure.of_kind(kind).collect();
            for place in places {
                let quantity = &structure.quantities()[place];
                if quantity.declaration.sector() != sector {
                    continue;
                }
                let meaning =
                    quantity.kind.in_glossary().map(|kind| glossary::term(kind, quantity.declaration).meaning);
                let _ = writeln!(
                    out,
                    "\n\\paragraph{{\\texttt{{{}}}}} [{}] {}",
                    escaped(quantity.declaration.name),
                    escaped(&crate::unit::label(quantity.declaration.unit, language)),
                    say(&meaning.unwrap_or_default()),
                );
                for (side, equation) in of(structure, place) {
                    write_equation(&mut out, structure, place, side, &equation);
                }
            }
        }
    }
    out.push_str("\n\\end{document}\n");
    out
}

fn write_equation(out: &mut String, structure: &Structure, place: usize, side: Side, equation: &Equation) {
    let writer = Writer::new(structure, equation);
    let quantity = &structure.quantities()[place];
    let time = match (quantity.kind, side) {
        (Kind::Stock, Side::Result) => "(t + dt)",
        (_, Side::Initial | Side::Reference) => "(t_0)",
        _ => "",
    };
    let name = format!("{}{}{time}", name(quantity.declaration.name), writer.elements(equation));
    let mut line = |left: &str, right: &Expression| {
        let _ = writeln!(out, "\\begin{{dmath*}}\n{left} = {}\n\\end{{dmath*}}", writer.text(right));
    };
    line(&name, &equation.expression);
    for (number, part) in equation.parts.iter().enumerate() {
        line(&format!("x_{{{}}}", number + 1), part);
    }
    let conditions: Vec<String> = equation
        .over
        .iter()
        .filter(|over| over.members.as_ref().is_some_and(|members| members.len() > 1))
        .map(|over| format!("${}$", writer.over(over)))
        .collect();
    if !conditions.is_empty() {
        let _ = writeln!(out, "{}\n", conditions.join(", "));
    }
}

const fn definition(function: Function) -> &'static str {
    match function {
        Function::Clamp => r"\operatorname{clamp}(x, l, h) = \min(\max(x, l), h)",
        Function::Ratio => r"\operatorname{ratio}(a, b) = \frac{a}{\max(b, 10^{-9})}",
        Function::Logistic => r"\operatorname{logistic}(x) = \frac{1}{1 + \exp(-\operatorname{clamp}(x, -30, 30))}",
        Function::Fraction => r"\operatorname{frac}(\tau) = 1 - \exp(-dt / \tau)",
        Function::StepMean => {
            r"\operatorname{step\_mean}(s, T, \tau) = T + (s - T) \operatorname{frac}(\tau) \frac{\tau}{dt}"
        }
        Function::Relax => r"\operatorname{relax}(s, T, \tau) = s + (T - s) \operatorname{frac}(\tau)",
        Function::Leaving => r"\operatorname{leaving}(h) = 1 - \exp(-h \, dt)",
        Function::Outflow => r"\operatorname{outflow}(s, h) = s \operatorname{leaving}(h) / dt",
    }
}

/// Text with what LaTeX reads as commands taken literally.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in terminal::line(text).chars() {
        match letter {
            '\\' => out.push_str(r"\textbackslash{}"),
            '~' => out.push_str(r"\textasciitilde{}"),
            '^' => out.push_str(r"\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                out.push('\\');
                out.push(letter);
            }
            other => out.push(other),
        }
    }
    out
}

/// A name in a formula.
fn name(text: &str) -> String {
    format!("\\mathit{{{}}}", text.replace('_', r"\_"))
}

struct Writer<'a> {
    structure: &'a Structure,
    own: BTreeSet<Dimension>,
}

/// How tightly a formula holds together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tightness {
    Sum,
    Product,
    Whole,
}

impl<'a> Writer<'a> {
    fn new(structure: &'a Structure, equation: &Equation) -> Self {
        let runs = |over: &&Over| over.members.as_ref().is_none_or(|members| members.len() > 1);
        let own = equation.over.iter().filter(runs).map(|over| over.variable.dimension).collect();
        Self { structure, own }
    }

    fn variable(&self, variable: Variable) -> String {
        let primes = if self.own.contains(&variable.dimension) { variable.level } else { variable.level.max(1) - 1 };
        format!("{}{}", letter(variable.dimension), "'".repeat(primes))
    }

    fn member(&self, set: Dimension, member: usize) -> String {
        format!("\\text{{{}}}", escaped(&self.structure.sets().members(set)[member]))
    }

    fn elements(&self, equation: &Equation) -> String {
        let indices: Vec<Index> = equation
            .over
            .iter()
            .map(|Over { variable, members }| match members.as_deref() {
                Some([member]) => Index::Member(variable.dimension, *member),
                _ => Index::Variable(*variable),
            })
            .collect();
        self.indices(&indices)
    }

    fn indices(&self, indices: &[Index]) -> String {
        let names: Vec<String> = indices
            .iter()
            .map(|index| match index {
                Index::Member(set, member) => self.member(*set, *member),
                Index::Variable(variable) => self.variable(*variable),
            })
            .collect();
        if names.is_empty() { String::new() } else { format!("_{{{}}}", names.join(", ")) }
    }

    fn over(&self, Over { variable, members }: &Over) -> String {
        let name = self.variable(*variable);
        match members {
            None => name,
            Some(members) => {
                let names: Vec<String> = members.iter().map(|one| self.member(variable.dimension, *one)).collect();
                format!("{name} \\in \\{{{}\\}}", names.join(", "))
            }
        }
    }

    fn text(&self, expression: &Expression) -> String {
        self.written(expression).0
    }

    fn within(&self, expression: &Expression, least: Tightness) -> String {
        let (text, tightness) = self.written(expression);
        if tightness < least { format!("\\left({text}\\right)") } else { text }
    }

    fn written(&self, expression: &Expression) -> (String, Tightness) {
        use Tightness::{Product, Sum, Whole};
        match expression {
            Expression::Number(literal) => {
                let value = literal.value();
                (format!("{value}"), if value < 0.0 { Sum } else { Whole })
            }
            Expression::Value { quantity, indices } => {
                let declared = self.structure.quantities()[*quantity].declaration.name;
                let text = if declared == "dt" { "dt".to_owned() } else { name(declared) };
                (format!("{text}{}", self.indices(indices)), Whole)
            }
            Expression::Part(number) => (format!("x_{{{}}}", number + 1), Whole),
            Expression::Unary(Unary::Negate, a) => (format!("-{}", self.within(a, Product)), Sum),
            Expression::Unary(operation, a) => {
                let function = if *operation == Unary::Exp { "\\exp" } else { "\\ln" };
                (format!("{function}\\left({}\\right)", self.text(a)), Whole)
            }
            Expression::Binary(operation, a, b) => match operation {
                Binary::Add => (format!("{} + {}", self.within(a, Sum), self.within(b, Sum)), Sum),
                Binary::Subtract => (format!("{} - {}", self.within(a, Sum), self.within(b, Product)), Sum),
                Binary::Multiply => (format!("{} \\, {}", self.within(a, Product), self.within(b, Product)), Product),
                Binary::Divide => (format!("\\frac{{{}}}{{{}}}", self.text(a), self.text(b)), Product),
                Binary::Power => (format!("{{{}}}^{{{}}}", self.within(a, Whole), self.text(b)), Whole),
                Binary::Minimum => (format!("\\min\\left({}, {}\\right)", self.text(a), self.text(b)), Whole),
                Binary::Maximum => (format!("\\max\\left({}, {}\\right)", self.text(a), self.text(b)), Whole),
            },
            Expression::Call(function, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(|argument| self.text(argument)).collect();
                let name = function.name().replace('_', r"\_");
                (format!("\\operatorname{{{name}}}\\left({}\\right)", arguments.join(", ")), Whole)
            }
            Expression::Sum { over, term } => {
                let over: Vec<String> = over.iter().map(|over| self.over(over)).collect();
                (format!("\\sum_{{{}}} {}", over.join(", "), self.within(term, Product)), Product)
            }
        }
    }
}
