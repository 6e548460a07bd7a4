//! Values of a run that cannot be, as warnings.

use crate::problem::{Problem, Problems};
use crate::scenario::Scenario;
use crate::study::plausible::{Finding, Implausible, findings};
use crate::text;
use crate::text::Text;
use crate::trajectory::Trajectory;

/// What whoever reads the results of a run has to know of them; of one of several runs, with its name.
#[must_use]
pub fn warnings(scenario: &Scenario, results: &Trajectory, run: usize, named: Option<&str>) -> Problems {
    let mut problems = Problems::default();
    for finding in findings(results, run) {
        problems.push(warning(scenario, results, &finding, named));
    }
    problems
}

fn warning(scenario: &Scenario, results: &Trajectory, finding: &Finding, named: Option<&str>) -> Problem {
    let Finding { name, year, value, .. } = finding;
    let unit = unit(scenario, results, finding);
    let value = format!("{} {unit}", number(*value));
    let of = named.map_or_else(Text::default, |named| text!("`{named}`: "; "`{named}`："));
    let others = match finding.others {
        0 => Text::default(),
        others => {
            text!(", and {others} more values of it in other years or members"; "，另有{others}个年份或成员的值亦然")
        }
    };
    let (what, hint) = match finding.kind {
        Implausible::BooksDoNotClose => (
            text!(
                "the books do not close: of `{name}`, {value} are missing or too much in {year}";
                "账目不平：{year}年`{name}`多出或缺少{value}"
            ),
            text!(
                "a sweep would refuse this run: trust none of its numbers, undo the last change, or report the scenario as a defect";
                "批量模拟会剔除此次运行：其数值均不可信，请撤销最近的改动，或将该情景作为缺陷报告"
            ),
        ),
        Implausible::BelowNothing => (
            text!("`{name}` is below nothing in {year}: {value}"; "{year}年`{name}`小于零：{value}"),
            text!(
                "an amount cannot be: inputs that are fine alone do not fit together; do not use it, nor what is made of it";
                "数量不可能为负：单独可行的输入放在一起不相容；请勿使用该值及由它得出的结果"
            ),
        ),
        Implausible::BelowNothingByRounding => (
            text!("`{name}` is below nothing by rounding in {year}: {value}"; "{year}年`{name}`因舍入略小于零：{value}"),
            text!("read it as zero"; "请视为零"),
        ),
        Implausible::HardlyAFirm { firms, capacity } => {
            let (firms, capacity) = (number(firms), format!("{} {unit}", number(capacity)));
            (
                text!(
                    "`{name}` is {value} in {year}, more than all capacity ({capacity}): hardly a firm is left ({firms})";
                    "{year}年`{name}`为{value}，超过全部产能（{capacity}）：企业所剩无几（{firms}家）"
                ),
                text!(
                    "fewer than one firm has no mean scale: do not use it, nor costs and mergers, which depend on it";
                    "企业不足一家时平均规模没有意义：请勿使用该值，也勿使用取决于它的成本与兼并"
                ),
            )
        }
    };
    Problem::warning(text!("{}{}{}", of.en, what.en, others.en; "{}{}{}", of.zh, what.zh, others.zh)).hint(hint)
}

fn unit(scenario: &Scenario, results: &Trajectory, finding: &Finding) -> String {
    let declaration = finding.variable;
    match finding.member {
        Some(member) => {
            let members = declaration.members(results.layout().sets(), member);
            scenario.baseline.unit_of(declaration, &members)
        }
        None => scenario.baseline.unit_of_part(declaration, &[]),
    }
}

/// Four digits: it is read, and not computed with.
fn number(value: f64) -> String {
    let rounded = format!("{value:.3e}").parse::<f64>().unwrap_or(value); // always: it was a number
    if (1e-3..1e7).contains(&rounded.abs()) || rounded == 0.0 { format!("{rounded}") } else { format!("{rounded:e}") }
}
