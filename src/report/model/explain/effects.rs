//! What an input moves, and what moves a variable.

use super::{Subject, Table, Values};
use crate::report::model::{key, term, unit};
use crate::scenario::Scenario;
use crate::structure::{Kind, Quantity};
use crate::study::run;
use crate::study::sensitivity::{self, Move};
use crate::target::{Results, Test};
use crate::text;
use crate::text::Text;
use crate::trajectory::Trajectory;
use crate::unit::is_amount;

/// Results that move by a smaller share are not shown.
const SMALLEST_MOVE: f64 = 1e-3;
/// How many levers and parameters are shown that move a variable most.
const STRONGEST: usize = 8;

impl Subject<'_> {
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
        let note = if rows.is_empty() { String::new() } else { self.say(note) };
        Table {
            title: self.say(&text!("What it moves: main results in {year}"; "影响：{year}年主要结果")),
            columns: variants.iter().map(|(name, _)| self.say(name)).collect(),
            rows,
            note,
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
            "All its values at once; all else as in the scenario. Left out is what moves by less than 0.1 %.";
            "其全部数值同时改变；其他设定与情景相同。变化不到0.1%的结果从略。"
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
        let is_varied = |slot: usize| {
            let entry = &baseline.parameters[slot];
            entry.low.to_bits() != entry.high.to_bits()
        };
        if !quantity.slots().any(is_varied) {
            return Table {
                title: self.say(&text!("What it moves"; "影响")),
                note: self.say(&text!(
                    "Its range is a single value: it is not varied.";
                    "取值范围只有一个数值，未作变动。"
                )),
                ..Table::default()
            };
        }
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

    /// What moves a variable most at the end, one input at a time.
    pub(super) fn moved_by(&self, quantity: &Quantity, members: &[String]) -> Vec<Table> {
        let baseline = &self.scenario.baseline;
        let Some(variable) = self.results.layout().find(quantity.declaration.name) else { return Vec::new() };
        let year = self.scenario.end;
        let positions: Vec<usize> = (0..quantity.size)
            .filter(|position| {
                let names = quantity.declaration.members(&baseline.sets, *position);
                members.is_empty() || names.iter().eq(members.iter())
            })
            .collect();
        let is_one_unit =
            positions.iter().all(|one| unit(baseline, quantity, *one) == unit(baseline, quantity, positions[0]));
        if !quantity.kind.is_variable() {
            return Vec::new();
        }
        if !is_one_unit {
            let example = quantity.declaration.members(&baseline.sets, 0).join(".");
            let name = quantity.declaration.name;
            return vec![Table {
                title: self.say(&text!("What moves it most"; "影响最大的因素")),
                note: self.say(&text!(
                    "Its values differ in unit; ask about one of them, such as `{name}.{example}`.";
                    "各数值单位不同，请查看单个数值，如`{name}.{example}`。"
                )),
                ..Table::default()
            }];
        }
        let own_unit = unit(baseline, quantity, positions[0]);
        let adds_up = is_amount(&own_unit);
        #[allow(clippy::cast_precision_loss)] // a few hundred values
        let share = if adds_up { 1.0 } else { 1.0 / positions.len() as f64 };
        let of = |results: &Trajectory, run: usize| {
            let values = results.values(run, variable, year);
            values.map_or(0.0, |values| positions.iter().fold(0.0, |sum, position| sum + values[*position]) * share)
        };
        let moves = sensitivity::examine(self.scenario, of);
        let what = if positions.len() == 1 {
            Text::default()
        } else if adds_up {
            text!(" (total)"; "（合计）")
        } else {
            text!(" (mean of its values)"; "（各数值平均）")
        };
        let rows = |kind: Kind, moves: &[Move]| -> Vec<Values> {
            let named = |one: &Move| {
                let quantity =
                    self.structure.quantities().iter().find(|quantity| {
                        quantity.kind == kind && quantity.offset == self.first(kind) + one.slots.start
                    })?;
                Some(Values {
                    of: format!("{}  {}", key(quantity), self.say(&term(quantity).label)),
                    unit: own_unit.clone(),
                    values: one.changes.iter().copied().map(Some).collect(),
                })
            };
            moves.iter().take(STRONGEST).filter_map(named).collect()
        };
        let note = text!(
            "By how much it changes; one input at a time, all else as in the scenario.";
            "表中为变化量；逐项改变，其他设定与情景相同。"
        );
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
}

/// Whether two results differ by so much that a reader should see it.
fn moves(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() > SMALLEST_MOVE * one.abs().max(other.abs()),
        (one, other) => one.is_some() != other.is_some(),
    }
}
