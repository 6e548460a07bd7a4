//! The charts of a run: results turned into the plain specifications that [`chart`](super::chart) draws.

use super::chart::{
    Axis, ChartError, Line, LineStyle, Lines, Rasterizer, Reference, Scorecard, ScorecardGroup, ScorecardHeadings,
    ScorecardRow, Series, StackedArea, StackedColumns, Verdict as Mark, VerdictWords, Words,
};
use super::scorecard::short;
use crate::model::sets::Dimension;
use crate::scenario::Scenario;
use crate::target::{Judged, Verdict};
use crate::trajectory::Trajectory;
use rayon::prelude::*;

/// Pixels per unit of a chart's 900 units of width: sharp in print at 15 cm.
const ZOOM: f32 = 2.0;

/// The margin, relative to the threshold, at which a bar of the scorecard is full.
const FULL_MARGIN: f64 = 0.5;

/// A chart as it is written to disk.
#[derive(Clone, Debug)]
pub struct Figure {
    /// File name without extension.
    pub name: &'static str,
    /// The picture as SVG, its text searchable.
    pub svg: String,
    /// The picture as PNG.
    pub png: Vec<u8>,
}

/// All charts of one run, drawn side by side.
///
/// # Errors
/// If a value cannot be drawn, such as one beyond all scales.
pub fn all(scenario: &Scenario, trajectory: &Trajectory, judged: &[Judged<'_>]) -> Result<Vec<Figure>, ChartError> {
    let drawn = [
        ("scorecard", scorecard(scenario, judged).to_svg()?),
        ("pollutants", pollutants(scenario, trajectory).to_svg()?),
        ("capacity", capacity(scenario, trajectory).to_svg()?),
        ("demand", demand(scenario, trajectory).to_svg()?),
    ];
    let pixels = Rasterizer::new();
    drawn
        .into_par_iter()
        .map(|(name, svg)| {
            let png = pixels.png(&svg, ZOOM)?;
            Ok(Figure { name, svg, png })
        })
        .collect()
}

fn words(scenario: &Scenario, title: &str, subtitle: &str, note: &str) -> Words {
    Words {
        title: title.to_owned(),
        subtitle: format!("{subtitle} Scenario: {}", scenario.title.en),
        note: format!("{note} Source: coke-sim {}, one central run.", env!("CARGO_PKG_VERSION")),
    }
}

/// Capacity by oven class, against the ceiling in force.
fn capacity(scenario: &Scenario, trajectory: &Trajectory) -> StackedArea {
    let years: Vec<i32> = (scenario.start - 1..=scenario.end).collect();
    let sets = trajectory.layout().sets();
    let of_class = |class: &str, year: i32| {
        let regions = sets.members(Dimension::Region);
        regions
            .iter()
            .fold(0.0, |total, region| total + trajectory.value(0, "capacity", &[region, class], year).unwrap_or(0.0))
    };
    let series = sets
        .members(Dimension::Class)
        .iter()
        .map(|class| Series {
            label: scenario.baseline.label(Dimension::Class, class).en,
            values: years.iter().map(|year| of_class(class, *year)).collect(),
            colour: None,
        })
        .collect();
    let ceiling = scenario.baseline.levers.iter().position(|lever| lever.key == "cap.limit_mt").map(|slot| {
        // a ceiling as high as it can be set is none
        let none = scenario.baseline.levers[slot].maximum;
        let by_year = scenario.levers[slot].iter().map(|limit| (*limit < none).then_some(*limit));
        std::iter::once(None).chain(by_year).collect::<Vec<_>>()
    });
    StackedArea {
        words: words(
            scenario,
            &format!("Coking capacity by class of oven, {}", scenario.baseline.province.en),
            "At the end of the year.",
            "The ceiling counts capacity and construction less ordered closures.",
        ),
        years,
        axis: Axis { label: "Mt/a".to_owned(), decimals: Some(1) },
        series,
        total_label: "Total".to_owned(),
        reference: ceiling
            .filter(|values| values.iter().any(Option::is_some))
            .map(|values| Reference { label: "Ceiling".to_owned(), values }),
    }
}

/// Output against its three demands.
fn demand(scenario: &Scenario, trajectory: &Trajectory) -> StackedColumns {
    let by_year = |name: &str| scenario.years().map(|year| trajectory.total(0, name, year).unwrap_or(0.0)).collect();
    let part = |label: &str, name: &str| Series { label: label.to_owned(), values: by_year(name), colour: None };
    StackedColumns {
        words: words(
            scenario,
            "Coke output and where it goes",
            "Means over the year.",
            "Output and shipments differ by the change of stocks.",
        ),
        columns: scenario.years().map(|year| year.to_string()).collect(),
        axis: Axis { label: "Mt/a".to_owned(), decimals: Some(1) },
        series: vec![
            part("Shipped in the province", "ship_in"),
            part("To other provinces", "ship_out"),
            part("Exported", "ship_export"),
        ],
        total_label: "Shipments".to_owned(),
        line: Some(part("Coke output", "output_total")),
    }
}

/// Pollutant loads as an index.
fn pollutants(scenario: &Scenario, trajectory: &Trajectory) -> Lines {
    let sets = trajectory.layout().sets();
    let loads = [
        (Dimension::Pollutant, "air_load", LineStyle::Solid),
        (Dimension::WaterPollutant, "water_load", LineStyle::Dashed),
    ];
    let mut lines = Vec::new();
    for (set, name, style) in loads {
        for member in sets.members(set) {
            let at = |year| trajectory.value(0, name, &[member], year).unwrap_or(0.0);
            let first = at(scenario.start);
            let index = |year| (first > 0.0).then(|| 100.0 * at(year) / first);
            lines.push(Line {
                label: scenario.baseline.label(set, member).en,
                values: scenario.years().map(index).collect(),
                style,
                colour: None,
            });
        }
    }
    Lines {
        words: words(
            scenario,
            "Pollutant loads of coking",
            &format!("Index, {} = 100; means over the year; dashed: water.", scenario.start),
            "Benzo(a)pyrene factors span two orders of magnitude in the literature: read its index, not its tonnes.",
        ),
        years: scenario.years().collect(),
        axis: Axis { label: format!("{} = 100", scenario.start), decimals: Some(0) },
        from_zero: true,
        level: Some(100.0),
        lines,
    }
}

/// The scorecard as a picture.
fn scorecard(scenario: &Scenario, judged: &[Judged<'_>]) -> Scorecard {
    let row = |judged: &Judged<'_>| {
        let test = judged.decisive();
        ScorecardRow {
            id: judged.target.id.clone(),
            text: judged.target.text.en.clone(),
            target: test.map_or_else(String::new, |test| {
                test.predicate.replace("<=", "≤").replace(">=", "≥").replace("+-", "±")
            }),
            value: test.and_then(|test| test.value.as_ref().ok()).map_or_else(|| "–".to_owned(), |value| short(*value)),
            unit: test
                .map_or_else(String::new, |test| if test.unit == "-" { String::new() } else { test.unit.clone() }),
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
    };
    let groups = scenario
        .baseline
        .target_groups
        .iter()
        .map(|group| ScorecardGroup {
            heading: group.label.en.clone(),
            rows: judged.iter().filter(|judged| judged.target.group == group.id).map(row).collect(),
        })
        .filter(|group| !group.rows.is_empty())
        .collect();
    let mut note =
        "Margins are shares of the threshold and include our tolerance where the plan says \"about\".".to_owned();
    if judged.iter().any(|judged| judged.target.reading_of.is_some() && judged.target.id.contains(".mass")) {
        note += " T23-T25 follow the plan's own accounting; \".mass\" rows are the model's mass accounting and are not counted as targets.";
    }
    Scorecard {
        words: words(scenario, "The plan's targets and what the model makes of them", "End of the plan.", &note),
        headings: ScorecardHeadings {
            text: "Target".to_owned(),
            target: "to reach".to_owned(),
            value: "in the model".to_owned(),
            margin: "margin".to_owned(),
        },
        verdicts: VerdictWords {
            met: "met".to_owned(),
            missed: "missed".to_owned(),
            not_evaluated: "not evaluated".to_owned(),
        },
        groups,
        full_margin: FULL_MARGIN,
    }
}
