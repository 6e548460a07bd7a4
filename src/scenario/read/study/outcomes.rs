//! `[outcomes]` and `[together]`: what is kept of every run, and which targets are judged.

use super::StudyReader;
use super::form::OUTCOME_KEYS;
use crate::glossary::{self, Kind};
use crate::model::sets::Dimension;
use crate::problem::{Place, Problem, nearest};
use crate::record::Declaration;
use crate::scenario::number::whole;
use crate::scenario::read::Section;
use crate::scenario::study::Outcome;
use crate::scenario::variables::variables;
use crate::text;
use crate::text::Text;
use crate::unit::is_amount;
use toml::de::{DeTable, DeValue};

/// More columns than this are a mistake: a study keeps what is decided on, `run` writes every variable.
const MOST_OUTCOMES: usize = 20_000;

/// The word for all targets, or all years.
const ALL: &str = "all";

impl StudyReader<'_> {
    /// What is kept of every run, in the order of the file, and of the years within.
    pub(super) fn outcomes(&mut self, root: &DeTable<'_>) -> Vec<Outcome> {
        let Some(table) = self.table(root, "outcomes") else { return Vec::new() };
        self.known_keys(table, &OUTCOME_KEYS, &text!("`[outcomes]`"; "`[outcomes]`"));
        let years = self.years(table);
        let Some(keep) = table.get("keep") else { return Vec::new() };
        let mut outcomes: Vec<Outcome> = Vec::new();
        for (path, here) in self.names("keep", keep) {
            let parts = self.parts(&path, &here);
            let first = parts.iter().map(|part| part.year).min();
            if let (Some(first), Some(last)) = (first, years.iter().max())
                && *last < first
            {
                self.problem(
                    Problem::error(text!("`{path}` has no value before {first}"; "`{path}`在{first}年之前没有数值"))
                        .at(here.clone(), text!("not in these years"; "所列年份没有"))
                        .hint(text!("it is a flow: name years from {first} on"; "它是流量：请写{first}年及以后的年份")),
                );
            }
            for part in parts {
                if outcomes.iter().any(|known| known.path == part.path) {
                    continue; // two patterns may both name it
                }
                let of_year = |year: &i32| Outcome { year: *year, ..part.clone() };
                // a stock also has the end of the year before the first, an auxiliary has not
                outcomes.extend(years.iter().filter(|year| part.year <= **year).map(of_year));
                if outcomes.len() > MOST_OUTCOMES {
                    self.problem(
                        Problem::error(text!(
                            "more than {MOST_OUTCOMES} outcomes are to be kept of every run";
                            "每次模拟要保留的结果超过{MOST_OUTCOMES}个"
                        ))
                        .at(here, text!("one too many"; "过多"))
                        .hint(text!("keep what is decided on, in fewer years"; "请只保留用于决策的结果，并减少年份")),
                    );
                    return Vec::new();
                }
            }
        }
        outcomes
    }

    /// The years that outcomes are kept of: the last one if nothing is said.
    fn years(&mut self, table: &DeTable<'_>) -> Vec<i32> {
        let (first, last) = (self.base.start - 1, self.base.end);
        let Some(value) = table.get("years") else { return vec![last] };
        let named = match value.get_ref() {
            DeValue::String(word) if *word == ALL => return (self.base.start..=last).collect(),
            DeValue::Array(several) => several.iter().collect(),
            _ => vec![value],
        };
        let mut years = Vec::new();
        for value in named {
            let Some(year) = whole(self.source, "years", value, &mut self.reader.problems) else { continue };
            if (first..=last).contains(&year) && !years.contains(&year) {
                years.push(year);
                continue;
            }
            let here = self.place(value.span());
            self.problem(if years.contains(&year) {
                Problem::error(text!("{year} is listed twice"; "{year}列了两次"))
                    .at(here, text!("again"; "重复"))
                    .hint(text!("keep one of the two"; "请只保留一个"))
            } else {
                Problem::error(text!(
                    "the study has no results for {year}: it runs from {first} to {last}";
                    "研究没有{year}年的结果：模拟从{first}到{last}"
                ))
                .at(here, text!("outside"; "超出"))
                .hint(
                    text!("name years within, or write `years = \"{ALL}\"`"; "请写其间的年份，或写`years = \"{ALL}\"`"),
                )
            });
        }
        years
    }

    /// What a path names: a variable, several by `*` in the name; a member, each member by `*`, the sum over what is
    /// not named.
    fn parts(&mut self, path: &str, here: &Place) -> Vec<Outcome> {
        let mut words = path.split('.');
        let name = words.next().unwrap_or_default();
        let members: Vec<&str> = words.collect();
        let several = name.contains('*');
        let found: Vec<(Kind, &'static Declaration)> =
            variables().filter(|(_, declaration)| matches(name, declaration.name)).collect();
        if found.is_empty() {
            let problem = Problem::error(text!("the model has no variable `{name}`"; "模型没有变量`{name}`"))
                .at(here.clone(), text!("no such variable"; "没有这个变量"));
            let near = nearest(name, variables().map(|(_, declaration)| declaration.name));
            let (bare, year) = name.split_once('@').unwrap_or((name, ""));
            let is_input = [Section::Policy, Section::World, Section::Parameters]
                .into_iter()
                .any(|section| !self.reader.slots(section, path).is_empty());
            self.problem(match near {
                _ if !year.is_empty() => problem.hint(text!(
                    "write `keep = [\"{bare}\"]` and `years = [{year}]`";
                    "请写`keep = [\"{bare}\"]`和`years = [{year}]`"
                )),
                _ if is_input => problem.hint(text!(
                    "`{path}` is an input: what varies is in every row anyway";
                    "`{path}`是输入：变化的因素本来就在每一行中"
                )),
                Some(near) => problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？")),
                None => problem.hint(text!(
                    "`coke-sim model list stocks auxiliaries` lists them all";
                    "`coke-sim model list stocks auxiliaries`列出全部变量"
                )),
            });
            return Vec::new();
        }
        let mut parts = Vec::new();
        for (kind, declaration) in found {
            match self.of_variable(kind, declaration, &members, several, here) {
                Some(found) => parts.extend(found),
                None => return Vec::new(),
            }
        }
        if parts.is_empty() {
            let members = members.join(".");
            self.problem(
                Problem::error(text!(
                    "none of the variables `{name}` has members `{members}`";
                    "变量`{name}`都没有成员`{members}`"
                ))
                .at(here.clone(), text!("nothing to keep"; "无可保留"))
                .hint(text!(
                    "`coke-sim model list` shows the sets of each variable";
                    "`coke-sim model list`显示各变量的集合"
                )),
            );
        }
        parts
    }

    fn of_variable(
        &mut self,
        kind: Kind,
        declaration: &'static Declaration,
        members: &[&str],
        several: bool,
        here: &Place,
    ) -> Option<Vec<Outcome>> {
        let sets = &self.base.baseline.sets;
        let name = declaration.name;
        let mut chosen: Vec<Option<Choice<'_>>> = vec![None; declaration.dimensions.len()];
        for member in members {
            let fits =
                |dimension: &Dimension| *member == "*" || sets.members(*dimension).iter().any(|known| known == member);
            let free =
                declaration.dimensions.iter().enumerate().find(|(place, set)| chosen[*place].is_none() && fits(set));
            let Some((place, _)) = free else {
                if several {
                    return Some(Vec::new()); // not of this one
                }
                self.no_such_member(declaration, member, here);
                return None;
            };
            chosen[place] = Some(if *member == "*" { Choice::Each } else { Choice::One(member) });
        }
        let sums =
            declaration.dimensions.iter().zip(&chosen).any(|(set, choice)| choice.is_none() && sets.size(*set) > 1);
        if sums && !is_amount(declaration.unit) {
            if several {
                for choice in &mut chosen {
                    *choice = choice.or(Some(Choice::Each));
                }
            } else {
                let stars = vec!["*"; declaration.dimensions.len()].join(".");
                let example = declaration.members(sets, 0).join(".");
                self.problem(
                    Problem::error(text!(
                        "`{name}` in {} cannot be summed over its members", declaration.unit;
                        "`{name}`的单位为{}，不能对成员求和", declaration.unit
                    ))
                    .at(here.clone(), text!("a sum of prices or shares means nothing"; "价格或比例之和没有意义"))
                    .hint(text!(
                        "write `{name}.{stars}` for every member, or one as in `{name}.{example}`";
                        "每个成员请写`{name}.{stars}`，单个成员如`{name}.{example}`"
                    )),
                );
                return None;
            }
        }
        // the year from which on it has values
        let first = if kind == Kind::Stock { self.base.start - 1 } else { self.base.start };
        let mut parts: Vec<Outcome> = Vec::new();
        for position in 0..declaration.size(sets) {
            let own = declaration.members(sets, position);
            let kept = own
                .iter()
                .zip(&chosen)
                .all(|(own, choice)| !matches!(choice, Some(Choice::One(member)) if member != own));
            if !kept {
                continue;
            }
            let named = |region: Option<bool>| -> Vec<&str> {
                let all = declaration.dimensions.iter().zip(&own).zip(&chosen);
                all.filter(|((set, _), choice)| {
                    choice.is_some() && region.is_none_or(|region| (**set == Dimension::Region) == region)
                })
                .map(|((_, member), _)| *member)
                .collect()
            };
            let path = [&[name], &named(None)[..]].concat().join(".");
            if let Some(part) = parts.iter_mut().find(|part| part.path == path) {
                part.positions.push(position);
                continue;
            }
            let of: Vec<(Dimension, String)> = declaration
                .dimensions
                .iter()
                .zip(&own)
                .zip(&chosen)
                .filter(|(_, choice)| choice.is_some())
                .map(|((set, member), _)| (*set, (*member).to_owned()))
                .collect();
            parts.push(Outcome {
                variable: name.to_owned(),
                region: named(Some(true)).join("|"),
                item: named(Some(false)).join("|"),
                unit: self.base.baseline.unit_of_part(declaration, &of),
                year: first,
                positions: vec![position],
                path,
                label: self.label(kind, declaration, &of),
            });
        }
        Some(parts)
    }

    fn no_such_member(&mut self, declaration: &'static Declaration, member: &str, here: &Place) {
        let (name, sets) = (declaration.name, &self.base.baseline.sets);
        let all: Vec<&str> =
            declaration.dimensions.iter().flat_map(|set| sets.members(*set)).map(String::as_str).collect();
        let listed = all.join("`, `");
        let problem = Problem::error(if all.contains(&member) {
            text!("`{name}` has no further place for `{member}`"; "`{name}`没有再放`{member}`的位置")
        } else {
            text!("`{name}` has no member `{member}`"; "`{name}`没有成员`{member}`")
        })
        .at(here.clone(), text!("no such member"; "没有这个成员"));
        let hint = match nearest(member, all.iter().copied()) {
            Some(near) if near == member => text!(
                "each set is named once at most: `{name}` has {} of them", declaration.dimensions.len();
                "每个集合最多写一次：`{name}`有{}个集合", declaration.dimensions.len()
            ),
            Some(near) => text!("did you mean `{near}`?"; "是否想写`{near}`？"),
            None if all.is_empty() => {
                text!("`{name}` is a single number: write its name alone"; "`{name}`只有一个数：请只写名称")
            }
            None => text!("it has `{listed}`"; "其成员有`{listed}`"),
        };
        self.problem(problem.hint(hint));
    }

    /// The name of a variable, and of the members that are chosen.
    fn label(&self, kind: Kind, declaration: &'static Declaration, of: &[(Dimension, String)]) -> Text {
        let name = glossary::term(kind, declaration).label;
        let members: Vec<Text> = of.iter().map(|(set, member)| self.base.baseline.label(*set, member)).collect();
        if members.is_empty() {
            return name;
        }
        let joined = |of: fn(&Text) -> &str, comma: &str| members.iter().map(of).collect::<Vec<_>>().join(comma);
        text!(
            "{}: {}", name.en, joined(|text| &text.en, ", ");
            "{}：{}", name.zh, joined(|text| &text.zh, "、")
        )
    }

    /// The targets to be judged, and the sets of them to be met together.
    pub(super) fn targets(&mut self, root: &DeTable<'_>) -> (Vec<usize>, Vec<(String, Vec<usize>)>) {
        let judged = |position: &usize| {
            let target = &self.base.targets[*position];
            !target.tests.is_empty() && target.reading_of.is_none()
        };
        let all: Vec<usize> = (0..self.base.targets.len()).filter(judged).collect();
        let asked =
            root.get("outcomes").and_then(|value| value.get_ref().as_table()).and_then(|table| table.get("targets"));
        let targets = match asked.map(|value| (value.get_ref(), value)) {
            None => Vec::new(),
            Some((DeValue::String(word), _)) if *word == ALL => all,
            Some((_, value)) => {
                let names = self.names("targets", value);
                names.iter().filter_map(|(id, here)| self.target(id, here)).collect()
            }
        };
        let mut together = Vec::new();
        if let Some(table) = self.table(root, "together") {
            for (name, value) in table {
                let key = name.get_ref().to_string();
                let mut of = Vec::new();
                for (id, here) in self.names(&key, value) {
                    let Some(found) = self.target(&id, &here) else { continue };
                    match targets.iter().position(|target| *target == found) {
                        Some(position) => of.push(position),
                        None => self.problem(
                            Problem::error(
                                text!("`{id}` is not among the study's targets"; "`{id}`不在本研究的目标之中"),
                            )
                            .at(here, text!("not judged"; "不评判"))
                            .hint(text!(
                                "add it to `targets` in `[outcomes]`, or write `targets = \"{ALL}\"`";
                                "请加入`[outcomes]`的`targets`，或写`targets = \"{ALL}\"`"
                            )),
                        ),
                    }
                }
                if matches!(value.get_ref(), DeValue::Array(list) if list.is_empty()) {
                    let here = self.place(value.span());
                    self.problem(
                        Problem::error(text!("`{key}` names no target"; "`{key}`未列出目标"))
                            .at(here, text!("an empty list"; "空列表"))
                            .hint(text!("name two or more that are to be met in one future"; "请列出须在同一未来中都达到的目标")),
                    );
                }
                together.push((key, of));
            }
        }
        (targets, together)
    }

    fn target(&mut self, id: &str, here: &Place) -> Option<usize> {
        let found = self.base.targets.iter().position(|target| target.id == id);
        if let Some(position) = found {
            let target = &self.base.targets[position];
            if !target.tests.is_empty() {
                return found;
            }
            let why = target.not_evaluated.clone().unwrap_or_default();
            self.problem(
                Problem::error(text!("the model cannot tell whether `{id}` is met"; "模型无法判断`{id}`是否达到"))
                    .at(here.clone(), text!("never judged"; "不评判"))
                    .hint(why),
            );
            return None;
        }
        let problem = Problem::error(text!("there is no target `{id}`"; "没有目标`{id}`"))
            .at(here.clone(), text!("no such target"; "没有这个目标"));
        let near = nearest(id, self.base.targets.iter().map(|target| target.id.as_str()));
        self.problem(match near {
            Some(near) => problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？")),
            None => problem.hint(text!("`coke-sim run` lists the targets; write `\"{ALL}\"` for all"; "`coke-sim run`列出各目标；全部请写`\"{ALL}\"`")),
        });
        None
    }

    /// A study that keeps nothing.
    pub(super) fn no_outcome(&mut self, root: &DeTable<'_>) {
        let here = self.place(root.get("outcomes").map_or(0..0, toml::Spanned::span));
        self.problem(
            Problem::error(text!("the study keeps nothing of its runs"; "研究未保留任何结果"))
                .at(here, text!("needs `keep` or `targets`"; "须有`keep`或`targets`"))
                .hint(text!(
                    "write `[outcomes]` with `keep = [\"capacity\", \"coke_price\"]`, `targets = \"{ALL}\"`, or both";
                    "请写`[outcomes]`，其下写`keep = [\"capacity\", \"coke_price\"]`或`targets = \"{ALL}\"`"
                )),
        );
    }
}

/// What a path says of one set.
#[derive(Clone, Copy)]
enum Choice<'a> {
    /// Each member by itself.
    Each,
    /// This one.
    One(&'a str),
}

/// Whether a name fits a pattern in which `*` stands for any characters.
fn matches(pattern: &str, name: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    let pieces: Vec<&str> = pieces.collect();
    let Some((last, between)) = pieces.split_last() else { return rest.is_empty() };
    for piece in between {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_in_a_name_stands_for_any_characters() {
        for (pattern, name) in [
            ("capacity", "capacity"),
            ("*", "x"),
            ("coal_*", "coal_use"),
            ("*_price", "coke_price"),
            ("a*b*c", "a1b2c"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in
            [("capacity", "capacity_base"), ("coal_*", "a_coal_use"), ("*_price", "price"), ("ab*ba", "aba")]
        {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }
}
