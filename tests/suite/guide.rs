//! The guide: its session runs as it is written, and prints what it shows; its scenarios are right.

use crate::cli::coke_sim;
use crate::support::package;
use coke_sim::problem::Source;
use coke_sim::scenario::read;
use std::fs;
use tempfile::tempdir;

/// A fenced block of a page: what stands behind the fence, and its lines.
struct Block {
    info: String,
    lines: Vec<String>,
}

fn blocks(page: &str) -> Vec<Block> {
    let text = fs::read_to_string(package(page)).expect("a page of the guide");
    let mut blocks: Vec<Block> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line.strip_prefix("```") {
            Some(_) if inside => inside = false,
            Some(info) => {
                inside = true;
                blocks.push(Block { info: info.trim().to_owned(), lines: Vec::new() });
            }
            None if inside => blocks.last_mut().expect("a block was opened").lines.push(line.to_owned()),
            None => {}
        }
    }
    blocks
}

#[test]
fn the_planners_session_runs_and_prints_what_it_shows() {
    assert!(commands_of("docs/planner-session.md") >= 7, "new, check, check, run, compare, compare, show");
}

#[test]
fn the_questions_to_the_model_are_answered_as_shown() {
    assert!(commands_of("docs/asking-the-model.md") >= 10);
}

/// Runs the commands of a page in an empty folder and finds what it shows in what they print; how many there were.
fn commands_of(page: &str) -> usize {
    let folder = tempdir().expect("temporary folder");
    let mut printed = String::new();
    let mut commands = 0;
    for block in blocks(page) {
        let mut info = block.info.split_whitespace();
        match (info.next(), info.next()) {
            (Some("sh"), None) => {
                printed.clear();
                for line in &block.lines {
                    let (command, remark) = line.split_once('#').unwrap_or((line, ""));
                    let words: Vec<&str> = command.split_whitespace().collect();
                    assert_eq!(words.first(), Some(&"coke-sim"), "{line}");
                    let code = remark.trim().strip_prefix("exit code ").map_or(0, |code| code.parse().expect("a code"));
                    let ran = coke_sim(folder.path(), &words[1..]);
                    assert_eq!(ran.code, code, "{line}\n{}{}", ran.output, ran.errors);
                    printed.push_str(&ran.output);
                    printed.push_str(&ran.errors);
                    commands += 1;
                }
            }
            (Some("toml"), Some(file)) => {
                fs::write(folder.path().join(file), block.lines.join("\n") + "\n").expect("file written");
            }
            (Some("text"), None) => {
                let mut rest = printed.as_str();
                for line in &block.lines {
                    let at = rest.find(line.trim()).unwrap_or_else(|| panic!("`{line}` is not in\n{printed}"));
                    rest = &rest[at + line.trim().len()..];
                }
            }
            other => panic!("what is a block of {other:?}?"),
        }
    }
    commands
}

#[test]
fn scenarios_shown_in_the_guide_and_the_readme_are_read_without_complaint() {
    let mut shown = 0;
    for page in ["docs/scenarios.md", "README.md"] {
        for block in blocks(page).iter().filter(|block| block.info == "toml") {
            let source = Source::new(page, block.lines.join("\n"));
            let scenario = read::scenario(&source, &[]).unwrap_or_else(|problems| panic!("{page}\n{problems}"));
            assert!(scenario.warnings.is_empty(), "{page}\n{}", scenario.warnings);
            shown += 1;
        }
    }
    assert!(shown >= 2, "an example on each page");
}
