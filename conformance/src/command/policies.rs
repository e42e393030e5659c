//! The options that name policies, for every command that decides.
//!
//! Each layer has an option of its own; `--bundle` brings a whole question in one file, `--account-details` an account as AWS describes it.
//! What an option gives goes before the bundle, and the bundle before the account: layer by layer, a layer is never mixed from two.
//!
//! ```console
//! $ verdict evaluate --identity ana.json --boundary limit.json --scp root=full.json --scp Workloads=no-gpu.json --scp account=full.json \
//!     --principal arn:aws:iam::111122223333:user/ana --action batch:SubmitJob --resource arn:aws:batch:us-east-1:111122223333:job-queue/q
//! ```

mod level;

use std::path::{Path, PathBuf};

use clap::Args;
use verdict_conformance::account::read_account;
use verdict_conformance::case::{Bundle, RequestText, read_bundle};
use verdict_conformance::documents::{Document, Documents};
use verdict_evaluator::authorizer::Organization;
use verdict_evaluator::policy::PolicyType;
use verdict_evaluator::principal::is_account_id;

use super::input::{Inputs, Purpose};
use super::question::Material;
use super::{BadInput, profile_over};
use level::{LevelFile, levels};

/// The policies of a question.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Policies (a FILE called `-` is standard input, once)")]
pub(crate) struct PolicyArguments {
    /// An identity-based policy of the user or role, or of one of its groups. May be repeated.
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    /// The permissions boundary of the user or role.
    #[arg(long, value_name = "FILE")]
    boundary: Option<PathBuf>,
    /// A session policy. May be repeated.
    #[arg(long, value_name = "FILE")]
    session_policy: Vec<PathBuf>,
    /// The policy of the resource.
    #[arg(long, value_name = "FILE", conflicts_with = "trust")]
    resource_policy: Option<PathBuf>,
    /// The trust policy of the role that is the resource.
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
    /// A service control policy and where it is attached: `root`, `account`, or the name or path of an organizational unit, for example
    /// `Workloads=no-gpu.json`. May be repeated; units are given from the root downwards. `LEVEL=` is a level without policies.
    #[arg(long, value_name = "LEVEL=FILE", value_parser = LevelFile::new)]
    scp: Vec<LevelFile>,
    /// A resource control policy, in the same way. RCPFullAWSAccess need not be given.
    #[arg(long, value_name = "LEVEL=FILE", value_parser = LevelFile::new)]
    rcp: Vec<LevelFile>,
    /// The policy of the VPC endpoint that the request comes through.
    #[arg(long, value_name = "FILE")]
    endpoint_policy: Option<PathBuf>,
    /// The management account of the organization, which control policies do not affect.
    #[arg(long, value_name = "ID", value_parser = account_id)]
    management_account: Option<String>,
    /// All of a question in one JSON file: an object with `policies`, `request`, `organization`, `savedIds` and `profile` as in a case
    /// file, each optional. The other options go before it.
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    /// What `aws iam get-account-authorization-details` prints. The principal gets its policies, boundary, tags and unique id from there,
    /// and a role that is assumed its trust policy. The other options and the bundle go before it.
    #[arg(long, value_name = "FILE")]
    account_details: Option<PathBuf>,
}

impl PolicyArguments {
    /// Reads all files. What is wrong with their contents is kept for [`Material::question`], which reports all of it together.
    pub(crate) fn read(&self, profile: &[String], inputs: &mut Inputs) -> Result<Material, BadInput> {
        let mut faulty = Vec::new();
        let options = self.documents(inputs)?;
        let bundle = self.bundle.as_deref().map(|path| bundle(path, inputs)).transpose()?;
        let bundle = bundle.and_then(|bundle| bundle.map_err(|more| faulty.extend(more)).ok());
        let account = self.account_details.as_deref().map(|path| inputs.read(path, Purpose::AccountDetails)).transpose()?;
        let account = account.and_then(|file| read_account(&file.name, &file.text).map_err(|text| faulty.push(text)).ok());
        let (documents, request, choice) = match bundle {
            Some(Bundle { documents, request, profile }) => (options.or(documents), request, profile.profile),
            None => (options, RequestText::empty(), verdict_evaluator::profile::Profile::default()),
        };
        Ok(Material { profile: profile_over(choice, profile)?, request, documents, account, faulty })
    }

    /// The policies that have options of their own.
    fn documents(&self, inputs: &mut Inputs) -> Result<Documents, BadInput> {
        let resource = self.resource_policy.as_deref().map(|path| (PolicyType::Resource, path));
        let resource = resource.or_else(|| self.trust.as_deref().map(|path| (PolicyType::Trust, path)));
        let resource = resource.map(|(kind, path)| document(path, inputs).map(|document| (kind, document))).transpose()?;
        Ok(Documents {
            identity: documents(&self.identity, inputs)?,
            resource,
            boundary: self.boundary.as_deref().map(|path| document(path, inputs)).transpose()?,
            session: documents(&self.session_policy, inputs)?,
            scp: levels(&self.scp, inputs)?,
            rcp: levels(&self.rcp, inputs)?,
            endpoint: self.endpoint_policy.as_deref().map(|path| document(path, inputs)).transpose()?,
            organization: Organization { management_account: self.management_account.clone(), ..Organization::default() },
            ..Documents::default()
        })
    }
}

type ReadBundle = Result<Bundle, Vec<verdict_conformance::fault::FaultyText>>;

/// Files that a bundle names stand beside it; beside one from standard input, in the current directory.
fn bundle(path: &Path, inputs: &mut Inputs) -> Result<ReadBundle, BadInput> {
    let file = inputs.read(path, Purpose::Bundle)?;
    Ok(read_bundle(&file.name, &file.text, path.parent().unwrap_or(Path::new(""))))
}

fn document(path: &Path, inputs: &mut Inputs) -> Result<Document, BadInput> {
    let file = inputs.read(path, Purpose::Policy)?;
    Ok(Document::new(file.name, file.text))
}

/// The policies of an option that may be repeated; `None` if it is not there.
fn documents(paths: &[PathBuf], inputs: &mut Inputs) -> Result<Option<Vec<Document>>, BadInput> {
    let documents: Vec<Document> = paths.iter().map(|path| document(path, inputs)).collect::<Result<_, _>>()?;
    Ok(Some(documents).filter(|documents| !documents.is_empty()))
}

/// An account id on the command line.
pub(crate) fn account_id(text: &str) -> Result<String, String> {
    if is_account_id(text) { Ok(text.to_owned()) } else { Err("an account id has exactly 12 digits".to_owned()) }
}
