//! The suite: the model against its reference implementation, its balances, its limits and its laws.

mod behaviour;
mod conservation;
mod extremes;
mod fingerprint;
mod golden;
mod invariance;
mod random_cases;
mod step_size;
mod support;
