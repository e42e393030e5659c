//! The details of an account of any size, as AWS prints them; for a test and a benchmark.

/// An account with so many users, roles and managed policies. User `n` has the policies `2n` and `2n + 1`, of which policy `p` allows to
/// read and write `bucket-p`; there must be twice as many policies as users.
pub(crate) fn large_account(users: usize, roles: usize, policies: usize) -> String {
    let group = entry("group", "all", r#""GroupName": "all", "GroupId": "AGPAALLEXAMPLE000000", "AttachedManagedPolicies": []"#);
    format!(
        "{{\n\"UserDetailList\": [\n{}\n],\n\"GroupDetailList\": [\n{group}\n],\n\"RoleDetailList\": [\n{}\n],\n\"Policies\": [\n{}\n]\n}}\n",
        list(users, user),
        list(roles, role),
        list(policies, managed)
    )
}

fn list(count: usize, of: fn(usize) -> String) -> String {
    (0..count).map(of).collect::<Vec<_>>().join(",\n")
}

fn entry(kind: &str, name: &str, members: &str) -> String {
    let date = "2026-01-01T00:00:00+00:00";
    format!(r#"{{ "Path": "/", "Arn": "arn:aws:iam::111122223333:{kind}/{name}", "CreateDate": "{date}", {members} }}"#)
}

fn user(number: usize) -> String {
    let name = format!("user-{number}");
    let attached = [attached(number * 2), attached(number * 2 + 1)].join(", ");
    let members = format!(
        r#""UserName": "{name}", "UserId": "AIDA{number:016}", "GroupList": ["all"], "Tags": [],
  "UserPolicyList": [{}], "AttachedManagedPolicies": [{attached}]"#,
        inline(number)
    );
    entry("user", &name, &members)
}

fn role(number: usize) -> String {
    let name = format!("role-{number}");
    let service = r#""Principal": { "Service": "batch.amazonaws.com" }, "Action": "sts:AssumeRole""#;
    let members = format!(
        r#""RoleName": "{name}", "RoleId": "AROA{number:016}", "InstanceProfileList": [], "Tags": [],
  "AssumeRolePolicyDocument": {{ "Version": "2012-10-17", "Statement": [ {{ "Effect": "Allow", {service} }} ] }},
  "RolePolicyList": [{}], "AttachedManagedPolicies": [{}]"#,
        inline(number),
        attached(number)
    );
    entry("role", &name, &members)
}

fn managed(number: usize) -> String {
    let name = format!("policy-{number}");
    let document = document(number);
    let members = format!(
        r#""PolicyName": "{name}", "DefaultVersionId": "v1", "AttachmentCount": 1,
  "PolicyVersionList": [ {{ "VersionId": "v1", "IsDefaultVersion": true, "Document": {document} }} ]"#
    );
    entry("policy", &name, &members)
}

fn attached(number: usize) -> String {
    format!(r#"{{ "PolicyName": "policy-{number}", "PolicyArn": "arn:aws:iam::111122223333:policy/policy-{number}" }}"#)
}

fn inline(number: usize) -> String {
    format!(r#"{{ "PolicyName": "inline", "PolicyDocument": {} }}"#, document(number))
}

/// A policy of about one kilobyte, over some lines.
fn document(number: usize) -> String {
    let keys = (0..20).map(|key| format!("\n        \"arn:aws:s3:::bucket-{number}/{key}-*\"")).collect::<Vec<_>>().join(",");
    format!(
        r#"{{ "Version": "2012-10-17", "Statement": [
      {{ "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": [{keys},
        "arn:aws:s3:::bucket-{number}/key"] }} ] }}"#
    )
}
