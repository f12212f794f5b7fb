//! A file in place, whoever wrote it.

use std::collections::BTreeMap;

use dect_roster::device::page::{InPlace, Page, Slot};
use dect_roster::device::published::{Published, Standing};
use dect_roster::device::render::{RenderError, Renderer};
use dect_roster::device::{Device, Fragment, Fragments};
use dect_roster::site::assign::vacated;
use dect_roster::value::Hidden;

use super::render::{NO_ROSTER, built_in};

pub fn published(bytes: &[u8]) {
    let device = Device::recognized(bytes).unwrap_or(Device::DEFAULT);
    let guess = device.layout.glance(bytes);
    assert!(device.layout.glance(bytes) == guess);
    let read = device.read(bytes);
    assert!(
        device.read(bytes) == read,
        "read once and again, it differs"
    );
    match read {
        Ok(says) => {
            if let Some(positions) = device.layout.positions() {
                assert_eq!(says.accounts().count(), positions);
            }
            for id in says.other_ids() {
                assert!(says.other(id).is_some(), "{id} is listed and not there");
            }
            kept_as_it_is(bytes, device, &says);
        }
        Err(error) => {
            let lines = bytes.split(|byte| *byte == b'\n').count();
            assert!(
                (1..=lines).contains(&error.line) || bytes.contains(&0),
                "{error}"
            );
        }
    }
}

/// Everything in a file that is about no account.
fn in_place(fragments: &Fragments) -> Vec<InPlace<'_>> {
    let stays = true;
    let in_place = fragments.iter().map(|fragment| InPlace { fragment, stays });
    in_place.collect()
}

/// What stays at its position is written as it was, or not at all; so is everything else.
fn kept_as_it_is(bytes: &[u8], device: &Device, says: &Published) {
    let mac = match says.mac {
        None if device.layout.names_its_base() => return,
        mac => mac.unwrap_or("7C2F80123456".parse().unwrap()),
    };
    let standing = |wanted| {
        let accounts = says.accounts();
        accounts.filter(move |(_, account)| account.standing() == wanted)
    };
    let (_, fragments) = device.read_with_fragments(bytes).unwrap();
    let slots: Vec<_> = standing(Standing::Held)
        .map(|(position, account)| Slot::kept(account, position))
        .collect();
    let mut page = Page {
        layout: device.layout,
        name: None,
        mac,
        vacated: vacated(says, &slots),
        slots,
        version: "2411251600".to_owned(),
        window: None,
        profile_name: None,
        in_place: in_place(&fragments),
    };
    let renderer = Renderer::new(built_in(device), &NO_ROSTER, &BTreeMap::new(), None);
    match renderer.render(&page) {
        Ok(rendered) => {
            for slot in &page.slots {
                let (then, now) = (
                    rendered.says.account(slot.position),
                    says.account(slot.position),
                );
                assert_eq!(then.handset, now.handset);
                assert_eq!(then.active, Some(true));
                let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
                assert_eq!(text(then.user_id), text(now.user_id));
                assert_eq!(text(then.login), text(now.login));
                assert_eq!(text(then.display_name), text(now.display_name));
                assert!(
                    text(then.password.map(Hidden::expose))
                        == text(now.password.map(Hidden::expose))
                );
            }
            // The next run makes the same file of it, and sees so at a glance.
            let (_, again) = device.read_with_fragments(&rendered.bytes).unwrap();
            page.in_place = in_place(&again);
            let second = renderer.render(&page).unwrap();
            assert!(second.bytes == rendered.bytes && second.lost.is_empty());
            page.in_place = Vec::new();
            if !fragments.iter().any(Fragment::uses_namespaces) {
                assert!(renderer.renders_to(&page, &rendered.bytes, true));
            }
        }
        // Such a base is held.
        Err(RenderError::Mismatch(_) | RenderError::Character(_)) => {}
        Err(error) => panic!("{error}"),
    }
}
