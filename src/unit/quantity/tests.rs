//! What users write, and what becomes of it.

use super::super::{Fault, Unit, UnitError, atoms, data::UNITS, of_element};
use super::{COMMON, examples, read};

#[track_caller]
fn is(text: &str, wanted: &str, number: f64) {
    let found = read(text, wanted).unwrap_or_else(|error| panic!("{error} ({:?})", error.fault));
    assert_eq!(found.to_bits(), number.to_bits(), "{text} in {wanted}: {found} instead of {number}");
}

#[track_caller]
fn refused(text: &str, wanted: &str) -> Fault {
    read(text, wanted).expect_err(text).fault
}

#[test]
fn planners_write_as_they_are_used_to() {
    is("1.2 亿吨", "Mt", 120.0);
    is("120 Mt/a", "Mt/a", 120.0);
    is("12000 万吨/年", "Mt/a", 120.0);
    is("950 CNY/t", "CNY/t", 950.0);
    is("950元/吨", "CNY/t", 950.0);
    is("35 %", "0-1", 0.35);
    is("35%", "-", 0.35);
    is("3 成", "0-1", 0.3);
    is("3 亿元/年", "1e8 CNY/a", 3.0);
    is("1200 m3/t", "m3/t", 1200.0);
    is("5 亿立方米", "1e8 m3/a", 5.0);
    is("5 亿方/年", "1e8 m3/a", 5.0);
    is("18 个月", "a", 1.5);
    is("73 天", "a", 0.2);
    is("2 倍", "x", 2.0);
    is("80 家", "count", 80.0);
    is("30 万千瓦", "MW", 300.0);
    is("5256 小时/年", "h/a", 5256.0);
    is("50 kg/t", "t/t", 0.05);
    is("0.8 个百分点/年", "share of demand per year", 0.008);
    is("2000 元/(吨/年)", "CNY per t/a", 2000.0);
    is("4 1/年", "1/a", 4.0);
    is("4 次/年", "1/a", 4.0);
    is("0.3 per 100 CNY/t", "per 100 CNY/t", 0.3);
    is("120", "Mt/a", 120.0);
    is("0.01 1/a per log price", "1/a per log price", 0.01);
}

#[test]
fn powers_of_ten_are_converted_without_rounding() {
    is("0.1 亿元", "1e8 CNY", 0.1);
    is("0.3 亿吨", "Mt", 30.0);
    is("0.07 Mt", "kt", 70.0);
    is("1.1 万吨", "Mt", 0.011);
    is("4.35 千克/吨", "t/t", 0.00435);
    is("2.3e3 kt", "Mt", 2.3);
    is("3×10⁸ 元", "1e8 CNY", 3.0);
    is("3 1e8 CNY", "1e8 CNY", 3.0);
    is("12_000 万吨", "Mt", 120.0);
    is("1e-400 t", "Mt", 0.0);
    is("0e999999999999999999999 t", "Mt", 0.0);
    is("1e310 t", "Mt", 1e304);
    is("-0", "-", 0.0);
}

#[test]
fn other_conversions_are_rounded_once() {
    is("1 month", "a", 1.0 / 12.0);
    is("7 d", "a", 7.0 / 365.0);
    is("7 h", "a", 7.0 / 8760.0);
    is("0.7 a", "d", 255.5);
    is("0.1 a", "month", 1.2);
    is("3/7", "-", 3.0 / 7.0);
}

#[test]
fn full_width_characters_are_read_like_others() {
    is("１２０　万吨", "Mt", 1.2);
    is("－０．５％", "-", -0.005);
    is("−5 ％／年", "1/a", -0.05);
    is("＋１２＿０００（万吨）／年", "Mt/a", 120.0);
    is("９５０￥／吨", "CNY/t", 950.0);
}

#[test]
fn a_flow_may_leave_out_its_year_and_nothing_else() {
    is("1.2 亿吨", "Mt/a", 120.0);
    is("3 亿元", "1e8 CNY/a", 3.0);
    is("2 亿美元", "USD 1e8/a", 2.0);
    is("20 Mt/a", "Mt/a per a", 20.0);
    is("200 千吨/年", of_element("kt/a per a (MW/a for gas_power)", "kt/a"), 200.0);
    is("6 万千瓦", of_element("kt/a per a (MW/a for gas_power)", "MW"), 60.0);
    is("0.5 亿立方米/年", "1e8 m3/a added per year", 0.5);
    is("30 %", "share of listed capacity per year", 0.3);
    is("40 亿千瓦时", "GWh/a", 4000.0);
    for (text, wanted) in [
        ("1 Mt/a", "Mt"),
        ("3 亿元/年", "1e8 CNY"),
        ("20 Mt", "Mt/a per a"),
        ("5 MWh", "MW"),
        ("950 CNY", "CNY/t"),
        ("950 元/吨", "CNY per t/a"),
        ("30 %/年", "0-1"),
        ("1200 m3/a", "m3/t"),
        ("3 亿", "1e8 CNY"),
        ("30 %", "count"),
    ] {
        assert!(matches!(refused(text, wanted), Fault::Dimension { .. }), "{text} for {wanted}");
    }
}

#[test]
fn power_and_energy_per_year_are_kept_apart() {
    assert_eq!(refused("8760 GWh/a", "GW"), Fault::Hours);
    assert_eq!(refused("1 GW", "GWh/a"), Fault::Hours);
    assert_eq!(refused("8.76 GWh/a", "MW/a"), Fault::Hours);
}

#[test]
fn what_is_no_number_is_refused() {
    for text in ["", " ", "　"] {
        assert_eq!(refused(text, "Mt"), Fault::Empty);
    }
    for text in ["万吨", "一百万吨", ".", "-", "- 5 t", "--5", "约 5 t", "5._", "1.2.3", "5_ t", "5__0", "¥ 950/t"]
    {
        assert_eq!(refused(text, "t"), Fault::NoNumber, "{text}");
    }
    for text in ["12,000 t", "12，000 t", "1,5 t", "12、5 t", "12 ,5 t"] {
        assert_eq!(refused(text, "t"), Fault::Comma, "{text}");
    }
    for text in ["12 000 t", "12 500 t", "1 2", "12 1/2"] {
        assert_eq!(refused(text, "t"), Fault::Split, "{text}");
    }
    for text in ["nan", "NaN t", "inf", "-inf", "infinity", "1e400 t", "1e308 Mt", "9e99999999999999999999"] {
        assert_eq!(refused(text, "t"), Fault::NotFinite, "{text}");
    }
    for text in ["100-120 t", "5 万吨左右", "5 t coke", "1亿2000万吨", "5 万吨 以上", "0x10", "5 t\u{0}"] {
        assert!(matches!(refused(text, "t"), Fault::Unit(_)), "{text}");
    }
    assert_eq!(refused("5 mt", "t"), Fault::Unit(UnitError::Unknown { word: "mt".into() }));
}

#[test]
fn where_elements_differ_only_plain_numbers_are_read() {
    is("60", "kt/a (MW for gas_power)", 60.0);
    assert_eq!(refused("60 kt/a", "kt/a (MW for gas_power)"), Fault::PlainOnly);
    assert_eq!(refused("60 kt/a", "some new unit"), Fault::PlainOnly);
}

#[test]
fn examples_can_be_read_and_every_unit_has_some() {
    for wanted in UNITS {
        let found = examples(wanted);
        assert_eq!(found.is_empty(), Unit::of_quantity(wanted).is_none(), "{wanted}");
        for unit in found {
            assert!(read(&format!("1 {unit}"), wanted).is_ok(), "1 {unit} for {wanted}");
        }
    }
    assert_eq!(examples("Mt/a"), ["Mt/a", "kt/a", "万吨/年", "亿吨/年"]);
    assert_eq!(examples("Mt/a coke"), ["Mt/a", "kt/a", "万吨/年", "亿吨/年"]);
    assert_eq!(examples("CNY/t"), ["CNY/t", "元/吨"]);
    assert_eq!(examples("1e8 CNY/a"), ["1e8 CNY/a", "亿元/年", "万元/年", "1e8 CNY"]);
    assert_eq!(examples("0-1"), ["%"]);
    assert_eq!(examples("1/a"), ["1/a", "%/a", "%/年", "1/年"]);
    assert_eq!(examples("kg/t"), ["kg/t", "千克/吨", "%"]);
    assert_eq!(examples("kt/a per a"), ["kt/a per a", "Mt/a", "kt/a", "万吨/年"]);
}

/// A small generator of numbers, the same in every run.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }
}

#[test]
fn a_number_written_in_any_unit_that_fits_reads_back() {
    let mut random = Lcg(1);
    for wanted in UNITS.iter().chain(COMMON) {
        let Some(unit) = Unit::of_quantity(wanted) else { continue };
        for other in UNITS.iter().chain(COMMON).copied() {
            let Ok(written) = Unit::parse(other) else { continue };
            let Some(factor) = unit.factor_to(written) else { continue };
            if super::conversion(other, unit).is_err() {
                continue; // power and energy
            }
            for _ in 0..50 {
                #[allow(clippy::cast_precision_loss)] // any number will do
                let number = random.below(1 << 30) as f64 / 1024.0 + 0.5;
                // a decimal conversion is a shift of the digits, so nothing at all is lost
                let ratio = written.checked_div(unit).expect("small");
                let (text, ulps) = if ratio.is_decimal() {
                    (format!("{number}e{} {other}", -ratio.ten), 0)
                } else {
                    (format!("{} {other}", number * factor), 3) // factor, product and what is read are rounded
                };
                let found = read(&text, wanted).expect("fits");
                assert!(found.to_bits().abs_diff(number.to_bits()) <= ulps, "{text} for {wanted}: {found}, {number}");
            }
        }
    }
}

#[test]
fn no_text_makes_reading_panic() {
    let mut tokens: Vec<&str> = atoms::ATOMS.iter().flat_map(|atom| atom.words).copied().collect();
    tokens.extend(atoms::COUNTERS.iter().map(|(word, _)| *word));
    tokens.extend(UNITS);
    tokens.extend([
        "1",
        "0",
        "120",
        "1e8",
        "9e99",
        "1e",
        "e5",
        "1.5",
        "-",
        "+",
        "_",
        ".",
        ",",
        "，",
        "^",
        "^-1",
        "^99",
        "⁻¹",
        "³",
        "/",
        "*",
        "·",
        "(",
        ")",
        "（",
        "）",
        "per ",
        "每",
        " ",
        "　",
        "k",
        "M",
        "煤",
        "é",
        "\u{0}",
        "\u{10ffff}",
        "１２",
        "18446744073709551615",
        "1e2147483647",
        "10^4",
        "inf",
        "nan",
        "％",
        "㎥",
        "￥",
        "😀",
        "\u{301}",
    ]);
    let mut random = Lcg(2);
    let mut accepted = 0;
    for turn in 0..100_000 {
        let mut text = String::new();
        for _ in 0..random.below(9) {
            text.push_str(tokens[random.below(tokens.len())]);
        }
        let wanted = UNITS[random.below(UNITS.len())];
        match read(&format!("{}{text}", ["", "5 ", "1e3"][random.below(3)]), wanted) {
            Ok(number) => {
                assert!(number.is_finite());
                accepted += 1;
            }
            Err(error) => {
                assert!(!error.message().zh.is_empty());
                // hints try many units, which takes time
                assert!(turn % 50 != 0 || error.hint().is_none_or(|hint| !hint.zh.is_empty()));
            }
        }
        let _ = (Unit::parse(&text), super::super::label(&text, crate::text::Language::Zh));
    }
    assert!(accepted > 1000, "{accepted}");
}
