//! S7 Closure, exit, mothballing.
//!
//! Orders go into a backlog that is executed at a speed set by enforcement; a part of what is closed without
//! enforcement is only mothballed and restarts when margins are high. Closure flows first, then exit and legalisation
//! share what is left (competing hazards), so no stock can be overdrawn at any step.
//!
//! Links 11, 52, 54, 64; loops B2, R3.

use crate::model::helpers::{logistic, ratio, sum};
use crate::model::{self, Inputs};
use crate::num::{Num, Scalar};
use crate::record;

record! {
    /// Parameters of closure and exit.
    pub struct Parameters {
        /// Technical lifetime of an oven.
        lifetime[Class]: "a";
        /// Share of 1/lifetime that retires now.
        retirement_factor: "-";
        /// Weight when a limit must be met by extra orders.
        closure_priority[Class]: "-";
        /// Time to execute an order at enforcement 1.
        closure_exec_time: "a";
        /// Time in which a gap to a limit is ordered closed.
        cap_gap_time: "a";
        /// Share of ordered closures that is only mothballed at enforcement 0.
        closure_fake_share: "-";
        /// Time in which mothballed ovens become scrap.
        mothball_decay_time: "a";
        /// Restart rate at full margin response and enforcement 0.
        revival_rate: "1/a";
        /// Margin at which half the restart response is reached.
        revival_margin_mid: "CNY/t";
        /// Margin scale of restarts.
        revival_margin_scale: "CNY/t";
        /// Capacity leaving per year at deep loss.
        exit_rate_max: "1/a";
        /// Expected margin at which half of that leaves.
        exit_margin_mid: "CNY/t";
        /// Margin scale of exit.
        exit_margin_scale: "CNY/t";
        /// Sensitivity of a class to losses.
        exit_sensitivity[Class]: "-";
    }
}

record! {
    /// Levers on closure.
    pub struct Levers {
        /// Share of the capacity and construction of 2005 ordered closed (B1-B9, B12, B16, B17, F9).
        close_order_share[Class]: "share of 2005 capacity + initial WIP per year";
        /// Share of listed capacity in sensitive zones closed at once (B10).
        close_sensitive_zone_share: "share of listed capacity per year";
        /// Share of ovens without recovery ordered closed (B11).
        close_no_recovery_share: "share per year of unequipped capacity ordered";
        /// Share of ovens that fail audits ordered closed (F9).
        close_audit_fail_share: "share per year of non-compliant capacity ordered";
    }
}

record! {
    /// Stocks of closure.
    pub struct Stocks {
        /// Ordered closures not yet executed.
        closure_backlog[Region, Class]: "Mt/a";
        /// Closed ovens that can restart.
        mothballed[Region, Class]: "Mt/a";
        /// Capacity closed since 2006; reporting only.
        cum_closed[Class]: "Mt/a";
    }
}

record! {
    /// Auxiliaries of closure and exit.
    pub struct Auxiliaries {
        /// Share that immediate closure spares within the step.
        spared_share[Class]: "0-1";
        /// Closures ordered (links 52, 54; loop B2; A1, A13, B1-B12, B14, B17, F9).
        closure_order[Region, Class]: "Mt/a per a";
        /// Closures without delay in sensitive zones (B10).
        closure_immediate[Region, Class]: "Mt/a per a";
        /// Orders executed (link 64).
        closure_executed[Region, Class]: "Mt/a per a";
        /// All closures (T3).
        closure[Region, Class]: "Mt/a per a";
        /// Capacity left after closure.
        capacity_left[Region, Class]: "Mt/a";
        /// Exit of ovens by loss or age (links 10, 14).
        exit[Region, Class]: "Mt/a per a";
        /// Unapproved ovens legalised (B14-B16).
        legalise[Region, Class]: "Mt/a per a";
        /// Closures that are only mothballed.
        closure_mothball[Region, Class]: "Mt/a per a";
        /// Mothballed ovens that restart.
        revival[Region, Class]: "Mt/a per a";
        /// Mothballed ovens scrapped.
        mothball_scrap[Region, Class]: "Mt/a per a";
        /// Capacity at the end of the step; bounds backlog and facilities.
        capacity_next[Region, Class]: "Mt/a";
        /// Orders that lapse because the oven has left by itself.
        backlog_lapse[Region, Class]: "Mt/a per a";
    }
}

/// Stocks at the end of 2005: nothing ordered, nothing mothballed.
pub fn initial<S: Scalar>(s: &mut model::Stocks<Num<S>>) {
    s.closure.closure_backlog.as_mut_slice().fill(Num::from(0.0));
    s.closure.mothballed.as_mut_slice().fill(Num::from(0.0));
    s.closure.cum_closed.as_mut_slice().fill(Num::from(0.0));
}

/// Orders and closures.
#[inline(always)]
pub fn closures<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, dt, .. } = *at;
    let capacity = &s.construction.capacity;

    let year = Num::of(1.0, "a");
    for c in sets.classes() {
        let closed_in_a_year = (l.closure.close_sensitive_zone_share * year).min(1.0) * p.common.listed_share[c];
        a.closure.spared_share[c] = (1.0 - closed_in_a_year).power(dt / year);
    }
    // gaps to the ceiling and to the prefectures' limits are ordered closed by capacity times priority
    let priority = |(r, c)| capacity[(r, c)] * p.closure.closure_priority[c];
    let ceiling_gap = ratio(
        (-a.construction.limit_room).max(0.0) * l.construction.cap_limit_strength / p.closure.cap_gap_time,
        sum(sets.ovens().map(priority)),
    );
    for r in sets.regions() {
        let regional_gap = ratio(
            (-a.construction.region_room[r]).max(0.0) / p.closure.cap_gap_time,
            sum(sets.classes().map(|c| priority((r, c)))),
        );
        let enforcement = s.enforcement.enforcement[r];
        let executed = at.leaving_share(enforcement / p.closure.closure_exec_time);
        for c in sets.classes() {
            let rc = (r, c);
            let tar = sets.facility.tar_recovery;
            let order = l.closure.close_order_share[c] * s.construction.capacity_base[rc]
                + l.closure.close_no_recovery_share
                    * capacity[rc]
                    * (1.0 - a.facilities.equipped_share[(r, c, tar)])
                    * p.facilities.equip_applicable[(c, tar)]
                + l.closure.close_audit_fail_share
                    * capacity[rc]
                    * (1.0 - a.cost.compliance_rc[rc])
                    * p.common.listed_share[c]
                + l.construction.cleanup_acceptance_rate
                    * (1.0 - l.construction.cleanup_pass_share)
                    * capacity[rc]
                    * p.common.unapproved_flag[c]
                    * enforcement
                + priority(rc) * ceiling_gap
                + priority(rc) * regional_gap;
            a.closure.closure_order[rc] = order.min((capacity[rc] - s.closure.closure_backlog[rc]).max(0.0) / dt);
            a.closure.closure_immediate[rc] = capacity[rc] * (1.0 - a.closure.spared_share[c]) / dt;
            let executable = s.closure.closure_backlog[rc] + a.closure.closure_order[rc] * dt;
            a.closure.closure_executed[rc] =
                (executable * executed / dt).min((capacity[rc] / dt - a.closure.closure_immediate[rc]).max(0.0));
            a.closure.closure[rc] = a.closure.closure_immediate[rc] + a.closure.closure_executed[rc];
        }
    }
}

/// Exit, legalisation, mothballing and restart, which share what closure leaves.
#[inline(always)]
pub fn exits<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, dt, .. } = *at;

    for c in sets.classes() {
        let exit_hazard = p.closure.exit_rate_max
            * p.closure.exit_sensitivity[c]
            * logistic((p.closure.exit_margin_mid - s.cost.margin_expected[c]) / p.closure.exit_margin_scale)
            + p.closure.retirement_factor / p.closure.lifetime[c];
        let legalise_hazard =
            l.construction.cleanup_acceptance_rate * l.construction.cleanup_pass_share * p.common.unapproved_flag[c];
        let left = at.leaving_share(exit_hazard + legalise_hazard);
        for r in sets.regions() {
            let rc = (r, c);
            let enforcement = s.enforcement.enforcement[r];
            a.closure.capacity_left[rc] = (s.construction.capacity[rc] - a.closure.closure[rc] * dt).max(0.0);

            let leaving = a.closure.capacity_left[rc] * left / dt;
            a.closure.exit[rc] = leaving * exit_hazard / (exit_hazard + legalise_hazard);
            a.closure.legalise[rc] = leaving * legalise_hazard / (exit_hazard + legalise_hazard);

            a.closure.closure_mothball[rc] = a.closure.closure[rc] * p.closure.closure_fake_share * (1.0 - enforcement);
            let revival_hazard = p.closure.revival_rate
                * logistic((a.cost.margin[rc] - p.closure.revival_margin_mid) / p.closure.revival_margin_scale)
                * (1.0 - enforcement);
            let decay_hazard = 1.0 / p.closure.mothball_decay_time;
            let moving = at.outflow(s.closure.mothballed[rc], revival_hazard + decay_hazard);
            a.closure.revival[rc] = moving * revival_hazard / (revival_hazard + decay_hazard);
            a.closure.mothball_scrap[rc] = moving * decay_hazard / (revival_hazard + decay_hazard);
        }
    }
}

/// Orders that lapse, once the net change of capacity is known.
#[inline(always)]
pub fn lapse<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, stocks: s, dt, .. } = *at;
    for rc in sets.ovens() {
        a.closure.capacity_next[rc] = (s.construction.capacity[rc] + dt * a.construction.capacity_net[rc]).max(0.0);
        let backlog =
            s.closure.closure_backlog[rc] + dt * (a.closure.closure_order[rc] - a.closure.closure_executed[rc]);
        a.closure.backlog_lapse[rc] = (backlog - a.closure.capacity_next[rc]).max(0.0) / dt;
    }
}

/// Stocks at the end of the step.
#[inline(always)]
pub fn integrate<S: Scalar>(at: &Inputs<'_, S>, a: &model::Auxiliaries<Num<S>>, next: &mut model::Stocks<Num<S>>) {
    let Inputs { sets, stocks: s, dt, .. } = *at;
    let (s, a, next) = (&s.closure, &a.closure, &mut next.closure);
    for rc in sets.ovens() {
        next.mothballed[rc] = s.mothballed[rc] + dt * (a.closure_mothball[rc] - a.revival[rc] - a.mothball_scrap[rc]);
        next.closure_backlog[rc] = (s.closure_backlog[rc]
            + dt * (a.closure_order[rc] - a.closure_executed[rc] - a.backlog_lapse[rc]))
            .max(0.0);
    }
    for c in sets.classes() {
        next.cum_closed[c] = s.cum_closed[c] + dt * sum(sets.regions().map(|r| a.closure[(r, c)]));
    }
}
