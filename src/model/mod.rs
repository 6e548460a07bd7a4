//! The model: the equations of the card, sector by sector, and the order in which they are evaluated.
//!
//! Nothing here reads a file, knows a clock or a thread, or decides what a number is. A step is two functions of
//! [`Inputs`]: [`auxiliaries`] computes every auxiliary and flow from the stocks at the start of the step, and
//! [`integrate`] moves all stocks at once. There is no simultaneous equation: every auxiliary uses stocks, drivers,
//! levers and auxiliaries computed before it.
//!
//! In the equations `p`, `l`, `d`, `s`, `a` stand for parameters, levers, drivers, stocks and auxiliaries, and `r`, `c`,
//! `f`, `k` for a member of the regions, oven classes, facilities and chemical chains, as in the card.

// Sets have a handful of members; their counts are exact as floating-point numbers.
#![allow(clippy::cast_precision_loss)]

pub mod byproducts;
pub mod ceiling;
pub mod closure;
pub mod coal;
pub mod common;
pub mod construction;
pub mod cost;
pub mod demand;
pub mod enforcement;
pub mod enterprises;
pub mod environment;
pub mod facilities;
pub mod finance;
pub mod funds;
pub mod helpers;
pub mod investment;
pub mod market;
pub mod production;
pub mod sets;

use crate::num::{Num, Scalar};
use crate::sectors;
use sets::Sets;

sectors! {
    /// Every parameter of the model.
    pub struct Parameters {
        common, enforcement, cost, demand, market, production, construction, closure, coal, facilities, byproducts,
        environment, finance, funds, investment, enterprises, ceiling,
    }
}

sectors! {
    /// Every policy lever of the model, at one moment.
    pub struct Levers {
        enforcement, cost, demand, market, production, construction, closure, coal, facilities, byproducts,
        environment, finance, funds, investment, enterprises,
    }
}

sectors! {
    /// Every exogenous driver of the model, as its mean over a step.
    pub struct Drivers { demand, coal, byproducts }
}

sectors! {
    /// Every stock of the model, at one moment.
    pub struct Stocks {
        enforcement, cost, demand, market, construction, closure, coal, facilities, byproducts, environment, finance,
        funds, investment, enterprises,
    }
}

sectors! {
    /// Every auxiliary and flow of the model, within one step.
    pub struct Auxiliaries {
        enforcement, cost, demand, market, production, construction, closure, coal, facilities, byproducts,
        environment, finance, funds, investment, enterprises,
    }
}

/// The numbers of steps a year that the model is made for (card, section 1).
pub const STEPS_PER_YEAR: std::ops::RangeInclusive<u32> = 1..=48;

/// What a step of the model starts from.
#[derive(Debug)]
pub struct Inputs<'a, S> {
    /// The sets.
    pub sets: &'a Sets,
    /// Parameters.
    pub parameters: &'a Parameters<Num<S>>,
    /// Levers in force.
    pub levers: &'a Levers<Num<S>>,
    /// Drivers, as their mean over the step.
    pub drivers: &'a Drivers<Num<S>>,
    /// Stocks at the start of the step.
    pub stocks: &'a Stocks<Num<S>>,
    /// Length of the step in years.
    pub dt: Num<S>,
}

// by hand: the references can be copied whatever the number is
#[allow(clippy::expl_impl_clone_on_copy)]
impl<S: Copy> Clone for Inputs<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Copy> Copy for Inputs<'_, S> {}

/// The stocks at the end of 2005, but for the reference load of the ambient index: see
/// [`environment::set_reference_load`].
pub fn initial_stocks<S: Scalar>(sets: &Sets, p: &Parameters<Num<S>>, stocks: &mut Stocks<Num<S>>) {
    enforcement::initial(p, stocks);
    cost::initial(p, stocks);
    demand::initial(p, stocks);
    market::initial(p, stocks);
    construction::initial(sets, p, stocks);
    closure::initial(stocks);
    coal::initial(p, stocks);
    facilities::initial(sets, p, stocks);
    byproducts::initial(sets, p, stocks);
    environment::initial(p, stocks);
    finance::initial(p, stocks);
    funds::initial(p, stocks);
    investment::initial(stocks);
    enterprises::initial(sets, p, stocks);
}

/// Every auxiliary and flow, in the card's order of evaluation.
#[inline(always)]
pub fn auxiliaries<S: Scalar>(at: &Inputs<'_, S>, a: &mut Auxiliaries<Num<S>>) {
    // what the stocks say
    construction::totals(at, a);
    facilities::equipped_shares(at, a);
    byproducts::gas_wanted(at, a);
    // S1, S2 cost
    enforcement::enforcement_target(at, a);
    cost::credit(at, a);
    coal::price(at, a);
    cost::unit_cost(at, a);
    // S3 demand, S5 what may be made, S4 price, S2 margin
    demand::demand(at, a);
    market::cover(at, a);
    production::limits(at, a);
    demand::offers(at, a);
    market::price(at, a);
    cost::margin(at, a);
    // S3 orders, S5 output, S4 shipments
    demand::orders(at, a);
    market::inventory_correction(at, a);
    production::output(at, a);
    market::shipments(at, a);
    // S8, S10, S11, S9, S12
    coal::coal_use(at, a);
    byproducts::recovery_and_gas(at, a);
    environment::loads(at, a);
    facilities::operation(at, a);
    byproducts::margin_share(at, a);
    finance::profit(at, a);
    // S6, S7
    construction::starts_wished(at, a);
    closure::closures(at, a);
    closure::exits(at, a);
    construction::replacement_wished(at, a);
    // S9 retrofit, S10 starts, S14 finance, S12 cash, S13 fund
    facilities::retrofit_wished(at, a);
    byproducts::starts_wished(at, a);
    funds::available(at, a);
    investment::finance(at, a);
    finance::cash_flow(at, a);
    funds::inflow(at, a);
    // S6 pipeline, S9 co-flow, S15, S10 plants
    construction::pipeline(at, a);
    closure::lapse(at, a);
    facilities::co_flow(at, a);
    enterprises::firms(at, a);
    byproducts::plant_flows(at, a);
    // where the remaining first-order stocks are heading
    coal::supply_growth(at, a);
    market::information_target(at, a);
    environment::water_index_target(at, a);
    demand::competitors(at, a);
}

/// All stocks at the end of the step. Every stock changes only by its named flows.
#[inline(always)]
pub fn integrate<S: Scalar>(at: &Inputs<'_, S>, a: &Auxiliaries<Num<S>>, next: &mut Stocks<Num<S>>) {
    enforcement::integrate(at, a, next);
    cost::integrate(at, a, next);
    demand::integrate(at, a, next);
    market::integrate(at, a, next);
    construction::integrate(at, a, next);
    closure::integrate(at, a, next);
    coal::integrate(at, a, next);
    facilities::integrate(at, a, next);
    byproducts::integrate(at, a, next);
    environment::integrate(at, a, next);
    finance::integrate(at, a, next);
    funds::integrate(at, a, next);
    investment::integrate(at, a, next);
    enterprises::integrate(at, a, next);
}
