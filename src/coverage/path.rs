//! A path of names, looked up in the causal graph.

use crate::structure::causes::{Arrow, Causes, Sign};
use crate::structure::{Kind, Structure};

/// What became of a path in the graph.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Every arrow is there, and what the start passes on reaches the end; with this sign.
    Whole(Sign),
    /// Every arrow moves something, but nothing goes all the way: they pass on different members.
    Apart,
    /// Every arrow is there, but this one moves nothing at the moments looked at: its place in the path.
    Inactive(usize),
    /// The equation of the second of these names does not use the first: the place of the first in the path.
    Missing(usize),
    /// There is nothing of this name: its place in the path.
    Unknown(usize),
}

/// A path with its arrows as far as they are there.
#[derive(Clone, Debug, PartialEq)]
pub struct Walk {
    /// Names, as users write them.
    pub names: Vec<String>,
    /// What each arrow is; `None` where there is none.
    pub arrows: Vec<Option<Arrow>>,
    /// What became of the whole.
    pub found: Found,
}

/// The place of a quantity by the name that users write: a lever has its key, with a dot.
#[must_use]
pub fn place(structure: &Structure, name: &str) -> Option<usize> {
    if name.contains('.') {
        return structure.find(Kind::Lever, &name.replacen('.', "_", 1));
    }
    [Kind::Stock, Kind::Auxiliary, Kind::Driver, Kind::Parameter]
        .into_iter()
        .find_map(|kind| structure.find(kind, name))
}

/// Follows a path.
pub(super) fn walk(structure: &Structure, causes: &Causes, names: &[String]) -> Walk {
    let places: Vec<Option<usize>> = names.iter().map(|name| place(structure, name)).collect();
    let known: Option<Vec<usize>> = places.iter().copied().collect();
    let arrows: Vec<Option<Arrow>> = match &known {
        Some(places) => causes.along(places).into_iter().map(Option::<&Arrow>::copied).collect(),
        None => vec![None; names.len().saturating_sub(1)],
    };
    let found = if let Some(unknown) = places.iter().position(Option::is_none) {
        Found::Unknown(unknown)
    } else if let Some(missing) = arrows.iter().position(Option::is_none) {
        Found::Missing(missing)
    } else {
        let idle = arrows.iter().position(|arrow| arrow.is_none_or(|arrow| arrow.polarity.sign().is_none()));
        let whole = known.and_then(|places| causes.through(&places)?.sign());
        idle.map_or_else(|| whole.map_or(Found::Apart, Found::Whole), Found::Inactive)
    };
    Walk { names: names.to_vec(), arrows, found }
}

/// The sign that a table claims.
pub(super) fn claimed(sign: &str) -> Option<Sign> {
    match sign.trim() {
        "+" => Some(Sign::Plus),
        "-" | "−" => Some(Sign::Minus),
        _ => None,
    }
}
