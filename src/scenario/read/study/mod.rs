//! Studies: text in, a checked [`Study`] out; as with scenarios, every problem is reported in one go.

mod correlation;
mod design;
mod distribution;
mod drivers;
mod form;
mod mixes;
mod objectives;
mod outcomes;
mod points;
mod uncertain;

use super::entries::Earlier;
use super::family::{Family, beside};
use super::{Reader, Section, kind_of};
use crate::problem::{Place, Problem, Problems, Source, nearest};
use crate::scenario::file;
use crate::scenario::number::place;
use crate::scenario::study::{Stable, Study};
use crate::scenario::syntax;
use crate::scenario::{Scenario, baseline::Baseline};
use crate::text;
use crate::text::Text;
use distribution::no_such_file;
pub use form::STUDY_SECTIONS;
pub(in crate::scenario) use form::{DESIGN_KEYS, SHAPES};
use std::ops::Range;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a study may say at the top that it is.
pub const KIND: &str = "study";

/// Reads a study, and the wishes of the command line, which win over it.
///
/// # Errors
/// If a file cannot be read, or anything in the study or in its base scenario is wrong.
pub fn open(path: &FilePath, wishes: &Wishes) -> Result<Study, Problems> {
    let source = file::open(path)?;
    expect_study(&source)?;
    study(&source, wishes)
}

/// What the command line wants otherwise than the file.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Settings that win over the base scenario.
    pub settings: Vec<String>,
    /// The number of runs.
    pub runs: Option<u64>,
    /// The seed.
    pub seed: Option<u64>,
}

/// Whether a text is a study and not a scenario: it has a section that only studies have, or says that it is one.
#[must_use]
pub fn is_study(source: &Source) -> bool {
    mark_of_a_study(DeTable::parse_recoverable(&source.text).0.get_ref()).is_some()
}

/// Where a text shows that it is a study.
fn mark_of_a_study(root: &DeTable<'_>) -> Option<Range<usize>> {
    let says_so = |value: &Spanned<DeValue<'_>>| value.get_ref().as_str() == Some(KIND);
    root.iter()
        .find(|(key, value)| {
            let key = key.get_ref().as_ref();
            form::ONLY_IN_STUDIES.contains(&key) || (key == "kind" && says_so(value))
        })
        .map(|(key, _)| key.span())
}

/// Sees whether a text that is to be read as a study is one.
///
/// # Errors
/// If it is a scenario, says nothing, or is not TOML.
pub fn expect_study(source: &Arc<Source>) -> Result<(), Problems> {
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    let root = root.get_ref();
    if mark_of_a_study(root).is_some() {
        return Ok(());
    }
    let name = &source.name;
    if !errors.is_empty() {
        let mut problems = Problems::default();
        for problem in syntax::problems(source, &errors, false) {
            problems.push(problem);
        }
        return Err(problems);
    }
    let Some(first) = root.keys().next() else {
        return Err(Problem::error(text!("`{name}` says nothing: it has only comments"; "`{name}`没有内容，只有注释"))
            .at(place(source, 0..0), text!("nothing to run"; "无可模拟"))
            .hint(text!(
                "a study needs `scenario`, `[uncertain]` and `[outcomes]`: `coke-sim new --study FILE` writes one to start from";
                "研究须有`scenario`、`[uncertain]`和`[outcomes]`：`coke-sim new --study 文件`可写出一个起点"
            ))
            .into());
    };
    Err(Problem::error(text!("`{name}` is a scenario, not a study"; "`{name}`是情景，不是研究"))
        .at(place(source, first.span()), text!("a section of scenarios"; "情景的内容"))
        .hint(text!(
            "`coke-sim run` simulates it; a study names it, as in `scenario = \"{name}\"`, and says what is uncertain";
            "请用`coke-sim run`模拟；研究以`scenario = \"{name}\"`引用它，并说明哪些不确定"
        ))
        .into())
}

/// Why a text cannot be read as a scenario, if it is a study.
pub(super) fn not_a_scenario(source: &Arc<Source>, root: &DeTable<'_>) -> Option<Problem> {
    let mark = mark_of_a_study(root)?;
    let name = &source.name;
    Some(
        Problem::error(text!("`{name}` is a study, not a scenario"; "`{name}`是研究，不是情景"))
            .at(place(source, mark), text!("only studies have this"; "只有研究才有此项"))
            .hint(text!(
                "`coke-sim sweep {name} --out DIR` runs it; `coke-sim show {name} --run 0` shows the scenario of one run";
                "请用`coke-sim sweep {name} --out 文件夹`运行；`coke-sim show {name} --run 0`显示其中一次运行的情景"
            )),
    )
}

/// Reads a study from its text; files that it names are looked for beside its name.
///
/// # Errors
/// As for [`open`].
pub fn study(source: &Arc<Source>, wishes: &Wishes) -> Result<Study, Problems> {
    let family = Family::default();
    let nothing = Baseline::embedded();
    let mut first = Reader::new(&nothing, None, &family);
    first.problems = Problems::default();
    let Some(root) = first.parsed(source, false) else { return Err(first.problems) };
    let base = match base_scenario(source, &root, &wishes.settings) {
        Ok(base) => base,
        Err(problems) => {
            // without the base scenario no key of the study can be judged
            first.problems.extend(problems);
            return Err(first.problems);
        }
    };
    let baseline = Arc::clone(&base.baseline);
    let mut reader = Reader::new(&baseline, base.baseline_folder.clone(), &family);
    reader.problems = Problems::default();
    StudyReader { reader, base: &base, source, wishes }.study(&root)
}

/// The scenario that a study varies.
fn base_scenario(source: &Arc<Source>, root: &DeTable<'_>, settings: &[String]) -> Result<Scenario, Problems> {
    let Some(value) = root.get("scenario") else {
        return Err(Problem::error(
            text!("the study does not say which scenario it varies"; "研究未说明以哪个情景为基础"),
        )
        .at(place(source, 0..0), text!("needs `scenario`"; "须有`scenario`"))
        .hint(text!(
            "write `scenario = \"plan\"`, or the name of a file, at the top";
            "请在开头写`scenario = \"plan\"`或文件名"
        ))
        .into());
    };
    let here = place(source, value.span());
    let DeValue::String(name) = value.get_ref() else {
        let is = kind_of(value);
        return Err(Problem::error(text!(
            "`scenario` needs the name of a file, not {}", is.en;
            "`scenario`须为文件名，不能是{}", is.zh
        ))
        .at(here, text!("not a name"; "不是名称"))
        .hint(text!("write `scenario = \"plan\"`"; "请写`scenario = \"plan\"`"))
        .into());
    };
    if name.trim().is_empty() {
        return Err(Problem::error(text!("`scenario` names no file"; "`scenario`未写文件名"))
            .at(here, text!("empty"; "空"))
            .hint(text!("write `scenario = \"plan\"`"; "请写`scenario = \"plan\"`"))
            .into());
    }
    let path = path_of(source, name);
    if !path.exists() && file::embedded(name).is_none() {
        return Err(no_such_file(&path, here).into());
    }
    super::open(&path, settings).map_err(|problems| problems.named_at(&here))
}

/// A file beside the study, or the name of a scenario within the program.
fn path_of(source: &Source, name: &str) -> PathBuf {
    let path = beside(source, name);
    if path.is_file() || file::embedded(name).is_none() { path } else { PathBuf::from(name) }
}

/// A study being read. Values are read by the rules of scenarios, so it has the reader of one.
struct StudyReader<'a> {
    reader: Reader<'a>,
    base: &'a Scenario,
    source: &'a Arc<Source>,
    wishes: &'a Wishes,
}

impl StudyReader<'_> {
    fn study(mut self, root: &DeTable<'_>) -> Result<Study, Problems> {
        self.known_keys(root, &STUDY_SECTIONS, &text!("a study"; "研究"));
        self.kind(root);
        let title = root.get("title").and_then(|value| self.reader.text(self.source, "title", value));
        let description = root.get("description").and_then(|value| self.reader.text(self.source, "description", value));
        let design = self.design(root);
        let errors = self.reader.problems.errors();
        let uncertain = self.uncertain(root);
        let all_read = self.reader.problems.errors() == errors;
        self.warn_of_overruled(&uncertain);
        let correlations = self.correlations(root, &uncertain, all_read);
        let mixes = self.mixes(root);
        let before_outcomes = self.reader.problems.errors();
        let outcomes = self.outcomes(root);
        let (targets, together) = self.targets(root);
        let kept_all = self.reader.problems.errors() == before_outcomes;
        if outcomes.is_empty() && targets.is_empty() && kept_all {
            self.no_outcome(root);
        }
        let objectives = self.objectives(root, &outcomes, kept_all);
        let stable = self.stable(root);
        let futures = design.as_ref().and_then(|design| self.futures(design, &uncertain, &correlations));
        let runs = design.as_ref().map_or(0, |design| design.runs);
        if all_read
            && uncertain.is_empty()
            && runs > 1
            && design.as_ref().is_some_and(|design| design.method.is_random())
        {
            let here = self.place(root.get("uncertain").or(root.get("design")).map_or(0..0, Spanned::span));
            self.problem(
                Problem::warning(text!("nothing is uncertain: all {runs} runs are the same"; "没有不确定因素：{runs}次运行全都相同"))
                    .at(here, text!("nothing varies"; "没有变化"))
                    .hint(text!("write what varies under `[uncertain]`, or `runs = 1`"; "请在`[uncertain]`下写出变化的因素，或写`runs = 1`")),
            );
        }
        let mut problems = self.reader.problems;
        if problems.has_errors() {
            problems.sort(&self.reader.sources);
            return Err(problems);
        }
        let (Some(design), Some(futures)) = (design, futures) else { return Err(problems) };
        problems.extend(self.base.warnings.clone());
        let stem = FilePath::new(&self.source.name)
            .file_stem()
            .map_or_else(|| self.source.name.clone(), |stem| stem.to_string_lossy().into_owned());
        let mut sources = vec![Arc::clone(self.source)];
        sources.append(&mut self.reader.sources);
        Ok(Study {
            title: title.unwrap_or_else(|| Text::plain(crate::problem::visible(&stem))),
            description: description.unwrap_or_default(),
            base: self.base.clone(),
            method: design.method,
            runs,
            seed: design.seed,
            inputs: uncertain.into_iter().map(|(input, _)| input).collect(),
            futures,
            mixes,
            outcomes,
            targets,
            together,
            objectives,
            stable,
            warnings: problems,
            sources,
        })
    }

    /// `kind = "study"`, if anything
    fn kind(&mut self, root: &DeTable<'_>) {
        let Some(value) = root.get("kind").filter(|value| value.get_ref().as_str() != Some(KIND)) else { return };
        let here = self.place(value.span());
        self.problem(
            Problem::error(text!("a study can be of no other kind than `{KIND}`"; "研究的类别只能是`{KIND}`"))
                .at(here, text!("another kind"; "其他类别"))
                .hint(text!("write `kind = \"{KIND}\"`, or leave it out"; "请写`kind = \"{KIND}\"`，或去掉")),
        );
    }

    fn place(&self, span: Range<usize>) -> Place {
        place(self.source, span)
    }

    fn problem(&mut self, problem: Problem) {
        self.reader.problems.push(problem);
    }

    /// A table under a key; a problem if the value is something else.
    fn table<'k, 'd>(&mut self, root: &'k DeTable<'d>, name: &str) -> Option<&'k DeTable<'d>> {
        let value = root.get(name)?;
        self.as_table(name, value)
    }

    fn as_table<'k, 'd>(&mut self, name: &str, value: &'k Spanned<DeValue<'d>>) -> Option<&'k DeTable<'d>> {
        if let DeValue::Table(table) = value.get_ref() {
            return Some(table);
        }
        let is = kind_of(value);
        let here = self.place(value.span());
        self.problem(
            Problem::error(text!("`{name}` must be a table, not {}", is.en; "`{name}`须为表，不能是{}", is.zh))
                .at(here, text!("not a table"; "不是表"))
                .hint({
                    let named = if ["mix", "factor"].contains(&name) { ".NAME" } else { "" };
                    text!(
                        "write `[{name}{named}]` on a line of its own, and its keys beneath";
                        "请单独一行写`[{name}{named}]`，其下写各键"
                    )
                }),
        );
        None
    }

    /// The tables of `[[name]]`.
    fn tables<'k, 'd>(&mut self, root: &'k DeTable<'d>, name: &str) -> Vec<(&'k DeTable<'d>, Place)> {
        let Some(value) = root.get(name) else { return Vec::new() };
        let DeValue::Array(list) = value.get_ref() else {
            let is = kind_of(value);
            let here = self.place(value.span());
            self.problem(
                Problem::error(
                    text!("`{name}` must be a list of tables, not {}", is.en; "`{name}`须为表的列表，不能是{}", is.zh),
                )
                .at(here, text!("not a list of tables"; "不是表的列表"))
                .hint(text!(
                    "write `[[{name}]]` on a line of its own, in double brackets, and its keys beneath";
                    "请单独一行写`[[{name}]]`（双重方括号），其下写各键"
                )),
            );
            return Vec::new();
        };
        list.iter().filter_map(|value| Some((self.as_table(name, value)?, self.place(value.span())))).collect()
    }

    /// Complains about keys that are not among these.
    fn known_keys(&mut self, table: &DeTable<'_>, known: &[&str], of: &Text) {
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let written = key.get_ref().as_ref();
            let all = known.join("`, `");
            let problem = Problem::error(text!("{} has no `{written}`", of.en; "{}没有`{written}`", of.zh))
                .at(self.place(key.span()), text!("no such key here"; "此处没有这个键"));
            let hint = match nearest(&written.to_lowercase(), known.iter().copied()) {
                Some(near) => text!("did you mean `{near}`?"; "是否想写`{near}`？"),
                None if ["policy", "world", "parameters", "time", "target", "check", "extends", "baseline"]
                    .contains(&written) =>
                {
                    text!(
                        "it belongs into the scenario that the study varies; a study has `{all}`";
                        "它属于研究所用的情景；研究可有`{all}`"
                    )
                }
                None if known == form::MIX_KEYS && !self.reader.slots(Section::Policy, written).is_empty() => text!(
                    "levers stand in `policy`, as in `policy = {{ \"{written}\" = ... }}`";
                    "政策手段写在`policy`中，如`policy = {{ \"{written}\" = ... }}`"
                ),
                None => text!("there are `{all}`"; "可用`{all}`"),
            };
            self.problem(problem.hint(hint));
        }
    }

    /// The words of a value; a problem if it is no text.
    fn words(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        if let DeValue::String(words) = value.get_ref()
            && !words.trim().is_empty()
        {
            return Some(self.reader.words(self.source, "id", words, value.span()));
        }
        let is = kind_of(value);
        let here = self.place(value.span());
        self.problem(
            Problem::error(text!("`{name}` needs a name, not {}", is.en; "`{name}`须为名称，不能是{}", is.zh))
                .at(here, text!("not a name"; "不是名称"))
                .hint(text!("write a name in quotes"; "请写带引号的名称")),
        );
        None
    }

    /// A list of names, or one name.
    fn names(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Vec<(String, Place)> {
        let list: Vec<&Spanned<DeValue<'_>>> = match value.get_ref() {
            DeValue::Array(list) => list.iter().collect(),
            _ => vec![value],
        };
        let found: Vec<(String, Place)> =
            list.into_iter().filter_map(|value| Some((self.words(name, value)?, self.place(value.span())))).collect();
        for (position, (words, here)) in found.iter().enumerate() {
            if found[..position].iter().any(|(other, _)| other == words) {
                self.problem(
                    Problem::error(text!("`{words}` is listed twice"; "`{words}`列了两次"))
                        .at(here.clone(), text!("listed before"; "前面已列出"))
                        .hint(text!("keep one of the two"; "请只保留一个")),
                );
            }
        }
        found
    }

    /// A plain number under a key.
    fn number(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<f64> {
        crate::scenario::number::number(self.source, name, None, value, &mut self.reader.problems)
    }

    /// `[stable]`
    fn stable(&mut self, root: &DeTable<'_>) -> Stable {
        let mut stable = Stable::default();
        let Some(table) = self.table(root, "stable") else { return stable };
        self.known_keys(table, &form::STABLE_KEYS, &text!("`[stable]`"; "`[stable]`"));
        for (key, slot) in [("probability", &mut stable.probability), ("quantile", &mut stable.quantile)] {
            let Some(value) = table.get(key) else { continue };
            let Some(given) = self.number(key, value) else { continue };
            if given > 0.0 && given < 1.0 {
                *slot = given;
                continue;
            }
            let here = self.place(value.span());
            self.problem(
                Problem::error(
                    text!("`{key}` must lie between 0 and 1, but is {given}"; "`{key}`须在0和1之间，现为{given}"),
                )
                .at(here, text!("out of range"; "超出范围"))
                .hint(text!(
                    "0.02 means: known within 2 percentage points, or moved by less than 2 %";
                    "0.02表示：误差在2个百分点以内，或变动小于2%"
                )),
            );
        }
        stable
    }

    /// What a text has already set: nothing yet.
    fn nothing_set() -> Earlier {
        Earlier::default()
    }
}
