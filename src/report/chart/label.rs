//! Labels beside a plot, at the height of what they name and never over each other.

use super::drawing::{Anchor, Drawing, Point, Type};
use super::font::{Weight, widest, wrap};
use super::mark::Mark;
use super::number::count;
use super::spec::LineStyle;
use super::theme::{AXIS, Colour, INK, LEADING, MIDDLE_TO_BASELINE, TEXT_SIZE};

/// What stands before a label, to be found again in the plot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Key {
    /// A patch of the area.
    Patch,
    /// A dashed line without marks.
    Steps,
    /// A line with its mark.
    Line(Mark, LineStyle),
}

/// One label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    pub(super) key: Key,
    pub(super) colour: Colour,
    pub(super) name: String,
    pub(super) value: String,
}

/// Labels that are set, but not yet placed.
#[derive(Debug)]
pub(super) struct Labels {
    entries: Vec<Label>,
    names: Vec<Vec<String>>,
    size: f64,
    name_width: f64,
    value_width: f64,
}

const WIDEST_NAME: f64 = 190.0;
/// Room for the lines that lead from the plot to the labels.
const LEADER: f64 = 30.0;
const KEY: f64 = 20.0;
const KEY_GAP: f64 = 7.0;
const VALUE_GAP: f64 = 12.0;
/// Between two labels, as a share of the font size.
const GAP: f64 = 0.28;
const SMALLEST_SIZE: f64 = 10.5;

impl Labels {
    /// Sets labels in the largest type with which they fit into `height`, or in the smallest
    /// there is.
    pub(super) fn set(labels: Vec<Label>, height: f64) -> Self {
        let mut set = Self::set_in(labels, TEXT_SIZE);
        while set.height() > height && set.size > SMALLEST_SIZE {
            let size = set.size - 0.5;
            set = Self::set_in(set.entries, size);
        }
        set
    }

    fn set_in(labels: Vec<Label>, size: f64) -> Self {
        let names: Vec<Vec<String>> =
            labels.iter().map(|label| wrap(&label.name, size, Weight::Regular, WIDEST_NAME)).collect();
        let name_width = widest(names.iter().flatten().map(String::as_str), size, Weight::Regular);
        let values = labels.iter().map(|label| label.value.as_str());
        let value_width = widest(values, size, Weight::Bold);
        Self { entries: labels, names, size, name_width, value_width }
    }

    /// The width of all that stands right of the plot.
    pub(super) fn width(&self) -> f64 {
        if self.entries.is_empty() {
            return 0.0;
        }
        LEADER + KEY + KEY_GAP + self.name_width + VALUE_GAP + self.value_width
    }

    /// The least height that holds all labels.
    pub(super) fn height(&self) -> f64 {
        (0..self.entries.len()).map(|index| self.label_height(index)).sum()
    }

    fn label_height(&self, index: usize) -> f64 {
        self.size * (count(self.names[index].len().max(1)) * LEADING + GAP)
    }

    /// Draws the labels right of `plot_right`, between `top` and `bottom`, each as near as can be
    /// to what it names (`targets`, one a label), with a line from there.
    pub(super) fn draw(&self, drawing: &mut Drawing, targets: &[Point], plot_right: f64, (top, bottom): (f64, f64)) {
        let left = plot_right + LEADER;
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.sort_by(|&one, &other| targets[one].1.total_cmp(&targets[other].1));
        let wanted: Vec<(f64, f64)> = order.iter().map(|&index| (targets[index].1, self.label_height(index))).collect();
        for (&index, middle) in order.iter().zip(spread(&wanted, top, bottom)) {
            let label = &self.entries[index];
            let (from, at) = targets[index];
            let lines = &self.names[index];
            let middle = middle - self.size * LEADING * (count(lines.len().max(1)) - 1.0) / 2.0;
            let leader = if (at - middle).abs() < 0.5 {
                vec![(from + 3.0, at), (left - 4.0, at)]
            } else {
                let bend = plot_right + 5.0;
                vec![(from + 3.0, at), (bend, at), (left - 8.0, middle), (left - 4.0, middle)]
            };
            drawing.path(leader, 0.8, AXIS);
            self.draw_key(drawing, label, (left, middle));
            let text_left = left + KEY + KEY_GAP;
            let first = middle + self.size * MIDDLE_TO_BASELINE;
            let set = Type::new(self.size, INK);
            for (number, line) in lines.iter().enumerate() {
                let baseline = first + count(number) * self.size * LEADING;
                drawing.text(line.as_str(), (text_left, baseline), set);
            }
            drawing.text(
                label.value.as_str(),
                (text_left + self.name_width + VALUE_GAP + self.value_width, first),
                set.bold().anchored(Anchor::Right),
            );
        }
    }

    fn draw_key(&self, drawing: &mut Drawing, label: &Label, (left, middle): Point) {
        let (right, centre) = (left + KEY, (left + KEY / 2.0, middle));
        let line = vec![(left, middle), (right, middle)];
        match label.key {
            Key::Patch => {
                let half = 0.42 * self.size;
                drawing.rectangle((left, middle - half), (right, middle + half), label.colour);
            }
            Key::Steps => drawing.dashed_path(line, 1.8, label.colour, (5.0, 2.5)),
            Key::Line(mark, style) => {
                match style {
                    LineStyle::Solid => drawing.path(line, 2.0, label.colour),
                    LineStyle::Dashed => drawing.dashed_path(line, 2.0, label.colour, (5.0, 2.5)),
                    LineStyle::Points => {}
                }
                mark.draw(drawing, centre, 3.4, label.colour);
            }
        }
    }
}

/// The middles of labels that want to be at given heights, in rising order, moved as little as
/// possible (least squares) so that none overlap and all lie between `top` and `bottom`, as far
/// as there is room. `wanted` has the middle and the height of each label.
fn spread(wanted: &[(f64, f64)], top: f64, bottom: f64) -> Vec<f64> {
    // With each label measured from where it would stand in a gapless column, "none overlap"
    // becomes "never falling", which pooling neighbours that fall solves exactly.
    let mut offset = 0.0;
    let mut offsets = Vec::with_capacity(wanted.len());
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for &(middle, height) in wanted {
        offsets.push(offset + height / 2.0);
        let mut pool = (middle - offset - height / 2.0, 1);
        offset += height;
        while let Some(&(before, members)) = pools.last().filter(|(before, _)| *before > pool.0) {
            let joined = members + pool.1;
            let sum = before * count(members) + pool.0 * count(pool.1);
            pool = (sum / count(joined), joined);
            pools.pop();
        }
        pools.push(pool);
    }
    let highest = (bottom - offset).max(top);
    let starts = pools.iter().flat_map(|&(start, members)| std::iter::repeat_n(start, members));
    starts.zip(offsets).map(|(start, offset)| start.clamp(top, highest) + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_with_room_stay_where_they_want_to_be() {
        assert_eq!(spread(&[(20.0, 10.0), (50.0, 10.0)], 0.0, 100.0), [20.0, 50.0]);
    }

    #[test]
    fn labels_that_want_one_place_share_it_evenly() {
        assert_eq!(spread(&[(50.0, 10.0); 3], 0.0, 100.0), [40.0, 50.0, 60.0]);
    }

    #[test]
    fn labels_stay_within_the_column() {
        assert_eq!(spread(&[(99.0, 10.0), (99.0, 20.0)], 0.0, 100.0), [75.0, 90.0]);
        assert_eq!(spread(&[(-5.0, 10.0), (1.0, 10.0)], 0.0, 100.0), [5.0, 15.0]);
    }

    #[test]
    fn labels_never_overlap() {
        let wanted: Vec<(f64, f64)> = (0..12_u32).map(|index| (f64::from(index * index % 37), 9.0)).collect();
        let mut wanted = wanted;
        wanted.sort_by(|one, other| one.0.total_cmp(&other.0));
        let placed = spread(&wanted, 0.0, 120.0);
        assert!(placed.windows(2).all(|pair| pair[1] - pair[0] >= 9.0 - 1e-9), "{placed:?}");
    }
}
