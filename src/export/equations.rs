//! The book of all equations, as Markdown or LaTeX, sector by sector.

use super::formula::{Writer, letter};
use super::latex;
use super::wrap::lines;
use crate::glossary;
use crate::model::sets::Dimension;
use crate::structure::equation::{Equation, Form, Side};
use crate::structure::expression::Function;
use crate::structure::{Kind, Quantity, Structure};
use crate::text;
use crate::text::{Language, Text};
use std::fmt::Write;

/// How wide equations are set.
const COLUMNS: usize = 100;

/// A notation of equations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// Markdown with equations as text.
    Markdown,
    /// A LaTeX document.
    Latex,
}

/// What an equation gives at which time.
#[must_use]
pub fn left_side(structure: &Structure, quantity: &Quantity, side: Side, equation: &Equation) -> String {
    let name = format!("{}{}", quantity.declaration.name, Writer::new(structure, equation).elements(equation));
    match (quantity.kind, side) {
        (Kind::Stock, Side::Result) => format!("{name}(t + dt)"),
        (_, Side::Initial | Side::Reference) => format!("{name}(start)"),
        _ => name,
    }
}

/// The equations of a quantity as text, in lines: those of its results, then what a stock starts from.
#[must_use]
pub fn as_text(structure: &Structure, place: usize, columns: usize) -> Vec<String> {
    let quantity = &structure.quantities()[place];
    let mut all = Vec::new();
    for (side, equation) in of(structure, place) {
        let writer = Writer::new(structure, &equation);
        let left = left_side(structure, quantity, side, &equation);
        all.extend(lines(&format!("{left} = {}", writer.text(&equation.expression)), columns, 4));
        for (number, part) in equation.parts.iter().enumerate() {
            let text = format!("  where x{} = {}", number + 1, writer.text(part));
            all.extend(lines(&text, columns, 6));
        }
        let conditions = writer.conditions(&equation);
        if !conditions.is_empty() {
            all.push(format!("  for {}", conditions.join(", ")));
        }
    }
    all
}

/// The equations of a quantity with their sides. What a stock is set to before the first step stands for its start.
#[must_use]
pub fn of(structure: &Structure, place: usize) -> Vec<(Side, Equation)> {
    let reference = structure.equations(place, Side::Reference, Form::Card);
    let start = if reference.is_empty() {
        structure.equations(place, Side::Initial, Form::Card).into_iter().map(|one| (Side::Initial, one)).collect()
    } else {
        reference.into_iter().map(|one| (Side::Reference, one)).collect::<Vec<_>>()
    };
    let result = structure.equations(place, Side::Result, Form::Card).into_iter().map(|one| (Side::Result, one));
    result.chain(start).collect()
}

/// The sectors that have variables, in the order of the model.
#[must_use]
pub fn sectors(structure: &Structure) -> Vec<&'static str> {
    let mut sectors: Vec<&'static str> = Vec::new();
    for quantity in structure.quantities() {
        let sector = quantity.declaration.sector();
        if quantity.kind.is_variable() && !sectors.contains(&sector) {
            sectors.push(sector);
        }
    }
    sectors
}

/// What the functions of the card are.
#[must_use]
pub const fn definition(function: Function) -> &'static str {
    match function {
        Function::Clamp => "clamp(x, low, high) = min(max(x, low), high)",
        Function::Ratio => "ratio(a, b) = a / max(b, 1e-9)",
        Function::Logistic => "logistic(x) = 1 / (1 + exp(-clamp(x, -30, 30)))",
        Function::Fraction => "frac(tau) = 1 - exp(-dt / tau)",
        Function::StepMean => "step_mean(s, T, tau) = T + (s - T) * frac(tau) * tau / dt",
        Function::Relax => "relax(s, T, tau) = s + (T - s) * frac(tau)",
        Function::Leaving => "leaving(h) = 1 - exp(-h * dt)",
        Function::Outflow => "outflow(s, h) = s * leaving(h) / dt",
    }
}

fn introduction() -> Text {
    text!(
        "Every stock and auxiliary of the model, as the program computes them: these equations are read off the code that \
         makes the runs. Equations of auxiliaries hold at each step of length dt; stocks are given at the end of the step \
         and at the start of the run. Names without an equation are parameters, levers and drivers. A number that measures \
         something has its unit in braces.";
        "模型的全部存量与辅助变量，与程序的计算完全一致：方程直接取自进行模拟的代码。辅助变量的方程在步长为dt的每一步成立；存量给出其步末值和初始值。没有方程的名称为参数、政策手段和外部条件。有量纲的数字在花括号中注明单位。"
    )
}

/// The whole book.
#[must_use]
pub fn book(structure: &Structure, notation: Notation, language: Language) -> String {
    match notation {
        Notation::Markdown => markdown(structure, language),
        Notation::Latex => latex::document(structure, &introduction(), language),
    }
}

fn markdown(structure: &Structure, language: Language) -> String {
    let say = |text: &Text| text.in_language(language).to_owned();
    let mut out = format!("# {}\n\n{}\n\n", say(&text!("Equations"; "方程")), say(&introduction()));
    let _ = writeln!(out, "{}\n", say(&text!("Functions:"; "函数：")));
    for function in Function::ALL {
        let _ = writeln!(out, "    {}", definition(function));
    }
    let _ = writeln!(out, "\n{}\n", say(&text!("Sets and their letters:"; "集合及其字母：")));
    for set in Dimension::ALL {
        let members = structure.sets().members(*set).join(", ");
        let _ = writeln!(out, "- `{}` {}: {members}", letter(*set), set.key());
    }
    for sector in sectors(structure) {
        let _ = writeln!(out, "\n## {sector}");
        for (kind, heading) in
            [(Kind::Stock, text!("Stocks"; "存量")), (Kind::Auxiliary, text!("Auxiliaries"; "辅助变量"))]
        {
            let of_sector: Vec<usize> = structure
                .of_kind(kind)
                .filter(|place| structure.quantities()[*place].declaration.sector() == sector)
                .collect();
            if of_sector.is_empty() {
                continue;
            }
            let _ = writeln!(out, "\n### {}", say(&heading));
            for place in of_sector {
                entry(&mut out, structure, place, language);
            }
        }
    }
    out
}

/// A quantity: its name, unit, meaning and equations.
fn entry(out: &mut String, structure: &Structure, place: usize, language: Language) {
    let quantity = &structure.quantities()[place];
    let meaning =
        quantity.kind.in_glossary().map(|kind| glossary::term(kind, quantity.declaration).meaning).unwrap_or_default();
    let (name, unit) = (quantity.declaration.name, crate::unit::label(quantity.declaration.unit, language));
    let unit = if unit.is_empty() || unit == "-" { String::new() } else { format!(" ({unit})") };
    let _ = writeln!(out, "\n**{name}**{unit}: {}\n", meaning.in_language(language));
    for line in as_text(structure, place, COLUMNS - 4) {
        let _ = writeln!(out, "    {line}");
    }
}
