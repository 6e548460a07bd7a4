//! Help in Chinese.
//!
//! English help stands where a command or an argument is declared. Its Chinese stands in `help_zh.toml`, by command and
//! argument; a test finds what that table lacks.

use super::Cli;
use crate::text::{Language, pieces};
use clap::builder::PossibleValue;
use clap::{Arg, Command, CommandFactory};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use unicode_width::UnicodeWidthStr;

/// The Chinese help of a command. The first paragraph of a text is its short form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    about: String,
    /// What stands below everything else.
    after: Option<String>,
    /// By the argument's name in the code.
    #[serde(default)]
    arguments: BTreeMap<String, String>,
    /// What the possible values of an argument mean, as `argument.value`.
    #[serde(default)]
    values: BTreeMap<String, String>,
}

/// The table, read once: it is part of the program and never changes.
static TABLE: LazyLock<BTreeMap<String, Entry>> =
    LazyLock::new(|| toml::from_str(include_str!("help_zh.toml")).expect("the table is read by a test"));

/// The table's entry of the program itself; arguments there are those of every command.
const PROGRAM: &str = "coke-sim";

/// Columns of all help, and of the short help beside an argument.
const COLUMNS: usize = 80;
const SHORT_COLUMNS: usize = 50;
/// Long help is set in by this much.
const INDENT: usize = 10;

/// The command line, with its help in a language.
#[must_use]
pub fn command(language: Language) -> Command {
    let mut command = Cli::command();
    if language == Language::Zh {
        // what clap itself adds, such as `--help`, is there from now on
        command.build();
        command = chinese(command, "");
    }
    command
}

/// A built command in Chinese. `path` is what stands before its arguments, without the name of the program.
fn chinese(mut command: Command, path: &str) -> Command {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").replace("[OPTIONS]", "[选项]").replace("COMMAND", "命令");
    let style = *command.get_styles().get_usage();
    let key = key(path);
    if let Some(entry) = TABLE.get(&key) {
        command = command.about(first_paragraph(&entry.about)).long_about(wrapped(&entry.about, COLUMNS));
        if let Some(after) = &entry.after {
            command = command.after_help(after.trim_end().to_owned());
        }
    }
    let path = path.to_owned();
    command
        .term_width(0) // texts are set in lines here: clap breaks them at blanks only
        .help_template(format!("{{about-with-newline}}\n{style}用法:{style:#} {{usage}}\n\n{{all-args}}{{after-help}}"))
        .subcommand_help_heading("命令")
        .override_usage(usage)
        .mut_args(|argument| argument_in_chinese(argument, &key))
        .mut_subcommands(|inner| {
            let inner_path = format!("{path} {}", inner.get_name());
            chinese(inner, inner_path.trim_start())
        })
}

/// The entry of a command. `help run` shows what `run` is, and `model help units` what `model units` is.
fn key(path: &str) -> String {
    let mut words: Vec<&str> = path.split(' ').collect();
    match words.pop() {
        None | Some("") => PROGRAM.to_owned(),
        Some("help") => "help".to_owned(),
        Some(last) => words.into_iter().filter(|word| *word != "help").chain([last]).collect::<Vec<_>>().join(" "),
    }
}

fn argument_in_chinese(argument: Arg, key: &str) -> Arg {
    let heading = if argument.is_positional() { "参数" } else { "选项" };
    let argument = argument.help_heading(heading);
    let id = argument.get_id().as_str();
    let text = match id {
        "help" if argument.get_long_help().is_some() => {
            return argument.help("显示帮助（--help更详细）").long_help("显示帮助（-h较简短）");
        }
        "help" => "显示帮助",
        "version" => "显示版本",
        _ => match text_of(key, &argument) {
            Some(text) => text,
            None => return argument,
        },
    };
    let (mut short, mut long) = (first_paragraph(text), wrapped(text, COLUMNS - INDENT));
    let values = shown_values(&argument);
    if !values.is_empty() {
        let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
        let list: Vec<String> = values
            .iter()
            .map(|value| {
                let name = value.get_name();
                value_of(key, &argument, name).map_or_else(|| format!("- {name}"), |says| format!("- {name}：{says}"))
            })
            .collect();
        short = format!("{short} [可选值：{}]", names.join("、"));
        long = format!("{long}\n\n可选值：\n{}", list.join("\n"));
    }
    let defaults: Vec<_> = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if argument.get_action().takes_values() && !argument.is_hide_default_value_set() && !defaults.is_empty() {
        let default = format!("[默认：{}]", defaults.join(" "));
        short = format!("{short} {default}");
        long = format!("{long}\n\n{default}");
    }
    let short = wrapped(&short, SHORT_COLUMNS);
    argument.help(short).long_help(long).hide_default_value(true).hide_possible_values(true)
}

/// The values of an argument that help names.
fn shown_values(argument: &Arg) -> Vec<PossibleValue> {
    if argument.is_hide_possible_values_set() {
        return Vec::new();
    }
    argument.get_possible_values().into_iter().filter(|value| !value.is_hide_set()).collect()
}

/// The text of an argument: that of its command, or that of every command.
fn text_of(key: &str, argument: &Arg) -> Option<&'static str> {
    let id = argument.get_id().as_str();
    let of = |key: &str| TABLE.get(key)?.arguments.get(id).map(String::as_str);
    of(key).or_else(|| of(PROGRAM).filter(|_| argument.is_global_set()))
}

/// The meaning of a value of an argument.
fn value_of(key: &str, argument: &Arg, value: &str) -> Option<&'static str> {
    let name = format!("{}.{value}", argument.get_id());
    let of = |key: &str| TABLE.get(key)?.values.get(&name).map(String::as_str);
    of(key).or_else(|| of(PROGRAM).filter(|_| argument.is_global_set()))
}

fn first_paragraph(text: &str) -> String {
    text.trim().split("\n\n").next().unwrap_or_default().trim_end_matches('。').to_owned()
}

/// A text in lines of so many columns.
fn wrapped(text: &str, columns: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.trim().lines() {
        let mut line = String::new();
        for piece in pieces(paragraph) {
            if line.width() + piece.trim_end().width() > columns && !line.is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
            }
            line.push_str(piece);
        }
        lines.push(line.trim_end().to_owned());
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{PROGRAM, TABLE, command, key, shown_values, text_of, value_of};
    use crate::text::Language;
    use clap::Command;
    use std::collections::BTreeSet;

    /// What of a command has no Chinese, and all that could have.
    fn walk(command: &Command, path: &str, missing: &mut Vec<String>, known: &mut BTreeSet<String>) {
        if command.is_hide_set() || path.contains("help ") {
            return;
        }
        let key = key(path);
        let entry = TABLE.get(&key);
        let mut wants = |name: String, there: bool| {
            if !there {
                missing.push(name.clone());
            }
            known.insert(name);
        };
        let paragraphs = |text: &str| text.trim().contains("\n\n");
        let long = command.get_long_about().is_some_and(|about| paragraphs(&about.to_string()));
        wants(format!("[{key}] about"), entry.is_some());
        if long {
            wants(format!("[{key}] about, below the first line"), entry.is_some_and(|entry| paragraphs(&entry.about)));
        }
        if command.get_after_help().is_some() {
            wants(format!("[{key}] after"), entry.is_some_and(|entry| entry.after.is_some()));
        }
        let of_clap = ["help", "version", "subcommand"];
        for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
            let id = argument.get_id().as_str();
            if of_clap.contains(&id) || (argument.is_global_set() && key != PROGRAM) {
                continue;
            }
            wants(format!("[{key}.arguments] {id}"), text_of(&key, argument).is_some());
            for value in shown_values(argument).iter().filter(|value| value.get_help().is_some()) {
                let name = value.get_name();
                wants(format!("[{key}.values] {id}.{name}"), value_of(&key, argument, name).is_some());
            }
        }
        for inner in command.get_subcommands() {
            walk(inner, format!("{path} {}", inner.get_name()).trim_start(), missing, known);
        }
    }

    #[test]
    fn all_help_has_chinese_and_no_chinese_is_left_over() {
        let mut english = command(Language::En);
        english.build();
        let (mut missing, mut known) = (Vec::new(), BTreeSet::new());
        walk(&english, "", &mut missing, &mut known);
        assert!(missing.is_empty(), "add to src/cmd/help_zh.toml:\n{}", missing.join("\n"));
        for (key, entry) in TABLE.iter() {
            let mut rows = vec![format!("[{key}] about")];
            rows.extend(entry.after.iter().map(|_| format!("[{key}] after")));
            rows.extend(entry.arguments.keys().map(|id| format!("[{key}.arguments] {id}")));
            rows.extend(entry.values.keys().map(|id| format!("[{key}.values] {id}")));
            for row in rows {
                assert!(known.contains(&row), "src/cmd/help_zh.toml: {row} is of no command");
            }
        }
    }

    #[test]
    fn chinese_help_has_no_english_of_clap_and_fits_the_terminal() {
        fn check(command: &mut Command) {
            for help in [command.render_help().to_string(), command.render_long_help().to_string()] {
                let words = ["Usage", "Options", "Arguments", "Commands", "default", "possible", "Possible", "Print"];
                for word in words {
                    assert!(!help.contains(word), "{word}:\n{help}");
                }
                for line in help.lines() {
                    assert!(unicode_width::UnicodeWidthStr::width(line) <= 110, "{line}");
                }
            }
            command.get_subcommands_mut().for_each(check);
        }
        check(&mut command(Language::Zh));
    }

    #[test]
    fn the_command_line_is_sound_in_both_languages() {
        for language in Language::ALL {
            command(language).debug_assert();
        }
    }
}
