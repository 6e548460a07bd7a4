//! Rules that no bound on a single value can hold.

use super::Reader;
use crate::model::sets::Dimension;
use crate::problem::Problem;
use crate::scenario::Scenario;
use crate::scenario::baseline::Baseline;

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
                let message =
                    format!("`chem_region_weight` of `{chain}` must sum to 1 over the regions, but sums to {total}");
                self.complain(message, &slots, "change the other regions so that the shares sum to 1");
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
                    let message = format!(
                        "`{}` = {} is more than `{limit_key}` = {}: ovens cannot be equipped with what does not fit them",
                        entry.key, scenario.parameters[slot], scenario.parameters[limit]
                    );
                    self.complain(message, &[slot, limit], &format!("lower the share, or raise `{limit_key}`"));
                }
            }
        }
    }

    fn at_most_one(&mut self, scenario: &Scenario, names: &[&str]) {
        let slots = matching(self.baseline, |key| names.contains(&key.split('.').next().unwrap_or(key)));
        let total: f64 = slots.iter().fold(0.0, |total, slot| total + scenario.parameters[*slot]);
        if total > 1.0 + SUM_SLACK {
            let message = format!("`{}` must sum to at most 1, but sum to {total}", names.join("` and `"));
            self.complain(message, &slots, "lower one of them");
        }
    }

    /// Puts the complaint where one of the parameters was set.
    fn complain(&mut self, message: String, slots: &[usize], hint: &str) {
        let mut problem = Problem::error(message).hint(hint);
        if let Some(setting) = slots.iter().find_map(|slot| self.parameters.get(slot)) {
            problem = problem.at(setting.place.clone(), "set here");
        }
        self.problems.push(problem);
    }
}

fn matching(baseline: &Baseline, wanted: impl Fn(&str) -> bool) -> Vec<usize> {
    let keys = baseline.parameters.iter().enumerate();
    keys.filter(|(_, entry)| wanted(&entry.key)).map(|(slot, _)| slot).collect()
}
