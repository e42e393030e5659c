//! What kind of value an operator compares (COND-011).

use crate::operator::BaseOperator as Base;

/// A family of condition operators.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    String,
    Numeric,
    Date,
    Bool,
    Binary,
    IpAddress,
    Arn,
    Null,
}

/// The family of an operator.
pub(super) const fn family(base: Base) -> Family {
    match base {
        Base::StringEquals
        | Base::StringNotEquals
        | Base::StringEqualsIgnoreCase
        | Base::StringNotEqualsIgnoreCase
        | Base::StringLike
        | Base::StringNotLike => Family::String,
        Base::NumericEquals
        | Base::NumericNotEquals
        | Base::NumericLessThan
        | Base::NumericLessThanEquals
        | Base::NumericGreaterThan
        | Base::NumericGreaterThanEquals => Family::Numeric,
        Base::DateEquals
        | Base::DateNotEquals
        | Base::DateLessThan
        | Base::DateLessThanEquals
        | Base::DateGreaterThan
        | Base::DateGreaterThanEquals => Family::Date,
        Base::Bool => Family::Bool,
        Base::BinaryEquals => Family::Binary,
        Base::IpAddress | Base::NotIpAddress => Family::IpAddress,
        Base::ArnEquals | Base::ArnNotEquals | Base::ArnLike | Base::ArnNotLike => Family::Arn,
        Base::Null => Family::Null,
    }
}
