//! How a planner groups the levers: `lever_groups.toml`.

use crate::text::Text;
use serde::Deserialize;
use std::sync::LazyLock;

/// Levers that belong together.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeverGroup {
    /// A short name.
    pub id: String,
    /// Its name for people.
    pub label: Text,
    /// Keys of levers, or what stands before a dot in them.
    keys: Vec<String>,
}

impl LeverGroup {
    /// Keys of levers, or what stands before a dot in them.
    #[must_use]
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Does a lever belong to it?
    #[must_use]
    pub fn holds(&self, key: &str) -> bool {
        self.keys
            .iter()
            .any(|own| key.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    group: Vec<LeverGroup>,
}

/// The groups, in the order in which a plan speaks of them. A test finds every lever in exactly one.
#[must_use]
pub fn lever_groups() -> &'static [LeverGroup] {
    static GROUPS: LazyLock<Vec<LeverGroup>> = LazyLock::new(|| {
        // a table that does not parse has no groups, and a test looks for all of them
        toml::from_str::<File>(include_str!("lever_groups.toml")).map(|file| file.group).unwrap_or_default()
    });
    &GROUPS
}
