//! What the data and the plan say of a quantity.

use super::{Fact, Subject};
use crate::coverage::figures::figures;
use crate::coverage::measures::measures;
use crate::report::model::key;
use crate::scenario::baseline::Evidence;
use crate::structure::{Kind, Quantity};
use crate::target::{Names, Test};
use crate::text;
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet};

impl Subject<'_> {
    /// Targets and headlines whose tests read a variable or weigh by a parameter.
    pub(super) fn targets(&self, quantity: &Quantity) -> Vec<Fact> {
        let name = quantity.declaration.name;
        let reads = |test: &&Test| {
            let terms = [&test.times, &test.over, &test.minus].into_iter().flatten();
            let of = |variable: &Names, weight: Option<&String>| {
                variable.list().contains(&name) || weight.is_some_and(|weight| weight == name)
            };
            of(&test.variable, test.weight.as_ref())
                || terms.clone().any(|term| of(&term.variable, term.weight.as_ref()))
        };
        let targets = self.scenario.targets.iter();
        targets
            .filter(|target| target.tests.iter().chain(&target.proxies).any(|test| reads(&test)))
            .map(|target| Fact { about: target.id.clone(), says: self.say(&target.text) })
            .collect()
    }

    /// The plan's figures that an input rests on.
    fn figures(&self, quantity: &Quantity) -> Vec<Fact> {
        // the plan is that of the province within the program
        if self.scenario.baseline_folder.is_some() {
            return Vec::new();
        }
        let name = key(quantity);
        let is_here =
            |other: &String| *other == name || other.strip_prefix(&name).is_some_and(|rest| rest.starts_with('.'));
        let rests = figures().iter().filter(|figure| figure.names.iter().any(is_here));
        rests
            .map(|figure| {
                let section = &figure.section;
                let about = text!("plan's figure ({section})"; "规划数字（{section}）");
                Fact { about: self.say(&about), says: format!("「{}」 {}", figure.quote, self.say(&figure.note)) }
            })
            .collect()
    }

    /// What the data say of an input.
    pub(super) fn facts(&self, quantity: &Quantity) -> Vec<Fact> {
        let baseline = &self.scenario.baseline;
        let fact = |about: Text, says: String| Fact { about: self.say(&about), says };
        match quantity.kind {
            Kind::Parameter => {
                // values of one name that share their source say so once
                let mut sources: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
                for slot in quantity.slots() {
                    let entry = &baseline.parameters[slot];
                    sources.entry((&entry.source, &entry.note)).or_default().push(&entry.key);
                }
                let several = sources.len() > 1;
                let mut facts = Vec::new();
                let grades: BTreeSet<Evidence> =
                    quantity.slots().map(|slot| baseline.parameters[slot].evidence).collect();
                let grades: Vec<String> = grades.into_iter().map(|grade| self.say(&grade.label())).collect();
                facts.push(fact(text!("evidence"; "依据强度"), grades.join(", ")));
                for ((source, note), keys) in sources {
                    let of = if several { format!(" ({})", keys.join(", ")) } else { String::new() };
                    facts.push(fact(text!("source"; "来源"), format!("{source}{of}")));
                    if !note.is_empty() {
                        facts.push(fact(text!("note"; "备注"), note.to_owned()));
                    }
                }
                facts.extend(self.figures(quantity));
                facts
            }
            Kind::Lever => {
                let lever = &baseline.levers[quantity.offset - self.first(Kind::Lever)];
                let range = format!("{} … {}", lever.minimum, lever.maximum);
                let schedule = if lever.by_year {
                    text!("by year"; "逐年设定")
                } else {
                    text!("the same in all years"; "各年相同")
                };
                vec![
                    fact(text!("range"; "取值范围"), range),
                    fact(text!("can be set"; "设定方式"), self.say(&schedule)),
                ]
                .into_iter()
                .chain(measures().iter().filter(|one| lever.plan_ids.split_whitespace().any(|id| id == one.id)).map(
                    |one| {
                        let (id, depth) = (&one.id, self.say(&one.depth.label()));
                        let about = text!("measure {id}"; "规划措施{id}");
                        let note = self.say(&one.note);
                        let note = if note.is_empty() { note } else { format!("; {note}") };
                        fact(about, format!("{} 「{}」 ({depth}{note})", self.say(&one.meaning), one.anchor))
                    },
                ))
                .chain(self.figures(quantity))
                .collect()
            }
            Kind::Driver => {
                let driver = &baseline.drivers[quantity.offset - self.first(Kind::Driver)];
                let set = &self.scenario.driver_set;
                let source = driver.sources.get(set).cloned().unwrap_or_default();
                vec![
                    fact(text!("range"; "取值范围"), format!("{} … {}", driver.minimum, driver.maximum)),
                    fact(text!("source (set `{set}`)"; "来源（`{set}`组）"), source),
                ]
            }
            _ => Vec::new(),
        }
    }
}
