//! What became of the plan in the model: its figures, measures, causal links, loops and inconsistencies.
//!
//! Each is a table beside this file. What a table claims of the model (a parameter that rests on a figure, a path that
//! carries a link) is checked against the model itself, by the program where it is shown and by tests.

mod table;

pub mod figures;
pub mod inconsistencies;
pub mod links;
pub mod loops;
pub mod measures;
pub mod path;
