//! placeholder
pub mod model;
pub mod num;
pub mod problem;
pub mod record;
pub mod scenario;
pub mod simulate;
pub mod study;
pub mod target;
pub mod trajectory;
