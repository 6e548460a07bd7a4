//! What several tests use: reference definitions made into cases, runs, report columns, comparisons with readable
//! differences.

use coke_sim::model::sets::Sets;
use coke_sim::num::{Num, Scalar};
use coke_sim::record::{Declaration, Record};
use coke_sim::scenario::Scenario;
use coke_sim::scenario::baseline::{Baseline, FIRST_YEAR};
use coke_sim::scenario::read;
use coke_sim::scenario::series::Series;
use coke_sim::simulate::{Case, Simulation};
use coke_sim::study;
use coke_sim::trajectory::{Layout, Trajectory};
use ndarray::Array3;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The last simulated year, of which most references speak.
pub const LAST_YEAR: i32 = 2010;

/// The three scenarios within the program.
pub const SCENARIOS: [&str; 3] = ["plan", "no-policy", "hindcast"];

/// The embedded baseline, read once.
pub fn baseline() -> &'static Arc<Baseline> {
    static BASELINE: OnceLock<Arc<Baseline>> = OnceLock::new();
    BASELINE.get_or_init(Baseline::embedded)
}

/// A scenario within the program.
pub fn scenario(name: &str) -> Scenario {
    read::embedded(name).expect("the program has this scenario")
}

/// A file of the package.
pub fn package(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The rows of a reference table.
pub fn table<R: DeserializeOwned>(file: &str) -> Vec<R> {
    let path = package("tests/reference").join(file);
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    reader.deserialize().collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A reference document.
pub fn document<D: DeserializeOwned>(file: &str) -> D {
    let path = package("tests/reference").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

// ------------------------------------------------------------------------------------------------- reference runs

/// A change of a driver or a stock, in all its members.
#[derive(Clone, Copy, Debug, Deserialize)]
pub enum Change {
    #[serde(rename = "scale")]
    Scale(f64),
    #[serde(rename = "constant", alias = "value")]
    Value(f64),
}

impl Change {
    fn apply(self, values: &mut [Num<f64>]) {
        for value in values {
            *value = match self {
                Self::Scale(factor) => *value * factor,
                Self::Value(constant) => Num::new(constant),
            };
        }
    }
}

/// The drivers of a run: a named set with edited series.
#[derive(Clone, Debug, Deserialize)]
pub struct DriverChoice {
    pub set: String,
    #[serde(default)]
    pub edited: BTreeMap<String, Vec<(f64, f64)>>,
}

/// One number or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Steps {
    One(u32),
    Several(Vec<u32>),
}

/// A run as the reference files describe it (see the head of `tests/reference/make.py`).
#[derive(Clone, Debug, Deserialize)]
pub struct Definition {
    pub steps_per_year: Steps,
    /// What differs from a run without new policy.
    pub levers: BTreeMap<String, Vec<f64>>,
    pub drivers: DriverChoice,
    /// What differs from the parameter column.
    pub parameters: BTreeMap<String, f64>,
    pub parameter_column: Option<String>,
    /// Changes of the means over the steps, but not of the drivers behind the reference load.
    #[serde(default)]
    pub drivers_during_run: BTreeMap<String, Change>,
    /// Changes of the initial state, made once the reference load is known.
    #[serde(default)]
    pub initial_stocks: BTreeMap<String, Change>,
}

impl Definition {
    /// The number of steps a year, if there is one only.
    pub fn steps(&self) -> u32 {
        match &self.steps_per_year {
            Steps::One(steps) => *steps,
            Steps::Several(several) => panic!("the run is defined for {several:?} steps a year"),
        }
    }

    /// All numbers of steps a year.
    pub fn all_steps(&self) -> Vec<u32> {
        match &self.steps_per_year {
            Steps::One(steps) => vec![*steps],
            Steps::Several(several) => several.clone(),
        }
    }

    /// The scenario: a real baseline with these edits.
    pub fn scenario(&self, steps_per_year: u32) -> Scenario {
        let mut scenario = Scenario::of_baseline(baseline(), &self.drivers.set).expect("a driver set of the baseline");
        scenario.steps_per_year = steps_per_year;
        let entries = &baseline().parameters;
        match self.parameter_column.as_deref() {
            Some("low") => scenario.parameters = entries.iter().map(|entry| entry.low).collect(),
            Some("high") => scenario.parameters = entries.iter().map(|entry| entry.high).collect(),
            None | Some("central") => {}
            Some(other) => panic!("unknown parameter column `{other}`"),
        }
        for (key, value) in &self.parameters {
            assert!(scenario.set_parameter(key, *value), "no parameter `{key}`");
        }
        for (key, values) in &self.levers {
            assert!(scenario.set_lever(key, values), "no lever `{key}`, or not one value a year");
        }
        for (key, points) in &self.drivers.edited {
            let series = Series::new(points.clone()).expect("a valid series");
            assert!(scenario.set_driver(key, series), "no driver `{key}`");
        }
        scenario
    }

    /// What the run needs.
    pub fn case(&self, steps_per_year: u32) -> Case<f64> {
        let mut case = study::case(&self.scenario(steps_per_year));
        let mut changed = 0;
        for drivers in &mut case.drivers {
            drivers.visit_mut(&mut |declaration, values| {
                if let Some(change) = self.drivers_during_run.get(declaration.name) {
                    change.apply(values);
                    changed += 1;
                }
            });
        }
        assert_eq!(changed, self.drivers_during_run.len() * case.drivers.len(), "every changed driver exists");
        case
    }

    /// The state before the first step.
    pub fn start<'a>(&self, case: &'a Case<f64>) -> Simulation<'a, f64> {
        let mut simulation = Simulation::new(case);
        let mut changed = 0;
        simulation.stocks_mut().visit_mut(&mut |declaration, values| {
            if let Some(change) = self.initial_stocks.get(declaration.name) {
                change.apply(values);
                changed += 1;
            }
        });
        assert_eq!(changed, self.initial_stocks.len(), "every changed stock exists");
        simulation
    }

    /// The whole run.
    pub fn run(&self, steps_per_year: u32) -> Trajectory {
        let case = self.case(steps_per_year);
        run(&case, &mut self.start(&case))
    }
}

/// Runs all years into `results`. The one place of the suite where the loop is compiled for `f64`.
#[inline(never)]
pub fn run_into(simulation: &mut Simulation<'_, f64>, results: &mut [Num<f64>]) {
    simulation.run(|year, row| results[year * row.len()..][..row.len()].copy_from_slice(row));
}

/// Runs all years from the state of `simulation`.
pub fn run(case: &Case<f64>, simulation: &mut Simulation<'_, f64>) -> Trajectory {
    let layout = Arc::new(Layout::new(&case.sets));
    let mut results = vec![Num::new(0.0); (case.years() + 1) * layout.width()];
    run_into(simulation, &mut results);
    trajectory(&layout, results.into_iter().map(Num::into_inner).collect())
}

/// The results of one run, row by row.
pub fn trajectory(layout: &Arc<Layout>, values: Vec<f64>) -> Trajectory {
    let shape = (1, values.len() / layout.width(), layout.width());
    Trajectory::new(Arc::clone(layout), FIRST_YEAR - 1, Array3::from_shape_vec(shape, values).expect("whole rows"))
}

/// One step, compiled once.
#[inline(never)]
pub fn step(simulation: &mut Simulation<'_, f64>) {
    simulation.step();
}

/// The same record for another number: `number` gets `group name.member` and the value.
pub fn lift<A: Record<Num<f64>>, B: Record<Num<S>>, S: Scalar>(
    sets: &Sets,
    group: &str,
    record: &A,
    number: &mut impl FnMut(String, f64) -> S,
) -> B {
    let mut numbers = Vec::new();
    record.visit(&mut |declaration, values| {
        for (position, value) in values.iter().enumerate() {
            let name = format!("{group} {}", key(declaration, sets, position));
            numbers.push(Num::new(number(name, value.into_inner())));
        }
    });
    let mut lifted = B::filled(sets, Num::from(0.0));
    lifted.fill_from(numbers);
    lifted
}

/// `name.member.member`
pub fn key(declaration: &Declaration, sets: &Sets, position: usize) -> String {
    let mut parts = vec![declaration.name];
    parts.extend(declaration.members(sets, position));
    parts.join(".")
}

// ------------------------------------------------------------------------------------------------ report columns

/// A column of the annual report of the reference, made of results.
pub fn column(results: &Trajectory, year: i32, column: &str) -> f64 {
    let total = |name: &str| results.total(0, name, year).unwrap_or_else(|| panic!("no `{name}` in {year}"));
    let all = |name: &str| {
        let variable = results.layout().find(name).unwrap_or_else(|| panic!("no variable `{name}`"));
        results.values(0, variable, year).unwrap_or_else(|| panic!("no `{name}` in {year}"))
    };
    let mean = |name: &str| all(name).mean().expect("a set has members");
    // the sum over the other sets of what belongs to one member
    let of = |name: &str, member: &str| {
        let declaration = results.layout().find(name).expect("a variable").declaration;
        let sets = results.layout().sets();
        let values = all(name);
        (0..values.len())
            .filter(|position| declaration.members(sets, *position).contains(&member))
            .fold(0.0, |sum, position| sum + values[position])
    };
    let ratio = |a: f64, b: f64| a / b.max(1e-9);
    match column {
        "output_mt" => total("output_total"),
        "price_cny_t" => total("coke_price_mean"),
        "coal_price_cny_t" => total("coal_price"),
        "in_province_mt" => total("ship_in"),
        "other_provinces_mt" => total("ship_out"),
        "export_mt" => total("ship_export"),
        "capacity_mt" => total("capacity"),
        "wip_mt" => total("wip_early") + total("wip_late"),
        "mothballed_mt" => total("mothballed"),
        "closure_mt" => total("closure"),
        "closed_cum_mt" => total("cum_closed"),
        "starts_mt" => total("starts"),
        "margin_cny_t" => total("margin_expected_mean"),
        "mean_scale_mt" => ratio(total("capacity"), total("firms")),
        "enforcement" => mean("enforcement"),
        "operating_share" => mean("operating_share"),
        "coal_use_mt" => total("coal_use"),
        "coal_charge_t_t" => ratio(total("coal_use"), total("output_total")),
        "tar_recovered_mt" => total("tar_recovered"),
        "tar_recovery_share" => ratio(total("tar_recovered"), total("tar_potential")),
        "benzene_recovered_mt" => total("benzene_recovered"),
        "gas_surplus_1e8" => total("gas_surplus"),
        "gas_flared_1e8" => total("gas_flared"),
        "gas_used_1e8" => total("gas_surplus") - total("gas_flared"),
        "gas_use_share" => 1.0 - ratio(total("gas_flared"), total("gas_surplus")),
        "methanol_cap_kt" => of("chem_capacity", "methanol"),
        "ammonia_cap_kt" => of("chem_capacity", "ammonia_urea"),
        "tar_cap_kt" => of("chem_capacity", "tar_processing"),
        "benzene_cap_kt" => of("chem_capacity", "benzene_refining"),
        "power_gw" => total("power_capacity_gw"),
        "water_mt" => total("water_coking"),
        "water_per_t" => ratio(total("water_coking"), total("output_total")),
        "so2_kt" | "pm10_kt" | "voc_kt" | "co2_kt" => of("air_load", column.trim_end_matches("_kt")),
        "bap_t" => of("air_load", "bap"),
        "cod_kt" | "nh3n_kt" | "phenol_kt" | "cyanide_kt" => of("water_load", column.trim_end_matches("_kt")),
        "export_usd_1e8" => total("export_earnings_usd"),
        "invest_oven_cum" => total("cum_invest_oven"),
        "invest_chem_cum" => total("cum_invest_chem"),
        "invest_env_cum" => total("cum_invest_env"),
        "group_mt" => total("group_control"),
        "alliance_mt" => total("alliance_volume"),
        "logistics_mt" => total("organised_logistics"),
        "inventory_mt" => total("coke_inventory"),
        "captive_share" => total("captive_share_target"),
        "lvliang_mt" => of("capacity", "lvliang"),
        "linfen_mt" => of("capacity", "linfen"),
        _ => match column.strip_prefix("cap_") {
            Some(class) => of("capacity", class),
            None => total(column), // the rest is named like the variable
        },
    }
}

// --------------------------------------------------------------------------------------------------- comparisons

/// How many of the worst differences a failed comparison shows.
const SHOWN: usize = 25;

struct Difference {
    what: String,
    got: f64,
    want: f64,
    allowed: f64,
}

impl Difference {
    /// The difference as a multiple of what is allowed; infinite if a value is not a number.
    fn excess(&self) -> f64 {
        let excess = (self.got - self.want).abs() / self.allowed;
        if excess.is_nan() { f64::INFINITY } else { excess }
    }
}

/// Compares many values and remembers the worst.
#[derive(Default)]
pub struct Comparison {
    compared: usize,
    closest: f64,
    failed: Vec<Difference>,
}

impl Comparison {
    /// Compares one value with what it should be, within `allowed`.
    pub fn check(&mut self, what: impl FnOnce() -> String, got: f64, want: f64, allowed: f64) {
        self.compared += 1;
        let mut difference = Difference { what: String::new(), got, want, allowed };
        let excess = difference.excess();
        self.closest = self.closest.max(excess);
        if excess > 1.0 {
            difference.what = what();
            self.failed.push(difference);
        }
    }

    /// How many values were compared; shows the worst differences and fails if there are any.
    pub fn finish(mut self) -> usize {
        println!("{} values compared, the worst at {:.1e} of its tolerance", self.compared, self.closest);
        if self.failed.is_empty() {
            return self.compared;
        }
        self.failed.sort_by(|a, b| b.excess().total_cmp(&a.excess()));
        let shown: Vec<String> = self
            .failed
            .iter()
            .take(SHOWN)
            .map(|difference| {
                let Difference { what, got, want, allowed } = difference;
                format!("  {what}: {got:e}, should be {want:e} +- {allowed:.1e} (off by {:.1e})", got - want)
            })
            .collect();
        panic!("{} of {} values differ, the worst first:\n{}", self.failed.len(), self.compared, shown.join("\n"));
    }
}
