//! `*` and `?`: a wider pattern matches more.

use verdict_evaluator::arn::split_fields;
use verdict_evaluator::policy::{Effect, Element, List};

use super::Truth;
use super::effects::a_statement;
use super::order::{assert_not_lowered, assert_not_raised};
use crate::generate::{Choices, Varied};

/// PROP-031. Within one field of an ARN, or the name of an action; never in a variable. For a Deny and for a Not-form the direction turns.
pub fn widening_an_entry_only_enlarges(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let Some((place, index)) = a_statement(&varied.question, &mut choices) else { return Truth::Vacuous };
    let mut raises = true;
    let after = varied.question.with_policy(place, |policy| {
        let statement = &mut policy.statements[index];
        let on_action = choices.flip();
        let element = if on_action { Some(&mut statement.action) } else { statement.resource.as_mut() };
        let Some(element) = element else { return };
        raises = (statement.effect.value == Effect::Allow) != element.is_negated();
        let (Element::Is(list) | Element::Not(list)) = element;
        widen_one(list, if on_action { wider_action } else { wider_resource }, &mut choices);
    });
    if raises { assert_not_lowered(&varied.question, &after) } else { assert_not_raised(&varied.question, &after) }
}

fn widen_one(list: &mut List<String>, wider: fn(&str, &mut Choices) -> Option<String>, choices: &mut Choices) {
    let at = choices.below(list.entries.len());
    if let Some(entry) = list.entries.get_mut(at)
        && let Some(text) = wider(&entry.value, choices)
    {
        entry.value = text;
    }
}

fn wider_action(entry: &str, choices: &mut Choices) -> Option<String> {
    let (service, name) = entry.split_once(':')?;
    Some(format!("{service}:{}", wider(name, choices)?))
}

/// Region, account or resource; of IAM's ARNs only what stands behind the kind of resource (RES-025).
fn wider_resource(entry: &str, choices: &mut Choices) -> Option<String> {
    if entry.contains("${") {
        return None;
    }
    let mut fields: Vec<String> = split_fields(entry, false).into_iter().map(str::to_owned).collect();
    if fields.len() != 6 {
        return None;
    }
    if fields[2] == "iam" {
        let (kind, name) = fields[5].split_once('/')?;
        fields[5] = format!("{kind}/{}", wider(name, choices)?);
    } else {
        let field = 3 + choices.below(3);
        fields[field] = wider(&fields[field], choices)?;
    }
    Some(fields.join(":"))
}

/// `text` with `*` in the place of a part without colon, or `?` in the place of one character other than `*`.
fn wider(text: &str, choices: &mut Choices) -> Option<String> {
    let characters: Vec<char> = text.chars().collect();
    let start = choices.below(characters.len() + 1);
    let one = choices.flip();
    let length = if one { 1 } else { choices.below(characters.len() + 1 - start) };
    let replaced = characters.get(start..start + length)?;
    if replaced.contains(&':') || one && replaced.contains(&'*') {
        return None;
    }
    let before = characters[..start].iter();
    let behind = characters[start + length..].iter();
    Some(before.chain(&[if one { '?' } else { '*' }]).chain(behind).collect())
}

#[cfg(test)]
mod tests {
    use verdict_evaluator::pattern::Wildcard;

    /// PROP-031 fails where the replaced character is an asterisk.
    #[test]
    fn one_character_for_an_asterisk_may_lose() {
        assert!(Wildcard::new("a*").matches("abc"));
        assert!(!Wildcard::new("a?").matches("abc"), "PROP-031 fails where the replaced character is an asterisk");
    }
}
