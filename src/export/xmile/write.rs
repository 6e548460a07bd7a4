//! The document.

use super::Model;
use super::equations::{Equations, Extra, plain};
use super::names::Names;
use super::tables::{Split, Tables, Values, function, split};
use crate::glossary;
use crate::safe::xml::escaped;
use crate::structure::{Kind, Quantity};
use crate::text;
use crate::text::{Language, Text};
use std::fmt::Write;

/// A variable of the file.
struct Variable<'a> {
    tag: &'static str,
    name: &'a str,
    equation: &'a str,
    /// What stands between equation and documentation.
    more: &'a str,
    units: &'a str,
    doc: &'a str,
}

pub(super) fn document(model: &Model<'_>, names: &Names, equations: &Equations, tables: &Tables) -> String {
    let scenario = model.scenario;
    let title = scenario.title.in_language(model.language);
    let mut out = String::new();
    let _ = write!(
        out,
        r#"<?xml version="1.0" encoding="utf-8"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header>
<vendor>coke-sim</vendor>
<product version="{version}" lang="{language}">coke-sim</product>
<name>{name}</name>
</header>
<sim_specs method="Euler" time_units="a">
<start>{start}</start>
<stop>{stop}</stop>
<dt reciprocal="true">{steps}</dt>
</sim_specs>
<model>
<variables>
"#,
        version = env!("CARGO_PKG_VERSION"),
        language = model.language.as_str(),
        name = escaped(title),
        start = scenario.start,
        stop = scenario.end + 1,
        steps = scenario.steps_per_year,
    );
    clock(&mut out, model);
    for quantity in model.structure.quantities() {
        for (position, slot) in quantity.slots().enumerate() {
            let doc = documentation(model, quantity, position);
            let members = quantity.declaration.members(&scenario.baseline.sets, position);
            let units = scenario.baseline.unit_of(quantity.declaration, &members);
            let name = names.of_slots[slot].as_str();
            let variable = |tag, equation, more| Variable { tag, name, equation, more, units: &units, doc: &doc };
            match quantity.kind {
                Kind::Step => {}
                Kind::Parameter => push(&mut out, &variable("aux", &plain(model.course[[0, slot]]), "")),
                Kind::Lever | Kind::Driver => input(&mut out, &tables.of_slots[&slot], variable),
                Kind::Auxiliary => {
                    let tag = if equations.is_flow.contains(&slot) { "flow" } else { "aux" };
                    push(&mut out, &variable(tag, &equations.of_slots[&slot], ""));
                }
                Kind::Stock => {
                    let mut flows = String::new();
                    let of_stock = &equations.flows[&slot];
                    for (tag, names) in [("inflow", &of_stock.inflows), ("outflow", &of_stock.outflows)] {
                        for name in names {
                            let _ = write!(flows, "<{tag}>{name}</{tag}>");
                        }
                    }
                    // what takes a whole evaluation of the model is given as its number
                    let number = plain(model.course[[0, slot]]);
                    let is_number = model.structure.reference(slot).is_some();
                    let initial = if is_number { &number } else { &equations.of_slots[&slot] };
                    push(&mut out, &variable("stock", initial, &flows));
                }
            }
        }
    }
    extras(&mut out, "flow", &equations.changes, names, &text!("Change of"; "变化量："), model.language);
    extras(
        &mut out,
        "aux",
        &equations.parts,
        names,
        &text!("Part of the equation of"; "方程的一部分："),
        model.language,
    );
    out.push_str("</variables>\n</model>\n</xmile>\n");
    out
}

/// The step and the year, as whole numbers; the length of the step by a name that every engine knows.
fn clock(out: &mut String, model: &Model<'_>) {
    let start = model.scenario.start;
    let rows = [
        ("time_step", "DT".to_owned(), "a", text!("Length of the step."; "步长。")),
        (
            "step_number",
            format!("INT((TIME - {start})/time_step + 0.5)"),
            "-",
            text!("Number of the step, from 0."; "步序，自0起。"),
        ),
        ("year_number", "INT(TIME + time_step/2)".to_owned(), "-", text!("The year."; "年份。")),
    ];
    for (name, equation, units, doc) in rows {
        let doc = doc.in_language(model.language);
        push(out, &Variable { tag: "aux", name, equation: &equation, more: "", units, doc });
    }
}

/// A lever or driver: a number, or a table.
fn input<'a>(out: &mut String, values: &Values, variable: impl Fn(&'static str, &'a str, &'a str) -> Variable<'a>) {
    let Values::Table { over, first, values } = values else {
        if let Values::Constant(value) = values {
            let text = plain(*value);
            let Variable { tag, name, units, doc, .. } = variable("aux", "", "");
            push(out, &Variable { tag, name, equation: &text, more: "", units, doc });
        }
        return;
    };
    let Variable { tag, name, units, doc, .. } = variable("aux", "", "");
    let Some(Split { rounded, rests, scale }) = split(values) else {
        push(out, &Variable { tag, name, equation: over, more: &function(*first, values), units, doc });
        return;
    };
    let parts = [(format!("{name}_table"), rounded), (format!("{name}_table_rest"), rests)];
    for (name, values) in &parts {
        push(out, &Variable { tag, name, equation: over, more: &function(*first, values), units, doc });
    }
    let whole = format!("({} + {}*1e-8)*{}", parts[0].0, parts[1].0, plain(scale));
    push(out, &Variable { tag, name, equation: &whole, more: "", units, doc });
}

fn extras(out: &mut String, tag: &'static str, all: &[Extra], names: &Names, of: &Text, language: Language) {
    for Extra { name, equation, of: slot } in all {
        let doc = format!("{} {}", of.in_language(language), names.of_slots[*slot]);
        push(out, &Variable { tag, name, equation, more: "", units: "", doc: &doc });
    }
}

fn push(out: &mut String, variable: &Variable<'_>) {
    let Variable { tag, name, equation, more, units, doc } = variable;
    let _ = write!(out, r#"<{tag} name="{name}"><eqn>{}</eqn>{more}"#, escaped(equation));
    if !units.is_empty() {
        let _ = write!(out, "<units>{}</units>", escaped(units));
    }
    let _ = writeln!(out, "<doc>{}</doc></{tag}>", escaped(doc));
}

/// Meaning, and what is known of a parameter's value.
fn documentation(model: &Model<'_>, quantity: &Quantity, position: usize) -> String {
    let meaning = quantity.kind.in_glossary().map(|kind| glossary::term(kind, quantity.declaration).meaning);
    let mut doc = meaning.unwrap_or_default().in_language(model.language).to_owned();
    if quantity.kind == Kind::Parameter {
        let entry = &model.scenario.baseline.parameters[quantity.offset + position];
        let (low, high, source) = (entry.low, entry.high, &entry.source);
        let known = text!(" Range {low} to {high}. Source: {source}"; "取值范围{low}至{high}。来源：{source}");
        doc.push_str(known.in_language(model.language));
    }
    doc
}
