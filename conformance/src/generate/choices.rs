//! Drawn bytes that a law spends when it varies a question.

use std::fmt;

use arbitrary::{Result, Unstructured};

/// A supply of small decisions; when it is used up, every decision is 0.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Choices {
    bytes: Vec<u8>,
    next: usize,
}

impl Choices {
    /// Draws a supply that lasts for some dozens of decisions.
    ///
    /// # Errors
    /// None in practice.
    pub fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let length = u.len().min(32);
        Ok(Self { bytes: u.bytes(length)?.to_vec(), next: 0 })
    }

    /// A number below `end`; 0 if `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        let byte = self.bytes.get(self.next).copied().unwrap_or(0);
        self.next += 1;
        usize::from(byte).checked_rem(end).unwrap_or(0)
    }

    /// Yes or no.
    pub fn flip(&mut self) -> bool {
        self.below(2) == 1
    }

    /// One of `from`; `None` if there is none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let index = self.below(from.len());
        from.get(index)
    }

    /// Brings `entries` into another order; with no choices left it stays as it is.
    pub fn shuffle<T>(&mut self, entries: &mut [T]) {
        for end in (1..entries.len()).rev() {
            let from = end - self.below(end + 1);
            entries.swap(from, end);
        }
    }

    /// Repeats one of `entries` at a place behind it.
    pub fn repeat<T: Clone>(&mut self, entries: &mut Vec<T>) {
        if let Some(copy) = self.pick(entries).cloned() {
            entries.push(copy);
        }
    }

    /// `text` with some ASCII letters in the other case.
    pub fn respell(&mut self, text: &str) -> String {
        let swap = |character: char| {
            if character.is_ascii_lowercase() { character.to_ascii_uppercase() } else { character.to_ascii_lowercase() }
        };
        text.chars().map(|character| if self.flip() { swap(character) } else { character }).collect()
    }
}

impl fmt::Debug for Choices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Choices({:?})", self.bytes)
    }
}
