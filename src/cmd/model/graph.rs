//! `coke-sim model graph`: the causal graph as a picture.

use super::super::common::{Settings, names_of};
use super::super::{Failure, file, print};
use super::common::{Looked, to_file, unknown, unknown_quantity, written};
use crate::coverage;
use crate::coverage::loops::JudgedLoop;
use crate::glossary;
use crate::problem::{Problem, Problems};
use crate::report::model::graph::dot::to_dot;
use crate::report::model::graph::picture::Picture;
use crate::report::model::graph::select::Subject;
use crate::text;
use crate::text::{Language, Text};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What `coke-sim model graph` takes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  coke-sim model graph --out sectors.svg                which sectors act on which
  coke-sim model graph --sector market --out market.svg
  coke-sim model graph --around coke_price --out price.svg
  coke-sim model graph --loop B1 --out glut.svg         a loop of the model card; `coke-sim model loops` lists them
  coke-sim model graph --around margin --depth 2 | dot -Tpdf > margin.pdf

An arrow's sign is that of the slope of one equation, as runs show it: `+` solid, the effect rises with its cause; `-`
dashed, it falls; `±` both occur; `0` nothing moves, since a bound holds.")]
pub struct Arguments {
    /// The variables of a sector, and what they touch in others. Can be repeated.
    #[arg(long, value_name = "SECTOR", conflicts_with_all = ["around", "feedback"])]
    sector: Vec<String>,

    /// A variable, lever, driver or parameter with its causes and effects.
    #[arg(long, value_name = "NAME", conflicts_with = "feedback")]
    around: Option<String>,

    /// How many arrows away from it, 1 to 9; levers, drivers and parameters are shown at 1 only.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        requires = "around",
        allow_negative_numbers = true,
        value_parser = clap::value_parser!(u8).range(1..=9)
    )]
    depth: u8,

    /// A loop of the model card, with all its paths (`B1`) or along one (`B1a`).
    #[arg(long = "loop", value_name = "LOOP")]
    feedback: Option<String>,

    /// Scenarios whose runs give the signs; the default is those within the program. Can be repeated.
    #[arg(long, value_name = "SCENARIO")]
    scenario: Vec<PathBuf>,

    #[command(flatten)]
    settings: Settings,

    /// What to write; the default is `svg` for a file that ends so, `dot` otherwise.
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,

    /// File to write; standard output if missing or `-`.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Replace the file if it is there.
    #[arg(long)]
    force: bool,
}

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The language of Graphviz, to be laid out by its programs.
    Dot,
    /// A picture.
    Svg,
}

/// Runs the command.
///
/// # Errors
/// If there is no sector, quantity or loop of that name, a scenario is wrong, or the file is there already or cannot be
/// written.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let out = to_file(arguments.out.as_ref());
    if let Some(out) = out {
        file::can_be_written(out, arguments.force)?;
    }
    check(arguments).map_err(Failure::WrongInput)?;
    let looked = Looked::at(&arguments.scenario, &arguments.settings)?;
    let note = note(&arguments.scenario);
    let subject = Subject { structure: &looked.structure, causes: &looked.causes, note: &note, language };
    let picture = picture(arguments, &subject)?;
    let text = match format(arguments) {
        Format::Dot => to_dot(&picture),
        Format::Svg => svg(&picture, language)?,
    };
    match out {
        None => print(&text),
        Some(file) => written(file, &text, arguments.force, language),
    }
}

fn format(arguments: &Arguments) -> Format {
    let is_svg = |file: &PathBuf| file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("svg"));
    let by_name = if arguments.out.as_ref().is_some_and(is_svg) { Format::Svg } else { Format::Dot };
    arguments.format.unwrap_or(by_name)
}

#[cfg(feature = "charts")]
#[expect(clippy::unnecessary_wraps, reason = "without charts there is no picture")]
fn svg(picture: &Picture, language: Language) -> Result<String, Failure> {
    Ok(crate::report::model::graph::svg::to_svg(picture, language))
}

#[cfg(not(feature = "charts"))]
fn svg(_: &Picture, _: Language) -> Result<String, Failure> {
    let problem = Problem::error(text!(
        "this program was built without charts and draws no SVG";
        "本程序编译时未包含图表功能，不能绘制SVG"
    ));
    Err(Failure::CouldNot(problem.hint(text!("write `--format dot`"; "请用`--format dot`")).into()))
}

/// What is named must exist: an empty picture would say that nothing is there.
fn check(arguments: &Arguments) -> Result<(), Problems> {
    let mut problems = Problems::default();
    let sectors: BTreeSet<&str> = glossary::sectors().iter().map(|sector| sector.key).collect();
    for name in arguments.sector.iter().filter(|name| !sectors.contains(name.as_str())) {
        problems.push(unknown(name, &text!("sector"; "部门"), &sectors));
    }
    let loops = coverage::loops::loops();
    let paths: Vec<String> = loops.iter().map(|one| format!("{}{}", one.id, one.part)).collect();
    if let Some(wanted) = &arguments.feedback
        && !loops.iter().any(|one| one.id == *wanted)
        && !paths.contains(wanted)
    {
        let known = loops.iter().map(|one| one.id.as_str()).chain(paths.iter().map(String::as_str)).collect();
        problems.push(unknown(wanted, &text!("loop"; "回路"), &known));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn picture(arguments: &Arguments, subject: &Subject<'_>) -> Result<Picture, Failure> {
    if let Some(name) = &arguments.around {
        let place = coverage::path::place(subject.structure, name)
            .ok_or_else(|| Failure::WrongInput(unknown_quantity(subject.structure, name).into()))?;
        return Ok(subject.around(place, usize::from(arguments.depth)));
    }
    if let Some(wanted) = &arguments.feedback {
        let is_it =
            |one: &JudgedLoop<'_>| one.named.id == *wanted || format!("{}{}", one.named.id, one.named.part) == *wanted;
        let judged = coverage::loops::judge(subject.structure, subject.causes);
        return Ok(subject.of_loops(&judged.into_iter().filter(is_it).collect::<Vec<_>>()));
    }
    if arguments.sector.is_empty() {
        return Ok(subject.sectors());
    }
    let picture = subject.of_sectors(&arguments.sector);
    if picture.panels.iter().all(|panel| panel.nodes.is_empty()) {
        let named = arguments.sector.join("`, `");
        let problem = Problem::error(text!("`{named}` has no variables"; "`{named}`没有变量"));
        let hint =
            text!("`coke-sim model graph` shows the sectors that have"; "`coke-sim model graph`显示有变量的部门");
        return Err(Failure::WrongInput(problem.hint(hint).into()));
    }
    Ok(picture)
}

/// Where the signs come from.
fn note(scenarios: &[PathBuf]) -> Text {
    if scenarios.is_empty() {
        return text!(
            "Signs as the runs of the program's own scenarios show them.";
            "正负号依程序自带情景的运行结果判定。"
        );
    }
    let names = names_of(scenarios);
    let (en, zh) = (names.join(", "), names.join("、"));
    text!("Signs as the runs of {en} show them."; "正负号依情景{zh}的运行结果判定。")
}
