//! Wrong input: every kind is refused with its place, a remedy and exit code 2, and nothing is written.

use crate::cli::{Ran, coke_sim, entries};
use std::fs;
use tempfile::tempdir;

/// Runs a file of these bytes, which must be refused, and returns the complaint.
fn refused(bytes: &[u8]) -> String {
    let folder = tempdir().expect("temporary folder");
    fs::write(folder.path().join("mine.toml"), bytes).expect("file written");
    let ran = coke_sim(folder.path(), &["run", "mine.toml", "--out", "out"]);
    assert_refused(&ran, &String::from_utf8_lossy(bytes));
    assert_eq!(entries(folder.path()), ["mine.toml"], "something was written");
    ran.errors
}

fn assert_refused(ran: &Ran, what: &str) {
    let what: String = what.chars().take(200).collect();
    assert_eq!(ran.code, 2, "{what}\n{}", ran.errors);
    assert!(ran.output.is_empty(), "{what}: results on standard output");
    assert!(ran.errors.contains("error: "), "{what}\n{}", ran.errors);
    assert!(!ran.errors.contains("panicked"), "{what}\n{}", ran.errors);
    assert!(!ran.errors.contains('\u{1b}'), "{what}: escapes reach the terminal");
}

/// Each text is refused with each of these words in the complaint.
fn refused_with(cases: &[(&str, &[&str])]) {
    for (text, words) in cases {
        let errors = refused(text.as_bytes());
        for word in *words {
            assert!(errors.contains(word), "`{word}` is not said of\n{text}\n{errors}");
        }
    }
}

/// Runs these arguments, which must be refused, and looks for the words.
fn arguments_refused(arguments: &[&str], words: &[&str]) {
    let folder = tempdir().expect("temporary folder");
    let ran = coke_sim(folder.path(), arguments);
    assert_refused(&ran, &arguments.join(" "));
    for word in words {
        assert!(ran.errors.contains(word), "`{word}` is not said of {arguments:?}\n{}", ran.errors);
    }
    assert!(entries(folder.path()).is_empty(), "{arguments:?}: something was written");
}

#[test]
fn a_misspelt_lever_is_shown_with_its_place_and_the_nearest_name() {
    let errors = refused(b"title = \"Mine\"\n\n[policy]\n\"entry.moratorum\" = 1\n");
    assert_eq!(
        errors,
        "\
error: unknown lever `entry.moratorum`
 --> mine.toml:4:1
  |
4 | \"entry.moratorum\" = 1
  | ^^^^^^^^^^^^^^^^^ no such lever
  |
hint: did you mean `entry.moratorium`?

"
    );
}

#[test]
fn all_problems_are_reported_in_one_go_and_in_the_order_of_the_text() {
    let errors = refused("[policy]\n\"gas.flare_ban\" = [1, 1]\n\"trade.order\" = 2\n".as_bytes());
    assert_eq!(
        errors,
        "\
error: `gas.flare_ban` has 2 values, but there are 5 years from 2006 to 2010
 --> mine.toml:2:19
  |
2 | \"gas.flare_ban\" = [1, 1]
  |                   ^^^^^^ 2 values
  |
hint: write one value a year, or { 2006 = ... } for values held until the next year named

error: `trade.order` must be between 0 and 1, but is 2
 --> mine.toml:3:17
  |
3 | \"trade.order\" = 2
  |                 ^ out of range
  |
hint: write a number from 0 to 1; it means: Order in the coke trade (D1, D2, D3).
hint: if 2 % is meant, write 0.02 or \"2 %\"

2 errors
"
    );
}

#[test]
fn a_missing_file_is_a_short_message() {
    let folder = tempdir().expect("temporary folder");
    let ran = coke_sim(folder.path(), &["run", "missing.toml"]);
    assert_refused(&ran, "missing file");
    assert_eq!(
        ran.errors,
        "\
error: there is no file `missing.toml`
hint: check the path; the program brings `plan`, `no-policy`, `hindcast`: `coke-sim run plan`

"
    );
}

#[test]
fn unknown_names_are_refused_wherever_they_stand() {
    refused_with(&[
        ("[policyy]\n", &["mine.toml:1:2", "unknown key `policyy`", "did you mean `policy`?"]),
        ("moratorium = 1\n", &["mine.toml:1:1", "unknown key", "a scenario has `title`"]),
        ("[policy]\nvat_rate = 0.1\n", &["it is a parameter: put it under `[parameters]`"]),
        ("[policy]\nmoratorium = 1\n", &["did you mean `entry.moratorium`?"]),
        ("[policy]\n\"\" = 1\n", &["mine.toml:2:1", "unknown lever ``"]),
        ("[policy]\n\".\" = 1\n\"..\" = 1\n", &["unknown lever `.`", "unknown lever `..`", "2 errors"]),
        ("[policy]\n\"入口.暂停\" = 1\n", &["unknown lever `入口.暂停`", "^^^^^^^^^^^ no such lever"]),
        ("[policy]\n\"😀\" = 1\n", &["unknown lever `😀`"]),
        ("[policy]\n\t\"a\" = 1", &["mine.toml:2:2"]),
        ("\u{feff}[policy]\r\n\"trade.ordr\" = 1\r\n", &["mine.toml:2:1", "\"trade.ordr\" = 1\n", "`trade.order`?"]),
        ("[policy]\n\"\\u001b[31mred\\n\" = 1\n", &["unknown lever `\u{fffd}[31mred\u{fffd}`"]),
        ("[world]\npigiron = 1\n", &["unknown driver", "`pig_iron`?"]),
        ("[world]\ndrivers = \"real\"\n", &["no set of drivers `real`", "`actual`, `plan`"]),
        ("[time]\nstep = 1\n", &["unknown time setting", "steps_per_year"]),
        ("[parameters]\n\"coal_charge.smal\" = 1\n", &["unknown parameter", "`coal_charge.small`?"]),
        ("title = { fr = \"x\" }\n", &["unknown language `fr`", "write `en` or `zh`"]),
    ]);
}

#[test]
fn a_name_that_stands_for_several_is_refused_with_its_members() {
    refused_with(&[
        ("[parameters]\ncoal_charge = 1\n", &["not one parameter", "`coal_charge.*` for all", "`small`"]),
        ("[policy]\nentry = 1\n", &["not one lever", "name one, as in `entry.moratorium`"]),
        ("[policy]\nentry = {}\n", &["not one lever"]),
        ("[policy]\n\"*\" = 1\n", &["unknown lever `*`"]),
        ("[policy]\n\"close.*\" = 1\n", &["unknown lever `close.*`"]),
        ("[policy]\n\"*.*\" = 1\n", &["unknown lever `*.*`"]),
    ]);
    let errors = refused(b"[policy]\n\"close.order_share.*\" = 7\n");
    assert_eq!(errors.matches("error:").count(), 1, "said once for all members:\n{errors}");
}

#[test]
fn values_of_the_wrong_type_are_refused() {
    refused_with(&[
        ("[policy]\n\"trade.order\" = \"much\"\n", &["mine.toml:2:17", "not such a quantity"]),
        ("[time]\nend = \"2009\"\n", &["mine.toml:2:7", "not a text", "write 2009 without the quotes"]),
        ("[policy]\n\"trade.order\" = true\n", &["not true or false", "write 1 for `true`"]),
        ("[policy]\n\"trade.order\" = 2006-01-01\n", &["needs a number, not a date"]),
        ("[policy]\n\"trade.order\" = [[1]]\n", &["needs a number, not a list"]),
        ("[policy]\n\"trade.order\" = []\n", &["has 0 values"]),
        ("[policy]\n\"trade.order\" = {}\n", &["has no value", "an empty table"]),
        ("[parameters]\nvat_rate = [0.1]\n", &["`vat_rate` needs a number, not a list"]),
        ("[world]\nfx = [8, 8]\n", &["a series over time, not a list", "{ 2006.0 = ..., 2008.5 = ... }"]),
        ("[world]\nfx = {}\n", &["needs points at different times"]),
        ("[world]\ndrivers = 1\n", &["needs the name of a set of drivers"]),
        ("policy = 1\n", &["`policy` must be a table, not a number", "write `[policy]` on a line of its own"]),
        ("[[time]]\n", &["`time` must be a table, not a list"]),
        ("title = 1\n", &["`title` needs a text, not a number"]),
        ("title = \"\\u001b[31m\"\n", &["`title` has characters that cannot be shown"]),
    ]);
}

#[test]
fn numbers_beyond_reason_are_refused() {
    refused_with(&[
        ("[policy]\n\"trade.order\" = nan\n", &["needs a finite number", "not finite"]),
        ("[policy]\n\"trade.order\" = inf\n", &["needs a finite number"]),
        ("[policy]\n\"trade.order\" = -inf\n", &["needs a finite number"]),
        ("[policy]\n\"trade.order\" = 1e400\n", &["needs a finite number"]),
        ("[policy]\n\"trade.order\" = 0xFF\n", &["must be between 0 and 1, but is 255"]),
        ("[policy]\n\"trade.order\" = 1_000.5\n", &["but is 1000.5"]),
        ("[policy]\n\"trade.order\" = 99999999999999999999999\n", &["must be between 0 and 1"]),
        ("[policy]\n\"trade.order\" = -0.001\n", &["out of range", "it means: Order in the coke trade"]),
        ("[parameters]\nvat_rate = 1.01\n", &["`vat_rate` must be between 0 and 1, but is 1.01"]),
        ("[parameters]\ndays_per_year = 366\n", &["is a constant of the model: it stays 365"]),
        ("[world]\nfx = { 2006.0 = 8, 2007.0 = 0 }\n", &["mine.toml:2:29", "between 0.1 and 100 CNY/USD, but is 0"]),
    ]);
}

#[test]
fn times_outside_the_plan_are_refused() {
    refused_with(&[
        ("[policy]\n\"trade.order\" = { 2005 = 1 }\n", &["mine.toml:2:19", "`2005` is not a year of the plan"]),
        ("[policy]\n\"trade.order\" = { 2011 = 1 }\n", &["with years from 2006 to 2010"]),
        ("[policy]\n\"trade.order\" = { x = 1 }\n", &["`x` is not a year"]),
        ("[policy]\n\"trade.order\" = { 2006 = 1, 02006 = 0 }\n", &["`02006` is not a year"]),
        ("[policy]\n\"trade.order\" = [1, 1, 1, 1, 1, 1]\n", &["has 6 values", "5 years from 2006 to 2010"]),
        (
            "[time]\nend = 2006\n[policy]\n\"trade.order\" = [1, 1]\n",
            &["there is 1 year from 2006 to 2006", "or leave out `end`"],
        ),
        ("[world]\nfx = { 1800.0 = 8 }\n", &["`1800.0` is not a time near the plan's years"]),
        ("[world]\nfx = { nan = 8 }\n", &["`nan` is not a time"]),
        ("[time]\nstart = 2007\n", &["`start` must be 2006, but is 2007"]),
        ("[time]\nend = 2011\n", &["`end` must be between 2006 and 2010"]),
        ("[time]\nsteps_per_year = 0\n", &["between 1 and 48, but is 0"]),
        ("[time]\nsteps_per_year = 1.5\n", &["needs a whole number"]),
    ]);
}

#[test]
fn what_contradicts_itself_is_refused() {
    refused_with(&[
        ("[policy]\n\"trade.order\" = 1\ntrade.order = 1\n", &["mine.toml:3:1", "set twice", "keep one of the two"]),
        ("[policy]\n\"trade.order\" = 1\n\"trade.order\" = 1\n", &["duplicate key", "keep one of the two"]),
        ("[policy]\n[policy]\n", &["mine.toml:2:2", "duplicate key"]),
        (
            "[parameters]\n\"equipped_share_init.small.wastewater\" = 1\n\"equip_applicable.small.wastewater\" = 0\n",
            &["mine.toml:2:42", "cannot be equipped"],
        ),
    ]);
}

#[test]
fn what_is_not_toml_is_refused_with_a_remedy() {
    refused_with(&[
        ("[policy]\n\"trade.order\" = 0,5\n", &["mine.toml:2:18", "this is not TOML", "decimals with a point"]),
        ("[policy]\n\"trade.order\" = 50%\n", &["a number has a point and no unit"]),
        ("[policy]\n\"trade.order\" = .5\n", &["digits on both sides of the point"]),
        ("[policy]\ntrade.order ＝ 1\n", &["mine.toml:2:13", "instead of full-width ones"]),
        ("[policy]\n“trade.order” = 1\n", &["instead of full-width ones"]),
        ("[policy]\n\"trade.order\"\n", &["key with no value", "write `key = value`"]),
        ("[policy]\nclose.order_share.* = 1\n", &["put a key with other signs"]),
        ("[world]\nduty = { 2006 = 0, 2006.83 = 0.05 }\n", &["write every year with its fraction"]),
        ("[policy\n", &["unclosed table"]),
        ("[policy]\n\u{0}\n", &["this is not TOML"]),
        ("", &["`mine.toml` is empty"]),
        (" \n\t\r\n", &["`mine.toml` is empty"]),
        ("# nothing\n", &["has only comments"]),
    ]);
    let gbk = refused(b"title = \"\xb9\xe6\xbb\xae\"\n");
    assert!(gbk.contains("not UTF-8") && gbk.contains("mine.toml:1:10") && gbk.contains("GBK"), "{gbk}");
}

#[test]
fn hostile_files_are_refused_soon_and_briefly() {
    let long = "x".repeat(3_000_000);
    let unknown: String =
        (0..100_000).flat_map(|number| ["a".to_owned(), number.to_string(), " = 1\n".to_owned()]).collect();
    for text in [
        format!("title = \"{long}\" oops"),
        format!("[policy]\n\"{long}\" = 1"),
        format!("[policy]\n\"trade.order\" = [{}]", "2,".repeat(100_000)),
        format!("[policy]\n{unknown}"),
        "=\n".repeat(100_000),
        format!("a = {}", "[".repeat(100_000)),
        format!("a = {}", "{a=".repeat(100_000)),
        format!("[policy]\n{} = 1", vec!["a"; 100_000].join(".")),
        "\0".repeat(5_000_000),
    ] {
        let errors = refused(text.as_bytes());
        assert!(errors.len() < 100_000, "{} bytes of complaint", errors.len());
    }
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = tempdir().expect("temporary folder");
    for (path, word) in [(".", "is a folder"), ("nowhere/mine.toml", "there is no file"), ("-", "there is no file")] {
        let ran = coke_sim(folder.path(), &["run", path]);
        assert_refused(&ran, path);
        assert!(ran.errors.contains(word), "{path}: {}", ran.errors);
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("loop", folder.path().join("loop")).expect("link");
        for (path, word) in
            [("/dev/zero", "not a regular file"), ("/dev/null", "not a regular file"), ("loop", "links")]
        {
            let ran = coke_sim(folder.path(), &["run", path]);
            assert_refused(&ran, path);
            assert!(ran.errors.contains(word), "{path}: {}", ran.errors);
        }
    }
}

#[test]
fn settings_of_the_command_line_are_checked_like_a_file() {
    let cases: &[(&str, &[&str])] = &[
        ("", &["takes one key and its value"]),
        ("# nothing", &["takes one key and its value"]),
        ("[policy]", &["takes one key and its value"]),
        ("trade.order=1\nend=2007", &["takes one key and its value", "--set:1:1"]),
        ("trade.order", &["key with no value", "write `--set key=value`"]),
        ("=1", &["this is not TOML", "write `--set key=value`"]),
        ("a=b", &["neither a number nor a text in quotes"]),
        ("a=1", &["unknown lever, parameter or driver `a`"]),
        ("trade.order=7", &["--set:1:13", "but is 7"]),
        ("trade.order=[1,1]", &["has 2 values"]),
        ("trade={}", &["not one lever, parameter or driver"]),
        ("steps_per_year=0", &["between 1 and 48"]),
        ("moratorium=1", &["did you mean `entry.moratorium`?"]),
    ];
    for (setting, words) in cases {
        arguments_refused(&["run", "--out", "out", "--set", setting], words);
    }
}

#[test]
fn wrong_arguments_are_refused() {
    let cases: &[(&[&str], &[&str])] = &[
        (&["rnu"], &["rnu"]),
        (&["run", "--steps-per-year", "0"], &["between 1 and 48"]),
        (&["run", "--steps-per-year", "49"], &["between 1 and 48"]),
        (&["run", "--steps-per-year", "-1"], &["between 1 and 48"]),
        (&["run", "--steps-per-year", "x"], &["--steps-per-year"]),
        (&["run", "--steps-per-year", "1.5"], &["--steps-per-year"]),
        (&["run", "--format", "xml"], &["there are `table`, `json`, `csv`"]),
        (&["run", "--color", "red"], &["there are `auto`, `always`, `never`"]),
        (&["run", "--qiet"], &["--quiet"]),
        (&["run", "plan", "hindcast"], &["hindcast"]),
        (&["run", "--force"], &["--out"]),
        (&["run", "--out", ""], &["--out"]),
        (&["run", "--set"], &["--set"]),
    ];
    for (arguments, words) in cases {
        arguments_refused(arguments, words);
    }
}
