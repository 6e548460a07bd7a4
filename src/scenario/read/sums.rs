//! What a target or check sums: variables, and the members that are kept.

use super::goals::{Goal, in_chinese};
use super::{Reader, Section};
use crate::glossary;
use crate::model::sets::Dimension;
use crate::problem::{Place, Problem, nearest};
use crate::scenario::number::{kind, place};
use crate::scenario::variables::{variable, variables};
use crate::target::{Names, Term, Test, set_name};
use crate::text;
use crate::text::Text;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::DeValue;

/// What `where` or `over` sums.
pub(super) struct Sum {
    pub(super) term: Term,
    pub(super) unit: String,
}

impl Reader<'_> {
    pub(super) fn required_sum(&mut self, section: &str, id: &str, goal: &Goal<'_, '_>) -> Option<Sum> {
        match goal.table.get("where") {
            Some(value) => self.sum(goal, "where", value),
            None if goal.strange => None,
            None => {
                let of = in_chinese(section);
                self.problems.push(
                    Problem::error(text!(
                        "the {section} `{id}` does not say which variable it is about";
                        "{of}`{id}`未说明针对哪个变量"
                    ))
                    .at(goal.here(), text!("needs `where`"; "须有`where`"))
                    .hint(where_form()),
                );
                None
            }
        }
    }

    /// `"capacity"`, `"capacity.small"`, or a list of such.
    pub(super) fn sum(&mut self, goal: &Goal<'_, '_>, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Sum> {
        let mut parts: Vec<(String, Place)> = Vec::new();
        let mut take = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
            DeValue::String(words) => {
                parts.push((words.to_string(), place(goal.source, value.span())));
                true
            }
            _ => false,
        };
        let taken = match value.get_ref() {
            DeValue::Array(list) => !list.is_empty() && list.iter().all(take),
            _ => take(value),
        };
        if !taken {
            let is = kind(value.get_ref());
            self.problems.push(
                Problem::error(
                    text!("`{key}` needs names of variables, not {}", is.en; "`{key}`须为变量名，不能是{}", is.zh),
                )
                .at(goal.place(value), text!("not a variable"; "不是变量"))
                .hint(where_form()),
            );
            return None;
        }
        let mut sum: Option<Sum> = None;
        for (path, here) in parts {
            let next = self.variable_and_members(&path, &here)?;
            match &mut sum {
                None => sum = Some(next),
                Some(first) => {
                    if first.unit == next.unit && first.term.take_member(&next.term) {
                        continue;
                    }
                    if first.term.includes(&next.term) {
                        self.problems.push(
                            Problem::error(text!(
                                "`{path}` overlaps with what stands before it";
                                "`{path}`与前面列出的有重叠"
                            ))
                            .at(here, text!("would count double"; "会重复计入"))
                            .hint(text!("list nothing twice, as a whole or in part"; "同一内容不要重复列出，整体或部分都不行")),
                        );
                        return None;
                    }
                    if first.unit != next.unit || first.term.only != next.term.only {
                        let problem = Problem::error(text!(
                            "`{path}` cannot be added to what stands before it";
                            "`{path}`不能与前面的相加"
                        ));
                        let (one, other) = (&first.unit, &next.unit);
                        self.problems.push(if one == other {
                            problem.at(here, text!("other members"; "成员不同")).hint(text!(
                                "list one variable with several members of one set, or several variables with the same members";
                                "请列出同一变量在一个集合中的多个成员，或成员相同的多个变量"
                            ))
                        } else {
                            problem.at(here, text!("another unit"; "单位不同")).hint(text!(
                                "what is added has one unit; here stand {one} and {other}";
                                "相加的各项单位须相同，此处为{one}和{other}"
                            ))
                        });
                        return None;
                    }
                    let mut names: Vec<String> = first.term.variable.list().into_iter().map(str::to_owned).collect();
                    names.extend(next.term.variable.list().into_iter().map(str::to_owned));
                    first.term.variable = Names::Several(names);
                }
            }
        }
        sum
    }

    fn variable_and_members(&mut self, path: &str, here: &Place) -> Option<Sum> {
        let mut parts = path.split('.');
        let name = parts.next().unwrap_or_default();
        let Some((_, declaration)) = variable(name) else {
            let problem = Problem::error(text!("the model has no variable `{name}`"; "模型没有变量`{name}`"))
                .at(here.clone(), text!("no such variable"; "没有这个变量"));
            if let Some(section) = Section::ALL.into_iter().find(|section| !self.slots(*section, path).is_empty()) {
                let noun = section.noun();
                self.problems.push(problem.hint(text!(
                    "`{path}` is a {}, which is set; `where` names a result, such as `capacity`", noun.en;
                    "`{path}`是{}，属于输入；`where`须写结果，如`capacity`", noun.zh
                )));
                return None;
            }
            let near = nearest(name, variables().map(|(_, declaration)| declaration.name));
            self.problems.push(match near {
                Some(near) => problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？")),
                None => problem.hint(text!(
                    "variables are the names in `trajectory.csv`: every stock and auxiliary of the model";
                    "变量名见`trajectory.csv`：即模型的各存量和辅助变量"
                )),
            });
            return None;
        };
        let sets = &self.baseline.sets;
        let mut only: BTreeMap<String, Names> = BTreeMap::new();
        let mut known_members: Vec<(Dimension, String)> = Vec::new();
        for member in parts.filter(|part| *part != "*") {
            let dimension = declaration.dimensions.iter().find(|dimension| {
                sets.members(**dimension).iter().any(|known| known == member)
                    && !only.contains_key(set_name(**dimension))
            });
            let Some(dimension) = dimension else {
                let all: Vec<&str> = declaration
                    .dimensions
                    .iter()
                    .flat_map(|dimension| sets.members(*dimension))
                    .map(String::as_str)
                    .collect();
                if known_members.iter().any(|(taken, _)| sets.members(*taken).iter().any(|known| known == member)) {
                    self.problems.push(
                        Problem::error(text!(
                            "`{path}` names two members of one set";
                            "`{path}`写了同一集合的两个成员"
                        ))
                        .at(here.clone(), text!("nothing is both"; "没有兼属两者的"))
                        .hint(text!(
                            "to sum them, list them: `[\"{name}.one\", \"{name}.other\"]`";
                            "要求和，请列出：`[\"{name}.甲\", \"{name}.乙\"]`"
                        )),
                    );
                    return None;
                }
                let problem = Problem::error(text!("`{name}` has no member `{member}`"; "`{name}`没有成员`{member}`"))
                    .at(here.clone(), text!("no such member"; "没有这个成员"));
                let listed = all.join("`, `");
                self.problems.push(match nearest(member, all.iter().copied()) {
                    Some(near) => problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？")),
                    None if all.is_empty() => problem.hint(text!(
                        "`{name}` is a single number: write its name alone";
                        "`{name}`只有一个数：请只写名称"
                    )),
                    None => problem.hint(text!("it has `{listed}`"; "其成员有`{listed}`")),
                });
                return None;
            };
            known_members.push((*dimension, member.to_owned()));
            only.insert(set_name(*dimension).to_owned(), Names::One(member.to_owned()));
        }
        let unit = self.baseline.unit_of_part(declaration, &known_members);
        let term = Term { variable: Names::One(name.to_owned()), only, weight: None, year: None };
        Some(Sum { term, unit })
    }

    /// A goal in words, where its author gave none: what it sums, and of whom.
    pub(super) fn said(&self, test: &Test) -> Text {
        let labels = |name: &str| variable(name).map(|(kind, declaration)| glossary::term(kind, declaration).label);
        let what: Vec<Text> = test.variable.list().into_iter().filter_map(labels).collect();
        let mut members = Vec::new();
        for (set, kept) in &test.only {
            let dimension = Dimension::ALL.iter().find(|dimension| dimension.key() == set);
            members.extend(kept.list().into_iter().map(|member| {
                dimension.map_or_else(|| Text::plain(member), |dimension| self.baseline.label(*dimension, member))
            }));
        }
        let (what, members) = (joined(&what, " + ", "＋"), joined(&members, ", ", "、"));
        if members.en.is_empty() { what } else { text!("{}: {}", what.en, members.en; "{}：{}", what.zh, members.zh) }
    }
}

/// Texts one behind the other.
fn joined(texts: &[Text], comma: &str, comma_zh: &str) -> Text {
    let of = |words: fn(&Text) -> &str, comma: &str| texts.iter().map(words).collect::<Vec<_>>().join(comma);
    Text::new(of(|text| &text.en, comma), of(|text| &text.zh, comma_zh))
}

pub(super) fn where_form() -> Text {
    text!(
        "write `where = \"capacity\"`, or with members as in `\"capacity.small\"`; what is not named is summed";
        "请写`where = \"capacity\"`，或加成员如`\"capacity.small\"`；未写明的集合求和"
    )
}
