//! The model with a scenario's values as an OASIS XMILE 1.0 file, for other system-dynamics tools.
//!
//! Sets are unrolled: every value of every quantity is a variable of its own, `capacity_lvliang_small`, since the tools
//! that read XMILE agree on scalars only. Equations are those of the recording, operation by operation; what several
//! equations share becomes an auxiliary `..._part_1`. Stocks are integrated by Euler's method, which is what the model
//! does: flows carry the exact change over the step where it is not linear.
//!
//! Two engines judge the files in CI; what they read, and the quirks that shape this export, stand in
//! `tests/engines/README.md`.

mod equations;
mod names;
mod tables;
mod write;

use crate::scenario::Scenario;
use crate::structure::Structure;
use crate::text::Language;
use names::Names;
use ndarray::Array2;
use std::fmt::Write;
use tables::Tables;

/// What is exported.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    /// The scenario: titles, values, units.
    pub scenario: &'a Scenario,
    /// The model.
    pub structure: &'a Structure,
    /// The values of all slots at the start of each step, and at the end of the last: a row a step.
    pub course: &'a Array2<f64>,
    /// The language of titles and documentation.
    pub language: Language,
}

/// The file.
#[must_use]
pub fn to_xmile(model: &Model<'_>) -> String {
    let names = Names::new(model.structure);
    let equations = equations::Equations::new(model.structure, &names);
    let tables = Tables::new(model);
    write::document(model, &names, &equations, &tables)
}

/// The names that the variables of [`to_xmile`] have, by slot.
#[must_use]
pub fn names(structure: &Structure) -> Vec<String> {
    Names::new(structure).of_slots
}

/// What the variables of [`to_xmile`] are at every step by this program's own run, as CSV: `time`, then a column a
/// variable, in the order of the slots. For comparing what another tool computes.
#[must_use]
pub fn values(model: &Model<'_>) -> String {
    let names = Names::new(model.structure);
    let mut out = String::from("time");
    for name in &names.of_slots {
        out.push(',');
        out.push_str(name);
    }
    out.push('\n');
    for (step, row) in model.course.rows().into_iter().enumerate() {
        #[allow(clippy::cast_precision_loss)] // a few hundred steps
        let time = f64::from(model.scenario.start) + step as f64 / f64::from(model.scenario.steps_per_year);
        out.push_str(&time.to_string());
        for value in row {
            let _ = write!(out, ",{value:?}");
        }
        out.push('\n');
    }
    out
}
