//! PNG files of few colours: charts need no more than the 256 of a palette.

use std::cmp::Reverse;
use std::collections::HashMap;

use png::{AdaptiveFilterType, BitDepth, ColorType, Compression, Encoder, EncodingError, FilterType};

type Pixel = [u8; 4];

/// The most colours that a palette of one byte a pixel can hold.
const MOST_COLOURS: usize = 256;

/// The PNG file of opaque pixels, `width` to a row. The 256 most frequent colours are kept; the
/// rest, shades at the edges of shapes, become the nearest of them.
pub(super) fn encode(width: u32, height: u32, pixels: &[u8]) -> Result<Vec<u8>, EncodingError> {
    let (palette, places) = palette(pixels);
    let mut indices = Vec::with_capacity(pixels.len() / 4);
    for (pixel, length) in runs(pixels) {
        let index = places.get(&pixel).copied().unwrap_or(0);
        indices.resize(indices.len() + length, index);
    }

    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette);
    // Of all settings this one is the fastest, and no other as fast gives smaller files.
    encoder.set_compression(Compression::Fast);
    encoder.set_filter(FilterType::Paeth);
    encoder.set_adaptive_filter(AdaptiveFilterType::NonAdaptive);
    encoder.write_header()?.write_image_data(&indices)?;
    Ok(file)
}

/// Runs of equal pixels with their lengths.
fn runs(pixels: &[u8]) -> impl Iterator<Item = (Pixel, usize)> {
    let (pixels, _) = pixels.as_chunks::<4>();
    pixels.chunk_by(|one, other| one == other).map(|run| (run[0], run.len()))
}

/// The palette as red, green and blue of each colour, the most frequent first, and the place in
/// it of every colour that occurs.
fn palette(pixels: &[u8]) -> (Vec<u8>, HashMap<Pixel, u8>) {
    let mut counts: HashMap<Pixel, usize> = HashMap::new();
    for (pixel, length) in runs(pixels) {
        *counts.entry(pixel).or_default() += length;
    }
    let mut colours: Vec<(Pixel, usize)> = counts.into_iter().collect();
    // Of equally frequent colours a fixed but even choice is kept.
    let scattered = |pixel: Pixel| u32::from_le_bytes(pixel).wrapping_mul(0x9E37_79B1);
    colours.sort_unstable_by_key(|&(pixel, count)| (Reverse(count), scattered(pixel)));

    let kept = &colours[..colours.len().min(MOST_COLOURS)];
    let places = colours
        .iter()
        .map(|&(colour, _)| {
            let nearest = (0_u8..=u8::MAX)
                .zip(kept)
                .min_by_key(|(_, (other, _))| distance(colour, *other))
                .map_or(0, |(index, _)| index);
            (colour, nearest)
        })
        .collect();
    let palette = kept.iter().flat_map(|([red, green, blue, _], _)| [*red, *green, *blue]).collect();
    (palette, places)
}

/// The squared distance of two colours.
fn distance(one: Pixel, other: Pixel) -> u32 {
    one.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(other)).pow(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(file: &[u8]) -> Vec<u8> {
        let mut decoder = png::Decoder::new(file);
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size()];
        reader.next_frame(&mut pixels).unwrap();
        pixels
    }

    #[test]
    fn few_colours_are_kept_exactly() {
        let pixels = [[255, 255, 255, 255], [0, 114, 178, 255], [255; 4], [1, 2, 3, 255]].concat();
        let file = encode(2, 2, &pixels).unwrap();
        assert_eq!(decoded(&file), [255, 255, 255, 0, 114, 178, 255, 255, 255, 1, 2, 3]);
    }

    #[test]
    fn of_many_colours_the_frequent_are_kept_and_the_rest_are_near() {
        let mut pixels = [200, 100, 50, 255].repeat(1_000);
        for shade in 0..=249_u8 {
            pixels.extend([shade, 114, 178, 255, 213, shade, 0, 255]);
            pixels.extend([shade, shade, shade, 255, 0, 158, shade, 255]);
        }
        let result = decoded(&encode(40, 50, &pixels).unwrap());
        assert_eq!(result[..3], [200, 100, 50]);
        for (before, after) in pixels.chunks(4).zip(result.chunks(3)) {
            assert!(before.iter().zip(after).all(|(one, other)| one.abs_diff(*other) < 32));
        }
    }
}
