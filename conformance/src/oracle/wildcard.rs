//! Which texts does a pattern cover? By a table of all beginnings of the one against all beginnings of the other.

/// One place of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// This character.
    Exactly(char),
    /// Any one character.
    One,
    /// Any run of characters, also none.
    Many,
    /// Any one character but a colon.
    OneButColon,
    /// Any run of characters other than colons, also none.
    ManyButColons,
}

/// `*` and `?` are wildcards, everything else is itself.
pub fn pieces(pattern: &str) -> Vec<Piece> {
    let piece = |character| match character {
        '*' => Piece::Many,
        '?' => Piece::One,
        other => Piece::Exactly(other),
    };
    pattern.chars().map(piece).collect()
}

/// Does the pattern cover the whole text? `table[m][n]`: do the first `m` pieces cover the first `n` characters?
pub fn covers(pattern: &[Piece], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut table = vec![vec![false; text.len() + 1]; pattern.len() + 1];
    table[0][0] = true;
    for m in 1..=pattern.len() {
        for n in 0..=text.len() {
            let last = if n == 0 { None } else { Some(text[n - 1]) };
            let not_colon = last.is_some_and(|last| last != ':');
            table[m][n] = match pattern[m - 1] {
                Piece::Exactly(wanted) => last == Some(wanted) && table[m - 1][n - 1],
                Piece::One => last.is_some() && table[m - 1][n - 1],
                Piece::OneButColon => not_colon && table[m - 1][n - 1],
                Piece::Many => table[m - 1][n] || last.is_some() && table[m][n - 1],
                Piece::ManyButColons => table[m - 1][n] || not_colon && table[m][n - 1],
            };
        }
    }
    table[pattern.len()][text.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        let check = |pattern: &str, text: &str, expected: bool| assert_eq!(covers(&pieces(pattern), text), expected, "{pattern}, {text}");
        check("", "", true);
        check("*", "", true);
        check("?", "", false);
        check("*a*a*b", "xaab", true);
        check("*a*a*b", "xab", false);
        check("job-queue/?*", "job-queue/", false);
        check("\u{e9}?", "\u{e9}a", true);
        assert!(covers(&[Piece::ManyButColons, Piece::Exactly(':'), Piece::Many], "a:b:c"));
        assert!(!covers(&[Piece::ManyButColons, Piece::OneButColon], "a:"));
    }
}
