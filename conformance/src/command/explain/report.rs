//! The explanation of a refusal, for people and for programs.

use serde_json::{Value, json};
use verdict_evaluator::decision::{Decision, Layer};
use verdict_evaluator::message::{DeniedMessage, NotAuthorized, Reason};

use super::subject::Subject;

/// What the policies given decide.
pub(super) struct Decided {
    pub(super) decision: Decision,
    pub(super) explanation: String,
    /// The text of the denial that these policies would get.
    pub(super) message: Option<String>,
}

/// All that is told.
pub(super) struct Report<'a> {
    pub(super) subject: &'a Subject,
    /// What the policies decide, if there are any and the request is known.
    pub(super) decided: Option<Decided>,
    /// Were policies given?
    pub(super) has_policies: bool,
}

impl Report<'_> {
    /// For people.
    pub(super) fn as_text(&self) -> String {
        let mut text = format!("AWS reported: {}\n", self.subject.headline());
        for (name, value) in self.subject.facts() {
            text.push_str(&format!("  {name:<9}  {}\n", on_one_line(&value)));
        }
        let caveats = self.subject.caveats();
        if !caveats.is_empty() {
            text.push_str("\nThis does not say or prove:\n");
        }
        for caveat in caveats {
            text.push_str(&format!("  {} [{}]\n", caveat.text, caveat.rule));
        }
        if let Some(decided) = &self.decided {
            text.push_str(&format!("\nThe policies given decide {}.\n", self.assumptions()));
            text.push_str(self.comparison(decided));
            text.push('\n');
            text.push_str(&decided.explanation);
        } else if self.has_policies {
            text.push_str("\nThe policies given are not asked: the text names no request.\n");
        }
        text
    }

    /// For programs.
    pub(super) fn as_json(&self) -> String {
        let caveats = self.subject.caveats();
        let caveats: Vec<Value> = caveats.iter().map(|caveat| json!({ "text": caveat.text, "rule": caveat.rule })).collect();
        let whole = json!({
            "reported": self.reported(),
            "notProven": caveats,
            "contextKnown": self.subject.knows_context(),
            "decided": self.decided.as_ref().map(|decided| json!({
                "decision": decided.decision.outcome.name(),
                "layer": decided.decision.layer.map(Layer::name),
                "by": decided.decision.deciding().filter_map(|traced| traced.sid.clone()).collect::<Vec<_>>(),
                "asReported": self.subject.reported_outcome().map(|outcome| outcome == decided.decision.outcome),
                "message": decided.message,
                "explanation": decided.explanation,
            })),
        });
        format!("{whole:#}\n")
    }

    fn reported(&self) -> Value {
        match self.subject {
            Subject::Message(DeniedMessage::NotAuthorized(message)) => reported_text(message),
            Subject::Message(DeniedMessage::CrossAccountPass) => json!({ "refusedBy": "PASS-007" }),
            Subject::Message(DeniedMessage::Bare) => json!({}),
            Subject::Decoded(decoded) => json!({
                "decision": decoded.outcome.name(),
                "by": decoded.statements.iter().map(|statement| &statement.sid).collect::<Vec<_>>(),
                "principal": decoded.request.principal.name(),
                "action": decoded.request.action.as_str(),
                "resource": decoded.request.resource.as_str(),
            }),
        }
    }

    /// How the request was completed where the refusal does not tell it.
    const fn assumptions(&self) -> &'static str {
        match (self.subject.knows_context(), self.subject.knows_resource()) {
            (true, _) => "the request with all keys that the message shows",
            (false, true) => "without condition keys: the text shows none, so a condition may come out differently",
            (false, false) => "without resource and condition keys: the text shows none, so a statement may come out differently",
        }
    }

    fn comparison(&self, decided: &Decided) -> &'static str {
        match self.subject.reported_outcome() {
            Some(outcome) if outcome == decided.decision.outcome => "They come to what AWS reported.\n",
            Some(_) if self.subject.knows_context() => {
                "They come to something else than AWS reported: another policy, or another version of one, took part.\n"
            }
            Some(_) => "They come to something else than AWS reported: another policy took part, or keys that the text does not show.\n",
            None => "",
        }
    }
}

fn reported_text(message: &NotAuthorized) -> Value {
    let reason = message.reason.as_ref();
    json!({
        "principal": message.principal,
        "action": message.action,
        "resource": message.resource,
        "policyType": reason.map(|reason| reason.policy_type.name()),
        "explicit": reason.map(|reason| reason.explicit),
        "provesDeny": reason.map(Reason::proves_deny),
        "via": reason.filter(|reason| reason.through_endpoint).map(|_| "endpoint"),
        "policyArn": reason.and_then(|reason| reason.policy_arn.as_ref()),
        "encoded": message.encoded.is_some(),
    })
}

/// Control characters would let a text write over what stands before it.
fn on_one_line(text: &str) -> String {
    text.chars()
        .map(|character| if character.is_control() { character.escape_default().to_string() } else { character.to_string() })
        .collect()
}
