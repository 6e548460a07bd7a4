//! The charts of a run: results turned into the plain specifications that [`chart`](super::chart) draws.

use super::chart::{
    Axis, ChartError, Line, LineStyle, Lines, Rasterizer, Reference, Scorecard, ScorecardGroup, ScorecardHeadings,
    ScorecardRow, Series, StackedArea, StackedColumns, Verdict as Mark, VerdictWords, Words,
};
use super::scorecard::short;
use super::words::{self, Asked};
use crate::model::sets::Dimension;
use crate::scenario::Scenario;
use crate::target::{Judged, Verdict};
use crate::text;
use crate::text::{Language, Text};
use crate::trajectory::Trajectory;
use crate::unit::{self, Shown};
use rayon::prelude::*;

/// Pixels per unit of a chart's 900 units of width: sharp in print at 15 cm.
const ZOOM: f32 = 2.0;

/// The margin, relative to the threshold, at which a bar of the scorecard is full.
const FULL_MARGIN: f64 = 0.5;

/// A chart as it is written to disk.
#[derive(Clone, Debug)]
pub struct Figure {
    /// File name without extension.
    pub name: String,
    /// The picture as SVG, its text searchable.
    pub svg: String,
    /// The picture as PNG.
    pub png: Vec<u8>,
}

/// All charts of one run, drawn side by side.
///
/// # Errors
/// If a value cannot be drawn, such as one beyond all scales.
pub fn all(
    scenario: &Scenario,
    trajectory: &Trajectory,
    judged: &[Judged<'_>],
    language: Language,
) -> Result<Vec<Figure>, ChartError> {
    let charts = Charts { scenario, trajectory, language };
    let drawn = [
        ("scorecard", charts.scorecard(judged).to_svg()?),
        ("pollutants", charts.pollutants().to_svg()?),
        ("capacity", charts.capacity().to_svg()?),
        ("demand", charts.demand().to_svg()?),
    ];
    let pixels = Rasterizer::new();
    drawn
        .into_par_iter()
        .map(|(name, svg)| {
            let png = pixels.png(&svg, ZOOM)?;
            Ok(Figure { name: name.to_owned(), svg, png })
        })
        .collect()
}

/// What the charts are made of.
struct Charts<'a> {
    scenario: &'a Scenario,
    trajectory: &'a Trajectory,
    language: Language,
}

impl Charts<'_> {
    fn say(&self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }

    fn words(&self, title: &Text, subtitle: &Text, note: &Text) -> Words {
        let (scenario, version) = (&self.scenario.title, env!("CARGO_PKG_VERSION"));
        Words {
            title: self.say(title),
            subtitle: self.say(&text!(
                "{} Scenario: {}", subtitle.en, scenario.en;
                "{}情景：{}", subtitle.zh, scenario.zh
            )),
            note: self.say(&text!(
                "{} Source: coke-sim {version}, one central run.", note.en;
                "{}来源：coke-sim {version}，单次基准参数模拟。", note.zh
            )),
        }
    }

    fn member(&self, set: Dimension, member: &str) -> String {
        self.say(&self.scenario.baseline.label(set, member))
    }

    /// The unit of a chart, and the decimals that suit it: tonnes by the ten thousand need none.
    fn axis(&self, unit: &str) -> (Axis, f64) {
        let Shown { factor, label } = unit::shown(unit, self.language);
        (Axis { label, decimals: Some(usize::from(factor < 10.0)) }, factor)
    }

    /// Capacity by oven class, against the ceiling in force.
    fn capacity(&self) -> StackedArea {
        let Self { scenario, trajectory, .. } = *self;
        let (axis, factor) = self.axis("Mt/a");
        let years: Vec<i32> = (scenario.start - 1..=scenario.end).collect();
        let sets = trajectory.layout().sets();
        let of_class = |class: &str, year: i32| {
            let regions = sets.members(Dimension::Region);
            let of_region = |region: &str| trajectory.value(0, "capacity", &[region, class], year).unwrap_or(0.0);
            factor * regions.iter().fold(0.0, |total, region| total + of_region(region))
        };
        let series = sets
            .members(Dimension::Class)
            .iter()
            .map(|class| Series {
                label: self.member(Dimension::Class, class),
                values: years.iter().map(|year| of_class(class, *year)).collect(),
                colour: None,
            })
            .collect();
        let ceiling = scenario.baseline.levers.iter().position(|lever| lever.key == "cap.limit_mt").map(|slot| {
            // a ceiling as high as it can be set is none
            let none = scenario.baseline.levers[slot].maximum;
            let by_year = scenario.levers[slot].iter().map(|limit| (*limit < none).then_some(factor * *limit));
            std::iter::once(None).chain(by_year).collect::<Vec<_>>()
        });
        let province = &scenario.baseline.province;
        let title = text!(
            "Coking capacity by class of oven, {}", province.en;
            "{}焦炭产能（按炉型）", province.zh
        );
        StackedArea {
            words: self.words(
                &title,
                &text!("At the end of the year."; "年末值。"),
                &text!(
                    "The ceiling counts capacity and construction less ordered closures.";
                    "总量上限针对产能与在建产能之和，扣除已责令关停的产能。"
                ),
            ),
            years,
            axis,
            series,
            total_label: self.say(&text!("Total"; "合计")),
            reference: ceiling
                .filter(|values| values.iter().any(Option::is_some))
                .map(|values| Reference { label: self.say(&text!("Ceiling"; "总量上限")), values }),
        }
    }

    /// Output against its three demands.
    fn demand(&self) -> StackedColumns {
        let Self { scenario, trajectory, .. } = *self;
        let (axis, factor) = self.axis("Mt/a");
        let total = |name: &str, year| factor * trajectory.total(0, name, year).unwrap_or(0.0);
        let part = |label: &Text, name: &str| Series {
            label: self.say(label),
            values: scenario.years().map(|year| total(name, year)).collect(),
            colour: None,
        };
        StackedColumns {
            words: self.words(
                &text!("Coke output and where it goes"; "焦炭产量与去向"),
                &text!("Means over the year."; "全年均值。"),
                &text!("Output and shipments differ by the change of stocks."; "产量与销量之差为库存变化。"),
            ),
            columns: scenario.years().map(|year| year.to_string()).collect(),
            axis,
            series: vec![
                part(&text!("Shipped in the province"; "省内销量"), "ship_in"),
                part(&text!("To other provinces"; "销往外省"), "ship_out"),
                part(&text!("Exported"; "出口"), "ship_export"),
            ],
            total_label: self.say(&text!("Shipments"; "销量合计")),
            line: Some(part(&text!("Coke output"; "焦炭产量"), "output_total")),
        }
    }

    /// Pollutant loads as an index.
    fn pollutants(&self) -> Lines {
        let Self { scenario, trajectory, .. } = *self;
        let sets = trajectory.layout().sets();
        let loads = [
            (Dimension::Pollutant, "air_load", LineStyle::Solid),
            (Dimension::WaterPollutant, "water_load", LineStyle::Dashed),
        ];
        let start = scenario.start;
        let mut lines = Vec::new();
        for (set, name, style) in loads {
            for member in sets.members(set) {
                let at = |year| trajectory.value(0, name, &[member], year).unwrap_or(0.0);
                let first = at(start);
                let index = |year| (first > 0.0).then(|| 100.0 * at(year) / first);
                lines.push(Line {
                    label: self.member(set, member),
                    values: scenario.years().map(index).collect(),
                    style,
                    colour: None,
                });
            }
        }
        Lines {
            words: self.words(
                &text!("Pollutant loads of coking"; "焦化污染物排放量"),
                &text!(
                    "Index, {start} = 100; means over the year; dashed: water.";
                    "指数，{start}年=100；全年均值；虚线为水污染物。"
                ),
                &text!(
                    "Benzo(a)pyrene factors span two orders of magnitude in the literature: read its index, not its tonnes.";
                    "苯并芘排放系数的文献值相差两个数量级：宜看指数，不宜看吨数。"
                ),
            ),
            years: scenario.years().collect(),
            axis: Axis { label: self.say(&text!("{start} = 100"; "{start}年=100")), decimals: Some(0) },
            from_zero: true,
            level: Some(100.0),
            lines,
        }
    }

    /// The scorecard as a picture.
    fn scorecard(&self, judged: &[Judged<'_>]) -> Scorecard {
        let say = |verdict| self.say(&words::verdict(verdict));
        let groups = words::groups(self.scenario, judged, self.language)
            .into_iter()
            .map(|(heading, members)| ScorecardGroup {
                heading,
                rows: members.into_iter().map(|judged| self.scorecard_row(judged)).collect(),
            })
            .collect();
        let margins = text!(
            "Margins are shares of the threshold and include our tolerance where the plan says \"about\".";
            "余量为与目标值之比；规划写“左右”之处已计入我们设定的容差。"
        );
        let note = if judged.iter().any(|judged| judged.target.reading_of.is_some()) {
            text!(
                "{} T23-T25 follow the plan's own accounting; \".mass\" rows are the model's mass accounting and are not counted as targets.", margins.en;
                "{}T23-T25按规划自身口径计算；“.mass”各行为模型的实物量口径，不计入目标数。", margins.zh
            )
        } else {
            margins
        };
        Scorecard {
            words: self.words(
                &text!("The plan's targets and what the model makes of them"; "规划目标与模型结果"),
                &text!("End of the plan."; "规划期末。"),
                &note,
            ),
            headings: ScorecardHeadings {
                text: self.say(&text!("Target"; "目标")),
                target: self.say(&text!("to reach"; "目标值")),
                value: self.say(&text!("in the model"; "模型值")),
                margin: self.say(&text!("margin"; "余量")),
            },
            verdicts: VerdictWords {
                met: say(Verdict::Met),
                missed: say(Verdict::Missed),
                not_evaluated: say(Verdict::NotEvaluated),
            },
            groups,
            full_margin: FULL_MARGIN,
        }
    }

    fn scorecard_row(&self, judged: &Judged<'_>) -> ScorecardRow {
        let test = judged.decisive();
        let asked = test.map(|test| Asked::of(test, self.language));
        ScorecardRow {
            id: judged.target.id.clone(),
            text: self.say(&judged.target.text),
            target: asked.as_ref().map_or_else(String::new, |asked| {
                asked.predicate.replace("<=", "≤").replace(">=", "≥").replace("+-", "±")
            }),
            value: asked.as_ref().and_then(|asked| asked.value).map_or_else(|| "–".to_owned(), short),
            unit: asked.map_or_else(String::new, |asked| if asked.unit == "-" { String::new() } else { asked.unit }),
            verdict: match judged.verdict {
                Verdict::Met => Mark::Met,
                Verdict::Missed => Mark::Missed,
                Verdict::NotEvaluated => Mark::NotEvaluated,
            },
            // a margin has no share of a threshold of zero
            margin: test
                .filter(|test| test.threshold != 0.0)
                .and_then(|test| Some(test.margin? / test.threshold.abs())),
            counted: judged.target.reading_of.is_none(),
        }
    }
}
