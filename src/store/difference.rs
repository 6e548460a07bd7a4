//! In what two studies differ, so that rows of one cannot stand among those of the other.

use super::study::Identity;
use crate::text;
use crate::text::Text;
use std::collections::BTreeSet;
use std::fmt;

/// What has a fingerprint of its own, with its name for people, in the order in which differences are told.
fn ingredients() -> [(&'static str, Text); 8] {
    [
        ("sets", text!("other members of sets"; "集合成员")),
        ("variables", text!("other variables"; "变量")),
        ("scenario", text!("another scenario"; "情景")),
        ("uncertain", text!("other uncertain inputs"; "不确定因素")),
        ("design", text!("another design"; "抽样方法")),
        ("mixes", text!("other policy mixes"; "政策组合")),
        ("outcomes", text!("other outcomes"; "结果指标")),
        ("targets", text!("other targets"; "目标")),
    ]
}

impl Identity {
    /// What is not the same in another study, the number of runs and the title apart; none if rows of the two can stand
    /// together.
    pub(super) fn difference(&self, other: &Self) -> Option<Text> {
        let named = |en: &str, zh: &str, one: &dyn fmt::Display, two: &dyn fmt::Display| {
            Some(text!("the {en} is {one}, not {two}"; "{zh}是{one}，不是{two}"))
        };
        if self.seed != other.seed {
            named("seed", "随机种子", &self.seed, &other.seed)
        } else if self.mixes != other.mixes {
            named("number of policy mixes", "政策组合数", &self.mixes, &other.mixes)
        } else if self.runs_per_part != other.runs_per_part {
            named("number of runs in a part", "每段的运行数", &self.runs_per_part, &other.runs_per_part)
        } else if self.fingerprint != other.fingerprint {
            Some(self.what_differs(other))
        } else {
            None
        }
    }

    /// Which of the ingredients of the fingerprint are not the same.
    fn what_differs(&self, other: &Self) -> Text {
        let differ = |name: &str| self.prints.get(name) != other.prints.get(name);
        let parts: Vec<Text> =
            ingredients().into_iter().filter(|(name, _)| differ(name)).map(|(_, part)| part).collect();
        let names: BTreeSet<&String> = self.equations.keys().chain(other.equations.keys()).collect();
        let equations: Vec<&String> =
            names.into_iter().filter(|name| self.equations.get(*name) != other.equations.get(*name)).collect();
        let mut said = Vec::new();
        if !parts.is_empty() {
            let en = parts.iter().map(|part| part.en.clone()).collect();
            let zh: Vec<&str> = parts.iter().map(|part| part.zh.as_str()).collect();
            said.push(text!("it has {}", listed(en); "两者的{}不同", zh.join("、")));
        }
        if !equations.is_empty() {
            said.push(of_equations(&equations));
        }
        if said.is_empty() {
            said.push(text!(
                "the program computes other numbers now: its draws, functions, steps or checks are not the same";
                "程序算出的数值不同：抽样、数学函数、时间步或检验有变"
            ));
        }
        let all = |of: fn(&Text) -> &str, between| said.iter().map(of).collect::<Vec<_>>().join(between);
        text!("{}", all(|text| &text.en, "; "); "{}", all(|text| &text.zh, "；"))
    }

    /// Is another one the same, whatever version of the program has made it?
    pub(super) fn is_same(&self, other: &Self) -> bool {
        *self == Self { program: self.program.clone(), ..other.clone() }
    }
}

/// Equations that are not the same: the first by name, and how many more.
fn of_equations(names: &[&String]) -> Text {
    /// More would hide the rest of the message.
    const MOST: usize = 3;
    let mut shown: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    let zh = shown.join("、");
    let (count, more) = (names.len(), names.len().saturating_sub(MOST));
    match count {
        1 => return text!("the equation of {zh} is not the same"; "{zh}的方程不同"),
        _ if more == 0 => return text!("the equations of {} are not the same", listed(shown); "{zh}的方程不同"),
        _ => shown.push(format!("{more} more")),
    }
    text!("the equations of {} are not the same", listed(shown); "{zh}等{count}个变量的方程不同")
}

/// `a, b and c`.
fn listed(mut names: Vec<String>) -> String {
    match (names.pop(), names.is_empty()) {
        (Some(last), false) => format!("{} and {last}", names.join(", ")),
        (last, _) => last.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FORMAT, Identity};
    use std::collections::BTreeMap;

    fn study(prints: &[(&str, &str)], equations: &[(&str, &str)]) -> Identity {
        let map = |of: &[(&str, &str)]| -> BTreeMap<String, String> {
            of.iter().map(|(name, print)| ((*name).to_owned(), (*print).to_owned())).collect()
        };
        Identity {
            format: FORMAT,
            fingerprint: format!("{prints:?} {equations:?}"),
            title: "t".into(),
            runs: 10,
            mixes: 1,
            runs_per_part: 8,
            seed: 1,
            program: "p".into(),
            prints: map(prints),
            equations: map(equations),
        }
    }

    fn said(one: &Identity, other: &Identity) -> [String; 2] {
        one.difference(other).map_or_else(Default::default, |text| [text.en, text.zh])
    }

    #[test]
    fn what_differs_is_named_in_both_languages() {
        let prints = [("mixes", "1"), ("numbers", "1"), ("outcomes", "1"), ("scenario", "1")];
        let one = study(&prints, &[("capacity", "1"), ("coke_price", "1"), ("exit", "1"), ("profit", "1")]);
        let with = |changed: &[(&str, &str)], equations: &[(&str, &str)]| {
            let mut other = one.clone();
            other.fingerprint = "another".into();
            let put = |(name, print): &(&str, &str)| ((*name).to_owned(), (*print).to_owned());
            other.prints.extend(changed.iter().map(put));
            other.equations.extend(equations.iter().map(put));
            said(&one, &other)
        };
        // other numbers follow from all the rest, so they are told only if there is nothing else
        assert_eq!(with(&[("mixes", "2"), ("numbers", "2")], &[]), ["it has other policy mixes", "两者的政策组合不同"]);
        assert_eq!(
            with(&[("mixes", "2"), ("outcomes", "2"), ("scenario", "2")], &[]),
            ["it has another scenario, other policy mixes and other outcomes", "两者的情景、政策组合、结果指标不同"]
        );
        assert_eq!(
            with(&[], &[("coke_price", "2")]),
            ["the equation of `coke_price` is not the same", "`coke_price`的方程不同"]
        );
        assert_eq!(
            with(&[("scenario", "2")], &[("coke_price", "2"), ("exit", "2")]),
            [
                "it has another scenario; the equations of `coke_price` and `exit` are not the same",
                "两者的情景不同；`coke_price`、`exit`的方程不同"
            ]
        );
        assert_eq!(
            with(&[], &[("capacity", "2"), ("coke_price", "2"), ("exit", "2"), ("new", "1"), ("profit", "2")]),
            [
                "the equations of `capacity`, `coke_price`, `exit` and 2 more are not the same",
                "`capacity`、`coke_price`、`exit`等5个变量的方程不同"
            ]
        );
        let [en, zh] = with(&[("numbers", "2")], &[]);
        assert!(en.contains("the program computes other numbers"), "{en}");
        assert!(zh.contains("程序算出的数值不同"), "{zh}");
    }

    #[test]
    fn another_version_that_computes_the_same_is_no_difference() {
        let one = study(&[("scenario", "1")], &[("exit", "1")]);
        let other = Identity { program: "coke-sim 9".into(), ..one.clone() };
        assert_eq!(one.difference(&other), None);
        assert!(one.is_same(&other));
        assert!(!one.is_same(&Identity { title: "other".into(), ..one.clone() }));
    }
}
