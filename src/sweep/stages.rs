//! How many runs there are when it is looked whether there are enough.

/// The number of runs of the first look.
const FIRST_STAGE: u64 = 256;

/// The numbers of runs at which a study with at most so many runs is looked at, those already passed left out: each
/// doubles the one before, as designs are even at powers of two.
pub fn stages(done: u64, most: u64) -> impl Iterator<Item = u64> {
    let doubled = std::iter::successors(Some(FIRST_STAGE), |stage| stage.checked_mul(2));
    // the most is always among them: if there are more already, it is for the store to refuse it
    doubled.take_while(move |stage| *stage < most).filter(move |stage| *stage >= done).chain([most])
}

#[cfg(test)]
mod tests {
    use super::stages;

    #[test]
    fn stages_double_up_to_the_most() {
        assert_eq!(stages(0, 1000).collect::<Vec<_>>(), [256, 512, 1000]);
        assert_eq!(stages(512, 2048).collect::<Vec<_>>(), [512, 1024, 2048]);
        assert_eq!(stages(0, 100).collect::<Vec<_>>(), [100]);
        assert_eq!(stages(512, 256).collect::<Vec<_>>(), [256]);
    }
}
