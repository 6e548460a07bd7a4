//! What is known of one quantity: meaning, equation, values, causes and uses, what reaches it, what it moves.

mod effects;
mod facts;
mod place;
mod values;

use super::{key, kind, term};
use crate::coverage::loops::JudgedLoop;
use crate::export::equations;
use crate::scenario::Scenario;
use crate::structure::causes::Causes;
use crate::structure::{Kind, Structure};
use crate::text::{Language, Text};
use crate::trajectory::Trajectory;
use serde::Serialize;

/// How wide equations are set.
const COLUMNS: usize = 96;

/// Another quantity, as the neighbour of one.
#[derive(Clone, Debug, Serialize)]
pub struct Neighbour {
    /// Its name, as users write it.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// Its name for people.
    pub label: String,
    /// Which way the one moves when the other rises: `+`, `-`, `±`, or `0` if a bound holds it at all moments looked at.
    pub sign: String,
}

/// An input that reaches a variable.
#[derive(Clone, Debug, Serialize)]
pub struct Reaching {
    /// Its name, as users write it.
    pub name: String,
    /// How many arrows lie between them.
    pub arrows: usize,
}

/// A row of values.
#[derive(Clone, Debug, Serialize)]
pub struct Values {
    /// Which value: of a member, the total, the lowest.
    pub of: String,
    /// Unit.
    pub unit: String,
    /// By column; missing where there is none.
    pub values: Vec<Option<f64>>,
}

/// Values under headings.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// Headings of the values.
    pub columns: Vec<String>,
    /// Rows.
    pub rows: Vec<Values>,
    /// What a reader must know.
    pub note: String,
}

/// A fact in a line.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// What about.
    pub about: String,
    /// What is so.
    pub says: String,
}

/// All that is known.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// Its name, as users write it.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// Its name for people.
    pub label: String,
    /// What it means.
    pub meaning: String,
    /// The sets its values run over.
    pub sets: Vec<&'static str>,
    /// Unit.
    pub unit: String,
    /// The sector.
    pub sector: String,
    /// Facts in a line each: source, range, plan's measures.
    pub facts: Vec<Fact>,
    /// Equations, a line each.
    pub equations: Vec<String>,
    /// Values by year, or what is known of a parameter's.
    pub values: Table,
    /// What it moves, for inputs.
    pub effects: Option<Table>,
    /// What its equation uses.
    pub causes: Vec<Neighbour>,
    /// Whose equations use it.
    pub uses: Vec<Neighbour>,
    /// The levers and parameters that move it most, for variables.
    pub moved_by: Vec<Table>,
    /// Loops that it is in.
    pub loops: Vec<Fact>,
    /// Levers that reach it.
    pub levers: Vec<Reaching>,
    /// Parameters that reach it.
    pub parameters: Vec<Reaching>,
    /// Targets that read it.
    pub targets: Vec<Fact>,
}

/// What the explanation is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The model.
    pub structure: &'a Structure,
    /// Who causes whom, with signs.
    pub causes: &'a Causes,
    /// The card's feedback loops, looked up in the model.
    pub loops: &'a [JudgedLoop<'a>],
    /// The scenario whose values are shown.
    pub scenario: &'a Scenario,
    /// Its results.
    pub results: &'a Trajectory,
    /// The language.
    pub language: Language,
}

impl Subject<'_> {
    fn say(&self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }

    fn first(&self, kind: Kind) -> usize {
        self.structure.of_kind(kind).next().map_or(0, |place| self.structure.quantities()[place].offset)
    }

    /// The explanation of a quantity.
    #[must_use]
    pub fn explain(&self, place: usize, members: &[String]) -> Explanation {
        let quantity = &self.structure.quantities()[place];
        let declaration = quantity.declaration;
        let term = term(quantity);
        let effects = match quantity.kind {
            Kind::Lever => Some(self.lever_effects(quantity)),
            Kind::Parameter => Some(self.parameter_effects(quantity, members)),
            _ => None,
        };
        Explanation {
            name: key(quantity),
            kind: self.say(&kind(quantity.kind)),
            label: self.say(&term.label),
            meaning: self.say(&term.meaning),
            sets: declaration.dimensions.iter().map(|set| set.key()).collect(),
            unit: declaration.unit.to_owned(),
            sector: declaration.sector().to_owned(),
            facts: self.facts(quantity),
            equations: equations::as_text(self.structure, place, COLUMNS),
            values: self.values(quantity, members),
            effects,
            causes: self.causes.into(place).map(|arrow| self.neighbour(arrow.from, arrow)).collect(),
            uses: self.causes.out_of(place).map(|arrow| self.neighbour(arrow.to, arrow)).collect(),
            moved_by: self.moved_by(quantity, members),
            loops: self.loops_through(place, quantity),
            levers: self.reaching(place, Kind::Lever),
            parameters: self.reaching(place, Kind::Parameter),
            targets: self.targets(quantity),
        }
    }
}
