//! Random inputs against the reference: levers, parameters, drivers and numbers of steps that nobody tuned, and a few
//! cases aimed at kinks that the draws hardly reach.

use crate::fingerprint::{self, Row};
use crate::support::{Comparison, Definition, document, table};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A difference may be this share of the sum of the absolute values (each times its place), or [`ABSOLUTE`].
/// (Measured: no more than 0.02 % of this is needed.)
const RELATIVE: f64 = 1e-8;
const ABSOLUTE: f64 = 1e-9;

#[derive(Deserialize)]
struct Case {
    name: String,
    #[serde(flatten)]
    definition: Definition,
}

#[test]
fn random_cases_agree_with_the_reference_in_every_variable() {
    let cases: Vec<Case> = document("random_cases.json");
    assert_eq!(cases.len(), 39, "number of cases");
    let mut wanted: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in table::<Row>("random_results.csv") {
        wanted.entry(row.case.clone()).or_default().push(row);
    }
    let mut comparison = Comparison::default();
    for Case { name, definition } in &cases {
        let results = definition.run(definition.steps());
        assert_eq!(results.first_not_finite(0), None, "{name}");
        fingerprint::compare(&mut comparison, name, &results, &wanted[name], |_| (RELATIVE, ABSOLUTE));
    }
    // 235 variables, 2006 and 2010, two sums over the members
    assert_eq!(comparison.finish(), 39 * 235 * 2 * 2, "number of values compared");
}
