//! Words for condition operators: the rule of each, its verb, and the type of its values.

use crate::operator::BaseOperator;

/// The rule of the operator.
pub(super) const fn rule(base: BaseOperator) -> &'static str {
    use BaseOperator as B;
    match base {
        B::StringEquals => "COND-033",
        B::StringNotEquals => "COND-034",
        B::StringEqualsIgnoreCase => "COND-035",
        B::StringNotEqualsIgnoreCase => "COND-036",
        B::StringLike => "COND-037",
        B::StringNotLike => "COND-041",
        B::NumericEquals => "COND-046",
        B::NumericNotEquals => "COND-049",
        B::NumericLessThan | B::NumericLessThanEquals | B::NumericGreaterThan | B::NumericGreaterThanEquals => "COND-047",
        B::DateEquals | B::DateNotEquals | B::DateLessThan | B::DateLessThanEquals | B::DateGreaterThan | B::DateGreaterThanEquals => {
            "COND-057"
        }
        B::Bool => "COND-059",
        B::BinaryEquals => "COND-062",
        B::IpAddress | B::NotIpAddress => "COND-064",
        B::ArnEquals | B::ArnNotEquals | B::ArnLike | B::ArnNotLike => "COND-071",
        B::Null => "COND-028",
    }
}

/// The operator's positive form between two values, when it matches and when it does not.
pub(super) const fn verb(base: BaseOperator) -> (&'static str, &'static str) {
    use BaseOperator as B;
    match base {
        B::StringEquals | B::StringNotEquals | B::Bool | B::BinaryEquals | B::Null => ("is", "is not"),
        B::StringEqualsIgnoreCase
        | B::StringNotEqualsIgnoreCase
        | B::NumericEquals
        | B::NumericNotEquals
        | B::DateEquals
        | B::DateNotEquals => ("equals", "does not equal"),
        B::StringLike | B::StringNotLike | B::ArnEquals | B::ArnNotEquals | B::ArnLike | B::ArnNotLike => ("matches", "does not match"),
        B::NumericLessThan => ("is less than", "is not less than"),
        B::NumericLessThanEquals => ("is at most", "is not at most"),
        B::NumericGreaterThan => ("is greater than", "is not greater than"),
        B::NumericGreaterThanEquals => ("is at least", "is not at least"),
        B::DateLessThan => ("is before", "is not before"),
        B::DateLessThanEquals => ("is at or before", "is not at or before"),
        B::DateGreaterThan => ("is after", "is not after"),
        B::DateGreaterThanEquals => ("is at or after", "is not at or after"),
        B::IpAddress | B::NotIpAddress => ("lies in", "does not lie in"),
    }
}

/// What a value of the policy must be to be read (COND-025).
pub(super) const fn type_of_policy_value(base: BaseOperator) -> &'static str {
    use BaseOperator as B;
    match base {
        B::StringEquals
        | B::StringNotEquals
        | B::StringEqualsIgnoreCase
        | B::StringNotEqualsIgnoreCase
        | B::StringLike
        | B::StringNotLike
        | B::Null => "text",
        B::NumericEquals
        | B::NumericNotEquals
        | B::NumericLessThan
        | B::NumericLessThanEquals
        | B::NumericGreaterThan
        | B::NumericGreaterThanEquals => "a number",
        B::DateEquals | B::DateNotEquals | B::DateLessThan | B::DateLessThanEquals | B::DateGreaterThan | B::DateGreaterThanEquals => {
            "a date"
        }
        B::Bool => "a truth value",
        B::BinaryEquals => "base64",
        B::IpAddress | B::NotIpAddress => "an IP address or range",
        B::ArnEquals | B::ArnNotEquals | B::ArnLike | B::ArnNotLike => "a whole ARN",
    }
}

/// What a value of the request must be to be read (COND-025): never a range.
pub(super) const fn type_of_request_value(base: BaseOperator) -> &'static str {
    if matches!(base, BaseOperator::IpAddress | BaseOperator::NotIpAddress) { "an IP address" } else { type_of_policy_value(base) }
}

/// Are variables expanded in the operator's values (VAR-006 to VAR-008)?
pub(super) const fn takes_variables(base: BaseOperator) -> bool {
    use BaseOperator as B;
    match base {
        B::StringEquals
        | B::StringNotEquals
        | B::StringEqualsIgnoreCase
        | B::StringNotEqualsIgnoreCase
        | B::StringLike
        | B::StringNotLike
        | B::Bool
        | B::ArnEquals
        | B::ArnNotEquals
        | B::ArnLike
        | B::ArnNotLike => true,
        B::NumericEquals
        | B::NumericNotEquals
        | B::NumericLessThan
        | B::NumericLessThanEquals
        | B::NumericGreaterThan
        | B::NumericGreaterThanEquals
        | B::DateEquals
        | B::DateNotEquals
        | B::DateLessThan
        | B::DateLessThanEquals
        | B::DateGreaterThan
        | B::DateGreaterThanEquals
        | B::BinaryEquals
        | B::IpAddress
        | B::NotIpAddress
        | B::Null => false,
    }
}
