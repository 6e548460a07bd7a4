//! What may stand where in a study.

/// What may stand in a study at the top.
pub const STUDY_SECTIONS: [&str; 13] = [
    "title",
    "description",
    "scenario",
    "design",
    "uncertain",
    "correlation",
    "mix",
    "factor",
    "outcomes",
    "together",
    "objective",
    "stable",
    "kind",
];

/// What no scenario has.
pub(super) const ONLY_IN_STUDIES: [&str; 10] =
    ["scenario", "design", "uncertain", "correlation", "mix", "factor", "outcomes", "objective", "together", "stable"];

/// What may stand in `[design]`.
pub(in crate::scenario) const DESIGN_KEYS: [&str; 5] = ["method", "runs", "seed", "levels", "points"];

/// What may stand in a `[[correlation]]`.
pub(super) const CORRELATION_KEYS: [&str; 2] = ["between", "rank"];

/// What may stand in a mix.
pub(super) const MIX_KEYS: [&str; 3] = ["title", "extends", "policy"];

/// What may stand in `[outcomes]`.
pub(super) const OUTCOME_KEYS: [&str; 3] = ["keep", "years", "targets"];

/// What may stand in an `[[objective]]`.
pub(super) const OBJECTIVE_KEYS: [&str; 5] = ["outcome", "year", "better", "at_least", "at_most"];

/// What may stand in `[stable]`.
pub(super) const STABLE_KEYS: [&str; 2] = ["probability", "quantile"];

/// The shapes of distributions, and the numbers that each takes.
pub(in crate::scenario) const SHAPES: [(&str, &[&str]); 8] = [
    ("uniform", &["min", "max"]),
    ("triangular", &["min", "mode", "max"]),
    ("pert", &["min", "mode", "max"]),
    ("normal", &["mean", "sd"]),
    ("lognormal", &["median", "sigma", "low", "high"]),
    ("beta", &["alpha", "beta", "min", "max"]),
    ("discrete", &["values", "weights"]),
    ("empirical", &["file", "column", "values"]),
];

/// What may stand beside the shape of an uncertain input.
pub(super) const BESIDE_SHAPES: [&str; 3] = ["within", "as", "apart"];
