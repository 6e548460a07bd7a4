//! Charts of a report: plain specifications in, SVG text and PNG bytes out.
//!
//! Nothing here knows what is charted. A caller fills one of the specifications ([`StackedArea`],
//! [`StackedColumns`], [`Lines`], [`Scorecard`]) with numbers and with every word that is to be
//! read, in whichever language, and calls its `to_svg`. The same specification gives the same
//! bytes. [`Rasterizer`] turns the SVG text into a PNG; one of them serves any number of threads.
//!
//! A chart is 900 units wide and 560 high. It grows downwards, never sideways, where its words
//! need more room: no label is ever cut off.

mod drawing;
mod error;
pub(super) mod font;
mod frame;
mod label;
mod lines;
mod mark;
mod number;
mod png;
mod raster;
mod scorecard;
mod spec;
mod stacked_area;
mod stacked_columns;
pub(super) mod theme;

#[cfg(test)]
mod tests;

pub use error::ChartError;
pub use raster::Rasterizer;
pub use scorecard::{Scorecard, ScorecardGroup, ScorecardHeadings, ScorecardRow, Verdict, VerdictWords};
pub use spec::{Axis, Line, LineStyle, Lines, Reference, Series, StackedArea, StackedColumns, Words};
pub use theme::Colour;
