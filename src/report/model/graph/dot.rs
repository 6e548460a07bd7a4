//! A picture in the DOT language of Graphviz.
//!
//! E. R. Gansner, E. Koutsofios, S. C. North, "Drawing graphs with dot" (2015), section 2.

use super::picture::{Mark, Node, Picture, Shape, Stress};
use crate::safe::terminal;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The picture as DOT. Panels are joined: a node or arrow that stands in several is written once.
#[must_use]
pub fn to_dot(picture: &Picture) -> String {
    let mut out = String::new();
    // writing to a string cannot fail
    let _ = writeln!(out, "digraph model {{");
    let title = quoted(&[&picture.title, &picture.note]);
    let _ = writeln!(out, "  graph [rankdir=LR, label={title}, labelloc=t, fontsize=18];");
    let _ = writeln!(out, "  node [fontname=\"Noto Sans CJK SC\", fontsize=11, margin=\"0.12,0.05\"];");
    let _ = writeln!(out, "  edge [fontname=\"Noto Sans CJK SC\", fontsize=11, arrowsize=0.7];");
    let mut seen = BTreeSet::new();
    for node in picture.panels.iter().flat_map(|panel| &panel.nodes) {
        if seen.insert(&node.name) {
            let _ = writeln!(out, "  {} [label={}, {}];", quoted(&[&node.name]), label(node), look(node));
        }
    }
    let mut drawn = BTreeSet::new();
    for panel in &picture.panels {
        for arrow in &panel.arrows {
            let (from, to) = (&panel.nodes[arrow.from].name, &panel.nodes[arrow.to].name);
            if drawn.insert((from, to)) {
                let symbol = quoted(&[&arrow.mark.symbol()]);
                let _ =
                    writeln!(out, "  {} -> {} [label={symbol}, {}];", quoted(&[from]), quoted(&[to]), line(arrow.mark));
            }
        }
    }
    out.push_str("}\n");
    out
}

fn label(node: &Node) -> String {
    if node.label == node.name { quoted(&[&node.name]) } else { quoted(&[&node.label, &node.name]) }
}

fn look(node: &Node) -> String {
    let shape = match node.shape {
        Shape::Sector => "shape=box, style=\"rounded,filled\", fillcolor=\"#F1F1F1\"",
        Shape::Stock => "shape=box, penwidth=1.6",
        Shape::Auxiliary => "shape=box, style=\"rounded,filled\", color=\"#F1F1F1\", fillcolor=\"#F1F1F1\"",
        Shape::Lever => "shape=hexagon, color=\"#0072B2\"",
        Shape::Driver => "shape=parallelogram, color=\"#009E73\"",
        Shape::Parameter => "shape=plain",
    };
    let stress = match node.stress {
        Stress::Centre => ", penwidth=2.5, color=\"#1A1A1A\"",
        Stress::Plain => "",
        Stress::Faint => ", fontcolor=\"#7A7A7A\"",
    };
    format!("{shape}{stress}")
}

fn line(mark: Mark) -> String {
    match mark {
        Mark::Plus => "color=\"#0072B2\", fontcolor=\"#0072B2\"".to_owned(),
        Mark::Minus => "color=\"#D55E00\", fontcolor=\"#D55E00\", style=dashed".to_owned(),
        Mark::Mixed | Mark::Idle => "color=\"#808080\", fontcolor=\"#808080\"".to_owned(),
        Mark::Start => "color=\"#808080\", style=dotted".to_owned(),
        Mark::Count(count) => format!("color=\"#595959\", penwidth={:.1}", super::picture::width(count)),
    }
}

/// A quoted string of some lines; empty ones are left out.
fn quoted(lines: &[&str]) -> String {
    let escaped =
        |line: &&str| terminal::line(&line.replace(['\n', '\r'], " ")).replace('\\', "\\\\").replace('"', "\\\"");
    let lines: Vec<String> = lines.iter().filter(|line| !line.is_empty()).map(escaped).collect();
    format!("\"{}\"", lines.join("\\n"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn what_dot_reads_specially_is_escaped() {
        assert_eq!(quoted(&["a \"b\"", "", "c\\"]), r#""a \"b\"\nc\\""#);
        assert_eq!(quoted(&["a\n\u{9b}\u{202e}"]), "\"a \u{fffd}\u{fffd}\"");
    }
}
