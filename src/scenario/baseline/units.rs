//! Units in the data: those that the equations count in.

use crate::problem::{Place, Problem, Problems};
use crate::text;
use crate::unit::{self, Unit};

/// Is the unit that stands in the data the one that the model declares? `own` is that of the member, where members
/// differ. A number given in another unit would be wrong by orders of magnitude, unseen: an error. A unit in unknown
/// words may be the right one: a warning, since nobody can write an amount in it.
pub(super) fn check(key: &str, given: &str, declared: &str, own: Option<&str>, here: Place, problems: &mut Problems) {
    let declared = own.map_or(declared, |own| unit::of_element(declared, own));
    if given == declared {
        return;
    }
    match (Unit::of_value(given), Unit::of_value(declared)) {
        (Some(one), Some(other)) if one != other => problems.push(
            Problem::error(text!(
                "the unit of `{key}` is {declared}, not {given}";
                "`{key}`的单位是{declared}，不是{given}"
            ))
            .at(here, text!("another unit"; "单位不同"))
            .hint(text!(
                "convert the numbers of this row, and write `{declared}`: equations count in it";
                "请换算本行数值并写`{declared}`：方程按此单位计算"
            )),
        ),
        (None, _) => unknown(key, given, Some(declared), here, problems),
        _ => {}
    }
}

/// A unit that nobody can write an amount in.
pub(super) fn check_known(what: &str, given: &str, here: Place, problems: &mut Problems) {
    if Unit::of_value(given).is_none() && unit::of_element(given, "kt/a") == given {
        unknown(what, given, None, here, problems);
    }
}

fn unknown(what: &str, given: &str, declared: Option<&str>, here: Place, problems: &mut Problems) {
    let hint = match declared {
        Some(declared) => text!("the model declares `{declared}`"; "模型声明的是`{declared}`"),
        None => {
            text!("write it as in `Mt/a`, `CNY/t`, `1e8 CNY`, or `-` for none"; "请写作`Mt/a`、`CNY/t`、`1e8 CNY`，无单位写`-`")
        }
    };
    problems.push(
        Problem::warning(text!("`{what}`: the unit `{given}` is not known"; "`{what}`：不认识单位`{given}`"))
            .at(here, text!("shown as it stands, never converted"; "照原样显示，不作换算"))
            .hint(hint),
    );
}
