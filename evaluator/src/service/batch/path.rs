//! Paths into an input: `containerProperties.image`, `jobs[]`, and the places that they name.

use crate::json::{Node, Value};

/// A value of an input, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    /// Its JSON path from the input's top: `nodeProperties.nodeRangeProperties[1].container`.
    pub(super) path: String,
    /// The value.
    pub(super) node: &'a Node,
}

impl<'a> Place<'a> {
    /// The whole input.
    pub(super) const fn top(node: &'a Node) -> Self {
        Self { path: String::new(), node }
    }

    /// All places that `path` names below this one: `name[]` means every entry of a list. The empty path is the place itself.
    pub(super) fn all(&self, path: &str) -> Vec<Self> {
        if path.is_empty() {
            return vec![self.clone()];
        }
        path.split('.').fold(vec![self.clone()], |places, step| places.iter().flat_map(|place| place.step(step)).collect())
    }

    fn step(&self, step: &str) -> Vec<Self> {
        let (name, entries) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
        let Some(node) = self.node.get(name) else { return Vec::new() };
        let path = joined(&self.path, name);
        if !entries {
            return vec![Self { path, node }];
        }
        let Value::Array(list) = &node.value else { return Vec::new() };
        list.iter().enumerate().map(|(index, node)| Self { path: format!("{path}[{index}]"), node }).collect()
    }
}

/// The value that a path without lists names below `node`.
pub(super) fn value<'a>(node: &'a Node, path: &str) -> Option<&'a Node> {
    path.split('.').try_fold(node, |node, name| node.get(name))
}

/// The text of a string, number or boolean below `node`: numbers as written, booleans as `true` and `false`.
pub(super) fn text(node: &Node, path: &str) -> Option<String> {
    scalar(value(node, path)?)
}

/// The text of a string, number or boolean.
pub(super) fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) | Value::Number(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Is there nothing in it: an empty text, list or object?
pub(super) fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(entries) => entries.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The longest name that stands in a path as it is; no member of the API has one.
const LONGEST_PLAIN: usize = 100;

/// The path of a member. A name that would be misread stands in brackets: `tags["a.b"]`.
pub(super) fn joined(path: &str, name: &str) -> String {
    let plain =
        (1..=LONGEST_PLAIN).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    match (plain, path.is_empty()) {
        (true, true) => name.to_owned(),
        (true, false) => format!("{path}.{name}"),
        (false, _) => format!("{path}[{}]", crate::json::quote(&super::super::error::shortened(name))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, joined};
    use crate::json;

    #[test]
    fn lists_are_walked_in_order() {
        let node = json::read(r#"{ "a": [ { "b": [1, 2] }, { "c": 3 }, { "b": [4] } ] }"#).node.expect("JSON");
        let paths: Vec<String> = Place::top(&node).all("a[].b[]").into_iter().map(|place| place.path).collect();
        assert_eq!(paths, ["a[0].b[0]", "a[0].b[1]", "a[2].b[0]"]);
        assert!(Place::top(&node).all("a[].c[]").is_empty(), "no list");
    }

    #[test]
    fn odd_names_stand_in_brackets() {
        assert_eq!(joined("tags", "a.b"), r#"tags["a.b"]"#);
        assert_eq!(joined("logConfiguration.options", "awslogs-group"), "logConfiguration.options.awslogs-group");
    }
}
