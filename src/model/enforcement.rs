//! S1 Enforcement and local interest.
//!
//! One number per prefecture: the probability that an order of the province is carried out. Everything administrative
//! in the plan (sections 3.1-3.4) works through it. A weighted package of levers raises it; local interest in coke
//! revenue lowers it, and that interest grows with margin (the boom loop R1).
//!
//! Links 5, 59, 60, 62; loops R1, B6.

use crate::model::helpers::{ratio, sum};
use crate::model::{self, Inputs};
use crate::num::{Num, Scalar};
use crate::record;

record! {
    /// Parameters of enforcement and local interest.
    pub struct Parameters {
        /// Enforcement at the end of 2005.
        enforcement_init: "-";
        /// Enforcement without new policy.
        enforcement_base: "-";
        /// Time to change how orders are carried out.
        enforcement_time: "a";
        /// Share of the gap to 1 that the full package closes.
        enforcement_gain: "-";
        /// Weight of each measure in the package.
        enforcement_weight[Measure]: "-";
        /// Reports a year at which reporting has its full effect.
        reports_full: "1/a";
        /// Publications a year at which naming firms has its full effect.
        publications_full: "1/a";
        /// Enforcement gained per unit by which mean ambient concentration exceeds that of 2005 (loop B6).
        exceedance_pressure: "-";
        /// Share of enforcement lost at full local interest.
        local_protection_max: "-";
        /// Local interest in coke at zero margin.
        local_interest_base: "-";
        /// Rise of local interest with expected margin (loop R1).
        local_interest_margin: "per 100 CNY/t";
        /// Share of local protection that the responsibility of officials removes (F13).
        officials_effect: "-";
        /// Relative weight of coke in the prefecture's revenue.
        fiscal_dependence[Region]: "-";
        /// Time to build online monitoring.
        monitor_build_time: "a";
        /// Online monitoring at the end of 2005.
        monitor_init: "-";
    }
}

record! {
    /// Levers on enforcement.
    pub struct Levers {
        /// Share of ovens under operating and discharge permits (A7, A12, F10).
        permit_coverage: "0-1";
        /// Share of ovens that online monitoring shall cover (F11, F12).
        monitor_target_coverage: "0-1";
        /// Officials answer for the environment of their district (F13).
        env_official_responsibility: "0-1";
        /// Provincial regulation of the coking industry in force (J1).
        admin_regulation: "0-1";
        /// One authority in charge of the industry (J2).
        admin_single_authority: "0-1";
        /// Cities have their own binding plans (J3, J7).
        admin_city_plans: "0-1";
    }
}

record! {
    /// Stocks of enforcement.
    pub struct Stocks {
        /// Probability that an order of the province is carried out.
        enforcement[Region]: "0-1";
        /// Share of ovens under online monitoring.
        monitoring_coverage: "0-1";
    }
}

record! {
    /// Auxiliaries of enforcement.
    pub struct Auxiliaries {
        /// Mean enforcement of the prefectures.
        enforcement_mean: "0-1";
        /// Reporting duty relative to its full effect (J4).
        reporting_level: "0-1";
        /// Publication of offenders relative to its full effect (F8).
        publication_level: "0-1";
        /// Weighted strength of the administrative package (links 60, 62; J1-J4, A7, F8, F10-F13).
        enforcement_package: "-";
        /// Expected margin of the sector, weighted by capacity.
        margin_expected_mean: "CNY/t";
        /// Interest of local government in coke (link 5, loop R1).
        local_interest: "0-1";
        /// Share of enforcement that local government withholds (link 5, F13).
        local_protection[Region]: "0-1";
        /// Push on enforcement from bad air (link 59, loop B6).
        public_pressure: "-";
        /// Where enforcement is heading (loops R1, B6).
        enforcement_target[Region]: "0-1";
    }
}

/// Stocks at the end of 2005.
pub fn initial<S: Scalar>(p: &model::Parameters<Num<S>>, s: &mut model::Stocks<Num<S>>) {
    s.enforcement.enforcement.as_mut_slice().fill(p.enforcement.enforcement_init);
    s.enforcement.monitoring_coverage = p.enforcement.monitor_init;
}

/// The package, local interest, and where enforcement is heading.
#[inline(always)]
pub fn enforcement_target<S: Scalar>(at: &Inputs<'_, S>, a: &mut model::Auxiliaries<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, .. } = *at;

    a.enforcement.enforcement_mean =
        sum(sets.regions().map(|r| s.enforcement.enforcement[r])) / sets.regions().count() as f64;
    a.enforcement.reporting_level = (l.market.info_reporting_per_year / p.enforcement.reports_full).min(1.0);
    a.enforcement.publication_level =
        (l.facilities.audit_publications_per_year / p.enforcement.publications_full).min(1.0);

    // enforcement_package = sum_i w_i*x_i / sum w
    let (measure, weight) = (&sets.measure, &p.enforcement.enforcement_weight);
    let package = weight[measure.regulation] * l.enforcement.admin_regulation
        + weight[measure.single_authority] * l.enforcement.admin_single_authority
        + weight[measure.city_plans] * l.enforcement.admin_city_plans
        + weight[measure.permit] * l.enforcement.permit_coverage
        + weight[measure.monitoring] * s.enforcement.monitoring_coverage
        + weight[measure.responsibility] * l.enforcement.env_official_responsibility
        + weight[measure.reporting] * a.enforcement.reporting_level
        + weight[measure.publication] * a.enforcement.publication_level;
    a.enforcement.enforcement_package = ratio(package, sum(sets.measures().map(|i| weight[i])));

    a.enforcement.margin_expected_mean = ratio(
        sum(sets.classes().map(|c| s.cost.margin_expected[c] * a.construction.capacity_by_class[c])),
        a.construction.capacity_total,
    );
    a.enforcement.local_interest = (p.enforcement.local_interest_base
        + p.enforcement.local_interest_margin * a.enforcement.margin_expected_mean / Num::of(100.0, "%"))
    .clamp(0.0, 1.0);
    a.enforcement.public_pressure = p.enforcement.exceedance_pressure
        * (sum(sets.ambient_pollutants().map(|i| s.environment.ambient_index[i]))
            / sets.ambient_pollutants().count() as f64
            - 1.0);

    let base = p.enforcement.enforcement_base;
    for r in sets.regions() {
        a.enforcement.local_protection[r] = (p.enforcement.local_protection_max
            * p.enforcement.fiscal_dependence[r]
            * a.enforcement.local_interest
            * (1.0 - p.enforcement.officials_effect * l.enforcement.env_official_responsibility))
            .clamp(0.0, 1.0);
        a.enforcement.enforcement_target[r] = ((base
            + (1.0 - base) * p.enforcement.enforcement_gain * a.enforcement.enforcement_package
            + a.enforcement.public_pressure)
            * (1.0 - a.enforcement.local_protection[r] * (1.0 - base)))
            .clamp(0.0, 1.0);
    }
}

/// Stocks at the end of the step.
#[inline(always)]
pub fn integrate<S: Scalar>(at: &Inputs<'_, S>, a: &model::Auxiliaries<Num<S>>, next: &mut model::Stocks<Num<S>>) {
    let Inputs { sets, parameters: p, levers: l, stocks: s, .. } = *at;
    for r in sets.regions() {
        next.enforcement.enforcement[r] =
            at.relax(s.enforcement.enforcement[r], a.enforcement.enforcement_target[r], p.enforcement.enforcement_time);
    }
    next.enforcement.monitoring_coverage = at.relax(
        s.enforcement.monitoring_coverage,
        l.enforcement.monitor_target_coverage,
        p.enforcement.monitor_build_time,
    );
}
