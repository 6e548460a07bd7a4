//! Finds one expression over sets behind several that differ only in members: the terms of a sum, or the elements of a
//! variable.

use super::expression::{Expression, Index, Over, Variable};
use crate::model::sets::{Dimension, Sets};
use std::collections::{BTreeMap, BTreeSet};

/// What runs over the expressions: a variable, and the member it stands for in each.
#[derive(Clone, Debug)]
struct Runner {
    variable: Variable,
    members: Vec<usize>,
}

/// Which runners there are while expressions are laid upon each other.
struct Runners<'a> {
    sets: &'a Sets,
    known: Vec<Runner>,
    /// Whether more may be found; else only those that are known.
    open: bool,
    /// Levels in use within the expressions, by set.
    levels: BTreeMap<Dimension, usize>,
}

impl Runners<'_> {
    /// The variable that stands for these members of a set, one in each expression.
    fn variable(&mut self, set: Dimension, members: &[usize]) -> Option<Variable> {
        // the ambient pollutants are pollutants: members are the same by name
        let same = |runner: &&Runner| {
            runner.members.iter().zip(members).all(|(one, other)| {
                self.sets.members(runner.variable.dimension)[*one] == self.sets.members(set)[*other]
            })
        };
        let exact = self.known.iter().filter(|runner| runner.variable.dimension == set).find(same);
        if let Some(runner) = exact.or_else(|| self.known.iter().find(same)) {
            return Some(runner.variable);
        }
        if !self.open {
            return None;
        }
        let taken = self.known.iter().filter(|runner| runner.variable.dimension == set).count();
        let level = self.levels.get(&set).copied().unwrap_or_default() + 1 + taken;
        let variable = Variable { dimension: set, level };
        self.known.push(Runner { variable, members: members.to_vec() });
        Some(variable)
    }

    /// The expression behind all of these; `None` if they differ in more than members.
    fn merge(&mut self, all: &[&Expression]) -> Option<Expression> {
        let first = all[0];
        if all.iter().all(|other| *other == first) {
            return Some(first.clone());
        }
        let child = |runners: &mut Self, of: fn(&Expression, usize) -> Option<&Expression>, number: usize| {
            let children: Vec<&Expression> = all.iter().map(|one| of(one, number)).collect::<Option<_>>()?;
            runners.merge(&children).map(Box::new)
        };
        match first {
            Expression::Value { quantity, indices } => {
                let of_all: Vec<&Vec<Index>> = all
                    .iter()
                    .map(|other| match other {
                        Expression::Value { quantity: same, indices } if same == quantity => Some(indices),
                        _ => None,
                    })
                    .collect::<Option<_>>()?;
                let indices = (0..indices.len())
                    .map(|place| self.merge_index(&of_all.iter().map(|indices| indices[place]).collect::<Vec<_>>()))
                    .collect::<Option<_>>()?;
                Some(Expression::Value { quantity: *quantity, indices })
            }
            Expression::Unary(operation, _) => {
                all.iter()
                    .all(|other| matches!(other, Expression::Unary(same, _) if same == operation))
                    .then_some(())?;
                Some(Expression::Unary(*operation, child(self, nth, 0)?))
            }
            Expression::Binary(operation, ..) => {
                let same = |other: &&Expression| matches!(other, Expression::Binary(same, ..) if same == operation);
                all.iter().all(same).then_some(())?;
                Some(Expression::Binary(*operation, child(self, nth, 0)?, child(self, nth, 1)?))
            }
            Expression::Call(function, arguments) => {
                let same = |other: &&Expression| {
                    matches!(other, Expression::Call(same, others)
                        if same == function && others.len() == arguments.len())
                };
                all.iter().all(same).then_some(())?;
                let merged = (0..arguments.len()).map(|number| child(self, nth, number).map(|merged| *merged));
                Some(Expression::Call(*function, merged.collect::<Option<_>>()?))
            }
            Expression::Sum { over, .. } => {
                let same = |other: &&Expression| matches!(other, Expression::Sum { over: same, .. } if same == over);
                all.iter().all(same).then_some(())?;
                Some(Expression::Sum { over: over.clone(), term: child(self, nth, 0)? })
            }
            Expression::Number(_) | Expression::Part(_) => None,
        }
    }

    fn merge_index(&mut self, all: &[Index]) -> Option<Index> {
        if all.iter().all(|other| *other == all[0]) {
            return Some(all[0]);
        }
        let Index::Member(set, _) = all[0] else { return None };
        let members: Vec<usize> = all
            .iter()
            .map(|index| match index {
                Index::Member(same, member) if *same == set => Some(*member),
                _ => None,
            })
            .collect::<Option<_>>()?;
        self.variable(set, &members).map(Index::Variable)
    }
}

/// The child of an expression by its number.
fn nth(expression: &Expression, number: usize) -> Option<&Expression> {
    expression.children().into_iter().nth(number)
}

/// How high the levels of variables are within expressions, by set.
fn levels(all: &[Expression]) -> BTreeMap<Dimension, usize> {
    let mut levels = BTreeMap::new();
    for expression in all {
        expression.visit(&mut |inner| {
            if let Expression::Sum { over, .. } = inner {
                for Over { variable, .. } in over {
                    let level: &mut usize = levels.entry(variable.dimension).or_default();
                    *level = variable.level.max(*level);
                }
            }
        });
    }
    levels
}

/// The sum over sets that the first terms make, and how many they are; `None` if they make none.
pub(super) fn sum(sets: &Sets, terms: &[Expression]) -> Option<(Expression, usize)> {
    (2..=terms.len()).rev().find_map(|length| {
        let mut runners = Runners { sets, known: Vec::new(), open: true, levels: levels(&terms[..length]) };
        let term = runners.merge(&terms[..length].iter().collect::<Vec<_>>())?;
        let over = covered(sets, &runners.known, length)?;
        (!over.is_empty()).then(|| (Expression::Sum { over, term: Box::new(term) }, length))
    })
}

/// What the runners run over, if they take every combination of their members exactly once.
fn covered(sets: &Sets, runners: &[Runner], length: usize) -> Option<Vec<Over>> {
    let distinct: Vec<BTreeSet<usize>> =
        runners.iter().map(|runner| runner.members.iter().copied().collect()).collect();
    let combinations: BTreeSet<Vec<usize>> =
        (0..length).map(|place| runners.iter().map(|runner| runner.members[place]).collect()).collect();
    let product: usize = distinct.iter().map(BTreeSet::len).product();
    (combinations.len() == length && product == length)
        .then(|| runners.iter().zip(distinct).map(|(runner, members)| over(sets, runner.variable, &members)).collect())
}

fn over(sets: &Sets, variable: Variable, members: &BTreeSet<usize>) -> Over {
    let all = members.len() == sets.size(variable.dimension);
    Over { variable, members: (!all).then(|| members.iter().copied().collect()) }
}

/// The members of an element of a variable, and its expression.
pub(super) type Element = (Vec<usize>, Expression);

/// The elements of a variable, in groups that one expression serves: what the group runs over, and the expression.
pub(super) fn elements(sets: &Sets, dimensions: &[Dimension], all: &[Element]) -> Vec<(Vec<Over>, Expression)> {
    // elements of one shape, in the order in which shapes appear
    let mut groups: Vec<(Expression, Vec<&Element>)> = Vec::new();
    for element in all {
        let shape = shape(element.1.clone());
        match groups.iter_mut().find(|(known, _)| *known == shape) {
            Some((_, group)) => group.push(element),
            None => groups.push((shape, vec![element])),
        }
    }
    groups.into_iter().flat_map(|(_, group)| group_of_one_shape(sets, dimensions, &group)).collect()
}

/// The expression without its members.
fn shape(expression: Expression) -> Expression {
    match expression {
        Expression::Value { quantity, .. } => Expression::Value { quantity, indices: Vec::new() },
        other => other.map(&mut shape),
    }
}

fn group_of_one_shape(sets: &Sets, dimensions: &[Dimension], group: &[&Element]) -> Vec<(Vec<Over>, Expression)> {
    if let Some(one) = merged(sets, dimensions, group) {
        return vec![one];
    }
    // by the members of one set
    for place in 0..dimensions.len() {
        let mut by_member: BTreeMap<usize, Vec<&Element>> = BTreeMap::new();
        for element in group {
            by_member.entry(element.0[place]).or_default().push(element);
        }
        if by_member.len() < group.len() {
            let parts: Option<Vec<_>> = by_member.values().map(|part| merged(sets, dimensions, part)).collect();
            if let Some(parts) = parts {
                return parts;
            }
        }
    }
    group.iter().filter_map(|element| merged(sets, dimensions, &[element])).collect()
}

fn merged(sets: &Sets, dimensions: &[Dimension], group: &[&Element]) -> Option<(Vec<Over>, Expression)> {
    let known: Vec<Runner> = dimensions
        .iter()
        .enumerate()
        .map(|(place, set)| Runner {
            variable: Variable { dimension: *set, level: 0 },
            members: group.iter().map(|(members, _)| members[place]).collect(),
        })
        .collect();
    let mut over = covered(sets, &known, group.len())?;
    if group.len() > 1 {
        // a set of which the group has one member is no set it runs over
        let runs = |runner: &Runner| runner.members.iter().any(|member| *member != runner.members[0]);
        let known: Vec<Runner> = known.into_iter().filter(runs).collect();
        let mut runners = Runners { sets, known, open: false, levels: BTreeMap::new() };
        return Some((over, runners.merge(&group.iter().map(|(_, expression)| expression).collect::<Vec<_>>())?));
    }
    for (place, over) in over.iter_mut().enumerate() {
        over.members = Some(vec![group[0].0[place]]);
    }
    Some((over, group[0].1.clone()))
}
