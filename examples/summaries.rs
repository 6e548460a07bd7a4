//! Statistics of fixed data as CSV, for an outside judge: `tests/statistics/summaries.py` makes the same data and compares
//! these numbers with those of `NumPy` and `SciPy`.
//!
//! ```text
//! cargo run --example summaries
//! ```

use coke_sim::statistics::{Collector, Failures, Paired, Proportion, QUANTILES};

/// A sequence that fills 0 to 1 evenly, without chance: the fractions of multiples of the golden ratio and others.
fn places(count: u32, step: f64) -> Vec<f64> {
    (1..=count).map(|index| (f64::from(index) * step).fract()).collect()
}

fn main() {
    println!("what,of,argument,value,low,high");
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let named = [
        ("even", places(1000, golden)),
        ("skewed", places(777, golden).iter().map(|place| 1.0 / (1.001 - place)).collect()),
        ("far", places(500, golden).iter().map(|place| 1e9 + 1e-3 * place).collect()),
        ("few", vec![3.0, -1.0, 2.5]),
        ("pair", vec![1.0, 2.0]),
    ];
    for (name, values) in &named {
        let mut collector = Collector::new(values.len());
        for value in values {
            collector.push(*value);
        }
        for quantile in [0.05, 0.25, 0.5, 0.9] {
            if let Some(found) = collector.quantile(quantile) {
                println!("interval,{name},{quantile:?},{:?},{:?},{:?}", found.value, found.low, found.high);
            }
        }
        let Some(found) = collector.finish() else { continue };
        println!("mean,{name},,{:?},,", found.mean);
        println!("sd,{name},,{:?},,", found.sd.unwrap_or(f64::NAN));
        for (quantile, value) in QUANTILES.iter().zip(found.quantiles) {
            println!("quantile,{name},{quantile:?},{value:?},,");
        }
    }
    for (hits, n) in [(0, 1), (1, 1), (0, 20), (3, 7), (81, 263), (999, 1000), (123_456, 1_000_000)] {
        if let Some(found) = Proportion::of(hits, n) {
            println!("proportion,{hits},{n},{:?},{:?},{:?}", found.estimate, found.low, found.high);
        }
    }
    // n runs of two mixes; their difference is spread evenly about 0.05
    for n in [2, 3, 4, 11, 100, 1000, 1001, 1002, 1500, 100_000] {
        for comparisons in [1, 28, 1000] {
            let mut paired = Paired::default();
            for (common, own) in places(n, golden).iter().zip(places(n, 2.0_f64.sqrt())) {
                paired.push(common + own, common + 0.45);
            }
            if let Some(found) = paired.finish(comparisons) {
                println!("paired,{n},{comparisons},{:?},{:?},{:?}", found.mean, found.low, found.high);
            }
        }
    }
    // runs fail where the sum of two inputs is high; the third input has no say
    let [first, second, third] = [golden, 2.0_f64.sqrt(), 3.0_f64.sqrt()].map(|step| places(2000, step));
    let mut failures = Failures::new(3);
    for ((first, second), third) in first.iter().zip(&second).zip(&third) {
        failures.push(&[*first, *second, *third], 2.0 * first + second > 2.2);
    }
    if let Some(found) = failures.cluster(3) {
        println!("critical,,,{:?},,", found.critical);
        for one in found.inputs {
            println!("separation,{},,{:?},{:?},{:?}", one.input, one.statistic, one.range.0, one.range.1);
        }
    }
}
