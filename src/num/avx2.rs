//! Several runs side by side in the vectors of AVX2, for processors that have it.
//!
//! The type of the lanes is private: code outside meets it only as the type parameter of a
//! [`Task`](super::lanes::Task), and a task is given it only after the processor has been asked. This
//! is what makes every intrinsic here sound, and it is the only unsafe code of the number core.
//!
//! The vectors are values and not arrays which the compiler may turn into vectors, because it turns
//! them otherwise: it vectorises the model's loops over regions and classes, with shuffles, where the
//! runs already lie side by side. This way is a quarter faster, and compiles in a fraction of the time.

/// Gives the task back: this architecture has no AVX2.
#[cfg(not(target_arch = "x86_64"))]
pub fn with_avx2<T: super::lanes::Task>(task: T) -> Result<T::Output, T> {
    Err(task)
}

#[cfg(target_arch = "x86_64")]
pub use x86_64::with_avx2;

#[cfg(target_arch = "x86_64")]
mod x86_64 {
    use super::super::Scalar;
    use super::super::lanes::{Batch, RUNS, Task};
    use super::super::math::{self, Binary64};
    #[allow(clippy::wildcard_imports, reason = "two dozen intrinsics")]
    use core::arch::x86_64::*;

    /// Does a task with AVX2, or gives it back where the processor has none.
    #[inline]
    pub fn with_avx2<T: Task>(task: T) -> Result<T::Output, T> {
        if !is_x86_feature_detected!("avx2") {
            return Err(task);
        }
        // SAFETY: the processor has just said that it has AVX2.
        Ok(unsafe { enter(task) })
    }

    /// What is inlined here is compiled for AVX2, and not for fused multiply-add, which rounds otherwise.
    #[target_feature(enable = "avx2")]
    #[inline(never)]
    fn enter<T: Task>(task: T) -> T::Output {
        task.run::<Avx2>()
    }

    /// How many numbers a vector holds.
    const WIDTH: usize = 4;

    /// One number in each of several runs. A value exists only where the processor has AVX2.
    #[derive(Clone, Copy)]
    #[repr(transparent)]
    struct Avx2([__m256d; RUNS / WIDTH]);

    /// Applies an expression to every vector.
    macro_rules! each_vector {
        (|$vector:ident| $expression:expr) => {{
            const { assert!(RUNS / WIDTH == 2) };
            // SAFETY: a value of this type exists only where the processor has AVX2.
            unsafe {
                [
                    {
                        let $vector = 0;
                        $expression
                    },
                    {
                        let $vector = 1;
                        $expression
                    },
                ]
            }
        }};
    }

    impl Batch for Avx2 {
        #[inline(always)]
        fn from_runs(runs: [f64; RUNS]) -> Self {
            Self(each_vector!(|vector| _mm256_loadu_pd(runs.as_ptr().add(WIDTH * vector))))
        }
        #[inline(always)]
        fn into_runs(self) -> [f64; RUNS] {
            // SAFETY: two vectors of four numbers have the size and the bits of eight numbers.
            unsafe { core::mem::transmute(self.0) }
        }
    }

    impl Scalar for Avx2 {
        #[inline(always)]
        fn constant(value: f64) -> Self {
            Self(each_vector!(|_vector| _mm256_set1_pd(value)))
        }
        #[inline(always)]
        fn add(self, other: Self) -> Self {
            Self(each_vector!(|vector| _mm256_add_pd(self.0[vector], other.0[vector])))
        }
        #[inline(always)]
        fn sub(self, other: Self) -> Self {
            Self(each_vector!(|vector| _mm256_sub_pd(self.0[vector], other.0[vector])))
        }
        #[inline(always)]
        fn mul(self, other: Self) -> Self {
            Self(each_vector!(|vector| _mm256_mul_pd(self.0[vector], other.0[vector])))
        }
        #[inline(always)]
        fn div(self, other: Self) -> Self {
            Self(each_vector!(|vector| _mm256_div_pd(self.0[vector], other.0[vector])))
        }
        #[inline(always)]
        fn neg(self) -> Self {
            Self(each_vector!(|vector| _mm256_xor_pd(self.0[vector], _mm256_set1_pd(-0.0))))
        }
        #[inline(always)]
        fn minimum(self, other: Self) -> Self {
            math::minimum(self, other)
        }
        #[inline(always)]
        fn maximum(self, other: Self) -> Self {
            math::maximum(self, other)
        }
        #[inline(always)]
        fn exp(self) -> Self {
            // SAFETY: a value of this type exists only where the processor has AVX2.
            unsafe { exp(self) }
        }
        #[inline(always)]
        fn ln(self) -> Self {
            // SAFETY: a value of this type exists only where the processor has AVX2.
            unsafe { ln(self) }
        }
        #[inline(always)]
        fn power(self, exponent: Self) -> Self {
            // SAFETY: a value of this type exists only where the processor has AVX2.
            unsafe { power(self, exponent) }
        }
    }

    // These three are not inlined: a call costs little beside their work, and without their bodies the
    // equations compile fast, and closures with a few of them in stay small enough to be inlined.

    #[target_feature(enable = "avx2")]
    #[inline(never)]
    fn exp(x: Avx2) -> Avx2 {
        math::exp(x)
    }

    #[target_feature(enable = "avx2")]
    #[inline(never)]
    fn ln(x: Avx2) -> Avx2 {
        math::ln(x)
    }

    #[target_feature(enable = "avx2")]
    #[inline(never)]
    fn power(base: Avx2, exponent: Avx2) -> Avx2 {
        math::power(base, exponent)
    }

    /// An operation on whole numbers, applied to the bits of every vector.
    macro_rules! each_bits {
        ($x:ident, |$bits:ident, $vector:ident| $expression:expr) => {
            Self(each_vector!(|$vector| {
                let $bits = _mm256_castpd_si256($x.0[$vector]);
                _mm256_castsi256_pd($expression)
            }))
        };
    }

    impl Binary64 for Avx2 {
        type Mask = Self;
        #[inline(always)]
        fn is_below(self, other: Self) -> Self {
            Self(each_vector!(|vector| _mm256_cmp_pd::<_CMP_LT_OQ>(self.0[vector], other.0[vector])))
        }
        #[inline(always)]
        fn is_equal(self, other: Self) -> Self {
            Self(each_vector!(|vector| _mm256_cmp_pd::<_CMP_EQ_OQ>(self.0[vector], other.0[vector])))
        }
        #[inline(always)]
        fn either(one: Self, other: Self) -> Self {
            Self(each_vector!(|vector| _mm256_or_pd(one.0[vector], other.0[vector])))
        }
        #[inline(always)]
        fn select(condition: Self, if_true: Self, if_false: Self) -> Self {
            Self(each_vector!(|vector| _mm256_blendv_pd(if_false.0[vector], if_true.0[vector], condition.0[vector])))
        }
        #[inline(always)]
        fn and_bits(self, mask: u64) -> Self {
            each_bits!(self, |bits, vector| _mm256_and_si256(bits, _mm256_set1_epi64x(mask.cast_signed())))
        }
        #[inline(always)]
        fn or_bits(self, mask: u64) -> Self {
            each_bits!(self, |bits, vector| _mm256_or_si256(bits, _mm256_set1_epi64x(mask.cast_signed())))
        }
        #[inline(always)]
        fn add_bits(self, other: u64) -> Self {
            each_bits!(self, |bits, vector| _mm256_add_epi64(bits, _mm256_set1_epi64x(other.cast_signed())))
        }
        #[inline(always)]
        fn subtract_bits(self, other: Self) -> Self {
            each_bits!(self, |bits, vector| _mm256_sub_epi64(bits, _mm256_castpd_si256(other.0[vector])))
        }
        #[inline(always)]
        fn shift_left<const PLACES: i32>(self) -> Self {
            each_bits!(self, |bits, vector| _mm256_slli_epi64::<PLACES>(bits))
        }
        #[inline(always)]
        fn shift_right<const PLACES: i32>(self) -> Self {
            each_bits!(self, |bits, vector| _mm256_srli_epi64::<PLACES>(bits))
        }
    }
}
