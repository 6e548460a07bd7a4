//! Designs that are a list: every combination of levels, or one input at a time.

/// Levels of each input, probabilities in rising order; none is without.
pub type Levels = Vec<Vec<f64>>;

/// How many combinations there are; as many as can be counted if there are more.
pub fn combinations(levels: &Levels) -> u128 {
    levels.iter().fold(1, |product: u128, levels| product.saturating_mul(levels.len() as u128))
}

/// A combination, the last input varying fastest. After the last combination comes the first.
#[expect(clippy::cast_possible_truncation, reason = "a position among levels")]
pub fn combination_into(levels: &Levels, run: u64, out: &mut [f64]) {
    let mut rest = run;
    for (levels, place) in levels.iter().zip(out).rev() {
        let count = levels.len() as u64;
        *place = levels[(rest % count) as usize];
        rest /= count;
    }
}

/// One input at a time, the others at a middle level.
#[derive(Clone, Debug)]
pub struct OneAtATime {
    middle: Vec<f64>,
    /// Each run but the first: an input and its level.
    changes: Vec<(usize, f64)>,
}

impl OneAtATime {
    /// From the levels and the position of the middle one of each input.
    pub fn new(levels: &Levels, middles: &[usize]) -> Self {
        let middle = levels.iter().zip(middles).map(|(levels, middle)| levels[*middle]).collect();
        let others = |(input, (levels, middle)): (usize, (&Vec<f64>, &usize))| {
            let others = levels.iter().enumerate().filter(|(position, _)| position != middle);
            others.map(|(_, level)| (input, *level)).collect::<Vec<_>>()
        };
        Self { middle, changes: levels.iter().zip(middles).enumerate().flat_map(others).collect() }
    }

    /// How many runs there are.
    pub const fn runs(&self) -> usize {
        1 + self.changes.len()
    }

    /// The first run; then, for each other, the input that changes and its level.
    #[expect(clippy::cast_precision_loss, reason = "a position among inputs")]
    pub fn levels(&self) -> Vec<Vec<f64>> {
        let changes = self.changes.iter().map(|(input, level)| vec![*input as f64, *level]);
        std::iter::once(self.middle.clone()).chain(changes).collect()
    }

    /// The first run has all inputs at the middle; the others change one. After the last run comes the first.
    pub fn run_into(&self, run: u64, out: &mut [f64]) {
        out.copy_from_slice(&self.middle);
        #[expect(clippy::cast_possible_truncation, reason = "a position in a list")]
        let position = (run % self.runs() as u64) as usize;
        if let Some((input, level)) = position.checked_sub(1).and_then(|change| self.changes.get(change)) {
            out[*input] = *level;
        }
    }
}
