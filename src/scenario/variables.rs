//! The variables of the model: what a result can be made of.

use crate::glossary::Kind;
use crate::model::{Auxiliaries, Stocks};
use crate::record::{Declaration, Record};

/// Every variable of the model, stocks first.
pub(super) fn variables() -> impl Iterator<Item = (Kind, &'static Declaration)> {
    let stocks = Stocks::<f64>::declarations().into_iter().map(|declaration| (Kind::Stock, declaration));
    let auxiliaries = Auxiliaries::<f64>::declarations().into_iter().map(|declaration| (Kind::Auxiliary, declaration));
    stocks.chain(auxiliaries)
}

/// A variable by name.
pub(super) fn variable(name: &str) -> Option<(Kind, &'static Declaration)> {
    variables().find(|(_, declaration)| declaration.name == name)
}
