//! What is wrong with a command line, in the words of the program.

use crate::problem::{Problem, nearest};
use crate::text;
use crate::text::Text;
use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;
use std::num::ParseIntError;

/// The value of an option before the command line is parsed: the language of messages must be known to say what is wrong
/// with it.
#[must_use]
pub fn early(arguments: &[OsString], option: &str) -> Option<String> {
    let mut rest = arguments.iter().skip(1).map(|argument| argument.to_string_lossy());
    while let Some(argument) = rest.next() {
        if argument == "--" {
            return None;
        }
        if argument == option {
            return rest.next().map(std::borrow::Cow::into_owned);
        }
        if let Some(value) = argument.strip_prefix(option).and_then(|value| value.strip_prefix('=')) {
            return Some(value.to_owned());
        }
    }
    None
}

/// What clap found, as a problem.
#[must_use]
pub fn problem(error: &clap::Error, command: &Command, arguments: &[OsString]) -> Problem {
    let verb = arguments.iter().skip(1).find_map(|word| command.find_subcommand(word));
    let verb = verb.filter(|verb| verb.get_name() != "help");
    let of = |kind| error.get(kind).map(words).unwrap_or_default();
    let (argument, value) = (of(ContextKind::InvalidArg).join("`, `"), of(ContextKind::InvalidValue).concat());
    let mut problem = Problem::error(match error.kind() {
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            text!("unknown argument `{argument}`"; "没有选项`{argument}`")
        }
        ErrorKind::UnknownArgument => text!("`{argument}` is one argument too many"; "多出参数`{argument}`"),
        ErrorKind::InvalidValue if value.is_empty() => text!("`{argument}` needs a value"; "`{argument}`须带值"),
        ErrorKind::InvalidValue => text!("`{argument}` cannot be `{value}`"; "`{argument}`不能为`{value}`"),
        ErrorKind::ValueValidation => match reason(error) {
            None => text!("`{argument}` cannot be `{value}`"; "`{argument}`不能为`{value}`"),
            Some(why) => text!(
                "`{argument}` cannot be `{value}`: {}", why.en;
                "`{argument}`不能为`{value}`：{}", why.zh
            ),
        },
        ErrorKind::MissingRequiredArgument => {
            let listed = of(ContextKind::InvalidArg).join("`、`");
            text!("`{argument}` is missing"; "缺少`{listed}`")
        }
        ErrorKind::InvalidSubcommand => {
            let name = of(ContextKind::InvalidSubcommand).concat();
            text!("unknown command `{name}`"; "没有命令`{name}`")
        }
        ErrorKind::MissingSubcommand => text!("a command is missing"; "缺少命令"),
        ErrorKind::ArgumentConflict => {
            let this = [of(ContextKind::InvalidArg), of(ContextKind::InvalidSubcommand)].concat().concat();
            let others = of(ContextKind::PriorArg);
            if others.is_empty() || others == [this.as_str()] {
                text!("`{this}` is given twice"; "`{this}`重复出现")
            } else {
                text!(
                    "`{this}` cannot be used with `{}`", others.join("`, `");
                    "`{this}`不能与`{}`同用", others.join("`、`")
                )
            }
        }
        ErrorKind::NoEquals => text!("`{argument}` needs `=` before its value"; "`{argument}`的值前须有`=`"),
        ErrorKind::TooManyValues => {
            text!("`{value}` is one value too many for `{argument}`"; "`{argument}`多出一个值`{value}`")
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            text!("`{argument}` has the wrong number of values"; "`{argument}`的值个数不对")
        }
        ErrorKind::InvalidUtf8 => text!("an argument is not UTF-8"; "有参数不是UTF-8文字"),
        other => text!("the command line is wrong: {other}"; "命令行有误：{other}"),
    });
    for hint in hints(error, verb.unwrap_or(command)) {
        problem = problem.hint(hint);
    }
    problem
}

fn words(value: &ContextValue) -> Vec<String> {
    match value {
        ContextValue::String(word) => vec![word.clone()],
        ContextValue::Strings(words) => words.clone(),
        ContextValue::StyledStr(text) => vec![text.to_string()],
        ContextValue::StyledStrs(texts) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// Why a value is refused.
fn reason(error: &clap::Error) -> Option<Text> {
    let source = std::error::Error::source(error)?;
    if source.is::<ParseIntError>() {
        return Some(text!("it must be a whole number"; "须为整数"));
    }
    let said = source.to_string();
    // clap says `49 is not in 1..=48`
    let range = said.split_once(" is not in ").and_then(|(_, range)| range.split_once("..="));
    Some(match range {
        Some((least, most)) => text!("it must be between {least} and {most}"; "须在{least}到{most}之间"),
        None => Text::plain(said),
    })
}

/// What to do. clap suggests names that begin alike, we those that are spelt alike.
fn hints(error: &clap::Error, command: &Command) -> Vec<Text> {
    let of = |kind| error.get(kind).map(words).unwrap_or_default();
    let mut hints = Vec::new();
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let mut near = near.into_iter().flat_map(of).collect::<Vec<_>>();
    if near.is_empty() {
        let names = |command: &Command| command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
        let options = command.get_arguments().filter_map(clap::Arg::get_long).map(|long| format!("--{long}"));
        let (unknown, known): (ContextKind, Vec<String>) = match error.kind() {
            ErrorKind::UnknownArgument => (ContextKind::InvalidArg, options.collect()),
            ErrorKind::InvalidSubcommand => (ContextKind::InvalidSubcommand, names(command)),
            _ => (ContextKind::InvalidValue, of(ContextKind::ValidValue)),
        };
        let unknown = of(unknown).concat();
        near.extend(nearest(&unknown, known.iter().map(String::as_str)).map(str::to_owned));
    }
    if !near.is_empty() {
        hints.push(text!(
            "did you mean `{}`?", near.join("` or `");
            "是否想写`{}`？", near.join("`或`")
        ));
    }
    let known = [of(ContextKind::ValidValue), of(ContextKind::ValidSubcommand)].concat();
    if !known.is_empty() {
        hints.push(text!("there are `{}`", known.join("`, `"); "可用`{}`", known.join("`、`")));
    }
    if hints.is_empty() {
        let verb = if command.is_subcommand_required_set() { "" } else { command.get_name() };
        let help = format!("coke-sim {verb} --help").replace("  ", " ");
        hints.push(text!("`{help}` shows what there is"; "`{help}`列出全部用法"));
    }
    for said in of(ContextKind::Suggested) {
        let quoted: Vec<&str> = said.split('\'').skip(1).step_by(2).collect();
        match quoted[..] {
            [argument, instead] if said.starts_with("to pass") => hints.push(text!(
                "to pass `{argument}` as a value, write `{instead}`";
                "若`{argument}`是一个值，请写`{instead}`"
            )),
            [path] => hints.push(text!(
                "`{path}` exists: write the command before its options";
                "有`{path}`：请把选项写在命令之后"
            )),
            [verb, _] => hints.push(text!(
                "to use the command `{verb}`, leave out the `--` before it";
                "若要用命令`{verb}`，请去掉其前的`--`"
            )),
            _ => {}
        }
    }
    hints
}

#[cfg(test)]
mod tests {
    use super::{early, problem};
    use crate::cmd::help;
    use crate::text::Language;
    use std::ffi::OsString;

    fn line(words: &str) -> Vec<OsString> {
        words.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_language_is_known_before_the_line_is_parsed() {
        assert_eq!(early(&line("coke-sim --lang zh rnu"), "--lang").as_deref(), Some("zh"));
        assert_eq!(early(&line("coke-sim run --lang=en x"), "--lang").as_deref(), Some("en"));
        assert_eq!(early(&line("coke-sim run --lang"), "--lang"), None);
        assert_eq!(early(&line("coke-sim run -- --lang zh"), "--lang"), None);
        assert_eq!(early(&line("coke-sim run --language zh"), "--lang"), None);
    }

    #[test]
    fn what_is_wrong_is_said_in_the_words_of_the_program() {
        for (words, en, zh) in [
            (
                "coke-sim run --formt x",
                "error: unknown argument `--formt`\nhint: did you mean `--format`?",
                "错误: 没有选项`--formt`\n提示: 是否想写`--format`？",
            ),
            ("coke-sim --xyzzy run", "hint: `coke-sim run --help` shows", "`coke-sim run --help`列出全部用法"),
            ("coke-sim rnu", "error: unknown command `rnu`\nhint: did you mean `run`?", "错误: 没有命令`rnu`"),
            (
                "coke-sim run --ot x",
                "error: unknown argument `--ot`\nhint: did you mean `--out`?",
                "错误: 没有选项`--ot`\n提示: 是否想写`--out`？",
            ),
            ("coke-sim --out x", "error: unknown argument `--out`", "没有选项"),
            (
                "coke-sim run --format jsn",
                "error: `--format <FORMAT>` cannot be `jsn`\nhint: did you mean `json`?\nhint: there are `table`, `json`, `csv`",
                "可用`table`、`json`、`csv`",
            ),
            ("coke-sim run --out", "error: `--out <DIR>` needs a value", "须带值"),
            (
                "coke-sim run --steps-per-year 49",
                "error: `--steps-per-year <N>` cannot be `49`: it must be between 1 and 48\nhint: `coke-sim run --help`",
                "须在1到48之间",
            ),
            ("coke-sim run --steps-per-year x", "cannot be `x`: it must be a whole number", "须为整数"),
            ("coke-sim run --force", "error: `--out <DIR>` is missing", "缺少`--out <DIR>`"),
            ("coke-sim run --quiet --quiet", "error: `--quiet` is given twice", "重复出现"),
            ("coke-sim run a b", "error: `b` is one argument too many", "多出参数`b`"),
            ("coke-sim --lang fr run", "error: `--lang <LANGUAGE>` cannot be `fr`", "可用`en`、`zh`"),
            ("coke-sim --color never", "error: a command is missing", "缺少命令"),
        ] {
            for (language, wanted) in [(Language::En, en), (Language::Zh, zh)] {
                let command = help::command(language);
                let error = command.clone().try_get_matches_from(line(words)).expect_err(words);
                let said = problem(&error, &command, &line(words)).render(language, false);
                assert!(said.contains(wanted), "{words}:\n{said}");
                assert!(said.contains(if language == Language::En { "\nhint: " } else { "\n提示: " }), "{said}");
            }
        }
    }
}
