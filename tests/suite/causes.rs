//! The causal graph: its arrows are those of the equations, its signs are the slopes that differences show.

use crate::support::{SCENARIOS, baseline, scenario};
use coke_sim::coverage::{links, loops, path::Found};
use coke_sim::num::tracer::{Binary, Node, Operand, value_of};
use coke_sim::structure::causes::{Causes, Polarity, Sign, Survey, When};
use coke_sim::structure::equation::Side;
use coke_sim::structure::loops::{components, feedbacks, rank, successors};
use coke_sim::structure::{Kind, Structure};
use coke_sim::study;
use std::collections::{BTreeMap, BTreeSet, HashMap};

fn structure() -> Structure {
    study::structure::trace(&baseline().sets)
}

/// The graph with the signs of the three scenarios within the program.
fn looked(structure: &Structure) -> Causes {
    study::causes::causes(structure, &SCENARIOS.map(scenario))
}

fn place(structure: &Structure, name: &str) -> usize {
    coke_sim::coverage::path::place(structure, name).unwrap_or_else(|| panic!("no `{name}`"))
}

fn polarity(structure: &Structure, causes: &Causes, from: &str, to: &str) -> Polarity {
    let arrow = causes.arrow(place(structure, from), place(structure, to));
    arrow.unwrap_or_else(|| panic!("no arrow from `{from}` to `{to}`")).polarity
}

// ------------------------------------------------------------------------------------------------ arrows and signs

#[test]
fn arrows_are_those_of_the_equations() {
    let structure = structure();
    let causes = &looked(&structure);
    let names = |arrows: Vec<usize>| -> Vec<&str> {
        arrows.into_iter().map(|place| structure.quantities()[place].declaration.name).collect()
    };
    let into = |name: &str| names(causes.into(place(&structure, name)).map(|arrow| arrow.from).collect());
    // a stock is caused by its flows and by what it starts from, not by what it was
    assert_eq!(into("coke_inventory"), ["inventory_init", "shipments", "output_total"]);
    assert_eq!(
        into("captive_supply"),
        ["captive_utilisation", "captive_max_share", "captive_capacity", "demand_other_total"]
    );
    let start = |from: &str, to: &str| causes.arrow(place(&structure, from), place(&structure, to)).unwrap().when;
    assert_eq!(start("inventory_init", "coke_inventory"), When::Start);
    assert_eq!(start("air_load", "air_load_2005"), When::Start);
    assert_eq!(start("output_total", "coke_inventory"), When::Always);
    // a lever and an auxiliary of one name are two quantities
    assert_eq!(start("coal.saving_target", "coal_saving_target"), When::Always);
    let effects: Vec<&str> =
        names(causes.out_of(place(&structure, "coal.saving_target")).map(|arrow| arrow.to).collect());
    assert_eq!(effects, ["coal_saving_target"]);
    // the length of the step causes nothing
    let step = structure.find(Kind::Step, "dt").unwrap();
    assert!(causes.quantities().all(|place| place != step));
    assert!(causes.arrows().iter().all(|arrow| arrow.from != step && arrow.to != step));
}

/// Signs that the card's rows say.
#[test]
fn signs_are_those_of_the_card() {
    let structure = structure();
    let causes = looked(&structure);
    let polarity = |from, to| polarity(&structure, &causes, from, to);
    for (from, to) in [
        ("shipments", "fill"),
        ("margin_expected", "invest_response"),
        ("output_total", "coke_inventory"),
        ("price_target", "coke_price"),
        ("world_price", "export_netback"),
        ("margin_expected_mean", "local_interest"),
    ] {
        assert_eq!(polarity(from, to), Polarity::Positive, "{from} -> {to}");
    }
    for (from, to) in [
        ("max_out", "tightness"),
        ("shipments", "coke_inventory"),
        ("coke_price", "price_effect"),
        ("unit_cost", "margin"),
        ("enforcement", "illegal_gate"),
        ("cover_days", "market_price"),
        ("local_protection", "enforcement_target"),
    ] {
        assert_eq!(polarity(from, to), Polarity::Negative, "{from} -> {to}");
    }
    // a time of adjustment speeds up what rises and what falls
    assert!(matches!(polarity("price_adjust_time", "coke_price"), Polarity::Mixed(_)));
    // coal in the ground lasts for far longer than five years
    assert_eq!(polarity("coal_reserve", "reserve_drawdown"), Polarity::Inactive);
}

/// An equation with one of its causes moved, all else kept: values of the nodes of a moment, as far as they change.
struct Moved<'a> {
    structure: &'a Structure,
    nodes: &'a [f64],
    cause: usize,
    value: f64,
    known: HashMap<usize, f64>,
    /// Whether a minimum or maximum had to choose between equals.
    tie: bool,
}

impl Moved<'_> {
    fn result(&mut self, result: usize) -> f64 {
        match self.structure.recording().nodes()[result] {
            Node::Input(_) => self.node(result),
            node => self.computed(node),
        }
    }

    fn operand(&mut self, operand: Operand) -> f64 {
        match operand {
            Operand::Literal(_) => value_of(operand, &[]),
            Operand::Node(node) => self.node(node),
        }
    }

    fn node(&mut self, node: usize) -> f64 {
        if let Some(slot) = self.structure.name_of(node) {
            return if slot == self.cause { self.value } else { self.nodes[node] };
        }
        if let Some(known) = self.known.get(&node) {
            return *known;
        }
        let value = self.computed(self.structure.recording().nodes()[node]);
        self.known.insert(node, value);
        value
    }

    fn computed(&mut self, node: Node) -> f64 {
        match node {
            Node::Input(number) => unreachable!("input {number} has a name"),
            Node::Unary(operation, a) => operation.apply(self.operand(a)),
            Node::Binary(operation, a, b) => {
                let (a, b) = (self.operand(a), self.operand(b));
                self.tie |= a - b == 0.0 && matches!(operation, Binary::Minimum | Binary::Maximum);
                operation.apply(a, b)
            }
        }
    }
}

/// What differences say of an arrow, added up as the survey does: what rises, what falls; `None` if some element is at
/// a kink.
type Slopes = Option<(f64, f64)>;

/// The slope of a slot by one of its causes, from differences to both sides. `None` at a kink: a bound is so near that
/// they differ, or as an oven that is closed, at its upper and lower bound at once.
fn difference(structure: &Structure, nodes: &[f64], effect: usize, cause: usize, size: f64) -> Option<f64> {
    let Some(Operand::Node(result)) = structure.side(effect, Side::Result) else { return Some(0.0) };
    let at = structure.value(cause, nodes);
    let width = 1e-5 * if at == 0.0 { size } else { at.abs() };
    let moved_to = |value: f64| {
        let mut moved = Moved { structure, nodes, cause, value, known: HashMap::new(), tie: false };
        (moved.result(result), moved.tie)
    };
    let ((below, _), (here, tie), (above, _)) = (moved_to(at - width), moved_to(at), moved_to(at + width));
    let (left, right) = ((here - below) / width, (above - here) / width);
    let rounding = 1e-12 * here.abs() / width;
    let smooth = !tie && (left - right).abs() <= 1e-3 * (left.abs() + right.abs()) + rounding;
    let slope = f64::midpoint(left, right);
    smooth.then(|| if slope.abs() <= rounding { 0.0 } else { slope })
}

/// The signs of every arrow at a few moments, against differences of the single equations.
#[test]
fn signs_are_those_of_differences() {
    let structure = structure();
    let slots: Vec<usize> = (0..structure.slots()).collect();
    let mut seen: Vec<Vec<f64>> = Vec::new();
    for (name, steps) in [("plan", [2, 40]), ("no-policy", [14, 57])] {
        study::structure::follow(&structure, &study::case(&scenario(name)), |moment| {
            if steps.contains(&moment.step) {
                seen.push(moment.nodes.to_vec());
            }
        });
    }
    let mut survey = Survey::new(&structure);
    for nodes in &seen {
        survey.look(nodes, false);
    }
    let causes = survey.causes();

    // sizes as the survey takes them: sums of absolute values, 1 for a quantity that is zero throughout
    let mut sizes: Vec<f64> =
        slots.iter().map(|slot| seen.iter().map(|nodes| structure.value(*slot, nodes).abs()).sum()).collect();
    for quantity in structure.quantities() {
        let of_it = &mut sizes[quantity.slots()];
        if of_it.iter().all(|size| *size == 0.0) {
            of_it.fill(1.0);
        }
    }

    let mut by_arrow: BTreeMap<(usize, usize), Slopes> = BTreeMap::new();
    for effect in &slots {
        let Some(result) = structure.side(*effect, Side::Result) else { continue };
        for cause in structure.direct_causes(result) {
            let both = by_arrow
                .entry((structure.quantity_at(cause).0, structure.quantity_at(*effect).0))
                .or_insert(Some((0.0, 0.0)));
            if cause == *effect || sizes[*effect] == 0.0 || sizes[cause] == 0.0 {
                continue;
            }
            for nodes in &seen {
                let Some((rising, falling)) = both else { break };
                match difference(&structure, nodes, *effect, cause, sizes[cause]) {
                    Some(slope) if slope.is_finite() => {
                        let elasticity = slope * sizes[cause] / sizes[*effect];
                        *rising += elasticity.max(0.0);
                        *falling += (-elasticity).max(0.0);
                    }
                    _ => *both = None,
                }
            }
        }
    }

    let mut compared = 0;
    let mut wrong = Vec::new();
    for ((from, to), both) in &by_arrow {
        let Some(arrow) = causes.arrow(*from, *to) else {
            assert!(structure.quantities()[*from].kind == Kind::Step || from == to, "every direct cause is an arrow");
            continue;
        };
        let Some((rising, falling)) = both else { continue };
        compared += 1;
        let by_slopes = match arrow.polarity {
            Polarity::Positive => Some(1.0),
            Polarity::Negative => Some(0.0),
            Polarity::Mixed(share) => Some(share),
            Polarity::Inactive => None,
        };
        // what moves by less than this is lost in the rounding of differences
        let moves = rising + falling > 1e-4;
        let by_differences = moves.then(|| rising / (rising + falling));
        let same = match (by_slopes, by_differences) {
            (Some(one), Some(other)) => (one - other).abs() < 1e-3,
            (None | Some(_), None) => true,
            (None, Some(_)) => false,
        };
        if !same {
            let name = |place: usize| structure.quantities()[place].declaration.name;
            wrong.push(format!("{} -> {}: {:?}, differences {both:?}", name(*from), name(*to), arrow.polarity));
        }
    }
    println!("{compared} of {} arrows compared", by_arrow.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 1000, "most arrows are far from a kink");
}

#[test]
fn a_survey_gives_the_same_each_time() {
    let structure = structure();
    let (first, again) = (looked(&structure), looked(&structure));
    assert_eq!(first.arrows(), again.arrows());
    let paths = |causes: &Causes| feedbacks(causes).into_iter().map(|one| one.path).collect::<Vec<_>>();
    assert_eq!(paths(&first), paths(&again));
}

// ------------------------------------------------------------------------------------------------ loops

#[test]
fn every_arrow_among_what_causes_itself_is_in_a_loop_with_a_stock() {
    let structure = structure();
    let causes = looked(&structure);
    let graph = successors(&causes);
    let found = feedbacks(&causes);
    let mut covered = BTreeSet::new();
    for one in &found {
        assert!(one.path.iter().any(|place| structure.quantities()[*place].kind == Kind::Stock), "{:?}", one.path);
        assert_eq!(one.path.len(), one.arrows.len());
        let before = covered.len();
        covered.extend(one.arrows.iter().map(|arrow| (arrow.from, arrow.to)));
        assert!(covered.len() > before, "each loop adds an arrow");
    }
    let lengths: Vec<usize> = found.iter().map(|one| one.path.len()).collect();
    assert!(lengths.is_sorted(), "the shortest come first");
    for component in components(&graph) {
        let inside = |place: &usize| component.binary_search(place).is_ok();
        for from in &component {
            for to in graph[*from].iter().filter(|to| inside(to)) {
                assert!(covered.contains(&(*from, *to)), "an arrow in no loop");
            }
        }
    }
    assert!(found.len() <= rank(&graph));
}

/// Where every arrow has one sign only, so has the whole: their product, or nothing.
#[test]
fn the_sign_of_a_loop_of_plain_arrows_is_their_product() {
    let structure = structure();
    let causes = looked(&structure);
    let (mut whole, mut apart) = (0, 0);
    for one in feedbacks(&causes) {
        let falling = one.arrows.iter().filter(|arrow| arrow.polarity == Polarity::Negative).count();
        let rising = one.arrows.iter().filter(|arrow| arrow.polarity == Polarity::Positive).count();
        if one.arrows.iter().any(|arrow| arrow.polarity == Polarity::Inactive) {
            assert_eq!(one.effect, Polarity::Inactive);
        } else if falling + rising == one.arrows.len() {
            let product = if falling % 2 == 0 { Polarity::Positive } else { Polarity::Negative };
            match one.effect {
                Polarity::Inactive => apart += 1,
                effect => {
                    assert_eq!(effect, product, "{:?}", one.path);
                    whole += 1;
                }
            }
        }
    }
    assert!(whole > 100 && apart > 10, "{whole} whole, {apart} apart");
}

/// Cash moves a share of finance, and a share of finance moves retrofit, but not the same: retrofit is served first, and
/// gets all it asks for.
#[test]
fn a_walk_is_followed_member_by_member() {
    let structure = structure();
    let causes = looked(&structure);
    let walk = |names: &[&str]| names.iter().map(|name| place(&structure, name)).collect::<Vec<_>>();
    let sign = |names: &[&str]| causes.through(&walk(names)).and_then(Polarity::sign);
    assert_eq!(sign(&["cash", "finance_ratio"]), Some(Sign::Plus));
    assert_eq!(sign(&["finance_ratio", "retrofit"]), Some(Sign::Plus));
    assert_eq!(sign(&["cash", "finance_ratio", "retrofit"]), None);
    assert_eq!(sign(&["cash", "finance_ratio", "chem_start"]), Some(Sign::Plus));
    // along one arrow it is the sign of the arrow
    for arrow in causes.arrows().iter().filter(|arrow| arrow.when == When::Always) {
        match arrow.polarity {
            Polarity::Mixed(_) => {}
            plain => assert_eq!(causes.through(&[arrow.from, arrow.to]), Some(plain)),
        }
    }
    assert_eq!(causes.through(&walk(&["cash", "coke_price"])), None, "there is no such arrow");
}

/// Signs are gathered over three scenarios, so a path could be pieced together of arrows that never move in one run.
/// All that are whole are so in a single scenario, but for the output cut of the alliance: prices are below its floor
/// under the plan only, and offers limit output in the hindcast only. The table says that it is at rest.
#[test]
fn paths_are_whole_within_one_scenario() {
    let structure = structure();
    let alone = SCENARIOS.map(|name| study::causes::causes(&structure, [&scenario(name)]));
    let whole = |found: Vec<(String, bool)>| -> BTreeSet<String> {
        found.into_iter().filter_map(|(id, whole)| whole.then_some(id)).collect()
    };
    let of_links = |causes: &Causes| {
        let judged = links::judge(&structure, causes).into_iter().filter(|judged| judged.link.carried);
        whole(judged.map(|judged| (format!("{}{}", judged.link.number, judged.link.part), judged.agrees())).collect())
    };
    let of_loops = |causes: &Causes| {
        let judged = loops::judge(&structure, causes).into_iter();
        whole(judged.map(|judged| (format!("{}{}", judged.named.id, judged.named.part), judged.agrees())).collect())
    };
    let all = looked(&structure);
    let pieced = |whole_of: &dyn Fn(&Causes) -> BTreeSet<String>| -> Vec<String> {
        let in_one: BTreeSet<String> = alone.iter().flat_map(whole_of).collect();
        whole_of(&all).difference(&in_one).cloned().collect()
    };
    assert!(pieced(&of_links).is_empty(), "{:?}", pieced(&of_links));
    assert_eq!(pieced(&of_loops), ["B4b"]);
    // and what is at rest is at rest, not of the other sign
    for causes in &alone {
        for judged in loops::judge(&structure, causes) {
            let named = judged.named;
            let id = format!("{}{}", named.id, named.part);
            assert!(
                judged.agrees() || matches!(judged.walk.found, Found::Inactive(_) | Found::Apart),
                "{id}: {:?}",
                judged.walk.found
            );
        }
    }
}
