//! What goes in comes out or stays: every balance of the card, rebuilt from results.
//!
//! The books are kept from the year-end stocks and the mean flows that a reader of the results sees, never from a sum
//! of the model's own. Where the model limits a stock from below (`max(0, .)` of capacity, backlog, equipped capacity,
//! inventory, cash, debt, fund and firms), the limit could only add to the stock: if it ever added more than rounding,
//! the balance of that stock would not close. So the balances also show that these limits are guards and no flows.

use crate::support::{Comparison, Definition, SCENARIOS, document, run, scenario};
use coke_sim::record::Record;
use coke_sim::simulate::{Case, Simulation};
use coke_sim::study;
use coke_sim::trajectory::Trajectory;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Of the largest term of a balance. (Measured: 3e-15, the extreme cases included.)
const RELATIVE: f64 = 1e-9;
/// In the unit of the balance, where all its terms are nothing.
const ABSOLUTE: f64 = 1e-12;

/// Balances of one year: a balance of a stock over a set counts once a member.
const BALANCES: usize = 848;

/// The change of a stock over a year: what flows in, less what flows out, member by member.
type StockBalance = (&'static str, &'static [&'static str], &'static [&'static str]);

const STOCKS: &[StockBalance] = &[
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

/// The same for the province as a whole, over several stocks: what it is, the stocks, and what flows in and out.
type ProvincialBalance = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

/// Legalisation and the stages of construction cancel.
const PROVINCE: &[ProvincialBalance] = &[
    ("capacity of the province", &["capacity"], &["completion", "revival"], &["closure", "exit"]),
    (
        "construction in the province",
        &["wip_early", "wip_late", "wip_stopped"],
        &["starts"],
        &["completion", "wip_abandon"],
    ),
    ("facilities of the province", &["equipped"], &["equip_in_new", "retrofit"], &["equip_loss", "equip_lapse"]),
];

/// Flows of the same year: both sides are the same, member by member.
const FLOWS: &[(&[&str], &[&str])] = &[
    (&["closure"], &["closure_immediate", "closure_executed"]),
    (&["shipments"], &["ship_in", "ship_out", "ship_export"]),
    (&["tar_potential"], &["tar_recovered", "tar_lost"]),
    (&["gas_surplus"], &["gas_fuel", "gas_chem", "gas_power", "gas_flared"]),
    (&["water_coking"], &["water_evaporated", "wastewater"]),
    (&["air_load"], &["air_load_oven", "air_load_flare"]),
    (&["invest_oven", "invest_chem", "invest_env"], &["fund_grants", "own_investment", "loans"]),
    (&["sales"], &["coke_revenue", "byproduct_revenue"]),
    (&["sales"], &["oven_cost", "chem_cost", "interest", "profit"]),
    (&["profit_and_tax"], &["profit", "tax_turnover"]),
];

/// The books of one run.
struct Books<'a> {
    name: String,
    case: &'a Case<f64>,
    results: &'a Trajectory,
    parameters: BTreeMap<&'static str, Vec<f64>>,
}

impl<'a> Books<'a> {
    fn new(name: String, case: &'a Case<f64>, results: &'a Trajectory) -> Self {
        let mut parameters = BTreeMap::new();
        case.parameters.visit(&mut |declaration, values| {
            parameters.insert(declaration.name, values.iter().map(|value| value.into_inner()).collect());
        });
        Self { name, case, results, parameters }
    }

    fn values(&self, name: &str, year: i32) -> Vec<f64> {
        let variable = self.results.layout().find(name).unwrap_or_else(|| panic!("the model has no `{name}`"));
        self.results.values(0, variable, year).unwrap_or_else(|| panic!("no `{name}` in {year}")).to_vec()
    }

    fn parameter(&self, name: &str) -> &[f64] {
        self.parameters.get(name).unwrap_or_else(|| panic!("the model has no parameter `{name}`"))
    }

    /// Notes whether terms that should add up to nothing do so.
    fn close(&self, comparison: &mut Comparison, year: i32, what: &str, member: usize, terms: &[f64]) {
        let largest = terms.iter().fold(0.0_f64, |largest, term| largest.max(term.abs()));
        let residual = terms.iter().fold(0.0, |sum, term| sum + term);
        let allowed = RELATIVE * largest + ABSOLUTE;
        comparison.check(|| format!("{}: {what} (member {member}) in {year}", self.name), residual, 0.0, allowed);
    }

    /// All terms of a change of stock: the stock before, less the stock after, and the flows.
    fn changes(&self, year: i32, stock: &str, ins: &[&str], outs: &[&str]) -> Vec<Vec<f64>> {
        let (before, after) = (self.values(stock, year - 1), self.values(stock, year));
        let mut members: Vec<Vec<f64>> =
            before.iter().zip(&after).map(|(before, after)| vec![*before, -after]).collect();
        for (flows, sign) in [(ins, 1.0), (outs, -1.0)] {
            for flow in flows {
                let values = self.values(flow, year);
                assert_eq!(values.len(), members.len(), "`{flow}` runs over the sets of `{stock}`");
                for (terms, value) in members.iter_mut().zip(values) {
                    terms.push(sign * value);
                }
            }
        }
        members
    }

    fn check(&self, comparison: &mut Comparison) {
        for year in self.results.years() {
            self.check_stocks(comparison, year);
            self.check_capacity(comparison, year);
            self.check_sums_of_members(comparison, year);
            self.check_flows(comparison, year);
            self.check_output_and_what_comes_of_it(comparison, year);
        }
    }

    fn check_stocks(&self, comparison: &mut Comparison, year: i32) {
        for (stock, ins, outs) in STOCKS {
            for (member, terms) in self.changes(year, stock, ins, outs).iter().enumerate() {
                self.close(comparison, year, stock, member, terms);
            }
        }
        // the programme is a lever, the same in every step of the year
        let programme = self.case.levers[usize::try_from(year - 2006).expect("a simulated year")]
            .byproducts
            .chem_programme
            .as_slice();
        for (member, mut terms) in
            self.changes(year, "chem_backlog", &[], &["programme_started"]).into_iter().enumerate()
        {
            terms.push(programme[member].into_inner());
            self.close(comparison, year, "chem_backlog", member, &terms);
        }
    }

    /// Capacity and what is attached to it: what is legalised leaves one class and enters the approved class.
    fn check_capacity(&self, comparison: &mut Comparison, year: i32) {
        let approved = self.parameter("approved_flag");
        let classes = approved.len();
        let legalised = self.values("legalise", year);
        let ovens = self.changes(year, "capacity", &["completion", "revival"], &["closure", "exit", "legalise"]);
        for (member, mut terms) in ovens.into_iter().enumerate() {
            let (region, class) = (member / classes, member % classes);
            let arriving: f64 = legalised[region * classes..][..classes].iter().sum();
            terms.push(approved[class] * arriving);
            self.close(comparison, year, "capacity", member, &terms);
        }
        let legalised = self.values("equip_legalised", year);
        let attached = self.changes(
            year,
            "equipped",
            &["equip_in_new", "retrofit"],
            &["equip_loss", "equip_lapse", "equip_legalised"],
        );
        let facilities = attached.len() / self.values("capacity", year).len();
        for (member, mut terms) in attached.into_iter().enumerate() {
            let (oven, facility) = (member / facilities, member % facilities);
            let (region, class) = (oven / classes, oven % classes);
            let arriving: f64 =
                (0..classes).map(|other| legalised[(region * classes + other) * facilities + facility]).sum();
            terms.push(approved[class] * arriving);
            self.close(comparison, year, "equipped", member, &terms);
        }
    }

    /// Sums over members that the model itself does not make.
    fn check_sums_of_members(&self, comparison: &mut Comparison, year: i32) {
        let total = |name: &str, year| -> f64 { self.values(name, year).iter().sum() };
        for (what, stocks, ins, outs) in PROVINCE {
            let mut terms = Vec::new();
            for stock in *stocks {
                terms.extend([total(stock, year - 1), -total(stock, year)]);
            }
            terms.extend(ins.iter().map(|flow| total(flow, year)));
            terms.extend(outs.iter().map(|flow| -total(flow, year)));
            self.close(comparison, year, what, 0, &terms);
        }
        let (before, after) = (self.values("cum_closed", year - 1), self.values("cum_closed", year));
        let closure = self.values("closure", year);
        for class in 0..before.len() {
            let mut terms = vec![before[class], -after[class]];
            terms.extend(closure.iter().skip(class).step_by(before.len()));
            self.close(comparison, year, "cum_closed", class, &terms);
        }
    }

    fn check_flows(&self, comparison: &mut Comparison, year: i32) {
        for (left, right) in FLOWS {
            let sides: Vec<(f64, Vec<f64>)> = (left.iter().map(|name| (1.0, self.values(name, year))))
                .chain(right.iter().map(|name| (-1.0, self.values(name, year))))
                .collect();
            for member in 0..sides[0].1.len() {
                let terms: Vec<f64> = sides.iter().map(|(sign, values)| sign * values[member]).collect();
                self.close(comparison, year, &left.join(" + "), member, &terms);
            }
        }
    }

    /// Coke, tar, benzene and gas are proportional to the output of each class; coal is what the mines give.
    fn check_output_and_what_comes_of_it(&self, comparison: &mut Comparison, year: i32) {
        let output = self.values("output", year);
        let of_output = |factor: &dyn Fn(usize) -> f64| -> Vec<f64> {
            let classes = self.parameter("approved_flag").len();
            output.iter().enumerate().map(|(member, value)| value * factor(member % classes)).collect()
        };
        let volume = self.parameter("m3_per_t_to_1e8")[0];
        let yields: [(&str, Vec<f64>); 4] = [
            ("output_total", of_output(&|_| 1.0)),
            ("tar_potential", of_output(&|class| self.parameter("tar_yield")[class])),
            ("benzene_potential", of_output(&|class| self.parameter("benzene_yield")[class])),
            ("gas_surplus", of_output(&|class| self.parameter("gas_surplus_yield")[class] * volume)),
        ];
        for (name, mut terms) in yields {
            terms.push(-self.values(name, year)[0]);
            self.close(comparison, year, name, 0, &terms);
        }
        let coal = self.values("coal_use", year)[0] / self.parameter("washed_yield")[0];
        self.close(comparison, year, "raw_coal_mined", 0, &[coal, -self.values("raw_coal_mined", year)[0]]);
    }
}

/// All balances of one run; returns how many were checked.
fn books_close(name: &str, case: &Case<f64>, simulation: &mut Simulation<'_, f64>) -> usize {
    let results = run(case, simulation);
    let mut comparison = Comparison::default();
    Books::new(format!("{name}, {} steps a year", case.steps_per_year), case, &results).check(&mut comparison);
    comparison.finish()
}

/// All balances of the three scenarios with so many steps a year.
fn books_of_all_scenarios_close(steps_per_year: u32) {
    for name in SCENARIOS {
        let mut scenario = scenario(name);
        scenario.steps_per_year = steps_per_year;
        let case = study::case(&scenario);
        assert_eq!(books_close(name, &case, &mut Simulation::new(&case)), 5 * BALANCES, "five years of balances");
    }
}

#[test]
fn the_books_close_with_one_step_a_year() {
    books_of_all_scenarios_close(1);
}

#[test]
fn the_books_close_with_four_steps_a_year() {
    books_of_all_scenarios_close(4);
}

#[test]
fn the_books_close_with_seven_steps_a_year() {
    books_of_all_scenarios_close(7);
}

#[test]
fn the_books_close_with_twelve_steps_a_year() {
    books_of_all_scenarios_close(12);
}

#[test]
fn the_books_close_with_forty_eight_steps_a_year() {
    books_of_all_scenarios_close(48);
}

#[derive(Deserialize)]
struct Extreme {
    id: String,
    #[serde(flatten)]
    definition: Definition,
}

#[test]
fn the_books_close_in_extreme_cases() {
    for Extreme { id, definition } in document::<Vec<Extreme>>("extreme_cases.json") {
        for steps in definition.all_steps() {
            let case = definition.case(steps);
            assert_eq!(books_close(&id, &case, &mut definition.start(&case)), 5 * BALANCES, "{id}: five years");
        }
    }
}
