//! Which part of the causal graph a picture shows.

use super::super::loops::of_card;
use super::super::{key, term};
use super::picture::{Arrow, Form, Mark, Node, Panel, Picture, Shape, Stress};
use crate::coverage::loops::JudgedLoop;
use crate::coverage::path::place;
use crate::glossary;
use crate::structure::Structure;
use crate::structure::causes::{Arrow as Cause, Causes, When};
use crate::text;
use crate::text::{Language, Text};
use std::collections::{BTreeMap, BTreeSet};

/// What pictures are drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The model.
    pub structure: &'a Structure,
    /// Who causes whom, with signs.
    pub causes: &'a Causes,
    /// Where the signs come from.
    pub note: &'a Text,
    /// The language.
    pub language: Language,
}

impl Subject<'_> {
    fn say(&self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }

    fn sector(&self, place: usize) -> &'static str {
        self.structure.quantities()[place].declaration.sector()
    }

    fn is_variable(&self, place: usize) -> bool {
        self.structure.quantities()[place].kind.is_variable()
    }

    /// The arrows between variables that act at every step.
    fn between_variables(&self) -> impl Iterator<Item = &Cause> {
        let both = |arrow: &&Cause| {
            let variables = self.is_variable(arrow.from) && self.is_variable(arrow.to);
            arrow.when == When::Always && arrow.from != arrow.to && variables
        };
        self.causes.arrows().iter().filter(both)
    }

    fn node(&self, place: usize, stress: Stress) -> Node {
        let quantity = &self.structure.quantities()[place];
        Node { name: key(quantity), label: self.say(&term(quantity).label), shape: Shape::of(quantity.kind), stress }
    }

    fn picture(&self, title: &Text, note: &Text, panels: Vec<Panel>) -> Picture {
        Picture { title: self.say(title), note: self.say(note), panels }
    }

    /// A panel of quantities, with arrows between them.
    fn panel<'c>(
        &self,
        chosen: &BTreeMap<usize, Stress>,
        arrows: impl IntoIterator<Item = &'c Cause>,
        form: Form,
    ) -> Panel {
        let order: BTreeMap<usize, usize> = chosen.keys().enumerate().map(|(number, place)| (*place, number)).collect();
        let nodes = chosen.iter().map(|(place, stress)| self.node(*place, *stress)).collect();
        let arrow = |cause: &Cause| {
            let (from, to) = (*order.get(&cause.from)?, *order.get(&cause.to)?);
            Some(Arrow { from, to, mark: Mark::of(cause) })
        };
        let arrows = arrows.into_iter().filter_map(arrow).collect();
        Panel { heading: String::new(), about: String::new(), nodes, arrows, form }
    }

    /// The sectors, and how many arrows lead from the variables of one to those of another.
    #[must_use]
    pub fn sectors(&self) -> Picture {
        let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for arrow in self.between_variables() {
            let pair = (self.sector(arrow.from), self.sector(arrow.to));
            if pair.0 != pair.1 {
                *counts.entry(pair).or_default() += 1;
            }
        }
        let known: Vec<_> = glossary::sectors()
            .iter()
            .filter(|sector| counts.keys().any(|(from, to)| *from == sector.key || *to == sector.key))
            .collect();
        let number = |key: &str| known.iter().position(|sector| sector.key == key);
        let nodes = known
            .iter()
            .map(|sector| Node {
                name: sector.key.to_owned(),
                label: self.say(&sector.label),
                shape: Shape::Sector,
                stress: Stress::Plain,
            })
            .collect();
        let arrow = |((from, to), count): (&(&str, &str), &usize)| {
            Some(Arrow { from: number(from)?, to: number(to)?, mark: Mark::Count(*count) })
        };
        let arrows = counts.iter().filter_map(arrow).collect();
        let panel = Panel { heading: String::new(), about: String::new(), nodes, arrows, form: Form::Circle };
        self.picture(&text!("The sectors of the model"; "模型的各部门"), &Text::default(), vec![panel])
    }

    /// The variables of some sectors, and, faint, those of others that cause them or that they cause.
    #[must_use]
    pub fn of_sectors(&self, keys: &[String]) -> Picture {
        let inside = |place: usize| keys.iter().any(|key| key == self.sector(place));
        let places = self.causes.quantities().filter(|place| self.is_variable(*place));
        let mut chosen: BTreeMap<usize, Stress> =
            places.filter(|place| inside(*place)).map(|place| (place, Stress::Plain)).collect();
        let touching: Vec<&Cause> =
            self.between_variables().filter(|arrow| inside(arrow.from) || inside(arrow.to)).collect();
        for arrow in &touching {
            for place in [arrow.from, arrow.to] {
                chosen.entry(place).or_insert(Stress::Faint);
            }
        }
        let panel = self.panel(&chosen, touching, Form::Layers);
        let label = |sector: &&glossary::Sector| keys.iter().any(|key| key == sector.key);
        let labels: Vec<&Text> = glossary::sectors().iter().filter(label).map(|sector| &sector.label).collect();
        let en = labels.iter().map(|label| label.en.as_str()).collect::<Vec<_>>().join("; ");
        let zh = labels.iter().map(|label| label.zh.as_str()).collect::<Vec<_>>().join("；");
        self.picture(&Text::new(en, zh), self.note, vec![panel])
    }

    /// A quantity with its causes and effects up to so many arrows away. Levers, drivers and parameters are shown
    /// where they are its own causes: further away they would hide the variables.
    #[must_use]
    pub fn around(&self, centre: usize, depth: usize) -> Picture {
        let mut chosen = BTreeMap::from([(centre, Stress::Centre)]);
        let mut arrows: BTreeMap<(usize, usize), &Cause> = BTreeMap::new();
        for backwards in [true, false] {
            let mut seen = BTreeSet::from([centre]);
            let mut edge = vec![centre];
            for distance in 1..=depth {
                let mut next = Vec::new();
                for place in edge {
                    let (into, out): (Vec<_>, Vec<_>) = if backwards {
                        (self.causes.into(place).collect(), Vec::new())
                    } else {
                        (Vec::new(), self.causes.out_of(place).collect())
                    };
                    for arrow in into.into_iter().chain(out) {
                        let other = if backwards { arrow.from } else { arrow.to };
                        if other == place || (distance > 1 && !self.is_variable(other)) {
                            continue;
                        }
                        chosen.entry(other).or_default();
                        arrows.insert((arrow.from, arrow.to), arrow);
                        if seen.insert(other) {
                            next.push(other);
                        }
                    }
                }
                edge = next;
            }
        }
        let panel = self.panel(&chosen, arrows.into_values(), Form::Layers);
        let quantity = &self.structure.quantities()[centre];
        let (label, name) = (term(quantity).label, key(quantity));
        let title = match depth {
            1 => text!("{} ({name}): causes and effects", label.en; "{}（{name}）：原因与结果", label.zh),
            _ => text!(
                "{} ({name}): causes and effects up to {depth} arrows away", label.en;
                "{}（{name}）：{depth}级以内的原因与结果", label.zh
            ),
        };
        self.picture(&title, self.note, vec![panel])
    }

    /// Loops of the card: a ring for each path.
    #[must_use]
    pub fn of_loops(&self, judged: &[JudgedLoop<'_>]) -> Picture {
        let rows = of_card(judged, self.language);
        let mut panels = Vec::new();
        for (one, row) in judged.iter().zip(&rows) {
            let names = &one.named.path;
            let places: Vec<usize> = names.iter().filter_map(|name| place(self.structure, name)).collect();
            let nodes = places.iter().map(|place| self.node(*place, Stress::Plain)).collect();
            let found = one.walk.arrows.iter().enumerate();
            let arrow = |(number, cause): (usize, &Option<Cause>)| {
                Some(Arrow { from: number, to: (number + 1) % names.len(), mark: Mark::of(cause.as_ref()?) })
            };
            let kind = super::super::loops::kind(row.found);
            panels.push(Panel {
                heading: self.say(&text!("{} {}", row.id, row.name; "{} {}", row.id, row.name)),
                about: self.say(&kind),
                nodes,
                arrows: found.filter_map(arrow).collect(),
                form: Form::Ring,
            });
        }
        // several paths of one loop share its id
        let id = if let [row] = &rows[..] { &row.id } else { judged.first().map_or("", |one| &one.named.id) };
        let title = text!("Feedback loop {id}"; "反馈回路{id}");
        self.picture(&title, self.note, panels)
    }
}
