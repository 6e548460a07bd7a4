//! The model for people: catalogue, and what is known of one quantity.

pub mod catalogue;
pub mod explain;
pub mod explain_text;
pub mod graph;
pub mod loops;
pub mod paths;

use crate::glossary::{self, Term};
use crate::scenario::baseline::{Baseline, lever_key};
use crate::structure::{Kind, Quantity};
use crate::text;
use crate::text::Text;

/// What a quantity is, in a word.
#[must_use]
pub fn kind(kind: Kind) -> Text {
    match kind {
        Kind::Parameter => text!("parameter"; "参数"),
        Kind::Lever => text!("lever"; "政策手段"),
        Kind::Driver => text!("driver"; "外部条件"),
        Kind::Stock => text!("stock"; "存量"),
        Kind::Step => text!("step"; "步长"),
        Kind::Auxiliary => text!("auxiliary"; "辅助变量"),
    }
}

/// The name of a quantity as users write it: a lever has its key.
#[must_use]
pub fn key(quantity: &Quantity) -> String {
    match quantity.kind {
        Kind::Lever => lever_key(quantity.declaration.name),
        _ => quantity.declaration.name.to_owned(),
    }
}

/// Its label and meaning.
#[must_use]
pub fn term(quantity: &Quantity) -> Term {
    quantity.kind.in_glossary().map(|kind| glossary::term(kind, quantity.declaration)).unwrap_or_default()
}

/// The unit of one value of a quantity, as the data write it.
#[must_use]
pub fn unit(baseline: &Baseline, quantity: &Quantity, position: usize) -> String {
    baseline.unit_of(quantity.declaration, &quantity.declaration.members(&baseline.sets, position))
}
