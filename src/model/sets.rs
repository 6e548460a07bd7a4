//! The sets that quantities run over, as data.
//!
//! Which members a set has, and which part a member plays, is read from the baseline (`sets.toml`). Equations never
//! pick a member by its position: they use 0/1 attributes among the parameters (`large_flag`, `chem_uses_tar`, ...), or
//! a *role*, the part that exactly one member of a set plays (`facility` with role `waste_heat_power`).

use std::fmt;

/// An index type for every set, its place among the dimensions, and an iterator over its members.
macro_rules! sets {
    ($( $(#[doc = $meaning:literal])+ $set:ident $key:literal $all:ident; )+) => {
        /// A set that a quantity can run over.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Dimension { $( $(#[doc = $meaning])+ $set, )+ }

        impl Dimension {
            /// All dimensions.
            pub const ALL: &[Self] = &[$( Self::$set ),+];

            /// Its name in data files.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $( Self::$set => $key, )+ }
            }
        }

        $(
            $(#[doc = $meaning])+
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub struct $set(usize);

            impl $set {
                /// Where this member stands in its set.
                #[inline(always)]
                #[must_use]
                pub const fn position(self) -> usize { self.0 }
            }

            impl Key for $set {
                const DIMENSIONS: &'static [Dimension] = &[Dimension::$set];
                #[inline(always)]
                fn position(self, _: [usize; 2]) -> usize { self.0 }
            }
        )+

        impl Sets {
            $(
                /// All members of the set, in order.
                #[inline(always)]
                pub fn $all(&self) -> impl Iterator<Item = $set> + Clone + use<> {
                    (0..self.size(Dimension::$set)).map($set)
                }
            )+
        }
    };
}

sets! {
    /// Prefectures of the province.
    Region "region" regions;
    /// Oven classes.
    Class "class" classes;
    /// Facilities attached to ovens: recovery, treatment, waste heat.
    Facility "facility" facilities;
    /// Chemical and power chains fed by by-products.
    Chain "chain" chains;
    /// Air pollutants.
    Pollutant "pollutant" pollutants;
    /// The air pollutants whose ambient concentration is followed.
    AmbientPollutant "ambient_pollutant" ambient_pollutants;
    /// Water pollutants.
    WaterPollutant "water_pollutant" water_pollutants;
    /// Size classes of firms.
    Size "size" sizes;
    /// Kinds of small by-product units that are phased out.
    SmallUnit "small_unit" small_units;
    /// Claims on finance, in the order in which they are served.
    Claim "claim" claims;
    /// Measures of the enforcement package.
    Measure "measure" measures;
    /// Sanctions against listed ovens.
    Sanction "sanction" sanctions;
}

/// What indexes a [`Field`](crate::record::Field): a member, or a pair or triple of members.
pub trait Key: Copy {
    /// The sets, in order.
    const DIMENSIONS: &'static [Dimension];
    /// Where the value stands, given the strides of all but the last set.
    fn position(self, strides: [usize; 2]) -> usize;
}

impl<A: Key, B: Key> Key for (A, B) {
    const DIMENSIONS: &'static [Dimension] = &[A::DIMENSIONS[0], B::DIMENSIONS[0]];
    #[inline(always)]
    fn position(self, strides: [usize; 2]) -> usize {
        self.0.position(strides) * strides[0] + self.1.position(strides)
    }
}

impl<A: Key, B: Key, C: Key> Key for (A, B, C) {
    const DIMENSIONS: &'static [Dimension] = &[A::DIMENSIONS[0], B::DIMENSIONS[0], C::DIMENSIONS[0]];
    #[inline(always)]
    fn position(self, strides: [usize; 2]) -> usize {
        self.0.position(strides) * strides[0] + self.1.position(strides) * strides[1] + self.2.position(strides)
    }
}

/// The lever that makes a facility compulsory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mandate {
    /// `recovery.mandate`: by-product recovery (E1, E2).
    Recovery,
    /// `env.facility_mandate`: environmental facilities (F1, F14).
    Environment,
    /// `heatrec.power_mandate`: power from waste heat (E8).
    Heat,
}

impl Dimension {
    /// The roles of this set, as they are written in data; empty if its members have none.
    #[must_use]
    pub const fn roles(self) -> &'static [&'static str] {
        match self {
            Self::Facility => FacilityRoles::NAMES,
            Self::Size => SizeRoles::NAMES,
            Self::SmallUnit => SmallUnitRoles::NAMES,
            Self::Claim => ClaimRoles::NAMES,
            Self::Measure => MeasureRoles::NAMES,
            Self::Sanction => SanctionRoles::NAMES,
            _ => &[],
        }
    }
}

/// The members that play a part of their own in the equations, by set.
macro_rules! roles {
    ($( $(#[doc = $about:literal])+ $group:ident of $set:ident { $($role:ident),+ } )+) => {
        $(
            $(#[doc = $about])+
            #[derive(Clone, Copy, Debug)]
            #[allow(missing_docs)]
            pub struct $group { $( pub $role: $set, )+ }

            impl $group {
                /// The roles of this set, as they are written in data.
                pub const NAMES: &'static [&'static str] = &[$( stringify!($role) ),+];

                fn find(members: &[MemberRole]) -> Result<Self, SetsError> {
                    Ok(Self { $( $role: $set(player(Dimension::$set, stringify!($role), members)?), )+ })
                }
            }
        )+
    };
}

roles! {
    /// What each attached facility is.
    FacilityRoles of Facility { tar_recovery, benzene_recovery, wastewater_treatment, gas_cleaning, waste_heat_power }
    /// Large firms, and those of backward ovens.
    SizeRoles of Size { large, backward }
    /// Small tar units and small benzene units.
    SmallUnitRoles of SmallUnit { tar, benzene }
    /// The three claims on finance.
    ClaimRoles of Claim { retrofit, chemistry, ovens }
    /// The eight measures of the enforcement package.
    MeasureRoles of Measure { regulation, single_authority, city_plans, permit, monitoring, responsibility, reporting, publication }
    /// The three kinds of sanction.
    SanctionRoles of Sanction { market_access, utilities_licence, coal_sales_ban }
}

/// A member as the data describe it.
#[derive(Clone, Debug, Default)]
pub struct MemberRole {
    /// Its name in data files and results.
    pub name: String,
    /// The part it plays, if the set has roles.
    pub role: Option<String>,
    /// For a facility: which lever makes it compulsory.
    pub mandate: Option<Mandate>,
    /// For a pollutant: is its ambient concentration followed?
    pub ambient: bool,
}

/// What is wrong with the description of the sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetsError {
    /// A set has no member.
    Empty(Dimension),
    /// Two members of one set share a name.
    Twice(Dimension, String),
    /// Not exactly one member plays a role.
    Role(Dimension, String, usize),
    /// A member plays a role that the set does not have.
    UnknownRole(Dimension, String, String),
    /// A facility does not say which lever makes it compulsory.
    NoMandate(String),
}

impl fmt::Display for SetsError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(set) => write!(out, "the set `{}` has no member", set.key()),
            Self::Twice(set, name) => write!(out, "the set `{}` has two members named `{name}`", set.key()),
            Self::Role(set, role, count) => write!(
                out,
                "the set `{}` needs exactly one member with the role `{role}`, but {count} have it",
                set.key()
            ),
            Self::UnknownRole(set, name, role) => {
                write!(out, "`{}.{name}` has the role `{role}`, which the set does not know", set.key())
            }
            Self::NoMandate(name) => {
                write!(out, "`facility.{name}` does not say which mandate applies to it: recovery, environment or heat")
            }
        }
    }
}

impl std::error::Error for SetsError {}

fn player(set: Dimension, role: &str, members: &[MemberRole]) -> Result<usize, SetsError> {
    let mut players = members.iter().enumerate().filter(|(_, member)| member.role.as_deref() == Some(role));
    match (players.next(), players.count()) {
        (Some((position, _)), 0) => Ok(position),
        (first, others) => Err(SetsError::Role(set, role.to_owned(), usize::from(first.is_some()) + others)),
    }
}

/// All sets with their members and roles.
#[derive(Clone, Debug)]
pub struct Sets {
    members: Vec<Vec<String>>,
    sizes: [usize; Dimension::ALL.len()],
    mandates: Vec<Mandate>,
    ambient: Vec<Pollutant>,
    /// What each attached facility is.
    pub facility: FacilityRoles,
    /// Large firms, and those of backward ovens.
    pub size: SizeRoles,
    /// Small tar units and small benzene units.
    pub small_unit: SmallUnitRoles,
    /// The three claims on finance.
    pub claim: ClaimRoles,
    /// The measures of the enforcement package.
    pub measure: MeasureRoles,
    /// The kinds of sanction.
    pub sanction: SanctionRoles,
}

impl Sets {
    /// Builds the sets from the members of each. The set of ambient pollutants is made of the pollutants marked so.
    ///
    /// # Errors
    /// If a set is empty, has a name twice, lacks the player of a role or has several, or a facility has no mandate.
    pub fn new(members_of: impl Fn(Dimension) -> Vec<MemberRole>) -> Result<Self, SetsError> {
        let described: Vec<Vec<MemberRole>> = Dimension::ALL
            .iter()
            .map(|&set| match set {
                Dimension::AmbientPollutant => {
                    members_of(Dimension::Pollutant).into_iter().filter(|member| member.ambient).collect()
                }
                _ => members_of(set),
            })
            .collect();
        for (&set, members) in Dimension::ALL.iter().zip(&described) {
            check_members(set, members)?;
        }
        let of = |set: Dimension| described[set as usize].as_slice();
        let mandates = of(Dimension::Facility)
            .iter()
            .map(|facility| facility.mandate.ok_or_else(|| SetsError::NoMandate(facility.name.clone())))
            .collect::<Result<_, _>>()?;
        let ambient = of(Dimension::Pollutant)
            .iter()
            .enumerate()
            .filter_map(|(position, member)| member.ambient.then_some(Pollutant(position)))
            .collect();
        let mut sizes = [0; Dimension::ALL.len()];
        for (size, members) in sizes.iter_mut().zip(&described) {
            *size = members.len();
        }
        Ok(Self {
            sizes,
            mandates,
            ambient,
            facility: FacilityRoles::find(of(Dimension::Facility))?,
            size: SizeRoles::find(of(Dimension::Size))?,
            small_unit: SmallUnitRoles::find(of(Dimension::SmallUnit))?,
            claim: ClaimRoles::find(of(Dimension::Claim))?,
            measure: MeasureRoles::find(of(Dimension::Measure))?,
            sanction: SanctionRoles::find(of(Dimension::Sanction))?,
            members: described
                .into_iter()
                .map(|members| members.into_iter().map(|member| member.name).collect())
                .collect(),
        })
    }

    /// How many members a set has.
    #[inline(always)]
    #[must_use]
    pub const fn size(&self, set: Dimension) -> usize {
        self.sizes[set as usize]
    }

    /// The names of a set's members, in order.
    #[must_use]
    pub fn members(&self, set: Dimension) -> &[String] {
        &self.members[set as usize]
    }

    /// Every oven stock: each class in each region.
    #[inline(always)]
    pub fn ovens(&self) -> impl Iterator<Item = (Region, Class)> + Clone + use<> {
        Pairs { first: 0, second: 0, firsts: self.size(Dimension::Region), seconds: self.size(Dimension::Class) }
            .map(|(region, class)| (Region(region), Class(class)))
    }

    /// Every stock of chemical plant: each chain in each region.
    #[inline(always)]
    pub fn plants(&self) -> impl Iterator<Item = (Region, Chain)> + Clone + use<> {
        Pairs { first: 0, second: 0, firsts: self.size(Dimension::Region), seconds: self.size(Dimension::Chain) }
            .map(|(region, chain)| (Region(region), Chain(chain)))
    }

    /// Which lever makes a facility compulsory.
    #[inline(always)]
    #[must_use]
    pub fn mandate(&self, facility: Facility) -> Mandate {
        self.mandates[facility.0]
    }

    /// The pollutant whose ambient concentration this is.
    #[inline(always)]
    #[must_use]
    pub fn pollutant_of(&self, ambient: AmbientPollutant) -> Pollutant {
        self.ambient[ambient.0]
    }
}

fn check_members(set: Dimension, members: &[MemberRole]) -> Result<(), SetsError> {
    if members.is_empty() {
        return Err(SetsError::Empty(set));
    }
    for (position, member) in members.iter().enumerate() {
        if members[..position].iter().any(|earlier| earlier.name == member.name) {
            return Err(SetsError::Twice(set, member.name.clone()));
        }
        if let Some(role) = &member.role
            && !set.roles().contains(&role.as_str())
        {
            return Err(SetsError::UnknownRole(set, member.name.clone(), role.clone()));
        }
    }
    Ok(())
}

/// All pairs of two ranges, the second running fastest. Simpler for the optimiser than `flat_map`.
#[derive(Clone)]
struct Pairs {
    first: usize,
    second: usize,
    firsts: usize,
    seconds: usize,
}

impl Iterator for Pairs {
    type Item = (usize, usize);

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        if self.first == self.firsts {
            return None;
        }
        let pair = (self.first, self.second);
        self.second += 1;
        if self.second == self.seconds {
            self.second = 0;
            self.first += 1;
        }
        Some(pair)
    }
}
