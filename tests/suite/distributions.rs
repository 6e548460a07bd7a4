//! Distributions of uncertain inputs against closed forms and against themselves. An outside judge is `.ci/statistics`.

#![allow(clippy::float_cmp)] // what must be exact is compared to the bit

use coke_sim::sampling::{Distribution, DistributionError};

type Made = Result<Distribution, DistributionError>;

/// Continuous distributions of every kind, degenerate and truncated ones among them.
fn continuous() -> Vec<(&'static str, Distribution)> {
    let infinity = f64::INFINITY;
    let made: Vec<(&str, Made)> = vec![
        ("uniform", Distribution::uniform(-2.0, 3.0)),
        ("narrow uniform", Distribution::uniform(1000.0, 1000.001)),
        ("triangular", Distribution::triangular(1.0, 2.0, 5.0)),
        ("triangular, mode at min", Distribution::triangular(1.0, 1.0, 5.0)),
        ("triangular, mode at max", Distribution::triangular(-1.0, 5.0, 5.0)),
        ("PERT", Distribution::pert(10.0, 12.0, 20.0)),
        ("PERT, mode at min", Distribution::pert(10.0, 10.0, 20.0)),
        ("PERT, mode at max", Distribution::pert(10.0, 20.0, 20.0)),
        ("normal", Distribution::normal(3.0, 0.5)),
        ("lognormal", Distribution::lognormal(650.0, 0.3)),
        ("wide lognormal", Distribution::lognormal(1e-3, 3.0)),
        ("lognormal between", Distribution::lognormal_between(600.0, 900.0)),
        ("lognormal around", Distribution::lognormal_around(700.0, 600.0, 900.0)),
        ("beta with two peaks", Distribution::beta(0.2, 0.4, 0.0, 1.0)),
        ("beta", Distribution::beta(2.0, 5.0, -1.0, 1.0)),
        ("skewed beta", Distribution::beta(50.0, 0.7, 0.0, 1.0)),
        ("narrow beta", Distribution::beta(500.0, 700.0, 0.0, 1.0)),
        ("empirical", Distribution::empirical(vec![3.0, 1.0, 4.0, 1.5, 5.0, 9.0, 2.0, 6.0])),
        ("uniform within", Distribution::uniform(-2.0, 3.0).and_then(|whole| whole.within(0.0, infinity))),
        ("triangular within", Distribution::triangular(1.0, 2.0, 5.0).and_then(|whole| whole.within(1.5, 4.0))),
        ("normal above zero", Distribution::normal(1.0, 1.0).and_then(|whole| whole.within(0.0, infinity))),
        ("normal far above", Distribution::normal(0.0, 1.0).and_then(|whole| whole.within(5.5, infinity))),
        ("normal far below", Distribution::normal(0.0, 1.0).and_then(|whole| whole.within(-infinity, -5.5))),
        ("lognormal within", Distribution::lognormal(650.0, 0.3).and_then(|whole| whole.within(500.0, 900.0))),
        ("beta within", Distribution::beta(2.0, 5.0, -1.0, 1.0).and_then(|whole| whole.within(0.0, 0.8))),
        (
            "empirical within",
            Distribution::empirical(vec![0.0, 1.0, 4.0, 9.0]).and_then(|whole| whole.within(0.5, 5.0)),
        ),
    ];
    made.into_iter().map(|(name, made)| (name, made.unwrap())).collect()
}

/// Probabilities from one end to the other, close to the ends too.
fn probabilities() -> Vec<f64> {
    let tails = (1..13).map(|exponent| 10_f64.powi(-exponent));
    let mut all: Vec<f64> = tails.flat_map(|tail| [tail, 3.3 * tail, 1.0 - tail]).collect();
    all.extend((1..40).map(|part| f64::from(part) / 40.0));
    all.retain(|probability| *probability < 1.0);
    all.sort_by(f64::total_cmp);
    all
}

#[test]
fn the_distribution_function_undoes_the_quantile() {
    for (name, distribution) in continuous() {
        for probability in probabilities() {
            let value = distribution.quantile(probability);
            // the value is rounded to a float: the probability lies between those of its neighbours
            let (least, most) =
                (distribution.probability(value.next_down()), distribution.probability(value.next_up()));
            // and the two tails of a normal distribution 5.5 from the middle are exact to 5.5^2 units in the last place
            let allowed = 1e-11 * probability.min(1.0 - probability) + 61.0 * f64::EPSILON;
            assert!(
                least - allowed <= probability && probability <= most + allowed,
                "{name}: {probability} gives {value}, which has {least} to {most}"
            );
        }
    }
}

#[test]
fn quantiles_rise_and_stay_finite_and_within_the_support() {
    for (name, distribution) in continuous() {
        let (min, max) = distribution.support();
        assert_eq!((distribution.quantile(0.0), distribution.quantile(1.0)), (min, max), "{name}");
        assert_eq!(distribution.probability(min.next_down()), 0.0, "{name}");
        assert_eq!(distribution.probability(max), 1.0, "{name}");
        let closest = [5e-324, 1e-300, 1e-17, 1.0 - f64::EPSILON / 2.0];
        let mut all = [probabilities(), closest.to_vec()].concat();
        all.sort_by(f64::total_cmp);
        let values: Vec<f64> = all.iter().map(|probability| distribution.quantile(*probability)).collect();
        assert!(values.iter().all(|value| value.is_finite() && (min..=max).contains(value)), "{name}: {values:?}");
        // where formulas for the two halves meet, the last bits may differ
        assert!(values.windows(2).all(|pair| pair[1] >= pair[0] - 1e-14 * pair[0].abs()), "{name}: {values:?}");
        for outside in [-0.1, 1.1, f64::NAN] {
            assert!(distribution.quantile(outside).is_nan());
        }
        assert!(distribution.probability(f64::NAN).is_nan());
    }
}

/// Mean and standard deviation by the midpoint rule over the quantile.
fn moments(distribution: &Distribution) -> (f64, f64) {
    let parts = 1 << 17;
    let values: Vec<f64> =
        (0..parts).map(|part| distribution.quantile((f64::from(part) + 0.5) / f64::from(parts))).collect();
    let mean = values.iter().sum::<f64>() / f64::from(parts);
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / f64::from(parts);
    (mean, variance.sqrt())
}

#[test]
fn means_are_those_of_the_quantiles() {
    for (name, distribution) in continuous() {
        if name == "wide lognormal" {
            continue; // a mean far out in the tail, which the midpoint rule misses: checked below
        }
        let (mean, sd) = moments(&distribution);
        let closed = distribution.mean().unwrap();
        // the rule's error is that of the last part, a few standard deviations in 2^-17 of the probability
        assert!((closed - mean).abs() < 1e-4 * sd, "{name}: {closed} and {mean}");
    }
    let wide = Distribution::lognormal(1e-3, 3.0).unwrap();
    assert!((wide.mean().unwrap() / (1e-3 * 4.5_f64.exp()) - 1.0).abs() < 1e-14);
    assert_eq!(Distribution::lognormal(1e300, 1.5).unwrap().mean().map(f64::is_finite), Some(true));
    // exp(30^2/2) is beyond floats, no draw is
    let widest = Distribution::lognormal(1e-100, 45.0).unwrap();
    assert_eq!(widest.mean(), None);
    assert!(widest.quantile(1.0 - f64::EPSILON / 2.0).is_finite());
}

#[test]
fn standard_deviations_are_those_of_the_textbook() {
    let pert = |min: f64, mode: f64, max: f64| {
        let mean = (min + 4.0 * mode + max) / 6.0;
        ((mean - min) * (max - mean) / 7.0).sqrt()
    };
    let (a, c, b) = (1.0_f64, 2.0, 5.0);
    for (made, sd) in [
        (Distribution::uniform(-2.0, 3.0), 5.0 / 12_f64.sqrt()),
        (Distribution::triangular(a, c, b), ((a * a + b * b + c * c - a * b - a * c - b * c) / 18.0).sqrt()),
        (Distribution::pert(10.0, 12.0, 20.0), pert(10.0, 12.0, 20.0)),
        (Distribution::normal(3.0, 0.5), 0.5),
        (Distribution::beta(2.0, 5.0, 0.0, 1.0), (10.0_f64 / (49.0 * 8.0)).sqrt()),
        (Distribution::lognormal(650.0, 0.3), 650.0 * (0.045_f64.exp()) * (0.09_f64.exp() - 1.0).sqrt()),
    ] {
        let found = moments(&made.unwrap()).1;
        assert!((found / sd - 1.0).abs() < 1e-3, "{found} and {sd}");
    }
}

#[test]
fn triangles_with_the_mode_at_an_end_are_exact() {
    let rising = Distribution::triangular(0.0, 1.0, 1.0).unwrap();
    assert_eq!([0.0, 0.25, 0.5625, 1.0].map(|probability| rising.quantile(probability)), [0.0, 0.5, 0.75, 1.0]);
    assert_eq!([0.0, 0.5, 0.75, 1.0].map(|value| rising.probability(value)), [0.0, 0.25, 0.5625, 1.0]);
    let falling = Distribution::triangular(0.0, 0.0, 1.0).unwrap();
    assert_eq!([0.0, 0.4375, 0.75, 1.0].map(|probability| falling.quantile(probability)), [0.0, 0.25, 0.5, 1.0]);
    assert_eq!([0.0, 0.25, 0.5, 1.0].map(|value| falling.probability(value)), [0.0, 0.4375, 0.75, 1.0]);
}

#[test]
fn percentiles_of_a_lognormal_are_those_given() {
    let between = Distribution::lognormal_between(600.0, 900.0).unwrap();
    for (probability, value) in [(0.05, 600.0), (0.5, 540_000_f64.sqrt()), (0.95, 900.0)] {
        assert!((between.quantile(probability) / value - 1.0).abs() < 1e-14);
    }
    let around = Distribution::lognormal_around(700.0, 600.0, 900.0).unwrap();
    assert_eq!(around.quantile(0.5), 700.0);
    assert!((around.quantile(0.95) / around.quantile(0.05) - 1.5).abs() < 1e-13);
}

#[test]
fn a_discrete_distribution_has_its_values_with_their_weights() {
    let weights = vec![1.0, 0.0, 4.0, 3.0];
    let discrete = Distribution::discrete(vec![7.0, 5.0, -1.0, 2.0], Some(weights)).unwrap();
    assert_eq!(discrete.support(), (-1.0, 7.0));
    assert_eq!([0.0, 0.5, 0.500_001, 0.875, 0.9, 1.0].map(|p| discrete.quantile(p)), [-1.0, -1.0, 2.0, 2.0, 7.0, 7.0]);
    assert_eq!([-2.0, -1.0, 0.0, 2.0, 5.0, 7.0].map(|x| discrete.probability(x)), [0.0, 0.5, 0.5, 0.875, 0.875, 1.0]);
    assert_eq!(discrete.mean(), Some(1.125));
    let atoms = discrete.atoms().unwrap();
    assert_eq!(atoms, [0.25, 0.6875, 0.9375]);
    assert!(atoms.iter().map(|atom| discrete.quantile(*atom)).eq([-1.0, 2.0, 7.0]));
    let kept = discrete.within(0.0, f64::INFINITY).unwrap();
    assert_eq!((kept.support(), kept.atoms().unwrap()), ((2.0, 7.0), vec![0.375, 0.875]));
    let equal = Distribution::discrete(vec![2.0, 1.0], None).unwrap();
    assert_eq!(equal.atoms().unwrap(), [0.25, 0.75]);
    let certain = Distribution::constant(3.5).unwrap();
    assert_eq!((certain.atoms().unwrap(), certain.quantile(0.3), certain.mean()), (vec![0.5], 3.5, Some(3.5)));
    assert!(continuous().iter().all(|(_, distribution)| distribution.atoms().is_none()));
}

#[test]
fn observed_values_are_joined_by_straight_lines() {
    // R: quantile(c(1, 2, 4, 8), c(0.1, 0.5, 0.9), type = 7) is 1.3, 3.0, 6.8
    let empirical = Distribution::empirical(vec![8.0, 1.0, 4.0, 2.0]).unwrap();
    for (probability, value) in [(0.1, 1.3), (0.5, 3.0), (0.9, 6.8)] {
        assert!((empirical.quantile(probability) - value).abs() < 1e-14);
        assert!((empirical.probability(value) - probability).abs() < 1e-14);
    }
    assert_eq!(empirical.mean(), Some((0.5 + 2.0 + 4.0 + 4.0) / 3.0));
    let tied = Distribution::empirical(vec![1.0, 2.0, 2.0, 2.0, 3.0]).unwrap();
    assert_eq!([0.25, 0.4, 0.75].map(|probability| tied.quantile(probability)), [2.0; 3]);
    assert!((tied.probability(2_f64.next_down()) - 0.25).abs() < 1e-15);
    assert_eq!(tied.probability(2.0), 0.75);
    let at_the_tie = tied.within(2.0, 2.5).unwrap();
    // a half at 2, an eighth spread up to 2.5
    assert_eq!([0.0, 0.79, 0.9, 1.0].map(|probability| at_the_tie.quantile(probability)), [2.0, 2.0, 2.25, 2.5]);
}

#[test]
fn a_truncation_is_the_part_of_the_whole() {
    let whole = Distribution::normal(10.0, 2.0).unwrap();
    let part = whole.clone().within(9.0, f64::INFINITY).unwrap().within(-5.0, 13.0).unwrap();
    assert_eq!(part, whole.clone().within(9.0, 13.0).unwrap());
    let (below, inside) = (whole.probability(9.0), whole.probability(13.0) - whole.probability(9.0));
    for probability in [0.1, 0.5, 0.9] {
        let value = whole.quantile(below + probability * inside);
        assert!((part.quantile(probability) - value).abs() < 1e-13);
        assert!((part.probability(value) - probability).abs() < 1e-13);
    }
    let everything = whole.clone().within(f64::NEG_INFINITY, f64::INFINITY).unwrap();
    assert_eq!(everything, whole);
}

#[test]
fn arguments_that_make_no_distribution_are_refused_by_name() {
    let (nan, infinity) = (f64::NAN, f64::INFINITY);
    let normal = || Distribution::normal(0.0, 1.0).unwrap();
    let refused: Vec<(&str, Made)> = vec![
        ("value", Distribution::constant(nan)),
        ("min", Distribution::uniform(-infinity, 1.0)),
        ("max", Distribution::uniform(0.0, nan)),
        ("max", Distribution::uniform(1.0, 1.0)),
        ("max", Distribution::uniform(2.0, 1.0)),
        ("max", Distribution::uniform(-1e308, 1e308)),
        ("mode", Distribution::triangular(0.0, 2.0, 1.0)),
        ("mode", Distribution::triangular(0.0, nan, 1.0)),
        ("max", Distribution::triangular(1.0, 1.0, 1.0)),
        ("mode", Distribution::pert(0.0, -1.0, 1.0)),
        ("max", Distribution::pert(0.0, 0.0, 0.0)),
        ("mean", Distribution::normal(infinity, 1.0)),
        ("sd", Distribution::normal(0.0, 0.0)),
        ("sd", Distribution::normal(0.0, -1.0)),
        ("sd", Distribution::normal(0.0, nan)),
        ("sd", Distribution::normal(0.0, 1e307)),
        ("median", Distribution::lognormal(0.0, 1.0)),
        ("median", Distribution::lognormal(-1.0, 1.0)),
        ("sigma", Distribution::lognormal(1.0, 0.0)),
        ("sigma", Distribution::lognormal(1.0, 100.0)),
        ("low", Distribution::lognormal_between(0.0, 1.0)),
        ("low", Distribution::lognormal_between(nan, 1.0)),
        ("high", Distribution::lognormal_between(1.0, infinity)),
        ("high", Distribution::lognormal_between(1.0, 1.0)),
        ("high", Distribution::lognormal_between(1e-300, 1e300)),
        ("median", Distribution::lognormal_around(4.0, 1.0, 3.0)),
        ("median", Distribution::lognormal_around(nan, 1.0, 3.0)),
        ("high", Distribution::lognormal_around(2.0, 3.0, 1.0)),
        ("alpha", Distribution::beta(0.0, 1.0, 0.0, 1.0)),
        ("alpha", Distribution::beta(1e-4, 1.0, 0.0, 1.0)),
        ("beta", Distribution::beta(1.0, 1e7, 0.0, 1.0)),
        ("beta", Distribution::beta(1.0, nan, 0.0, 1.0)),
        ("max", Distribution::beta(1.0, 1.0, 1.0, 0.0)),
        ("values", Distribution::discrete(vec![], None)),
        ("values", Distribution::discrete(vec![1.0, nan], None)),
        ("values", Distribution::discrete(vec![0.0, 1.0, -0.0], None)),
        ("weights", Distribution::discrete(vec![1.0, 2.0], Some(vec![1.0]))),
        ("weights", Distribution::discrete(vec![1.0, 2.0], Some(vec![0.0, 0.0]))),
        ("weights", Distribution::discrete(vec![1.0, 2.0], Some(vec![1.0, -1.0]))),
        ("weights", Distribution::discrete(vec![1.0, 2.0], Some(vec![1.0, infinity]))),
        ("weights", Distribution::discrete(vec![1.0, 2.0], Some(vec![1e308, 1e308]))),
        ("weights", Distribution::discrete(vec![1.0, 2.0], Some(vec![1.0, 1e-13]))),
        ("values", Distribution::empirical(vec![])),
        ("values", Distribution::empirical(vec![1.0])),
        ("values", Distribution::empirical(vec![1.0, infinity])),
        ("values", Distribution::empirical(vec![-1e308, 1e308])),
        ("within", normal().within(1.0, nan)),
        ("within", normal().within(1.0, 0.0)),
        ("within", normal().within(1.0, 1.0)),
        ("within", normal().within(7.0, infinity)),
        ("within", normal().within(infinity, infinity)),
        ("within", Distribution::uniform(0.0, 1.0).unwrap().within(2.0, 3.0)),
        ("within", Distribution::constant(1.0).unwrap().within(2.0, 3.0)),
    ];
    for (position, (field, made)) in refused.into_iter().enumerate() {
        let error = made.expect_err(&format!("number {position}, {field}"));
        assert_eq!(error.field, field, "number {position}: {error}");
        for text in [&error.message, &error.hint] {
            assert!(text.en.is_ascii() && text.en.len() > 10, "{}", text.en);
            assert!(text.zh.chars().any(|character| ('\u{4e00}'..'\u{9fff}').contains(&character)), "{}", text.zh);
        }
    }
}
