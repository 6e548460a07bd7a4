//! What a reader of the rows must know of the study: it travels with them, so that a file of rows explains itself.

use crate::scenario::study::{Objective, Outcome, Stable, Study};
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// A study, as far as its results are concerned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Its title.
    pub title: Text,
    /// The title of the scenario that it varies.
    pub scenario: Text,
    /// How futures are chosen: the name of the design.
    pub method: String,
    /// Whether they come by chance, so that shares of runs are probabilities.
    pub is_random: bool,
    /// Where random numbers start.
    pub seed: u64,
    /// The policy mixes: names, and titles for people.
    pub mixes: Vec<(String, Text)>,
    /// The uncertain inputs: keys, units, and names for people.
    pub inputs: Vec<(String, String, Text)>,
    /// What is kept of every run.
    pub outcomes: Vec<Outcome>,
    /// The targets that are judged.
    pub targets: Vec<Goal>,
    /// Sets of targets that are to be met together: names, and positions in `targets`.
    pub together: Vec<(String, Vec<usize>)>,
    /// What mixes are compared by.
    pub objectives: Vec<Objective>,
    /// When there are enough runs.
    pub stable: Stable,
}

/// A target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// Its id.
    pub id: String,
    /// What it asks.
    pub text: Text,
}

impl About {
    /// Of a study.
    #[must_use]
    pub fn of(study: &Study) -> Self {
        let targets = study.targets.iter().map(|target| &study.base.targets[*target]);
        Self {
            title: study.title.clone(),
            scenario: study.base.title.clone(),
            method: study.method.name().to_owned(),
            is_random: study.method.is_random(),
            seed: study.seed,
            mixes: study.mixes.iter().map(|mix| (mix.name.clone(), mix.title.clone())).collect(),
            inputs: study
                .inputs
                .iter()
                .map(|input| (input.key.clone(), input.unit.clone(), input.meaning.clone()))
                .collect(),
            outcomes: study.outcomes.clone(),
            targets: targets.map(|target| Goal { id: target.id.clone(), text: target.text.clone() }).collect(),
            together: study.together.clone(),
            objectives: study.objectives.clone(),
            stable: study.stable,
        }
    }
}
