//! Paths of the causal graph as people read them: `capacity →+ output →− price`.

use crate::coverage::path::{Found, Walk};
use crate::structure::causes::{Polarity, Sign};
use crate::text;
use crate::text::Text;

/// The sign of an arrow.
#[must_use]
pub const fn sign(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::Positive => "+",
        Polarity::Negative => "-",
        Polarity::Mixed(_) => "±",
        Polarity::Inactive => "0",
    }
}

/// Names with the signs of the arrows between them; back to the first if it is a loop.
#[must_use]
pub fn arrows(names: &[&str], polarities: impl IntoIterator<Item = Polarity>, is_loop: bool) -> String {
    let mut out = names.first().copied().unwrap_or_default().to_owned();
    let back = if is_loop { names.first() } else { None };
    for (name, polarity) in names.iter().skip(1).chain(back).zip(polarities) {
        out.push_str(" →");
        out.push_str(sign(polarity));
        out.push(' ');
        out.push_str(name);
    }
    out
}

/// A path that was looked up; `?` where there is no arrow.
#[must_use]
pub fn as_path(walk: &Walk) -> String {
    let mut out = walk.names.first().cloned().unwrap_or_default();
    for (name, arrow) in walk.names.iter().skip(1).zip(&walk.arrows) {
        out.push_str(" →");
        out.push_str(arrow.map_or("?", |arrow| sign(arrow.polarity)));
        out.push(' ');
        out.push_str(name);
    }
    out
}

/// What became of a path, in a few words.
#[must_use]
pub fn found(walk: &Walk, found: &Found) -> Text {
    let name = |place: usize| walk.names.get(place).cloned().unwrap_or_default();
    match found {
        Found::Whole(Sign::Plus) => Text::plain("+"),
        Found::Whole(Sign::Minus) => Text::plain("-"),
        Found::Apart if walk.names.first() == walk.names.last() => text!(
            "each arrow moves something, but no member passes it on all the way round";
            "各箭头均起作用，但没有成员能把变化传遍一周"
        ),
        Found::Apart => {
            let (first, last) = (name(0), walk.names.last().cloned().unwrap_or_default());
            text!(
                "each arrow moves something, but no member passes it on from `{first}` to `{last}`";
                "各箭头均起作用，但没有成员能把变化从`{first}`一直传到`{last}`"
            )
        }
        Found::Inactive(place) => {
            let (from, to) = (name(*place), name(place + 1));
            text!("`{from}` moves `{to}` at no moment looked at"; "所考察的时点上`{from}`均不影响`{to}`")
        }
        Found::Missing(place) => {
            let (from, to) = (name(*place), name(place + 1));
            text!("`{to}` does not use `{from}`"; "`{to}`的方程没有用到`{from}`")
        }
        Found::Unknown(place) => {
            let name = name(*place);
            text!("the model has no `{name}`"; "模型中没有`{name}`")
        }
    }
}
