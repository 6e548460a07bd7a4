//! All quantities and members of sets, in both languages.

use super::Guide;
use super::markdown::code;
use super::sectors::user_name;
use crate::glossary;
use crate::model::sets::Dimension;
use crate::structure::Kind;
use crate::text;
use crate::text::Text;
use crate::unit;

pub(super) fn page(guide: &Guide<'_>) -> String {
    let mut page = guide.page(&text!("Glossary"; "术语表"));
    page.paragraph(&guide.say(&text!(
        "Every quantity under the name that files and messages use, in English and Chinese.";
        "所有量的名称（与文件和信息中一致）及其中英文含义。"
    )));
    let kinds: [(Kind, Text); 5] = [
        (Kind::Stock, text!("Stocks"; "存量")),
        (Kind::Auxiliary, text!("Auxiliaries and flows"; "辅助变量与流量")),
        (Kind::Lever, text!("Levers"; "政策手段")),
        (Kind::Driver, text!("Drivers"; "外部条件")),
        (Kind::Parameter, text!("Parameters"; "参数")),
    ];
    for (kind, heading) in kinds {
        page.heading(2, &guide.say(&heading));
        let rows = guide.structure.of_kind(kind).map(|place| {
            let declaration = guide.structure.quantities()[place].declaration;
            let term = kind.in_glossary().map(|kind| glossary::term(kind, declaration)).unwrap_or_default();
            let sector = declaration.sector();
            [
                code(&user_name(kind, declaration.name)),
                term.label.en,
                term.label.zh,
                unit::label(declaration.unit, guide.language),
                format!("[{sector}]({sector}.md)"),
            ]
        });
        let headings = guide.headings(&[
            text!("name"; "名称"),
            text!("English"; "英文"),
            text!("Chinese"; "中文"),
            text!("unit"; "单位"),
            text!("sector"; "部门"),
        ]);
        page.table(&headings, rows);
    }
    page.heading(2, &guide.say(&text!("Members of sets"; "集合成员")));
    let members = Dimension::ALL.iter().flat_map(|set| {
        guide.plan.baseline.sets.members(*set).iter().map(|member| {
            let label = guide.plan.baseline.label(*set, member);
            [code(set.key()), code(member), label.en, label.zh]
        })
    });
    let headings = guide.headings(&[
        text!("set"; "集合"),
        text!("member"; "成员"),
        text!("English"; "英文"),
        text!("Chinese"; "中文"),
    ]);
    page.table(&headings, members.collect::<Vec<_>>());
    page.finish()
}
