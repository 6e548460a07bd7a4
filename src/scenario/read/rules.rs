//! Rules that no bound on a single value can hold.

use super::Reader;
use crate::model::sets::Dimension;
use crate::problem::Problem;
use crate::scenario::Scenario;
use crate::scenario::baseline::Baseline;
use crate::text;
use crate::text::Text;

/// Slack of sums that shares of a whole must keep; the baseline's shares are rounded to six digits.
const SUM_SLACK: f64 = 1e-5;

impl Reader<'_> {
    /// Checks the scenario as a whole.
    pub(super) fn rules_over_several(&mut self, scenario: &Scenario) {
        let baseline = self.baseline.as_ref();
        self.at_most_one(scenario, &["facility_env_weight"]);
        self.at_most_one(scenario, &["in_province_metallurgy_share", "in_province_chemical_share"]);
        for chain in baseline.sets.members(Dimension::Chain) {
            let is_share = |key: &str| {
                key.strip_prefix("chem_region_weight.").is_some_and(|rest| rest.split('.').nth(1) == Some(chain))
            };
            let slots: Vec<usize> = matching(baseline, is_share);
            let total: f64 = slots.iter().fold(0.0, |total, slot| total + scenario.parameters[*slot]);
            if (total - 1.0).abs() > SUM_SLACK {
                let message = text!(
                    "`chem_region_weight` of `{chain}` must sum to 1 over the regions, but sums to {total}";
                    "`{chain}`的`chem_region_weight`各地区之和须为1，现为{total}"
                );
                let hint = text!(
                    "change the other regions so that the shares sum to 1";
                    "请调整其他地区，使份额之和为1"
                );
                self.complain(message, &slots, hint);
            }
        }
        for share in ["equipped_share_init", "equipped_share_new"] {
            for slot in matching(baseline, |key| key.split('.').next() == Some(share)) {
                let entry = &baseline.parameters[slot];
                let limit_key = entry.key.replacen(share, "equip_applicable", 1);
                let limit = matching(baseline, |key| key == limit_key);
                if let [limit] = limit[..]
                    && scenario.parameters[slot] > scenario.parameters[limit]
                {
                    let (key, share, most) = (&entry.key, scenario.parameters[slot], scenario.parameters[limit]);
                    let message = text!(
                        "`{key}` = {share} is more than `{limit_key}` = {most}: ovens cannot be equipped with what does not fit them";
                        "`{key}` = {share}大于`{limit_key}` = {most}：焦炉不可能配备不适用的设施"
                    );
                    let hint = text!(
                        "lower the share, or raise `{limit_key}`";
                        "请降低该份额，或提高`{limit_key}`"
                    );
                    self.complain(message, &[slot, limit], hint);
                }
            }
        }
    }

    fn at_most_one(&mut self, scenario: &Scenario, names: &[&str]) {
        let slots = matching(self.baseline, |key| names.contains(&key.split('.').next().unwrap_or(key)));
        let total: f64 = slots.iter().fold(0.0, |total, slot| total + scenario.parameters[*slot]);
        if total > 1.0 + SUM_SLACK {
            let message = text!(
                "`{}` must sum to at most 1, but sum to {total}", names.join("` and `");
                "`{}`之和不得超过1，现为{total}", names.join("`、`")
            );
            self.complain(message, &slots, text!("lower one of them"; "请降低其中之一"));
        }
    }

    /// Puts the complaint where one of the parameters was set.
    fn complain(&mut self, message: Text, slots: &[usize], hint: Text) {
        let mut problem = Problem::error(message).hint(hint);
        if let Some(setting) = slots.iter().find_map(|slot| self.parameters.get(slot)) {
            problem = problem.at(setting.place.clone(), text!("set here"; "在此设定"));
        }
        self.problems.push(problem);
    }
}

fn matching(baseline: &Baseline, wanted: impl Fn(&str) -> bool) -> Vec<usize> {
    let keys = baseline.parameters.iter().enumerate();
    keys.filter(|(_, entry)| wanted(&entry.key)).map(|(slot, _)| slot).collect()
}
