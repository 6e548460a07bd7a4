//! Which of the sorted values hold a quantile between them, whatever the distribution.
//!
//! How many of n values lie below the true quantile q is binomial with n and q. So the values at two ranks hold it with
//! a probability that only these ranks decide: see David and Nagaraja, Order Statistics, third edition, Wiley 2003,
//! section 7.1.

use super::{ERROR, number};

/// The ranks, from 1, of the values that hold the quantile between them at 95 %; `None` on a side on which there are too
/// few values.
pub(super) fn ranks(n: u64, quantile: f64) -> (Option<u64>, Option<u64>) {
    let (low, high) = central_counts(n, quantile);
    ((low >= 1).then_some(low), (high < n).then_some(high + 1))
}

/// The smallest counts that a binomial count does not exceed with the probabilities 2.5 % and 97.5 %.
fn central_counts(n: u64, share: f64) -> (u64, u64) {
    let odds = share / (1.0 - share);
    // weights relative to that of the most likely count, each from its neighbour: nothing overflows
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a share of n
    let mode = ((number(n) + 1.0) * share).floor().min(number(n)) as u64;
    let mut below = vec![1.0];
    for count in (1..=mode).rev() {
        let weight = below[below.len() - 1] * number(count) / (number(n - count + 1) * odds);
        if weight < NEGLIGIBLE {
            break;
        }
        below.push(weight);
    }
    let first = mode + 1 - below.len() as u64;
    let mut weights: Vec<f64> = below.into_iter().rev().collect();
    for count in mode..n {
        let weight = weights[weights.len() - 1] * number(n - count) * odds / number(count + 1);
        if weight < NEGLIGIBLE {
            break;
        }
        weights.push(weight);
    }
    let total = weights.iter().fold(0.0, |total, weight| total + weight);
    let count_at = |probability: f64| {
        let mut sum = 0.0;
        let reached = weights.iter().position(|weight| {
            sum += weight;
            sum >= probability * total
        });
        first + reached.unwrap_or(weights.len() - 1) as u64
    };
    (count_at(ERROR / 2.0), count_at(1.0 - ERROR / 2.0))
}

/// Weights below this share of the largest add nothing that counts.
const NEGLIGIBLE: f64 = 1e-18;

#[cfg(test)]
mod tests {
    use super::ranks;

    #[test]
    fn ranks_for_the_median_are_those_of_the_sign_test() {
        // the table of the sign test: of 10 values the 2nd and 9th (97.9 %), of 20 the 6th and 15th (95.9 %), of 6 the
        // smallest and the largest (96.9 %), of 5 none (93.8 % at most)
        assert_eq!(ranks(10, 0.5), (Some(2), Some(9)));
        assert_eq!(ranks(20, 0.5), (Some(6), Some(15)));
        assert_eq!(ranks(6, 0.5), (Some(1), Some(6)));
        assert_eq!(ranks(5, 0.5), (None, None));
    }

    #[test]
    fn a_quantile_far_out_is_not_bounded_by_few_values() {
        assert_eq!(ranks(32, 0.05).0, None);
        assert_eq!(ranks(32, 0.95).1, None);
        // no value below it with probability 0.95^n <= 2.5 % from n = 72 on
        assert_eq!((ranks(71, 0.05).0, ranks(72, 0.05).0), (None, Some(1)));
    }

    #[test]
    fn ranks_of_a_million_values_are_those_of_the_normal_approximation() {
        let (low, high) = ranks(1_000_000, 0.5);
        // 500000 -+ 1.96 * 500, to the next whole number
        assert!(low.unwrap().abs_diff(499_020) <= 1 && high.unwrap().abs_diff(500_981) <= 1, "{low:?} {high:?}");
    }

    #[test]
    fn sides_mirror_each_other() {
        for n in [7, 50, 333, 4096] {
            for quantile in [0.05, 0.1, 0.25] {
                let (low, high) = ranks(n, quantile);
                assert_eq!(
                    ranks(n, 1.0 - quantile),
                    (high.map(|rank| n + 1 - rank), low.map(|rank| n + 1 - rank)),
                    "{n}"
                );
            }
        }
    }
}
