//! S12 Money: sales, cost, profit, tax.
//!
//! All without VAT. Transfers within the sector (crude tar, crude benzene and gas bought by the chemical units) are
//! netted out, so that sales = oven cost + chemical cost + interest + profit, exactly. Losses beyond cash become
//! arrears or rescue credit, so cash never turns negative and the debt shows it.
//!
//! Links 3, 42, 43, 53, 74, 77.

use crate::model::helpers::{ratio, sum};
use crate::model::{self, Inputs};
use crate::num::{Num, Scalar};
use crate::record;

record! {
    /// Parameters of money.
    pub struct Parameters {
        /// Share of export that producers sell themselves.
        own_export_share: "-";
        /// Quota rent that reaches producers at full quota matching (D8).
        quota_rent_recovery: "-";
        /// Interest on debt.
        interest_rate: "1/a";
        /// Share of interest that is not inside non-coal cost.
        interest_outside_share: "-";
        /// VAT and surcharges as a share of sales.
        vat_effective_share: "-";
        /// Income tax.
        tax_income_rate: "-";
        /// Income tax relief on chemical profit at full resource-use policy (H5).
        tax_resource_relief: "-";
        /// Depreciation inside non-coal cost.
        depreciation_per_t: "CNY/t";
        /// Share of positive profit after tax that owners draw.
        owner_draw_share: "-";
        /// Time to repay debt.
        debt_repay_time: "a";
        /// Guard in the denominator of per-tonne indicators.
        per_t_floor: "Mt/a";
        /// Cash at the end of 2005.
        cash_init: "1e8 CNY";
        /// Debt at the end of 2005.
        debt_init: "1e8 CNY";
    }
}

record! {
    /// Levers on tax.
    pub struct Levers {
        /// Tax policy for resource use (H5).
        tax_resource_use: "0-1";
    }
}

record! {
    /// Stocks of money.
    pub struct Stocks {
        /// Cash of the sector.
        cash: "1e8 CNY";
        /// Debt of the sector.
        debt: "1e8 CNY";
    }
}

record! {
    /// Auxiliaries of money.
    pub struct Auxiliaries {
        /// Sales of coke (link 74; D8).
        coke_revenue: "1e8 CNY/a";
        /// Export price.
        export_fob_usd: "USD/t";
        /// Foreign exchange earned.
        export_earnings_usd: "USD 1e8/a";
        /// Sales of the chemical and power chains (link 43).
        chem_revenue[Chain]: "1e8 CNY/a";
        /// Sales of unprocessed tar and benzene and of fuel gas.
        crude_sales: "1e8 CNY/a";
        /// All sales besides coke.
        byproduct_revenue: "1e8 CNY/a";
        /// All sales (T37-T41).
        sales: "1e8 CNY/a";
        /// Cost of the chemical chains besides feed bought within the sector.
        chem_cost: "1e8 CNY/a";
        /// Cost of the ovens.
        oven_cost: "1e8 CNY/a";
        /// Interest outside oven cost.
        interest: "1e8 CNY/a";
        /// Profit before tax (links 3, 42).
        profit: "1e8 CNY/a";
        /// Profit of the chemical chains.
        chem_profit: "1e8 CNY/a";
        /// Profit of coking per tonne of coke.
        profit_per_t: "CNY/t";
        /// VAT and surcharges.
        tax_turnover: "1e8 CNY/a";
        /// Income tax (H5).
        tax_income: "1e8 CNY/a";
        /// Profit and turnover tax (T42).
        profit_and_tax: "1e8 CNY/a";
        /// Depreciation that is not paid out.
        depreciation_cash: "1e8 CNY/a";
        /// Drawn by owners.
        owner_draw: "1e8 CNY/a";
        /// Debt repaid.
        repayment: "1e8 CNY/a";
        /// Arrears and rescue credit.
        bailout_loans: "1e8 CNY/a";
        /// Change of cash.
        cash_change: "1e8 CNY/a";
        /// Change of debt.
        debt_change: "1e8 CNY/a";
    }
}

/// Stocks at the end of 2005.
pub fn initial<S: Scalar>(p: &model::Parameters<Num<S>>, s: &mut model::Stocks<Num<S>>) {
    s.finance.cash = p.finance.cash_init;
    s.finance.debt = p.finance.debt_init;
}

/// Sales, cost, profit and tax.
#[inline(always)]
pub fn profit<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, drivers: d, stocks: s, .. } = *at;
    let (vat, money, own) = (1.0 + p.common.vat_rate, p.common.mt_to_1e8_cny, &p.byproducts);
    let output = &a.production.output;

    // coke
    let quality =
        ratio(sum(sets.ovens().map(|(r, c)| output[(r, c)] * p.cost.coke_price_factor[c])), a.production.output_total);
    let quota_rent = (a.market.export_netback - a.market.coke_price_mean).max(0.0);
    a.finance.coke_revenue = money / vat
        * (a.market.coke_price_mean * quality * a.market.shipments
            + a.market.ship_export * quota_rent * p.finance.quota_rent_recovery * l.demand.export_quota_matching);
    a.finance.export_fob_usd = a.demand.export_parity_usd.max(d.demand.world_price);
    a.finance.export_earnings_usd =
        a.market.ship_export * p.finance.own_export_share * a.finance.export_fob_usd * money;

    // by-products and chemistry
    for k in sets.chains() {
        let made = a.byproducts.tar_processed / p.common.kt_to_mt * own.chem_uses_tar[k]
            + a.byproducts.benzene_processed / p.common.kt_to_mt * own.chem_uses_benzene[k]
            + a.byproducts.synthesis_output[k];
        let power = a.byproducts.gas_power_gwh + a.byproducts.waste_heat_gwh;
        a.finance.chem_revenue[k] = made * a.cost.chem_price_eff[k] * p.common.kt_to_mt * money
            + power * own.power_price * money * own.chem_is_power[k];
    }
    let crude_tar = own.crude_tar_price * d.byproducts.chem_price_index / vat;
    let crude_benzene = own.crude_benzene_price * d.byproducts.chem_price_index / vat;
    a.finance.crude_sales = money
        * ((a.byproducts.tar_recovered - a.byproducts.tar_processed) * crude_tar
            + (a.byproducts.benzene_recovered - a.byproducts.benzene_processed) * crude_benzene)
        + a.byproducts.gas_fuel * own.gas_price;
    a.finance.byproduct_revenue = sum(sets.chains().map(|k| a.finance.chem_revenue[k])) + a.finance.crude_sales;
    a.finance.sales = a.finance.coke_revenue + a.finance.byproduct_revenue;

    // cost
    let bought_within = money
        * (a.byproducts.tar_processed * crude_tar + a.byproducts.benzene_processed * crude_benzene)
        + (a.byproducts.gas_chem + a.byproducts.gas_power) * own.gas_price;
    let chem_cost_gross =
        sum(sets.chains().map(|k| a.finance.chem_revenue[k] * (1.0 - a.byproducts.chem_margin_share[k])));
    a.finance.chem_cost = (chem_cost_gross - bought_within).max(0.0);
    a.finance.oven_cost = money
        * sum(sets.ovens().map(|(r, c)| {
            output[(r, c)] * (a.cost.coal_cost[c] + a.cost.non_coal_cost_eff[(r, c)] + a.cost.rent_leak[(r, c)])
        }));
    a.finance.interest = p.finance.interest_rate * s.finance.debt * p.finance.interest_outside_share;

    // profit and tax
    a.finance.profit = a.finance.sales - a.finance.oven_cost - a.finance.chem_cost - a.finance.interest;
    a.finance.chem_profit = sum(sets.chains().map(|k| a.finance.chem_revenue[k] * a.byproducts.chem_margin_share[k]));
    a.finance.tax_turnover = p.finance.vat_effective_share * a.finance.sales;
    let chem_share = ratio(a.finance.chem_profit, a.finance.profit.max(Num::of(1.0, "1e8 CNY/a"))).clamp(0.0, 1.0);
    let relief = p.finance.tax_resource_relief * l.finance.tax_resource_use * chem_share;
    a.finance.tax_income = p.finance.tax_income_rate * a.finance.profit.max(0.0) * (1.0 - relief);
    a.finance.profit_and_tax = a.finance.profit + a.finance.tax_turnover;
    a.finance.profit_per_t =
        (a.finance.profit - a.finance.chem_profit) / a.production.output_total.max(p.finance.per_t_floor) / money;
}

/// Cash and debt, once investment is financed.
#[inline(always)]
pub fn cash_flow<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { parameters: p, stocks: s, dt, .. } = *at;

    let after_tax = a.finance.profit - a.finance.tax_income;
    a.finance.depreciation_cash = p.finance.depreciation_per_t * a.production.output_total * p.common.mt_to_1e8_cny;
    a.finance.owner_draw = p.finance.owner_draw_share * after_tax.max(0.0);
    let net = after_tax + a.finance.depreciation_cash - a.finance.owner_draw - a.investment.own_investment;
    a.finance.repayment =
        (s.finance.debt * at.frac(p.finance.debt_repay_time) / dt).min((s.finance.cash / dt + net).max(0.0));
    a.finance.bailout_loans = (-(s.finance.cash / dt + net - a.finance.repayment)).max(0.0);
    a.finance.cash_change = net - a.finance.repayment + a.finance.bailout_loans;
    a.finance.debt_change = a.investment.loans - a.finance.repayment + a.finance.bailout_loans;
}

/// Stocks at the end of the step.
#[inline(always)]
pub fn integrate<S: Scalar>(at: &Inputs<'_, S>, a: &model::Auxiliaries<Num<S>>, next: &mut model::Stocks<Num<S>>) {
    let Inputs { stocks: s, dt, .. } = *at;
    next.finance.cash = (s.finance.cash + dt * a.finance.cash_change).max(0.0);
    next.finance.debt = (s.finance.debt + dt * a.finance.debt_change).max(0.0);
}
