//! How far to trust the model.

use super::Guide;
use crate::glossary;
use crate::text;

pub(super) fn page(guide: &Guide<'_>) -> String {
    let mut page = guide.page(&text!("Accuracy"; "准确性"));
    for section in glossary::accuracy() {
        page.heading(2, &guide.say(&section.title));
        page.paragraph(&guide.say(&section.text));
    }
    page.finish()
}
