//! Text is safe where it lands: terminals, spreadsheets, JSON, TOML, SVG. Scenarios, studies, provinces and files with
//! hostile names and words go through all verbs.

use crate::cli::{Ran, coke_sim, files, succeeds};
use crate::support::package;
use crate::sweep::{STUDY, written};
use coke_sim::safe::csv::{cell, unprotect};
use coke_sim::safe::{json, terminal, toml as safe_toml, xml};
use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::{TempDir, tempdir};

// ------------------------------------------------------------------------------------- what must not be, once more

/// What people never get: written once more, as the issue has it, apart from the table of the program.
const FORBIDDEN: [(u32, u32); 13] = [
    (0x00, 0x1f),
    (0x7f, 0x9f),
    (0xad, 0xad),
    (0x61c, 0x61c),
    (0x200b, 0x200d),
    (0x200e, 0x200f),
    (0x2028, 0x2029),
    (0x202a, 0x202e),
    (0x2060, 0x2064),
    (0x2066, 0x2069),
    (0xfeff, 0xfeff),
    (0xfff9, 0xfffb),
    (0xe0000, 0xe007f),
];

fn is_forbidden(one: char) -> bool {
    FORBIDDEN.iter().any(|(from, to)| (*from..=*to).contains(&u32::from(one)))
}

/// Every character below U+3000, those of the table beyond, and some that must stay.
fn characters() -> impl Iterator<Item = char> {
    let further = [0xfeff..=0xfeff, 0xfff0..=0xffff, 0xe0000..=0xe00ff, 0x4e00..=0x4e10, 0x1f600..=0x1f602];
    (0..0x3000).chain(further.into_iter().flatten()).filter_map(char::from_u32)
}

/// A text that people read has nothing that steers or hides but line ends.
fn is_for_people(what: &str, text: &str) {
    if let Some(bad) = text.chars().find(|one| *one != '\n' && is_forbidden(*one)) {
        let line = text.lines().find(|line| line.contains(bad)).unwrap_or_default();
        panic!("{what}: U+{:04X} in {line:?}", u32::from(bad));
    }
}

/// The same for a text in colour: all escape sequences are those of weight and colour that the program uses.
fn is_for_people_in_colour(what: &str, text: &str) {
    let mut plain = String::new();
    for (place, piece) in text.split("\u{1b}[").enumerate() {
        let rest = if place == 0 { Some(piece) } else { piece.split_once('m').map(|(_, rest)| rest) };
        let codes = piece.split('m').next().unwrap_or_default();
        assert!(place == 0 || codes.bytes().all(|byte| byte.is_ascii_digit() || byte == b';'), "{what}: {piece:?}");
        assert!(place == 0 || codes != "35", "{what}: the colour of a file name: {piece:?}");
        plain += rest.unwrap_or_default();
    }
    is_for_people(what, &plain);
}

/// A spreadsheet shows this cell and runs nothing: it is a number, or does not begin as a formula.
fn is_for_spreadsheets(what: &str, cell: &str) {
    let begins = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let bad = cell.starts_with(['\t', '\r', '\n']) || begins && cell.len() > 1 && cell.parse::<f64>().is_err();
    assert!(!bad, "{what}: a spreadsheet runs {cell:?}");
}

/// The cells of a table, all of which a spreadsheet shows.
fn table(what: &str, bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let rows: Vec<Vec<String>> =
        reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
    rows.iter().flatten().for_each(|cell| is_for_spreadsheets(what, cell));
    rows
}

/// Is a text among the cells of a table, once what protects it is taken off?
fn holds(rows: &[Vec<String>], text: &str) -> bool {
    rows.iter().flatten().any(|cell| unprotect(cell) == text)
}

fn parsed(what: &str, text: &str) -> Value {
    is_for_people(what, text);
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{what}: {error}"))
}

// -------------------------------------------------------------------------------------------- one function at a time

#[test]
fn every_character_is_safe_on_a_terminal() {
    for one in characters() {
        let text = format!("a{one}b");
        for shown in [terminal::line(&text), terminal::lines(&text), terminal::coloured(&text)] {
            is_for_people("terminal", &shown);
            assert_eq!(shown.chars().count(), 3, "U+{:04X}", u32::from(one));
            let stays = one == '\n' && shown.contains('\n');
            assert!(stays || !is_forbidden(one) || shown == "a\u{fffd}b", "U+{:04X}", u32::from(one));
        }
        assert!(!terminal::line(&text).contains('\n'));
        let escape = format!("\u{1b}{one}1m");
        assert!(one == '[' || terminal::coloured(&escape).starts_with('\u{fffd}'), "U+{:04X}", u32::from(one));
    }
    for stays in ["焦炭 Mt/a, ≤ 98 – “x” ✓ ● ▁▂█", "e\u{301}", "葛\u{e0100}", "\u{fe0f}"] {
        assert_eq!(terminal::line(stays), stays);
    }
    assert_eq!(coke_sim::problem::visible("a\u{9b}\u{202e}\n"), "a\u{fffd}\u{fffd}\u{fffd}");
    let long = coke_sim::problem::visible(&"焦".repeat(5_000));
    assert!(long.ends_with('…') && long.chars().count() == 1_001);
}

#[test]
fn every_text_is_safe_in_a_spreadsheet_and_comes_back() {
    let mut protected = 0;
    for one in characters() {
        for text in [
            one.to_string(),
            format!("{one}1+1"),
            format!("{one}=1+1"),
            format!("'{one}1+1"),
            format!("''{one}x"),
            format!("={one}"),
            format!(" {one}x\"y"),
            format!("x{one}=1"),
        ] {
            let written = cell(&text);
            is_for_spreadsheets("cell", &written);
            assert_eq!(unprotect(&written), text, "{written:?}");
            protected += usize::from(written != text);
            let bytes = {
                let mut writer = coke_sim::safe::csv::Writer::from_writer(Vec::new());
                writer.write_record(["text", "number"]).unwrap();
                writer.write_record([text.as_str(), "-1"]).unwrap();
                writer.into_bytes()
            };
            let rows = table("written", &bytes);
            assert_eq!((unprotect(&rows[1][0]), rows[1][1].as_str()), (text.as_str(), "-1"));
        }
    }
    assert!(protected > 10_000, "{protected}");
}

#[test]
fn numbers_are_never_touched() {
    let mut bits = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..20_000 {
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let number = f64::from_bits(bits);
        for text in [format!("{number:?}"), format!("{number}"), format!("{number:e}"), format!("{number:+}")] {
            assert_eq!((cell(&text), unprotect(&text)), (text.as_str().into(), text.as_str()));
        }
    }
}

#[test]
fn every_text_comes_back_from_json_and_toml() {
    for one in characters() {
        let text = format!("{one}a\\\"'{one}\n");
        for written in [json::line(&text), json::pretty(&[&text])] {
            is_for_people("JSON", &written);
        }
        assert_eq!(serde_json::from_str::<String>(&json::line(&text)).unwrap(), text);
        assert_eq!(serde_json::from_str::<Vec<String>>(&json::pretty(&[&text])).unwrap(), [text.as_str()]);
        if one == '\r' {
            continue; // the library ends lines within a text in its own way
        }
        let document = format!("x = {} # {}\n", safe_toml::quoted(&text), safe_toml::comment(&text));
        is_for_people("TOML", &document);
        let read: toml::Table = toml::from_str(&document).unwrap_or_else(|error| panic!("{document}{error}"));
        assert_eq!(read["x"].as_str(), Some(text.as_str()));
    }
}

#[test]
fn every_text_is_well_formed_in_xml() {
    for one in characters() {
        let text = format!("a{one}<&>\"b");
        let document = format!("<a b=\"{0}\">{0}</a>", xml::escaped(&text));
        is_for_people("XML", &document);
        let read = roxmltree::Document::parse(&document).unwrap_or_else(|error| panic!("{document:?}: {error}"));
        let wanted = if one == '\n' { text.clone() } else { xml::clean(&text).into_owned() };
        assert_eq!(read.root_element().text(), Some(wanted.as_str()));
        is_for_people("XML", &xml::clean(&text));
    }
}

// ------------------------------------------------------------------------------------------------ the whole program

/// A title that turns direction, separates lines, hides, and is a formula.
const TITLE: &str = "=HYPERLINK(\"http://x\",\"\u{202e}a\u{2028}b\u{200b}\u{e0041}\")";
/// An id and a text of a target.
const ID: &str = "@SUM(1)\u{202e}";
const TEXT: &str = "-2+3\u{2066} cmd";
/// A file that colours, clears, turns and is a formula.
const FILE: &str = "=1+\u{1b}[35m\u{9b}31m\u{202e}\u{2028}\t'x.toml";

fn hostile() -> TempDir {
    let folder = tempdir().unwrap();
    let escaped = |text: &str| safe_toml::quoted(text);
    let scenario = format!(
        "title = {}\ndescription = {}\nextends = \"plan\"\n[time]\nsteps_per_year = 1\n[policy]\nentry.moratorium = 0.5\n\
         [[target]]\nid = {}\ntext = {}\nnote = {}\nwhere = \"capacity\"\nyear = 2010\nat_most = 1\n",
        escaped(TITLE),
        escaped("\u{feff}first\n\u{202e}second"),
        escaped(ID),
        escaped(TEXT),
        escaped("+1+1\u{200d}"),
    );
    fs::write(folder.path().join(FILE), &scenario).unwrap();
    fs::write(folder.path().join("@SUM(1).toml"), scenario).unwrap();
    fs::write(folder.path().join("-2+3.toml"), "title = \"b\"\nextends = \"plan\"\n[time]\nsteps_per_year = 1\n")
        .unwrap();
    folder
}

/// Runs the program with and without colour in both languages: nothing but colour of its own reaches people.
fn for_people(folder: &Path, code: i32, arguments: &[&str]) -> Ran {
    for language in ["zh", "en"] {
        let with =
            |colour: &'static str| coke_sim(folder, &[arguments, &["--lang", language, "--color", colour]].concat());
        let ran = with("always");
        let what = format!("{arguments:?} {language}");
        assert_eq!(ran.code, code, "{what}: {}", ran.errors);
        is_for_people_in_colour(&what, &ran.output);
        is_for_people_in_colour(&what, &ran.errors);
    }
    let ran = coke_sim(folder, arguments);
    is_for_people(&format!("{arguments:?}"), &ran.output);
    is_for_people(&format!("{arguments:?}"), &ran.errors);
    ran
}

#[test]
fn nothing_of_a_scenario_steers_a_terminal() {
    let folder = hostile();
    let path = folder.path();
    let out = for_people(path, 0, &["run", FILE]);
    assert!(
        out.output.contains("=HYPERLINK") && out.output.contains('\u{fffd}'),
        "what hides is shown: {}",
        out.output
    );
    for_people(path, 0, &["run", FILE, "--liveness"]);
    let compared = for_people(path, 0, &["compare", "./-2+3.toml", FILE]);
    assert!(compared.output.contains("=1+\u{fffd}[35m"), "{}", compared.output);
    for_people(path, 0, &["diff", "plan", FILE]);
    for_people(path, 0, &["show", FILE]);
    for_people(path, 0, &["show", FILE, "--origin", "--changed"]);
    for_people(path, 0, &["check", FILE]);
    for_people(path, 0, &["model", "explain", "capacity", "--scenario", FILE]);
    for_people(path, 0, &["model", "loops", "--scenario", FILE]);
    for_people(path, 0, &["model", "graph", "--around", "capacity", "--scenario", FILE]);
    for_people(path, 0, &["model", "graph", "--around", "capacity", "--scenario", FILE, "--format", "dot"]);
    for_people(path, 0, &["model", "xmile", FILE]);
    for_people(path, 0, &["new", "-", "--extends", FILE]);
    for_people(path, 3, &["run", FILE, "--require-targets", "--quiet"]);
}

#[test]
fn nothing_of_a_message_steers_a_terminal() {
    let folder = tempdir().unwrap();
    let path = folder.path();
    let lines = "[policy]\n\"entry.moratorum\u{9b}31m\u{202e}\" = 1 # \u{2028}\u{200b}\u{61c}\n";
    fs::write(path.join(FILE), format!("title = \"a\"\n{lines}")).unwrap();
    let ran = for_people(path, 2, &["run", FILE]);
    assert!(ran.errors.contains("entry.moratorum\u{fffd}31m\u{fffd}"), "{}", ran.errors);
    // the marks stand below what they mark, whose characters are shown
    let lines: Vec<&str> = ran.errors.lines().collect();
    let at = lines.iter().position(|line| line.contains("2 |")).or(lines.iter().position(|line| line.contains("3 |")));
    let (line, marks) = (lines[at.expect("an excerpt")], lines[at.expect("an excerpt") + 1]);
    let marked = marks.chars().filter(|one| *one == '^').count();
    assert_eq!(marked, "\"entry.moratorum?31m?\"".len(), "{line}\n{marks}");
    for_people(path, 2, &["check", FILE]);
    parsed("check", &coke_sim(path, &["check", FILE, "--format", "json"]).output);
    for_people(path, 2, &["run", "no\u{1b}[35m\u{9b}\u{202e}.toml"]);
    for_people(path, 2, &["run", "--set", "entry\u{1b}[35m\u{9b}\u{202e}=\u{2028}"]);
    for_people(path, 2, &["run", "--forma\u{1b}[35m\u{202e}t"]);
    for_people(path, 2, &["r\u{1b}[35m\u{9b}\u{202e}un"]);
    for_people(path, 2, &["run", "--format", "\u{1b}[35m\u{202e}"]);
    for_people(path, 2, &["model", "explain", "\u{1b}[35mcoke_price\u{202e}"]);
    for_people(path, 2, &["model", "list", "--unit", "\u{1b}[35mMt/a\u{202e}"]);
    for_people(path, 2, &["sweep", "plan", "--out", "x", "--shard", "\u{1b}[35m\u{202e}/8"]);
    for_people(path, 2, &["verify", "\u{1b}[35m\u{202e}"]);
}

#[test]
fn a_manifest_and_the_names_of_files_do_not_steer_a_terminal() {
    let folder = tempdir().unwrap();
    let out = "out\u{1b}[35m\u{9b}\u{202e}=1";
    let ran = succeeds(folder.path(), &["run", "--steps-per-year", "1", "--out", out]);
    is_for_people("where the files went", &ran.errors);
    assert!(ran.errors.contains("out\u{fffd}[35m"), "{}", ran.errors);
    let manifest = folder.path().join(out).join("manifest.json");
    let written = fs::read_to_string(&manifest).unwrap();
    let read = parsed("manifest", &written);
    assert_eq!(read["command_line"][5], out);
    fs::write(&manifest, written.replace("\"version\": \"", "\"version\": \"\\u001b[35m\\u009b\\u202e")).unwrap();
    fs::write(folder.path().join(out).join("=1\u{1b}[35m\u{202e}"), "").unwrap();
    for_people(folder.path(), 3, &["verify", out]);
    let json = parsed("verify", &coke_sim(folder.path(), &["verify", out, "--format", "json"]).output);
    assert_eq!(json[0]["folder"], out);
    let rows = table("verify", coke_sim(folder.path(), &["verify", out, "--format", "csv"]).output.as_bytes());
    assert!(holds(&rows, "=1\u{1b}[35m\u{202e}") && holds(&rows, out));
    for_people(folder.path(), 0, &["new", "new\u{1b}[35m\u{202e}.toml", "--force"]);
    for_people(folder.path(), 0, &["model", "xmile", "--out", "x\u{1b}[35m\u{202e}.xmile", "--force"]);
}

#[test]
fn json_keeps_every_text_and_hides_nothing() {
    let folder = hostile();
    let path = folder.path();
    let run = parsed("run", &succeeds(path, &["run", FILE, "--format", "json"]).output);
    assert_eq!((run["title"]["en"].as_str(), run["title"]["zh"].as_str()), (Some(TITLE), Some(TITLE)));
    let scorecard = run["scorecard"].as_array().unwrap();
    let own = scorecard.iter().find(|row| row["target"] == ID).expect("the scenario's own target");
    assert_eq!(own["text"], TEXT);
    let compared = parsed("compare", &succeeds(path, &["compare", "plan", FILE, "--format", "json"]).output);
    assert_eq!(compared["scenarios"][1]["title"]["en"], TITLE);
    let show = parsed("show", &succeeds(path, &["show", FILE, "--format", "json"]).output);
    assert!(show.as_array().unwrap().len() > 100);
    parsed("diff", &succeeds(path, &["diff", "plan", FILE, "--format", "json"]).output);
    parsed(
        "explain",
        &succeeds(path, &["model", "explain", "capacity", "--scenario", FILE, "--format", "json"]).output,
    );
    let checked = parsed("check", &succeeds(path, &["check", FILE, "--format", "json"]).output);
    assert_eq!(checked["files"][0]["file"], FILE);
    for verb in [&["model", "list", "--format", "json"][..], &["schema"], &["schema", "--study"]] {
        parsed("model", &succeeds(path, verb).output);
    }
}

#[test]
fn what_is_shown_as_toml_reads_back_to_the_same_texts() {
    let folder = hostile();
    let shown = succeeds(folder.path(), &["show", FILE]).output;
    fs::write(folder.path().join("again.toml"), &shown).unwrap();
    let read: toml::Table = toml::from_str(&shown).unwrap();
    assert_eq!(read["title"]["en"].as_str(), Some(TITLE));
    assert_eq!(read["description"]["zh"].as_str(), Some("\u{feff}first\n\u{202e}second"));
    assert_eq!(read["target"][0]["id"].as_str(), Some(ID));
    let [one, other] =
        [FILE, "again.toml"].map(|file| succeeds(folder.path(), &["run", file, "--format", "json"]).output);
    assert_eq!(one, other);
}

/// Files of results, each of them safe.
fn results(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let all: Vec<(String, Vec<u8>)> = files(folder).into_iter().collect();
    for (name, bytes) in &all {
        let kind = Path::new(name).extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        match kind {
            "csv" if !name.contains('/') => drop(table(name, bytes)),
            "json" => drop(parsed(name, std::str::from_utf8(bytes).unwrap())),
            "toml" => is_for_people(name, std::str::from_utf8(bytes).unwrap()),
            "svg" => {
                let text = std::str::from_utf8(bytes).unwrap();
                is_for_people(name, text);
                roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            }
            _ => {}
        }
    }
    all
}

fn rows_of(all: &[(String, Vec<u8>)], name: &str) -> Vec<Vec<String>> {
    table(name, &all.iter().find(|(file, _)| file == name).unwrap_or_else(|| panic!("{name}")).1)
}

#[test]
fn tables_show_what_a_spreadsheet_would_run() {
    let folder = hostile();
    let path = folder.path();
    succeeds(path, &["run", FILE, "--liveness", "--out", "run"]);
    let run = results(&path.join("run"));
    let scorecard = rows_of(&run, "scorecard.csv");
    let own = scorecard.iter().find(|row| unprotect(&row[0]) == ID).expect("the scenario's own target");
    assert_eq!((own[0].as_str(), own[1].as_str()), (format!("'{ID}").as_str(), format!("'{TEXT}").as_str()));
    assert!(holds(&scorecard, "+1+1\u{200d}"), "its note");
    assert!(rows_of(&run, "liveness.csv").len() > 1);
    let numbers = rows_of(&run, "trajectory.csv").into_iter().skip(1).filter(|row| row[5].parse::<f64>().is_ok());
    assert!(numbers.count() > 1_000);

    succeeds(path, &["compare", "./-2+3.toml", "@SUM(1).toml", FILE, "--out", "compared"]);
    let compared = results(&path.join("compared"));
    for name in ["comparison.csv", "targets.csv", "headlines.csv", "inputs.csv"] {
        let rows = rows_of(&compared, name);
        assert!(holds(&rows, "-2+3") && holds(&rows, "@SUM(1)"), "{name}");
        assert!(rows.iter().flatten().any(|cell| cell.starts_with("'=1+")), "{name}");
    }
    let inputs = rows_of(&compared, "inputs.csv");
    assert!(holds(&inputs, "@SUM(1).toml:7"), "where it is set");
    for verb in [&["diff", "plan", "@SUM(1).toml", "--format", "csv"][..], &["show", "@SUM(1).toml", "--format", "csv"]]
    {
        let rows = table("stdout", succeeds(path, verb).output.as_bytes());
        assert!(holds(&rows, "@SUM(1).toml:7"), "{verb:?}");
    }
    for verb in ["list", "loops"] {
        table(verb, succeeds(path, &["model", verb, "--format", "csv"]).output.as_bytes());
    }
}

#[test]
fn tables_of_a_sweep_show_what_a_spreadsheet_would_run() {
    let folder = tempdir().unwrap();
    let path = folder.path();
    let title = safe_toml::quoted("=1\u{202e}\u{2028}");
    let mixes = format!("[mix.\"-2+3\"]\ntitle = {title}\n[mix.\"+1+1\"]");
    let text = STUDY.replace("[mix.plan]", &mixes).replace("title = \"A study\"", &format!("title = {title}"));
    assert_ne!(text, STUDY);
    written(path, &text);
    let ran = for_people(path, 0, &["sweep", "study.toml", "--runs", "2", "--out", "out", "--force"]);
    assert!(ran.output.contains("-2+3") && ran.output.contains("=1\u{fffd}"), "{}", ran.output);
    let out = succeeds(path, &["sweep", "study.toml", "--runs", "2", "--out", "out", "--force", "--format", "csv"]);
    let shown = table("stdout", out.output.as_bytes());
    let all = results(&path.join("out"));
    assert_eq!(shown, rows_of(&all, "summary.csv"));
    for name in ["summary.csv", "targets.csv", "differences.csv", "robustness.csv", "runs.csv"] {
        let rows = rows_of(&all, name);
        assert!(rows.iter().flatten().any(|cell| cell.starts_with("'-2+3")), "{name}");
        assert!(rows.iter().flatten().any(|cell| unprotect(cell).starts_with("+1+1")), "{name}");
    }
    let json = parsed(
        "sweep",
        &succeeds(path, &["sweep", "study.toml", "--runs", "2", "--out", "out", "--force", "--format", "json"]).output,
    );
    assert_eq!(json["title"], "=1\u{202e}\u{2028}");
    for_people(
        path,
        0,
        &["sweep", "study.toml", "--runs", "2", "--out", "o\u{1b}[35m\u{202e}", "--shard", "0/1", "--force"],
    );
    for_people(path, 0, &["show", "study.toml", "--run", "3", "--mix", "-2+3 fees=low"]);
}

// ------------------------------------------------------------------------------------------------ another province

/// The example of a province with other texts in its files.
fn province(changes: &[(&str, &str, &str)]) -> TempDir {
    let folder = tempdir().unwrap();
    for (name, bytes) in files(&package("scenarios/fictitious")) {
        let mut text = String::from_utf8(bytes).unwrap();
        for (_, from, to) in changes.iter().filter(|(file, ..)| name.ends_with(file)) {
            assert!(text.contains(from), "{name}: {from}");
            text = text.replace(from, to);
        }
        let path: PathBuf = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn texts_of_another_province_are_safe_everywhere() {
    let folder = province(&[
        ("sets.toml", "\"Northvale\"", "\"=North\\u202evale\\u2028\""),
        ("sets.toml", "\"北谷\"", "\"=北\\u202e谷\""),
        ("parameters.csv", "statute (history.csv prices incl. 17% VAT)", "\"=HYPERLINK(\"\"\u{202e}x\u{2028}\"\")\""),
    ]);
    let path = folder.path();
    for_people(path, 0, &["show", "plan.toml", "--origin"]);
    for_people(path, 0, &["new", "-", "--baseline", "baseline"]);
    for_people(path, 0, &["model", "explain", "vat_rate", "--scenario", "plan.toml"]);
    for_people(path, 0, &["model", "explain", "capacity", "--scenario", "plan.toml"]);
    for_people(path, 0, &["model", "list", "--baseline", "baseline"]);
    for_people(path, 0, &["model", "equations", "--baseline", "baseline"]);
    for_people(path, 0, &["model", "equations", "--baseline", "baseline", "--format", "latex"]);
    for_people(path, 0, &["model", "units", "--baseline", "baseline"]);
    for_people(path, 0, &["model", "xmile", "plan.toml"]);
    let schema = parsed("schema", &succeeds(path, &["schema", "--baseline", "baseline"]).output);
    assert!(schema.to_string().contains('\u{202e}'), "the text is still there");
    let rows = table("show", succeeds(path, &["show", "plan.toml", "--format", "csv"]).output.as_bytes());
    assert!(holds(&rows, "=HYPERLINK(\"\u{202e}x\u{2028}\")"));
    succeeds(path, &["run", "plan.toml", "--out", "out"]);
    results(&path.join("out"));
}

#[test]
fn a_cell_of_a_province_with_control_characters_is_refused() {
    for bad in ["\u{1b}[31m", "\u{9b}31m", "\u{7}"] {
        let folder = province(&[("parameters.csv", "statute", &format!("statute {bad}"))]);
        let ran = for_people(folder.path(), 2, &["run", "plan.toml"]);
        assert!(ran.errors.contains("a cell has characters that cannot be shown"), "{}", ran.errors);
        assert!(ran.errors.contains("parameters.csv:3:"), "{}", ran.errors);
    }
}

// ------------------------------------------------------------------------------------------- tables for spreadsheets

#[test]
fn a_mark_stands_before_tables_for_spreadsheets_and_nothing_else_changes() {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    let folder = province(&[]);
    let path = folder.path();
    written(path, STUDY);
    let many = [
        &["run", "plan.toml", "--liveness", "--lang", "zh", "--steps-per-year", "1"][..],
        &["compare", "plan", "no-policy", "--steps-per-year", "1"],
        &["sweep", "study.toml", "--format", "csv", "--runs", "2"],
    ];
    for verb in many {
        for (out, csv_for) in [("programs", &[][..]), ("spreadsheet", &["--csv-for", "spreadsheet"])] {
            let ran = succeeds(path, &[verb, &["--force", "--out", out], csv_for].concat());
            assert!(!ran.errors.contains("csv-for"), "no hint that nobody asked for");
        }
        let [plain, marked] = ["programs", "spreadsheet"].map(|out| files(&path.join(out)));
        assert_eq!(plain.len(), marked.len());
        let mut tables = 0;
        for (name, bytes) in &plain {
            let is_table = Path::new(name).extension().is_some_and(|kind| kind == "csv") && !name.contains('/');
            tables += usize::from(is_table);
            if is_table {
                assert_eq!(marked[name], [MARK, bytes].concat(), "{name}");
            } else if name != "manifest.json" {
                assert!(marked[name] == *bytes, "{name}");
            }
        }
        assert!(tables >= 3, "{verb:?}");
        assert_eq!(coke_sim(path, &["verify", "spreadsheet", "programs"]).code, 0);
        for out in ["programs", "spreadsheet"] {
            fs::remove_dir_all(path.join(out)).unwrap();
        }
    }
    for verb in [
        &["run", "plan.toml", "--steps-per-year", "1"][..],
        &["compare", "plan", "no-policy", "--steps-per-year", "1"],
        &["diff", "plan", "no-policy"],
        &["show"],
        &["model", "list"],
        &["model", "loops"],
    ] {
        let of = |more: &[&str]| succeeds(path, &[verb, &["--format", "csv"], more].concat()).output;
        assert_eq!(of(&["--csv-for", "spreadsheet"]), format!("\u{feff}{}", of(&[])), "{verb:?}");
        assert_eq!(of(&["--csv-for", "programs"]), of(&[]), "{verb:?}");
    }
}

#[test]
fn tables_that_were_protected_and_marked_are_read_again() {
    let folder = tempdir().unwrap();
    let path = folder.path();
    let mut csv = String::from("\u{feff}year,'=duty,'@x\n");
    for year in 2006..=2010 {
        let _ = writeln!(csv, "{year},-0.0,0.1"); // writing to a String cannot fail
    }
    fs::write(path.join("t.csv"), csv).unwrap();
    let scenario = |column: &str| {
        format!("title = \"a\"\n[world]\nduty = {{ file = \"t.csv\", column = {} }}\n", safe_toml::quoted(column))
    };
    fs::write(path.join("a.toml"), scenario("@x")).unwrap();
    let shown = succeeds(path, &["show", "a.toml", "--changed", "--format", "csv"]).output;
    assert!(table("show", shown.as_bytes()).iter().skip(1).all(|row| row[5] == "0.1"), "{shown}");
    fs::write(path.join("b.toml"), scenario("=duty")).unwrap();
    succeeds(path, &["check", "b.toml"]);
    fs::write(path.join("c.toml"), scenario("'=duty")).unwrap();
    assert_eq!(coke_sim(path, &["check", "c.toml"]).code, 2);
}

// --------------------------------------------------------------------------------------------------- one way only

/// All sources of the program, without comments and unit tests.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
            let code: Vec<&str> = text.lines().map(|line| line.split("// ").next().unwrap_or_default()).collect();
            found.push((path.strip_prefix(package("src")).unwrap().display().to_string(), code.join("\n")));
        }
    }
}

#[test]
fn nothing_goes_past_the_gates() {
    let mut all = Vec::new();
    sources(&package("src"), &mut all);
    assert!(all.len() > 150);
    let only = |words: &[&str], files: &[&str]| {
        let found: Vec<&str> = all
            .iter()
            .filter(|(_, code)| words.iter().any(|word| code.contains(word)))
            .map(|(name, _)| name.as_str())
            .filter(|name| !files.contains(name))
            .collect();
        assert!(found.is_empty(), "{words:?} in {found:?}");
        assert!(files.iter().all(|file| all.iter().any(|(name, _)| name == file)), "{files:?}");
    };
    only(&["anstream::stdout", "anstream::stderr", "io::stdout()", "println!", "print!("], &["cmd/mod.rs"]);
    // progress, whose words are the program's own
    only(&["ProgressBar"], &["cmd/sweep.rs"]);
    only(&["csv::WriterBuilder", "\nuse csv::"], &["safe/csv.rs"]);
    let writers = all.iter().filter(|(_, code)| code.contains("csv::Writer"));
    for (name, code) in writers {
        assert!(name == "safe/csv.rs" || code.contains("safe::csv") || code.contains("safe::{csv"), "{name}");
    }
    // files that no person reads: notes within Parquet, and what a sweep in progress is
    only(&["serde_json::to_string", "serde_json::to_vec"], &["safe/json.rs", "store/part.rs", "sweep/rows.rs"]);
    only(&["toml::Value::String"], &["safe/toml.rs"]);
    only(&["comfy_table"], &["report/table.rs"]);
    only(&["\"&lt;\""], &["safe/xml.rs"]);
}
