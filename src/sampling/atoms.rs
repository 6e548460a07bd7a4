//! Discrete distributions: a few values, each with a probability of its own.

/// Values in rising order and their weights, all positive.
#[derive(Clone, Debug, PartialEq)]
pub struct Atoms {
    values: Vec<f64>,
    weights: Vec<f64>,
    /// The probability of at most each value; the last one is 1.
    cumulative: Vec<f64>,
}

impl Atoms {
    /// From distinct values in any order, with weights that are not negative; those without weight are left out.
    pub fn new(mut atoms: Vec<(f64, f64)>) -> Self {
        atoms.retain(|(_, weight)| *weight > 0.0);
        atoms.sort_by(|one, other| one.0.total_cmp(&other.0));
        let (values, weights): (Vec<f64>, Vec<f64>) = atoms.into_iter().unzip();
        let total: f64 = weights.iter().sum();
        let mut sum = 0.0;
        let mut cumulative: Vec<f64> = weights
            .iter()
            .map(|weight| {
                sum += weight;
                sum / total
            })
            .collect();
        if let Some(last) = cumulative.last_mut() {
            *last = 1.0;
        }
        Self { values, weights, cumulative }
    }

    /// The weights, in the order of the values.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Those from `min` to `max`, and the probability that they had.
    pub fn within(&self, min: f64, max: f64) -> (Self, f64) {
        let kept: Vec<(f64, f64)> = self
            .values
            .iter()
            .zip(&self.weights)
            .filter(|(value, _)| (min..=max).contains(*value))
            .map(|(value, weight)| (*value, *weight))
            .collect();
        let share = kept.iter().map(|(_, weight)| weight).sum::<f64>() / self.weights.iter().sum::<f64>();
        (Self::new(kept), share)
    }

    /// The values in rising order.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The smallest value with at least a probability below or at it.
    pub fn quantile(&self, probability: f64) -> f64 {
        let position = self.cumulative.partition_point(|cumulative| *cumulative < probability);
        self.values[position.min(self.values.len() - 1)]
    }

    /// The probability of at most a value.
    pub fn probability(&self, value: f64) -> f64 {
        let after = self.values.partition_point(|other| *other <= value);
        if after == 0 { 0.0 } else { self.cumulative[after - 1] }
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        let total: f64 = self.weights.iter().sum();
        self.values.iter().zip(&self.weights).map(|(value, weight)| value * (weight / total)).sum()
    }

    /// The probability in the middle of each value's step.
    pub fn middles(&self) -> Vec<f64> {
        let before = [0.0].into_iter().chain(self.cumulative.iter().copied());
        before.zip(&self.cumulative).map(|(before, after)| 0.5 * (before + after)).collect()
    }
}
