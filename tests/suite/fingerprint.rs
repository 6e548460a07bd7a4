//! Fingerprints of variables: two sums over the members, of which one knows their order.

use crate::support::Comparison;
use coke_sim::trajectory::Trajectory;
use serde::Deserialize;

/// A row of `random_results.csv` or `extreme_results.csv`.
#[derive(Debug, Deserialize)]
pub struct Row {
    pub case: String,
    /// Steps a year, where a case has several.
    pub n: Option<u32>,
    pub variable: String,
    pub year: i32,
    /// The sum of the values.
    pub sum: f64,
    /// The sum of (i + 1) * value.
    pub weighted: f64,
    /// The sum of (i + 1) * |value|: what differences are measured with.
    pub scale: f64,
    /// The smallest value of any member at any step, where it is given.
    pub minimum: Option<f64>,
}

/// Compares both sums of every variable named in `rows`, each within `(relative, absolute)` of its scale.
pub fn compare(
    comparison: &mut Comparison,
    case: &str,
    results: &Trajectory,
    rows: &[Row],
    tolerance: impl Fn(&Row) -> (f64, f64),
) {
    for row in rows {
        let Row { variable, year, .. } = row;
        let found = results.layout().find(variable).unwrap_or_else(|| panic!("the model has no `{variable}`"));
        let values = results.values(0, found, *year).expect("a simulated year");
        let (mut sum, mut weighted, mut place) = (0.0, 0.0, 0.0);
        for value in values {
            place += 1.0;
            sum += value;
            weighted += place * value;
        }
        let (relative, absolute) = tolerance(row);
        let allowed = relative * row.scale + absolute;
        comparison.check(|| format!("{case}: sum of {variable} in {year}"), sum, row.sum, allowed);
        comparison.check(|| format!("{case}: weighted sum of {variable} in {year}"), weighted, row.weighted, allowed);
    }
}
