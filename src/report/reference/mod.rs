//! The reference guide: pages in Markdown, written by the program from what it computes with.
//!
//! `docs/reference/` holds the English pages; a test and CI compare them with what is written now.

mod accuracy;
mod coverage;
mod glossary;
mod loops;
mod markdown;
mod sectors;
mod targets;

use crate::coverage::links::JudgedLink;
use crate::coverage::loops::JudgedLoop;
use crate::scenario::Scenario;
use crate::structure::Structure;
use crate::structure::causes::Causes;
use crate::target::Judged;
use crate::text;
use crate::text::{Language, Text};
use markdown::Page;

/// What the guide is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Guide<'a> {
    /// The model.
    pub structure: &'a Structure,
    /// The plan, whose lever values and verdicts are shown.
    pub plan: &'a Scenario,
    /// Verdicts on the plan's targets.
    pub judged: &'a [Judged<'a>],
    /// Who causes whom.
    pub causes: &'a Causes,
    /// The plan's causal links, looked up in the model.
    pub links: &'a [JudgedLink<'a>],
    /// The card's feedback loops, looked up in the model.
    pub loops: &'a [JudgedLoop<'a>],
    /// The language.
    pub language: Language,
}

impl Guide<'_> {
    fn say(&self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }

    fn headings<const N: usize>(&self, headings: &[Text; N]) -> Vec<String> {
        headings.iter().map(|heading| self.say(heading)).collect()
    }

    fn page(&self, title: &Text) -> Page {
        let mark = text!(
            "Written by `coke-sim model reference`; changes here are lost.";
            "由`coke-sim model reference`写出，在此修改会丢失。"
        );
        Page::titled(&self.say(title), &self.say(&mark))
    }
}

/// A page: its file and its text.
pub type File = (String, String);

/// All pages.
#[must_use]
pub fn pages(guide: &Guide<'_>) -> Vec<File> {
    let mut pages = vec![("README.md".to_owned(), contents(guide))];
    pages.extend(sectors::pages(guide));
    pages.push(("targets.md".to_owned(), targets::page(guide)));
    pages.push(("loops.md".to_owned(), loops::page(guide)));
    pages.push(("coverage.md".to_owned(), coverage::page(guide)));
    pages.push(("accuracy.md".to_owned(), accuracy::page(guide)));
    pages.push(("glossary.md".to_owned(), glossary::page(guide)));
    pages
}

/// The page that leads to the others.
fn contents(guide: &Guide<'_>) -> String {
    let mut page = guide.page(&text!("Reference guide"; "参考手册"));
    page.paragraph(&guide.say(&text!(
        "What the model is made of, sector by sector: equations, parameters with their ranges and sources, levers with the \
         plan's clauses, and what not to read out of it. The program writes these pages from what it computes with, so they \
         say what it does.";
        "逐部门说明模型的构成：方程、参数及其范围和来源、政策手段及规划条款，以及不应由此得出的结论。本手册由程序根据其实际计算内容写出，与程序一致。"
    )));
    page.heading(2, &guide.say(&text!("Sectors"; "部门")));
    for sector in crate::glossary::sectors() {
        let label = guide.say(&sector.label);
        let card = if sector.card.is_empty() { String::new() } else { format!("{} ", sector.card) };
        page.item(&format!("[{card}{label}]({}.md)", sector.key));
    }
    page.heading(2, &guide.say(&text!("The whole"; "全局")));
    for (file, says) in [
        (
            "targets.md",
            text!("Targets: predicate, clause, and what the plan reaches"; "目标：判据、条款及规划情景的结果"),
        ),
        ("loops.md", text!("Feedback loops"; "反馈回路")),
        (
            "coverage.md",
            text!(
                "Plan coverage: what became of each figure, measure, causal link and inconsistency of the plan";
                "规划覆盖情况：规划中每个数字、措施、因果关系和矛盾之处的处理"
            ),
        ),
        ("accuracy.md", text!("Accuracy: how far to trust it"; "准确性：可信到什么程度")),
        ("glossary.md", text!("Glossary in English and Chinese"; "中英文术语表")),
    ] {
        page.item(&format!("[{}]({file})", guide.say(&says)));
    }
    page.finish()
}
