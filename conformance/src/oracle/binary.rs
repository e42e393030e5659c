//! The bytes that a base64 text stands for (COND-062, COND-063), as a text of ones and zeros.

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Six bits for each character, the rest beyond whole bytes cut off. `None` without the padding that belongs there.
pub fn bits(text: &str) -> Option<String> {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    if !text.len().is_multiple_of(4) || padding > 2 {
        return None;
    }
    let sextet = |character: char| ALPHABET.find(character).map(|number| format!("{number:06b}"));
    let mut bits: String = digits.chars().map(sextet).collect::<Option<_>>()?;
    bits.truncate(bits.len() / 8 * 8);
    Some(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        assert_eq!(bits("QUI="), Some("0100000101000010".to_owned()));
        assert_eq!(bits("QR=="), bits("QQ=="));
        assert_eq!(bits(""), Some(String::new()));
        for text in ["QQ", "QQ=", "Q===", "====", "QQ==QQ==", "-_8=", "A", "QQ= =", "Q\u{e9}="] {
            assert_eq!(bits(text), None, "{text}");
        }
    }
}
