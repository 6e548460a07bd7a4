//! How many runs there are when it is looked whether there are enough.

/// The number of runs of the first look.
pub const FIRST_STAGE: u64 = 256;

/// The numbers of runs at which a study with at most so many runs is looked at, those already passed left out: each
/// doubles the one before, as designs are even at powers of two.
pub fn stages(done: u64, most: u64) -> impl Iterator<Item = u64> {
    let doubled = std::iter::successors(Some(FIRST_STAGE), |stage| stage.checked_mul(2));
    let stages: Vec<u64> = doubled.take_while(|stage| *stage < most).chain([most]).collect();
    stages.into_iter().filter(move |stage| *stage >= done)
}

#[cfg(test)]
mod tests {
    use super::stages;

    #[test]
    fn stages_double_up_to_the_most() {
        assert_eq!(stages(0, 1000).collect::<Vec<_>>(), [256, 512, 1000]);
        assert_eq!(stages(512, 2048).collect::<Vec<_>>(), [512, 1024, 2048]);
        assert_eq!(stages(0, 100).collect::<Vec<_>>(), [100]);
    }
}
