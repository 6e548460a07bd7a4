//! Names that every tool accepts: small letters, digits and underscores, no two alike.

use crate::structure::{Kind, Quantity, Structure};
use std::collections::HashSet;

/// Names that readers of XMILE keep for themselves, and those of the file's own helpers.
const RESERVED: [&str; 20] = [
    "time",
    "dt",
    "starttime",
    "stoptime",
    "initial_time",
    "final_time",
    "saveper",
    "time_step",
    "if",
    "then",
    "else",
    "and",
    "or",
    "not",
    "mod",
    "inf",
    "nan",
    "pi",
    "step_number",
    "year_number",
];

/// The names of all slots.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) of_slots: Vec<String>,
    taken: HashSet<String>,
}

impl Names {
    pub(super) fn new(structure: &Structure) -> Self {
        let mut names = Self {
            of_slots: vec![String::new(); structure.slots()],
            taken: RESERVED.iter().map(|name| (*name).to_owned()).collect(),
        };
        // variables have the first choice: an input of the same name gets a suffix
        let (variables, inputs): (Vec<&Quantity>, Vec<&Quantity>) =
            structure.quantities().iter().partition(|quantity| quantity.kind.is_variable());
        for quantity in variables.into_iter().chain(inputs) {
            if quantity.kind == Kind::Step {
                "time_step".clone_into(&mut names.of_slots[quantity.offset]);
                continue;
            }
            let suffix = match quantity.kind {
                Kind::Parameter => "parameter",
                Kind::Lever => "lever",
                Kind::Driver => "driver",
                Kind::Stock | Kind::Auxiliary | Kind::Step => "variable",
            };
            for (position, slot) in quantity.slots().enumerate() {
                let members = quantity.declaration.members(structure.sets(), position);
                let whole = std::iter::once(quantity.declaration.name).chain(members).collect::<Vec<_>>().join("_");
                names.of_slots[slot] = names.new_name(&simple(&whole), suffix);
            }
        }
        names
    }

    /// A name that nothing has yet; with the suffix, and a number if need be, if the first choice is taken.
    pub(super) fn new_name(&mut self, wished: &str, suffix: &str) -> String {
        let choices = std::iter::once(wished.to_owned())
            .chain(std::iter::once(format!("{wished}_{suffix}")))
            .chain((2..).map(|number| format!("{wished}_{suffix}_{number}")));
        for choice in choices {
            if self.taken.insert(choice.clone()) {
                return choice;
            }
        }
        wished.to_owned()
    }
}

/// The name in small letters, digits and underscores. Members of another province may be spelt in any letters.
fn simple(name: &str) -> String {
    let letters =
        name.chars().flat_map(char::to_lowercase).map(|letter| if letter.is_alphanumeric() { letter } else { '_' });
    let name: String = letters.collect();
    // several underscores count as one
    let words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    match words.join("_") {
        // one engine reads a name that begins with `not` as a negation
        name if name.starts_with(|letter: char| letter.is_ascii_digit()) || name.starts_with("not") => {
            format!("n_{name}")
        }
        name => name,
    }
}

#[cfg(test)]
mod tests {
    use super::simple;

    #[test]
    fn names_are_made_of_letters_digits_and_single_underscores() {
        assert_eq!(simple("gas_pipeline_1e8m3"), "gas_pipeline_1e8m3");
        assert_eq!(simple("capacity_North-West_2"), "capacity_north_west_2");
        assert_eq!(simple("2nd  stage"), "n_2nd_stage");
        assert_eq!(simple("Notice"), "n_notice");
    }
}
