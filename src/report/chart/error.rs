//! Why a chart could not be drawn.

use crate::text;
use crate::text::Text;
use std::fmt;

/// A specification that cannot be drawn, or a failure of the drawing itself.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ChartError {
    /// There is nothing to draw.
    Empty {
        /// Title of the chart.
        chart: String,
        /// What is missing.
        what: &'static str,
    },
    /// A series has not one value for each point of the axis.
    Length {
        /// Label of the series.
        series: String,
        /// Number of points of the axis.
        expected: usize,
        /// Number of values given.
        found: usize,
    },
    /// A value is infinite or not a number.
    NotFinite {
        /// Label of the series.
        series: String,
        /// Position of the value, counted from 1.
        position: usize,
        /// The value.
        value: f64,
    },
    /// A value is too large to be drawn to any scale.
    TooLarge {
        /// Label of the series.
        series: String,
        /// Position of the value, counted from 1.
        position: usize,
        /// The value.
        value: f64,
    },
    /// A part of a stack is negative.
    Negative {
        /// Label of the series.
        series: String,
        /// Position of the value, counted from 1.
        position: usize,
        /// The value.
        value: f64,
    },
    /// The years do not rise.
    Years {
        /// Title of the chart.
        chart: String,
        /// The year given first.
        earlier: i32,
        /// The year given after it.
        later: i32,
    },
    /// There are more things than one chart can show.
    TooMany {
        /// Title of the chart.
        chart: String,
        /// What there is too much of.
        what: &'static str,
        /// How many were given.
        count: usize,
        /// How many can be shown.
        limit: usize,
    },
    /// A text is too long to be set.
    TextTooLong {
        /// Its first characters.
        start: String,
        /// Its length in characters.
        length: usize,
        /// The longest that can be set.
        limit: usize,
    },
    /// The drawing library failed.
    Drawing(String),
    /// The SVG text could not be turned into a picture.
    Picture(String),
}

impl ChartError {
    /// The error for people.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Empty { chart, what } => {
                let zh = in_chinese(what);
                text!("the chart \"{chart}\" has no {what}"; "图表“{chart}”没有{zh}")
            }
            Self::Length { series, expected, found } => text!(
                "the series \"{series}\" has {found} values where the axis has {expected} points";
                "序列“{series}”有{found}个数值，而坐标轴有{expected}个点"
            ),
            Self::NotFinite { series, position, value } => text!(
                "value {position} of the series \"{series}\" is {value}, not a finite number";
                "序列“{series}”的第{position}个数值为{value}，不是有限的数"
            ),
            Self::TooLarge { series, position, value } => text!(
                "value {position} of the series \"{series}\" is {value}, beyond what can be drawn (1e15)";
                "序列“{series}”的第{position}个数值为{value}，超出可绘制的范围（1e15）"
            ),
            Self::Negative { series, position, value } => text!(
                "value {position} of the series \"{series}\" is {value}; a stack takes no negative values";
                "序列“{series}”的第{position}个数值为{value}，堆积图不能有负值"
            ),
            Self::Years { chart, earlier, later } => text!(
                "the years of the chart \"{chart}\" must rise: {later} stands after {earlier}";
                "图表“{chart}”的年份须递增：{earlier}之后是{later}"
            ),
            Self::TooMany { chart, what, count, limit } => {
                let zh = in_chinese(what);
                text!(
                    "the chart \"{chart}\" has {count} {what}, more than the {limit} that can be shown";
                    "图表“{chart}”有{count}个{zh}，最多只能显示{limit}个"
                )
            }
            Self::TextTooLong { start, length, limit } => text!(
                "the text starting \"{start}\" has {length} characters, more than the {limit} that can be set";
                "以“{start}”开头的文字有{length}个字符，最多只能排{limit}个"
            ),
            Self::Drawing(why) => text!("the chart could not be drawn: {why}"; "图表无法绘制：{why}"),
            Self::Picture(why) => text!("the picture could not be made: {why}"; "图片无法生成：{why}"),
        }
    }
}

/// What a chart has too few or too many of.
fn in_chinese(what: &str) -> &str {
    match what {
        "points" => "点",
        "series" => "序列",
        "targets" => "目标",
        other => other,
    }
}

impl fmt::Display for ChartError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text().en)
    }
}

impl std::error::Error for ChartError {}
