//! Amazon Resource Names as texts with six fields.
//!
//! `arn:partition:service:region:account:resource`: cut at the first five colons, everything behind the fifth is the resource field,
//! further colons included (RES-001). What a field may hold is decided where it is used.

/// The six fields of an ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, …
    pub partition: &'a str,
    /// `batch`, `iam`, …
    pub service: &'a str,
    /// `us-east-1`, or empty for global services.
    pub region: &'a str,
    /// The account id, or empty.
    pub account: &'a str,
    /// `job-queue/q`, `user/ana`, …
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Cuts a text that starts with `arn:` and has at least five colons.
    ///
    /// ```
    /// use verdict_evaluator::arn::Arn;
    ///
    /// let arn = Arn::new("arn:aws:batch:us-east-1:111122223333:job-definition/Alpha:3").unwrap();
    /// assert_eq!(arn.resource, "job-definition/Alpha:3");
    /// assert!(Arn::new("arn:aws:batch").is_none());
    /// ```
    pub fn new(text: &'a str) -> Option<Self> {
        let mut fields = text.splitn(6, ':');
        if fields.next()? != "arn" {
            return None;
        }
        Some(Self {
            partition: fields.next()?,
            service: fields.next()?,
            region: fields.next()?,
            account: fields.next()?,
            resource: fields.next()?,
        })
    }

    /// The service that a service-linked role belongs to, which its path names; `None` for everything else, other roles included (SLR-001).
    ///
    /// ```
    /// use verdict_evaluator::arn::Arn;
    ///
    /// let service = |arn| Arn::new(arn).and_then(|arn| arn.linked_service());
    /// let role = "arn:aws:iam::111122223333:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch";
    /// assert_eq!(service(role), Some("batch.amazonaws.com"));
    /// assert_eq!(service("arn:aws:iam::111122223333:role/AWSServiceRoleForBatch"), None);
    /// ```
    pub fn linked_service(&self) -> Option<&'a str> {
        let path = self.resource.strip_prefix("role/aws-service-role/").filter(|_| self.service == "iam")?;
        let (service, name) = path.split_once('/')?;
        (!service.is_empty() && !name.is_empty()).then_some(service)
    }
}

/// Cuts `text` at its first five colons that do not stand within `${…}` (VAR-025); fewer colons give fewer fields.
///
/// With `variables` off, braces mean nothing (VAR-002).
pub fn split_fields(text: &str, variables: bool) -> Vec<&str> {
    let mut fields = Vec::new();
    let mut rest = text;
    while fields.len() < 5 {
        let Some(colon) = first_colon(rest, variables) else { break };
        let (field, behind) = rest.split_at(colon);
        fields.push(field);
        rest = behind.get(1..).unwrap_or_default();
    }
    fields.push(rest);
    fields
}

/// The place of the first colon outside `${…}`. An unclosed `${` hides all colons behind it.
fn first_colon(text: &str, variables: bool) -> Option<usize> {
    let mut from = 0;
    loop {
        let rest = text.get(from..)?;
        let colon = rest.find(':')?;
        let variable = if variables { rest.find("${") } else { None };
        match variable {
            // On from the closing brace, which is no colon and opens nothing.
            Some(open) if open < colon => from += open + rest.get(open..)?.find('}')?,
            _ => return Some(from + colon),
        }
    }
}
