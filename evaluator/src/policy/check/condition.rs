//! Which Condition blocks IAM stores (GRAM-010, GRAM-027, COND-005, COND-008, COND-011, COND-012, COND-031, COND-056).

use std::collections::HashMap;

use super::{Findings, entry_paths};
use crate::operator::{BASE_OPERATORS, BaseOperator, date};
use crate::policy::error::{ParseErrorKind as Kind, closest};
use crate::policy::{Clause, Notation, Statement};
use crate::profile::UnquotedNumbers;
use crate::span::Span;

impl Findings<'_> {
    pub(super) fn conditions(&mut self, statement: &Statement) {
        for clause in statement.condition.iter().flat_map(|condition| &condition.clauses) {
            let path = self.path(statement, &format!("Condition.{}", *clause.name));
            self.operator_name(clause, &path);
            self.key_twins(clause, &path);
            self.values(clause, &path);
        }
    }

    /// The name of an operator with an empty object is not checked (COND-005).
    fn operator_name(&mut self, clause: &Clause, path: &str) {
        if clause.operator.is_some() || clause.tests.is_empty() {
            return;
        }
        let name = clause.name.value.clone();
        let bare = name.rsplit(':').next().unwrap_or_default();
        let kind = if bare == "NullIfExists" {
            Kind::NullIfExists { name }
        } else {
            Kind::UnknownOperator { suggestion: suggestion(&name), name }
        };
        self.error(clause.name.span, path, kind);
    }

    /// GRAM-010.
    fn key_twins(&mut self, clause: &Clause, path: &str) {
        let mut seen: HashMap<String, Span> = HashMap::new();
        for test in &clause.tests {
            let key = test.key.to_ascii_lowercase();
            if let Some(first) = seen.get(&key).copied() {
                let kind = Kind::KeyTwins { key: test.key.value.clone(), first };
                self.error(test.key.span, format!("{path}.{}", *test.key), kind);
            }
            seen.entry(key).or_insert(test.key.span);
        }
    }

    /// Dates must be readable (COND-056); numbers without quotation marks may be refused (COND-008).
    fn values(&mut self, clause: &Clause, path: &str) {
        let dates = clause.operator.as_ref().is_some_and(|operator| operator.base.is_date());
        for test in &clause.tests {
            for (path, value) in entry_paths(&format!("{path}.{}", *test.key), &test.values) {
                if dates && date::read(&value.text, self.profile).is_none() {
                    self.error(value.span, path.clone(), Kind::UnreadableDate { text: value.text.clone() });
                }
                if value.notation == Notation::Number && self.profile.unquoted_numbers == UnquotedNumbers::Refused {
                    self.error(value.span, path, Kind::UnquotedNumber);
                }
            }
        }
    }
}

/// The operator that a misspelt name most likely means, with set operator and suffix.
fn suggestion(name: &str) -> Option<String> {
    let (set, rest) = name.rsplit_once(':').map_or(("", name), |(set, rest)| (set.trim_end_matches(':'), rest));
    let lower = rest.to_ascii_lowercase();
    let (base, suffix) = match lower.strip_suffix("ifexists") {
        Some(base) => (base.to_owned(), "IfExists"),
        None => (lower, ""),
    };
    let names: Vec<&str> = BASE_OPERATORS.iter().map(|base: &BaseOperator| base.name()).collect();
    let base = closest(&base, &names)?;
    let set = match set {
        "" => String::new(),
        set => format!("{}:", closest(set, &["ForAllValues", "ForAnyValue"])?),
    };
    Some(format!("{set}{base}{suffix}"))
}

#[cfg(test)]
mod tests {
    use super::suggestion;

    #[test]
    fn a_misspelt_operator_keeps_set_operator_and_suffix() {
        let check = |name: &str, expected: Option<&str>| assert_eq!(suggestion(name).as_deref(), expected, "{name}");
        check("stringEquals", Some("StringEquals"));
        check("StringEqual", Some("StringEquals"));
        check("StringEqualsIfexists", Some("StringEqualsIfExists"));
        check("ForAnyValue::StringEqualsIfExists", Some("ForAnyValue:StringEqualsIfExists"));
        check("forallvalues:StringLik", Some("ForAllValues:StringLike"));
        check("x", None);
        check("ForSomeOfThem:StringEquals", None);
    }
}
