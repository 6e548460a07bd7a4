//! S15 Enterprises, groups, logistics.
//!
//! Firms leave with the ovens they own, enter with greenfield completions, and merge toward the target. Mean scale
//! feeds back on cost.
//!
//! Links 63, 65, 69, 71.

use crate::model::helpers::{ratio, sum};
use crate::model::sets::Sets;
use crate::model::{self, Inputs};
use crate::num::{Num, Scalar};
use crate::record;

record! {
    /// Parameters of enterprises and logistics.
    pub struct Parameters {
        /// Firms with large ovens at the end of 2005.
        firms_large_init: "count";
        /// Firms with backward ovens at the end of 2005.
        firms_backward_init: "count";
        /// Capacity of a new firm.
        firm_scale_new: "Mt/a";
        /// Share of completions by new firms.
        greenfield_share: "-";
        /// Firms leaving per mean-scale unit closed.
        firm_exit_factor: "-";
        /// Mergers without policy.
        merge_rate_base: "1/a";
        /// Time in which policy closes the gap to the target.
        merge_policy_time: "a";
        /// Weight of schemes for superior firms in mergers.
        superior_merge_weight: "-";
        /// Time to build the groups.
        group_build_time: "a";
        /// Capacity the groups control at the end of 2005.
        group_init: "Mt/a";
        /// Largest share of capacity that groups can control.
        group_max_share: "-";
        /// Organised logistics at the end of 2005.
        logistics_init: "Mt/a";
        /// Time to build organised logistics.
        logistics_time: "a";
    }
}

record! {
    /// Levers on structure.
    pub struct Levers {
        /// Number of firms aimed at (I1, I6).
        structure_firms_target: "count";
        /// Force of mergers (I1, I10).
        structure_merge_strength: "0-1";
        /// Capacity that the two groups shall control (I2).
        groups_control_target_mt: "Mt/a";
        /// Volume of organised logistics (D10).
        logistics_target_mt: "Mt/a";
    }
}

record! {
    /// Stocks of structure.
    pub struct Stocks {
        /// Coking firms.
        firms[Size]: "count";
        /// Capacity the groups control; reporting only.
        group_control: "Mt/a";
        /// Volume of organised logistics.
        organised_logistics: "Mt/a";
    }
}

record! {
    /// Auxiliaries of structure.
    pub struct Auxiliaries {
        /// Capacity of the mean firm by size class (link 63).
        scale_by_size[Size]: "Mt/a";
        /// Firms that leave (link 63).
        firm_exit[Size]: "1/a";
        /// Firms that enter.
        firm_enter[Size]: "1/a";
        /// Firms that merge (links 65, 69; I1, I6, I10, H7, H8).
        firm_merge[Size]: "1/a";
        /// Share of capacity that conforms with industrial policy (T6).
        conforming_share: "0-1";
    }
}

/// Stocks at the end of 2005.
pub fn initial<S: Scalar>(sets: &Sets, p: &model::Parameters<Num<S>>, s: &mut model::Stocks<Num<S>>) {
    let scale = p.construction.capacity_init_scale;
    s.enterprises.firms[sets.size.large] = p.enterprises.firms_large_init * scale;
    s.enterprises.firms[sets.size.backward] = p.enterprises.firms_backward_init * scale;
    s.enterprises.group_control = p.enterprises.group_init;
    s.enterprises.organised_logistics = p.enterprises.logistics_init;
}

/// Firms, and the share of capacity that conforms.
#[inline(always)]
pub fn firms<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, dt, .. } = *at;
    let (large, backward) = (sets.size.large, sets.size.backward);
    let own = &p.enterprises;

    // what belongs to large firms, and what to backward ones
    let large_flag = |c| p.common.large_flag[c];
    let backward_flag = |c| 1.0 - p.common.large_flag[c];
    let by_class = |c| a.construction.capacity_by_class[c];
    let gone =
        |c| sum(sets.regions().map(|r| a.closure.closure[(r, c)] + a.closure.exit[(r, c)] - a.closure.revival[(r, c)]));
    let completed = |c| sum(sets.regions().map(|r| a.construction.completion[(r, c)]));
    let split = |size, by_large: Num<S>, by_backward: Num<S>| if size == large { by_large } else { by_backward };

    let capacity_large = sum(sets.classes().map(|c| large_flag(c) * by_class(c)));
    let capacity_backward = sum(sets.classes().map(|c| backward_flag(c) * by_class(c)));
    let gone_large = sum(sets.classes().map(|c| large_flag(c) * gone(c)));
    let gone_backward = sum(sets.classes().map(|c| backward_flag(c) * gone(c)));
    let completed_large = sum(sets.classes().map(|c| large_flag(c) * completed(c)));
    let completed_backward = sum(sets.classes().map(|c| backward_flag(c) * completed(c)));

    for size in [large, backward] {
        a.enterprises.scale_by_size[size] =
            ratio(split(size, capacity_large, capacity_backward), s.enterprises.firms[size]);
    }
    let total = sum(sets.sizes().map(|size| s.enterprises.firms[size]));
    let merge_hazard = own.merge_rate_base
        + l.enterprises.structure_merge_strength
            * (1.0 - own.superior_merge_weight * (1.0 - l.facilities.superior_scheme))
            / own.merge_policy_time
            * ratio(total - l.enterprises.structure_firms_target, total).clamp(0.0, 1.0);
    for size in [large, backward] {
        let firms = s.enterprises.firms[size];
        let scale = a.enterprises.scale_by_size[size].max(p.cost.scale_floor);
        a.enterprises.firm_exit[size] =
            (split(size, gone_large, gone_backward) / scale * own.firm_exit_factor).clamp(0.0, firms / dt);
        a.enterprises.firm_enter[size] = split(size, completed_large, completed_backward) * own.greenfield_share
            / split(size, own.firm_scale_new, scale);
        a.enterprises.firm_merge[size] =
            at.outflow((firms - a.enterprises.firm_exit[size] * dt).max(0.0), merge_hazard);
    }

    // heat-recovery ovens conform only with waste-heat power
    let heat = sets.facility.waste_heat_power;
    let conforming = |(r, c)| {
        let applicable = p.facilities.equip_applicable[(c, heat)];
        s.construction.capacity[(r, c)]
            * p.common.conforming_flag[c]
            * (a.facilities.equipped_share[(r, c, heat)] * applicable + 1.0 - applicable)
    };
    a.enterprises.conforming_share = ratio(sum(sets.ovens().map(conforming)), a.construction.capacity_total);
}

/// Stocks at the end of the step.
#[inline(always)]
pub fn integrate<S: Scalar>(at: &Inputs<'_, S>, a: &model::Auxiliaries<Num<S>>, next: &mut model::Stocks<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, dt, .. } = *at;
    for size in sets.sizes() {
        next.enterprises.firms[size] = (s.enterprises.firms[size]
            + dt * (a.enterprises.firm_enter[size] - a.enterprises.firm_exit[size] - a.enterprises.firm_merge[size]))
            .max(0.0);
    }
    let groups =
        l.enterprises.groups_control_target_mt.min(p.enterprises.group_max_share * a.construction.capacity_total);
    next.enterprises.group_control = at.relax(s.enterprises.group_control, groups, p.enterprises.group_build_time);
    let organised = l.enterprises.logistics_target_mt.min(a.market.ship_out + a.market.ship_export);
    next.enterprises.organised_logistics =
        at.relax(s.enterprises.organised_logistics, organised, p.enterprises.logistics_time);
}
