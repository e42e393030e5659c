//! The name of a result: the ARN template of the resource type that was simulated, or `*` (MSG-022).
//!
//! Known are the resource types of AWS Batch. For other services, for actions without resource types, and where the resources are of no
//! one type, the name is `*`.

use verdict_evaluator::pattern::Wildcard;
use verdict_evaluator::resource::Resource;

/// The resource types of AWS Batch: how their resources look behind the account, and the same as template. Of two that fit the first counts.
const TYPES: [(&str, &str); 10] = [
    ("compute-environment/?*", "compute-environment/${ComputeEnvironmentName}"),
    ("consumable-resource/?*", "consumable-resource/${ConsumableResourceName}"),
    ("job-definition/?*:?*", "job-definition/${JobDefinitionName}:${Revision}"),
    ("job-definition/?*", "job-definition/${JobDefinitionName}"),
    ("job-queue/?*/quota-share/?*", "job-queue/${JobQueueName}/quota-share/${QuotaShareName}"),
    ("job-queue/?*", "job-queue/${JobQueueName}"),
    ("job/?*", "job/${JobId}"),
    ("scheduling-policy/?*", "scheduling-policy/${SchedulingPolicyName}"),
    ("service-environment/?*", "service-environment/${ServiceEnvironmentName}"),
    ("service-job/?*", "service-job/${JobId}"),
];

/// The actions of AWS Batch that work on no particular resource, in lower case.
const WITHOUT_RESOURCES: [&str; 11] = [
    "batch:describecomputeenvironments",
    "batch:describejobdefinitions",
    "batch:describejobqueues",
    "batch:describejobs",
    "batch:describeschedulingpolicies",
    "batch:describeserviceenvironments",
    "batch:describeservicejob",
    "batch:listconsumableresources",
    "batch:listjobs",
    "batch:listschedulingpolicies",
    "batch:listservicejobs",
];

/// The name of a result of this action on these resources.
pub(super) fn name(action: &str, resources: &[&Resource]) -> String {
    let general = "*".to_owned();
    if WITHOUT_RESOURCES.contains(&action.to_ascii_lowercase().as_str()) {
        return general;
    }
    let mut templates = resources.iter().map(|resource| template(resource));
    let Some(Some(first)) = templates.next() else { return general };
    if templates.all(|other| other == Some(first)) { format!("arn:${{Partition}}:batch:${{Region}}:${{Account}}:{first}") } else { general }
}

fn template(resource: &Resource) -> Option<&'static str> {
    let arn = resource.arn().filter(|arn| arn.service == "batch")?;
    TYPES.iter().find(|(pattern, _)| Wildcard::new(pattern).matches(arn.resource)).map(|(_, template)| *template)
}
