//! The unit check as text for people and JSON for programs.

use super::formula::Writer;
use crate::num::ANY_UNIT;
use crate::num::tracer::{Binary, Unary};
use crate::safe::json;
use crate::structure::Structure;
use crate::structure::equation::{Equation, Side};
use crate::structure::expression::Expression;
use crate::structure::units::{Check, Finding, Rule, Written};
use crate::text;
use crate::text::{Language, Text};
use crate::unit::{self, Unit};
use serde_json::{Value, json};
use std::fmt::Write;

/// What has been checked, and what came out.
#[derive(Debug)]
pub struct Report<'a> {
    structure: &'a Structure,
    check: &'a Check<'a>,
    findings: Vec<Alike>,
    equations: usize,
    /// Numbers with a unit in equations, and those that fit any unit.
    numbers: (Vec<Written>, Vec<Written>),
    language: Language,
}

/// Findings that differ in nothing but members: the first, and how many there are.
#[derive(Debug)]
struct Alike {
    first: Finding,
    count: usize,
}

/// What the check goes by.
fn rules() -> [Text; 6] {
    [
        text!(
            "What is added, subtracted or compared has one unit, size included: kt and Mt do not add.";
            "相加、相减或比较的各项单位必须相同，大小也须一致：千吨与百万吨不能相加。"
        ),
        text!(
            "A product has the product of the units; so conversions such as kt_to_mt act by their own unit.";
            "乘积的单位是各项单位之积；换算系数（如kt_to_mt）按自身的单位起作用。"
        ),
        text!(
            "exp, ln and powers are of pure numbers; a whole number written as exponent raises the unit.";
            "exp、ln和幂只用于纯数；直接写出的整数指数使单位随之乘方。"
        ),
        text!(
            "A result has the unit declared of it, and other equations use it in that unit.";
            "结果的单位须与声明一致，其他方程也按所声明的单位使用它。"
        ),
        text!(
            "A number without unit is pure, but 0 is nothing of any unit; things counted, such as firms, are pure numbers.";
            "未写单位的数是纯数，0则不论单位；企业数等计数是纯数。"
        ),
        text!(
            "What an attribute of 0 multiplies is nothing: gas power in a sum over chains that synthesise.";
            "与取值为0的属性相乘的项视为不存在，如合成类产业链合计中的煤气发电。"
        ),
    ]
}

/// Why a number may stand in equations without a unit of its own. Nothing else is let pass.
fn reason(value: f64) -> Option<Text> {
    let reasons = [
        (
            1e-9_f64,
            text!(
                "the guard of ratio(a, b) is in the unit of b, and so small that it never counts";
                "ratio(a, b)的下限与b同单位，数值极小，不影响结果"
            ),
        ),
        (
            1.0,
            text!(
                "the reference load is in the unit of its pollutant, kt/a or t/a, which only the data know: what stands \
                 there before it is set, and the unit of its floor numerical_floor";
                "基准排放量按各污染物自身的单位（千吨/年或吨/年）计，只有数据才能确定：用于基准值设定前的占位数，以及其下限numerical_floor的单位"
            ),
        ),
    ];
    reasons.into_iter().find(|(known, _)| known.to_bits() == value.to_bits()).map(|(_, reason)| reason)
}

/// The name of a rule for programs, and that of the operation.
const fn key(rule: Rule) -> (&'static str, Option<&'static str>) {
    match rule {
        Rule::Alike(operation) => ("one_unit", Some(sign(operation))),
        Rule::PureArgument(operation) => ("pure_argument", Some(function(operation))),
        Rule::PureBase => ("pure_base", Some("^")),
        Rule::PureExponent => ("pure_exponent", Some("^")),
        Rule::AsDeclared => ("as_declared", None),
        Rule::Readable => ("readable", None),
    }
}

/// What is wrong if a rule does not hold.
fn broken(rule: Rule) -> Text {
    match rule {
        Rule::Alike(Binary::Minimum | Binary::Maximum) => text!("units differ in a comparison"; "比较的两项单位不同"),
        Rule::Alike(operation) => {
            let sign = sign(operation);
            text!("units differ on the sides of `{sign}`"; "`{sign}`两边的单位不同")
        }
        Rule::PureArgument(operation) => {
            let name = function(operation);
            text!("`{name}` is not of a pure number"; "`{name}`的自变量不是纯数")
        }
        Rule::PureBase => text!("the base of a power is not a pure number"; "幂的底数不是纯数"),
        Rule::PureExponent => text!("an exponent is not a pure number"; "指数不是纯数"),
        Rule::AsDeclared => text!("the result has another unit than is declared"; "结果的单位与声明的不同"),
        Rule::Readable => text!("a unit is unknown, or too large to be held"; "单位无法识别，或超出可表示的范围"),
    }
}

const fn sign(operation: Binary) -> &'static str {
    match operation {
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => "*",
        Binary::Divide => "/",
        Binary::Minimum => "min",
        Binary::Maximum => "max",
        Binary::Power => "^",
    }
}

const fn function(operation: Unary) -> &'static str {
    match operation {
        Unary::Negate => "-",
        Unary::Exp => "exp",
        Unary::Ln => "ln",
    }
}

/// `1 place`, `2 places`.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// `1e-9`, `100`.
fn number(value: f64) -> String {
    if value.abs() < 1e-3 { format!("{value:e}") } else { format!("{value}") }
}

impl<'a> Report<'a> {
    /// Of a check, for readers of a language.
    #[must_use]
    pub fn new(structure: &'a Structure, check: &'a Check<'a>, language: Language) -> Self {
        let mut findings: Vec<Alike> = Vec::new();
        let what = |finding: &Finding| {
            let units: Vec<_> = finding.terms.iter().map(|(_, unit)| *unit).collect();
            (structure.quantity_at(finding.slot).0, finding.side, finding.rule, units)
        };
        for finding in check.findings() {
            match findings.iter_mut().find(|alike| what(&alike.first) == what(&finding)) {
                Some(alike) => alike.count += 1,
                None => findings.push(Alike { first: finding, count: 1 }),
            }
        }
        let numbers = structure.numbers_with_units().into_iter();
        let numbers = numbers.partition(|written| written.literal.unit != Some(ANY_UNIT));
        Self { structure, check, findings, equations: structure.count_equations(), numbers, language }
    }

    /// As text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let mut line = |text: &str| {
            let _ = writeln!(out, "{text}"); // writing to a String cannot fail
        };
        line(&self.said(&self.summary()));
        for alike in &self.findings {
            line("");
            for part in self.finding(alike) {
                line(&part);
            }
        }
        line("");
        line(&self.said(&text!("Rules"; "规则")));
        for rule in rules() {
            line(&format!("  {}", self.said(&rule)));
        }
        line("");
        line(&self.said(&text!("Numbers with a unit, and the variables they serve"; "带单位的数及所用的变量")));
        let (numbers, any) = &self.numbers;
        for written in numbers {
            let (value, names) = (number(written.literal.value()), self.names(written));
            let unit = unit::label(written.literal.unit.unwrap_or_default(), self.language);
            line(&self.said(&text!(
                "  {value} {unit}: {}", names.join(", ");
                "  {value} {unit}：{}", names.join("、")
            )));
        }
        line("");
        line(&self.said(&text!("Numbers that fit any unit, and why"; "不论单位的数及理由")));
        for written in any {
            let (value, count) = (number(written.literal.value()), written.used_by.len());
            let reason = self.reason(written).unwrap_or_default();
            line(&self.said(&text!(
                "  {value}, in {}: {reason}", counted(count, "variable");
                "  {value}（用于{count}个变量）：{reason}"
            )));
        }
        out
    }

    /// As JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let findings = self.findings.iter().map(|alike| self.finding_as_json(alike)).collect::<Vec<_>>();
        let (numbers, any) = &self.numbers;
        let in_json = |written: &Written| {
            json!({
                "value": written.literal.value(),
                "unit": written.literal.unit,
                "variables": self.names(written),
            })
        };
        let any = any.iter().map(|written| {
            let mut value = in_json(written);
            value["unit"] = Value::Null;
            value["reason"] = json!(self.reason(written));
            value
        });
        let document = json!({
            "consistent": self.check.is_consistent(),
            "equations": self.equations,
            "values": self.check.values(),
            "findings": findings,
            "rules": rules().iter().map(|rule| self.said(rule)).collect::<Vec<_>>(),
            "numbers": numbers.iter().map(in_json).collect::<Vec<_>>(),
            "numbers_of_any_unit": any.collect::<Vec<_>>(),
        });
        json::pretty(&document)
    }

    fn said(&self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }

    fn reason(&self, written: &Written) -> Option<String> {
        reason(written.literal.value()).map(|reason| self.said(&reason))
    }

    fn names(&self, written: &Written) -> Vec<&'static str> {
        written.used_by.iter().map(|place| self.structure.quantities()[*place].declaration.name).collect()
    }

    fn summary(&self) -> Text {
        let (equations, values) = (self.equations, self.check.values());
        let wrong: usize = self.findings.iter().map(|alike| alike.count).sum();
        if self.check.is_consistent() {
            text!(
                "The units of all {equations} equations fit, in each of {values} values.";
                "全部{equations}个方程的单位一致，共{values}个数值。"
            )
        } else {
            text!(
                "The units do not fit in {} of {equations} equations for {values} values.", counted(wrong, "place");
                "{equations}个方程、{values}个数值中，有{wrong}处单位不一致。"
            )
        }
    }

    /// `capacity[lvliang, small]`
    fn name(&self, slot: usize) -> String {
        let (place, position) = self.structure.quantity_at(slot);
        let declaration = self.structure.quantities()[place].declaration;
        let members = declaration.members(self.structure.sets(), position);
        let name = declaration.name;
        if members.is_empty() { name.to_owned() } else { format!("{name}[{}]", members.join(", ")) }
    }

    fn expression(&self, expression: &Expression) -> String {
        let equation = Equation { over: Vec::new(), parts: Vec::new(), expression: expression.clone() };
        Writer::new(self.structure, &equation).text(expression)
    }

    /// A unit; that of nothing has no name.
    fn unit(&self, unit: Option<Unit>) -> String {
        let any = text!("any unit"; "任意单位");
        unit.map_or_else(|| self.said(&any), |unit| unit::label(&unit.to_string(), self.language))
    }

    /// The lines of a finding.
    fn finding(&self, Alike { first, count }: &Alike) -> Vec<String> {
        let name = self.name(first.slot);
        let when = match first.side {
            Side::Result => Text::default(),
            Side::Initial => text!(" at the start"; "（初值）"),
            Side::Reference => text!(" as the reference"; "（基准值）"),
        };
        let others = match count - 1 {
            0 => Text::default(),
            others => text!(" and {} like it", counted(others, "place"); "（另有{others}处相同）"),
        };
        let broken = broken(first.rule);
        let head = text!(
            "{name}{}{}: {}", when.en, others.en, broken.en;
            "{name}{}{}：{}", when.zh, others.zh, broken.zh
        );
        let mut lines = vec![self.said(&head)];
        lines.extend(
            first.terms.iter().map(|(term, unit)| format!("  {{{}}} {}", self.unit(*unit), self.expression(term))),
        );
        if first.rule == Rule::AsDeclared {
            let declared = text!("declared"; "声明");
            lines.push(format!("  {{{}}} {}", self.unit(self.check.declared(first.slot)), self.said(&declared)));
        }
        lines
    }

    fn finding_as_json(&self, Alike { first, count }: &Alike) -> Value {
        let (rule, operation) = key(first.rule);
        let unit = |unit: Option<Unit>| unit.map(|unit| unit.to_string());
        let terms = first.terms.iter().map(|(term, of)| json!({ "text": self.expression(term), "unit": unit(*of) }));
        json!({
            "value": self.name(first.slot),
            "equation": match first.side {
                Side::Result => "result",
                Side::Initial => "initial",
                Side::Reference => "reference",
            },
            "rule": rule,
            "operation": operation,
            "message": self.said(&broken(first.rule)),
            "terms": terms.collect::<Vec<_>>(),
            "declared": unit(self.check.declared(first.slot)),
            "places": count,
        })
    }
}
