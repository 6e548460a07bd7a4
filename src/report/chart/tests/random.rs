//! Specifications drawn at random.

use super::{super::*, scorecard, texts};

/// Numbers that look random and are the same on every run (Marsaglia's xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }

    fn value(&mut self) -> f64 {
        const VALUES: [f64; 16] = [
            0.0,
            -0.0,
            1.0,
            5.0,
            5.0,
            99.9,
            131.04,
            1e-300,
            1e-9,
            1e15,
            -1.0,
            -12.5,
            -1e15,
            f64::NAN,
            f64::INFINITY,
            1e300,
        ];
        // The values that are always an error come seldom.
        if self.below(9) == 0 { VALUES[self.below(16)] } else { VALUES[self.below(10)] }
    }

    fn text(&mut self) -> String {
        const PIECES: [&str; 12] = [
            "",
            " ",
            "a",
            "capacity",
            "<&>\"'",
            "大型机焦炉",
            "（炭化室高度4.3米及以上）",
            "\n",
            "\u{0}",
            "Donaudampfschifffahrt",
            "é̂",
            "🙂",
        ];
        (0..self.below(12)).map(|_| PIECES[self.below(12)]).collect()
    }

    fn length(&mut self, usual: usize) -> usize {
        if self.below(40) == 0 { usual + 1 } else { usual }
    }

    fn part(&mut self, points: usize) -> Series {
        let points = self.length(points);
        let values = (0..points).map(|_| self.value()).collect();
        Series { label: self.text(), values, colour: None }
    }

    fn options(&mut self, points: usize) -> Vec<Option<f64>> {
        (0..points).map(|_| (self.below(4) > 0).then(|| self.value())).collect()
    }

    fn words(&mut self) -> Words {
        Words { title: self.text(), subtitle: self.text(), note: self.text() }
    }
}

fn random_chart(chance: &mut Chance) -> Result<String, ChartError> {
    let points = if chance.below(3) == 0 { chance.below(40) } else { 1 + chance.below(6) };
    let parts = chance.below(14);
    let (words, label) = (chance.words(), chance.text());
    let axis = Axis { label: chance.text(), decimals: [None, Some(0), Some(9)][chance.below(3)] };
    let years = (0..points).map(|year| 2005 + i32::try_from(year).unwrap()).collect();
    match chance.below(4) {
        0 => {
            let series = (0..parts).map(|_| chance.part(points)).collect();
            let reference =
                (chance.below(2) == 0).then(|| Reference { label: chance.text(), values: chance.options(points) });
            StackedArea { words, years, axis, series, total_label: label, reference }.to_svg()
        }
        1 => {
            let columns = (0..points).map(|_| chance.text()).collect();
            let series = (0..parts).map(|_| chance.part(points)).collect();
            let line = (chance.below(2) == 0).then(|| chance.part(points));
            StackedColumns { words, columns, axis, series, total_label: label, line }.to_svg()
        }
        2 => {
            let styles = [LineStyle::Solid, LineStyle::Dashed, LineStyle::Points];
            let lines = (0..parts)
                .map(|_| Line {
                    label: chance.text(),
                    values: chance.options(points),
                    style: styles[chance.below(3)],
                    colour: None,
                })
                .collect();
            let from_zero = chance.below(2) == 0;
            let level = (chance.below(3) == 0).then(|| chance.value());
            Lines { words, years, axis, from_zero, level, lines }.to_svg()
        }
        _ => {
            let verdicts = [Verdict::Met, Verdict::Missed, Verdict::NotEvaluated];
            let rows: Vec<ScorecardRow> = (0..points)
                .map(|_| ScorecardRow {
                    id: chance.text(),
                    text: chance.text(),
                    target: chance.text(),
                    value: chance.text(),
                    unit: chance.text(),
                    verdict: verdicts[chance.below(3)],
                    margin: (chance.below(3) > 0).then(|| chance.value()),
                    counted: chance.below(4) > 0,
                })
                .collect();
            let groups =
                rows.chunks(4).map(|rows| ScorecardGroup { heading: chance.text(), rows: rows.to_vec() }).collect();
            let full_margin = chance.value();
            Scorecard { words, groups, full_margin, ..scorecard() }.to_svg()
        }
    }
}

#[test]
fn no_specification_makes_a_chart_panic_or_ill_formed() {
    let mut chance = Chance(20_061_031);
    let rasterizer = Rasterizer::new();
    let mut drawn = 0;
    for round in 0..1_500 {
        let Ok(svg) = random_chart(&mut chance) else {
            continue;
        };
        drawn += 1;
        assert!(!svg.contains("NaN") && !svg.contains("inf\""), "{svg}");
        texts(&svg);
        if round % 50 == 0 {
            rasterizer.png(&svg, 0.5).unwrap();
        }
    }
    assert!(drawn > 300, "only {drawn} of 1500 could be drawn");
}
