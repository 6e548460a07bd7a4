//! Which levers do something: every verdict is what separate runs show.

use crate::support::{SCENARIOS, scenario};
use coke_sim::scenario::Scenario;
use coke_sim::study::liveness::{Examination, LeverLife, Life, PartLife, examine};
use coke_sim::study::run;
use coke_sim::trajectory::{Kind, Trajectory};
use std::sync::OnceLock;

/// The slots at which a scenario is not the baseline, and the others.
fn slots(scenario: &Scenario) -> (Vec<usize>, Vec<usize>) {
    let entries = &scenario.baseline.levers;
    (0..entries.len()).partition(|lever| scenario.levers[*lever] != entries[*lever].default)
}

/// The plan with all its levers examined, once for all tests.
fn plan() -> &'static (Scenario, Examination) {
    static PLAN: OnceLock<(Scenario, Examination)> = OnceLock::new();
    PLAN.get_or_init(|| {
        let plan = scenario("plan");
        let examination = examine(&plan, &slots(&plan).0);
        (plan, examination)
    })
}

/// What became of a lever of the plan.
fn of_plan(key: &str) -> &'static LeverLife {
    let (plan, examination) = plan();
    let found = examination.levers.iter().find(|life| plan.baseline.levers[life.lever].key == key);
    found.unwrap_or_else(|| panic!("the plan does not set `{key}`"))
}

fn slot(scenario: &Scenario, key: &str) -> usize {
    scenario.baseline.levers.iter().position(|lever| lever.key == key).expect("a lever")
}

/// A year's verdict in a letter: acted, clipped, inert, default.
fn letters(life: &LeverLife) -> String {
    let letter = |life| match life {
        PartLife::Acted => 'A',
        PartLife::Clipped { .. } => 'C',
        PartLife::Inert => '0',
        PartLife::SameAsDefault => 'd',
    };
    life.parts.iter().map(|part| letter(part.life)).collect()
}

/// Whether all stocks of two runs have the same bits in all years.
fn same_stocks(one: &Trajectory, other: &Trajectory) -> bool {
    one.layout().variables().iter().filter(|variable| variable.kind == Kind::Stock).all(|variable| {
        one.years_of(variable).all(|year| {
            one.values(0, variable, year)
                .unwrap()
                .iter()
                .zip(other.values(0, variable, year).unwrap())
                .all(|(one, other)| one.to_bits() == other.to_bits())
        })
    })
}

#[test]
fn most_levers_of_the_plan_act_and_the_others_are_known() {
    let (plan, examination) = plan();
    assert_eq!(examination.levers.len(), 88);
    let mut unlike = Vec::new();
    for life in &examination.levers {
        let key = &plan.baseline.levers[life.lever].key;
        assert_eq!(life.effect.is_some(), matches!(life.life, Life::Acted | Life::Clipped), "{key}");
        if life.life != Life::Acted || letters(life).contains('0') {
            let verdict = match &life.life {
                Life::Masked { by } => format!("masked by {}", plan.baseline.levers[by[0]].key),
                other => format!("{other:?}").to_lowercase(),
            };
            unlike.push(format!("{key} {} {verdict}", letters(life)));
        }
    }
    assert_eq!(
        unlike,
        [
            "export.designated_only 00000 inert",
            "alliance.min_price A0000 acted",
            "entry.regional_limit_mt.lvliang dd0AA acted",
            "entry.regional_limit_mt.linfen dd000 masked by close.order_share.small",
            "entry.regional_limit_mt.taiyuan dd0AA acted",
            "entry.regional_limit_mt.jinzhong dd000 masked by entry.moratorium",
            "entry.regional_limit_mt.yuncheng dd000 masked by entry.moratorium",
            "entry.regional_limit_mt.xinzhou dd000 masked by entry.moratorium",
            "entry.regional_limit_mt.datong dd000 masked by entry.moratorium",
            "close.order_share.semicoke AAAAC clipped",
            "gas.chem_priority 00CCC clipped",
            "tax.resource_use 00AAA acted",
            "credit.open_byproduct AAAA0 acted",
        ]
    );
}

#[test]
fn a_lever_acts_if_and_only_if_a_separate_run_without_it_differs() {
    let (plan, examination) = plan();
    let with = run::simulate(plan);
    for life in &examination.levers {
        let entry = &plan.baseline.levers[life.lever];
        let mut without = plan.clone();
        without.levers[life.lever].clone_from(&entry.default);
        let without = run::simulate(&without);
        let Some(effect) = life.effect else {
            assert!(same_stocks(&with, &without), "{}", entry.key);
            continue;
        };
        let variable = with.layout().find(effect.variable).unwrap();
        let (mut change, mut largest) = (0.0_f64, 0.0_f64);
        for year in with.years() {
            let pairs = with.values(0, variable, year).unwrap().to_vec();
            for (one, other) in pairs.iter().zip(without.values(0, variable, year).unwrap()) {
                change = change.max((one - other).abs());
                largest = largest.max(one.abs()).max(other.abs());
            }
        }
        assert!(
            (effect.share - change / largest).abs() <= 1e-12,
            "{}: {effect:?}, not {}",
            entry.key,
            change / largest
        );
    }
}

#[test]
fn the_value_said_to_do_the_same_does_and_a_little_less_does_not() {
    let (plan, _) = plan();
    let with = run::simulate(plan);
    for (key, position) in [("close.order_share.semicoke", 4), ("gas.chem_priority", 2)] {
        let PartLife::Clipped { same_effect_at } = of_plan(key).parts[position].life else {
            panic!("`{key}` is not clipped");
        };
        let lever = slot(plan, key);
        let (value, default) = (plan.levers[lever][position], plan.baseline.levers[lever].default[position]);
        assert!((default..value).contains(&same_effect_at), "`{key}`: {same_effect_at}");
        let mut moved = plan.clone();
        moved.levers[lever][position] = same_effect_at;
        assert!(same_stocks(&with, &run::simulate(&moved)), "`{key}` at {same_effect_at}");
        moved.levers[lever][position] = same_effect_at + 0.002 * (default - value);
        assert!(!same_stocks(&with, &run::simulate(&moved)), "`{key}` below {same_effect_at}");
    }
}

#[test]
fn approval_is_masked_where_no_bank_lends_to_what_is_not_approved() {
    let mut plan = scenario("plan");
    let key = "entry.approval_control";
    let levers = [slot(&plan, key), slot(&plan, "sanction.credit_ban"), slot(&plan, "entry.moratorium")];
    assert_eq!(examine(&plan, &levers).levers[0].life, Life::Acted);

    // a ban that stops every start without approval leaves nothing to control
    assert!(plan.set_parameter("credit_ban_effect", 1.0));
    let found = examine(&plan, &levers);
    assert_eq!(found.levers[0].life, Life::Masked { by: vec![levers[1]] });
    assert_eq!(letters(&found.levers[0]), "00000");
    assert_eq!(found.levers[1].life, Life::Acted);

    // where control has no effect at all, nothing masks it
    assert!(plan.set_parameter("approval_control_effect", 0.0));
    assert_eq!(examine(&plan, &levers).levers[0].life, Life::Inert);
}

#[test]
fn a_lever_at_its_default_is_said_to_be_there() {
    let mut plan = scenario("plan");
    let lever = slot(&plan, "entry.moratorium");
    plan.levers[lever].clone_from(&plan.baseline.levers[lever].default);
    let found = examine(&plan, &[lever]);
    assert_eq!(found.levers[0].life, Life::SameAsDefault);
    assert_eq!((letters(&found.levers[0]).as_str(), found.levers[0].effect), ("ddddd", None));
    assert_eq!(letters(of_plan("cleanup.stop_wip")), "AAAAd", "none of 2010");

    let without = scenario("no-policy");
    let found = examine(&without, &slots(&without).1);
    assert_eq!((found.levers.len(), found.runs), (without.levers.len(), 1), "nothing to compare");
    assert!(found.levers.iter().all(|life| life.life == Life::SameAsDefault));
}

#[test]
fn a_lever_that_cannot_change_from_year_to_year_is_judged_as_a_whole() {
    let parts = &of_plan("structure.firms_target").parts;
    assert_eq!(parts.len(), 1);
    assert_eq!((parts[0].years.clone(), parts[0].life), (2006..=2010, PartLife::Acted));
    let years: Vec<_> = of_plan("structure.merge_strength").parts.iter().map(|part| part.years.clone()).collect();
    assert_eq!(years, [2006..=2006, 2007..=2007, 2008..=2008, 2009..=2009, 2010..=2010]);
}

#[test]
fn verdicts_depend_neither_on_threads_nor_on_the_order_of_the_levers() {
    let (plan, examination) = plan();
    let mut levers: Vec<usize> = examination.levers.iter().map(|life| life.lever).collect();
    levers.reverse();
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut again = pool.install(|| examine(plan, &levers));
        again.levers.reverse();
        assert_eq!(&again, examination, "{threads} threads");
    }
}

#[test]
fn it_takes_a_dozen_runs_a_lever_at_most() {
    for name in SCENARIOS {
        let scenario = scenario(name);
        let set = slots(&scenario).0;
        let runs = examine(&scenario, &set).runs;
        assert!(runs <= 1 + 12 * set.len(), "{name}: {runs} runs for {} levers", set.len());
    }
    let plan = scenario("plan");
    assert_eq!(examine(&plan, &[slot(&plan, "structure.firms_target")]).runs, 3, "as it is, without, a little less");
}
