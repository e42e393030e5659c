//! What holds of every operation. Which checks each makes is said by the golden cases.

use super::super::{Call, Caller, Check, MOST_CHECKS, MOST_ERRORS, State, checks, plan};
use super::model::{KeySource, KeyValue, Model, Type, Under, model};
use crate::json;
use crate::profile::{Profile, SWITCHES};
use crate::service::CallErrorKind;
use crate::span::Span;

fn call(operation: &str, input: &str) -> Call {
    let input = json::read(input).node.expect("JSON");
    let caller = Caller { partition: "aws".to_owned(), region: "us-east-1".to_owned(), account: "123456789012".to_owned() };
    Call { operation: operation.to_owned(), input, caller, state: State::default() }
}

/// What `aws batch OPERATION --generate-cli-skeleton` prints: every member once.
fn skeleton(model: &Model, of: &Type, name: &str) -> String {
    match of {
        // Parameters that take an ARN and nothing else must have one.
        Type::String if name.ends_with("Arn") || name == "arn" => r#""arn:aws:batch:us-east-1:123456789012:job-queue/q""#.to_owned(),
        Type::String => r#""""#.to_owned(),
        Type::Boolean => "true".to_owned(),
        Type::Integer | Type::Long | Type::Float => "0".to_owned(),
        Type::List(entry) => format!("[{}]", skeleton(model, entry, name)),
        Type::Map(value) => format!(r#"{{ "KeyName": {} }}"#, skeleton(model, value, "")),
        Type::Named(shape) => match model.shapes.get(shape) {
            Some(shape) => {
                let members = shape.members.iter().map(|(name, of)| format!("\"{name}\": {}", skeleton(model, of, name)));
                format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
            }
            None => format!("\"{}\"", model.enums[shape][0]),
        },
    }
}

#[test]
fn every_operation_takes_its_skeleton() {
    let model = model();
    for operation in &model.operations {
        let input = skeleton(model, &Type::Named(operation.input.clone()), "");
        for name in [operation.name.clone(), operation.cli_name()] {
            let plan = plan(&call(&name, &input), &Profile::default());
            let checks = plan.unwrap_or_else(|errors| panic!("{name}: {errors:?}\n{input}")).checks;
            assert!(!checks.is_empty(), "{name}");
        }
    }
}

/// Every reading that the model depends on is one of a switch.
#[test]
fn readings_of_the_model_exist() {
    let model = model();
    let checks = model.operations.iter().flat_map(|operation| &operation.checks);
    let of_checks = checks.clone().filter_map(|check| check.under.as_ref());
    let of_resources = checks.clone().flat_map(|check| &check.resources).filter_map(|resource| resource.under.as_ref());
    let of_partitions = checks.flat_map(|check| &check.in_partition).filter_map(|constants| constants.under.as_ref());
    let keys = model.key_sets.values().flatten();
    let of_keys = keys.clone().filter_map(|key| key.under.as_ref());
    let of_substitutes = keys.flat_map(|key| key.inherit.iter().chain(&key.default)).filter_map(|it| it.under.as_ref());
    let all: Vec<&Under> = of_checks.chain(of_resources).chain(of_partitions).chain(of_keys).chain(of_substitutes).collect();
    assert!(all.len() >= 10, "{}", all.len());
    for under in all {
        let switch = SWITCHES.iter().find(|switch| switch.rule == under.rule);
        assert!(switch.is_some_and(|switch| switch.readings.contains(&under.reading.as_str())), "{under:?}");
    }
}

/// The errors of a call: their paths and messages.
fn errors(operation: &str, input: &str) -> Vec<(String, String)> {
    let errors = checks(&call(operation, input), &Profile::default()).expect_err("the call is refused");
    errors.into_iter().map(|error| (error.path, error.kind.to_string())).collect()
}

#[test]
fn every_fault_is_reported_with_its_path() {
    let input = r#"{ "jobName": 1, "jobQueue": null, "jobDefiniton": "x", "tags": { "a.b": 2 }, "dependsOn": [ {}, [] ], "arrayProperties": { "size": 1e3 },
                     "schedulingPriorityOverride": 3000000000 }"#;
    let found = errors("SubmitJob", input);
    let expected = [
        ("jobName", "this must be a string, not a number"),
        ("jobQueue", "this must be a string, not null"),
        ("jobDefiniton", "unknown member `jobDefiniton`"),
        (r#"tags["a.b"]"#, "this must be a string, not a number"),
        ("dependsOn[1]", "this must be an object, not an array"),
        ("arrayProperties.size", "`1e3` is not a whole number of 32 bits"),
        ("schedulingPriorityOverride", "`3000000000` is not a whole number of 32 bits"),
        ("", "the member `jobDefinition` is missing"),
    ];
    assert_eq!(found, expected.map(|(path, message)| (path.to_owned(), message.to_owned())));
}

#[test]
fn a_missing_member_is_shown_at_the_brace_of_its_object() {
    let errors = checks(&call("DeleteJobQueue", "  {}"), &Profile::default()).expect_err("the queue is missing");
    assert_eq!((errors.len(), errors[0].span), (1, Span::new(2, 3)));
}

/// Both checks that the tags feed would say the same of them.
#[test]
fn a_fault_is_reported_once() {
    let tagged = r#"{ "jobQueueName": "q", "priority": 1, "tags": { "Team": "a", "team": "b" } }"#;
    assert_eq!(errors("CreateJobQueue", tagged).len(), 1);
}

#[test]
fn only_so_many_faults_are_reported() {
    let count = |operation: &str, input: &str| errors(operation, input).len();
    let numbers = vec!["1"; MOST_ERRORS + 1].join(", ");
    assert_eq!(count("DescribeJobs", &format!(r#"{{ "jobs": [{numbers}] }}"#)), MOST_ERRORS);
    let no_arn = |number: usize| format!(r#"{{ "order": {number}, "computeEnvironment": "arn:{number}" }}"#);
    let no_arns: Vec<String> = (0..=MOST_ERRORS).map(no_arn).collect();
    let input = format!(r#"{{ "jobQueue": "q", "computeEnvironmentOrder": [{}] }}"#, no_arns.join(", "));
    assert_eq!(count("UpdateJobQueue", &input), MOST_ERRORS);
}

#[test]
fn misspelt_names_are_suggested() {
    let help = |operation: &str, input: &str| {
        let errors = checks(&call(operation, input), &Profile::default()).expect_err("the call is refused");
        errors[0].kind.help().unwrap_or_default()
    };
    assert_eq!(help("SubmitJobs", "{}"), "did you mean `SubmitJob`?");
    assert_eq!(help("submit-jobs", "{}"), "did you mean `SubmitJob`?");
    assert_eq!(help("DescribeJobs", r#"{ "jbos": [] }"#), "did you mean `jobs`?");
    assert_eq!(help("DescribeJobs", r#"{ "somethingElse": [] }"#), "here stand `jobs`");
}

#[test]
fn a_thousand_containers_are_a_thousand_checks() {
    let container = r#"{ "image": "a", "user": "1000", "privileged": false, "logConfiguration": { "logDriver": "awslogs" } }"#;
    let tasks = vec![container; 1_000].join(", ");
    let input = format!(
        r#"{{ "jobDefinitionName": "f", "type": "container", "ecsProperties": {{ "taskProperties": [ {{ "containers": [{tasks}] }} ] }} }}"#
    );
    let found = checks(&call("RegisterJobDefinition", &input), &Profile::default()).expect("the API takes it");
    assert_eq!(found.len(), 1_000);
    assert_eq!(found[999].unit.as_deref(), Some("ecsProperties.taskProperties[0].containers[999]"));
}

#[test]
fn more_checks_than_anybody_needs_are_refused() {
    let jobs = vec![r#""j""#; MOST_CHECKS + 1].join(", ");
    let found = checks(&call("TerminateJobs", &format!(r#"{{ "jobs": [{jobs}], "reason": "r" }}"#)), &Profile::default());
    let errors = found.expect_err("too many");
    assert_eq!(errors[0].kind, CallErrorKind::TooManyChecks { most: MOST_CHECKS });
    // Containers and consumable resources multiply; nothing is built before they are counted.
    let containers = vec![r#"{ "image": "a" }"#; 3_000].join(", ");
    let resources = vec![r#"{ "consumableResource": "c", "quantity": 1 }"#; 3_000].join(", ");
    let input = format!(
        r#"{{ "jobDefinitionName": "f", "type": "container", "ecsProperties": {{ "taskProperties": [ {{ "containers": [{containers}] }} ] }},
             "consumableResourceProperties": {{ "consumableResourceList": [{resources}] }} }}"#
    );
    assert!(checks(&call("RegisterJobDefinition", &input), &Profile::default()).is_err());
}

#[test]
fn as_many_checks_as_are_taken_are_made() {
    let jobs = vec![r#""j""#; MOST_CHECKS].join(", ");
    let found = checks(&call("TerminateJobs", &format!(r#"{{ "jobs": [{jobs}], "reason": "r" }}"#)), &Profile::default());
    assert_eq!(found.map(|checks| checks.len()), Ok(MOST_CHECKS));
}

/// A consumable resource of one node range makes no check with the container of another (BATCH-036).
#[test]
fn containers_and_resources_of_different_node_ranges_do_not_multiply() {
    let ranges = 32;
    let range = |range: usize| {
        let resource = |number: usize| format!(r#"{{ "consumableResource": "c{range}-{number}" }}"#);
        let resources: Vec<String> = (0..if range == 0 { 117 } else { 97 }).map(resource).collect();
        format!(
            r#"{{ "targetNodes": "{range}", "container": {{ "image": "a" }}, "consumableResourceProperties": {{ "consumableResourceList": [{}] }} }}"#,
            resources.join(", ")
        )
    };
    let nodes: Vec<String> = (0..ranges).map(range).collect();
    let input = format!(
        r#"{{ "jobDefinitionName": "f", "type": "multinode", "nodeProperties": {{ "numNodes": {ranges}, "mainNode": 0, "nodeRangeProperties": [{}] }} }}"#,
        nodes.join(", ")
    );
    let found = checks(&call("RegisterJobDefinition", &input), &Profile::default()).expect("the API takes it");
    let resources = 117 + 31 * 97;
    assert_eq!(ranges * (1 + resources), MOST_CHECKS * 10, "as many as are looked at");
    assert_eq!(found.len(), ranges + resources);
}

/// Does a rule stand with the check of this action?
fn has_rule(checks: &[Check], action: &str, rule: &str) -> bool {
    checks.iter().any(|check| check.action.as_str() == action && check.rules.contains(&rule))
}

#[test]
fn naming_the_service_linked_role_is_told_from_other_roles() {
    let check = |role: &str, expected: bool| {
        let input = format!(r#"{{ "computeEnvironmentName": "c", "type": "UNMANAGED", "serviceRole": "{role}" }}"#);
        let found = checks(&call("CreateComputeEnvironment", &input), &Profile::default()).expect("the API takes it");
        assert!(has_rule(&found, "iam:PassRole", "ROLE-003"), "{found:?}");
        assert_eq!(has_rule(&found, "iam:PassRole", "ROLE-005"), expected, "{role}");
    };
    check("arn:aws:iam::123456789012:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch", true);
    check("arn:aws:iam::123456789012:role/service-role/AWSBatchServiceRole", false);
}

#[test]
fn tags_that_a_child_job_does_not_show_are_told() {
    let check = |parent: &str, expected: bool| {
        let mut call = call("TerminateJob", r#"{ "jobId": "abc:17", "reason": "r" }"#);
        let tags = [("Team".to_owned(), "a".to_owned())].into();
        call.state.resource_tags = [(format!("arn:aws:batch:us-east-1:123456789012:job/{parent}"), tags)].into();
        let found = checks(&call, &Profile::default()).expect("the API takes it");
        assert_eq!(has_rule(&found, "batch:TerminateJob", "TAG-017"), expected, "{parent}");
    };
    check("abc", true);
    check("abcd", false);
}

/// The same resource with the same context is one check, whichever units name it (BATCH-036).
#[test]
fn equal_checks_of_consumable_resources_are_one() {
    let input = r#"{ "jobDefinitionName": "f", "type": "container", "ecsProperties": { "taskProperties": [ { "containers": [ { "image": "a" }, { "image": "a" }, { "image": "b" } ] } ] },
                     "consumableResourceProperties": { "consumableResourceList": [ { "consumableResource": "c" }, { "consumableResource": "c" } ] } }"#;
    let found = checks(&call("RegisterJobDefinition", input), &Profile::default()).expect("the API takes it");
    let of = |kind: &str| found.iter().filter(|check| check.target.as_str().contains(kind)).count();
    assert_eq!((of(":job-definition/f"), of(":consumable-resource/c")), (3, 2));
}

#[test]
fn odd_calls_are_noted() {
    let notes = |operation: &str, input: &str| {
        let plan = plan(&call(operation, input), &Profile::default()).expect("the API takes it");
        plan.notes.into_iter().map(|note| note.rules.join(" ")).collect::<Vec<_>>()
    };
    let service_job = |payload: &str| {
        notes(
            "SubmitServiceJob",
            &format!(
                r#"{{ "jobName": "j", "jobQueue": "q", "serviceJobType": "SAGEMAKER_TRAINING", "serviceRequestPayload": "{payload}" }}"#
            ),
        )
    };
    assert_eq!(service_job("no JSON"), ["ROLE-014"]);
    assert_eq!(service_job("{}"), ["ROLE-014"]);
    assert_eq!(
        notes(
            "CreateServiceEnvironment",
            r#"{ "serviceEnvironmentName": "s", "serviceEnvironmentType": "SAGEMAKER_TRAINING", "capacityLimits": [] }"#
        ),
        ["DOC-035"]
    );
    assert_eq!(notes("CreateComputeEnvironment", r#"{ "computeEnvironmentName": "c", "type": "UNMANAGED" }"#), ["ROLE-004"]);
    assert_eq!(
        notes(
            "UpdateComputeEnvironment",
            r#"{ "computeEnvironment": "c", "eksConfiguration": { "accessEntry": { "desiredState": "ENABLED" } } }"#
        ),
        ["ROLE-034"]
    );
    assert_eq!(notes("DeleteJobQueue", r#"{ "jobQueue": "arn:aws:batch:us-east-1:999999999999:job-queue/q" }"#), ["BATCH-102"]);
    assert_eq!(notes("CancelJobs", r#"{ "jobs": [], "reason": "r" }"#), ["BATCH-004"]);
}

#[test]
fn values_that_the_api_does_not_list_are_noted() {
    let notes = |operation: &str, input: &str| {
        let plan = plan(&call(operation, input), &Profile::default()).expect("the API takes it");
        plan.notes.into_iter().filter(|note| note.rules.is_empty()).map(|note| note.path).collect::<Vec<_>>()
    };
    assert_eq!(notes("UpdateJobQueue", r#"{ "jobQueue": "q", "state": "ENABLD" }"#), ["state"]);
    assert_eq!(notes("UpdateJobQueue", r#"{ "jobQueue": "q", "state": "ENABLED" }"#), [""; 0]);
    assert_eq!(notes("UpdateJobQueue", r#"{ "jobQueue": "q", "state": "" }"#), [""; 0]);
    let kinds = vec![r#"{ "type": "TPU", "value": "1" }"#; MOST_ERRORS + 1].join(", ");
    let input =
        format!(r#"{{ "jobDefinitionName": "f", "type": "container", "containerProperties": {{ "resourceRequirements": [{kinds}] }} }}"#);
    assert_eq!(notes("RegisterJobDefinition", &input).len(), MOST_ERRORS);
}

/// The type that a path names below a type of the API model.
fn typed(model: &'static Model, of: &Type, path: &str) -> Option<Type> {
    let step = |of: Type, step: &str| {
        let (name, entries) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
        let member = match of {
            Type::Named(shape) => model.shapes.get(&shape)?.members.get(name)?.clone(),
            Type::Map(value) => *value,
            Type::String | Type::Boolean | Type::Integer | Type::Long | Type::Float | Type::List(_) => return None,
        };
        match (member, entries) {
            (Type::List(entry), true) => Some(*entry),
            (member, false) => Some(member),
            (_, true) => None,
        }
    };
    if path.is_empty() { Some(of.clone()) } else { path.split('.').try_fold(of.clone(), step) }
}

/// Every parameter that the model reads is one that the API takes, and of the type that is read.
#[test]
fn paths_of_the_model_exist_in_the_api() {
    let model = model();
    let mut paths = 0;
    for operation in &model.operations {
        let input = Type::Named(operation.input.clone());
        let mut read = |of: &Type, path: &str| {
            paths += 1;
            typed(model, of, path).unwrap_or_else(|| panic!("{}: {path} below {of:?}", operation.name))
        };
        for check in &operation.checks {
            for resource in &check.resources {
                for path in resource.from.iter().chain(&resource.below) {
                    assert_eq!(read(&input, path), Type::String, "{path}");
                }
                for path in resource.within.iter().chain(&resource.unless) {
                    read(&input, path);
                }
            }
            let resource_keys = check.resources.iter().flat_map(|resource| &resource.keys);
            for source in check.keys.iter().chain(resource_keys).flat_map(|set| &model.key_sets[set]) {
                read_key(source, &input, &mut read);
            }
            for source in &check.units {
                let range = read(&input, source.within.as_deref().unwrap_or_default());
                for set in &source.sets {
                    let group = read(&range, &set.group);
                    for source in set.group_keys.iter().flat_map(|keys| &model.key_sets[keys]) {
                        read_key(source, &group, &mut read);
                    }
                    for (at, _) in &set.each {
                        let unit = read(&group, at);
                        for source in &model.key_sets[&set.keys] {
                            read_key(source, &unit, &mut read);
                            source.inherit.iter().for_each(|it| drop(read(&group, &it.text)));
                        }
                    }
                }
            }
        }
    }
    assert!(paths > 150, "{paths}");
}

fn read_key(source: &KeySource, place: &Type, read: &mut impl FnMut(&Type, &str) -> Type) {
    let (path, fits): (&str, fn(&Type) -> bool) = match &source.value {
        KeyValue::Text(path) => (path, |of| !matches!(of, Type::List(_) | Type::Map(_))),
        KeyValue::Each(path) | KeyValue::Names(path) => (path, |of| matches!(of, Type::Map(_))),
        KeyValue::List(path) => (path, |of| matches!(of, Type::List(_))),
    };
    let found = read(place, path);
    assert!(fits(&found), "{path} is {found:?}");
    source.when.iter().for_each(|(member, _)| drop(read(place, member)));
}
