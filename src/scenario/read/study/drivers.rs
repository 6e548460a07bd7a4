//! Uncertain drivers: one by itself in all years, or whole sets of them.

use super::StudyReader;
use super::distribution::Measured;
use super::uncertain::{Bounded, drawn_within};
use crate::problem::{Problem, nearest};
use crate::sampling::distribution::Distribution;
use crate::scenario::read::DRIVER_SET;
use crate::scenario::study::{Effect, Entering, Input};
use crate::text;
use crate::text::Text;
use toml::Spanned;
use toml::de::DeValue;

impl StudyReader<'_> {
    pub(super) fn driver(&mut self, key: &str, slot: usize, value: &Spanned<DeValue<'_>>) -> Option<Input> {
        let entry = self.base.baseline.drivers[slot].clone();
        let varied = self.varied(key, value)?;
        let here = self.place(value.span());
        let Some((shape, numbers)) = varied.shape else {
            self.problem(
                Problem::error(text!("`{key}` is a driver, and drivers have no range of their own"; "`{key}`是外部条件，没有自带的范围"))
                    .at(here, text!("nothing to draw from"; "无从抽取"))
                    .hint(driver_form(key)),
            );
            return None;
        };
        if !varied.entering_said || varied.entering == Entering::Value {
            self.problem(
                Problem::error(
                    text!("`{key}` is a series over time, not one value"; "`{key}`是随时间变化的序列，不是一个值"),
                )
                .at(here, text!("how does the number enter?"; "这个数如何起作用？"))
                .hint(driver_form(key)),
            );
            return None;
        }
        let unit = if varied.entering == Entering::Factor { "-" } else { entry.unit.as_str() };
        let of = Measured { key, unit: Some(unit) };
        let mut distribution = self.shape(&of, shape, numbers)?;
        if let Some(limits) = varied.within {
            distribution = self.within(&of, distribution, limits)?;
        }
        let points: Vec<f64> = self.base.drivers[slot].points().iter().map(|(_, value)| *value).collect();
        let bounds = (entry.minimum, entry.maximum);
        let drawn = drawn_within(varied.entering, &points, bounds);
        self.bounds(&Bounded { key, unit: &entry.unit, bounds, drawn, is_value: false }, &distribution, numbers)?;
        Some(Input {
            key: key.to_owned(),
            effect: Effect::Driver(varied.entering, slot),
            shared: Some(distribution),
            unit: unit.to_owned(),
            meaning: entry.term.label.clone(),
        })
    }

    /// `drivers = { categorical = { plan = 0.7, hindcast = 0.3 } }`
    pub(super) fn driver_sets(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Input> {
        let known: Vec<String> = self.base.baseline.driver_sets().map(str::to_owned).collect();
        let example = known.iter().map(|name| format!("{name} = 0.5")).collect::<Vec<_>>().join(", ");
        let form = text!(
            "write `{DRIVER_SET} = {{ categorical = {{ {example} }} }}`: weights of named sets";
            "请写`{DRIVER_SET} = {{ categorical = {{ {example} }} }}`：各组的权重"
        );
        let here = self.place(value.span());
        let table = value.get_ref().as_table().filter(|table| table.len() == 1);
        let weights = table.and_then(|table| table.get("categorical")).and_then(|value| value.get_ref().as_table());
        let Some(weights) = weights.filter(|weights| !weights.is_empty()) else {
            self.problem(
                Problem::error(
                    text!("`{DRIVER_SET}` needs weights of sets of drivers"; "`{DRIVER_SET}`须给出各组外部条件的权重"),
                )
                .at(here, text!("no such weights"; "没有权重"))
                .hint(form),
            );
            return None;
        };
        let mut sets = Vec::new();
        let mut shares = Vec::new();
        for (name, weight) in weights {
            let of_set: Option<Vec<_>> = self
                .base
                .baseline
                .drivers
                .iter()
                .map(|driver| driver.series.get(name.get_ref().as_ref()).cloned())
                .collect();
            let Some(series) = of_set else {
                let written = name.get_ref();
                let all = known.join("`, `");
                let problem =
                    Problem::error(text!("there is no set of drivers `{written}`"; "没有外部条件组`{written}`"))
                        .at(self.place(name.span()), text!("no such set"; "没有这一组"));
                self.problem(match nearest(written, known.iter().map(String::as_str)) {
                    Some(near) => problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？")),
                    None => problem.hint(text!("there are `{all}`"; "可用`{all}`")),
                });
                return None;
            };
            sets.push((name.get_ref().to_string(), series));
            shares.push(self.number(DRIVER_SET, weight)?);
        }
        #[allow(clippy::cast_precision_loss)] // a handful of sets
        let places: Vec<f64> = (0..sets.len()).map(|place| place as f64).collect();
        match Distribution::discrete(places, Some(shares)) {
            Ok(distribution) => Some(Input {
                key: DRIVER_SET.to_owned(),
                effect: Effect::DriverSet(sets),
                shared: Some(distribution),
                unit: "-".to_owned(),
                meaning: text!("Set of drivers, counted from 0"; "外部条件组，从0数起"),
            }),
            Err(error) => {
                let said = error.message;
                self.problem(
                    Problem::error(text!("`{DRIVER_SET}`: {}", said.en; "`{DRIVER_SET}`：{}", said.zh))
                        .at(here, text!("here"; "此处"))
                        .hint(error.hint),
                );
                None
            }
        }
    }
}

fn driver_form(key: &str) -> Text {
    text!(
        "write `{key} = {{ uniform = {{ min = 0.9, max = 1.1 }}, as = \"factor\" }}` to multiply it in all years, or `as = \"shift\"` to add to it";
        "请写`{key} = {{ uniform = {{ min = 0.9, max = 1.1 }}, as = \"factor\" }}`，各年都乘以它；或用`as = \"shift\"`相加"
    )
}
