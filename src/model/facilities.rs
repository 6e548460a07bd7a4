//! S9 Attached facilities (co-flow) and their operation.
//!
//! Built and operated are different things: 2005 had 30 % built and less than 15 % compliant. A facility is built by
//! mandate times enforcement, by its own profit, or by fee pressure, within finance; it is operated when expected
//! penalty, fee saving and reputation exceed its running cost.
//!
//! Links 39, 41, 50, 53, 56, 57, 59, 61; loops R3, R4, R5, B3, B6.

use crate::model::helpers::{logistic, ratio, sum};
use crate::model::sets::{Mandate, Sets};
use crate::model::{self, Inputs};
use crate::num::{Num, Scalar};
use crate::record;

record! {
    /// Parameters of attached facilities.
    pub struct Parameters {
        /// Share of capacity equipped at the end of 2005.
        equipped_share_init[Class, Facility]: "-";
        /// 1 where the facility can be attached to the class.
        equip_applicable[Class, Facility]: "-";
        /// Share of new ovens equipped without the three-simultaneous rule.
        equipped_share_new[Class, Facility]: "-";
        /// Cost of the facility per capacity of coke.
        capex_equip[Facility]: "CNY per t/a coke";
        /// Weight of the facility in environmental compliance.
        facility_env_weight[Facility]: "-";
        /// 1 for environmental facilities.
        facility_is_env[Facility]: "0/1";
        /// Retrofit rate at mandate 1 and enforcement 1.
        retrofit_rate_max: "1/a";
        /// Retrofit rate for the facility's own profit.
        retrofit_voluntary[Facility]: "1/a";
        /// Weight of margin against superior schemes in mandated retrofit.
        retrofit_margin_weight: "-";
        /// Expected margin at which half of the retrofit is affordable.
        retrofit_margin_mid: "CNY/t";
        /// Margin scale of retrofit (loop R3).
        retrofit_margin_scale: "CNY/t";
        /// Retrofit rate per fee gap (link 56).
        fee_retrofit_response: "1/a per CNY/t";
        /// How far closures hit unequipped plants first.
        close_selectivity: "-";
        /// Facilities left on ovens that restart, relative to 2005.
        revival_equip_share: "-";
        /// Share of built facilities that runs at the end of 2005.
        operate_init: "-";
        /// Time in which operation changes.
        operate_time: "a";
        /// Scale of penalty minus running cost in the choice to operate.
        operate_scale: "CNY/t";
        /// Self-interest, neighbours and existing inspection.
        operate_benefit_other: "CNY/t";
        /// Expected fine or stoppage at enforcement 1 and full monitoring.
        inspection_penalty: "CNY/t";
        /// Value of reputation at publication twice a year.
        reputation_value: "CNY/t";
        /// Effect of margin on operation: losses make firms switch treatment off (loops B3, R3).
        margin_operate_effect: "-";
        /// Bound on the margin in that effect.
        margin_clip: "CNY/t";
        /// Share of inspection power that needs online monitoring.
        monitor_weight: "-";
    }
}

record! {
    /// Levers on facilities.
    pub struct Levers {
        /// Recovery of tar and benzene is compulsory (E1, E2).
        recovery_mandate: "0-1";
        /// Environmental facilities are compulsory (F1, F14).
        env_facility_mandate: "0-1";
        /// Heat-recovery ovens must make power (E8).
        heatrec_power_mandate: "0-1";
        /// Share of firms under cleaner-production audits (F7).
        audit_coverage: "0-1";
        /// Publications of offenders a year (F8, F11).
        audit_publications_per_year: "1/a";
        /// Schemes for superior firms (H7, H8, I5).
        superior_scheme: "0-1";
    }
}

record! {
    /// Stocks of facilities.
    pub struct Stocks {
        /// Coke capacity equipped with the facility.
        equipped[Region, Class, Facility]: "Mt/a coke";
        /// Share of built environmental facilities that runs.
        operating_share[Region]: "0-1";
    }
}

record! {
    /// Auxiliaries of facilities.
    pub struct Auxiliaries {
        /// Share of capacity equipped at the start of the step.
        equipped_share[Region, Class, Facility]: "0-1";
        /// Retrofit wished.
        retrofit_wish[Region, Class, Facility]: "Mt/a per a";
        /// Retrofit after finance (links 39, 41, 56, 57; loops R3, R4, R5; E1, E2, F1, F14, E8, H7).
        retrofit[Region, Class, Facility]: "Mt/a per a";
        /// Facilities that come with completed and restarted ovens (A8).
        equip_in_new[Region, Class, Facility]: "Mt/a per a";
        /// Facilities that leave with closed ovens (B11).
        equip_loss[Region, Class, Facility]: "Mt/a per a";
        /// Facilities of legalised ovens.
        equip_legalised[Region, Class, Facility]: "Mt/a per a";
        /// Net change of equipped capacity before the bound.
        equip_net[Region, Class, Facility]: "Mt/a per a";
        /// Flow that keeps equipped capacity within capacity.
        equip_lapse[Region, Class, Facility]: "Mt/a per a";
        /// Share of environmental facilities built (T26).
        env_built_share: "0-1";
        /// Share of capacity whose facilities are built and run.
        compliance_share: "0-1";
        /// Fee saved by compliance.
        fee_gap: "CNY/t";
        /// Reward of running environmental facilities (links 50, 53, 56, 59; loops B3, B6).
        operate_incentive[Region]: "CNY/t";
        /// Where operation is heading.
        operate_target[Region]: "0-1";
    }
}

/// Stocks at the end of 2005, once capacity is known.
pub fn initial<S: Scalar>(sets: &Sets, p: &model::Parameters<Num<S>>, s: &mut model::Stocks<Num<S>>) {
    for (r, c) in sets.ovens() {
        for f in sets.facilities() {
            s.facilities.equipped[(r, c, f)] =
                s.construction.capacity[(r, c)] * p.facilities.equipped_share_init[(c, f)];
        }
    }
    s.facilities.operating_share.as_mut_slice().fill(p.facilities.operate_init);
}

/// Share of capacity equipped.
#[inline(always)]
pub fn equipped_shares<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, stocks: s, .. } = *at;
    for (r, c) in sets.ovens() {
        for f in sets.facilities() {
            a.facilities.equipped_share[(r, c, f)] =
                ratio(s.facilities.equipped[(r, c, f)], s.construction.capacity[(r, c)]).clamp(0.0, 1.0);
        }
    }
}

/// Built and compliant shares, and the choice to operate.
#[inline(always)]
pub fn operation<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, .. } = *at;
    let capacity = &s.construction.capacity;

    let equipped_with =
        |f| sum(sets.ovens().map(|(r, c)| s.facilities.equipped[(r, c, f)] * p.facilities.facility_env_weight[f]));
    a.facilities.env_built_share = ratio(sum(sets.facilities().map(equipped_with)), a.construction.capacity_total);
    a.facilities.compliance_share =
        ratio(sum(sets.ovens().map(|rc| a.cost.compliance_rc[rc] * capacity[rc])), a.construction.capacity_total);
    a.facilities.fee_gap = (l.funds.fee_rate_noncompliant - l.funds.fee_rate_compliant).max(0.0);

    let base = p.cost.fee_collection_base;
    for r in sets.regions() {
        let mean_margin = ratio(
            sum(sets.classes().map(|c| a.cost.margin[(r, c)] * capacity[(r, c)])),
            a.construction.capacity_by_region[r],
        );
        let enforcement = s.enforcement.enforcement[r];
        a.facilities.operate_incentive[r] = p.facilities.inspection_penalty
            * enforcement
            * (1.0 - p.facilities.monitor_weight * (1.0 - s.enforcement.monitoring_coverage))
            + a.facilities.fee_gap * (base + (1.0 - base) * enforcement)
            + p.facilities.reputation_value * a.enforcement.publication_level * l.facilities.audit_coverage
            + p.facilities.operate_benefit_other
            + p.facilities.margin_operate_effect
                * mean_margin.clamp(-p.facilities.margin_clip, p.facilities.margin_clip);
        a.facilities.operate_target[r] =
            logistic((a.facilities.operate_incentive[r] - p.cost.env_operating_cost) / p.facilities.operate_scale);
    }
}

/// Retrofit wished by mandate, profit and fee pressure.
#[inline(always)]
pub fn retrofit_wished<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, .. } = *at;
    for c in sets.classes() {
        // rm: how far the margin lets a class upgrade (loop R3)
        let margin_response = logistic(
            (s.cost.margin_expected[c] - p.facilities.retrofit_margin_mid) / p.facilities.retrofit_margin_scale,
        );
        let funded =
            1.0 - p.facilities.retrofit_margin_weight * (1.0 - margin_response.max(l.facilities.superior_scheme));
        for f in sets.facilities() {
            let mandate = match sets.mandate(f) {
                Mandate::Recovery => l.facilities.recovery_mandate,
                Mandate::Environment => l.facilities.env_facility_mandate,
                Mandate::Heat => l.facilities.heatrec_power_mandate,
            };
            let fee_push = p.facilities.fee_retrofit_response * a.facilities.fee_gap * p.facilities.facility_is_env[f];
            let own_rate = (p.facilities.retrofit_voluntary[f] + fee_push) * margin_response;
            for r in sets.regions() {
                let rate = p.facilities.retrofit_rate_max * mandate * s.enforcement.enforcement[r] * funded + own_rate;
                let left = a.closure.capacity_left[(r, c)];
                let kept = (left - s.closure.closure_backlog[(r, c)]).max(0.0);
                let gap = (p.facilities.equip_applicable[(c, f)] * kept
                    - a.facilities.equipped_share[(r, c, f)] * left)
                    .max(0.0);
                a.facilities.retrofit_wish[(r, c, f)] = at.outflow(gap, rate);
            }
        }
    }
}

/// The co-flow of facilities with the capacity they are attached to.
#[inline(always)]
pub fn co_flow<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, dt, .. } = *at;
    for (r, c) in sets.ovens() {
        let rc = (r, c);
        for f in sets.facilities() {
            let rcf = (r, c, f);
            let share = a.facilities.equipped_share[rcf];
            let simultaneous = l.construction.entry_three_simultaneous
                * s.enforcement.enforcement[r]
                * p.facilities.equip_applicable[(c, f)];
            a.facilities.equip_in_new[rcf] = a.construction.completion[rc]
                * p.facilities.equipped_share_new[(c, f)].max(simultaneous)
                + a.closure.revival[rc] * p.facilities.revival_equip_share * p.facilities.equipped_share_init[(c, f)];
            a.facilities.equip_loss[rcf] =
                (a.closure.closure[rc] + a.closure.exit[rc]) * share * (1.0 - p.facilities.close_selectivity * share);
            a.facilities.equip_legalised[rcf] = a.closure.legalise[rc] * share;
        }
    }
    for (r, c) in sets.ovens() {
        for f in sets.facilities() {
            let rcf = (r, c, f);
            let legalised_here = sum(sets.classes().map(|other| a.facilities.equip_legalised[(r, other, f)]));
            a.facilities.equip_net[rcf] = a.facilities.equip_in_new[rcf] + a.facilities.retrofit[rcf]
                - a.facilities.equip_loss[rcf]
                - a.facilities.equip_legalised[rcf]
                + legalised_here * p.common.approved_flag[c];
            a.facilities.equip_lapse[rcf] = (s.facilities.equipped[rcf] + dt * a.facilities.equip_net[rcf]
                - a.closure.capacity_next[(r, c)])
                .max(0.0)
                / dt;
        }
    }
}

/// Stocks at the end of the step.
#[inline(always)]
pub fn integrate<S: Scalar>(at: &Inputs<'_, S>, a: &model::Auxiliaries<Num<S>>, next: &mut model::Stocks<Num<S>>) {
    let Inputs { sets, parameters: p, stocks: s, dt, .. } = *at;
    for (r, c) in sets.ovens() {
        for f in sets.facilities() {
            let rcf = (r, c, f);
            next.facilities.equipped[rcf] = (s.facilities.equipped[rcf]
                + dt * (a.facilities.equip_net[rcf] - a.facilities.equip_lapse[rcf]))
                .max(0.0);
        }
    }
    for r in sets.regions() {
        next.facilities.operating_share[r] =
            at.relax(s.facilities.operating_share[r], a.facilities.operate_target[r], p.facilities.operate_time);
    }
}
