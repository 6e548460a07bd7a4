//! The suite: the model against its reference implementation, its balances, its limits and its laws.

mod allocation;
mod behaviour;
mod conservation;
mod declarations;
mod dual;
mod extremes;
mod fingerprint;
mod golden;
mod invariance;
mod laws;
mod layers;
mod random_cases;
mod recorder;
mod step_size;
mod support;
