//! Which resource type has an ARN?
//!
//! Rules: BATCH-011 to BATCH-014, BATCH-016, BATCH-017.

use super::model::model;
use crate::arn::Arn;
use crate::data;
use crate::principal::is_account_id;

/// The resource type of an ARN of AWS Batch, or `None` if it is of no type (BATCH-011, BATCH-012).
///
/// ```
/// use verdict_evaluator::service::batch::resource_type;
///
/// assert_eq!(resource_type("arn:aws:batch:us-east-1:123456789012:job-definition/Foo:3"), Some("job-definition-revision"));
/// assert_eq!(resource_type("arn:aws:batch:us-east-1:123456789012:jobqueue/q"), None);
/// ```
pub fn resource_type(arn: &str) -> Option<&'static str> {
    let arn = Arn::new(arn).filter(|arn| arn.service == "batch" && is_account_id(arn.account) && !arn.region.is_empty())?;
    if !data::partitions().iter().any(|partition| partition == arn.partition) {
        return None;
    }
    model().resource_types.iter().find(|facts| fits(&facts.resource, arn.resource)).map(|facts| facts.name.as_str())
}

/// Does the resource part of an ARN fit `job-queue/${JobQueueName}/quota-share/${QuotaShareName}`?
fn fits(pattern: &str, resource: &str) -> bool {
    let (mut wanted, mut given) = (pattern.split('/'), resource.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if piece_fits(wanted, given) => {}
            _ => return false,
        }
    }
}

fn piece_fits(pattern: &str, piece: &str) -> bool {
    if !pattern.starts_with("${") {
        return pattern == piece;
    }
    if pattern.ends_with(":${Revision}") {
        return piece.split_once(':').is_some_and(|(name, revision)| !name.is_empty() && is_number(revision));
    }
    // The identifier of a child job has a colon (BATCH-093); names have none.
    !piece.is_empty() && (pattern == "${JobId}" || !piece.contains(':'))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::resource_type;

    #[test]
    fn every_type_has_its_arn() {
        let of = |resource: &str| resource_type(&format!("arn:aws:batch:us-east-1:123456789012:{resource}"));
        for (resource, expected) in [
            ("compute-environment/ce1", Some("compute-environment")),
            ("consumable-resource/c", Some("consumable-resource")),
            ("job/abc:17", Some("job")),
            ("job-definition/Foo", Some("job-definition")),
            ("job-definition/Foo:3", Some("job-definition-revision")),
            ("job-definition/Foo:x", None),
            ("job-queue/q", Some("job-queue")),
            ("job-queue/q/quota-share/s", Some("quota-share")),
            ("job-queue/q/quota-share", None),
            ("job-queue/", None),
            ("scheduling-policy/fair", Some("scheduling-policy")),
            ("service-environment/se1", Some("service-environment")),
            ("service-job/s", Some("service-job")),
            ("Job-queue/q", None),
        ] {
            assert_eq!(of(resource), expected, "{resource}");
        }
        assert_eq!(resource_type("arn:aws:batch:::job-queue/q"), None, "BATCH-012");
        assert_eq!(resource_type("arn:aws-cn:batch:cn-north-1:123456789012:job-queue/q"), Some("job-queue"));
        assert_eq!(resource_type("arn:aws:s3:us-east-1:123456789012:job-queue/q"), None);
    }
}
