//! Pictures of the causal graph: what is shown ([`picture`], [`select`]), as DOT and as SVG.
//!
//! What is shown is decided once, in words and signs; how it is laid out and drawn is a concern of each format. The
//! layout is our own: the graphs are small, and a picture must come out the same to the byte years from now.

#[cfg(feature = "charts")]
mod arrow;
#[cfg(feature = "charts")]
mod canvas;
#[cfg(feature = "charts")]
mod circle;
pub mod dot;
#[cfg(feature = "charts")]
mod layers;
#[cfg(feature = "charts")]
mod layout;
#[cfg(feature = "charts")]
mod legend;
#[cfg(feature = "charts")]
mod node;
pub mod picture;
#[cfg(feature = "charts")]
mod placed;
#[cfg(feature = "charts")]
mod ring;
#[cfg(feature = "charts")]
mod route;
pub mod select;
#[cfg(feature = "charts")]
pub mod svg;
