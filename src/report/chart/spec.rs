//! What a caller says about a chart with axes.

use super::error::ChartError;
use super::theme::Colour;

/// The words around a chart. Each may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// Title, set large above the chart.
    pub title: String,
    /// Line under the title.
    pub subtitle: String,
    /// Source and remarks, set small below the chart.
    pub note: String,
}

/// The value axis of a chart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Axis {
    /// What is measured, with its unit; set above the axis.
    pub label: String,
    /// Decimals of the values that are written out; by their size where `None`.
    pub decimals: Option<usize>,
}

/// One part of a stack.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Name.
    pub label: String,
    /// One value for each point of the axis.
    pub values: Vec<f64>,
    /// Colour; one of the palette where `None`.
    pub colour: Option<Colour>,
}

/// A line of steps that a stack is read against, such as a ceiling set for each year.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// Name.
    pub label: String,
    /// One value for each point of the axis; `None` where nothing is set.
    pub values: Vec<Option<f64>>,
}

/// Areas stacked over the years, such as capacity by class.
#[derive(Debug, Clone, PartialEq)]
pub struct StackedArea {
    /// The words around it.
    pub words: Words,
    /// The years, rising.
    pub years: Vec<i32>,
    /// The value axis, which starts at zero.
    pub axis: Axis,
    /// The parts, the lowest first; no value negative.
    pub series: Vec<Series>,
    /// Name of the sum of the parts, which is written under each year.
    pub total_label: String,
    /// What the stack is read against; its values are written under each year.
    pub reference: Option<Reference>,
}

/// Columns stacked for each point, with a line across them, such as demands and the output that
/// serves them.
#[derive(Debug, Clone, PartialEq)]
pub struct StackedColumns {
    /// The words around it.
    pub words: Words,
    /// Names of the columns, such as years.
    pub columns: Vec<String>,
    /// The value axis, which starts at zero.
    pub axis: Axis,
    /// The parts, the lowest first; no value negative.
    pub series: Vec<Series>,
    /// Name of the sum of the parts, which is written under each column.
    pub total_label: String,
    /// What is drawn as a line; its values are written under each column.
    pub line: Option<Series>,
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LineStyle {
    /// A line with a mark at each value.
    #[default]
    Solid,
    /// A dashed line with a mark at each value.
    Dashed,
    /// Marks only, as for observations.
    Points,
}

/// One line over the years.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Name, written at the end of the line.
    pub label: String,
    /// One value for each year; `None` leaves a gap.
    pub values: Vec<Option<f64>>,
    /// How it is drawn.
    pub style: LineStyle,
    /// Colour; one of the palette where `None`.
    pub colour: Option<Colour>,
}

/// Lines over the years, such as indices of pollutant loads.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    /// The words around it.
    pub words: Words,
    /// The years, rising.
    pub years: Vec<i32>,
    /// The value axis.
    pub axis: Axis,
    /// Whether the axis must show zero.
    pub from_zero: bool,
    /// A level drawn across the chart, such as 100 for an index.
    pub level: Option<f64>,
    /// The lines.
    pub lines: Vec<Line>,
}

const MOST_SERIES: usize = 24;
const MOST_POINTS: usize = 120;
const LONGEST_TEXT: usize = 600;
const LARGEST_VALUE: f64 = 1e15;
/// Rounding may leave a part of a stack this little below zero.
const NEGATIVE_ROUNDING: f64 = 1e-9;

impl Words {
    pub(super) fn check(&self) -> Result<(), ChartError> {
        check_texts([&self.title, &self.subtitle, &self.note])
    }
}

pub(super) fn check_texts<'text>(texts: impl IntoIterator<Item = &'text String>) -> Result<(), ChartError> {
    for text in texts {
        let length = text.chars().count();
        if length > LONGEST_TEXT {
            return Err(ChartError::TextTooLong {
                start: text.chars().take(20).collect(),
                length,
                limit: LONGEST_TEXT,
            });
        }
    }
    Ok(())
}

pub(super) fn check_count(chart: &Words, what: &'static str, count: usize, limit: usize) -> Result<(), ChartError> {
    let chart = chart.title.clone();
    match count {
        0 => Err(ChartError::Empty { chart, what }),
        count if count > limit => Err(ChartError::TooMany { chart, what, count, limit }),
        _ => Ok(()),
    }
}

/// Checks that there are points and series, and not too many of either.
pub(super) fn check_size(chart: &Words, points: usize, series: usize) -> Result<(), ChartError> {
    check_count(chart, "points", points, MOST_POINTS)?;
    check_count(chart, "series", series, MOST_SERIES)
}

pub(super) fn check_years(chart: &Words, years: &[i32]) -> Result<(), ChartError> {
    match years.windows(2).find(|pair| pair[0] >= pair[1]) {
        Some(pair) => Err(ChartError::Years { chart: chart.title.clone(), earlier: pair[0], later: pair[1] }),
        None => Ok(()),
    }
}

pub(super) fn check_length(series: &str, found: usize, expected: usize) -> Result<(), ChartError> {
    if found == expected { Ok(()) } else { Err(ChartError::Length { series: series.to_owned(), expected, found }) }
}

/// Checks that values can be drawn to a scale: finite and not beyond all bounds.
pub(super) fn check_values(series: &str, values: impl IntoIterator<Item = Option<f64>>) -> Result<(), ChartError> {
    for (index, value) in values.into_iter().enumerate() {
        let Some(value) = value else { continue };
        let (series, position) = (series.to_owned(), index + 1);
        if !value.is_finite() {
            return Err(ChartError::NotFinite { series, position, value });
        }
        if value.abs() > LARGEST_VALUE {
            return Err(ChartError::TooLarge { series, position, value });
        }
    }
    Ok(())
}

/// The parts of a stack, checked: what rounding left just below zero is made zero.
pub(super) fn stack_values(series: &[Series], points: usize) -> Result<Vec<Vec<f64>>, ChartError> {
    for part in series {
        check_texts([&part.label])?;
        check_length(&part.label, part.values.len(), points)?;
        check_values(&part.label, part.values.iter().copied().map(Some))?;
    }
    let largest = series.iter().flat_map(|part| &part.values).fold(0.0, |most: f64, &v| most.max(v));
    let mut stack = Vec::with_capacity(series.len());
    for part in series {
        if let Some(index) = part.values.iter().position(|&v| v < -NEGATIVE_ROUNDING * largest) {
            return Err(ChartError::Negative {
                series: part.label.clone(),
                position: index + 1,
                value: part.values[index],
            });
        }
        stack.push(part.values.iter().map(|v| v.max(0.0)).collect());
    }
    Ok(stack)
}

/// The sums of a stack, point by point.
pub(super) fn stack_totals(stack: &[Vec<f64>], points: usize) -> Vec<f64> {
    (0..points).map(|point| stack.iter().map(|part| part[point]).sum()).collect()
}
