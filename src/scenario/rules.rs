//! Rules that no bound on a single parameter can hold: of a baseline as it stands, and of a scenario over it.

use super::baseline::ParameterEntry;
use crate::model::sets::{Dimension, Sets};
use crate::text;
use crate::text::Text;

/// A rule that does not hold.
pub(super) struct Broken {
    /// What is wrong.
    pub(super) message: Text,
    /// The parameters that it is about, those at fault first.
    pub(super) slots: Vec<usize>,
    /// What to do.
    pub(super) hint: Text,
}

/// Slack of sums that shares of a whole must keep; the baseline's shares are rounded to six digits.
const SUM_SLACK: f64 = 1e-5;

/// Flags that one chain may have, and what would be counted twice if two had it. `finance::money_flows` gives each of
/// them all that was made, `byproducts::plant_flows` takes from each of them all that was phased out.
fn counted_once() -> [(&'static str, Text); 3] {
    [
        (
            "chem_uses_tar",
            text!("all the tar that is processed would be sold by each of them"; "加工的全部煤焦油会被各链重复计为销售"),
        ),
        (
            "chem_uses_benzene",
            text!("all the benzene that is processed would be sold by each of them"; "加工的全部粗苯会被各链重复计为销售"),
        ),
        (
            "chem_is_power",
            text!("all the power that is made would be sold by each of them"; "所发的全部电力会被各链重复计为销售"),
        ),
    ]
}

/// The parameters that rules are about: a scenario in which no other value changes breaks none that it did not break.
const CONCERNED: [&str; 8] = [
    "facility_env_weight",
    "in_province_metallurgy_share",
    "in_province_chemical_share",
    "chem_region_weight",
    "equip_applicable",
    "equipped_share_init",
    "equipped_share_new",
    "approved_flag",
];

/// Whether a rule is about a parameter of this name.
pub(super) fn concern(name: &str) -> bool {
    CONCERNED.contains(&name) || counted_once().iter().any(|(flag, _)| *flag == name)
}

/// The rules that these values break.
pub(super) fn broken(parameters: &[ParameterEntry], sets: &Sets, values: &[f64]) -> Vec<Broken> {
    let rules = Rules { parameters, sets, values };
    let mut broken: Vec<Broken> = Vec::new();
    broken.extend(rules.at_most_one(&["facility_env_weight"]));
    broken.extend(rules.at_most_one(&["in_province_metallurgy_share", "in_province_chemical_share"]));
    rules.whole_by_chain(&mut broken);
    rules.equipment_fits(&mut broken);
    broken.extend(rules.one_approved_class());
    for (flag, reason) in counted_once() {
        let slots = rules.flagged(flag);
        if slots.len() > 1 {
            let keys = slots.iter().map(|slot| parameters[*slot].key.as_str()).collect::<Vec<_>>().join("` and `");
            broken.push(Broken {
                message: text!(
                    "`{flag}` is 1 for one chain at most, but for {}: `{keys}`", slots.len();
                    "至多一条链的`{flag}`为1，现有{}条：`{keys}`", slots.len()
                ),
                slots: slots.into_iter().rev().collect(),
                hint: text!("write 0 for the others: {}", reason.en; "其余请写0：{}", reason.zh),
            });
        }
    }
    broken
}

struct Rules<'a> {
    parameters: &'a [ParameterEntry],
    sets: &'a Sets,
    values: &'a [f64],
}

impl Rules<'_> {
    /// The parameters of a name, whatever their members.
    fn named(&self, name: &str) -> Vec<usize> {
        let entries = self.parameters.iter().enumerate();
        entries.filter(|(_, entry)| entry.declaration.name == name).map(|(slot, _)| slot).collect()
    }

    /// Those of them that are not 0.
    fn flagged(&self, name: &str) -> Vec<usize> {
        self.named(name).into_iter().filter(|slot| self.values[*slot] != 0.0).collect()
    }

    fn sum(&self, slots: &[usize]) -> f64 {
        slots.iter().fold(0.0, |total, slot| total + self.values[*slot])
    }

    fn at_most_one(&self, names: &[&str]) -> Option<Broken> {
        let slots: Vec<usize> = names.iter().flat_map(|name| self.named(name)).collect();
        let total = self.sum(&slots);
        (total > 1.0 + SUM_SLACK).then(|| Broken {
            message: text!(
                "`{}` must sum to at most 1, but sum to {total}", names.join("` and `");
                "`{}`之和不得超过1，现为{total}", names.join("`、`")
            ),
            slots,
            hint: text!("lower one of them"; "请降低其中之一"),
        })
    }

    /// Chemical plant is spread over the regions, none left over.
    fn whole_by_chain(&self, broken: &mut Vec<Broken>) {
        let all = self.named("chem_region_weight");
        for chain in self.sets.members(Dimension::Chain) {
            let of_chain = |slot: &usize| self.parameters[*slot].key.rsplit('.').next() == Some(chain);
            let slots: Vec<usize> = all.iter().copied().filter(of_chain).collect();
            let total = self.sum(&slots);
            if (total - 1.0).abs() > SUM_SLACK {
                broken.push(Broken {
                    message: text!(
                        "`chem_region_weight` of `{chain}` must sum to 1 over the regions, but sums to {total}";
                        "`{chain}`的`chem_region_weight`各地区之和须为1，现为{total}"
                    ),
                    slots,
                    hint: text!(
                        "change the other regions so that the shares sum to 1";
                        "请调整其他地区，使份额之和为1"
                    ),
                });
            }
        }
    }

    /// No more ovens are equipped than can be.
    fn equipment_fits(&self, broken: &mut Vec<Broken>) {
        let limits = self.named("equip_applicable");
        for share in ["equipped_share_init", "equipped_share_new"] {
            for slot in self.named(share) {
                let key = &self.parameters[slot].key;
                let limit_key = key.replacen(share, "equip_applicable", 1);
                let limit = limits.iter().copied().find(|limit| self.parameters[*limit].key == limit_key);
                let Some(limit) = limit.filter(|limit| self.values[slot] > self.values[*limit]) else { continue };
                let (share, most) = (self.values[slot], self.values[limit]);
                broken.push(Broken {
                    message: text!(
                        "`{key}` = {share} is more than `{limit_key}` = {most}: ovens cannot be equipped with what does not fit them";
                        "`{key}` = {share}大于`{limit_key}` = {most}：焦炉不可能配备不适用的设施"
                    ),
                    slots: vec![slot, limit],
                    hint: text!("lower the share, or raise `{limit_key}`"; "请降低该份额，或提高`{limit_key}`"),
                });
            }
        }
    }

    /// `construction::replacement_wished` divides by the approved capacity, and `construction::pipeline` gives every
    /// approved class all that is legalised.
    fn one_approved_class(&self) -> Option<Broken> {
        const FLAG: &str = "approved_flag";
        let slots = self.flagged(FLAG);
        let (slots, reason) = match slots.len() {
            1 => return None,
            0 => (
                self.named(FLAG),
                text!("without it replacements would be divided by nothing, and legalised ovens would vanish"; "否则替换产能会除以零，整改合规的焦炉会消失"),
            ),
            _ => (
                slots.into_iter().rev().collect(),
                text!("with two of them every legalised oven would be added twice"; "若有两类，整改合规的焦炉会重复计入"),
            ),
        };
        let found = self.flagged(FLAG).len();
        Some(Broken {
            message: text!(
                "`{FLAG}` must be 1 for exactly one class, but is for {found}";
                "须恰有一个炉型的`{FLAG}`为1，现有{found}个"
            ),
            slots,
            hint: text!("write 1 for one class and 0 for the others: {}", reason.en; "一个炉型写1，其余写0：{}", reason.zh),
        })
    }
}
