//! What became of the plan in the model, in one page.

use super::Guide;
use super::markdown::{Page, code, codes};
use crate::coverage::figures::{Use, figures};
use crate::coverage::inconsistencies::inconsistencies;
use crate::coverage::measures::{Depth, levers, measures};
use crate::text;

pub(super) fn page(guide: &Guide<'_>) -> String {
    let mut page = guide.page(&text!("Plan coverage"; "规划覆盖情况"));
    page.paragraph(&guide.say(&text!(
        "What became of each figure, measure, causal link and inconsistency of the plan.";
        "规划中每个数字、每项措施、每条因果关系和每处矛盾在模型中的处理。"
    )));
    summary(guide, &mut page);
    figures_table(guide, &mut page);
    measures_table(guide, &mut page);
    super::loops::links(guide, &mut page);
    inconsistencies_table(guide, &mut page);
    page.finish()
}

/// Covered of total.
fn summary(guide: &Guide<'_>, page: &mut Page) {
    let figures = figures();
    let covered = figures.iter().filter(|figure| figure.used.is_covered()).count();
    let by_use: Vec<String> = Use::ALL
        .iter()
        .map(|used| {
            let count = figures.iter().filter(|figure| figure.used == *used).count();
            format!("{} {count}", guide.say(&used.label()))
        })
        .collect();
    let measures = measures();
    let with_lever = measures.iter().filter(|measure| is_carried(guide, &measure.id, measure.depth)).count();
    let by_depth: Vec<String> = Depth::ALL
        .iter()
        .map(|depth| {
            let count = measures.iter().filter(|measure| measure.depth == *depth).count();
            format!("{} {count}", guide.say(&depth.label()))
        })
        .collect();
    let (links_found, links_all, links_not) = super::loops::counts(guide);
    let treated = inconsistencies().iter().filter(|one| !one.names.is_empty()).count();
    let rows = [
        [
            guide.say(&text!("figures in the model or judging it"; "进入模型或用于评判的数字")),
            format!("{covered} / {}", figures.len()),
            by_use.join(", "),
        ],
        [
            guide.say(&text!("measures with a lever or driver"; "有对应手段或外部条件的措施")),
            format!("{with_lever} / {}", measures.len()),
            by_depth.join(", "),
        ],
        [
            guide.say(
                &text!("causal links found in the equations with the plan's sign"; "在方程中找到且方向一致的因果关系"),
            ),
            format!("{links_found} / {links_all}"),
            links_not,
        ],
        [
            guide
                .say(&text!("inconsistencies whose treatment can be seen in data"; "处理方式可在数据中看到的矛盾之处")),
            format!("{treated} / {}", inconsistencies().len()),
            String::new(),
        ],
    ];
    let headings =
        guide.headings(&[text!("what"; "项目"), text!("covered of total"; "覆盖/总数"), text!("in detail"; "明细")]);
    page.table(&headings, rows);
}

fn is_carried(guide: &Guide<'_>, id: &str, depth: Depth) -> bool {
    depth == Depth::Driver || levers(&guide.plan.baseline, id).next().is_some()
}

fn figures_table(guide: &Guide<'_>, page: &mut Page) {
    page.heading(2, &guide.say(&text!("Figures"; "数字")));
    let rows = figures().iter().map(|figure| {
        [
            code(&figure.id),
            figure.section.clone(),
            figure.quote.clone(),
            guide.say(&figure.used.label()),
            codes(figure.names.iter().map(String::as_str)),
            guide.say(&figure.note),
        ]
    });
    let headings = guide.headings(&[
        text!("figure"; "数字"),
        text!("section"; "章节"),
        text!("in the plan's words"; "规划原文"),
        text!("use"; "用途"),
        text!("where"; "去处"),
        text!("how, or why not"; "如何采用，或为何未用"),
    ]);
    page.table(&headings, rows);
}

fn measures_table(guide: &Guide<'_>, page: &mut Page) {
    page.heading(2, &guide.say(&text!("Measures"; "措施")));
    page.paragraph(&guide.say(&text!(
        "*Acts*: on a flow, with a strength that is sourced or calibrated. *Judged weight*: through a weight that is \
         judgement. *Nominal*: it shares its lever with stronger measures and has no effect of its own.";
        "起作用：作用于某个流量，强度有来源或经校准。权重为判断：通过一个出自判断的权重起作用。名义上：与更强的措施共用一个手段，没有单独的作用。"
    )));
    let rows = measures().iter().map(|measure| {
        [
            measure.id.clone(),
            guide.say(&measure.meaning),
            measure.section.clone(),
            measure.anchor.clone(),
            codes(levers(&guide.plan.baseline, &measure.id).map(|lever| lever.key.as_str())),
            guide.say(&measure.depth.label()),
            guide.say(&measure.note),
        ]
    });
    let headings = guide.headings(&[
        text!("measure"; "措施"),
        text!("meaning"; "含义"),
        text!("section"; "章节"),
        text!("in the plan's words"; "规划原文"),
        text!("levers"; "政策手段"),
        text!("depth"; "深度"),
        text!("remark"; "备注"),
    ]);
    page.table(&headings, rows);
}

fn inconsistencies_table(guide: &Guide<'_>, page: &mut Page) {
    page.heading(2, &guide.say(&text!("Inconsistencies"; "矛盾之处")));
    let rows = inconsistencies().iter().map(|one| {
        [
            one.number.to_string(),
            one.sections.clone(),
            guide.say(&one.finding),
            guide.say(&one.treatment),
            codes(one.names.iter().map(String::as_str)),
        ]
    });
    let headings = guide.headings(&[
        text!("no."; "序号"),
        text!("sections"; "章节"),
        text!("what does not fit"; "矛盾"),
        text!("how the program treats it"; "程序的处理"),
        text!("seen in"; "体现于"),
    ]);
    page.table(&headings, rows);
}
