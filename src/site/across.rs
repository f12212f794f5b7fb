//! What only the bases of a run together show.

use std::collections::HashMap;

use super::base::Base;
use crate::finding::{Collector, Finding, Place, Problem, Rules};
use crate::roster::{Identity, Roster};
use crate::site::plan::{ChangeKind, Origin};
use crate::value::{Field, Ipui, Mac, Position};

/// Calls it a move where a handset leaves one base and arrives at another.
pub(super) fn name_moves(bases: &mut [Base]) {
    let mut left: HashMap<Ipui, (Mac, Option<Position>)> = HashMap::new();
    for plan in bases.iter().map(|base| &base.plan) {
        for change in &plan.changes {
            if let Some(ipui) = change.previous_ipui {
                left.insert(ipui, (plan.mac, plan.position(change)));
            }
        }
    }
    for plan in bases.iter_mut().map(|base| &mut base.plan) {
        for change in &mut plan.changes {
            let arrives = change
                .ipui
                .filter(|_| change.fields.contains(Field::Ipui) && change.from.is_none());
            let origin = arrives
                .and_then(|ipui| left.get(&ipui))
                .filter(|(mac, _)| *mac != plan.mac);
            if let Some(&(mac, position)) = origin {
                change.kind = ChangeKind::Move;
                change.from = Some(Origin {
                    mac: Some(mac),
                    position,
                });
            }
        }
    }
}

/// Finds handsets that the roster gives to one base while the files of others, which stay as they are,
/// have them too. Each is found where its file is, so it does not matter which bases are looked at
/// together.
pub(super) fn doubly_held(
    roster: &Roster,
    rules: &Rules,
    bases: &[Base],
    identities: &[Identity<'_>],
) -> Vec<Finding> {
    let mut findings = Collector::new(rules);
    let mut staying: HashMap<Ipui, Vec<Mac>> = HashMap::new();
    for base in bases {
        for ipui in &base.stays {
            staying.entry(*ipui).or_default().push(base.plan.mac);
        }
    }
    if staying.is_empty() {
        return Vec::new();
    }
    let mut held: HashMap<Mac, Vec<&Identity<'_>>> = HashMap::new();
    for identity in identities.iter().filter(|identity| identity.accepted) {
        let holders = identity.ipui.and_then(|ipui| staying.get(&ipui));
        let others = holders.into_iter().flatten();
        for &mac in others.filter(|mac| Some(**mac) != identity.base) {
            held.entry(mac).or_default().push(identity);
        }
    }
    for base in bases {
        let mac = base.plan.mac;
        let Some(rows) = held.get(&mac) else { continue };
        let related = Some(Place::Base(mac));
        if is_exchange(base, rows) {
            let place = roster.place(rows[0].row, Field::BaseMac);
            let handsets = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            let problem = Problem::BaseExchanged(mac, handsets);
            findings.add(place, Some(Field::BaseMac), problem, related);
            continue;
        }
        for row in rows {
            let place = roster.place(row.row, Field::Ipui);
            let problem = Problem::HandsetOnOtherBase(mac);
            findings.add(place, Some(Field::Ipui), problem, related);
        }
    }
    findings.into_findings()
}

/// Whether all handsets of this base, and several, are in rows of one other base: then somebody exchanged
/// the base, which is one thing to say and not one for each handset.
fn is_exchange(base: &Base, rows: &[&Identity<'_>]) -> bool {
    rows.len() > 1
        && rows.len() == base.stays.len()
        && rows.iter().all(|row| row.base == rows[0].base)
}
