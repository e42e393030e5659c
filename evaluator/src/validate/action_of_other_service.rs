//! *What it finds*: an action of another service than that of the resource to which the policy is attached
//! (`UNSUPPORTED_ACTION_IN_POLICY`).
//!
//! *Why it matters*: such an action never works on this resource, so the entry never matches.
//!
//! *Example*: `kms:Decrypt` in the policy of a bucket. *Better*: `s3:GetObject` here, `kms:Decrypt` in the policy of the key.
//!
//! *Sources*: ACT-022. Only the service is compared, and only for resource types of services that are listed here.

use super::walk::Document;
use super::{Code, Finding};
use crate::pattern::Wildcard;
use crate::policy::PolicyType;

const UNSUPPORTED: Code = Code::error("UNSUPPORTED_ACTION_IN_POLICY", "ACT-022");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    let resource_type = document.environment.resource_type.as_deref().filter(|_| document.policy_type() == PolicyType::Resource);
    let Some((resource_type, prefix)) = resource_type.and_then(|name| Some((name, prefix(name)?))) else { return Vec::new() };
    let foreign = document.actions().filter(|entry| {
        let service = entry.text.split(':').next().unwrap_or_default();
        !Wildcard::new(entry.text).is_asterisks() && !service.eq_ignore_ascii_case(prefix)
    });
    foreign
        .map(|entry| {
            let message = format!("the action `{}` does not work on a resource of type {resource_type}", entry.text);
            UNSUPPORTED.at(entry.span, entry.path, message).with_help(format!("name actions of `{prefix}` only"))
        })
        .collect()
}

/// The service prefix of a resource type.
fn prefix(resource_type: &str) -> Option<&'static str> {
    if resource_type == "AWS::IAM::AssumeRolePolicyDocument" {
        return Some("sts");
    }
    match resource_type.strip_prefix("AWS::")?.split_once("::")?.0 {
        "S3" => Some("s3"),
        "SQS" => Some("sqs"),
        "SNS" => Some("sns"),
        "KMS" => Some("kms"),
        "Lambda" => Some("lambda"),
        "SecretsManager" => Some("secretsmanager"),
        "DynamoDB" => Some("dynamodb"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::{Environment, PolicyType};
    use crate::validate::testing::{check_in, statement};

    #[test]
    fn actions_of_the_resource_are_fine() {
        let check = |resource_type: &str, action: &str, expected: &[&str]| {
            let environment = Environment { resource_type: Some(resource_type.to_owned()), ..Environment::default() };
            let text = statement(&format!(r#""Effect": "Allow", "Principal": "*", "Action": "{action}", "Resource": "*""#));
            check_in(&environment, PolicyType::Resource, &text, expected);
        };
        check("AWS::S3::Bucket", "kms:Decrypt", &["UNSUPPORTED_ACTION_IN_POLICY"]);
        check("AWS::S3::Bucket", "batch:SubmitJob", &["UNSUPPORTED_ACTION_IN_POLICY"]);
        check("AWS::S3::Bucket", "S3:Get*", &[]);
        check("AWS::S3::Bucket", "*", &[]);
        check("AWS::IAM::AssumeRolePolicyDocument", "s3:GetObject", &["UNSUPPORTED_ACTION_IN_POLICY"]);
        check("AWS::Unlisted::Thing", "kms:Decrypt", &[]);
    }
}
