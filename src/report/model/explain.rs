//! What is known of one quantity: meaning, equation, values, causes and uses, what reaches it, what it moves.

use super::paths::{as_path, sign};
use super::{key, kind, term};
use crate::coverage::loops::JudgedLoop;
use crate::coverage::measures::measures;
use crate::export::equations;
use crate::scenario::Scenario;
use crate::structure::causes::{Arrow, Causes, When};
use crate::structure::{Kind, Quantity, Structure};
use crate::study::run;
use crate::study::sensitivity::{self, Move};
use crate::target::{Names, Results, Test};
use crate::text;
use crate::text::{Language, Text};
use crate::trajectory::Trajectory;
use crate::unit::{Base, Unit};
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};

/// How wide equations are set.
const COLUMNS: usize = 96;
/// Results that move by a smaller share are not shown.
const SMALLEST_MOVE: f64 = 1e-3;
/// How many levers and parameters are shown that move a variable most.
const STRONGEST: usize = 8;
/// A set with more members is not shown member by member.
const MOST_MEMBERS: usize = 12;

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

    /// Values by year of a quantity; only those of some members if they are named.
    pub(super) fn values(&self, quantity: &Quantity, members: &[String]) -> Table {
        match quantity.kind {
            Kind::Stock | Kind::Auxiliary => self.by_year(quantity, members),
            Kind::Lever => self.lever_values(quantity, members),
            Kind::Driver => self.driver_values(quantity),
            Kind::Parameter => self.parameter_values(quantity, members),
            Kind::Step => Table::default(),
        }
    }

    fn by_year(&self, quantity: &Quantity, members: &[String]) -> Table {
        let baseline = &self.scenario.baseline;
        let Some(variable) = self.results.layout().find(quantity.declaration.name) else { return Table::default() };
        let years: Vec<i32> = (self.scenario.start - 1..=self.scenario.end).collect();
        let declared = quantity.declaration;
        let of = |position: usize| -> Vec<Option<f64>> {
            let value = |year: &i32| Some(self.results.values(0, variable, *year)?[position]);
            years.iter().map(value).collect()
        };
        let positions: Vec<usize> = (0..quantity.size)
            .filter(|position| {
                members.is_empty() || declared.members(&baseline.sets, *position).iter().eq(members.iter())
            })
            .collect();
        let unit = |position: usize| super::unit(baseline, quantity, position);
        let label = |position: usize| {
            let names = declared.dimensions.iter().zip(declared.members(&baseline.sets, position));
            let labels: Vec<String> = names.map(|(set, member)| self.say(&baseline.label(*set, member))).collect();
            labels.join(self.say(&text!(", "; "·")).as_str())
        };
        let mut rows = Vec::new();
        let is_one_unit = positions.iter().all(|position| unit(*position) == unit(positions[0]));
        let sum = |of_row: &[usize]| -> Vec<Option<f64>> {
            let all: Vec<Vec<Option<f64>>> = of_row.iter().map(|position| of(*position)).collect();
            (0..years.len()).map(|year| all.iter().map(|values| values[year]).sum()).collect()
        };
        let adds_up = is_one_unit && positions.len() > 1 && is_amount(&unit(positions[0]));
        if adds_up {
            let of = self.say(&text!("total"; "合计"));
            rows.push(Values { of, unit: unit(positions[0]), values: sum(&positions) });
        }
        if declared.dimensions.len() < 2 && positions.len() <= MOST_MEMBERS || positions.len() == 1 {
            for position in &positions {
                rows.push(Values { of: label(*position), unit: unit(*position), values: of(*position) });
            }
        } else if adds_up {
            for (place, set) in declared.dimensions.iter().enumerate().filter(|(place, _)| *place > 0) {
                for (number, member) in baseline.sets.members(*set).iter().enumerate() {
                    let with = |position: &usize| self.structure.members(quantity.offset + *position)[place] == number;
                    let of_member: Vec<usize> = positions.iter().copied().filter(with).collect();
                    let of = self.say(&baseline.label(*set, member));
                    rows.push(Values { of, unit: unit(positions[0]), values: sum(&of_member) });
                }
            }
        } else {
            for (words, better) in [
                (text!("lowest"; "最低"), f64::min as fn(f64, f64) -> f64),
                (text!("highest"; "最高"), f64::max as fn(f64, f64) -> f64),
            ] {
                let all: Vec<Vec<Option<f64>>> = positions.iter().map(|position| of(*position)).collect();
                let values =
                    (0..years.len()).map(|year| all.iter().filter_map(|values| values[year]).reduce(better)).collect();
                let unit = if is_one_unit { unit(positions[0]) } else { String::new() };
                rows.push(Values { of: self.say(&words), unit, values });
            }
        }
        let title = self.scenario.title.clone();
        let example = declared.members(&baseline.sets, 0).join(".");
        let name = declared.name;
        let note = if quantity.size > rows.len() {
            let note = text!("One value: `{name}.{example}`."; "查看单个数值：`{name}.{example}`。");
            self.say(&note)
        } else {
            String::new()
        };
        Table {
            title: self.say(&text!("Values under: {}", title.en; "数值，情景：{}", title.zh)),
            columns: years.iter().map(ToString::to_string).collect(),
            rows,
            note,
        }
    }

    fn lever_values(&self, quantity: &Quantity, members: &[String]) -> Table {
        let baseline = &self.scenario.baseline;
        let first = self.first(Kind::Lever);
        let years: Vec<String> = self.scenario.years().map(|year| year.to_string()).collect();
        let mut rows = Vec::new();
        for (position, slot) in quantity.slots().enumerate() {
            let names = quantity.declaration.members(&baseline.sets, position);
            if !members.is_empty() && !names.iter().eq(members.iter()) {
                continue;
            }
            let lever = &baseline.levers[slot - first];
            let values = &self.scenario.levers[slot - first];
            let member = names.join(".");
            let row = |of: Text, values: &[f64]| Values {
                of: if member.is_empty() { self.say(&of) } else { format!("{member}: {}", self.say(&of)) },
                unit: lever.unit.clone(),
                values: values.iter().take(years.len()).copied().map(Some).collect(),
            };
            rows.push(row(text!("this scenario"; "本情景"), values));
            rows.push(row(text!("without new policy"; "无新政策"), &lever.default));
        }
        let title = self.scenario.title.clone();
        let title = text!("Values under: {}", title.en; "数值，情景：{}", title.zh);
        Table { title: self.say(&title), columns: years, rows, note: String::new() }
    }

    fn driver_values(&self, quantity: &Quantity) -> Table {
        let number = quantity.offset - self.first(Kind::Driver);
        let (entry, series) = (&self.scenario.baseline.drivers[number], &self.scenario.drivers[number]);
        let means = self.scenario.years().map(|year| Some(series.mean(f64::from(year), 1.0)));
        let title = self.scenario.title.clone();
        let title = text!("Means by year under: {}", title.en; "年均值，情景：{}", title.zh);
        Table {
            title: self.say(&title),
            columns: self.scenario.years().map(|year| year.to_string()).collect(),
            rows: vec![Values { of: self.say(&entry.term.label), unit: entry.unit.clone(), values: means.collect() }],
            note: String::new(),
        }
    }

    fn parameter_values(&self, quantity: &Quantity, members: &[String]) -> Table {
        let baseline = &self.scenario.baseline;
        let mut rows = Vec::new();
        for (position, slot) in quantity.slots().enumerate() {
            let names = quantity.declaration.members(&baseline.sets, position);
            if !members.is_empty() && !names.iter().eq(members.iter()) {
                continue;
            }
            let entry = &baseline.parameters[slot];
            let values =
                [self.scenario.parameters[slot], entry.low, entry.central, entry.high, entry.minimum, entry.maximum];
            rows.push(Values {
                of: if names.is_empty() { entry.key.clone() } else { names.join(".") },
                unit: entry.unit.clone(),
                values: values.into_iter().map(Some).collect(),
            });
        }
        let headings = [
            text!("in this run"; "本次"),
            text!("low"; "低"),
            text!("central"; "中"),
            text!("high"; "高"),
            text!("least"; "下限"),
            text!("most"; "上限"),
        ];
        Table {
            title: self.say(&text!("Values"; "数值")),
            columns: headings.iter().map(|heading| self.say(heading)).collect(),
            rows,
            note: String::new(),
        }
    }

    fn first(&self, kind: Kind) -> usize {
        self.structure.of_kind(kind).next().map_or(0, |place| self.structure.quantities()[place].offset)
    }

    /// What the main results are at the end, in variants of the scenario: one column each.
    fn effects(&self, variants: &[(Text, Scenario)], note: &Text) -> Table {
        let parameters: Vec<_> = variants.iter().map(|(_, scenario)| scenario.parameter_record()).collect();
        let results: Vec<Trajectory> = variants.iter().map(|(_, scenario)| run::simulate(scenario)).collect();
        let year = self.scenario.end;
        let value =
            |headline: &Test, run: usize| Results::new(&parameters[run], &results[run], 0).in_year(headline, year).ok();
        let mut rows = Vec::new();
        for headline in &self.scenario.baseline.headlines {
            let values: Vec<Option<f64>> = (0..variants.len()).map(|run| value(headline, run)).collect();
            if values.iter().any(|value| moves(*value, values[0])) {
                rows.push(Values {
                    of: headline.label.as_ref().map_or_else(String::new, |label| self.say(label)),
                    unit: headline.unit.clone().unwrap_or_default(),
                    values,
                });
            }
        }
        Table {
            title: self.say(&text!("What it moves: main results in {year}"; "影响：{year}年主要结果")),
            columns: variants.iter().map(|(name, _)| self.say(name)).collect(),
            rows,
            note: self.say(note),
        }
    }

    /// The main results with a lever as it is, and as it is without new policy; at the far end of its range if that is
    /// the same.
    pub(super) fn lever_effects(&self, quantity: &Quantity) -> Table {
        let first = self.first(Kind::Lever);
        let baseline = &self.scenario.baseline;
        let years = self.scenario.years().count();
        let set = |values: &dyn Fn(usize) -> Vec<f64>| {
            let mut other = self.scenario.clone();
            for slot in quantity.slots() {
                other.levers[slot - first] = values(slot - first);
            }
            other
        };
        let default = |lever: usize| baseline.levers[lever].default[..years].to_vec();
        let is_default = quantity.slots().all(|slot| self.scenario.levers[slot - first] == default(slot - first));
        let as_is = (text!("as it is"; "本情景"), self.scenario.clone());
        let note = text!(
            "All else as in the scenario. Left out is what moves by less than 0.1 %.";
            "其他设定与情景相同。变化不到0.1%的结果从略。"
        );
        if is_default {
            let far = |lever: usize| {
                let entry = &baseline.levers[lever];
                let now = self.scenario.levers[lever][0];
                let end = if entry.maximum - now >= now - entry.minimum { entry.maximum } else { entry.minimum };
                vec![end; years]
            };
            let end = text!("other end of its range"; "取值范围另一端");
            self.effects(&[as_is, (end, set(&far))], &note)
        } else {
            self.effects(&[as_is, (text!("without new policy"; "无新政策"), set(&default))], &note)
        }
    }

    /// The main results at the low end, the centre and the high end of a parameter's range.
    pub(super) fn parameter_effects(&self, quantity: &Quantity, members: &[String]) -> Table {
        let baseline = &self.scenario.baseline;
        let at = |value: fn(&crate::scenario::baseline::ParameterEntry) -> f64| {
            let mut other = self.scenario.clone();
            for (position, slot) in quantity.slots().enumerate() {
                let names = quantity.declaration.members(&baseline.sets, position);
                if members.is_empty() || names.iter().eq(members.iter()) {
                    other.parameters[slot] = value(&baseline.parameters[slot]);
                }
            }
            other
        };
        let variants = [
            (text!("low"; "低"), at(|entry| entry.low)),
            (text!("central"; "中"), at(|entry| entry.central)),
            (text!("high"; "高"), at(|entry| entry.high)),
        ];
        let note = text!(
            "All its values at once; all else as in the scenario. Left out is what moves by less than 0.1 %.";
            "其全部数值同时取低、中、高；其他设定与情景相同。变化不到0.1%的结果从略。"
        );
        self.effects(&variants, &note)
    }

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
                for ((source, note), keys) in sources {
                    let of = if several { format!(" ({})", keys.join(", ")) } else { String::new() };
                    facts.push(fact(text!("source"; "来源"), format!("{source}{of}")));
                    if !note.is_empty() {
                        facts.push(fact(text!("note"; "备注"), note.to_owned()));
                    }
                }
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
                        fact(about, format!("{}「{}」({depth}{note})", self.say(&one.meaning), one.anchor))
                    },
                ))
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

    /// What moves a variable most at the end, one input at a time.
    fn moved_by(&self, quantity: &Quantity, members: &[String]) -> Vec<Table> {
        let baseline = &self.scenario.baseline;
        let Some(variable) = self.results.layout().find(quantity.declaration.name) else { return Vec::new() };
        let year = self.scenario.end;
        let positions: Vec<usize> = (0..quantity.size)
            .filter(|position| {
                let names = quantity.declaration.members(&baseline.sets, *position);
                members.is_empty() || names.iter().eq(members.iter())
            })
            .collect();
        let is_one_unit = positions
            .iter()
            .all(|one| super::unit(baseline, quantity, *one) == super::unit(baseline, quantity, positions[0]));
        if !quantity.kind.is_variable() || !is_one_unit {
            return Vec::new();
        }
        let of = |results: &Trajectory, run: usize| {
            let values = results.values(run, variable, year);
            values.map_or(0.0, |values| positions.iter().fold(0.0, |sum, position| sum + values[*position]))
        };
        let Some(moves) = sensitivity::examine(self.scenario, of) else { return Vec::new() };
        let what = if positions.len() == 1 {
            Text::default()
        } else if is_amount(&super::unit(baseline, quantity, positions[0])) {
            text!(" (total)"; "（合计）")
        } else {
            text!(" (mean of its values)"; "（各数值平均）")
        };
        let percent = |changes: &[f64]| changes.iter().map(|change| Some(change * 100.0)).collect();
        let rows = |kind: Kind, moves: &[Move]| -> Vec<Values> {
            let named = |one: &Move| {
                let quantity =
                    self.structure.quantities().iter().find(|quantity| {
                        quantity.kind == kind && quantity.offset == self.first(kind) + one.slots.start
                    })?;
                Some(Values {
                    of: format!("{}  {}", key(quantity), self.say(&term(quantity).label)),
                    unit: "%".to_owned(),
                    values: percent(&one.changes),
                })
            };
            moves.iter().take(STRONGEST).filter_map(named).collect()
        };
        let note = text!("One at a time; all else as in the scenario."; "逐项改变，其他设定与情景相同。");
        let tables = [
            Table {
                title: self.say(&text!(
                    "Levers that move it most in {year}{}", what.en;
                    "{year}年影响最大的政策手段{}", what.zh
                )),
                columns: vec![self.say(&text!("set back to no new policy"; "退回无新政策"))],
                rows: rows(Kind::Lever, &moves.levers),
                note: self.say(&note),
            },
            Table {
                title: self.say(&text!(
                    "Parameters that move it most in {year}{}", what.en;
                    "{year}年影响最大的参数{}", what.zh
                )),
                columns: vec![self.say(&text!("at low"; "取低值")), self.say(&text!("at high"; "取高值"))],
                rows: rows(Kind::Parameter, &moves.parameters),
                note: self.say(&note),
            },
        ];
        tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
    }

    fn neighbour(&self, other: usize, arrow: &Arrow) -> Neighbour {
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

    /// The card's loops that a variable is in.
    fn loops_through(&self, quantity: &Quantity) -> Vec<Fact> {
        let name = quantity.declaration.name;
        let is_in =
            |judged: &&JudgedLoop<'_>| quantity.kind.is_variable() && judged.named.path.iter().any(|one| one == name);
        let fact = |judged: &JudgedLoop<'_>| Fact {
            about: format!("{}{} {}", judged.named.id, judged.named.part, self.say(&judged.named.name)),
            says: as_path(&judged.walk),
        };
        self.loops.iter().filter(is_in).map(fact).collect()
    }

    /// Inputs of a kind from which arrows lead to a quantity, the nearest first.
    fn reaching(&self, place: usize, wanted: Kind) -> Vec<Reaching> {
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
            loops: self.loops_through(quantity),
            levers: self.reaching(place, Kind::Lever),
            parameters: self.reaching(place, Kind::Parameter),
            targets: self.targets(quantity),
        }
    }
}

/// Whether two results differ by so much that a reader should see it.
fn moves(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() > SMALLEST_MOVE * one.abs().max(other.abs()),
        (one, other) => one.is_some() != other.is_some(),
    }
}

/// Whether values in a unit can be added up over members: amounts and flows, not prices and shares.
fn is_amount(unit: &str) -> bool {
    let Some(unit) = Unit::of_quantity(unit) else { return false };
    let exponent = |base| unit.dimension().exponent(base);
    let stuff = [Base::Mass, Base::Volume, Base::Cny, Base::Usd, Base::Energy, Base::Count];
    let above = stuff.into_iter().filter(|base| exponent(*base) == 1).count();
    above == 1 && stuff.into_iter().all(|base| exponent(base) >= 0)
}

#[cfg(test)]
mod tests {
    use super::is_amount;

    #[test]
    fn amounts_add_up_and_prices_do_not() {
        for unit in ["Mt/a", "Mt", "1e8 CNY/a", "count", "GWh/a", "kt/a per a"] {
            assert!(is_amount(unit), "{unit}");
        }
        for unit in ["CNY/t", "-", "0-1", "CNY per t/a", "a", "1/a", "kt/a (MW for gas_power)"] {
            assert!(!is_amount(unit), "{unit}");
        }
    }
}
