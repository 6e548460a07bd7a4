//! Inputs that rise and fall together: a Gaussian copula with given rank correlations.
//!
//! Probabilities become normal values, these are mixed, and the mixtures become probabilities again; so every input keeps
//! its distribution. Normal values with the correlation r have Spearman's rank correlation 6/π asin(r/2) (K. Pearson, "On
//! further methods of determining correlation", 1907; R. B. Nelsen, "An Introduction to Copulas", Springer 2006), whence
//! r = 2 sin(π/6 ρ). They are mixed by the triangular root of the matrix of r (Cholesky) in the order of inputs: the first of
//! a group keeps its draws, and inputs added at the end change none before.
//!
//! A mixture no longer has exactly one point in each part of a Latin hypercube or a Sobol sequence; the first input of a
//! group and inputs without correlation still do.

use super::normal;
use super::tails::Tails;
use crate::text;
use crate::text::Text;
use std::f64::consts::FRAC_PI_6;
use std::fmt;

/// What is left of an input's variance once those before it are known must be more than this.
const LEAST_VARIANCE: f64 = 1e-10;
/// The probabilities next to 0 and 1 that a draw may have.
const ENDS: [f64; 2] = [f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0];

/// Rank correlations between inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlation {
    inputs: usize,
    mixtures: Vec<Mixture>,
}

/// An input that follows others before it.
#[derive(Clone, Debug, PartialEq)]
struct Mixture {
    input: usize,
    /// The share of its own normal value.
    own: f64,
    /// Inputs before it, and the shares of theirs.
    others: Vec<(usize, f64)>,
}

/// Why there are no such correlations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrelationError {
    /// The position of the pair at fault, if it is one.
    pub pair: Option<usize>,
    /// What is wrong.
    pub message: Text,
    /// What to do about it.
    pub hint: Text,
}

impl fmt::Display for CorrelationError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message.en)
    }
}

impl std::error::Error for CorrelationError {}

impl Correlation {
    /// Spearman's rank correlations between pairs of so many inputs, by their positions; pairs that are missing are not
    /// correlated. The names of the inputs, in order, are for errors.
    ///
    /// # Errors
    /// If a pair names no two different inputs or is given twice, a correlation is not between -1 and 1, or no values can
    /// have all of them at once.
    pub fn new(names: Vec<String>, pairs: &[(usize, usize, f64)], inputs: usize) -> Result<Self, CorrelationError> {
        let name = move |input: usize| names.get(input).cloned().unwrap_or_else(|| format!("#{}", input + 1));
        for (position, pair) in pairs.iter().enumerate() {
            check_pair(*pair, &pairs[..position], inputs, &name).map_err(|(message, hint)| CorrelationError {
                pair: Some(position),
                message,
                hint,
            })?;
        }
        let correlated: Vec<_> = pairs.iter().filter(|(_, _, rank)| *rank != 0.0).collect();
        let mut members: Vec<usize> = correlated.iter().flat_map(|(one, other, _)| [*one, *other]).collect();
        members.sort_unstable();
        members.dedup();
        let size = members.len();
        let mut matrix = vec![vec![0.0; size]; size];
        for (position, row) in matrix.iter_mut().enumerate() {
            row[position] = 1.0;
        }
        for (one, other, rank) in correlated {
            let places = (members.binary_search(one), members.binary_search(other));
            if let (Ok(row), Ok(column)) = places {
                let normal = 2.0 * libm::sin(FRAC_PI_6 * rank);
                (matrix[row][column], matrix[column][row]) = (normal, normal);
            }
        }
        let all: Vec<usize> = (0..size).collect();
        let Some(root) = triangular_root(&matrix, &all) else {
            let group = contradiction(&matrix);
            return Err(contradictory(&group.iter().map(|place| name(members[*place])).collect::<Vec<_>>()));
        };
        let mixture = |(place, row): (usize, &Vec<f64>)| Mixture {
            input: members[place],
            own: row[place],
            others: (0..place).filter(|other| row[*other] != 0.0).map(|other| (members[other], row[other])).collect(),
        };
        let mixtures = root.iter().enumerate().map(mixture).filter(|mixture| !mixture.others.is_empty()).collect();
        Ok(Self { inputs, mixtures })
    }

    /// How many inputs there are.
    #[must_use]
    pub const fn inputs(&self) -> usize {
        self.inputs
    }

    /// The inputs that follow others: each with the share of its own normal value, and those before it with the shares of
    /// theirs.
    pub fn shares(&self) -> impl Iterator<Item = (usize, f64, &[(usize, f64)])> {
        self.mixtures.iter().map(|mixture| (mixture.input, mixture.own, mixture.others.as_slice()))
    }

    /// Correlates independent probabilities, one an input.
    pub(super) fn apply(&self, probabilities: &mut [f64]) {
        // from the last: a mixture takes the draws of inputs before it as they were
        for mixture in self.mixtures.iter().rev() {
            let normal_value = |input: usize| normal::quantile(Tails::from_below(probabilities[input]));
            let own = mixture.own * normal_value(mixture.input);
            let value = mixture.others.iter().fold(own, |sum, (input, share)| sum + share * normal_value(*input));
            probabilities[mixture.input] = normal::tails(value).below.clamp(ENDS[0], ENDS[1]);
        }
    }
}

fn check_pair(
    (one, other, rank): (usize, usize, f64),
    before: &[(usize, usize, f64)],
    inputs: usize,
    name: &impl Fn(usize) -> String,
) -> Result<(), (Text, Text)> {
    if let Some(missing) = [one, other].into_iter().find(|input| *input >= inputs) {
        let missing = name(missing);
        return Err((
            text!("`{missing}` is no uncertain input"; "“{missing}”不是不确定的输入"),
            text!("correlate inputs that have a distribution"; "请只为有分布的输入写相关系数"),
        ));
    }
    let (first, second) = (name(one), name(other));
    if one == other {
        return Err((
            text!("`{first}` is correlated with itself"; "“{first}”与自身相关"),
            text!("name two different inputs"; "请写两个不同的输入"),
        ));
    }
    if before.iter().any(|(a, b, _)| (*a, *b) == (one, other) || (*b, *a) == (one, other)) {
        return Err((
            text!("`{first}` and `{second}` are correlated twice"; "“{first}”与“{second}”的相关系数重复给出"),
            text!("give each pair once, in either order"; "每对输入只写一次，先后不限"),
        ));
    }
    if !(rank > -1.0 && rank < 1.0) {
        return Err((
            text!(
                "the rank correlation of `{first}` and `{second}` must be between -1 and 1, not {rank}";
                "“{first}”与“{second}”的秩相关系数须大于 -1 且小于 1，不能是 {rank}"
            ),
            text!("write a number such as 0.8 or -0.3"; "请写 0.8 或 -0.3 之类的数"),
        ));
    }
    Ok(())
}

/// The triangular root of the part of a matrix that belongs to some members; none if it is not positive definite.
fn triangular_root(matrix: &[Vec<f64>], members: &[usize]) -> Option<Vec<Vec<f64>>> {
    let mut root: Vec<Vec<f64>> = Vec::with_capacity(members.len());
    for (place, member) in members.iter().enumerate() {
        let mut row: Vec<f64> = Vec::with_capacity(place + 1);
        for (before, known) in root.iter().enumerate() {
            let shared = row.iter().zip(known).fold(0.0, |sum, (one, other)| sum + one * other);
            row.push((matrix[*member][members[before]] - shared) / known[before]);
        }
        let variance = row.iter().fold(matrix[*member][*member], |left, share| left - share * share);
        if variance <= LEAST_VARIANCE {
            return None;
        }
        row.push(variance.sqrt());
        root.push(row);
    }
    Some(root)
}

/// Members that contradict each other: two or three if so few do, else some of which none can be spared.
fn contradiction(matrix: &[Vec<f64>]) -> Vec<usize> {
    let linked = |one: usize, other: usize| matrix[one][other] != 0.0;
    let fails = |members: &[usize]| triangular_root(matrix, members).is_none();
    let size = matrix.len();
    for (one, other) in (0..size).flat_map(|one| (one + 1..size).map(move |other| (one, other))) {
        if linked(one, other) && fails(&[one, other]) {
            return vec![one, other];
        }
    }
    for (one, other) in (0..size).flat_map(|one| (one + 1..size).map(move |other| (one, other))) {
        let others = (other + 1..size).filter(|third| {
            u8::from(linked(one, other)) + u8::from(linked(one, *third)) + u8::from(linked(other, *third)) >= 2
        });
        if let Some(third) = others.into_iter().find(|third| fails(&[one, other, *third])) {
            return vec![one, other, third];
        }
    }
    let mut group: Vec<usize> = (0..size).collect();
    for member in 0..size {
        let fewer: Vec<usize> = group.iter().copied().filter(|other| *other != member).collect();
        if fails(&fewer) {
            group = fewer;
        }
    }
    group
}

fn contradictory(names: &[String]) -> CorrelationError {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let (last, others) =
        quoted.split_last().map_or((String::new(), String::new()), |(last, others)| (last.clone(), others.join(", ")));
    let zh = format!("“{}”", names.join("”“"));
    let (message, hint) = if names.len() == 2 {
        (
            text!("{others} and {last} are correlated so closely that they are one"; "{zh}的相关系数过于接近 1 或 -1，实为同一个量"),
            text!("use one input for both, or a correlation nearer to zero"; "请改用一个共同的输入，或减小相关系数"),
        )
    } else {
        (
            text!(
                "no values can have the rank correlations of {others} and {last} all at once: what goes with the same \
                 input must go with each other too";
                "{zh}之间的秩相关系数互相矛盾，不可能同时成立：与同一输入密切相关的输入，彼此之间也必然相关"
            ),
            text!(
                "bring their correlations nearer to zero, or give the missing ones, which count as zero";
                "请减小这些相关系数，或补上缺少的相关系数（未给出的按零计）"
            ),
        )
    };
    CorrelationError { pair: None, message, hint }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "what must be exact is compared to the bit")]
mod tests {
    use super::*;

    fn correlation(pairs: &[(usize, usize, f64)], inputs: usize) -> Result<Correlation, CorrelationError> {
        let names: Vec<String> = (0..inputs).map(|input| format!("x{input}")).collect();
        Correlation::new(names, pairs, inputs)
    }

    #[test]
    fn inputs_without_correlation_keep_their_draws_bit_for_bit() {
        let correlation = correlation(&[(1, 3, 0.7), (2, 4, 0.0)], 5).unwrap();
        let before = [0.1, 0.2, 0.3, 0.4, 0.5];
        let mut after = before;
        correlation.apply(&mut after);
        for input in [0, 1, 2, 4] {
            assert_eq!(before[input].to_bits(), after[input].to_bits());
        }
        assert!(after[3] < 0.3);
    }

    #[test]
    fn inputs_added_at_the_end_change_none_before() {
        let pairs = [(0, 2, 0.5), (1, 2, -0.4), (0, 3, 0.3), (2, 4, 0.6)];
        let (mut few, mut many) = ([0.3, 0.8, 0.4], [0.3, 0.8, 0.4, 0.9, 0.01]);
        correlation(&pairs[..2], 3).unwrap().apply(&mut few);
        correlation(&pairs, 5).unwrap().apply(&mut many);
        assert_eq!(few, many[..3]);
    }

    #[test]
    fn draws_stay_between_zero_and_one() {
        let correlation = correlation(&[(0, 1, 0.9)], 2).unwrap();
        for end in ENDS {
            let mut draws = [end; 2];
            correlation.apply(&mut draws);
            assert!(draws.iter().all(|draw| *draw > 0.0 && *draw < 1.0));
        }
    }

    #[test]
    fn a_contradiction_is_told_by_those_that_are_in_it() {
        let pairs = [(0, 5, 0.5), (1, 4, 0.9), (4, 3, 0.9), (2, 3, 0.5), (0, 1, 0.2)];
        let error = correlation(&pairs, 6).unwrap_err();
        assert!(error.message.en.contains("of `x1`, `x3` and `x4` all"), "{}", error.message.en);
        assert!(error.message.zh.contains("“x1”“x3”“x4”之间"), "{}", error.message.zh);
        // four that each pair and each three of them could have: correlations of -0.4 between all
        let all: Vec<_> = (0..4).flat_map(|one| (one + 1..4).map(move |other| (one, other, -0.4))).collect();
        assert!(correlation(&all[..3], 4).is_ok());
        let more: Vec<_> = all.into_iter().chain([(0, 4, 0.1), (4, 5, 0.2)]).collect();
        let error = correlation(&more, 6).unwrap_err();
        assert!(error.message.en.contains("of `x0`, `x1`, `x2` and `x3` all"), "{}", error.message.en);
    }

    #[test]
    fn pairs_that_are_none_are_told_with_their_place() {
        for pair in [(0, 0, 0.5), (0, 9, 0.5), (1, 0, 0.2), (0, 2, 1.0), (0, 2, -1.5), (0, 2, f64::NAN)] {
            let error = correlation(&[(0, 1, 0.5), pair], 3).unwrap_err();
            assert_eq!(error.pair, Some(1), "{pair:?}");
        }
        let error = correlation(&[(0, 1, 1.0 - 1e-13)], 3).unwrap_err();
        assert!(error.message.en.starts_with("`x0` and `x1` are correlated so closely"), "{}", error.message.en);
    }
}
