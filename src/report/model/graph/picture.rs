//! What a picture of the causal graph shows: nodes, arrows and the words around them, in one language.

use crate::structure::Kind;
use crate::structure::causes::{Arrow as Cause, Polarity, When};
use crate::text;
use crate::text::Text;

/// What a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A sector.
    Sector,
    /// A stock.
    Stock,
    /// An auxiliary or flow.
    Auxiliary,
    /// A policy lever.
    Lever,
    /// An exogenous driver.
    Driver,
    /// A parameter.
    Parameter,
}

impl Shape {
    /// The shape of a quantity.
    #[must_use]
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Stock => Self::Stock,
            Kind::Lever => Self::Lever,
            Kind::Driver => Self::Driver,
            Kind::Parameter => Self::Parameter,
            Kind::Auxiliary | Kind::Step => Self::Auxiliary,
        }
    }

    /// What it stands for, in a word.
    #[must_use]
    pub fn word(self) -> Text {
        match self {
            Self::Sector => text!("sector"; "部门"),
            Self::Stock => text!("stock"; "存量"),
            Self::Auxiliary => text!("auxiliary"; "辅助变量"),
            Self::Lever => text!("lever"; "政策手段"),
            Self::Driver => text!("driver"; "外部条件"),
            Self::Parameter => text!("parameter"; "参数"),
        }
    }
}

/// How much a node counts in its picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stress {
    /// It is what the picture is about.
    Centre,
    /// As most.
    #[default]
    Plain,
    /// It stands outside what is shown and only says where arrows come from or go.
    Faint,
}

/// What an arrow says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// The effect rises with its cause.
    Plus,
    /// The effect falls when its cause rises.
    Minus,
    /// Now one, now the other.
    Mixed,
    /// It moves nothing at the moments looked at.
    Idle,
    /// It only gives a stock its first value.
    Start,
    /// So many arrows between variables.
    Count(usize),
}

impl Mark {
    /// The mark of an arrow of the graph.
    #[must_use]
    pub const fn of(cause: &Cause) -> Self {
        match (cause.when, cause.polarity) {
            (When::Start, _) => Self::Start,
            (When::Always, Polarity::Positive) => Self::Plus,
            (When::Always, Polarity::Negative) => Self::Minus,
            (When::Always, Polarity::Mixed(_)) => Self::Mixed,
            (When::Always, Polarity::Inactive) => Self::Idle,
        }
    }

    /// As it is written beside the arrow.
    #[must_use]
    pub fn symbol(self) -> String {
        match self {
            Self::Plus => "+".to_owned(),
            Self::Minus => "−".to_owned(),
            Self::Mixed => "±".to_owned(),
            Self::Idle => "0".to_owned(),
            Self::Start => String::new(),
            Self::Count(number) => number.to_string(),
        }
    }

    /// What it means.
    #[must_use]
    pub fn word(self) -> Text {
        match self {
            Self::Plus => text!("moves with its cause"; "与原因同向变化"),
            Self::Minus => text!("moves against its cause"; "与原因反向变化"),
            Self::Mixed => text!("now with it, now against it"; "方向不定"),
            Self::Idle => text!("moves nothing in these runs"; "在这些运行中不起作用"),
            Self::Start => text!("only its value at the start"; "仅决定期初值"),
            Self::Count(_) => text!(
                "variables of one enter equations of the other: the more the thicker, their number written from 4 on";
                "前者的变量进入后者的方程：个数越多线越粗，4个及以上注明个数"
            ),
        }
    }
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its name, as users write it.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// What it stands for.
    pub shape: Shape,
    /// How much it counts.
    pub stress: Stress,
}

/// An arrow between nodes, by their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// The cause.
    pub from: usize,
    /// The effect.
    pub to: usize,
    /// What it says.
    pub mark: Mark,
}

/// How the nodes are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In layers, so that most arrows go one way.
    Layers,
    /// In a ring, clockwise.
    Ring,
    /// On an ellipse: nearly all act on each other.
    Circle,
}

/// A part of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// What it shows; may be empty.
    pub heading: String,
    /// More about it; may be empty.
    pub about: String,
    /// The nodes.
    pub nodes: Vec<Node>,
    /// The arrows.
    pub arrows: Vec<Arrow>,
    /// How the nodes are set.
    pub form: Form,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Title.
    pub title: String,
    /// Where its signs come from, and what else a reader must know.
    pub note: String,
    /// Its parts, one below the other.
    pub panels: Vec<Panel>,
}

impl Picture {
    /// The shapes that occur, each once.
    #[must_use]
    pub fn shapes(&self) -> Vec<Shape> {
        let mut shapes: Vec<Shape> = self.panels.iter().flat_map(|panel| &panel.nodes).map(|node| node.shape).collect();
        shapes.sort_unstable();
        shapes.dedup();
        shapes
    }

    /// The marks that occur, each once; counts are one.
    #[must_use]
    pub fn marks(&self) -> Vec<Mark> {
        let arrows = self.panels.iter().flat_map(|panel| &panel.arrows);
        let one = |mark| if let Mark::Count(_) = mark { Mark::Count(4) } else { mark };
        let mut marks: Vec<Mark> = arrows.map(|arrow| one(arrow.mark)).collect();
        marks.sort_unstable();
        marks.dedup();
        marks
    }
}

/// How thick the line of so many arrows is drawn.
#[must_use]
pub fn width(count: usize) -> f64 {
    // a count that does not fit is as thick as any
    let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    (0.7 + 0.55 * count.sqrt()).min(4.5)
}
