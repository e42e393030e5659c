//! How a document is written: white space, brackets, letter case, Sid, Id, Version.

use std::rc::Rc;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use verdict_evaluator::action::Action;
use verdict_evaluator::authorizer::Policies;
use verdict_evaluator::context::Context;
use verdict_evaluator::policy::print::print;
use verdict_evaluator::policy::{Element, List, Policy, PolicyType, Principals, Statement, TopElement, Version, parse};
use verdict_evaluator::principal::Principal;
use verdict_evaluator::request::Request;
use verdict_evaluator::resource::Resource;
use verdict_evaluator::span::{Span, Spanned};

use super::Truth;
use super::order::assert_same_decision;
use crate::account::read_account;
use crate::documents::Documents;
use crate::generate::question::reread;
use crate::generate::{Question, Varied};

/// PROP-011. White space and Unicode escapes for the same characters.
pub fn formatting_changes_nothing(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let (blanks, escapes) = (choices.below(4), choices.below(4));
    let after = varied.question.with_policies(|policy| {
        let text = reformatted(&print(policy), blanks, escapes);
        if let Ok(read) = parse(&text, policy.policy_type) {
            *policy = read;
        } else {
            // Longer than a session or control policy may be.
            assert!(text.len() > 2048, "refused: {text}");
        }
    });
    assert_same_decision(&varied.question, &after);
    Truth::held_if(blanks + escapes > 0)
}

/// PROP-012. And printing what was read gives the same text.
pub fn printing_and_reading_keeps_the_decision(varied: &Varied) -> Truth {
    for policy in varied.question.documents() {
        let again = reread(&policy);
        assert_eq!(print(&again), print(&policy));
        assert_eq!(reread(&again), again);
    }
    assert_same_decision(&varied.question, &varied.question.with_policies(|_| {}));
    Truth::Held
}

/// PROP-013.
pub fn one_value_is_a_list_of_one(varied: &Varied) -> Truth {
    let bracketed = varied.question.with_policies(|policy| policy.statements.iter_mut().for_each(|s| set_brackets(s, true)));
    let bare = varied.question.with_policies(|policy| policy.statements.iter_mut().for_each(|s| set_brackets(s, false)));
    assert_same_decision(&varied.question, &bracketed);
    assert_same_decision(&bracketed, &bare)
}

/// PROP-014.
pub fn one_statement_is_a_list_of_one(varied: &Varied) -> Truth {
    let after = varied.question.with_policies(|policy| policy.statements_in_list ^= policy.statements.len() == 1);
    assert_same_decision(&varied.question, &after)
}

/// PROP-025. In the policies and in the request. Resource names do not (PROP-026).
pub fn action_names_ignore_case(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let request = choices.respell(varied.question.request.action.as_str());
    let mut after = varied.question.with_policies(|policy| {
        for statement in &mut policy.statements {
            let (Element::Is(list) | Element::Not(list)) = &mut statement.action;
            list.entries.iter_mut().for_each(|entry| entry.value = choices.respell(&entry.value));
        }
    });
    after.request.action = Action::new(&request).expect("letter case makes no action invalid");
    assert_same_decision(&varied.question, &after)
}

/// PROP-026. The ARN that is asked for, with a letter of its name in the other case, is another resource.
pub fn resource_names_do_not_ignore_case(varied: &Varied) -> Truth {
    let Resource::Arn(arn) = &varied.question.request.resource else { return Truth::Vacuous };
    let place = arn.char_indices().rev().find(|(_, letter)| letter.is_ascii_alphabetic()).map(|(place, _)| place);
    let Some(place) = place.filter(|place| *place > arn.rfind(':').unwrap_or_default() && arn.is_ascii() && !arn.contains(['*', '?', '$']))
    else {
        return Truth::Vacuous;
    };
    let letter = &arn[place..=place];
    let swapped = if letter == letter.to_ascii_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() };
    let other = format!("{}{swapped}{}", &arn[..place], &arn[place + 1..]);
    let named = |arn: &str| {
        let policy = json!({ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "*", "Resource": arn } }).to_string();
        let policy = parse(&policy, PolicyType::Identity).expect("IAM stores it");
        let question = Question {
            policies: Policies { identity: vec![policy], ..Policies::default() },
            request: Request { principal: ana(), ..varied.question.request.clone() },
            profile: varied.question.profile,
        };
        question.ask().trace.iter().any(|traced| traced.answer.applies)
    };
    assert!(named(arn) && !named(&other), "{arn} and {other}");
    Truth::Held
}

/// PROP-023. Inline, managed, or through a group of the user, as the details of an account give them.
pub fn policies_may_be_attached_anywhere(varied: &Varied) -> Truth {
    // URL-encoded, as the API has them, so that every escape stays as it is written.
    let encoded = |policy| Value::String(utf8_percent_encode(&print(policy), NON_ALPHANUMERIC).to_string());
    let texts: Vec<Value> = varied.question.policies.identity.iter().map(encoded).collect();
    let request = Request { principal: ana(), ..varied.question.request.clone() };
    let asked = |place: Place| {
        let details: Rc<str> = account(place, &texts).to_string().into();
        let account = read_account("details", &details).unwrap_or_else(|faulty| panic!("{details}: {:?}", faulty.faults));
        let holdings = account.holdings(&request.principal).unwrap_or_else(|error| panic!("{details}: {error:?}"));
        let documents = Documents { identity: Some(holdings.identity), ..Documents::default() };
        let identity = documents.parse(&varied.question.profile).expect("the policies were read before").identity;
        let policies = Policies { identity, ..varied.question.policies.clone() };
        Question { policies, request: request.clone(), profile: varied.question.profile }.outcome()
    };
    let (inline, managed, group) = (asked(Place::Inline), asked(Place::Managed), asked(Place::Group));
    assert!(inline == managed && managed == group, "{inline:?} inline, {managed:?} managed, {group:?} of a group");
    Truth::held_if(!texts.is_empty())
}

/// Where policies are attached.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Inline,
    Managed,
    Group,
}

fn ana() -> Principal {
    Principal::User { arn: "arn:aws:iam::111122223333:user/ana".to_owned(), id: None }
}

/// The details of an account in which Ana's policies are attached in one place.
fn account(place: Place, texts: &[Value]) -> Value {
    let inline: Vec<Value> =
        texts.iter().enumerate().map(|(index, text)| json!({ "PolicyName": format!("p{index}"), "PolicyDocument": text })).collect();
    let arn = |index: usize| format!("arn:aws:iam::111122223333:policy/p{index}");
    let attached: Vec<Value> =
        (0..texts.len()).map(|index| json!({ "PolicyName": format!("p{index}"), "PolicyArn": arn(index) })).collect();
    let version = |text: &Value| json!({ "VersionId": "v1", "IsDefaultVersion": true, "Document": text });
    let managed: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| {
            json!({ "PolicyName": format!("p{index}"), "Arn": arn(index), "DefaultVersionId": "v1", "PolicyVersionList": [version(text)] })
        })
        .collect();
    let given = |here: Place, list: &[Value]| if here == place { list.to_vec() } else { Vec::new() };
    json!({
        "UserDetailList": [ {
            "UserName": "ana", "UserId": "AIDAANAEXAMPLE000000", "Arn": "arn:aws:iam::111122223333:user/ana", "GroupList": ["g"],
            "UserPolicyList": given(Place::Inline, &inline), "AttachedManagedPolicies": given(Place::Managed, &attached),
        } ],
        "GroupDetailList": [ {
            "GroupName": "g", "GroupId": "AGPAGEXAMPLE00000000", "Arn": "arn:aws:iam::111122223333:group/g",
            "GroupPolicyList": given(Place::Group, &inline), "AttachedManagedPolicies": [],
        } ],
        "RoleDetailList": [],
        "Policies": managed,
    })
}

/// PROP-046. In the policies and in the request; values do not ignore case.
pub fn key_names_ignore_case(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let mut context = Context::default();
    for (name, value) in varied.question.request.context.iter() {
        context.set(&choices.respell(name), value.clone());
    }
    let mut after = varied.question.with_policies(|policy| {
        let conditions = policy.statements.iter_mut().filter_map(|statement| statement.condition.as_mut());
        let tests = conditions.flat_map(|condition| &mut condition.clauses).flat_map(|clause| &mut clause.tests);
        tests.for_each(|test| test.key.value = choices.respell(&test.key.value));
    });
    after.request.context = context;
    assert_same_decision(&varied.question, &after)
}

/// PROP-047. Renamed or removed, Sids kept unique.
pub fn sid_and_id_are_inert(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let after = varied.question.with_policies(|policy| {
        for statement in &mut policy.statements {
            let name = format!("Renamed{}", statement.index);
            statement.sid = statement.sid.take().filter(|_| choices.flip()).map(|sid| Spanned::new(name, sid.span));
        }
        policy.id = policy.id.take().filter(|_| choices.flip()).map(|id| Spanned::new("Renamed".to_owned(), id.span));
    });
    assert_same_decision(&varied.question, &after)
}

/// PROP-048. For documents without `${`. Control policies have one version only (GRAM-020).
pub fn version_is_inert_without_variables(varied: &Varied) -> Truth {
    let mut choices = varied.choices.clone();
    let after = varied.question.with_policies(|policy| {
        let organization = matches!(policy.policy_type, PolicyType::Scp | PolicyType::Rcp);
        if !organization && !print(policy).contains("${") {
            let version = choices.pick(&[None, Some(Version::V2008), Some(Version::V2012)]).copied().flatten();
            set_version(policy, version);
        }
    });
    assert_same_decision(&varied.question, &after)
}

fn set_version(policy: &mut Policy, version: Option<Version>) {
    policy.order.retain(|element| *element != TopElement::Version);
    policy.version = version.map(|version| Spanned::new(version, Span::default()));
    if version.is_some() {
        policy.order.insert(0, TopElement::Version);
    }
}

fn set_brackets(statement: &mut Statement, brackets: bool) {
    fn set<T>(list: &mut List<T>, brackets: bool) {
        list.in_brackets = brackets || list.entries.len() != 1;
    }
    if let Some(Element::Is(Principals::Map { entries, .. }) | Element::Not(Principals::Map { entries, .. })) = &mut statement.principal {
        entries.iter_mut().for_each(|entry| set(&mut entry.values, brackets));
    }
    for element in [Some(&mut statement.action), statement.resource.as_mut()].into_iter().flatten() {
        let (Element::Is(list) | Element::Not(list)) = element;
        set(list, brackets);
    }
    for clause in statement.condition.iter_mut().flat_map(|condition| &mut condition.clauses) {
        clause.tests.iter_mut().for_each(|test| set(&mut test.values, brackets));
    }
}

/// The JSON text with so many blanks between its tokens, and every so manieth letter in strings as an escape.
fn reformatted(text: &str, blanks: usize, escapes: usize) -> String {
    let (mut out, mut in_string, mut letters) = (String::new(), false, 0);
    // How many characters still belong to an escape.
    let mut escape_left = 0;
    for character in text.chars().filter(|character| *character != '\n') {
        let letter = in_string && escape_left == 0 && character.is_ascii_alphabetic();
        letters += usize::from(letter);
        if letter && letters.checked_rem(escapes) == Some(0) {
            out.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            out.push(character);
        }
        match character {
            'u' if escape_left == 1 => escape_left = 4,
            _ if escape_left > 0 => escape_left -= 1,
            '\\' => escape_left = 1,
            '"' => in_string = !in_string,
            ',' | ':' | '[' | '{' if !in_string => out.extend(std::iter::repeat_n([' ', '\t', '\r'][blanks % 3], blanks)),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use verdict_evaluator::decision::Outcome;

    use super::*;
    use crate::property::tests::ana;

    #[test]
    fn resource_names_do_not_ignore_case() {
        let asked = |name: &str| {
            let policy = r#"{ "Effect": "Allow", "Action": "*", "Resource": "arn:aws:batch:us-east-1:111122223333:job-queue/q" }"#;
            ana(policy, "batch:SubmitJob", &format!("arn:aws:batch:us-east-1:111122223333:job-queue/{name}"), &[]).outcome()
        };
        assert_eq!((asked("q"), asked("Q")), (Outcome::Allowed, Outcome::ImplicitDeny), "PROP-026");
    }

    /// PROP-046 fails for values.
    #[test]
    fn values_do_not_ignore_case() {
        let asked = |value: &str| {
            let policy =
                r#"{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "StringEquals": { "batch:User": "ana" } } }"#;
            ana(policy, "batch:ListJobs", "*", &[("BATCH:user", value)]).outcome()
        };
        assert_eq!((asked("ana"), asked("ANA")), (Outcome::Allowed, Outcome::ImplicitDeny), "PROP-046 does not extend to values");
    }

    /// PROP-048 fails with variables.
    #[test]
    fn version_matters_to_variables() {
        let policy = r#"{ "Effect": "Allow", "Action": "*", "Resource": "arn:aws:iam::111122223333:user/${aws:username}" }"#;
        let question = ana(policy, "iam:GetUser", "arn:aws:iam::111122223333:user/ana", &[("aws:username", "ana")]);
        assert_eq!(question.outcome(), Outcome::Allowed);
        let older = question.with_policies(|policy| set_version(policy, Some(Version::V2008)));
        assert_eq!(older.outcome(), Outcome::ImplicitDeny, "PROP-048 fails with variables");
    }

    /// PROP-011 fails for members that stand twice, and for documents that white space makes too long.
    #[test]
    fn what_is_written_may_be_refused() {
        let accepts = |text: &str, policy_type| parse(text, policy_type).is_ok();
        let statement = r#""Effect": "Allow", "Action": "*", "Resource": "*""#;
        let session = |space: &str| format!(r#"{{ "Version": "2012-10-17",{space}"Statement": {{ {statement} }} }}"#);
        assert!(accepts(&session(" "), PolicyType::Session));
        assert!(!accepts(&session(&" ".repeat(2048)), PolicyType::Session));
        let twice = format!(r#"{{ "Version": "2012-10-17", "Statement": {{ {statement}, "Action": "batch:*" }} }}"#);
        assert!(!accepts(&twice, PolicyType::Identity));
    }
}
