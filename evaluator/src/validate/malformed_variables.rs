//! *What it finds*: something in a condition value that begins like a variable and is none: `MISSING_BRACE_IN_VARIABLE`,
//! `EMPTY_VARIABLE`, `UNSUPPORTED_SPACE_IN_VARIABLE`, `MISSING_QUOTE_IN_VARIABLE`.
//!
//! *Why it matters*: it has no value, so the whole value never matches.
//!
//! *Example*: `${aws:username, 'nobody}`. *Better*: `${aws:username, 'nobody'}`.
//!
//! *Sources*: VAR-019. In `Resource` and `NotResource` the parser refuses them (RES-039).

use super::walk::Document;
use super::{Code, Finding};
use crate::policy::variable::{Fault, Part};

const BRACE: Code = Code::error("MISSING_BRACE_IN_VARIABLE", "VAR-019");
const EMPTY: Code = Code::error("EMPTY_VARIABLE", "VAR-019");
const SPACE: Code = Code::error("UNSUPPORTED_SPACE_IN_VARIABLE", "VAR-019");
const QUOTE: Code = Code::error("MISSING_QUOTE_IN_VARIABLE", "VAR-019");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let values = document.tests().flat_map(|test| test.values());
    let faults = values.flat_map(|(path, value)| {
        let parts = document.parts(&value.text).filter_map(|(_, part)| match part {
            Part::Malformed(fault) => Some(fault),
            Part::Text(_) | Part::Escape(_) | Part::Variable { .. } => None,
        });
        parts.map(move |fault| {
            let (code, what) = words(fault);
            code.at(value.span, path.as_str(), format!("{what} in `{}`", value.text))
        })
    });
    faults.collect()
}

const fn words(fault: Fault) -> (Code, &'static str) {
    match fault {
        Fault::MissingBrace => (BRACE, "`${` is never closed"),
        Fault::Empty => (EMPTY, "a variable has no name"),
        Fault::Space => (SPACE, "a variable's name has a blank"),
        Fault::Quote => (QUOTE, "a default value is not written `, 'text'`"),
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, condition};

    #[test]
    fn each_fault_has_its_code() {
        let check = |value: &str, expected: &[&str]| {
            check(PolicyType::Identity, &condition(&format!(r#"{{ "StringEquals": {{ "batch:User": "{value}" }} }}"#)), expected);
        };
        check("${aws:username", &["MISSING_BRACE_IN_VARIABLE"]);
        check("${}", &["EMPTY_VARIABLE"]);
        check("${aws: username}", &["UNSUPPORTED_SPACE_IN_VARIABLE"]);
        check("${aws:username, 'nobody}", &["MISSING_QUOTE_IN_VARIABLE"]);
        check("${} and ${", &["EMPTY_VARIABLE", "MISSING_BRACE_IN_VARIABLE"]);
        check("${aws:username, 'nobody'}", &[]);
    }
}
