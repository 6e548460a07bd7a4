//! The reference implementation, value by value: a full trace of four steps of the plan, and the annual reports.

use crate::support::{Comparison, column, scenario, step, table};
use coke_sim::num::Num;
use coke_sim::record::Record;
use coke_sim::simulate::Simulation;
use coke_sim::study;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Relative and absolute tolerance: the same operations in nearly the same order.
const RELATIVE: f64 = 1e-9;
const ABSOLUTE: f64 = 1e-12;

/// The card's size of the model (section 1).
const STOCKS: usize = 44;
const AUXILIARIES: usize = 191;

/// Columns of the annual report besides the year.
const REPORT_COLUMNS: usize = 76;

fn allowed(want: f64) -> f64 {
    RELATIVE * want.abs() + ABSOLUTE
}

#[derive(Deserialize)]
struct TraceRow {
    step: usize,
    kind: String,
    name: String,
    index: String,
    value: f64,
}

/// The values of a variable at one moment of the trace, and the sizes of its sets.
struct Traced {
    sizes: Vec<usize>,
    values: Vec<f64>,
    compared: BTreeSet<usize>,
}

impl Traced {
    /// Where a value stands whose members are numbered as in the trace: `2|0`.
    fn position(&self, index: &str) -> usize {
        let members: Vec<usize> = index
            .split('|')
            .filter(|member| !member.is_empty())
            .map(|member| member.parse().expect("a number"))
            .collect();
        assert_eq!(members.len(), self.sizes.len(), "as many members as sets");
        members.iter().zip(&self.sizes).fold(0, |position, (member, size)| position * size + member)
    }
}

type Moment = BTreeMap<(&'static str, &'static str), Traced>;

fn note(moment: &mut Moment, kind: &'static str, sets: &coke_sim::model::sets::Sets, record: &impl Record<Num<f64>>) {
    record.visit(&mut |declaration, values| {
        let traced = Traced {
            sizes: declaration.dimensions.iter().map(|set| sets.size(*set)).collect(),
            values: values.iter().map(|value| value.into_inner()).collect(),
            compared: BTreeSet::new(),
        };
        moment.insert((kind, declaration.name), traced);
    });
}

#[test]
fn every_stock_and_auxiliary_of_four_steps_of_the_plan_is_that_of_the_reference() {
    let mut wanted: BTreeMap<usize, Vec<TraceRow>> = BTreeMap::new();
    for row in table::<TraceRow>("plan_trace.csv") {
        wanted.entry(row.step).or_default().push(row);
    }
    assert_eq!(wanted.keys().copied().collect::<Vec<_>>(), [0, 1, 11, 59], "the steps of the trace");

    let case = study::case(&scenario("plan"));
    let mut simulation = Simulation::new(&case);
    let mut comparison = Comparison::default();
    for number in 0..case.drivers.len() {
        let mut moment = Moment::new();
        note(&mut moment, "stock_start", &case.sets, simulation.stocks());
        step(&mut simulation);
        note(&mut moment, "auxiliary", &case.sets, simulation.auxiliaries());
        note(&mut moment, "stock_end", &case.sets, simulation.stocks());

        let Some(rows) = wanted.get(&number) else { continue };
        for TraceRow { kind, name, index, value, .. } in rows {
            let key = moment.keys().find(|known| **known == (kind.as_str(), name.as_str())).copied();
            let traced =
                moment.get_mut(&key.unwrap_or_else(|| panic!("the model has no {kind} `{name}`"))).expect("found");
            let position = traced.position(index);
            assert!(traced.compared.insert(position), "{kind} {name}[{index}] stands once in the trace");
            let got = traced.values[position];
            comparison.check(|| format!("step {number}, {kind} {name}[{index}]"), got, *value, allowed(*value));
        }
        for (kind, count) in [("stock_start", STOCKS), ("auxiliary", AUXILIARIES), ("stock_end", STOCKS)] {
            let complete = moment
                .iter()
                .filter(|((known, _), traced)| *known == kind && traced.compared.len() == traced.values.len());
            let touched = moment.iter().filter(|((known, _), traced)| *known == kind && !traced.compared.is_empty());
            assert_eq!(touched.count(), count, "step {number}: number of {kind} variables compared");
            assert_eq!(complete.count(), count, "step {number}: {kind} variables of which every member was compared");
        }
    }
    assert_eq!(comparison.finish(), 4 * 5359, "all values of the trace");
}

/// Compares every column of an annual report for every year.
fn compare_report(scenario_name: &str, file: &str) {
    let results = study::run::simulate(&scenario(scenario_name));
    let mut comparison = Comparison::default();
    let rows: Vec<BTreeMap<String, String>> = table(file);
    assert_eq!(rows.len(), 5, "years of {file}");
    for row in rows {
        let year: i32 = row["year"].parse().expect("a year");
        for (name, want) in row.iter().filter(|(name, _)| !["year", "scenario"].contains(&name.as_str())) {
            let want: f64 = want.parse().expect("a number");
            comparison.check(|| format!("{year} {name}"), column(&results, year, name), want, allowed(want));
        }
    }
    assert_eq!(comparison.finish(), 5 * REPORT_COLUMNS, "all numbers of {file}");
}

#[test]
fn the_annual_report_of_the_plan_is_that_of_the_reference() {
    compare_report("plan", "plan_annual.csv");
}

#[test]
fn the_annual_report_without_policy_is_that_of_the_reference() {
    compare_report("no-policy", "no_policy_annual.csv");
}

#[test]
fn the_annual_report_of_the_hindcast_is_that_of_the_reference() {
    compare_report("hindcast", "annual_extra.csv");
}
