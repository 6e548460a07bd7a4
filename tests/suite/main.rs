//! The suite: the model against its reference implementation, its balances, its limits and its laws; and the program
//! against its users.

#![allow(clippy::unwrap_used)] // a test that cannot unwrap has failed

mod allocation;
mod bad_input;
mod behaviour;
mod cli;
mod conservation;
mod corpus;
mod declarations;
mod dual;
mod extremes;
mod fingerprint;
mod golden;
mod invariance;
mod lanes;
mod laws;
mod layers;
mod mathematics;
mod mutations;
mod random;
mod random_cases;
mod recorder;
mod step_size;
mod support;
mod targets;
