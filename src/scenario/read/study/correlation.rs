//! `[[correlation]]`: what varies together.

use super::StudyReader;
use super::form::CORRELATION_KEYS;
use super::uncertain::Placed;
use crate::problem::{Place, Problem, nearest};
use crate::text;
use toml::de::DeTable;

impl StudyReader<'_> {
    /// `[[correlation]]`: pairs of inputs by position, with their rank correlation and place. If not all inputs could be
    /// read, one that is not there was probably among the others.
    pub(super) fn correlations(
        &mut self,
        root: &DeTable<'_>,
        inputs: &[Placed],
        all_read: bool,
    ) -> Vec<(usize, usize, f64, Place)> {
        let mut pairs: Vec<(usize, usize, f64, Place)> = Vec::new();
        for (table, here) in self.tables(root, "correlation") {
            self.known_keys(table, &CORRELATION_KEYS, &text!("a correlation"; "相关"));
            let form = || {
                text!(
                    "write `between = [\"one\", \"other\"]` and `rank = 0.5`";
                    "请写`between = [\"甲\", \"乙\"]`和`rank = 0.5`"
                )
            };
            let (Some(between), Some(rank)) = (table.get("between"), table.get("rank")) else {
                self.problem(
                    Problem::error(text!("a correlation is not complete"; "相关不完整"))
                        .at(here, text!("needs `between` and `rank`"; "须有`between`和`rank`"))
                        .hint(form()),
                );
                continue;
            };
            let errors = self.reader.problems.errors();
            let names = self.names("between", between);
            let given = self.number("rank", rank);
            let Some(given) = given.filter(|_| self.reader.problems.errors() == errors) else { continue };
            let [(one, one_place), (other, other_place)] = &names[..] else {
                self.problem(
                    Problem::error(text!("a correlation is between two inputs"; "相关针对两个不确定因素"))
                        .at(here, text!("{} named", names.len(); "写了{}个", names.len()))
                        .hint(form()),
                );
                continue;
            };
            let mut of = |name: &String, place: &Place| -> Option<usize> {
                let bare = name.trim_end_matches(".*");
                let found = inputs.iter().position(|(input, _)| input.key == bare);
                if found.is_none() && all_read {
                    let problem = Problem::error(
                        text!("`{name}` is not uncertain in this study"; "本研究中`{name}`不是不确定因素"),
                    )
                    .at(place.clone(), text!("no such input"; "没有这个因素"));
                    let near = nearest(name, inputs.iter().map(|(input, _)| input.key.as_str()));
                    self.problem(match near {
                        Some(near) => problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？")),
                        None => problem.hint(text!("put it under `[uncertain]`"; "请写在`[uncertain]`下")),
                    });
                }
                found
            };
            let (Some(one), Some(other)) = (of(one, one_place), of(other, other_place)) else { continue };
            if !(given > -1.0 && given < 1.0) {
                let here = self.place(rank.span());
                self.problem(
                    Problem::error(text!(
                        "a rank correlation lies between -1 and 1, but is {given}";
                        "秩相关须在-1和1之间，现为{given}"
                    ))
                    .at(here, text!("out of range"; "超出范围"))
                    .hint(text!(
                        "what moves as one is one input: name all its members in one key with `*`";
                        "完全同步的应作为一个因素：用带`*`的一个键写明所有成员"
                    )),
                );
                continue;
            }
            if let Some((.., before)) =
                pairs.iter().find(|(a, b, ..)| (*a, *b) == (one, other) || (*b, *a) == (one, other))
            {
                let before = before.clone();
                self.problem(
                    Problem::error(text!("this pair is correlated twice"; "这一对设定了两次相关"))
                        .at(here, text!("the second"; "第二次"))
                        .also(before, text!("the first"; "第一次"))
                        .hint(text!("keep one of the two"; "请只保留一个")),
                );
                continue;
            }
            pairs.push((one, other, given, here));
        }
        pairs
    }
}
