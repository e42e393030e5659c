//! Entries of Condition blocks whose two sides are near each other, so that each operator often holds and often does not: dates a second
//! apart in every documented form, addresses a bit beside a network, ARNs with a wildcard in any component.
//!
//! Each entry has a centre, drawn first; the values of both sides are written around it.

use arbitrary::{Result, Unstructured};
use chrono::DateTime;
use verdict_evaluator::arn::split_fields;
use verdict_evaluator::context::{Context, ContextValue};
use verdict_evaluator::operator::{BaseOperator as B, Operator, SetOperator};
use verdict_evaluator::policy::{PolicyType, Version};

use super::{Entry, one_in};

/// How the two sides of an entry are written. A centre is any number.
struct Sides {
    operators: &'static [B],
    /// A value of the request.
    actual: fn(u8, &mut Unstructured<'_>) -> Result<String>,
    /// A value of the policy.
    wanted: fn(u8, &mut Unstructured<'_>) -> Result<String>,
}

macro_rules! generators {
    ($( $(#[$doc:meta])* $name:ident: [$( $operator:ident ),+], $actual:path, $wanted:path; )+) => {
        $(
            $(#[$doc])*
            ///
            /// # Errors
            /// None in practice.
            pub fn $name(u: &mut Unstructured<'_>) -> Result<Entry> {
                entry(&Sides { operators: &[$( B::$operator ),+], actual: $actual, wanted: $wanted }, u)
            }
        )+
    };
}

generators! {
    /// An entry about strings.
    strings:
        [StringEquals, StringNotEquals, StringEqualsIgnoreCase, StringNotEqualsIgnoreCase, StringLike, StringNotLike],
        string, string_pattern;
    /// An entry about numbers.
    numbers:
        [NumericEquals, NumericNotEquals, NumericLessThan, NumericLessThanEquals, NumericGreaterThan, NumericGreaterThanEquals],
        number, number;
    /// An entry about dates.
    dates:
        [DateEquals, DateNotEquals, DateLessThan, DateLessThanEquals, DateGreaterThan, DateGreaterThanEquals],
        date, date;
    /// An entry about truth values.
    truth_values: [Bool], truth_value, truth_value_pattern;
    /// An entry about bytes.
    bytes: [BinaryEquals], base64, base64;
    /// An entry about addresses.
    addresses: [IpAddress, NotIpAddress], address, network;
    /// An entry about ARNs.
    arns: [ArnEquals, ArnNotEquals, ArnLike, ArnNotLike], arn, arn_pattern;
    /// An entry about the presence of a key.
    presence: [Null], presence_value, presence_pattern;
}

/// An entry of any of these kinds.
///
/// # Errors
/// None in practice.
pub fn any(u: &mut Unstructured<'_>) -> Result<Entry> {
    let kinds = [strings, numbers, dates, truth_values, bytes, addresses, arns, presence];
    u.choose(&kinds)?(u)
}

fn entry(sides: &Sides, u: &mut Unstructured<'_>) -> Result<Entry> {
    let base = *u.choose(sides.operators)?;
    let set = *u.choose(&[None, Some(SetOperator::ForAllValues), Some(SetOperator::ForAnyValue)])?;
    let if_exists = base != B::Null && one_in(3, u)?;
    let centre = u.arbitrary()?;
    let mut context = Context::default();
    let key = if one_in(4, u)? { "K:it" } else { "k:it" };
    if !one_in(6, u)? {
        context.set(key, side(set.is_some(), |u| (sides.actual)(centre, u), u)?);
    }
    if !one_in(3, u)? {
        context.set("k:other", ContextValue::One((*u.choose(&["a", "b*", "\u{e9}:", ""])?).to_owned()));
        context.set("k:list", ContextValue::Many(vec!["a".to_owned()]));
    }
    let length = if one_in(12, u)? { 0 } else { u.int_in_range(1..=3)? };
    let values = (0..length).map(|_| (sides.wanted)(centre, u)).collect::<Result<Vec<_>>>()?;
    let (more_values, more_context) = (vec![(sides.wanted)(centre, u)?], (sides.actual)(centre, u)?);
    let version = if one_in(10, u)? { Version::V2008 } else { Version::V2012 };
    Ok(Entry { operator: Operator { set, base, if_exists }, key: "k:it".to_owned(), values, more_values, more_context, context, version })
}

/// One value or a list, more often what suits the operator.
fn side(is_set: bool, one: impl Fn(&mut Unstructured<'_>) -> Result<String>, u: &mut Unstructured<'_>) -> Result<ContextValue> {
    let unusual = one_in(6, u)?;
    if is_set == unusual {
        return one(u).map(ContextValue::One);
    }
    (0..u.int_in_range(0..=3)?).map(|_| one(u)).collect::<Result<_>>().map(ContextValue::Many)
}

/// Some of the letters, up to four.
fn word(letters: &[&str], most: usize, u: &mut Unstructured<'_>) -> Result<String> {
    (0..u.int_in_range(0..=most)?).map(|_| u.choose(letters).copied()).collect()
}

/// What strings are written around, where it is not variables.
const WORDS: [&str; 6] = ["ab", "\u{c9}a", "a*b", "K\u{130}", "stra\u{df}e", "a:/b"];

/// Once in three centres, what variables stand for; else a word in some letter case, or letters that are easily confused.
fn string(centre: u8, u: &mut Unstructured<'_>) -> Result<String> {
    if is_about_variables(centre) {
        return u.choose(&["a", "a", "b*", "*", "\u{e9}:", "$"]).map(|text| (*text).to_owned());
    }
    if one_in(3, u)? {
        return word(&["a", "b", "A", "*", "?", "\u{e9}", "\u{c9}", "\u{130}", "i", "\u{212a}", "k", "\u{1f600}", ":", "\n"], 3, u);
    }
    let text = WORDS[usize::from(centre) % WORDS.len()];
    Ok(match u.int_in_range(0..=3)? {
        0 | 1 => text.to_owned(),
        2 => text.to_lowercase(),
        _ => text.to_uppercase(),
    })
}

fn string_pattern(centre: u8, u: &mut Unstructured<'_>) -> Result<String> {
    if is_about_variables(centre) {
        let several = one_in(4, u)?;
        return if several { word(VARIABLES, 3, u) } else { u.choose(VARIABLES).map(|variable| (*variable).to_owned()) };
    }
    match u.int_in_range(0..=4)? {
        0 | 1 => string(centre, u),
        2 => word(&["a", "?", "*", "b", "\u{e9}", "K"], 5, u),
        _ => widened(&string(centre, u)?, u),
    }
}

const fn is_about_variables(centre: u8) -> bool {
    centre / 6 % 3 == 2
}

/// Variables, escapes, and what only looks like one.
const VARIABLES: &[&str] = &[
    "a",
    "*",
    "${k:other}",
    "${K:OTHER}",
    "${*}",
    "${?}",
    "${$}",
    "${k:none, 'a'}",
    "${k:other, 'b*'}",
    "${k:list}",
    "${k:none}",
    "${}",
    "${ }",
    "${k other}",
    "${k:none,'a'}",
    "${k:none, 'a}",
    "${k:none, 'a''}",
    "${k:none, ''}",
    "${",
    "}",
    "$",
    "b",
];

/// A stretch of the text becomes `*`, or one character `?`.
fn widened(text: &str, u: &mut Unstructured<'_>) -> Result<String> {
    let characters: Vec<char> = text.chars().collect();
    let start = u.int_in_range(0..=characters.len())?;
    let one: bool = u.arbitrary()?;
    let end = if one { (start + 1).min(characters.len()) } else { u.int_in_range(start..=characters.len())? };
    Ok(characters[..start].iter().chain(&[if one { '?' } else { '*' }]).chain(&characters[end..]).collect())
}

const ODD_NUMBERS: &[&str] = &[
    "",
    "five",
    " 5",
    "5 ",
    "+5",
    "5.",
    ".5",
    "-",
    "1e",
    "1e+",
    "0x5",
    "NaN",
    "inf",
    "1_0",
    "\u{665}",
    "${k:other}",
    "--5",
    "1e1.5",
    "-0",
    "0e9",
    "9007199254740993",
    "9007199254740992",
    "1e9999",
    "9e9998",
    "1e-9999",
    "0.1",
    "0.10000000000000000001",
];

/// A number in one of its spellings, at most one beside the centre.
fn number(centre: u8, u: &mut Unstructured<'_>) -> Result<String> {
    if one_in(10, u)? {
        return u.choose(ODD_NUMBERS).map(|text| (*text).to_owned());
    }
    let number = i32::from(centre % 4) * 10 - 10 + u.int_in_range(-1..=1)?;
    let (sign, size) = (if number < 0 { "-" } else { "" }, number.abs());
    Ok(match u.int_in_range(0..=8)? {
        0 | 1 => format!("{number}"),
        2 => format!("{sign}{size}.0"),
        3 => format!("{sign}00{size}"),
        4 => format!("{sign}{size}00e-2"),
        5 => format!("{sign}0.{size:03}E+3"),
        6 => format!("{sign}{size}e0"),
        7 => format!("{sign}{size}.{}1", "0".repeat(20)),
        _ => format!("{sign}{}.{}e1", size / 10, size % 10),
    })
}

const ODD_DATES: &[&str] = &[
    "",
    "yesterday",
    "2024-13-01",
    "2023-02-29",
    "1900-02-29",
    "2000-02-29",
    "0000-02-29",
    "-0004-02-29",
    "-1-02-29",
    "2024-02-30",
    "2024-06-31",
    "2024-01-00",
    "2024-0-1",
    "2024T",
    "2024TZ",
    "2024T-01:00",
    "0T",
    "-1",
    "-0",
    "2024-1-1T1:2:3",
    "2024-01-01T24:00",
    "2024-01-01T23:60",
    "2024-01-01T00:00:60Z",
    "2024-01-01T00:00:00.Z",
    "2024-01-01T00:00:00.1234567890Z",
    "2024-01-01T00Z",
    "2024-01-01T00:00+1",
    "2024-01-01T00:00+24",
    "2024-01-01T00:00+00:60",
    "2024-01-01T00:00+01:",
    "2024-01-01T00:00+001",
    "2024-01-01Z",
    "2024-W01",
    "2024-001",
    "+2024-01-01",
    " 2024-01-01",
    "2024-01-01 00:00",
    "2024-01-01T\u{660}0:00",
    "2024-001-01",
    "2024-01-*",
    "${aws:CurrentTime}",
    "9223372036854775807",
    "9223372036854775808",
    "00000000000000000000001704067200",
    "-292275054",
    "-292275055",
    "292278993-12-31T23:59:59.999999999Z",
    "292278994-01",
    "1000000000-01",
    "-262144-01-01",
    "262143-12-31",
    "999999999999999999999",
    "-",
    "-T",
];

/// An instant at most some steps from the centre, in one of its forms.
fn date(centre: u8, u: &mut Unstructured<'_>) -> Result<String> {
    if one_in(8, u)? {
        return u.choose(ODD_DATES).map(|text| (*text).to_owned());
    }
    const CENTRES: [i64; 5] = [1_704_067_200, 1_709_164_800, 0, 951_782_400, -62_167_219_200];
    let step = *u.choose(&[0, 0, 1, -1, 60, 3600, -3600, 86_400, -86_400])?;
    let seconds = CENTRES[usize::from(centre) % CENTRES.len()] + step;
    let form = u.int_in_range(0..=9)?;
    let ahead = match form {
        6 => 60,
        7 => -90,
        8 => 23 * 60,
        _ => 0,
    };
    let at = DateTime::from_timestamp(seconds + ahead * 60, 0).unwrap_or_default();
    let written = |form: &str| at.format(form).to_string();
    // A year before 1000 has its four digits, and none has a plus sign, in chrono's `%Y`.
    Ok(match form {
        1 if seconds >= 0 => seconds.to_string(),
        2 => written("%Y-%m-%dt%H:%M:%S.000z"),
        3 => written("%Y-%-m-%-dT%-H:%-M:%-S"),
        4 if seconds % 86_400 == 0 => written(if written("%d") == "01" && u.arbitrary()? { "%Y-%m" } else { "%Y-%m-%d" }),
        5 if seconds % 3600 == 0 => written("%Y-%m-%dT%HZ"),
        6 => written("%Y-%m-%dT%H:%M:%S+01"),
        7 => written("%Y-%m-%dT%H:%M:%S-0130"),
        8 => written("%Y-%m-%dT%H:%M:%S.0+23:00"),
        9 => written("%Y-%m-%dT%H:%M:%S.000000001Z"),
        _ => written("%Y-%m-%dT%H:%M:%SZ"),
    })
}

fn truth_value(_: u8, u: &mut Unstructured<'_>) -> Result<String> {
    Ok((*u.choose(&["true", "false", "True", "FALSE", "", "maybe", "t", "1"])?).to_owned())
}

fn truth_value_pattern(_: u8, u: &mut Unstructured<'_>) -> Result<String> {
    Ok((*u.choose(&["true", "false", "TRUE", "False", "", "maybe", "${k:none, 'True'}", "f${k:none, 'alse'}", "${k:none}", "tru?"])?)
        .to_owned())
}

fn presence_value(_: u8, u: &mut Unstructured<'_>) -> Result<String> {
    Ok((*u.choose(&["a", "", "", "null", "false"])?).to_owned())
}

fn presence_pattern(_: u8, u: &mut Unstructured<'_>) -> Result<String> {
    Ok((*u.choose(&["true", "false", "True", "FALSE", "yes", "", "null", "${k:none, 'true'}"])?).to_owned())
}

/// Texts that stand for no, one, two and three bytes, and some that are nearly base64.
const BASE64: [&[&str]; 4] = [
    &["", "====", "=", "A===", "AAA"],
    &["QQ==", "QR==", "QQ==", "QQ", "QQ=", "QZ==", "UQ=="],
    &["QUI=", "QUJ=", "QUJ", "QUE=", "QUI==", "QUI=QUI="],
    &["+/8A", "-_8A", "+/8A", "+/8B", "+/8A ", "\u{e9}/8A"],
];

fn base64(centre: u8, u: &mut Unstructured<'_>) -> Result<String> {
    let group = if one_in(6, u)? { u.int_in_range(0..=3)? } else { usize::from(centre % 4) };
    u.choose(BASE64[group]).map(|text| (*text).to_owned())
}

/// Addresses of either family, one of them IPv4 inside IPv6.
enum Centre {
    V4(u32),
    V6(u128),
}

const fn centre_of(number: u8) -> Centre {
    match number % 6 {
        0 | 1 => Centre::V4(0x0a00_0001),
        2 => Centre::V4(0xcb00_71ff),
        3 => Centre::V6(0x2001_0db8_0000_0000_0000_0000_0000_0001),
        4 => Centre::V6(0xffff_0a00_0001),
        _ => Centre::V6(0),
    }
}

const ODD_ADDRESSES: &[&str] = &[
    "",
    "10.0.0.1/32",
    "[::1]",
    "10.0.0.1:80",
    "010.0.0.1",
    "10.0.1",
    "10.0.0.256",
    " 10.0.0.1",
    "::1%eth0",
    "1:2:3:4:5:6:7::",
    "1:2:3:4:5:6:7:8::",
    "::1:2:3:4:5:6:7",
    "::1.2.3.4",
    "1.2.3.4::",
    "1:2:3:4:5:6:1.2.3.4",
    "1:2:3:4:5:6:7:1.2.3.4",
    "::00001",
    ":::",
    "::1::",
    "::",
    "localhost",
];

/// The centre, or an address that differs in one bit or lies in the other family.
fn address(centre: u8, u: &mut Unstructured<'_>) -> Result<String> {
    if one_in(12, u)? {
        return u.choose(ODD_ADDRESSES).map(|text| (*text).to_owned());
    }
    let centre = if one_in(10, u)? { u.arbitrary()? } else { centre };
    let flipped: bool = u.arbitrary()?;
    match centre_of(centre) {
        Centre::V4(bits) => {
            let bits = if flipped { bits ^ (1 << u.int_in_range(0..=31)?) } else { bits };
            Ok(std::net::Ipv4Addr::from_bits(bits).to_string())
        }
        Centre::V6(bits) => {
            let bits = if flipped { bits ^ (1 << u.int_in_range(0..=127)?) } else { bits };
            spelled(bits, u)
        }
    }
}

/// An IPv6 address, short, in full, in upper case, or with its last part as IPv4.
fn spelled(bits: u128, u: &mut Unstructured<'_>) -> Result<String> {
    let address = std::net::Ipv6Addr::from_bits(bits);
    let groups: Vec<String> = address.segments().iter().map(|group| format!("{group:04x}")).collect();
    Ok(match u.int_in_range(0..=3)? {
        0 => address.to_string(),
        1 => groups.join(":"),
        2 => address.to_string().to_uppercase(),
        _ => format!("{}:{}", groups[..6].join(":"), std::net::Ipv4Addr::from_bits((bits & 0xffff_ffff) as u32)),
    })
}

/// An address as a network of its own or with a prefix, host bits and all.
fn network(centre: u8, u: &mut Unstructured<'_>) -> Result<String> {
    let odd = [
        "10.0.0.0/33",
        "10.0.0.0/08",
        "10.0.0.0/+8",
        "10.0.0.0/",
        "10.0.0.*",
        "10.0.0.0/255.0.0.0",
        "::/129",
        "${k:other}",
        "/8",
        "10.0.0.0/8/8",
    ];
    if one_in(12, u)? {
        return u.choose(&odd).map(|text| (*text).to_owned());
    }
    let base = address(centre, u)?;
    let most = if base.contains(':') { 128 } else { 32 };
    Ok(match u.int_in_range(0..=5)? {
        0 => base,
        1 => format!("{base}/{most}"),
        2 => format!("{base}/0"),
        _ => format!("{base}/{}", u.int_in_range(0..=most)?),
    })
}

/// ARNs with and without region and account, and with separators in their resource.
const ARNS: [&str; 5] = [
    "arn:aws:batch:us-east-1:111122223333:job-definition/Alpha:3",
    "arn:aws:s3:::results/a:b/c",
    "arn:aws:iam::111122223333:role/ops/ana",
    "arn:aws-cn:sns:cn-north-1:444455556666:topic",
    "arn:aws:x:1:2:a:b:c:d:e",
];

/// The centre, once in three draws with another component.
fn arn(centre: u8, u: &mut Unstructured<'_>) -> Result<String> {
    if one_in(5, u)? {
        return Ok(
            (*u.choose(&["", "ana", "*", "arn:aws:iam", "xrn:aws:s3:::b", "ARN:aws:s3:::b", "arn:::::", "arn:aws:s3::b"])?).to_owned()
        );
    }
    let mut fields = fields_of(centre);
    if one_in(3, u)? {
        let at = u.int_in_range(1..=5)?;
        fields[at] = (*u.choose(&["", "a", "111122223333", "*", "job:b/c"])?).to_owned();
    }
    Ok(fields.join(":"))
}

/// The centre with wildcards and variables in any component, or over several.
fn arn_pattern(centre: u8, u: &mut Unstructured<'_>) -> Result<String> {
    let mut fields = fields_of(centre);
    for field in &mut fields {
        *field = match u.int_in_range(0..=9)? {
            0..=5 => continue,
            6 => "*".to_owned(),
            7 if one_in(2, u)? => word(VARIABLES, 2, u)?,
            8 if one_in(3, u)? => (*u.choose(&["?", "", "a", "us-*", "**"])?).to_owned(),
            _ => widened(field, u)?,
        };
    }
    let text = fields.join(":");
    Ok(match u.int_in_range(0..=9)? {
        7 => (*u.choose(&["*", "", "arn:*", "arn:aws:s3", "*:*:*:*:*:*", "arn:*:*:*:*:*"])?).to_owned(),
        8 => widened(&text, u)?,
        9 => text.replacen(':', "", 1),
        _ => text,
    })
}

fn fields_of(centre: u8) -> Vec<String> {
    split_fields(ARNS[usize::from(centre) % ARNS.len()], false).into_iter().map(str::to_owned).collect()
}

/// An entry of `Resource` with an ARN that it may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceAndArn {
    /// The entry.
    pub entry: String,
    /// The ARN of the request.
    pub arn: String,
    /// The type of the policy, which decides about incomplete ARNs.
    pub policy_type: PolicyType,
    /// The version of the policy.
    pub version: Version,
    /// The keys of the request.
    pub context: Context,
}

/// Draws them.
///
/// # Errors
/// None in practice.
pub fn resource_and_arn(u: &mut Unstructured<'_>) -> Result<ResourceAndArn> {
    let centre = u.arbitrary()?;
    let mut arn = arn(centre, u)?;
    if !arn.starts_with("arn:") || arn.matches(':').count() < 5 {
        ARNS[usize::from(centre) % ARNS.len()].clone_into(&mut arn);
    }
    let entry = match u.int_in_range(0..=7)? {
        0..=2 => widened(&arn, u)?,
        3 => widened(&widened(&arn, u)?, u)?,
        4 => incomplete(&arn, u)?,
        5 => reaching(&arn, u)?,
        _ => arn_pattern(centre, u)?,
    };
    let policy_type = *u.choose(&PolicyType::ALL)?;
    let version = if one_in(6, u)? { Version::V2008 } else { Version::V2012 };
    let mut context = Context::default();
    context.set("k:other", ContextValue::One((*u.choose(&["a", "b*", ""])?).to_owned()));
    Ok(ResourceAndArn { entry, arn, policy_type, version, context })
}

/// The ARN with an asterisk for two or more of its pieces between colons. It reaches over them if nothing else follows it in its field, or if
/// it stands in the last field (RES-014).
fn reaching(arn: &str, u: &mut Unstructured<'_>) -> Result<String> {
    let pieces: Vec<&str> = arn.split(':').collect();
    if pieces.len() < 7 {
        return widened(arn, u);
    }
    let length = u.int_in_range(2..=pieces.len() - 5)?;
    let start = u.int_in_range(1..=pieces.len().min(length + 5) - length)?;
    let (first, last) = (pieces[start], pieces[start + length - 1]);
    let before: String = first.chars().take(u.int_in_range(0..=1)?).collect();
    let behind: String = if one_in(3, u)? { last.chars().rev().take(1).collect() } else { String::new() };
    let wildcard = if one_in(5, u)? { "*?" } else { "*" };
    Ok([&pieces[..start], &[&format!("{before}{wildcard}{behind}")], &pieces[start + length..]].concat().join(":"))
}

/// The first fields of an ARN, perhaps with an asterisk at the end or elsewhere.
fn incomplete(arn: &str, u: &mut Unstructured<'_>) -> Result<String> {
    let fields: Vec<&str> = arn.split(':').collect();
    let short = fields[..u.int_in_range(2..=5)?].join(":");
    Ok(match u.int_in_range(0..=3)? {
        0 => short,
        1 => format!("{short}*"),
        2 => format!("{short}:"),
        _ => widened(&short, u)?,
    })
}
