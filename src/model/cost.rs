//! S2 Cost, credit and margin of each oven class.
//!
//! The ex-VAT cost of a tonne of coke by prefecture and class. Fixed overheads are spread over use, so idle capacity
//! costs money (link 10). `rent_leak` is the share of an above-normal margin that coal sellers, hauliers and local
//! charges take: without it the profit of 2007 would be several times the reported 26 CNY/t.
//!
//! Links 3, 7, 10, 14, 36, 39, 41, 44, 47, 53, 56, 58, 63, 65, 67, 73; loops B3, R5.

use crate::model::helpers::{ratio, sum};
use crate::model::{self, Inputs};
use crate::num::{Num, Scalar};
use crate::record;

record! {
    /// Parameters of cost and margin.
    pub struct Parameters {
        /// Coal charged per tonne of coke.
        coal_charge[Class]: "t/t";
        /// Lowest coal charge that technique allows.
        coal_charge_floor: "t/t";
        /// Price of the charged blend relative to prime coking coal.
        coal_grade_factor[Class]: "-";
        /// 1 where the coal-saving technique applies.
        coal_saving_applies[Class]: "-";
        /// Quality discount on the coke price.
        coke_price_factor[Class]: "-";
        /// Cost besides coal at reference utilisation, with depreciation, finance, freight in and overheads.
        non_coal_cost[Class]: "CNY/t";
        /// Cost of the prefecture's freight and distance to coal.
        region_cost[Region]: "CNY/t";
        /// Running cost of environmental facilities.
        env_operating_cost: "CNY/t";
        /// Share of the margin above the threshold that coal sellers, hauliers and charges take.
        rent_leak_share: "-";
        /// Margin above which rents leak.
        rent_leak_threshold: "CNY/t";
        /// Share of non-coal cost that is spread over use.
        overhead_fixed_share: "-";
        /// Utilisation at which non-coal cost is quoted.
        util_reference: "-";
        /// Lowest expected utilisation in the idle-cost factor.
        util_expected_lo: "-";
        /// Highest expected utilisation in the idle-cost factor.
        util_expected_hi: "-";
        /// Highest idle-cost factor.
        idle_cost_max: "-";
        /// Time over which margins enter expectations.
        margin_expect_time: "a";
        /// Expected margin at the end of 2005.
        margin_expected_init: "CNY/t";
        /// Share of assessed discharge fees collected at enforcement 0.
        fee_collection_base: "-";
        /// Cost saved per log unit of mean firm scale.
        scale_cost_effect: "CNY/t per log scale";
        /// Lowest mean firm scale in the scale effect.
        scale_floor: "Mt/a";
        /// Mean firm scale at the end of 2005.
        scale_ref: "Mt/a";
        /// Cost saved by full integration of coal, coke, chemistry and steel (I10).
        integration_cost_effect: "CNY/t";
        /// Cost saved by full central services in zones (E17).
        zone_cost_effect: "CNY/t";
        /// Freight saved by organised logistics and orderly trade (D1, D10).
        logistics_cost_effect: "CNY/t";
        /// Weight of organised volume against orderly trade in that saving.
        logistics_volume_weight: "-";
        /// Organised logistics at which the saving is full.
        logistics_ref: "Mt/a";
        /// Extra tariff for water and power over the standard at full tariff (F5).
        tariff_water_power: "CNY/t over standard";
        /// Share of output over the standard.
        over_standard_share: "-";
        /// Value gained by deeper tar products (E12, E18).
        product_depth_value: "-";
        /// Weight of tar depth against innovation in that gain.
        product_depth_weight: "-";
        /// Value gained if methanol goes to dimethyl ether (E19).
        dme_value: "-";
    }
}

record! {
    /// Levers on cost.
    pub struct Levers {
        /// Multiplier of the discharge fee for listed ovens (C8).
        sanction_fee_multiplier: "x";
        /// Order in the coke trade (D1, D2, D3).
        trade_order: "0-1";
        /// Depth of tar products (E12, E18, J6).
        tar_product_depth: "0-1";
        /// Share of methanol that goes to dimethyl ether (E19).
        chem_dme_share: "share of methanol";
        /// Central services in coking zones (E17, I11).
        zone_central_services: "0-1";
        /// Tariff on water and power over the standard (F5, F6).
        tariff_over_standard: "0-1";
        /// Integration of coal, coke, chemistry and steel (I10).
        merge_integration: "0-1";
        /// Programme of five innovations (J6, E18).
        innovation_five: "0-1";
    }
}

record! {
    /// Stocks of expectation.
    pub struct Stocks {
        /// Smoothed margin that investors and owners act on.
        margin_expected[Class]: "CNY/t";
    }
}

record! {
    /// Auxiliaries of cost and margin.
    pub struct Auxiliaries {
        /// Share of surplus gas that existing users could take; stocks only, which breaks the gas-credit loop.
        gas_use_expected: "0-1";
        /// Product prices after depth, dimethyl ether and the chemical price index (E12, E18, E19, J6).
        chem_price_eff[Chain]: "CNY/t product-equivalent (CNY/kWh)";
        /// By-product value credited to a tonne of coke (links 39, 41, 47; loop R5).
        byproduct_credit[Region, Class]: "CNY/t";
        /// Coal charged after saving (link 36, E16).
        coal_charge_eff[Class]: "t/t";
        /// Coal in a tonne of coke (link 33).
        coal_cost[Class]: "CNY/t";
        /// Share of ovens whose environmental facilities are built and run (link 50).
        compliance_rc[Region, Class]: "0-1";
        /// Discharge fee (link 56; F3, C8).
        fee_per_t[Region, Class]: "CNY/t";
        /// Factor by which idle capacity raises non-coal cost (links 10, 14).
        idle_cost_factor: "-";
        /// Mean capacity of a firm (link 63).
        mean_scale: "Mt/a";
        /// Progress of organised logistics to its reference (D10).
        logistics_progress: "0-1";
        /// Cost saved by scale, integration, zones and logistics (links 44, 65, 67, 73).
        structure_gain: "CNY/t";
        /// Tariff on water and power over the standard (link 58, F5).
        tariff_per_t: "CNY/t";
        /// Cost besides coal (link 53, loop B3).
        non_coal_cost_eff[Region, Class]: "CNY/t";
        /// Cost of a tonne of coke net of by-products.
        unit_cost[Region, Class]: "CNY/t";
        /// Rent taken by coal sellers, hauliers and local charges.
        rent_leak[Region, Class]: "CNY/t";
        /// Margin of a tonne of coke (links 3, 7, 14; loops R1, B1, R3).
        margin[Region, Class]: "CNY/t";
    }
}

/// Stocks at the end of 2005.
pub fn initial<S: Scalar>(p: &model::Parameters<Num<S>>, s: &mut model::Stocks<Num<S>>) {
    s.cost.margin_expected.as_mut_slice().fill(p.cost.margin_expected_init);
}

/// By-product credit and coal charge.
#[inline(always)]
pub fn credit<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, drivers: d, stocks: s, .. } = *at;
    let vat = 1.0 + p.common.vat_rate;

    let gas_potential =
        sum(sets.ovens().map(|(r, c)| s.construction.capacity[(r, c)] * p.byproducts.gas_surplus_yield[c]))
            * p.cost.util_reference
            * p.common.m3_per_t_to_1e8;
    a.cost.gas_use_expected = ratio(
        sum(sets.regions().map(|r| s.byproducts.fuel_gas_capacity[r]))
            + sum(sets.plants().map(|rk| a.byproducts.gas_wanted[rk])),
        gas_potential,
    )
    .clamp(0.0, 1.0);

    let depth = p.cost.product_depth_weight * l.cost.tar_product_depth
        + (1.0 - p.cost.product_depth_weight) * l.cost.innovation_five;
    for k in sets.chains() {
        a.cost.chem_price_eff[k] = p.byproducts.chem_price[k]
            * (1.0
                + p.cost.product_depth_value * depth * p.byproducts.chem_uses_tar[k]
                + p.cost.dme_value * l.cost.chem_dme_share * p.byproducts.chem_is_synthesis[k])
            * (1.0 + (d.byproducts.chem_price_index - 1.0) * (1.0 - p.byproducts.chem_is_power[k]));
    }

    for (r, c) in sets.ovens() {
        let tar = p.byproducts.tar_yield[c]
            * p.byproducts.tar_recovery_fraction
            * a.facilities.equipped_share[(r, c, sets.facility.tar_recovery)]
            * p.byproducts.crude_tar_price;
        let benzene = p.byproducts.benzene_yield[c]
            * p.byproducts.benzene_recovery_fraction
            * a.facilities.equipped_share[(r, c, sets.facility.benzene_recovery)]
            * p.byproducts.crude_benzene_price;
        let gas = p.byproducts.gas_surplus_yield[c] * a.cost.gas_use_expected * p.byproducts.gas_price;
        let power = a.facilities.equipped_share[(r, c, sets.facility.waste_heat_power)]
            * p.byproducts.waste_heat_kwh
            * p.byproducts.power_price;
        a.cost.byproduct_credit[(r, c)] = d.byproducts.chem_price_index / vat * (tar + benzene) + gas + power;
    }

    for c in sets.classes() {
        a.cost.coal_charge_eff[c] =
            (p.cost.coal_charge[c] - p.cost.coal_saving_applies[c] * s.coal.coal_saving).max(p.cost.coal_charge_floor);
    }
}

/// Unit cost, once the coal price is known.
#[inline(always)]
pub fn unit_cost<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, .. } = *at;

    for c in sets.classes() {
        a.cost.coal_cost[c] =
            a.cost.coal_charge_eff[c] * p.cost.coal_grade_factor[c] * a.coal.coal_price / (1.0 + p.common.vat_rate);
    }

    let util_expected = ratio(s.demand.orders_expected, a.construction.capacity_total)
        .clamp(p.cost.util_expected_lo, p.cost.util_expected_hi);
    a.cost.idle_cost_factor =
        (1.0 + p.cost.overhead_fixed_share * (p.cost.util_reference / util_expected - 1.0)).min(p.cost.idle_cost_max);

    a.cost.mean_scale = ratio(a.construction.capacity_total, sum(sets.sizes().map(|size| s.enterprises.firms[size])));
    a.cost.logistics_progress = ((s.enterprises.organised_logistics - p.enterprises.logistics_init)
        / (p.cost.logistics_ref - p.enterprises.logistics_init))
        .clamp(0.0, 1.0);
    a.cost.structure_gain = p.cost.scale_cost_effect
        * (a.cost.mean_scale.max(p.cost.scale_floor) / p.cost.scale_ref).ln()
        + p.cost.integration_cost_effect * l.cost.merge_integration
        + p.cost.zone_cost_effect * l.cost.zone_central_services
        + p.cost.logistics_cost_effect
            * (p.cost.logistics_volume_weight * a.cost.logistics_progress
                + (1.0 - p.cost.logistics_volume_weight) * l.cost.trade_order);
    a.cost.tariff_per_t = p.cost.tariff_water_power * l.cost.tariff_over_standard * p.cost.over_standard_share;

    for (r, c) in sets.ovens() {
        a.cost.compliance_rc[(r, c)] = sum(sets
            .facilities()
            .map(|f| a.facilities.equipped_share[(r, c, f)] * p.facilities.facility_env_weight[f]))
            * s.facilities.operating_share[r];

        let base = p.cost.fee_collection_base;
        let collected = base + (1.0 - base) * s.enforcement.enforcement[r];
        let full_rate =
            l.funds.fee_rate_noncompliant * (1.0 + (l.cost.sanction_fee_multiplier - 1.0) * p.common.listed_share[c]);
        a.cost.fee_per_t[(r, c)] = full_rate * (1.0 - a.cost.compliance_rc[(r, c)]) * collected
            + l.funds.fee_rate_compliant * a.cost.compliance_rc[(r, c)];

        a.cost.non_coal_cost_eff[(r, c)] = p.cost.non_coal_cost[c] * a.cost.idle_cost_factor + p.cost.region_cost[r]
            - a.cost.structure_gain * p.common.large_flag[c]
            + p.cost.env_operating_cost * a.cost.compliance_rc[(r, c)]
            + a.cost.fee_per_t[(r, c)]
            + a.cost.tariff_per_t;
        a.cost.unit_cost[(r, c)] =
            a.cost.coal_cost[c] + a.cost.non_coal_cost_eff[(r, c)] - a.cost.byproduct_credit[(r, c)];
    }
}

/// Margin, once the coke price is known.
#[inline(always)]
pub fn margin<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, .. } = *at;
    for (r, c) in sets.ovens() {
        let gross = a.market.coke_price_mean * p.cost.coke_price_factor[c] / (1.0 + p.common.vat_rate)
            - a.cost.unit_cost[(r, c)];
        a.cost.rent_leak[(r, c)] = p.cost.rent_leak_share * (gross - p.cost.rent_leak_threshold).max(0.0);
        a.cost.margin[(r, c)] = gross - a.cost.rent_leak[(r, c)];
    }
}

/// Stocks at the end of the step.
#[inline(always)]
pub fn integrate<S: Scalar>(at: &Inputs<'_, S>, a: &model::Auxiliaries<Num<S>>, next: &mut model::Stocks<Num<S>>) {
    let Inputs { sets, parameters: p, stocks: s, .. } = *at;
    for c in sets.classes() {
        let weight = |r| s.construction.capacity[(r, c)] + p.common.weight_floor;
        let mean = sum(sets.regions().map(|r| a.cost.margin[(r, c)] * weight(r))) / sum(sets.regions().map(weight));
        next.cost.margin_expected[c] = at.relax(s.cost.margin_expected[c], mean, p.cost.margin_expect_time);
    }
}
