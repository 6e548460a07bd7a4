//! Columns stacked for each point, with a line across them.

use super::drawing::{Anchor, Drawing, Point, Type};
use super::error::ChartError;
use super::font::{Weight, widest};
use super::frame::{Frame, MOST_STEPS, Room, Table, USUAL_PLOT, tick_room};
use super::label::{Key, Label, Labels};
use super::mark::Mark;
use super::number::{Scale, count, format_number, suitable_decimals};
use super::spec::{
    LineStyle, StackedColumns, check_length, check_size, check_texts, check_values, stack_totals, stack_values,
};
use super::theme::{Colour, INK, MARGIN, MIDDLE_TO_BASELINE, PAPER, TEXT_SIZE, WIDTH, fill};

const WIDEST_COLUMN: f64 = 84.0;
const COLUMN_SHARE: f64 = 0.64;
/// Names of columns are broken into lines of this width at least.
const LEAST_NAME: f64 = 42.0;
const MARK: Mark = Mark::Diamond;

impl StackedColumns {
    /// Draws the chart.
    ///
    /// # Errors
    ///
    /// If there is nothing to draw or too much, if a series does not fit the columns, or if a
    /// value is negative, not finite or beyond 1e15.
    pub fn to_svg(&self) -> Result<String, ChartError> {
        let points = self.columns.len();
        let stack = self.check()?;
        let totals = stack_totals(&stack, points);
        let line: &[f64] = self.line.as_ref().map_or(&[], |line| &line.values);
        let decimals = self.axis.decimals.unwrap_or_else(|| suitable_decimals(totals.iter().chain(line).copied()));
        let ends = totals.iter().chain(line);
        let (low, high) = ends.fold((0.0, 0.0), |(low, high): (f64, f64), &value| (low.min(value), high.max(value)));
        let scale = Scale::around(low, high, MOST_STEPS);

        let mut table = self.table(&totals, decimals);
        let labels = Labels::set(self.labels(&stack, decimals), USUAL_PLOT);
        let ticks = tick_room(&scale);
        let pitch = |left: f64| (WIDTH - 2.0 * MARGIN - left - labels.width()) / count(points);
        // The labels of the rows make the columns a little narrower than without them.
        let left = ticks.max(table.left_room(0.4 * pitch(ticks)));
        let pitch = pitch(left);
        table.wrap_names((pitch - 9.0).max(LEAST_NAME));
        let room = Room { left, ticks, right: labels.width(), below: table.height(), height: labels.height() };
        let mut drawing = Drawing::default();
        let frame = Frame::draw(&mut drawing, &self.words, &self.axis.label, room);
        frame.draw_grid(&mut drawing, &scale);

        let half = (pitch * COLUMN_SHARE).min(WIDEST_COLUMN) / 2.0;
        let places: Vec<f64> = (0..points).map(|point| frame.left + (count(point) + 0.5) * pitch).collect();
        let mut sums = vec![0.0; points];
        let mut targets: Vec<Point> = Vec::new();
        for (part, values) in stack.iter().enumerate() {
            let colour = fill(part, self.series[part].colour);
            let mut last = (frame.right, frame.bottom);
            for ((&x, value), sum) in places.iter().zip(values).zip(&mut sums) {
                let bottom = frame.y(&scale, *sum);
                *sum += value;
                let top = frame.y(&scale, *sum);
                // The gap between parts is taken from the upper one.
                let gap = if part > 0 && bottom - top > 1.0 { 0.8 } else { 0.0 };
                drawing.rectangle((x - half, top), (x + half, bottom - gap), colour);
                last = (x + half, f64::midpoint(top, bottom));
            }
            targets.push(last);
        }
        frame.draw_base(&mut drawing, &scale);
        if let Some(line) = &self.line {
            let colour = line.colour.unwrap_or(INK);
            targets.extend(draw_line(&mut drawing, &frame, &scale, &places, (line.values.as_slice(), colour)));
        }
        self.draw_values(&mut drawing, &frame, &scale, &places, (&stack, half, decimals));
        table.draw(&mut drawing, &frame, &places);
        labels.draw(&mut drawing, &targets, frame.right, (frame.top - 8.0, frame.bottom + 8.0));
        drawing.into_svg(&self.words.title, frame.height)
    }

    fn check(&self) -> Result<Vec<Vec<f64>>, ChartError> {
        let points = self.columns.len();
        self.words.check()?;
        check_texts([&self.axis.label, &self.total_label])?;
        check_texts(&self.columns)?;
        check_size(&self.words, points, self.series.len())?;
        if let Some(line) = &self.line {
            check_texts([&line.label])?;
            check_length(&line.label, line.values.len(), points)?;
            check_values(&line.label, line.values.iter().copied().map(Some))?;
        }
        stack_values(&self.series, points)
    }

    fn table(&self, totals: &[f64], decimals: usize) -> Table {
        let texts = |values: &[f64]| values.iter().map(|&value| format_number(value, decimals)).collect();
        let mut table = Table::new(&self.columns);
        table.push(&self.total_label, texts(totals));
        if let Some(line) = &self.line {
            table.push(&line.label, texts(&line.values));
        }
        table
    }

    fn labels(&self, stack: &[Vec<f64>], decimals: usize) -> Vec<Label> {
        let last = |values: &[f64]| values.last().map_or_else(String::new, |&last| format_number(last, decimals));
        let parts = self.series.iter().zip(stack).enumerate().map(|(index, (part, values))| Label {
            key: Key::Patch,
            colour: fill(index, part.colour),
            name: part.label.clone(),
            value: last(values),
        });
        let line = self.line.iter().map(|line| Label {
            key: Key::Line(MARK, LineStyle::Solid),
            colour: line.colour.unwrap_or(INK),
            name: line.label.clone(),
            value: last(&line.values),
        });
        parts.chain(line).collect()
    }

    /// Writes the values into those parts of the columns that have room for them and that the
    /// line does not cross.
    fn draw_values(
        &self,
        drawing: &mut Drawing,
        frame: &Frame,
        scale: &Scale,
        places: &[f64],
        (stack, half, decimals): (&[Vec<f64>], f64, usize),
    ) {
        let texts: Vec<Vec<String>> =
            stack.iter().map(|values| values.iter().map(|&value| format_number(value, decimals)).collect()).collect();
        let width = widest(texts.iter().flatten().map(String::as_str), TEXT_SIZE, Weight::Regular);
        if width + 6.0 > 2.0 * half {
            return;
        }
        for (point, &x) in places.iter().enumerate() {
            let line = self.line.as_ref().map(|line| frame.y(scale, line.values[point]));
            let mut sum = 0.0;
            for (part, values) in stack.iter().enumerate() {
                let bottom = frame.y(scale, sum);
                sum += values[point];
                let top = frame.y(scale, sum);
                let middle = f64::midpoint(top, bottom);
                let crossed = line.is_some_and(|line| (line - middle).abs() < TEXT_SIZE);
                if bottom - top < 1.3 * TEXT_SIZE || crossed {
                    continue;
                }
                let dark = fill(part, self.series[part].colour).is_dark();
                let set = Type::new(TEXT_SIZE, if dark { PAPER } else { INK });
                let place = (x, middle + TEXT_SIZE * MIDDLE_TO_BASELINE);
                drawing.text(texts[part][point].as_str(), place, set.anchored(Anchor::Middle));
            }
        }
    }
}

/// Draws the line with its marks and gives the place of the last one.
fn draw_line(
    drawing: &mut Drawing,
    frame: &Frame,
    scale: &Scale,
    places: &[f64],
    (values, colour): (&[f64], Colour),
) -> Option<Point> {
    let points: Vec<Point> = places.iter().zip(values).map(|(&x, &value)| (x, frame.y(scale, value))).collect();
    drawing.path(points.clone(), 4.0, PAPER);
    drawing.path(points.clone(), 2.0, colour);
    for &point in &points {
        MARK.draw(drawing, point, 4.0, colour);
    }
    points.last().map(|&(x, y)| (x + 3.0, y))
}
