//! `[design]`: how futures are chosen, how many, and from which seed.

use super::StudyReader;
use super::form::DESIGN_KEYS;
use super::uncertain::Placed;
use crate::problem::{Place, Problem, nearest};
use crate::sampling::{Correlation, Design, Input as SamplerInput, Sampler};
use crate::scenario::study::{DEFAULT_RUNS, DEFAULT_SEED, Futures, MOST_RUNS, Method};
use crate::text;
use std::ops::RangeInclusive;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The levels of factorial designs that name none: near both ends, and the middle.
const DEFAULT_LEVELS: [f64; 3] = [0.05, 0.5, 0.95];

/// What `[design]` says.
pub(super) struct Chosen<'k, 'd> {
    pub(super) method: Method,
    pub(super) runs: u64,
    pub(super) seed: u64,
    levels: Vec<f64>,
    pub(super) points: Option<&'k Spanned<DeValue<'d>>>,
    pub(super) place: Place,
}

impl StudyReader<'_> {
    pub(super) fn design<'k, 'd>(&mut self, root: &'k DeTable<'d>) -> Option<Chosen<'k, 'd>> {
        let mut chosen = Chosen {
            method: Method::LatinHypercube,
            runs: DEFAULT_RUNS,
            seed: DEFAULT_SEED,
            levels: DEFAULT_LEVELS.to_vec(),
            points: None,
            place: self.place(root.get("design").map_or(0..0, Spanned::span)),
        };
        let errors = self.reader.problems.errors();
        let Some(table) = self.table(root, "design") else {
            self.wished(&mut chosen);
            return (self.reader.problems.errors() == errors).then_some(chosen);
        };
        self.known_keys(table, &DESIGN_KEYS, &text!("`[design]`"; "`[design]`"));
        let method = table.get("method").map(|value| self.method(value));
        if let Some(value) = table.get("runs") {
            chosen.runs = self.count("runs", value, 1..=MOST_RUNS, DEFAULT_RUNS).unwrap_or(chosen.runs);
        }
        if let Some(value) = table.get("seed") {
            chosen.seed = self.count("seed", value, 0..=u64::MAX, DEFAULT_SEED).unwrap_or(chosen.seed);
        }
        if let Some(value) = table.get("levels") {
            chosen.levels = self.levels(value).unwrap_or_default();
        }
        match method {
            Some(None) => return None, // what goes with which design cannot be said
            Some(Some(method)) => chosen.method = method,
            None => {}
        }
        chosen.points = table.get("points");
        let counted = table.get("runs").filter(|_| !chosen.method.is_random());
        if let Some(value) = counted {
            let (name, here) = (chosen.method.name(), self.place(value.span()));
            self.problem(
                Problem::error(text!("`{name}` says itself how many runs there are"; "`{name}`自行决定模拟次数"))
                    .at(here, text!("has no effect"; "不起作用"))
                    .hint(text!("leave out `runs`"; "请去掉`runs`")),
            );
        }
        let wrong = |key: &str, methods: &str| {
            Problem::error(text!("`{key}` is for the designs `{methods}` only"; "`{key}`只用于设计`{methods}`"))
                .hint(text!("leave it out, or change `method`"; "请去掉，或改`method`"))
        };
        if let Some(value) = chosen.points.filter(|_| chosen.method != Method::Points) {
            let here = self.place(value.span());
            self.problem(wrong("points", "points").at(here, text!("has no effect"; "不起作用")));
        }
        if let Some(value) = table.get("levels")
            && !matches!(chosen.method, Method::Factorial | Method::OneAtATime)
        {
            let here = self.place(value.span());
            self.problem(wrong("levels", "factorial`, `one_at_a_time").at(here, text!("has no effect"; "不起作用")));
        }
        self.wished(&mut chosen);
        (self.reader.problems.errors() == errors).then_some(chosen)
    }

    /// What the command line wants otherwise.
    fn wished(&mut self, chosen: &mut Chosen<'_, '_>) {
        chosen.seed = self.wishes.seed.unwrap_or(chosen.seed);
        let Some(runs) = self.wishes.runs else { return };
        chosen.runs = runs;
        if !chosen.method.is_random() {
            let name = chosen.method.name();
            self.problem(
                Problem::error(text!("`{name}` says itself how many runs there are"; "`{name}`自行决定模拟次数"))
                    .at(chosen.place.clone(), text!("`--runs` has no effect"; "`--runs`不起作用"))
                    .hint(text!("leave out `--runs`"; "请去掉`--runs`")),
            );
        }
    }

    fn method(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Method> {
        let word = self.words("method", value)?;
        let found = Method::ALL.iter().find(|(name, _)| *name == word).map(|(_, method)| *method);
        if found.is_none() {
            let names = Method::ALL.iter().map(|(name, _)| *name);
            let all = names.clone().collect::<Vec<_>>().join("`, `");
            let problem = Problem::error(text!("there is no design `{word}`"; "没有设计`{word}`"))
                .at(self.place(value.span()), text!("no such design"; "没有这种设计"));
            self.problem(match nearest(&word.to_lowercase().replace(['-', ' '], "_"), names) {
                Some(near) => problem.hint(text!("did you mean `{near}`?"; "是否想写`{near}`？")),
                None => problem.hint(text!("there are `{all}`"; "可用`{all}`")),
            });
        }
        found
    }

    /// A whole number in a range.
    fn count(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        allowed: RangeInclusive<u64>,
        example: u64,
    ) -> Option<u64> {
        let whole = match value.get_ref() {
            DeValue::Integer(digits) => u64::from_str_radix(&digits.as_str().replace('_', ""), digits.radix()).ok(),
            _ => None,
        };
        if let Some(whole) = whole.filter(|whole| allowed.contains(whole)) {
            return Some(whole);
        }
        let here = self.place(value.span());
        let (least, most) = allowed.into_inner();
        self.problem(
            Problem::error(text!(
                "`{key}` must be a whole number from {least} to {most}";
                "`{key}`须为{least}到{most}之间的整数"
            ))
            .at(here, text!("not such a number"; "不是这样的数"))
            .hint(text!("write digits alone, as in `{key} = {example}`"; "请只写数字，如`{key} = {example}`")),
        );
        None
    }

    fn levels(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Vec<f64>> {
        let mut levels = Vec::new();
        if let DeValue::Array(list) = value.get_ref() {
            let read: Vec<Option<f64>> = list.iter().map(|level| self.number("levels", level)).collect();
            levels = read.into_iter().collect::<Option<Vec<f64>>>()?;
        }
        let in_order = levels.windows(2).all(|pair| pair[0] < pair[1]);
        if !levels.is_empty() && in_order && levels.iter().all(|level| *level > 0.0 && *level < 1.0) {
            return Some(levels);
        }
        let here = self.place(value.span());
        self.problem(
            Problem::error(
                text!("`levels` are probabilities between 0 and 1, in order"; "`levels`须为0到1之间依次递增的概率"),
            )
            .at(here, text!("not such a list"; "不是这样的列表"))
            .hint(text!(
                "write `levels = [0.05, 0.5, 0.95]`: each input takes its values at these percentiles";
                "请写`levels = [0.05, 0.5, 0.95]`：各因素取这些百分位上的值"
            )),
        );
        None
    }

    /// The futures that a design makes of the inputs.
    pub(super) fn futures(
        &mut self,
        chosen: &Chosen<'_, '_>,
        inputs: &[Placed],
        correlations: &[(usize, usize, f64, Place)],
    ) -> Option<Futures> {
        if self.reader.problems.has_errors() {
            return None; // whatever is wrong with the inputs would be said again
        }
        let design = match chosen.method {
            Method::MonteCarlo => Design::MonteCarlo,
            Method::LatinHypercube => Design::LatinHypercube,
            Method::Sobol => Design::Sobol,
            Method::Factorial => Design::Factorial { levels: chosen.levels.clone() },
            Method::OneAtATime => Design::OneAtATime { levels: chosen.levels.clone() },
            Method::Points => return self.points(chosen, inputs, correlations),
        };
        let correlation = if correlations.is_empty() {
            None
        } else {
            let names: Vec<String> = inputs.iter().map(|(input, _)| input.key.clone()).collect();
            let pairs: Vec<(usize, usize, f64)> =
                correlations.iter().map(|(one, other, rank, _)| (*one, *other, *rank)).collect();
            match Correlation::new(names, &pairs, inputs.len()) {
                Ok(correlation) => Some(correlation),
                Err(error) => {
                    let here = correlations[error.pair.unwrap_or(0)].3.clone();
                    let label = match error.pair {
                        Some(_) => text!("here"; "此处"),
                        None => text!("the first of the correlations"; "第一个相关"),
                    };
                    self.problem(Problem::error(error.message).at(here, label).hint(error.hint));
                    return None;
                }
            }
        };
        let of = |(input, _): &Placed| SamplerInput {
            name: input.key.clone(),
            atoms: input.shared.as_ref().and_then(crate::sampling::distribution::Distribution::atoms),
        };
        let sampler = match Sampler::new(chosen.seed, design, inputs.iter().map(of).collect(), correlation) {
            Ok(sampler) => sampler,
            Err(error) => {
                let here = correlations.first().map_or_else(|| chosen.place.clone(), |pair| pair.3.clone());
                self.problem(Problem::error(error.message).at(here, text!("here"; "此处")).hint(error.hint));
                return None;
            }
        };
        if let Some(runs) = sampler.runs()
            && runs > u128::from(MOST_RUNS)
        {
            self.problem(
                Problem::error(text!(
                    "the design has {runs} runs, more than {MOST_RUNS}";
                    "该设计有{runs}次模拟，超过{MOST_RUNS}次"
                ))
                .at(chosen.place.clone(), text!("every combination of all levels"; "所有水平的全部组合"))
                .hint(text!(
                    "take fewer inputs or levels, or draw at random: `method = \"latin_hypercube\"`";
                    "请减少因素或水平，或改为随机抽取：`method = \"latin_hypercube\"`"
                )),
            );
            return None;
        }
        Some(Futures::Drawn(sampler))
    }
}
