//! Whether a rendered file says what its page says.

use crate::device::n720::{Account, HandsetCode, Published, Standing};
use crate::device::page::{Page, Slot};
use crate::value::{Hidden, Position};

/// Compares a page with what its file says. The answer names the item, never a value.
pub(super) fn says_what_was_planned(page: &Page<'_>, says: &Published) -> Result<(), String> {
    match says.mac {
        Some(mac) if mac == page.mac => {}
        Some(mac) => return Err(format!("MAC_ADDRESS is {mac}, not {}", page.mac)),
        None => return Err("MAC_ADDRESS is missing".into()),
    }
    let mut slots = page.slots.iter().peekable();
    for (position, account) in says.accounts() {
        let wrong = match slots.next_if(|slot| slot.position == position) {
            Some(slot) => wrong_item(slot, account),
            None if page.vacated.contains(&position) => item_not_vacated(account),
            None => item_too_many(account),
        };
        if let Some(item) = wrong {
            return Err(describe(position, item));
        }
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

fn describe(position: Position, item: &str) -> String {
    format!(
        "SIP account {position} (index {}): {item} is not what was planned",
        position.index()
    )
}

/// The item that does not say what the slot says. Those that decide who registers where must be
/// there; the others may be left out by a template.
fn wrong_item(slot: &Slot<'_>, account: Account<'_>) -> Option<&'static str> {
    let is = |said: Option<&str>, planned: &str| said == Some(planned);
    let may_be = |said: Option<&str>, planned: &str| said.is_none_or(|said| said == planned);
    let checks = [
        ("ucB_SIP_ACCOUNT_IS_ACTIVE_1", account.active == Some(true)),
        ("aucS_SIP_USER_ID", is(account.user_id, slot.extension)),
        ("aucS_SIP_LOGIN_ID", is(account.login, slot.login)),
        ("aucS_SIP_PASSWORD", account.password == Some(slot.password)),
        (
            "aucS_SIP_DISPLAYNAME",
            is(account.display_name, slot.display_name),
        ),
        ("aucHandsetCode", account.handset == slot.code),
        (
            "ucVoipProviderIndex",
            account.provider.is_none_or(|said| said == slot.provider),
        ),
        (
            "aucS_SIP_ACCOUNT_NAME_1",
            may_be(account.account_name, slot.account_name),
        ),
        // Without a mailbox of its own an account may have the one of the settings.
        (
            "aucS_VOIP_NET_AM_NUMBER_1",
            slot.voicemail
                .is_none_or(|planned| may_be(account.voicemail, planned)),
        ),
    ];
    checks
        .into_iter()
        .find(|(_, right)| !right)
        .map(|(item, _)| item)
}

fn item_not_vacated(account: Account<'_>) -> Option<&'static str> {
    let blank = |said: Option<&str>| said.is_none_or(str::is_empty);
    let checks = [
        ("ucB_SIP_ACCOUNT_IS_ACTIVE_1", account.active == Some(false)),
        (
            "aucHandsetCode",
            account.handset == Some(HandsetCode::Deregister),
        ),
        ("aucS_SIP_USER_ID", blank(account.user_id)),
        ("aucS_SIP_LOGIN_ID", blank(account.login)),
        (
            "aucS_SIP_PASSWORD",
            blank(account.password.map(Hidden::expose)),
        ),
    ];
    checks
        .into_iter()
        .find(|(_, right)| !right)
        .map(|(item, _)| item)
}

/// A position that was never used must not be spoken of as if it were.
fn item_too_many(account: Account<'_>) -> Option<&'static str> {
    if account.active == Some(true) {
        return Some("ucB_SIP_ACCOUNT_IS_ACTIVE_1");
    }
    (account.standing() != Standing::Free).then_some("aucHandsetCode or aucS_SIP_USER_ID")
}
