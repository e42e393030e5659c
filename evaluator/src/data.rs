//! The lists that rules speak of and that grow with AWS: partitions, services, actions of STS, AWS Batch's actions.
//!
//! Each is a JSON file under `data/` with its source and date, so that an update is no change of code (RES-003, GRAM-044).

use std::sync::LazyLock;

use crate::json::{self, Value};
use crate::service::batch::model;

/// The partitions that an ARN may name (RES-003).
pub fn partitions() -> &'static [String] {
    static LIST: LazyLock<Vec<String>> = LazyLock::new(|| list(include_str!("../data/partitions.json"), "partitions"));
    &LIST
}

/// All service prefixes (ACT-012).
pub fn services() -> &'static [String] {
    static LIST: LazyLock<Vec<String>> = LazyLock::new(|| list(include_str!("../data/services.json"), "prefixes"));
    &LIST
}

/// The services whose actions resource control policies cover (GRAM-044, EVAL-036).
pub fn rcp_services() -> &'static [String] {
    static LIST: LazyLock<Vec<String>> = LazyLock::new(|| list(include_str!("../data/rcp-services.json"), "services"));
    &LIST
}

/// The names of the actions of AWS STS (GRAM-041).
pub fn sts_actions() -> &'static [String] {
    static LIST: LazyLock<Vec<String>> = LazyLock::new(|| list(include_str!("../data/sts-actions.json"), "actions"));
    &LIST
}

/// The names of the actions of AWS Batch (ACT-012).
pub fn batch_actions() -> &'static [String] {
    static LIST: LazyLock<Vec<String>> = LazyLock::new(|| model().actions.iter().map(|action| action.name.clone()).collect());
    &LIST
}

/// Is this condition key of AWS Batch multivalued? `None` for other keys (COND-085).
pub fn batch_key_is_multivalued(key: &str) -> Option<bool> {
    model().key(key).map(|facts| facts.multivalued)
}

/// The strings of the array `name` in a JSON object.
fn list(source: &str, name: &str) -> Vec<String> {
    let node = json::read(source).node;
    let Some(Value::Array(entries)) = node.as_ref().and_then(|node| node.get(name)).map(|list| &list.value) else {
        return Vec::new();
    };
    entries.iter().filter_map(|entry| text(&entry.value)).collect()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_list_is_read() {
        assert!(super::partitions().contains(&"aws-cn".to_owned()));
        assert!(super::services().contains(&"batch".to_owned()));
        assert!(super::rcp_services().contains(&"s3".to_owned()) && !super::rcp_services().contains(&"batch".to_owned()));
        assert!(super::sts_actions().contains(&"AssumeRole".to_owned()));
        assert_eq!(super::batch_actions().len(), 46);
        assert_eq!(super::batch_key_is_multivalued("batch:user"), Some(false));
    }
}
