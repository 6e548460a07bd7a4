//! The plan's causal links: `links.csv`, one row a claim, and the path of variables that carries it.

use super::path::{Found, Walk, claimed, walk};
use super::table::{rows, words};
use crate::structure::Structure;
use crate::structure::causes::{Causes, Sign};
use crate::text::Text;
use serde::Deserialize;
use std::sync::LazyLock;

/// What the plan claims of cause and effect.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its number.
    pub number: u32,
    /// A letter, if a link makes several claims.
    pub part: String,
    /// The plan's section.
    pub section: String,
    /// The claim.
    pub claim: Text,
    /// Whether the model carries it.
    pub carried: bool,
    /// The path that carries it, from cause to effect.
    pub path: Vec<String>,
    /// How the end of the path moves when its start rises, by the plan.
    pub sign: Option<Sign>,
    /// Why it is not carried, or a remark.
    pub reason: Text,
}

#[derive(Deserialize)]
struct Row {
    link: u32,
    part: String,
    section: String,
    claim_en: String,
    claim_zh: String,
    carried: String,
    path: String,
    sign: String,
    reason_en: String,
    reason_zh: String,
}

/// All claims, in the order of the links.
#[must_use]
pub fn links() -> &'static [Link] {
    static LINKS: LazyLock<Vec<Link>> = LazyLock::new(|| {
        let link = |row: Row| Link {
            number: row.link,
            part: row.part,
            section: row.section,
            claim: Text::new(row.claim_en, row.claim_zh),
            carried: row.carried == "yes",
            path: words(&row.path),
            sign: claimed(&row.sign),
            reason: Text::new(row.reason_en, row.reason_zh),
        };
        rows(include_str!("links.csv")).into_iter().map(link).collect()
    });
    &LINKS
}

/// A claim, looked up in the model.
#[derive(Clone, Debug)]
pub struct JudgedLink<'a> {
    /// The claim.
    pub link: &'a Link,
    /// Its path; `None` if it is not carried.
    pub walk: Option<Walk>,
}

impl JudgedLink<'_> {
    /// Whether the path is there and has the sign that the plan claims.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.walk.as_ref().is_some_and(|walk| matches!(walk.found, Found::Whole(sign) if Some(sign) == self.link.sign))
    }
}

/// Looks up all claims.
#[must_use]
pub fn judge(structure: &Structure, causes: &Causes) -> Vec<JudgedLink<'static>> {
    let judged =
        |link: &'static Link| JudgedLink { link, walk: link.carried.then(|| walk(structure, causes, &link.path)) };
    links().iter().map(judged).collect()
}
