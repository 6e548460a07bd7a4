//! placeholder
#[inline(always)]
pub fn minimum(a: f64, b: f64) -> f64 {
    let smaller = if a < b { a } else { b };
    if a.is_nan() { a } else { smaller }
}
#[inline(always)]
pub fn maximum(a: f64, b: f64) -> f64 {
    let larger = if a > b { a } else { b };
    if a.is_nan() { a } else { larger }
}
pub fn exp(x: f64) -> f64 {
    x.exp()
}
pub fn ln(x: f64) -> f64 {
    x.ln()
}
pub fn power(x: f64, y: f64) -> f64 {
    x.powf(y)
}
