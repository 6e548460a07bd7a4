//! S3 Market demand.
//!
//! National coke use is pig iron times coke intensity (drivers). Steel mills run their own ovens first, so merchant
//! demand is the swing part (links 25, 31). Shanxi wins a share of it by relative offered capacity and price; other
//! merchants cannot exceed their capacity, and what they cannot serve comes to Shanxi. Exports follow parity with a steep exponent,
//! quota and designation limits.
//!
//! Links 2, 6, 12, 17-32, 68; loop B5.

use crate::model::helpers::{ratio, sum};
use crate::model::{self, Inputs};
use crate::num::{Num, Scalar};
use crate::record;

record! {
    /// Parameters of demand.
    pub struct Parameters {
        /// Coke used in the province in 2005.
        in_province_base: "Mt/a";
        /// Share of metallurgy in it.
        in_province_metallurgy_share: "-";
        /// Share of chemistry in it.
        in_province_chemical_share: "-";
        /// Growth of provincial iron per growth of national iron.
        shanxi_iron_elasticity: "-";
        /// National pig iron at the base of the provincial index.
        pig_iron_base: "Mt/a";
        /// Coke per tonne of pig iron at the base.
        coke_per_pig_base: "kg/t";
        /// Coke-based chemicals displaced per unit of the methanol programme (link 28).
        chem_coke_substitution: "-";
        /// Synthesis capacity to which that displacement refers.
        methanol_ref: "kt/a";
        /// Elasticity of coke demand to the price beyond coal cost.
        demand_price_elasticity: "-";
        /// Coke price at which demand equals its base.
        price_ref: "CNY/t";
        /// Share of coal in the reference price.
        coal_share_price: "-";
        /// Coal price at the end of 2005.
        coal_price_init: "CNY/t";
        /// Mills' own oven capacity outside Shanxi at the end of 2005.
        captive_capacity_init: "Mt/a";
        /// Utilisation of captive ovens.
        captive_utilisation: "-";
        /// Share of demand outside Shanxi that mills aim to cover themselves, at the end of 2005.
        captive_share_init: "-";
        /// Largest share of demand that captive ovens can serve.
        captive_max_share: "-";
        /// Largest share of demand that mills aim to cover themselves.
        captive_share_max: "-";
        /// Time to build captive ovens.
        captive_adjust_time: "a";
        /// Response of captive building to dear coke (loop B5).
        captive_price_response: "1/a per log price";
        /// Other merchants' capacity at the end of 2005.
        other_merchant_init: "Mt/a";
        /// Highest utilisation of other merchants.
        other_merchant_utilisation_max: "-";
        /// How far other provinces follow merchant demand beyond their pipeline.
        other_growth_follow: "-";
        /// Growth elsewhere per 100 CNY/t of expected margin.
        other_margin_response: "1/a per 100 CNY/t";
        /// Time over which other provinces follow demand.
        other_adjust_time: "a";
        /// Reduction of expansion elsewhere at full national control (K1).
        other_control_effect: "-";
        /// Slowest growth of capacity elsewhere and of coal supply.
        growth_clip_lo: "1/a";
        /// Fastest growth of capacity elsewhere and of coal supply.
        growth_clip_hi: "1/a";
        /// Merchant demand at the end of 2005.
        merchant_demand_init: "Mt/a";
        /// Weight of offered Shanxi capacity in the market outside the province.
        share_preference: "-";
        /// Attraction exponent on offered capacity, both sides.
        share_capacity_exponent: "-";
        /// Share lost when Shanxi's price exceeds the market price.
        share_price_elasticity: "-";
        /// Time in which buyers change suppliers.
        share_adjust_time: "a";
        /// Shanxi's share of merchant demand outside the province at the end of 2005.
        share_init: "-";
        /// Smallest part of possible output offered outside.
        offer_floor_share: "-";
        /// Time over which orders enter expectations.
        demand_smooth_time: "a";
        /// Orders at the end of 2005.
        orders_init: "Mt/a";
        /// World demand for Chinese coke at low prices.
        export_world_demand: "Mt/a";
        /// Share of new capacity abroad that displaces Chinese export.
        world_capacity_displacement: "-";
        /// Reservation price of foreign buyers over the observed FOB price.
        world_price_premium: "-";
        /// Steepness of export in price parity.
        export_parity_exponent: "-";
        /// Freight to port and port charges.
        inland_and_port: "CNY/t";
        /// Time in which exports adjust.
        export_adjust_time: "a";
        /// Export over the quota, by foreign-invested firms with quotas of their own.
        export_quota_overshoot: "-";
        /// Shanxi's export at the end of 2005.
        export_init: "Mt/a";
        /// Share of a class's output that has export quality.
        export_grade[Class]: "-";
        /// Share of undesignated export coke that leaks at enforcement 0.
        export_leak: "-";
        /// Share of eligible output that can go abroad.
        export_eligible_max_share: "-";
        /// Rail and road capacity out of the province.
        transport_capacity_init: "Mt/a";
    }
}

record! {
    /// Levers on demand.
    pub struct Levers {
        /// Export only by designated producers and traders (D5, D6, C7).
        export_designated_only: "0-1";
        /// Shanxi's share of national export (D7).
        export_shanxi_share: "0-1";
        /// Quota goes with production (D8).
        export_quota_matching: "0-1";
        /// National control of coking capacity (K1).
        national_total_control: "0-1";
        /// Drift of mills to their own ovens (K3).
        steel_captive_share_drift: "share of demand per year";
        /// Coke saved by the province's steel mills (K4).
        steel_coke_saving_mt: "Mt/a in the province";
        /// Curb on low-level coke users in the province (K6, K7, B18).
        province_coke_user_curb: "0-1 cut of low-level users";
        /// National macro-control: cut of national demand (K2).
        national_macro_control: "cut of national demand";
        /// New coke capacity abroad (K5).
        world_new_capacity_mt: "Mt/a outside China";
    }
}

record! {
    /// Exogenous series of the market.
    pub struct Drivers {
        /// China's pig iron.
        pig_iron: "Mt/a";
        /// Coke per tonne of pig iron, all uses.
        coke_per_pig: "kg/t";
        /// Expansion of other merchants that is already under way.
        other_pipeline: "1/a";
        /// World coke price FOB, the reservation level outside China.
        world_price: "USD/t";
        /// Exchange rate.
        fx: "CNY/USD";
        /// Export duty.
        duty: "-";
        /// National export quota.
        quota: "Mt/a";
    }
}

record! {
    /// Stocks of the market.
    pub struct Stocks {
        /// Shanxi's export, as it adjusts.
        export_volume: "Mt/a";
        /// Mills' own ovens outside Shanxi.
        captive_capacity: "Mt/a";
        /// Share of demand outside Shanxi that mills aim to cover themselves.
        captive_share_target: "0-1";
        /// Capacity of other merchants.
        other_merchant_capacity: "Mt/a";
        /// Merchant demand that other provinces have adjusted to.
        merchant_demand_ref: "Mt/a";
        /// Shanxi's share of merchant demand outside the province.
        market_share_out: "0-1";
        /// Orders that producers expect.
        orders_expected: "Mt/a";
    }
}

record! {
    /// Auxiliaries of demand.
    pub struct Auxiliaries {
        /// Reference price that moves with coal, since demand reacts to the price beyond coal cost.
        price_ref_eff: "CNY/t";
        /// Effect of price on coke demand.
        price_effect: "-";
        /// Coke demand in the province (links 27-30; K4, K6, K7, B18).
        in_province_demand: "Mt/a";
        /// Coke demand in the rest of China (links 2, 21-23; K2).
        demand_other_total: "Mt/a";
        /// Part of it that mills make themselves (link 25).
        captive_supply: "Mt/a";
        /// Part of it that is bought (links 25, 31).
        merchant_demand: "Mt/a";
        /// National export wish at the price at the start of the step.
        export_wish_start: "Mt/a";
        /// Export price at which Chinese coke competes abroad.
        export_parity_usd: "USD/t";
        /// National export wish (links 12, 19, 20, 32; K5, D9).
        export_national_desired: "Mt/a";
        /// Output that may be exported (D5, D6, C7).
        export_eligible: "Mt/a";
        /// Shanxi's export wish (D7).
        export_desired: "Mt/a";
        /// Export orders, as the exact mean over the step.
        export_orders: "Mt/a";
        /// Coke that Shanxi can offer outside the province.
        offer_sx: "Mt/a";
        /// Coke that other merchants can offer.
        offer_om: "Mt/a";
        /// Where Shanxi's share is heading (links 17, 20, 68; loops B4, B5).
        share_target: "0-1";
        /// Sales of other merchants (link 17).
        other_merchant_supply: "Mt/a";
        /// Transport left for other provinces (D10).
        transport_room: "Mt/a";
        /// Orders from other provinces (link 31).
        out_of_province_demand: "Mt/a";
        /// All orders on Shanxi.
        orders: "Mt/a";
        /// Growth of other merchants (links 6, 17, 18; K1).
        other_growth: "1/a";
        /// Drift of the captive share (link 25, loop B5; K3).
        captive_share_drift: "1/a";
        /// Captive ovens that mills aim for.
        captive_capacity_target: "Mt/a";
    }
}

/// Stocks at the end of 2005.
pub fn initial<S: Scalar>(p: &model::Parameters<Num<S>>, s: &mut model::Stocks<Num<S>>) {
    s.demand.export_volume = p.demand.export_init;
    s.demand.captive_capacity = p.demand.captive_capacity_init;
    s.demand.captive_share_target = p.demand.captive_share_init;
    s.demand.other_merchant_capacity = p.demand.other_merchant_init;
    s.demand.merchant_demand_ref = p.demand.merchant_demand_init;
    s.demand.market_share_out = p.demand.share_init;
    s.demand.orders_expected = p.demand.orders_init;
}

/// What foreign buyers would pay: the world price with their reservation premium, USD/t.
#[inline(always)]
pub fn world_reservation_price<S: Scalar>(at: &Inputs<'_, S>) -> Num<S> {
    at.drivers.demand.world_price * (1.0 + at.parameters.demand.world_price_premium)
}

/// Export parity (USD/t) and the national export wish (Mt/a) at a home price.
#[inline(always)]
fn export_wish<S: Scalar>(at: &Inputs<'_, S>, home_price: Num<S>) -> (Num<S>, Num<S>) {
    let Inputs { parameters: p, levers: l, drivers: d, .. } = *at;
    let parity = (home_price + p.demand.inland_and_port) / d.demand.fx * (1.0 + d.demand.duty);
    let world_room =
        (p.demand.export_world_demand - p.demand.world_capacity_displacement * l.demand.world_new_capacity_mt).max(0.0);
    let competitive = (world_reservation_price(at) / parity).power(p.demand.export_parity_exponent).min(1.0);
    (parity, (d.demand.quota * p.demand.export_quota_overshoot).min(world_room * competitive))
}

/// Demand in the province, in the rest of China, and the export wish at the start of the step.
#[inline(always)]
pub fn demand<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, drivers: d, stocks: s, .. } = *at;

    let iron = d.demand.pig_iron * (1.0 - l.demand.national_macro_control);
    a.demand.price_ref_eff =
        p.demand.price_ref * (1.0 + p.demand.coal_share_price * (a.coal.coal_price / p.demand.coal_price_init - 1.0));
    a.demand.price_effect = (s.market.coke_price / a.demand.price_ref_eff.max(Num::of(1.0, "CNY/t")))
        .power(p.demand.demand_price_elasticity);

    let metal = p.demand.in_province_metallurgy_share
        * (iron / p.demand.pig_iron_base).power(p.demand.shanxi_iron_elasticity)
        * d.demand.coke_per_pig
        / p.demand.coke_per_pig_base;
    let synthesis_capacity =
        sum(sets.plants().map(|(r, k)| s.byproducts.chem_capacity[(r, k)] * p.byproducts.chem_is_synthesis[k]));
    let chemistry = p.demand.in_province_chemical_share
        * (1.0 - p.demand.chem_coke_substitution * synthesis_capacity / p.demand.methanol_ref);
    let rest = 1.0 - p.demand.in_province_metallurgy_share - p.demand.in_province_chemical_share;
    a.demand.in_province_demand = (p.demand.in_province_base
        * (metal + chemistry.max(0.0) + rest)
        * (1.0 - l.demand.province_coke_user_curb)
        * a.demand.price_effect
        - l.demand.steel_coke_saving_mt)
        .max(0.0);

    a.demand.demand_other_total = (iron * d.demand.coke_per_pig * p.common.kt_to_mt * a.demand.price_effect
        - a.demand.in_province_demand)
        .max(0.0);
    a.demand.captive_supply = (s.demand.captive_capacity * p.demand.captive_utilisation)
        .min(p.demand.captive_max_share * a.demand.demand_other_total);
    a.demand.merchant_demand = a.demand.demand_other_total - a.demand.captive_supply;
    (_, a.demand.export_wish_start) = export_wish(at, s.market.coke_price);
}

/// What may be exported, and what each side can offer outside the province.
#[inline(always)]
pub fn offers<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, .. } = *at;

    let max_out = &a.production.max_out;
    let open = sum(sets.ovens().map(|(r, c)| max_out[(r, c)] * p.demand.export_grade[c])) * a.production.coal_cap;
    let listed = sum(sets.ovens().map(|(r, c)| max_out[(r, c)] * p.common.approved_flag[c])) * a.production.coal_cap;
    let leak = p.demand.export_leak * (1.0 - a.enforcement.enforcement_mean) * (open - listed).max(0.0);
    a.demand.export_eligible =
        open * (1.0 - l.demand.export_designated_only) + (listed + leak) * l.demand.export_designated_only;

    let max_out_total = sum(sets.ovens().map(|rc| max_out[rc]));
    a.demand.offer_sx = (max_out_total * a.production.coal_cap - a.demand.in_province_demand - s.demand.export_volume)
        .max(p.demand.offer_floor_share * max_out_total);
    a.demand.offer_om = s.demand.other_merchant_capacity * p.demand.other_merchant_utilisation_max;
}

/// Export at the price of the step, market share, and all orders.
#[inline(always)]
pub fn orders<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { parameters: p, levers: l, stocks: s, .. } = *at;

    (a.demand.export_parity_usd, a.demand.export_national_desired) = export_wish(at, a.market.coke_price_mean);
    a.demand.export_desired = (a.demand.export_national_desired * l.demand.export_shanxi_share)
        .min(a.demand.export_eligible * p.demand.export_eligible_max_share);
    a.demand.export_orders = at.step_mean(s.demand.export_volume, a.demand.export_desired, p.demand.export_adjust_time);

    // share_target = A/(A+B): attraction of Shanxi against attraction of the other merchants
    let premium = a.market.price_target / a.market.market_price;
    let (unit, exponent) = (Num::of(1.0, "Mt/a"), p.demand.share_capacity_exponent);
    let shanxi = p.demand.share_preference
        * (a.demand.offer_sx / unit).max(p.common.numerical_floor).power(exponent)
        * premium.power(-p.demand.share_price_elasticity);
    let others = (a.demand.offer_om / unit).max(p.common.numerical_floor).power(exponent);
    a.demand.share_target = shanxi / (shanxi + others);

    a.demand.other_merchant_supply =
        ((1.0 - s.demand.market_share_out) * a.demand.merchant_demand).min(a.demand.offer_om);
    a.demand.transport_room = (p.demand.transport_capacity_init
        + (s.enterprises.organised_logistics - p.enterprises.logistics_init).max(0.0)
        - a.demand.export_orders)
        .max(0.0);
    a.demand.out_of_province_demand =
        (a.demand.merchant_demand - a.demand.other_merchant_supply).min(a.demand.transport_room);
    a.demand.orders = a.demand.in_province_demand + a.demand.out_of_province_demand + a.demand.export_orders;
}

/// Growth of the competitors: other merchants and captive ovens.
#[inline(always)]
pub fn competitors<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { parameters: p, levers: l, drivers: d, stocks: s, .. } = *at;

    let demand_growth = ratio(a.demand.merchant_demand, s.demand.merchant_demand_ref.max(Num::of(1.0, "Mt/a")))
        .max(p.cost.util_expected_lo)
        .ln();
    let growth = d.demand.other_pipeline
        + p.demand.other_growth_follow * demand_growth / p.demand.other_adjust_time
        + p.demand.other_margin_response * a.enforcement.margin_expected_mean / Num::of(100.0, "%");
    a.demand.other_growth = (growth * (1.0 - p.demand.other_control_effect * l.demand.national_total_control))
        .clamp(p.demand.growth_clip_lo, p.demand.growth_clip_hi);
    let least_price = Num::of(1.0, "CNY/t");
    let relative_price = a.market.price_target.max(least_price) / a.demand.price_ref_eff.max(least_price);
    a.demand.captive_share_drift =
        l.demand.steel_captive_share_drift + p.demand.captive_price_response * relative_price.ln();
    a.demand.captive_capacity_target =
        s.demand.captive_share_target * a.demand.demand_other_total / p.demand.captive_utilisation;
}

/// Stocks at the end of the step.
#[inline(always)]
pub fn integrate<S: Scalar>(at: &Inputs<'_, S>, a: &model::Auxiliaries<Num<S>>, next: &mut model::Stocks<Num<S>>) {
    let Inputs { parameters: p, stocks: s, dt, .. } = *at;
    next.demand.export_volume = at.relax(s.demand.export_volume, a.demand.export_desired, p.demand.export_adjust_time);
    next.demand.captive_capacity =
        at.relax(s.demand.captive_capacity, a.demand.captive_capacity_target, p.demand.captive_adjust_time);
    next.demand.captive_share_target =
        (s.demand.captive_share_target + dt * a.demand.captive_share_drift).clamp(0.0, p.demand.captive_share_max);
    next.demand.other_merchant_capacity = s.demand.other_merchant_capacity * (a.demand.other_growth * dt).exp();
    next.demand.merchant_demand_ref =
        at.relax(s.demand.merchant_demand_ref, a.demand.merchant_demand, p.demand.other_adjust_time);
    next.demand.market_share_out =
        at.relax(s.demand.market_share_out, a.demand.share_target, p.demand.share_adjust_time);
    next.demand.orders_expected = at.relax(s.demand.orders_expected, a.demand.orders, p.demand.demand_smooth_time);
}
