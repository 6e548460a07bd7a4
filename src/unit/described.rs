//! Units of the data that are more than products and quotients: with words, or without any unit.

/// A unit with words.
#[derive(Debug)]
pub(super) struct Described {
    /// As in the data.
    pub data: &'static str,
    /// What it measures, for [`super::Unit::parse`].
    pub means: &'static str,
    /// The unit of the odd element, if the elements of the quantity differ: power among products, benzopyrene among
    /// pollutants.
    pub odd: Option<&'static str>,
    /// Its Chinese label. `{}` stands for the label of `means`, `{odd}` for that of `odd`.
    pub zh: &'static str,
}

const fn plain(data: &'static str, means: &'static str, zh: &'static str) -> Described {
    Described { data, means, odd: None, zh }
}

const fn mixed(data: &'static str, means: &'static str, odd: &'static str, zh: &'static str) -> Described {
    Described { data, means, odd: Some(odd), zh }
}

/// All of them.
#[rustfmt::skip] // a table
const DESCRIBED: &[Described] = &[
    // numbers
    plain("-", "1", ""),
    plain("0-1", "1", "0–1"),
    plain("0/1", "1", "0/1"),
    plain("x", "1", "倍"),
    plain("index", "1", "指数"),
    plain("index, 2005 = 1", "1", "指数（2005年=1）"),
    plain("x class III", "1", "三级标准的倍数"),
    // shares
    plain("0-1 cut of low-level users", "1", "0–1（低水平用户的压减比例）"),
    plain("0-1 of small pits", "1", "0–1（占小煤矿的比例）"),
    plain("cut of national demand", "1", "占全国需求的压减比例"),
    plain("share of methanol", "1", "占甲醇的比例"),
    plain("Mt built per Mt closed", "1", "新建与关停产能之比"),
    // shares per year
    plain("share of 2005 capacity + initial WIP per year", "1/a", "每年占2005年产能及在建产能的比例"),
    plain("share of listed capacity per year", "1/a", "每年占名单内产能的比例"),
    plain("share of unapproved examined per year", "1/a", "每年审查的违规产能比例"),
    plain("share per year of non-compliant capacity ordered", "1/a", "每年责令关停的不达标产能比例"),
    plain("share per year of unequipped capacity ordered", "1/a", "每年责令关停的未配套产能比例"),
    plain("share of demand per year", "1/a", "每年占需求的比例"),
    plain("1/a per log price", "1/a", "{}（价格对数每增1）"),
    plain("1/a per unit", "1/a", "{}（自变量每增1）"),
    // which tonnes, which yuan
    plain("Mt/a coke", "Mt/a", "{}（焦炭）"),
    plain("Mt/a washed", "Mt/a", "{}（洗精煤）"),
    plain("Mt/a in the province", "Mt/a", "{}（省内）"),
    plain("Mt/a outside China", "Mt/a", "{}（国外）"),
    plain("CNY/t washed", "CNY/t", "{}（洗精煤）"),
    plain("CNY/t over standard", "CNY/t", "{}（超标准部分）"),
    plain("CNY/t per log scale", "CNY/t", "{}（规模对数每增1）"),
    plain("CNY per t/a coke", "CNY per t/a", "{}（焦炭）"),
    plain("kg/t (oven flue; flared gas separate)", "kg/t", "{}（焦炉烟气；放散气另计）"),
    plain("1e8 m3/a added per year", "1e8 m3/a per a", "{}（新增）"),
    plain("1e8 m3/a per MW at full hours", "1e8 m3/a per MW", "{}（满负荷）"),
    // one element differs
    mixed("Mt/a (GW for gas_power)", "Mt/a", "GW", "{}（煤气发电：{odd}）"),
    mixed("kt/a (MW for gas_power)", "kt/a", "MW", "{}（煤气发电：{odd}）"),
    mixed("kt/a per a (MW/a for gas_power)", "kt/a per a", "MW/a", "{}（煤气发电：{odd}）"),
    mixed("1e8 m3 per kt (1e8 m3/a per MW)", "1e8 m3 per kt", "1e8 m3/a per MW", "{}（煤气发电：{odd}）"),
    mixed("CNY per t/a (CNY/kW)", "CNY per t/a", "CNY/kW", "{}（煤气发电：{odd}）"),
    mixed("CNY/t product-equivalent (CNY/kWh)", "CNY/t", "CNY/kWh", "{}（折产品；煤气发电：{odd}）"),
    mixed("kt/a (t/a BaP)", "kt/a", "t/a", "{}（苯并芘：{odd}）"),
    mixed("kg/t (g/t BaP)", "kg/t", "g/t", "{}（苯并芘：{odd}）"),
    mixed("kg/t (g/t BaP) of capacity", "kg/t", "g/t", "{}（按产能；苯并芘：{odd}）"),
    mixed("kt per 1e8 m3 (t for BaP)", "kt per 1e8 m3", "t per 1e8 m3", "{}（苯并芘：{odd}）"),
];

/// The entry of a unit of the data.
pub(super) fn find(unit: &str) -> Option<&'static Described> {
    DESCRIBED.iter().find(|described| described.data == unit)
}

/// The unit of all elements of a quantity but the odd ones; chains and pollutants have it in `sets.toml`.
const USUAL: &str = "kt/a";

/// The unit of one element of a quantity, if its elements differ; `own` is the unit of that element in `sets.toml`.
/// The quantity `kt/a (MW for gas_power)` is in MW for the chain whose own unit is MW, in kt/a for the others.
#[must_use]
pub fn of_element<'a>(unit: &'a str, own: &str) -> &'a str {
    match find(unit) {
        Some(&Described { means, odd: Some(odd), .. }) => {
            if own == USUAL {
                means
            } else {
                odd
            }
        }
        _ => unit,
    }
}

#[cfg(test)]
mod tests {
    use super::{DESCRIBED, of_element};
    use crate::unit::{Unit, data::UNITS};

    #[test]
    fn every_entry_stands_for_units_that_can_be_read_and_occurs_in_the_data() {
        for entry in DESCRIBED {
            assert!(Unit::parse(entry.means).is_ok(), "{}", entry.data);
            assert!(entry.odd.is_none_or(|odd| Unit::parse(odd).is_ok()), "{}", entry.data);
            assert_eq!(entry.odd.is_some(), entry.zh.contains("{odd}"), "{}", entry.data);
            assert!(UNITS.contains(&entry.data), "{}", entry.data);
        }
    }

    #[test]
    fn elements_that_differ_have_their_own_unit() {
        assert_eq!(of_element("kt/a per a (MW/a for gas_power)", "MW"), "MW/a");
        assert_eq!(of_element("kt/a per a (MW/a for gas_power)", "kt/a"), "kt/a per a");
        assert_eq!(of_element("kg/t (g/t BaP)", "t/a"), "g/t");
        assert_eq!(of_element("Mt/a", "MW"), "Mt/a");
    }
}
