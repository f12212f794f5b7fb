//! Who gets which position. Pure: the file in place and the rows in, positions out.

use std::collections::BTreeSet;

use crate::device::page::{Slot, Vacated};
use crate::device::published::{Published, Standing};
use crate::value::{Ipui, Position};

/// What one row asks of its base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish<'a> {
    /// The position that the row names.
    pub position: Option<Position>,
    /// The handset, where the row has one.
    pub ipui: Option<Ipui>,
    /// The extension, unique among the rows of a base.
    pub extension: &'a str,
}

/// Which wish each position holds, by index into the wishes.
///
/// A map from position to handset: a position held twice cannot be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    holders: Vec<Option<usize>>,
}

impl Assignment {
    /// The wish that a position holds.
    #[must_use]
    pub fn holder(&self, position: Position) -> Option<usize> {
        self.holders.get(position.index()).copied().flatten()
    }

    /// The positions that there are, first to last.
    pub fn positions(&self) -> impl Iterator<Item = Position> {
        Position::first(self.holders.len())
    }

    /// The positions that hold a wish, first to last.
    pub fn iter(&self) -> impl Iterator<Item = (Position, usize)> {
        let positions = self.positions();
        positions.filter_map(|position| Some((position, self.holder(position)?)))
    }
}

/// Not every wish found a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

/// Finds a position for every wish.
///
/// In this order, each for all wishes before the next, so that no wish depends on the order of the
/// rows: the position that the row names; the position that the handset has in the file, so that it
/// stays registered; the position whose account has the extension, which is a replacement of its
/// handset; and the first position that nobody holds. Where several wait for the last, the shorter
/// extension comes first, then the smaller: numbers in their order.
///
/// `kept` positions stay with what the file says and are given to nobody. The base takes `capacity`
/// handsets. Where a device has no positions, those of the file are only places in its order, and a new
/// handset gets none of them.
///
/// # Errors
/// [`Full`] when there are more wishes than positions left, or a row names a position that is kept.
pub fn assign(
    published: &Published,
    capacity: usize,
    wishes: &[Wish<'_>],
    kept: &[Position],
) -> Result<Assignment, Full> {
    if wishes.len() + kept.len() > capacity {
        return Err(Full);
    }
    let (free, end) = match published.layout().positions() {
        Some(positions) => (0, positions),
        None => (published.positions(), published.positions() + wishes.len()),
    };
    let mut desk = Desk {
        holders: vec![None; end],
        kept: vec![false; end],
    };
    for position in kept {
        desk.kept[position.index()] = true;
    }
    let mut waiting: Vec<usize> = Vec::with_capacity(wishes.len());
    for (wish, asked) in wishes.iter().enumerate() {
        match asked.position {
            Some(position) if !desk.give(position, wish) => return Err(Full),
            Some(_) => {}
            None => waiting.push(wish),
        }
    }
    let handsets = index(published.handsets());
    waiting.retain(|&wish| {
        let known = wishes[wish].ipui.map(|ipui| positions(&handsets, ipui));
        !desk.give_first(wish, known.into_iter().flatten())
    });
    if !waiting.is_empty() {
        let extensions = index(
            published
                .accounts()
                .filter_map(|(position, account)| Some((position, account.extension()?))),
        );
        waiting
            .retain(|&wish| !desk.give_first(wish, positions(&extensions, wishes[wish].extension)));
    }
    waiting.sort_by_key(|&wish| (wishes[wish].extension.len(), wishes[wish].extension));
    if waiting
        .into_iter()
        .all(|wish| desk.give_first(wish, Position::first(end).skip(free)))
    {
        Ok(Assignment {
            holders: desk.holders,
        })
    } else {
        Err(Full)
    }
}

/// What nobody holds although the file speaks of it: positions to be disabled and their handsets
/// de-registered, until somebody else takes them; or handsets that are to go, until they come back.
pub fn vacated(published: &Published, slots: &[Slot<'_>]) -> Vec<Vacated> {
    let Some(positions) = published.layout().positions() else {
        let gone = published.handsets().map(|(_, ipui)| ipui);
        let mut gone: BTreeSet<Ipui> = gone.chain(published.removed().iter().copied()).collect();
        for ipui in slots.iter().filter_map(Slot::ipui) {
            gone.remove(&ipui);
        }
        return gone.into_iter().map(Vacated::Handset).collect();
    };
    let is_held = |position: &Position| {
        let found = slots.binary_search_by_key(position, |slot| slot.position);
        found.is_ok()
    };
    Position::first(positions)
        .filter(|position| {
            let standing = published.account(*position).standing();
            standing != Standing::Free && !is_held(position)
        })
        .map(Vacated::Position)
        .collect()
}

/// The positions by what stands at them.
fn index<K: Ord>(at: impl Iterator<Item = (Position, K)>) -> Vec<(K, Position)> {
    let mut index: Vec<_> = at.map(|(position, key)| (key, position)).collect();
    index.sort_unstable();
    index
}

/// Where the key stands, first to last.
fn positions<K: Ord + Copy>(index: &[(K, Position)], key: K) -> impl Iterator<Item = Position> {
    let found = &index[index.partition_point(|(other, _)| *other < key)..];
    found
        .iter()
        .take_while(move |(other, _)| *other == key)
        .map(|(_, position)| *position)
}

/// The positions of a base while they are given out.
struct Desk {
    holders: Vec<Option<usize>>,
    kept: Vec<bool>,
}

impl Desk {
    fn give(&mut self, position: Position, wish: usize) -> bool {
        let (kept, holder) = (
            self.kept.get(position.index()),
            self.holders.get(position.index()),
        );
        let free = kept == Some(&false) && holder == Some(&None);
        if free {
            self.holders[position.index()] = Some(wish);
        }
        free
    }

    /// Gives the first of the positions that nobody holds.
    fn give_first(&mut self, wish: usize, mut of: impl Iterator<Item = Position>) -> bool {
        of.any(|position| self.give(position, wish))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::n720::N720;

    fn position(number: usize) -> Position {
        Position::from_index(number - 1).unwrap()
    }

    fn wish(extension: &str) -> Wish<'_> {
        Wish {
            position: None,
            ipui: None,
            extension,
        }
    }

    #[test]
    fn the_first_free_positions_go_by_extension_whatever_the_order_of_rows() {
        let names = ["1000", "201", "21", "202"];
        let assignment = assign(&Published::empty(&N720), 100, &names.map(wish), &[]).unwrap();
        let order: Vec<_> = assignment.iter().map(|(_, wish)| names[wish]).collect();
        assert_eq!(order, ["21", "201", "202", "1000"]);
    }

    #[test]
    fn a_named_position_comes_before_everything() {
        let wishes = [
            wish("201"),
            Wish {
                position: Some(position(1)),
                ..wish("202")
            },
        ];
        let assignment = assign(&Published::empty(&N720), 100, &wishes, &[]).unwrap();
        assert_eq!(
            assignment.iter().collect::<Vec<_>>(),
            [(position(1), 1), (position(2), 0)]
        );
    }

    #[test]
    fn a_kept_position_is_given_to_nobody() {
        let kept = [position(1)];
        let assignment = assign(&Published::empty(&N720), 100, &[wish("201")], &kept).unwrap();
        assert_eq!(assignment.holder(position(2)), Some(0));
        let named = [Wish {
            position: Some(position(1)),
            ..wish("201")
        }];
        assert_eq!(
            assign(&Published::empty(&N720), 100, &named, &kept),
            Err(Full)
        );
    }

    #[test]
    fn a_hundred_fit_and_one_more_does_not() {
        let names: Vec<String> = (0..101).map(|number| number.to_string()).collect();
        let wishes: Vec<_> = names.iter().map(|name| wish(name)).collect();
        assert!(assign(&Published::empty(&N720), 100, &wishes[..100], &[]).is_ok());
        assert_eq!(
            assign(&Published::empty(&N720), 100, &wishes, &[]),
            Err(Full)
        );
    }
}
