//! Who gets which position, from any file in place and any rows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use arbitrary::{Result, Unstructured};
use dect_roster::device::Device;
use dect_roster::device::page::{Slot, Vacated};
use dect_roster::device::published::{Published, Standing};
use dect_roster::site::assign::{self, Assignment, Full, Wish};
use dect_roster::value::{Ipui, Position};

use super::some_positions;

/// What a base's file says, and what its rows ask for.
struct Case {
    published: Published,
    /// Position, handset and extension: a handset and an extension in one row only, as the checks
    /// across rows see to.
    rows: Vec<(Option<Position>, Option<Ipui>, String)>,
    kept: Vec<Position>,
}

pub fn positions(bytes: &[u8]) {
    let Ok(case) = case(&mut Unstructured::new(bytes)) else {
        return;
    };
    let wish = |(position, ipui, extension): &'_ _| (*position, *ipui, String::clone(extension));
    let rows: Vec<_> = case.rows.iter().map(wish).collect();
    let wishes: Vec<Wish<'_>> = rows
        .iter()
        .map(|(position, ipui, extension)| Wish {
            position: *position,
            ipui: *ipui,
            extension,
        })
        .collect();
    let assignment = match assign::assign(&case.published, 100, &wishes, &case.kept) {
        Ok(assignment) => assignment,
        Err(Full) => return assert!(!all_fit(&wishes, &case.kept), "there is room for all"),
    };
    assert!(all_fit(&wishes, &case.kept), "there is no room for all");
    everybody_has_one(&wishes, &assignment, &case.kept);
    handsets_stay(&case.published, &wishes, &assignment, &case.kept);
    the_rest_is_vacated(&case.published, &assignment, &case.kept);

    let backwards: Vec<_> = wishes.iter().rev().copied().collect();
    let again = assign::assign(&case.published, 100, &backwards, &case.kept).unwrap();
    for position in Position::first(100) {
        let last = wishes.len().wrapping_sub(1);
        let holder = again.holder(position).map(|wish| last - wish);
        assert_eq!(
            assignment.holder(position),
            holder,
            "the order of rows matters"
        );
    }
}

fn case(u: &mut Unstructured<'_>) -> Result<Case> {
    let kept = some_positions(u)?;
    let mut file = String::from("<a>");
    for position in some_positions(u)? {
        let index = position.index();
        let (extension, handset): (u8, u8) = u.arbitrary()?;
        if extension < 128 {
            let _ = write!(
                file,
                "<SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[{index}].aucS_SIP_USER_ID[0]' value='\"{extension}\"'/>"
            );
        }
        if handset < 128 {
            // Handset 0 is five zero bytes.
            let _ = write!(
                file,
                "<SYMB_ITEM ID='BS_Accounts.astAccounts[{index}].aucHandsetCode[0]' value='0,0,0,0,{handset}'/>"
            );
        }
    }
    file.push_str("</a>");
    let (mut handsets, mut extensions) = (BTreeSet::new(), BTreeSet::new());
    let mut rows = Vec::new();
    while !u.is_empty() && rows.len() < 120 {
        let (extension, handset, position): (u8, u8, u8) = u.arbitrary()?;
        if extensions.insert(extension) {
            let ipui = Ipui::from_bytes([0, 0, 0, 0, handset]).ok();
            rows.push((
                Position::from_index(position.into()).filter(|at| at.index() < 100),
                ipui.filter(|ipui| handsets.insert(*ipui)),
                extension.to_string(),
            ));
        }
    }
    Ok(Case {
        published: Device::DEFAULT.read(file.as_bytes()).unwrap(),
        rows,
        kept,
    })
}

/// Whether every named position can be given, and the others have room.
fn all_fit(wishes: &[Wish<'_>], kept: &[Position]) -> bool {
    let mut taken: BTreeSet<Position> = kept.iter().copied().collect();
    let named = wishes.iter().filter_map(|wish| wish.position);
    named.into_iter().all(|position| taken.insert(position)) && wishes.len() + kept.len() <= 100
}

fn everybody_has_one(wishes: &[Wish<'_>], assignment: &Assignment, kept: &[Position]) {
    let held: BTreeMap<usize, Position> = assignment
        .iter()
        .map(|(position, wish)| (wish, position))
        .collect();
    assert_eq!(assignment.iter().count(), wishes.len(), "somebody has two");
    assert!(
        held.keys().copied().eq(0..wishes.len()),
        "somebody has none"
    );
    for position in kept {
        assert_eq!(
            assignment.holder(*position),
            None,
            "a kept position is given away"
        );
    }
    for (wish, position) in held {
        assert!(
            wishes[wish].position.is_none_or(|named| named == position),
            "a named position is not given"
        );
    }
}

/// A handset that the file has stays where it is, unless its row names another position, or another
/// row this one.
fn handsets_stay(
    published: &Published,
    wishes: &[Wish<'_>],
    assignment: &Assignment,
    kept: &[Position],
) {
    let taken = |position: &Position| {
        kept.contains(position) || wishes.iter().any(|wish| wish.position == Some(*position))
    };
    for (position, index) in assignment.iter() {
        let wish = &wishes[index];
        if wish.position.is_some() {
            continue;
        }
        let places = published
            .handsets()
            .filter(|(_, ipui)| Some(*ipui) == wish.ipui);
        let first = places.map(|(at, _)| at).find(|at| !taken(at));
        if let Some(first) = first {
            assert_eq!(position, first, "handset {:?} moves", wish.ipui);
            continue;
        }
        // A new handset takes the position of its extension, unless a handset stays there.
        let stays = |at: &Position| {
            let ipui = published.account(*at).ipui();
            let waits = |wish: &Wish<'_>| wish.position.is_none() && wish.ipui == ipui;
            ipui.is_some() && wishes.iter().any(waits)
        };
        let places = published
            .accounts()
            .filter(|(_, account)| account.extension() == Some(wish.extension));
        let first = places.map(|(at, _)| at).find(|at| !taken(at) && !stays(at));
        if let Some(first) = first {
            assert_eq!(
                published.account(position).extension(),
                Some(wish.extension),
                "{} does not replace its handset at {first}",
                wish.extension
            );
        }
    }
}

fn the_rest_is_vacated(published: &Published, assignment: &Assignment, kept: &[Position]) {
    let is_held =
        |position: &Position| kept.contains(position) || assignment.holder(*position).is_some();
    let held = Position::first(100).filter(is_held);
    let slots: Vec<_> = held
        .map(|position| Slot::kept(published.account(position), position))
        .collect();
    let vacated = assign::vacated(published, &slots);
    for (position, account) in published.accounts() {
        let stays = kept.contains(&position) || assignment.holder(position).is_some();
        let spoken_of = account.standing() != Standing::Free;
        let position = Vacated::Position(position);
        assert_eq!(vacated.contains(&position), spoken_of && !stays);
    }
}
