//! Located rows -> handsets, or all their faults at once.
//!
//! `cell`, `number` and `meaning` take a cell to the text that was meant, `row` takes a row to a handset or its faults,
//! `across` finds rows that contradict each other, `lint` what only looks wrong in many rows. A check
//! of one value goes into `row`, one that compares rows into `across` or `lint`.

mod across;
mod cell;
mod encoding;
mod lint;
mod meaning;
mod number;
mod row;

use std::hash::RandomState;

use rayon::prelude::*;

use crate::finding::{Collector, Finding, Rules};
use crate::handset::{Handset, Identity, RowRef};
use crate::roster::{Roster, Table};

/// How many rows one task takes: enough that handing out tasks costs nothing.
const ROWS_A_TASK: usize = 4096;

/// Reads every row of the roster and checks the rows against each other.
///
/// Returns what each row says of who stands where, in the order of the roster, and all findings.
/// Neither depends on the number of threads.
#[must_use]
pub fn roster<'r>(roster: &'r Roster, rules: &Rules) -> (Vec<Identity<'r>>, Vec<Finding>) {
    let hasher = RandomState::new();
    let tasks: Vec<_> = roster
        .tables()
        .flat_map(|table| chunks(table, ROWS_A_TASK))
        .collect();
    let parts: Vec<_> = tasks
        .into_par_iter()
        .map(|(table, rows)| {
            let mut findings = Collector::new(rules);
            let identities: Vec<_> = rows
                .map(|index| row::identity(table, index, &hasher, &mut findings))
                .collect();
            (identities, findings.into_findings())
        })
        .collect();
    let mut identities = Vec::with_capacity(roster.len());
    let mut findings = Vec::new();
    for (part, found) in parts {
        identities.extend(part);
        findings.extend(found);
    }
    let mut collector = Collector::new(rules);
    encoding::check(roster, &mut identities, &mut collector);
    across::check(roster, &mut identities, &mut collector);
    findings.extend(collector.into_findings());
    (identities, findings)
}

/// Reads one row whole. `None` when it has an error.
#[must_use]
pub fn handset<'r>(roster: &'r Roster, at: RowRef, rules: &Rules) -> Option<Handset<'r>> {
    let table = roster.table(at.sheet)?;
    row::handset(table, at.index, &mut Collector::new(rules))
}

fn chunks(
    table: Table<'_>,
    size: usize,
) -> impl Iterator<Item = (Table<'_>, std::ops::Range<u32>)> {
    let rows = table.rows();
    rows.clone().step_by(size).map(move |start| {
        let end = rows
            .end
            .min(start.saturating_add(u32::try_from(size).unwrap_or(u32::MAX)));
        (table, start..end)
    })
}
