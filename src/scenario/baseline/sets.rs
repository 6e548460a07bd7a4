//! `sets.toml`: the province, the members of its sets, and the parts that they play.

use super::fields::{Fields, parsed};
use super::slots::listed;
use super::tables::did_you_mean;
use crate::model::sets::{Dimension, Mandate, MemberRole, Sets};
use crate::problem::{Place, Problem, Problems, Source, nearest};
use crate::scenario::number::{kind, place};
use crate::text;
use crate::text::Text;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::de::DeValue;

/// What `sets.toml` says.
pub(super) struct Described {
    pub(super) province: Text,
    pub(super) sets: Sets,
    pub(super) labels: BTreeMap<(Dimension, String), Text>,
    pub(super) units: BTreeMap<(Dimension, String), String>,
}

/// The table that names the province.
const PROVINCE: &str = "province";

/// The levers that make a facility compulsory, as they are written in data.
const MANDATES: [(&str, Mandate); 3] =
    [("recovery", Mandate::Recovery), ("environment", Mandate::Environment), ("heat", Mandate::Heat)];

/// Sets whose members each play a part: an equation names every one of them, so that one more would be read by none,
/// and would dilute the sums and means over the set.
const ONLY_ROLES: [Dimension; 5] =
    [Dimension::Size, Dimension::SmallUnit, Dimension::Claim, Dimension::Measure, Dimension::Sanction];

/// What the units of a set's members may be: the equations count in these.
const fn units_of(set: Dimension) -> &'static [&'static str] {
    match set {
        Dimension::Chain => &["kt/a", "MW"],
        Dimension::Pollutant => &["kt/a", "t/a"],
        Dimension::WaterPollutant => &["kt/a"],
        _ => &[],
    }
}

/// The sets that stand in the file; the ambient pollutants are pollutants marked so.
fn written() -> impl Iterator<Item = Dimension> + Clone {
    Dimension::ALL.iter().copied().filter(|set| *set != Dimension::AmbientPollutant)
}

/// Reads `sets.toml`.
pub(super) fn read(source: &Arc<Source>, problems: &mut Problems) -> Option<Described> {
    let errors = problems.errors();
    let root = parsed(source, problems)?;
    let mut reader = Reader {
        source,
        problems,
        labels: BTreeMap::new(),
        units: BTreeMap::new(),
        members: BTreeMap::new(),
        misspelt: Vec::new(),
    };
    let mut province = None;
    for (key, value) in &root {
        let name = key.get_ref().as_ref();
        let set = written().find(|set| set.key() == name);
        let here = place(source, key.span());
        let DeValue::Table(table) = value.get_ref() else {
            let is = kind(value.get_ref());
            reader.problems.push(
                Problem::error(text!("`{name}` must be a table, not {}", is.en; "`{name}`须为表，不能是{}", is.zh))
                    .at(here, text!("not a table"; "不是表")),
            );
            continue;
        };
        if name == PROVINCE {
            let mut fields = Fields::new(source, table, key.span(), reader.problems);
            fields.must_have(&["label"]);
            province = fields.text("label");
            fields.finish();
        } else if let Some(set) = set {
            for (member, value) in table {
                let here = place(source, member.span());
                match value.get_ref() {
                    DeValue::Table(table) => {
                        let fields = Fields::new(source, table, member.span(), reader.problems);
                        let has_role = fields.has("role");
                        let (label, unit, role) = one_member(set, member.get_ref(), fields);
                        if has_role && role.role.is_none() {
                            reader.misspelt.push(set);
                        }
                        reader.keep(set, role, &label, unit.as_deref(), here);
                    }
                    _ => reader.problems.push(
                        Problem::error(text!("`{name}.{}` must be a table", member.get_ref(); "`{name}.{}`须为表", member.get_ref()))
                            .at(here, text!("not a table"; "不是表"))
                            .hint(text!("write `[{name}.member]` and its label beneath"; "请写`[{name}.成员]`，其下写label")),
                    ),
                }
            }
        } else {
            reader.unknown_set(name, here);
        }
    }
    if !root.contains_key(PROVINCE) {
        reader.problems.push(
            Problem::error(text!("the province has no name"; "未写明省份名称"))
                .at(place(source, 0..0), text!("no table `[{PROVINCE}]` in this file"; "本文件没有`[{PROVINCE}]`表"))
                .hint(text!(
                    "write `[{PROVINCE}]`, and `label = {{ en = \"...\", zh = \"...\" }}` beneath";
                    "请写`[{PROVINCE}]`，其下写`label = {{ en = \"...\", zh = \"...\" }}`"
                )),
        );
    }
    reader.whole();
    let Reader { problems, labels, units, members, .. } = reader;
    if problems.errors() > errors {
        return None;
    }
    let of = |set: Dimension| members.get(&set).into_iter().flatten().map(|(role, _)| role.clone()).collect();
    match Sets::new(of) {
        Ok(sets) => Some(Described { province: province?, sets, labels, units }),
        Err(error) => {
            // whatever the checks above leave to the model itself
            problems.push(Problem::error(Text::plain(error.to_string())).at(place(source, 0..0), Text::default()));
            None
        }
    }
}

/// One member: its label, its unit, and the part it plays.
fn one_member(set: Dimension, name: &str, mut fields: Fields<'_, '_>) -> (Text, Option<String>, MemberRole) {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if name.is_empty() || !name.chars().all(plain) {
        let here = fields.here();
        fields.problems.push(
            Problem::error(text!("`{name}` cannot be the name of a member"; "`{name}`不能作为成员名"))
                .at(here, text!("not a plain name"; "不是简单名称"))
                .hint(text!(
                    "use small letters, digits and `_`: keys are put together from it; how people call it stands in `label`";
                    "只用小写字母、数字和`_`：键由它拼成；给人看的名称写在`label`中"
                )),
        );
    }
    let known_units = units_of(set);
    fields.must_have(&["label"]);
    if !known_units.is_empty() {
        fields.must_have(&["unit"]);
    }
    if set == Dimension::Facility {
        fields.must_have(&["mandate"]);
    }
    let label = fields.text("label").unwrap_or_default();
    let unit = if known_units.is_empty() {
        None
    } else {
        let known: Vec<(&str, &str)> = known_units.iter().map(|unit| (*unit, *unit)).collect();
        fields.choice("unit", &known).map(str::to_owned)
    };
    let roles: Vec<(&str, &str)> = set.roles().iter().map(|role| (*role, *role)).collect();
    let role = if roles.is_empty() { None } else { fields.choice("role", &roles).map(str::to_owned) };
    let mandate = if set == Dimension::Facility { fields.choice("mandate", &MANDATES) } else { None };
    let ambient = set == Dimension::Pollutant && fields.flag("ambient");
    if ONLY_ROLES.contains(&set) && !fields.has("role") {
        let (here, roles) = (fields.here(), set.roles().join("`, `"));
        let set = set.key();
        fields.problems.push(
            Problem::error(text!("`{set}.{name}` has no role"; "`{set}.{name}`没有角色"))
                .at(here, text!("no equation reads it"; "没有方程用到它"))
                .hint(text!(
                    "equations name every `{set}`: one more would only dilute the sums over them; roles are `{roles}`";
                    "方程逐一写明每个`{set}`：多出的成员只会冲淡其总和；角色有`{roles}`"
                )),
        );
    }
    fields.finish();
    (label, unit, MemberRole { name: name.to_owned(), role, mandate, ambient })
}

struct Reader<'t, 'p> {
    source: &'t Arc<Source>,
    problems: &'p mut Problems,
    labels: BTreeMap<(Dimension, String), Text>,
    units: BTreeMap<(Dimension, String), String>,
    members: BTreeMap<Dimension, Vec<(MemberRole, Place)>>,
    /// Sets in which a role is misspelt: one that nobody has may be that.
    misspelt: Vec<Dimension>,
}

impl Reader<'_, '_> {
    fn keep(&mut self, set: Dimension, role: MemberRole, label: &Text, unit: Option<&str>, here: Place) {
        let sets = [Some(set), role.ambient.then_some(Dimension::AmbientPollutant)];
        for set in sets.into_iter().flatten() {
            self.labels.insert((set, role.name.clone()), label.clone());
            if let Some(unit) = unit {
                self.units.insert((set, role.name.clone()), unit.to_owned());
            }
        }
        self.members.entry(set).or_default().push((role, here));
    }

    fn unknown_set(&mut self, name: &str, here: Place) {
        let problem = Problem::error(text!("there is no set `{name}`"; "没有集合`{name}`"))
            .at(here, text!("not a set of the model"; "不是模型的集合"));
        let known = || written().map(Dimension::key).chain([PROVINCE]);
        let all = known().collect::<Vec<_>>().join("`, `");
        self.problems.push(if name == Dimension::AmbientPollutant.key() {
            problem.hint(text!(
                "write `ambient = true` at the pollutants whose concentration is followed";
                "请在要跟踪浓度的污染物处写`ambient = true`"
            ))
        } else if let Some(near) = nearest(name, known()) {
            problem.hint(did_you_mean(near))
        } else {
            problem.hint(text!("there are `{all}`"; "可用`{all}`"))
        });
    }

    /// What no member by itself can break: no set is empty, and each role has its player.
    fn whole(&mut self) {
        let nobody = Vec::new();
        for set in written() {
            let members = self.members.get(&set).unwrap_or(&nobody);
            let key = set.key();
            if members.is_empty() {
                self.problems.push(
                    Problem::error(text!("the set `{key}` has no member"; "集合`{key}`没有成员"))
                        .at(
                            place(self.source, 0..0),
                            text!("no `[{key}.member]` in this file"; "本文件没有`[{key}.成员]`"),
                        )
                        .hint(text!("write `[{key}.member]` and its label beneath"; "请写`[{key}.成员]`，其下写label")),
                );
                continue;
            }
            let mut missing: Vec<&str> = Vec::new();
            for role in set.roles() {
                let mut players = members.iter().filter(|(member, _)| member.role.as_deref() == Some(*role));
                let first = players.next();
                if first.is_none() {
                    missing.push(role);
                }
                for (second, here) in players {
                    let name = &second.name;
                    let problem = Problem::error(text!(
                        "`{key}.{name}` has the role `{role}`, which another has";
                        "`{key}.{name}`的角色`{role}`已有成员担任"
                    ))
                    .at(here.clone(), text!("the second"; "第二个"));
                    let problem = match first {
                        Some((_, place)) => problem.also(place.clone(), text!("the first"; "第一个")),
                        None => problem,
                    };
                    self.problems.push(problem.hint(text!(
                        "one member plays a role: equations speak of it alone";
                        "一个角色只由一个成员担任：方程只用到它"
                    )));
                }
            }
            if !missing.is_empty() && !self.misspelt.contains(&set) {
                let (_, listed) = listed(&missing);
                self.problems.push(
                    Problem::error(
                        text!("nobody in `{key}` has the role {}", listed.en; "`{key}`中无人担任角色{}", listed.zh),
                    )
                    .at(members[0].1.clone(), text!("in this set"; "在这一集合中"))
                    .hint(text!(
                        "equations need it: write `role = \"{}\"` at a member", missing[0];
                        "方程需要它：请在一个成员处写`role = \"{}\"`", missing[0]
                    )),
                );
            }
        }
        let pollutants = self.members.get(&Dimension::Pollutant).unwrap_or(&nobody);
        if let Some((_, here)) = pollutants.first()
            && !pollutants.iter().any(|(member, _)| member.ambient)
        {
            self.problems.push(
                Problem::error(text!("no pollutant is `ambient`"; "没有污染物标为`ambient`"))
                    .at(here.clone(), text!("in this set"; "在这一集合中"))
                    .hint(text!(
                        "write `ambient = true` at one at least: bad air pushes enforcement";
                        "请至少在一种污染物处写`ambient = true`：空气质量影响执法力度"
                    )),
            );
        }
    }
}
