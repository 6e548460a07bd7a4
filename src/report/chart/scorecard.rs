//! Targets and what became of them: one row a target, in groups, on one upright page.

use super::drawing::{Anchor, Drawing, Type};
use super::error::ChartError;
use super::font::{Weight, widest, wrap};
use super::frame::{block_height, draw_heading, draw_lines, draw_note};
use super::number::count;
use super::spec::{check_count, check_texts, check_values};
use super::theme::{AXIS, BAND, GRID, INK, LEADING, MARGIN, MIDDLE_TO_BASELINE, MISSED_TINT, MUTED, SMALL_SIZE, WIDTH};

mod columns;
mod spec;
mod symbol;

use columns::{Cells, Columns, GAP, LINE, ROOMIEST, SYMBOL, TEXT, percent};
pub use spec::{Scorecard, ScorecardGroup, ScorecardHeadings, ScorecardRow, Verdict, VerdictWords};
use symbol::{draw_symbol, symbol_colour};

const MOST_ROWS: usize = 300;
/// An upright page of A4 at the width of a chart.
const PAGE: f64 = 1273.0;
/// Space over a heading, in rows.
const HEADING_ROWS: f64 = 1.28;

impl Scorecard {
    /// Draws the scorecard: one upright page for some fifty targets, longer for more.
    ///
    /// # Errors
    ///
    /// If there are no targets or more than 300, or if a margin is not finite.
    pub fn to_svg(&self) -> Result<String, ChartError> {
        self.check()?;
        let mut drawing = Drawing::default();
        let heading = draw_heading(&mut drawing, &self.words);
        let legend = self.draw_legend(&mut drawing, heading + 8.0);
        let note = wrap(&self.words.note, SMALL_SIZE, Weight::Regular, WIDTH - 2.0 * MARGIN);
        let foot = 12.0 + block_height(note.len(), SMALL_SIZE) + MARGIN - 6.0;

        let mut columns = self.columns();
        let cells: Vec<Cells> = self.rows().map(|row| columns.break_cells(row)).collect();
        let further: usize = cells.iter().map(|cells| cells.lines() - 1).sum();
        let headings = self.groups.iter().filter(|group| !group.heading.is_empty()).count();
        let top = self.draw_column_headings(&mut drawing, &columns, legend + 8.0);
        let room = PAGE - top - foot - count(further) * LINE;
        let rows = count(cells.len()) + HEADING_ROWS * count(headings);
        columns.row = (room / rows).clamp(LINE + 1.0, ROOMIEST);

        let bottom = self.draw_groups(&mut drawing, &columns, &cells, top);
        let height = (bottom + foot).ceil();
        draw_note(&mut drawing, &note, height);
        drawing.into_svg(&self.words.title, height)
    }

    fn rows(&self) -> impl Iterator<Item = &ScorecardRow> {
        self.groups.iter().flat_map(|group| &group.rows)
    }

    fn check(&self) -> Result<(), ChartError> {
        let (over, verdicts) = (&self.headings, &self.verdicts);
        self.words.check()?;
        check_texts([&over.text, &over.target, &over.value, &over.margin])?;
        check_texts([&verdicts.met, &verdicts.missed, &verdicts.not_evaluated])?;
        check_texts(self.groups.iter().map(|group| &group.heading))?;
        check_count(&self.words, "targets", self.rows().count(), MOST_ROWS)?;
        check_values("full margin", [Some(self.full_margin)])?;
        for row in self.rows() {
            check_texts([&row.id, &row.text, &row.target, &row.value, &row.unit])?;
            check_values(&row.id, [row.margin])?;
        }
        Ok(())
    }

    fn tally(&self, verdict: Verdict) -> usize {
        self.rows().filter(|row| row.counted && row.verdict == verdict).count()
    }

    /// Draws the verdicts with their numbers and gives the height at which they end.
    fn draw_legend(&self, drawing: &mut Drawing, top: f64) -> f64 {
        let set = Type::new(TEXT + 1.0, INK);
        let height = set.size * LEADING + 4.0;
        let (mut x, mut y) = (MARGIN, top);
        for (verdict, word) in [
            (Verdict::Met, &self.verdicts.met),
            (Verdict::Missed, &self.verdicts.missed),
            (Verdict::NotEvaluated, &self.verdicts.not_evaluated),
        ] {
            let number = self.tally(verdict).to_string();
            let most = WIDTH - 2.0 * MARGIN - SYMBOL - set.bold().width(&number) - 6.0;
            let lines = wrap(word, set.size, set.weight, most);
            let words = widest(lines.iter().map(String::as_str), set.size, set.weight);
            let width = SYMBOL + words + 6.0 + set.bold().width(&number);
            if x > MARGIN && x + width > WIDTH - MARGIN {
                (x, y) = (MARGIN, y + height);
            }
            let middle = y + height / 2.0;
            let baseline = middle + set.size * MIDDLE_TO_BASELINE;
            draw_symbol(drawing, verdict, (x + 7.0, middle));
            drawing.text(&number, (x + SYMBOL, baseline), set.bold());
            let text_left = x + SYMBOL + set.bold().width(&number) + 6.0;
            draw_lines(drawing, &lines, text_left, y + 2.0, set);
            x += width + 26.0;
            y += block_height(lines.len().saturating_sub(1), set.size);
        }
        y + height
    }

    fn draw_column_headings(&self, drawing: &mut Drawing, columns: &Columns, top: f64) -> f64 {
        let muted = Type::new(SMALL_SIZE, MUTED);
        let right = muted.anchored(Anchor::Right);
        let value_left = columns.value_right - columns.value_width - GAP / 2.0;
        let headings = [
            (&self.headings.text, columns.text, columns.text_width * 0.7, muted),
            (&self.headings.target, columns.target_right, columns.target_width.max(70.0), right),
            (&self.headings.value, value_left + GAP / 2.0, columns.unit + columns.unit_width - value_left, muted),
            (&self.headings.margin, columns.margin_right, columns.margin_right - columns.bar, right),
        ];
        let broken = headings.map(|(text, x, most, set)| (wrap(text, SMALL_SIZE, Weight::Regular, most), x, set));
        let most = broken.iter().map(|(lines, ..)| lines.len()).max().unwrap_or(0);
        let bottom = top + block_height(most, SMALL_SIZE);
        for (lines, x, set) in &broken {
            draw_lines(drawing, lines, *x, bottom - block_height(lines.len(), SMALL_SIZE), *set);
        }
        drawing.path([(MARGIN, bottom + 3.0), (WIDTH - MARGIN, bottom + 3.0)], 1.0, AXIS);
        bottom + 4.0
    }

    fn draw_groups(&self, drawing: &mut Drawing, columns: &Columns, cells: &[Cells], top: f64) -> f64 {
        let mut y = top;
        let mut cells = cells.iter();
        for group in &self.groups {
            if !group.heading.is_empty() {
                y += (HEADING_ROWS - 1.0) * columns.row * 0.5;
                y = draw_group_heading(drawing, columns, group, y);
                y += (HEADING_ROWS - 1.0) * columns.row * 0.5;
            }
            for (row, cells) in group.rows.iter().zip(&mut cells) {
                let height = columns.row + count(cells.lines() - 1) * LINE;
                self.draw_row(drawing, columns, (row, cells), (y, y + height));
                y += height;
            }
        }
        y
    }

    fn draw_row(
        &self,
        drawing: &mut Drawing,
        columns: &Columns,
        (row, cells): (&ScorecardRow, &Cells),
        (top, bottom): (f64, f64),
    ) {
        if row.verdict == Verdict::Missed {
            drawing.rectangle((MARGIN, top), (WIDTH - MARGIN, bottom), MISSED_TINT);
        }
        drawing.path([(MARGIN, bottom), (WIDTH - MARGIN, bottom)], 0.6, GRID);
        let middle = f64::midpoint(top, bottom);
        draw_symbol(drawing, row.verdict, (MARGIN + 9.0, middle));
        let colour = if row.verdict == Verdict::NotEvaluated { MUTED } else { INK };
        let set = Type::new(TEXT, colour);
        let right = set.anchored(Anchor::Right);
        let mut cell = |lines: &[String], x: f64, set: Type| {
            let first = middle - (count(lines.len()) - 1.0) * LINE / 2.0;
            for (number, line) in lines.iter().enumerate() {
                let baseline = first + count(number) * LINE + TEXT * MIDDLE_TO_BASELINE;
                drawing.text(line.as_str(), (x, baseline), set);
            }
        };
        cell(std::slice::from_ref(&row.id), columns.id, Type::new(TEXT, MUTED));
        cell(&cells.text, columns.text, set);
        cell(&cells.target, columns.target_right, right);
        cell(&cells.value, columns.value_right, right.bold());
        cell(&cells.unit, columns.unit, Type::new(TEXT, MUTED));
        if let Some(margin) = row.margin {
            cell(&[percent(margin)], columns.margin_right, right);
            self.draw_bar(drawing, columns, row.verdict, margin, (top, bottom));
        }
        let zero = columns.bar + columns.bar_width / 2.0;
        drawing.path([(zero, top), (zero, bottom)], 1.0, AXIS);
    }

    fn draw_bar(
        &self,
        drawing: &mut Drawing,
        columns: &Columns,
        verdict: Verdict,
        margin: f64,
        (top, bottom): (f64, f64),
    ) {
        let full = if self.full_margin > 0.0 { self.full_margin } else { 1.0 };
        let share = (margin / full).clamp(-1.0, 1.0);
        let zero = columns.bar + columns.bar_width / 2.0;
        let end = zero + share * columns.bar_width / 2.0;
        let middle = f64::midpoint(top, bottom);
        let half = 4.5;
        let colour = symbol_colour(verdict);
        if margin.abs() > full {
            let neck = end - 6.0 * share.signum();
            drawing.rectangle((zero.min(neck), middle - half), (zero.max(neck), middle + half), colour);
            drawing.polygon([(neck, middle - half), (end, middle), (neck, middle + half)], colour);
        } else {
            drawing.rectangle((zero.min(end), middle - half), (zero.max(end), middle + half), colour);
        }
    }
}

fn draw_group_heading(drawing: &mut Drawing, columns: &Columns, group: &ScorecardGroup, top: f64) -> f64 {
    let counted = || group.rows.iter().filter(|row| row.counted);
    let evaluated = counted().filter(|row| row.verdict != Verdict::NotEvaluated).count();
    let met = counted().filter(|row| row.verdict == Verdict::Met).count();
    let set = Type::new(TEXT, INK).bold();
    let lines = wrap(&group.heading, TEXT, Weight::Bold, columns.bar - MARGIN - 30.0);
    let height = columns.row + count(lines.len().saturating_sub(1)) * LINE;
    drawing.rectangle((MARGIN, top), (WIDTH - MARGIN, top + height), BAND);
    let first = top + columns.row / 2.0 + TEXT * MIDDLE_TO_BASELINE;
    for (number, line) in lines.iter().enumerate() {
        drawing.text(line.as_str(), (MARGIN + 6.0, first + count(number) * LINE), set);
    }
    if evaluated > 0 {
        let tally = format!("{met} / {evaluated}");
        let muted = Type::new(TEXT, MUTED).anchored(Anchor::Right);
        drawing.text(tally, (columns.margin_right, first), muted);
    }
    top + height
}
