//! Feedback loops, and the plan's causal links along their paths.

use super::Guide;
use super::markdown::Page;
use crate::coverage::links::JudgedLink;
use crate::coverage::loops::{Closes, JudgedLoop};
use crate::coverage::path::Found;
use crate::report::model::paths::{arrows, as_path, found};
use crate::structure::causes::Sign;
use crate::structure::loops::{Feedback, components, feedbacks, rank, successors};
use crate::text;
use crate::text::Text;

/// How many loops of the independent set the page shows.
const SHOWN: usize = 40;

pub(super) fn page(guide: &Guide<'_>) -> String {
    let mut page = guide.page(&text!("Feedback loops"; "反馈回路"));
    page.paragraph(&guide.say(&text!(
        "Each arrow has the sign of the slope of one equation, added up over the elements and over four moments a year of the \
         scenarios `plan`, `no-policy` and `hindcast`: `+` the effect rises with its cause, `-` it falls, `±` both occur (the stronger \
         side counts), `0` nothing moves, since a bound holds. The sign of a whole path is that of what its start passes on to its \
         end, member by member.";
        "每个箭头的符号是一个方程的偏导数符号，对所有元素以及规划、无新政策、回溯三个情景中每年四个时点加总：`+`同向，`-`反向，`±`两者都有（以较强的一方计），`0`因受边界约束而不变。整条路径的符号，按起点逐个成员传到终点的变化确定。"
    )));
    page.heading(2, &guide.say(&text!("The loops of the model card"; "模型说明书列出的回路")));
    let headings = guide.headings(&[
        text!("loop"; "回路"),
        text!("name"; "名称"),
        text!("path"; "路径"),
        text!("card"; "说明书"),
        text!("found"; "所得"),
        text!("note"; "备注"),
    ]);
    page.table(&headings, guide.loops.iter().map(|judged| named(guide, judged)));
    independent(guide, &mut page);
    page.finish()
}

fn kind_of(sign: Option<Sign>) -> Text {
    match sign {
        Some(Sign::Plus) => text!("reinforcing"; "增强"),
        Some(Sign::Minus) => text!("balancing"; "平衡"),
        None => text!("idle"; "不动"),
    }
}

fn named(guide: &Guide<'_>, judged: &JudgedLoop<'_>) -> [String; 6] {
    let named = judged.named;
    let came = match (&judged.walk.found, named.closes) {
        (Found::Whole(sign), Closes::Yes) => kind_of(Some(*sign)),
        (Found::Whole(_), _) => text!("open"; "未闭合"),
        (other, _) => found(&judged.walk, other),
    };
    [
        format!("{}{}", named.id, named.part),
        guide.say(&named.name),
        as_path(&judged.walk),
        guide.say(&kind_of(named.sign)),
        guide.say(&came),
        guide.say(&named.note),
    ]
}

fn independent(guide: &Guide<'_>, page: &mut Page) {
    let graph = successors(guide.causes);
    let found = feedbacks(guide.causes);
    let largest = components(&graph).first().map_or(0, Vec::len);
    let (count, rank) = (found.len(), rank(&graph));
    let of = |sign| found.iter().filter(|one| one.sign() == Some(sign)).count();
    let (plus, minus) = (of(Sign::Plus), of(Sign::Minus));
    let idle = count - plus - minus;
    page.heading(2, &guide.say(&text!("Independent loops"; "独立回路")));
    page.paragraph(&guide.say(&text!(
        "{largest} variables cause each other in one component with {rank} independent loops. The shortest independent loop \
         set (Oliva 2004: the shortest loop through each arrow, as far as it adds an arrow) has {count}: {plus} reinforcing, \
         {minus} balancing; in {idle} nothing goes all the way round in these scenarios. The {SHOWN} shortest:";
        "{largest}个变量互为因果，构成一个强连通分量，其中有{rank}个独立回路。最短独立回路集（Oliva 2004：逐箭头取最短回路，凡增加新箭头者入选）共{count}个：增强{plus}个，平衡{minus}个，另有{idle}个在这些情景中变化不能传遍全程。最短的{SHOWN}个："
    )));
    let headings = guide.headings(&[text!("length"; "长度"), text!("kind"; "类型"), text!("path"; "路径")]);
    let row = |one: &Feedback<'_>| {
        let names: Vec<&str> =
            one.path.iter().map(|place| guide.structure.quantities()[*place].declaration.name).collect();
        let signs = one.arrows.iter().map(|arrow| arrow.polarity);
        [one.path.len().to_string(), guide.say(&kind_of(one.sign())), arrows(&names, signs, true)]
    };
    page.table(&headings, found.iter().take(SHOWN).map(row));
}

/// The plan's causal links as a table.
pub(super) fn links(guide: &Guide<'_>, page: &mut Page) {
    page.heading(2, &guide.say(&text!("Causal links"; "因果关系")));
    page.paragraph(&guide.say(&text!(
        "The path is that of the variables in whose equations the cause enters, one after the other; signs as on the page \
         of [feedback loops](loops.md).";
        "路径为原因逐一进入其方程的变量；符号的含义见[反馈回路](loops.md)。"
    )));
    let headings = guide.headings(&[
        text!("link"; "关系"),
        text!("the plan's claim"; "规划的说法"),
        text!("section"; "章节"),
        text!("claimed"; "规划"),
        text!("found"; "模型"),
        text!("path"; "路径"),
        text!("remark"; "备注"),
    ]);
    page.table(&headings, guide.links.iter().map(|judged| link(guide, judged)));
}

fn link(guide: &Guide<'_>, judged: &JudgedLink<'_>) -> [String; 7] {
    let link = judged.link;
    let (came, path) = match &judged.walk {
        None => (guide.say(&text!("not carried"; "未纳入")), String::new()),
        Some(walk) => (guide.say(&found(walk, &walk.found)), as_path(walk)),
    };
    [
        format!("{}{}", link.number, link.part),
        guide.say(&link.claim),
        link.section.clone(),
        link.sign.map_or_else(String::new, |sign| sign.symbol().to_owned()),
        came,
        path,
        guide.say(&link.reason),
    ]
}

/// Links of the plan all of whose carried claims agree, all links, and which are not among them.
pub(super) fn counts(guide: &Guide<'_>) -> (usize, usize, String) {
    let mut numbers: Vec<u32> = guide.links.iter().map(|judged| judged.link.number).collect();
    numbers.dedup();
    let of = |number: u32| guide.links.iter().filter(move |judged| judged.link.number == number);
    let is_found = |number: &u32| {
        let mut carried = of(*number).filter(|judged| judged.walk.is_some()).peekable();
        carried.peek().is_some() && carried.all(JudgedLink::agrees)
    };
    let (found, not): (Vec<u32>, Vec<u32>) = numbers.iter().partition(|number| is_found(number));
    let names: Vec<String> = not.iter().map(u32::to_string).collect();
    let names = names.join(", ");
    let claims = guide.links.len();
    let agree = guide.links.iter().filter(|judged| judged.agrees()).count();
    let detail = if names.is_empty() {
        text!("claims {agree} of {claims}"; "说法{agree}/{claims}条")
    } else {
        text!("claims {agree} of {claims}; no claim of {names}"; "说法{agree}/{claims}条；未纳入的关系：{names}")
    };
    (found.len(), numbers.len(), guide.say(&detail))
}
