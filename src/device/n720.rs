//! The Gigaset N720: position -> account and handset.

mod from;
mod glance;
mod item;
mod reader;

use item::{ACCOUNTS, AccountItem, HANDSETS, Item, PositionId, parse_number, unquote};

use std::cmp::Ordering;
use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::fragments::{Kind, Meaning, Owner};
use super::from::{FromError, Made};
use super::layout::{Layout, Reader, Said};
use super::published::{Published, TextItem};
use super::xml::{Step, Tag, has_element, walk};
use crate::settings::Clock;
use crate::value::{Ipui, Mac, WindowStart};
use item::Index;

/// How many positions it has.
pub const POSITIONS: usize = 100;
/// Its template.
pub(super) const TEMPLATE: &str = include_str!("../../templates/n720.xml");

/// The elements around all others.
const FRAME: [&str; 2] = ["ProviderFrame", "Provider"];
/// The element that names the profile.
pub(super) const PROFILE_NAME: &str = "PROFILE_NAME";

/// The items of the registration PIN. A run that sets one of them speaks of both.
const PIN: [&str; 2] = [
    "bs_custom.bit.userandomregistrationpin",
    "bs_custom.auckdspin",
];

/// The files of the N720.
#[derive(Debug)]
pub struct N720;

impl Layout for N720 {
    fn file_name(&self, mac: Mac) -> String {
        format!("{mac}.xml")
    }

    fn positions(&self) -> Option<usize> {
        Some(POSITIONS)
    }

    fn recognizes(&self, head: &[u8]) -> bool {
        has_element(head, FRAME[0])
    }

    fn recognized_by(&self) -> &'static str {
        "ProviderFrame, MAC_ADDRESS or SYMB_ITEM"
    }

    fn frame(&self) -> &'static [&'static str] {
        &FRAME
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(reader::Items)
    }

    fn glance(&self, bytes: &[u8]) -> Published {
        glance::glance(bytes)
    }

    fn meaning(&self, tag: &Tag<'_>) -> Meaning {
        let element = tag.name();
        let value = tag.value.as_deref();
        let (name, kind) = match tag.id.as_deref().filter(|_| tag.is("SYMB_ITEM")) {
            Some(id) => (id, kind_of_item(id, value)),
            None if tag.is("MAC_ADDRESS") => (element, Kind::Known),
            None if tag.is("VERSION") => (element, Kind::Version),
            None => (element, Kind::Element),
        };
        let position = || PositionId::parse(name)?.position;
        let position = (kind == Kind::Item).then(position).flatten();
        Meaning {
            name: name.into(),
            kind,
            owner: position.map_or(Owner::Base, Owner::Position),
        }
    }

    fn key(&self, id: &str) -> String {
        item::key(id).map(char::from).collect()
    }

    fn compare_ids(&self, a: &str, b: &str) -> Ordering {
        item::key(a).cmp(item::key(b))
    }

    fn complete(&self, keys: &mut BTreeSet<String>) {
        if PIN.iter().any(|item| keys.contains(*item)) {
            keys.extend(PIN.map(str::to_owned));
        }
    }

    fn is_pin(&self, key: &str) -> bool {
        PIN.contains(&key)
    }

    fn is_of_handset(&self, id: &str) -> bool {
        item::is_of_position(id)
    }

    fn handset_of(&self, _: &str) -> Option<Ipui> {
        None
    }

    fn setting_of(&self, id: &str) -> Option<&'static str> {
        item::setting_of(id)
    }

    /// Behind `MAC_ADDRESS` and the elements that follow it, before the first item.
    fn point(&self, text: &str) -> usize {
        let (mut depth, mut head, mut found) = (0_usize, None, None);
        // A text that is no XML is refused in any case.
        let _ = walk(text, |step, range| {
            match step {
                Step::Begin(tag) if tag.name() == "SYMB_ITEM" => {
                    found = Some(head.map_or(range.start, |(_, end)| end));
                }
                Step::Begin(tag) => {
                    if tag.name() == "MAC_ADDRESS" {
                        head = Some((depth, range.end));
                    }
                    depth += 1;
                }
                Step::End => {
                    depth = depth.saturating_sub(1);
                    match head {
                        Some((at, _)) if at == depth => head = Some((at, range.end)),
                        Some((at, end)) if depth < at => found = Some(end),
                        _ => {}
                    }
                }
                _ => {}
            }
            // It need not go on once the place is known.
            found.map_or(Ok(()), |_| Err(String::new()))
        });
        let end = |(_, end)| end;
        found.or(head.map(end)).unwrap_or(text.len())
    }

    fn names_its_base(&self) -> bool {
        true
    }

    fn item(&self, said: Said) -> &'static str {
        match said {
            Said::Active => "ucB_SIP_ACCOUNT_IS_ACTIVE_1",
            Said::Extension => "aucS_SIP_USER_ID",
            Said::Login => "aucS_SIP_LOGIN_ID",
            Said::Password => "aucS_SIP_PASSWORD",
            Said::DisplayName => "aucS_SIP_DISPLAYNAME",
            Said::Handset => "aucHandsetCode",
            Said::Somebody => "aucHandsetCode or aucS_SIP_USER_ID",
            Said::Provider => "ucVoipProviderIndex",
            Said::AccountName => "aucS_SIP_ACCOUNT_NAME_1",
            Said::Voicemail => "aucS_VOIP_NET_AM_NUMBER_1",
        }
    }

    fn unquoted<'v>(&self, value: &'v str) -> &'v str {
        unquote(value)
    }

    fn template_of(&self, bytes: &[u8]) -> Result<Made, FromError> {
        from::template_of(bytes)
    }

    /// `ddmmyyhhii` by the base's own clock, which is taken for the one here.
    fn window_start(&self, start: WindowStart, _: Clock) -> String {
        start.to_string()
    }

    fn window_time(&self, text: &str, _: Clock) -> Option<NaiveDateTime> {
        WindowStart::from_device(text.trim()).map(WindowStart::time)
    }
}

fn kind_of_item(id: &str, value: Option<&str>) -> Kind {
    match Item::parse(id) {
        Item::Other | Item::Account(Index::Unknown, _) | Item::Handset(Index::Unknown) => {
            Kind::Item
        }
        Item::Account(Index::All, item) if may_stay(item, value) => Kind::Item,
        Item::Account(Index::All, _) => Kind::Tangled,
        _ => Kind::Known,
    }
}

/// Whether an item for all positions makes no account of one that nobody has.
fn may_stay(item: AccountItem, value: Option<&str>) -> bool {
    let value = value.unwrap_or_default();
    match item {
        AccountItem::Active => parse_number(value) == Ok(0),
        AccountItem::Text(TextItem::Login | TextItem::Password | TextItem::UserId) => {
            unquote(value).trim().is_empty()
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_is_behind_the_head_and_before_the_first_item() {
        for (before, after) in [
            (
                "<P><MAC_ADDRESS value='1'/>",
                "<SYMB_ITEM ID='a' value='1'/></P>",
            ),
            (
                "<P><MAC_ADDRESS value='1'/><V value='2'/>",
                "\n<!-- SIP account 1 --><SYMB_ITEM/></P>",
            ),
            (
                "<P><MAC_ADDRESS value='1'></MAC_ADDRESS><V><W/></V>",
                "</P>",
            ),
            (
                "<P><MAC_ADDRESS value='1'/><V/>",
                "<G><X/><SYMB_ITEM/></G></P>",
            ),
            (
                "<P>",
                "<SYMB_ITEM ID='a' value='1'/><MAC_ADDRESS value='1'/></P>",
            ),
            ("<P><Q><MAC_ADDRESS/></Q>", ""),
        ] {
            let text = format!("{before}{after}");
            let expected = if after.is_empty() {
                text.len() - "</Q>".len()
            } else {
                before.len()
            };
            assert_eq!(N720.point(&text), expected, "{text}");
        }
    }
}
