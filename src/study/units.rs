//! The units of the whole model, with the data of a baseline.

use crate::scenario::baseline::Baseline;
use crate::structure::units::{Check, Declared};
use crate::structure::{Kind, Structure};
use crate::unit::Unit;

/// The unit of what is 1 if something applies, else 0.
const ATTRIBUTE: &str = "0/1";

/// Works out the units of all equations. Parameters, levers and drivers have those of their data.
#[must_use]
pub fn check<'a>(structure: &'a Structure, baseline: &Baseline) -> Check<'a> {
    let given = |unit: &str| Declared { unit: Unit::of_value(unit), attribute: None };
    let parameters = baseline.parameters.iter().map(|entry| Declared {
        attribute: (entry.declaration.unit == ATTRIBUTE).then_some(entry.central),
        ..given(&entry.unit)
    });
    let levers = baseline.levers.iter().map(|entry| given(&entry.unit));
    let drivers = baseline.drivers.iter().map(|entry| given(&entry.unit));
    let of = |kind| {
        let places = structure.of_kind(kind).map(|place| &structure.quantities()[place]);
        places.flat_map(|quantity| {
            let members = |position| quantity.declaration.members(&baseline.sets, position);
            (0..quantity.size).map(move |position| given(&baseline.unit_of(quantity.declaration, &members(position))))
        })
    };
    // the order of the slots
    let inputs = parameters.chain(levers).chain(drivers);
    Check::new(structure, inputs.chain(of(Kind::Stock)).chain(of(Kind::Step)).chain(of(Kind::Auxiliary)).collect())
}
