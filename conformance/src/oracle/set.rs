//! `ForAllValues` and `ForAnyValue` as the rule book defines them (COND-072 to COND-077, COND-080, COND-088).

/// No value at all, or nothing but empty strings.
pub fn is_null(values: &[String]) -> bool {
    values.iter().all(String::is_empty)
}

/// True of the null set; otherwise each value must satisfy the operator.
pub fn for_all(values: &[String], satisfies: impl Fn(&String) -> bool) -> bool {
    is_null(values) || values.iter().all(satisfies)
}

/// False of the null set; otherwise one value must satisfy the operator.
pub fn for_any(values: &[String], satisfies: impl Fn(&String) -> bool) -> bool {
    !is_null(values) && values.iter().any(satisfies)
}
