//! Findings that say the same, as one entry: sixty equal warnings hide the one that matters.

use std::collections::{BTreeMap, HashMap};

use crate::finding::{Code, Finding, Place, Problem, Severity};

/// Up to how many findings that say the same are shown each on its own.
const SINGLE: usize = 3;

/// How many further places of an entry are named.
const NAMED: usize = 5;

/// One finding, or more that say the same in one column of a sheet, or of bases.
#[derive(Debug, Clone)]
pub(super) struct Entry<'f> {
    /// The first of them.
    pub(super) finding: &'f Finding,
    /// The places of the next few.
    pub(super) named: Vec<Place>,
    /// How many there are beside the first.
    pub(super) more: usize,
    /// How many findings of its code there are in all.
    pub(super) frequency: usize,
}

/// What findings of one entry have in common: how grave they are, the sheet and the column (bases have
/// none), and what they say.
type Key<'f> = (Severity, Option<(u32, Option<u16>)>, &'f Problem);

/// The entries of these findings, in the order of their first ones.
pub(super) fn of<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<Entry<'f>> {
    let mut same: BTreeMap<Key<'f>, Vec<&'f Finding>> = BTreeMap::new();
    let mut frequency: HashMap<Code, usize> = HashMap::new();
    for finding in findings {
        *frequency.entry(finding.problem.code()).or_default() += 1;
        same.entry(key(finding)).or_default().push(finding);
    }
    let mut entries = Vec::new();
    for group in same.into_values() {
        let frequency = frequency[&group[0].problem.code()];
        let entry = |finding| Entry {
            finding,
            named: Vec::new(),
            more: 0,
            frequency,
        };
        if group.len() <= SINGLE {
            entries.extend(group.into_iter().map(entry));
        } else {
            let next = group[1..].iter().take(NAMED);
            entries.push(Entry {
                named: next.map(|finding| finding.place).collect(),
                more: group.len() - 1,
                ..entry(group[0])
            });
        }
    }
    entries.sort_by_key(|entry| entry.finding.place);
    entries
}

fn key(finding: &Finding) -> Key<'_> {
    let column = match finding.place {
        Place::Roster { sheet, column, .. } => Some((sheet, column)),
        Place::Base(_) | Place::Settings => None,
    };
    (finding.severity, column, &finding.problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(row: u32, column: u16, problem: Problem) -> Finding {
        Finding {
            place: Place::cell(0, row, column),
            field: None,
            severity: problem.code().info().severity,
            problem,
            related: None,
        }
    }

    #[test]
    fn many_that_say_the_same_in_one_column_are_one() {
        let mut findings: Vec<_> = (2..62)
            .map(|row| finding(row, 0, Problem::NumericCell))
            .collect();
        findings.extend((2..5).map(|row| finding(row, 1, Problem::NumericCell)));
        findings.push(finding(9, 0, Problem::NotWhole));
        let entries = of(findings.iter());
        let places: Vec<_> = entries
            .iter()
            .map(|entry| (entry.finding.place, entry.more, entry.frequency))
            .collect();
        assert_eq!(
            places,
            [
                (Place::cell(0, 2, 0), 59, 64),
                (Place::cell(0, 2, 1), 0, 64),
                (Place::cell(0, 3, 1), 0, 64),
                (Place::cell(0, 4, 1), 0, 64),
                (Place::cell(0, 9, 0), 0, 64),
            ]
        );
        let named = (3..8).map(|row| Place::cell(0, row, 0));
        assert_eq!(entries[0].named, named.collect::<Vec<_>>());
    }
}
