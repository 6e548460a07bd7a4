//! What every sector uses: conversions, tax, and what an oven class *is*.
//!
//! Sources: card sections 1 and 2; attributes of the oven classes are data (`parameters.csv`), never positions.

use crate::record;

record! {
    /// Conversions, guards and attributes of the oven classes.
    pub struct Parameters {
        /// Guard of divisions; never affects results at plan scale.
        numerical_floor: "-";
        /// Value-added tax on coke, coal and chemicals.
        vat_rate: "-";
        /// Days in a year.
        days_per_year: "d/a";
        /// Turns Mt times CNY/t into 1e8 CNY.
        mt_to_1e8_cny: "1e8 CNY per (Mt*CNY/t)";
        /// Turns Mt times m3/t into 1e8 m3.
        m3_per_t_to_1e8: "1e8 m3 per (Mt*m3/t)";
        /// Turns kt into Mt.
        kt_to_mt: "Mt/kt";
        /// Weight that keeps capacity-weighted means defined where there is no capacity.
        weight_floor: "Mt/a";
        /// 1 for large mechanised ovens.
        large_flag[Class]: "0/1";
        /// 1 for ovens with all approvals.
        approved_flag[Class]: "0/1";
        /// 1 for large ovens that lack approval and can be legalised.
        unapproved_flag[Class]: "0/1";
        /// 1 for classes that conform with industrial policy.
        conforming_flag[Class]: "0/1";
        /// Share of the class on the closure list, on which sanctions act.
        listed_share[Class]: "-";
        /// Share of starts in the class that need local, illegal approval.
        illegal_class[Class]: "-";
    }
}
