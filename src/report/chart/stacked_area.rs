//! Areas stacked over the years, with a line of steps to read them against.

use super::drawing::{Drawing, Point};
use super::error::ChartError;
use super::frame::{Frame, MOST_STEPS, Room, Table, USUAL_PLOT, tick_room, year_places};
use super::label::{Key, Label, Labels};
use super::number::{Scale, format_number, suitable_decimals};
use super::spec::{
    Reference, StackedArea, check_length, check_size, check_texts, check_values, check_years, stack_totals,
    stack_values,
};
use super::theme::{INK, PAPER, fill};

/// Half the width of the column that stands for a single year.
const HALF_COLUMN: f64 = 60.0;
const DASH: (f64, f64) = (7.0, 4.0);

impl StackedArea {
    /// Draws the chart.
    ///
    /// # Errors
    ///
    /// If there is nothing to draw or too much, if a series does not fit the years, or if a value
    /// is negative, not finite or beyond 1e15.
    pub fn to_svg(&self) -> Result<String, ChartError> {
        let points = self.years.len();
        let stack = self.check()?;
        let totals = stack_totals(&stack, points);
        let limits: Vec<f64> = self.reference.iter().flat_map(|line| line.values.iter().flatten()).copied().collect();
        let decimals = self.axis.decimals.unwrap_or_else(|| suitable_decimals(totals.iter().chain(&limits).copied()));
        let highest = totals.iter().chain(&limits).fold(0.0, |most: f64, &value| most.max(value));
        let scale = Scale::around(0.0, highest, MOST_STEPS);

        let table = self.table(&totals, decimals);
        let labels = Labels::set(self.labels(&stack, decimals), USUAL_PLOT);
        let room = Room {
            ticks: tick_room(&scale),
            left: tick_room(&scale).max(table.left_room(0.0)),
            right: labels.width(),
            below: table.height(),
            height: labels.height(),
        };
        let mut drawing = Drawing::default();
        let frame = Frame::draw(&mut drawing, &self.words, &self.axis.label, room);
        frame.draw_grid(&mut drawing, &scale);

        let places = year_places(&self.years, frame.left, frame.right);
        let bands = bands(&stack, points);
        let edges = edges(&places);
        let mut surface: Vec<Point> = Vec::new();
        for (part, band) in bands.windows(2).enumerate() {
            let heights = |sums: &[f64]| -> Vec<Point> {
                edges.iter().map(|&(x, point)| (x, frame.y(&scale, sums[point]))).collect()
            };
            let (below, above) = (heights(&band[0]), heights(&band[1]));
            let outline: Vec<Point> = below.into_iter().chain(above.iter().rev().copied()).collect();
            drawing.polygon(outline, fill(part, self.series[part].colour));
            if part + 2 < bands.len() {
                drawing.path(above, 0.8, PAPER);
            } else {
                surface = above;
            }
        }
        let steps = self.reference.as_ref().map(|line| steps(&frame, &scale, &edges, line));
        for run in steps.iter().flatten() {
            drawing.path(run.clone(), 4.0, PAPER);
        }
        drawing.path(surface, 1.4, INK);
        for run in steps.into_iter().flatten() {
            drawing.dashed_path(run, 2.0, INK, DASH);
        }
        frame.draw_base(&mut drawing, &scale);
        frame.draw_ticks(&mut drawing, &places);
        table.draw(&mut drawing, &frame, &places);

        let right = edges.last().map_or(frame.right, |&(x, _)| x);
        let last = points - 1;
        let middles = bands.windows(2).map(|band| f64::midpoint(band[0][last], band[1][last]));
        let targets: Vec<Point> = middles
            .chain(self.reference.iter().filter_map(last_limit))
            .map(|value| (right, frame.y(&scale, value)))
            .collect();
        labels.draw(&mut drawing, &targets, frame.right, (frame.top - 8.0, frame.bottom + 8.0));
        drawing.into_svg(&self.words.title, frame.height)
    }

    fn check(&self) -> Result<Vec<Vec<f64>>, ChartError> {
        let points = self.years.len();
        self.words.check()?;
        check_texts([&self.axis.label, &self.total_label])?;
        check_size(&self.words, points, self.series.len())?;
        check_years(&self.words, &self.years)?;
        if let Some(reference) = &self.reference {
            check_texts([&reference.label])?;
            check_length(&reference.label, reference.values.len(), points)?;
            check_values(&reference.label, reference.values.iter().copied())?;
            if let Some(index) = reference.values.iter().position(|v| v.is_some_and(|v| v < 0.0)) {
                return Err(ChartError::Negative {
                    series: reference.label.clone(),
                    position: index + 1,
                    value: reference.values[index].unwrap_or_default(),
                });
            }
        }
        stack_values(&self.series, points)
    }

    fn table(&self, totals: &[f64], decimals: usize) -> Table {
        let years: Vec<String> = self.years.iter().map(i32::to_string).collect();
        let mut table = Table::new(&years);
        let texts = totals.iter().map(|&total| format_number(total, decimals)).collect();
        table.push(&self.total_label, texts);
        if let Some(reference) = &self.reference {
            let text =
                |value: &Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format_number(value, decimals));
            table.push(&reference.label, reference.values.iter().map(text).collect());
        }
        table
    }

    fn labels(&self, stack: &[Vec<f64>], decimals: usize) -> Vec<Label> {
        let parts = self.series.iter().zip(stack).enumerate().map(|(index, (part, values))| Label {
            key: Key::Patch,
            colour: fill(index, part.colour),
            name: part.label.clone(),
            value: values.last().map_or_else(String::new, |&last| format_number(last, decimals)),
        });
        let reference = self.reference.iter().filter_map(|reference| {
            last_limit(reference).map(|limit| Label {
                key: Key::Steps,
                colour: INK,
                name: reference.label.clone(),
                value: format_number(limit, decimals),
            })
        });
        parts.chain(reference).collect()
    }
}

fn last_limit(reference: &Reference) -> Option<f64> {
    reference.values.iter().rev().flatten().next().copied()
}

/// The lower edge of the lowest part, then the upper edge of each.
fn bands(stack: &[Vec<f64>], points: usize) -> Vec<Vec<f64>> {
    let mut bands = vec![vec![0.0; points]];
    for (index, part) in stack.iter().enumerate() {
        let sums = bands[index].iter().zip(part).map(|(below, value)| below + value).collect();
        bands.push(sums);
    }
    bands
}

/// The corners of the areas along the axis: places and the points they belong to. A single point
/// is widened into a column.
fn edges(places: &[f64]) -> Vec<(f64, usize)> {
    match places {
        [only] => vec![(only - HALF_COLUMN, 0), (only + HALF_COLUMN, 0)],
        _ => places.iter().copied().zip(0..).collect(),
    }
}

/// Each value of a reference as a step around its year: the unbroken runs of steps.
fn steps(frame: &Frame, scale: &Scale, edges: &[(f64, usize)], reference: &Reference) -> Vec<Vec<Point>> {
    let mut runs: Vec<Vec<Point>> = vec![Vec::new()];
    for (position, &(x, point)) in edges.iter().enumerate() {
        let Some(value) = reference.values[point] else {
            runs.push(Vec::new());
            continue;
        };
        let before = position.checked_sub(1).map_or(x, |before| edges[before].0);
        let after = edges.get(position + 1).map_or(x, |after| after.0);
        let y = frame.y(scale, value);
        if let Some(run) = runs.last_mut() {
            run.extend([(f64::midpoint(before, x), y), (f64::midpoint(x, after), y)]);
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}
