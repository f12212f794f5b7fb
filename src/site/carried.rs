//! Which items of the file in place stay where the template does not write them.

use crate::device::page::{InPlace, Slot};
use crate::device::published::{Fragment, Published};
use crate::value::Position;

/// How many lost items a finding names.
const ITEMS_NAMED: usize = 5;

/// The items and elements of the file in place that are about no account. Those of a position stay while
/// its account does; where there was none, they belong to the position.
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
    let in_place = |fragment: Fragment<'a>| InPlace {
        fragment,
        stays: keeps && fragment.position().is_none_or(account_stays),
    };
    fragments.map(in_place).collect()
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
