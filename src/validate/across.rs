//! What only several rows together show.

use rayon::prelude::*;

use super::Joined;
use crate::finding::{Collector, Problem, Severity};
use crate::roster::{Identity, Roster};
use crate::value::{Field, Ipui, Mac};

/// Finds rows that contradict each other and refuses every one of them, because the program cannot tell
/// which is correct. Each finding points at another of the rows.
///
/// Rows with faults of their own take part, so that one run names everything there is to mend.
pub(super) fn check(
    roster: &Roster,
    identities: &mut [Identity<'_>],
    joined: &Joined<'_>,
    findings: &mut Collector<'_>,
) {
    let mut check = Check {
        roster,
        identities,
        findings,
        refused: Vec::new(),
    };
    let ipuis = check.repeated(|row| row.ipui.map(Ipui::number));
    check.refuse_same(Field::Ipui, &ipuis, &Problem::DuplicateIpui);
    let bases = check.bases();
    let extensions = check.repeated_on_base(&bases, |row| Some(row.extension.as_ref()?.as_str()));
    check.refuse_same(Field::Extension, &extensions, &Problem::DuplicateExtension);
    let has_positions = |row: &Identity<'_>| {
        let base = row.base;
        base.is_some_and(|mac| joined.device(mac).layout.positions().is_some())
    };
    let position = |row: &Identity<'_>| row.position.filter(|_| has_positions(row));
    let positions = check.repeated_on_base(&bases, position);
    check.refuse_same(Field::Position, &positions, &Problem::DuplicatePosition);
    check.full_bases(&bases, joined);
    // A base that has a row of its own is no typing error.
    let unnamed: Vec<_> = bases
        .iter()
        .copied()
        .filter(|(mac, _)| joined.bases.of(*mac).is_none())
        .collect();
    check.lint(&bases, &unnamed);
    for row in check.refused {
        identities[row].accepted = false;
    }
}

/// The checks across rows, with what they found and the rows that they refuse.
pub(super) struct Check<'c, 'r, 'f> {
    roster: &'r Roster,
    pub(super) identities: &'c [Identity<'r>],
    findings: &'c mut Collector<'f>,
    refused: Vec<usize>,
}

impl<'c, 'r> Check<'c, 'r, '_> {
    /// Refuses the rows of each key. Every one points at the first, and the first at the second.
    fn refuse_same<K: PartialEq>(
        &mut self,
        field: Field,
        repeated: &[(K, usize)],
        problem: &Problem,
    ) {
        for group in repeated.chunk_by(|a, b| a.0 == b.0) {
            let first = group.first().map(|(_, row)| *row);
            let second = group.get(1).map(|(_, row)| *row);
            for &(_, row) in group {
                let other = if Some(row) == first { second } else { first };
                self.report(row, field, problem.clone(), other);
            }
        }
    }

    /// Refuses the rows of a base that has more of them than positions, with one finding for all of them: at
    /// the first row, pointing at the first one too many.
    fn full_bases(&mut self, bases: &[(Mac, usize)], joined: &Joined<'_>) {
        for group in bases.chunk_by(|a, b| a.0 == b.0) {
            let capacity = joined.device(group[0].0).capacity;
            if group.len() > capacity {
                let rows = u32::try_from(group.len()).unwrap_or(u32::MAX);
                let capacity_shown = u32::try_from(capacity).unwrap_or(u32::MAX);
                let problem = Problem::BaseFull(rows, capacity_shown);
                self.report(group[0].1, Field::BaseMac, problem, Some(group[capacity].1));
                self.refused.extend(group.iter().map(|(_, row)| *row));
            }
        }
    }

    /// The rows that name a base, by base, then in the order of the roster.
    fn bases(&self) -> Vec<(Mac, usize)> {
        let rows = self.identities.par_iter().enumerate();
        let rows: Vec<_> = rows
            .filter_map(|(row, identity)| Some((identity.base?, row)))
            .collect();
        // The rows of a base are mostly beside each other: whole runs are sorted.
        let mut runs: Vec<&[(Mac, usize)]> = rows.chunk_by(|a, b| a.0 == b.0).collect();
        runs.par_sort_unstable_by_key(|run| (run[0].0.bits(), run[0].1));
        runs.concat()
    }

    /// The rows that share their key with another, by key, then in the order of the roster.
    ///
    /// The shared keys are found first, for hardly any are ever shared.
    pub(super) fn repeated(
        &self,
        key: impl Fn(&'c Identity<'r>) -> Option<u64> + Sync,
    ) -> Vec<(u64, usize)> {
        let keys: Vec<u64> = self.identities.par_iter().filter_map(&key).collect();
        let shared = shared(&keys);
        if shared.is_empty() {
            return Vec::new();
        }
        let rows = self.identities.par_iter().enumerate();
        let mut rows: Vec<_> = rows
            .filter_map(|(row, identity)| Some((key(identity)?, row)))
            .filter(|(key, _)| shared.binary_search(key).is_ok())
            .collect();
        rows.par_sort_unstable();
        rows
    }

    /// The rows that share base and key with another, by both, then in the order of the roster.
    fn repeated_on_base<K: Ord + Copy + Send>(
        &self,
        bases: &[(Mac, usize)],
        key: impl Fn(&'c Identity<'r>) -> Option<K> + Sync,
    ) -> Vec<((Mac, K), usize)> {
        bases
            .par_chunk_by(|a, b| a.0 == b.0)
            .flat_map_iter(|base| {
                let mac = base[0].0;
                let rows = base.iter();
                let mut keyed: Vec<_> = rows
                    .filter_map(|&(_, row)| Some((key(&self.identities[row])?, row)))
                    .collect();
                keyed.sort_unstable();
                keyed
                    .chunk_by(|a, b| a.0 == b.0)
                    .filter(|same| same.len() > 1)
                    .flatten()
                    .map(|&(key, row)| ((mac, key), row))
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    /// Reports a problem of one row, which refuses the row where the rules make it an error.
    pub(super) fn report(
        &mut self,
        row: usize,
        field: Field,
        problem: Problem,
        other: Option<usize>,
    ) {
        let place = |row: usize| self.roster.place(self.identities[row].row, field);
        let severity = self
            .findings
            .add(place(row), Some(field), problem, other.map(place));
        if severity == Some(Severity::Error) {
            self.refused.push(row);
        }
    }
}

/// The keys that are there more than once, in their order.
///
/// Each key marks one of many slots. Only keys whose slot was marked before or after are sorted, about
/// one in sixteen: sorting all of a million would cost more than the rest of these checks.
fn shared(keys: &[u64]) -> Vec<u64> {
    const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
    let slots = (keys.len() * 16).next_power_of_two().max(64);
    let slot = |key: u64| {
        let place = key.wrapping_mul(SPREAD) >> (64 - slots.trailing_zeros());
        let place = usize::try_from(place).unwrap_or(0);
        (place / 64, 1_u64 << (place % 64))
    };
    let (mut once, mut again) = (vec![0; slots / 64], vec![0; slots / 64]);
    for key in keys {
        let (word, bit) = slot(*key);
        again[word] |= once[word] & bit;
        once[word] |= bit;
    }
    let marked = |key: &u64| {
        let (word, bit) = slot(*key);
        again[word] & bit != 0
    };
    let mut keys: Vec<u64> = keys.iter().copied().filter(marked).collect();
    keys.sort_unstable();
    let same = keys.chunk_by(|a, b| a == b);
    same.filter(|same| same.len() > 1)
        .map(|same| same[0])
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn shared_keys_are_those_that_counting_finds(
            keys in prop::collection::vec(prop_oneof![0..40_u64, any::<u64>()], 0..200),
        ) {
            let mut counts = BTreeMap::new();
            for key in &keys {
                *counts.entry(*key).or_insert(0) += 1;
            }
            let counted = counts.into_iter().filter(|(_, count)| *count > 1);
            prop_assert_eq!(shared(&keys), counted.map(|(key, _)| key).collect::<Vec<_>>());
        }
    }
}
