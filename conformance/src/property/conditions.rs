//! Condition operators: polarity, sets, `IfExists`, `Null`, and the order of numbers and dates.
//!
//! The laws ask one entry, `operator: { key: values }`, under related operators, values and contexts. Where a law needs values that can be
//! read as the operator's type (COND-025), an entry with others says nothing.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use verdict_evaluator::context::ContextValue;
use verdict_evaluator::operator::{BaseOperator as B, Operator, SetOperator};

use super::Truth;
use crate::generate::Entry;

/// PROP-019. Without set operator and with `ForAllValues`; not with `ForAnyValue`.
pub fn negated_values_are_a_conjunction(entry: &Entry) -> Truth {
    let entry = &negated(entry);
    if entry.operator.set == Some(SetOperator::ForAnyValue) || !entry.operator.base.is_negated() {
        return Truth::Vacuous;
    }
    let apart = entry.holds_with(&entry.values) && entry.holds_with(&entry.more_values);
    assert_eq!(entry.holds_with(&joined(entry)), apart);
    Truth::held_if(!entry.more_values.is_empty())
}

/// PROP-018. As far as it speaks of one entry. Not with `ForAllValues`.
pub fn positive_values_are_a_disjunction(entry: &Entry) -> Truth {
    if entry.operator.base.is_negated() || entry.operator.set == Some(SetOperator::ForAllValues) || entry.more_values.is_empty() {
        return Truth::Vacuous;
    }
    assert_eq!(entry.holds_with(&joined(entry)), entry.holds_with(&entry.values) || entry.holds_with(&entry.more_values));
    Truth::Held
}

/// PROP-034. The two are equal if the key is present. `Null` has no such form.
pub fn if_exists_only_widens(entry: &Entry) -> Truth {
    let Some((plain, if_exists)) = existence(entry) else { return Truth::Vacuous };
    assert!(!plain || if_exists, "`IfExists` narrows");
    assert!(entry.key_is_missing() || plain == if_exists, "`IfExists` matters though the key is there");
    Truth::Held
}

/// PROP-035. Without set operator and with `ForAllValues`; `ForAnyValue` stays false on a missing key (COND-080).
pub fn if_exists_accepts_just_the_missing_key(entry: &Entry) -> Truth {
    let Some((plain, if_exists)) = existence(entry) else { return Truth::Vacuous };
    if entry.operator.set == Some(SetOperator::ForAnyValue) {
        assert_eq!(if_exists, plain);
    } else {
        assert_eq!(if_exists, plain || entry.key_is_missing());
    }
    Truth::held_if(entry.key_is_missing())
}

/// PROP-036. For a missing key too, but neither with `IfExists` there nor for lists; readable values.
pub fn one_of_two_polarities_holds(entry: &Entry) -> Truth {
    let Some((positive, negated)) = polarities(entry.operator.base) else { return Truth::Vacuous };
    let speaks = entry.key_is_missing() || entry.key_is_single() && entry.is_readable(None);
    if speaks {
        assert_ne!(entry.holds_under(plain(positive)), entry.holds_under(plain(negated)), "{positive:?} and {negated:?}");
    }
    Truth::held_if(speaks)
}

/// PROP-037. For a missing key and a null set too; readable values.
pub fn set_operators_are_dual(entry: &Entry) -> Truth {
    let Some((positive, negated)) = polarities(entry.operator.base).filter(|_| entry.is_readable(Some(SetOperator::ForAllValues))) else {
        return Truth::Vacuous;
    };
    let holds = |set, base| entry.holds_under(Operator { set: Some(set), base, if_exists: false });
    let (all, any) = (SetOperator::ForAllValues, SetOperator::ForAnyValue);
    assert_eq!(holds(all, negated), !holds(any, positive), "all {negated:?}, any {positive:?}");
    assert_eq!(holds(any, negated), !holds(all, positive), "any {negated:?}, all {positive:?}");
    Truth::Held
}

/// PROP-038. Of a list with a named and another value both polarities hold, of the named value alone only the positive one.
pub fn any_value_polarities_are_no_complements(entry: &Entry) -> Truth {
    let Some(named) = entry.values.iter().find(|value| !value.is_empty() && !value.contains("${")) else { return Truth::Vacuous };
    let asked = |values: &[&str], base| {
        let mut entry = Entry { values: vec![named.clone()], ..entry.clone() };
        entry.context.set(&entry.key.clone(), ContextValue::Many(values.iter().map(|value| (*value).to_owned()).collect()));
        entry.holds_under(Operator { set: Some(SetOperator::ForAnyValue), base, if_exists: false })
    };
    let other = format!("{named}-other");
    assert!(asked(&[named, &other], B::StringEquals) && asked(&[named, &other], B::StringNotEquals), "two values");
    assert!(asked(&[named], B::StringEquals) && !asked(&[named], B::StringNotEquals), "one value");
    Truth::Held
}

/// PROP-039. True is missing, or nothing but empty strings (COND-029).
pub fn null_is_true_or_false(entry: &Entry) -> Truth {
    let null = Entry { operator: plain(B::Null), ..entry.clone() };
    let asked = |answer: &str| null.holds_with(&[answer.to_owned()]);
    let absent = match entry.actual() {
        None => true,
        Some(ContextValue::One(value)) => value.is_empty(),
        Some(ContextValue::Many(list)) => list.iter().all(String::is_empty),
    };
    assert_eq!((asked("true"), asked("false")), (absent, !absent));
    assert!(null.holds_with(&["true".to_owned(), "false".to_owned()]));
    Truth::Held
}

/// PROP-040.
pub fn a_further_value_widens_positive_and_narrows_negated_operators(entry: &Entry) -> Truth {
    let (before, after) = (entry.holds(), entry.holds_with(&joined(entry)));
    let (less, more) = if entry.operator.base.is_negated() { (after, before) } else { (before, after) };
    assert!(!less || more, "{before} became {after} with further values");
    Truth::held_if(!entry.more_values.is_empty())
}

/// PROP-041. Also the first value of a missing key. Not for plain operators and `Null`, and not where a value of the policy names the key as a
/// variable: in a list it loses its value (VAR-012).
pub fn a_further_context_value_helps_any_and_hurts_all(entry: &Entry) -> Truth {
    let variable = format!("${{{}", entry.key.to_ascii_lowercase());
    let names_itself = entry.values.iter().any(|value| value.to_ascii_lowercase().contains(&variable));
    let Some(set) = entry.operator.set.filter(|_| entry.operator.base != B::Null && !names_itself) else { return Truth::Vacuous };
    let mut list = match entry.actual() {
        None => Vec::new(),
        Some(ContextValue::One(value)) => vec![value.clone()],
        Some(ContextValue::Many(list)) => list.clone(),
    };
    list.push(entry.more_context.clone());
    let mut after = entry.clone();
    after.context.set(&entry.key, ContextValue::Many(list));
    let (less, more) = match set {
        SetOperator::ForAnyValue => (entry.holds(), after.holds()),
        SetOperator::ForAllValues => (after.holds(), entry.holds()),
    };
    assert!(!less || more, "with one more value of the context: {after:?}");
    Truth::Held
}

/// PROP-042.
pub fn equal_strings_are_alike(entry: &Entry) -> Truth {
    let holds = |base| entry.holds_under(Operator { base, ..entry.operator });
    let (equal, alike) = (holds(B::StringEquals), holds(B::StringLike));
    assert!(!equal || holds(B::StringEqualsIgnoreCase), "equal, but not ignoring case");
    assert!(!equal || alike, "equal, but not alike");
    if entry.values.iter().all(|value| !value.contains(['*', '?', '$'])) {
        assert_eq!(equal, alike, "alike without wildcards");
    }
    assert_eq!(holds(B::ArnEquals), holds(B::ArnLike));
    assert_eq!(holds(B::ArnNotEquals), holds(B::ArnNotLike));
    Truth::Held
}

/// PROP-043. For one value of each side, both readable; with a missing key no comparison holds.
pub fn numbers_and_dates_are_ordered(entry: &Entry) -> Truth {
    let [less, less_or_equal, equal, greater_or_equal, greater] = if entry.operator.base.is_date() {
        [B::DateLessThan, B::DateLessThanEquals, B::DateEquals, B::DateGreaterThanEquals, B::DateGreaterThan]
    } else {
        [B::NumericLessThan, B::NumericLessThanEquals, B::NumericEquals, B::NumericGreaterThanEquals, B::NumericGreaterThan]
    };
    let one = Entry { operator: plain(equal), values: entry.values.iter().take(1).cloned().collect(), ..entry.clone() };
    let holds = |base| one.holds_under(plain(base));
    if one.key_is_missing() {
        assert!(![less, less_or_equal, equal, greater_or_equal, greater].into_iter().any(holds), "holds for a missing key");
        Truth::Held
    } else if one.key_is_single() && one.is_readable(None) && !one.values.is_empty() {
        let [less, less_or_equal, equal, greater_or_equal, greater] = [less, less_or_equal, equal, greater_or_equal, greater].map(holds);
        assert_eq!(u8::from(less) + u8::from(equal) + u8::from(greater), 1, "just one of less, equal, greater");
        assert_eq!(less_or_equal, less || equal);
        assert_eq!(greater_or_equal, greater || equal);
        assert_eq!(less, !greater_or_equal);
        Truth::Held
    } else {
        Truth::Vacuous
    }
}

/// PROP-030. As far as it speaks of conditions. Not for a list without set operator (COND-084).
pub fn an_asterisk_is_like_every_single_value(entry: &Entry) -> Truth {
    let like = Entry { operator: plain(B::StringLike), ..entry.clone() };
    assert_eq!(like.holds_with(&["*".to_owned()]), entry.key_is_single());
    let mut with_star = entry.values.clone();
    with_star.push("*".to_owned());
    assert_eq!(like.holds_with(&with_star), like.holds_with(&["*".to_owned()]));
    Truth::Held
}

/// PROP-044. A shorter prefix holds more; two halves hold what the whole does.
pub fn wider_networks_hold_more(entry: &Entry) -> Truth {
    let in_network = Entry { operator: Operator { base: B::IpAddress, ..entry.operator }, ..entry.clone() };
    let holds = |network: Network| in_network.holds_with(&[network.to_string()]);
    let mut truth = Truth::Vacuous;
    for network in joined(entry).iter().filter_map(|value| Network::new(value)) {
        assert!(!holds(network) || network.prefix == 0 || holds(network.wider()), "{network} lost an address when it became wider");
        // `ForAllValues` may find one address in each half.
        if network.prefix < network.width() && in_network.operator.set != Some(SetOperator::ForAllValues) {
            let halves = network.halves().map(|half| half.to_string());
            assert_eq!(in_network.holds_with(&halves), holds(network), "{network} and its halves");
        }
        truth = Truth::Held;
    }
    truth
}

/// A range of addresses, its prefix written out.
#[derive(Clone, Copy, Debug)]
struct Network {
    start: IpAddr,
    prefix: u32,
}

impl Network {
    fn new(text: &str) -> Option<Self> {
        let (start, prefix) = text.split_once('/')?;
        let network = Self { start: start.parse().ok()?, prefix: prefix.parse().ok()? };
        // `parse` reads a sign too, which makes no range.
        (network.prefix <= network.width() && (prefix == "0" || !prefix.starts_with(['0', '+']))).then_some(network)
    }

    const fn width(self) -> u32 {
        if self.start.is_ipv4() { 32 } else { 128 }
    }

    const fn wider(self) -> Self {
        Self { prefix: self.prefix - 1, ..self }
    }

    fn halves(self) -> [Self; 2] {
        let prefix = self.prefix + 1;
        let start = match self.start {
            IpAddr::V4(start) => {
                let last = 1 << (32 - prefix);
                let bits = start.to_bits();
                [bits & !last, bits | last].map(|bits| IpAddr::from(Ipv4Addr::from_bits(bits)))
            }
            IpAddr::V6(start) => {
                let last = 1 << (128 - prefix);
                let bits = start.to_bits();
                [bits & !last, bits | last].map(|bits| IpAddr::from(Ipv6Addr::from_bits(bits)))
            }
        };
        start.map(|start| Self { start, prefix })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.start, self.prefix)
    }
}

/// The operators that compare alike, one of which negates the other.
const POLARITIES: [(B, B); 8] = [
    (B::StringEquals, B::StringNotEquals),
    (B::StringEqualsIgnoreCase, B::StringNotEqualsIgnoreCase),
    (B::StringLike, B::StringNotLike),
    (B::NumericEquals, B::NumericNotEquals),
    (B::DateEquals, B::DateNotEquals),
    (B::IpAddress, B::NotIpAddress),
    (B::ArnEquals, B::ArnNotEquals),
    (B::ArnLike, B::ArnNotLike),
];

fn polarities(base: B) -> Option<(B, B)> {
    POLARITIES.into_iter().find(|(positive, negated)| *positive == base || *negated == base)
}

/// The entry with the negated form of its operator, if there is one.
fn negated(entry: &Entry) -> Entry {
    let base = polarities(entry.operator.base).map_or(entry.operator.base, |(_, negated)| negated);
    Entry { operator: Operator { base, ..entry.operator }, ..entry.clone() }
}

const fn plain(base: B) -> Operator {
    Operator { set: None, base, if_exists: false }
}

/// Does the entry hold without and with `IfExists`?
fn existence(entry: &Entry) -> Option<(bool, bool)> {
    let holds = |if_exists| entry.holds_under(Operator { if_exists, ..entry.operator });
    (entry.operator.base != B::Null).then(|| (holds(false), holds(true)))
}

fn joined(entry: &Entry) -> Vec<String> {
    [entry.values.as_slice(), entry.more_values.as_slice()].concat()
}

#[cfg(test)]
mod tests {
    //! Where the laws do not hold.

    use verdict_evaluator::context::Context;
    use verdict_evaluator::policy::Version;
    use verdict_evaluator::profile::Profile;

    use super::*;

    fn check(operator: &str, values: &[&str], actual: Option<&[&str]>, expected: bool) {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>();
        let mut context = Context::default();
        match actual {
            None => {}
            Some([one]) => context.set("k", ContextValue::One((*one).to_owned())),
            Some(many) => context.set("k", ContextValue::Many(owned(many))),
        }
        let entry = Entry {
            operator: Operator::from_name(operator, &Profile::default()).expect(operator),
            key: "k".to_owned(),
            values: owned(values),
            more_values: Vec::new(),
            more_context: String::new(),
            context,
            version: Version::V2012,
        };
        assert_eq!(entry.holds(), expected, "{entry:?}");
    }

    /// PROP-018 fails for ForAllValues.
    #[test]
    fn all_values_together_are_no_alternatives() {
        check("ForAllValues:StringEquals", &["a", "b"], Some(&["a", "b"]), true);
        check("ForAllValues:StringEquals", &["a"], Some(&["a", "b"]), false);
        check("ForAllValues:StringEquals", &["b"], Some(&["a", "b"]), false);
    }

    /// PROP-019 fails for ForAnyValue.
    #[test]
    fn any_negated_value_is_no_conjunction() {
        check("ForAnyValue:StringNotEquals", &["a"], Some(&["a", "b"]), true);
        check("ForAnyValue:StringNotEquals", &["b"], Some(&["a", "b"]), true);
        check("ForAnyValue:StringNotEquals", &["a", "b"], Some(&["a", "b"]), false);
    }

    /// PROP-035 fails for ForAnyValue.
    #[test]
    fn any_value_does_not_exist_in_a_missing_key() {
        check("ForAnyValue:StringEqualsIfExists", &["a"], None, false);
        check("BoolIfExists", &["true"], None, true);
        check("Bool", &["true"], None, false);
    }

    /// PROP-036 fails with IfExists on a missing key, for lists without set operator, and for values that cannot be read.
    #[test]
    fn polarities_may_agree() {
        check("StringEqualsIfExists", &["a"], None, true);
        check("StringNotEqualsIfExists", &["a"], None, true);
        check("StringEquals", &["a"], Some(&["a", "b"]), false);
        check("StringNotEquals", &["a"], Some(&["a", "b"]), false);
        check("NumericEquals", &["abc", "4"], Some(&["5"]), false);
        check("NumericNotEquals", &["abc", "4"], Some(&["5"]), false);
    }

    /// PROP-036 fails for ForAnyValue, as PROP-038 says.
    #[test]
    fn any_polarities_are_no_complements() {
        check("ForAnyValue:StringEquals", &["a"], Some(&["a", "b"]), true);
        check("ForAnyValue:StringNotEquals", &["a"], Some(&["a", "b"]), true);
        check("ForAnyValue:StringNotEquals", &["a"], Some(&["a"]), false);
    }

    /// PROP-041 fails for plain operators and for Null.
    #[test]
    fn plain_operators_lose_with_a_further_context_value() {
        check("StringNotEquals", &["a"], None, true);
        check("StringNotEquals", &["a"], Some(&["b", "c"]), false);
        check("Null", &["true"], None, true);
        check("Null", &["true"], Some(&["b"]), false);
    }

    #[test]
    fn a_key_that_becomes_a_list_is_no_variable() {
        // PROP-041, VAR-012
        check("ForAnyValue:StringEquals", &["${k}"], Some(&["a"]), true);
        check("ForAnyValue:StringEquals", &["${k}"], Some(&["a", "b"]), false);
    }

    /// PROP-043 fails for lists of values, and for missing keys.
    #[test]
    fn a_list_of_values_has_no_order() {
        // Less than the largest, and greater than the smallest.
        check("NumericLessThan", &["4", "6"], Some(&["5"]), true);
        check("NumericGreaterThan", &["4", "6"], Some(&["5"]), true);
        check("NumericLessThan", &["4"], None, false);
        check("NumericGreaterThanEquals", &["4"], None, false);
    }

    /// PROP-030 fails for keys given as a list.
    #[test]
    fn an_asterisk_is_not_like_a_list() {
        check("StringLike", &["*"], Some(&["a", "b"]), false);
        check("StringLike", &["*"], None, false);
        check("StringLike", &["*"], Some(&["a"]), true);
    }
}
