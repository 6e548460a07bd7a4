//! A page a sector.

use super::markdown::{Page, code};
use super::{File, Guide};
use crate::export::equations;
use crate::glossary::{self, Sector};
use crate::scenario::baseline::lever_key;
use crate::structure::Kind;
use crate::text;
use crate::unit;

/// How wide equations are set.
const COLUMNS: usize = 110;

pub(super) fn pages(guide: &Guide<'_>) -> Vec<File> {
    glossary::sectors().iter().map(|sector| (format!("{}.md", sector.key), page(guide, sector))).collect()
}

fn page(guide: &Guide<'_>, sector: &Sector) -> String {
    let card = if sector.card.is_empty() { String::new() } else { format!("{} ", sector.card) };
    let (en, zh) = (&sector.label.en, &sector.label.zh);
    let mut page = guide.page(&text!("{card}{en}"; "{card}{zh}"));
    page.paragraph(&guide.say(&sector.about));
    page.heading(2, &guide.say(&text!("Limits"; "局限")));
    page.paragraph(&guide.say(&sector.limits));
    for (kind, heading) in
        [(Kind::Stock, text!("Stocks"; "存量")), (Kind::Auxiliary, text!("Auxiliaries and flows"; "辅助变量与流量"))]
    {
        variables(guide, &mut page, sector, kind, &guide.say(&heading));
    }
    levers(guide, &mut page, sector);
    drivers(guide, &mut page, sector);
    parameters(guide, &mut page, sector);
    page.finish()
}

/// The quantities of a kind in a sector, by their places.
fn of(guide: &Guide<'_>, sector: &Sector, kind: Kind) -> Vec<usize> {
    let is_here = |place: &usize| guide.structure.quantities()[*place].declaration.sector() == sector.key;
    guide.structure.of_kind(kind).filter(is_here).collect()
}

fn variables(guide: &Guide<'_>, page: &mut Page, sector: &Sector, kind: Kind, heading: &str) {
    let places = of(guide, sector, kind);
    if places.is_empty() {
        return;
    }
    page.heading(2, heading);
    for place in places {
        let quantity = &guide.structure.quantities()[place];
        let declaration = quantity.declaration;
        let Some(kind) = quantity.kind.in_glossary() else { continue };
        let term = glossary::term(kind, declaration);
        page.heading(3, &declaration.name.replace('_', "\\_"));
        let unit = unit::label(declaration.unit, guide.language);
        let unit = if unit.is_empty() || unit == "-" { String::new() } else { format!(" ({unit})") };
        let (label, meaning) = (guide.say(&term.label), guide.say(&term.meaning));
        // a label that only repeats the meaning says nothing
        let repeats = meaning.to_lowercase().starts_with(&label.to_lowercase());
        page.paragraph(&if repeats { format!("{meaning}{unit}") } else { format!("**{label}**{unit}. {meaning}") });
        page.code(&equations::as_text(guide.structure, place, COLUMNS));
    }
}

/// Values by year: one, if they are all the same.
fn by_year(values: &[f64]) -> String {
    if values.iter().all(|value| value.to_bits() == values[0].to_bits()) {
        return values.first().map(ToString::to_string).unwrap_or_default();
    }
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn levers(guide: &Guide<'_>, page: &mut Page, sector: &Sector) {
    let places = of(guide, sector, Kind::Lever);
    if places.is_empty() {
        return;
    }
    page.heading(2, &guide.say(&text!("Levers"; "政策手段")));
    let first =
        guide.structure.of_kind(Kind::Lever).next().map_or(0, |place| guide.structure.quantities()[place].offset);
    let slots = places.iter().flat_map(|place| guide.structure.quantities()[*place].slots());
    let rows = slots.map(|slot| {
        let lever = &guide.plan.baseline.levers[slot - first];
        [
            code(&lever.key),
            guide.say(&lever.term.meaning),
            unit::label(&lever.unit, guide.language),
            format!("{} … {}", lever.minimum, lever.maximum),
            by_year(&lever.default),
            by_year(&guide.plan.levers[slot - first]),
            lever.plan_ids.clone(),
        ]
    });
    page.table(
        &guide.headings(&[
            text!("lever"; "手段"),
            text!("meaning"; "含义"),
            text!("unit"; "单位"),
            text!("range"; "取值范围"),
            text!("without new policy"; "无新政策"),
            text!("the plan, 2006; …; 2010"; "规划（2006；…；2010）"),
            text!("measures"; "规划措施"),
        ]),
        rows,
    );
}

fn drivers(guide: &Guide<'_>, page: &mut Page, sector: &Sector) {
    let places = of(guide, sector, Kind::Driver);
    if places.is_empty() {
        return;
    }
    page.heading(2, &guide.say(&text!("Drivers"; "外部条件")));
    let first = guide.structure.of_kind(Kind::Driver).next().unwrap_or_default();
    let rows = places.iter().map(|place| {
        let driver = &guide.plan.baseline.drivers[place - first];
        let sources: Vec<String> = driver.sources.iter().map(|(set, source)| format!("{set}: {source}")).collect();
        [
            code(&driver.key),
            guide.say(&driver.term.meaning),
            unit::label(&driver.unit, guide.language),
            format!("{} … {}", driver.minimum, driver.maximum),
            sources.join("; "),
        ]
    });
    page.table(
        &guide.headings(&[
            text!("driver"; "条件"),
            text!("meaning"; "含义"),
            text!("unit"; "单位"),
            text!("range"; "取值范围"),
            text!("source by set"; "各组来源"),
        ]),
        rows,
    );
}

fn parameters(guide: &Guide<'_>, page: &mut Page, sector: &Sector) {
    let places = of(guide, sector, Kind::Parameter);
    if places.is_empty() {
        return;
    }
    page.heading(2, &guide.say(&text!("Parameters"; "参数")));
    let mut rows: Vec<[String; 7]> = Vec::new();
    for place in places {
        let quantity = &guide.structure.quantities()[place];
        for (position, slot) in quantity.slots().enumerate() {
            let entry = &guide.plan.baseline.parameters[slot];
            let source =
                if entry.note.is_empty() { entry.source.clone() } else { format!("{}; {}", entry.source, entry.note) };
            rows.push([
                code(&entry.key),
                // once for all members
                if position == 0 { guide.say(&entry.term.meaning) } else { String::new() },
                unit::label(&entry.unit, guide.language),
                entry.central.to_string(),
                format!("{} … {}", entry.low, entry.high),
                guide.say(&entry.evidence.label()),
                source,
            ]);
        }
    }
    page.table(
        &guide.headings(&[
            text!("parameter"; "参数"),
            text!("meaning"; "含义"),
            text!("unit"; "单位"),
            text!("central"; "中值"),
            text!("low … high"; "低…高"),
            text!("evidence"; "依据强度"),
            text!("source"; "来源"),
        ]),
        rows,
    );
}

/// The key of a lever as users write it; other names stay.
pub(super) fn user_name(kind: Kind, name: &str) -> String {
    if kind == Kind::Lever { lever_key(name) } else { name.to_owned() }
}
