//! The place of a quantity in the causal graph: neighbours, loops, what reaches it.

use super::{Fact, Neighbour, Reaching, Subject};
use crate::coverage::loops::{Closes, JudgedLoop};
use crate::report::model::paths::{as_path, sign};
use crate::report::model::{key, kind, term};
use crate::structure::causes::{Arrow, Sign, When};
use crate::structure::loops::feedbacks;
use crate::structure::{Kind, Quantity};
use crate::text;
use std::collections::{BTreeMap, VecDeque};

impl Subject<'_> {
    pub(super) fn neighbour(&self, other: usize, arrow: &Arrow) -> Neighbour {
        let quantity = &self.structure.quantities()[other];
        let mut word = self.say(&kind(quantity.kind));
        if arrow.when == When::Start {
            word.push_str(&self.say(&text!(", at the start"; "，仅初始")));
        }
        Neighbour {
            name: key(quantity),
            kind: word,
            label: self.say(&term(quantity).label),
            sign: sign(arrow.polarity).to_owned(),
        }
    }

    /// The card's loops that a variable is in, and how many others.
    pub(super) fn loops_through(&self, place: usize, quantity: &Quantity) -> Vec<Fact> {
        let name = quantity.declaration.name;
        let is_in =
            |judged: &&JudgedLoop<'_>| quantity.kind.is_variable() && judged.named.path.iter().any(|one| one == name);
        let word = |judged: &JudgedLoop<'_>| match (judged.named.closes, judged.named.sign) {
            (Closes::Yes, Some(Sign::Plus)) => text!("reinforcing"; "增强"),
            (Closes::Yes, _) => text!("balancing"; "平衡"),
            _ => text!("not closed"; "未闭合"),
        };
        let fact = |judged: &JudgedLoop<'_>| {
            let name = self.say(&judged.named.name);
            Fact {
                about: format!("{}{} {name} ({})", judged.named.id, judged.named.part, self.say(&word(judged))),
                says: as_path(&judged.walk),
            }
        };
        let mut loops: Vec<Fact> = self.loops.iter().filter(is_in).map(fact).collect();
        // a stock acts by way of what is made of it, such as its mean over the step
        for arrow in self.causes.out_of(place) {
            let next = self.structure.quantities()[arrow.to].declaration.name;
            let by_way = |judged: &&JudgedLoop<'_>| {
                let path = &judged.named.path;
                quantity.kind.is_variable() && path.iter().any(|one| one == next) && !path.iter().any(|one| one == name)
            };
            let names: Vec<String> = self
                .loops
                .iter()
                .filter(by_way)
                .map(|judged| format!("{}{} {}", judged.named.id, judged.named.part, self.say(&judged.named.name)))
                .collect();
            if !names.is_empty() {
                loops.push(Fact {
                    about: self.say(&text!("by way of {next}"; "经由{next}")),
                    says: names.join(self.say(&text!(", "; "、")).as_str()),
                });
            }
        }
        let through = feedbacks(self.causes).iter().filter(|one| one.path.contains(&place)).count();
        if through > 0 {
            loops.push(Fact {
                about: self.say(&text!("independent loops"; "独立回路")),
                says: self.say(&text!(
                    "{through} of the shortest set; `coke-sim model loops --through {name}` shows them";
                    "最短回路集中有{through}个；可用`coke-sim model loops --through {name}`查看"
                )),
            });
        }
        loops
    }

    /// Inputs of a kind from which arrows lead to a quantity, the nearest first.
    pub(super) fn reaching(&self, place: usize, wanted: Kind) -> Vec<Reaching> {
        let mut distance: BTreeMap<usize, usize> = BTreeMap::from([(place, 0)]);
        let mut open = VecDeque::from([place]);
        let mut found = Vec::new();
        while let Some(here) = open.pop_front() {
            let arrows = distance[&here] + 1;
            for arrow in self.causes.into(here).filter(|arrow| arrow.when == When::Always) {
                if distance.contains_key(&arrow.from) {
                    continue;
                }
                distance.insert(arrow.from, arrows);
                open.push_back(arrow.from);
                let quantity = &self.structure.quantities()[arrow.from];
                if quantity.kind == wanted {
                    found.push(Reaching { name: key(quantity), arrows });
                }
            }
        }
        found
    }
}
