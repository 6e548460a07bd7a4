//! Results for people and programs: tables, files, charts.

#[cfg(feature = "charts")]
pub mod chart;
pub mod comparison;
#[cfg(feature = "charts")]
pub mod figures;
pub mod inputs;
pub mod liveness;
pub mod manifest;
pub mod model;
pub mod plausible;
pub mod reference;
pub mod scorecard;
pub mod stdout;
pub mod sweep;
pub mod table;
pub mod trajectory;
pub mod verification;
pub mod words;
