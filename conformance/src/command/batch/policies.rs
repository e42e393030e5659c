//! The policies that calls are decided with. Whatever other options name policies for other layers belongs here and nowhere else.

use std::path::PathBuf;

use clap::Args;
use verdict_conformance::report::call::{Files, Place};
use verdict_evaluator::authorizer::Policies;
use verdict_evaluator::decision::{Layer, StatementId};
use verdict_evaluator::explain::{Source, Sources};
use verdict_evaluator::profile::Profile;
use verdict_evaluator::span::line_and_column;

use crate::command::BadInput;
use crate::command::evaluate::{LARGEST_POLICY, PolicyFile, identity_policies, read};

/// The options that name policies.
#[derive(Args, Debug)]
pub(crate) struct PolicyArguments {
    /// An identity-based policy; `-` is standard input. May be repeated.
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
}

/// The policies, and the files they come from.
pub(crate) struct PolicyFiles {
    /// The policies by layer.
    pub(crate) policies: Policies,
    files: Vec<PolicyFile>,
}

impl PolicyArguments {
    /// Reads all files.
    pub(crate) fn read(&self, profile: &Profile) -> Result<PolicyFiles, BadInput> {
        let files: Vec<PolicyFile> = self.identity.iter().map(|path| read(path, LARGEST_POLICY)).collect::<Result<_, _>>()?;
        Ok(PolicyFiles { policies: identity_policies(&files, profile)?, files })
    }
}

impl PolicyFiles {
    /// Was no policy given?
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl Files for PolicyFiles {
    fn sources(&self) -> Sources<'_> {
        let mut sources = Sources::default();
        for (index, file) in self.files.iter().enumerate() {
            sources.insert(Layer::Identity, 0, index, Source { name: Some(&file.name), text: Some(&file.text) });
        }
        sources
    }

    fn place(&self, at: StatementId) -> Option<Place> {
        let file = self.files.get(at.policy).filter(|_| at.layer == Layer::Identity)?;
        let policy = self.policies.identity.get(at.policy)?;
        let statement = policy.statements.iter().find(|statement| statement.index == at.statement)?;
        let (line, column) = line_and_column(&file.text, statement.span.start);
        Some(Place { file: file.name.clone(), line, column })
    }
}
