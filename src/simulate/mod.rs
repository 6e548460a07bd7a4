//! The time loop: a [`Case`] in, annual results out, for any number.
//!
//! A case is what one run needs, as numbers only: parameters, levers by year, drivers by step. The loop itself
//! allocates nothing; everything it writes to lives in a [`Simulation`] or in the caller's results.

use crate::model::{self, Auxiliaries, Drivers, Inputs, Levers, Parameters, STEPS_PER_YEAR, Stocks, sets::Sets};
use crate::num::{Num, Scalar};
use crate::record::Record;
use std::sync::Arc;

/// What one run needs.
#[derive(Clone, Debug)]
pub struct Case<S> {
    /// The sets.
    pub sets: Arc<Sets>,
    /// Parameters.
    pub parameters: Parameters<Num<S>>,
    /// Levers in force, one record a year.
    pub levers: Vec<Levers<Num<S>>>,
    /// Means of the drivers over each step.
    pub drivers: Vec<Drivers<Num<S>>>,
    /// Levers in force at the end of the year before the first: they give the reference load of 2005.
    pub reference_levers: Levers<Num<S>>,
    /// Drivers at that moment.
    pub reference_drivers: Drivers<Num<S>>,
    /// Steps a year.
    pub steps_per_year: u32,
}

impl<S> Case<S> {
    /// How many years are simulated.
    #[must_use]
    pub fn years(&self) -> usize {
        self.levers.len()
    }
}

/// What [`Simulation::advance`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advanced {
    /// The reference load of the ambient index was set; time stands still.
    Reference,
    /// A step was made.
    Step,
}

/// A run in progress: the stocks now, and the auxiliaries of the step just done.
#[derive(Clone, Debug)]
pub struct Simulation<'a, S> {
    case: &'a Case<S>,
    /// The next step; `None` while the reference load is not set.
    step: Option<usize>,
    stocks: Stocks<Num<S>>,
    next: Stocks<Num<S>>,
    auxiliaries: Auxiliaries<Num<S>>,
    /// The year in progress, as it will be shown.
    row: Vec<Num<S>>,
    /// How many values the stocks and the auxiliaries have: counted once, since counting allocates.
    sizes: [usize; 2],
}

impl<'a, S: Scalar> Simulation<'a, S> {
    /// The state at the end of the year before the first, its reference load still to be set.
    #[must_use]
    pub fn start(case: &'a Case<S>) -> Self {
        let zero = Num::from(0.0);
        let mut stocks = Stocks::filled(&case.sets, zero);
        model::initial_stocks(&case.sets, &case.parameters, &mut stocks);
        let sizes = [Stocks::<Num<S>>::size(&case.sets), Auxiliaries::<Num<S>>::size(&case.sets)];
        Self {
            case,
            step: None,
            next: stocks.clone(),
            stocks,
            auxiliaries: Auxiliaries::filled(&case.sets, zero),
            row: vec![zero; sizes[0] + sizes[1]],
            sizes,
        }
    }

    /// The state at the end of the year before the first.
    #[must_use]
    pub fn new(case: &'a Case<S>) -> Self {
        let mut simulation = Self::start(case);
        simulation.advance();
        simulation
    }

    /// One step: all auxiliaries from the stocks now, then all stocks at once.
    ///
    /// Before the first step, the same equations set the reference load of the ambient index: it is the load of one
    /// shortest step from the initial stocks, under the levers and drivers of that moment. Both are one piece of code,
    /// since all equations are inlined here: a second call would double the program.
    #[inline(always)]
    pub fn advance(&mut self) -> Advanced {
        let case = self.case;
        let (levers, drivers, dt) = match self.step {
            None => (&case.reference_levers, &case.reference_drivers, 1.0 / f64::from(*STEPS_PER_YEAR.end())),
            Some(step) => {
                let year = step / case.steps_per_year as usize;
                (&case.levers[year], &case.drivers[step], 1.0 / f64::from(case.steps_per_year))
            }
        };
        let dt = Num::from(dt);
        let at = Inputs { sets: &case.sets, parameters: &case.parameters, levers, drivers, stocks: &self.stocks, dt };
        model::auxiliaries(&at, &mut self.auxiliaries);
        match self.step {
            None => {
                model::environment::set_reference_load(
                    &case.sets,
                    &case.parameters,
                    &self.auxiliaries,
                    &mut self.stocks,
                );
                self.step = Some(0);
                Advanced::Reference
            }
            Some(step) => {
                model::integrate(&at, &self.auxiliaries, &mut self.next);
                std::mem::swap(&mut self.stocks, &mut self.next);
                self.step = Some(step + 1);
                Advanced::Step
            }
        }
    }

    /// One step, after the reference load is set.
    #[inline(always)]
    pub fn step(&mut self) {
        self.advance();
    }

    /// Stocks after the last step.
    #[must_use]
    pub fn stocks(&self) -> &Stocks<Num<S>> {
        &self.stocks
    }

    /// Stocks now, to be changed before the first step: an initial state that no parameter gives.
    pub fn stocks_mut(&mut self) -> &mut Stocks<Num<S>> {
        &mut self.stocks
    }

    /// Auxiliaries of the last step.
    #[must_use]
    pub fn auxiliaries(&self) -> &Auxiliaries<Num<S>> {
        &self.auxiliaries
    }

    /// How many values a year has: all stocks, then all auxiliaries.
    #[must_use]
    pub const fn values_per_year(&self) -> usize {
        self.sizes[0] + self.sizes[1]
    }

    /// Runs all years. When a year is over, `finished` is shown its row: the stocks at its end, then the means of the
    /// auxiliaries over it. Row 0 is the year before the first, with zeros for the auxiliaries.
    #[inline(always)]
    pub fn run(&mut self, mut finished: impl FnMut(usize, &[Num<S>])) {
        let zero = Num::from(0.0);
        let stocks_size = self.sizes[0];
        let steps = self.case.steps_per_year as usize;
        let total = self.case.years() * steps;
        let share = 1.0 / f64::from(self.case.steps_per_year);
        let mut done = self.step.unwrap_or(0);
        let mut fresh = self.step.is_some();
        while done < total {
            // one call, since all equations are inlined into it
            if fresh || self.advance() == Advanced::Reference {
                fresh = false;
                self.row.fill(zero);
                self.stocks.combine_into(&mut self.row, |there, value| *there = value);
                finished(0, &self.row);
                continue;
            }
            if done.is_multiple_of(steps) {
                self.row.fill(zero);
            }
            done += 1;
            self.auxiliaries.combine_into(&mut self.row[stocks_size..], |mean, value| *mean += value * share);
            if done.is_multiple_of(steps) {
                self.stocks.combine_into(&mut self.row, |there, value| *there = value);
                finished(done / steps, &self.row);
            }
        }
    }
}
