//! *What it finds*: a principal that is written as the unique id of a user (`INVALID_USER_REFERENCE`) or role (`INVALID_ROLE_REFERENCE`).
//!
//! *Why it matters*: IAM shows an id where a user or role was deleted after the policy was saved. Somebody new with the old name is not
//! meant by it.
//!
//! *Example*: `{ "AWS": "AIDACKCEVSQ6C2EXAMPLE" }`. *Better*: `{ "AWS": "arn:aws:iam::111122223333:user/ana" }`, or no entry.
//!
//! *Sources*: PRIN-023.

use super::walk::Document;
use super::{Code, Finding};
use crate::policy::PrincipalKind;
use crate::principal::is_unique_id;

const USER: Code = Code::warning("INVALID_USER_REFERENCE", "PRIN-023");
const ROLE: Code = Code::warning("INVALID_ROLE_REFERENCE", "PRIN-023");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let ids = document.principals().filter(|(kind, entry)| *kind == PrincipalKind::Aws && is_unique_id(entry.text));
    ids.map(|(_, entry)| {
        let (code, who) = if entry.text.starts_with("AROA") { (&ROLE, "role") } else { (&USER, "user") };
        let finding = code.at(entry.span, entry.path, format!("`{}` is the unique id of a {who}", entry.text));
        finding.with_help(format!("write the ARN of the {who}, or take the entry away if it was deleted"))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, trust};

    #[test]
    fn users_and_roles_are_told_apart() {
        let check = |entry: &str, expected: &[&str]| {
            check(PolicyType::Trust, &trust(&format!(r#"{{ "AWS": "{entry}" }}"#)), expected);
        };
        check("AIDACKCEVSQ6C2EXAMPLE", &["INVALID_USER_REFERENCE"]);
        check("AROADBQP57FF2AEXAMPLE", &["INVALID_ROLE_REFERENCE"]);
        check("arn:aws:iam::111122223333:user/AIDACKCEVSQ6C2EXAMPLE", &[]);
    }
}
