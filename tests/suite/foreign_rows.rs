//! Which rows may stand together: those of one study and one model, whatever the sources look like.

use crate::cli::coke_sim;
use crate::support::baseline;
use crate::sweep::{STUDY, swept, written};
use coke_sim::num::Num;
use coke_sim::num::tracer::{Tape, Traced as Number};
use coke_sim::record::Declaration;
use coke_sim::scenario::read::study::{Wishes, study};
use coke_sim::store::{Identity, Reader, Schema, Shard};
use coke_sim::structure::{Kind, STEP, Structure, Traced, fingerprint};
use coke_sim::study::structure::trace;
use coke_sim::study::sweep::Sweep;
use coke_sim::sweep::{identity, schema};
use coke_sim::{problem::Source, text::Language};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::tempdir;

const fn one_value(name: &'static str) -> Declaration {
    Declaration { name, dimensions: &[], unit: "1", meaning: &["A value."], module: "tests" }
}

static RATE: Declaration = one_value("rate");
static LEVEL: Declaration = one_value("level");
static INFLOW: Declaration = one_value("inflow");
static OUTFLOW: Declaration = one_value("outflow");

type Value<'t> = Num<Number<'t>>;

/// An inflow, from the rate and the level.
type Equation = for<'t> fn(Value<'t>, Value<'t>) -> Value<'t>;

/// A model of one stock: the equation of its inflow is given, and so is the order in which auxiliaries are computed.
fn tiny(inflow: Equation, outflow_first: bool) -> BTreeMap<&'static str, String> {
    let tape = Tape::default();
    let (rate, level, dt) = (Num::new(tape.input()), Num::new(tape.input()), Num::new(tape.input()));
    let out = |ahead: bool| (ahead == outflow_first).then(|| level / (rate + 2.0));
    let before = out(true);
    let inflow = inflow(rate, level);
    let outflow = before.or_else(|| out(false)).expect("computed once");
    let next = level + (inflow - outflow) * dt;
    let of = |value: Value<'_>| value.into_inner().operand();
    let (auxiliaries, next, initial) = (vec![of(inflow), of(outflow)], vec![of(next)], vec![of(rate * 3.0)]);
    let traced = Traced { auxiliaries, next, initial, reference: vec![None], recording: tape.finish() };
    let declared = [
        (Kind::Parameter, vec![&RATE]),
        (Kind::Stock, vec![&LEVEL]),
        (Kind::Step, vec![&STEP]),
        (Kind::Auxiliary, vec![&INFLOW, &OUTFLOW]),
    ];
    fingerprint::equations(&Structure::new(&baseline().sets, &declared, traced))
}

#[test]
fn an_equation_has_one_fingerprint_wherever_it_stands() {
    let first = tiny(|rate, level| (rate * level).max(0.5), true);
    assert_eq!(first.keys().copied().collect::<Vec<_>>(), ["inflow", "level", "outflow"]);
    assert_eq!(first, tiny(|rate, level| (rate * level).max(0.5), false), "the order of equations");
    // what is computed and thrown away, as a variable that is no longer declared
    assert_eq!(first, tiny(|rate, level| (level - rate, (rate * level).max(0.5)).1, true));
    // no number depends on the unit with which another is written
    assert_eq!(first, tiny(|rate, level| (rate * level).max(Num::of(0.5, "Mt/a")), true));
    // on any computer, today and tomorrow, since files keep it; another program has computed it, too
    assert_eq!(first["inflow"], "6e72ee3a0e14");
}

#[test]
fn a_change_of_an_equation_shows_in_its_fingerprint_alone() {
    let before = tiny(|rate, level| (rate * level).max(0.5), true);
    let changes: [(&str, Equation); 5] = [
        ("the last bit of a number", |rate, level| (rate * level).max(0.5_f64.next_up())),
        ("a sign", |rate, level| (rate * level).max(-0.5)),
        ("an operation", |rate, level| (rate / level).max(0.5)),
        ("the order of operands, which may matter to a bit", |rate, level| (level * rate).max(0.5)),
        ("what is read", |rate, _| (rate * rate).max(0.5)),
    ];
    for (what, change) in changes {
        let after = tiny(change, true);
        let differ: Vec<&str> = before.keys().filter(|name| before[*name] != after[*name]).copied().collect();
        assert_eq!(differ, ["inflow"], "{what}");
    }
}

#[test]
fn every_variable_of_the_model_has_a_fingerprint() {
    let structure = trace(&baseline().sets);
    let prints = fingerprint::equations(&structure);
    let variables: Vec<&str> = structure
        .quantities()
        .iter()
        .filter(|quantity| quantity.kind.is_variable())
        .map(|quantity| quantity.declaration.name)
        .collect();
    assert!(variables.len() > 100);
    assert!(variables.iter().all(|name| prints[name].len() == 12));
    assert_eq!(prints.len(), variables.len());
    assert_eq!(prints, fingerprint::equations(&trace(&baseline().sets)));
}

/// The identity of a study, and its columns.
fn read(folder: &Path, text: &str, wishes: &Wishes) -> (Identity, Schema) {
    written(folder, text);
    let path = folder.join("study.toml");
    let source = Source::new(path.display().to_string(), text.to_owned());
    let study = study(&source, wishes).unwrap_or_else(|problems| panic!("{problems:?}"));
    (identity(&Sweep::new(&study)), schema(&study))
}

#[test]
fn a_fingerprint_changes_with_all_that_decides_rows_and_with_nothing_else() {
    let folder = tempdir().unwrap();
    let of = |text: &str| read(folder.path(), text, &Wishes::default()).0;
    let before = of(STUDY);
    let changed = |from: &str, to: &str| {
        assert!(STUDY.contains(from), "{from}");
        let after = of(&STUDY.replacen(from, to, 1));
        let names = before.prints.keys().filter(|name| before.prints[*name] != after.prints[*name]);
        let names: Vec<&str> = names.map(String::as_str).collect();
        assert_eq!(names.is_empty(), before.fingerprint == after.fingerprint, "{from}: {names:?}");
        assert_eq!(before.equations, after.equations);
        names.join(" ")
    };
    assert_eq!(changed("title = \"A study\"", "title = \"Another title\"\ndescription = \"Words.\""), "");
    assert_eq!(changed("[uncertain]", "# a comment\n[uncertain]"), "");
    assert_eq!(changed("runs = 24", "runs = 1024"), "", "a study may be extended");
    assert_eq!(changed("at_most = 120", "at_most = 110"), "", "what is made of rows is none of theirs");
    assert_eq!(changed("both = [\"T1\", \"T12\"]", "both = [\"T1\", \"T36\"]"), "");
    assert_eq!(changed("sd = 0.1 }", "sd = 0.11 }"), "numbers uncertain");
    assert_eq!(changed("within = [0.2, 1.0]", "within = [0.2, 0.99]"), "numbers uncertain");
    assert_eq!(
        changed("mode = 1.0, max = 1.1 }, as = \"factor\"", "mode = 1.0, max = 1.1 }, as = \"shift\""),
        "numbers uncertain"
    );
    assert_eq!(changed("rank = 0.5", "rank = 0.4"), "design numbers");
    assert_eq!(changed("runs = 24", "method = \"sobol\""), "design numbers");
    assert_eq!(changed("fee.rate_noncompliant\" = 40", "fee.rate_noncompliant\" = 41"), "mixes numbers");
    // between the first mix and the last, whose runs are computed
    assert_eq!(changed("low = {}\n", "low = {}\nmiddle = { \"fee.rate_noncompliant\" = 20 }\n"), "mixes");
    assert_eq!(changed("[2007, 2010]", "[2008, 2010]"), "numbers outcomes");
    assert_eq!(changed("targets = \"all\"", "targets = [\"T1\", \"T12\"]"), "numbers targets");
    let with = |setting: &str| {
        let wishes = Wishes { settings: vec![setting.to_owned()], ..Wishes::default() };
        let after = read(folder.path(), STUDY, &wishes).0;
        before.prints.keys().filter(|name| before.prints[*name] != after.prints[*name]).cloned().collect::<Vec<_>>()
    };
    assert_eq!(with("price_init=700"), ["numbers", "scenario"]);
    assert_eq!(with("steps_per_year=6"), ["numbers", "scenario"]);
    let shorter = read(folder.path(), STUDY, &Wishes { runs: Some(8), ..Wishes::default() }).0;
    assert_eq!(Identity { runs: before.runs, ..shorter }, before);
    let seed = read(folder.path(), STUDY, &Wishes { seed: Some(7), ..Wishes::default() }).0;
    assert!(seed.fingerprint != before.fingerprint && seed.prints["design"] == before.prints["design"]);
}

/// Lists have fewer runs than are looked at, and one mix is the first and the last.
#[test]
fn short_lists_and_failing_runs_have_fingerprints_too() {
    let folder = tempdir().unwrap();
    let start = STUDY.find("[mix.open]").unwrap();
    let end = STUDY.find("[outcomes]").unwrap();
    let one_mix = STUDY
        .replace(&STUDY[start..end], "")
        .replace("[[correlation]]\nbetween = [\"closure_exec_time\", \"retirement_factor\"]\nrank = 0.5\n", "");
    let list = one_mix.replace("runs = 24", "method = \"one_at_a_time\"");
    let of = |text: &str| read(folder.path(), text, &Wishes::default()).0;
    let levels = list.replace("one_at_a_time\"", "one_at_a_time\"\nlevels = [0.05, 0.5, 0.96]");
    assert_ne!(of(&list).prints["design"], of(&levels).prints["design"]);
    // runs leave the hard bounds, and nothing of them is known but why they failed
    let failing = one_mix.replace("mean = 0.6, sd = 0.1 }, within = [0.2, 1.0]", "mean = 0.5, sd = 0.5 }");
    let failing = of(&failing);
    assert_eq!(failing.prints.len(), 9);
    assert_ne!(failing.prints["numbers"], of(&one_mix).prints["numbers"]);
}

/// A folder in which a study was begun by a program that is not quite this one.
fn begun(folder: &Path, out: &str, change: impl Fn(&mut Identity)) {
    let (mut identity, schema) = read(folder, STUDY, &Wishes::default());
    change(&mut identity);
    drop(crate::store::begin(&folder.join(out), &identity, schema, Shard::WHOLE, true).unwrap());
}

#[test]
fn rows_of_other_equations_are_refused_with_their_names() {
    let folder = tempdir().unwrap();
    let other = |print: &str, name: &'static str| {
        let (print, fingerprint) = (print.to_owned(), format!("{name} {print}"));
        move |identity: &mut Identity| {
            let there =
                if identity.equations.contains_key(name) { &mut identity.equations } else { &mut identity.prints };
            there.insert(name.to_owned(), print.clone());
            identity.fingerprint.clone_from(&fingerprint);
        }
    };
    for (name, english, chinese) in [
        ("coke_price", "the equation of `coke_price` is not the same", "`coke_price`的方程不同"),
        ("mixes", "it has other policy mixes", "两者的政策组合不同"),
        ("numbers", "the program computes other numbers now", "程序算出的数值不同"),
    ] {
        begun(folder.path(), "out", other("0", name));
        begun(folder.path(), "same", |_| {});
        for (language, words) in [("en", english), ("zh", chinese)] {
            let resumed =
                coke_sim(folder.path(), &["sweep", "study.toml", "--out", "out", "--resume", "--lang", language]);
            assert_eq!(resumed.code, 2, "{name}: {}", resumed.errors);
            assert!(resumed.errors.contains(words), "{name}: {}", resumed.errors);
            let merged = coke_sim(folder.path(), &["merge", "same", "out", "--out", "merged", "--lang", language]);
            assert_eq!(merged.code, 2, "{name}: {}", merged.errors);
            assert!(merged.errors.contains(words), "{name}: {}", merged.errors);
        }
    }
}

#[test]
fn rows_of_another_version_that_computes_the_same_are_gone_on_with() {
    let folder = tempdir().unwrap();
    begun(folder.path(), "out", |identity| identity.program = "coke-sim 0.0.1".into());
    swept(folder.path(), &["--out", "out", "--resume"]);
    swept(folder.path(), &["--out", "whole"]);
    let rows = |out: &str| fs::read(folder.path().join(out).join("runs.parquet")).unwrap();
    assert!(rows("out") == rows("whole"));
}

#[test]
fn another_format_is_refused_with_a_sentence() {
    let folder = tempdir().unwrap();
    let refused = |arguments: &[&str], words: &str| {
        let ran = coke_sim(folder.path(), arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.errors);
        assert!(ran.errors.contains(words), "{arguments:?}: {}", ran.errors);
    };
    begun(folder.path(), "old", |_| {});
    // as it was written before there were formats
    let path = folder.path().join("old/parts/study.json");
    let mut file: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    for field in ["format", "prints", "equations"] {
        file["identity"].as_object_mut().unwrap().shift_remove(field).expect(field);
    }
    fs::write(&path, file.to_string()).unwrap();
    begun(folder.path(), "new", |identity| identity.format = 3);
    let resume = ["sweep", "study.toml", "--resume", "--out"];
    for (out, english, chinese) in [
        ("old", "was made in format 1 of rows, but this program writes format 2", "采用第1版数据格式，而本程序写第2版"),
        ("new", "was made in format 3 of rows, but this program writes format 2", "采用第3版数据格式，而本程序写第2版"),
    ] {
        for (language, words) in [("en", english), ("zh", chinese)] {
            refused(&[&resume[..], &[out, "--lang", language]].concat(), words);
            refused(&["merge", out, "--out", "merged", "--lang", language], words);
        }
    }
}

#[test]
fn a_file_of_rows_in_a_later_format_is_not_read() {
    let folder = tempdir().unwrap();
    let of_format = |format| {
        let identity = Identity { format, runs: 8, ..crate::store::identity(8) };
        let out = folder.path().join(format.to_string());
        let store = crate::store::begin(&out, &identity, crate::store::schema(), Shard::WHOLE, false).unwrap();
        store.write(0, &crate::store::rows(&identity, 0)).unwrap();
        let folder = store.assemble().unwrap();
        Reader::open(&folder.staged("runs.parquet")).map(|reader| reader.identity().format)
    };
    assert_eq!(of_format(1).unwrap(), 1, "earlier ones can be read");
    assert_eq!(of_format(2).unwrap(), 2);
    let error = of_format(3).unwrap_err().render(Language::Zh, false);
    assert!(error.contains("采用第3版数据格式") && error.contains("更新的版本"), "{error}");
}
