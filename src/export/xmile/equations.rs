//! Equations as XMILE writes them, from the nodes of the recording.

use super::names::Names;
use crate::num::tracer::{Binary, Literal, Node, Operand, Unary};
use crate::structure::equation::Side;
use crate::structure::{Kind, Structure};
use std::collections::{BTreeMap, HashSet};

/// A part that several equations share is a variable of its own if it has at least so many operations.
const SMALLEST_PART: usize = 6;
/// What is nested deeper is cut: one engine's parser gives up between 30 and 50 brackets.
const DEEPEST: usize = 12;

/// How tightly a text holds together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tightness {
    Sum,
    Product,
    Whole,
}

/// A variable of the file that is no slot.
#[derive(Debug)]
pub(super) struct Extra {
    pub(super) name: String,
    pub(super) equation: String,
    /// The slot that it was made for.
    pub(super) of: usize,
}

/// A stock's flows.
#[derive(Debug, Default)]
pub(super) struct Flows {
    pub(super) inflows: Vec<String>,
    pub(super) outflows: Vec<String>,
}

/// All equations of the file.
#[derive(Debug)]
pub(super) struct Equations {
    /// Of auxiliaries and, at the start, of stocks, by slot.
    pub(super) of_slots: BTreeMap<usize, String>,
    /// Parts that several equations share.
    pub(super) parts: Vec<Extra>,
    /// Flows of stocks that are no auxiliaries.
    pub(super) changes: Vec<Extra>,
    /// The flows of each stock.
    pub(super) flows: BTreeMap<usize, Flows>,
    /// Auxiliaries that are flows.
    pub(super) is_flow: HashSet<usize>,
}

impl Equations {
    pub(super) fn new(structure: &Structure, names: &Names) -> Self {
        let mut names = names.clone();
        let stocks: Vec<usize> =
            structure.of_kind(Kind::Stock).flat_map(|place| structure.quantities()[place].slots()).collect();
        let auxiliaries: Vec<usize> =
            structure.of_kind(Kind::Auxiliary).flat_map(|place| structure.quantities()[place].slots()).collect();

        let mut plans: Vec<(usize, Plan)> = stocks.iter().map(|slot| (*slot, plan(structure, *slot))).collect();
        // an auxiliary flows into one stock and out of one: a second time it is copied
        let mut used = HashSet::new();
        for (_, plan) in &mut plans {
            for term in &mut plan.terms {
                if let Some(slot) = term.flow
                    && !used.insert((slot, term.out))
                {
                    term.flow = None;
                }
            }
        }

        let mut writer = Writer { structure, texts: vec![None; structure.recording().nodes().len()] };
        let mut roots: Vec<(usize, Operand)> = Vec::new();
        for slot in &auxiliaries {
            roots.extend(structure.result(*slot).map(|result| (*slot, result)));
        }
        for (slot, plan) in &plans {
            let own = plan.terms.iter().filter(|term| term.flow.is_none());
            roots.extend(own.flat_map(Term::operands).map(|operand| (*slot, operand)));
        }
        for slot in &stocks {
            roots.extend(structure.side(*slot, Side::Initial).map(|initial| (*slot, initial)));
        }
        let parts = writer.name_parts(&roots, &mut names);

        let mut equations = Self {
            of_slots: BTreeMap::new(),
            parts,
            changes: Vec::new(),
            flows: BTreeMap::new(),
            is_flow: HashSet::new(),
        };
        for slot in &auxiliaries {
            if let Some(result) = structure.result(*slot) {
                equations.of_slots.insert(*slot, writer.root(&names, result));
            }
        }
        for (slot, plan) in plans {
            if let Some(initial) = structure.side(slot, Side::Initial) {
                equations.of_slots.insert(slot, writer.root(&names, initial));
            }
            let mut flows = Flows::default();
            for term in plan.terms {
                let name = if let Some(flow) = term.flow {
                    equations.is_flow.insert(flow);
                    names.of_slots[flow].clone()
                } else {
                    let wished = format!("{}_{}", names.of_slots[slot], term.word());
                    let name = names.new_name(&wished, "flow");
                    let equation = term.equation(&mut writer, &names);
                    equations.changes.push(Extra { name: name.clone(), equation, of: slot });
                    name
                };
                if term.out { flows.outflows.push(name) } else { flows.inflows.push(name) }
            }
            equations.flows.insert(slot, flows);
        }
        equations
    }
}

/// A flow of a stock.
struct Term {
    what: What,
    out: bool,
    /// The auxiliary that it is.
    flow: Option<usize>,
}

enum What {
    /// A rate.
    Rate(Operand),
    /// A change over the step.
    Change(Operand),
    /// From the stock to what it is at the end of the step.
    To { stock: usize, next: Operand },
    /// What keeps the stock from falling below a floor when it would become `wished`.
    Guard { wished: Operand, floor: Operand },
}

impl Term {
    fn operands(&self) -> Vec<Operand> {
        match self.what {
            What::Rate(operand) | What::Change(operand) | What::To { next: operand, .. } => vec![operand],
            What::Guard { wished, floor } => vec![wished, floor],
        }
    }

    const fn word(&self) -> &'static str {
        match self.what {
            What::Guard { .. } => "guard",
            _ if self.out => "outflow",
            What::Rate(_) => "inflow",
            What::Change(_) | What::To { .. } => "change",
        }
    }

    fn equation(&self, writer: &mut Writer<'_>, names: &Names) -> String {
        match self.what {
            What::Rate(operand) => writer.written(names, operand).0,
            What::Change(operand) => format!("{}/time_step", writer.within(names, operand, Tightness::Product)),
            What::To { stock, next } => {
                let next = writer.written(names, next).0;
                format!("({next} - {})/time_step", names.of_slots[stock])
            }
            What::Guard { wished, floor } => {
                let floor = writer.written(names, floor).0;
                format!("MAX({floor} - {}, 0)/time_step", writer.within(names, wished, Tightness::Product))
            }
        }
    }
}

/// The flows of a stock, read off its update.
struct Plan {
    terms: Vec<Term>,
}

fn plan(structure: &Structure, stock: usize) -> Plan {
    let nodes = structure.recording().nodes();
    let node = |operand| match operand {
        Operand::Node(node) => Some(nodes[node]),
        Operand::Literal(_) => None,
    };
    let is_stock = |operand| operand == Operand::Node(stock);
    let is_step = |operand| {
        node(operand).is_some_and(|node| matches!(node, Node::Input(slot) if structure.quantities()[structure.quantity_at(slot).0].kind == Kind::Step))
    };
    let Some(next) = structure.result(stock) else { return Plan { terms: Vec::new() } };
    if is_stock(next) {
        return Plan { terms: Vec::new() };
    }
    let mut terms = Vec::new();
    let (inner, guard) = match node(next) {
        Some(Node::Binary(Binary::Maximum, wished, floor)) if matches!(floor, Operand::Literal(_)) => {
            (wished, Some(Term { what: What::Guard { wished, floor }, out: false, flow: None }))
        }
        _ => (next, None),
    };
    match node(inner) {
        Some(Node::Binary(sign @ (Binary::Add | Binary::Subtract), from, change)) if is_stock(from) => {
            let out = sign == Binary::Subtract;
            match node(change) {
                Some(Node::Binary(Binary::Multiply, step, rate)) if is_step(step) => {
                    flatten(structure, rate, out, true, &mut terms);
                }
                _ => terms.push(Term { what: What::Change(change), out, flow: None }),
            }
        }
        _ => return Plan { terms: vec![Term { what: What::To { stock, next }, out: false, flow: None }] },
    }
    terms.extend(guard);
    Plan { terms }
}

/// The terms of a rate that is a sum. The rate itself may be a named net flow; its terms may not be taken apart further.
fn flatten(structure: &Structure, rate: Operand, out: bool, is_whole: bool, terms: &mut Vec<Term>) {
    if let Operand::Node(node) = rate {
        let named = structure.name_of(node);
        if named.is_none() || is_whole {
            match structure.recording().nodes()[node] {
                // a sum over a set is one flow
                Node::Binary(Binary::Add, a, b) if !structure.starts_from_zero(node) => {
                    flatten(structure, a, out, false, terms);
                    flatten(structure, b, out, false, terms);
                    return;
                }
                Node::Binary(Binary::Subtract, a, b) => {
                    flatten(structure, a, out, false, terms);
                    flatten(structure, b, !out, false, terms);
                    return;
                }
                _ => {}
            }
        }
        let flow = named.filter(|slot| structure.quantities()[structure.quantity_at(*slot).0].kind == Kind::Auxiliary);
        terms.push(Term { what: What::Rate(rate), out, flow });
        return;
    }
    terms.push(Term { what: What::Rate(rate), out, flow: None });
}

/// Writes nodes as text.
struct Writer<'a> {
    structure: &'a Structure,
    /// The names of parts, by node.
    texts: Vec<Option<String>>,
}

impl Writer<'_> {
    /// Names the parts that several roots share, or that would be nested too deep, and writes their equations.
    fn name_parts(&mut self, roots: &[(usize, Operand)], names: &mut Names) -> Vec<Extra> {
        let nodes = self.structure.recording().nodes();
        let mut uses = vec![0_usize; nodes.len()];
        let mut first_user = vec![usize::MAX; nodes.len()];
        let mut seen = HashSet::new();
        for (slot, root) in roots {
            let Operand::Node(root) = *root else { continue };
            let mut open = vec![root];
            while let Some(node) = open.pop() {
                // what a part is made of counts once, however many use the part
                if !seen.insert(node) {
                    continue;
                }
                for operand in nodes[node].operands().filter(|operand| self.structure.name_of(*operand).is_none()) {
                    uses[operand] += 1;
                    first_user[operand] = first_user[operand].min(*slot);
                    open.push(operand);
                }
            }
        }
        let mut size = vec![1_usize; nodes.len()];
        let mut depth = vec![0_usize; nodes.len()];
        let mut chosen = Vec::new();
        for (place, node) in nodes.iter().enumerate() {
            let whole = |operand: &usize| self.structure.name_of(*operand).is_some() || self.texts[*operand].is_some();
            let operands: Vec<usize> = node.operands().collect();
            size[place] = 1 + operands.iter().map(|of| if whole(of) { 1 } else { size[*of] }).sum::<usize>();
            let is_infix =
                matches!(node, Node::Binary(Binary::Add | Binary::Subtract | Binary::Multiply | Binary::Divide, ..));
            depth[place] = operands
                .iter()
                .enumerate()
                // the left side of an operation is seldom in brackets
                .map(|(number, of)| if whole(of) { 0 } else { depth[*of] + usize::from(!is_infix || number > 0) })
                .max()
                .unwrap_or_default();
            let is_inner = uses[place] > 0 && self.structure.name_of(place).is_none();
            let shared = uses[place] > 1 && size[place] >= SMALLEST_PART;
            if is_inner && (shared || depth[place] >= DEEPEST) {
                let wished = format!("{}_part", names.of_slots[first_user[place]]);
                self.texts[place] = Some(names.new_name(&format!("{wished}_1"), "more"));
                chosen.push(place);
            }
        }
        chosen
            .into_iter()
            .filter_map(|node| {
                let name = self.texts[node].clone()?;
                let equation = self.root(names, Operand::Node(node));
                Some(Extra { name, equation, of: first_user[node] })
            })
            .collect()
    }

    /// The text of a result, whatever name it has itself.
    fn root(&mut self, names: &Names, operand: Operand) -> String {
        match operand {
            Operand::Literal(literal) => number(literal),
            Operand::Node(node) => self.computed(names, node).0,
        }
    }

    fn written(&mut self, names: &Names, operand: Operand) -> (String, Tightness) {
        match operand {
            Operand::Literal(literal) if literal.value() < 0.0 => (format!("({})", number(literal)), Tightness::Whole),
            Operand::Literal(literal) => (number(literal), Tightness::Whole),
            Operand::Node(node) => {
                if let Some(slot) = self.structure.name_of(node) {
                    return (names.of_slots[slot].clone(), Tightness::Whole);
                }
                if let Some(name) = &self.texts[node] {
                    return (name.clone(), Tightness::Whole);
                }
                self.computed(names, node)
            }
        }
    }

    fn within(&mut self, names: &Names, operand: Operand, least: Tightness) -> String {
        let (text, tightness) = self.written(names, operand);
        if tightness < least { format!("({text})") } else { text }
    }

    fn computed(&mut self, names: &Names, node: usize) -> (String, Tightness) {
        use Tightness::{Product, Sum, Whole};
        match self.structure.recording().nodes()[node] {
            Node::Input(slot) => (names.of_slots[slot].clone(), Whole),
            Node::Unary(Unary::Negate, a) => (format!("(-{})", self.within(names, a, Whole)), Whole),
            Node::Unary(operation, a) => {
                let function = if operation == Unary::Exp { "EXP" } else { "LN" };
                (format!("{function}({})", self.written(names, a).0), Whole)
            }
            // a sum starts from its first term
            Node::Binary(Binary::Add, Operand::Literal(zero), b) if zero == Literal::new(0.0) => self.written(names, b),
            Node::Binary(operation, a, b) => {
                let mut infix = |sign: &str, own, left, right| {
                    (format!("{}{sign}{}", self.within(names, a, left), self.within(names, b, right)), own)
                };
                match operation {
                    // brackets on the right keep the order of operations, and with it the bits
                    Binary::Add => infix(" + ", Sum, Sum, Product),
                    Binary::Subtract => infix(" - ", Sum, Sum, Product),
                    Binary::Multiply => infix("*", Product, Product, Whole),
                    Binary::Divide => infix("/", Product, Product, Whole),
                    Binary::Power => infix("^", Whole, Whole, Whole),
                    Binary::Minimum | Binary::Maximum => {
                        let function = if operation == Binary::Minimum { "MIN" } else { "MAX" };
                        let (a, b) = (self.written(names, a).0, self.written(names, b).0);
                        (format!("{function}({a}, {b})"), Whole)
                    }
                }
            }
        }
    }
}

/// A number that reads back to the same bits.
pub(super) fn number(literal: Literal) -> String {
    plain(literal.value())
}

/// The same of a plain number.
pub(super) fn plain(value: f64) -> String {
    if value != 0.0 && !(1e-4..1e15).contains(&value.abs()) { format!("{value:e}") } else { format!("{value}") }
}
