//! Why a chart could not be drawn.

/// A specification that cannot be drawn, or a failure of the drawing itself.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ChartError {
    /// There is nothing to draw.
    #[error("the chart \"{chart}\" has no {what}")]
    Empty {
        /// Title of the chart.
        chart: String,
        /// What is missing.
        what: &'static str,
    },
    /// A series has not one value for each point of the axis.
    #[error("the series \"{series}\" has {found} values where the axis has {expected} points")]
    Length {
        /// Label of the series.
        series: String,
        /// Number of points of the axis.
        expected: usize,
        /// Number of values given.
        found: usize,
    },
    /// A value is infinite or not a number.
    #[error("value {position} of the series \"{series}\" is {value}, not a finite number")]
    NotFinite {
        /// Label of the series.
        series: String,
        /// Position of the value, counted from 1.
        position: usize,
        /// The value.
        value: f64,
    },
    /// A value is too large to be drawn to any scale.
    #[error("value {position} of the series \"{series}\" is {value}, beyond what can be drawn (1e15)")]
    TooLarge {
        /// Label of the series.
        series: String,
        /// Position of the value, counted from 1.
        position: usize,
        /// The value.
        value: f64,
    },
    /// A part of a stack is negative.
    #[error("value {position} of the series \"{series}\" is {value}; a stack takes no negative values")]
    Negative {
        /// Label of the series.
        series: String,
        /// Position of the value, counted from 1.
        position: usize,
        /// The value.
        value: f64,
    },
    /// The years do not rise.
    #[error("the years of the chart \"{chart}\" must rise: {later} stands after {earlier}")]
    Years {
        /// Title of the chart.
        chart: String,
        /// The year given first.
        earlier: i32,
        /// The year given after it.
        later: i32,
    },
    /// There are more things than one chart can show.
    #[error("the chart \"{chart}\" has {count} {what}, more than the {limit} that can be shown")]
    TooMany {
        /// Title of the chart.
        chart: String,
        /// What there is too much of.
        what: &'static str,
        /// How many were given.
        count: usize,
        /// How many can be shown.
        limit: usize,
    },
    /// A text is too long to be set.
    #[error("the text starting \"{start}\" has {length} characters, more than the {limit} that can be set")]
    TextTooLong {
        /// Its first characters.
        start: String,
        /// Its length in characters.
        length: usize,
        /// The longest that can be set.
        limit: usize,
    },
    /// The drawing library failed.
    #[error("the chart could not be drawn: {0}")]
    Drawing(String),
    /// The SVG text could not be turned into a picture.
    #[error("the picture could not be made: {0}")]
    Picture(String),
}
