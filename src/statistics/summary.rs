//! One number over all runs: mean, spread, quantiles.

use super::{Moments, number, order};
use tdigest::TDigest;

/// The quantiles of a summary.
pub const QUANTILES: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// How many groups of neighbouring values a sketch keeps: about 30 kB with its buffer.
const SKETCH_SIZE: usize = 500;

/// By how much the rank of each quantile from a sketch can be off, as a share of all values: by the width of the group
/// that holds it, 4 sqrt(q/2) / 500 for a quantile q up to one half, and the mirror of it above.
///
/// Measured on 20,000 and 200,000 values (see the tests): 0.35 % where half of the values are the same and the other half
/// are the same, too, so that the median lies on a jump; no more than [`SKETCH_RANK_ERROR_OF_DENSITIES`] otherwise.
pub const SKETCH_RANK_ERRORS: [f64; 7] = [0.0013, 0.0018, 0.0029, 0.0040, 0.0029, 0.0018, 0.0013];

/// By how much the rank of a quantile from a sketch was seen to be off at most, as a share of all values, where values
/// are spread out: normal, lognormal, uniform, bimodal with the median in the gap, sorted up or down. It is one twentieth
/// of one percent: what is said to be the median lies between the quantiles 49.95 % and 50.05 %.
pub const SKETCH_RANK_ERROR_OF_DENSITIES: f64 = 5e-4;

/// One number over runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// How many runs have it.
    pub n: u64,
    /// How many runs have no finite number there; they are left out of all else.
    pub refused: u64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation, as an estimate of that of all possible runs (n - 1); `None` of a single run.
    pub sd: Option<f64>,
    /// The smallest.
    pub minimum: f64,
    /// The largest.
    pub maximum: f64,
    /// The quantiles of [`QUANTILES`].
    pub quantiles: [f64; 7],
    /// Whether the quantiles are exact, or have the error of [`SKETCH_RANK_ERRORS`].
    pub exact: bool,
}

/// A quantile with the interval that holds it, whatever the distribution, at 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    /// The quantile of the runs.
    pub value: f64,
    /// The lower end; minus infinity if there are too few runs to tell.
    pub low: f64,
    /// The upper end; infinity if there are too few runs to tell.
    pub high: f64,
}

/// Collects one number run by run.
///
/// As long as there are no more than `limit`, all are kept and quantiles are exact. Beyond it they are put into a sketch
/// (Dunning and Ertl, Computing extremely accurate quantiles using t-digests, 2019), whose size does not grow.
#[derive(Clone, Debug)]
pub struct Collector {
    limit: usize,
    moments: Moments,
    refused: u64,
    kept: Kept,
}

#[derive(Clone, Debug)]
enum Kept {
    All(Vec<f64>),
    Sketch(Box<TDigest>),
}

impl Collector {
    /// Keeps up to `limit` numbers as they are: 8 bytes each.
    #[must_use]
    pub const fn new(limit: usize) -> Self {
        Self { limit, moments: Moments::new(), refused: 0, kept: Kept::All(Vec::new()) }
    }

    /// Takes in the number of the next run. One that is not finite is left out and counted as refused.
    pub fn push(&mut self, value: f64) {
        if !value.is_finite() {
            self.refused += 1;
            return;
        }
        self.moments.push(value);
        match &mut self.kept {
            Kept::All(values) if values.len() < self.limit => values.push(value),
            Kept::All(values) => {
                let mut sketch = TDigest::new_with_size(SKETCH_SIZE);
                sketch.extend_values(values.iter().copied());
                sketch.push(value);
                self.kept = Kept::Sketch(Box::new(sketch));
            }
            Kept::Sketch(sketch) => sketch.push(value),
        }
    }

    /// How many numbers were not finite.
    #[must_use]
    pub const fn refused(&self) -> u64 {
        self.refused
    }

    /// Mean and spread so far.
    #[must_use]
    pub const fn moments(&self) -> &Moments {
        &self.moments
    }

    /// The summary so far; `None` if there is no number. It changes nothing of what comes.
    #[must_use]
    pub fn summary(&self) -> Option<Summary> {
        let moments = &self.moments;
        let (minimum, maximum) = moments.range()?;
        let sorted = self.sorted();
        Some(Summary {
            n: moments.n(),
            refused: self.refused,
            mean: moments.mean()?,
            sd: moments.sd(),
            minimum,
            maximum,
            quantiles: QUANTILES.map(|quantile| sorted.quantile(quantile)),
            exact: matches!(self.kept, Kept::All(_)),
        })
    }

    /// The summary; `None` if there is no number.
    #[must_use]
    pub fn finish(self) -> Option<Summary> {
        self.summary()
    }

    /// A quantile so far, with its interval; `None` if there is no number.
    ///
    /// The interval is made of order statistics; of a sketch, of what it takes them to be.
    #[must_use]
    pub fn quantile(&self, quantile: f64) -> Option<Quantile> {
        let n = self.moments.n();
        if n == 0 {
            return None;
        }
        let sorted = self.sorted();
        let (low, high) = order::ranks(n, quantile);
        Some(Quantile {
            value: sorted.quantile(quantile),
            low: low.map_or(f64::NEG_INFINITY, |rank| sorted.at_rank(rank, n)),
            high: high.map_or(f64::INFINITY, |rank| sorted.at_rank(rank, n)),
        })
    }

    fn sorted(&self) -> Sorted {
        match &self.kept {
            Kept::All(values) => {
                let mut values = values.clone();
                values.sort_unstable_by(f64::total_cmp);
                Sorted::All(values)
            }
            Kept::Sketch(sketch) => {
                let mut sketch = sketch.clone();
                sketch.flush();
                Sorted::Sketch(sketch)
            }
        }
    }
}

/// At least one value, ready to be asked.
enum Sorted {
    All(Vec<f64>),
    Sketch(Box<TDigest>),
}

impl Sorted {
    fn quantile(&self, quantile: f64) -> f64 {
        match self {
            Self::All(values) => of_sorted(values, quantile),
            Self::Sketch(sketch) => sketch.estimate_quantile(quantile).unwrap_or(f64::NAN), // never: it is not empty
        }
    }

    /// The value at a rank from 1 to n.
    fn at_rank(&self, rank: u64, n: u64) -> f64 {
        match self {
            Self::All(values) => usize::try_from(rank - 1).map_or(f64::NAN, |position| values[position]),
            Self::Sketch(_) => self.quantile((number(rank) - 0.5) / number(n)),
        }
    }
}

/// A quantile of sorted values, interpolated between neighbours: type 7 of Hyndman and Fan, Sample quantiles in
/// statistical packages, The American Statistician 50 (1996); the default of R and `NumPy`.
fn of_sorted(values: &[f64], quantile: f64) -> f64 {
    let place = quantile * number(values.len() as u64 - 1);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a place in the list
    let position = place.floor() as usize;
    let below = values[position];
    let above = values[(position + 1).min(values.len() - 1)];
    below + (above - below) * (place - place.floor())
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // numbers that are exact
mod tests {
    use super::{Collector, Kept, QUANTILES, SKETCH_RANK_ERROR_OF_DENSITIES, SKETCH_RANK_ERRORS, SKETCH_SIZE, Summary};
    use crate::num::math;

    /// 64 random bits: splitmix64.
    fn bits(state: &mut u64) -> u64 {
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Between 0 and 1.
    #[allow(clippy::cast_precision_loss)]
    fn uniform(state: &mut u64) -> f64 {
        ((bits(state) >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0
    }

    /// The sum of twelve uniform numbers less 6: normal enough for a shape.
    fn normal(state: &mut u64) -> f64 {
        (0..12).map(|_| uniform(state)).sum::<f64>() - 6.0
    }

    fn summary(values: &[f64], limit: usize) -> Summary {
        let mut collector = Collector::new(limit);
        for value in values {
            collector.push(*value);
        }
        collector.finish().unwrap()
    }

    #[test]
    fn exact_quantiles_interpolate_between_neighbours() {
        // 0 to 20: the quantile q lies at 20 q
        let mut values: Vec<f64> = (0..=20).map(f64::from).collect();
        values.reverse();
        let found = summary(&values, 21);
        assert!(found.exact);
        for (value, quantile) in found.quantiles.iter().zip(QUANTILES) {
            assert!((value - 20.0 * quantile).abs() < 1e-14, "{quantile}: {value}");
        }
        assert!((summary(&[1.0, 2.0], 9).quantiles[1] - 1.1).abs() < 1e-15);
        assert_eq!(summary(&[7.0], 9).quantiles, [7.0; 7]);
    }

    #[test]
    fn a_number_that_is_not_finite_is_left_out_and_counted() {
        let found = summary(&[1.0, f64::NAN, 3.0, f64::INFINITY], 9);
        assert_eq!((found.n, found.refused, found.mean, found.maximum), (2, 2, 2.0, 3.0));
        let mut collector = Collector::new(9);
        collector.push(f64::NAN);
        assert_eq!((collector.refused(), collector.summary(), collector.quantile(0.5)), (1, None, None));
    }

    /// By how much the rank of each quantile of a sketch is off.
    fn rank_errors(values: &[f64]) -> [f64; 7] {
        let found = summary(values, 1000);
        assert!(!found.exact && found.n == values.len() as u64);
        let share = |count: usize| super::number(count as u64) / super::number(values.len() as u64);
        std::array::from_fn(|position| {
            let (value, quantile) = (found.quantiles[position], QUANTILES[position]);
            // a value that stands there often has all these ranks
            let below = share(values.iter().filter(|other| **other < value).count());
            let up_to = share(values.iter().filter(|other| **other <= value).count());
            (below - quantile).max(quantile - up_to).max(0.0)
        })
    }

    #[test]
    fn quantiles_of_a_sketch_are_off_by_no_more_than_it_says() {
        let state = &mut 1;
        let mut worst: [f64; 2] = [0.0; 2];
        for n in [20_000, 200_000] {
            let mut many =
                |draw: &mut dyn FnMut(&mut u64) -> f64| -> Vec<f64> { (0..n).map(|_| draw(state)).collect() };
            let mut sorted = many(&mut normal);
            sorted.sort_unstable_by(f64::total_cmp);
            let backwards = sorted.iter().rev().copied().collect();
            let two = |share: u64| move |state: &mut u64| if bits(state) % 100 < share { 0.0 } else { 1.0 };
            let cases = [
                ("normal", many(&mut normal)),
                ("lognormal", many(&mut |state| math::exp(2.0 * normal(state)))),
                ("uniform", many(&mut uniform)),
                (
                    "bimodal",
                    many(&mut |state| {
                        if bits(state).is_multiple_of(2) { normal(state) } else { 100.0 + normal(state) }
                    }),
                ),
                ("constant", vec![0.1; n]),
                ("sorted", sorted),
                ("sorted backwards", backwards),
                ("two values, evenly", many(&mut two(50))),
                ("two values, rarely", many(&mut two(5))),
            ];
            for (name, values) in &cases {
                let jumps = name.starts_with("two values");
                for (error, bound) in rank_errors(values).into_iter().zip(SKETCH_RANK_ERRORS) {
                    let bound = if jumps { bound } else { SKETCH_RANK_ERROR_OF_DENSITIES };
                    assert!(error <= bound, "{n} {name}: {error}");
                    worst[usize::from(jumps)] = worst[usize::from(jumps)].max(error);
                }
            }
            assert_eq!(summary(&cases[4].1, 1000).quantiles, [0.1; 7], "a constant stays what it is");
        }
        // the errors stated are those measured, not far more
        assert!(worst[0] > 4e-4 && worst[1] > 3e-3, "{worst:?}");
    }

    #[test]
    fn mean_spread_and_range_do_not_hang_on_the_limit() {
        let values: Vec<f64> = (0..5000).map(|_| normal(&mut 7)).chain([40.0, -40.0]).collect();
        let (exact, sketched) = (summary(&values, 10_000), summary(&values, 10));
        assert_eq!(Summary { quantiles: exact.quantiles, exact: true, ..sketched }, exact);
    }

    #[test]
    fn beyond_the_limit_memory_is_bounded() {
        let mut collector = Collector::new(100);
        let state = &mut 3;
        for _ in 0..100_000 {
            collector.push(uniform(state));
        }
        let Kept::Sketch(mut sketch) = collector.kept else { panic!("all were kept") };
        sketch.flush();
        assert!(sketch.centroids().len() <= SKETCH_SIZE);
    }

    #[test]
    fn up_to_the_limit_all_are_kept_and_one_more_ends_it() {
        assert!(summary(&[1.0, 2.0, 3.0], 3).exact);
        assert!(!summary(&[1.0, 2.0, 3.0, 4.0], 3).exact);
    }

    #[test]
    fn asking_on_the_way_changes_nothing() {
        let state = &mut 5;
        let values: Vec<f64> = (0..20_000).map(|_| uniform(state)).collect();
        let mut asked = Collector::new(1000);
        for (run, value) in values.iter().enumerate() {
            asked.push(*value);
            if run % 777 == 0 {
                let _ = (asked.summary(), asked.quantile(0.3));
            }
        }
        assert_eq!(asked.finish(), Some(summary(&values, 1000)));
    }

    #[test]
    fn intervals_of_quantiles_are_made_of_values_and_hold_the_true_one_as_often_as_they_say() {
        let state = &mut 11;
        for limit in [1000, 50] {
            let mut held = 0;
            for _ in 0..400 {
                let mut collector = Collector::new(limit);
                (0..200).for_each(|_| collector.push(uniform(state)));
                let found = collector.quantile(0.25).unwrap();
                assert!(found.low <= found.value && found.value <= found.high);
                held += i32::from(found.low <= 0.25 && 0.25 <= found.high);
            }
            // at least 95 % of 400 with a standard deviation of 4.4: four of them below, and not all
            assert!((363..=398).contains(&held), "{held} of 400 with a limit of {limit}");
        }
        // few values are groups of their own: a sketch knows their ranks
        let (mut all, mut sketched) = (Collector::new(1000), Collector::new(50));
        for value in 1..=200 {
            all.push(f64::from(value));
            sketched.push(f64::from(value));
        }
        let (all, sketched) = (all.quantile(0.25).unwrap(), sketched.quantile(0.25).unwrap());
        assert!((all.low - sketched.low).abs() < 0.6 && (all.high - sketched.high).abs() < 0.6, "{all:?} {sketched:?}");
        let mut few = Collector::new(10);
        for value in [1.0, 2.0, 3.0] {
            few.push(value);
        }
        let found = few.quantile(0.5).unwrap();
        assert_eq!((found.low, found.value, found.high), (f64::NEG_INFINITY, 2.0, f64::INFINITY));
    }
}
