//! Designs of sweeps: draws that stay put, points that are as even as they are said to be and as random as that allows.
//! Bounds on statistics are exceeded by chance once in 10,000 times or less; the seeds are fixed. An outside judge is
//! `.ci/statistics`.

// counts and parts are small; draws are compared to the bit
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::float_cmp)]

use coke_sim::sampling::{Correlation, Design, Input, Sampler, SamplerError};
use std::collections::BTreeSet;

fn inputs(names: &[&str]) -> Vec<Input> {
    names.iter().map(|name| Input { name: (*name).to_owned(), atoms: None }).collect()
}

fn sampler(seed: u64, design: &Design, names: &[&str]) -> Sampler {
    Sampler::new(seed, design.clone(), inputs(names), None).unwrap()
}

fn draw(sampler: &Sampler, run: u64) -> Vec<f64> {
    let mut probabilities = vec![0.0; sampler.inputs()];
    sampler.probabilities_into(run, &mut probabilities);
    probabilities
}

fn draws(sampler: &Sampler, runs: u64) -> Vec<Vec<f64>> {
    (0..runs).map(|run| draw(sampler, run)).collect()
}

fn column(draws: &[Vec<f64>], input: usize) -> Vec<f64> {
    draws.iter().map(|draw| draw[input]).collect()
}

/// Which of so many equal parts a probability lies in.
fn part(probability: f64, parts: usize) -> usize {
    (probability * parts as f64) as usize
}

fn chi_square(counts: &[usize]) -> f64 {
    let expected = counts.iter().sum::<usize>() as f64 / counts.len() as f64;
    counts.iter().map(|count| (*count as f64 - expected).powi(2) / expected).sum()
}

fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_one, mean_other) = (mean(one), mean(other));
    let sum = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
        one.iter().zip(other).map(|(one, other)| of(one - mean_one, other - mean_other)).sum()
    };
    sum(&|one, other| one * other) / (sum(&|one, _| one * one) * sum(&|_, other| other * other)).sqrt()
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    values.iter().map(|value| sorted.partition_point(|other| other < value) as f64).collect()
}

const RANDOM: [Design; 3] = [Design::MonteCarlo, Design::LatinHypercube, Design::Sobol];

#[test]
fn every_power_of_two_of_runs_has_one_point_in_each_part_of_each_input() {
    for design in [Design::LatinHypercube, Design::Sobol] {
        for seed in [0, 1, 2006] {
            let draws = draws(&sampler(seed, &design, &["a", "b", "c", "d", "e"]), 4096);
            for input in 0..5 {
                for bits in 0..=12 {
                    let runs = 1 << bits;
                    let parts: BTreeSet<usize> =
                        column(&draws[..runs], input).iter().map(|probability| part(*probability, runs)).collect();
                    assert_eq!(parts.len(), runs, "{design:?}, seed {seed}, input {input}");
                }
            }
        }
    }
}

#[test]
fn other_inputs_change_no_draw() {
    for design in RANDOM {
        let few = draws(&sampler(5, &design, &["price", "cost"]), 300);
        let many = draws(&sampler(5, &design, &["price", "cost", "delay"]), 300);
        assert!(few.iter().zip(&many).all(|(few, many)| few[..] == many[..2]), "{design:?}");
        if design != Design::Sobol {
            let before = draws(&sampler(5, &design, &["delay", "cost", "price"]), 300);
            assert!(many.iter().zip(&before).all(|(many, before)| many.iter().eq(before.iter().rev())), "{design:?}");
        }
    }
}

#[test]
fn seeds_and_names_change_every_draw() {
    for design in RANDOM {
        let first = draws(&sampler(5, &design, &["price", "cost"]), 300);
        for other in [sampler(6, &design, &["price", "cost"]), sampler(5, &design, &["Price", "costs"])] {
            for (one, other) in first.iter().zip(draws(&other, 300)) {
                assert!(one.iter().zip(&other).all(|(one, other)| one != other), "{design:?}");
            }
        }
    }
}

#[test]
fn draws_lie_between_zero_and_one_in_any_run() {
    for design in RANDOM {
        let sampler = sampler(1, &design, &["a", "b", "c"]);
        for run in [0, 1, u64::from(u32::MAX), 1 << 36, (1 << 36) + 1, u64::MAX - 1, u64::MAX] {
            assert!(draw(&sampler, run).iter().all(|draw| *draw > 0.0 && *draw < 1.0), "{design:?}, run {run}");
        }
    }
}

/// The first draw of a design in a part of the unit square, over many seeds: is each part as likely as another?
#[test]
fn two_inputs_of_any_run_are_uniform_on_the_square() {
    for design in RANDOM {
        // of a Latin hypercube, the second is in the table of the first runs, the third beyond it
        let runs = [0, 37, 777];
        let mut counts = [[0; 64]; 3];
        for seed in 0..3200 {
            let sampler = sampler(seed, &design, &["a", "b"]);
            for (counts, run) in counts.iter_mut().zip(runs) {
                let draw = draw(&sampler, run);
                counts[8 * part(draw[0], 8) + part(draw[1], 8)] += 1;
            }
        }
        for (counts, run) in counts.iter().zip(runs) {
            let chi = chi_square(counts);
            // 63 degrees of freedom
            assert!(chi < 113.6, "{design:?}, run {run}: {chi}");
        }
    }
}

#[test]
fn two_runs_of_one_input_are_as_independent_as_a_latin_hypercube_allows() {
    // runs 37 and 50, both of the 32 that double the first 32: never in the same part of 64, else anywhere
    let mut counts = [0; 64];
    let mut other_half = 0;
    let seeds = 6400;
    for seed in 0..seeds {
        let sampler = sampler(seed, &Design::LatinHypercube, &["a"]);
        let (one, other) = (draw(&sampler, 37)[0], draw(&sampler, 50)[0]);
        assert_ne!(part(one, 32), part(other, 32), "one point in each of 32 parts is new");
        counts[8 * part(one, 8) + part(other, 8)] += 1;
        other_half += usize::from(part(one, 2) != part(other, 2));
    }
    // of the 31 other parts, 16 are in the other half and 3 in the same eighth
    let expected = |one: usize, other: usize| seeds as f64 / 8.0 * if one == other { 3.0 } else { 4.0 } / 31.0;
    let chi: f64 = (0..64)
        .map(|cell| (cell, expected(cell / 8, cell % 8)))
        .map(|(cell, expected)| (f64::from(counts[cell]) - expected).powi(2) / expected)
        .sum();
    assert!(chi < 113.6, "{chi}");
    let (mean, sd) = (seeds as f64 * 16.0 / 31.0, (seeds as f64 * 16.0 * 15.0).sqrt() / 31.0);
    assert!((other_half as f64 - mean).abs() < 4.0 * sd);
}

#[test]
fn all_orders_of_a_small_latin_hypercube_are_as_likely() {
    // of four runs: run 0 in any of 4 parts, run 1 in one of 2 in the other half, run 2 in one of the 2 that are left:
    // 16 orders of each input, 256 of two
    let code = |draws: &[Vec<f64>], input: usize| {
        let parts: Vec<usize> = column(draws, input).iter().map(|draw| part(*draw, 4)).collect();
        parts[0] << 2 | (parts[1] & 1) << 1 | (parts[2] >> 1)
    };
    let mut orders = vec![0; 256];
    // and runs 4 to 7 in any of 24 orders over the quarters
    let mut later = [[0; 64]; 2];
    for seed in 0..25_600 {
        let draws = draws(&sampler(seed, &Design::LatinHypercube, &["a", "b"]), 8);
        orders[code(&draws, 0) << 4 | code(&draws, 1)] += 1;
        for (input, later) in later.iter_mut().enumerate() {
            let quarters: Vec<usize> = column(&draws[4..], input).iter().map(|draw| part(*draw, 4)).collect();
            later[quarters[0] << 4 | quarters[1] << 2 | quarters[2]] += 1;
        }
    }
    assert!(orders.iter().all(|count| *count > 0));
    // 255 and 23 degrees of freedom
    assert!(chi_square(&orders) < 346.0, "{}", chi_square(&orders));
    for later in later {
        let occurring: Vec<usize> = later.into_iter().filter(|count| *count > 0).collect();
        assert_eq!(occurring.len(), 24);
        assert!(chi_square(&occurring) < 57.1, "{}", chi_square(&occurring));
    }
}

#[test]
fn inputs_of_a_latin_hypercube_are_correlated_by_chance_alone() {
    // of independent orders of n numbers the correlation has the mean 0 and the variance 1/(n-1), and is nearly normal
    for runs in [64, 500, 1024] {
        let names: Vec<String> = (0..40).map(|input| format!("x{input}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let draws = draws(&sampler(11, &Design::LatinHypercube, &names), runs);
        let columns: Vec<Vec<f64>> = (0..40).map(|input| column(&draws, input)).collect();
        let mut standard = Vec::new();
        for (position, one) in columns.iter().enumerate() {
            standard
                .extend(columns[..position].iter().map(|other| correlation(one, other) * ((runs - 1) as f64).sqrt()));
        }
        let count = standard.len() as f64;
        let mean = standard.iter().sum::<f64>() / count;
        let square = standard.iter().map(|value| value * value).sum::<f64>() / count;
        let largest = standard.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
        assert!(mean.abs() < 3.9 / count.sqrt(), "{runs} runs: mean {mean}");
        assert!((square - 1.0).abs() < 3.9 * (2.0 / count).sqrt(), "{runs} runs: mean square {square}");
        assert!(largest < 5.3, "{runs} runs: largest of 780 is {largest}");
    }
}

#[test]
fn scrambled_sobol_points_are_a_net() {
    // the first two dimensions are a (0, m, 2)-net: each rectangle of 2^-a by 2^-(m-a) has one of the first 2^m points
    for seed in [3, 4] {
        let draws = draws(&sampler(seed, &Design::Sobol, &["a", "b"]), 1024);
        for m in 0..=10_usize {
            for a in 0..=m {
                let (wide, high) = (1 << a, 1 << (m - a));
                let cells: BTreeSet<(usize, usize)> =
                    draws[..1 << m].iter().map(|draw| (part(draw[0], wide), part(draw[1], high))).collect();
                assert_eq!(cells.len(), 1 << m, "seed {seed}, {wide} by {high}");
            }
        }
    }
}

/// The squared centred discrepancy (F. J. Hickernell, Mathematics of Computation 67 (1998), 299-322).
fn discrepancy(points: &[Vec<f64>]) -> f64 {
    let count = points.len() as f64;
    let from_centre = |value: f64| (value - 0.5).abs();
    let single: f64 = points
        .iter()
        .map(|point| {
            let factor = |value: &f64| 1.0 + 0.5 * from_centre(*value) - 0.5 * from_centre(*value).powi(2);
            point.iter().map(factor).product::<f64>()
        })
        .sum();
    let mut double = 0.0;
    for one in points {
        for other in points {
            let factor = |(one, other): (&f64, &f64)| {
                1.0 + 0.5 * from_centre(*one) + 0.5 * from_centre(*other) - 0.5 * (one - other).abs()
            };
            double += one.iter().zip(other).map(factor).product::<f64>();
        }
    }
    points[0].iter().map(|_| 13.0 / 12.0).product::<f64>() - 2.0 / count * single + double / (count * count)
}

#[test]
fn latin_hypercubes_are_more_even_than_chance_and_sobol_points_more_than_those() {
    let mean = |design: &Design| {
        let of = |seed| discrepancy(&draws(&sampler(seed, design, &["a", "b"]), 256));
        (0..12).map(of).sum::<f64>() / 12.0
    };
    let [chance, hypercube, sobol] = [0, 1, 2].map(|position| mean(&RANDOM[position]));
    // by chance it is ((5/4)^2 - (13/12)^2) / 256 in the mean
    let expected = (25.0 / 16.0 - 169.0 / 144.0) / 256.0;
    assert!((0.5..2.0).contains(&(chance / expected)), "{chance} and {expected}");
    assert!(hypercube < 0.5 * chance, "{hypercube} and {chance}");
    assert!(sobol < 0.2 * hypercube, "{sobol} and {hypercube}");
}

#[test]
fn a_full_factorial_has_every_combination_once() {
    let design = Design::Factorial { levels: vec![0.95, 0.05, 0.5] };
    let mut inputs = inputs(&["a", "b", "c"]);
    inputs[1].atoms = Some(vec![0.3, 0.8]);
    let sampler = Sampler::new(0, design, inputs, None).unwrap();
    assert_eq!(sampler.runs(), Some(18));
    let draws = draws(&sampler, 19);
    assert_eq!(draws[0], [0.05, 0.3, 0.05]);
    assert_eq!(draws[1], [0.05, 0.3, 0.5], "the last varies fastest");
    assert_eq!(draws[3], [0.05, 0.8, 0.05]);
    assert_eq!(draws[17], [0.95, 0.8, 0.95]);
    assert_eq!(draws[18], draws[0], "after the last comes the first");
    let different: BTreeSet<Vec<u64>> =
        draws[..18].iter().map(|draw| draw.iter().map(|level| level.to_bits()).collect()).collect();
    assert_eq!(different.len(), 18);
    let names: Vec<String> = (0..200).map(|input| input.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let large = Design::Factorial { levels: Design::LEVELS.to_vec() };
    assert_eq!(self::sampler(0, &large, &names).runs(), Some(u128::MAX));
    assert_eq!(self::sampler(0, &large, &[]).runs(), Some(1));
    assert!(RANDOM.iter().all(|design| self::sampler(0, design, &["a"]).runs().is_none()));
}

#[test]
fn one_at_a_time_moves_one_input_from_the_middle() {
    let mut inputs = inputs(&["a", "b", "c", "d"]);
    // weights 1, 4, 3: the value in the middle is the second; 1, 1: the lower; one value never moves
    inputs[1].atoms = Some(vec![0.0625, 0.375, 0.8125]);
    inputs[2].atoms = Some(vec![0.25, 0.75]);
    inputs[3].atoms = Some(vec![0.5]);
    let design = Design::OneAtATime { levels: Design::LEVELS.to_vec() };
    let sampler = Sampler::new(0, design, inputs, None).unwrap();
    assert_eq!(sampler.runs(), Some(6));
    let expected = [
        [0.5, 0.375, 0.25, 0.5],
        [0.05, 0.375, 0.25, 0.5],
        [0.95, 0.375, 0.25, 0.5],
        [0.5, 0.0625, 0.25, 0.5],
        [0.5, 0.8125, 0.25, 0.5],
        [0.5, 0.375, 0.75, 0.5],
        [0.5, 0.375, 0.25, 0.5],
    ];
    assert_eq!(draws(&sampler, 7), expected);
    let even = Design::OneAtATime { levels: vec![0.9, 0.6, 0.4, 0.1] };
    assert_eq!(draw(&self::sampler(0, &even, &["a"]), 0), [0.4]);
}

#[test]
fn correlated_inputs_have_the_rank_correlations_given_and_stay_uniform() {
    let names = ["a", "b", "c", "d", "e"].map(str::to_owned);
    let pairs = [(0, 1, 0.8), (1, 3, -0.5), (0, 3, -0.3), (3, 4, 0.2)];
    for design in RANDOM {
        let correlated = Correlation::new(names.to_vec(), &pairs, 5).unwrap();
        let inputs = inputs(&["a", "b", "c", "d", "e"]);
        let sampler = Sampler::new(3, design.clone(), inputs, Some(correlated)).unwrap();
        let runs = 4096;
        let draws = draws(&sampler, runs);
        let columns: Vec<Vec<f64>> = (0..5).map(|input| column(&draws, input)).collect();
        for one in 0..5 {
            for other in 0..one {
                let wanted = pairs.iter().find(|pair| (pair.0, pair.1) == (other, one)).map_or(0.0, |pair| pair.2);
                let found = correlation(&ranks(&columns[one]), &ranks(&columns[other]));
                // the standard error is below 1/sqrt(n)
                assert!((found - wanted).abs() < 3.9 / (runs as f64).sqrt(), "{design:?}: {one} {other} {found}");
            }
            // Kolmogorov and Smirnov: the distance is above 2.23/sqrt(n) once in 10,000 times
            let mut sorted = columns[one].clone();
            sorted.sort_by(f64::total_cmp);
            let distance = sorted
                .iter()
                .enumerate()
                .map(|(rank, value)| (value - (rank as f64 + 0.5) / runs as f64).abs())
                .fold(0.0, f64::max);
            assert!(distance < 2.23 / (runs as f64).sqrt(), "{design:?}: {distance}");
        }
        let independent = self::draws(&self::sampler(3, &design, &["a", "b", "c", "d", "e"]), 100);
        for (one, other) in draws.iter().zip(&independent) {
            assert_eq!((one[0].to_bits(), one[2].to_bits()), (other[0].to_bits(), other[2].to_bits()));
            assert!(one[1] != other[1] && one[3] != other[3] && one[4] != other[4]);
        }
    }
}

#[test]
fn designs_that_cannot_be_are_refused() {
    let names = ["a".to_owned(), "b".to_owned()];
    let pair = || Some(Correlation::new(names.to_vec(), &[(0, 1, 0.5)], 2).unwrap());
    let factorial = |levels: &[f64]| Design::Factorial { levels: levels.to_vec() };
    let atoms = |atoms: &[f64]| vec![Input { name: "a".to_owned(), atoms: Some(atoms.to_vec()) }];
    let many: Vec<String> = (0..1001).map(|input| input.to_string()).collect();
    let many = inputs(&many.iter().map(String::as_str).collect::<Vec<_>>());
    let usual = Design::LEVELS;
    let refused: Vec<(&str, Result<Sampler, SamplerError>)> = vec![
        ("listed twice", Sampler::new(0, Design::MonteCarlo, inputs(&["a", "b", "a"]), None)),
        ("at most 1000 inputs, not 1001", Sampler::new(0, Design::Sobol, many.clone(), None)),
        ("no levels", Sampler::new(0, factorial(&[]), inputs(&["a"]), None)),
        ("no levels", Sampler::new(0, factorial(&usual), atoms(&[]), None)),
        ("not 1", Sampler::new(0, factorial(&[0.5, 1.0]), inputs(&["a"]), None)),
        ("not 0", Sampler::new(0, Design::OneAtATime { levels: vec![0.0] }, inputs(&["a"]), None)),
        ("not NaN", Sampler::new(0, factorial(&usual), atoms(&[0.5, f64::NAN]), None)),
        ("0.5 is listed twice", Sampler::new(0, factorial(&[0.5, 0.5]), inputs(&["a"]), None)),
        ("cannot be correlated", Sampler::new(0, factorial(&usual), inputs(&["a", "b"]), pair())),
        (
            "cannot be correlated",
            Sampler::new(0, Design::OneAtATime { levels: usual.to_vec() }, inputs(&["a", "b"]), pair()),
        ),
        ("between 2 inputs, but there are 1", Sampler::new(0, Design::Sobol, inputs(&["a"]), pair())),
    ];
    for (what, made) in refused {
        let error = made.expect_err(what);
        assert!(error.message.en.contains(what), "{}", error.message.en);
        for text in [&error.message, &error.hint] {
            assert!(text.en.is_ascii(), "{}", text.en);
            assert!(text.zh.chars().any(|character| ('\u{4e00}'..'\u{9fff}').contains(&character)), "{}", text.zh);
        }
    }
    assert!(Sampler::new(0, Design::Sobol, many[..1000].to_vec(), None).is_ok());
    assert!(Sampler::new(0, Design::LatinHypercube, many, None).is_ok());
}
