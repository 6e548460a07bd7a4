//! What may a price be, and which prices do the runs of a sweep have? Distributions and designs as tables.
//!
//! `cargo run --example draws` prints some quantiles of every distribution, and how evenly each design covers an input.
//! `cargo run --example draws -- FOLDER` writes all of it at full precision, for another program to judge:
//!
//! * `distributions.csv`: quantiles, distribution functions between them, and means;
//! * `DESIGN.csv` and `DESIGN-correlated.csv`: the probabilities of 4096 runs and six inputs;
//! * `values.csv`: values drawn from each distribution, by Monte Carlo;
//! * `sobol-unscrambled.csv`: the first points of the sequence as published.

use coke_sim::sampling::{Correlation, Design, Distribution, Input, Sampler, sobol};
use std::error::Error;
use std::fmt::Write;
use std::{env, fs, path::Path};

const NAMES: [&str; 6] = ["price", "cost", "delay", "share", "demand", "yield"];
/// Rank correlations between inputs, by their positions.
const PAIRS: [(usize, usize, f64); 4] = [(0, 1, 0.8), (1, 3, -0.5), (0, 3, -0.3), (3, 4, 0.2)];
const DESIGNS: [(&str, Design); 3] =
    [("monte-carlo", Design::MonteCarlo), ("latin-hypercube", Design::LatinHypercube), ("sobol", Design::Sobol)];
const SEED: u64 = 2006;
const RUNS: u64 = 4096;

fn main() -> Result<(), Box<dyn Error>> {
    let distributions = distributions()?;
    match env::args().nth(1) {
        Some(folder) => write(Path::new(&folder), &distributions),
        None => show(&distributions),
    }
}

/// One or more of every kind. The name says how it is made: a kind, its arguments, and `within` with the ends of a
/// truncation.
fn distributions() -> Result<Vec<(String, Distribution)>, Box<dyn Error>> {
    let mut made = Vec::new();
    for line in include_str!("draws.txt").lines().filter(|line| !line.is_empty()) {
        let distribution = read(line).map_err(|error| format!("{line}: {error}"))?;
        made.push((line.to_owned(), distribution));
    }
    Ok(made)
}

fn read(line: &str) -> Result<Distribution, Box<dyn Error>> {
    let (whole, range) = line.split_once(" within ").unwrap_or((line, "-inf inf"));
    let (kind, arguments) = whole.split_once(' ').ok_or("no arguments")?;
    let (values, weights) = arguments.split_once(" weights ").unwrap_or((arguments, ""));
    let (values, weights, range) = (numbers(values)?, numbers(weights)?, numbers(range)?);
    let distribution = match (kind, values.as_slice()) {
        ("constant", [value]) => Distribution::constant(*value),
        ("uniform", [min, max]) => Distribution::uniform(*min, *max),
        ("triangular", [min, mode, max]) => Distribution::triangular(*min, *mode, *max),
        ("pert", [min, mode, max]) => Distribution::pert(*min, *mode, *max),
        ("normal", [mean, sd]) => Distribution::normal(*mean, *sd),
        ("lognormal", [median, sigma]) => Distribution::lognormal(*median, *sigma),
        ("lognormal_between", [low, high]) => Distribution::lognormal_between(*low, *high),
        ("lognormal_around", [median, low, high]) => Distribution::lognormal_around(*median, *low, *high),
        ("beta", [alpha, beta, min, max]) => Distribution::beta(*alpha, *beta, *min, *max),
        ("discrete", _) => Distribution::discrete(values, (!weights.is_empty()).then_some(weights)),
        ("empirical", _) => Distribution::empirical(values),
        _ => return Err("no such distribution".into()),
    }?;
    match range.as_slice() {
        [min, max] => Ok(distribution.within(*min, *max)?),
        _ => Err("a range has two ends".into()),
    }
}

fn numbers(text: &str) -> Result<Vec<f64>, std::num::ParseFloatError> {
    text.split_whitespace().map(str::parse).collect()
}

fn sampler(design: &Design, correlated: bool) -> Result<Sampler, Box<dyn Error>> {
    let names = NAMES.map(str::to_owned);
    let correlation = if correlated { Some(Correlation::new(names.to_vec(), &PAIRS, names.len())?) } else { None };
    let inputs = names.map(|name| Input { name, atoms: None });
    Ok(Sampler::new(SEED, design.clone(), inputs.into(), correlation)?)
}

fn show(distributions: &[(String, Distribution)]) -> Result<(), Box<dyn Error>> {
    println!("{:<48}{:>11}{:>11}{:>11}{:>11}", "", "5 %", "50 %", "95 %", "mean");
    for (name, distribution) in distributions {
        let [low, middle, high] = Design::LEVELS.map(|level| distribution.quantile(level));
        let mean = distribution.mean().unwrap_or(f64::NAN);
        let name: String = name.chars().take(46).collect();
        println!("{name:<48}{low:>11.5}{middle:>11.5}{high:>11.5}{mean:>11.5}");
    }
    println!("\nthe first eight runs of `{}`, as probabilities", NAMES[0]);
    for (name, design) in DESIGNS {
        let sampler = sampler(&design, false)?;
        let mut out = [0.0; NAMES.len()];
        print!("{name:<16}");
        for run in 0..8 {
            sampler.probabilities_into(run, &mut out);
            print!("{:>8.3}", out[0]);
        }
        println!();
    }
    Ok(())
}

/// Probabilities at which quantiles are written.
fn grid() -> Vec<f64> {
    let tails = (1..=6).map(|exponent| 10_f64.powi(-exponent));
    let mut grid: Vec<f64> = tails.flat_map(|tail| [tail, 1.0 - tail]).collect();
    grid.extend((1..20).map(|part| f64::from(part) / 20.0 + 0.001));
    grid.sort_by(f64::total_cmp);
    grid
}

fn write(folder: &Path, distributions: &[(String, Distribution)]) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let mut table = String::from("distribution,what,argument,result\n");
    let mut values = String::from("distribution,value\n");
    for (name, distribution) in distributions {
        if let Some(mean) = distribution.mean() {
            writeln!(table, "{name},mean,,{mean:?}")?;
        }
        let mut before = distribution.quantile(1e-7);
        for probability in grid() {
            let value = distribution.quantile(probability);
            writeln!(table, "{name},quantile,{probability:?},{value:?}")?;
            let between = 0.5 * (before + value);
            writeln!(table, "{name},probability,{between:?},{:?}", distribution.probability(between))?;
            before = value;
        }
        let input = Input { name: name.clone(), atoms: distribution.atoms() };
        let sampler = Sampler::new(SEED, Design::MonteCarlo, vec![input], None)?;
        let mut out = [0.0];
        for run in 0..RUNS {
            sampler.probabilities_into(run, &mut out);
            writeln!(values, "{name},{:?}", distribution.quantile(out[0]))?;
        }
    }
    fs::write(folder.join("distributions.csv"), table)?;
    fs::write(folder.join("values.csv"), values)?;
    for (name, design) in DESIGNS {
        for (file, correlated) in [(name.to_owned(), false), (format!("{name}-correlated"), true)] {
            let sampler = sampler(&design, correlated)?;
            let mut out = [0.0; NAMES.len()];
            let runs = (0..RUNS).map(|run| {
                sampler.probabilities_into(run, &mut out);
                row(&out)
            });
            let table: String = [NAMES.join(",") + "\n"].into_iter().chain(runs).collect();
            fs::write(folder.join(file + ".csv"), table)?;
        }
    }
    let pairs: Vec<String> = PAIRS.iter().map(|(one, other, rank)| format!("{one},{other},{rank}")).collect();
    fs::write(folder.join("pairs.csv"), format!("one,other,rank\n{}\n", pairs.join("\n")))?;
    let points = sobol::unscrambled(sobol::DIMENSIONS, 128);
    fs::write(folder.join("sobol-unscrambled.csv"), points.iter().map(|point| row(point)).collect::<String>())?;
    Ok(())
}

fn row(values: &[f64]) -> String {
    values.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(",") + "\n"
}
