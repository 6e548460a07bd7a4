//! coke-sim: what happens to the coking industry of a province, year by year, if these levers are set so?
//!
//! Data flows one way:
//!
//! ```text
//! scenarios/*.toml + baseline/*.csv
//!    │  scenario     read and check; every problem is reported at once, with its place
//!    ▼
//!  Scenario          parameters, levers by year, drivers, time
//!    │  study        chooses the number: one run in f64, several runs in SIMD lanes
//!    ▼
//!  simulate          the time loop: at each step auxiliaries = model(parameters, stocks, inputs); stocks += flows * dt
//!    ▼
//!  Trajectory        every variable by run and year, with name, sets, unit
//!    ▼
//!  target, report    verdicts on the plan's targets; tables, files, charts
//! ```
//!
//! Beside it, the same equations on names instead of numbers:
//!
//! ```text
//!  model ── study::structure ──▶ Structure     the expression of every stock and auxiliary: units, causes, loops
//!                                   │
//!                                   ▼
//!           coverage, export, report           what became of the plan; equations, XMILE; explanations, reference guide
//! ```
//!
//! * [`num`]: what a number is. [`mod@record`]: how variables are declared. [`model`]: the equations, and only they.
//! * [`simulate`]: the time loop. [`study`]: where a number type meets the model. [`trajectory`]: results.
//! * [`structure`]: the model as a graph. [`coverage`]: what became of the plan in it. [`export`]: equations, XMILE.
//! * [`scenario`]: text in, checked scenario out. [`problem`]: what users read when something is wrong.
//! * [`sampling`]: distributions of uncertain inputs, and the values they have in each run of a sweep. [`sweep`]: running a
//!   study in parts. [`store`]: its rows on disk. [`folder`]: results, whole or not at all. [`statistics`]: what rows add up to.
//! * [`target`]: the plan's targets. [`mod@text`]: texts for people in two languages. [`safe`]: text as it may stand on a
//!   terminal, in CSV, JSON, TOML, XML.
//! * [`glossary`]: names of all quantities for people. [`mod@unit`]: units, read and shown. [`report`]: tables, files, charts. [`cmd`]: the command line.
//!
//! # Example
//!
//! ```
//! use coke_sim::{scenario, study, target};
//!
//! let plan = scenario::read::embedded("plan")?;
//! let results = study::run::simulate(&plan);
//! let capacity = results.total(0, "capacity", 2010).expect("capacity is a stock of the model");
//! assert!((118.0..119.0).contains(&capacity));
//! let met = study::scorecard(&plan, &results, 0).iter().filter(|judged| judged.verdict == target::Verdict::Met).count();
//! assert!(met > 10);
//! # Ok::<(), coke_sim::problem::Problems>(())
//! ```

pub mod cmd;
pub mod coverage;
pub mod export;
pub mod folder;
pub mod glossary;
pub mod model;
pub mod num;
pub mod problem;
pub mod record;
pub mod report;
pub mod safe;
pub mod sampling;
pub mod scenario;
pub mod simulate;
pub mod statistics;
pub mod store;
pub mod structure;
pub mod study;
pub mod sweep;
pub mod target;
pub mod text;
pub mod trajectory;
pub mod unit;
