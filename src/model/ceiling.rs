//! Parameters of the three constraints on total capacity: market, water, environment.
//!
//! They do not act on the simulation. The plan derives its ceiling of 120 Mt/a from constraints of this kind; the
//! calibration record (section 3) says how they were back-solved. Targets and the constraint calculator read them.

use crate::record;

record! {
    /// Market, water and environmental limits on capacity, and the plan's own closure accounting.
    pub struct Parameters {
        /// Share of the national market that Shanxi aims to hold.
        market_share_target: "-";
        /// National coke demand in 2010 as the plan expects it.
        demand_2010_plan: "Mt/a";
        /// Water available to coking.
        water_available: "Mt/a";
        /// Water use a tonne of coke by norm.
        water_norm: "t/t";
        /// Load of a pollutant that the environment can take; not in the plan's text.
        allowable_load[AmbientPollutant]: "kt/a (t/a BaP)";
        /// Emission per tonne of coke at level 2 of the cleaner-production standard HJ/T 126.
        hjt126_level2[AmbientPollutant]: "kg/t (g/t BaP)";
        /// Emission saved per tonne of closed capacity in the plan's accounting, which counts ovens at full load.
        plan_closed_ef[AmbientPollutant]: "kg/t (g/t BaP) of capacity";
        /// Ambient concentration at the end of 2005.
        ambient_exceed_init[AmbientPollutant]: "x class III";
        /// Share of the sector's sales that statistics of firms above scale cover.
        output_value_coverage: "-";
    }
}
