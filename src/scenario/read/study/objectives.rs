//! `[[objective]]`: what policy mixes are compared by, and which way is better.

use super::StudyReader;
use super::form::OBJECTIVE_KEYS;
use crate::problem::{Problem, nearest};
use crate::scenario::number::{number, whole};
use crate::scenario::study::{Objective, Outcome};
use crate::text;
use toml::de::{DeTable, DeValue};

impl StudyReader<'_> {
    pub(super) fn objectives(&mut self, root: &DeTable<'_>, outcomes: &[Outcome], kept_all: bool) -> Vec<Objective> {
        let tables = self.tables(root, "objective");
        let mut objectives: Vec<Objective> = Vec::new();
        for (table, here) in tables {
            self.known_keys(table, &OBJECTIVE_KEYS, &text!("an objective"; "目标函数"));
            let Some(named) = table.get("outcome") else {
                self.problem(
                    Problem::error(text!("an objective does not say which outcome it is about"; "目标函数未说明针对哪个结果"))
                        .at(here, text!("needs `outcome`"; "须有`outcome`"))
                        .hint(text!("write `outcome = \"profit\"`, one of those in `keep`"; "请写`outcome = \"profit\"`，即`keep`之一")),
                );
                continue;
            };
            let Some(path) = self.words("outcome", named) else { continue };
            let year = match table.get("year") {
                Some(value) => match whole(self.source, "year", value, &mut self.reader.problems) {
                    Some(year) => Some(year),
                    None => continue,
                },
                None => None,
            };
            let of: Vec<usize> = (0..outcomes.len()).filter(|at| outcomes[*at].path == path).collect();
            let found = of.iter().rev().find(|at| year.is_none_or(|year| outcomes[**at].year == year)).copied();
            let Some(outcome) = found else {
                if !kept_all {
                    continue; // it is probably among those that could not be read
                }
                let problem = if of.is_empty() {
                    let near = nearest(&path, outcomes.iter().map(|outcome| outcome.path.as_str()));
                    Problem::error(text!("`{path}` is not kept by this study"; "本研究不保留`{path}`"))
                        .at(self.place(named.span()), text!("no such outcome"; "没有这个结果"))
                        .hint(match near {
                            Some(near) => text!("did you mean `{near}`?"; "是否想写`{near}`？"),
                            None => text!("add it to `keep` in `[outcomes]`"; "请加入`[outcomes]`的`keep`"),
                        })
                } else {
                    let kept: Vec<String> = of.iter().map(|at| outcomes[*at].year.to_string()).collect();
                    let (kept, year) = (kept.join(", "), year.unwrap_or_default());
                    Problem::error(text!("`{path}` is not kept for {year}"; "未保留{year}年的`{path}`"))
                        .at(table.get("year").map_or(here, |value| self.place(value.span())), text!("no such year"; "没有这一年"))
                        .hint(text!("it is kept for {kept}: see `years` in `[outcomes]`"; "保留的年份为{kept}：见`[outcomes]`的`years`"))
                };
                self.problem(problem);
                continue;
            };
            let better = table.get("better").map(|value| (value.get_ref(), value));
            let more_is_better = match better {
                Some((DeValue::String(word), _)) if *word == "high" => true,
                Some((DeValue::String(word), _)) if *word == "low" => false,
                other => {
                    let at = other.map_or(here, |(_, value)| self.place(value.span()));
                    self.problem(
                        Problem::error(text!("the objective `{path}` does not say which way is better"; "目标函数`{path}`未说明何者为优"))
                            .at(at, text!("needs `better`"; "须有`better`"))
                            .hint(text!("write `better = \"high\"` or `better = \"low\"`"; "请写`better = \"high\"`或`better = \"low\"`")),
                    );
                    continue;
                }
            };
            let (fits, other) = if more_is_better { ("at_least", "at_most") } else { ("at_most", "at_least") };
            if let Some(value) = table.get(other) {
                let at = self.place(value.span());
                self.problem(
                    Problem::error(text!("`{other}` goes against what is better"; "`{other}`与优劣方向相反"))
                        .at(at, text!("the wrong way"; "方向相反"))
                        .hint(text!("write `{fits}`, or change `better`"; "请写`{fits}`，或改`better`")),
                );
                continue;
            }
            let enough = match table.get(fits) {
                Some(value) => {
                    let unit = Some(outcomes[outcome].unit.as_str());
                    match number(self.source, fits, unit, value, &mut self.reader.problems) {
                        Some(enough) => Some(enough),
                        None => continue,
                    }
                }
                None => None,
            };
            if objectives.iter().any(|known| known.outcome == outcome) {
                let at = self.place(named.span());
                self.problem(
                    Problem::error(text!("`{path}` is the outcome of two objectives"; "`{path}`是两个目标函数的结果"))
                        .at(at, text!("the second"; "第二个"))
                        .hint(
                            text!("keep one of the two, or give them different years"; "请只保留一个，或写不同的年份"),
                        ),
                );
                continue;
            }
            objectives.push(Objective { outcome, more_is_better, enough });
        }
        objectives
    }
}
