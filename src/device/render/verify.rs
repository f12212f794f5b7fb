//! Whether a rendered file says what its page says.

use crate::device::page::{Page, Slot, Vacated};
use crate::device::published::{Account, HandsetCode, Published, Standing};
use crate::device::{Layout, Said};
use crate::value::{Hidden, Ipui, Position};

/// Compares a page with what its file says. The answer names the item, never a value.
pub(super) fn says_what_was_planned(page: &Page<'_>, says: &Published) -> Result<(), String> {
    match says.mac {
        Some(mac) if mac == page.mac => {}
        Some(mac) => return Err(format!("MAC_ADDRESS is {mac}, not {}", page.mac)),
        None if page.layout.names_its_base() => return Err("MAC_ADDRESS is missing".into()),
        None => {}
    }
    if let Some(doubt) = &says.doubt {
        return Err(doubt.clone());
    }
    let mut slots = page.slots.iter().peekable();
    for (position, account) in says.accounts() {
        let wrong = match slots.next_if(|slot| slot.position == position) {
            Some(slot) => wrong_item(slot, account),
            None if page.vacated.contains(&Vacated::Position(position)) => {
                item_not_vacated(account)
            }
            None => item_too_many(account),
        };
        if let Some(said) = wrong {
            return Err(describe(page.layout, position, account.ipui(), said));
        }
    }
    // Behind the last position of the file.
    if let Some(slot) = slots.next() {
        return Err(describe(
            page.layout,
            slot.position,
            slot.ipui(),
            Said::Handset,
        ));
    }
    let removed = page.vacated.iter().filter_map(|vacated| match vacated {
        Vacated::Handset(ipui) => Some(*ipui),
        Vacated::Position(_) => None,
    });
    if !removed.eq(says.removed().iter().copied()) {
        return Err("the handsets to remove are not what was planned".into());
    }
    let window = page.window.as_ref();
    let start = window.and_then(|window| window.start.as_deref());
    let seconds = window.and_then(|window| window.seconds.as_deref());
    window_item("start", says.window_start.as_deref(), start)?;
    window_item("duration", says.window_seconds.as_deref(), seconds)
}

fn window_item(item: &str, said: Option<&str>, planned: Option<&str>) -> Result<(), String> {
    let wrong = match said {
        _ if said == planned => return Ok(()),
        None => "missing",
        Some(_) => "not what was planned",
    };
    Err(format!("the {item} of the registration window is {wrong}"))
}

fn describe(layout: &dyn Layout, position: Position, handset: Option<Ipui>, said: Said) -> String {
    let item = layout.item(said);
    let place = match (layout.positions(), handset) {
        (Some(_), _) => format!("SIP account {position} (index {})", position.index()),
        (None, Some(ipui)) => format!("handset {ipui}"),
        (None, None) => "a handset".to_owned(),
    };
    format!("{place}: {item} is not what was planned")
}

/// The item that does not say what the slot says. Those that decide who registers where must be
/// there; the others may be left out by a template.
fn wrong_item(slot: &Slot<'_>, account: Account<'_>) -> Option<Said> {
    let is = |said: Option<&str>, planned: &str| said == Some(planned);
    let may_be = |said: Option<&str>, planned: &str| said.is_none_or(|said| said == planned);
    let checks = [
        (Said::Active, account.active == Some(true)),
        (Said::Extension, is(account.user_id, slot.extension)),
        (Said::Login, is(account.login, slot.login)),
        (Said::Password, account.password == Some(slot.password)),
        (
            Said::DisplayName,
            is(account.display_name, slot.display_name),
        ),
        (Said::Handset, account.handset == slot.code),
        (
            Said::Provider,
            account.provider.is_none_or(|said| said == slot.provider),
        ),
        (
            Said::AccountName,
            may_be(account.account_name, slot.account_name),
        ),
        // Without a mailbox of its own an account may have the one of the settings.
        (
            Said::Voicemail,
            slot.voicemail
                .is_none_or(|planned| may_be(account.voicemail, planned)),
        ),
    ];
    first_wrong(&checks)
}

fn first_wrong(checks: &[(Said, bool)]) -> Option<Said> {
    let wrong = checks.iter().find(|(_, right)| !right);
    wrong.map(|(said, _)| *said)
}

fn item_not_vacated(account: Account<'_>) -> Option<Said> {
    let blank = |said: Option<&str>| said.is_none_or(str::is_empty);
    let checks = [
        (Said::Active, account.active == Some(false)),
        (
            Said::Handset,
            account.handset == Some(HandsetCode::Deregister),
        ),
        (Said::Extension, blank(account.user_id)),
        (Said::Login, blank(account.login)),
        (Said::Password, blank(account.password.map(Hidden::expose))),
    ];
    first_wrong(&checks)
}

/// A position that was never used must not be spoken of as if it were.
fn item_too_many(account: Account<'_>) -> Option<Said> {
    if account.active == Some(true) {
        return Some(Said::Active);
    }
    (account.standing() != Standing::Free).then_some(Said::Somebody)
}
