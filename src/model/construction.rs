//! S6 Capacity: construction, entry, legalisation.
//!
//! Two-stage (Erlang) construction. Legal starts are gated by moratorium and ceiling, illegal starts by enforcement,
//! replacement starts by closures. Starts respond to smoothed margin with a floor of inertia; information lets
//! investors see the glut. Legalisation moves unapproved large ovens into the approved class, with their facilities.
//!
//! Links 1, 3-6, 16, 18, 37, 51, 63, 75; loops R1, B1, B2.

use crate::model::helpers::{ratio, sum};
use crate::model::sets::Sets;
use crate::model::{self, Inputs};
use crate::num::{Num, Scalar};
use crate::record;

record! {
    /// Parameters of capacity and construction.
    pub struct Parameters {
        /// Operating capacity at the end of 2005.
        capacity_init[Region, Class]: "Mt/a";
        /// Multiplies the whole table of initial capacity.
        capacity_init_scale: "-";
        /// Capacity under construction at the end of 2005.
        wip_init_total[Class]: "Mt/a";
        /// Share of it in the first of two stages.
        wip_early_share: "-";
        /// Time to build an oven, in two stages.
        construction_time[Class]: "a";
        /// Starts at reference margin without policy, summed over prefectures.
        start_potential[Class]: "Mt/a per a";
        /// Margin at which starts equal their potential.
        invest_margin_ref: "CNY/t";
        /// Rise of margin that doubles starts.
        invest_margin_scale: "CNY/t";
        /// Largest response of starts.
        invest_response_max: "-";
        /// Smallest response of starts: upgrading, coal owners' money, local push.
        invest_response_min: "-";
        /// How far informed investors refrain from building into a glut.
        glut_start_sensitivity: "-";
        /// Utilisation at which investors see no glut.
        utilisation_planning: "-";
        /// Room below the ceiling at which legal starts are fully open.
        limit_gate_band: "Mt/a";
        /// Room below a prefecture's limit at which legal starts are fully open.
        region_gate_band: "Mt/a";
        /// Lets starts appear in a prefecture without ovens of the class.
        region_seed: "Mt/a";
        /// Gate left open for replacement starts under the ceiling.
        replacement_gate_floor: "-";
        /// Illegal starts scale with (1 - enforcement) to this power.
        illegal_enforcement_power: "-";
        /// Illegal starts prevented by full approval control (A4, A9-A11).
        approval_control_effect: "-";
        /// Illegal starts prevented by a full credit ban (C6).
        credit_ban_effect: "-";
        /// Rate at which illegal construction is stopped at full lever and enforcement.
        wip_stop_rate: "1/a";
        /// Time in which stopped projects are accepted and resume.
        wip_resume_time: "a";
        /// Rate at which stopped projects are given up.
        wip_abandon_rate: "1/a";
    }
}

record! {
    /// Levers on entry and construction.
    pub struct Levers {
        /// Ceiling on coke capacity (A1, A2, B1).
        cap_limit_mt: "Mt/a";
        /// Force of the ceiling (A1, A2).
        cap_limit_strength: "0-1";
        /// Moratorium on new ovens (A3, A5).
        entry_moratorium: "0-1";
        /// Only the province approves (A4, A9, A10, A11).
        entry_approval_control: "0-1";
        /// Recovery and environmental facilities are built with the oven (A8).
        entry_three_simultaneous: "0-1";
        /// National access conditions are applied (A6).
        entry_access_conditions: "0-1";
        /// Capacity that may be built per capacity closed (I3, I4, A2, H9).
        entry_replacement_ratio: "Mt built per Mt closed";
        /// Limit on a prefecture's capacity (A13, J7, I11).
        entry_regional_limit_mt[Region]: "Mt/a";
        /// Illegal construction is stopped (B13).
        cleanup_stop_wip: "0-1";
        /// Share of unapproved ovens examined per year (B14, B15, B16).
        cleanup_acceptance_rate: "share of unapproved examined per year";
        /// Share of examined ovens that pass (B14).
        cleanup_pass_share: "0-1";
        /// No credit for illegal ovens (C6).
        sanction_credit_ban: "0-1";
    }
}

record! {
    /// Stocks of capacity.
    pub struct Stocks {
        /// Operating coke capacity.
        capacity[Region, Class]: "Mt/a";
        /// Capacity in the first stage of construction.
        wip_early[Region, Class]: "Mt/a";
        /// Capacity in the second stage of construction.
        wip_late[Region, Class]: "Mt/a";
        /// Capacity whose construction is stopped.
        wip_stopped[Region, Class]: "Mt/a";
        /// Capacity and construction at the end of 2005; constant, the base of closure orders.
        capacity_base[Region, Class]: "Mt/a";
    }
}

record! {
    /// Auxiliaries of capacity and construction.
    pub struct Auxiliaries {
        /// Operating capacity of the province at the start of the step.
        capacity_total: "Mt/a";
        /// Operating capacity by prefecture at the start of the step.
        capacity_by_region[Region]: "Mt/a";
        /// Operating capacity by class at the start of the step.
        capacity_by_class[Class]: "Mt/a";
        /// Response of starts to margin and glut (links 3, 4, 75; loops R1, B1).
        invest_response[Class]: "-";
        /// Room below the ceiling (links 16, 51, 52; A1).
        limit_room: "Mt/a";
        /// Opening of legal starts below the ceiling (A1, A2).
        limit_gate: "0-1";
        /// Share of illegal starts that enforcement lets through.
        illegal_gate[Region]: "0-1";
        /// Room below the prefecture's limit (A13).
        region_room[Region]: "Mt/a";
        /// Starts that the margin suggests.
        starts_potential[Region, Class]: "Mt/a per a";
        /// Legal starts wished (A3, A5, A13).
        starts_legal[Region, Class]: "Mt/a per a";
        /// Illegal starts wished (link 5, loop R1; A4, A9-A11, C6).
        starts_illegal[Region, Class]: "Mt/a per a";
        /// Replacement starts wished (links 63, 69; I3, I4, H9).
        starts_replacement[Region, Class]: "Mt/a per a";
        /// Starts after finance (S14).
        starts[Region, Class]: "Mt/a per a";
        /// First-stage construction stopped (B13).
        wip_stop_early[Region, Class]: "Mt/a per a";
        /// Second-stage construction stopped (B13).
        wip_stop_late[Region, Class]: "Mt/a per a";
        /// Construction that enters the second stage.
        wip_advance[Region, Class]: "Mt/a per a";
        /// Ovens completed.
        completion[Region, Class]: "Mt/a per a";
        /// Stopped construction that resumes (B13).
        wip_resume[Region, Class]: "Mt/a per a";
        /// Stopped construction given up.
        wip_abandon[Region, Class]: "Mt/a per a";
        /// Net change of capacity by all flows of S6 and S7.
        capacity_net[Region, Class]: "Mt/a per a";
    }
}

/// Stocks at the end of 2005: the capacity table, and construction spread like capacity.
pub fn initial<S: Scalar>(sets: &Sets, p: &model::Parameters<Num<S>>, s: &mut model::Stocks<Num<S>>) {
    let s = &mut s.construction;
    for (r, c) in sets.ovens() {
        s.capacity[(r, c)] = p.construction.capacity_init[(r, c)] * p.construction.capacity_init_scale;
    }
    for (r, c) in sets.ovens() {
        let share = ratio(s.capacity[(r, c)], sum(sets.regions().map(|other| s.capacity[(other, c)])));
        let wip = p.construction.wip_init_total[c] * share;
        s.wip_early[(r, c)] = wip * p.construction.wip_early_share;
        s.wip_late[(r, c)] = wip * (1.0 - p.construction.wip_early_share);
        s.wip_stopped[(r, c)] = Num::from(0.0);
        s.capacity_base[(r, c)] = s.capacity[(r, c)] + wip;
    }
}

/// Totals of capacity that other sectors use.
#[inline(always)]
pub fn totals<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, stocks: s, .. } = *at;
    for r in sets.regions() {
        a.construction.capacity_by_region[r] = sum(sets.classes().map(|c| s.construction.capacity[(r, c)]));
    }
    for c in sets.classes() {
        a.construction.capacity_by_class[c] = sum(sets.regions().map(|r| s.construction.capacity[(r, c)]));
    }
    a.construction.capacity_total = sum(sets.ovens().map(|rc| s.construction.capacity[rc]));
}

/// Legal and illegal starts wished, and the gates before them.
#[inline(always)]
pub fn starts_wished<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, .. } = *at;
    let (s, own) = (&s.construction, &p.construction);
    let backlog = &at.stocks.closure.closure_backlog;

    let glut = (1.0 - a.production.utilisation / own.utilisation_planning).clamp(0.0, 1.0);
    for c in sets.classes() {
        a.construction.invest_response[c] = (1.0
            + (at.stocks.cost.margin_expected[c] - own.invest_margin_ref) / own.invest_margin_scale)
            .clamp(own.invest_response_min, own.invest_response_max)
            * (1.0 - own.glut_start_sensitivity * at.stocks.market.information * glut);
    }

    let wip = |rc| s.wip_early[rc] + s.wip_late[rc];
    a.construction.limit_room = l.construction.cap_limit_mt
        - (a.construction.capacity_total + sum(sets.ovens().map(wip)) - sum(sets.ovens().map(|rc| backlog[rc])));
    a.construction.limit_gate = 1.0
        - l.construction.cap_limit_strength * (1.0 - (a.construction.limit_room / own.limit_gate_band).clamp(0.0, 1.0));
    for r in sets.regions() {
        a.construction.region_room[r] = l.construction.entry_regional_limit_mt[r]
            - sum(sets.classes().map(|c| s.capacity[(r, c)] + wip((r, c)) - backlog[(r, c)]));
        a.construction.illegal_gate[r] =
            (1.0 - at.stocks.enforcement.enforcement[r]).power(own.illegal_enforcement_power);
    }

    for c in sets.classes() {
        let seeded = |r| s.capacity[(r, c)] + own.region_seed;
        let seeded_total = sum(sets.regions().map(seeded));
        for r in sets.regions() {
            let region_gate = (a.construction.region_room[r] / own.region_gate_band).clamp(0.0, 1.0);
            let potential = own.start_potential[c] * a.construction.invest_response[c] * ratio(seeded(r), seeded_total);
            a.construction.starts_potential[(r, c)] = potential;
            a.construction.starts_legal[(r, c)] = potential
                * (1.0 - p.common.illegal_class[c])
                * (1.0 - l.construction.entry_moratorium)
                * a.construction.limit_gate
                * region_gate;
            a.construction.starts_illegal[(r, c)] = potential
                * p.common.illegal_class[c]
                * a.construction.illegal_gate[r]
                * (1.0 - own.approval_control_effect * l.construction.entry_approval_control)
                * (1.0 - own.credit_ban_effect * l.construction.sanction_credit_ban);
        }
    }
}

/// Replacement starts wished, once closures are known.
#[inline(always)]
pub fn replacement_wished<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, .. } = *at;
    let approved = |(r, c)| {
        s.construction.capacity[(r, c)] * p.common.approved_flag[c] + p.common.weight_floor * p.common.approved_flag[c]
    };
    let approved_total = sum(sets.ovens().map(approved));
    let closed = sum(sets.ovens().map(|rc| a.closure.closure[rc] - a.closure.closure_mothball[rc]));
    let gate = a.construction.limit_gate.max(p.construction.replacement_gate_floor);
    for rc in sets.ovens() {
        a.construction.starts_replacement[rc] =
            l.construction.entry_replacement_ratio * closed * approved(rc) / approved_total * gate;
    }
}

/// The construction pipeline and the net change of capacity, once starts are financed.
#[inline(always)]
pub fn pipeline<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, dt, .. } = *at;
    let (s, own) = (&s.construction, &p.construction);

    let (resumed, abandoned) = (at.frac(own.wip_resume_time), at.leaving_share(own.wip_abandon_rate));
    for c in sets.classes() {
        let stage = at.frac(own.construction_time[c] / 2.0);
        for r in sets.regions() {
            let rc = (r, c);
            let stop_hazard = own.wip_stop_rate
                * l.construction.cleanup_stop_wip
                * at.stocks.enforcement.enforcement[r]
                * p.common.illegal_class[c];
            let stopped_share = at.leaving_share(stop_hazard);
            a.construction.wip_stop_early[rc] = s.wip_early[rc] * stopped_share / dt;
            a.construction.wip_stop_late[rc] = s.wip_late[rc] * stopped_share / dt;

            a.construction.wip_advance[rc] = (s.wip_early[rc] - a.construction.wip_stop_early[rc] * dt) * stage / dt;
            a.construction.completion[rc] = (s.wip_late[rc] - a.construction.wip_stop_late[rc] * dt) * stage / dt;

            a.construction.wip_resume[rc] = s.wip_stopped[rc] * resumed / dt
                * l.construction.cleanup_pass_share
                * (1.0 - l.construction.cleanup_stop_wip);
            a.construction.wip_abandon[rc] = (s.wip_stopped[rc] - a.construction.wip_resume[rc] * dt) * abandoned / dt;
        }
    }
    for (r, c) in sets.ovens() {
        let rc = (r, c);
        let legalised_here = sum(sets.classes().map(|other| a.closure.legalise[(r, other)]));
        a.construction.capacity_net[rc] = a.construction.completion[rc] + a.closure.revival[rc]
            - a.closure.closure[rc]
            - a.closure.exit[rc]
            - a.closure.legalise[rc]
            + legalised_here * p.common.approved_flag[c];
    }
}

/// Stocks at the end of the step.
#[inline(always)]
pub fn integrate<S: Scalar>(at: &Inputs<'_, S>, a: &model::Auxiliaries<Num<S>>, next: &mut model::Stocks<Num<S>>) {
    let Inputs { sets, stocks: s, dt, .. } = *at;
    let (s, a, next) = (&s.construction, &a.construction, &mut next.construction);
    for rc in sets.ovens() {
        next.wip_early[rc] =
            s.wip_early[rc] + dt * (a.starts[rc] - a.wip_advance[rc] - a.wip_stop_early[rc] + a.wip_resume[rc]);
        next.wip_late[rc] = s.wip_late[rc] + dt * (a.wip_advance[rc] - a.completion[rc] - a.wip_stop_late[rc]);
        next.wip_stopped[rc] = s.wip_stopped[rc]
            + dt * (a.wip_stop_early[rc] + a.wip_stop_late[rc] - a.wip_resume[rc] - a.wip_abandon[rc]);
        next.capacity[rc] = (s.capacity[rc] + dt * a.capacity_net[rc]).max(0.0);
        next.capacity_base[rc] = s.capacity_base[rc];
    }
}
