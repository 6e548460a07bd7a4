//! `{ file = "x.csv" }`: the values of one quantity over time, from a table.

use super::schedule::Schedule;
use super::values::{Quantity, in_unit};
use super::{DRIVER_YEARS, Reader};
use crate::problem::{Place, Problem, Source, nearest};
use crate::safe::csv::unprotect;
use crate::scenario::baseline::{FIRST_YEAR, LAST_YEAR};
use crate::scenario::file::{self, Unread};
use crate::scenario::number::{kind, place};
use crate::scenario::read::family::beside;
use crate::text;
use crate::text::Text;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// One row of a table: a time, and the value then.
pub(super) struct Row {
    pub(super) time: f64,
    pub(super) value: f64,
    place: Place,
}

/// Names of the column that says when.
const TIME_COLUMNS: [&str; 4] = ["time", "year", "年份", "时间"];

impl Reader<'_> {
    /// The rows of the file that a table names.
    pub(super) fn table_file(
        &mut self,
        source: &Arc<Source>,
        quantity: &Quantity,
        table: &DeTable<'_>,
        time: &str,
    ) -> Option<Vec<Row>> {
        let mut name = None;
        let mut column = None;
        for (key, value) in table {
            let here = place(source, value.span());
            let slot = match key.get_ref().as_ref() {
                "file" => &mut name,
                "column" => &mut column,
                other => {
                    self.problems.push(
                        Problem::error(text!("a table file has no `{other}`"; "数据文件没有`{other}`"))
                            .at(place(source, key.span()), text!("not known here"; "此处不能用"))
                            .hint(match nearest(other, ["file", "column"]) {
                                Some(near) => text!("did you mean `{near}`?"; "是否想写`{near}`？"),
                                None => form(time),
                            }),
                    );
                    return None;
                }
            };
            if let DeValue::String(words) = value.get_ref() {
                *slot = Some((words.to_string(), here));
            } else {
                let (key, is) = (key.get_ref(), kind(value.get_ref()));
                self.problems.push(
                    Problem::error(text!("`{key}` needs a name, not {}", is.en; "`{key}`须为名称，不能是{}", is.zh))
                        .at(here, text!("not a name"; "不是名称"))
                        .hint(form(time)),
                );
                return None;
            }
        }
        let (name, here) = name?; // there is one: it brought us here
        let path = beside(source, &name);
        let file =
            match file::read(&path) {
                Ok(file) => file,
                Err(Unread::Missing) => {
                    let shown = path.display();
                    self.problems.push(
                        Problem::error(text!("there is no file `{shown}`"; "没有文件`{shown}`"))
                            .at(here, text!("no such file"; "没有这个文件"))
                            .hint(text!(
                                "it is looked for from the folder of the file that names it";
                                "从引用它的文件所在的文件夹起查找"
                            ))
                            .hint(file::similar(&path).map_or_else(
                                Text::default,
                                |near| text!("did you mean `{near}`?"; "是否想写`{near}`？"),
                            )),
                    );
                    return None;
                }
                Err(Unread::Problem(problem)) => {
                    let named = text!("named here"; "在此引用");
                    self.problems.push(match problem.place {
                        Some(_) => problem.also(here, named),
                        None => problem.at(here, named),
                    });
                    return None;
                }
            };
        if !self.sources.iter().any(|known| known.name == file.name && known.text == file.text) {
            self.sources.push(Arc::clone(&file));
        }
        self.rows(&file, quantity, column.as_ref(), time, &here)
    }

    #[allow(clippy::too_many_lines)] // one table, from its head to its last row
    fn rows(
        &mut self,
        file: &Arc<Source>,
        quantity: &Quantity,
        column: Option<&(String, Place)>,
        time: &str,
        here: &Place,
    ) -> Option<Vec<Row>> {
        let errors = self.problems.errors();
        let text = file.text.strip_prefix(crate::problem::BYTE_ORDER_MARK).unwrap_or(&file.text);
        let offset = file.text.len() - text.len();
        if text.trim().is_empty() {
            self.problems.push(
                Problem::error(text!("`{}` is empty", file.name; "`{}`是空文件", file.name))
                    .at(here.clone(), text!("nothing to read"; "没有可读的内容"))
                    .hint(form(time)),
            );
            return None;
        }
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
        let header = match reader.headers() {
            Ok(header) => header.clone(),
            Err(error) => {
                self.not_csv(file, &error, here);
                return None;
            }
        };
        let names: Vec<&str> = header.iter().map(unprotect).collect();
        let head = || place(file, offset..offset + text.lines().next().unwrap_or_default().len());
        let Some(time_column) = names.iter().position(|name| TIME_COLUMNS.contains(&name.to_lowercase().as_str()))
        else {
            let hint = if names.len() == 1 && names[0].contains([';', '\t', '，']) {
                text!(
                    "separate the cells by commas (`,`), not by semicolons, tabs or full-width commas";
                    "请用半角逗号（`,`）分隔单元格，不用分号、制表符或全角逗号"
                )
            } else {
                text!(
                    "the first line names the columns: `year` (or `time`), then those with values";
                    "首行为列名：先`year`（或`time`），后为数值列"
                )
            };
            self.problems.push(
                Problem::error(text!("`{}` has no column of years", file.name; "`{}`没有年份列", file.name))
                    .at(head(), text!("no `year` or `time` among these"; "其中没有`year`或`time`"))
                    .also(here.clone(), text!("named here"; "在此引用"))
                    .hint(hint),
            );
            return None;
        };
        if text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
            self.problems.push(
                Problem::error(text!(
                    "`{}` has a quotation mark that is not closed", file.name;
                    "`{}`有未闭合的引号", file.name
                ))
                .at(here.clone(), text!("named here"; "在此引用"))
                .hint(text!("is the file whole? numbers need no quotes"; "文件是否完整？数值不必加引号")),
            );
            return None;
        }
        let times: Vec<&str> =
            names.iter().copied().filter(|name| TIME_COLUMNS.contains(&name.to_lowercase().as_str())).collect();
        if times.len() > 1 {
            let times = times.join("`, `");
            self.problems.push(
                Problem::error(text!(
                    "`{}` has several columns of years: `{times}`", file.name;
                    "`{}`有多个年份列：`{times}`", file.name
                ))
                .at(head(), text!("which of them?"; "是其中哪一个？"))
                .also(here.clone(), text!("named here"; "在此引用"))
                .hint(text!("keep one of them"; "请只保留一个")),
            );
            return None;
        }
        let is_time = |position: &usize| TIME_COLUMNS.contains(&names[*position].to_lowercase().as_str());
        let others: Vec<usize> = (0..names.len()).filter(|position| !is_time(position)).collect();
        let value_column = match (column, &others[..]) {
            (Some((wanted, place)), _) => {
                let mut found = others.iter().filter(|position| names[**position] == wanted);
                let (first, second) = (found.next(), found.next());
                let (Some(one), None) = (first, second) else {
                    let values = || others.iter().map(|position| names[*position]);
                    self.problems.push(not_one_column(file, wanted, place, second.is_some(), values));
                    return None;
                };
                *one
            }
            (None, [one]) => *one,
            (None, []) => {
                self.problems.push(
                    Problem::error(text!("`{}` has no column of values", file.name; "`{}`没有数值列", file.name))
                        .at(head(), text!("only years"; "只有年份"))
                        .also(here.clone(), text!("named here"; "在此引用"))
                        .hint(form(time)),
                );
                return None;
            }
            (None, _) => {
                let known = others.iter().map(|position| names[*position]).collect::<Vec<_>>().join("`, `");
                let named_so = others.iter().find(|position| names[**position] == quantity.key);
                let example = named_so.or(others.first()).map_or("value", |position| names[*position]);
                self.problems.push(
                    Problem::error(text!(
                        "which column of `{}` holds `{}`?", file.name, quantity.key;
                        "`{}`的哪一列是`{}`？", file.name, quantity.key
                    ))
                    .at(head(), text!("not one column of values"; "数值列不是一列"))
                    .also(here.clone(), text!("named here"; "在此引用"))
                    .hint(text!(
                        "write {{ file = \"...\", column = \"{example}\" }}; there are `{known}`";
                        "请写{{ file = \"...\", column = \"{example}\" }}；可选`{known}`"
                    )),
                );
                return None;
            }
        };
        let mut rows: Vec<Row> = Vec::new();
        for record in reader.records() {
            if self.problems.is_full() {
                return None;
            }
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    self.not_csv(file, &error, here);
                    return None;
                }
            };
            let start = offset + record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
            // the csv reader counts from behind the last row: blank lines may lie between
            let start = start + file.text.get(start..).map_or(0, |rest| rest.len() - rest.trim_start().len());
            let line = file.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
            let row = place(file, start..start + line.trim_end().len());
            let extra = record.iter().skip(names.len()).any(|cell| !cell.is_empty());
            if extra || record.len() < names.len() {
                let (cells, columns) = (record.len(), names.len());
                self.problems.push(
                    Problem::error(text!(
                        "a row of `{}` has {cells} cells, but there are {columns} columns", file.name;
                        "`{}`有一行含{cells}个单元格，而表有{columns}列", file.name
                    ))
                    .at(row, text!("{cells} cells"; "{cells}个单元格"))
                    .hint(text!(
                        "write decimals with a point (0.05), and a comma between every two cells, also empty ones";
                        "小数请用点号（0.05）；每两个单元格之间写一个逗号，空单元格也要写"
                    )),
                );
                continue;
            }
            let cell = |column: usize| record.get(column).map(unprotect).filter(|cell| !cell.is_empty());
            let (Some(time), Some(value)) = (cell(time_column), cell(value_column)) else {
                self.problems.push(
                    Problem::error(text!("`{}` has a hole", file.name; "`{}`有空缺", file.name))
                        .at(row, text!("a cell of this row is empty"; "本行有空单元格"))
                        .hint(if time == "year" {
                            text!("give every year a value"; "请为每一年填写数值")
                        } else {
                            text!(
                                "fill it in, or leave out the whole row where values between may be taken from a straight line";
                                "请补全；若可按直线取中间值，也可去掉整行"
                            )
                        }),
                );
                continue;
            };
            let Some(time) = time.parse::<f64>().ok().filter(|time| DRIVER_YEARS.contains(time)) else {
                let written = crate::problem::visible(time);
                self.not_a_time(&written, row);
                continue;
            };
            if let Some(value) = self.bounded_cell(quantity, value, row.clone()) {
                rows.push(Row { time, value, place: row });
            }
        }
        if rows.is_empty() && self.problems.errors() == errors {
            self.problems.push(
                Problem::error(text!("`{}` has no rows", file.name; "`{}`没有数据行", file.name))
                    .at(here.clone(), text!("nothing to read"; "没有可读的内容"))
                    .hint(text!("write one row a time beneath the names of the columns"; "请在列名之下逐行写明各时间的数值")),
            );
        }
        rows.sort_by(|one, other| one.time.total_cmp(&other.time));
        if let Some(pair) = rows.windows(2).find(|pair| pair[0].time >= pair[1].time) {
            let time = pair[1].time;
            self.problems.push(
                Problem::error(text!("`{}` has two rows for {time}", file.name; "`{}`中{time}有两行", file.name))
                    .at(pair[1].place.clone(), text!("a second row"; "重复的一行"))
                    .hint(text!("keep one of the two"; "请只保留一个")),
            );
        }
        (self.problems.errors() == errors).then_some(rows)
    }

    /// A lever's rows: whole years, none left out between the first and the last.
    pub(super) fn held_rows(&mut self, quantity: &Quantity, rows: &[Row]) -> Option<Schedule> {
        let mut held: Vec<(i32, f64)> = Vec::new();
        for row in rows {
            let year = (FIRST_YEAR..=LAST_YEAR).find(|year| (f64::from(*year) - row.time).abs() < f64::EPSILON);
            let Some(year) = year else {
                let time = row.time;
                self.problems.push(
                    Problem::error(text!("{time} is not a year of the plan"; "{time}不是规划期内的年份"))
                        .at(row.place.clone(), text!("a year outside"; "年份超出"))
                        .hint(text!(
                            "levers are set for whole years from {FIRST_YEAR} to {LAST_YEAR}";
                            "政策手段按整年设定，从{FIRST_YEAR}到{LAST_YEAR}"
                        )),
                );
                return None;
            };
            if let Some((before, _)) = held.last()
                && before + 1 < year
            {
                let missing = before + 1;
                let (key, unit) = (&quantity.key, in_unit(&quantity.unit));
                self.problems.push(
                    Problem::error(text!("`{}` has no row for {missing}", row.place.source.name; "`{}`缺少{missing}年", row.place.source.name))
                        .at(row.place.clone(), text!("a year is missing before this"; "此前缺少年份"))
                        .hint(text!(
                            "give `{key}` a value{} for every year in between", unit.en;
                            "请为其间每一年给出`{key}`的值{}", unit.zh
                        )),
                );
                return None;
            }
            held.push((year, row.value));
        }
        Some(Schedule::Held(held))
    }

    fn not_csv(&mut self, file: &Arc<Source>, error: &csv::Error, here: &Place) {
        let line = error.position().map_or(1, csv::Position::line);
        self.problems.push(
            Problem::error(text!(
                "`{}` is not a table: line {line} cannot be read", file.name;
                "`{}`不是数据表：第{line}行无法读取", file.name
            ))
            .at(here.clone(), text!("named here"; "在此引用"))
            .hint(text!("values are separated by commas, with a point in decimals"; "数值以逗号分隔，小数用点号")),
        );
    }
}

/// A column that is asked for and not there, or there twice.
fn not_one_column<'n, Names: Iterator<Item = &'n str>>(
    file: &Source,
    wanted: &str,
    here: &Place,
    twice: bool,
    names: impl Fn() -> Names,
) -> Problem {
    if twice {
        return Problem::error(
            text!("`{}` has two columns `{wanted}`", file.name; "`{}`有两列都叫`{wanted}`", file.name),
        )
        .at(here.clone(), text!("which of them?"; "是其中哪一列？"))
        .hint(text!("give each column a name of its own"; "请给各列起不同的列名"));
    }
    let problem = Problem::error(
        text!("`{}` has no column of values `{wanted}`", file.name; "`{}`没有数值列`{wanted}`", file.name),
    )
    .at(here.clone(), text!("no such column"; "没有这一列"));
    let known = names().collect::<Vec<_>>().join("`, `");
    match nearest(wanted, names()) {
        Some(near) => problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？")),
        None => problem.hint(text!("there are `{known}`"; "可选`{known}`")),
    }
}

fn form(time: &str) -> Text {
    text!(
        "write {{ file = \"x.csv\" }} for a table with the columns `{time}` and one of values, or add `column = \"name\"`";
        "请写{{ file = \"x.csv\" }}，表中有`{time}`和一列数值；列数更多时加`column = \"列名\"`"
    )
}
