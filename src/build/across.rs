//! What only the bases of a run together show.

use std::collections::HashMap;

use super::base::Base;
use crate::field::Field;
use crate::finding::{Collector, Finding, Place, Problem, Rules};
use crate::handset::Identity;
use crate::plan::{ChangeKind, Origin, Status};
use crate::roster::Roster;
use crate::value::{Ipui, Mac, Position};

/// Calls it a move where a handset leaves one base and arrives at another.
pub(super) fn name_moves(bases: &mut [Base]) {
    let mut left: HashMap<Ipui, (Mac, Position)> = HashMap::new();
    for base in written(bases) {
        for change in &base.plan.changes {
            if let Some(ipui) = change.previous_ipui {
                left.insert(ipui, (base.plan.mac, change.position));
            }
        }
    }
    if left.is_empty() {
        return;
    }
    for base in bases
        .iter_mut()
        .filter(|base| base.plan.status == Status::Written)
    {
        for change in &mut base.plan.changes {
            let arrives = change
                .ipui
                .filter(|_| change.fields.contains(Field::Ipui) && change.from.is_none());
            let origin = arrives
                .and_then(|ipui| left.get(&ipui))
                .filter(|(mac, _)| *mac != base.plan.mac);
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

/// Finds handsets that the roster gives to one base while the file of another, which stays as it is,
/// has them too.
pub(super) fn doubly_held(
    roster: &Roster,
    rules: &Rules,
    bases: &[Base],
    identities: &[Identity<'_>],
) -> Vec<Finding> {
    let mut findings = Collector::new(rules);
    let staying: HashMap<Ipui, Mac> = bases
        .iter()
        .flat_map(|base| base.stays.iter().map(|ipui| (*ipui, base.plan.mac)))
        .collect();
    if staying.is_empty() {
        return Vec::new();
    }
    for identity in identities.iter().filter(|identity| identity.accepted) {
        let other = identity.ipui.and_then(|ipui| staying.get(&ipui));
        if let Some(&mac) = other.filter(|mac| Some(**mac) != identity.base)
            && let Some(place) = roster.place(identity.row, Field::Ipui)
        {
            let problem = Problem::HandsetOnOtherBase(mac);
            findings.add(place, Some(Field::Ipui), problem, Some(Place::Base(mac)));
        }
    }
    findings.into_findings()
}

fn written(bases: &[Base]) -> impl Iterator<Item = &Base> {
    bases
        .iter()
        .filter(|base| base.plan.status == Status::Written)
}
