//! Why a call cannot be turned into checks.

use std::fmt;

use crate::span::Span;

/// One thing that is wrong with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallError {
    /// What is wrong.
    pub kind: CallErrorKind,
    /// Where in the input, as a JSON path: `containerProperties.image`. Empty for the whole call.
    pub path: String,
    /// Where in the text that the input was read from.
    pub span: Span,
    /// The rule that the call breaks, or that says what its operation checks.
    pub rule: &'static str,
}

/// What is wrong with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallErrorKind {
    /// The service has no such operation (BATCH-003).
    UnknownOperation {
        /// The name.
        name: String,
        /// The name that was probably meant.
        closest: Option<&'static str>,
    },
    /// The structure has no such member.
    UnknownMember {
        /// The name.
        name: String,
        /// The name that was probably meant.
        closest: Option<&'static str>,
        /// All names.
        known: Vec<&'static str>,
    },
    /// A required member is missing.
    MissingMember {
        /// The name.
        name: &'static str,
    },
    /// The value has another type.
    WrongType {
        /// The type, with its article.
        expected: String,
        /// What stands there, with its article.
        found: &'static str,
    },
    /// A number that is not whole, or too large.
    NotAWholeNumber {
        /// The number.
        text: String,
        /// How many bits it may have.
        bits: u32,
    },
    /// A resource is named by something that is no ARN (BATCH-018).
    NotAnArn {
        /// The text.
        text: String,
    },
    /// Two tags differ only in letter case and would be one condition key (COND-018).
    CaseTwins {
        /// The tag that came first.
        first: String,
        /// The other one.
        second: String,
    },
    /// Something that cannot be tagged, under the reading that says so (DOC-028).
    NotTaggable {
        /// The ARN.
        arn: String,
    },
    /// More checks than are worth deciding.
    TooManyChecks {
        /// The bound.
        most: usize,
    },
}

impl CallErrorKind {
    /// What is wrong at the marked place, in a few words.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::UnknownOperation { .. } => "no such operation",
            Self::UnknownMember { .. } => "unknown",
            Self::MissingMember { .. } => "incomplete",
            Self::WrongType { .. } => "another type",
            Self::NotAWholeNumber { .. } => "not a whole number",
            Self::NotAnArn { .. } => "not an ARN",
            Self::CaseTwins { .. } => "the same key again",
            Self::NotTaggable { .. } => "has no tags",
            Self::TooManyChecks { .. } => "too many checks",
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::UnknownOperation { closest: Some(name), .. } | Self::UnknownMember { closest: Some(name), .. } => {
                Some(format!("did you mean `{name}`?"))
            }
            Self::UnknownOperation { closest: None, .. } => {
                Some("write the name as in the API (`SubmitJob`) or as in the AWS CLI (`submit-job`)".to_owned())
            }
            Self::UnknownMember { known, .. } if known.is_empty() => Some("nothing stands here".to_owned()),
            Self::UnknownMember { known, .. } => Some(format!("here stand `{}`", known.join("`, `"))),
            Self::MissingMember { name } => Some(format!("add `{name}`")),
            Self::NotAnArn { .. } => Some("write the whole ARN: arn:partition:service:region:account:resource".to_owned()),
            Self::WrongType { .. }
            | Self::NotAWholeNumber { .. }
            | Self::CaseTwins { .. }
            | Self::NotTaggable { .. }
            | Self::TooManyChecks { .. } => None,
        }
    }
}

impl fmt::Display for CallErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOperation { name, .. } => write!(f, "AWS Batch has no operation `{}`", shortened(name)),
            Self::UnknownMember { name, .. } => write!(f, "unknown member `{}`", shortened(name)),
            Self::MissingMember { name } => write!(f, "the member `{name}` is missing"),
            Self::WrongType { expected, found } => write!(f, "this must be {expected}, not {found}"),
            Self::NotAWholeNumber { text, bits } => write!(f, "`{}` is not a whole number of {bits} bits", shortened(text)),
            Self::NotAnArn { text } => write!(f, "`{}` is not an ARN", shortened(text)),
            Self::CaseTwins { first, second } => {
                write!(f, "the tags `{}` and `{}` make one condition key", shortened(first), shortened(second))
            }
            Self::NotTaggable { arn } => write!(f, "`{}` is nothing that can be tagged", shortened(arn)),
            Self::TooManyChecks { most } => write!(f, "the call makes more than {most} checks"),
        }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { write!(f, "{}", self.kind) } else { write!(f, "{}: {}", self.path, self.kind) }
    }
}

impl std::error::Error for CallError {}

/// The start of a text that may be very long.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// How many characters of a name or value a message shows.
const LONGEST_SHOWN: usize = 100;

#[cfg(test)]
mod tests {
    use super::{CallError, CallErrorKind, LONGEST_SHOWN, shortened};
    use crate::span::Span;

    #[test]
    fn each_fault_has_its_label_and_its_help() {
        let check = |kind: CallErrorKind, label: &str, help: Option<&str>| {
            assert_eq!((kind.label(), kind.help().as_deref()), (label, help));
        };
        let unknown = |known: &[&'static str]| CallErrorKind::UnknownMember { name: "x".to_owned(), closest: None, known: known.to_vec() };
        check(unknown(&[]), "unknown", Some("nothing stands here"));
        check(unknown(&["jobs", "reason"]), "unknown", Some("here stand `jobs`, `reason`"));
        check(CallErrorKind::MissingMember { name: "jobs" }, "incomplete", Some("add `jobs`"));
        check(CallErrorKind::TooManyChecks { most: 1 }, "too many checks", None);
    }

    #[test]
    fn errors_say_where_and_what() {
        let check = |path: &str, kind: CallErrorKind, words: &str| {
            let error = CallError { kind, path: path.to_owned(), span: Span::default(), rule: "BATCH-003" };
            assert_eq!(error.to_string(), words);
        };
        let text = |text: &str| text.to_owned();
        check("", CallErrorKind::MissingMember { name: "jobName" }, "the member `jobName` is missing");
        check("a.b", CallErrorKind::MissingMember { name: "image" }, "a.b: the member `image` is missing");
        let unknown = CallErrorKind::UnknownOperation { name: text("SendJob"), closest: None };
        check("", unknown, "AWS Batch has no operation `SendJob`");
        let unknown = CallErrorKind::UnknownMember { name: text("jobname"), closest: Some("jobName"), known: vec!["jobName"] };
        check("jobname", unknown, "jobname: unknown member `jobname`");
        check(
            "tags",
            CallErrorKind::WrongType { expected: text("an object"), found: "a list" },
            "tags: this must be an object, not a list",
        );
        let number = CallErrorKind::NotAWholeNumber { text: text("1.5"), bits: 32 };
        check("priority", number, "priority: `1.5` is not a whole number of 32 bits");
        check("jobQueue", CallErrorKind::NotAnArn { text: text("q:1") }, "jobQueue: `q:1` is not an ARN");
        let twins = CallErrorKind::CaseTwins { first: text("Team"), second: text("team") };
        check("tags", twins, "tags: the tags `Team` and `team` make one condition key");
        let arn = text("arn:aws:iam::111122223333:user/ana");
        let words = "resourceArn: `arn:aws:iam::111122223333:user/ana` is nothing that can be tagged";
        check("resourceArn", CallErrorKind::NotTaggable { arn }, words);
        check("", CallErrorKind::TooManyChecks { most: 1000 }, "the call makes more than 1000 checks");
    }

    #[test]
    fn long_texts_are_cut() {
        let longest = "\u{e9}".repeat(LONGEST_SHOWN);
        assert_eq!(shortened(&longest), longest);
        assert_eq!(shortened(&format!("{longest}x")), format!("{longest}…"));
    }
}
