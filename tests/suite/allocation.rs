//! Nothing is allocated inside the time loop.

use crate::support::{run_into, scenario};
use coke_sim::num::Num;
use coke_sim::simulate::Simulation;
use coke_sim::study;
use coke_sim::target::{CompiledTarget, Place, Verdict};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, counting how often this thread asks it for memory.
struct Counting;

thread_local! {
    // `const`: no lazy start, which could itself allocate
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    // a thread that is ending has no count any more, and nobody who reads it
    let _ = ALLOCATIONS.try_with(|allocations| allocations.set(allocations.get() + 1));
}

// SAFETY: every call is passed on unchanged to the system's allocator, which keeps the contract; counting touches a
// thread-local number only and neither allocates nor unwinds.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `alloc`
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `alloc_zeroed`
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `realloc`; the block came from the system's allocator
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`; the block came from the system's allocator
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How many allocations this thread makes while `work` runs.
fn allocations_of(work: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.get();
    work();
    ALLOCATIONS.get() - before
}

#[test]
fn allocations_are_counted() {
    assert_eq!(allocations_of(|| drop(std::hint::black_box(Box::new(1)))), 1);
    assert_eq!(allocations_of(|| {}), 0);
}

#[test]
fn the_time_loop_allocates_nothing() {
    let case = study::case(&scenario("plan"));
    let mut simulation = Simulation::start(&case);
    let mut results = vec![Num::new(0.0); (case.years() + 1) * simulation.values_per_year()];
    let in_the_run = allocations_of(|| run_into(&mut simulation, &mut results));
    assert_eq!(in_the_run, 0, "allocations in {} steps", case.drivers.len());
    assert!(results.iter().any(|value| value.into_inner() > 0.0), "the run did something");
}

#[test]
fn a_compiled_target_is_judged_without_allocating() {
    let plan = scenario("plan");
    let results = study::run::simulate(&plan);
    let at = |place: Place| results.at(0, place.row, place.offset);
    let compile = |target| CompiledTarget::new(results.layout(), &results.years(), target);
    let compiled: Vec<CompiledTarget> = plan.targets.iter().map(compile).collect();
    let needs: Vec<Place> = compiled.iter().flat_map(CompiledTarget::needs).collect();
    let values: Vec<f64> = needs.iter().copied().map(at).collect();
    let position_of = |place| needs.iter().position(|other| *other == place).unwrap();
    let placed: Vec<_> = compiled.iter().map(|target| target.placed(position_of)).collect();
    let mut met = 0;
    let judging = allocations_of(|| {
        met = placed.iter().filter(|target| target.verdict(&values, &plan.parameters) == Verdict::Met).count();
    });
    assert_eq!(judging, 0, "allocations for {} targets", placed.len());
    assert!(met > 10, "{met} targets are met");
}
