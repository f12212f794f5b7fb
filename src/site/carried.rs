//! Which items of the file in place stay where the template does not write them.

use crate::device::page::{InPlace, Slot};
use crate::device::published::Published;
use crate::device::{Fragment, Owner};
use crate::value::{Ipui, Position};

/// How many lost items a finding names.
const ITEMS_NAMED: usize = 5;

/// The items and elements of the file in place that are about no account. Those of a position stay while
/// its account does; where there was none, they belong to the position. Those of a handset stay while it
/// does.
pub(super) fn in_place<'a>(
    fragments: impl Iterator<Item = Fragment<'a>>,
    now: &Published,
    slots: &[Slot<'_>],
    keeps: bool,
) -> Vec<InPlace<'a>> {
    let account_stays = |position: Position| {
        let Some(before) = now.account(position).extension() else {
            return true;
        };
        let slot = slots.binary_search_by_key(&position, |slot| slot.position);
        slot.is_ok_and(|index| slots[index].extension == before)
    };
    let handset_stays = |ipui: Ipui| {
        let is_there = |slot: &Slot<'_>| slot.ipui() == Some(ipui);
        now.position_of(ipui).is_none() || slots.iter().any(is_there)
    };
    let owner_stays = |owner: Owner| match owner {
        Owner::Base => true,
        Owner::Position(position) => account_stays(position),
        Owner::Handset(ipui) => handset_stays(ipui),
        Owner::Account(ipui) => {
            handset_stays(ipui) && now.position_of(ipui).is_none_or(account_stays)
        }
    };
    let in_place = |fragment: Fragment<'a>| InPlace {
        fragment,
        stays: keeps && owner_stays(fragment.owner()),
    };
    // All that belongs to a handset goes with it, which is no loss.
    let goes = |fragment: &Fragment<'_>| match fragment.owner() {
        Owner::Handset(ipui) | Owner::Account(ipui) => !handset_stays(ipui),
        Owner::Base | Owner::Position(_) => false,
    };
    fragments
        .filter(|fragment| !goes(fragment))
        .map(in_place)
        .collect()
}

/// The items that are lost, the first of them by name.
pub(super) fn listed(items: &[String]) -> Option<String> {
    let named = items[..items.len().min(ITEMS_NAMED)].join(", ");
    match items.len() {
        0 => None,
        1..=ITEMS_NAMED => Some(named),
        more => Some(format!("{named} and {} more", more - ITEMS_NAMED)),
    }
}
