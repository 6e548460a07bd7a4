//! Statistics of the rows of a sweep.

use crate::problem::{Problem, Problems};
use crate::statistics::convergence::{Level, Ranking, Reached, Row};
use crate::statistics::failures::{Clusters, Failures};
use crate::statistics::robustness::Ranked;
use crate::statistics::{Aim, Collector, Convergence, Difference, Paired, Proportion, Robustness, Rule, Summary};
use crate::store::{Identity, Reader, Rows, Values};
use crate::sweep::{About, MIX, OK, STATUS, TARGET, kind_of_failure};
use crate::text;
use crate::text::Text;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Percentiles are exact up to so many runs, with any number of mixes, which are then looked at a few at a time; beyond
/// that they come from a sketch. 1 MB: less than the simulation needs.
pub const EXACT: usize = 1 << 17;

/// With more mixes each is compared with the first only.
const MOST_COMPARED: usize = 64;

/// The percentile of the bad side that robustness and convergence look at.
const BAD_SIDE: f64 = 0.10;

/// How many inputs are named where failures cluster.
const NAMED_INPUTS: usize = 5;

/// What a sweep says.
#[derive(Clone, Debug)]
pub struct Summaries {
    /// The study.
    pub about: About,
    /// How many runs there are, and of which study.
    pub identity: Identity,
    /// One for each outcome.
    pub outcomes: Vec<Outcomes>,
    /// The probability of each target, then of targets together.
    pub targets: Vec<Reaching>,
    /// One for each objective.
    pub objectives: Vec<Wished>,
    /// What was known after how many runs.
    pub convergence: Vec<Row>,
    /// What is not yet known well enough.
    pub pending: Vec<Text>,
    /// Runs without results.
    pub failed: Failed,
}

/// How often a target is met, or several together.
#[derive(Clone, Debug)]
pub struct Reaching {
    /// The id of the target, or `together:` and the name of several.
    pub target: String,
    /// For each mix; none if no run of it can tell.
    pub by_mix: Vec<Option<Proportion>>,
}

/// The values of one outcome.
#[derive(Clone, Debug)]
pub struct Outcomes {
    /// For each mix; none if no run of it has results.
    pub by_mix: Vec<Option<Summary>>,
    /// Pairs of mixes.
    pub compared: Vec<Compared>,
}

/// Two mixes in the same futures.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The position of a mix.
    pub mix: usize,
    /// That of the mix it is compared with.
    pub other: usize,
    /// The difference: the first less the other.
    pub difference: Difference,
}

/// How mixes do by one objective.
#[derive(Clone, Debug)]
pub struct Wished {
    /// The position of its outcome.
    pub outcome: usize,
    /// Which way is better.
    pub aim: Aim,
    /// How they hold up; none if there is no run in which all have results.
    pub ranked: Option<Ranked>,
}

/// Runs without results.
#[derive(Clone, Debug, Default)]
pub struct Failed {
    /// How many rows there are.
    pub rows: u64,
    /// How many of them have no results.
    pub failed: u64,
    /// By mix and kind of failure: how many, and the first run with its status.
    pub kinds: BTreeMap<(usize, String), (u64, u64, String)>,
    /// The inputs that tell runs without results from the others.
    pub clusters: Option<Clusters>,
    /// The lowest and highest value of each input: places in `clusters` are shares of the way between them.
    pub ranges: Vec<(f64, f64)>,
}

impl Summaries {
    /// Whether all that is decided on is known well enough.
    #[must_use]
    pub const fn is_stable(&self) -> bool {
        self.pending.is_empty()
    }

    /// Whether there are enough runs, in words.
    #[must_use]
    pub fn stability(&self) -> Text {
        let runs = self.identity.runs;
        if !self.about.is_random {
            return text!(
                "the {runs} futures are a list and no sample: shares are not probabilities, and intervals and verdicts say nothing beyond the list";
                "这{runs}种未来是列出的而非抽样的：比例不是概率，区间和判断不能推及其外"
            );
        }
        match self.pending.first() {
            None => text!("after {runs} runs all that is decided on is stable"; "{runs}次运行后，所决策的内容均已稳定"),
            Some(first) => {
                let more = self.pending.len() - 1;
                let others =
                    if more == 0 { Text::default() } else { text!(" (and {more} more)"; "（另有{more}项）") };
                text!(
                    "after {runs} runs not yet stable: {}{}", first.en, others.en;
                    "{runs}次运行后尚未稳定：{}{}", first.zh, others.zh
                )
            }
        }
    }

    /// Whether every percentile is exact.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.outcomes.iter().flat_map(|outcome| &outcome.by_mix).flatten().all(|summary| summary.exact)
    }
}

/// Reads the rows of a sweep and adds them up.
///
/// # Errors
/// If the file cannot be read, or is not that of a whole sweep.
pub fn summarise(path: &Path) -> Result<Summaries, Problems> {
    let rows = Table::open(path)?;
    let about = &rows.about;
    let rule = Rule {
        probability_half_width: about.stable.probability,
        quantile_relative: about.stable.quantile,
        ..Rule::default()
    };
    let mut convergence = Convergence::default();
    let mut outcomes = Vec::new();
    let mut objectives = Vec::new();
    for (position, outcome) in about.outcomes.iter().enumerate() {
        let mut of_column = Column::new(about, position, rule);
        let column = rows.column(&outcome.column())?;
        let mut by_mix = Vec::new();
        while by_mix.len() < rows.mixes {
            let (first, at_once) = (by_mix.len(), rows.mixes_at_once());
            let mut values_of = vec![Collector::new(EXACT); at_once.min(rows.mixes - first)];
            rows.each_run(&[column], |values| {
                let [Values::Number(values)] = values else { return };
                for values in values.chunks_exact(rows.mixes) {
                    values_of.iter_mut().zip(&values[first..]).for_each(|(mix, value)| mix.push(*value));
                    if first == 0 {
                        of_column.push(values);
                    }
                }
            })?;
            by_mix.extend(values_of.into_iter().map(Collector::finish));
        }
        let (found, wished, known) = of_column.finish(position, by_mix);
        outcomes.push(found);
        objectives.extend(wished);
        convergence.rankings.extend(known.rankings);
        convergence.levels.extend(known.levels);
    }
    // in the order of the study
    objectives.sort_by_key(|wished| about.objectives.iter().position(|known| known.outcome == wished.outcome));
    let targets = targets(&rows, rule, &mut convergence)?;
    convergence.close();
    let failed = failures(&rows)?;
    // quantiles and rankings of a list of futures are what they are: there is no chance to be settled
    let pending = if about.is_random { convergence.pending() } else { Vec::new() };
    let all = if about.is_random { convergence.into_rows() } else { Vec::new() };
    Ok(Summaries {
        about: about.clone(),
        identity: rows.reader.identity().clone(),
        outcomes,
        targets,
        objectives,
        convergence: all,
        pending,
        failed,
    })
}

/// The rows of a sweep.
struct Table {
    reader: Reader,
    about: About,
    mixes: usize,
}

impl Table {
    fn open(path: &Path) -> Result<Self, Problems> {
        let reader = Reader::open(path)?;
        let shown = path.display();
        let said = reader.schema().metadata.iter().find(|(name, _)| name == "study");
        let about = said.and_then(|(_, said)| serde_json::from_str::<About>(said).ok());
        let Some(about) = about.filter(|_| reader.is_whole()) else {
            return Err(Problem::error(text!(
                "`{shown}` does not hold a whole study that this version knows";
                "`{shown}`中没有本版本能读的完整研究"
            ))
            .hint(text!(
                "a shard is joined with the others by `coke-sim merge`";
                "分片请用`coke-sim merge`与其他分片合并"
            ))
            .into());
        };
        let mixes = about.mixes.len();
        Ok(Self { reader, about, mixes })
    }

    /// How many mixes can be looked at in one reading of a column.
    fn mixes_at_once(&self) -> usize {
        let runs = usize::try_from(self.reader.identity().runs).unwrap_or(usize::MAX);
        if runs > EXACT { self.mixes } else { (EXACT / runs.max(1)).max(1) }
    }

    fn column(&self, name: &str) -> Result<usize, Problems> {
        self.reader.column(name).ok_or_else(|| {
            let shown = self.reader.path().display();
            Problem::error(text!("`{shown}` has no column `{name}`"; "`{shown}`没有`{name}`列")).into()
        })
    }

    /// Shows columns part by part, in the order of runs.
    fn each_run(&self, columns: &[usize], mut seen: impl FnMut(&[Values])) -> Result<(), Problems> {
        for group in 0..self.reader.parts().len() {
            let Rows { columns } = self.reader.rows(group, columns)?;
            seen(&columns);
        }
        Ok(())
    }
}

/// The mixes that are compared, each pair once.
pub(super) fn pairs(mixes: usize) -> Vec<(usize, usize)> {
    let with_first = (1..mixes).map(|mix| (mix, 0));
    let all = (0..mixes).flat_map(|other| (other + 1..mixes).map(move |mix| (mix, other)));
    if mixes > MOST_COMPARED { with_first.collect() } else { all.collect() }
}

/// What is made of the mixes together while the values of an outcome pass.
struct Column {
    pairs: Vec<(usize, usize, Paired)>,
    wished: Vec<(Aim, Robustness)>,
    rankings: Vec<Ranking>,
    /// By mix, for each objective.
    levels: Vec<Vec<Level>>,
}

impl Column {
    fn new(about: &About, outcome: usize, rule: Rule) -> Self {
        let mixes = about.mixes.len();
        let names: Vec<Arc<str>> = about.mixes.iter().map(|(name, _)| Arc::from(name.as_str())).collect();
        let of = |wish: &&crate::scenario::study::Objective| wish.outcome == outcome;
        let mut column = Self {
            pairs: pairs(mixes).into_iter().map(|(mix, other)| (mix, other, Paired::default())).collect(),
            wished: Vec::new(),
            rankings: Vec::new(),
            levels: Vec::new(),
        };
        let path = about.outcomes[outcome].column();
        if about.objectives.is_empty() && about.targets.is_empty() {
            // nothing else is decided on: the middle of every outcome is
            let decision = Arc::new(text!("median of {path}"; "{path}的中位数"));
            let level =
                |name: &Arc<str>| Level::new(Arc::clone(&decision), Arc::clone(name), 0.5, rule, EXACT / (2 * mixes));
            column.levels.push(names.iter().map(level).collect());
        }
        for wish in about.objectives.iter().filter(of) {
            let aim = if wish.more_is_better { Aim::High } else { Aim::Low };
            // values, regrets and convergence of all mixes at once: a share each
            let limit = EXACT / (3 * mixes);
            column.wished.push((aim, Robustness::new(mixes, aim, wish.enough, limit)));
            if mixes > 1 && mixes <= MOST_COMPARED {
                let decision = text!("ranking by {path}"; "按{path}排序");
                column.rankings.push(Ranking::new(decision, &names, aim, rule));
            }
            let quantile = if wish.more_is_better { BAD_SIDE } else { 1.0 - BAD_SIDE };
            let percent = (quantile * 100.0).round();
            let decision = Arc::new(text!("percentile {percent} of {path}"; "{path}的第{percent}百分位数"));
            let level = |name: &Arc<str>| Level::new(Arc::clone(&decision), Arc::clone(name), quantile, rule, limit);
            column.levels.push(names.iter().map(level).collect());
        }
        column
    }

    /// The values of all mixes in the next run.
    fn push(&mut self, values: &[f64]) {
        for (mix, other, paired) in &mut self.pairs {
            paired.push(values[*mix], values[*other]);
        }
        self.wished.iter_mut().for_each(|(_, robustness)| robustness.push(values));
        self.rankings.iter_mut().for_each(|ranking| ranking.push(values));
        for levels in &mut self.levels {
            levels.iter_mut().zip(values).for_each(|(level, value)| level.push(*value));
        }
    }

    fn finish(self, outcome: usize, by_mix: Vec<Option<Summary>>) -> (Outcomes, Vec<Wished>, Convergence) {
        let comparisons = self.pairs.len();
        let compared = self.pairs.iter().filter_map(|(mix, other, paired)| {
            let difference = paired.finish(comparisons)?;
            Some(Compared { mix: *mix, other: *other, difference })
        });
        let outcomes = Outcomes { compared: compared.collect(), by_mix };
        let wished =
            self.wished.into_iter().map(|(aim, robustness)| Wished { outcome, aim, ranked: robustness.finish() });
        let mut known = Convergence {
            rankings: self.rankings,
            reached: Vec::new(),
            levels: self.levels.into_iter().flatten().collect(),
        };
        known.close(); // all values have passed, and need not be kept
        (outcomes, wished.collect(), known)
    }
}

/// How often targets are met, one by one and together.
fn targets(rows: &Table, rule: Rule, convergence: &mut Convergence) -> Result<Vec<Reaching>, Problems> {
    let about = &rows.about;
    let alone = about.targets.iter().enumerate().map(|(position, goal)| (goal.id.clone(), vec![position]));
    let together = about.together.iter().map(|(name, of)| (format!("together:{name}"), of.clone()));
    let mut found = Vec::new();
    for (name, of) in alone.chain(together) {
        let columns: Vec<usize> = of
            .iter()
            .map(|position| rows.column(&format!("{TARGET}{}", about.targets[*position].id)))
            .collect::<Result<_, _>>()?;
        let mut counts = vec![(0_u64, 0_u64); rows.mixes];
        let mut reached: Vec<Reached> = about
            .mixes
            .iter()
            .map(|(mix, _)| Reached::new(text!("probability of {name}"; "{name}的概率"), mix.as_str(), rule))
            .collect();
        rows.each_run(&columns, |values| {
            let verdicts: Vec<&Vec<Option<bool>>> = values
                .iter()
                .filter_map(|values| match values {
                    Values::Verdict(verdicts) => Some(verdicts),
                    _ => None,
                })
                .collect();
            for row in 0..verdicts.first().map_or(0, |verdicts| verdicts.len()) {
                let met = all_met(verdicts.iter().map(|verdicts| verdicts[row]));
                let (hits, n) = &mut counts[row % rows.mixes];
                *hits += u64::from(met == Some(true));
                *n += u64::from(met.is_some());
                reached[row % rows.mixes].push(met);
            }
        })?;
        convergence.reached.append(&mut reached);
        let by_mix = counts.iter().map(|(hits, n)| Proportion::of(*hits, *n)).collect();
        found.push(Reaching { target: name, by_mix });
    }
    Ok(found)
}

/// Whether all are met: no if one is missed, unknown if one is unknown.
fn all_met(verdicts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for one in verdicts {
        match one {
            Some(false) => return one,
            None => all = None,
            Some(true) => {}
        }
    }
    all
}

/// How many runs have no results, and where they cluster.
fn failures(rows: &Table) -> Result<Failed, Problems> {
    let mut found = Failed::default();
    let [run, status] = [rows.column(crate::sweep::RUN)?, rows.column(STATUS)?];
    debug_assert!(rows.column(MIX).is_ok(), "every study has mixes");
    rows.each_run(&[run, status], |values| {
        let [Values::Run(runs), Values::Text(statuses)] = values else { return };
        for (row, (run, status)) in runs.iter().zip(statuses).enumerate() {
            found.rows += 1;
            if status.as_ref() != OK {
                found.failed += 1;
                let key = (row % rows.mixes, kind_of_failure(status).to_owned());
                let entry = found.kinds.entry(key).or_insert_with(|| (0, *run, status.to_string()));
                entry.0 += 1;
            }
        }
    })?;
    if found.failed == 0 || rows.about.inputs.is_empty() {
        return Ok(found);
    }
    // the inputs stand behind run and mix
    let inputs: Vec<usize> = (2..2 + rows.about.inputs.len()).collect();
    let mut ranges = vec![(f64::INFINITY, f64::NEG_INFINITY); inputs.len()];
    rows.each_run(&inputs, |values| {
        for (range, values) in ranges.iter_mut().zip(values) {
            if let Values::Number(values) = values {
                *range = values.iter().fold(*range, |(low, high), value| (low.min(*value), high.max(*value)));
            }
        }
    })?;
    let mut clusters = Failures::new(inputs.len());
    let columns: Vec<usize> = inputs.iter().copied().chain([status]).collect();
    rows.each_run(&columns, |values| {
        let Some((Values::Text(statuses), inputs)) = values.split_last() else { return };
        let mut places = vec![0.0; inputs.len()];
        for (row, status) in statuses.iter().enumerate() {
            for ((place, values), (low, high)) in places.iter_mut().zip(inputs).zip(&ranges) {
                let Values::Number(values) = values else { continue };
                *place = if high > low { ((values[row] - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
            }
            clusters.push(&places, status.as_ref() != OK);
        }
    })?;
    found.clusters = clusters.cluster(NAMED_INPUTS);
    found.ranges = ranges;
    Ok(found)
}
