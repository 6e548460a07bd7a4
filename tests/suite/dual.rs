//! A backend that differentiates: every number carries its derivative in one direction.

use coke_sim::num::Scalar;

/// A number and its derivative. At a kink the derivative is that of the argument that is taken.
#[derive(Clone, Copy, Debug)]
pub struct Dual {
    pub value: f64,
    pub derivative: f64,
}

impl Dual {
    fn new(value: f64, derivative: f64) -> Self {
        Self { value, derivative }
    }

    /// The derivative of the argument whose value was taken.
    fn taken(value: f64, one: Self, other: Self) -> Self {
        let derivative = if one.value.to_bits() == value.to_bits() { one.derivative } else { other.derivative };
        Self { value, derivative }
    }
}

/// `factor * derivative`, where nothing stays nothing however large the factor.
fn times(factor: f64, derivative: f64) -> f64 {
    if derivative == 0.0 { 0.0 } else { factor * derivative }
}

impl Scalar for Dual {
    fn constant(value: f64) -> Self {
        Self::new(value, 0.0)
    }
    fn add(self, other: Self) -> Self {
        Self::new(Scalar::add(self.value, other.value), self.derivative + other.derivative)
    }
    fn sub(self, other: Self) -> Self {
        Self::new(Scalar::sub(self.value, other.value), self.derivative - other.derivative)
    }
    fn mul(self, other: Self) -> Self {
        let derivative = times(other.value, self.derivative) + times(self.value, other.derivative);
        Self::new(Scalar::mul(self.value, other.value), derivative)
    }
    fn div(self, other: Self) -> Self {
        let value = Scalar::div(self.value, other.value);
        Self::new(value, times(1.0 / other.value, self.derivative) - times(value / other.value, other.derivative))
    }
    fn neg(self) -> Self {
        Self::new(Scalar::neg(self.value), -self.derivative)
    }
    fn minimum(self, other: Self) -> Self {
        Self::taken(Scalar::minimum(self.value, other.value), self, other)
    }
    fn maximum(self, other: Self) -> Self {
        Self::taken(Scalar::maximum(self.value, other.value), self, other)
    }
    fn exp(self) -> Self {
        let value = Scalar::exp(self.value);
        Self::new(value, times(value, self.derivative))
    }
    fn ln(self) -> Self {
        Self::new(Scalar::ln(self.value), times(1.0 / self.value, self.derivative))
    }
    fn power(self, exponent: Self) -> Self {
        let value = Scalar::power(self.value, exponent.value);
        let by_base = exponent.value * Scalar::power(self.value, exponent.value - 1.0);
        let by_exponent = value * Scalar::ln(self.value);
        Self::new(value, times(by_base, self.derivative) + times(by_exponent, exponent.derivative))
    }
}
