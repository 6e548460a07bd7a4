//! A run has the same bits alone, beside others in lanes, with AVX2 and without.

use coke_sim::num::Scalar;
use coke_sim::num::lanes::{Batch, RUNS, Task, with_any_processor, with_avx2_at_most, with_best_instructions};

use crate::random::Random;
use crate::support::scenario;
use coke_sim::scenario::Scenario;
use coke_sim::scenario::baseline::{Baseline, BaselineFiles};
use coke_sim::study::batch::{self, Instructions};
use coke_sim::study::run;
use std::sync::Arc;

/// Equality of the bits, but any NaN equals any other.
fn is_same(x: f64, y: f64) -> bool {
    x.to_bits() == y.to_bits() || (x.is_nan() && y.is_nan())
}

/// Every operation on a pair of numbers, in one order for `f64` and lanes.
#[inline(always)]
fn all_operations<S: Scalar>(x: S, y: S) -> [S; 11] {
    [
        x.add(y),
        x.sub(y),
        x.mul(y),
        x.div(y),
        x.neg(),
        x.minimum(y),
        x.maximum(y),
        x.exp(),
        x.ln(),
        x.power(y),
        S::constant(0.1).mul(x).add(y),
    ]
}

/// Applies every operation to every pair, `RUNS` pairs at a time.
struct Operations<'a>(&'a [[[f64; RUNS]; 2]]);

impl Task for Operations<'_> {
    type Output = Vec<[[f64; RUNS]; 11]>;
    #[inline(always)]
    fn run<S: Batch>(self) -> Self::Output {
        let mut results = Vec::with_capacity(self.0.len());
        for [x, y] in self.0 {
            let lanes = all_operations(S::from_runs(*x), S::from_runs(*y));
            let mut runs = [[0.0; RUNS]; 11];
            for operation in 0..11 {
                runs[operation] = lanes[operation].into_runs();
            }
            results.push(runs);
        }
        results
    }
}

#[test]
fn lanes_give_the_bits_of_a_run_alone() {
    let mut random = Random(4);
    let specials = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        f64::from_bits(1),
        f64::MIN_POSITIVE,
        f64::MAX,
        f64::MIN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        0.5,
        2.0,
        710.0,
        -746.0,
    ];
    let mut number = || match random.bits() % 5 {
        0 => specials[usize::try_from(random.bits() % 15).unwrap()],
        1 => f64::from_bits(random.bits()),
        2 => random.positive(),
        3 => random.between(-800.0, 800.0),
        _ => random.between(0.0, 4.0),
    };
    let pairs: Vec<_> = (0..20_000).map(|_| [0, 1].map(|_| std::array::from_fn(|_| number()))).collect();
    for results in [
        with_best_instructions(Operations(&pairs)),
        with_avx2_at_most(Operations(&pairs)),
        with_any_processor(Operations(&pairs)),
    ] {
        for ([x, y], result) in pairs.iter().zip(&results) {
            for run in 0..RUNS {
                let alone = all_operations(x[run], y[run]);
                for operation in 0..11 {
                    assert!(
                        is_same(result[operation][run], alone[operation]),
                        "operation {operation} on {:?} and {:?}: {:?} in lanes, {:?} alone",
                        x[run],
                        y[run],
                        result[operation][run],
                        alone[operation]
                    );
                }
            }
        }
    }
}

/// Scenarios that differ in levers, parameters and drivers, so that no two lanes do the same.
fn different_scenarios(count: usize) -> Vec<Scenario> {
    let mut random = Random(11);
    (0..count)
        .map(|number| {
            let mut scenario = scenario(["plan", "no-policy", "hindcast"][number % 3]);
            let baseline = Arc::clone(&scenario.baseline);
            for (slot, parameter) in baseline.parameters.iter().enumerate() {
                if random.bits().is_multiple_of(3) {
                    scenario.parameters[slot] = random.between(parameter.low, parameter.high);
                }
            }
            for (slot, lever) in baseline.levers.iter().enumerate() {
                if random.bits().is_multiple_of(5) {
                    for value in &mut scenario.levers[slot] {
                        *value = random.between(lever.minimum, lever.maximum);
                    }
                }
            }
            scenario
        })
        .collect()
}

/// All bits of a run.
fn bits(trajectory: &coke_sim::trajectory::Trajectory, run: usize) -> Vec<u64> {
    let mut bits = Vec::new();
    for variable in trajectory.layout().variables() {
        for year in trajectory.years_of(variable) {
            let values = trajectory.values(run, variable, year).unwrap();
            bits.extend(values.iter().map(|value| value.to_bits()));
        }
    }
    bits
}

#[test]
fn scenarios_side_by_side_have_the_bits_they_have_alone_with_any_instructions() {
    // two full batches and a part of a third; members of one baseline, since lanes share the sets
    let mut scenarios = different_scenarios(2 * RUNS + 3);
    let sets = Arc::clone(&scenarios[0].baseline);
    for scenario in &mut scenarios {
        scenario.baseline = Arc::clone(&sets);
    }
    for steps in [12, 5] {
        for scenario in &mut scenarios {
            scenario.steps_per_year = steps;
        }
        let best = batch::simulate(&scenarios, Instructions::Best).unwrap();
        let avx2 = batch::simulate(&scenarios, Instructions::Avx2).unwrap();
        let any = batch::simulate(&scenarios, Instructions::Any).unwrap();
        for (number, scenario) in scenarios.iter().enumerate() {
            let alone = bits(&run::simulate(scenario), 0);
            assert!(alone.len() > 10_000);
            assert!(alone == bits(&best, number), "run {number} with the best instructions");
            assert!(alone == bits(&avx2, number), "run {number} with AVX2 at most");
            assert!(alone == bits(&any, number), "run {number} with those of any processor");
        }
    }
}

#[test]
fn scenarios_of_different_shape_do_not_run_side_by_side() {
    let mut scenarios = vec![scenario("plan"), scenario("plan")];
    let other = Baseline::read(BaselineFiles::embedded()).expect("the baseline of the program");
    scenarios[1].baseline = Arc::new(other);
    assert_eq!(batch::simulate(&[], Instructions::Best).unwrap_err(), batch::BatchError::Empty);
    assert_eq!(batch::simulate(&scenarios, Instructions::Best).unwrap_err(), batch::BatchError::Uneven, "two sets");
    scenarios[1] = scenarios[0].clone();
    scenarios[1].steps_per_year = 4;
    assert_eq!(batch::simulate(&scenarios, Instructions::Best).unwrap_err(), batch::BatchError::Uneven);
}
