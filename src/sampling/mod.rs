//! Uncertain inputs: what they may be, and which values they have in each run of a sweep.
//!
//! A [`Distribution`] says what an input may be. A [`Sampler`] spreads runs over the inputs by a [`Design`] and gives one
//! probability an input and run, correlated if need be; the quantile of the distribution at that probability is the value.
//! All of it is a function of the seed, the names of the inputs and the number of the run, to the last bit: nothing
//! depends on the order of runs, on how many there are, on threads or on the system.
//!
//! ```
//! use coke_sim::sampling::{Design, Distribution, Input, Sampler};
//!
//! let price = Distribution::lognormal_between(600.0, 900.0)?.within(500.0, 1200.0)?;
//! let inputs = vec![Input { name: "price".to_owned(), atoms: price.atoms() }];
//! let sampler = Sampler::new(2006, Design::LatinHypercube, inputs, None)?;
//! let mut probabilities = [0.0];
//! sampler.probabilities_into(41, &mut probabilities);
//! let value = price.quantile(probabilities[0]);
//! assert!((500.0..=1200.0).contains(&value));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod correlation;
pub mod design;
pub mod distribution;
pub mod random;
pub mod sobol;

mod atoms;
mod beta;
mod check;
mod factorial;
mod latin_hypercube;
mod normal;
mod scramble;
mod shape;
mod tails;

pub use correlation::{Correlation, CorrelationError};
pub use design::{Design, Input, Sampler, SamplerError};
pub use distribution::{Distribution, DistributionError};
pub use random::Stream;
