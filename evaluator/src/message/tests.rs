//! Texts written are read back to what was written; every recorded form is read, and nothing else.

use super::{
    DeniedMessage, MessageErrorKind, NotAuthorized, PolicyArns, Reason, ServiceError, Wording, malformed_call, parse, render, service_error,
};
use crate::action::Action;
use crate::authorizer::{Policies, authorize};
use crate::context::Context;
use crate::decision::Layer;
use crate::policy::{Policy, PolicyType};
use crate::principal::Principal;
use crate::profile::{BatchDenialError, Profile};
use crate::request::Request;
use crate::resource::Resource;

const ANA: &str = "arn:aws:iam::111122223333:user/ana";
const QUEUE: &str = "arn:aws:batch:us-east-1:111122223333:job-queue/q";
const SCP_ARN: &str = "arn:aws:organizations::444455556666:policy/o-a1b2c3d4e5/service_control_policy/p-11111111";

fn read(text: &str) -> NotAuthorized {
    match parse(text) {
        Ok(DeniedMessage::NotAuthorized(message)) => message,
        other => panic!("{text}: {other:?}"),
    }
}

fn reason(context: &str) -> Reason {
    let text = format!("User: {ANA} is not authorized to perform: batch:SubmitJob on resource: {QUEUE} {context}");
    read(&text).reason.unwrap_or_else(|| panic!("{text}"))
}

fn refused(text: &str) -> MessageErrorKind {
    parse(text).map_or_else(|error| error.kind, |message| panic!("{text}: {message:?}"))
}

fn request(action: &str, resource: &str) -> Request {
    Request {
        principal: Principal::new(ANA).unwrap(),
        action: Action::new(action).unwrap(),
        resource: Resource::new(resource).unwrap(),
        resource_account: Some("111122223333".to_owned()),
        context: Context::default(),
    }
}

fn policy(policy_type: PolicyType, members: &str) -> Policy {
    let text = format!(r#"{{ "Version": "2012-10-17", "Statement": {{ {members}, "Resource": "*" }} }}"#);
    crate::policy::parse(&text, policy_type).unwrap()
}

/// The text of the denial and the error around it, under an identity policy that allows `allowed`.
fn answer(allowed: &str, action: &str, profile: &Profile) -> (Option<String>, Option<ServiceError>) {
    let identity = policy(PolicyType::Identity, &format!(r#""Effect": "Allow", "Action": "{allowed}""#));
    let (policies, request) = (Policies { identity: vec![identity], ..Policies::default() }, request(action, "*"));
    let decision = authorize(&policies, &request, profile);
    (render(&decision, &request, &PolicyArns::default(), Wording::FULL), service_error(&decision, &request, profile))
}

#[test]
fn denials_have_a_text_and_those_of_batch_an_error() {
    let text = |action: &str| {
        format!(
            "User: {ANA} is not authorized to perform: {action} on resource: * because no identity-based policy allows the {action} action"
        )
    };
    let denied = ServiceError { code: "AccessDeniedException", status: 403 };
    let client = ServiceError { code: "ClientException", status: 400 };
    let default = Profile::default();
    assert_eq!(answer("batch:ListJobs", "batch:ListJobs", &default), (None, None));
    assert_eq!(answer("batch:ListJobs", "batch:DescribeJobs", &default), (Some(text("batch:DescribeJobs")), Some(denied)));
    assert_eq!(answer("s3:ListAllMyBuckets", "s3:ListAllMyBuckets", &default), (None, None));
    assert_eq!(answer("batch:ListJobs", "s3:ListAllMyBuckets", &default), (Some(text("s3:ListAllMyBuckets")), None));
    let by_model = Profile { batch_denial_error: BatchDenialError::ClientException, ..Profile::default() };
    assert_eq!(answer("batch:ListJobs", "batch:DescribeJobs", &by_model).1, Some(client));
    assert_eq!(malformed_call(&Action::new("batch:SubmitJob").unwrap()), Some(client));
    assert_eq!(malformed_call(&Action::new("s3:GetObject").unwrap()), None);
}

#[test]
fn no_resource_policy_is_named_by_arn() {
    let arn = "arn:aws:iam::111122223333:policy/jobs";
    let request = request("s3:GetObject", "arn:aws:s3:::jobs/a");
    let denied = |policies: &Policies, layer: Layer| {
        let mut arns = PolicyArns::default();
        arns.insert(layer, 0, 0, arn);
        render(&authorize(policies, &request, &Profile::default()), &request, &arns, Wording::FULL).unwrap_or_default()
    };
    let identity = policy(PolicyType::Identity, r#""Effect": "Deny", "Action": "s3:GetObject""#);
    let text = denied(&Policies { identity: vec![identity], ..Policies::default() }, Layer::Identity);
    assert!(text.ends_with(&format!("with an explicit deny in an identity-based policy: {arn}")), "{text}");
    let resource = policy(PolicyType::Resource, r#""Effect": "Deny", "Principal": "*", "Action": "s3:GetObject""#);
    let text = denied(&Policies { resource: Some(resource), ..Policies::default() }, Layer::Resource);
    assert!(text.ends_with("with an explicit deny in a resource-based policy"), "{text}");
}

#[test]
fn what_is_written_is_read_back() {
    for policy_type in PolicyType::ALL {
        for (explicit, through_endpoint, arn) in
            [(false, false, None), (true, false, None), (true, true, None), (true, false, Some(SCP_ARN))]
        {
            if !explicit && policy_type == PolicyType::Rcp {
                continue;
            }
            for encoded in [None, Some("EXAMPLEabc_-123")] {
                let reason = Reason { policy_type, explicit, through_endpoint, policy_arn: arn.map(str::to_owned) };
                let message = DeniedMessage::NotAuthorized(NotAuthorized {
                    principal: ANA.to_owned(),
                    action: "batch:SubmitJob".to_owned(),
                    resource: Some(QUEUE.to_owned()),
                    reason: Some(reason),
                    encoded: encoded.map(str::to_owned),
                });
                assert_eq!(parse(&message.to_string()), Ok(message));
            }
        }
    }
    for message in [DeniedMessage::CrossAccountPass, DeniedMessage::Bare] {
        assert_eq!(parse(&message.to_string()), Ok(message));
    }
}

#[test]
fn parts_may_be_missing() {
    let bare = read(&format!("User: {ANA} is not authorized to perform: iam:PassRole"));
    assert_eq!((bare.resource, bare.reason, bare.encoded), (None, None, None));
    let without_resource = read(&format!("User: {ANA} is not authorized to perform: a:B because no session policy allows the a:B action"));
    assert_eq!(without_resource.resource, None);
    assert_eq!(without_resource.reason.map(|reason| reason.policy_type), Some(PolicyType::Session));
    assert_eq!(read(&format!("User: {ANA} is not authorized to perform: a:B on resource: {QUEUE}")).resource.as_deref(), Some(QUEUE));
}

#[test]
fn a_full_stop_may_stand_behind_an_action_that_ends_the_message() {
    assert_eq!(read(&format!("User: {ANA} is not authorized to perform: iam:PassRole.")).action, "iam:PassRole");
    let encoded = read(&format!("User: {ANA} is not authorized to perform: a:B. Encoded authorization failure message: EXAMPLEabc"));
    assert_eq!((encoded.action.as_str(), encoded.encoded.as_deref()), ("a:B", Some("EXAMPLEabc")));
    let inside = read(&format!("User: {ANA} is not authorized to perform: a:B. on resource: *"));
    assert_eq!(inside.action, "a:B.", "elsewhere it is part of the name");
}

#[test]
fn other_spellings_of_the_reason() {
    assert_eq!(reason("with an explicit deny in a sessions policy").policy_type, PolicyType::Session);
    let through = reason("with an explicit deny in a VPC endpoint policy transitively through a service control policy");
    assert_eq!((through.policy_type, through.through_endpoint, through.explicit), (PolicyType::Scp, true, true));
    let with = reason(&format!("with an explicit deny in a service control policy, with policy ARN: {SCP_ARN}"));
    assert_eq!(with.policy_arn.as_deref(), Some(SCP_ARN));
    let stopped = reason(&format!("with an explicit deny in a service control policy: {SCP_ARN}."));
    assert_eq!(stopped.policy_arn.as_deref(), Some(SCP_ARN));
    assert!(reason("with an explicit deny in\n  the role trust\n  policy.").explicit);
}

#[test]
fn only_an_arn_proves_the_deny_of_a_service_control_policy() {
    assert!(!reason("with an explicit deny in a service control policy").proves_deny());
    assert!(reason(&format!("with an explicit deny in a service control policy: {SCP_ARN}")).proves_deny());
    assert!(reason("with an explicit deny in a permissions boundary").proves_deny());
    assert!(!reason("because no permissions boundary allows the batch:SubmitJob action").proves_deny());
}

#[test]
fn resources_in_quotation_marks_and_pseudo_arns() {
    let resource = |resource: &str| read(&format!("User: {ANA} is not authorized to perform: a:B on resource: {resource}")).resource;
    assert_eq!(resource("\"arn:aws:s3:::b/a  b\"").as_deref(), Some("arn:aws:s3:::b/a  b"));
    let with_reason = resource("\"arn:aws:s3:::b/a b\" because no session policy allows the a:B action");
    assert_eq!(with_reason.as_deref(), Some("arn:aws:s3:::b/a b"));
    assert_eq!(resource("\" a\" with an explicit deny in a session policy").as_deref(), Some(" a"), "a mark alone does not close itself");
    assert_eq!(resource("arn:aws:batch:us-east-1:111122223333:/v1/describejobdefinitions").as_deref(), Some("*"));
    let other = "arn:aws:apigateway:us-east-1::/v1/x";
    assert_eq!(resource(other).as_deref(), Some(other));
}

#[test]
fn what_tools_put_around_the_text() {
    let python = format!(
        "An error occurred (AccessDeniedException) when calling the SubmitJob operation: User: {ANA} is not authorized to perform: \
         batch:SubmitJob on resource: {QUEUE}"
    );
    assert_eq!(read(&python).action, "batch:SubmitJob");
    let go = format!("User: {ANA} is not authorized to perform: a:B on resource: {QUEUE}\n\tstatus code: 403, request id: 1");
    assert_eq!(read(&go).resource.as_deref(), Some(QUEUE));
    let java = format!("User: {ANA} is not authorized to perform: a:B (Service: Batch, Status Code: 403, Request ID: 1)");
    assert_eq!(read(&java).resource, None);
    let ec2 = format!(
        "You are not authorized to perform this operation. User: {ANA} is not authorized to perform: ec2:RunInstances on resource: \
         arn:aws:ec2:us-east-1:111122223333:instance/*. Encoded authorization failure message: EXAMPLEabc"
    );
    let ec2 = read(&ec2);
    assert_eq!(ec2.resource.as_deref(), Some("arn:aws:ec2:us-east-1:111122223333:instance/*"));
    assert_eq!(ec2.encoded.as_deref(), Some("EXAMPLEabc"));
    assert_eq!(parse("operation: Cross-account pass role is not allowed."), Ok(DeniedMessage::CrossAccountPass));
}

#[test]
fn other_texts_are_errors() {
    use MessageErrorKind as Kind;
    let denial = |rest: &str| refused(&format!("User: {ANA} is not authorized to perform: {rest}"));
    assert_eq!(refused(" \n"), Kind::Empty);
    assert_eq!(refused("You are not authorized. Encoded authorization failure message: abc"), Kind::Encoded);
    assert_eq!(refused(&"EXAMPLE_-".repeat(9)), Kind::Encoded);
    assert_eq!(refused("EXAMPLE"), Kind::NoDenial);
    assert_eq!(refused("User: ana may not do that"), Kind::NoDenial);
    assert_eq!(refused("User: is not authorized to perform: a:B"), Kind::NoDenial);
    assert_eq!(denial("batch:*"), Kind::InvalidAction("batch:*".to_owned()));
    assert_eq!(denial(""), Kind::InvalidAction(String::new()));
    assert_eq!(denial("a:B on resource:"), Kind::InvalidResource(String::new()));
    assert_eq!(denial("a:B on resource: \""), Kind::InvalidResource("\"".to_owned()));
    assert_eq!(denial("a:B on resource: \"open because"), Kind::InvalidResource("\"open because".to_owned()));
    assert_eq!(denial("a:B on resource: * because of reasons"), Kind::UnknownContext("because of reasons".to_owned()));
    assert_eq!(denial("a:B because no bucket policy allows the a:B action"), Kind::UnknownPolicyType("bucket policy".to_owned()));
    assert_eq!(denial("a:B because no resource control policy allows the a:B action"), Kind::ImplicitRcp);
    let other = Kind::OtherAction { message: "a:B".to_owned(), context: "a:C".to_owned() };
    assert_eq!(denial("a:B because no session policy allows the a:C action"), other);
    assert_eq!(denial("a:B because no session policy allows the a:B"), Kind::UnknownContext("allows the a:B".to_owned()));
    assert_eq!(denial("a:B with an explicit deny in a session policy: x"), Kind::InvalidPolicyArn("x".to_owned()));
    assert_eq!(denial("a:B with an explicit deny in a session policy:"), Kind::InvalidPolicyArn(String::new()));
    let arn_of_nothing = format!("a:B because no session policy allows the a:B action: {SCP_ARN}");
    assert!(matches!(denial(&arn_of_nothing), Kind::UnknownContext(_)), "an implicit denial names no policy (MSG-009)");
}

#[test]
fn no_prefix_of_a_text_panics() {
    let text = format!(
        "é: User: {ANA} is not authorized to perform: a:B on resource: \"é x\" with an explicit deny in a VPC endpoint policy \
         transitively through a service control policy, with policy ARN: {SCP_ARN}. Encoded authorization failure message: é"
    );
    for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
        let _ = parse(text.get(..end).unwrap_or_default());
        let _ = parse(text.get(end..).unwrap_or_default());
    }
}

#[test]
fn a_resource_with_blanks_stands_in_quotation_marks() {
    let check = |resource: &str, written: &str| {
        let text = format!("User: {ANA} is not authorized to perform: batch:SubmitJob on resource: {written}");
        let message = NotAuthorized {
            principal: ANA.to_owned(),
            action: "batch:SubmitJob".to_owned(),
            resource: Some(resource.to_owned()),
            reason: None,
            encoded: None,
        };
        assert_eq!(message.to_string(), text);
        assert_eq!(read(&text), message);
    };
    check(QUEUE, QUEUE);
    check("arn:aws:s3:::results/a b", "\"arn:aws:s3:::results/a b\"");
    check("arn:aws:s3:::results/a\tb", "\"arn:aws:s3:::results/a\tb\"");
}
