//! S14 Investment finance.
//!
//! Three claims in the order of the plan's priorities: retrofit and gas mains, chemistry, ovens. Each is served up to
//! the money left: grants, own cash above a reserve, credit.
//!
//! Links 48, 69, 70, 77; loops R4, R5.

use crate::model::helpers::{ratio, sum};
use crate::model::{self, Inputs};
use crate::num::{Num, Scalar};
use crate::record;

record! {
    /// Parameters of investment finance.
    pub struct Parameters {
        /// Cost of oven capacity.
        capex_oven[Class]: "CNY per t/a";
        /// Time in which liquid cash is used for investment.
        cash_use_time: "a";
        /// Cash kept in reserve.
        cash_reserve: "1e8 CNY";
        /// Bank, private and coal-owner money for ovens.
        credit_limit_oven: "1e8 CNY/a";
        /// Share of it that a full credit ban stops.
        credit_ban_oven_share: "-";
        /// Credit for by-products and environment without new policy.
        credit_limit_byproduct: "1e8 CNY/a";
        /// Credit gained by full opening (H6).
        credit_open_gain: "1e8 CNY/a";
        /// Other money drawn by interest subsidy and equity (H3).
        fund_leverage_gain: "-";
    }
}

record! {
    /// Levers on credit.
    pub struct Levers {
        /// Credit is opened for by-product plants (H6).
        credit_open_byproduct: "0-1";
    }
}

record! {
    /// Accumulated spending; reporting only.
    pub struct Stocks {
        /// Invested in ovens since 2006.
        cum_invest_oven: "1e8 CNY";
        /// Invested in recovery, chemistry, power and mains since 2006.
        cum_invest_chem: "1e8 CNY";
        /// Invested in environmental facilities since 2006.
        cum_invest_env: "1e8 CNY";
    }
}

record! {
    /// Auxiliaries of investment finance.
    pub struct Auxiliaries {
        /// Share of each claim that can be paid (C6).
        finance_ratio[Claim]: "0-1";
        /// Spent on ovens.
        invest_oven: "1e8 CNY/a";
        /// Spent on recovery, chemistry, power and mains.
        invest_chem: "1e8 CNY/a";
        /// Spent on environmental facilities.
        invest_env: "1e8 CNY/a";
        /// Paid from own cash.
        own_investment: "1e8 CNY/a";
        /// Paid from credit.
        loans: "1e8 CNY/a";
    }
}

/// Stocks at the end of 2005: nothing spent yet.
pub fn initial<S: Scalar>(s: &mut model::Stocks<Num<S>>) {
    s.investment.cum_invest_oven = Num::from(0.0);
    s.investment.cum_invest_chem = Num::from(0.0);
    s.investment.cum_invest_env = Num::from(0.0);
}

/// Serves the three claims and turns wishes into starts.
#[inline(always)]
pub fn finance<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, dt, .. } = *at;
    let (own, money) = (&p.investment, p.common.mt_to_1e8_cny);

    // what is wished, 1e8 CNY/a
    let retrofit_cost = sum(sets.ovens().map(|(r, c)| {
        sum(sets.facilities().map(|f| a.facilities.retrofit_wish[(r, c, f)] * p.facilities.capex_equip[f]))
    })) * money;
    let mains_cost = sum(sets.regions().map(|r| a.byproducts.fuel_build_wish[r])) * p.byproducts.fuel_gas_capex;
    let retrofit_need = retrofit_cost + mains_cost;
    let chemistry_need = sum(sets.chains().map(|k| a.byproducts.chem_start_desired[k] * p.byproducts.chem_capex[k]))
        * p.common.kt_to_mt
        * money;
    let wished = |rc| {
        a.construction.starts_legal[rc] + a.construction.starts_illegal[rc] + a.construction.starts_replacement[rc]
    };
    let oven_need = sum(sets.ovens().map(|(r, c)| wished((r, c)) * own.capex_oven[c])) * money;

    // what can be paid: grants, own cash, credit; first retrofit, then chemistry
    let grants = a.funds.fund_available;
    let own_cash = (s.finance.cash - own.cash_reserve).max(0.0) * at.frac(own.cash_use_time) / dt;
    let credit = own.credit_limit_byproduct
        + own.credit_open_gain * l.investment.credit_open_byproduct
        + grants * own.fund_leverage_gain * l.funds.fund_leverage_mode;
    let room = grants + own_cash + credit;
    let retrofit_ratio = ratio(room, retrofit_need).min(1.0);
    // max: what is left may be a rounding error below zero
    let room_left = (room - retrofit_ratio * retrofit_need).max(0.0);
    let chemistry_ratio = ratio(room_left, chemistry_need).min(1.0);
    let spent_first = retrofit_ratio * retrofit_need + chemistry_ratio * chemistry_need;
    a.funds.fund_grants = grants.min(spent_first);
    let own_first = own_cash.min(spent_first - a.funds.fund_grants);
    let loans_first = (spent_first - a.funds.fund_grants - own_first).max(0.0);

    // ovens last, from what own cash is left and their own credit
    let oven_credit = own.credit_limit_oven * (1.0 - own.credit_ban_oven_share * l.construction.sanction_credit_ban);
    let oven_ratio = ratio(own_cash - own_first + oven_credit, oven_need).min(1.0);
    let own_ovens = (own_cash - own_first).min(oven_ratio * oven_need);
    let loans_ovens = (oven_ratio * oven_need - own_ovens).max(0.0);

    a.investment.finance_ratio[sets.claim.retrofit] = retrofit_ratio;
    a.investment.finance_ratio[sets.claim.chemistry] = chemistry_ratio;
    a.investment.finance_ratio[sets.claim.ovens] = oven_ratio;
    a.investment.own_investment = own_first + own_ovens;
    a.investment.loans = loans_first + loans_ovens;

    // wishes become starts
    for (r, c) in sets.ovens() {
        a.construction.starts[(r, c)] = (a.construction.starts_legal[(r, c)]
            + a.construction.starts_illegal[(r, c)]
            + a.construction.starts_replacement[(r, c)])
            * oven_ratio;
        for f in sets.facilities() {
            a.facilities.retrofit[(r, c, f)] = a.facilities.retrofit_wish[(r, c, f)] * retrofit_ratio;
        }
    }
    for r in sets.regions() {
        a.byproducts.fuel_build[r] = a.byproducts.fuel_build_wish[r] * retrofit_ratio;
    }
    for k in sets.chains() {
        let started = a.byproducts.chem_start_desired[k] * chemistry_ratio;
        a.byproducts.programme_started[k] =
            started.min(l.byproducts.chem_programme[k] + s.byproducts.chem_backlog[k] / dt);
        for r in sets.regions() {
            a.byproducts.chem_start[(r, k)] = p.byproducts.chem_region_weight[(r, k)] * started;
        }
    }

    // spending by purpose
    // a loop, since a closure called twice is not inlined: in lanes each of its additions would be a call
    let mut spent_equipment = Num::from(0.0);
    let mut spent_environment = Num::from(0.0);
    for f in sets.facilities() {
        let retrofit = sum(sets.ovens().map(|(r, c)| a.facilities.retrofit[(r, c, f)]));
        let spent = retrofit * p.facilities.capex_equip[f] * money;
        spent_equipment += spent;
        spent_environment += spent * p.facilities.facility_is_env[f];
    }
    a.investment.invest_env = spent_environment;
    a.investment.invest_oven = oven_ratio * oven_need;
    a.investment.invest_chem =
        spent_equipment - a.investment.invest_env + retrofit_ratio * mains_cost + chemistry_ratio * chemistry_need;
}

/// Stocks at the end of the step.
#[inline(always)]
pub fn integrate<S: Scalar>(at: &Inputs<'_, S>, a: &model::Auxiliaries<Num<S>>, next: &mut model::Stocks<Num<S>>) {
    let (s, a, next, dt) = (&at.stocks.investment, &a.investment, &mut next.investment, at.dt);
    next.cum_invest_oven = s.cum_invest_oven + dt * a.invest_oven;
    next.cum_invest_chem = s.cum_invest_chem + dt * a.invest_chem;
    next.cum_invest_env = s.cum_invest_env + dt * a.invest_env;
}
