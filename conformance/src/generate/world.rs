//! The small account that policies and requests draw their names from.

use arbitrary::{Result, Unstructured};
use verdict_evaluator::operator::BaseOperator;
use verdict_evaluator::principal::Principal;

use super::{one_in, usual_or_odd};

/// The account at home, and another one.
pub const ACCOUNTS: [&str; 2] = ["111122223333", "444455556666"];

/// A few callers, operations and condition keys.
#[derive(Clone, Debug)]
pub struct World {
    /// Who may ask.
    pub principals: Vec<Principal>,
    /// What may be asked for.
    pub operations: Vec<Operation>,
    /// The keys that requests carry and policies test.
    pub keys: Vec<Key>,
}

/// An action and a resource that it works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// For example `batch:SubmitJob`.
    pub action: &'static str,
    /// An ARN, or `*` for an action that works on no particular resource.
    pub resource: String,
}

/// A condition key with the values that it takes in this world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// Do requests give it as a list?
    pub multivalued: bool,
    /// The values that requests carry.
    pub values: Vec<&'static str>,
    /// The values that policies name.
    pub patterns: Vec<&'static str>,
}

/// The type of a key's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each variant is the type of that name")]
pub enum Kind {
    String,
    Bool,
    Numeric,
    Date,
    Arn,
    Ip,
    Binary,
}

impl World {
    /// Draws a world; on exhausted bytes one user, one action on everything and one key.
    ///
    /// # Errors
    /// None in practice.
    pub fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let (principals, operations, keys) = (u.int_in_range(1..=2)?, u.int_in_range(1..=3)?, u.int_in_range(1..=3)?);
        let mut world = Self { principals: Vec::new(), operations: Vec::new(), keys: Vec::new() };
        for _ in 0..principals {
            world.principals.push(principal(u)?);
        }
        let actions = match u.int_in_range(0..=8)? {
            0..=3 => ACTIONS,
            4..=6 => STORED,
            _ => ASSUMED,
        };
        for _ in 0..operations {
            world.operations.push(operation(actions, u)?);
        }
        for _ in 0..keys {
            let key = Key::arbitrary(u)?;
            world.keys.retain(|other| other.name != key.name);
            world.keys.push(key);
        }
        Ok(world)
    }
}

const NAMES: &[&str] = &["q", "ana", "Alpha", "prod-1", "gpu"];
/// Names that look like patterns, that hold separators, or that are not ASCII.
const ODD_NAMES: &[&str] = &["Q", "q*", "a:b", "ana/q", "${aws:username}", "na\u{ef}ve", "\u{96ea}", "a?", "a\"b\\\n"];

/// A user in half of the draws, a session of a role in a quarter; all other kinds are rare.
fn principal(u: &mut Unstructured<'_>) -> Result<Principal> {
    let account = if one_in(12, u)? { ACCOUNTS[1] } else { ACCOUNTS[0] };
    Ok(match u.int_in_range(0..=27)? {
        0..=12 => Principal::User { arn: format!("arn:aws:iam::{account}:user/{}", u.choose(NAMES)?), id: None },
        13..=19 => role_session(account, u)?,
        20 | 21 => Principal::Root { arn: format!("arn:aws:iam::{account}:root"), assumed: one_in(3, u)? },
        22 | 23 => {
            let issuer = if one_in(4, u)? { "root" } else { "user/ana" };
            Principal::FederatedUser {
                arn: format!("arn:aws:sts::{account}:federated-user/{}", u.choose(NAMES)?),
                issuer: Some(format!("arn:aws:iam::{account}:{issuer}")),
            }
        }
        24 => service_linked_role(account),
        25 => Principal::Service { name: (*u.choose(SERVICES)?).to_owned() },
        26 => Principal::Federated { provider: (*u.choose(PROVIDERS)?).to_owned() },
        _ => Principal::Anonymous,
    })
}

/// A session of a role, which may have a path; of one in eight only its own ARN is known (SESS-002).
fn role_session(account: &str, u: &mut Unstructured<'_>) -> Result<Principal> {
    let role = *u.choose(&["ops", "batch-job", "team/ops"])?;
    let name = role.rsplit('/').next().unwrap_or(role);
    Ok(Principal::RoleSession {
        arn: Some(format!("arn:aws:sts::{account}:assumed-role/{name}/{}", u.choose(NAMES)?)),
        role: (!one_in(8, u)?).then(|| format!("arn:aws:iam::{account}:role/{role}")),
        id: None,
    })
}

/// The service principals of this world.
pub const SERVICES: &[&str] = &["batch.amazonaws.com", "ecs-tasks.amazonaws.com"];

/// Who vouches for callers with a web identity or a SAML assertion.
const PROVIDERS: &[&str] = &["accounts.google.com", "arn:aws:iam::111122223333:saml-provider/corp"];

/// A session of the role that AWS Batch has for itself.
pub fn service_linked_role(account: &str) -> Principal {
    Principal::RoleSession {
        arn: Some(format!("arn:aws:sts::{account}:assumed-role/AWSServiceRoleForBatch/aws-batch")),
        role: Some(format!("arn:aws:iam::{account}:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch")),
        id: None,
    }
}

/// Actions with the start of the ARNs they work on; `None` for actions without resource.
const ACTIONS: &[(&str, Option<&str>)] = &[
    ("batch:DescribeJobs", None),
    ("batch:SubmitJob", Some("arn:aws:batch:us-east-1:111122223333:job-queue/")),
    ("batch:SubmitJob", Some("arn:aws:batch:us-east-1:111122223333:job-definition/")),
    ("batch:CancelJob", Some("arn:aws:batch:us-east-1:111122223333:job/")),
    ("batch:RegisterJobDefinition", Some("arn:aws:batch:us-east-1:111122223333:job-definition/")),
    ("batch:UpdateJobQueue", Some("arn:aws:batch:eu-central-1:111122223333:job-queue/")),
    ("batch:DescribeJobQueues", None),
    ("iam:PassRole", Some("arn:aws:iam::111122223333:role/")),
    ("s3:GetObject", Some("arn:aws:s3:::results/")),
    ("s3:PutObject", Some("arn:aws:s3:::results/")),
];

/// Those whose resources have policies of their own: objects, and keys of both accounts, whose policies are mandatory (EVAL-024).
const STORED: &[(&str, Option<&str>)] = &[
    ("s3:GetObject", Some("arn:aws:s3:::results/")),
    ("s3:PutObject", Some("arn:aws:s3:::results/")),
    ("kms:Decrypt", Some("arn:aws:kms:us-east-1:111122223333:key/")),
    ("kms:Encrypt", Some("arn:aws:kms:us-east-1:111122223333:key/")),
    ("kms:Decrypt", Some("arn:aws:kms:us-east-1:444455556666:key/")),
];

/// Those on roles, whose trust policies are mandatory too.
const ASSUMED: &[(&str, Option<&str>)] = &[
    ("sts:AssumeRole", Some("arn:aws:iam::111122223333:role/")),
    ("sts:AssumeRole", Some("arn:aws:iam::111122223333:role/")),
    ("sts:AssumeRole", Some("arn:aws:iam::444455556666:role/")),
    ("sts:AssumeRoleWithWebIdentity", Some("arn:aws:iam::111122223333:role/")),
    ("sts:AssumeRoleWithSAML", Some("arn:aws:iam::111122223333:role/")),
    ("sts:TagSession", Some("arn:aws:iam::111122223333:role/")),
];

fn operation(actions: &[(&'static str, Option<&str>)], u: &mut Unstructured<'_>) -> Result<Operation> {
    let (action, prefix) = *u.choose(actions)?;
    let Some(prefix) = prefix else { return Ok(Operation { action, resource: "*".to_owned() }) };
    Ok(Operation { action, resource: format!("{prefix}{}", usual_or_odd(NAMES, ODD_NAMES, u)?) })
}

/// Key, type, and whether it is given as a list.
const KEYS: &[(&str, Kind, bool)] = &[
    ("batch:User", Kind::String, false),
    ("batch:Image", Kind::String, false),
    ("aws:username", Kind::String, false),
    ("aws:RequestTag/Team", Kind::String, false),
    ("aws:TagKeys", Kind::String, true),
    ("aws:PrincipalOrgPaths", Kind::String, true),
    ("batch:Privileged", Kind::Bool, false),
    ("aws:MultiFactorAuthPresent", Kind::Bool, false),
    ("aws:MultiFactorAuthAge", Kind::Numeric, false),
    ("verdict:Scores", Kind::Numeric, true),
    ("aws:CurrentTime", Kind::Date, false),
    ("aws:EpochTime", Kind::Date, false),
    ("aws:PrincipalArn", Kind::Arn, false),
    ("aws:SourceArn", Kind::Arn, false),
    ("aws:SourceIp", Kind::Ip, false),
    ("aws:VpcSourceIp", Kind::Ip, false),
    ("verdict:Digest", Kind::Binary, false),
];

impl Key {
    /// Draws a key with up to three values for each side.
    ///
    /// # Errors
    /// None in practice.
    pub fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let (name, kind, multivalued) = *u.choose(KEYS)?;
        let mut key = Self { name, kind, multivalued, values: Vec::new(), patterns: Vec::new() };
        for _ in 0..u.int_in_range(1..=3)? {
            key.values.push(usual_or_odd(kind.values(), kind.odd_values(), u)?);
            key.patterns.push(usual_or_odd(kind.patterns(), kind.odd_patterns(), u)?);
        }
        Ok(key)
    }
}

impl Kind {
    /// What requests carry. Several spellings stand for one value.
    pub const fn values(self) -> &'static [&'static str] {
        match self {
            Self::String => &["ana", "nobody", "Ana", "1000", "prod-1"],
            Self::Bool => &["true", "false", "True"],
            Self::Numeric => &["5", "4", "10", "5.0", "-3", "1e1", "0"],
            Self::Date => &["2024-01-01T00:00:00Z", "1704067200", "2024-01-01", "2023-12-31T22:00:00-01:00", "0"],
            Self::Arn => &[
                "arn:aws:iam::111122223333:user/ana",
                "arn:aws:iam::111122223333:role/ops",
                "arn:aws:batch:us-east-1:111122223333:job-definition/Alpha:3",
            ],
            Self::Ip => &["10.0.0.1", "10.0.1.7", "192.168.3.4", "2001:db8::1", "::ffff:10.0.0.1"],
            Self::Binary => &["QQ==", "QUJD", "QR=="],
        }
    }

    /// Values of a request that are empty, or that are not of this type.
    pub const fn odd_values(self) -> &'static [&'static str] {
        match self {
            Self::String => &["", "*", "na\u{ef}ve", "NA\u{cf}VE", "\u{130}", "${aws:username}"],
            Self::Bool => &["", "maybe"],
            Self::Numeric => &["", "five", " 5", "0x5"],
            Self::Date => &["", "yesterday", "2024-13-01"],
            Self::Arn => &["", "ana", "arn:aws:iam"],
            Self::Ip => &["", "10.0.0.0/24", "[::1]"],
            Self::Binary => &["", "!", "QQ"],
        }
    }

    /// What policies name.
    pub const fn patterns(self) -> &'static [&'static str] {
        match self {
            Self::String => &["ana", "nobody", "a*", "*", "ANA", "1000", "?na", "prod-*"],
            Self::Bool | Self::Numeric | Self::Date | Self::Binary => self.values(),
            Self::Arn => &[
                "arn:aws:iam::111122223333:user/ana",
                "arn:aws:iam::*:user/*",
                "arn:*:*:*:*:*",
                "arn:aws:batch:*:111122223333:job-definition/Alpha:*",
            ],
            Self::Ip => &["10.0.0.0/24", "10.0.0.0/16", "10.0.0.1", "0.0.0.0/0", "2001:db8::/32", "10.0.0.9/24"],
        }
    }

    /// What policies name by mistake. IAM refuses a date that cannot be read, so there is none.
    pub const fn odd_patterns(self) -> &'static [&'static str] {
        match self {
            Self::String => &["", "${*}", "na\u{ef}ve", "\u{96ea}", "a**a", "a\"\\\t\u{1f600}"],
            Self::Bool => &["maybe"],
            Self::Numeric => &["five", "", "05"],
            Self::Date => &[],
            Self::Arn => &["*", "arn:aws:iam", "ana"],
            Self::Ip => &["10.0.0", "10.0.0.0/33", "10.0.0.0/08"],
            Self::Binary => &["!", ""],
        }
    }

    /// The operators that compare values of this type, the plainest first; `Null` goes with every type.
    pub const fn operators(self) -> &'static [BaseOperator] {
        use BaseOperator as B;
        match self {
            Self::String => &[
                B::StringEquals,
                B::StringLike,
                B::StringNotEquals,
                B::StringNotLike,
                B::StringEqualsIgnoreCase,
                B::StringNotEqualsIgnoreCase,
                B::Null,
            ],
            Self::Bool => &[B::Bool, B::Null],
            Self::Numeric => &[
                B::NumericEquals,
                B::NumericNotEquals,
                B::NumericLessThan,
                B::NumericLessThanEquals,
                B::NumericGreaterThan,
                B::NumericGreaterThanEquals,
            ],
            Self::Date => {
                &[B::DateEquals, B::DateNotEquals, B::DateLessThan, B::DateLessThanEquals, B::DateGreaterThan, B::DateGreaterThanEquals]
            }
            Self::Arn => &[B::ArnLike, B::ArnEquals, B::ArnNotLike, B::ArnNotEquals, B::StringLike, B::StringEquals],
            Self::Ip => &[B::IpAddress, B::NotIpAddress],
            Self::Binary => &[B::BinaryEquals],
        }
    }
}
