//! The reference guide in `docs/reference/` is what the program writes.

use crate::cli::{coke_sim, entries};
use crate::support::package;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use tempfile::tempdir;

#[test]
fn the_pages_in_the_repository_are_those_that_the_program_writes() {
    let folder = tempdir().expect("temporary folder");
    let ran = coke_sim(folder.path(), &["model", "reference", "--out", "pages"]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    let (written, kept) = (folder.path().join("pages"), package("docs/reference"));
    assert_eq!(entries(&written), entries(&kept), "pages");
    for page in entries(&written) {
        let [new, old] = [&written, &kept].map(|folder| fs::read_to_string(folder.join(&page)).expect("a page"));
        let first = new.lines().zip(old.lines()).position(|(new, old)| new != old);
        assert!(
            new == old,
            "docs/reference/{page} is not what the program writes, from line {:?} on: \
             rm -r docs/reference && cargo run --release -- model reference --out docs/reference",
            first.map(|line| line + 1)
        );
    }
}

/// Links between pages lead somewhere, in both languages, and every page is reached from the first.
#[test]
fn links_between_pages_lead_somewhere() {
    let folder = tempdir().expect("temporary folder");
    for language in ["en", "zh"] {
        let ran = coke_sim(folder.path(), &["--lang", language, "model", "reference", "--out", language]);
        assert_eq!(ran.code, 0, "{}", ran.errors);
        let pages = folder.path().join(language);
        let mut reached = BTreeSet::from(["README.md".to_owned()]);
        let all: BTreeSet<String> = entries(&pages).into_iter().filter(|name| name != "manifest.json").collect();
        for page in &all {
            let text = fs::read_to_string(pages.join(page)).expect("a page");
            for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let file = target.split('#').next().unwrap_or_default();
                if Path::new(file).extension().is_none_or(|ending| ending != "md") {
                    continue; // an equation: `firms[s](t + dt)`
                }
                if file.starts_with("../") {
                    assert!(package("docs/reference").join(file).is_file(), "{page}: {target}");
                } else {
                    assert!(pages.join(file).is_file(), "{page}: {target}");
                    reached.insert(file.to_owned());
                }
            }
        }
        assert_eq!(reached, all, "{language}: every page is reached");
    }
}

#[test]
fn pages_are_not_overwritten_unasked() {
    let folder = tempdir().expect("temporary folder");
    assert_eq!(coke_sim(folder.path(), &["model", "reference", "--out", "pages"]).code, 0);
    let again = coke_sim(folder.path(), &["model", "reference", "--out", "pages"]);
    assert_eq!(again.code, 1, "{}", again.errors);
    assert!(again.errors.contains("--force"), "{}", again.errors);
    assert_eq!(coke_sim(folder.path(), &["model", "reference", "--out", "pages", "--force"]).code, 0);
}
