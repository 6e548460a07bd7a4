//! The files of a baseline: within the program, or in a folder.

use crate::problem::{Problem, Problems, Source};
use crate::scenario::file::{self, Unread};
use crate::text;
use std::path::Path;
use std::sync::Arc;

/// The files of a baseline.
#[derive(Clone, Debug)]
pub struct BaselineFiles {
    /// `parameters.csv`: values, ranges and sources.
    pub parameters: Arc<Source>,
    /// `levers.csv`: ranges and defaults of the policy levers.
    pub levers: Arc<Source>,
    /// `drivers.csv`: exogenous series, in named sets.
    pub drivers: Arc<Source>,
    /// `driver_bounds.csv`: what a user may set.
    pub driver_bounds: Arc<Source>,
    /// `sets.toml`: the province, members and their roles.
    pub sets: Arc<Source>,
    /// `targets.toml`: the plan's targets as predicates.
    pub targets: Arc<Source>,
    /// `headlines.toml`: what a run shows first.
    pub headlines: Arc<Source>,
}

impl BaselineFiles {
    /// The files within the program.
    #[must_use]
    pub fn embedded() -> Self {
        macro_rules! embedded {
            ($name:literal) => {
                Source::new(
                    concat!("scenarios/baseline/", $name),
                    include_str!(concat!("../../../scenarios/baseline/", $name)),
                )
            };
        }
        Self {
            parameters: embedded!("parameters.csv"),
            levers: embedded!("levers.csv"),
            drivers: embedded!("drivers.csv"),
            driver_bounds: embedded!("driver_bounds.csv"),
            sets: embedded!("sets.toml"),
            targets: embedded!("targets.toml"),
            headlines: embedded!("headlines.toml"),
        }
    }

    /// The files of a folder.
    ///
    /// # Errors
    /// If one of them is missing or cannot be read.
    pub fn folder(folder: &Path) -> Result<Self, Problems> {
        if !folder.is_dir() {
            let shown = folder.display();
            let problem = if folder.exists() {
                Problem::error(
                    text!("the baseline `{shown}` is a file, not a folder"; "基准`{shown}`是文件，不是文件夹"),
                )
            } else {
                Problem::error(text!("there is no folder `{shown}`"; "没有文件夹`{shown}`"))
            };
            return Err(problem.hint(a_folder()).into());
        }
        let mut problems = Problems::default();
        let mut open = |name: &str| {
            let path = folder.join(name);
            file::read(&path).unwrap_or_else(|unread| {
                problems.push(match unread {
                    Unread::Problem(problem) => *problem,
                    Unread::Missing => {
                        let shown = path.display();
                        Problem::error(text!(
                            "the baseline lacks the file `{shown}`";
                            "基准缺少文件`{shown}`"
                        ))
                        .hint(a_folder())
                    }
                });
                Source::new("", "")
            })
        };
        let files = Self {
            parameters: open("parameters.csv"),
            levers: open("levers.csv"),
            drivers: open("drivers.csv"),
            driver_bounds: open("driver_bounds.csv"),
            sets: open("sets.toml"),
            targets: open("targets.toml"),
            headlines: open("headlines.toml"),
        };
        if problems.is_empty() { Ok(files) } else { Err(problems) }
    }

    /// All files.
    #[must_use]
    pub fn all(&self) -> [&Arc<Source>; 7] {
        self.named().map(|(_, source)| source)
    }

    /// All files with their names in a folder.
    #[must_use]
    pub fn named(&self) -> [(&'static str, &Arc<Source>); 7] {
        let Self { parameters, levers, drivers, driver_bounds, sets, targets, headlines } = self;
        [
            ("parameters.csv", parameters),
            ("levers.csv", levers),
            ("drivers.csv", drivers),
            ("driver_bounds.csv", driver_bounds),
            ("sets.toml", sets),
            ("targets.toml", targets),
            ("headlines.toml", headlines),
        ]
    }

    /// All files in the order in which their problems are best repaired: members first, since rows hang on them.
    pub(super) fn in_reading_order(&self) -> [Arc<Source>; 7] {
        let Self { parameters, levers, drivers, driver_bounds, sets, targets, headlines } = self;
        [sets, parameters, levers, driver_bounds, drivers, targets, headlines].map(Arc::clone)
    }
}

fn a_folder() -> text::Text {
    text!(
        "a baseline is a folder with the files of `scenarios/baseline`";
        "基准是一个文件夹，其中的文件与`scenarios/baseline`相同"
    )
}
