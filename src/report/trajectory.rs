//! `trajectory.csv`: every stock and auxiliary by year, one value a row.

use crate::model::sets::Dimension;
use crate::safe::csv;
use crate::scenario::baseline::Baseline;
use crate::trajectory::Trajectory;

/// The header of the file.
pub const HEADER: [&str; 6] = ["variable", "region", "item", "unit", "year", "value"];

/// One run as CSV.
///
/// # Panics
/// Never: writing to memory does not fail.
#[must_use]
pub fn to_csv(baseline: &Baseline, trajectory: &Trajectory, run: usize) -> Vec<u8> {
    let sets = trajectory.layout().sets();
    let mut csv = csv::Writer::from_writer(Vec::new());
    let mut write = |row: &[&str]| csv.write_record(row).expect("writing to memory does not fail");
    write(&HEADER);
    for variable in trajectory.layout().variables() {
        let declaration = variable.declaration;
        for position in 0..variable.size {
            let members = declaration.members(sets, position);
            let of = |wanted: bool| {
                let chosen = declaration.dimensions.iter().zip(&members);
                let named = chosen.filter(|(dimension, _)| (**dimension == Dimension::Region) == wanted);
                named.map(|(_, member)| *member).collect::<Vec<_>>().join("|")
            };
            let (region, item, unit) = (of(true), of(false), baseline.unit_of(declaration, &members));
            for year in trajectory.years_of(variable) {
                let value = trajectory.values(run, variable, year).map(|values| values[position]);
                // `{:?}` of an f64 is the shortest text that reads back to the same bits
                let value = value.map_or_else(String::new, |value| format!("{value:?}"));
                write(&[declaration.name, &region, &item, &unit, &year.to_string(), &value]);
            }
        }
    }
    csv.into_bytes()
}
