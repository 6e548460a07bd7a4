//! The shapes of uncertain inputs: `{ triangular = { min = 0.8, mode = 1.0, max = 1.4 } }`.

use super::StudyReader;
use super::form::SHAPES;
use crate::problem::{Place, Problem, nearest};
use crate::safe::csv::unprotect;
use crate::sampling::distribution::{Distribution, DistributionError};
use crate::scenario::file::{self, Unread};
use crate::scenario::number::{number, quantity};
use crate::scenario::read::family::beside;
use crate::scenario::read::kind_of;
use crate::text;
use crate::text::Text;
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What the numbers of a distribution are: of which input, and in which unit.
pub(super) struct Measured<'a> {
    pub(super) key: &'a str,
    pub(super) unit: Option<&'a str>,
}

/// A table file: its columns, each a name and cells, and the line of each row.
pub(super) struct Columns {
    pub(super) columns: Vec<(String, Vec<String>)>,
    pub(super) lines: Vec<u64>,
}

impl StudyReader<'_> {
    /// The distribution that a shape and its numbers make.
    pub(super) fn shape(
        &mut self,
        of: &Measured<'_>,
        shape: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Distribution> {
        let known = SHAPES.iter().find(|(name, _)| *name == shape).map_or(&[][..], |(_, keys)| keys);
        let DeValue::Table(table) = value.get_ref() else {
            let is = kind_of(value);
            let here = self.place(value.span());
            self.problem(
                Problem::error(text!("`{shape}` needs its numbers by name, not {}", is.en; "`{shape}`须按名称给出各数，不能是{}", is.zh))
                    .at(here, text!("not a table"; "不是表"))
                    .hint(form(shape)),
            );
            return None;
        };
        let errors = self.reader.problems.errors();
        self.known_keys(table, known, &text!("`{shape}`"; "`{shape}`"));
        let either = |one: &str, other: &str| table.contains_key(one) && table.contains_key(other);
        let clash = match shape {
            "empirical" if either("file", "values") => Some(("file", "values")),
            "lognormal" if either("sigma", "low") => Some(("sigma", "low")),
            "lognormal" if either("sigma", "high") => Some(("sigma", "high")),
            _ => None,
        };
        if let Some((one, other)) = clash {
            let here = self.place(table.get(other).map_or_else(|| value.span(), Spanned::span));
            self.problem(
                Problem::error(text!("`{shape}` has `{one}` and `{other}`"; "`{shape}`同时有`{one}`和`{other}`"))
                    .at(here, text!("one or the other"; "二者只能有一个"))
                    .hint(form(shape)),
            );
            return None;
        }
        let made = match shape {
            "discrete" => {
                let values = self.numbers(of, table, "values", value)?;
                let weights = match table.get("weights") {
                    Some(_) => Some(self.numbers(&Measured { unit: None, ..*of }, table, "weights", value)?),
                    None => None,
                };
                Distribution::discrete(values, weights)
            }
            "empirical" => {
                let values = match table.get("file") {
                    Some(named) => self.observed(of, table, named)?,
                    None => self.numbers(of, table, "values", value)?,
                };
                Distribution::empirical(values)
            }
            _ => {
                let mut given = |name: &str| -> Option<f64> {
                    let pure = ["alpha", "beta", "sigma"].contains(&name);
                    let value = table.get(name)?;
                    let what = format!("{}.{name}", of.key);
                    let unit = if pure { None } else { of.unit };
                    number(self.source, &what, unit, value, &mut self.reader.problems)
                };
                let numbers: Vec<Option<f64>> = known.iter().map(|name| given(name)).collect();
                let by_percentiles = shape == "lognormal" && !table.contains_key("sigma");
                let wanted: Vec<usize> = match shape {
                    "lognormal" if by_percentiles && !table.contains_key("median") => vec![2, 3],
                    "lognormal" if by_percentiles => vec![0, 2, 3],
                    "lognormal" => vec![0, 1],
                    _ => (0..known.len()).collect(),
                };
                if self.reader.problems.errors() > errors {
                    return None;
                }
                let missing: Vec<&str> =
                    wanted.iter().filter(|place| numbers[**place].is_none()).map(|place| known[*place]).collect();
                if !missing.is_empty() {
                    let missing = missing.join("`, `");
                    let here = self.place(value.span());
                    self.problem(
                        Problem::error(text!("`{shape}` of `{}` lacks `{missing}`", of.key; "`{}`的`{shape}`缺少`{missing}`", of.key))
                            .at(here, text!("not complete"; "不完整"))
                            .hint(form(shape)),
                    );
                    return None;
                }
                let given: Vec<f64> = wanted.iter().filter_map(|place| numbers[*place]).collect();
                match (shape, &given[..]) {
                    ("uniform", &[min, max]) => Distribution::uniform(min, max),
                    ("triangular", &[min, mode, max]) => Distribution::triangular(min, mode, max),
                    ("pert", &[min, mode, max]) => Distribution::pert(min, mode, max),
                    ("normal", &[mean, sd]) => Distribution::normal(mean, sd),
                    ("lognormal", &[low, high]) if by_percentiles => Distribution::lognormal_between(low, high),
                    ("lognormal", &[median, low, high]) => Distribution::lognormal_around(median, low, high),
                    ("lognormal", &[median, sigma]) => Distribution::lognormal(median, sigma),
                    ("beta", &[alpha, beta, min, max]) => Distribution::beta(alpha, beta, min, max),
                    _ => return None, // all shapes are named above
                }
            }
        };
        if self.reader.problems.errors() > errors {
            return None;
        }
        made.map_err(|error| self.not_a_distribution(of.key, table, value, error)).ok()
    }

    /// The same within limits.
    pub(super) fn within(
        &mut self,
        of: &Measured<'_>,
        distribution: Distribution,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Distribution> {
        let DeValue::Array(list) = value.get_ref() else {
            self.needs_two_limits(value);
            return None;
        };
        let [low, high] = &list.iter().collect::<Vec<_>>()[..] else {
            self.needs_two_limits(value);
            return None;
        };
        let what = format!("{}.within", of.key);
        let mut limit = |value| number(self.source, &what, of.unit, value, &mut self.reader.problems);
        let (low, high) = (limit(low)?, limit(high)?);
        match distribution.within(low, high) {
            Ok(distribution) => Some(distribution),
            Err(error) => {
                let here = self.place(value.span());
                self.problem(Problem::error(error.message).at(here, text!("here"; "此处")).hint(error.hint));
                None
            }
        }
    }

    fn needs_two_limits(&mut self, value: &Spanned<DeValue<'_>>) {
        let here = self.place(value.span());
        self.problem(
            Problem::error(text!("`within` needs two limits"; "`within`须有两个界限"))
                .at(here, text!("not two numbers"; "不是两个数"))
                .hint(text!("write `within = [0.5, 1.5]`"; "请写`within = [0.5, 1.5]`")),
        );
    }

    fn not_a_distribution(
        &mut self,
        key: &str,
        table: &DeTable<'_>,
        value: &Spanned<DeValue<'_>>,
        error: DistributionError,
    ) {
        let at = table.get(error.field).map_or_else(|| value.span(), Spanned::span);
        let said = error.message;
        let here = self.place(at);
        self.problem(
            Problem::error(text!("`{key}`: {}", said.en; "`{key}`：{}", said.zh))
                .at(here, text!("here"; "此处"))
                .hint(error.hint),
        );
    }

    /// A list of numbers.
    fn numbers(
        &mut self,
        of: &Measured<'_>,
        table: &DeTable<'_>,
        name: &str,
        whole: &Spanned<DeValue<'_>>,
    ) -> Option<Vec<f64>> {
        let what = format!("{}.{name}", of.key);
        let list = match table.get(name).map(|value| (value.get_ref(), value)) {
            Some((DeValue::Array(list), _)) if !list.is_empty() => list,
            other => {
                let here = self.place(other.map_or_else(|| whole.span(), |(_, value)| value.span()));
                self.problem(
                    Problem::error(text!("`{what}` needs a list of numbers"; "`{what}`须为数的列表"))
                        .at(here, text!("not a list of numbers"; "不是数的列表"))
                        .hint(text!("write `{name} = [1, 2, 3]`"; "请写`{name} = [1, 2, 3]`")),
                );
                return None;
            }
        };
        let problems = &mut self.reader.problems;
        let numbers: Vec<Option<f64>> =
            list.iter().map(|value| number(self.source, &what, of.unit, value, problems)).collect();
        numbers.into_iter().collect()
    }

    /// Observed values from a column of a table.
    fn observed(&mut self, of: &Measured<'_>, table: &DeTable<'_>, named: &Spanned<DeValue<'_>>) -> Option<Vec<f64>> {
        let name = self.words("file", named)?;
        let column = match table.get("column") {
            Some(value) => self.words("column", value)?,
            None => of.key.to_owned(),
        };
        let Columns { columns, lines } = self.csv(&name, named)?;
        let here = self.place(table.get("column").unwrap_or(named).span());
        let Some((_, cells)) = columns.iter().find(|(head, _)| *head == column) else {
            let problem = Problem::error(text!("`{name}` has no column `{column}`"; "`{name}`没有`{column}`列"))
                .at(here, text!("no such column"; "没有这一列"));
            let heads = || columns.iter().map(|(head, _)| head.as_str());
            let all = heads().collect::<Vec<_>>().join("`, `");
            self.problem(match nearest(&column, heads()) {
                Some(near) => problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？")),
                None => {
                    problem.hint(text!("write `column = ...`; there are `{all}`"; "请写`column = ...`；可用`{all}`"))
                }
            });
            return None;
        };
        let mut values = Vec::with_capacity(cells.len());
        for (cell, line) in cells.iter().zip(&lines).filter(|(cell, _)| !cell.is_empty()) {
            let what = format!("{name}:{line}: {column}");
            values.push(quantity(&what, cell, of.unit.unwrap_or("-"), here.clone(), &mut self.reader.problems)?);
        }
        Some(values)
    }

    /// The columns of a table file beside the study, as text.
    pub(super) fn csv(&mut self, name: &str, named: &Spanned<DeValue<'_>>) -> Option<Columns> {
        let here = self.place(named.span());
        let path = beside(self.source, name);
        let file = match file::read(&path) {
            Ok(file) => file,
            Err(Unread::Problem(problem)) => {
                self.problem(if problem.place.is_some() {
                    problem.also(here, text!("named here"; "在此引用"))
                } else {
                    problem.at(here, text!("named here"; "在此引用"))
                });
                return None;
            }
            Err(Unread::Missing) => {
                let problem = no_such_file(&path, here);
                self.problem(problem);
                return None;
            }
        };
        self.reader.sources.push(Arc::clone(&file));
        let text = file.text.strip_prefix(crate::problem::BYTE_ORDER_MARK).unwrap_or(&file.text);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let not_a_table = |error: &csv::Error| {
            let line = error.position().map_or(1, csv::Position::line);
            Problem::error(text!(
                "`{name}` is not a table: line {line} cannot be read";
                "`{name}`不是数据表：第{line}行无法读取"
            ))
            .hint(text!(
                "the first line names the columns; every row has as many cells, separated by commas";
                "首行为列名；各行单元格数相同，以逗号分隔"
            ))
        };
        let heads = match reader.headers() {
            Ok(heads) => heads.clone(),
            Err(error) => {
                self.problem(not_a_table(&error).at(here, text!("named here"; "在此引用")));
                return None;
            }
        };
        let mut columns: Vec<(String, Vec<String>)> =
            heads.iter().map(|head| (unprotect(head).to_owned(), Vec::new())).collect();
        let mut lines = Vec::new();
        for row in reader.records() {
            match row {
                Ok(row) => {
                    lines.push(row.position().map_or(0, csv::Position::line));
                    columns.iter_mut().zip(&row).for_each(|((_, cells), cell)| cells.push(unprotect(cell).to_owned()));
                }
                Err(error) => {
                    self.problem(not_a_table(&error).at(here, text!("named here"; "在此引用")));
                    return None;
                }
            }
        }
        Some(Columns { columns, lines })
    }
}

/// A file that a study names, and that is not there.
pub(super) fn no_such_file(path: &Path, here: Place) -> Problem {
    let shown = path.display();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let within = nearest(&name, file::EMBEDDED.iter().map(|(name, ..)| *name)).map(str::to_owned);
    let near = file::similar(path).or(within);
    Problem::error(text!("there is no file `{shown}`"; "没有文件`{shown}`"))
        .at(here, text!("no such file"; "没有这个文件"))
        .hint(text!("it is looked for from the folder of the study"; "从研究文件所在的文件夹起查找"))
        .hint(near.map_or_else(Text::default, |near| text!("did you mean `{near}`?"; "是否想写`{near}`？")))
}

/// How a shape is written.
fn form(shape: &str) -> Text {
    let example = match shape {
        "uniform" => "uniform = { min = 0.8, max = 1.2 }",
        "triangular" => "triangular = { min = 0.8, mode = 1.0, max = 1.3 }",
        "pert" => "pert = { min = 0.8, mode = 1.0, max = 1.3 }",
        "normal" => "normal = { mean = 1.0, sd = 0.1 }",
        "lognormal" => {
            return text!(
                "write `lognormal = {{ median = 1.0, sigma = 0.2 }}`, or `{{ low = 0.7, high = 1.4 }}`, the 5th and 95th percentile, with or without `median`";
                "请写`lognormal = {{ median = 1.0, sigma = 0.2 }}`，或`{{ low = 0.7, high = 1.4 }}`（第5和第95百分位数），可另加`median`"
            );
        }
        "beta" => "beta = { alpha = 2, beta = 5, min = 0, max = 1 }",
        "discrete" => "discrete = { values = [1, 2, 4], weights = [0.5, 0.3, 0.2] }",
        _ => "empirical = { file = \"seen.csv\", column = \"value\" }",
    };
    text!("write `{example}`"; "请写`{example}`")
}
