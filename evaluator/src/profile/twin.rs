//! Disputed rules that repeat the question of another one, in the words of their own family.

use super::SWITCHES;

/// A disputed rule that repeats another one's question in its own family. Its readings choose those of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twin {
    /// The rule.
    pub rule: &'static str,
    /// The rule whose switch it is.
    pub of: &'static str,
    /// The names of its readings, in the order of those of the switch.
    pub readings: &'static [&'static str],
}

/// All twins, in the order of the rule book.
pub const TWINS: &[Twin] = &[
    Twin { rule: "EVAL-032", of: "GRAM-042", readings: &["full-language", "legacy"] },
    Twin { rule: "EVAL-047", of: "PRIN-033", readings: &["whole-chain", "own-arn", "any-link"] },
    Twin { rule: "EVAL-048", of: "PRIN-032", readings: &["complement", "refused"] },
    Twin { rule: "EVAL-050", of: "GRAM-046", readings: &["no-resource-policies", "resource-policies"] },
    Twin { rule: "SESS-007", of: "EVAL-012", readings: &["outside-the-session-policy", "inside-the-session-policy"] },
    Twin { rule: "SLR-008", of: "ROLE-025", readings: &["key-derived", "key-absent"] },
    Twin { rule: "SLR-010", of: "ROLE-025", readings: &["key-derived", "key-absent"] },
    Twin { rule: "BATCH-100", of: "GRAM-046", readings: &["no-resource-policies", "resource-policies"] },
    Twin { rule: "DOC-001", of: "GRAM-046", readings: &["no-resource-policies", "resource-policies"] },
    Twin { rule: "DOC-006", of: "BATCH-022", readings: &["covers-bare-name", "covers-nothing"] },
    Twin { rule: "DOC-018", of: "BATCH-022", readings: &["revision-if-named", "always-a-revision"] },
    Twin { rule: "DOC-019", of: "BATCH-040", readings: &["name-only", "with-revision"] },
];

/// The switch and its reading that a twin's reading stands for.
pub(super) fn switched(rule: &str, reading: &str) -> Option<(&'static str, &'static str)> {
    let twin = TWINS.iter().find(|twin| twin.rule == rule)?;
    let place = twin.readings.iter().position(|known| *known == reading)?;
    let switch = SWITCHES.iter().find(|switch| switch.rule == twin.of)?;
    Some((switch.rule, switch.readings.get(place)?))
}
