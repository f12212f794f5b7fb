//! Rows that are no handsets, but are about an account of a file in place: what is left out never
//! costs a handset.

use std::collections::{BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use crate::device::published::Published;
use crate::finding::{Collector, Finding, Place, Problem, Rules, Severity};
use crate::roster::Identity;
use crate::validate::LeftOut;
use crate::value::{Extension, Ipui};

/// Finds the rows whose extension is that of an account in some file in place, or begins as that of an
/// account that no row names: a row that was cut off. Each becomes a rejected row.
pub(super) fn known<'r>(
    files: impl ParallelIterator<Item = Published>,
    left_out: &[LeftOut<'r>],
    identities: &[Identity<'r>],
) -> Vec<LeftOut<'r>> {
    let rows: HashMap<&str, usize> = left_out
        .iter()
        .enumerate()
        .filter_map(|(index, row)| Some((row.extension?, index)))
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let named: HashSet<&str> = identities
        .iter()
        .filter_map(|row| row.extension.as_ref().map(Extension::as_str))
        .collect();
    let of_account = |extension: &str| {
        let cut = (1..=extension.len())
            .filter(|&end| end == extension.len() || !named.contains(extension))
            .filter_map(|end| rows.get(extension.get(..end)?));
        cut.copied().collect::<Vec<_>>()
    };
    let found: BTreeSet<usize> = files
        .flat_map_iter(|says| {
            let extensions = says
                .accounts()
                .filter_map(|(_, account)| account.extension());
            extensions.flat_map(of_account).collect::<Vec<_>>()
        })
        .collect();
    found.into_iter().map(|index| left_out[index]).collect()
}

/// The places of the handsets that a file in place has, among what may be handsets in columns that are
/// not read.
pub(super) fn elsewhere(
    files: impl ParallelIterator<Item = Published>,
    doubtful: &[(Ipui, Place)],
) -> Vec<Place> {
    let mut places: HashMap<Ipui, Place> = HashMap::new();
    for &(ipui, place) in doubtful {
        places.entry(ipui).or_insert(place);
    }
    if places.is_empty() {
        return Vec::new();
    }
    let handsets =
        files.flat_map_iter(|says| says.handsets().map(|(_, ipui)| ipui).collect::<Vec<_>>());
    let found: BTreeSet<Place> = handsets
        .filter_map(|ipui| places.get(&ipui).copied())
        .collect();
    found.into_iter().collect()
}

/// What a row that must not be left out becomes.
pub(super) fn rejected(row: LeftOut<'_>) -> Identity<'_> {
    Identity {
        row: row.row,
        base: None,
        ipui: None,
        has_unread_ipui: false,
        extension: row
            .extension
            .and_then(|extension| Extension::new(extension).ok()),
        position: None,
        password_hash: None,
        accepted: false,
    }
}

/// Says of such a row that it is an error, in place of the info that it was left out.
pub(super) fn report(row: LeftOut<'_>, rules: &Rules, findings: &mut Vec<Finding>) {
    let is_info =
        |finding: &Finding| finding.place == row.place && finding.problem == Problem::RowLeftOut;
    findings.retain(|finding| !is_info(finding));
    let mut collector = Collector::new(rules);
    let severity = collector.add(row.place, None, Problem::KnownExtensionLeftOut, None);
    debug_assert_eq!(severity, Some(Severity::Error));
    findings.extend(collector.into_findings());
}
