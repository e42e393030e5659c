//! The document under judgement, and its parts with their paths.

use crate::arn::split_fields;
use crate::policy::check::entry_paths;
use crate::policy::variable::{Part, parts};
use crate::policy::{
    Clause, ConditionValue, Element, Environment, KeyTest, List, Policy, PolicyType, PrincipalKind, Principals, Statement, StatementElement,
};
use crate::profile::Profile;
use crate::span::{Span, Spanned};

/// What the checks look at.
#[derive(Clone, Copy)]
pub(super) struct Document<'a> {
    pub(super) policy: &'a Policy,
    /// The source text.
    pub(super) text: &'a str,
    pub(super) environment: &'a Environment,
    /// The readings of disputed rules.
    pub(super) profile: &'a Profile,
}

/// One string of an element, with its place.
pub(super) struct Entry<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
    pub(super) path: String,
}

/// One list of strings, with the statement it belongs to.
pub(super) struct Strings<'a> {
    pub(super) statement: &'a Statement,
    pub(super) list: &'a List<String>,
    pub(super) path: String,
}

/// One condition key under one operator.
pub(super) struct Test<'a> {
    pub(super) clause: &'a Clause,
    pub(super) test: &'a KeyTest,
    pub(super) path: String,
}

impl<'a> Document<'a> {
    pub(super) const fn policy_type(&self) -> PolicyType {
        self.policy.policy_type
    }

    /// The path of a statement.
    pub(super) fn path_of(&self, statement: &Statement) -> String {
        if self.policy.statements_in_list { format!("Statement[{}]", statement.index) } else { "Statement".to_owned() }
    }

    /// The path of an element of a statement.
    pub(super) fn path(&self, statement: &Statement, element: StatementElement) -> String {
        format!("{}.{}", self.path_of(statement), element.name())
    }

    /// `Action` or `NotAction` of each statement.
    pub(super) fn action_lists(self) -> impl Iterator<Item = Strings<'a>> {
        self.policy.statements.iter().map(move |statement| {
            let name = if statement.action.is_negated() { StatementElement::NotAction } else { StatementElement::Action };
            Strings { statement, list: statement.action.content(), path: self.path(statement, name) }
        })
    }

    /// `Resource` or `NotResource` of each statement that has one.
    pub(super) fn resource_lists(self) -> impl Iterator<Item = Strings<'a>> {
        self.policy.statements.iter().filter_map(move |statement| {
            let element = statement.resource.as_ref()?;
            let name = if element.is_negated() { StatementElement::NotResource } else { StatementElement::Resource };
            Some(Strings { statement, list: element.content(), path: self.path(statement, name) })
        })
    }

    /// Each member of each principal map.
    pub(super) fn principal_lists(self) -> impl Iterator<Item = (PrincipalKind, Strings<'a>)> {
        self.principal_elements().flat_map(|(statement, element, path)| {
            let entries = match element.content() {
                Principals::Star(_) => &[][..],
                Principals::Map { entries, .. } => entries,
            };
            entries.iter().map(move |entry| {
                let path = format!("{path}.{}", entry.kind.name());
                (entry.kind.value, Strings { statement, list: &entry.values, path })
            })
        })
    }

    /// `Principal` or `NotPrincipal` of each statement that has one, with its path.
    pub(super) fn principal_elements(self) -> impl Iterator<Item = (&'a Statement, &'a Element<Principals>, String)> {
        self.policy.statements.iter().filter_map(move |statement| {
            let element = statement.principal.as_ref()?;
            let name = if element.is_negated() { StatementElement::NotPrincipal } else { StatementElement::Principal };
            Some((statement, element, self.path(statement, name)))
        })
    }

    pub(super) fn actions(self) -> impl Iterator<Item = Entry<'a>> {
        self.action_lists().flat_map(|list| list.entries())
    }

    pub(super) fn resources(self) -> impl Iterator<Item = Entry<'a>> {
        self.resource_lists().flat_map(|list| list.entries())
    }

    pub(super) fn principals(self) -> impl Iterator<Item = (PrincipalKind, Entry<'a>)> {
        self.principal_lists().flat_map(|(kind, list)| list.entries().map(move |entry| (kind, entry)))
    }

    /// All condition keys under all operators.
    pub(super) fn tests(self) -> impl Iterator<Item = Test<'a>> {
        self.clauses()
            .flat_map(|(clause, path)| clause.tests.iter().map(move |test| Test { clause, test, path: format!("{path}.{}", *test.key) }))
    }

    /// All operators, with their paths.
    pub(super) fn clauses(self) -> impl Iterator<Item = (&'a Clause, String)> {
        self.policy.statements.iter().flat_map(move |statement| {
            let path = self.path(statement, StatementElement::Condition);
            let clauses = statement.condition.iter().flat_map(|condition| &condition.clauses);
            clauses.map(move |clause| (clause, format!("{path}.{}", *clause.name)))
        })
    }

    /// Is nothing written between the brackets or braces at `span`? What is empty in the tree may hold things without meaning.
    pub(super) fn is_written_empty(&self, span: Span) -> bool {
        let written = span.of(self.text).unwrap_or_default();
        written.trim_matches(['[', ']', '{', '}']).trim().is_empty()
    }

    /// The fields of a resource entry that is an ARN; the sixth may be missing.
    pub(super) fn arn_fields<'e>(&self, entry: &'e str) -> Option<Vec<&'e str>> {
        let fields = split_fields(entry, self.policy.language().has_variables());
        (fields.len() >= 3 && fields.first() == Some(&"arn")).then_some(fields)
    }

    /// The pieces of a text; under 2008-10-17 all of it is plain text (VAR-002).
    pub(super) fn parts(self, text: &'a str) -> impl Iterator<Item = (usize, Part<'a>)> {
        let variables = self.policy.language().has_variables();
        let plain = (!variables).then_some((0, Part::Text(text)));
        plain.into_iter().chain(parts(text).filter(move |_| variables))
    }
}

impl<'a> Strings<'a> {
    /// The entries with their paths; a value without brackets has the path of its element.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'a>> + use<'a> {
        entry_paths(&self.path, self.list).map(|(path, entry)| Entry { text: &entry.value, span: entry.span, path })
    }
}

impl<'a> Test<'a> {
    /// The values with their paths.
    pub(super) fn values(&self) -> impl Iterator<Item = (String, &'a Spanned<ConditionValue>)> + use<'a> {
        entry_paths(&self.path, &self.test.values)
    }
}

/// Does the text hold a variable or an escape, well formed?
pub(super) fn has_variable(text: &str) -> bool {
    parts(text).any(|(_, part)| match part {
        Part::Variable { .. } | Part::Escape(_) => true,
        Part::Text(_) | Part::Malformed(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::told;

    #[test]
    fn findings_name_their_places() {
        let check = |statements: &str, expected: &[&str]| {
            let text = format!(r#"{{ "Version": "2012-10-17", "Statement": {statements} }}"#);
            let places: Vec<String> = told(PolicyType::Identity, &text).into_iter().map(|(path, _)| path).collect();
            assert_eq!(places, expected, "{text}");
        };
        let one = |action: &str| format!(r#"{{ "Effect": "Allow", "Action": {action}, "Resource": "*" }}"#);
        let (known, unknown) = (one(r#""batch:ListJobs""#), one(r#""batch:ListJob""#));
        check(&unknown, &["Statement.Action"]);
        check(&format!("[{known}, {unknown}]"), &["Statement[1].Action"]);
        check(&one(r#"["batch:SubmitJob", "batch:ListJob"]"#), &["Statement.Action[1]"]);
        check(&format!("[{known}, {known}]"), &["Statement[1]"]);
    }
}
