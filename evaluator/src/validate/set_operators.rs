//! *What it finds*: a multivalued key without set operator (`MISSING_QUALIFIER`), `ForAllValues` on a single-valued key
//! (`FORALLVALUES_WITH_SINGLE_VALUED_KEY`), and `Null` with a set operator (`NULL_WITH_QUALIFIER`).
//!
//! *Why it matters*: without set operator a list never matches, not even for negated operators. `ForAllValues` holds when the key is
//! missing, so that an Allow is wider than it looks. `Null` already asks about presence.
//!
//! *Example*: `{ "StringEquals": { "aws:TagKeys": "team" } }`.
//! *Better*: `{ "ForAnyValue:StringEquals": { "aws:TagKeys": "team" } }`.
//!
//! *Sources*: COND-084, COND-081, COND-031. Global keys and those of AWS Batch are known to be single-valued or multivalued (GKEY-002, COND-085);
//! of aws:TagKeys this is disputed (DOC-021).

use super::walk::{Document, Test};
use super::{Code, Finding};
use crate::context::global;
use crate::data::batch_key_is_multivalued;
use crate::operator::{BaseOperator, Operator, SetOperator};
use crate::profile::{Profile, TagKeys};

const MISSING: Code = Code::error("MISSING_QUALIFIER", "COND-084");
const FOR_ALL: Code = Code::security_warning("FORALLVALUES_WITH_SINGLE_VALUED_KEY", "COND-081");
const NULL: Code = Code::suggestion("NULL_WITH_QUALIFIER", "COND-031");

pub(super) fn find(document: &Document<'_>) -> Vec<Finding> {
    document
        .tests()
        .filter_map(|test| Some((test.clause.operator?, test)))
        .filter_map(|(operator, test)| set(operator, &test, document.profile))
        .collect()
}

fn set(operator: Operator, test: &Test<'_>, profile: &Profile) -> Option<Finding> {
    let key = &test.test.key;
    let multivalued = global::find(key).map(|known| known.multivalued).or_else(|| batch_key_is_multivalued(key));
    let single = profile.tag_keys == TagKeys::SingleValued && key.eq_ignore_ascii_case("aws:TagKeys");
    let multivalued = if single { Some(false) } else { multivalued };
    let at = |code: &Code, message: String| Some(code.at(key.span, test.path.as_str(), message));
    match (operator.base, operator.set, multivalued) {
        (BaseOperator::Null, None, _) => None,
        (BaseOperator::Null, Some(set), _) => at(&NULL, format!("`Null` needs no `{}`", set.name())),
        (_, None, Some(true)) => at(&MISSING, format!("`{}` has several values, and `{operator}` never matches a list", **key))
            .map(|finding| finding.with_help(format!("write `ForAnyValue:{operator}` or `ForAllValues:{operator}`"))),
        (_, Some(SetOperator::ForAllValues), Some(false)) => {
            at(&FOR_ALL, format!("`ForAllValues` holds when a request does not carry the single-valued key `{}`", **key))
                .map(|finding| finding.with_help("take `ForAllValues:` away"))
        }
        (_, None | Some(SetOperator::ForAnyValue), Some(false)) | (_, Some(_), Some(true)) | (_, _, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyType;
    use crate::validate::testing::{check, condition};

    #[test]
    fn the_set_operator_fits_the_key() {
        let check = |operator: &str, key: &str, expected: &[&str]| {
            check(PolicyType::Identity, &condition(&format!(r#"{{ "{operator}": {{ "{key}": "true" }} }}"#)), expected);
        };
        check("StringEquals", "aws:TagKeys", &["MISSING_QUALIFIER"]);
        check("StringNotEqualsIfExists", "AWS:tagkeys", &["MISSING_QUALIFIER"]);
        check("ForAnyValue:StringEquals", "aws:TagKeys", &[]);
        check("Null", "aws:TagKeys", &[]);
        check("ForAllValues:Null", "aws:TagKeys", &["NULL_WITH_QUALIFIER"]);
        check("ForAllValues:StringEquals", "aws:username", &["FORALLVALUES_WITH_SINGLE_VALUED_KEY"]);
        check("ForAnyValue:StringEquals", "aws:username", &[]);
        check("ForAllValues:StringEquals", "batch:User", &["FORALLVALUES_WITH_SINGLE_VALUED_KEY"]);
        check("ForAllValues:StringEquals", "s3:prefix", &[]);
    }
}
