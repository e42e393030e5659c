//! The name of a result: the ARN template of the resource type that was simulated, or `*` (MSG-022).
//!
//! Known are the resource types of AWS Batch. For other services, for actions without resource types, and where the resources are of no
//! one type, the name is `*`.

use verdict_evaluator::resource::Resource;
use verdict_evaluator::service::batch::{model, resource_type};

/// The name of a result of this action on these resources.
pub(super) fn name(action: &str, resources: &[&Resource]) -> String {
    let general = "*".to_owned();
    let without_types = |name| model().action(name).is_some_and(|facts| facts.resource_types.is_empty());
    if action.split_once(':').is_some_and(|(service, name)| service.eq_ignore_ascii_case("batch") && without_types(name)) {
        return general;
    }
    let mut templates = resources.iter().map(|resource| template(resource));
    let Some(Some(first)) = templates.next() else { return general };
    if templates.all(|other| other == Some(first)) { format!("arn:${{Partition}}:batch:${{Region}}:${{Account}}:{first}") } else { general }
}

fn template(resource: &Resource) -> Option<&'static str> {
    let of = resource_type(resource.as_str())?;
    model().resource_types.iter().find(|facts| facts.name == of).map(|facts| facts.resource.as_str())
}
