//! Lines over the years, each named at its end.

use super::drawing::{Drawing, Point};
use super::error::ChartError;
use super::frame::{Frame, MOST_STEPS, Room, Table, USUAL_PLOT, tick_room, year_places};
use super::label::{Key, Label, Labels};
use super::mark::mark;
use super::number::{Scale, format_number, suitable_decimals};
use super::spec::{Line, LineStyle, Lines, check_length, check_size, check_texts, check_values, check_years};
use super::theme::{AXIS, stroke};

/// The first and last year stand this far inside the plot.
const INSET: f64 = 14.0;
const DASH: (f64, f64) = (6.0, 4.0);
const WIDTH: f64 = 2.0;
const MARK_RADIUS: f64 = 3.4;

impl Lines {
    /// Draws the chart.
    ///
    /// # Errors
    ///
    /// If there is nothing to draw or too much, if a line does not fit the years, or if a value is
    /// not finite or beyond 1e15.
    pub fn to_svg(&self) -> Result<String, ChartError> {
        self.check()?;
        let zero = self.from_zero.then_some(0.0);
        let values = self.lines.iter().flat_map(|line| line.values.iter().flatten()).copied();
        let shown: Vec<f64> = values.clone().chain(self.level).chain(zero).collect();
        let low = shown.iter().copied().reduce(f64::min).unwrap_or(0.0);
        let high = shown.iter().copied().reduce(f64::max).unwrap_or(0.0);
        let scale = Scale::around(low, high, MOST_STEPS);
        let decimals = self.axis.decimals.unwrap_or_else(|| suitable_decimals(values));

        let years: Vec<String> = self.years.iter().map(i32::to_string).collect();
        let table = Table::new(&years);
        // A line without values has no end to be named at.
        let drawn: Vec<(usize, &Line)> =
            self.lines.iter().enumerate().filter(|(_, line)| line.values.iter().any(Option::is_some)).collect();
        let labels = Labels::set(labels(&drawn, decimals), USUAL_PLOT);
        let room = Room {
            ticks: tick_room(&scale),
            left: tick_room(&scale),
            right: labels.width(),
            below: table.height(),
            height: labels.height(),
        };
        let mut drawing = Drawing::default();
        let frame = Frame::draw(&mut drawing, &self.words, &self.axis.label, room);
        frame.draw_grid(&mut drawing, &scale);
        frame.draw_base(&mut drawing, &scale);
        if let Some(level) = self.level {
            let y = frame.y(&scale, level);
            drawing.path([(frame.left, y), (frame.right, y)], 1.2, AXIS);
        }

        let places = year_places(&self.years, frame.left + INSET, frame.right - INSET);
        frame.draw_ticks(&mut drawing, &places);
        let mut targets: Vec<Point> = Vec::new();
        let runs: Vec<Vec<Vec<Point>>> =
            drawn.iter().map(|(_, line)| runs(&line.values, &places, |value| frame.y(&scale, value))).collect();
        for ((index, line), runs) in drawn.iter().zip(&runs) {
            draw_runs(&mut drawing, runs, line.style, stroke(*index, line.colour));
        }
        for ((index, line), runs) in drawn.iter().zip(&runs) {
            for &point in runs.iter().flatten() {
                mark(*index).draw(&mut drawing, point, MARK_RADIUS, stroke(*index, line.colour));
            }
            targets.extend(runs.iter().flatten().last().map(|&(x, y)| (x + 4.0, y)));
        }
        table.draw(&mut drawing, &frame, &places);
        labels.draw(&mut drawing, &targets, frame.right, (frame.top - 8.0, frame.bottom + 8.0));
        drawing.into_svg(&self.words.title, frame.height)
    }

    fn check(&self) -> Result<(), ChartError> {
        self.words.check()?;
        check_texts([&self.axis.label])?;
        check_size(&self.words, self.years.len(), self.lines.len())?;
        check_years(&self.words, &self.years)?;
        check_values("level", [self.level])?;
        for line in &self.lines {
            check_texts([&line.label])?;
            check_length(&line.label, line.values.len(), self.years.len())?;
            check_values(&line.label, line.values.iter().copied())?;
        }
        Ok(())
    }
}

fn labels(drawn: &[(usize, &Line)], decimals: usize) -> Vec<Label> {
    drawn
        .iter()
        .map(|&(index, line)| Label {
            key: Key::Line(mark(index), line.style),
            colour: stroke(index, line.colour),
            name: line.label.clone(),
            value: line
                .values
                .iter()
                .rev()
                .flatten()
                .next()
                .map_or_else(String::new, |&last| format_number(last, decimals)),
        })
        .collect()
}

/// The unbroken runs of a line.
fn runs(values: &[Option<f64>], places: &[f64], y: impl Fn(f64) -> f64) -> Vec<Vec<Point>> {
    let mut runs = vec![Vec::new()];
    for (value, &x) in values.iter().zip(places) {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) => run.push((x, y(*value))),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn draw_runs(drawing: &mut Drawing, runs: &[Vec<Point>], style: LineStyle, colour: super::theme::Colour) {
    for run in runs.iter().filter(|run| run.len() > 1) {
        match style {
            LineStyle::Solid => drawing.path(run.clone(), WIDTH, colour),
            LineStyle::Dashed => drawing.dashed_path(run.clone(), WIDTH, colour, DASH),
            LineStyle::Points => {}
        }
    }
}
