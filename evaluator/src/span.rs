//! Where something stands in the source text.

use std::fmt;

/// A half-open range of byte offsets into the text that was read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes from `start` up to, not including, `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The piece of `text` that this span names, if it lies within it.
    pub fn of<'a>(&self, text: &'a str) -> Option<&'a str> {
        text.get(self.start..self.end)
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// A value together with the place where its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place in the source text, quotation marks included.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value`, written at `span`.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Line and column of a byte offset, both counted from 1; the column counts characters.
///
/// An offset beyond the text means its end.
///
/// ```
/// assert_eq!(verdict_evaluator::span::line_and_column("{\n  \"é\"x", 8), (2, 6));
/// ```
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = text.get(..end).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.matches('\n').count() + 1;
    let column = before.get(line_start..).map_or(0, |tail| tail.chars().count()) + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::{Span, line_and_column};

    #[test]
    fn spans_read_as_ranges() {
        assert_eq!(format!("{:?}", Span::new(3, 14)), "3..14");
    }

    #[test]
    fn an_offset_within_a_character_means_its_start() {
        let check = |offset: usize, place: (usize, usize)| assert_eq!(line_and_column("\n\u{20ac}x", offset), place, "{offset}");
        check(0, (1, 1));
        check(1, (2, 1));
        check(2, (2, 1));
        check(3, (2, 1));
        check(4, (2, 2));
        check(5, (2, 3));
        check(99, (2, 3));
    }
}
