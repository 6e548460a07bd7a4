//! `[uncertain]`: what varies from future to future.

use super::StudyReader;
use super::distribution::Measured;
use super::form::{BESIDE_SHAPES, SHAPES};
use crate::problem::{COMMAND_LINE, Place, Problem};
use crate::sampling::distribution::Distribution;
use crate::scenario::baseline::ParameterEntry;
use crate::scenario::read::entries::Path;
use crate::scenario::read::{DRIVER_SET, Section, kind_of};
use crate::scenario::study::{Effect, Entering, Input};
use crate::text;
use crate::text::Text;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The word for "as `parameters.csv` has it".
const RANGE: &str = "range";

/// The key for every parameter that has a range.
const ALL: &str = "*";

/// An input, and where it was set.
pub(super) type Placed = (Input, Place);

/// How an input is said to vary.
pub(super) struct Varied<'k, 'd> {
    pub(super) shape: Option<(&'static str, &'k Spanned<DeValue<'d>>)>,
    pub(super) within: Option<&'k Spanned<DeValue<'d>>>,
    pub(super) entering: Entering,
    pub(super) entering_said: bool,
    apart: bool,
}

/// What has hard bounds.
pub(super) struct Bounded<'a> {
    pub(super) key: &'a str,
    pub(super) unit: &'a str,
    pub(super) bounds: (f64, f64),
    /// The numbers that may be drawn without leaving them.
    pub(super) drawn: (f64, f64),
    /// Whether the number is the value itself.
    pub(super) is_value: bool,
}

/// The numbers that keep all these values of the scenario within hard bounds.
pub(super) fn drawn_within(entering: Entering, values: &[f64], (minimum, maximum): (f64, f64)) -> (f64, f64) {
    let of_one = |value: f64| match entering {
        Entering::Value => (minimum, maximum),
        Entering::Shift => (minimum - value, maximum - value),
        // whatever multiplies nothing is nothing
        Entering::Factor if value == 0.0 => (f64::NEG_INFINITY, f64::INFINITY),
        Entering::Factor if value < 0.0 => (maximum / value, minimum / value),
        Entering::Factor => (minimum / value, maximum / value),
    };
    values
        .iter()
        .map(|value| of_one(*value))
        .fold((f64::NEG_INFINITY, f64::INFINITY), |(least, most), (low, high)| (least.max(low), most.min(high)))
}

impl StudyReader<'_> {
    /// `[uncertain]`, in the order of the file.
    pub(super) fn uncertain(&mut self, root: &DeTable<'_>) -> Vec<Placed> {
        let mut inputs = Vec::new();
        if let Some(table) = self.table(root, "uncertain") {
            self.uncertain_within(table, &Path::root(), &mut inputs);
            self.not_twice(&inputs);
        }
        inputs
    }

    fn uncertain_within(&mut self, table: &DeTable<'_>, path: &Path, inputs: &mut Vec<Placed>) {
        for (key, value) in table {
            if self.reader.problems.is_full() {
                return;
            }
            let path = path.join(self.source, key.get_ref(), key.span());
            self.one_uncertain(&path, value, inputs);
        }
    }

    fn one_uncertain(&mut self, path: &Path, value: &Spanned<DeValue<'_>>, inputs: &mut Vec<Placed>) {
        let here = self.place(path.span.clone());
        if path.key == ALL {
            self.all_parameters(&here, value, inputs);
            return;
        }
        if path.key == DRIVER_SET {
            inputs.extend(self.driver_sets(value).map(|input| (input, here)));
            return;
        }
        if let DeValue::Table(table) = value.get_ref()
            && table.keys().any(|key| self.names_members(&path.key, key.get_ref()))
        {
            self.uncertain_within(table, path, inputs);
            return;
        }
        let slots = self.parameter_slots(&path.key);
        if !slots.is_empty() {
            self.parameters(path, value, &slots, inputs);
            return;
        }
        if let Some(slot) = self.base.baseline.drivers.iter().position(|driver| driver.key == path.key) {
            inputs.extend(self.driver(&path.key, slot, value).map(|input| (input, here)));
            return;
        }
        let prefix = format!("{}.", path.key);
        if !self.reader.slots(Section::Policy, &path.key).is_empty()
            || self.base.baseline.levers.iter().any(|lever| lever.key.starts_with(&prefix))
        {
            let key = &path.key;
            self.problem(
                Problem::error(text!("`{key}` is a lever: a decision, not an uncertainty"; "`{key}`是政策手段，属于决策而非不确定因素"))
                    .at(here, text!("not uncertain"; "不是不确定因素"))
                    .hint(text!(
                        "set it in a mix, `[mix.NAME] policy = {{ ... }}`, or as a factor, `[factor.NAME]`";
                        "请在组合`[mix.名称] policy = {{ ... }}`或因素`[factor.名称]`中设定"
                    )),
            );
        } else {
            self.reader.unknown(self.source, path, &[Section::Parameters, Section::World], false);
        }
    }

    /// Whether a key within another names members of parameters, and not a distribution.
    fn names_members(&self, outer: &str, inner: &str) -> bool {
        let (whole, prefix) = (format!("{outer}.{inner}"), format!("{outer}.{inner}."));
        !self.reader.slots(Section::Parameters, &whole).is_empty()
            || self.base.baseline.parameters.iter().any(|parameter| parameter.key.starts_with(&prefix))
    }

    /// The parameters that a key names: one, several by `*`, or all members of a bare name.
    fn parameter_slots(&self, key: &str) -> Vec<usize> {
        let named = self.reader.slots(Section::Parameters, key);
        if !named.is_empty() {
            return named;
        }
        let entries = self.base.baseline.parameters.iter().enumerate();
        entries.filter(|(_, entry)| entry.declaration.name == key).map(|(slot, _)| slot).collect()
    }

    /// `"*" = "range"`: every parameter that has a range, name by name.
    fn all_parameters(&mut self, here: &Place, value: &Spanned<DeValue<'_>>, inputs: &mut Vec<Placed>) {
        if !matches!(value.get_ref(), DeValue::String(word) if *word == RANGE) {
            let here = self.place(value.span());
            self.problem(
                Problem::error(text!("all parameters have no distribution in common"; "全部参数没有共同的分布"))
                    .at(here, text!("not `\"{RANGE}\"`"; "不是`\"{RANGE}\"`"))
                    .hint(text!("write `\"*\" = \"{RANGE}\"`"; "请写`\"*\" = \"{RANGE}\"`")),
            );
            return;
        }
        let parameters = &self.base.baseline.parameters;
        let mut names: Vec<&'static str> = Vec::new();
        for entry in parameters {
            if !names.contains(&entry.declaration.name) {
                names.push(entry.declaration.name);
            }
        }
        for name in names {
            let slots = self.parameter_slots(name);
            let ranges: Vec<(usize, Distribution)> =
                slots.iter().map(|slot| (*slot, range_of(&parameters[*slot]))).collect();
            if ranges.iter().any(|(_, range)| range.atoms().is_none()) {
                inputs.push((self.input(name, Entering::Value, ranges), here.clone()));
            }
        }
    }

    fn parameters(&mut self, path: &Path, value: &Spanned<DeValue<'_>>, slots: &[usize], inputs: &mut Vec<Placed>) {
        let key = &path.key;
        let here = self.place(path.span.clone());
        let Some(varied) = self.varied(key, value) else { return };
        let mut distributions: Vec<(usize, Distribution)> = Vec::new();
        for slot in slots {
            let entry = self.base.baseline.parameters[*slot].clone();
            let Some(distribution) = self.of_parameter(key, *slot, &entry, &varied) else { return };
            distributions.push((*slot, distribution));
        }
        if varied.shape.is_none() && distributions.iter().all(|(_, range)| range.atoms().is_some()) {
            self.problem(
                Problem::error(
                    text!("`{key}` has no range: its source supports one value"; "`{key}`没有范围：其来源只支持一个值"),
                )
                .at(here, text!("nothing to draw from"; "无从抽取"))
                .hint(text!(
                    "give it a distribution, as in `{{ uniform = {{ min = ..., max = ... }} }}`, or leave it out";
                    "请给出分布，如`{{ uniform = {{ min = ..., max = ... }} }}`，或去掉它"
                )),
            );
            return;
        }
        if varied.apart && distributions.len() > 1 {
            for (slot, distribution) in distributions {
                if distribution.support().0 < distribution.support().1 {
                    let key = self.base.baseline.parameters[slot].key.clone();
                    inputs.push((self.input(&key, varied.entering, vec![(slot, distribution)]), here.clone()));
                }
            }
        } else {
            inputs.push((self.input(key, varied.entering, distributions), here));
        }
    }

    /// The distribution of one parameter, within its hard bounds.
    fn of_parameter(
        &mut self,
        key: &str,
        slot: usize,
        entry: &ParameterEntry,
        varied: &Varied<'_, '_>,
    ) -> Option<Distribution> {
        let unit = if varied.entering == Entering::Factor { "-" } else { entry.unit.as_str() };
        let of = Measured { key, unit: Some(unit) };
        let mut distribution = match varied.shape {
            Some((shape, numbers)) => self.shape(&of, shape, numbers)?,
            None => range_of(entry),
        };
        if let Some(limits) = varied.within {
            distribution = self.within(&of, distribution, limits)?;
        }
        if let Some((_, numbers)) = varied.shape {
            let of = Bounded {
                key: &entry.key,
                unit: &entry.unit,
                bounds: (entry.minimum, entry.maximum),
                drawn: drawn_within(varied.entering, &[self.base.parameters[slot]], (entry.minimum, entry.maximum)),
                is_value: varied.entering == Entering::Value,
            };
            self.bounds(&of, &distribution, numbers)?;
        }
        Some(distribution)
    }

    /// Hard bounds are never left on purpose; by the tail of a distribution, some runs may, and fail.
    pub(super) fn bounds(
        &mut self,
        of: &Bounded<'_>,
        distribution: &Distribution,
        numbers: &Spanned<DeValue<'_>>,
    ) -> Option<()> {
        let (key, (minimum, maximum), (least, most)) = (of.key, of.bounds, of.drawn);
        let (low, high) = distribution.support();
        if low >= least && high <= most {
            return Some(());
        }
        let here = self.place(numbers.span());
        let outside = (distribution.probability(least.next_down()) + 1.0 - distribution.probability(most)).max(0.0);
        let share = format!("{:.1}", 100.0 * outside);
        let unit = crate::scenario::read::in_unit(of.unit);
        let hint = if least < most {
            text!("narrow it, or add `within = [{least}, {most}]`"; "请缩小范围，或加`within = [{least}, {most}]`")
        } else {
            text!("leave it out"; "请去掉")
        };
        if of.is_value && low.is_finite() && high.is_finite() {
            self.problem(
                Problem::error(text!(
                    "`{key}` must be between {minimum} and {maximum}{}, but is drawn from {low} to {high}", unit.en;
                    "`{key}`须在{minimum}到{maximum}{}之间，却从{low}到{high}抽取", unit.zh
                ))
                .at(here, text!("out of range"; "超出范围"))
                .hint(hint),
            );
            return None;
        }
        if outside > 0.5 {
            self.problem(
                Problem::error(text!(
                    "`{key}` must be between {minimum} and {maximum}{}, but {share} % of the draws lead out of it", unit.en;
                    "`{key}`须在{minimum}到{maximum}{}之间，却有{share}%的抽取值使其超出", unit.zh
                ))
                .at(here, text!("out of range"; "超出范围"))
                .hint(hint),
            );
            return None;
        }
        if outside > 1e-12 {
            let share = format!("{outside:.1e}");
            self.problem(
                Problem::warning(text!(
                    "a share of {share} of the draws takes `{key}` out of {minimum} to {maximum}: these runs fail";
                    "有{share}的抽取值使`{key}`超出{minimum}到{maximum}：这些模拟将失败"
                ))
                .at(here, text!("the tail is too long"; "尾部过长"))
                .hint(hint),
            );
        }
        Some(())
    }

    /// A number by which parameters vary together.
    fn input(&self, key: &str, entering: Entering, distributions: Vec<(usize, Distribution)>) -> Input {
        let entry = &self.base.baseline.parameters[distributions[0].0];
        let first = distributions[0].1.clone();
        let shared = distributions.iter().all(|(_, other)| *other == first).then_some(first);
        let unit = match (&shared, entering) {
            (None, _) => "probability".to_owned(),
            (Some(_), Entering::Factor) => "-".to_owned(),
            (Some(_), _) => entry.unit.clone(),
        };
        let meaning = entry.term.label.clone();
        // `name.*` is `name`: the same draws
        let key = key.trim_end_matches(".*").to_owned();
        Input { key, effect: Effect::Parameters(entering, distributions), shared, unit, meaning }
    }

    /// Takes apart what stands behind the key of an input.
    pub(super) fn varied<'k, 'd>(&mut self, key: &str, value: &'k Spanned<DeValue<'d>>) -> Option<Varied<'k, 'd>> {
        let mut varied =
            Varied { shape: None, within: None, entering: Entering::Value, entering_said: false, apart: false };
        let here = self.place(value.span());
        let table = match value.get_ref() {
            DeValue::String(word) if *word == RANGE => return Some(varied),
            DeValue::Table(table) => table,
            _ => {
                let is = kind_of(value);
                self.problem(
                    Problem::error(
                        text!("`{key}` needs a distribution, not {}", is.en; "`{key}`须为分布，不能是{}", is.zh),
                    )
                    .at(here, text!("not a distribution"; "不是分布"))
                    .hint(uncertain_form()),
                );
                return None;
            }
        };
        let names: Vec<&str> = SHAPES.iter().map(|(name, _)| *name).chain([RANGE]).collect();
        let mut known = names.clone();
        known.extend(BESIDE_SHAPES);
        let errors = self.reader.problems.errors();
        self.known_keys(table, &known, &text!("`{key}`"; "`{key}`"));
        let mut shapes = 0;
        for (word, value) in table {
            let word = word.get_ref().as_ref();
            match word {
                "within" => varied.within = Some(value),
                "apart" => match value.get_ref() {
                    DeValue::Boolean(apart) => varied.apart = *apart,
                    _ => self.not_that(word, value, &text!("write `apart = true`"; "请写`apart = true`")),
                },
                "as" => {
                    varied.entering_said = true;
                    varied.entering = match value.get_ref() {
                        DeValue::String(word) if *word == "value" => Entering::Value,
                        DeValue::String(word) if *word == "factor" => Entering::Factor,
                        DeValue::String(word) if *word == "shift" => Entering::Shift,
                        _ => {
                            self.not_that(
                                "as",
                                value,
                                &text!(
                                    "write `as = \"value\"`, `\"factor\"` (times the scenario's value) or `\"shift\"` (added to it)";
                                    "请写`as = \"value\"`、`\"factor\"`（乘以情景中的值）或`\"shift\"`（与之相加）"
                                ),
                            );
                            Entering::Value
                        }
                    };
                }
                RANGE => match value.get_ref() {
                    DeValue::Boolean(true) => shapes += 1,
                    _ => self.not_that(
                        word,
                        value,
                        &text!("write `range = true`, or leave it out"; "请写`range = true`，或去掉"),
                    ),
                },
                _ => {
                    if let Some((name, _)) = SHAPES.iter().find(|(name, _)| *name == word) {
                        shapes += 1;
                        varied.shape = Some((name, value));
                    }
                }
            }
        }
        if shapes > 1 {
            self.problem(
                Problem::error(text!("`{key}` has several distributions"; "`{key}`有多个分布"))
                    .at(here, text!("which of them?"; "是其中哪一个？"))
                    .hint(text!("keep one"; "请只保留一个")),
            );
        } else if shapes == 0 && self.reader.problems.errors() == errors {
            self.problem(
                Problem::error(text!("`{key}` has no distribution"; "`{key}`没有分布"))
                    .at(here, text!("nothing to draw from"; "无从抽取"))
                    .hint(uncertain_form()),
            );
        } else if shapes == 1 && varied.shape.is_none() && varied.entering != Entering::Value {
            self.problem(
                Problem::error(text!("the range of `{key}` is no factor or shift"; "`{key}`的范围不能用作倍数或增量"))
                    .at(here, text!("a range is of the value itself"; "范围针对数值本身"))
                    .hint(uncertain_form()),
            );
        }
        (self.reader.problems.errors() == errors).then_some(varied)
    }

    fn not_that(&mut self, name: &str, value: &Spanned<DeValue<'_>>, hint: &Text) {
        let here = self.place(value.span());
        self.problem(
            Problem::error(text!("the value of `{name}` means nothing"; "`{name}`的值没有意义"))
                .at(here, text!("not understood"; "无法理解"))
                .hint(hint.clone()),
        );
    }

    /// What the command line sets of an uncertain value has no effect.
    pub(super) fn warn_of_overruled(&mut self, inputs: &[Placed]) {
        for (input, here) in inputs {
            let Effect::Parameters(Entering::Value, slots) = &input.effect else { continue };
            let set = slots.iter().find(|(slot, _)| {
                let origin = self.base.origins.parameters.get(*slot).and_then(Option::as_ref);
                origin.is_some_and(|place| place.source.name == COMMAND_LINE)
            });
            if let Some((slot, _)) = set {
                let key = self.base.baseline.parameters[*slot].key.clone();
                self.problem(
                    Problem::warning(text!(
                        "`--set {key}` has no effect: the study draws it";
                        "`--set {key}`不起作用：本研究抽取其值"
                    ))
                    .at(here.clone(), text!("uncertain here"; "在此设为不确定"))
                    .hint(text!(
                        "take it out of `[uncertain]` to set it";
                        "要设定它，请从`[uncertain]`中去掉"
                    )),
                );
            }
        }
    }

    /// No value is varied by two inputs.
    fn not_twice(&mut self, inputs: &[Placed]) {
        let mut taken: BTreeSet<(u8, usize)> = BTreeSet::new();
        let sets = inputs.iter().find(|(input, _)| matches!(input.effect, Effect::DriverSet(_)));
        for (input, here) in inputs {
            let slots: Vec<(u8, usize)> = match &input.effect {
                Effect::Parameters(_, slots) => slots.iter().map(|(slot, _)| (0, *slot)).collect(),
                Effect::Driver(_, slot) => vec![(1, *slot)],
                Effect::DriverSet(_) => Vec::new(),
            };
            let twice = slots.iter().filter(|slot| !taken.insert(**slot)).count() > 0;
            let key = &input.key;
            if twice {
                self.problem(
                    Problem::error(text!("`{key}` is varied twice"; "`{key}`被设为不确定两次"))
                        .at(here.clone(), text!("varied by an earlier key, too"; "前面的键已包括它"))
                        .hint(text!("keep one of the two"; "请只保留一个")),
                );
            }
            if let (Effect::Driver(..), Some((_, other))) = (&input.effect, sets) {
                self.problem(
                    Problem::error(text!("`{key}` and whole sets of drivers vary"; "`{key}`和整组外部条件同时变化"))
                        .at(here.clone(), text!("part of a set"; "属于某一组"))
                        .also(other.clone(), text!("the sets"; "各组"))
                        .hint(text!("keep one of the two"; "请只保留一个")),
                );
            }
        }
    }
}

/// The uncertainty that `parameters.csv` gives a parameter, within its hard bounds. A triangular one goes from low to
/// high with its mode at the central value; of a lognormal one, the central value is the median, and low and high are
/// the 5th and 95th percentile. Some ranges run downwards: their ends are put in order.
fn range_of(entry: &ParameterEntry) -> Distribution {
    let (low, high) = (entry.low.min(entry.high), entry.low.max(entry.high));
    let made = match entry.distribution.as_str() {
        "lognormal" => Distribution::lognormal_around(entry.central, low, high)
            .and_then(|range| range.within(entry.minimum, entry.maximum)),
        "triangular" => Distribution::triangular(low, entry.central, high),
        _ => Distribution::constant(entry.central),
    };
    // the baseline's reader has checked that the ends are in order; if they are all one, there is no range
    made.or_else(|_| Distribution::constant(entry.central)).expect("the baseline's numbers are finite")
}

fn uncertain_form() -> Text {
    text!(
        "write `\"{RANGE}\"` for the range of its source, or a distribution such as `{{ triangular = {{ min = ..., mode = ..., max = ... }} }}`";
        "取其来源的范围请写`\"{RANGE}\"`，或写分布如`{{ triangular = {{ min = ..., mode = ..., max = ... }} }}`"
    )
}
