//! The values of a quantity: by year, or what is known of a parameter's.

use super::{Subject, Table, Values};
use crate::structure::{Kind, Quantity};
use crate::text;
use crate::text::Text;
use crate::unit::is_amount;

/// A set with more members is not shown member by member.
const MOST_MEMBERS: usize = 12;

impl Subject<'_> {
    /// Values by year of a quantity; only those of some members if they are named.
    pub(in crate::report::model) fn values(&self, quantity: &Quantity, members: &[String]) -> Table {
        match quantity.kind {
            Kind::Stock | Kind::Auxiliary => self.by_year(quantity, members),
            Kind::Lever => self.lever_values(quantity, members),
            Kind::Driver => self.driver_values(quantity),
            Kind::Parameter => self.parameter_values(quantity, members),
            Kind::Step => Table::default(),
        }
    }

    fn by_year(&self, quantity: &Quantity, members: &[String]) -> Table {
        let baseline = &self.scenario.baseline;
        let Some(variable) = self.results.layout().find(quantity.declaration.name) else { return Table::default() };
        let years: Vec<i32> = (self.scenario.start - 1..=self.scenario.end).collect();
        let declared = quantity.declaration;
        let of = |position: usize| -> Vec<Option<f64>> {
            let value = |year: &i32| Some(self.results.values(0, variable, *year)?[position]);
            years.iter().map(value).collect()
        };
        let positions: Vec<usize> = (0..quantity.size)
            .filter(|position| {
                members.is_empty() || declared.members(&baseline.sets, *position).iter().eq(members.iter())
            })
            .collect();
        let unit = |position: usize| crate::report::model::unit(baseline, quantity, position);
        let label = |position: usize| {
            let names = declared.dimensions.iter().zip(declared.members(&baseline.sets, position));
            let labels: Vec<String> = names.map(|(set, member)| self.say(&baseline.label(*set, member))).collect();
            labels.join(self.say(&text!(", "; "·")).as_str())
        };
        let mut rows = Vec::new();
        let is_one_unit = positions.iter().all(|position| unit(*position) == unit(positions[0]));
        let sum = |of_row: &[usize]| -> Vec<Option<f64>> {
            let all: Vec<Vec<Option<f64>>> = of_row.iter().map(|position| of(*position)).collect();
            (0..years.len()).map(|year| all.iter().map(|values| values[year]).sum()).collect()
        };
        let adds_up = is_one_unit && positions.len() > 1 && is_amount(&unit(positions[0]));
        if adds_up {
            let of = self.say(&text!("total"; "合计"));
            rows.push(Values { of, unit: unit(positions[0]), values: sum(&positions) });
        }
        if declared.dimensions.len() < 2 && positions.len() <= MOST_MEMBERS || positions.len() == 1 {
            for position in &positions {
                rows.push(Values { of: label(*position), unit: unit(*position), values: of(*position) });
            }
        } else if adds_up {
            for (place, set) in declared.dimensions.iter().enumerate().filter(|(place, _)| *place > 0) {
                for (number, member) in baseline.sets.members(*set).iter().enumerate() {
                    let with = |position: &usize| self.structure.members(quantity.offset + *position)[place] == number;
                    let of_member: Vec<usize> = positions.iter().copied().filter(with).collect();
                    let of = self.say(&baseline.label(*set, member));
                    rows.push(Values { of, unit: unit(positions[0]), values: sum(&of_member) });
                }
            }
        } else {
            for (words, better) in [
                (text!("lowest"; "最低"), f64::min as fn(f64, f64) -> f64),
                (text!("highest"; "最高"), f64::max as fn(f64, f64) -> f64),
            ] {
                let all: Vec<Vec<Option<f64>>> = positions.iter().map(|position| of(*position)).collect();
                let values =
                    (0..years.len()).map(|year| all.iter().filter_map(|values| values[year]).reduce(better)).collect();
                let unit = if is_one_unit { unit(positions[0]) } else { String::new() };
                rows.push(Values { of: self.say(&words), unit, values });
            }
        }
        let title = self.scenario.title.clone();
        let example = declared.members(&baseline.sets, 0).join(".");
        let name = declared.name;
        let note = if quantity.size > rows.len() && members.is_empty() {
            let note = text!("One value: `{name}.{example}`."; "查看单个数值：`{name}.{example}`。");
            self.say(&note)
        } else {
            String::new()
        };
        Table {
            title: self.say(&match quantity.kind {
                Kind::Stock => text!("Values at the end of the year under: {}", title.en; "年末值，情景：{}", title.zh),
                _ => text!("Means of the year under: {}", title.en; "年均值，情景：{}", title.zh),
            }),
            columns: years.iter().map(ToString::to_string).collect(),
            rows,
            note,
        }
    }

    fn lever_values(&self, quantity: &Quantity, members: &[String]) -> Table {
        let baseline = &self.scenario.baseline;
        let first = self.first(Kind::Lever);
        let years: Vec<String> = self.scenario.years().map(|year| year.to_string()).collect();
        let mut rows = Vec::new();
        for (position, slot) in quantity.slots().enumerate() {
            let names = quantity.declaration.members(&baseline.sets, position);
            if !members.is_empty() && !names.iter().eq(members.iter()) {
                continue;
            }
            let lever = &baseline.levers[slot - first];
            let values = &self.scenario.levers[slot - first];
            let member = names.join(".");
            let row = |of: Text, values: &[f64]| Values {
                of: if member.is_empty() { self.say(&of) } else { format!("{member}: {}", self.say(&of)) },
                unit: lever.unit.clone(),
                values: values.iter().take(years.len()).copied().map(Some).collect(),
            };
            rows.push(row(text!("this scenario"; "本情景"), values));
            rows.push(row(text!("without new policy"; "无新政策"), &lever.default));
        }
        let title = self.scenario.title.clone();
        let title = text!("Values under: {}", title.en; "数值，情景：{}", title.zh);
        Table { title: self.say(&title), columns: years, rows, note: String::new() }
    }

    fn driver_values(&self, quantity: &Quantity) -> Table {
        let number = quantity.offset - self.first(Kind::Driver);
        let (entry, series) = (&self.scenario.baseline.drivers[number], &self.scenario.drivers[number]);
        let means = self.scenario.years().map(|year| Some(series.mean(f64::from(year), 1.0)));
        let title = self.scenario.title.clone();
        let title = text!("Means by year under: {}", title.en; "年均值，情景：{}", title.zh);
        Table {
            title: self.say(&title),
            columns: self.scenario.years().map(|year| year.to_string()).collect(),
            rows: vec![Values { of: self.say(&entry.term.label), unit: entry.unit.clone(), values: means.collect() }],
            note: String::new(),
        }
    }

    fn parameter_values(&self, quantity: &Quantity, members: &[String]) -> Table {
        let baseline = &self.scenario.baseline;
        let mut rows = Vec::new();
        for (position, slot) in quantity.slots().enumerate() {
            let names = quantity.declaration.members(&baseline.sets, position);
            if !members.is_empty() && !names.iter().eq(members.iter()) {
                continue;
            }
            let entry = &baseline.parameters[slot];
            let values =
                [self.scenario.parameters[slot], entry.low, entry.central, entry.high, entry.minimum, entry.maximum];
            rows.push(Values {
                of: if names.is_empty() { entry.key.clone() } else { names.join(".") },
                unit: entry.unit.clone(),
                values: values.into_iter().map(Some).collect(),
            });
        }
        let headings = [
            text!("in this run"; "本次"),
            text!("low"; "低"),
            text!("central"; "中"),
            text!("high"; "高"),
            text!("least"; "下限"),
            text!("most"; "上限"),
        ];
        Table {
            title: self.say(&text!("Values"; "数值")),
            columns: headings.iter().map(|heading| self.say(heading)).collect(),
            rows,
            note: String::new(),
        }
    }
}
