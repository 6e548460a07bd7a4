//! Whether the books of a run close: what flows in comes out or stays.
//!
//! The balances are those of year-end stocks and of mean flows, as a reader of the results sees them (card, section on
//! conservation). Equations keep them in every run by construction; a run that does not has met a defect or numbers so
//! extreme that rounding eats them, and must not enter a statistic.
//!
//! They are those of the tests (`tests/suite/conservation.rs`), but for what needs more than results: the programme of
//! chemical plants still to be started (`chem_backlog`) needs its lever; what comes of output (tar, benzene, gas, coal)
//! needs yields; capacity and equipment member by member need the class that legalised ovens enter. Capacity and
//! equipment are checked for the province as a whole.

use crate::num::lanes::{Batch, RUNS, Task, with_best_instructions};
use crate::trajectory::{Kind, Layout, Variable};
use crate::unit::is_amount;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Of the largest term of a balance; rounding reaches 3e-15 in the extreme cases of the test record.
const RELATIVE: f64 = 1e-9;

/// In the unit of the balance, where all its terms are nothing.
const ABSOLUTE: f64 = 1e-12;

/// The change of a stock over a year, member by member: what flows in, what flows out.
const STOCKS: [(&str, &[&str], &[&str]); 20] = [
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
    ("cum_invest_chem", &["invest_chem"], &[]),
    ("cum_invest_env", &["invest_env"], &[]),
    ("capacity_base", &[], &[]),
    ("air_load_2005", &[], &[]),
];

/// The same summed over all members of several stocks.
const PROVINCE: [(&[&str], &[&str], &[&str]); 3] = [
    (&["capacity"], &["completion", "revival"], &["closure", "exit"]),
    (&["wip_early", "wip_late", "wip_stopped"], &["starts"], &["completion", "wip_abandon"]),
    (&["equipped"], &["equip_in_new", "retrofit"], &["equip_loss", "equip_lapse"]),
];

/// The same by oven class, summed over all regions: the stock, what flows in.
const CLASSES: [(&str, &str); 1] = [("cum_closed", "closure")];

/// A total and that of which it is the sum over all members.
const TOTALS: [(&str, &str); 1] = [("output_total", "output")];

/// Flows of the same year: both sides are the same, member by member.
const FLOWS: [(&[&str], &[&str]); 10] = [
    (&["closure"], &["closure_immediate", "closure_executed"]),
    (&["shipments"], &["ship_in", "ship_out", "ship_export"]),
    (&["tar_potential"], &["tar_recovered", "tar_lost"]),
    (&["gas_surplus"], &["gas_fuel", "gas_chem", "gas_power", "gas_flared"]),
    (&["water_coking"], &["water_evaporated", "wastewater"]),
    (&["air_load"], &["air_load_oven", "air_load_flare"]),
    (&["sales"], &["coke_revenue", "byproduct_revenue"]),
    (&["profit_and_tax"], &["profit", "tax_turnover"]),
    (&["invest_oven", "invest_chem", "invest_env"], &["fund_grants", "own_investment", "loans"]),
    (&["oven_cost", "chem_cost", "interest", "profit"], &["sales"]),
];

/// A stock is below nothing from here on, in its unit.
pub(super) const LARGEST_ROUNDING: f64 = RELATIVE;

/// Stocks of stuff or money that may be below nothing: an overdraft.
const MAY_BE_NEGATIVE: [&str; 1] = ["cash"];

/// A balance that does not close, or a stock below nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    what: Arc<str>,
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

    /// The stock, or what stands on one side of the balance.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// The year.
    #[must_use]
    pub const fn year(&self) -> i32 {
        self.year
    }

    /// What is missing or too much, or the value of the stock, in the unit of the stock or flow.
    #[must_use]
    pub const fn by(&self) -> f64 {
        self.by
    }

    /// Whether it is a stock below nothing.
    #[must_use]
    pub const fn is_negative(&self) -> bool {
        self.negative
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
    what: Arc<str>,
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
    stocks: Vec<(Arc<str>, usize, usize)>,
}

/// Where the values of variables stand in a row. The names are those of the tables above: the tests look up each, so
/// that one the model lacks, or of other sets than its balance, is a defect that no user meets.
struct Places<'l>(&'l Layout);

impl Places<'_> {
    fn of(&self, name: &str) -> Range<usize> {
        let variable = self.0.find(name);
        let Variable { offset, size, .. } = variable.unwrap_or_else(|| panic!("the model has no `{name}`"));
        *offset..offset + size
    }

    fn size(&self, name: &str) -> usize {
        self.of(name).len()
    }

    /// One member of each, all of them over the sets of `like`.
    fn member(&self, names: &[&str], like: &str, member: usize) -> Vec<usize> {
        let place = |name: &&str| {
            let places = self.of(name);
            assert_eq!(places.len(), self.size(like), "`{name}` runs over the sets of `{like}`");
            places.start + member
        };
        names.iter().map(place).collect()
    }

    /// All members of each.
    fn all(&self, names: &[&str]) -> Vec<usize> {
        names.iter().flat_map(|name| self.of(name)).collect()
    }
}

impl Balances {
    pub(super) fn new(layout: &Layout) -> Self {
        let places = Places(layout);
        let mut balances = Vec::new();
        let mut add = |what: &str, before: Vec<usize>, minus: Vec<usize>, plus: Vec<usize>| {
            balances.push(Balance { what: Arc::from(what), before, minus, plus });
        };
        for (stock, ins, outs) in STOCKS {
            for at in 0..places.size(stock) {
                let now = places.member(&[stock], stock, at);
                let minus = [now.clone(), places.member(outs, stock, at)].concat();
                add(stock, now, minus, places.member(ins, stock, at));
            }
        }
        for (stocks, ins, outs) in PROVINCE {
            let now = places.all(stocks);
            add(stocks[0], now.clone(), [now, places.all(outs)].concat(), places.all(ins));
        }
        for (stock, flow) in CLASSES {
            // classes run faster than regions
            let (classes, flows) = (places.size(stock), places.of(flow));
            for (class, now) in places.of(stock).enumerate() {
                add(stock, vec![now], vec![now], flows.clone().skip(class).step_by(classes).collect());
            }
        }
        for (total, of) in TOTALS {
            add(total, Vec::new(), places.all(&[total]), places.all(&[of]));
        }
        for (left, right) in FLOWS {
            for at in 0..places.size(left[0]) {
                let side = |names| places.member(names, left[0], at);
                add(&left.join(" + "), Vec::new(), side(right), side(left));
            }
        }
        let stocks = layout.variables().iter().filter(|variable| {
            let declaration = variable.declaration;
            // a margin or an index may fall below nothing, an amount may not
            variable.kind == Kind::Stock && is_amount(declaration.unit) && !MAY_BE_NEGATIVE.contains(&declaration.name)
        });
        let stocks =
            stocks.map(|variable| (Arc::from(variable.declaration.name), variable.offset, variable.size)).collect();
        Self { balances, stocks }
    }

    /// For each run of a block the balances that do not close and the stocks below nothing, year by year. A value that is
    /// not a number is none of them: it is looked for elsewhere.
    pub(super) fn check(&self, block: &[[f64; RUNS]], width: usize, runs: usize) -> Vec<Vec<Broken>> {
        let mut broken: Vec<Vec<Broken>> = vec![Vec::new(); runs];
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
    broken: &'a mut [Vec<Broken>],
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
                    let what = Arc::clone(&balance.what);
                    broken.push(Broken { what, row, year: 0, by: residual[lane], negative: false });
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
            for (lane, broken) in broken.iter_mut().enumerate().filter(|(lane, _)| lowest[*lane] < -LARGEST_ROUNDING) {
                broken.push(Broken { what: Arc::clone(what), row, year: 0, by: lowest[lane], negative: true });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Balances, Broken, RUNS};
    use crate::scenario::read;
    use crate::study::{batch, case};
    use crate::trajectory::Layout;
    use std::collections::BTreeSet;

    /// The plan in every lane, where its values stand, and the balances.
    fn plan() -> (Vec<[f64; RUNS]>, Layout, Balances) {
        let case = case(&read::embedded("plan").unwrap());
        let layout = Layout::new(&case.sets);
        let mut block = vec![[0.0; RUNS]; (case.years() + 1) * layout.width()];
        let balances = Balances::new(&layout);
        batch::run_block(&[case], batch::Instructions::Best, &mut block);
        (block, layout, balances)
    }

    /// What breaks in a lane when a value of the last year is another there.
    fn broken(
        block: &mut [[f64; RUNS]],
        layout: &Layout,
        balances: &Balances,
        place: usize,
        value: f64,
    ) -> Vec<Broken> {
        const LANE: usize = 5;
        let (width, last) = (layout.width(), block.len() - layout.width());
        let good = std::mem::replace(&mut block[last + place][LANE], value);
        let mut found = balances.check(block, width, RUNS);
        block[last + place][LANE] = good;
        let in_lane = found.remove(LANE);
        assert!(found.iter().all(Vec::is_empty), "other runs keep their books");
        assert!(in_lane.iter().all(|broken| broken.row == block.len() / width - 1), "{in_lane:?}");
        in_lane
    }

    #[test]
    fn the_books_of_the_plan_close() {
        let (block, layout, balances) = plan();
        assert_eq!(balances.check(&block, layout.width(), RUNS), vec![Vec::new(); RUNS]);
    }

    #[test]
    fn every_term_of_every_balance_breaks_it_and_no_other() {
        let (mut block, layout, balances) = plan();
        let last = block.len() - layout.width();
        let mut terms = 0;
        let places: BTreeSet<usize> =
            balances.balances.iter().flat_map(|balance| balance.minus.iter().chain(&balance.plus)).copied().collect();
        for place in places {
            let now = |place: &usize| block[last + place][0];
            let then = |place: &usize| block[last - layout.width() + place][0];
            let (mut expected, mut largest) = (Vec::new(), 0.0_f64);
            for balance in &balances.balances {
                let all = balance.minus.iter().chain(&balance.plus);
                if all.clone().any(|other| *other == place) {
                    expected.push(balance.what.to_string());
                    largest = all.map(now).chain(balance.before.iter().map(then)).fold(largest, |a, b| a.max(b.abs()));
                }
            }
            // a little more than what rounding may do to the largest of them
            let changed = now(&place) + 1e-8 * largest + 1e-11;
            let found = broken(&mut block, &layout, &balances, place, changed);
            let names: Vec<&str> = found.iter().map(Broken::what).collect();
            assert_eq!(names, expected, "{}", layout.name_at(place));
            assert!(found.iter().all(|broken| !broken.is_negative()));
            terms += expected.len();
        }
        let declared: usize = balances.balances.iter().map(|balance| balance.minus.len() + balance.plus.len()).sum();
        assert_eq!(terms, declared, "every term was tried in every balance");
    }

    #[test]
    fn every_stock_below_nothing_is_named() {
        let (mut block, layout, balances) = plan();
        let mut tried = 0;
        for (what, offset, size) in &balances.stocks {
            for place in *offset..offset + size {
                let found = broken(&mut block, &layout, &balances, place, -1e-6);
                let below: Vec<(&str, f64)> = found
                    .iter()
                    .filter(|broken| broken.is_negative())
                    .map(|broken| (broken.what(), broken.by()))
                    .collect();
                assert_eq!(below, [(&**what, -1e-6)]);
                tried += 1;
            }
        }
        let all: usize = balances.stocks.iter().map(|(_, _, size)| size).sum();
        assert_eq!(tried, all);
        assert!(balances.stocks.iter().any(|(what, ..)| &**what == "firms"));
        assert!(balances.stocks.iter().all(|(what, ..)| &**what != "cash"), "an overdraft is no mistake");
    }
}
