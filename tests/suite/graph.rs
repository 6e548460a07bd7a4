//! Pictures of the causal graph.

use crate::cli::Ran;
use crate::support::{package, scenario};
use coke_sim::coverage;
use coke_sim::report::model::graph::dot::to_dot;
use coke_sim::report::model::graph::picture::{Mark, Picture, Shape, Stress};
use coke_sim::report::model::graph::select::Subject;
use coke_sim::structure::Structure;
use coke_sim::structure::causes::Causes;
use coke_sim::study;
use coke_sim::text::{Language, Text};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The model with signs, made once: it takes a run.
static LOOKED: LazyLock<(Structure, Causes)> = LazyLock::new(|| {
    let plan = scenario("plan");
    let structure = study::structure::trace(&plan.baseline.sets);
    let causes = study::causes::causes(&structure, [&plan]);
    (structure, causes)
});

static NOTE: LazyLock<Text> = LazyLock::new(|| Text::new("Signs of a test.", "测试用。"));

fn subject(language: Language) -> Subject<'static> {
    Subject { structure: &LOOKED.0, causes: &LOOKED.1, note: &NOTE, language }
}

fn around(name: &str, depth: usize, language: Language) -> Picture {
    let place = coverage::path::place(&LOOKED.0, name).expect("a quantity");
    subject(language).around(place, depth)
}

fn feedback(id: &str, language: Language) -> Picture {
    let judged = coverage::loops::judge(&LOOKED.0, &LOOKED.1);
    subject(language).of_loops(&judged.into_iter().filter(|one| one.named.id == id).collect::<Vec<_>>())
}

/// Pictures of every kind, with a name each.
fn pictures(language: Language) -> Vec<(String, Picture)> {
    let mut pictures = vec![
        ("sectors".to_owned(), subject(language).sectors()),
        ("coke_price".to_owned(), around("coke_price", 1, language)),
        ("coke_price_2".to_owned(), around("coke_price", 2, language)),
        ("capacity".to_owned(), around("capacity", 1, language)),
        ("entry.moratorium".to_owned(), around("entry.moratorium", 2, language)),
        ("market_and_coal".to_owned(), subject(language).of_sectors(&["market".to_owned(), "coal".to_owned()])),
    ];
    let sectors = coke_sim::glossary::sectors().iter().map(|sector| sector.key.to_owned());
    let drawn = sectors.map(|key| (format!("sector_{key}"), subject(language).of_sectors(&[key])));
    pictures.extend(drawn.filter(|(_, picture)| !names(picture).is_empty()));
    let ids: BTreeSet<&str> = coverage::loops::loops().iter().map(|one| one.id.as_str()).collect();
    pictures.extend(ids.into_iter().map(|id| (format!("loop_{id}"), feedback(id, language))));
    pictures
}

/// The names of a picture's nodes.
fn names(picture: &Picture) -> Vec<&str> {
    picture.panels.iter().flat_map(|panel| &panel.nodes).map(|node| node.name.as_str()).collect()
}

fn coke_sim(arguments: &[&str]) -> Ran {
    crate::cli::coke_sim(&package("."), arguments)
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest() {
    for (arguments, near) in [
        (["--sector", "markt"], "did you mean `market`?"),
        (["--around", "coke_prise"], "did you mean `coke_price`?"),
        (["--around", "entry.moratorum"], "did you mean `entry.moratorium`?"),
        (["--loop", "B1e"], "did you mean `B1"),
        (["--sector", "common"], "`common` has no variables"),
    ] {
        let ran = coke_sim(&[&["model", "graph"], &arguments[..]].concat());
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.errors);
        assert!(ran.output.is_empty());
        assert!(ran.errors.contains(near), "{}", ran.errors);
    }
}

#[test]
fn what_cannot_go_together_is_refused() {
    for arguments in [
        &["--sector", "market", "--loop", "B1"][..],
        &["--around", "margin", "--loop", "B1"],
        &["--depth", "2"],
        &["--around", "margin", "--depth", "0"],
    ] {
        let ran = coke_sim(&[&["model", "graph"], arguments].concat());
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.errors);
        assert!(ran.output.is_empty());
    }
}

#[test]
fn the_ending_of_the_file_chooses_the_format() {
    let folder = tempfile::tempdir().expect("a folder");
    for (file, starts) in [("map.svg", "<svg "), ("map.dot", "digraph ")] {
        let arguments = ["model", "graph", "--scenario", "plan", "--loop", "B6", "--out", file];
        let ran = crate::cli::coke_sim(folder.path(), &arguments);
        if starts == "<svg " && !cfg!(feature = "charts") {
            assert_eq!(ran.code, 1);
            continue;
        }
        assert_eq!(ran.code, 0, "{}", ran.errors);
        let written = std::fs::read_to_string(folder.path().join(file)).expect("the file");
        assert!(written.starts_with(starts));
        let again = crate::cli::coke_sim(folder.path(), &arguments);
        assert_eq!(again.code, 1, "a file that is there stays");
        let forced = crate::cli::coke_sim(folder.path(), &[&arguments[..], &["--force"]].concat());
        assert_eq!(forced.code, 0);
        assert_eq!(std::fs::read_to_string(folder.path().join(file)).expect("the file"), written, "the same bytes");
    }
}

#[test]
fn a_variable_stands_among_its_causes_and_effects_with_their_signs() {
    let picture = around("margin", 1, Language::En);
    let panel = &picture.panels[0];
    let node = |name: &str| panel.nodes.iter().position(|node| node.name == name).expect("a node");
    let mark = |from: &str, to: &str| {
        let found = panel.arrows.iter().find(|arrow| (arrow.from, arrow.to) == (node(from), node(to)));
        found.map(|arrow| arrow.mark)
    };
    assert_eq!(panel.nodes[node("margin")].stress, Stress::Centre);
    assert_eq!(mark("unit_cost", "margin"), Some(Mark::Minus));
    assert_eq!(mark("margin", "margin_expected"), Some(Mark::Plus));
    assert_eq!(panel.nodes[node("margin_expected")].shape, Shape::Stock);
}

#[test]
fn far_away_only_variables_are_shown() {
    let is_input = |shape| matches!(shape, Shape::Lever | Shape::Driver | Shape::Parameter);
    let inputs = |picture: &Picture| picture.panels[0].nodes.iter().filter(|node| is_input(node.shape)).count();
    let (near, far) = (around("coke_price", 1, Language::En), around("coke_price", 3, Language::En));
    assert_eq!(inputs(&near), inputs(&far));
    assert!(names(&far).len() > 3 * names(&near).len());
}

#[test]
fn a_sector_shows_all_its_variables_and_others_faintly() {
    let picture = subject(Language::En).of_sectors(&["market".to_owned()]);
    let inside: BTreeSet<&str> = LOOKED
        .0
        .quantities()
        .iter()
        .filter(|quantity| quantity.kind.is_variable() && quantity.declaration.sector() == "market")
        .map(|quantity| quantity.declaration.name)
        .collect();
    let nodes = &picture.panels[0].nodes;
    let plain: BTreeSet<&str> =
        nodes.iter().filter(|node| node.stress == Stress::Plain).map(|node| node.name.as_str()).collect();
    assert_eq!(plain, inside);
    assert!(nodes.iter().any(|node| node.stress == Stress::Faint));
}

#[test]
fn a_loop_is_a_ring_for_each_of_its_paths() {
    let picture = feedback("B1", Language::En);
    assert_eq!(picture.panels.len(), 3);
    for panel in &picture.panels {
        assert_eq!(panel.nodes.len(), panel.arrows.len(), "{} closes", panel.heading);
    }
}

#[test]
fn dot_is_balanced_and_names_every_node() {
    for language in Language::ALL {
        for (name, picture) in pictures(language) {
            let dot = to_dot(&picture);
            assert_eq!(dot.matches('{').count(), dot.matches('}').count(), "{name}");
            for line in dot.lines() {
                let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
                assert_eq!(quotes % 2, 0, "{name}: {line}");
            }
            for node in names(&picture) {
                assert_eq!(dot.matches(&format!("\n  \"{node}\" [")).count(), 1, "{name}: {node}");
            }
        }
    }
}

#[cfg(feature = "charts")]
mod drawn {
    use super::{names, pictures};
    use coke_sim::report::chart::Rasterizer;
    use coke_sim::report::model::graph::svg::to_svg;
    use coke_sim::text::Language;
    use roxmltree::{Document, Node};

    /// Left, top, right, bottom.
    type Frame = [f64; 4];

    fn number(node: Node<'_, '_>, name: &str) -> f64 {
        node.attribute(name).and_then(|text| text.parse().ok()).expect("a number")
    }

    /// The frame of a node's shape, within the whole picture.
    fn frame(node: Node<'_, '_>) -> Frame {
        let moved = node.ancestors().find_map(|above| above.attribute("transform")).expect("a panel");
        let inner = moved.trim_start_matches("translate(").trim_end_matches(')');
        let (x, y) = inner.split_once(' ').expect("two numbers");
        let (x, y): (f64, f64) = (x.parse().expect("a number"), y.parse().expect("a number"));
        let shape = node.children().find(|child| matches!(child.tag_name().name(), "rect" | "polygon"));
        let shape = shape.expect("a shape");
        if shape.tag_name().name() == "rect" {
            let (left, top) = (x + number(shape, "x"), y + number(shape, "y"));
            return [left, top, left + number(shape, "width"), top + number(shape, "height")];
        }
        let corners = shape.attribute("points").expect("corners").split(' ').map(|corner| {
            let (along, down) = corner.split_once(',').expect("two numbers");
            (x + along.parse::<f64>().expect("a number"), y + down.parse::<f64>().expect("a number"))
        });
        corners.fold([f64::INFINITY, f64::INFINITY, 0.0, 0.0], |[left, top, right, bottom], (x, y)| {
            [left.min(x), top.min(y), right.max(x), bottom.max(y)]
        })
    }

    #[test]
    fn every_node_is_drawn_within_the_picture_and_over_no_other() {
        for language in Language::ALL {
            for (name, picture) in pictures(language) {
                let svg = to_svg(&picture, language);
                assert_eq!(svg, to_svg(&picture, language), "the same bytes");
                let document = Document::parse(&svg).expect("well-formed");
                let root = document.root_element();
                let (wide, high) = (number(root, "width"), number(root, "height"));
                let drawn: Vec<Node<'_, '_>> =
                    root.descendants().filter(|node| node.attribute("class") == Some("node")).collect();
                let titles: Vec<&str> = drawn
                    .iter()
                    .filter_map(|node| node.children().find(|child| child.has_tag_name("title"))?.text())
                    .collect();
                assert_eq!(titles.len(), names(&picture).len());
                assert!(names(&picture).iter().all(|node| titles.contains(node)), "{name}");
                let frames: Vec<Frame> = drawn.into_iter().map(frame).collect();
                for (place, one) in frames.iter().enumerate() {
                    let inside = one[0] >= 0.0 && one[1] >= 0.0 && one[2] <= wide && one[3] <= high;
                    assert!(inside, "{name}: {} at {one:?} in {wide} x {high}", titles[place]);
                    for (other, frame) in frames[..place].iter().enumerate() {
                        let apart =
                            one[0] >= frame[2] || frame[0] >= one[2] || one[1] >= frame[3] || frame[1] >= one[3];
                        assert!(apart, "{name}: {} over {}", titles[place], titles[other]);
                    }
                }
            }
        }
    }

    #[test]
    fn chinese_pictures_have_chinese_labels() {
        for (name, picture) in pictures(Language::Zh) {
            for node in picture.panels.iter().flat_map(|panel| &panel.nodes) {
                let is_chinese = node.label.chars().any(|letter| ('\u{4E00}'..='\u{9FFF}').contains(&letter));
                assert!(is_chinese, "{name}: {}", node.label);
            }
            let svg = to_svg(&picture, Language::Zh);
            for word in ["auxiliary", "stock", "rises", "Feedback"] {
                assert!(!svg.contains(&format!(">{word}")), "{name}: {word}");
            }
        }
    }

    /// Writes all pictures to a folder of the system's, for the eye.
    #[test]
    #[ignore = "to look at"]
    fn pictures_to_look_at() {
        let folder = std::env::temp_dir().join("coke-sim-graphs");
        std::fs::create_dir_all(&folder).expect("a folder");
        let pixels = Rasterizer::new();
        for language in Language::ALL {
            for (name, picture) in pictures(language) {
                let png = pixels.png(&to_svg(&picture, language), 1.0).expect("a picture");
                std::fs::write(folder.join(format!("{name}.{}.png", language.as_str())), png).expect("a file");
            }
        }
    }
}
