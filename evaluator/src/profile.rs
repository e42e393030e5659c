//! The readings of the disputed rules.
//!
//! Where documents or engines disagree, the rule book names the readings and a default. A [`Profile`] holds one reading of each
//! disputed rule that can change an outcome, and how strictly a document is judged before it is decided with. Every switch has the
//! name of its rule, and every reading the name that the rule book gives it. Rules that repeat another's question are its twins.

mod twin;
mod unknown;

pub use twin::{TWINS, Twin};
pub use unknown::UnknownReading;

/// How strictly a document is judged before anything is decided with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Judging {
    /// Refuse what the rules refuse, report everything.
    #[default]
    Default,
    /// Refuse what the IAM write APIs are recorded to refuse, and report only the first fault, in their order (GRAM-050).
    StrictSave,
    /// Do not judge: decide with whatever the document holds.
    EvaluateAnyway,
}

/// One disputed rule as a switch: its id and the names of its readings, the default first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch {
    /// The rule that is disputed.
    pub rule: &'static str,
    /// The names of its readings, the default one first.
    pub readings: &'static [&'static str],
}

macro_rules! switches {
    ($( $(#[$doc:meta])* $rule:literal $field:ident: $name:ident {
        $(#[$default_doc:meta])* $default:ident = $default_reading:literal,
        $( $(#[$other_doc:meta])* $other:ident = $other_reading:literal, )+
    } )+) => {
        $(
            $(#[$doc])*
            #[doc = concat!("\n\nRule ", $rule, ".")]
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
            pub enum $name {
                #[default]
                $(#[$default_doc])* #[doc = concat!(" (`", $default_reading, "`)")] $default,
                $( $(#[$other_doc])* #[doc = concat!(" (`", $other_reading, "`)")] $other, )+
            }

            impl $name {
                const READINGS: &'static [(&'static str, Self)] =
                    &[($default_reading, Self::$default), $( ($other_reading, Self::$other), )+];
            }
        )+

        /// One reading of each disputed rule.
        ///
        /// `Profile::default()` takes the rule book's defaults.
        ///
        /// ```
        /// use verdict_evaluator::profile::{Profile, ResourceWildcards};
        ///
        /// let mut profile = Profile::default();
        /// profile.set("RES-014", "field-by-field").unwrap();
        /// assert_eq!(profile.resource_wildcards, ResourceWildcards::FieldByField);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
        pub struct Profile {
            /// How strictly documents are judged.
            pub judging: Judging,
            $( $(#[$doc])* #[doc = concat!("\n\nRule ", $rule, ".")] pub $field: $name, )+
        }

        /// All switches, in the order of the rule book.
        pub const SWITCHES: &[Switch] = &[
            $( Switch { rule: $rule, readings: &[$default_reading, $( $other_reading, )+] }, )+
        ];

        impl Profile {
            /// Chooses the reading called `reading` of the disputed rule `rule`, a switch or a twin of one.
            ///
            /// # Errors
            /// There is no such switch, or it has no such reading.
            pub fn set(&mut self, rule: &str, reading: &str) -> Result<(), UnknownReading> {
                let (rule, reading) = twin::switched(rule, reading).unwrap_or((rule, reading));
                match rule {
                    $( $rule => {
                        let found = $name::READINGS.iter().find(|(name, _)| *name == reading);
                        self.$field = found.ok_or_else(|| UnknownReading::new(rule, reading))?.1;
                    } )+
                    _ => return Err(UnknownReading::new(rule, reading)),
                }
                Ok(())
            }

            /// The name of the reading that is chosen of the rule `rule`, if it is a switch.
            pub fn reading(&self, rule: &str) -> Option<&'static str> {
                match rule {
                    $( $rule => $name::READINGS.iter().find(|(_, value)| *value == self.$field).map(|(name, _)| *name), )+
                    _ => None,
                }
            }
        }
    };
}

switches! {
    /// Where may `Version` stand?
    "GRAM-011" version_position: VersionPosition {
        /// Version may stand anywhere.
        AnyOrder = "any-order",
        /// A document whose Version does not stand before Statement is refused.
        VersionFirst = "version-first",
    }
    /// Which versions may an identity policy have?
    "GRAM-019" identity_version: IdentityVersion {
        /// An identity policy without Version or with 2008-10-17 is accepted, with a warning.
        Any = "any-version",
        /// Such an identity policy is refused.
        Requires2012 = "requires-2012-10-17",
    }
    /// What is a null entry of a list?
    "GRAM-023" null_entries: NullEntries {
        /// A null entry makes the document unacceptable.
        Refused = "null-refused",
        /// A null entry of a list is dropped.
        Dropped = "null-entries-dropped",
    }
    /// May a list of actions or resources be empty?
    "GRAM-024" empty_lists: EmptyLists {
        /// An empty Action, `NotAction`, Resource or `NotResource` list is accepted with a finding.
        Accepted = "empty-list-accepted",
        /// Such a list is refused.
        Refused = "empty-list-refused",
    }
    /// What does an empty NotAction, NotResource or NotPrincipal match?
    "GRAM-025" empty_not_list: EmptyNotList {
        /// A statement with an empty Not-list has no effect.
        NoEffect = "empty-not-list-has-no-effect",
        /// An empty Not-list excludes nothing, so it matches everything.
        MatchesAll = "empty-not-list-matches-all",
    }
    /// Does a resource-based policy need Resource?
    "GRAM-035" resource_policy_resource: ResourcePolicyResource {
        /// A resource-based policy statement without Resource is accepted with a finding.
        Optional = "resource-optional",
        /// Such a statement is refused.
        Required = "resource-required",
    }
    /// How much of the language do service control policies take?
    "GRAM-042" scp_language: ScpLanguage {
        /// Service control policies take the full language.
        Full = "full-language",
        /// The limits before 19 September 2025: no Allow with Condition, `NotAction` or a resource, no `NotResource`, action wildcards only at the end.
        Legacy = "legacy",
    }
    /// Which principals may an endpoint policy name?
    "GRAM-045" endpoint_principal: EndpointPrincipal {
        /// An endpoint policy takes any principal, and `NotPrincipal`.
        Any = "any-principal",
        /// An endpoint policy takes Principal `*` only.
        StarOnly = "star-only",
    }
    /// Do AWS Batch resources carry policies?
    "GRAM-046" batch_resource_policies: BatchResourcePolicies {
        /// No AWS Batch resource carries a policy; input that attaches one is refused.
        None = "no-resource-policies",
        /// A policy attached to an AWS Batch resource is consulted.
        Consulted = "resource-policies",
    }
    /// May an identity policy have an Id?
    "GRAM-047" identity_id: IdentityId {
        /// Id in an identity policy is accepted with a warning.
        Tolerated = "id-tolerated",
        /// Id in an identity policy is refused.
        Refused = "id-refused",
    }
    /// Is an action entry of several asterisks acceptable?
    "ACT-009" several_stars_action: SeveralStarsAction {
        /// An action entry of two or more asterisks is refused.
        Refused = "several-stars-refused",
        /// It is accepted and matches every action.
        Accepted = "several-stars-accepted",
    }
    /// Which wildcards may a partition have?
    "RES-005" partition_wildcard: PartitionWildcard {
        /// `*` alone is accepted as a partition, partial patterns are refused.
        StarOnly = "star-only",
        /// No wildcard is accepted in the partition.
        None = "no-wildcard",
        /// Partial patterns are accepted and match.
        Patterns = "patterns",
    }
    /// May the service field of a resource have a wildcard?
    "RES-006" service_wildcard: ServiceWildcard {
        /// A wildcard in the service field is refused in identity policies, boundaries and session policies.
        RefusedWhereIamSaves = "no-wildcard-where-iam-saves",
        /// It is accepted everywhere, matches, and gets a suggestion.
        Accepted = "wildcard-accepted",
    }
    /// How far do wildcards reach before the fifth colon of a resource?
    "RES-014" resource_wildcards: ResourceWildcards {
        /// Before the fifth colon, an asterisk that ends its field crosses colons, every other wildcard stays in its field.
        TrailingStarCrosses = "trailing-star-crosses",
        /// Pattern and ARN are compared field by field.
        FieldByField = "field-by-field",
        /// Pattern and ARN are compared as one text; every wildcard crosses colons.
        WholeString = "whole-string",
    }
    /// Does a wildcard in the resource type match?
    "RES-016" resource_type_wildcard: ResourceTypeWildcard {
        /// A wildcard in the resource type matches like any other.
        Matches = "wildcard-matches",
        /// The text before the first `/` or `:` of the resource field is compared literally if a separator follows it.
        LiteralType = "literal-type",
    }
    /// Is a resource entry of several asterisks acceptable?
    "RES-018" several_stars_resource: SeveralStarsResource {
        /// A resource entry of two or more asterisks is refused.
        Refused = "several-stars-refused",
        /// It is accepted and matches every resource.
        Accepted = "several-stars-accepted",
    }
    /// What is an incomplete ARN in a session policy?
    "RES-021" session_incomplete_arn: SessionIncompleteArn {
        /// A session policy with an incomplete ARN is refused.
        Refused = "refused",
        /// It is completed as in identity policies.
        Completed = "completed",
    }
    /// What is an incomplete ARN in the other policy types?
    "RES-022" other_incomplete_arn: OtherIncompleteArn {
        /// Incomplete ARNs are completed, refused or match nothing by policy type.
        ByPolicyType = "by-policy-type",
        /// Incomplete ARNs are completed in every policy type.
        Completed = "completed",
    }
    /// Are wildcards of a variable's value live in Resource?
    "RES-035" substituted_in_resource: SubstitutedInResource {
        /// The value of a variable is matched literally.
        Literal = "literal",
        /// Wildcards in the value of a variable are wildcards.
        Live = "wildcards-live",
    }
    /// What does an entry of NotResource do whose variable has no value?
    "RES-037" unresolved_not_resource: UnresolvedNotResource {
        /// An entry of `NotResource` with a variable without value excludes nothing.
        ExcludesNothing = "excludes-nothing",
        /// It makes the statement not match.
        StatementDoesNotMatch = "statement-does-not-match",
    }
    /// Whom does `{"AWS":"*"}` match?
    "PRIN-003" aws_star: AwsStar {
        /// `{"AWS":"*"}` matches the same callers as `"*"`.
        SameCallers = "same-callers",
        /// It leaves out service principals.
        NoServicePrincipals = "no-service-principals",
    }
    /// May NotPrincipal stand with Allow?
    "PRIN-032" allow_not_principal: AllowNotPrincipal {
        /// Allow with `NotPrincipal` is accepted with a finding and matches everyone but the listed.
        Complement = "complement",
        /// Allow with `NotPrincipal` is refused.
        Refused = "refused",
    }
    /// What must a Deny with NotPrincipal list to spare a caller?
    "PRIN-033" not_principal_chain: NotPrincipalChain {
        /// Deny with `NotPrincipal` spares a caller only if its whole chain is listed.
        WholeChain = "whole-chain",
        /// The caller's own ARN suffices.
        OwnArn = "own-arn",
        /// Any listed link of the caller's chain suffices, its role or account alone included (EVAL-047).
        AnyLink = "any-link",
    }
    /// Whom does an account entry of NotPrincipal spare?
    "PRIN-034" not_principal_account: NotPrincipalAccount {
        /// An account entry of `NotPrincipal` spares the account's root user only.
        DoesNotSpare = "account-does-not-spare",
        /// It spares everyone in the account.
        Spares = "account-spares",
    }
    /// How far can the quota of trust policies be raised?
    "LIM-005" trust_policy_maximum: TrustPolicyMaximum {
        /// The quota of role trust policies can be raised to 8192 characters.
        AtMost8192 = "at-most-8192",
        /// It can be raised to 4096 characters.
        AtMost4096 = "at-most-4096",
    }
    /// How long may a session policy be?
    "LIM-006" session_policy_length: SessionPolicyLength {
        /// A session policy has at most 2048 characters in every operation.
        Limited = "limited",
        /// In `AssumeRole` it has no such limit.
        AssumeRoleUnlimited = "assume-role-unlimited",
    }
    /// How many managed policies can be attached?
    "LIM-014" attached_policies: AttachedPolicies {
        /// The number of managed policies on a user or role is not enforced.
        NotEnforced = "not-enforced",
        /// At most 20 managed policies can be attached.
        AtMostTwenty = "at-most-twenty",
    }
    /// Are unquoted numbers condition values?
    "COND-008" unquoted_numbers: UnquotedNumbers {
        /// Unquoted numbers are condition values.
        Accepted = "numbers-accepted",
        /// A policy with an unquoted number is refused.
        Refused = "numbers-refused",
    }
    /// What does an empty list of policy values answer?
    "COND-015" empty_value_list: EmptyValueList {
        /// With an empty list of policy values nothing matches.
        MatchesNothing = "matches-nothing",
        /// An operator without set operator and `IfExists` on an empty list of policy values is true.
        RestrictsNothing = "restricts-nothing",
    }
    /// What if two context keys differ only in letter case?
    "COND-018" context_case_twins: ContextCaseTwins {
        /// A context with two keys equal ignoring case is refused.
        Refused = "refused",
        /// The last of the two keys counts.
        LastWins = "last-wins",
    }
    /// What does a negated operator answer on a value that cannot be read?
    "COND-025" type_error: TypeError {
        /// A value that cannot be read makes positive and negated operators false.
        False = "false-in-both-polarities",
        /// A value that cannot be read does not match, so negated operators are true.
        NegatedIsTrue = "negated-is-true",
    }
    /// What do Null with a set operator and NullIfExists mean?
    "COND-031" null_qualified: NullQualified {
        /// Null with a set operator looks at the values; `NullIfExists` is refused.
        ValuesDecide = "values-decide",
        /// `ForAllValues:Null` is always true, `ForAnyValue:Null` always false; `NullIfExists` is refused.
        QualifierDecides = "qualifier-decides",
        /// Null with a set operator looks at the values; `NullIfExists` means Null.
        IfExistsIgnored = "if-exists-ignored",
    }
    /// Which texts are numbers?
    "COND-050" number_spelling: NumberSpelling {
        /// Numbers are JSON numbers, leading zeros allowed.
        JsonNumbers = "json-numbers",
        /// Only integers are numbers.
        IntegersOnly = "integers-only",
    }
    /// Is a date of four digits a year?
    "COND-052" bare_year: BareYear {
        /// Digits alone are seconds since 1970.
        Epoch = "bare-year-is-epoch",
        /// Four digits alone are a year.
        Year = "bare-year-is-year",
    }
    /// What does BinaryEquals compare?
    "COND-062" binary_comparison: BinaryComparison {
        /// `BinaryEquals` decodes both sides and compares bytes.
        Bytes = "bytes",
        /// `BinaryEquals` compares the base64 texts.
        Text = "text",
    }
    /// Which prefix length has an address without one?
    "COND-065" default_prefix: DefaultPrefix {
        /// An address without prefix length is that one address.
        FullLength = "full-length",
        /// The prefix length is 32 in both families.
        Always32 = "always-32",
    }
    /// Is an IPv4-mapped IPv6 address an IPv4 address?
    "COND-068" mapped_addresses: MappedAddresses {
        /// An IPv4-mapped IPv6 address is an IPv6 address.
        KeptApart = "kept-apart",
        /// It counts as the IPv4 address.
        AreIpv4 = "mapped-is-ipv4",
    }
    /// What does an ARN pattern with fewer than six components match?
    "COND-071" short_arn_pattern: ShortArnPattern {
        /// An ARN pattern with fewer than six components cannot be read and matches nothing.
        Nothing = "six-components",
        /// Such a pattern is matched against the whole ARN as one text.
        WholeText = "short-pattern-as-text",
    }
    /// Which table does ForAllValues:StringNotLike follow?
    "COND-078" for_all_not_like: ForAllNotLike {
        /// `ForAllValues:StringNotLike` follows the operator table.
        OperatorTable = "operator-table",
        /// `ForAllValues:StringNotLike` gives the opposite answers, as the table of one example shows.
        ExampleTable = "example-table",
    }
    /// What does ForAnyValue with IfExists answer on a null set?
    "COND-080" for_any_if_exists: ForAnyIfExists {
        /// `ForAnyValue` with `IfExists` is false on a null set.
        False = "null-set-is-false",
        /// It is true on a null set.
        True = "null-set-is-true",
    }
    /// Is a context key with an empty list missing?
    "COND-086" empty_context_list: EmptyContextList {
        /// A context key with an empty list is a missing key.
        Missing = "missing",
        /// It is a present multivalued key.
        Present = "present",
    }
    /// What becomes of empty strings beside other values of a list?
    "COND-088" empty_strings_in_list: EmptyStringsInList {
        /// Empty strings beside other values of a list are compared.
        Compared = "compared",
        /// They are skipped.
        Skipped = "skipped",
    }
    /// Are variables expanded in values of Bool?
    "VAR-008" bool_variables: BoolVariables {
        /// Variables are expanded in values of Bool.
        Expanded = "expanded",
        /// They are literal text there.
        Literal = "literal",
    }
    /// Has a variable a value whose key holds the empty string?
    "VAR-016" empty_variable_value: EmptyVariableValue {
        /// A variable whose key holds the empty string has no value.
        NoValue = "no-value",
        /// The empty string is substituted.
        Substituted = "substituted",
    }
    /// Are wildcards of a variable's value live in condition values?
    "VAR-023" substituted_in_condition: SubstitutedInCondition {
        /// Wildcards inside a substituted value are literal.
        Literal = "literal",
        /// They are wildcards.
        Live = "wildcards-live",
    }
    /// Does the session policy limit a grant to the role session's own ARN?
    "EVAL-012" session_arn_grant: SessionArnGrant {
        /// A grant to the session's own ARN is not limited by the session policy.
        Unlimited = "session-policy-does-not-limit",
        /// The session policy must allow as well.
        Limited = "session-policy-limits",
    }
    /// Does the session policy limit a grant to everyone?
    "EVAL-018" wildcard_grant: WildcardGrant {
        /// A grant to everyone is limited neither by the boundary nor by the session policy.
        Unlimited = "nothing-limits",
        /// The session policy must allow as well.
        SessionLimits = "session-policy-limits",
    }
    /// Which sessions does a role's ARN name?
    "SESS-002" role_of_session: RoleOfSession {
        /// Those whose role has that ARN, path included; by account and name where the role is not known.
        ExactArn = "exact-role-arn",
        /// Those whose role has that account and name, ignoring path and letter case.
        AccountAndName = "account-and-name",
    }
    /// Which operations can credentials of `GetSessionToken` call?
    "SESS-013" session_token_calls: SessionTokenCalls {
        /// Those of IAM if the session has used MFA; of STS `AssumeRole` and `GetCallerIdentity`.
        Some = "some-calls-allowed",
        /// None of IAM and STS.
        None = "no-calls-allowed",
    }
    /// Does the caller's boundary limit a trust policy that names the caller?
    "TRUST-004" trusted_caller: TrustedCaller {
        /// The boundary must allow `sts:AssumeRole` even where the trust policy names the caller directly.
        BoundaryLimits = "boundary-limits",
        /// A trust policy that names the caller directly is not limited by the boundary.
        GrantSuffices = "direct-grant-suffices",
    }
    /// Who decides about changes of a service-linked role's trust and permissions?
    "SLR-003" linked_role_changes: LinkedRoleChanges {
        /// Changes of trust and permissions of a service-linked role are refused even where policies allow them.
        Refused = "refused-by-the-service",
        /// The policies of the caller decide, as for any other role.
        PoliciesDecide = "policies-decide",
    }
    /// With which error does AWS Batch refuse a call?
    "MSG-011" batch_denial_error: BatchDenialError {
        /// `AccessDeniedException` with HTTP status 403.
        AccessDeniedException = "access-denied-exception",
        /// `ClientException` with HTTP status 400.
        ClientException = "client-exception",
    }
    /// Which shape has a decoded authorization message?
    "MSG-015" decoded_message_form: DecodedMessageForm {
        /// Truth values are booleans, lists are objects with a member `items`.
        BooleansAndItems = "booleans-and-items",
        /// Truth values are texts, empty lists are empty texts, other lists are plain.
        StringsAndPlainLists = "strings-and-plain-lists",
    }
    /// How many results has a simulation of one action on several resources?
    "MSG-022" simulator_results: SimulatorResults {
        /// One result per action; the results per resource lie inside it.
        OnePerAction = "one-result-per-action",
        /// One result per action and resource, with the ARN of the resource as its name.
        OnePerResource = "one-result-per-resource",
    }
    /// What does the policy simulator evaluate?
    "MSG-028" simulator_scope: SimulatorScope {
        /// Service control policies with their conditions and resources, and calls across accounts.
        ApiModel = "api-model",
        /// Neither service control policies with global condition keys nor calls across accounts.
        OlderGuide = "older-guide",
    }
    /// As which resource does SubmitJob check a job definition without revision?
    "BATCH-022" submitted_definition: SubmittedDefinition {
        /// The job definition of SubmitJob is checked with the revision that the request names, and without revision if it names none.
        AsWritten = "as-the-caller-wrote-it",
        /// A job definition without revision is checked as its latest active revision, which is then part of the input.
        LatestRevision = "latest-revision",
    }
    /// Is SubmitJob checked against a job?
    "BATCH-025" submitted_job: SubmittedJob {
        /// SubmitJob is not checked against a job.
        NotChecked = "no-job-check",
        /// SubmitJob is checked against `job/*` as well.
        Checked = "job-check",
    }
    /// Which checks of a submission see batch:ShareIdentifier?
    "BATCH-027" share_identifier: ShareIdentifier {
        /// batch:ShareIdentifier is in the context of every check of SubmitJob and SubmitServiceJob.
        EveryCheck = "in-every-check",
        /// It is in the context of the check against the job only.
        JobOnly = "on-the-job-only",
    }
    /// Against which ARN is RegisterJobDefinition checked?
    "BATCH-040" registered_definition: RegisteredDefinition {
        /// RegisterJobDefinition is checked against the name without revision.
        NameOnly = "name-only",
        /// It is checked against the name with the revision that it creates.
        WithRevision = "with-revision",
    }
    /// What does batch:Privileged hold if the request does not say?
    "BATCH-058" unsaid_privileged: UnsaidPrivileged {
        /// batch:Privileged is missing if the request has no `privileged`.
        Absent = "absent",
        /// It is then `false`, the default of the API.
        FalseSupplied = "false-supplied",
    }
    /// Are the ids of a pod those of its containers?
    "BATCH-069" pod_ids: PodIds {
        /// A container without ids of its own has those of its pod's security context.
        PodLevel = "pod-level",
        /// Only the container's own security context is read.
        ContainerOnly = "container-only",
    }
    /// Are the service environments of UpdateJobQueue checked?
    "BATCH-085" updated_service_environments: UpdatedServiceEnvironments {
        /// Service environments named in UpdateJobQueue are not checked.
        NotChecked = "no-service-environment-check",
        /// Each service environment named in UpdateJobQueue is checked.
        Checked = "service-environment-check",
    }
    /// On what is batch:TagResource checked in SubmitJob?
    "TAG-006" tagged_submission: TaggedSubmission {
        /// SubmitJob with tags is checked for batch:TagResource on the job definition only.
        DefinitionOnly = "job-definition-only",
        /// It is checked for batch:TagResource on the job definition and on `job/*`.
        DefinitionAndJob = "job-definition-and-job",
    }
    /// Has RegisterJobDefinition resource tags?
    "TAG-024" registered_tags: RegisteredTags {
        /// aws:ResourceTag is missing in RegisterJobDefinition.
        Absent = "absent",
        /// aws:ResourceTag holds the tags of the revision that already exists in RegisterJobDefinition.
        OfTheDefinition = "tags-of-the-definition",
    }
    /// Do requests that edit or delete a service-linked role carry the name of its service?
    "ROLE-025" linked_service_name: LinkedServiceName {
        /// iam:AWSServiceName is supplied from the role's path.
        Derived = "key-derived",
        /// iam:AWSServiceName is missing unless the request carries it.
        Absent = "key-absent",
    }
    /// What is the service principal of EC2 in China?
    "ROLE-031" china_ec2_principal: ChinaEc2Principal {
        /// In aws-cn iam:PassedToService is ec2.amazonaws.com.cn for an instance role.
        ChinaName = "china-name",
        /// In aws-cn it is ec2.amazonaws.com, as everywhere.
        GeneralName = "general-name",
    }
    /// Is there a key batch:ResourceTag?
    "DOC-003" batch_resource_tag: BatchResourceTag {
        /// batch:ResourceTag is no condition key and is always missing.
        NoSuchKey = "no-such-key",
        /// batch:ResourceTag holds the tags of the resource like aws:ResourceTag.
        KeyExists = "key-exists",
    }
    /// Against what are creating actions checked?
    "DOC-007" created_resource: CreatedResource {
        /// Creating actions are checked against the ARN of the new resource.
        NewResourceArn = "new-resource-arn",
        /// Creating actions cannot be limited to a resource; only `*` matches them.
        WildcardOnly = "wildcard-only",
    }
    /// Is CreateJobQueue always checked against a compute environment?
    "DOC-020" queue_compute_environments: QueueComputeEnvironments {
        /// CreateJobQueue is checked against the compute environments that the request names, which may be none.
        AsNamed = "as-named",
        /// CreateJobQueue is always checked against at least one compute environment.
        Required = "required",
    }
    /// Is aws:TagKeys multivalued?
    "DOC-021" tag_keys: TagKeys {
        /// aws:TagKeys is multivalued.
        Multivalued = "multivalued",
        /// aws:TagKeys is a single text, as an older list says.
        SingleValued = "single-valued",
    }
    /// Which operations check batch:SetCapacityTags?
    "DOC-026" capacity_tags: CapacityTags {
        /// batch:SetCapacityTags is checked for CreateComputeEnvironment and for UpdateComputeEnvironment.
        CreateAndUpdate = "create-and-update",
        /// It is checked for CreateComputeEnvironment only.
        CreateOnly = "create-only",
    }
    /// Do the keys of compute resource tags exist?
    "DOC-027" compute_resource_tags: ComputeResourceTags {
        /// batch:ComputeResourcesTag and batch:ComputeResourcesTagKeys are known condition keys.
        Known = "known",
        /// They are unknown keys, since the reference lists neither.
        Unknown = "unknown",
    }
    /// What can be tagged?
    "DOC-028" taggable_types: TaggableTypes {
        /// Nine resource types can be tagged.
        Nine = "nine-types",
        /// Only the five kinds that the API documentation lists can be tagged.
        Five = "five-types",
    }
    /// What is the resource of an action without resource type?
    "DOC-038" untyped_resource: UntypedResource {
        /// A refusal of an action without resource type prints the resource as `*`.
        Star = "star",
        /// It prints an ARN with the path of the API operation as resource.
        PathForm = "path-form",
    }
}

impl Profile {
    /// A named set of choices.
    ///
    /// `default`; `strict-save` refuses what the IAM write APIs are recorded to refuse (GRAM-011, GRAM-019, GRAM-024, GRAM-050,
    /// PRIN-032); `legacy-scp` has the grammar of service control policies before 19 September 2025 (GRAM-042); `evaluate-anyway`
    /// does not judge documents.
    pub fn preset(name: &str) -> Option<Self> {
        let mut profile = Self::default();
        profile.apply_preset(name).then_some(profile)
    }

    /// Makes the choices of the preset called `name` and keeps all others; `false` if there is no such preset.
    pub fn apply_preset(&mut self, name: &str) -> bool {
        match name {
            "default" => {}
            "strict-save" => {
                self.judging = Judging::StrictSave;
                self.version_position = VersionPosition::VersionFirst;
                self.identity_version = IdentityVersion::Requires2012;
                self.empty_lists = EmptyLists::Refused;
                self.allow_not_principal = AllowNotPrincipal::Refused;
            }
            "legacy-scp" => self.scp_language = ScpLanguage::Legacy,
            "evaluate-anyway" => self.judging = Judging::EvaluateAnyway,
            _ => return false,
        }
        true
    }
}

/// The names that [`Profile::preset`] knows.
pub const PRESETS: &[&str] = &["default", "strict-save", "legacy-scp", "evaluate-anyway"];

#[cfg(test)]
mod tests {
    use super::{EmptyLists, Judging, PRESETS, Profile, ScpLanguage};

    #[test]
    fn presets_make_the_choices_they_are_known_for() {
        let check = |name: &str, judging: Judging, empty_lists: EmptyLists, scp_language: ScpLanguage| {
            let preset = Profile::preset(name).expect(name);
            assert_eq!((preset.judging, preset.empty_lists, preset.scp_language), (judging, empty_lists, scp_language), "{name}");
        };
        let default = Profile::default();
        check("default", default.judging, default.empty_lists, default.scp_language);
        check("strict-save", Judging::StrictSave, EmptyLists::Refused, default.scp_language);
        check("legacy-scp", default.judging, default.empty_lists, ScpLanguage::Legacy);
        check("evaluate-anyway", Judging::EvaluateAnyway, default.empty_lists, default.scp_language);
        assert_eq!(Profile::preset("default"), Some(default));
        assert_eq!(Profile::preset("Default"), None);
        assert!(PRESETS.iter().all(|name| Profile::preset(name).is_some()), "{PRESETS:?}");
    }

    #[test]
    fn presets_keep_other_choices() {
        let mut profile = Profile { scp_language: ScpLanguage::Legacy, ..Profile::default() };
        assert!(profile.apply_preset("default") && profile.apply_preset("evaluate-anyway"));
        assert_eq!(profile, Profile { scp_language: ScpLanguage::Legacy, judging: Judging::EvaluateAnyway, ..Profile::default() });
        assert!(!profile.apply_preset("no-such-preset"));
    }
}
