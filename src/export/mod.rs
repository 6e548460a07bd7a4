//! The model for readers and other tools: equations as text and LaTeX.

pub mod formula;
pub mod units;
