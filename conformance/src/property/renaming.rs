//! Names: of accounts, resources and principals, and variables that stand for them.

use verdict_evaluator::context::{Context, ContextValue, derived};
use verdict_evaluator::decision::Layer;
use verdict_evaluator::pattern::Wildcard;
use verdict_evaluator::policy::print::print;
use verdict_evaluator::policy::{Element, Notation, Policy, Statement};
use verdict_evaluator::principal::Principal;
use verdict_evaluator::resource::Resource;

use super::Truth;
use super::order::assert_same_decision;
use crate::generate::world::ACCOUNTS;
use crate::generate::{Question, Varied};

/// PROP-049. Where one value is neither empty nor made of `*`, `?`, `$` or a colon.
pub fn a_variable_is_as_good_as_its_value(varied: &Varied) -> Truth {
    let context = varied.question.request.context.clone();
    let after = varied.question.with_policies(|policy| {
        if policy.language().has_variables() {
            policy.statements.iter_mut().for_each(|statement| resolve(statement, &context));
        }
    });
    assert_same_decision(&varied.question, &after)
}

/// The variables of generated policies, without defaults.
const VARIABLES: [(&str, &str); 3] =
    [("${aws:username}", "aws:username"), ("${AWS:USERNAME}", "aws:username"), ("${batch:User}", "batch:User")];

/// Writes values for variables in resources, and in conditions under operators that expand them.
fn resolve(statement: &mut Statement, context: &Context) {
    if let Some(Element::Is(list) | Element::Not(list)) = &mut statement.resource {
        list.entries.iter_mut().for_each(|entry| entry.value = resolved(&entry.value, context));
    }
    for clause in statement.condition.iter_mut().flat_map(|condition| &mut condition.clauses) {
        let base = clause.operator.map_or("", |operator| operator.base.name());
        if base.starts_with("String") || base.starts_with("Arn") {
            let values = clause.tests.iter_mut().flat_map(|test| &mut test.values.entries);
            let texts = values.filter(|value| value.value.notation == Notation::String);
            texts.for_each(|value| value.value.text = resolved(&value.value.text, context));
        }
    }
}

fn resolved(text: &str, context: &Context) -> String {
    let mut text = text.to_owned();
    for (variable, key) in VARIABLES {
        if let Some(ContextValue::One(value)) = context.get(key)
            && !value.is_empty()
            && !value.contains(['*', '?', '$', ':'])
        {
            text = text.replace(variable, value);
        }
    }
    text
}

/// PROP-063. No generated pattern covers a part of an account's number.
pub fn accounts_may_be_renamed(varied: &Varied) -> Truth {
    let after = renamed(&varied.question, &|text| text.replace(ACCOUNTS[0], "999988887777"));
    assert_same_decision(&varied.question, &after)
}

/// PROP-064. Of names that the policies' patterns treat alike; none where a variable puts names together.
pub fn names_may_be_changed_one_for_one(varied: &Varied) -> Truth {
    let names = [("/gpu", "/renamed"), ("/Alpha", "/Beta"), ("/ana", "/zo\u{eb}"), ("/q", "/queue-9")];
    let rename = |text: &str| -> String {
        // Whole names only.
        let parts = text.split_inclusive('/').map(|part| part.strip_suffix('/').map_or((part, ""), |part| (part, "/")));
        let mut first = true;
        let change = |(part, end): (&str, &str)| {
            let new = names.iter().find(|(old, _)| !first && old.strip_prefix('/') == Some(part)).map_or(part, |(_, new)| &new[1..]);
            first = false;
            format!("{new}{end}")
        };
        parts.map(change).collect()
    };
    let texts = patterns(&varied.question);
    let subjects = subjects(&varied.question);
    let alike = |pattern: &String, subject: &String| {
        Wildcard::new(pattern).matches(subject) == Wildcard::new(&rename(pattern)).matches(&rename(subject))
    };
    let meets = texts.iter().all(|pattern| !pattern.contains("${") && subjects.iter().all(|subject| alike(pattern, subject)));
    if meets { assert_same_decision(&varied.question, &renamed(&varied.question, &rename)) } else { Truth::Vacuous }
}

/// PROP-065. Of a user or role session, whose keys follow from it; no policy mentions such a key. The statements of a resource may differ.
pub fn identity_layers_do_not_look_at_the_name(varied: &Varied) -> Truth {
    let texts: String = varied.question.documents().iter().map(|policy| print(policy).to_ascii_lowercase()).collect();
    let account = varied.question.request.principal.account().unwrap_or_default().to_owned();
    let other = match &varied.question.request.principal {
        Principal::User { .. } => Principal::User { arn: format!("arn:aws:iam::{account}:user/zoe"), id: None },
        Principal::RoleSession { .. } if !varied.question.request.principal.is_service_linked_role() => Principal::RoleSession {
            arn: Some(format!("arn:aws:sts::{account}:assumed-role/zoe/q")),
            role: Some(format!("arn:aws:iam::{account}:role/zoe")),
            id: None,
        },
        Principal::RoleSession { .. }
        | Principal::FederatedUser { .. }
        | Principal::Root { .. }
        | Principal::Service { .. }
        | Principal::Federated { .. }
        | Principal::Anonymous => return Truth::Vacuous,
    };
    if DESCRIBING.iter().any(|key| texts.contains(key)) {
        return Truth::Vacuous;
    }
    let answers = |principal: &Principal| {
        let mut question = varied.question.clone();
        question.request.principal = principal.clone();
        let owner = question.request.owner().map(str::to_owned);
        derived::add(&mut question.request.context, principal, &derived::Facts::default(), owner.as_deref());
        let of_identity = |layer| matches!(layer, Layer::Identity | Layer::Boundary | Layer::Session | Layer::Scp);
        let trace = question.ask().trace;
        trace.iter().filter(|traced| of_identity(traced.at.layer)).map(|traced| (traced.at, traced.answer.applies)).collect::<Vec<_>>()
    };
    assert_eq!(answers(&varied.question.request.principal), answers(&other), "{varied:?}");
    Truth::Held
}

/// The beginnings of the keys that describe the principal, in lower case.
const DESCRIBING: [&str; 4] = ["aws:principal", "aws:username", "aws:userid", "aws:sourceidentity"];

/// The question with every name in policies and request written anew.
fn renamed(question: &Question, rename: &dyn Fn(&str) -> String) -> Question {
    let mut after = question.with_policies(|policy| rename_policy(policy, rename));
    let request = &mut after.request;
    request.principal = renamed_principal(&request.principal, rename);
    request.resource = Resource::new(&rename(request.resource.as_str())).expect("a renamed resource is a resource");
    request.resource_account = request.resource_account.as_deref().map(rename);
    let mut context = Context::default();
    for (name, value) in request.context.iter() {
        let value = match value {
            ContextValue::One(text) => ContextValue::One(rename(text)),
            ContextValue::Many(texts) => ContextValue::Many(texts.iter().map(|text| rename(text)).collect()),
        };
        context.set(name, value);
    }
    request.context = context;
    let organization = &mut after.policies.organization;
    let accounts = [&mut organization.management_account, &mut organization.scp_account, &mut organization.rcp_account];
    let accounts = accounts.into_iter().flatten().chain(&mut organization.delegated_administrators);
    accounts.for_each(|account| *account = rename(account));
    after
}

fn rename_policy(policy: &mut Policy, rename: &dyn Fn(&str) -> String) {
    use verdict_evaluator::policy::Principals;
    for statement in &mut policy.statements {
        if let Some(Element::Is(Principals::Map { entries, .. }) | Element::Not(Principals::Map { entries, .. })) = &mut statement.principal
        {
            let names = entries.iter_mut().flat_map(|entry| &mut entry.values.entries);
            names.for_each(|name| name.value = rename(&name.value));
        }
        if let Some(Element::Is(list) | Element::Not(list)) = &mut statement.resource {
            list.entries.iter_mut().for_each(|entry| entry.value = rename(&entry.value));
        }
        let clauses = statement.condition.iter_mut().flat_map(|condition| &mut condition.clauses);
        let values = clauses.flat_map(|clause| &mut clause.tests).flat_map(|test| &mut test.values.entries);
        values.for_each(|value| value.value.text = rename(&value.value.text));
    }
}

fn renamed_principal(principal: &Principal, rename: &dyn Fn(&str) -> String) -> Principal {
    match principal.clone() {
        Principal::User { arn, id } => Principal::User { arn: rename(&arn), id },
        Principal::RoleSession { arn, role, id } => {
            Principal::RoleSession { arn: arn.as_deref().map(rename), role: role.as_deref().map(rename), id }
        }
        Principal::FederatedUser { arn, issuer } => Principal::FederatedUser { arn: rename(&arn), issuer: issuer.as_deref().map(rename) },
        Principal::Root { arn, assumed } => Principal::Root { arn: rename(&arn), assumed },
        Principal::Service { name } => Principal::Service { name },
        Principal::Federated { provider } => Principal::Federated { provider: rename(&provider) },
        Principal::Anonymous => Principal::Anonymous,
    }
}

/// What policies compare resources and keys with.
fn patterns(question: &Question) -> Vec<String> {
    let mut all = Vec::new();
    for statement in question.documents().iter().flat_map(|policy| &policy.statements) {
        if let Some(element) = &statement.resource {
            all.extend(element.content().entries.iter().map(|entry| entry.value.clone()));
        }
        for clause in statement.condition.iter().flat_map(|condition| &condition.clauses) {
            all.extend(clause.tests.iter().flat_map(|test| &test.values.entries).map(|value| value.value.text.clone()));
        }
    }
    all
}

/// What the request gives to be compared.
fn subjects(question: &Question) -> Vec<String> {
    let mut all = vec![question.request.resource.as_str().to_owned()];
    for (_, value) in question.request.context.iter() {
        match value {
            ContextValue::One(text) => all.push(text.clone()),
            ContextValue::Many(texts) => all.extend(texts.iter().cloned()),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use verdict_evaluator::decision::Outcome;

    use crate::property::tests::ana;

    /// PROP-049 fails for values that are empty, missing, or hold an asterisk.
    #[test]
    fn some_values_are_not_what_they_look_like() {
        let asked = |name: &str, context: &[(&str, &str)]| {
            let policy = format!(r#"{{ "Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::results/user{name}" }}"#);
            ana(&policy, "s3:GetObject", "arn:aws:s3:::results/user", context).outcome()
        };
        assert_eq!(asked("", &[]), Outcome::Allowed);
        assert_eq!(asked("${aws:PrincipalTag/t}", &[("aws:PrincipalTag/t", "")]), Outcome::ImplicitDeny);
        assert_eq!(asked("${aws:PrincipalTag/t}", &[]), Outcome::ImplicitDeny);
        assert_eq!(asked("*", &[]), Outcome::Allowed);
        assert_eq!(asked("${aws:PrincipalTag/t}", &[("aws:PrincipalTag/t", "*")]), Outcome::ImplicitDeny);
    }

    /// PROP-065 fails for names that a policy asks for.
    #[test]
    fn a_policy_may_ask_for_the_name() {
        let policy = r#"{ "Effect": "Allow", "Action": "*", "Resource": "*",
            "Condition": { "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::*:user/ana" } } }"#;
        let asked = |arn: &str| ana(policy, "batch:ListJobs", "*", &[("aws:PrincipalArn", arn)]).outcome();
        assert_eq!(asked("arn:aws:iam::111122223333:user/ana"), Outcome::Allowed);
        assert_eq!(asked("arn:aws:iam::111122223333:user/zoe"), Outcome::ImplicitDeny, "PROP-065 fails for names that are asked for");
    }
}
