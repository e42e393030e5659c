//! IP address operators (COND-064 to COND-069). Values hold no variables (VAR-007).

use std::net::IpAddr;

use ipnet::IpNet;

use super::Match;
use crate::profile::{DefaultPrefix, MappedAddresses, Profile};

/// Does the policy's range hold the context's address? Families do not mix (COND-068).
pub(super) fn contains(actual: &str, wanted: &str, profile: &Profile) -> Match {
    match (address(actual, profile), range(wanted, profile)) {
        (None, _) => Match::UnreadableContext,
        (_, None) => Match::UnreadablePolicy,
        (Some(actual), Some(wanted)) => Match::of(wanted.contains(&actual)),
    }
}

/// One address, without prefix length, port or brackets (COND-069).
fn address(text: &str, profile: &Profile) -> Option<IpAddr> {
    let address: IpAddr = text.parse().ok()?;
    Some(match profile.mapped_addresses {
        MappedAddresses::KeptApart => address,
        MappedAddresses::AreIpv4 => address.to_canonical(),
    })
}

/// Can a value of a policy be read as an address or a range (COND-069)?
pub(crate) fn is_range(text: &str, profile: &Profile) -> bool {
    range(text, profile).is_some()
}

/// An address, or `address/prefix` with the length in plain digits; host bits are ignored (COND-064, COND-065, COND-069).
fn range(text: &str, profile: &Profile) -> Option<IpNet> {
    let Some((base, prefix)) = text.split_once('/') else {
        let address = address(text, profile)?;
        let full = if address.is_ipv4() { 32 } else { 128 };
        let prefix = if profile.default_prefix == DefaultPrefix::Always32 { 32 } else { full };
        return IpNet::new(address, prefix).ok();
    };
    let plain = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit()) && (prefix == "0" || !prefix.starts_with('0'));
    IpNet::new(base.parse().ok()?, prefix.parse().ok().filter(|_| plain)?).ok()
}
