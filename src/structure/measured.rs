//! What one operation does to units: the rules by which they are worked out.
//!
//! What is added, subtracted or compared has one unit, size included, so that kt and Mt do not add. A product has the
//! product of the units. `exp`, `ln` and powers are of pure numbers, but a whole number written as exponent raises the
//! unit. A number written without unit is pure, except that 0 is nothing of any unit; so is what an attribute of 0
//! multiplies, such as the megawatts of gas power in a sum over chains that synthesise.

use crate::num::ANY_UNIT;
use crate::num::tracer::{Binary, Literal, Operand, Unary};
use crate::unit::Unit;

/// What has to be so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Both sides of this operation have one unit.
    Alike(Binary),
    /// What this is of is a pure number.
    PureArgument(Unary),
    /// The base of a power is a pure number, unless its exponent is a whole number that is written there.
    PureBase,
    /// An exponent is a pure number.
    PureExponent,
    /// A result has the unit that is declared.
    AsDeclared,
    /// A unit can be read, and is not too large to be held.
    Readable,
}

/// What a node or a number measures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measured {
    /// `None` fits any: it is nothing, or has been found wrong already.
    pub unit: Option<Unit>,
    /// Its value, if it is one that makes what it multiplies exist or not: a number, or an attribute.
    value: Option<f64>,
}

impl Measured {
    /// It fits any unit.
    pub(super) const ANY: Self = Self { unit: None, value: None };

    pub(super) fn new(unit: Option<Unit>, value: Option<f64>) -> Self {
        Self { unit: unit.filter(|_| !value.is_some_and(is_zero)), value }
    }

    /// The same in the unit that is declared of it.
    pub(super) fn in_unit(self, unit: Option<Unit>) -> Self {
        Self::new(unit, self.value)
    }

    fn is_pure(self) -> bool {
        alike(self.unit, Some(Unit::ONE))
    }

    fn is_nothing(self) -> bool {
        self.value.is_some_and(is_zero)
    }
}

fn is_zero(value: f64) -> bool {
    value.abs() <= 0.0
}

/// Whether two units are one; nothing fits any.
pub(super) fn alike(one: Option<Unit>, other: Option<Unit>) -> bool {
    one.is_none() || other.is_none() || one == other
}

/// A number that stands in an equation.
pub(super) fn number(literal: Literal) -> Result<Measured, Rule> {
    let unit = match literal.unit {
        None => Some(Unit::ONE),
        Some(ANY_UNIT) => None,
        Some(unit) => Some(Unit::parse(unit).map_err(|_| Rule::Readable)?.uncounted()),
    };
    Ok(Measured::new(unit, Some(literal.value())))
}

/// An operation on one number.
pub(super) fn unary(operation: Unary, a: Measured) -> Result<Measured, Rule> {
    let value = a.value.map(|a| operation.apply(a));
    match operation {
        Unary::Negate => Ok(Measured::new(a.unit, value)),
        Unary::Exp | Unary::Ln if a.is_pure() => Ok(Measured::new(Some(Unit::ONE), value)),
        Unary::Exp | Unary::Ln => Err(Rule::PureArgument(operation)),
    }
}

/// An operation on two numbers; `written` is how the second stands in the equation.
pub(super) fn binary(operation: Binary, a: Measured, b: Measured, written: Operand) -> Result<Measured, Rule> {
    let combined = |combine: fn(Unit, Unit) -> Option<Unit>| match (a.unit, b.unit) {
        (Some(a), Some(b)) => combine(a, b).map(Some).ok_or(Rule::Readable),
        _ => Ok(None),
    };
    let unit = match operation {
        Binary::Multiply => combined(Unit::checked_mul)?,
        Binary::Divide => combined(Unit::checked_div)?,
        Binary::Power => power(a, b, written)?,
        _ if alike(a.unit, b.unit) => a.unit.or(b.unit),
        _ => return Err(Rule::Alike(operation)),
    };
    let value = match (a.value, b.value, operation) {
        (Some(a), Some(b), _) => Some(operation.apply(a, b)),
        (_, _, Binary::Multiply) if a.is_nothing() || b.is_nothing() => Some(0.0),
        (_, _, Binary::Divide) if a.is_nothing() => Some(0.0),
        _ => None,
    };
    Ok(Measured::new(unit, value))
}

fn power(base: Measured, exponent: Measured, written: Operand) -> Result<Option<Unit>, Rule> {
    if !exponent.is_pure() {
        return Err(Rule::PureExponent);
    }
    let whole = match written {
        Operand::Literal(number) => (-8_i8..=8).find(|whole| is_zero(f64::from(*whole) - number.value())),
        Operand::Node(_) => None,
    };
    match (base.unit, whole) {
        _ if base.is_pure() => Ok(Some(Unit::ONE)),
        (Some(unit), Some(whole)) => unit.checked_power(whole).map(Some).ok_or(Rule::Readable),
        _ => Err(Rule::PureBase),
    }
}

#[cfg(test)]
mod tests {
    use super::{Measured, Rule, binary, number, unary};
    use crate::num::ANY_UNIT;
    use crate::num::tracer::{Binary, Literal, Operand, Unary};
    use crate::unit::Unit;

    fn of(unit: &str) -> Measured {
        Measured::new(Some(Unit::parse(unit).expect("a unit")), None)
    }

    fn literal(value: f64) -> Measured {
        number(Literal::new(value)).expect("no unit to be read")
    }

    fn attribute(value: f64) -> Measured {
        Measured::new(Some(Unit::ONE), Some(value))
    }

    fn joined(a: Measured, operation: Binary, b: Measured) -> Result<Measured, Rule> {
        binary(operation, a, b, Operand::Node(0))
    }

    #[test]
    fn what_is_added_or_compared_has_one_unit() {
        for operation in [Binary::Add, Binary::Subtract, Binary::Minimum, Binary::Maximum] {
            assert_eq!(joined(of("Mt/a"), operation, of("Mt/a")), Ok(of("Mt/a")));
            for other in ["kt/a", "Mt", "CNY"] {
                assert_eq!(joined(of("Mt/a"), operation, of(other)), Err(Rule::Alike(operation)), "{other}");
            }
            assert_eq!(joined(of("Mt/a"), operation, literal(0.0)), Ok(of("Mt/a")), "0 is nothing of any unit");
            assert_eq!(joined(of("Mt/a"), operation, literal(1.0)), Err(Rule::Alike(operation)), "1 is a pure number");
        }
    }

    #[test]
    fn units_multiply_with_their_sizes() {
        assert_eq!(joined(of("kt/a"), Binary::Multiply, of("Mt/kt")), Ok(of("Mt/a")));
        assert_eq!(joined(of("MW"), Binary::Multiply, of("Mt/kt")), Ok(of("GW")));
        assert_eq!(joined(of("Mt"), Binary::Divide, of("a")), Ok(of("Mt/a")));
        assert_eq!(joined(literal(1.0), Binary::Divide, of("a")), Ok(of("1/a")));
    }

    #[test]
    fn an_attribute_of_0_makes_what_it_multiplies_nothing() {
        let absent = joined(of("MW"), Binary::Multiply, attribute(0.0)).expect("a product");
        assert_eq!(joined(of("kt/a"), Binary::Add, absent), Ok(of("kt/a")));
        let present = joined(of("MW"), Binary::Multiply, attribute(1.0)).expect("a product");
        assert_eq!(joined(of("kt/a"), Binary::Add, present), Err(Rule::Alike(Binary::Add)));
        let other = joined(literal(1.0), Binary::Subtract, attribute(1.0)).expect("a difference");
        let absent = joined(of("MW"), Binary::Multiply, other).expect("a product");
        assert_eq!(joined(absent, Binary::Add, of("kt/a")), Ok(of("kt/a")), "1 - 1 is nothing, too");
    }

    #[test]
    fn exp_ln_and_powers_are_of_pure_numbers() {
        for operation in [Unary::Exp, Unary::Ln] {
            assert_eq!(unary(operation, of("CNY/t")), Err(Rule::PureArgument(operation)));
            assert_eq!(unary(operation, of("%")), Err(Rule::PureArgument(operation)), "of size 1");
            assert_eq!(unary(operation, of("1")), Ok(of("1")));
        }
        assert_eq!(joined(of("1"), Binary::Power, of("1")), Ok(of("1")));
        assert_eq!(joined(of("CNY/t"), Binary::Power, of("1")), Err(Rule::PureBase));
        assert_eq!(joined(of("1"), Binary::Power, of("a")), Err(Rule::PureExponent));
        let square = |base| binary(Binary::Power, base, literal(2.0), Operand::Literal(Literal::new(2.0)));
        assert_eq!(square(of("t")), Ok(of("t^2")));
    }

    #[test]
    fn a_number_may_have_a_unit() {
        let of_unit = |unit| {
            let mut literal = Literal::new(1.0);
            literal.unit = Some(unit);
            number(literal)
        };
        let one = of_unit("CNY/t").expect("a unit");
        assert_eq!(joined(of("CNY/t"), Binary::Maximum, one), Ok(of("CNY/t")));
        assert_eq!(joined(of("Mt"), Binary::Maximum, of_unit(ANY_UNIT).expect("any")), Ok(of("Mt")));
        assert_eq!(of_unit("count"), Ok(attribute(1.0)), "things counted are pure numbers");
        assert_eq!(of_unit("bushels"), Err(Rule::Readable));
    }
}
