//! Which of the plan's targets does the plan meet that would be missed without it?
//!
//! `cargo run --example compare_policies`

use coke_sim::scenario::read;
use coke_sim::study::{run, scorecard};
use coke_sim::target::Verdict;

fn main() -> Result<(), coke_sim::problem::Problems> {
    let (plan, without) = (read::embedded("plan")?, read::embedded("no-policy")?);
    let (with_plan, without_plan) = (run::simulate(&plan), run::simulate(&without));
    let before = scorecard(&without, &without_plan, 0);
    for (now, then) in scorecard(&plan, &with_plan, 0).iter().zip(&before) {
        if now.verdict == Verdict::Met && then.verdict == Verdict::Missed {
            println!("{:<9} {}", now.target.id, now.target.text.en);
        }
    }
    Ok(())
}
