//! What only several rows together show.

use crate::field::Field;
use crate::finding::{Collector, Problem, Severity};
use crate::handset::Identity;
use crate::roster::Roster;
use crate::value::{Mac, Position};

/// Finds rows that contradict each other and refuses every one of them: which is right, nobody can
/// tell. Each finding points at another of the rows.
///
/// Rows with faults of their own take part, so that one run names everything there is to mend.
pub(super) fn check(
    roster: &Roster,
    identities: &mut [Identity<'_>],
    findings: &mut Collector<'_>,
) {
    let mut check = Check {
        roster,
        identities,
        findings,
        refused: Vec::new(),
    };
    check.same(Field::Ipui, |row| row.ipui, &|| Problem::DuplicateIpui);
    check.same(
        Field::Extension,
        |row| Some((row.base?, row.extension.as_ref()?.as_str())),
        &|| Problem::DuplicateExtension,
    );
    check.same(
        Field::Position,
        |row| Some((row.base?, row.position?)),
        &|| Problem::DuplicatePosition,
    );
    let bases = check.groups(|row| row.base);
    check.full_bases(&bases);
    check.lint(&bases);
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
    /// Refuses rows that have the same key.
    fn same<K: Ord + Copy>(
        &mut self,
        field: Field,
        key: impl Fn(&'c Identity<'r>) -> Option<K>,
        problem: &dyn Fn() -> Problem,
    ) {
        for group in self.groups(key).chunk_by(|a, b| a.0 == b.0) {
            if group.len() > 1 {
                self.refuse(field, group, problem);
            }
        }
    }

    /// Refuses the rows of a base that has more of them than positions.
    fn full_bases(&mut self, bases: &[(Mac, usize)]) {
        for group in bases.chunk_by(|a, b| a.0 == b.0) {
            if group.len() > Position::CAPACITY {
                let rows = u32::try_from(group.len()).unwrap_or(u32::MAX);
                self.refuse(Field::BaseMac, group, &|| Problem::BaseFull(rows));
            }
        }
    }

    /// The rows that have a key, by key, and in the order of the roster where it is the same.
    pub(super) fn groups<K: Ord>(
        &self,
        key: impl Fn(&'c Identity<'r>) -> Option<K>,
    ) -> Vec<(K, usize)> {
        let rows = self.identities.iter().enumerate();
        let mut keyed: Vec<_> = rows
            .filter_map(|(row, identity)| Some((key(identity)?, row)))
            .collect();
        keyed.sort_unstable();
        keyed
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
        let Some(at) = place(row) else { return };
        if self
            .findings
            .add(at, Some(field), problem, other.and_then(place))
            == Some(Severity::Error)
        {
            self.refused.push(row);
        }
    }

    /// Every row of the group points at the first, and the first at the second.
    fn refuse<K>(&mut self, field: Field, group: &[(K, usize)], problem: &dyn Fn() -> Problem) {
        let first = group.first().map(|(_, row)| *row);
        let second = group.get(1).map(|(_, row)| *row);
        for &(_, row) in group {
            let other = if Some(row) == first { second } else { first };
            self.report(row, field, problem(), other);
        }
    }
}
