//! From SVG text to PNG bytes.

use std::sync::Arc;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::error::ChartError;
use super::font::BYTES;
use super::png::encode;

/// How much a bold text is thickened on either side, in em: the embedded font has one weight.
const BOLD_STROKE: &str = "0.035em";

/// The longest side of a picture, in pixels.
const LONGEST_SIDE: f32 = 16_000.0;

/// Makes pictures of SVG texts with the embedded font. Reads the font once: make one and share it
/// between threads.
#[derive(Debug)]
pub struct Rasterizer {
    options: Options<'static>,
}

impl Default for Rasterizer {
    fn default() -> Self {
        Self::new()
    }
}

impl Rasterizer {
    /// A rasterizer with the embedded font and no other.
    #[must_use]
    pub fn new() -> Self {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(BYTES)));
        let family =
            fonts.faces().find_map(|face| face.families.first().map(|(name, _)| name.clone())).unwrap_or_default();
        fonts.set_sans_serif_family(family.clone());
        let options = Options { fontdb: Arc::new(fonts), font_family: family, ..Options::default() };
        Self { options }
    }

    /// The PNG file of an SVG text, `zoom` pixels for each of its units (2 suits print).
    ///
    /// # Errors
    ///
    /// If the text is not SVG, or the picture would have no size or too large a one.
    pub fn png(&self, svg: &str, zoom: f32) -> Result<Vec<u8>, ChartError> {
        let tree = Tree::from_str(&thicken_bold(svg), &self.options).map_err(failure)?;
        let (width, height) = (tree.size().width() * zoom, tree.size().height() * zoom);
        if !(width <= LONGEST_SIDE && height <= LONGEST_SIDE) {
            return Err(failure(format!("{width} by {height} pixels are too many")));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "bounded just above; a negative zoom saturates to no size"
        )]
        let mut picture =
            Pixmap::new(width.ceil() as u32, height.ceil() as u32).ok_or_else(|| failure("it would have no size"))?;
        picture.fill(Color::WHITE);
        resvg::render(&tree, Transform::from_scale(zoom, zoom), &mut picture.as_mut());
        encode(picture.width(), picture.height(), picture.data()).map_err(failure)
    }
}

fn failure(error: impl std::fmt::Display) -> ChartError {
    ChartError::Picture(error.to_string())
}

/// Draws an outline of its own colour around each bold text, as a font without a bold weight
/// needs.
fn thicken_bold(svg: &str) -> String {
    const BOLD: &str = "font-weight=\"bold\"";
    const COLOUR: &str = "fill=\"";
    let mut parts = svg.split(BOLD);
    let mut result = String::with_capacity(svg.len() + 4_000);
    result.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let colour =
            result.rfind(COLOUR).and_then(|start| result[start + COLOUR.len()..].split('"').next()).unwrap_or("none");
        let stroke = ["stroke=\"", colour, "\" stroke-width=\"", BOLD_STROKE, "\""].concat();
        result.push_str(&stroke);
        result.push_str(part);
    }
    result
}
