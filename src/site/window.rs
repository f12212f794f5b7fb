//! The registration window of a base's file.

use crate::device::page::{Page, Slot, Window};
use crate::device::published::Published;
use crate::finding::Problem;
use crate::settings::{Registration, Start};
use crate::site::plan::{WindowChange, window_change};
use crate::value::{Ipui, WindowState};

/// The window that a page has: none without a handset, because an open window keeps people from
/// registering by hand; else the one of the file in place, with what the options change.
pub(super) fn of(registration: Registration, page: &Page<'_>, now: &Published) -> Option<Window> {
    if !page.has_handset() {
        return None;
    }
    let in_place = Window {
        start: now.window_start.clone(),
        seconds: now.window_seconds.clone(),
    };
    let is_there = in_place.start.is_some() || in_place.seconds.is_some();
    let seconds = registration.duration.map(|it| it.seconds().to_string());
    let opened = |start: String| {
        Some(Window {
            start: Some(start),
            seconds: seconds.clone().or_else(|| in_place.seconds.clone()),
        })
    };
    match registration.start {
        Some(Start::Never) => None,
        Some(Start::At(time)) => opened(page.layout.window_start(time, registration.clock)),
        Some(Start::Now) if registration.reopen || has_new_handset(page, now) => opened(
            page.layout
                .window_start(registration.now, registration.clock),
        ),
        Some(Start::Now) => is_there.then_some(in_place),
        // A duration alone opens no window: nobody said when.
        None => is_there.then(|| Window {
            seconds: seconds.or(in_place.seconds),
            ..in_place
        }),
    }
}

fn has_new_handset(page: &Page<'_>, now: &Published) -> bool {
    let stays = |slot: &Slot<'_>| now.account(slot.position).ipui() == slot.ipui();
    let moved = page.slots.iter().filter(|slot| !stays(slot));
    moved.filter_map(Slot::ipui).any(|ipui| is_new(ipui, now))
}

/// A handset that only moves to another position is not new: it is registered by hand, and an open
/// window hides the buttons for that.
fn is_new(ipui: Ipui, now: &Published) -> bool {
    now.handsets().all(|(_, there)| there != ipui)
}

/// What is wrong with the window of a file in which a handset is new, or with a new window.
pub(super) fn problem(before: &Published, then: &Published, state: WindowState) -> Option<Problem> {
    let is_new = |(_, ipui): &(_, Ipui)| is_new(*ipui, before);
    let handsets = then.handsets().filter(is_new).count();
    let handsets = u32::try_from(handsets).unwrap_or(u32::MAX);
    let change = window_change(before, then);
    let is_set = matches!(change, Some(WindowChange::Opened | WindowChange::Changed));
    if handsets == 0 && !is_set {
        return None;
    }
    match state {
        WindowState::Always | WindowState::Open(..) => None,
        WindowState::Over(..) => Some(Problem::WindowOver(handsets, state.to_string().into())),
        WindowState::Absent => Some(Problem::NoWindow(handsets, None)),
        WindowState::WithoutStart | WindowState::WithoutDuration => {
            Some(Problem::NoWindow(handsets, Some(state.to_string().into())))
        }
    }
}
