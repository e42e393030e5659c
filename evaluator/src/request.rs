//! A request: who does what on what, with which keys.

use crate::action::Action;
use crate::context::Context;
use crate::principal::{Principal, is_account_id};
use crate::resource::Resource;

/// One authorization question: one action on one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub principal: Principal,
    /// What is to be done.
    pub action: Action,
    /// On what.
    pub resource: Resource,
    /// The account that owns the resource, where its ARN does not say so.
    pub resource_account: Option<String>,
    /// The condition keys that the request carries. Time is one of them: no clock is read.
    pub context: Context,
}

impl Request {
    /// The account that owns the resource: named beside it, or by its ARN (EVAL-058). The account field `aws` of AWS's own objects is none.
    pub fn owner(&self) -> Option<&str> {
        let by_arn = || self.resource.arn().map(|arn| arn.account).filter(|account| is_account_id(account));
        self.resource_account.as_deref().or_else(by_arn)
    }
}
