//! The global condition keys: their types and whether they are multivalued (GKEY-001, GKEY-002).

use std::sync::LazyLock;

use crate::json::{self, Node, Value};

/// A key that requests to any service may carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlobalKey {
    /// Its name; a trailing `/${TagKey}` stands for any tag key.
    pub name: String,
    /// `string`, `arn`, `bool`, `date`, `ip`, `numeric`.
    pub data_type: String,
    /// Does a request give it as a list?
    pub multivalued: bool,
    /// When a request carries it.
    pub present: String,
}

/// All keys of the table, in its order.
pub fn keys() -> &'static [GlobalKey] {
    static KEYS: LazyLock<Vec<GlobalKey>> = LazyLock::new(|| table(include_str!("../../data/global-condition-keys.json")));
    &KEYS
}

/// The key called `name`, ignoring letter case; any tag key fits a tag key's place.
///
/// ```
/// use verdict_evaluator::context::global;
///
/// assert!(global::find("aws:tagkeys").unwrap().multivalued);
/// assert!(global::find("aws:RequestTag/team").is_some());
/// assert!(global::find("aws:NoSuchKey").is_none());
/// ```
pub fn find(name: &str) -> Option<&'static GlobalKey> {
    let wanted = name.to_ascii_lowercase();
    keys().iter().find(|key| {
        let known = key.name.to_ascii_lowercase();
        match known.strip_suffix("${tagkey}") {
            Some(prefix) => wanted.strip_prefix(prefix).is_some_and(|tag| !tag.is_empty()),
            None => known == wanted,
        }
    })
}

fn table(text: &str) -> Vec<GlobalKey> {
    let Some(Node { value: Value::Array(rows), .. }) = json::read(text).node else { return Vec::new() };
    rows.iter().filter_map(row).collect()
}

fn row(node: &Node) -> Option<GlobalKey> {
    let text = |name: &str| match &node.get(name)?.value {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let multivalued = node.get("multivalued")?.value == Value::Bool(true);
    Some(GlobalKey { name: text("key")?, data_type: text("type")?, multivalued, present: text("present")? })
}

#[cfg(test)]
mod tests {
    use super::keys;

    #[test]
    fn exactly_seven_keys_are_multivalued() {
        assert_eq!(keys().len(), 62);
        assert_eq!(keys().iter().filter(|key| key.multivalued).count(), 7, "GKEY-002");
    }
}
