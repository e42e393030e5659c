//! The canonical layout of case files: what fits on a line stands on one, everything else one entry a line.
//!
//! Texts of strings and numbers stay as they were written, escapes included; only white space changes.

use verdict_evaluator::json::{Node, Value};

use crate::reading::{self, Read};

/// How long a line may become.
const WIDTH: usize = 120;

/// The canonical layout of a JSON text.
///
/// # Errors
/// The text is not JSON, or a name stands twice in one object.
pub fn layout(text: &str) -> Read<String> {
    let node = reading::json(text)?;
    let mut out = String::new();
    write(&node, text, 0, 0, &mut out);
    out.push('\n');
    Ok(out)
}

/// Writes a value that starts behind `before` characters of its line.
fn write(node: &Node, text: &str, indent: usize, before: usize, out: &mut String) {
    let line = on_one_line(node, text);
    let top = indent == 0 && matches!(&node.value, Value::Object(members) if !members.is_empty());
    if !top && before + line.chars().count() < WIDTH {
        out.push_str(&line);
        return;
    }
    let inner = indent + 2;
    match &node.value {
        Value::Array(entries) if !entries.is_empty() => {
            out.push('[');
            for (index, entry) in entries.iter().enumerate() {
                new_line(index, inner, out);
                write(entry, text, inner, inner, out);
            }
            close(']', indent, out);
        }
        Value::Object(members) if !members.is_empty() => {
            out.push('{');
            for (index, member) in members.iter().enumerate() {
                new_line(index, inner, out);
                let name = member.name.span.of(text).unwrap_or_default();
                out.push_str(name);
                out.push_str(": ");
                write(&member.value, text, inner, inner + name.chars().count() + 2, out);
            }
            close('}', indent, out);
        }
        Value::Array(_) | Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => out.push_str(&line),
    }
}

fn new_line(index: usize, indent: usize, out: &mut String) {
    out.push_str(if index == 0 { "\n" } else { ",\n" });
    out.extend(std::iter::repeat_n(' ', indent));
}

fn close(bracket: char, indent: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
    out.push(bracket);
}

fn on_one_line(node: &Node, text: &str) -> String {
    match &node.value {
        Value::Array(entries) if !entries.is_empty() => {
            let entries: Vec<String> = entries.iter().map(|entry| on_one_line(entry, text)).collect();
            format!("[{}]", entries.join(", "))
        }
        Value::Array(_) => "[]".to_owned(),
        Value::Object(members) if !members.is_empty() => {
            let members: Vec<String> = members
                .iter()
                .map(|member| format!("{}: {}", member.name.span.of(text).unwrap_or_default(), on_one_line(&member.value, text)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Object(_) => "{}".to_owned(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => node.span.of(text).unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::layout;

    #[test]
    fn keeps_texts_and_is_stable() {
        let text = r#"{"topic":"a","cases":[{"name":"x","context":{"k":1.0e3,"s":"\u00e9"},"why":"A long sentence that does not fit on one line together with everything else that stands here."}],"empty":{}}"#;
        let once = layout(text).unwrap();
        assert!(once.contains("1.0e3") && once.contains(r"\u00e9"));
        assert_eq!(layout(&once).unwrap(), once);
    }
}
