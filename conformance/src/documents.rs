//! The policies of a question as texts of files: each is read as a policy of its type, and every statement has a file, a line and a column.
//!
//! A policy may be a whole file, a part of a larger one (a bundle, an account's details), or a text that stands as a string in one. The
//! layers are those of [`Policies`]; control policies come in levels, which may have names.

mod document;

use std::collections::BTreeMap;

use verdict_evaluator::authorizer::{Organization, Policies};
use verdict_evaluator::decision::{Layer, StatementId};
use verdict_evaluator::explain::Sources;
use verdict_evaluator::policy::{Policy, PolicyType};
use verdict_evaluator::profile::Profile;

pub use document::{Document, Held, Kind};

use crate::fault::FaultyText;

/// The policies of one level of control policies.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Level {
    /// `root`, `account`, or the name of an organizational unit; unknown in bundles.
    pub name: Option<String>,
    /// The policies.
    pub documents: Vec<Document>,
}

/// All policies of a question, by layer; `None` means that there is no such layer, as in [`Policies`].
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Documents {
    /// Identity-based policies.
    pub identity: Option<Vec<Document>>,
    /// The resource's policy or, as [`PolicyType::Trust`], the trust policy of the role that is the resource.
    pub resource: Option<(PolicyType, Document)>,
    /// The permissions boundary.
    pub boundary: Option<Document>,
    /// Session policies.
    pub session: Option<Vec<Document>>,
    /// Service control policies, level by level.
    pub scp: Option<Vec<Level>>,
    /// Resource control policies, level by level.
    pub rcp: Option<Vec<Level>>,
    /// The policy of the VPC endpoint.
    pub endpoint: Option<Document>,
    /// What is known of the organization.
    pub organization: Organization,
    /// What the ARNs of the resource's policy stood for when it was saved.
    pub saved_ids: BTreeMap<String, String>,
}

impl Documents {
    /// The same with what `other` has in layers that these have not.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            identity: self.identity.or(other.identity),
            resource: self.resource.or(other.resource),
            boundary: self.boundary.or(other.boundary),
            session: self.session.or(other.session),
            scp: self.scp.or(other.scp),
            rcp: self.rcp.or(other.rcp),
            endpoint: self.endpoint.or(other.endpoint),
            organization: if self.organization == Organization::default() { other.organization } else { self.organization },
            saved_ids: if self.saved_ids.is_empty() { other.saved_ids } else { self.saved_ids },
        }
    }

    /// All texts read as policies of their types.
    ///
    /// # Errors
    /// All faults of all texts.
    pub fn parse(&self, profile: &Profile) -> Result<Policies, Vec<FaultyText>> {
        let mut reader = Reader { profile, faulty: Vec::new() };
        let policies = Policies {
            identity: reader.list(PolicyType::Identity, self.identity.as_deref().unwrap_or_default()),
            resource: self.resource.as_ref().and_then(|(policy_type, document)| reader.one(*policy_type, document)),
            boundary: self.boundary.as_ref().and_then(|document| reader.one(PolicyType::Boundary, document)),
            session: self.session.as_ref().map(|documents| reader.list(PolicyType::Session, documents)),
            scp: self.scp.as_ref().map(|levels| reader.levels(PolicyType::Scp, levels)),
            rcp: self.rcp.as_ref().map(|levels| reader.levels(PolicyType::Rcp, levels)),
            endpoint: self.endpoint.as_ref().and_then(|document| reader.one(PolicyType::Endpoint, document)),
            organization: self.organization.clone(),
            saved_ids: self.saved_ids.clone(),
            canonical_user: None,
        };
        if reader.faulty.is_empty() { Ok(policies) } else { Err(reader.faulty) }
    }

    /// Names and places for an explanation.
    pub fn sources(&self) -> Sources<'_> {
        let mut sources = Sources::default();
        for (layer, level, index, document) in self.iter() {
            sources.insert(layer, level, index, document.source());
        }
        for (layer, levels) in [(Layer::Scp, &self.scp), (Layer::Rcp, &self.rcp)] {
            let named = levels.iter().flatten().enumerate().filter_map(|(index, level)| Some((index, level.name.as_deref()?)));
            named.for_each(|(index, name)| sources.name_level(layer, index, name));
        }
        sources
    }

    /// The document that a statement stands in.
    pub fn of(&self, at: StatementId) -> Option<&Document> {
        self.layer(at.layer).get(at.level)?.1.get(at.policy)
    }

    /// The name of a level of control policies.
    pub fn level_name(&self, layer: Layer, level: usize) -> Option<&str> {
        self.layer(layer).get(level)?.0
    }

    /// All documents with their layers, levels and places in the level.
    pub fn iter(&self) -> impl Iterator<Item = (Layer, usize, usize, &Document)> {
        Layer::ALL.into_iter().flat_map(move |layer| {
            self.layer(layer).into_iter().enumerate().flat_map(move |(level, (_, documents))| {
                documents.iter().enumerate().map(move |(index, document)| (layer, level, index, document))
            })
        })
    }

    /// The levels of a layer, with their names; a layer without levels is one.
    fn layer(&self, layer: Layer) -> Vec<(Option<&str>, &[Document])> {
        let one = |document| vec![(None, Option::map_or(document, &[][..], std::slice::from_ref))];
        match layer {
            Layer::Rcp => levels(&self.rcp),
            Layer::Scp => levels(&self.scp),
            Layer::Endpoint => one(self.endpoint.as_ref()),
            Layer::Resource => one(self.resource.as_ref().map(|(_, document)| document)),
            Layer::Identity => vec![(None, self.identity.as_deref().unwrap_or_default())],
            Layer::Boundary => one(self.boundary.as_ref()),
            Layer::Session => vec![(None, self.session.as_deref().unwrap_or_default())],
        }
    }
}

fn levels(levels: &Option<Vec<Level>>) -> Vec<(Option<&str>, &[Document])> {
    levels.iter().flatten().map(|level| (level.name.as_deref(), level.documents.as_slice())).collect()
}

/// Reads texts and gathers what is wrong with them.
struct Reader<'a> {
    profile: &'a Profile,
    faulty: Vec<FaultyText>,
}

impl Reader<'_> {
    fn one(&mut self, policy_type: PolicyType, document: &Document) -> Option<Policy> {
        document.parse(policy_type, self.profile).map_err(|faulty| self.faulty.push(faulty)).ok()
    }

    fn list(&mut self, policy_type: PolicyType, documents: &[Document]) -> Vec<Policy> {
        documents.iter().filter_map(|document| self.one(policy_type, document)).collect()
    }

    fn levels(&mut self, policy_type: PolicyType, levels: &[Level]) -> Vec<Vec<Policy>> {
        levels.iter().map(|level| self.list(policy_type, &level.documents)).collect()
    }
}
