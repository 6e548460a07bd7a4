//! S11 Water and pollutants.
//!
//! Loads are output times an uncontrolled factor times (1 - equipped * operated * removal). Flared gas carries its own
//! SO2, so recovering gas also cuts SO2. VOC and CO2 are reported because their factors are well sourced; benzo(a)pyrene
//! spans two orders of magnitude in the literature and must be read as a band.
//!
//! Links 40, 49-51, 54, 55, 58, 61; loop B6.

use crate::model::helpers::{ratio, sum};
use crate::model::sets::Sets;
use crate::model::{self, Inputs};
use crate::num::{ANY_UNIT, Num, Scalar};
use crate::record;

record! {
    /// Parameters of water and pollutants.
    pub struct Parameters {
        /// Fresh water per tonne of coke.
        water_use[Class]: "t/t";
        /// Waste water per tonne of coke.
        wastewater_yield[Class]: "t/t";
        /// Raw load of a pollutant in the waste water of a tonne of coke.
        water_pollutant_yield[Class, WaterPollutant]: "kg/t";
        /// Removal by treatment.
        water_removal[WaterPollutant]: "-";
        /// Share of raw waste water used for wet quenching, which leaves as air load.
        reuse_without_treatment: "-";
        /// Water per tonne of synthesised product.
        methanol_water: "t/t";
        /// Water index at the end of 2005.
        water_index_init: "-";
        /// Time in which the water index changes.
        water_index_time: "a";
        /// Water saved by full tariff and norms.
        water_saving_norms: "-";
        /// Weight of the tariff in that saving.
        water_tariff_weight: "-";
        /// Weight of audits in that saving; recycling has the rest.
        water_audit_weight: "-";
        /// Water saved by recycling treated waste water.
        water_saving_recycle: "-";
        /// Water saved without policy.
        water_saving_autonomous: "-";
        /// Uncontrolled emission of an air pollutant per tonne of coke.
        air_ef[Class, Pollutant]: "kg/t (g/t BaP)";
        /// Removal by gas cleaning.
        air_removal[Pollutant]: "-";
        /// Emission per unit of flared gas.
        flare_ef[Pollutant]: "kt per 1e8 m3 (t for BaP)";
        /// Extra removal of the remaining emission at full performance grade (F2, F15).
        grade_removal_gain: "-";
        /// 1 where the performance grade applies to the air pollutant.
        grade_applies[Pollutant]: "0/1";
        /// 1 where desulphurised gas emits less of the pollutant when flared.
        flare_desulph_flag[Pollutant]: "0/1";
        /// Share of coking in the ambient concentration of 2005.
        ambient_coking_share[AmbientPollutant]: "-";
        /// Time in which ambient concentration follows the load.
        ambient_time: "a";
    }
}

record! {
    /// Levers on the environment.
    pub struct Levers {
        /// Stricter performance of facilities (F2, F15).
        env_performance_grade: "0-1";
        /// Recycling at the source (F16).
        env_source_recycle: "0-1";
    }
}

record! {
    /// Stocks of the environment.
    pub struct Stocks {
        /// Fresh water per tonne relative to 2005.
        water_index: "index";
        /// Ambient concentration relative to 2005.
        ambient_index[AmbientPollutant]: "index, 2005 = 1";
        /// Load at the end of 2005; constant, the reference of the ambient index.
        air_load_2005[AmbientPollutant]: "kt/a (t/a BaP)";
    }
}

record! {
    /// Auxiliaries of the environment.
    pub struct Auxiliaries {
        /// Share of output whose waste water is treated: built times running.
        treated_share[Region, Class]: "0-1";
        /// Share of output whose gas is cleaned: built times running.
        cleaned_share[Region, Class]: "0-1";
        /// Fresh water per tonne after recycling, relative to its class and to 2005.
        water_factor[Region, Class]: "-";
        /// Fresh water used by coking (link 55; F5, F6, F16).
        water_coking: "Mt/a";
        /// Fresh water used by chemistry.
        water_chem: "Mt/a";
        /// Waste water of coking (link 55).
        wastewater: "Mt/a";
        /// Waste water treated.
        wastewater_treated: "Mt/a";
        /// Water evaporated.
        water_evaporated: "Mt/a";
        /// Load of water pollutants (links 49, 50).
        water_load[WaterPollutant]: "kt/a";
        /// Removal by gas cleaning at the performance grade (F2, F15).
        air_removal_eff[Pollutant]: "-";
        /// Load from ovens (links 49, 50, 54).
        air_load_oven[Pollutant]: "kt/a (t/a BaP)";
        /// Share of gas that is desulphurised.
        desulphurised_share: "0-1";
        /// Load from flares (link 40).
        air_load_flare[Pollutant]: "kt/a (t/a BaP)";
        /// Load of air pollutants.
        air_load[Pollutant]: "kt/a (t/a BaP)";
        /// Where ambient concentration is heading (links 49, 51; loop B6).
        ambient_target[AmbientPollutant]: "-";
        /// Where the water index is heading (links 58, 61).
        water_index_target: "-";
        /// Discharge fees paid (link 56).
        fee_revenue: "1e8 CNY/a";
    }
}

/// Stocks at the end of 2005. The reference load is computed afterwards, from these stocks.
pub fn initial<S: Scalar>(p: &model::Parameters<Num<S>>, s: &mut model::Stocks<Num<S>>) {
    s.environment.water_index = p.environment.water_index_init;
    s.environment.ambient_index.as_mut_slice().fill(Num::from(1.0));
    // any load will do until the reference is set, in the unit that its pollutant has in the data
    s.environment.air_load_2005.as_mut_slice().fill(Num::of(1.0, ANY_UNIT));
}

/// Sets the reference of the ambient index to the load that the initial stocks give.
pub fn set_reference_load<S: Scalar>(
    sets: &Sets,
    p: &model::Parameters<Num<S>>,
    a: &model::Auxiliaries<Num<S>>,
    s: &mut model::Stocks<Num<S>>,
) {
    let floor = p.common.numerical_floor * Num::of(1.0, ANY_UNIT);
    for i in sets.ambient_pollutants() {
        s.environment.air_load_2005[i] = a.environment.air_load[sets.pollutant_of(i)].max(floor);
    }
}

/// Water use and loads of water and air.
#[inline(always)]
pub fn loads<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, .. } = *at;
    let own = &p.environment;
    let output = &a.production.output;
    for (r, c) in sets.ovens() {
        let running = s.facilities.operating_share[r];
        let treated = a.facilities.equipped_share[(r, c, sets.facility.wastewater_treatment)] * running;
        a.environment.treated_share[(r, c)] = treated;
        a.environment.cleaned_share[(r, c)] = a.facilities.equipped_share[(r, c, sets.facility.gas_cleaning)] * running;
        a.environment.water_factor[(r, c)] =
            s.environment.water_index * (1.0 - own.water_saving_recycle * treated * l.environment.env_source_recycle);
    }
    let (treated, cleaned) = (&a.environment.treated_share, &a.environment.cleaned_share);
    let factor = &a.environment.water_factor;

    a.environment.water_coking = sum(sets.ovens().map(|(r, c)| output[(r, c)] * own.water_use[c] * factor[(r, c)]));
    a.environment.water_chem =
        sum(sets.chains().map(|k| a.byproducts.synthesis_output[k])) * p.common.kt_to_mt * own.methanol_water;
    a.environment.wastewater =
        sum(sets.ovens().map(|(r, c)| output[(r, c)] * own.wastewater_yield[c] * factor[(r, c)]));
    a.environment.wastewater_treated =
        sum(sets.ovens().map(|(r, c)| output[(r, c)] * own.wastewater_yield[c] * factor[(r, c)] * treated[(r, c)]));
    a.environment.water_evaporated = a.environment.water_coking - a.environment.wastewater;

    let grade = own.grade_removal_gain * l.environment.env_performance_grade;
    for w in sets.water_pollutants() {
        let removal = 1.0 - (1.0 - own.water_removal[w]) * (1.0 - grade);
        a.environment.water_load[w] = sum(sets.ovens().map(|(r, c)| {
            output[(r, c)]
                * (1.0 - own.reuse_without_treatment * (1.0 - treated[(r, c)]))
                * (1.0 - treated[(r, c)] * removal)
                * own.water_pollutant_yield[(c, w)]
        }));
    }

    let gas_yield = &p.byproducts.gas_surplus_yield;
    a.environment.desulphurised_share = ratio(
        sum(sets.ovens().map(|(r, c)| output[(r, c)] * gas_yield[c] * cleaned[(r, c)])) * p.common.m3_per_t_to_1e8,
        sum(sets.ovens().map(|(r, c)| output[(r, c)] * gas_yield[c])) * p.common.m3_per_t_to_1e8,
    );
    for i in sets.pollutants() {
        let removal = 1.0 - (1.0 - own.air_removal[i]) * (1.0 - grade * own.grade_applies[i]);
        a.environment.air_removal_eff[i] = removal;
        a.environment.air_load_oven[i] =
            sum(sets.ovens().map(|(r, c)| output[(r, c)] * (1.0 - cleaned[(r, c)] * removal) * own.air_ef[(c, i)]));
        a.environment.air_load_flare[i] = own.flare_ef[i]
            * a.byproducts.gas_flared
            * (1.0 - own.flare_desulph_flag[i] * a.environment.desulphurised_share * removal);
        a.environment.air_load[i] = a.environment.air_load_oven[i] + a.environment.air_load_flare[i];
    }
    for i in sets.ambient_pollutants() {
        let share = own.ambient_coking_share[i];
        a.environment.ambient_target[i] =
            1.0 - share + share * a.environment.air_load[sets.pollutant_of(i)] / s.environment.air_load_2005[i];
    }
    a.environment.fee_revenue = sum(sets.ovens().map(|rc| output[rc] * a.cost.fee_per_t[rc])) * p.common.mt_to_1e8_cny;
}

/// Where the water index is heading.
#[inline(always)]
pub fn water_index_target<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { parameters: p, levers: l, .. } = *at;
    let own = &p.environment;
    let norms = own.water_tariff_weight * l.cost.tariff_over_standard
        + own.water_audit_weight * l.facilities.audit_coverage
        + (1.0 - own.water_tariff_weight - own.water_audit_weight) * l.environment.env_source_recycle;
    a.environment.water_index_target = 1.0 - (own.water_saving_norms * norms).max(own.water_saving_autonomous);
}

/// Stocks at the end of the step.
#[inline(always)]
pub fn integrate<S: Scalar>(at: &Inputs<'_, S>, a: &model::Auxiliaries<Num<S>>, next: &mut model::Stocks<Num<S>>) {
    let Inputs { sets, parameters: p, stocks: s, .. } = *at;
    let (s, a, next) = (&s.environment, &a.environment, &mut next.environment);
    next.water_index = at.relax(s.water_index, a.water_index_target, p.environment.water_index_time);
    for i in sets.ambient_pollutants() {
        next.ambient_index[i] = at.relax(s.ambient_index[i], a.ambient_target[i], p.environment.ambient_time);
        next.air_load_2005[i] = s.air_load_2005[i];
    }
}
