//! The suite: the model against its reference implementation, its balances, its limits and its laws; and the program
//! against its users.

#![allow(clippy::unwrap_used)] // a test that cannot unwrap has failed

mod accuracy;
mod allocation;
mod bad_input;
mod bad_studies;
mod baseline_folder;
mod behaviour;
mod bounds;
mod causes;
mod cli;
mod compare;
mod compiled_targets;
mod conservation;
mod corpus;
mod coverage;
mod declarations;
mod designs;
mod distributions;
mod dual;
mod exit_codes;
mod extremes;
mod fingerprint;
mod foreign_rows;
mod golden;
mod graph;
mod guide;
mod invariance;
mod lanes;
mod languages;
mod laws;
mod layers;
mod liveness;
mod mathematics;
mod mutations;
mod new;
mod plausible;
mod random;
mod random_cases;
mod reference;
mod result_folders;
mod safe_text;
mod scenario_language;
mod schema;
mod sensitivity;
mod step_size;
mod store;
mod structure;
mod studies;
mod support;
mod sweep;
mod sweep_results;
mod targets;
mod units;
mod xmile;
