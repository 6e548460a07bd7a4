//! How many threads work: one decision for every pool of threads.
//!
//! Results have the same bits for any number, so a number is a matter of speed, and far more threads than cores are of no
//! use to anybody: they take memory, hold up the machine, and let no signal through.

use crate::problem::Problem;
use crate::text;
use rayon::ThreadPoolBuilder;
use std::num::NonZero;
use std::thread::available_parallelism;

/// As many threads a core are started as are asked for.
const MOST_A_CORE: usize = 4;

/// As many are started on any machine, so that a command line works alike on small ones and large ones.
const MOST_ANYWHERE: usize = 16;

/// The variables that the library of threads reads, in its order: what a user sets is honoured, up to the bound.
const VARIABLES: [&str; 2] = ["RAYON_NUM_THREADS", "RAYON_RS_NUM_CPUS"];

/// What asked for a number of threads on the command line.
const ARGUMENT: &str = "--threads";

/// A number of threads, and what asked for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threads {
    /// How many are to be started.
    pub number: usize,
    refused: Option<Refused>,
}

/// More threads than are started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Refused {
    asked: u64,
    by: &'static str,
    cores: usize,
}

impl Threads {
    /// As the command line says, or else the environment, or else one a core.
    #[must_use]
    pub fn of(argument: Option<u64>) -> Self {
        let cores = available_parallelism().map_or(1, NonZero::get);
        Self::decided(argument, |name| std::env::var(name).ok(), cores)
    }

    fn decided(argument: Option<u64>, variable: impl Fn(&str) -> Option<String>, cores: usize) -> Self {
        // a word, a negative number and one beyond 64 bits say nothing; none is the default
        let said = |name: &'static str| variable(name)?.parse::<u64>().ok().map(|number| (number, name));
        let asked = argument.map(|number| (number, ARGUMENT)).or_else(|| VARIABLES.into_iter().find_map(said));
        let Some((asked, by)) = asked.filter(|(number, _)| *number > 0) else {
            return Self { number: cores, refused: None };
        };
        let most = cores.saturating_mul(MOST_A_CORE).max(MOST_ANYWHERE);
        match usize::try_from(asked) {
            Ok(number) if number <= most => Self { number, refused: None },
            _ => Self { number: most, refused: Some(Refused { asked, by, cores }) },
        }
    }

    /// Sees to it that the pool that everything but a sweep works in has so many threads, too.
    pub fn bound_common_pool(self) {
        if self.refused.is_some() {
            // otherwise the library starts that number itself, when there is work
            let _ = ThreadPoolBuilder::new().num_threads(self.number).build_global(); // once: nothing runs before
        }
    }

    /// What is said if more threads were asked for.
    #[must_use]
    pub fn warning(self) -> Option<Problem> {
        let Refused { asked, by, cores } = self.refused?;
        let number = self.number;
        let warning = Problem::warning(text!(
            "`{by}` asks for {asked} threads: {number} are used, on {cores} cores";
            "`{by}`要求{asked}个线程：实际用{number}个，共{cores}个核心"
        ));
        Some(warning.hint(text!(
            "more threads than cores make nothing faster; leave it out, and there is one for each core";
            "线程多于核心不会更快；不设定时每个核心一个线程"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::Threads;

    fn of(argument: Option<u64>, numbers: &str, cores: usize) -> (usize, Option<String>) {
        let variable = |name: &str| (name == "RAYON_NUM_THREADS").then(|| numbers.to_owned());
        let threads = Threads::decided(argument, variable, cores);
        (threads.number, threads.warning().map(|warning| warning.message.en))
    }

    #[test]
    fn there_is_one_a_core_unless_somebody_says_otherwise() {
        for nothing in ["", "0", "-3", "many", "1e3", "99999999999999999999999"] {
            assert_eq!(of(None, nothing, 2), (2, None), "{nothing:?}");
        }
        assert_eq!(of(None, "7", 2), (7, None));
        assert_eq!(of(Some(3), "7", 2), (3, None), "the command line wins");
        assert_eq!(of(Some(3), "100000", 2), (3, None));
    }

    #[test]
    fn far_more_than_cores_are_not_started() {
        let told = "`RAYON_NUM_THREADS` asks for 100000 threads: 16 are used, on 2 cores";
        assert_eq!(of(None, "100000", 2), (16, Some(told.to_owned())));
        assert_eq!(of(Some(256), "1", 64), (256, None));
        let told = "`--threads` asks for 18446744073709551615 threads: 256 are used, on 64 cores";
        assert_eq!(of(Some(u64::MAX), "1", 64), (256, Some(told.to_owned())));
        assert_eq!(of(Some(17), "1", 1).0, 16);
    }
}
