//! The declaration of variables: name, sets, unit, meaning; and the fields that hold their values.
//!
//! A sector declares its parameters, levers, drivers, stocks and auxiliaries once, with [`record!`](crate::record!).
//! The declaration is both the Rust struct that equations use and the data from which CSV headers, `--set` paths,
//! tables and documentation are made. Nothing is named twice.

use crate::model::sets::{Dimension, Key, Sets};
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// One declared variable, parameter, lever or driver.
#[derive(Debug, PartialEq, Eq)]
pub struct Declaration {
    /// The card's name.
    pub name: &'static str,
    /// The sets its values run over; empty for a single value.
    pub dimensions: &'static [Dimension],
    /// Its unit, as the card writes it.
    pub unit: &'static str,
    /// What it means, in English: the lines of its documentation comment.
    pub meaning: &'static [&'static str],
    /// The path of the module that declares it.
    pub module: &'static str,
}

impl Declaration {
    /// How many values it has over these sets.
    #[must_use]
    pub fn size(&self, sets: &Sets) -> usize {
        self.dimensions.iter().map(|dimension| sets.size(*dimension)).product()
    }

    /// The sector that declares it: the name of its file in `src/model/`.
    #[must_use]
    pub fn sector(&self) -> &'static str {
        self.module.rsplit("::").next().unwrap_or(self.module)
    }

    /// What it means, as one line.
    #[must_use]
    pub fn meaning(&self) -> String {
        self.meaning.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")
    }

    /// The member names of the value at `position`, in the order of [`Declaration::dimensions`].
    #[must_use]
    pub fn members<'a>(&self, sets: &'a Sets, position: usize) -> Vec<&'a str> {
        let mut rest = position;
        let mut names: Vec<&str> = Vec::with_capacity(self.dimensions.len());
        for dimension in self.dimensions.iter().rev() {
            let members = sets.members(*dimension);
            names.push(&members[rest % members.len()]);
            rest /= members.len();
        }
        names.reverse();
        names
    }
}

/// Values over one to three sets, indexed by typed members: `capacity[(region, class)]`.
#[derive(Clone, Debug)]
pub struct Field<V, K> {
    values: Box<[V]>,
    strides: [usize; 2],
    key: PhantomData<K>,
}

impl<V: Copy, K: Key> Field<V, K> {
    /// A field over these sets with `value` everywhere.
    #[must_use]
    pub fn filled(sets: &Sets, value: V) -> Self {
        let sizes: Vec<usize> = K::DIMENSIONS.iter().map(|dimension| sets.size(*dimension)).collect();
        let strides = match sizes[..] {
            [_, second, third] => [second * third, third],
            [_, second] => [second, 1],
            _ => [1, 1],
        };
        Self { values: vec![value; sizes.iter().product()].into_boxed_slice(), strides, key: PhantomData }
    }
}

impl<V, K> Field<V, K> {
    /// All values, the last set running fastest.
    #[inline(always)]
    #[must_use]
    pub fn as_slice(&self) -> &[V] {
        &self.values
    }

    /// All values, the last set running fastest.
    #[inline(always)]
    pub fn as_mut_slice(&mut self) -> &mut [V] {
        &mut self.values
    }
}

impl<V, K: Key> Index<K> for Field<V, K> {
    type Output = V;
    #[inline(always)]
    fn index(&self, key: K) -> &V {
        &self.values[key.position(self.strides)]
    }
}

impl<V, K: Key> IndexMut<K> for Field<V, K> {
    #[inline(always)]
    fn index_mut(&mut self, key: K) -> &mut V {
        &mut self.values[key.position(self.strides)]
    }
}

/// A struct made by [`record!`](crate::record!), or several of them side by side.
pub trait Record<V: Copy>: Sized {
    /// A record over these sets with `value` everywhere.
    fn filled(sets: &Sets, value: V) -> Self;

    /// All declarations, in the order in which [`Record::visit`] shows their values.
    fn declarations() -> Vec<&'static Declaration>;

    /// Shows every declaration with its values.
    fn visit<'a>(&'a self, visitor: &mut impl FnMut(&'static Declaration, &'a [V]))
    where
        V: 'a;

    /// Shows every declaration with its values, to be changed.
    fn visit_mut<'a>(&'a mut self, visitor: &mut impl FnMut(&'static Declaration, &'a mut [V]))
    where
        V: 'a;

    /// Combines all values, in declaration order, with those at the front of `row`; returns what is behind them.
    ///
    /// # Panics
    /// If the row is shorter than the record: a mistake of the calling code.
    fn combine_into<'r>(&self, row: &'r mut [V], combine: impl Fn(&mut V, V) + Copy) -> &'r mut [V];

    /// How many values it holds over these sets.
    #[must_use]
    fn size(sets: &Sets) -> usize {
        Self::declarations().iter().map(|declaration| declaration.size(sets)).sum()
    }

    /// Copies all values out, in declaration order.
    fn to_vec(&self) -> Vec<V> {
        let mut all = Vec::new();
        self.visit(&mut |_, values| all.extend_from_slice(values));
        all
    }

    /// Fills all values from a list in declaration order.
    ///
    /// # Panics
    /// If the list is shorter than the record: a mistake of the calling code, never of a user.
    fn fill_from(&mut self, values: impl IntoIterator<Item = V>) {
        let mut values = values.into_iter();
        self.visit_mut(&mut |_, slots| {
            for slot in slots {
                *slot = values.next().expect("one value for every slot of the record");
            }
        });
    }
}

/// Declares quantities of a sector as a struct generic over the number.
///
/// ```text
/// record! {
///     /// What this sector computes.
///     pub struct Auxiliaries {
///         /// Mean cost of a tonne.
///         mean_cost: "CNY/t";
///         /// Output of each oven class by prefecture.
///         output[Region, Class]: "Mt/a";
///     }
/// }
/// ```
#[macro_export]
macro_rules! record {
    ($(#[$about:meta])* pub struct $record:ident {
        $( $(#[doc = $meaning:literal])+ $name:ident $([$($set:ident),+])? : $unit:literal ; )*
    }) => {
        $(#[$about])*
        pub struct $record<V> {
            $(
                $(#[doc = $meaning])+
                #[doc = ""]
                #[doc = concat!("Unit: ", $unit, $(". Over: ", stringify!($($set),+),)? ".")]
                pub $name: $crate::record!(@type V $([$($set),+])?),
            )*
            number: std::marker::PhantomData<V>,
        }

        // by hand, since `derive` does not look through the macro that makes the field types
        impl<V: Clone> Clone for $record<V> {
            fn clone(&self) -> Self {
                Self { $( $name: self.$name.clone(), )* number: std::marker::PhantomData }
            }
        }

        impl<V: std::fmt::Debug> std::fmt::Debug for $record<V> {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.debug_struct(stringify!($record))$(.field(stringify!($name), &self.$name))*.finish_non_exhaustive()
            }
        }

        impl<V: Copy> $crate::record::Record<V> for $record<V> {
            #[allow(unused_variables)]
            fn filled(sets: &$crate::model::sets::Sets, value: V) -> Self {
                Self {
                    $( $name: $crate::record!(@filled sets, value $([$($set),+])?), )*
                    number: std::marker::PhantomData,
                }
            }

            fn declarations() -> Vec<&'static $crate::record::Declaration> {
                vec![$( $crate::record!(@declaration $name, $unit, [$($meaning),+] $([$($set),+])?) ),*]
            }

            #[inline(always)]
            #[allow(unused_variables, unused_mut)]
            fn combine_into<'r>(&self, mut row: &'r mut [V], combine: impl Fn(&mut V, V) + Copy) -> &'r mut [V] {
                $(
                    let values = $crate::record!(@slice self.$name $([$($set),+])?);
                    let (here, behind) = row.split_at_mut(values.len());
                    for (there, value) in here.iter_mut().zip(values) {
                        combine(there, *value);
                    }
                    row = behind;
                )*
                row
            }

            #[inline(always)]
            #[allow(unused_variables)]
            fn visit<'a>(&'a self, visitor: &mut impl FnMut(&'static $crate::record::Declaration, &'a [V]))
            where
                V: 'a,
            {
                $( visitor(
                    $crate::record!(@declaration $name, $unit, [$($meaning),+] $([$($set),+])?),
                    $crate::record!(@slice self.$name $([$($set),+])?),
                ); )*
            }

            #[inline(always)]
            #[allow(unused_variables)]
            fn visit_mut<'a>(&'a mut self, visitor: &mut impl FnMut(&'static $crate::record::Declaration, &'a mut [V]))
            where
                V: 'a,
            {
                $( visitor(
                    $crate::record!(@declaration $name, $unit, [$($meaning),+] $([$($set),+])?),
                    $crate::record!(@slice_mut self.$name $([$($set),+])?),
                ); )*
            }
        }
    };

    (@type $V:ident) => { $V };
    (@type $V:ident [$set:ident]) => { $crate::record::Field<$V, $crate::model::sets::$set> };
    (@type $V:ident [$($set:ident),+]) => { $crate::record::Field<$V, ($($crate::model::sets::$set),+)> };
    (@filled $sets:ident, $value:ident) => { $value };
    (@filled $sets:ident, $value:ident [$($set:ident),+]) => { $crate::record::Field::filled($sets, $value) };
    (@slice $self:ident . $name:ident) => { std::slice::from_ref(&$self.$name) };
    (@slice $self:ident . $name:ident [$($set:ident),+]) => { $self.$name.as_slice() };
    (@slice_mut $self:ident . $name:ident) => { std::slice::from_mut(&mut $self.$name) };
    (@slice_mut $self:ident . $name:ident [$($set:ident),+]) => { $self.$name.as_mut_slice() };
    (@declaration $name:ident, $unit:literal, [$($meaning:literal),+] $([$($set:ident),+])?) => {
        &$crate::record::Declaration {
            name: stringify!($name),
            dimensions: &[$($($crate::model::sets::Dimension::$set),+)?],
            unit: $unit,
            meaning: &[$($meaning),+],
            module: module_path!(),
        }
    };
}

/// Puts the records of several sectors side by side, one field a sector.
#[macro_export]
macro_rules! sectors {
    ($(#[$about:meta])* pub struct $record:ident { $($sector:ident),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Debug)]
        #[allow(missing_docs)]
        pub struct $record<V> {
            $( pub $sector: $sector::$record<V>, )+
        }

        impl<V: Copy> $crate::record::Record<V> for $record<V> {
            fn filled(sets: &$crate::model::sets::Sets, value: V) -> Self {
                Self { $( $sector: $sector::$record::filled(sets, value), )+ }
            }

            fn declarations() -> Vec<&'static $crate::record::Declaration> {
                [$( <$sector::$record<V> as $crate::record::Record<V>>::declarations() ),+].concat()
            }

            #[inline(always)]
            fn combine_into<'r>(&self, mut row: &'r mut [V], combine: impl Fn(&mut V, V) + Copy) -> &'r mut [V] {
                $( row = self.$sector.combine_into(row, combine); )+
                row
            }

            #[inline(always)]
            fn visit<'a>(&'a self, visitor: &mut impl FnMut(&'static $crate::record::Declaration, &'a [V]))
            where
                V: 'a,
            {
                $( self.$sector.visit(visitor); )+
            }

            #[inline(always)]
            fn visit_mut<'a>(&'a mut self, visitor: &mut impl FnMut(&'static $crate::record::Declaration, &'a mut [V]))
            where
                V: 'a,
            {
                $( self.$sector.visit_mut(visitor); )+
            }
        }
    };
}
