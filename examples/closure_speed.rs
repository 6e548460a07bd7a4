//! How fast must orders be carried out? Eight speeds side by side in the lanes of one batch.
//!
//! `cargo run --example closure_speed`

use coke_sim::scenario::read;
use coke_sim::study::batch::{Instructions, simulate};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let plan = read::embedded("plan")?;
    let years = [0.3, 0.4, 0.6, 0.8, 1.0, 1.5, 2.0, 3.0];
    let scenarios: Vec<_> = years
        .iter()
        .map(|time| {
            let mut slower = plan.clone();
            assert!(slower.set_parameter("closure_exec_time", *time));
            slower
        })
        .collect();
    let results = simulate(&scenarios, Instructions::Best)?;
    println!("years to execute an order   capacity 2010   closed 2006-2010   PM10 2010");
    for (run, time) in years.iter().enumerate() {
        let of = |name: &str| results.total(run, name, 2010).unwrap_or(f64::NAN);
        let particles = results.value(run, "air_load", &["pm10"], 2010).unwrap_or(f64::NAN);
        println!("{time:>25.1} {:>10.1} Mt/a {:>13.1} Mt/a {particles:>8.1} kt", of("capacity"), of("cum_closed"));
    }
    Ok(())
}
