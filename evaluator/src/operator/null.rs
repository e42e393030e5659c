//! `Null`: is the key there, with a value that is not null (COND-028 to COND-031)?

use super::{Reason, SetOperator, TestAnswer, non_null_set};
use crate::context::ContextValue;
use crate::policy::ConditionValue;
use crate::profile::{EmptyContextList, NullQualified, Profile};

/// Without set operator. A null set counts as absent (COND-029).
pub(super) fn plain(actual: Option<&ContextValue>, values: &[&ConditionValue], profile: &Profile) -> TestAnswer {
    let empty_list = matches!(actual, Some(ContextValue::Many(list)) if list.is_empty());
    let present = non_null_set(actual).is_some() || empty_list && profile.empty_context_list == EmptyContextList::Present;
    TestAnswer { holds: asked(values, !present), reason: Reason::Presence { present } }
}

/// With a set operator each element is asked; the null set answers as everywhere (COND-031).
pub(super) fn qualified(set: SetOperator, actual: Option<&ContextValue>, values: &[&ConditionValue], profile: &Profile) -> TestAnswer {
    let for_all = set == SetOperator::ForAllValues;
    let list = non_null_set(actual);
    let present = list.is_some();
    let holds = match list {
        _ if profile.null_qualified == NullQualified::QualifierDecides => for_all,
        None => for_all,
        Some(list) if for_all => list.iter().all(|value| asked(values, value.is_empty())),
        Some(list) => list.iter().any(|value| asked(values, value.is_empty())),
    };
    TestAnswer { holds, reason: Reason::Presence { present } }
}

/// Is one of the policy's values, `true` for null and `false` for not null, the answer? Other texts never are (COND-030).
fn asked(values: &[&ConditionValue], null: bool) -> bool {
    let answer = if null { "true" } else { "false" };
    values.iter().any(|value| value.text.eq_ignore_ascii_case(answer))
}
