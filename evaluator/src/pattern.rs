//! Matching of `*` and `?`.
//!
//! `*` stands for any run of characters, also none; `?` for exactly one character, a Unicode scalar value. Everything else stands for
//! itself (ACT-016, RES-040, COND-043). The pattern must cover the whole text (ACT-007, RES-009, COND-038).
//!
//! Time is at most proportional to pattern length times text length, without recursion (ACT-024, RES-042, COND-044): the pattern is cut
//! at its asterisks, and each piece is looked for once, from left to right.
//!
//! Which field of a pattern may reach how far is not decided here but by [`resource`](crate::resource),
//! [`action`](crate::action) and [`operator`](crate::operator).

/// One character position of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    /// This character.
    Literal(char),
    /// `?`: any one character.
    One,
    /// `*`: any run of characters.
    Many,
}

impl Token {
    /// What a character that stands in a pattern means.
    pub const fn of(character: char) -> Self {
        match character {
            '*' => Self::Many,
            '?' => Self::One,
            other => Self::Literal(other),
        }
    }
}

/// A pattern, ready to be compared with texts.
///
/// ```
/// use verdict_evaluator::pattern::Wildcard;
///
/// assert!(Wildcard::new("batch:Describe*").matches("batch:DescribeJobs"));
/// assert!(!Wildcard::new("a?c").matches("ac")); // `?` never stands for nothing
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wildcard {
    /// What stands between the asterisks. `a*b` has two pieces, a pattern without asterisk one.
    pieces: Vec<Piece>,
}

impl Wildcard {
    /// The pattern that `text` spells.
    pub fn new(text: &str) -> Self {
        Self::from_tokens(text.chars().map(Token::of))
    }

    /// A pattern whose wildcards are told apart from literal asterisks and question marks (RES-035, VAR-021, VAR-023).
    pub fn from_tokens(tokens: impl IntoIterator<Item = Token>) -> Self {
        let mut pieces = vec![Piece::default()];
        for token in tokens {
            match (token, pieces.last_mut()) {
                (Token::Literal(character), Some(piece)) => piece.push(Some(character)),
                (Token::One, Some(piece)) => piece.push(None),
                (Token::Many, _) | (_, None) => pieces.push(Piece::default()),
            }
        }
        Self { pieces }
    }

    /// Does the pattern cover the whole of `text`?
    pub fn matches(&self, text: &str) -> bool {
        let Some((first, rest)) = self.pieces.split_first() else { return text.is_empty() };
        let Some((last, middle)) = rest.split_last() else { return first.prefix_of(text).is_some_and(str::is_empty) };
        let Some(mut open) = first.prefix_of(text) else { return false };
        // Each middle piece is taken as early as possible: an earlier place leaves more text to all that follow.
        for piece in middle {
            match piece.find_in(open) {
                Some(behind) => open = behind,
                None => return false,
            }
        }
        last.is_suffix_of(open)
    }

    /// Does the pattern cover `text` from one of the given byte offsets up to its end?
    ///
    /// The offsets ascend. An asterisk makes an earlier start as good as any later one once the text before it fits, so that the rest is
    /// compared only once.
    pub fn matches_from_any(&self, text: &str, starts: impl IntoIterator<Item = usize>) -> bool {
        let mut tails = starts.into_iter().filter_map(|start| text.get(start..));
        match self.pieces.as_slice() {
            [only] => tails.any(|tail| only.prefix_of(tail).is_some_and(str::is_empty)),
            [first, ..] => tails.find(|tail| first.prefix_of(tail).is_some()).is_some_and(|tail| self.matches(tail)),
            [] => false,
        }
    }

    /// Does the pattern end in an asterisk?
    pub fn ends_in_asterisk(&self) -> bool {
        self.pieces.len() > 1 && self.pieces.last().is_some_and(Piece::is_empty)
    }

    /// Has the pattern a `*` or a `?`?
    pub fn has_wildcard(&self) -> bool {
        self.pieces.len() > 1 || self.pieces.iter().any(|piece| piece.gaps > 0)
    }

    /// Is the pattern nothing but asterisks, at least one?
    pub fn is_asterisks(&self) -> bool {
        self.pieces.len() > 1 && self.pieces.iter().all(Piece::is_empty)
    }
}

/// Characters in a row, some of which are open (`?`).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
struct Piece {
    /// The characters; the open ones hold a filler.
    text: String,
    /// `None` marks an open place.
    characters: Vec<Option<char>>,
    /// How many places are open.
    gaps: usize,
}

impl Piece {
    fn push(&mut self, character: Option<char>) {
        self.text.push(character.unwrap_or('?'));
        self.characters.push(character);
        self.gaps += usize::from(character.is_none());
    }

    fn is_empty(&self) -> bool {
        self.characters.is_empty()
    }

    /// What is left of `text` behind this piece, if `text` starts with it.
    fn prefix_of<'a>(&self, text: &'a str) -> Option<&'a str> {
        if self.gaps == 0 {
            return text.strip_prefix(&self.text);
        }
        let mut rest = text.chars();
        for wanted in &self.characters {
            let found = rest.next()?;
            if wanted.is_some_and(|wanted| wanted != found) {
                return None;
            }
        }
        Some(rest.as_str())
    }

    /// What is left of `text` behind the first occurrence of this piece.
    fn find_in<'a>(&self, text: &'a str) -> Option<&'a str> {
        if self.gaps == 0 {
            return text.find(&self.text).and_then(|at| text.get(at + self.text.len()..));
        }
        text.char_indices().find_map(|(at, _)| self.prefix_of(text.get(at..)?))
    }

    fn is_suffix_of(&self, text: &str) -> bool {
        if self.gaps == 0 {
            return text.ends_with(&self.text);
        }
        let mut rest = text.chars().rev();
        self.characters.iter().rev().all(|wanted| rest.next().is_some_and(|found| wanted.is_none_or(|wanted| wanted == found)))
    }
}

#[cfg(test)]
mod tests {
    use super::Wildcard;

    #[test]
    fn matches_from_any_takes_the_start_that_fits() {
        let check = |pattern: &str, starts: &[usize], expected: bool| {
            let found = Wildcard::new(pattern).matches_from_any("ab:cd:ef", starts.iter().copied());
            assert_eq!(found, expected, "{pattern} from {starts:?}");
        };
        check("cd*", &[0, 3, 6], true);
        check("cd*f", &[0, 3, 6], true);
        check("ef", &[0, 3, 6], true);
        check("ab:cd", &[0, 3, 6], false);
        check("cd*", &[0, 6], false);
        check("*", &[], false);
    }

    #[test]
    fn tells_where_its_wildcards_stand() {
        let check = |text: &str, any: bool, at_the_end: bool, asterisks_alone: bool| {
            let pattern = Wildcard::new(text);
            let found = (pattern.has_wildcard(), pattern.ends_in_asterisk(), pattern.is_asterisks());
            assert_eq!(found, (any, at_the_end, asterisks_alone), "{text:?}");
        };
        check("", false, false, false);
        check("ab", false, false, false);
        check("a?", true, false, false);
        check("?", true, false, false);
        check("a*b", true, false, false);
        check("ab*", true, true, false);
        check("*b", true, false, false);
        check("*", true, true, true);
        check("**", true, true, true);
        check("*?", true, false, false);
    }
}
