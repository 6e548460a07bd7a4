//! Value axes with round ticks, and numbers as text.

/// A value axis: a range that starts and ends at a tick.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    low: f64,
    step: f64,
    steps: i32,
    decimals: usize,
}

/// The narrowest range that is told apart from a single value, as a share of its size.
const NARROWEST: f64 = 1e-9;

impl Scale {
    /// The axis that shows `low` to `high` in at most `most_steps` steps (at least two).
    pub(super) fn around(low: f64, high: f64, most_steps: f64) -> Self {
        let size = low.abs().max(high.abs());
        let (low, high) = if high - low > size * NARROWEST {
            (low, high)
        } else if size > 0.0 {
            (low - 0.1 * size, high + 0.1 * size)
        } else {
            (0.0, 1.0)
        };
        let mut step = round_step((high - low) / most_steps.max(2.0));
        loop {
            let first = (low / step + 1e-9).floor();
            let last = (high / step - 1e-9).ceil();
            if last - first <= most_steps.max(2.0) + 1e-9 {
                return Self {
                    low: first * step,
                    step,
                    steps: whole(last - first).max(1),
                    decimals: decimals_of(step),
                };
            }
            step = round_step(step * 1.2);
        }
    }

    /// The highest value shown.
    fn high(&self) -> f64 {
        self.low + f64::from(self.steps) * self.step
    }

    /// Where a value stands: 0 at the bottom of the axis, 1 at its top.
    pub(super) fn share(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high() - self.low)).clamp(0.0, 1.0)
    }

    /// The ticks from below with their labels.
    pub(super) fn ticks(&self) -> impl Iterator<Item = (f64, String)> {
        (0..=self.steps).map(|index| {
            let value = self.low + f64::from(index) * self.step;
            let value = if value.abs() < self.step * 1e-6 { 0.0 } else { value };
            (value, format_number(value, self.decimals))
        })
    }
}

/// The smallest of 1, 2, 2.5 and 5 times a power of ten that is no smaller than `least`.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    let multiple =
        [1.0, 2.0, 2.5, 5.0].into_iter().find(|multiple| multiple * power >= least * (1.0 - 1e-9)).unwrap_or(10.0);
    multiple * power
}

/// The decimals that a multiple of `step` needs.
fn decimals_of(step: f64) -> usize {
    (0..9)
        .find(|&decimals| {
            let scaled = step * 10_f64.powi(decimals);
            (scaled - scaled.round()).abs() < 1e-6 * scaled
        })
        .and_then(|decimals| usize::try_from(decimals).ok())
        .unwrap_or(9)
}

/// The decimals that show the largest of `values` with three or four figures, or fewer if that
/// hides nothing.
pub(super) fn suitable_decimals(values: impl IntoIterator<Item = f64>) -> usize {
    let values: Vec<f64> = values.into_iter().collect();
    let largest = values.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
    let decimals = match largest {
        size if size >= 1_000.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        size if size >= 0.01 => 3,
        _ => 6,
    };
    let shown = |value: f64, decimals| {
        let power = 10_f64.powi(decimals);
        (value * power).round() / power
    };
    let same = |value, fewer| (shown(value, fewer) - shown(value, decimals)).abs() < 1e-9;
    (0..decimals)
        .find(|&fewer| values.iter().all(|&value| same(value, fewer)))
        .and_then(|fewer| usize::try_from(fewer).ok())
        .unwrap_or_else(|| usize::try_from(decimals).unwrap_or(0))
}

/// A number with a true minus sign and commas between thousands; very large and very small ones
/// with an exponent.
pub(super) fn format_number(value: f64, decimals: usize) -> String {
    let size = value.abs();
    if size >= 1e9 || (size > 0.0 && size < 1e-6) {
        return format!("{value:.2e}").replace('-', "\u{2212}");
    }
    let digits = format!("{size:.decimals$}");
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::new();
    if value < 0.0 && digits.chars().any(|digit| matches!(digit, '1'..='9')) {
        text.push('\u{2212}');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// The nearest whole number; what lies outside its range becomes its nearest end.
#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted")]
pub(super) fn whole(value: f64) -> i32 {
    value.round() as i32
}

/// A count as a number to reckon with.
#[expect(clippy::cast_precision_loss, reason = "counts of things drawn are small")]
pub(super) fn count(items: usize) -> f64 {
    items as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(low: f64, high: f64) -> Vec<String> {
        Scale::around(low, high, 7.0).ticks().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_round_and_enclose_the_range() {
        assert_eq!(labels(0.0, 158.0), ["0", "25", "50", "75", "100", "125", "150", "175"]);
        assert_eq!(labels(0.0, 0.3), ["0.00", "0.05", "0.10", "0.15", "0.20", "0.25", "0.30"]);
        assert_eq!(labels(-12.0, 31.0), ["−20", "−10", "0", "10", "20", "30", "40"]);
        assert_eq!(labels(0.0, 0.0).first().map(String::as_str), Some("0.0"));
    }

    #[test]
    fn a_single_value_gets_a_range_around_it() {
        let scale = Scale::around(5.0, 5.0, 6.0);
        assert!(scale.share(5.0) > 0.2 && scale.share(5.0) < 0.8);
    }

    #[test]
    fn any_range_gives_a_handful_of_ticks() {
        for low in [-1e15, -3.3, 0.0, 1e-300, 7.0, 1e15] {
            for span in [0.0, 1e-300, 1e-12, 0.1, 1.0, 99.9, 2e15] {
                let ticks = Scale::around(low, low + span, 6.0).ticks().count();
                assert!((2..=9).contains(&ticks), "{ticks} ticks for {low} + {span}");
            }
        }
    }

    #[test]
    fn decimals_suit_the_size_and_are_left_off_where_all_are_zero() {
        assert_eq!(suitable_decimals([131.04, 2.0]), 0);
        assert_eq!(suitable_decimals([131.06, 2.0]), 1);
        assert_eq!(suitable_decimals([0.0124]), 3);
        assert_eq!(suitable_decimals([]), 0);
    }

    #[test]
    fn numbers_have_commas_and_a_true_minus() {
        assert_eq!(format_number(1_234_567.891, 2), "1,234,567.89");
        assert_eq!(format_number(-131.04, 1), "−131.0");
        assert_eq!(format_number(-0.04, 1), "0.0");
        assert_eq!(format_number(999.0, 0), "999");
        assert_eq!(format_number(2.5e12, 0), "2.50e12");
    }
}
