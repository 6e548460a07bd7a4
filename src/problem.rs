//! What a user reads when something is wrong: where it is, what it is, and what to do about it.
//!
//! A [`Problem`] is an error or a warning. Every layer that reads input collects all of them in [`Problems`] before it
//! gives up, so that one reading of the terminal repairs one file.

use crate::safe::{REPLACEMENT, is_hidden, terminal};
use crate::text;
use crate::text::{Language, Text};
use annotate_snippets::{AnnotationKind, Element, Level, Renderer, Snippet};
use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;

/// A text that input came from: a file, an embedded file, or an argument.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// How the user knows it: the path as given, or the argument.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Source {
    /// A source to be shared by all places in it.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { name: name.into(), text: text.into() })
    }
}

/// What a setting of the command line is known by.
pub const COMMAND_LINE: &str = "--set";

/// A stretch of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The text it is in.
    pub source: Arc<Source>,
    /// The bytes of that text.
    pub span: Range<usize>,
}

impl Place {
    /// The line of its first character, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        let before = &self.source.text.as_bytes()[..self.span.start.min(self.source.text.len())];
        1 + before.split(|byte| *byte == b'\n').count().saturating_sub(1)
    }

    /// `mine.toml:9`, as editors and readers know it; a setting of the command line is its own name.
    #[must_use]
    pub fn reference(&self) -> String {
        if self.source.name == COMMAND_LINE {
            return COMMAND_LINE.to_owned();
        }
        format!("{}:{}", visible(&self.source.name), self.line())
    }

    /// Line and column of its first character, both counted from 1, columns in characters.
    #[must_use]
    pub fn start(&self) -> (usize, usize) {
        self.at(self.span.start)
    }

    /// Line and column behind its last character.
    #[must_use]
    pub fn end(&self) -> (usize, usize) {
        self.at(self.span.end)
    }

    fn at(&self, byte: usize) -> (usize, usize) {
        let before = self.source.text.get(..byte).unwrap_or(&self.source.text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().trim_start_matches(BYTE_ORDER_MARK).chars().count();
        (line, column + 1)
    }
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Nothing was done.
    Error,
    /// It was done, but the user should know.
    Warning,
}

/// One error or warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: Text,
    /// Where, if it has a place in a text, and what to say there.
    pub place: Option<(Place, Text)>,
    /// A second place that has to do with it, and what to say there.
    pub also: Option<(Place, Text)>,
    /// What to do.
    pub hints: Vec<Text>,
}

impl Problem {
    /// An error without a place.
    #[must_use]
    pub fn error(message: Text) -> Self {
        Self { severity: Severity::Error, message, place: None, also: None, hints: Vec::new() }
    }

    /// A warning without a place.
    #[must_use]
    pub fn warning(message: Text) -> Self {
        Self { severity: Severity::Warning, ..Self::error(message) }
    }

    /// The same problem at a place, with a few words to stand there.
    #[must_use]
    pub fn at(mut self, place: Place, label: Text) -> Self {
        self.place = Some((place, label));
        self
    }

    /// The same problem with a second place that has to do with it.
    #[must_use]
    pub fn also(mut self, place: Place, label: Text) -> Self {
        self.also = Some((place, label));
        self
    }

    /// The same problem with something to do about it.
    #[must_use]
    pub fn hint(mut self, hint: Text) -> Self {
        if hint != Text::default() {
            self.hints.push(hint);
        }
        self
    }

    /// The problem as text, with or without colour.
    #[must_use]
    pub fn render(&self, language: Language, coloured: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR.with_name(ERROR.in_language(language)),
            Severity::Warning => Level::WARNING.with_name(WARNING.in_language(language)),
        };
        let visible = |text: &str| match language {
            Language::En => visible(text),
            Language::Zh => visible(&text.replace("`, `", "`、`")), // names in a row are joined alike in both languages
        };
        let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
        let hint_level = || Level::HELP.with_name(HINT.in_language(language));
        let hints = self.hints.iter().map(|hint| (hint_level(), visible(hint.in_language(language))));
        let mut first = level.primary_title(visible(self.message.in_language(language))).elements(NO_ELEMENTS);
        let excerpt_of = |shown: &Option<(Place, Text)>| shown.as_ref().map(|(place, _)| excerpt(place));
        let (excerpt, other) = (excerpt_of(&self.place), excerpt_of(&self.also));
        let Some((((place, label), excerpt), also)) =
            self.place.as_ref().zip(excerpt.as_ref()).map(|it| (it, &self.also))
        else {
            // one below the other: within one report a bar would lead from nothing to nothing
            let hints =
                hints.map(|(level, hint)| renderer.render(&[level.secondary_title(hint).elements(NO_ELEMENTS)]));
            return [renderer.render(&[first])].into_iter().chain(hints).collect::<Vec<_>>().join("\n");
        };
        let snippet = |place: &Place, label: &Text, excerpt: &'_ Excerpt, kind: AnnotationKind| {
            Snippet::source(excerpt.text.clone())
                .path(visible(&place.source.name))
                .line_start(excerpt.first_line)
                .annotation(kind.span(excerpt.span.clone()).label(visible(label.in_language(language))))
        };
        first = first.element(snippet(place, label, excerpt, AnnotationKind::Primary));
        if let Some(((place, label), excerpt)) = also.as_ref().zip(other.as_ref()) {
            first = first.element(snippet(place, label, excerpt, AnnotationKind::Context));
        }
        let mut report = vec![first];
        report.extend(hints.map(|(level, hint)| level.secondary_title(hint).elements(NO_ELEMENTS)));
        renderer.render(&report)
    }
}

/// A word in each language.
struct Word {
    en: &'static str,
    zh: &'static str,
}

impl Word {
    const fn in_language(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Zh => self.zh,
        }
    }
}

const ERROR: Word = Word { en: "error", zh: "错误" };
const WARNING: Word = Word { en: "warning", zh: "警告" };
const HINT: Word = Word { en: "hint", zh: "提示" };

/// A title needs nothing beneath it.
const NO_ELEMENTS: [Element<'static>; 0] = [];

/// Longest message, in characters: a key may be megabytes long.
const LONGEST_MESSAGE: usize = 1_000;

/// A text in one line, of bearable length. Nothing in a user's input must steer the terminal or hide on it.
#[must_use]
pub fn visible(text: &str) -> String {
    let end = text.char_indices().nth(LONGEST_MESSAGE).map_or(text.len(), |(at, _)| at);
    let mut shown = terminal::line(&text[..end]).into_owned();
    if end < text.len() {
        shown.push('…');
    }
    shown
}

/// The lines that a place lies in, so that a huge file is not rendered to show one line.
struct Excerpt {
    text: String,
    span: Range<usize>,
    first_line: usize,
}

/// What some editors put before a text. It belongs to the file, and to its hash, but to no line.
pub use crate::safe::csv::BYTE_ORDER_MARK;

/// Longest stretch of a line that is shown.
const LONGEST_EXCERPT: usize = 4_000;

fn excerpt(place: &Place) -> Excerpt {
    let text = &place.source.text;
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (floor(place.span.start), floor(place.span.end.max(place.span.start)));
    let before_all = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let (start, end) = (start.max(before_all), end.max(before_all));
    let line_start = text[..start].rfind('\n').map_or(before_all, |at| at + 1);
    let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
    let line_end = if text[end..line_end].ends_with('\r') { line_end - 1 } else { line_end };
    let (from, to) =
        (line_start.max(floor(start.saturating_sub(LONGEST_EXCERPT))), line_end.min(floor(end + LONGEST_EXCERPT)));
    let end = end.min(floor(start + LONGEST_EXCERPT)).max(start);
    // what hides is shown: then the marked stretch has other bytes
    let before = excerpted(&text[from..start]);
    let marked = excerpted(&text[start..end]);
    let span = before.len()..before.len() + marked.len();
    let text = before + &marked + &excerpted(&text[end..to.max(end)]);
    Excerpt { text, span, first_line: place.line() }
}

/// A part of an excerpt with what hides in it shown. The renderer has its own pictures of ASCII controls, and needs line
/// ends.
fn excerpted(text: &str) -> String {
    text.chars().map(|one| if !one.is_ascii() && is_hidden(one) { REPLACEMENT } else { one }).collect()
}

/// Errors beyond this many are counted, not kept: nobody reads them, and a hostile file has millions.
pub const MOST_ERRORS: usize = 100;

/// All problems found so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    kept: Vec<Problem>,
    errors: usize,
}

impl Problems {
    /// Adds a problem.
    pub fn push(&mut self, problem: Problem) {
        if problem.severity == Severity::Error {
            self.errors += 1;
            if self.errors > MOST_ERRORS {
                return;
            }
        }
        self.kept.push(problem);
    }

    /// Adds all problems of another reading.
    pub fn extend(&mut self, others: Self) {
        let errors = self.errors + others.errors;
        others.kept.into_iter().for_each(|problem| self.push(problem));
        self.errors = errors;
    }

    /// The same problems; those without a place are at one that led to them.
    #[must_use]
    pub fn named_at(mut self, place: &Place) -> Self {
        for problem in &mut self.kept {
            problem.place.get_or_insert_with(|| (place.clone(), text!("named here"; "在此引用")));
        }
        self
    }

    /// The number of errors, whether kept or not.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// The number of warnings.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.kept.iter().filter(|problem| problem.severity == Severity::Warning).count()
    }

    /// Are there so many errors that it is no use to look for more?
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.errors >= MOST_ERRORS
    }

    /// Puts problems in the order of the texts that they are in; those without a place come last.
    pub fn sort(&mut self, sources: &[Arc<Source>]) {
        self.kept.sort_by_key(|problem| {
            problem.place.as_ref().map_or((usize::MAX, 0), |(place, _)| {
                let source = sources.iter().position(|source| Arc::ptr_eq(source, &place.source));
                (source.unwrap_or(usize::MAX), place.span.start)
            })
        });
    }

    /// Is any of them an error?
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// All of them, in the order found.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.kept.iter()
    }

    /// All of them as text, with or without colour, and how many errors there are if that helps.
    #[must_use]
    pub fn render(&self, language: Language, coloured: bool) -> String {
        let mut all: String =
            self.kept.iter().flat_map(|problem| [problem.render(language, coloured), "\n\n".to_owned()]).collect();
        let count = self.errors;
        if count > 1 {
            let last = if self.is_full() {
                text!("{MOST_ERRORS} errors or more: correct these first"; "错误达{MOST_ERRORS}个或更多：请先改正以上各处")
            } else {
                text!("{count} errors"; "共{count}个错误")
            };
            all.push_str(last.in_language(language));
            all.push('\n');
        }
        all
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        let mut problems = Self::default();
        problems.push(problem);
        problems
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.kept {
            writeln!(out, "{}\n", problem.render(Language::En, false))?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// How something ended, besides well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It could not be done: the file system, or an interruption.
    CouldNot(Problems),
    /// The input is wrong; nothing was simulated, nothing overwritten.
    WrongInput(Problems),
    /// It was done, but something that was asked for does not hold.
    AskedFor(Problems),
}

impl Failure {
    /// What a user reads.
    #[must_use]
    pub const fn problems(&self) -> &Problems {
        let (Self::CouldNot(problems) | Self::WrongInput(problems) | Self::AskedFor(problems)) = self;
        problems
    }

    /// How the program ends.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::CouldNot(_) => 1,
            Self::WrongInput(_) => 2,
            Self::AskedFor(_) => 3,
        }
    }
}

/// A file that the system does not let us read.
#[must_use]
pub fn unreadable(shown: &str, error: &io::Error) -> Problem {
    let why = reason(error);
    Problem::error(text!("cannot read `{shown}`: {}", why.en; "无法读取`{shown}`：{}", why.zh))
}

/// Why the system refused, without its error number.
#[must_use]
pub fn reason(error: &io::Error) -> Text {
    match error.kind() {
        io::ErrorKind::PermissionDenied => text!("permission denied"; "没有权限"),
        io::ErrorKind::NotFound => text!("no such file or folder"; "没有这个文件或文件夹"),
        io::ErrorKind::NotADirectory => text!("a part of the path is not a folder"; "路径中有一段不是文件夹"),
        io::ErrorKind::StorageFull => text!("the disk is full"; "磁盘已满"),
        io::ErrorKind::QuotaExceeded => text!("the disk quota is used up"; "磁盘配额已用完"),
        io::ErrorKind::ReadOnlyFilesystem => text!("the file system is read-only"; "文件系统只读"),
        _ => {
            let text = error.to_string();
            Text::plain(text.split(" (os error").next().unwrap_or(&text).to_lowercase())
        }
    }
}

/// The name most like `wanted` among `known`, if one is near.
#[must_use]
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = wanted.chars().count();
    let near = |distance: usize, name: &str| distance * 3 <= length.max(name.chars().count()).max(3);
    known
        .into_iter()
        // the distance is at least the difference in length, which costs nothing: a key may be megabytes long
        .filter(|name| near(length.abs_diff(name.chars().count()), name))
        .map(|name| (strsim::damerau_levenshtein(wanted, name), name))
        .filter(|(distance, name)| near(*distance, name))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
