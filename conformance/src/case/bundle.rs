//! A bundle: one JSON file that holds a whole question, in the form of a decision case without name and expectation.
//!
//! ```json
//! { "policies": { "identity": [ { "file": "policy.json" } ], "scp": [ [ … ], [ … ] ] },
//!   "request": { "principal": "arn:aws:iam::111122223333:user/ana", "action": "batch:SubmitJob", "resource": "*" },
//!   "organization": { "managementAccount": "999999999999" }, "savedIds": { … }, "profile": { "RES-014": "…" } }
//! ```
//!
//! Every member may be left out; `corpus/README.md` describes them. A policy is an object, a string, or a file beside the bundle.

use std::path::Path;
use std::rc::Rc;

use verdict_evaluator::authorizer::Organization;
use verdict_evaluator::policy::PolicyType;
use verdict_evaluator::span::Span;

use super::decision::{organization, saved_ids};
use super::{Origin, PolicySet, PolicyText, ProfileChoice, RequestText, Source, profile};
use crate::corpus::not_utf8;
use crate::documents::{Document, Documents, Level};
use crate::fault::FaultyText;
use crate::reading::{self, Members, Read};

/// What a bundle says.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// Its policies.
    pub documents: Documents,
    /// Its request, or what it says of one.
    pub request: RequestText,
    /// The readings it chooses.
    pub profile: ProfileChoice,
}

/// Reads a bundle; the files that it names stand beside it, in `directory`.
///
/// # Errors
/// Everything that is wrong with it, or with the encoding of a file that it names.
pub fn read_bundle(name: &str, text: &Rc<str>, directory: &Path) -> Result<Bundle, Vec<FaultyText>> {
    let faulty = |faults| vec![FaultyText { name: name.to_owned(), text: text.as_ref().to_owned(), faults }];
    let parts = parts(text, directory).map_err(faulty)?;
    let placer = Placer { name, text, directory, has_identity: parts.has_identity };
    let mut documents = placer.documents(&parts.policies)?;
    documents.organization = parts.organization;
    documents.saved_ids = parts.saved_ids;
    Ok(Bundle { documents, request: parts.request, profile: parts.profile })
}

/// The members of a bundle as they are written.
struct Parts {
    policies: PolicySet,
    /// Are identity policies given? An empty list is not the same as none.
    has_identity: bool,
    request: RequestText,
    organization: Organization,
    saved_ids: std::collections::BTreeMap<String, String>,
    profile: ProfileChoice,
}

fn parts(text: &str, directory: &Path) -> Read<Parts> {
    let node = reading::json(text)?;
    let has_identity = node.get("policies").is_some_and(|policies| policies.get("identity").is_some());
    let source = Source { text, origin: Origin::Own(directory) };
    let mut members = Members::of(&node, "a bundle")?;
    let policies = members.optional("policies").map_or(Ok(PolicySet::default()), |node| source.policy_set(node));
    let request = members.optional("request").map_or(Ok(RequestText::empty()), |node| source.request(node));
    let organization = members.optional("organization").map_or(Ok(Organization::default()), organization);
    let saved_ids = saved_ids(&mut members);
    let profile = members.optional("profile").map_or(Ok(ProfileChoice::default()), profile);
    let (policies, request) = reading::both(policies, request)?;
    if let Some(why) = policies.unsupported {
        return reading::fault(why, node.get("policies").map_or(node.span, |policies| policies.span));
    }
    let (organization, saved_ids) = reading::both(organization, saved_ids)?;
    let (profile, ()) = reading::both(profile, members.end())?;
    Ok(Parts { policies, has_identity, request, organization, saved_ids, profile })
}

/// Says where the policies of a bundle stand.
struct Placer<'a> {
    name: &'a str,
    text: &'a Rc<str>,
    directory: &'a Path,
    has_identity: bool,
}

impl Placer<'_> {
    fn documents(&self, set: &PolicySet) -> Result<Documents, Vec<FaultyText>> {
        let resource = set.resource.as_ref().map(|text| (PolicyType::Resource, text));
        let resource = resource.or_else(|| set.trust.as_ref().map(|text| (PolicyType::Trust, text)));
        let resource = resource.map(|(kind, text)| self.document(text, kind.name()).map(|document| (kind, document))).transpose()?;
        Ok(Documents {
            identity: self.has_identity.then(|| self.list(&set.identity, "identity")).transpose()?,
            resource,
            boundary: set.boundary.as_ref().map(|text| self.document(text, "boundary")).transpose()?,
            session: set.session.as_ref().map(|texts| self.list(texts, "session")).transpose()?,
            scp: self.levels(set.scp.as_deref(), "scp")?,
            rcp: self.levels(set.rcp.as_deref(), "rcp")?,
            endpoint: set.endpoint.as_ref().map(|text| self.document(text, "endpoint")).transpose()?,
            ..Documents::default()
        })
    }

    fn list(&self, texts: &[PolicyText], layer: &str) -> Result<Vec<Document>, Vec<FaultyText>> {
        texts.iter().enumerate().map(|(index, text)| self.document(text, &format!("{layer}[{index}]"))).collect()
    }

    fn levels(&self, levels: Option<&[Vec<PolicyText>]>, layer: &str) -> Result<Option<Vec<Level>>, Vec<FaultyText>> {
        let level = |(index, texts): (usize, &Vec<PolicyText>)| {
            Ok(Level { name: None, documents: self.list(texts, &format!("{layer}[{index}]"))? })
        };
        levels.map(|levels| levels.iter().enumerate().map(level).collect()).transpose()
    }

    /// An object stands in the bundle itself; a file has its own name; any other text is called by its place.
    fn document(&self, policy: &PolicyText, place: &str) -> Result<Document, Vec<FaultyText>> {
        if let Some(start) = policy.offset {
            let span = Span::new(start, start + policy.bytes.len());
            return Ok(Document::part(self.name, self.text, span));
        }
        let file = match &policy.file {
            Some(file) => self.directory.join(file).display().to_string(),
            None => format!("{}[{place}]", self.name),
        };
        let text = std::str::from_utf8(&policy.bytes).map_err(|_| vec![not_utf8(&file, &policy.bytes)])?;
        Ok(Document::new(file, text))
    }
}
