//! Which layer set what, which kind of file may set it, and where layers contradict each other.

use super::family::Family;
use super::schedule::Schedule;
use super::{Reader, Section, Series};
use crate::problem::{Place, Problem, Source, nearest};
use crate::scenario::number::{kind, place};
use crate::target::Target;
use crate::text;
use crate::text::Text;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A kind of file that keeps to some sections.
pub(super) struct Kind {
    name: &'static str,
    place: Place,
}

/// What stands in a file of each kind, besides what says what the file is.
pub const KINDS: [(&str, &[&str]); 3] =
    [("policy", &["policy", "target", "check"]), ("world", &["world"]), ("parameters", &["parameters"])];

/// What every file may have.
pub(in crate::scenario) const EVERYWHERE: [&str; 5] = ["title", "description", "kind", "extends", "baseline"];

/// A value as it was set, to see whether two layers say the same.
#[derive(Clone, PartialEq)]
pub(super) enum Said {
    Number(f64),
    Name(String),
    Schedule(Schedule),
    Series(Series),
    Goal(Box<Target>),
}

/// What is set: a slot of a section, or a target or check by its position.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Noted {
    Slot(Section, usize),
    Target(usize),
    Check(usize),
}

impl Said {
    /// Is nothing left of what was said before?
    fn is_complete(&self) -> bool {
        match self {
            Self::Schedule(schedule) => schedule.is_complete(),
            _ => true,
        }
    }
}

struct Last {
    layer: Option<usize>,
    place: Place,
    said: Said,
}

/// Two files side by side that say different things, with none above both that decides.
struct Conflict {
    key: String,
    places: [Place; 2],
    layers: [usize; 2],
}

/// What each layer set.
pub(super) struct Layers<'a> {
    family: &'a Family,
    /// The file being read; `None` for the command line, which wins over all.
    now: Option<usize>,
    last: BTreeMap<Noted, Last>,
    conflicts: BTreeMap<Noted, Conflict>,
    /// The kind of each file read so far.
    kinds: Vec<Option<&'static str>>,
}

impl<'a> Layers<'a> {
    pub(super) fn new(family: &'a Family) -> Self {
        Self { family, now: None, last: BTreeMap::new(), conflicts: BTreeMap::new(), kinds: Vec::new() }
    }

    pub(super) fn enter(&mut self, layer: Option<usize>) {
        self.now = layer;
    }

    /// Does the layer being read win over another because it extends it, or is the command line?
    fn is_above(&self, other: Option<usize>) -> bool {
        match (self.now, other) {
            (None, _) => true,
            (Some(now), Some(other)) => now == other || self.family.members[now].ancestors.contains(&other),
            (Some(_), None) => false,
        }
    }

    /// Notes that the layer being read sets something.
    pub(super) fn note(&mut self, at: Noted, key: &str, place: &Place, said: Said) {
        if let Some(conflict) = self.conflicts.get(&at)
            && conflict.layers.iter().all(|layer| self.is_above(Some(*layer)))
            && said.is_complete()
        {
            self.conflicts.remove(&at);
        }
        if let Some(before) = self.last.get(&at)
            && let (Some(now), Some(earlier)) = (self.now, before.layer)
            && !self.is_above(before.layer)
            && before.said != said
        {
            let places = [before.place.clone(), place.clone()];
            self.conflicts.insert(at, Conflict { key: key.to_owned(), places, layers: [earlier, now] });
        }
        self.last.insert(at, Last { layer: self.now, place: place.clone(), said });
    }

    /// A warning for every contradiction that is left; one for all members that one key names.
    fn warnings(&self) -> Vec<Problem> {
        let mut seen: Vec<&[Place; 2]> = Vec::new();
        let mut warnings = Vec::new();
        for Conflict { key, places, .. } in self.conflicts.values() {
            if seen.contains(&places) {
                continue;
            }
            seen.push(places);
            let [loser, winner] = places;
            warnings.push(
                Problem::warning(text!(
                    "`{key}` is set differently by two files that are extended side by side";
                    "并列引用的两个文件对`{key}`设定不同"
                ))
                .at(winner.clone(), text!("this one wins: its file comes later"; "以此为准：该文件在后"))
                .also(loser.clone(), text!("this one is lost"; "此设定被取代"))
                .hint(text!(
                    "set `{key}` in the file that extends both, to say which is meant";
                    "请在引用两者的文件中设定`{key}`，明确取哪一个"
                )),
            );
        }
        warnings
    }
}

impl Reader<'_> {
    pub(super) fn warn_of_conflicts(&mut self) {
        for warning in self.layers.warnings() {
            self.problems.push(warning);
        }
    }

    /// The kind that a file says it is of.
    pub(super) fn kind(&mut self, source: &Arc<Source>, root: &DeTable<'_>) -> Option<Kind> {
        let value = root.get("kind")?;
        let here = place(source, value.span());
        let names = KINDS.map(|(name, _)| name);
        let DeValue::String(given) = value.get_ref() else {
            let is = kind(value.get_ref());
            self.problems.push(
                Problem::error(text!("`kind` needs a name, not {}", is.en; "`kind`须为名称，不能是{}", is.zh))
                    .at(here, text!("not a name"; "不是名称"))
                    .hint(known_kinds(&names)),
            );
            return None;
        };
        if let Some((name, _)) = KINDS.iter().find(|(name, _)| name == given) {
            return Some(Kind { name, place: here });
        }
        let hint = match nearest(given, names) {
            Some(near) => text!("did you mean `{near}`?"; "是否想写`{near}`？"),
            None => known_kinds(&names),
        };
        self.problems.push(
            Problem::error(text!("there is no kind of file `{given}`"; "文件类别没有`{given}`"))
                .at(here, text!("no such kind"; "没有这一类别"))
                .hint(hint),
        );
        None
    }

    /// What a file of one kind extends is of that kind, too: else a file of policies could change the world.
    pub(super) fn extends_its_kind(&mut self, source: &Arc<Source>, kind: Option<&Kind>, root: &DeTable<'_>) {
        let layer = self.layers.kinds.len();
        self.layers.kinds.push(kind.map(|kind| kind.name));
        let (Some(kind), Some(extends)) = (kind, root.get("extends")) else { return };
        let Some(member) = self.layers.family.members.get(layer) else { return };
        let other = member
            .ancestors
            .iter()
            .find(|ancestor| self.layers.kinds.get(**ancestor).copied().flatten() != Some(kind.name));
        if let Some(other) = other {
            let (name, parent) = (kind.name, &self.layers.family.members[*other].source.name);
            self.problems.push(
                Problem::error(text!(
                    "a file of kind `{name}` cannot extend `{parent}`, which is not of that kind";
                    "`{name}`类文件不能引用`{parent}`，后者不属于该类"
                ))
                .at(place(source, extends.span()), text!("it may set anything"; "它可能设定任何内容"))
                .also(kind.place.clone(), text!("the kind is given here"; "类别在此给出"))
                .hint(text!(
                    "let a third file extend both, or write `kind = \"{name}\"` in `{parent}`";
                    "请另建一个文件同时引用两者，或在`{parent}`中写`kind = \"{name}\"`"
                )),
            );
        }
    }

    /// A file of policies must not change the world.
    pub(super) fn only_of_its_kind(&mut self, source: &Arc<Source>, kind: Option<&Kind>, key: &Spanned<Cow<'_, str>>) {
        let Some(Kind { name, place: here }) = kind else { return };
        let section = key.get_ref().as_ref();
        let allowed = KINDS.iter().find(|(known, _)| known == name).map_or(&[][..], |(_, sections)| sections);
        if !super::SECTIONS.contains(&section) || EVERYWHERE.contains(&section) || allowed.contains(&section) {
            return;
        }
        self.problems.push(
            Problem::error(text!(
                "a file of kind `{name}` cannot set `{section}`";
                "`{name}`类文件不能设定`{section}`"
            ))
            .at(place(source, key.span()), text!("not in such a file"; "不属于这类文件"))
            .also(here.clone(), text!("the kind is given here"; "类别在此给出"))
            .hint(text!(
                "move it to a file of its own, or leave out `kind`";
                "请移到另一个文件，或去掉`kind`"
            )),
        );
    }
}

fn known_kinds(names: &[&str]) -> Text {
    let all = names.join("`, `");
    text!("there are `{all}`; a file without `kind` may set everything"; "可用`{all}`；不写`kind`的文件可设定一切")
}
