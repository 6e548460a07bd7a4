//! S8 Coal.
//!
//! The coal price is an exogenous base times an endogenous scarcity index. Availability can be cut by quota, mine
//! closure and shocks, and then limits output and supply: that is what 2008 was. In the hindcast
//! `coal_price_elasticity` is 0, because the base is then the observed price.
//!
//! Links 1, 33-38; loop R2.

use crate::model::helpers::{ratio, sum};
use crate::model::{self, Inputs};
use crate::num::{Num, Scalar};
use crate::record;

record! {
    /// Parameters of coal.
    pub struct Parameters {
        /// Time in which scarcity enters the coal price.
        coal_price_adjust_time: "a";
        /// Elasticity of the coal price to use over availability.
        coal_price_elasticity: "-";
        /// Use over availability at which the price equals its base.
        coal_use_ratio_ref: "-";
        /// Lowest use over availability in the scarcity index.
        coal_ratio_lo: "-";
        /// Highest use over availability in the scarcity index.
        coal_ratio_hi: "-";
        /// Washed coal per tonne of raw coal.
        washed_yield: "-";
        /// Share of a seam that mining recovers.
        mine_recovery: "-";
        /// Recovery gained by closing small mines.
        mine_recovery_gain: "-";
        /// Coking-coal reserve at the end of 2005.
        coal_reserve_init: "Mt";
        /// Washed coking coal obtainable for coke at the prices of 2005, before sales outside.
        coal_supply_init: "Mt/a";
        /// Growth of coal supply without a pull.
        coal_supply_growth: "1/a";
        /// Response of mining to oven capacity (loop R2).
        coal_supply_response: "1/a per unit";
        /// Pull at which supply grows at its own rate.
        coal_pull_ref: "-";
        /// Part of the supply that leaves the province without control.
        coal_export_share: "-";
        /// Supply from small pits.
        small_mine_share: "-";
        /// Coking coal wasted in 2005.
        coal_waste_ref: "Mt/a";
        /// Coke output to which the waste refers.
        output_ref: "Mt/a";
        /// Waste avoided by coal saving.
        waste_saving_effect: "-";
        /// Waste avoided by closing small mines.
        waste_mine_effect: "-";
        /// Coal saving at which waste is fully reduced.
        coal_saving_ref: "t/t";
        /// Time in which the saving technique spreads.
        coal_saving_time: "a";
        /// Saving reached without policy.
        coal_saving_autonomous: "t/t";
        /// Saving at the end of 2005.
        coal_saving_init: "t/t";
        /// Weight of audits in reaching the saving norm.
        coal_norm_audit_weight: "-";
        /// Weight of access conditions in reaching the saving norm.
        coal_norm_access_weight: "-";
        /// Speed-up of saving by innovation.
        innovation_speed: "-";
    }
}

record! {
    /// Levers on coal.
    pub struct Levers {
        /// Coal that a tonne of coke shall save (E16, F6).
        coal_saving_target: "t/t";
        /// Quota of coking coal (G4).
        coal_quota_mt: "Mt/a washed";
        /// Limit on sales of coking coal outside (G2).
        coal_external_sales_limit: "0-1";
        /// Small pits closed (G1, G3).
        coal_small_mine_closure: "0-1 of small pits";
        /// Levy on coking coal (G5 as a levy).
        coal_levy_cny_per_t: "CNY/t washed";
    }
}

record! {
    /// Exogenous series of coal.
    pub struct Drivers {
        /// Price of prime washed coking coal, incl. VAT.
        coal_base_price: "CNY/t";
        /// Share of coking-coal supply lost to a shock.
        coal_shock: "-";
    }
}

record! {
    /// Stocks of coal.
    pub struct Stocks {
        /// Washed coking coal obtainable.
        coal_supply: "Mt/a washed";
        /// Scarcity in the coal price.
        coal_scarcity: "index";
        /// Coking coal in the ground.
        coal_reserve: "Mt";
        /// Coal saved per tonne of coke.
        coal_saving: "t/t";
    }
}

record! {
    /// Auxiliaries of coal.
    pub struct Auxiliaries {
        /// Coking coal that ovens can get (links 35, 37; G1-G5).
        coal_available: "Mt/a";
        /// Expected use over availability.
        coal_use_ratio: "-";
        /// Where scarcity is heading (link 33).
        coal_scarcity_target: "-";
        /// Price of coking coal, incl. VAT.
        coal_price: "CNY/t";
        /// Coal charged into ovens (link 33).
        coal_use: "Mt/a";
        /// Raw coal behind it.
        raw_coal_mined: "Mt/a";
        /// Recovery of mining (link 38).
        mine_recovery_eff: "-";
        /// Reserve used up (link 34).
        reserve_drawdown: "Mt/a";
        /// Coking coal wasted; reporting only (links 36, 38).
        coal_waste: "Mt/a";
        /// Where coal saving is heading (E16, F6, F7, A6).
        coal_saving_target: "t/t";
        /// Growth of coal supply (links 33, 35; loop R2).
        coal_supply_growth_eff: "1/a";
    }
}

/// Stocks at the end of 2005.
pub fn initial<S: Scalar>(p: &model::Parameters<Num<S>>, s: &mut model::Stocks<Num<S>>) {
    s.coal.coal_supply = p.coal.coal_supply_init;
    s.coal.coal_scarcity = Num::from(1.0);
    s.coal.coal_reserve = p.coal.coal_reserve_init;
    s.coal.coal_saving = p.coal.coal_saving_init;
}

/// Availability and price of coking coal.
#[inline(always)]
pub fn price<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, drivers: d, stocks: s, .. } = *at;

    a.coal.coal_available = (s.coal.coal_supply
        * (1.0 - d.coal.coal_shock)
        * (1.0 - p.coal.small_mine_share * l.coal.coal_small_mine_closure)
        * (1.0 - p.coal.coal_export_share * (1.0 - l.coal.coal_external_sales_limit)))
        .min(l.coal.coal_quota_mt);
    let mean_charge = ratio(
        sum(sets.ovens().map(|(r, c)| a.cost.coal_charge_eff[c] * s.construction.capacity[(r, c)])),
        a.construction.capacity_total,
    );
    a.coal.coal_use_ratio =
        ratio(s.demand.orders_expected * mean_charge, a.coal.coal_available.max(Num::of(1.0, "Mt/a")));
    a.coal.coal_scarcity_target = (a.coal.coal_use_ratio.clamp(p.coal.coal_ratio_lo, p.coal.coal_ratio_hi)
        / p.coal.coal_use_ratio_ref)
        .power(p.coal.coal_price_elasticity);
    a.coal.coal_price = d.coal.coal_base_price
        * at.step_mean(s.coal.coal_scarcity, a.coal.coal_scarcity_target, p.coal.coal_price_adjust_time)
        + l.coal.coal_levy_cny_per_t;
}

/// Use of coal, mining, waste and saving.
#[inline(always)]
pub fn coal_use<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, dt, .. } = *at;

    a.coal.coal_use = sum(sets.ovens().map(|(r, c)| a.production.output[(r, c)] * a.cost.coal_charge_eff[c]));
    a.coal.mine_recovery_eff = p.coal.mine_recovery + p.coal.mine_recovery_gain * l.coal.coal_small_mine_closure;
    a.coal.raw_coal_mined = a.coal.coal_use / p.coal.washed_yield;
    a.coal.reserve_drawdown = (a.coal.raw_coal_mined / a.coal.mine_recovery_eff).min(s.coal.coal_reserve / dt);
    a.coal.coal_waste = p.coal.coal_waste_ref * a.production.output_total / p.coal.output_ref
        * (1.0 - p.coal.waste_saving_effect * (s.coal.coal_saving / p.coal.coal_saving_ref).clamp(0.0, 1.0))
        * (1.0 - p.coal.waste_mine_effect * l.coal.coal_small_mine_closure);

    let norm = 1.0
        - p.coal.coal_norm_audit_weight * (1.0 - l.facilities.audit_coverage)
        - p.coal.coal_norm_access_weight * (1.0 - l.construction.entry_access_conditions);
    a.coal.coal_saving_target = (l.coal.coal_saving_target * norm).max(p.coal.coal_saving_autonomous);
}

/// Growth of coal supply.
#[inline(always)]
pub fn supply_growth<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, .. } = *at;
    let wanted = sum(sets.ovens().map(|(r, c)| a.production.max_out[(r, c)] * a.cost.coal_charge_eff[c]));
    let year = Num::of(1.0, "a");
    let pull = (wanted / s.coal.coal_supply.max(Num::of(1.0, "Mt/a")) - p.coal.coal_pull_ref)
        .clamp(p.demand.growth_clip_lo * year, p.demand.growth_clip_hi * year);
    a.coal.coal_supply_growth_eff =
        p.coal.coal_supply_growth + p.coal.coal_supply_response * pull * (1.0 - l.coal.coal_small_mine_closure);
}

/// Stocks at the end of the step.
#[inline(always)]
pub fn integrate<S: Scalar>(at: &Inputs<'_, S>, a: &model::Auxiliaries<Num<S>>, next: &mut model::Stocks<Num<S>>) {
    let Inputs { parameters: p, levers: l, stocks: s, dt, .. } = *at;
    next.coal.coal_supply = s.coal.coal_supply * (a.coal.coal_supply_growth_eff * dt).exp();
    next.coal.coal_scarcity =
        at.relax(s.coal.coal_scarcity, a.coal.coal_scarcity_target, p.coal.coal_price_adjust_time);
    next.coal.coal_reserve = s.coal.coal_reserve - dt * a.coal.reserve_drawdown;
    let saving_time = p.coal.coal_saving_time / (1.0 + p.coal.innovation_speed * l.cost.innovation_five);
    next.coal.coal_saving =
        s.coal.coal_saving + (a.coal.coal_saving_target - s.coal.coal_saving).max(0.0) * at.frac(saving_time);
}
