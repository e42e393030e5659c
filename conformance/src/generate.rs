//! Questions from random bytes, for properties and fuzz targets alike.
//!
//! A generator is a function on [`Unstructured`]. Policies and requests draw nine names in ten from one small [`World`], so that they meet;
//! a [`Shape`], drawn too, says which features a run uses. Exhausted input gives the first choice, the smallest number and `false`, so the
//! simplest alternative always stands first: shorter and smaller bytes are simpler questions, which is all that shrinking needs.
//!
//! Policies are generated as JSON text and read by the evaluator's parser; one that it refuses is a mistake of the generator. Generated
//! questions follow the default reading of every disputed rule.

pub mod call;
pub mod choices;
pub mod condition;
pub mod entry;
pub mod level;
pub mod message;
pub mod near;
pub mod policy;
pub mod question;
pub mod request;
pub mod shape;
pub mod text;
pub mod world;

use std::fmt;

use arbitrary::{Result, Unstructured};
use verdict_evaluator::policy::print::print;
use verdict_evaluator::policy::{PolicyType, Statement};

pub use choices::Choices;
pub use entry::{Entry, entry};
pub use question::{Question, question};
pub use shape::Shape;
pub use text::{PatternAndText, pattern_and_text, text};
pub use world::World;

/// A question, and what a law needs to vary it.
#[derive(Clone)]
pub struct Varied {
    /// The question.
    pub question: Question,
    /// A statement that a law may add, in the grammar of an identity policy. See [`policy::fitted`].
    pub extra: Statement,
    /// What a law draws from: which statement, which order, which place.
    pub choices: Choices,
}

impl fmt::Debug for Varied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let extra = policy::fitted(&self.extra, self.extra.effect.value, PolicyType::Identity);
        write!(f, "{:?}\nto add: {}{:?}", self.question, print(&extra), self.choices)
    }
}

/// Draws a question with a further statement, and keeps the rest of the bytes as [`Choices`].
///
/// # Errors
/// None in practice: exhausted bytes give the simplest question.
pub fn varied(u: &mut Unstructured<'_>) -> Result<Varied> {
    let world = World::arbitrary(u)?;
    let shape = Shape::arbitrary(u)?;
    let extra = policy::statement(&world, &Shape { conditions: true, ..shape }, u)?;
    let choices = Choices::arbitrary(u)?;
    Ok(Varied { question: question::question_in(&world, &shape, u)?, extra, choices })
}

/// True once in `n` draws, and never on exhausted bytes.
fn one_in(n: u8, u: &mut Unstructured<'_>) -> Result<bool> {
    Ok(u.int_in_range(1..=n)? == n)
}

/// One of `usual`, once in ten draws one of `odd`.
fn usual_or_odd<T: Copy>(usual: &[T], odd: &[T], u: &mut Unstructured<'_>) -> Result<T> {
    let odd_one = !odd.is_empty() && one_in(10, u)?;
    u.choose(if odd_one { odd } else { usual }).copied()
}

#[cfg(test)]
mod tests {
    //! What the generators yield, from a fixed seed.

    use std::collections::BTreeMap;

    use verdict_evaluator::authorizer::check_input;
    use verdict_evaluator::decision::{Layer, Outcome};
    use verdict_evaluator::operator::BASE_OPERATORS;
    use verdict_evaluator::policy::Effect;
    use verdict_evaluator::profile::Profile;
    use verdict_evaluator::service::CallOutcome;

    use super::*;

    const DRAWS: usize = 10_000;

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

    fn draws<T>(generator: fn(&mut Unstructured<'_>) -> Result<T>) -> impl Iterator<Item = T> {
        (0..DRAWS as u64).map(move |seed| generator(&mut Unstructured::new(&bytes(seed))).expect("a value"))
    }

    /// Counts things by name and says whether each has its share.
    #[derive(Default)]
    struct Shares(BTreeMap<String, usize>);

    impl Shares {
        fn count(&mut self, name: impl Into<String>) {
            *self.0.entry(name.into()).or_default() += 1;
        }

        #[expect(clippy::print_stdout, reason = "for those who tune the generators: `cargo test -- --nocapture`")]
        fn check(&self, name: &str, percent: usize, of: &[&str]) {
            let number = |name: &str| self.0.get(name).copied().unwrap_or(0);
            let all = if of.is_empty() { DRAWS } else { of.iter().map(|name| number(name)).sum() };
            println!("{name}: {} of {all}", number(name));
            assert!(number(name) * 100 >= percent * all, "{name}: {} of {all}, wanted {percent} %", number(name));
        }
    }

    #[test]
    fn registrations_of_every_outcome_are_drawn() {
        let mut shares = Shares::default();
        for drawn in draws(call::registration) {
            shares.count(drawn.outcome().name());
            shares.count(format!("{:?}", drawn.form));
        }
        for outcome in CallOutcome::ALL.into_iter().filter(|outcome| *outcome != CallOutcome::Undetermined) {
            shares.check(outcome.name(), 15, &[]);
        }
        for form in ["Ecs", "Nodes", "Eks"] {
            shares.check(form, 20, &[]);
        }
    }

    #[test]
    fn questions_of_every_kind_are_drawn() {
        let mut shares = Shares::default();
        for question in draws(question) {
            assert_eq!(check_input(&question.policies, &question.request, &question.profile), [], "{question:?}");
            let decision = question.ask();
            shares.count(decision.outcome.name());
            shares.count(decision.layer.map_or("no layer".to_owned(), |layer| format!("decided by {}", layer.name())));
            for traced in &decision.trace {
                shares.count(if traced.answer.applies { "applies" } else { "does not apply" });
                shares.count(format!("in {}", traced.at.layer.name()));
                shares.count(traced.effect.as_str());
                traced.answer.condition.iter().for_each(|entry| shares.count(if entry.answer.holds { "holds" } else { "does not hold" }));
            }
        }
        for outcome in [Outcome::Allowed, Outcome::ImplicitDeny, Outcome::ExplicitDeny] {
            shares.check(outcome.name(), 20, &[]);
        }
        shares.check("applies", 20, &["applies", "does not apply"]);
        shares.check("does not apply", 20, &["applies", "does not apply"]);
        shares.check("holds", 20, &["holds", "does not hold"]);
        shares.check("does not hold", 20, &["holds", "does not hold"]);
        shares.check(Effect::Deny.as_str(), 25, &["Allow", "Deny"]);
        for layer in Layer::ALL {
            shares.check(&format!("in {}", layer.name()), 2, &[]);
            shares.check(&format!("decided by {}", layer.name()), 1, &[]);
        }
    }

    #[test]
    fn entries_of_every_kind_are_drawn() {
        let mut shares = Shares::default();
        for entry in draws(entry) {
            shares.count(format!("{} {}", entry.operator.base.name(), if entry.holds() { "holds" } else { "does not hold" }));
            shares.count(if entry.holds() { "holds" } else { "does not hold" });
            shares.count(if entry.key_is_missing() { "missing" } else { "present" });
            shares.count(if entry.is_readable(None) { "readable" } else { "unreadable" });
            shares.count(if entry.operator.set.is_some() { "set" } else { "plain" });
            shares.count(if entry.operator.if_exists { "if exists" } else { "no suffix" });
        }
        for base in BASE_OPERATORS {
            for answer in ["holds", "does not hold"] {
                let both = format!("{} {answer}", base.name());
                assert!(shares.0.contains_key(&both), "never: {both}");
            }
        }
        for (one, other) in [("holds", "does not hold"), ("missing", "present"), ("set", "plain"), ("if exists", "no suffix")] {
            shares.check(one, 20, &[one, other]);
            shares.check(other, 20, &[one, other]);
        }
        shares.check("readable", 60, &["readable", "unreadable"]);
        shares.check("unreadable", 3, &["readable", "unreadable"]);
    }

    #[test]
    fn laws_find_something_to_vary() {
        let mut shares = Shares::default();
        for Varied { question, extra, .. } in draws(varied) {
            shares.count(if extra.condition.is_some() { "extra with condition" } else { "extra without" });
            shares.count(if question.documents().len() > 1 { "several policies" } else { "one policy" });
        }
        shares.check("extra with condition", 30, &[]);
        shares.check("several policies", 30, &[]);
    }

    #[test]
    fn patterns_and_texts_meet() {
        let mut shares = Shares::default();
        for drawn in draws(text::small_pattern_and_text) {
            let matches = verdict_evaluator::pattern::Wildcard::new(&drawn.pattern).matches(&drawn.text);
            shares.count(if matches { "matches" } else { "does not match" });
        }
        shares.check("matches", 10, &[]);
        shares.check("does not match", 20, &[]);
    }

    /// Entries whose operators hold and do not hold, each in a tenth of its draws at least.
    fn check_near(generator: fn(&mut Unstructured<'_>) -> Result<Entry>, operators: &[&str]) {
        let mut shares = Shares::default();
        for entry in draws(generator).take(DRAWS / 2) {
            shares.count(format!("{} {}", entry.operator.base.name(), if entry.holds() { "holds" } else { "does not hold" }));
            // What the values themselves say, not the key's absence or its form.
            if entry.key_is_single() && entry.operator.set.is_none() {
                let answer = if !entry.is_readable(None) {
                    "cannot be read"
                } else if entry.holds() {
                    "fits"
                } else {
                    "does not fit"
                };
                shares.count(format!("{} {answer}", entry.operator.base.name()));
            }
        }
        for operator in operators {
            let [holds, fails] = ["holds", "does not hold"].map(|answer| format!("{operator} {answer}"));
            shares.check(&holds, 10, &[&holds, &fails]);
            shares.check(&fails, 10, &[&holds, &fails]);
            let [fits, differs] = ["fits", "does not fit"].map(|answer| format!("{operator} {answer}"));
            shares.check(&fits, 10, &[&fits, &differs]);
            shares.check(&differs, 10, &[&fits, &differs]);
        }
        for typed in ["Numeric", "Date", "Ip", "Arn", "Binary"].iter().filter(|typed| operators[0].starts_with(**typed)) {
            let unreadable = operators.iter().map(|operator| format!("{operator} cannot be read"));
            assert!(unreadable.into_iter().all(|name| shares.0.contains_key(&name)), "all {typed} values can be read");
        }
    }

    #[test]
    fn both_sides_of_near_entries_meet_and_miss() {
        let names =
            |filter: fn(&str) -> bool| BASE_OPERATORS.iter().map(|base| base.name()).filter(|name| filter(name)).collect::<Vec<_>>();
        check_near(near::strings, &names(|name| name.starts_with("String")));
        check_near(near::numbers, &names(|name| name.starts_with("Numeric")));
        check_near(near::dates, &names(|name| name.starts_with("Date")));
        check_near(near::truth_values, &["Bool"]);
        check_near(near::bytes, &["BinaryEquals"]);
        check_near(near::addresses, &["IpAddress", "NotIpAddress"]);
        check_near(near::arns, &names(|name| name.starts_with("Arn")));
        check_near(near::presence, &["Null"]);
    }

    #[test]
    fn resources_are_named_and_nearly_named() {
        let mut shares = Shares::default();
        for drawn in draws(near::resource_and_arn).take(DRAWS / 2) {
            let near::ResourceAndArn { entry, arn, policy_type, version, context } = &drawn;
            let named = crate::oracle::resource::names(entry, arn, *policy_type, *version, context);
            shares.count(if named { "named" } else { "not named" });
            let complete = entry.matches(':').count() >= 5;
            shares.count(format!("{} {named}", if complete { "complete" } else { "incomplete" }));
            // The asterisk that ends its field before the fifth colon has more than one field to reach over.
            let by_fields = crate::oracle::arn::like(arn, entry, *version, context) == crate::oracle::entry::Match::Yes;
            shares.count(if named && complete && !by_fields { "reaches over a colon" } else { "field by field" });
        }
        for name in ["named", "not named"] {
            shares.check(name, 20, &["named", "not named"]);
        }
        for name in ["incomplete true", "incomplete false"] {
            shares.check(name, 10, &["incomplete true", "incomplete false"]);
        }
        shares.check("reaches over a colon", 2, &["reaches over a colon", "field by field"]);
    }

    #[test]
    fn levels_allow_deny_and_keep_silent() {
        let mut shares = Shares::default();
        for question in draws(level::leveled).take(DRAWS / 4) {
            let decision = question.ask();
            shares.count(decision.outcome.name());
            shares.count(decision.layer.map_or("no layer".to_owned(), |layer| format!("by {}", layer.name())));
            shares.count(format!("{} levels", question.policies.scp.as_ref().map_or(0, Vec::len)));
        }
        for outcome in [Outcome::Allowed, Outcome::ImplicitDeny, Outcome::ExplicitDeny] {
            shares.check(outcome.name(), 10, &["allowed", "implicitDeny", "explicitDeny"]);
        }
        for name in ["by scp", "by rcp"] {
            shares.check(name, 2, &["allowed", "implicitDeny", "explicitDeny"]);
        }
        assert_eq!(shares.0.keys().filter(|name| name.ends_with(" levels")).count(), 5);
    }

    #[test]
    fn json_is_read_and_nearly_read() {
        use verdict_evaluator::json::{self, JsonErrorKind};
        let mut shares = Shares::default();
        for text in draws(text::nearly_json) {
            let reading = json::read(&text);
            shares.count(if reading.errors.is_empty() { "read" } else { "refused" });
            for error in reading.errors {
                shares.count(match error.kind {
                    JsonErrorKind::Syntax(_) => "syntax",
                    JsonErrorKind::Empty => "empty",
                    JsonErrorKind::ByteOrderMark => "byte order mark",
                    JsonErrorKind::LoneSurrogate => "lone surrogate",
                    JsonErrorKind::TooDeep => "too deep",
                    JsonErrorKind::Duplicate { .. } => "duplicate",
                });
            }
        }
        for name in ["read", "refused"] {
            shares.check(name, 20, &["read", "refused"]);
        }
        for name in ["syntax", "empty", "byte order mark", "lone surrogate", "too deep", "duplicate"] {
            assert!(shares.0.get(name).is_some_and(|number| *number >= 20), "seldom: {name}: {:?}", shares.0);
        }
    }

    #[test]
    fn refusals_are_read_and_nearly_read() {
        let (mut denials, mut decoded, mut nothing) = (0, 0, 0);
        for text in draws(message::nearly_a_refusal) {
            if verdict_evaluator::message::parse(&text).is_ok() {
                denials += 1;
            } else if crate::decoded::read(&text, &Profile::default()).is_ok() {
                decoded += 1;
            } else {
                nothing += 1;
            }
        }
        assert!(denials > 50 && decoded > 50 && nothing > 50, "{denials} denials, {decoded} decoded messages, {nothing} others");
    }

    #[test]
    fn no_bytes_are_the_simplest_question() {
        let question = question(&mut Unstructured::new(&[])).expect("a question");
        assert_eq!(question.outcome(), Outcome::Allowed, "{question:?}");
        let [policy] = question.policies.identity.as_slice() else { panic!("one policy: {question:?}") };
        assert_eq!(policy.statements.len(), 1);
        assert_eq!(question.request.context.iter().count(), 0);
    }
}
