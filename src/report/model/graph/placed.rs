//! A panel with its nodes placed and its arrows led.

use super::arrow::{count, head, line};
use super::canvas::{Canvas, Type};
use super::circle::circle;
use super::layout::{Layout, Point, layered};
use super::node::Block;
use super::picture::{Form, Mark, Panel, Stress};
use super::ring::ring;
use super::route::{Route, least_extent, routes};
use crate::report::chart::theme::{INK, MUTED, SMALL_SIZE, SUBTITLE_SIZE};

/// Text of a node is at most so wide, in layers and in a ring.
const WIDEST_TEXT: f64 = 150.0;
const WIDEST_IN_RING: f64 = 112.0;
/// The sides of a page in print, in the units of the charts: a picture that is larger is shown smaller.
const PAGE: Point = (900.0, 1270.0);

/// A panel, placed.
pub(super) struct Placed<'a> {
    panel: &'a Panel,
    blocks: Vec<Block<'a>>,
    middles: Vec<Point>,
    routes: Vec<Route>,
    /// Width and height.
    pub(super) size: Point,
}

impl<'a> Placed<'a> {
    /// Places the nodes of a panel.
    pub(super) fn new(panel: &'a Panel) -> Self {
        match panel.form {
            Form::Ring => Self::around(panel, ring),
            Form::Circle => Self::around(panel, |sizes| {
                let weight = |mark| if let Mark::Count(count) = mark { count } else { 1 };
                let arrows: Vec<_> =
                    panel.arrows.iter().map(|arrow| (arrow.from, arrow.to, weight(arrow.mark))).collect();
                circle(sizes, &arrows)
            }),
            Form::Layers => {
                let (right, down) = (Self::layered(panel, true), Self::layered(panel, false));
                // both ways are tried: the page shows the one of them larger
                if right.scale() >= down.scale() { right } else { down }
            }
        }
    }

    fn around(panel: &'a Panel, place: impl Fn(&[Point]) -> (Point, Vec<Point>)) -> Self {
        let blocks: Vec<Block<'_>> =
            panel.nodes.iter().map(|node| Block::new(node, WIDEST_IN_RING, (0.0, 0.0))).collect();
        let sizes: Vec<Point> = blocks.iter().map(|block| block.size).collect();
        let (size, middles) = place(&sizes);
        let of = |node: usize| (middles[node], sizes[node]);
        let centre = (size.0 / 2.0, size.1 / 2.0);
        let route = |from: usize, to: usize| match panel.form {
            Form::Circle => Route::bent(of(from), of(to), centre),
            _ => Route::straight(of(from), of(to)),
        };
        let routes = panel.arrows.iter().map(|arrow| route(arrow.from, arrow.to)).collect();
        Self { panel, blocks, middles, routes, size }
    }

    fn layered(panel: &'a Panel, rightwards: bool) -> Self {
        let turned = |(one, other): Point| if rightwards { (one, other) } else { (other, one) };
        let arrows: Vec<(usize, usize)> = panel.arrows.iter().map(|arrow| (arrow.from, arrow.to)).collect();
        let least = |node: usize| turned((0.0, least_extent(node, &arrows)));
        let nodes = panel.nodes.iter().enumerate();
        let mut blocks: Vec<Block<'_>> =
            nodes.map(|(number, node)| Block::new(node, WIDEST_TEXT, least(number))).collect();
        let mut sizes: Vec<Point> = blocks.iter().map(|block| turned(block.size)).collect();
        let Layout { size, middles, bends, layers } = layered(&sizes, &arrows);
        for ((block, size), (start, end)) in blocks.iter_mut().zip(&mut sizes).zip(layers) {
            // all of a layer reach from edge to edge, so that arrowheads stand in line
            size.0 = end - start;
            block.size = turned(*size);
        }
        let mut routes = routes(&middles, &bends, &sizes, &arrows);
        if !rightwards {
            routes.iter_mut().for_each(Route::turn);
        }
        Self { panel, blocks, middles: middles.into_iter().map(turned).collect(), routes, size: turned(size) }
    }

    /// How large a page shows it, at most 1.
    fn scale(&self) -> f64 {
        (PAGE.0 / self.size.0).min(PAGE.1 / self.size.1).min(1.0)
    }

    /// Draws it.
    pub(super) fn draw(&self, canvas: &mut Canvas) {
        if self.panel.form == Form::Ring {
            let widest = self.blocks.iter().map(|block| block.size.0).fold(0.0, f64::max);
            let (middle, most) = (self.size.0 / 2.0, (self.size.0 - 2.0 * widest - 12.0).max(120.0));
            let heading = Type::new(SUBTITLE_SIZE + 1.5, INK).bold().centred();
            let top = self.size.1 / 2.0 - 18.0;
            let bottom = canvas.lines(&self.panel.heading, (middle, top), heading, most);
            canvas.lines(&self.panel.about, (middle, bottom), Type::new(SMALL_SIZE, MUTED).centred(), most);
        }
        let is_faint = |node: usize| self.panel.nodes[node].stress == Stress::Faint;
        let mut arrows: Vec<_> = self.routes.iter().zip(&self.panel.arrows).collect();
        arrows.sort_by_key(|(_, arrow)| arrow.mark); // of counts the largest lies on top
        for (route, arrow) in &arrows {
            line(canvas, route, arrow.mark, is_faint(arrow.from) || is_faint(arrow.to));
        }
        for (route, arrow) in &arrows {
            head(canvas, route, arrow.mark);
        }
        for (route, arrow) in &arrows {
            count(canvas, route, arrow.mark);
        }
        for (block, middle) in self.blocks.iter().zip(&self.middles) {
            block.draw(canvas, *middle);
        }
    }
}
