//! Questions about organizations: several levels of service and resource control policies, and an identity that may do everything.

use arbitrary::{Result, Unstructured};
use verdict_evaluator::authorizer::Policies;
use verdict_evaluator::policy::{Effect, Policy, PolicyType};
use verdict_evaluator::profile::Profile;

use super::world::ACCOUNTS;
use super::{Question, Shape, World, one_in, policy, request};

/// Draws a question with up to four levels of each kind of control policies.
///
/// # Errors
/// None in practice.
pub fn leveled(u: &mut Unstructured<'_>) -> Result<Question> {
    let (world, shape) = (World::arbitrary(u)?, Shape::arbitrary(u)?);
    let request = request::request(&world, &shape, u)?;
    let everything = policy::about_everything(Effect::Allow, PolicyType::Identity);
    let mut policies = Policies { identity: vec![everything], ..Policies::default() };
    policies.scp = Some(levels(PolicyType::Scp, &world, &shape, u)?);
    if u.arbitrary()? {
        policies.rcp = Some(levels(PolicyType::Rcp, &world, &shape, u)?);
    }
    if one_in(8, u)? {
        policies.organization.management_account = Some((*u.choose(&ACCOUNTS)?).to_owned());
    }
    Ok(Question { policies, request, profile: Profile::default() })
}

/// Up to four levels with up to two policies each, seldom without any.
fn levels(policy_type: PolicyType, world: &World, shape: &Shape, u: &mut Unstructured<'_>) -> Result<Vec<Vec<Policy>>> {
    let one = |u: &mut Unstructured<'_>| {
        let full = policy_type == PolicyType::Scp && !one_in(4, u)?;
        if full { Ok(policy::about_everything(Effect::Allow, policy_type)) } else { policy::policy(policy_type, world, shape, u) }
    };
    let level = |u: &mut Unstructured<'_>| {
        let count = if one_in(12, u)? { 0 } else { u.int_in_range(1..=2)? };
        (0..count).map(|_| one(u)).collect::<Result<Vec<Policy>>>()
    };
    let count = if one_in(12, u)? { 0 } else { u.int_in_range(1..=4)? };
    (0..count).map(|_| level(u)).collect()
}
