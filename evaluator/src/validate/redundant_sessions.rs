//! *What it finds*: a session in the `Principal` of a role trust policy beside the role that the session belongs to
//! (`REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY`).
//!
//! *Why it matters*: naming the role trusts all its sessions; the session adds nothing.
//!
//! *Example*: `["arn:aws:iam::111122223333:role/R", "arn:aws:sts::111122223333:assumed-role/R/s1"]`. *Better*: the role alone, or the
//! session alone if nobody else is meant.
//!
//! *Sources*: PRIN-036, PRIN-012.

use std::collections::HashSet;

use super::walk::Document;
use super::{Code, Finding};
use crate::arn::Arn;
use crate::policy::{PolicyType, PrincipalKind};

const REDUNDANT: Code = Code::suggestion("REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY", "PRIN-036");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    if document.policy_type() != PolicyType::Trust {
        return Vec::new();
    }
    let lists = document.principal_lists().filter(|(kind, _)| *kind == PrincipalKind::Aws);
    lists
        .flat_map(|(_, list)| {
            let roles: HashSet<Role<'_>> = list.list.iter().filter_map(|entry| role(entry)).collect();
            let sessions = list.entries().filter(move |entry| role_of_session(entry.text).is_some_and(|role| roles.contains(&role)));
            sessions.map(|entry| {
                let message = format!("the role of the session `{}` is listed too", entry.text);
                REDUNDANT.at(entry.span, entry.path, message).with_help("keep the role or the session, whichever is meant")
            })
        })
        .collect()
}

/// Partition, account, and name without path: what role and session have in common.
type Role<'a> = (&'a str, &'a str, &'a str);

fn role(text: &str) -> Option<Role<'_>> {
    let arn = Arn::new(text).filter(|arn| arn.service == "iam")?;
    let name = arn.resource.strip_prefix("role/")?.rsplit('/').next()?;
    Some((arn.partition, arn.account, name))
}

fn role_of_session(text: &str) -> Option<Role<'_>> {
    let arn = Arn::new(text).filter(|arn| arn.service == "sts")?;
    let (name, _) = arn.resource.strip_prefix("assumed-role/")?.split_once('/')?;
    Some((arn.partition, arn.account, name))
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, trust};

    #[test]
    fn a_session_beside_its_role() {
        let check = |role: &str, expected: &[&str]| {
            let session = "arn:aws:sts::111122223333:assumed-role/R/s1";
            check(PolicyType::Trust, &trust(&format!(r#"{{ "AWS": ["{role}", "{session}"] }}"#)), expected);
        };
        check("arn:aws:iam::111122223333:role/R", &["REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY"]);
        check("arn:aws:iam::111122223333:role/path/R", &["REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY"]);
        check("arn:aws:iam::111122223333:role/S", &[]);
        check("arn:aws:iam::444455556666:role/R", &[]);
    }
}
