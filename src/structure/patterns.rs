//! Finds the functions of the card in what they were recorded as.

use super::expression::{Expression, Function};
use crate::num::tracer::{Binary, Unary};

/// The guard of `ratio` (card, section 1).
const RATIO_FLOOR: f64 = 1e-9;
/// The bound on the argument of `logistic` (card, section 1).
const LOGISTIC_BOUND: f64 = 30.0;

/// The expression as a function of the card, if it is one; the parts are so already. `is_step` says which value is dt.
pub(super) fn recognised(expression: Expression, is_step: &impl Fn(&Expression) -> bool) -> Expression {
    match found(&expression, is_step) {
        Some((function, arguments)) => Expression::Call(function, arguments),
        None => expression,
    }
}

fn found(expression: &Expression, is_step: &impl Fn(&Expression) -> bool) -> Option<(Function, Vec<Expression>)> {
    let Expression::Binary(operation, a, b) = expression else { return None };
    match operation {
        Binary::Minimum => {
            let (x, low) = binary(a, Binary::Maximum)?;
            Some((Function::Clamp, vec![x.clone(), low.clone(), (**b).clone()]))
        }
        Binary::Divide => ratio(a, b).or_else(|| logistic(a, b)).or_else(|| outflow(a, b, is_step)),
        Binary::Subtract if a.is_number(1.0) => {
            let Expression::Unary(Unary::Exp, argument) = &**b else { return None };
            fraction(argument, is_step).or_else(|| leaving(argument, is_step))
        }
        Binary::Add => relax(a, b).or_else(|| step_mean(a, b, is_step)),
        _ => None,
    }
}

/// The two sides of an operation.
fn binary(expression: &Expression, operation: Binary) -> Option<(&Expression, &Expression)> {
    match expression {
        Expression::Binary(found, a, b) if *found == operation => Some((a, b)),
        _ => None,
    }
}

fn negated(expression: &Expression) -> Option<&Expression> {
    match expression {
        Expression::Unary(Unary::Negate, inner) => Some(inner),
        _ => None,
    }
}

/// The arguments of a function of the card.
fn call(expression: &Expression, function: Function) -> Option<&[Expression]> {
    match expression {
        Expression::Call(found, arguments) if *found == function => Some(arguments),
        _ => None,
    }
}

fn ratio(a: &Expression, b: &Expression) -> Option<(Function, Vec<Expression>)> {
    let (denominator, _) = binary(b, Binary::Maximum).filter(|(_, floor)| floor.is_number(RATIO_FLOOR))?;
    Some((Function::Ratio, vec![a.clone(), denominator.clone()]))
}

fn logistic(a: &Expression, b: &Expression) -> Option<(Function, Vec<Expression>)> {
    let (_, exponential) = binary(b, Binary::Add).filter(|(one, _)| a.is_number(1.0) && one.is_number(1.0))?;
    let Expression::Unary(Unary::Exp, argument) = exponential else { return None };
    match call(negated(argument)?, Function::Clamp)? {
        [x, low, high] if low.is_number(-LOGISTIC_BOUND) && high.is_number(LOGISTIC_BOUND) => {
            Some((Function::Logistic, vec![x.clone()]))
        }
        _ => None,
    }
}

fn fraction(argument: &Expression, is_step: &impl Fn(&Expression) -> bool) -> Option<(Function, Vec<Expression>)> {
    let (step, time) = binary(argument, Binary::Divide)?;
    is_step(negated(step)?).then(|| (Function::Fraction, vec![time.clone()]))
}

fn leaving(argument: &Expression, is_step: &impl Fn(&Expression) -> bool) -> Option<(Function, Vec<Expression>)> {
    let (hazard, _) = binary(argument, Binary::Multiply).filter(|(_, step)| is_step(step))?;
    Some((Function::Leaving, vec![negated(hazard)?.clone()]))
}

fn outflow(
    a: &Expression,
    b: &Expression,
    is_step: &impl Fn(&Expression) -> bool,
) -> Option<(Function, Vec<Expression>)> {
    let (stock, share) = binary(a, Binary::Multiply).filter(|_| is_step(b))?;
    let [hazard] = call(share, Function::Leaving)? else { return None };
    Some((Function::Outflow, vec![stock.clone(), hazard.clone()]))
}

fn relax(stock: &Expression, change: &Expression) -> Option<(Function, Vec<Expression>)> {
    let (gap, share) = binary(change, Binary::Multiply)?;
    let (target, _) = binary(gap, Binary::Subtract).filter(|(_, from)| *from == stock)?;
    let [time] = call(share, Function::Fraction)? else { return None };
    Some((Function::Relax, vec![stock.clone(), target.clone(), time.clone()]))
}

fn step_mean(
    target: &Expression,
    rest: &Expression,
    is_step: &impl Fn(&Expression) -> bool,
) -> Option<(Function, Vec<Expression>)> {
    let (product, _) = binary(rest, Binary::Divide).filter(|(_, step)| is_step(step))?;
    let (product, time) = binary(product, Binary::Multiply)?;
    let (gap, share) = binary(product, Binary::Multiply)?;
    let (stock, _) = binary(gap, Binary::Subtract).filter(|(_, from)| *from == target)?;
    let [same_time] = call(share, Function::Fraction)? else { return None };
    (same_time == time).then(|| (Function::StepMean, vec![stock.clone(), target.clone(), time.clone()]))
}
