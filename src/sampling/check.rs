//! Arguments of distributions, checked; what is wrong with them, and what to do about it.

use super::shape::Interval;
use crate::text;
use crate::text::Text;
use std::fmt;

/// The weight of a value must be this share of all weights at least, or zero.
const LEAST_WEIGHT: f64 = 1e-12;
/// Shapes of beta distributions; beyond them all values are at the ends, or all are the same.
const SHAPES: [f64; 2] = [1e-3, 1e6];

/// Why arguments make no distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistributionError {
    /// The argument at fault, by its name in the constructor.
    pub field: &'static str,
    /// What is wrong.
    pub message: Text,
    /// What to do about it.
    pub hint: Text,
}

impl fmt::Display for DistributionError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message.en)
    }
}

impl std::error::Error for DistributionError {}

pub(super) type Checked<T> = Result<T, DistributionError>;

const fn fails<T>(field: &'static str, message: Text, hint: Text) -> Checked<T> {
    Err(DistributionError { field, message, hint })
}

/// Neither infinite nor NaN.
pub(super) fn finite(field: &'static str, value: f64) -> Checked<f64> {
    if value.is_finite() {
        return Ok(value);
    }
    fails(
        field,
        text!("`{field}` must be a finite number, not {value}"; "“{field}”须为有限的数，不能是 {value}"),
        text!("write an ordinary number, such as 0.5"; "请写普通的数，如 0.5"),
    )
}

/// Finite and above zero.
pub(super) fn positive(field: &'static str, value: f64) -> Checked<f64> {
    if finite(field, value)? > 0.0 {
        return Ok(value);
    }
    fails(
        field,
        text!("`{field}` must be above zero, not {value}"; "“{field}”须大于零，不能是 {value}"),
        text!("if the value is certain, write that one number"; "若数值确定，请直接写该数"),
    )
}

/// A range with something in it.
pub(super) fn interval(min: f64, max: f64) -> Checked<Interval> {
    let (min, max) = (finite("min", min)?, finite("max", max)?);
    if min >= max {
        return fails(
            "max",
            text!("`max` ({max}) must be above `min` ({min})"; "“max”（{max}）须大于“min”（{min}）"),
            text!("give a range, or one number if the value is certain"; "请给出范围；若数值确定，请直接写该数"),
        );
    }
    if !(max - min).is_finite() {
        return too_wide("max");
    }
    Ok(Interval { min, max })
}

/// The most likely value, which lies within the range.
pub(super) fn mode(interval: &Interval, mode: f64) -> Checked<f64> {
    between("mode", mode, interval.min, interval.max)
}

/// A value within a range that other arguments give.
pub(super) fn between(field: &'static str, value: f64, min: f64, max: f64) -> Checked<f64> {
    if (min..=max).contains(&finite(field, value)?) {
        return Ok(value);
    }
    fails(
        field,
        text!("`{field}` ({value}) is not from {min} to {max}"; "“{field}”（{value}）不在 {min} 与 {max} 之间"),
        text!("widen the range, or choose a value within it"; "请放宽范围，或在范围内取值"),
    )
}

/// Values are too large or too far apart.
pub(super) fn too_wide<T>(field: &'static str) -> Checked<T> {
    fails(
        field,
        text!("`{field}` allows values beyond what the computer can hold"; "“{field}”使取值超出计算机可表示的范围"),
        text!("check its size and its unit"; "请检查其大小和单位"),
    )
}

/// The shape of a beta distribution.
pub(super) fn shape(field: &'static str, value: f64) -> Checked<f64> {
    let [least, greatest] = SHAPES;
    if (least..=greatest).contains(&positive(field, value)?) {
        return Ok(value);
    }
    fails(
        field,
        text!(
            "`{field}` must be from {least} to {greatest}, not {value}";
            "“{field}”须在 {least} 与 {greatest} 之间，不能是 {value}"
        ),
        text!("shapes are mostly between 0.5 and 50"; "形状参数一般在 0.5 与 50 之间"),
    )
}

/// The 5th and the 95th percentile of a lognormal distribution.
pub(super) fn percentiles(low: f64, high: f64) -> Checked<()> {
    if positive("low", low)? < positive("high", high)? {
        return Ok(());
    }
    fails(
        "high",
        text!("`high` ({high}) must be above `low` ({low})"; "“high”（{high}）须大于“low”（{low}）"),
        text!(
            "they are the 5th and the 95th percentile; if the value is certain, write one number";
            "两者为第 5 和第 95 百分位数；若数值确定，请直接写该数"
        ),
    )
}

/// Values that may occur: at least one, none of them twice.
pub(super) fn distinct(values: &[f64]) -> Checked<()> {
    if values.is_empty() {
        return fails(
            "values",
            text!("there is no value"; "没有给出任何值"),
            text!("list the values that may occur"; "请列出可能出现的值"),
        );
    }
    for value in values {
        finite("values", *value)?;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(clippy::float_cmp, reason = "the same value twice is what is looked for")]
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(pair) => fails(
            "values",
            text!("the value {} is listed twice", pair[0]; "值 {} 重复出现", pair[0]),
            text!("list it once, with the weight of both"; "请只列一次，并将权重相加"),
        ),
    }
}

/// Weights for as many values.
pub(super) fn weights(weights: &[f64], values: usize) -> Checked<()> {
    let count = weights.len();
    if count != values {
        return fails(
            "weights",
            text!("{count} weights are given for {values} values"; "给出了 {values} 个值，却有 {count} 个权重"),
            text!(
                "give each value a weight, or leave out `weights` if all are as likely";
                "请为每个值各写一个权重；若各值可能性相同，可省略“weights”"
            ),
        );
    }
    for weight in weights {
        if finite("weights", *weight)? < 0.0 {
            return fails(
                "weights",
                text!("the weight {weight} is negative"; "权重 {weight} 为负"),
                text!("weights are zero or more; a value of weight zero does not occur"; "权重不得小于零；权重为零的值不会出现"),
            );
        }
    }
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return fails(
            "weights",
            text!("all weights are zero"; "所有权重均为零"),
            text!("give at least one value a weight above zero"; "请至少为一个值写大于零的权重"),
        );
    }
    if !total.is_finite() {
        return too_wide("weights");
    }
    match weights.iter().find(|weight| **weight > 0.0 && **weight < LEAST_WEIGHT * total) {
        None => Ok(()),
        Some(weight) => fails(
            "weights",
            text!(
                "the weight {weight} is so small beside the others that its value would never be drawn";
                "权重 {weight} 相对其他权重过小，对应的值不会被抽到"
            ),
            text!("make it larger, or zero"; "请将其增大，或改为零"),
        ),
    }
}

/// Observed values: at least two, in order of size.
pub(super) fn observed(mut values: Vec<f64>) -> Checked<Vec<f64>> {
    for value in &values {
        finite("values", *value)?;
    }
    values.sort_by(f64::total_cmp);
    match values.as_slice() {
        [first, .., last] if (last - first).is_finite() => Ok(values),
        [_, .., _] => too_wide("values"),
        few => fails(
            "values",
            text!(
                "there must be two observed values at least, not {}", few.len();
                "观测值至少要有两个，现有 {} 个", few.len()
            ),
            text!("list all that were observed, in any order"; "请列出全部观测值，顺序不限"),
        ),
    }
}

/// The ends of a truncation.
pub(super) fn window(min: f64, max: f64) -> Checked<()> {
    if min <= max {
        return Ok(());
    }
    fails(
        "within",
        text!("the range from {min} to {max} is none"; "从 {min} 到 {max} 不构成范围"),
        text!("write two numbers, the smaller one first"; "请写两个数，较小的在前"),
    )
}

/// A truncation leaves next to nothing.
pub(super) fn nothing_within<T>(min: f64, max: f64, support: (f64, f64)) -> Checked<T> {
    let (least, greatest) = support;
    fails(
        "within",
        text!("hardly any value lies from {min} to {max}"; "几乎没有值落在 {min} 与 {max} 之间"),
        if least.is_finite() && greatest.is_finite() {
            text!(
                "the values lie from {least} to {greatest}: choose a range that shares more with it";
                "该分布的值在 {least} 与 {greatest} 之间，请选取与之重合更多的范围"
            )
        } else {
            text!("choose a range nearer to the middle of the distribution"; "请选取更靠近分布中部的范围")
        },
    )
}
