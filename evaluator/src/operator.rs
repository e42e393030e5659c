//! Condition operators: set operator × base operator × `IfExists`, and what each answers.
//!
//! The procedure is that at the head of the rule book's part on conditions. For one entry `operator: { key: values }`:
//!
//! 1. `Null` looks at presence only ([`null`]).
//! 2. With a set operator: a null set makes `ForAllValues` true and `ForAnyValue` false; otherwise the base operator is asked of each value
//!    of the context, and the answers are joined with *all* or *any*.
//! 3. Without one: a missing key is true for `IfExists` and for negated operators, a multivalued key is false.
//! 4. The base operator on one value: positive if a policy value matches; negated if none matches and nothing was unreadable.
//!
//! Rules: COND-001 to COND-004, COND-010 to COND-015, COND-023 to COND-027, COND-072 to COND-088; one file for each type of value.

pub mod arn;
pub mod binary;
pub mod boolean;
pub mod date;
pub mod ip;
pub mod null;
pub mod numeric;
pub mod string;

use crate::context::{Context, ContextValue};
use crate::policy::variable::Expansion;
use crate::policy::{Condition, ConditionValue, KeyTest, Version};
use crate::profile::{
    EmptyContextList, EmptyStringsInList, EmptyValueList, ForAllNotLike, ForAnyIfExists, NullQualified, Profile, SubstitutedInCondition,
    TypeError,
};

/// A condition operator with what stands before and behind it (COND-010).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operator {
    /// `ForAllValues:` or `ForAnyValue:`
    pub set: Option<SetOperator>,
    /// The operator itself.
    pub base: BaseOperator,
    /// With the suffix `IfExists`.
    pub if_exists: bool,
}

/// How the answers for the values of a multivalued key are joined (COND-072, COND-074).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetOperator {
    /// Every value must satisfy the operator.
    ForAllValues,
    /// One value must satisfy the operator.
    ForAnyValue,
}

impl SetOperator {
    /// As a policy writes it, without the colon.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ForAllValues => "ForAllValues",
            Self::ForAnyValue => "ForAnyValue",
        }
    }
}

macro_rules! base_operators {
    ($( $name:ident ),+ $(,)?) => {
        /// The base operators; there are no others (COND-011).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each variant is the operator of that name")]
        pub enum BaseOperator { $( $name, )+ }

        /// All base operators, in the order of the rule.
        pub const BASE_OPERATORS: &[BaseOperator] = &[$( BaseOperator::$name, )+];

        impl BaseOperator {
            /// As a policy writes it.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$name => stringify!($name), )+ }
            }
        }
    };
}

base_operators! {
    StringEquals, StringNotEquals, StringEqualsIgnoreCase, StringNotEqualsIgnoreCase, StringLike, StringNotLike,
    NumericEquals, NumericNotEquals, NumericLessThan, NumericLessThanEquals, NumericGreaterThan, NumericGreaterThanEquals,
    DateEquals, DateNotEquals, DateLessThan, DateLessThanEquals, DateGreaterThan, DateGreaterThanEquals,
    Bool, BinaryEquals, IpAddress, NotIpAddress, ArnEquals, ArnNotEquals, ArnLike, ArnNotLike, Null,
}

impl BaseOperator {
    /// Is it one of the eight negated operators (COND-013)?
    pub const fn is_negated(self) -> bool {
        matches!(
            self,
            Self::StringNotEquals
                | Self::StringNotEqualsIgnoreCase
                | Self::StringNotLike
                | Self::NumericNotEquals
                | Self::DateNotEquals
                | Self::NotIpAddress
                | Self::ArnNotEquals
                | Self::ArnNotLike
        )
    }

    /// Does it compare dates?
    pub const fn is_date(self) -> bool {
        matches!(
            self,
            Self::DateEquals
                | Self::DateNotEquals
                | Self::DateLessThan
                | Self::DateLessThanEquals
                | Self::DateGreaterThan
                | Self::DateGreaterThanEquals
        )
    }
}

impl Operator {
    /// The operator that a name spells exactly (COND-010, COND-012). `NullIfExists` is none (COND-031).
    ///
    /// ```
    /// use verdict_evaluator::operator::{BaseOperator, Operator, SetOperator};
    /// use verdict_evaluator::profile::Profile;
    ///
    /// let operator = Operator::from_name("ForAnyValue:StringLikeIfExists", &Profile::default()).unwrap();
    /// assert_eq!(operator.set, Some(SetOperator::ForAnyValue));
    /// assert_eq!(operator.base, BaseOperator::StringLike);
    /// assert!(operator.if_exists);
    /// assert!(Operator::from_name("stringlike", &Profile::default()).is_none());
    /// ```
    pub fn from_name(name: &str, profile: &Profile) -> Option<Self> {
        let (set, rest) = if let Some(rest) = name.strip_prefix("ForAllValues:") {
            (Some(SetOperator::ForAllValues), rest)
        } else if let Some(rest) = name.strip_prefix("ForAnyValue:") {
            (Some(SetOperator::ForAnyValue), rest)
        } else {
            (None, name)
        };
        let (base, if_exists) = rest.strip_suffix("IfExists").map_or((rest, false), |base| (base, true));
        let base = BASE_OPERATORS.iter().copied().find(|known| known.name() == base)?;
        if base == BaseOperator::Null && if_exists {
            let ignored = profile.null_qualified == NullQualified::IfExistsIgnored;
            return ignored.then_some(Self { set, base, if_exists: false });
        }
        Some(Self { set, base, if_exists })
    }
}

impl std::fmt::Display for Operator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(set) = self.set {
            write!(f, "{}:", set.name())?;
        }
        write!(f, "{}{}", self.base.name(), if self.if_exists { "IfExists" } else { "" })
    }
}

/// What conditions are evaluated against.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The keys of the request.
    pub context: &'a Context,
    /// The language version of the policy; variables exist only in 2012-10-17 (VAR-002).
    pub version: Version,
    /// The readings of the disputed rules.
    pub profile: &'a Profile,
}

impl<'a> Setting<'a> {
    /// How variables are expanded in condition values.
    pub fn expansion(&self) -> Expansion<'a> {
        Expansion {
            context: self.context,
            variables: self.version.has_variables(),
            live_wildcards: self.profile.substituted_in_condition == SubstitutedInCondition::Live,
            profile: self.profile,
        }
    }
}

/// Whether one entry of a Condition block holds, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestAnswer {
    /// Does the entry hold?
    pub holds: bool,
    /// What decided it.
    pub reason: Reason,
}

/// What decided an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The name is no operator; such an entry never holds (only in documents that IAM would not store).
    UnknownOperator,
    /// The request does not carry the key.
    MissingKey,
    /// The request gives a list, and there is no set operator (COND-084).
    Multivalued(Vec<String>),
    /// The key is missing or holds only empty strings, under a set operator (COND-073, COND-075).
    NullSet,
    /// `Null` was asked, which looks at presence only.
    Presence {
        /// Is the key there and not null?
        present: bool,
    },
    /// The policy lists no values, which under the other reading of COND-015 restricts nothing.
    NoValues,
    /// The values of the context were compared, each with the values of the policy.
    Compared(Vec<Comparison>),
}

/// One value of the context against the values of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The value of the context.
    pub actual: String,
    /// What each value of the policy answered, in their order, up to the first that matched.
    pub results: Vec<Match>,
    /// Does the operator, polarity included, hold for this value?
    pub holds: bool,
}

/// One value of the context against one value of the policy, for the positive form of the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// It matches.
    Yes,
    /// It does not match.
    No,
    /// The policy's value names this variable, which has no value; it never matches (VAR-013, VAR-014).
    NoValue(String),
    /// The value of the context cannot be read as the operator's type (COND-025).
    UnreadableContext,
    /// The value of the policy cannot be read as the operator's type (COND-025).
    UnreadablePolicy,
}

impl Match {
    const fn of(matches: bool) -> Self {
        if matches { Self::Yes } else { Self::No }
    }
}

/// Does a Condition block hold? All entries of all operators must (COND-001, COND-002); an empty block does (COND-005).
///
/// ```
/// use verdict_evaluator::context::Context;
/// use verdict_evaluator::operator::{Setting, block_holds};
/// use verdict_evaluator::policy::{PolicyType, Version, parse};
/// use verdict_evaluator::profile::Profile;
///
/// let policy = parse(
///     r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Action": "*", "Resource": "*",
///          "Condition": { "StringNotEquals": { "batch:User": "nobody" } } } }"#,
///     PolicyType::Identity,
/// ).unwrap();
/// let condition = policy.statements[0].condition.as_ref().unwrap();
/// let setting = Setting { context: &Context::default(), version: Version::V2012, profile: &Profile::default() };
/// assert!(block_holds(condition, &setting)); // a negated operator holds on a missing key
/// ```
pub fn block_holds(condition: &Condition, setting: &Setting<'_>) -> bool {
    condition.clauses.iter().all(|clause| clause.tests.iter().all(|test| entry_holds(clause.operator.as_ref(), test, setting).holds))
}

/// Does one entry `operator: { key: values }` hold for this request?
pub fn entry_holds(operator: Option<&Operator>, test: &KeyTest, setting: &Setting<'_>) -> TestAnswer {
    let Some(operator) = operator else { return TestAnswer { holds: false, reason: Reason::UnknownOperator } };
    let values: Vec<&ConditionValue> = test.values.iter().map(|value| &value.value).collect();
    let actual = setting.context.get(&test.key);
    let restricts_nothing = setting.profile.empty_value_list == EmptyValueList::RestrictsNothing;
    if values.is_empty() && restricts_nothing && operator.set.is_none() && !operator.if_exists {
        return TestAnswer { holds: true, reason: Reason::NoValues };
    }
    match (operator.base, operator.set) {
        (BaseOperator::Null, None) => null::plain(actual, &values, setting.profile),
        (BaseOperator::Null, Some(set)) => null::qualified(set, actual, &values, setting.profile),
        (_, Some(set)) => set_holds(operator, set, actual, &values, setting),
        (_, None) => plain_holds(operator, actual, &values, setting),
    }
}

/// Without set operator: a missing key by COND-023, COND-024 and COND-026, a list never (COND-084), a value by the base operator.
fn plain_holds(operator: &Operator, actual: Option<&ContextValue>, values: &[&ConditionValue], setting: &Setting<'_>) -> TestAnswer {
    match actual {
        Some(ContextValue::One(actual)) => {
            let comparison = compare(operator.base, actual, values, setting);
            TestAnswer { holds: comparison.holds, reason: Reason::Compared(vec![comparison]) }
        }
        Some(ContextValue::Many(list)) if !list.is_empty() || setting.profile.empty_context_list == EmptyContextList::Present => {
            TestAnswer { holds: false, reason: Reason::Multivalued(list.clone()) }
        }
        Some(ContextValue::Many(_)) | None => {
            TestAnswer { holds: operator.if_exists || operator.base.is_negated(), reason: Reason::MissingKey }
        }
    }
}

/// With a set operator: the null set by COND-073, COND-075 and COND-080, otherwise each value on its own (COND-072, COND-074, COND-081).
fn set_holds(
    operator: &Operator,
    set: SetOperator,
    actual: Option<&ContextValue>,
    values: &[&ConditionValue],
    setting: &Setting<'_>,
) -> TestAnswer {
    let answer = match non_null_set(actual) {
        None => {
            let rescued = operator.if_exists && setting.profile.for_any_if_exists == ForAnyIfExists::True;
            TestAnswer { holds: set == SetOperator::ForAllValues || rescued, reason: Reason::NullSet }
        }
        Some(list) => {
            let skipped = |value: &&String| value.is_empty() && setting.profile.empty_strings_in_list == EmptyStringsInList::Skipped;
            let comparisons: Vec<Comparison> =
                list.iter().filter(|value| !skipped(value)).map(|value| compare(operator.base, value, values, setting)).collect();
            let holds = match set {
                SetOperator::ForAllValues => comparisons.iter().all(|comparison| comparison.holds),
                SetOperator::ForAnyValue => comparisons.iter().any(|comparison| comparison.holds),
            };
            TestAnswer { holds, reason: Reason::Compared(comparisons) }
        }
    };
    let turned = setting.profile.for_all_not_like == ForAllNotLike::ExampleTable
        && set == SetOperator::ForAllValues
        && operator.base == BaseOperator::StringNotLike;
    TestAnswer { holds: answer.holds != turned, reason: answer.reason }
}

/// The values of a key that is no null set: a null set is a missing key, an empty list, or nothing but empty strings.
fn non_null_set(actual: Option<&ContextValue>) -> Option<&[String]> {
    let list = match actual? {
        ContextValue::One(value) => std::slice::from_ref(value),
        ContextValue::Many(list) => list,
    };
    list.iter().any(|value| !value.is_empty()).then_some(list)
}

/// The base operator on one value: positive if a policy value matches (COND-003); negated if none does and none was unreadable (COND-004,
/// COND-025).
fn compare(base: BaseOperator, actual: &str, values: &[&ConditionValue], setting: &Setting<'_>) -> Comparison {
    let mut results = Vec::with_capacity(values.len());
    for wanted in values {
        let result = positive_match(base, actual, &wanted.text, setting);
        let matched = result == Match::Yes;
        results.push(result);
        if matched {
            break;
        }
    }
    let matched = results.last() == Some(&Match::Yes);
    let unreadable = results.iter().any(|result| matches!(result, Match::UnreadableContext | Match::UnreadablePolicy));
    let tolerated = setting.profile.type_error == TypeError::NegatedIsTrue;
    let holds = if base.is_negated() { !matched && (!unreadable || tolerated) } else { matched };
    Comparison { actual: actual.to_owned(), results, holds }
}

/// Does `actual` match `wanted` under the positive form of the operator?
fn positive_match(base: BaseOperator, actual: &str, wanted: &str, setting: &Setting<'_>) -> Match {
    use BaseOperator as B;
    match base {
        B::StringEquals | B::StringNotEquals => string::equals(actual, wanted, setting),
        B::StringEqualsIgnoreCase | B::StringNotEqualsIgnoreCase => string::equals_ignore_case(actual, wanted, setting),
        B::StringLike | B::StringNotLike => string::like(actual, wanted, setting),
        B::NumericEquals | B::NumericNotEquals => numeric::compare(actual, wanted, setting.profile, std::cmp::Ordering::is_eq),
        B::NumericLessThan => numeric::compare(actual, wanted, setting.profile, std::cmp::Ordering::is_lt),
        B::NumericLessThanEquals => numeric::compare(actual, wanted, setting.profile, std::cmp::Ordering::is_le),
        B::NumericGreaterThan => numeric::compare(actual, wanted, setting.profile, std::cmp::Ordering::is_gt),
        B::NumericGreaterThanEquals => numeric::compare(actual, wanted, setting.profile, std::cmp::Ordering::is_ge),
        B::DateEquals | B::DateNotEquals => date::compare(actual, wanted, setting.profile, std::cmp::Ordering::is_eq),
        B::DateLessThan => date::compare(actual, wanted, setting.profile, std::cmp::Ordering::is_lt),
        B::DateLessThanEquals => date::compare(actual, wanted, setting.profile, std::cmp::Ordering::is_le),
        B::DateGreaterThan => date::compare(actual, wanted, setting.profile, std::cmp::Ordering::is_gt),
        B::DateGreaterThanEquals => date::compare(actual, wanted, setting.profile, std::cmp::Ordering::is_ge),
        B::Bool => boolean::equals(actual, wanted, setting),
        B::BinaryEquals => binary::equals(actual, wanted, setting.profile),
        B::IpAddress | B::NotIpAddress => ip::contains(actual, wanted, setting.profile),
        B::ArnEquals | B::ArnNotEquals | B::ArnLike | B::ArnNotLike => arn::like(actual, wanted, setting),
        B::Null => Match::No,
    }
}

#[cfg(test)]
mod tests {
    use super::Operator;
    use crate::profile::Profile;

    #[test]
    fn operators_are_written_as_they_are_read() {
        let check = |name: &str| {
            let operator = Operator::from_name(name, &Profile::default()).map(|operator| operator.to_string());
            assert_eq!(operator.as_deref(), Some(name));
        };
        check("Bool");
        check("StringNotEqualsIgnoreCase");
        check("NumericLessThanIfExists");
        check("ForAllValues:StringLike");
        check("ForAnyValue:ArnNotLikeIfExists");
    }
}
