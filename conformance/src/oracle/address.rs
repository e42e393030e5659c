//! Does a range hold an address (COND-064 to COND-069)? By comparing texts of ones and zeros, and by another library.

use std::net::IpAddr;

use cidr::IpInet;

/// The range holds the address if both begin with the same bits, as many as the prefix says. `None` if a side cannot be read.
pub fn contains(range: &str, address: &str) -> Option<bool> {
    let address = bits(address)?;
    let (base, length) = match range.split_once('/') {
        Some((base, prefix)) => (bits(base)?, prefix_length(prefix)?),
        None => (bits(range)?, bits(range)?.len()),
    };
    if length > base.len() {
        return None;
    }
    // Families do not mix (COND-068).
    Some(base.len() == address.len() && base[..length] == address[..length])
}

/// The same by the library, which reads a range with host bits as an address in its network.
pub fn contains_by_library(range: &str, address: &str) -> Option<bool> {
    let address: IpAddr = address.parse().ok()?;
    let network = match range.split_once('/') {
        Some((base, prefix)) => IpInet::new(base.parse().ok()?, u8::try_from(prefix_length(prefix)?).ok()?).ok()?,
        None => IpInet::new_host(range.parse().ok()?),
    };
    Some(network.contains(&address))
}

/// Decimal digits without sign or leading zero (COND-069).
fn prefix_length(text: &str) -> Option<usize> {
    let number: usize = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// The address as a text of 32 or 128 ones and zeros.
fn bits(address: &str) -> Option<String> {
    if address.contains(':') { bits_of_version_6(address) } else { bits_of_version_4(address) }
}

/// Four numbers from 0 to 255, without leading zeros.
fn bits_of_version_4(address: &str) -> Option<String> {
    let octets: Vec<&str> = address.split('.').collect();
    let octet = |text: &&str| {
        let number: u8 = text.parse().ok()?;
        (number.to_string() == *text).then(|| format!("{number:08b}"))
    };
    if octets.len() == 4 { octets.iter().map(octet).collect() } else { None }
}

/// Eight groups of up to four hexadecimal digits, of which `::` stands for at least one of zeros; the last two may be an IPv4 address.
fn bits_of_version_6(address: &str) -> Option<String> {
    let Some((head, tail)) = address.split_once("::") else {
        return groups(address, true).filter(|bits| bits.len() == 128);
    };
    let (head, tail) = (groups(head, false)?, groups(tail, true)?);
    let zeros = 128_usize.checked_sub(head.len() + tail.len()).filter(|zeros| *zeros >= 16)?;
    Some(format!("{head}{}{tail}", "0".repeat(zeros)))
}

/// The bits of groups between single colons; none of an empty text.
fn groups(text: &str, may_end_in_version_4: bool) -> Option<String> {
    if text.is_empty() {
        return Some(String::new());
    }
    let groups: Vec<&str> = text.split(':').collect();
    let group = |(at, text): (usize, &&str)| {
        if may_end_in_version_4 && at + 1 == groups.len() && text.contains('.') {
            return bits_of_version_4(text);
        }
        let well_formed = (1..=4).contains(&text.len()) && text.chars().all(|character| character.is_ascii_hexdigit());
        let number = u16::from_str_radix(text, 16).ok().filter(|_| well_formed)?;
        Some(format!("{number:016b}"))
    };
    groups.iter().enumerate().map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        let check = |range: &str, address: &str, expected: Option<bool>| {
            assert_eq!(contains(range, address), expected, "{range}, {address}");
            assert_eq!(contains_by_library(range, address), expected, "{range}, {address} by the library");
        };
        check("203.0.113.77/24", "203.0.113.1", Some(true));
        check("10.0.0.0/31", "10.0.0.2", Some(false));
        check("0.0.0.0/0", "2001:db8::1", Some(false));
        check("::ffff:1.2.3.0/120", "::ffff:1.2.3.4", Some(true));
        check("1.2.3.4", "::ffff:1.2.3.4", Some(false));
        check("2001:DB8::/32", "2001:0db8:0:0:0::1", Some(true));
        check("::", "0:0:0:0:0:0:0:0", Some(true));
        check("::/0", "1:2:3:4:5:6:7::", Some(true));
        for range in ["10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/+8", "010.0.0.0/8", "10.0.0", "10.0.0.0/", "10.0.0.0/255.0.0.0"] {
            check(range, "10.0.0.1", None);
        }
        for address in
            ["1:2:3:4:5:6:7:8::", ":::", "1::2::3", "::1.2.3.4:5", "1.2.3.4::", "::12345", ":1", "fe80::1%eth0", "[::1]", "10.0.0.1/32"]
        {
            check("::/0", address, None);
        }
    }
}
