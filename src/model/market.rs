//! S4 Price, alliance and inventory.
//!
//! The target price is the margin that the supply curve asks at the national tightness, on top of Shanxi's reference
//! cost at normal load, mixed with the export netback in proportion to the export share, and corrected for days of
//! stock. Idle cost does not set the price, so more capacity lowers the price and the margin falls twice. The alliance
//! floor lifts the target by its coverage times discipline and cuts members' output; buyers move away.
//!
//! Links 7, 9, 12-15, 24, 72, 75; loops B1, B4.

use crate::model::helpers::{ratio, sum};
use crate::model::{self, Inputs};
use crate::num::{Num, Scalar};
use crate::record;

record! {
    /// Parameters of price, alliance and inventory.
    pub struct Parameters {
        /// Coke price at the end of 2005.
        price_init: "CNY/t";
        /// Time in which the price moves to its target.
        price_adjust_time: "a";
        /// Numerical and scrap-value floor of the price.
        price_floor_absolute: "CNY/t";
        /// Tightness at which the price falls to shut-down cost.
        tight_lo: "-";
        /// Tightness at which the supply curve turns vertical.
        tight_hi: "-";
        /// Margin asked at the middle of the supply curve.
        price_margin_mid: "CNY/t";
        /// Slope of the supply curve per logit.
        price_margin_slope: "CNY/t";
        /// Keeps the logit of tightness finite.
        tight_clip: "-";
        /// Weight of the export netback per unit of export share.
        export_price_pull: "-";
        /// Largest weight of the export netback.
        export_pull_max: "-";
        /// Limit of the netback in home prices, relative to cost plus margin: quota holders keep the rest.
        netback_cap_ratio: "-";
        /// Days of stock that producers aim for.
        cover_target: "d";
        /// Elasticity of the price to days of stock.
        cover_price_elasticity: "-";
        /// Bound on relative days of stock in the price equation.
        cover_clip: "-";
        /// Coke in stock at the end of 2005.
        inventory_init: "Mt";
        /// Time in which stocks are corrected.
        inventory_adjust_time: "a";
        /// Share of the stock that can ship within the draw time.
        inventory_draw_max: "-";
        /// Time to which that share refers.
        inventory_draw_time: "a";
        /// Largest share of the stock that can ship within one step.
        inventory_ship_max: "-";
        /// Output cut of alliance members at full strength.
        alliance_cut_max: "-";
        /// Cut per relative shortfall below the floor.
        alliance_cut_gain: "-";
        /// Price lift per unit of coverage.
        alliance_floor_effect: "-";
        /// Discipline of alliance members.
        alliance_discipline: "-";
        /// Time to build the alliance.
        alliance_build_time: "a";
        /// Alliance volume at the end of 2005.
        alliance_init: "Mt/a";
        /// Market information at the end of 2005.
        info_init: "-";
        /// Time in which information improves.
        info_time: "a";
        /// Weight of reporting to the authority.
        info_reporting_weight: "-";
        /// Weight of the market centre.
        info_centre_weight: "-";
    }
}

record! {
    /// Levers on price and information.
    pub struct Levers {
        /// Volume under the sales alliance (I7).
        alliance_volume_mt: "Mt/a";
        /// Floor price of the alliance (I8).
        alliance_min_price: "CNY/t";
        /// Reports a year that firms must file (J4).
        info_reporting_per_year: "1/a";
        /// Market and information centre (J5, I9).
        info_market_centre: "0-1";
    }
}

record! {
    /// Stocks of the market.
    pub struct Stocks {
        /// Coke price, ex works, grade 2, incl. VAT.
        coke_price: "CNY/t";
        /// Coke in stock.
        coke_inventory: "Mt";
        /// Volume sold through the alliance.
        alliance_volume: "Mt/a";
        /// Quality of market information.
        information: "0-1";
    }
}

record! {
    /// Auxiliaries of price and inventory.
    pub struct Auxiliaries {
        /// Cost of large ovens at normal load, on the price's quality basis.
        reference_cost: "CNY/t";
        /// National demand over usable capacity (links 6, 7, 14, 24).
        tightness: "-";
        /// Margin that the supply curve asks (links 7, 13; loop B1).
        margin_required: "CNY/t";
        /// Cost plus required margin, incl. VAT.
        cost_plus: "CNY/t";
        /// What export leaves at the works (link 12).
        export_netback: "CNY/t";
        /// Weight of the netback in the home price (links 12, 15).
        export_pull: "0-1";
        /// Days of stock.
        cover_days: "d";
        /// Price without the alliance (links 9, 13, 14).
        market_price: "CNY/t";
        /// Coverage of the alliance times its discipline (link 72).
        alliance_strength: "-";
        /// Output cut by the alliance (loop B4).
        alliance_cut: "0-1";
        /// Where the price is heading (loop B4, I8).
        price_target: "CNY/t";
        /// Exact log-mean of the price over the step; used for margin, money and parity.
        coke_price_mean: "CNY/t";
        /// Output wish that restores the stock.
        inventory_correction: "Mt/a";
        /// Coke shipped.
        shipments: "Mt/a";
        /// Share of orders that is shipped.
        fill: "-";
        /// Shipped within the province.
        ship_in: "Mt/a";
        /// Shipped to other provinces.
        ship_out: "Mt/a";
        /// Exported.
        ship_export: "Mt/a";
        /// Where information is heading (link 75; J4, J5, I9).
        information_target: "0-1";
    }
}

/// Stocks at the end of 2005.
pub fn initial<S: Scalar>(p: &model::Parameters<Num<S>>, s: &mut model::Stocks<Num<S>>) {
    s.market.coke_price = p.market.price_init;
    s.market.coke_inventory = p.market.inventory_init;
    s.market.alliance_volume = p.market.alliance_init;
    s.market.information = p.market.info_init;
}

/// Days of stock, needed before ovens decide on hot idling.
#[inline(always)]
pub fn cover<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { parameters: p, stocks: s, .. } = *at;
    a.market.cover_days =
        ratio(s.market.coke_inventory * p.common.days_per_year, s.demand.orders_expected.max(Num::of(1.0, "Mt/a")));
}

/// The price target and the mean price of the step.
#[inline(always)]
pub fn price<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, drivers: d, stocks: s, .. } = *at;

    // idle cost does not set the price: it is taken out of the reference cost
    let weight = |(r, c)| s.construction.capacity[(r, c)] * p.common.large_flag[c] + p.common.weight_floor;
    let normal_cost = |(r, c)| {
        (a.cost.unit_cost[(r, c)] - p.cost.non_coal_cost[c] * (a.cost.idle_cost_factor - 1.0))
            / p.cost.coke_price_factor[c]
    };
    a.market.reference_cost =
        ratio(sum(sets.ovens().map(|rc| normal_cost(rc) * weight(rc))), sum(sets.ovens().map(weight)));

    let max_out_total = sum(sets.ovens().map(|rc| a.production.max_out[rc]));
    a.market.tightness = ratio(
        a.demand.in_province_demand + a.demand.demand_other_total + a.demand.export_wish_start,
        max_out_total * a.production.coal_cap
            + s.demand.captive_capacity * p.demand.captive_utilisation
            + a.demand.offer_om,
    );
    let x = ((a.market.tightness - p.market.tight_lo) / (p.market.tight_hi - p.market.tight_lo))
        .clamp(p.market.tight_clip, 1.0 - p.market.tight_clip);
    a.market.margin_required = p.market.price_margin_mid + p.market.price_margin_slope * (x / (1.0 - x)).ln();
    a.market.cost_plus = (1.0 + p.common.vat_rate) * (a.market.reference_cost + a.market.margin_required);

    a.market.export_netback = (model::demand::world_reservation_price(at) * d.demand.fx / (1.0 + d.demand.duty)
        - p.demand.inland_and_port)
        .max(0.0);
    a.market.export_pull = (p.market.export_price_pull
        * ratio(s.demand.export_volume, s.demand.orders_expected.max(Num::of(1.0, "Mt/a"))))
    .min(p.market.export_pull_max);

    let cover = (a.market.cover_days / p.market.cover_target).clamp(1.0 / p.market.cover_clip, p.market.cover_clip);
    let netback_cap = p.market.netback_cap_ratio * a.market.cost_plus.max(p.market.price_floor_absolute);
    a.market.market_price = (((1.0 - a.market.export_pull) * a.market.cost_plus
        + a.market.export_pull * a.market.export_netback.min(netback_cap))
        * cover.power(-p.market.cover_price_elasticity))
    .max(p.market.price_floor_absolute);

    a.market.alliance_strength = p.market.alliance_discipline
        * ratio(s.market.alliance_volume, s.demand.orders_expected.max(Num::of(1.0, "Mt/a"))).clamp(0.0, 1.0);
    let shortfall = (l.market.alliance_min_price - a.market.market_price).max(0.0);
    a.market.alliance_cut = p.market.alliance_cut_max
        * a.market.alliance_strength
        * (p.market.alliance_cut_gain * ratio(shortfall, l.market.alliance_min_price.max(Num::of(1.0, "CNY/t"))))
            .min(1.0);
    a.market.price_target =
        a.market.market_price + p.market.alliance_floor_effect * a.market.alliance_strength * shortfall;
    let unit = Num::of(1.0, "CNY/t");
    let (price, target) = (s.market.coke_price / unit, a.market.price_target / unit);
    a.market.coke_price_mean = at.step_mean(price.ln(), target.ln(), p.market.price_adjust_time).exp() * unit;
}

/// The output wish that restores the stock of coke.
#[inline(always)]
pub fn inventory_correction<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { parameters: p, stocks: s, dt, .. } = *at;
    a.market.inventory_correction = (p.market.cover_target * s.demand.orders_expected / p.common.days_per_year
        - s.market.coke_inventory)
        * at.frac(p.market.inventory_adjust_time)
        / dt;
}

/// Shipments, once output is known; the stock never turns negative.
#[inline(always)]
pub fn shipments<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { parameters: p, stocks: s, dt, .. } = *at;
    let draw = (p.market.inventory_draw_max * dt / p.market.inventory_draw_time).min(p.market.inventory_ship_max);
    a.market.shipments = a.demand.orders.min(a.production.output_total + s.market.coke_inventory * draw / dt);
    a.market.fill = ratio(a.market.shipments, a.demand.orders);
    a.market.ship_in = a.market.fill * a.demand.in_province_demand;
    a.market.ship_out = a.market.fill * a.demand.out_of_province_demand;
    a.market.ship_export = a.market.fill * a.demand.export_orders;
}

/// Where market information is heading.
#[inline(always)]
pub fn information_target<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { parameters: p, levers: l, .. } = *at;
    a.market.information_target = (p.market.info_init
        + p.market.info_reporting_weight * a.enforcement.reporting_level * l.enforcement.admin_single_authority
        + p.market.info_centre_weight * l.market.info_market_centre)
        .clamp(0.0, 1.0);
}

/// Stocks at the end of the step.
#[inline(always)]
pub fn integrate<S: Scalar>(at: &Inputs<'_, S>, a: &model::Auxiliaries<Num<S>>, next: &mut model::Stocks<Num<S>>) {
    let Inputs { parameters: p, levers: l, stocks: s, dt, .. } = *at;
    next.market.coke_price =
        s.market.coke_price * (a.market.price_target / s.market.coke_price).power(at.frac(p.market.price_adjust_time));
    next.market.coke_inventory =
        (s.market.coke_inventory + dt * (a.production.output_total - a.market.shipments)).max(0.0);
    next.market.alliance_volume = at.relax(
        s.market.alliance_volume,
        l.market.alliance_volume_mt.min(a.production.output_total),
        p.market.alliance_build_time,
    );
    next.market.information = at.relax(s.market.information, a.market.information_target, p.market.info_time);
}
