//! Several runs side by side, one in each lane of the processor's vectors.
//!
//! Work on a batch of runs is a [`Task`], generic over the type of the lanes. [`with_best_instructions`]
//! asks the processor once what it can do and runs the task with the widest vectors it has: AVX-512 or AVX2 on
//! x86-64, else what every processor of the architecture has. All give the same bits, and the same as an
//! `f64` alone, since every operation is one IEEE 754 operation in each lane and nothing is fused.
//!
//! # Inlining
//!
//! A function uses wide vectors only if it is inlined into the one that [`with_best_instructions`] enters, so
//! whatever works on lanes is `#[inline(always)]`, from [`Task::run`] down to the operators.

use super::{Scalar, avx2, avx512, math};

/// How many runs go side by side.
pub const RUNS: usize = 8;

/// One number in each of several runs.
pub trait Batch: Scalar {
    /// The numbers of the runs, in order.
    #[must_use]
    fn from_runs(runs: [f64; RUNS]) -> Self;
    /// The numbers of the runs, in order.
    #[must_use]
    fn into_runs(self) -> [f64; RUNS];
}

/// Work on a batch of runs.
pub trait Task {
    /// What the work gives.
    type Output;
    /// Does the work with lanes of type `S`. Implementations must be `#[inline(always)]`.
    fn run<S: Batch>(self) -> Self::Output;
}

/// Does a task with the widest vectors of this processor.
#[inline]
pub fn with_best_instructions<T: Task>(task: T) -> T::Output {
    match avx512::with_avx512(task) {
        Ok(output) => output,
        Err(task) => with_avx2_at_most(task),
    }
}

/// Does a task with vectors of AVX2, or narrower ones if this processor has none.
#[inline]
pub fn with_avx2_at_most<T: Task>(task: T) -> T::Output {
    match avx2::with_avx2(task) {
        Ok(output) => output,
        Err(task) => with_any_processor(task),
    }
}

/// Does a task with nothing but what every processor of the architecture has.
#[inline(never)]
pub fn with_any_processor<T: Task>(task: T) -> T::Output {
    task.run::<Lanes>()
}

/// One number in each of several runs, for any processor.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub struct Lanes([f64; RUNS]);

impl Batch for Lanes {
    #[inline(always)]
    fn from_runs(runs: [f64; RUNS]) -> Self {
        Self(runs)
    }
    #[inline(always)]
    fn into_runs(self) -> [f64; RUNS] {
        self.0
    }
}

/// Applies an expression to every run. A macro and not a function that takes a closure, since only what
/// is `#[inline(always)]` is inlined for certain, and closures cannot be.
macro_rules! each_run {
    ($start:expr, |$run:ident| $expression:expr) => {{
        let mut result = [$start; RUNS];
        let mut $run = 0;
        while $run < RUNS {
            result[$run] = $expression;
            $run += 1;
        }
        result
    }};
}

// Operations of the fallback are not inlined: eight unrolled copies of every equation would take most of the time that
// the whole program takes to compile, for the sake of processors without AVX2. A call costs little beside eight runs.
impl Scalar for Lanes {
    #[inline(always)]
    fn constant(value: f64) -> Self {
        Self([value; RUNS])
    }
    #[inline(never)]
    fn add(self, other: Self) -> Self {
        Self(each_run!(0.0, |run| self.0[run] + other.0[run]))
    }
    #[inline(never)]
    fn sub(self, other: Self) -> Self {
        Self(each_run!(0.0, |run| self.0[run] - other.0[run]))
    }
    #[inline(never)]
    fn mul(self, other: Self) -> Self {
        Self(each_run!(0.0, |run| self.0[run] * other.0[run]))
    }
    #[inline(never)]
    fn div(self, other: Self) -> Self {
        Self(each_run!(0.0, |run| self.0[run] / other.0[run]))
    }
    #[inline(never)]
    fn neg(self) -> Self {
        Self(each_run!(0.0, |run| -self.0[run]))
    }
    #[inline(never)]
    fn minimum(self, other: Self) -> Self {
        Self(each_run!(0.0, |run| math::minimum(self.0[run], other.0[run])))
    }
    #[inline(never)]
    fn maximum(self, other: Self) -> Self {
        Self(each_run!(0.0, |run| math::maximum(self.0[run], other.0[run])))
    }
    #[inline(never)]
    fn exp(self) -> Self {
        Self(each_run!(0.0, |run| math::exp(self.0[run])))
    }
    #[inline(never)]
    fn ln(self) -> Self {
        Self(each_run!(0.0, |run| math::ln(self.0[run])))
    }
    #[inline(never)]
    fn power(self, exponent: Self) -> Self {
        Self(each_run!(0.0, |run| math::power(self.0[run], exponent.0[run])))
    }
}
