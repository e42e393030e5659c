//! Compares what an engine makes of a request for temporary credentials.

use super::{Verdict, told, verdict};
use crate::case::{SessionExpectation, StsExpectation};
use crate::engine::SessionAnswer;

/// Members that the case does not name, or that the engine does not tell, are not compared.
pub(super) fn compare(expected: &StsExpectation, got: &SessionAnswer) -> Verdict {
    let agree = match (expected, got) {
        (StsExpectation::Accepted(expected), SessionAnswer::Accepted(got)) => {
            told(expected.arn.as_ref(), got.arn.as_ref())
                && told(sorted(expected).as_ref(), sorted(got).as_ref())
                && told(expected.source_identity.as_ref(), got.source_identity.as_ref())
        }
        (StsExpectation::Refused(expected), SessionAnswer::Refused { rule, .. }) => told(expected.as_ref(), rule.as_ref()),
        (StsExpectation::Accepted(_), SessionAnswer::Refused { .. }) | (StsExpectation::Refused(_), SessionAnswer::Accepted(_)) => false,
    };
    let shown = match expected {
        StsExpectation::Accepted(session) => format!("accepted {session:?}"),
        StsExpectation::Refused(rule) => format!("refused {}", rule.as_deref().unwrap_or_default()),
    };
    let got = match got {
        SessionAnswer::Accepted(session) => format!("accepted {session:?}"),
        SessionAnswer::Refused { rule, reason } => format!("refused {}: {reason}", rule.as_deref().unwrap_or_default()),
    };
    verdict(agree, shown, got, String::new())
}

fn sorted(session: &SessionExpectation) -> Option<Vec<(String, String)>> {
    let mut tags = session.tags.clone()?;
    tags.sort_unstable();
    Some(tags)
}
