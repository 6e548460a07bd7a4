//! The model as it reads itself: equations over sets, and the commands that show them.

use crate::cli::Ran;
use crate::support::{baseline, package, scenario};
use coke_sim::export::equations::as_text;
use coke_sim::export::formula::Writer;
use coke_sim::model::sets::Sets;
use coke_sim::num::tracer::{Binary, Unary};
use coke_sim::structure::equation::{Equation, Form, Side};
use coke_sim::structure::expression::{Expression, Function, Index, Variable};
use coke_sim::structure::{Kind, Structure};
use coke_sim::study;
use std::collections::BTreeMap;

/// Runs the program in no particular folder.
fn coke_sim(arguments: &[&str]) -> Ran {
    crate::cli::coke_sim(&package("."), arguments)
}

fn structure() -> Structure {
    study::structure::trace(&baseline().sets)
}

fn equation_of(structure: &Structure, name: &str) -> String {
    let place = [Kind::Stock, Kind::Auxiliary].into_iter().find_map(|kind| structure.find(kind, name));
    as_text(structure, place.expect("a variable"), 500).join("\n")
}

/// These rows are copied from the card, in the notation of the program.
#[test]
fn equations_read_as_in_the_card() {
    let structure = structure();
    for (name, expected) in [
        ("local_interest", "clamp(local_interest_base + local_interest_margin * margin_expected_mean / 100"),
        ("capacity_total", "capacity_total = sum[r, c](capacity[r, c])"),
        ("merchant_demand", "merchant_demand = demand_other_total - captive_supply"),
        ("coke_price", "coke_price(t + dt) = coke_price * (price_target / coke_price)^frac(price_adjust_time)"),
        ("operating_share", "operating_share[r](t + dt) = relax(operating_share[r], operate_target[r], operate_time)"),
        ("tar_recovered", "equipped_share[r, c, tar_recovery]"),
        ("coal_price", "step_mean(coal_scarcity, coal_scarcity_target, coal_price_adjust_time)"),
        ("willing_utilisation", "logistic((margin[r, c] - util_margin_mid[c]) / util_margin_scale[c])"),
        ("exit", "where x1 = "),
        ("first_pass", "ratio(desired_output, sum[r', c'](offered[r', c']))"),
        ("retrofit_wish", "for f in {wastewater, waste_gas}"),
        ("air_load_2005", "air_load_2005[a](start) = max(air_load[a], numerical_floor * 1 {any})"),
        ("small_phaseout", "small_phaseout[benzene] = outflow(small_units[benzene], benzene_phaseout_rate"),
    ] {
        let found = equation_of(&structure, name);
        assert!(found.contains(expected), "{name}:\n{found}\ndoes not contain\n{expected}");
    }
}

/// What an expression is worth, evaluated by the definitions of the card's functions and nothing else.
struct Reader<'a> {
    structure: &'a Structure,
    course: ndarray::ArrayView1<'a, f64>,
    parts: Vec<f64>,
    bound: BTreeMap<Variable, usize>,
}

impl Reader<'_> {
    fn member(&self, index: Index, sets: &Sets) -> usize {
        match index {
            Index::Member(_, member) => member,
            Index::Variable(variable) => {
                let _ = sets;
                self.bound[&variable]
            }
        }
    }

    fn value(&mut self, expression: &Expression) -> f64 {
        match expression {
            Expression::Number(literal) => literal.value(),
            Expression::Part(number) => self.parts[*number],
            Expression::Value { quantity, indices } => {
                let sets = self.structure.sets().clone();
                let quantity = &self.structure.quantities()[*quantity];
                let position = quantity
                    .declaration
                    .dimensions
                    .iter()
                    .zip(indices)
                    .fold(0, |position, (set, index)| position * sets.size(*set) + self.member(*index, &sets));
                self.course[quantity.offset + position]
            }
            Expression::Unary(operation, a) => {
                let a = self.value(a);
                match operation {
                    Unary::Negate => -a,
                    Unary::Exp => a.exp(),
                    Unary::Ln => a.ln(),
                }
            }
            Expression::Binary(operation, a, b) => {
                let (a, b) = (self.value(a), self.value(b));
                match operation {
                    Binary::Add => a + b,
                    Binary::Subtract => a - b,
                    Binary::Multiply => a * b,
                    Binary::Divide => a / b,
                    Binary::Minimum => a.min(b),
                    Binary::Maximum => a.max(b),
                    Binary::Power => a.powf(b),
                }
            }
            Expression::Call(function, arguments) => {
                let given: Vec<f64> = arguments.iter().map(|argument| self.value(argument)).collect();
                let step = self.structure.find(Kind::Step, "dt").expect("the step");
                let dt = self.course[self.structure.quantities()[step].offset];
                let frac = |tau: f64| 1.0 - (-dt / tau).exp();
                let leaving = |hazard: f64| 1.0 - (-hazard * dt).exp();
                match (function, &given[..]) {
                    (Function::Clamp, [x, low, high]) => x.max(*low).min(*high),
                    (Function::Ratio, [a, b]) => a / b.max(1e-9),
                    (Function::Logistic, [x]) => 1.0 / (1.0 + (-x.clamp(-30.0, 30.0)).exp()),
                    (Function::Fraction, [tau]) => frac(*tau),
                    (Function::Leaving, [hazard]) => leaving(*hazard),
                    (Function::Outflow, [stock, hazard]) => stock * leaving(*hazard) / dt,
                    (Function::Relax, [stock, target, tau]) => stock + (target - stock) * frac(*tau),
                    (Function::StepMean, [stock, target, tau]) => target + (stock - target) * frac(*tau) * tau / dt,
                    _ => panic!("{function:?} of {} arguments", given.len()),
                }
            }
            Expression::Sum { over, term } => {
                let mut total = 0.0;
                let members: Vec<Vec<usize>> = over
                    .iter()
                    .map(|over| {
                        over.members
                            .clone()
                            .unwrap_or_else(|| (0..self.structure.sets().size(over.variable.dimension)).collect())
                    })
                    .collect();
                let count: usize = members.iter().map(Vec::len).product();
                for mut number in 0..count {
                    for (over, members) in over.iter().zip(&members).rev() {
                        self.bound.insert(over.variable, members[number % members.len()]);
                        number /= members.len();
                    }
                    total += self.value(term);
                }
                total
            }
        }
    }
}

/// Every equation that is shown, evaluated as it reads, gives what the program computed: at three moments of two
/// scenarios, for every element of every variable, in both provinces.
#[test]
fn equations_as_they_read_give_what_is_computed() {
    let emberland = coke_sim::scenario::read::open(&package("scenarios/fictitious/plan.toml"), &[]);
    let emberland = emberland.expect("the fictitious plan");
    let mut checked = 0;
    for scenario in [scenario("plan"), scenario("no-policy"), emberland] {
        let structure = study::structure::trace(&scenario.baseline.sets);
        let course = study::structure::course(&structure, &scenario);
        for step in [0, 17, 58] {
            for (place, quantity) in structure.quantities().iter().enumerate() {
                for (side, at, from) in [(Side::Result, step, step), (Side::Initial, 0, 0)] {
                    let seen = check_equations(&structure, &course, place, side, at, from);
                    if side == Side::Result && quantity.kind.is_variable() {
                        assert_eq!(
                            seen, quantity.size,
                            "{}: every element has one equation",
                            quantity.declaration.name
                        );
                    }
                    checked += seen;
                }
            }
        }
    }
    println!("{checked} values");
    assert!(checked > 15_000);
}

fn check_equations(
    structure: &Structure,
    course: &ndarray::Array2<f64>,
    place: usize,
    side: Side,
    at: usize,
    from: usize,
) -> usize {
    let quantity = &structure.quantities()[place];
    let mut seen = 0;
    for Equation { over, parts, expression } in structure.equations(place, side, Form::Card) {
        for slot in quantity.slots() {
            let members = structure.members(slot);
            let holds = over
                .iter()
                .zip(&members)
                .all(|(over, member)| over.members.as_ref().is_none_or(|members| members.contains(member)));
            // what is set once more before the first step is no longer what it was
            if !holds || (side == Side::Initial && structure.reference(slot).is_some()) {
                continue;
            }
            seen += 1;
            let bound = over.iter().map(|over| over.variable).zip(members).collect();
            let mut reader = Reader { structure, course: course.row(from), parts: Vec::new(), bound };
            for part in &parts {
                let value = reader.value(part);
                reader.parts.push(value);
            }
            let read = reader.value(&expression);
            let is_stock_result = quantity.kind == Kind::Stock && side == Side::Result;
            let computed = course[[if is_stock_result { at + 1 } else { at }, slot]];
            let scale = computed.abs().max(1e-6);
            assert!(
                (read - computed).abs() <= 1e-9 * scale,
                "{} {:?} at step {at}: reads {read}, is {computed}",
                quantity.declaration.name,
                structure.members(slot)
            );
        }
    }
    seen
}

#[test]
fn elements_and_conditions_are_written_with_their_letters() {
    let structure = structure();
    let place = structure.find(Kind::Auxiliary, "retrofit_wish").expect("a variable");
    let equations = structure.equations(place, Side::Result, Form::Card);
    let shown: Vec<(String, Vec<String>)> = equations
        .iter()
        .map(|equation| {
            let writer = Writer::new(&structure, equation);
            (writer.elements(equation), writer.conditions(equation))
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("[r, c, f]".to_owned(), vec!["f in {tar_recovery, benzene_recovery}".to_owned()]),
            ("[r, c, f]".to_owned(), vec!["f in {wastewater, waste_gas}".to_owned()]),
            ("[r, c, waste_heat]".to_owned(), vec![]),
        ]
    );
}

// ------------------------------------------------------------------------------------------------ commands

#[test]
fn list_shows_what_is_asked_for() {
    let all = coke_sim(&["model", "list", "--format", "csv"]);
    assert_eq!(all.code, 0, "{}", all.errors);
    let rows = |ran: &Ran| csv::Reader::from_reader(ran.output.as_bytes()).records().count();
    let quantities = structure().quantities().len() - 1; // the step is none
    assert_eq!(rows(&all), quantities);
    let stocks = coke_sim(&["model", "list", "stocks", "--format", "csv"]);
    assert_eq!(rows(&stocks), structure().of_kind(Kind::Stock).count());
    let market = coke_sim(&["model", "list", "stocks", "--sector", "market", "--format", "csv"]);
    assert_eq!(rows(&market), 4);
    let prices = coke_sim(&["model", "list", "--unit", "CNY/t", "--set", "class", "--format", "csv"]);
    assert!(prices.output.contains("margin_expected") && !prices.output.contains("coke_price,"), "{}", prices.output);
    let chinese = coke_sim(&["--lang", "zh", "model", "list", "--search", "焦炭价格"]);
    assert!(chinese.output.contains("coke_price"), "{}", chinese.output);
}

#[test]
fn what_does_not_exist_is_refused_with_the_nearest_name() {
    for (arguments, message, hint) in [
        (vec!["model", "list", "--sector", "markt"], "there is no sector `markt`", "did you mean `market`?"),
        (vec!["model", "list", "--set", "province"], "there is no set `province`", "there is `"),
        (vec!["model", "explain", "coke_prise"], "the model has no `coke_prise`", "did you mean `coke_price`?"),
        (
            vec!["model", "explain", "capacity.lvliang"],
            "the model has no `capacity.lvliang`",
            "`capacity` runs over region",
        ),
        (vec!["model", "explain", "coke_price.small"], "the model has no `coke_price.small`", "has one value"),
        (vec!["model", "explain", "capacity."], "the model has no `capacity.`", "`capacity` runs over region"),
        (vec!["model", "list", "--unit", "mt/a"], "there is no quantity in the unit `mt/a`", "`Mt/a`"),
        (
            vec!["model", "loops", "--through", "entry.moratorium"],
            "no loop goes through `entry.moratorium`: it is a lever",
            "a stock or an auxiliary",
        ),
        (vec!["model", "explain", "entry.moratorum"], "the model has no `entry.moratorum`", "`entry.moratorium`"),
    ] {
        let ran = coke_sim(&arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.errors);
        assert!(ran.errors.contains(message) && ran.errors.contains(hint), "{arguments:?}:\n{}", ran.errors);
        assert!(ran.output.is_empty());
    }
}

#[test]
fn explain_tells_of_variables_levers_and_parameters() {
    let price = coke_sim(&["model", "explain", "coke_price"]);
    assert_eq!(price.code, 0, "{}", price.errors);
    for expected in ["Coke price, ex works", "coke_price(t + dt) = ", "909", "price_target"] {
        assert!(price.output.contains(expected), "{expected}:\n{}", price.output);
    }
    // a variable and a lever of one name are both told of
    let both = coke_sim(&["model", "explain", "coal_saving_target"]);
    assert!(both.output.contains("auxiliary, t/t") && both.output.contains("coal.saving_target"), "{}", both.output);
    let parameter = coke_sim(&["model", "explain", "closure_exec_time", "--scenario", "no-policy"]);
    assert!(parameter.output.contains("source: judgement"), "{}", parameter.output);
    let json = coke_sim(&["model", "explain", "capacity.lvliang.small", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&json.output).expect("JSON");
    assert_eq!(told[0]["name"], "capacity");
    assert_eq!(told[0]["values"]["rows"].as_array().map(Vec::len), Some(1));
}

/// What cannot be said is said to be so, not left out: parameters without a range, members of several units, the plan of
/// another province.
#[test]
fn explain_says_what_it_cannot_say() {
    let vat = coke_sim(&["model", "explain", "vat_rate"]);
    assert!(vat.output.contains("it is not varied"), "{}", vat.output);
    let plants = coke_sim(&["model", "explain", "chem_capacity"]);
    assert!(plants.output.contains("differ in unit"), "{}", plants.output);
    let ours = coke_sim(&["model", "explain", "capacity_init"]);
    assert!(ours.output.contains("plan's figure"), "{}", ours.output);
    let other = coke_sim(&["model", "explain", "capacity_init", "--scenario", "scenarios/fictitious/plan.toml"]);
    assert!(other.code == 0 && !other.output.contains("plan's figure"), "{}", other.output);
    let open = coke_sim(&["model", "explain", "capacity"]);
    assert!(open.output.contains("B2 Environmental cap (not closed)"), "{}", open.output);
}

#[test]
fn the_book_has_every_variable_in_both_notations() {
    let book = coke_sim(&["model", "equations"]).output;
    let latex = coke_sim(&["model", "equations", "--format", "latex"]).output;
    let structure = structure();
    for place in structure.of_kind(Kind::Stock).chain(structure.of_kind(Kind::Auxiliary)) {
        let name = structure.quantities()[place].declaration.name;
        assert!(book.contains(&format!("**{name}**")), "{name} in Markdown");
        assert!(latex.contains(&format!("\\texttt{{{}}}", name.replace('_', "\\_"))), "{name} in LaTeX");
    }
    assert_eq!(latex.matches("\\begin{dmath*}").count(), latex.matches("\\end{dmath*}").count());
    assert_eq!(
        latex.matches('{').count() - latex.matches("\\{").count(),
        latex.matches('}').count() - latex.matches("\\}").count()
    );
    assert!(
        book.lines().all(|line| line.chars().count() < 140 || !line.starts_with("    ")),
        "equations are set in lines"
    );
}
