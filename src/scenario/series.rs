//! Series over time: points, joined by straight lines, held flat outside.

/// A driver over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    points: Vec<(f64, f64)>,
}

impl Series {
    /// A series through these points of time (years, with fractions) and value.
    ///
    /// Returns `None` if there is no point, a number is not finite, or two points share a time.
    #[must_use]
    pub fn new(mut points: Vec<(f64, f64)>) -> Option<Self> {
        if points.is_empty() || points.iter().any(|(time, value)| !time.is_finite() || !value.is_finite()) {
            return None;
        }
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points.windows(2).all(|pair| pair[0].0 < pair[1].0).then_some(Self { points })
    }

    /// The points, in order of time.
    #[must_use]
    pub fn points(&self) -> &[(f64, f64)] {
        &self.points
    }

    /// The same series with every value multiplied.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self { points: self.points.iter().map(|&(time, value)| (time, value * factor)).collect() }
    }

    /// The same series with a number added to every value.
    #[must_use]
    pub fn shifted(&self, by: f64) -> Self {
        Self { points: self.points.iter().map(|&(time, value)| (time, value + by)).collect() }
    }

    /// The value at a moment.
    #[must_use]
    pub fn at(&self, time: f64) -> f64 {
        let after = self.points.partition_point(|point| point.0 <= time);
        match (after.checked_sub(1).map(|before| self.points[before]), self.points.get(after)) {
            (Some((t0, v0)), Some(&(t1, v1))) => v0 + (v1 - v0) / (t1 - t0) * (time - t0),
            (Some((_, value)), None) | (None, Some(&(_, value))) => value,
            (None, None) => f64::NAN, // a series has at least one point
        }
    }

    /// The exact mean over `[start, start + length]` (card, section 1: "Time").
    #[must_use]
    pub fn mean(&self, start: f64, length: f64) -> f64 {
        let end = start + length;
        let inside = self.points.iter().map(|point| point.0).filter(|time| *time > start && *time < end);
        let mut area = 0.0;
        let (mut time, mut value) = (start, self.at(start));
        for next in inside.chain([end]) {
            let next_value = self.at(next);
            area += (next_value + value) * (next - time);
            (time, value) = (next, next_value);
        }
        area / 2.0 / length
    }
}

#[cfg(test)]
mod tests {
    use super::Series;

    fn series(points: &[(f64, f64)]) -> Series {
        Series::new(points.to_vec()).expect("valid points")
    }

    #[test]
    fn the_mean_of_a_straight_line_is_its_middle() {
        let line = series(&[(2006.0, 1.0), (2008.0, 3.0)]);
        assert!((line.mean(2006.5, 1.0) - 2.0).abs() < 1e-12);
    }

    #[test]
    fn outside_its_points_a_series_is_flat() {
        let step = series(&[(2006.0, 1.0), (2007.0, 2.0)]);
        assert!((step.mean(2000.0, 5.0) - 1.0).abs() < 1e-12);
        assert!((step.at(2050.0) - 2.0).abs() < 1e-12);
        assert!((step.mean(2006.0, 2.0) - 1.75).abs() < 1e-12);
    }

    #[test]
    fn points_must_be_finite_and_distinct() {
        assert_eq!(Series::new(vec![]), None);
        assert_eq!(Series::new(vec![(2006.0, f64::NAN)]), None);
        assert_eq!(Series::new(vec![(2006.0, 1.0), (2006.0, 2.0)]), None);
    }
}
