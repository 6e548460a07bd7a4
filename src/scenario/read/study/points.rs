//! `method = "points"`: futures from a table beside the study.

use super::StudyReader;
use super::design::Chosen;
use super::distribution::Columns;
use super::uncertain::{Placed, drawn_within};
use crate::problem::{Place, Problem};
use crate::scenario::number::quantity;
use crate::scenario::study::{Effect, Futures, Input};
use crate::text;

impl StudyReader<'_> {
    /// Futures from a table: a column for every input.
    pub(super) fn points(
        &mut self,
        chosen: &Chosen<'_, '_>,
        inputs: &[Placed],
        correlations: &[(usize, usize, f64, Place)],
    ) -> Option<Futures> {
        let Some(named) = chosen.points else {
            self.problem(
                Problem::error(text!("the design does not say where its points are"; "设计未说明样点在哪里"))
                    .at(chosen.place.clone(), text!("needs `points`"; "须有`points`"))
                    .hint(text!("write `points = \"points.csv\"`, a table with a column for every input"; "请写`points = \"points.csv\"`，表中每个因素一列")),
            );
            return None;
        };
        if let Some((.., place)) = correlations.first() {
            self.problem(
                Problem::error(text!("points from a file are correlated as they are"; "文件中的样点自有其相关"))
                    .at(place.clone(), text!("has no effect"; "不起作用"))
                    .hint(text!("leave out the correlations"; "请去掉相关")),
            );
        }
        let name = self.words("points", named)?;
        let Columns { columns, lines } = self.csv(&name, named)?;
        let here = self.place(named.span());
        if lines.is_empty() {
            self.problem(
                Problem::error(text!("`{name}` has no rows"; "`{name}`没有数据行"))
                    .at(here, text!("nothing to run"; "无可模拟"))
                    .hint(text!("write a row for every future, below the names of the columns"; "请在列名之下每个未来写一行")),
            );
            return None;
        }
        let heads: Vec<&str> = columns.iter().map(|(head, _)| head.trim_end_matches(".*")).collect();
        if let Some((_, twice)) = heads.iter().enumerate().find(|(at, head)| heads[..*at].contains(head)) {
            self.problem(
                Problem::error(text!("`{name}` has two columns `{twice}`"; "`{name}`有两列`{twice}`"))
                    .at(here.clone(), text!("which of them?"; "是其中哪一个？"))
                    .hint(text!("keep one of the two"; "请只保留一个")),
            );
        }
        let mut rows = vec![vec![0.0; inputs.len()]; lines.len()];
        for (position, (input, place)) in inputs.iter().enumerate() {
            let key = &input.key;
            let Some((_, cells)) = columns.iter().find(|(head, _)| head.trim_end_matches(".*") == key) else {
                self.problem(
                    Problem::error(text!("`{name}` has no column `{key}`"; "`{name}`没有`{key}`列"))
                        .at(here.clone(), text!("a column is missing"; "缺少一列"))
                        .also(place.clone(), text!("the input"; "该因素"))
                        .hint(text!("give every uncertain input a column of its name"; "请为每个不确定因素设同名的列")),
                );
                continue;
            };
            let unit = if input.shared.is_some() { input.unit.as_str() } else { "-" };
            let (least, most) = self.allowed(input);
            for ((row, cell), line) in rows.iter_mut().zip(cells).zip(&lines) {
                let what = format!("{name}:{line}: {key}");
                let problems = &mut self.reader.problems;
                if problems.is_full() {
                    return None;
                }
                let Some(found) = quantity(&what, cell, unit, here.clone(), problems) else { continue };
                row[position] = found;
                if (least..=most).contains(&found) {
                    continue;
                }
                let problem = Problem::error(text!(
                    "`{what}`: {found} is not between {least} and {most}";
                    "`{what}`：{found}不在{least}到{most}之间"
                ))
                .at(here.clone(), text!("named here"; "在此引用"));
                self.problem(problem.hint(if input.shared.is_some() {
                    text!("the model has no meaning beyond: correct the table"; "超出后模型没有意义：请改正表中的数")
                } else {
                    text!(
                        "`{key}` stands for members with ranges of their own, so its column holds probabilities; give it one distribution for all members to write values";
                        "`{key}`代表各有范围的成员，该列须为概率；若要写数值，请给出统一的分布"
                    )
                }));
            }
        }
        let strange: Vec<&str> = columns
            .iter()
            .map(|(head, _)| head.trim_end_matches(".*"))
            .filter(|head| *head != "run" && !inputs.iter().any(|(input, _)| input.key == *head))
            .collect();
        if !strange.is_empty() {
            let strange = strange.join("`, `");
            self.problem(
                Problem::error(text!("`{name}` has columns that are no inputs: `{strange}`"; "`{name}`有不是因素的列：`{strange}`"))
                    .at(here.clone(), text!("named here"; "在此引用"))
                    .hint(text!("put them under `[uncertain]`, or take them out of the table"; "请写入`[uncertain]`，或从表中去掉")),
            );
        }
        (!self.reader.problems.has_errors()).then_some(Futures::Listed(rows))
    }
    /// The numbers that an input may have: probabilities, or what stays within hard bounds.
    fn allowed(&self, input: &Input) -> (f64, f64) {
        let baseline = &self.base.baseline;
        match &input.effect {
            Effect::Parameters(..) if input.shared.is_none() => (0.0, 1.0),
            Effect::Parameters(entering, slots) => {
                slots.iter().fold((f64::NEG_INFINITY, f64::INFINITY), |(least, most), (slot, _)| {
                    let bounds = (baseline.parameters[*slot].minimum, baseline.parameters[*slot].maximum);
                    let (low, high) = drawn_within(*entering, &[self.base.parameters[*slot]], bounds);
                    (least.max(low), most.min(high))
                })
            }
            Effect::Driver(entering, slot) => {
                let points: Vec<f64> = self.base.drivers[*slot].points().iter().map(|(_, value)| *value).collect();
                drawn_within(*entering, &points, (baseline.drivers[*slot].minimum, baseline.drivers[*slot].maximum))
            }
            #[allow(clippy::cast_precision_loss)] // a handful of sets
            Effect::DriverSet(sets) => (0.0, sets.len() as f64 - 1.0),
        }
    }
}
