//! The model for readers and other tools: equations as text and LaTeX, XMILE.

pub mod equations;
pub mod formula;
mod latex;
pub mod units;
pub mod wrap;
pub mod xmile;
