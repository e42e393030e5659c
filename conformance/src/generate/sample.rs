//! The same draws every time, and how often a thing is among them.

use std::collections::BTreeMap;

use arbitrary::{Result, Unstructured};

/// Numbers that look random and are always the same (Vigna's splitmix64).
fn bytes(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).to_le_bytes()
    };
    (0..96).flat_map(|_| next()).collect()
}

/// The first `count` values of a generator.
pub(crate) fn draws<T>(count: usize, generator: fn(&mut Unstructured<'_>) -> Result<T>) -> impl Iterator<Item = T> {
    (0..count as u64).map(move |seed| generator(&mut Unstructured::new(&bytes(seed))).expect("a value"))
}

/// Counts things by name, and says whether each has its share.
#[derive(Default)]
pub(crate) struct Shares(BTreeMap<String, usize>);

impl Shares {
    pub(crate) fn count(&mut self, name: impl Into<String>) {
        *self.0.entry(name.into()).or_default() += 1;
    }

    pub(crate) fn number(&self, name: &str) -> usize {
        self.0.get(name).copied().unwrap_or(0)
    }

    /// Prints the share and asks that it is at least so many percent.
    #[expect(clippy::print_stdout, reason = "for those who tune the generators: `cargo test -- --nocapture`")]
    pub(crate) fn check(&self, name: &str, percent: f64, all: usize) {
        let share = 100.0 * self.number(name) as f64 / all as f64;
        println!("{share:5.1} %  {name}");
        assert!(share >= percent, "{name}: {} of {all}, wanted {percent} %", self.number(name));
    }

    /// As [`Self::check`], of those with one of the names.
    pub(crate) fn check_among(&self, name: &str, percent: f64, of: &[&str]) {
        self.check(name, percent, of.iter().map(|name| self.number(name)).sum());
    }
}
