//! Whether the books of a run close: what flows in comes out or stays.
//!
//! The balances are those of year-end stocks and of mean flows, as a reader of the results sees them (card, section on
//! conservation). Equations keep them in every run by construction; a run that does not has met a defect or numbers so
//! extreme that rounding eats them, and must not enter a statistic.

use crate::num::lanes::{Batch, RUNS, Task, with_best_instructions};
use crate::trajectory::{Kind, Layout};
use crate::unit::is_amount;
use std::fmt;

/// Of the largest term of a balance; rounding reaches 3e-15 in the extreme cases of the test record.
const RELATIVE: f64 = 1e-9;

/// In the unit of the balance, where all its terms are nothing.
const ABSOLUTE: f64 = 1e-12;

/// The change of a stock over a year, member by member: what flows in, what flows out.
const STOCKS: [(&str, &[&str], &[&str]); 17] = [
    ("coke_inventory", &["output_total"], &["shipments"]),
    ("wip_early", &["starts", "wip_resume"], &["wip_advance", "wip_stop_early"]),
    ("wip_late", &["wip_advance"], &["completion", "wip_stop_late"]),
    ("wip_stopped", &["wip_stop_early", "wip_stop_late"], &["wip_resume", "wip_abandon"]),
    ("mothballed", &["closure_mothball"], &["revival", "mothball_scrap"]),
    ("closure_backlog", &["closure_order"], &["closure_executed", "backlog_lapse"]),
    ("coal_reserve", &[], &["reserve_drawdown"]),
    ("chem_capacity", &["chem_complete"], &["chem_retire", "chem_phaseout"]),
    ("chem_wip", &["chem_start"], &["chem_complete"]),
    ("small_units", &[], &["small_phaseout"]),
    ("fuel_gas_capacity", &["fuel_build"], &[]),
    (
        "cash",
        &["profit", "depreciation_cash", "bailout_loans"],
        &["tax_income", "owner_draw", "own_investment", "repayment"],
    ),
    ("debt", &["loans", "bailout_loans"], &["repayment"]),
    ("coke_fund", &["fund_inflow"], &["fund_grants"]),
    ("firms", &["firm_enter"], &["firm_exit", "firm_merge"]),
    ("cum_invest_oven", &["invest_oven"], &[]),
    ("cum_invest_env", &["invest_env"], &[]),
];

/// The same summed over all members of several stocks.
const PROVINCE: [(&[&str], &[&str], &[&str]); 3] = [
    (&["capacity"], &["completion", "revival"], &["closure", "exit"]),
    (&["wip_early", "wip_late", "wip_stopped"], &["starts"], &["completion", "wip_abandon"]),
    (&["equipped"], &["equip_in_new", "retrofit"], &["equip_loss", "equip_lapse"]),
];

/// Flows of the same year: both sides are the same, member by member.
const FLOWS: [(&[&str], &[&str]); 8] = [
    (&["closure"], &["closure_immediate", "closure_executed"]),
    (&["shipments"], &["ship_in", "ship_out", "ship_export"]),
    (&["tar_potential"], &["tar_recovered", "tar_lost"]),
    (&["gas_surplus"], &["gas_fuel", "gas_chem", "gas_power", "gas_flared"]),
    (&["water_coking"], &["water_evaporated", "wastewater"]),
    (&["air_load"], &["air_load_oven", "air_load_flare"]),
    (&["sales"], &["coke_revenue", "byproduct_revenue"]),
    (&["profit_and_tax"], &["profit", "tax_turnover"]),
];

/// Stocks of stuff or money that may be below nothing: an overdraft.
const MAY_BE_NEGATIVE: [&str; 1] = ["cash"];

/// A balance that does not close.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    what: &'static str,
    row: usize,
    year: i32,
    by: f64,
    negative: bool,
}

impl Broken {
    /// The same with its year, where the first simulated one is this.
    pub(super) fn in_year(self, first: i32) -> Self {
        Self { year: first - 1 + i32::try_from(self.row).unwrap_or(0), ..self }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, year, by, negative, .. } = self;
        let kind = if *negative { "below nothing" } else { "books do not close" };
        write!(out, "{kind}: {what} in {year}, by {by:?}")
    }
}

/// Terms that add up to nothing.
#[derive(Debug)]
struct Balance {
    what: &'static str,
    /// Values of the year before that count positive: the stocks then.
    before: Vec<usize>,
    /// Values of the year with a negative sign: the stocks now, what flowed out, the other side.
    minus: Vec<usize>,
    /// Values of the year with a positive sign: what flowed in.
    plus: Vec<usize>,
}

/// All balances of a year.
#[derive(Debug)]
pub(super) struct Balances {
    balances: Vec<Balance>,
    /// Stocks that are never below nothing: name, offset, size.
    stocks: Vec<(&'static str, usize, usize)>,
}

impl Balances {
    pub(super) fn new(layout: &Layout) -> Self {
        let member = |names: &[&str], member: usize| -> Vec<usize> {
            names.iter().filter_map(|name| layout.find(name)).map(|variable| variable.offset + member).collect()
        };
        let all = |names: &[&str]| -> Vec<usize> {
            let found = names.iter().filter_map(|name| layout.find(name));
            found.flat_map(|variable| variable.offset..variable.offset + variable.size).collect()
        };
        let size = |name: &str| layout.find(name).map_or(0, |variable| variable.size);
        let mut balances = Vec::new();
        for (stock, ins, outs) in STOCKS {
            for at in 0..size(stock) {
                let now = member(&[stock], at);
                let minus = [now.clone(), member(outs, at)].concat();
                balances.push(Balance { what: stock, before: now, minus, plus: member(ins, at) });
            }
        }
        for (stocks, ins, outs) in PROVINCE {
            let now = all(stocks);
            let minus = [now.clone(), all(outs)].concat();
            balances.push(Balance { what: stocks[0], before: now, minus, plus: all(ins) });
        }
        for (left, right) in FLOWS {
            for at in 0..size(left[0]) {
                let (plus, minus) = (member(left, at), member(right, at));
                balances.push(Balance { what: left[0], before: Vec::new(), minus, plus });
            }
        }
        let stocks = layout.variables().iter().filter(|variable| {
            let declaration = variable.declaration;
            // a margin or an index may fall below nothing, an amount may not
            variable.kind == Kind::Stock && is_amount(declaration.unit) && !MAY_BE_NEGATIVE.contains(&declaration.name)
        });
        let stocks = stocks.map(|variable| (variable.declaration.name, variable.offset, variable.size)).collect();
        Self { balances, stocks }
    }

    /// For each run of a block the first balance that does not close. A value that is not a number is none of them: it
    /// is looked for elsewhere.
    pub(super) fn check(&self, block: &[[f64; RUNS]], width: usize, runs: usize) -> Vec<Option<Broken>> {
        let mut broken: Vec<Option<Broken>> = vec![None; runs];
        for row in 1..block.len() / width {
            let (before, now) = (&block[(row - 1) * width..row * width], &block[row * width..(row + 1) * width]);
            with_best_instructions(Year { balances: self, row, before, now, broken: &mut broken });
        }
        broken
    }
}

/// The check of one year, with the widest vectors that there are: plain loops over lanes, which the compiler turns into
/// them.
struct Year<'a> {
    balances: &'a Balances,
    row: usize,
    before: &'a [[f64; RUNS]],
    now: &'a [[f64; RUNS]],
    broken: &'a mut [Option<Broken>],
}

impl Task for Year<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Batch>(self) {
        let Self { balances: Balances { balances, stocks }, row, before, now, broken } = self;
        for balance in balances {
            let mut residual = [0.0_f64; RUNS];
            let mut largest = [0.0_f64; RUNS];
            for (values, places, sign) in
                [(before, &balance.before, 1.0), (now, &balance.minus, -1.0), (now, &balance.plus, 1.0)]
            {
                for at in places {
                    let values = &values[*at];
                    for lane in 0..RUNS {
                        residual[lane] += sign * values[lane];
                        largest[lane] = largest[lane].max(values[lane].abs());
                    }
                }
            }
            let mut any = false;
            let mut excess = [0.0_f64; RUNS];
            for lane in 0..RUNS {
                excess[lane] = residual[lane].abs() - (RELATIVE * largest[lane] + ABSOLUTE);
                any |= excess[lane] > 0.0;
            }
            if any {
                for (lane, broken) in broken.iter_mut().enumerate().filter(|(lane, _)| excess[*lane] > 0.0) {
                    let found = Broken { what: balance.what, row, year: 0, by: residual[lane], negative: false };
                    broken.get_or_insert(found);
                }
            }
        }
        for (what, offset, size) in stocks {
            let mut lowest = [0.0_f64; RUNS];
            for values in &now[*offset..offset + size] {
                for lane in 0..RUNS {
                    lowest[lane] = lowest[lane].min(values[lane]);
                }
            }
            for (lane, broken) in broken.iter_mut().enumerate().filter(|(lane, _)| lowest[*lane] < -RELATIVE) {
                broken.get_or_insert(Broken { what, row, year: 0, by: lowest[lane], negative: true });
            }
        }
    }
}
