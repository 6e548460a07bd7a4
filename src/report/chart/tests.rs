//! What holds for every chart.

use super::*;

mod random;

fn words() -> Words {
    Words {
        title: "Coke & \"steel\" <焦炭>".into(), subtitle: "it's 5 > 3\u{7}".into(), note: "注：<b>&amp;".into()
    }
}

fn axis() -> Axis {
    Axis { label: "Mt/a <&>".into(), decimals: None }
}

fn part(label: &str, values: &[f64]) -> Series {
    Series { label: label.into(), values: values.to_vec(), colour: None }
}

fn area() -> StackedArea {
    StackedArea {
        words: words(),
        years: vec![2005, 2006, 2007],
        axis: axis(),
        series: vec![part("a<b", &[1.0, 2.0, 3.0]), part("大型&\"", &[2.0, 2.0, 1.0])],
        total_label: "Total".into(),
        reference: Some(Reference { label: "Ceiling".into(), values: vec![None, Some(5.0), Some(4.5)] }),
    }
}

fn columns() -> StackedColumns {
    StackedColumns {
        words: words(),
        columns: vec!["2006".into(), "<2007>".into()],
        axis: axis(),
        series: vec![part("in province", &[30.0, 31.0]), part("出口", &[11.0, 12.0])],
        total_label: "合计".into(),
        line: Some(part("output", &[42.0, 44.0])),
    }
}

fn lines() -> Lines {
    let line = |label: &str, values: &[Option<f64>], style| Line {
        label: label.into(),
        values: values.to_vec(),
        style,
        colour: None,
    };
    Lines {
        words: words(),
        years: vec![2005, 2006, 2010],
        axis: axis(),
        from_zero: true,
        level: Some(100.0),
        lines: vec![
            line("SO₂", &[Some(100.0), Some(80.0), Some(-15.0)], LineStyle::Solid),
            line("氨氮", &[Some(100.0), None, Some(31.0)], LineStyle::Dashed),
            line("observed", &[None, Some(90.0), None], LineStyle::Points),
            line("nothing", &[None; 3], LineStyle::Solid),
        ],
    }
}

fn scorecard() -> Scorecard {
    let row = |verdict, margin| ScorecardRow {
        id: "T1".into(),
        text: "SO₂ < 98 & falling".into(),
        target: "≤ 98".into(),
        value: "36".into(),
        unit: "kt".into(),
        verdict,
        margin,
        counted: true,
    };
    Scorecard {
        words: words(),
        headings: ScorecardHeadings::default(),
        verdicts: VerdictWords::default(),
        groups: vec![
            ScorecardGroup {
                heading: "Air".into(),
                rows: vec![row(Verdict::Met, Some(0.63)), row(Verdict::Missed, Some(-9.0))],
            },
            ScorecardGroup {
                heading: String::new(),
                rows: vec![row(Verdict::NotEvaluated, None), row(Verdict::Met, Some(0.0))],
            },
        ],
        full_margin: 0.5,
    }
}

fn all() -> [String; 4] {
    [area().to_svg(), columns().to_svg(), lines().to_svg(), scorecard().to_svg()].map(Result::unwrap)
}

/// The texts of a document; fails where it is not well-formed.
fn texts(svg: &str) -> String {
    let document = roxmltree::Document::parse(svg).unwrap();
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.filter_map(|node| node.text().map(str::trim)).collect::<Vec<_>>().join("|")
}

#[test]
fn every_chart_is_well_formed_and_keeps_its_words() {
    for svg in all() {
        let texts = texts(&svg);
        for expected in ["Coke & \"steel\" <焦炭>", "it's 5 > 3", "注：<b>&amp;"] {
            assert!(texts.contains(expected), "{expected} not in {texts}");
        }
    }
    assert!(texts(&area().to_svg().unwrap()).contains("大型&\""));
}

#[test]
fn equal_specifications_give_equal_bytes() {
    assert_eq!(all(), all());
    let svg = area().to_svg().unwrap();
    let pictures = [Rasterizer::new(), Rasterizer::new()].map(|r| r.png(&svg, 1.0).unwrap());
    assert_eq!(pictures[0], pictures[1]);
}

#[test]
fn totals_and_limits_are_written_out() {
    let texts = texts(&area().to_svg().unwrap());
    for expected in ["Total|3.0|4.0|4.0", "Ceiling|–|5.0|4.5"] {
        assert!(texts.contains(expected), "{expected} not in {texts}");
    }
}

#[test]
fn a_picture_has_the_size_of_the_chart_and_can_be_made_in_any_thread() {
    let rasterizer = Rasterizer::new();
    let svg = area().to_svg().unwrap();
    std::thread::scope(|scope| {
        let picture = scope.spawn(|| rasterizer.png(&svg, 2.0).unwrap()).join().unwrap();
        let size = png_size(&picture);
        assert_eq!(size, (1_800, 1_120));
    });
    assert!(matches!(rasterizer.png("<svg", 1.0), Err(ChartError::Picture(_))));
    for zoom in [0.0, -1.0, 1e9, f32::NAN] {
        assert!(rasterizer.png(&svg, zoom).is_err(), "zoom {zoom}");
    }
}

fn png_size(file: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
fn every_letter_of_a_chart_is_in_the_font() {
    let with_letters = Rasterizer::new();
    let svg = |label: &str| Lines { words: Words { title: label.into(), ..Words::default() }, ..lines() };
    let missing = with_letters.png(&svg("\u{E000}").to_svg().unwrap(), 1.0).unwrap();
    for letter in ["₂", "ₓ", "³", "芘", "沁", "≤", "µ", "–", "—", "“", "℃", "‰", "⁻"] {
        let drawn = with_letters.png(&svg(letter).to_svg().unwrap(), 1.0).unwrap();
        assert_ne!(drawn, missing, "{letter}");
    }
}

#[test]
fn what_cannot_be_drawn_is_an_error_that_says_why() {
    let wrong = |series: Vec<Series>| StackedArea { series, ..area() }.to_svg().unwrap_err();
    assert!(matches!(wrong(vec![]), ChartError::Empty { what: "series", .. }));
    assert!(matches!(wrong(vec![part("x", &[1.0])]), ChartError::Length { expected: 3, found: 1, .. }));
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = wrong(vec![part("x", &[1.0, value, 1.0])]);
        assert!(matches!(error, ChartError::NotFinite { position: 2, .. }));
    }
    assert!(matches!(wrong(vec![part("x", &[1e300; 3])]), ChartError::TooLarge { .. }));
    assert_eq!(
        wrong(vec![part("x", &[1.0, 1.0, -2.0])]).to_string(),
        "value 3 of the series \"x\" is -2; a stack takes no negative values"
    );
    assert!(matches!(wrong(vec![part("x", &[1.0; 3]); 99]), ChartError::TooMany { count: 99, .. }));
    assert!(matches!(wrong(vec![part(&"长".repeat(9_999), &[1.0; 3])]), ChartError::TextTooLong { .. }));
    let years = StackedArea { years: vec![2005, 2005, 2006], ..area() };
    assert!(matches!(years.to_svg(), Err(ChartError::Years { .. })));
    let empty = Scorecard { groups: vec![], ..scorecard() };
    assert!(matches!(empty.to_svg(), Err(ChartError::Empty { what: "targets", .. })));
    let mut broken = scorecard();
    broken.full_margin = f64::NAN;
    assert!(matches!(broken.to_svg(), Err(ChartError::NotFinite { .. })));
}

#[test]
fn rounding_below_zero_is_no_error() {
    let chart = StackedArea { series: vec![part("x", &[1.0, 0.0, -1e-12])], ..area() };
    assert!(chart.to_svg().is_ok());
}
