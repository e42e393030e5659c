//! Policy to text, as its author would write it: order, lists and notations are kept, white space is made uniform.

use crate::json::quote;
use crate::policy::{ConditionValue, Element, List, Notation, Policy, Principals, Statement, StatementElement, TopElement};

/// Writes the policy as JSON, indented by two blanks.
///
/// Reading the result gives the same policy but for its spans, and printing that gives the same text.
///
/// ```
/// use verdict_evaluator::policy::{PolicyType, parse, print::print};
///
/// let text = r#"{"Statement":{"Effect":"Allow","Action":"batch:ListJobs","Resource":["*"]}}"#;
/// let printed = print(&parse(text, PolicyType::Identity).unwrap());
/// assert_eq!(print(&parse(&printed, PolicyType::Identity).unwrap()), printed);
/// ```
pub fn print(policy: &Policy) -> String {
    let mut out = Printer { text: String::new(), depth: 0 };
    out.object(&policy.order, |out, element| match element {
        TopElement::Version => policy.version.as_ref().map(|version| out.member("Version", &quote(version.as_str()))),
        TopElement::Id => policy.id.as_ref().map(|id| out.member("Id", &quote(id))),
        TopElement::Statement => {
            out.name("Statement");
            if policy.statements_in_list {
                out.array(&policy.statements, Printer::statement);
            } else if let Some(statement) = policy.statements.first() {
                out.statement(statement);
            } else {
                out.text.push_str("{}");
            }
            Some(())
        }
    });
    out.text.push('\n');
    out.text
}

struct Printer {
    text: String,
    depth: usize,
}

impl Printer {
    fn statement(&mut self, statement: &Statement) {
        self.object(&statement.order, |out, element| match element {
            StatementElement::Sid => statement.sid.as_ref().map(|sid| out.member("Sid", &quote(sid))),
            StatementElement::Effect => {
                out.member("Effect", &quote(statement.effect.as_str()));
                Some(())
            }
            StatementElement::Principal | StatementElement::NotPrincipal => {
                out.name(element.name());
                out.principals(statement.principal.as_ref()?.content());
                Some(())
            }
            StatementElement::Action | StatementElement::NotAction => {
                out.name(element.name());
                out.list(statement.action.content(), |text| quote(text));
                Some(())
            }
            StatementElement::Resource | StatementElement::NotResource => {
                out.name(element.name());
                out.list(statement.resource.as_ref().map(Element::content)?, |text| quote(text));
                Some(())
            }
            StatementElement::Condition => {
                let condition = statement.condition.as_ref()?;
                out.name("Condition");
                out.object(&condition.clauses, |out, clause| {
                    out.name(&clause.name);
                    out.object(&clause.tests, |out, test| {
                        out.name(&test.key);
                        out.list(&test.values, condition_value);
                        Some(())
                    });
                    Some(())
                });
                Some(())
            }
        });
    }

    fn principals(&mut self, principals: &Principals) {
        match principals {
            Principals::Star(_) => self.text.push_str("\"*\""),
            Principals::Map { entries, .. } => self.object(entries, |out, entry| {
                out.name(entry.kind.name());
                out.list(&entry.values, |text| quote(text));
                Some(())
            }),
        }
    }

    fn list<T>(&mut self, list: &List<T>, print: impl Fn(&T) -> String) {
        match list.entries.as_slice() {
            [only] if !list.in_brackets => self.text.push_str(&print(only)),
            entries => self.array(entries, |out, entry| out.text.push_str(&print(entry))),
        }
    }

    fn member(&mut self, name: &str, value: &str) {
        self.name(name);
        self.text.push_str(value);
    }

    fn name(&mut self, name: &str) {
        self.text.push_str(&quote(name));
        self.text.push_str(": ");
    }

    fn array<T>(&mut self, entries: &[T], print: impl Fn(&mut Self, &T)) {
        self.block('[', ']', entries, |out, entry| {
            print(out, entry);
            Some(())
        });
    }

    fn object<T>(&mut self, members: &[T], print: impl Fn(&mut Self, &T) -> Option<()>) {
        self.block('{', '}', members, print);
    }

    /// One entry a line; an entry for which `print` writes nothing leaves none.
    fn block<T>(&mut self, open: char, close: char, entries: &[T], print: impl Fn(&mut Self, &T) -> Option<()>) {
        self.text.push(open);
        self.depth += 1;
        let mut first = true;
        for entry in entries {
            let before = self.text.len();
            if !first {
                self.text.push(',');
            }
            self.new_line();
            if print(self, entry).is_some() {
                first = false;
            } else {
                self.text.truncate(before);
            }
        }
        self.depth -= 1;
        if !first {
            self.new_line();
        }
        self.text.push(close);
    }

    fn new_line(&mut self) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }
}

fn condition_value(value: &ConditionValue) -> String {
    match value.notation {
        Notation::String => quote(&value.text),
        Notation::Number | Notation::Bool => value.text.clone(),
    }
}
