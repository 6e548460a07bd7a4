//! The model for readers and other tools: equations as text, XMILE.

pub mod formula;
pub mod xmile;
