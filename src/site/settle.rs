//! What the bases of a run mean for each other: a handset may leave its base only for one that is
//! written too.
//!
//! First every base is done by itself. Then those are held that would give up something while a
//! rejected row may be about it, those whose MAC looks mistyped, and last, to a fixed point, every base
//! that a handset would leave for a base that is held. All of it is linear in rows and handsets.
//!
//! A shard sees more than its own bases for this: those that handsets of its bases go to, and so on. It
//! does them as their own shard does, and writes nothing for them.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::base::{Base, BaseRows, Site};
use super::rejected::{Clue, Doubts};
use crate::error::Error;
use crate::finding::{Collector, HeldWith, Place, Problem, Severity};
use crate::roster::{Identity, RowRef};
use crate::site::plan::Status;
use crate::value::{Field, Ipui, Mac};

/// The rows of all bases.
type AllRows<'a, 'r> = BTreeMap<Mac, BaseRows<'a, 'r>>;

/// A handset that would leave a base for another.
#[derive(Clone, Copy)]
struct Move {
    ipui: Ipui,
    from: Mac,
    to: Mac,
    row: RowRef,
}

/// Finds which bases have to be held because of others. `bases` are those of the share at first;
/// those of other shards that had to be looked at are added.
///
/// # Errors
/// As [`Site::base`].
pub(super) fn settle<'a>(
    site: &Site<'_, '_>,
    rows: &AllRows<'a, '_>,
    identities: &'a [Identity<'_>],
    bases: &mut BTreeMap<Mac, Base>,
) -> Result<(), Error> {
    let is_decided_elsewhere = |base: &Base| {
        let writing = base.writing.as_ref();
        writing.is_some_and(|writing| writing.is_new || !writing.leaving.is_empty())
    };
    if !site.options.shard.is_whole() && bases.values().any(is_decided_elsewhere) {
        look_further(site, rows, identities, bases)?;
    }
    if bases.values().any(Base::takes_away) {
        hold_doubtful(site, rows, identities, bases);
    }
    let moves = moves(identities, bases);
    hold_mistyped(site, &moves, bases);
    hold_unclear(site, &moves, bases);
    spread(site, &moves, bases);
    Ok(())
}

/// Looks at the bases of other shards that decide over those of this one: those that handsets go to,
/// and those that a new base is almost named as.
fn look_further<'a>(
    site: &Site<'_, '_>,
    rows: &AllRows<'a, '_>,
    identities: &'a [Identity<'_>],
    bases: &mut BTreeMap<Mac, Base>,
) -> Result<(), Error> {
    let mut homes: Vec<(Ipui, Mac)> = identities
        .par_iter()
        .filter(|identity| identity.accepted)
        .filter_map(|identity| Some((identity.ipui?, identity.base?)))
        .collect();
    homes.par_sort_unstable();
    let home = |ipui: &Ipui| {
        let found = homes.binary_search_by_key(ipui, |(ipui, _)| *ipui).ok()?;
        Some(homes[found].1)
    };
    let mut seen: HashSet<Mac> = bases.keys().copied().collect();
    let mut latest: Vec<Mac> = bases.keys().copied().collect();
    while !latest.is_empty() {
        let next: Vec<Mac> = latest
            .iter()
            .filter_map(|mac| bases.get(mac)?.writing.as_deref().map(|w| (*mac, w)))
            .flat_map(|(mac, writing)| {
                let similar = mac.neighbours().filter(|_| writing.is_new);
                let similar = similar.filter(|other| rows.contains_key(other));
                let targets = writing.leaving.iter().filter_map(home);
                targets.chain(similar).collect::<Vec<_>>()
            })
            .filter(|mac| seen.insert(*mac))
            .collect();
        let none = BaseRows::default();
        let done: Vec<(Mac, Base)> = next
            .par_iter()
            .map(|mac| {
                let mut base = site.base(*mac, rows.get(mac).unwrap_or(&none))?;
                // Its own shard writes it.
                base.take_file();
                Ok((*mac, base))
            })
            .collect::<Result<_, Error>>()?;
        bases.extend(done);
        latest = next;
    }
    Ok(())
}

/// Holds the bases that would give something up while nobody knows whose row was rejected.
fn hold_doubtful(
    site: &Site<'_, '_>,
    rows: &AllRows<'_, '_>,
    identities: &[Identity<'_>],
    bases: &mut BTreeMap<Mac, Base>,
) {
    if identities.iter().all(|identity| identity.accepted) {
        return;
    }
    let mut clues: HashSet<Clue> = bases
        .values()
        .flat_map(|base| base.clues.iter().copied())
        .collect();
    if !site.options.shard.is_whole() {
        let others: Vec<_> = rows
            .par_iter()
            .filter(|(mac, _)| !bases.contains_key(mac))
            .flat_map_iter(|(mac, rows)| site.clues(*mac, &rows.accepted))
            .collect();
        clues.extend(others);
    }
    let doubts = Doubts::of(identities, site.rejected, &clues);
    for (mac, base) in bases.iter_mut() {
        if let Some(row) = doubts.about_any_of(*mac).filter(|_| base.takes_away()) {
            site.hold(base, Problem::HeldInDoubt, row);
        }
    }
    if let Some(row) = doubts.about_any_missing() {
        hold_where_some_go(site, row, identities, bases);
    }
}

/// Holds the bases that would lose a handset that no accepted row has, for the row may be about it.
fn hold_where_some_go(
    site: &Site<'_, '_>,
    row: RowRef,
    identities: &[Identity<'_>],
    bases: &mut BTreeMap<Mac, Base>,
) {
    let leaving = bases.values().flat_map(Base::leaving);
    let mut missing: HashSet<Ipui> = leaving.copied().collect();
    let accepted = identities.iter().filter(|identity| identity.accepted);
    for ipui in accepted.filter_map(|identity| identity.ipui) {
        missing.remove(&ipui);
    }
    for base in bases.values_mut() {
        if base.leaving().any(|ipui| missing.contains(ipui)) {
            site.hold(base, Problem::HeldInDoubt, row);
        }
    }
}

/// The handsets that would leave a base for another, by the base that they leave.
fn moves(identities: &[Identity<'_>], bases: &BTreeMap<Mac, Base>) -> Vec<Move> {
    let mut homes: HashMap<Ipui, Option<(Mac, RowRef)>> = HashMap::new();
    for base in bases.values() {
        homes.extend(base.leaving().map(|ipui| (*ipui, None)));
    }
    if homes.is_empty() {
        return Vec::new();
    }
    for identity in identities.iter().filter(|identity| identity.accepted) {
        if let (Some(ipui), Some(mac)) = (identity.ipui, identity.base)
            && let Some(home) = homes.get_mut(&ipui)
        {
            *home = Some((mac, identity.row));
        }
    }
    let mut moves = Vec::new();
    for (from, base) in bases {
        for ipui in base.leaving() {
            if let Some((to, row)) = homes.get(ipui).copied().flatten() {
                let (ipui, from) = (*ipui, *from);
                moves.push(Move {
                    ipui,
                    from,
                    to,
                    row,
                });
            }
        }
    }
    moves
}

/// Holds the bases that have no file and take handsets of a base that is named almost like them, unless
/// the rules let that pass.
fn hold_mistyped(site: &Site<'_, '_>, moves: &[Move], bases: &mut BTreeMap<Mac, Base>) {
    let mut suspects: BTreeMap<(Mac, Mac), (RowRef, u32)> = BTreeMap::new();
    for it in moves {
        if bases.get(&it.to).is_some_and(is_new) && it.to.neighbours().any(|mac| mac == it.from) {
            let suspect = suspects.entry((it.to, it.from)).or_insert((it.row, 0));
            suspect.0 = suspect.0.min(it.row);
            suspect.1 += 1;
        }
    }
    for ((to, from), (row, handsets)) in suspects {
        let Some(base) = bases.get_mut(&to) else {
            continue;
        };
        let place = site.roster.place(row, Field::BaseMac);
        let mut findings = Collector::new(&site.options.rules);
        let problem = Problem::MistypedMac(from, handsets);
        let severity = findings.add(
            place,
            Some(Field::BaseMac),
            problem,
            Some(Place::Base(from)),
        );
        if severity == Some(Severity::Error) {
            // The row says so, not the base.
            *base = base.without_new_file();
            base.held_because = "its MAC address looks mistyped";
        }
        base.findings.extend(findings.into_findings());
    }
}

/// Holds the new bases that take handsets of others while nothing says which device they are: they may
/// never fetch the file.
fn hold_unclear(site: &Site<'_, '_>, moves: &[Move], bases: &mut BTreeMap<Mac, Base>) {
    for it in moves {
        if let Some(base) = bases.get_mut(&it.to).filter(|base| is_new(base))
            && let Some(problem) = site.unclear_device(it.to)
        {
            site.hold(base, problem, it.row);
        }
    }
}

/// Holds every base that a handset would leave for a base that is held, and then those that a handset
/// would leave for one of these, and so on.
fn spread(site: &Site<'_, '_>, moves: &[Move], bases: &mut BTreeMap<Mac, Base>) {
    let mut arrivals: HashMap<Mac, Vec<&Move>> = HashMap::new();
    for it in moves {
        arrivals.entry(it.to).or_default().push(it);
    }
    let is_held = |base: &Base| base.plan.status == Status::Held;
    let held = bases.iter().filter(|(_, base)| is_held(base));
    let mut queue: Vec<Mac> = held.map(|(mac, _)| *mac).collect();
    let mut next = 0;
    while let Some(to) = queue.get(next).copied() {
        next += 1;
        let because = bases[&to].held_because;
        for it in arrivals.get(&to).into_iter().flatten() {
            if let Some(base) = bases
                .get_mut(&it.from)
                .filter(|base| base.writing.is_some())
            {
                let problem = Problem::HeldWith(Box::new(HeldWith {
                    handset: it.ipui.to_string().into(),
                    base: to,
                    because: because.into(),
                }));
                site.hold(base, problem, it.row);
                queue.push(it.from);
            }
        }
    }
}

fn is_new(base: &Base) -> bool {
    base.writing.as_ref().is_some_and(|writing| writing.is_new)
}
