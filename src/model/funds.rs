//! S13 Fee recycling and funds.
//!
//! Fees, the tariff over the standard, the retrofit fund and state money pay for treatment and recovery.
//!
//! Links 56-58, 70; loop R4.

use crate::model::{self, Inputs};
use crate::num::{Num, Scalar};
use crate::record;

record! {
    /// Parameters of the fund.
    pub struct Parameters {
        /// Fund at the end of 2005.
        fund_init: "1e8 CNY";
        /// Time to disburse the fund.
        fund_disburse_time: "a";
    }
}

record! {
    /// Levers on fees and funds.
    pub struct Levers {
        /// Discharge fee of coke made without compliance (F3).
        fee_rate_noncompliant: "CNY/t";
        /// Discharge fee of coke made in compliance (F3).
        fee_rate_compliant: "CNY/t";
        /// Share of fees that returns to the industry's environment (F4).
        fee_earmark: "0-1";
        /// State money for the environment (F17, H4, H10).
        env_state_fund: "1e8 CNY/a";
        /// Retrofit fund (H1).
        fund_retrofit_annual: "1e8 CNY/a";
        /// Local money per money of the retrofit fund (H2).
        fund_local_match: "x";
        /// Fund used as interest subsidy and equity rather than grant (H3).
        fund_leverage_mode: "0-1";
    }
}

record! {
    /// Stocks of the fund.
    pub struct Stocks {
        /// Fund for treatment and recovery.
        coke_fund: "1e8 CNY";
    }
}

record! {
    /// Auxiliaries of the fund.
    pub struct Auxiliaries {
        /// Paid into the fund (links 57, 58; loop R4; F4, F17, H1, H2, H4, H10).
        fund_inflow: "1e8 CNY/a";
        /// What the fund can pay out within the step.
        fund_available: "1e8 CNY/a";
        /// Grants paid (link 57).
        fund_grants: "1e8 CNY/a";
    }
}

/// Stocks at the end of 2005.
pub fn initial<S: Scalar>(p: &model::Parameters<Num<S>>, s: &mut model::Stocks<Num<S>>) {
    s.funds.coke_fund = p.funds.fund_init;
}

/// What the fund can pay out.
#[inline(always)]
pub fn available<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { parameters: p, stocks: s, dt, .. } = *at;
    a.funds.fund_available = s.funds.coke_fund * at.frac(p.funds.fund_disburse_time) / dt;
}

/// What is paid in.
#[inline(always)]
pub fn inflow<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { parameters: p, levers: l, .. } = *at;
    a.funds.fund_inflow = a.environment.fee_revenue * l.funds.fee_earmark
        + p.common.mt_to_1e8_cny * a.production.output_total * a.cost.tariff_per_t
        + l.funds.fund_retrofit_annual * (1.0 + l.funds.fund_local_match)
        + l.funds.env_state_fund;
}

/// Stocks at the end of the step.
#[inline(always)]
pub fn integrate<S: Scalar>(at: &Inputs<'_, S>, a: &model::Auxiliaries<Num<S>>, next: &mut model::Stocks<Num<S>>) {
    let Inputs { stocks: s, dt, .. } = *at;
    next.funds.coke_fund = (s.funds.coke_fund + dt * (a.funds.fund_inflow - a.funds.fund_grants)).max(0.0);
}
