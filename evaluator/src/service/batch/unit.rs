//! The units of a call: the containers and overridden containers that are checked each on its own.
//!
//! In RegisterJobDefinition every container is a unit, an init container and a sidecar like any other; a node range is one, however many
//! nodes it has. In SubmitJob only what an override changes is one.
//!
//! Rules: BATCH-032 to BATCH-034, BATCH-042 to BATCH-052, BATCH-066, BATCH-070, BATCH-071.

use super::key::{Fed, feed};
use super::model::{Model, UnitSet, UnitSource};
use super::path::Place;
use crate::profile::Profile;

/// One container, with the keys that it feeds.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// Its JSON path.
    pub(super) path: String,
    /// The entry of a list of node ranges or node overrides that it belongs to.
    pub(super) within: Option<String>,
    /// Its keys.
    pub(super) fed: Fed,
}

/// All units of an input.
pub(super) fn units(model: &'static Model, sources: &'static [UnitSource], input: &Place<'_>, profile: &Profile) -> Vec<Unit> {
    let mut units = Vec::new();
    for source in sources {
        let within = source.within.as_deref();
        for range in input.all(within.unwrap_or_default()) {
            let finder = Finder { model, source, within: within.map(|_| range.path.clone()), profile };
            for set in &source.sets {
                finder.add(set, &range, &mut units);
            }
        }
    }
    units
}

struct Finder<'a> {
    model: &'static Model,
    source: &'static UnitSource,
    within: Option<String>,
    profile: &'a Profile,
}

impl Finder<'_> {
    fn add(&self, set: &'static UnitSet, range: &Place<'_>, units: &mut Vec<Unit>) {
        for group in range.all(&set.group) {
            let shared = set.group_keys.as_deref().map_or_else(Fed::default, |keys| self.feed(keys, &group, None));
            let before = units.len();
            for (at, rules) in &set.each {
                for place in group.all(at) {
                    let mut fed = self.feed(&set.keys, &place, Some(&group));
                    fed.extend(&shared);
                    fed.rules.extend(rules.iter().map(String::as_str));
                    self.add_unit(set, &place, fed, units);
                }
            }
            // A pod override with a namespace and no overridden container (BATCH-033).
            if set.only_with_keys && units.len() == before {
                self.add_unit(set, &group, shared, units);
            }
        }
    }

    fn add_unit(&self, set: &UnitSet, place: &Place<'_>, mut fed: Fed, units: &mut Vec<Unit>) {
        if set.only_with_keys && fed.entries.is_empty() {
            return;
        }
        fed.rules.extend(self.source.rules.iter().map(String::as_str));
        units.push(Unit { path: place.path.clone(), within: self.within.clone(), fed });
    }

    fn feed(&self, keys: &str, place: &Place<'_>, group: Option<&Place<'_>>) -> Fed {
        let set = self.model.key_sets.get(keys).map_or(&[][..], Vec::as_slice);
        feed(set, place.node, group.map(|group| group.node), self.profile)
    }
}
