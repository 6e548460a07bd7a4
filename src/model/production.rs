//! S5 Production and utilisation.
//!
//! Desired output (orders and stock correction) is shared among ovens by their willing utilisation, a logistic of
//! margin between hot idle and availability; it is bounded by availability and hot idle, and by coal. Sanctions cut the
//! listed share of a class. One pass of filling and one of levelling keep the sum exact without sorting.
//!
//! This sector has no stock of its own: output is a flow that fills the coke inventory.
//!
//! Links 2, 10, 11, 14, 64; loops B1, R3.

use crate::model::helpers::{logistic, ratio, sum};
use crate::model::{self, Inputs};
use crate::num::{Num, Scalar};
use crate::record;

record! {
    /// Parameters of production.
    pub struct Parameters {
        /// Utilisation at hot idle.
        util_min[Class]: "-";
        /// Highest utilisation: availability.
        util_max[Class]: "-";
        /// Margin at which willing utilisation is half-way.
        util_margin_mid[Class]: "CNY/t";
        /// Margin scale of willing utilisation.
        util_margin_scale[Class]: "CNY/t";
        /// Factor by which output may exceed what margins make willing.
        supply_stretch: "-";
        /// Days of stock above which hot idling is given up, fully at twice as many.
        idle_cover_max: "d";
        /// Cut of listed output at enforcement 1, by kind of sanction.
        sanction_weight[Sanction]: "-";
        /// Weakening of market sanctions by a disorderly trade.
        trade_order_weight: "-";
    }
}

record! {
    /// Sanctions against listed ovens.
    pub struct Levers {
        /// No transport, trade or purchase for listed ovens (C1, C2, C3, D4).
        sanction_market_access: "0-1";
        /// No water, power or licence for listed ovens (C4, C5).
        sanction_utilities_licence: "0-1";
        /// No coal for listed ovens (C9, G5).
        sanction_coal_sales_ban: "0-1";
    }
}

record! {
    /// Auxiliaries of production.
    pub struct Auxiliaries {
        /// Share of output that sanctions stop (link 64; C1-C5, C9, D4).
        sanction_cut[Region, Class]: "0-1";
        /// Hot idling; 0 when ovens are cooled because stocks are extreme.
        hot_idle_factor: "0-1";
        /// Utilisation that the margin makes owners willing to run (links 10, 11, 14).
        willing_utilisation[Region, Class]: "0-1";
        /// Largest possible output.
        max_out[Region, Class]: "Mt/a";
        /// Output at hot idle.
        min_out[Region, Class]: "Mt/a";
        /// Output offered at the margin.
        offered[Region, Class]: "Mt/a";
        /// Share of the largest output that coal allows (links 33, 37).
        coal_cap: "0-1";
        /// Output that orders and stock correction ask for.
        desired_output: "Mt/a";
        /// First pass: the offer scaled to desired output, within bounds.
        first_pass[Region, Class]: "Mt/a";
        /// Second pass: levelled so that the sum meets desired output, before coal.
        levelled[Region, Class]: "Mt/a";
        /// Share of levelled output that coal allows.
        coal_ratio: "0-1";
        /// Coke output (links 2, 49).
        output[Region, Class]: "Mt/a";
        /// Coke output of the province.
        output_total: "Mt/a";
        /// Output over capacity.
        utilisation: "-";
    }
}

/// What each oven may make: sanctions, hot idling, coal.
#[inline(always)]
pub fn limits<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, .. } = *at;

    let (sanction, weight) = (&sets.sanction, &p.production.sanction_weight);
    let market_access =
        l.production.sanction_market_access * (1.0 - p.production.trade_order_weight * (1.0 - l.cost.trade_order));
    let sanctions = (weight[sanction.market_access] * market_access
        + weight[sanction.utilities_licence] * l.production.sanction_utilities_licence
        + weight[sanction.coal_sales_ban] * l.production.sanction_coal_sales_ban)
        .min(1.0);
    a.production.hot_idle_factor = (2.0 - a.market.cover_days / p.production.idle_cover_max).clamp(0.0, 1.0);

    for (r, c) in sets.ovens() {
        let capacity = s.construction.capacity[(r, c)];
        let cut = p.common.listed_share[c] * s.enforcement.enforcement[r] * sanctions;
        a.production.sanction_cut[(r, c)] = cut;
        a.production.max_out[(r, c)] = capacity * p.production.util_max[c] * (1.0 - cut);
        a.production.min_out[(r, c)] = capacity * p.production.util_min[c] * (1.0 - cut) * a.production.hot_idle_factor;
    }
    let coal_at_max = sum(sets.ovens().map(|(r, c)| a.production.max_out[(r, c)] * a.cost.coal_charge_eff[c]));
    a.production.coal_cap = ratio(a.coal.coal_available, coal_at_max).min(1.0);
}

/// Output of every oven.
#[inline(always)]
pub fn output<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, stocks: s, .. } = *at;

    for (r, c) in sets.ovens() {
        a.production.willing_utilisation[(r, c)] = p.production.util_min[c]
            + (p.production.util_max[c] - p.production.util_min[c])
                * logistic(
                    (a.cost.margin[(r, c)] - p.production.util_margin_mid[c]) / p.production.util_margin_scale[c],
                );
        a.production.offered[(r, c)] = s.construction.capacity[(r, c)]
            * a.production.willing_utilisation[(r, c)]
            * (1.0 - a.production.sanction_cut[(r, c)])
            * (1.0 - a.market.alliance_cut);
    }
    let offered_total = sum(sets.ovens().map(|rc| a.production.offered[rc]));
    a.production.desired_output =
        (a.demand.orders + a.market.inventory_correction).max(0.0).min(p.production.supply_stretch * offered_total);

    // first pass: the offer, scaled and bounded
    let scale = ratio(a.production.desired_output, offered_total);
    for rc in sets.ovens() {
        a.production.first_pass[rc] =
            (a.production.offered[rc] * scale).max(a.production.min_out[rc]).min(a.production.max_out[rc]);
    }
    // second pass: spread what is missing over the room above, what is too much over the room below
    let gap = a.production.desired_output - sum(sets.ovens().map(|rc| a.production.first_pass[rc]));
    let room_above = sum(sets.ovens().map(|rc| a.production.max_out[rc] - a.production.first_pass[rc]));
    let room_below = sum(sets.ovens().map(|rc| a.production.first_pass[rc] - a.production.min_out[rc]));
    let (raise, lower) = (ratio(gap, room_above).clamp(0.0, 1.0), ratio(-gap, room_below).clamp(0.0, 1.0));
    for rc in sets.ovens() {
        let first = a.production.first_pass[rc];
        a.production.levelled[rc] =
            first + (a.production.max_out[rc] - first) * raise - (first - a.production.min_out[rc]) * lower;
    }

    let coal_wanted = sum(sets.ovens().map(|(r, c)| a.production.levelled[(r, c)] * a.cost.coal_charge_eff[c]));
    a.production.coal_ratio = ratio(a.coal.coal_available, coal_wanted).min(1.0);
    for rc in sets.ovens() {
        a.production.output[rc] = a.production.levelled[rc] * a.production.coal_ratio;
    }
    a.production.output_total = sum(sets.ovens().map(|rc| a.production.output[rc]));
    a.production.utilisation = ratio(a.production.output_total, a.construction.capacity_total);
}
