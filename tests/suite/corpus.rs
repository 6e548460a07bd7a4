//! Broken files and what is said about them, word for word, in both languages: scenarios here, studies in
//! `bad_studies.rs`.
//!
//! Each `tests/corpus/NAME.toml` has one kind of mistake, named by the file; `NAME.en.txt` and `NAME.zh.txt` hold what
//! the program says. Files that they extend or read lie in `parts`. After a change of wording: `COKE_SIM_BLESS=1 cargo
//! test corpus`, and read what changed.

use crate::support::package;
use coke_sim::problem::Problems;
use coke_sim::scenario::read;
use coke_sim::text::Language;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Broken files in a folder.
pub struct Corpus {
    /// Where the files lie, as seen from the package: messages show this path, on any machine.
    pub folder: &'static str,
    /// Cases lost by accident would be missed.
    pub fewest: usize,
    /// Reads a file.
    pub read: fn(&Path) -> Result<(), Problems>,
    /// What else is wrong with the problems of a case.
    pub faults: fn(&Problems) -> Vec<String>,
}

const SCENARIOS: Corpus = Corpus {
    folder: "tests/corpus",
    fewest: 90,
    read: |path| read::open(path, &[]).map(|_| ()),
    faults: |_| Vec::new(),
};

/// Longest message or hint in characters: about three lines of a terminal, and a list of names.
const LONGEST: usize = 420;

impl Corpus {
    /// The names of the files with an ending, without it.
    pub fn names(&self, ending: &str) -> BTreeSet<String> {
        let folder = fs::read_dir(package(self.folder)).expect("folder of the corpus");
        folder
            .map(|entry| entry.expect("entry").file_name().into_string().expect("name in UTF-8"))
            .filter_map(|name| name.strip_suffix(ending).map(str::to_owned))
            .collect()
    }

    /// What is wrong with a case; none if it is refused as it should be.
    fn problems(&self, name: &str) -> Result<Problems, String> {
        // tests run in the folder of the package
        let path = Path::new(self.folder).join(format!("{name}.toml"));
        match (self.read)(&path) {
            Err(problems) if problems.has_errors() => Ok(problems),
            Err(_) => Err(format!("{name}: refused without an error")),
            Ok(()) => Err(format!("{name}: accepted, though it is wrong")),
        }
    }

    /// Every case is refused, and explained as the files beside it have it.
    pub fn check(&self) {
        let bless = std::env::var_os("COKE_SIM_BLESS").is_some_and(|value| value == "1");
        let mut failures = Vec::new();
        let cases = self.names(".toml");
        assert!(cases.len() >= self.fewest, "only {} cases", cases.len());
        for name in &cases {
            let problems = match self.problems(name) {
                Ok(problems) => problems,
                Err(failure) => {
                    failures.push(failure);
                    continue;
                }
            };
            let faults = faults_of_wording(&problems).into_iter().chain((self.faults)(&problems));
            failures.extend(faults.map(|fault| format!("{name}: {fault}")));
            for language in Language::ALL {
                let found = problems.render(language, false);
                let file = format!("{name}.{}.txt", language.as_str());
                let path = package(self.folder).join(&file);
                if bless {
                    fs::write(&path, &found).expect("expected text written");
                    continue;
                }
                let expected = fs::read_to_string(&path).unwrap_or_default();
                if expected != found {
                    failures.push(format!("{file} differs\n{}", difference(&expected, &found)));
                }
            }
        }
        for language in Language::ALL {
            let ending = format!(".{}.txt", language.as_str());
            for orphan in self.names(&ending).difference(&cases) {
                failures.push(format!("{orphan}{ending} belongs to no case"));
            }
        }
        assert!(
            failures.is_empty(),
            "{} failures; COKE_SIM_BLESS=1 writes what is said now\n\n{}",
            failures.len(),
            failures.join("\n")
        );
    }
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// What is wrong with the wording itself, whatever it should be.
fn faults_of_wording(problems: &Problems) -> Vec<String> {
    let mut faults = Vec::new();
    for problem in problems.iter() {
        let labels = problem.place.iter().chain(&problem.also).map(|(_, label)| label);
        for text in [&problem.message].into_iter().chain(labels).chain(&problem.hints) {
            let quoted_aside = |text: &str| text.split('`').step_by(2).collect::<String>();
            // what the user wrote may be in any language; a name in code needs no translation
            if is_chinese(&quoted_aside(&text.en)) {
                faults.push(format!("Chinese in English: {}", text.en));
            }
            if !is_chinese(&text.zh) {
                faults.push(format!("no Chinese: {}", text.zh));
            }
            for words in [&text.en, &text.zh] {
                if words.chars().count() > LONGEST {
                    faults.push(format!("too long: {words}"));
                }
            }
        }
    }
    faults
}

/// The lines that only one of two texts has, marked.
fn difference(expected: &str, found: &str) -> String {
    let mut shown = String::new();
    let (before, now): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let same_start = before.iter().zip(&now).take_while(|(one, other)| one == other).count();
    let (before, now) = (&before[same_start..], &now[same_start..]);
    let same_end = before.iter().rev().zip(now.iter().rev()).take_while(|(one, other)| one == other).count();
    for (mark, lines) in [('-', &before[..before.len() - same_end]), ('+', &now[..now.len() - same_end])] {
        for line in lines {
            let _ = writeln!(shown, "    {mark} {line}"); // a String takes everything
        }
    }
    shown
}

#[test]
fn every_broken_scenario_is_explained_as_before_in_both_languages() {
    SCENARIOS.check();
}
