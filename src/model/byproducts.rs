//! S10 By-products and chemistry.
//!
//! Tar and crude benzene balance at province level (they travel), gas at prefecture level (it does not). Surplus gas
//! goes to fuel mains first, then to chemistry and power; with `gas.chem_priority` = 1 chemistry comes first; the rest
//! is flared. Only gas of large or clustered plants is accessible to chemistry.
//!
//! Links 39-48, 61; loop R5.

use crate::model::helpers::{ratio, sum};
use crate::model::sets::Sets;
use crate::model::{self, Inputs};
use crate::num::{Num, Scalar};
use crate::record;

record! {
    /// Parameters of by-products and chemistry.
    pub struct Parameters {
        /// Tar in the gas of a tonne of coke.
        tar_yield[Class]: "t/t";
        /// Crude benzene in the gas of a tonne of coke.
        benzene_yield[Class]: "t/t";
        /// Surplus gas after oven heating.
        gas_surplus_yield[Class]: "m3/t";
        /// Gas burnt to heat the oven.
        gas_underfiring_yield[Class]: "m3/t";
        /// Share of tar that a recovery plant catches.
        tar_recovery_fraction: "-";
        /// Share of crude benzene that a recovery plant catches.
        benzene_recovery_fraction: "-";
        /// Price of crude tar, incl. VAT.
        crude_tar_price: "CNY/t";
        /// Price of crude benzene, incl. VAT.
        crude_benzene_price: "CNY/t";
        /// Price of surplus gas.
        gas_price: "CNY/m3";
        /// Price of power.
        power_price: "CNY/kWh";
        /// Power from waste heat per tonne of coke.
        waste_heat_kwh: "kWh/t";
        /// Full-load hours of waste-heat power.
        waste_heat_hours: "h/a";
        /// Capacity of the chains at the end of 2005.
        chem_capacity_init[Chain]: "kt/a (MW for gas_power)";
        /// Capacity under construction at the end of 2005.
        chem_wip_init[Chain]: "kt/a (MW for gas_power)";
        /// Share of a chain that stands in a prefecture.
        chem_region_weight[Region, Chain]: "-";
        /// Time to build a chemical plant.
        chem_build_time[Chain]: "a";
        /// Cost of chemical capacity.
        chem_capex[Chain]: "CNY per t/a (CNY/kW)";
        /// Technical lifetime of a chemical plant.
        chem_lifetime[Chain]: "a";
        /// Share of 1/lifetime that retires now.
        chem_retire_factor: "-";
        /// Starts without programme at reference conditions.
        chem_autonomous_start[Chain]: "kt/a per a (MW/a for gas_power)";
        /// Highest load.
        chem_load_max[Chain]: "-";
        /// Gas per unit of product.
        chem_gas_per_unit[Chain]: "1e8 m3 per kt (1e8 m3/a per MW)";
        /// Gas per unit of power capacity at full hours.
        power_gas_per_mw: "1e8 m3/a per MW at full hours";
        /// Power per unit of gas.
        power_gwh_per_1e8m3: "GWh per 1e8 m3";
        /// Product prices.
        chem_price[Chain]: "CNY/t product-equivalent (CNY/kWh)";
        /// Profit and tax as a share of revenue at full load.
        chem_profit_tax_share[Chain]: "-";
        /// 1 for the chain that processes tar.
        chem_uses_tar[Chain]: "0/1";
        /// 1 for the chain that processes crude benzene.
        chem_uses_benzene[Chain]: "0/1";
        /// 1 for chains that synthesise from gas.
        chem_is_synthesis[Chain]: "0/1";
        /// 1 for power from gas.
        chem_is_power[Chain]: "0/1";
        /// Response of autonomous starts to unit profit (loop R5).
        chem_profit_response: "-";
        /// Response of autonomous starts to tax relief (H5).
        chem_tax_response: "-";
        /// Response of autonomous starts to the off-grid power policy (E9).
        chem_offgrid_response: "-";
        /// Largest response of autonomous starts.
        chem_response_max: "-";
        /// Profit share gained per unit of the price index.
        chem_price_margin_effect: "-";
        /// Profit share gained by the off-grid power policy.
        offgrid_margin_gain: "-";
        /// Lowest profit share.
        chem_margin_lo: "-";
        /// Highest profit share.
        chem_margin_hi: "-";
        /// Time in which an unfunded programme is taken up again.
        chem_backlog_time: "a";
        /// Fuel-gas mains at the end of 2005.
        fuel_gas_init[Region]: "1e8 m3/a";
        /// Cost of fuel-gas mains.
        fuel_gas_capex: "CNY per m3/a";
        /// Fuel uses built per year on unused gas at full ban and enforcement.
        gas_flare_ban_build: "1/a";
        /// Gas from large or clustered plants.
        clustered_gas_share_base: "-";
        /// Accessible gas gained by zones and mergers.
        clustered_gas_gain: "-";
        /// Weight of zones against mergers in that gain.
        cluster_zone_weight: "-";
        /// Access lost as a higher scale threshold shuts smaller plants out of chemistry.
        threshold_access_slope: "per Mt/a";
        /// Tar units below scale within the initial capacity.
        small_unit_tar_init: "kt/a";
        /// Benzene units below scale or with acid washing within the initial capacity.
        small_unit_benzene_init: "kt/a";
    }
}

record! {
    /// Levers on gas, chemistry and power.
    pub struct Levers {
        /// Coking plants may use and sell their own power (E9).
        power_offgrid_policy: "0-1";
        /// Ban on flaring (E3).
        gas_flare_ban: "0-1";
        /// Chemistry comes before other uses of gas (E6).
        gas_chem_priority: "0-1";
        /// Plant scale from which gas goes to chemistry (E4, E5).
        gas_chem_threshold_mt: "Mt/a";
        /// Gas mains built (E7).
        gas_pipeline_1e8m3: "1e8 m3/a added per year";
        /// Programme of chemical and power plants (E8, E10, E11, E14, E20, H9).
        chem_programme[Chain]: "kt/a per a (MW/a for gas_power)";
        /// Rate at which small tar units are phased out (E13).
        tar_phaseout_rate: "1/a";
        /// Rate at which small benzene units are phased out (E15).
        benzene_phaseout_rate: "1/a";
    }
}

record! {
    /// Exogenous series of chemistry.
    pub struct Drivers {
        /// Prices of chemical products relative to the plan's.
        chem_price_index: "-";
    }
}

record! {
    /// Stocks of chemistry.
    pub struct Stocks {
        /// Chemical and power capacity.
        chem_capacity[Region, Chain]: "kt/a (MW for gas_power)";
        /// Chemical and power capacity under construction.
        chem_wip[Region, Chain]: "kt/a (MW for gas_power)";
        /// Programme announced but not yet funded.
        chem_backlog[Chain]: "kt/a (MW for gas_power)";
        /// Fuel-gas mains.
        fuel_gas_capacity[Region]: "1e8 m3/a";
        /// Units below scale.
        small_units[SmallUnit]: "kt/a";
    }
}

record! {
    /// Auxiliaries of by-products and chemistry.
    pub struct Auxiliaries {
        /// Gas that chemistry and power could take at full load.
        gas_wanted[Region, Chain]: "1e8 m3/a";
        /// What a chain can process at full load.
        chem_load_limit[Chain]: "Mt/a (GW for gas_power)";
        /// Gas that chemistry could take at full load.
        gas_chem_wanted[Region]: "1e8 m3/a";
        /// Gas that power could take at full load.
        gas_power_wanted[Region]: "1e8 m3/a";
        /// Tar in all gas.
        tar_potential: "Mt/a";
        /// Tar recovered (links 39, 41).
        tar_recovered: "Mt/a";
        /// Tar lost.
        tar_lost: "Mt/a";
        /// Crude benzene in all gas.
        benzene_potential: "Mt/a";
        /// Crude benzene recovered.
        benzene_recovered: "Mt/a";
        /// Tar processed (link 41).
        tar_processed: "Mt/a";
        /// Crude benzene processed.
        benzene_processed: "Mt/a";
        /// Surplus gas by prefecture.
        gas_surplus_region[Region]: "1e8 m3/a";
        /// Gas to chemistry by prefecture.
        gas_chem_region[Region]: "1e8 m3/a";
        /// Gas left unserved by mains, chemistry and power at full load.
        gas_unserved[Region]: "1e8 m3/a";
        /// Surplus gas (link 40).
        gas_surplus: "1e8 m3/a";
        /// Gas burnt to heat the ovens.
        gas_underfiring: "1e8 m3/a";
        /// Share of gas that chemistry can reach (links 44, 45; E4, E5).
        gas_chem_access: "0-1";
        /// Gas to fuel mains (E7).
        gas_fuel: "1e8 m3/a";
        /// Gas to chemistry (links 45, 46; E6).
        gas_chem: "1e8 m3/a";
        /// Gas to power (link 46).
        gas_power: "1e8 m3/a";
        /// Gas flared (links 40, 46).
        gas_flared: "1e8 m3/a";
        /// Share of surplus gas used (T13, T16).
        gas_use_share: "0-1";
        /// Products synthesised from gas.
        synthesis_output[Chain]: "kt/a";
        /// Power from gas (E9).
        gas_power_gwh: "GWh/a";
        /// Power from waste heat (E8).
        waste_heat_gwh: "GWh/a";
        /// Capacity of gas power and waste-heat power (T21).
        power_capacity_gw: "GW";
        /// Profit and tax as a share of revenue (link 47).
        chem_margin_share[Chain]: "-";
        /// Starts of chemical plants wished (links 43, 48; loop R5; E9-E11, E14, E20, H5).
        chem_start_desired[Chain]: "kt/a per a (MW/a for gas_power)";
        /// Starts of chemical plants after finance (H9).
        chem_start[Region, Chain]: "kt/a per a (MW/a for gas_power)";
        /// Part of the programme and its backlog that starts.
        programme_started[Chain]: "kt/a per a (MW/a for gas_power)";
        /// Chemical plants completed.
        chem_complete[Region, Chain]: "kt/a per a (MW/a for gas_power)";
        /// Chemical plants retired.
        chem_retire[Region, Chain]: "kt/a per a (MW/a for gas_power)";
        /// Chemical capacity that leaves with small units (E13, E15).
        chem_phaseout[Region, Chain]: "kt/a per a (MW/a for gas_power)";
        /// Small units phased out (E13, E15).
        small_phaseout[SmallUnit]: "kt/a per a";
        /// Fuel-gas mains wished.
        fuel_build_wish[Region]: "1e8 m3/a per a";
        /// Fuel-gas mains after finance (E3, E7).
        fuel_build[Region]: "1e8 m3/a per a";
    }
}

/// Stocks at the end of 2005.
pub fn initial<S: Scalar>(sets: &Sets, p: &model::Parameters<Num<S>>, s: &mut model::Stocks<Num<S>>) {
    let (p, s) = (&p.byproducts, &mut s.byproducts);
    for (r, k) in sets.plants() {
        s.chem_capacity[(r, k)] = p.chem_region_weight[(r, k)] * p.chem_capacity_init[k];
        s.chem_wip[(r, k)] = p.chem_region_weight[(r, k)] * p.chem_wip_init[k];
    }
    s.chem_backlog.as_mut_slice().fill(Num::from(0.0));
    for r in sets.regions() {
        s.fuel_gas_capacity[r] = p.fuel_gas_init[r];
    }
    s.small_units[sets.small_unit.tar] = p.small_unit_tar_init;
    s.small_units[sets.small_unit.benzene] = p.small_unit_benzene_init;
}

/// Gas that chemistry and power could take at full load.
#[inline(always)]
pub fn gas_wanted<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, stocks: s, .. } = *at;
    let p = &p.byproducts;
    for (r, k) in sets.plants() {
        let gas_per_unit = p.chem_gas_per_unit[k] + p.power_gas_per_mw * p.chem_is_power[k];
        a.byproducts.gas_wanted[(r, k)] = s.byproducts.chem_capacity[(r, k)] * p.chem_load_max[k] * gas_per_unit;
    }
}

/// Tar, crude benzene, and the uses of gas.
#[inline(always)]
pub fn recovery_and_gas<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, .. } = *at;
    let own = &p.byproducts;
    let output = &a.production.output;
    let equipped = &a.facilities.equipped_share;

    a.byproducts.tar_potential = sum(sets.ovens().map(|(r, c)| output[(r, c)] * own.tar_yield[c]));
    a.byproducts.tar_recovered = sum(sets.ovens().map(|(r, c)| {
        output[(r, c)] * own.tar_yield[c] * own.tar_recovery_fraction * equipped[(r, c, sets.facility.tar_recovery)]
    }));
    a.byproducts.tar_lost = a.byproducts.tar_potential - a.byproducts.tar_recovered;
    a.byproducts.benzene_potential = sum(sets.ovens().map(|(r, c)| output[(r, c)] * own.benzene_yield[c]));
    a.byproducts.benzene_recovered = sum(sets.ovens().map(|(r, c)| {
        output[(r, c)]
            * own.benzene_yield[c]
            * own.benzene_recovery_fraction
            * equipped[(r, c, sets.facility.benzene_recovery)]
    }));
    for k in sets.chains() {
        let capacity = sum(sets.regions().map(|r| s.byproducts.chem_capacity[(r, k)]));
        a.byproducts.chem_load_limit[k] = capacity * own.chem_load_max[k] * p.common.kt_to_mt;
    }
    let limit = &a.byproducts.chem_load_limit;
    let tar_plants = sum(sets.chains().map(|k| limit[k] * own.chem_uses_tar[k]));
    let benzene_plants = sum(sets.chains().map(|k| limit[k] * own.chem_uses_benzene[k]));
    a.byproducts.tar_processed = a.byproducts.tar_recovered.min(tar_plants);
    a.byproducts.benzene_processed = a.byproducts.benzene_recovered.min(benzene_plants);

    for r in sets.regions() {
        a.byproducts.gas_surplus_region[r] =
            sum(sets.classes().map(|c| output[(r, c)] * own.gas_surplus_yield[c] * p.common.m3_per_t_to_1e8));
    }
    a.byproducts.gas_surplus = sum(sets.regions().map(|r| a.byproducts.gas_surplus_region[r]));
    a.byproducts.gas_underfiring =
        sum(sets.ovens().map(|(r, c)| output[(r, c)] * own.gas_underfiring_yield[c])) * p.common.m3_per_t_to_1e8;
    let clustering = own.cluster_zone_weight * l.cost.zone_central_services
        + (1.0 - own.cluster_zone_weight) * l.cost.merge_integration;
    a.byproducts.gas_chem_access = (own.clustered_gas_share_base + own.clustered_gas_gain * clustering
        - own.threshold_access_slope * (l.byproducts.gas_chem_threshold_mt - Num::of(1.0, "Mt/a")))
    .clamp(0.0, 1.0);

    // by prefecture: fuel mains, then chemistry within its access and priority, then power, the rest is flared
    let zero = Num::from(0.0);
    let (mut fuel, mut power, mut flared) = (zero, zero, zero);
    for r in sets.regions() {
        let surplus = a.byproducts.gas_surplus_region[r];
        let wanted = &a.byproducts.gas_wanted;
        let want_chem = sum(sets.chains().map(|k| wanted[(r, k)] * own.chem_is_synthesis[k]));
        let want_power = sum(sets.chains().map(|k| wanted[(r, k)] * own.chem_is_power[k]));
        a.byproducts.gas_chem_wanted[r] = want_chem;
        a.byproducts.gas_power_wanted[r] = want_power;
        let to_fuel = s.byproducts.fuel_gas_capacity[r].min(surplus);
        let rest = surplus - to_fuel;
        let equal_share = ratio(rest, want_chem + want_power).min(1.0);
        let priority = l.byproducts.gas_chem_priority;
        let to_chem = want_chem
            .min(rest * a.byproducts.gas_chem_access)
            .min(priority * rest + (1.0 - priority) * equal_share * want_chem);
        let to_power = want_power.min(rest - to_chem);
        fuel += to_fuel;
        power += to_power;
        flared += rest - to_chem - to_power;
        a.byproducts.gas_chem_region[r] = to_chem;
        a.byproducts.gas_unserved[r] = (surplus - s.byproducts.fuel_gas_capacity[r] - want_chem - want_power).max(0.0);
    }
    a.byproducts.gas_fuel = fuel;
    a.byproducts.gas_chem = sum(sets.regions().map(|r| a.byproducts.gas_chem_region[r]));
    a.byproducts.gas_power = power;
    a.byproducts.gas_flared = flared;
    a.byproducts.gas_use_share = ratio(a.byproducts.gas_surplus - flared, a.byproducts.gas_surplus);

    for k in sets.chains() {
        let at_full_load = own.chem_load_max[k] * own.chem_is_synthesis[k];
        a.byproducts.synthesis_output[k] = sum(sets.regions().map(|r| {
            s.byproducts.chem_capacity[(r, k)]
                * at_full_load
                * ratio(a.byproducts.gas_chem_region[r], a.byproducts.gas_chem_wanted[r])
        }));
    }
    let heat = sets.facility.waste_heat_power;
    a.byproducts.gas_power_gwh = a.byproducts.gas_power * own.power_gwh_per_1e8m3;
    a.byproducts.waste_heat_gwh =
        sum(sets.ovens().map(|(r, c)| output[(r, c)] * equipped[(r, c, heat)])) * own.waste_heat_kwh;
    a.byproducts.power_capacity_gw =
        sum(sets.plants().map(|(r, k)| s.byproducts.chem_capacity[(r, k)] * own.chem_is_power[k])) * p.common.kt_to_mt
            + sum(sets.ovens().map(|(r, c)| s.facilities.equipped[(r, c, heat)] * p.production.util_max[c]))
                * own.waste_heat_kwh
                / own.waste_heat_hours;
}

/// Profit share of the chains.
#[inline(always)]
pub fn margin_share<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, drivers: d, .. } = *at;
    let own = &p.byproducts;
    let index = d.byproducts.chem_price_index.max(p.cost.util_expected_lo);
    for k in sets.chains() {
        a.byproducts.chem_margin_share[k] = (own.chem_profit_tax_share[k]
            + own.chem_price_margin_effect * (1.0 - 1.0 / index) * (1.0 - own.chem_is_power[k])
            + own.offgrid_margin_gain * l.byproducts.power_offgrid_policy * own.chem_is_power[k])
            .clamp(own.chem_margin_lo, own.chem_margin_hi);
    }
}

/// Starts of chemical plants and mains that are wished, before finance.
#[inline(always)]
pub fn starts_wished<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, dt, .. } = *at;
    let own = &p.byproducts;

    // feed: the unprocessed share of tar and benzene, the flared share of gas
    let limit = &a.byproducts.chem_load_limit;
    let tar_plants = sum(sets.chains().map(|k| limit[k] * own.chem_uses_tar[k]));
    let benzene_plants = sum(sets.chains().map(|k| limit[k] * own.chem_uses_benzene[k]));
    let tar_free = 1.0 - ratio(tar_plants, a.byproducts.tar_recovered);
    let benzene_free = 1.0 - ratio(benzene_plants, a.byproducts.benzene_recovered);
    let gas_free = ratio(a.byproducts.gas_flared, a.byproducts.gas_surplus);
    let resumed = at.frac(own.chem_backlog_time);
    for k in sets.chains() {
        let feed = (own.chem_uses_tar[k] * tar_free
            + own.chem_uses_benzene[k] * benzene_free
            + (own.chem_is_synthesis[k] + own.chem_is_power[k]) * gas_free)
            .clamp(0.0, 1.0);
        let profit_response = (1.0
            + own.chem_profit_response * (a.byproducts.chem_margin_share[k] / own.chem_profit_tax_share[k] - 1.0)
            + own.chem_tax_response * l.finance.tax_resource_use
            + own.chem_offgrid_response * l.byproducts.power_offgrid_policy * own.chem_is_power[k])
            .clamp(0.0, own.chem_response_max);
        let programme = l.byproducts.chem_programme[k] + s.byproducts.chem_backlog[k] * resumed / dt;
        a.byproducts.chem_start_desired[k] = programme.max(own.chem_autonomous_start[k] * profit_response * feed);
    }

    let unserved_total = sum(sets.regions().map(|r| a.byproducts.gas_unserved[r]));
    for r in sets.regions() {
        let unserved = a.byproducts.gas_unserved[r];
        let banned = own.gas_flare_ban_build * l.byproducts.gas_flare_ban * s.enforcement.enforcement[r];
        let mains = l.byproducts.gas_pipeline_1e8m3 * ratio(unserved, unserved_total);
        a.byproducts.fuel_build_wish[r] = (at.outflow(unserved, banned) + mains).min(unserved / dt);
    }
}

/// Completion, retirement and phase-out of chemical plants.
#[inline(always)]
pub fn plant_flows<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, dt, .. } = *at;
    let own = &p.byproducts;

    let enforcement = a.enforcement.enforcement_mean;
    let (tar, benzene) = (sets.small_unit.tar, sets.small_unit.benzene);
    a.byproducts.small_phaseout[tar] =
        at.outflow(s.byproducts.small_units[tar], l.byproducts.tar_phaseout_rate * enforcement);
    a.byproducts.small_phaseout[benzene] =
        at.outflow(s.byproducts.small_units[benzene], l.byproducts.benzene_phaseout_rate * enforcement);

    for k in sets.chains() {
        let chain_total = sum(sets.regions().map(|r| s.byproducts.chem_capacity[(r, k)]));
        let phaseout = a.byproducts.small_phaseout[tar] * own.chem_uses_tar[k]
            + a.byproducts.small_phaseout[benzene] * own.chem_uses_benzene[k];
        let completed = at.frac(own.chem_build_time[k]);
        let retired = at.leaving_share(own.chem_retire_factor / own.chem_lifetime[k]);
        for r in sets.regions() {
            let rk = (r, k);
            let capacity = s.byproducts.chem_capacity[rk];
            a.byproducts.chem_complete[rk] = s.byproducts.chem_wip[rk] * completed / dt;
            a.byproducts.chem_retire[rk] = capacity * retired / dt;
            a.byproducts.chem_phaseout[rk] =
                (phaseout * ratio(capacity, chain_total)).min(capacity / dt - a.byproducts.chem_retire[rk]);
        }
    }
}

/// Stocks at the end of the step.
#[inline(always)]
pub fn integrate<S: Scalar>(at: &Inputs<'_, S>, a: &model::Auxiliaries<Num<S>>, next: &mut model::Stocks<Num<S>>) {
    let Inputs { sets, levers: l, stocks: s, dt, .. } = *at;
    let (l, s, a, next) = (&l.byproducts, &s.byproducts, &a.byproducts, &mut next.byproducts);
    for rk in sets.plants() {
        next.chem_wip[rk] = s.chem_wip[rk] + dt * (a.chem_start[rk] - a.chem_complete[rk]);
        next.chem_capacity[rk] =
            s.chem_capacity[rk] + dt * (a.chem_complete[rk] - a.chem_retire[rk] - a.chem_phaseout[rk]);
    }
    for k in sets.chains() {
        next.chem_backlog[k] = s.chem_backlog[k] + dt * (l.chem_programme[k] - a.programme_started[k]);
    }
    for unit in sets.small_units() {
        next.small_units[unit] = s.small_units[unit] - dt * a.small_phaseout[unit];
    }
    for r in sets.regions() {
        next.fuel_gas_capacity[r] = s.fuel_gas_capacity[r] + dt * a.fuel_build[r];
    }
}
