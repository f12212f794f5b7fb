//! Bytes of a provisioning file -> what it says.

use super::item::{AccountItem, Index, Item, parse_flag, parse_number, unquote};
use super::{FRAME, POSITIONS, PROFILE_NAME};
use crate::device::layout::Reader;
use crate::device::published::{HandsetCode, Published, Record, TextItem};
use crate::device::xml::{Tag, shown_id};
use crate::value::{Ipui, IpuiError, Position};

/// Reads the files of an N720: `0x1` for 1, spaces in byte lists, hexadecimal indexes and `[%]` items are
/// taken.
pub(super) struct Items;

impl Reader for Items {
    fn begin(&mut self, tag: &Tag<'_>, says: &mut Published) -> Result<(), String> {
        says.take_element(tag)
    }

    fn end(&mut self, _: &mut Published) -> Result<(), String> {
        Ok(())
    }

    fn finish(&mut self, _: &mut Published) {}
}

/// Five bytes, `0x02,0x9E,0x74,0xA5,0x99`; all zero means "de-register".
pub(super) fn handset_code(value: &str) -> Result<HandsetCode, String> {
    let bytes = match usual_bytes(value) {
        Some(bytes) => bytes,
        None => any_bytes(value)?,
    };
    match Ipui::from_bytes(bytes) {
        Ok(ipui) => Ok(HandsetCode::Reserved(ipui)),
        Err(IpuiError::Zero) => Ok(HandsetCode::Deregister),
        Err(error) => Err(error.to_string()),
    }
}

/// The bytes of a code that is written as the program writes it.
fn usual_bytes(value: &str) -> Option<[u8; 5]> {
    let mut bytes = [0_u8; 5];
    let mut rest = value.as_bytes();
    for byte in &mut bytes {
        let [b'0', b'x', high, low, after @ ..] = rest else {
            return None;
        };
        let digit = |digit: u8| char::from(digit).to_digit(16);
        *byte = u8::try_from(digit(*high)? << 4 | digit(*low)?).ok()?;
        rest = after.strip_prefix(b",").unwrap_or(after);
    }
    (value.len() == "0x00,0x00,0x00,0x00,0x00".len()).then_some(bytes)
}

fn any_bytes(value: &str) -> Result<[u8; 5], String> {
    let mut bytes = [0_u8; 5];
    let mut parts = unquote(value).split(',');
    for byte in &mut bytes {
        let part = parts.next().ok_or("it has fewer than five bytes")?;
        *byte = u8::try_from(parse_number(part)?).map_err(|_| "a byte is above 255")?;
    }
    if parts.next().is_some() {
        return Err("it has more than five bytes".into());
    }
    Ok(bytes)
}

impl Published {
    fn take_element(&mut self, tag: &Tag<'_>) -> Result<(), String> {
        self.is_provisioning |= tag.is(FRAME[0]);
        match (tag.id.as_deref(), tag.value.as_deref()) {
            (Some(id), Some(value)) if tag.is("SYMB_ITEM") => self.take_item(id, value),
            _ if tag.is("SYMB_ITEM") => Err("a SYMB_ITEM has no ID or no value".into()),
            (_, Some(value)) if tag.is("MAC_ADDRESS") => {
                let mac = unquote(value)
                    .parse()
                    .map_err(|error| format!("MAC_ADDRESS: {error}"))?;
                if self.mac.replace(mac).is_some_and(|other| other != mac) {
                    return Err("MAC_ADDRESS: the file names two bases".into());
                }
                Ok(())
            }
            (_, Some(value)) if tag.is("VERSION") => {
                self.version = Some(value.to_owned());
                Ok(())
            }
            (_, Some(value)) => self.keep_other(tag.name(), value),
            _ => Ok(()),
        }
    }

    /// Takes the name of the profile, for a guess at what the file says.
    pub(super) fn take_profile_name(&mut self, name: &str) {
        if self.keep_other(PROFILE_NAME, name).is_ok() {
            self.order_others();
        }
    }

    fn take_item(&mut self, id: &str, value: &str) -> Result<(), String> {
        self.is_provisioning = true;
        match Item::parse(id) {
            Item::Account(Index::Unknown, item) => {
                let names_account = item == AccountItem::Text(TextItem::UserId);
                self.take_unplaced(
                    id,
                    value,
                    names_account && !unquote(value).trim().is_empty(),
                )
            }
            Item::Handset(Index::Unknown) => {
                let names_handset = handset_code(value) != Ok(HandsetCode::Deregister);
                self.take_unplaced(id, value, names_handset)
            }
            Item::Account(index, item) => self.take_account_item(index, item, value),
            Item::Handset(index) => handset_code(value).map(|code| {
                if let Index::At(position) = index {
                    let record = &mut self.records[position.index()];
                    let is_other = record.own_handset && record.handset != Some(code);
                    record.own_handset = true;
                    if is_other {
                        self.contradict(position);
                    }
                }
                self.set(index, |record| record.handset = Some(code));
            }),
            Item::WindowStart => {
                self.window_start = Some(unquote(value).to_owned());
                Ok(())
            }
            Item::WindowSeconds => {
                self.window_seconds = Some(unquote(value).to_owned());
                Ok(())
            }
            Item::Other => self.keep_other(id, value),
        }
        .map_err(|what: String| format!("{}: {what}", shown_id(id)))
    }

    /// Takes an item of a position that the base does not have, or that cannot be read. Whoever is
    /// there would be placed anew, so nobody may be.
    fn take_unplaced(&mut self, id: &str, value: &str, names_somebody: bool) -> Result<(), String> {
        if names_somebody {
            let last = POSITIONS - 1;
            return Err(format!("the index in brackets is not one of 0 to {last}"));
        }
        self.keep_other(id, value)
    }

    fn take_account_item(
        &mut self,
        index: Index,
        item: AccountItem,
        value: &str,
    ) -> Result<(), String> {
        match item {
            AccountItem::Active => {
                let active = parse_flag(value)?;
                self.set(index, |record| record.active = Some(active));
            }
            AccountItem::VoicemailEnabled => {
                let enabled = parse_flag(value)?;
                self.set(index, |record| record.voicemail_enabled = Some(enabled));
            }
            AccountItem::Provider => {
                let provider = parse_number(value)?;
                self.set(index, |record| record.provider = Some(provider));
            }
            AccountItem::Text(text) => {
                let span = self.keep(unquote(value))?;
                if let (Index::At(position), TextItem::UserId) = (index, text) {
                    let record = &self.records[position.index()];
                    let before = record.texts[text as usize].filter(|_| record.own_user_id);
                    if before.is_some_and(|before| self.text(before) != self.text(span)) {
                        self.contradict(position);
                    }
                    self.records[position.index()].own_user_id = true;
                }
                self.set(index, |record| record.texts[text as usize] = Some(span));
            }
        }
        Ok(())
    }

    /// Notes that the file says two things of a position, each for itself.
    fn contradict(&mut self, position: Position) {
        self.doubt.get_or_insert_with(|| {
            format!("it gives SIP account {position} two different handsets or extensions")
        });
    }

    fn set(&mut self, index: Index, set: impl Fn(&mut Record)) {
        match index {
            Index::At(position) => set(&mut self.records[position.index()]),
            Index::All => self.records.iter_mut().for_each(set),
            Index::Unknown => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::ReadError;
    use crate::device::n720::N720;
    use crate::device::published::Account;
    use crate::value::Hidden;

    fn read(bytes: &[u8]) -> Result<Published, ReadError> {
        crate::device::reader::read(&N720, bytes)
    }

    fn document(items: &str) -> Vec<u8> {
        format!("<?xml version='1.0' encoding=\"ISO-8859-1\"?><ProviderFrame><Provider>{items}</Provider></ProviderFrame>")
            .into_bytes()
    }

    fn account(index: usize, published: &Published) -> Account<'_> {
        published.account(Position::from_index(index).unwrap())
    }

    #[test]
    fn odd_spellings_of_a_hand_made_file_are_understood() {
        let mut bytes = document(
            "<!-- by hand --><MAC_ADDRESS value = '7c:2f:80:12:34:56' ></MAC_ADDRESS>\
             <SYMB_ITEM value='0x1' class=\"symb_item\" ID='BS_VOIP_Data.astVoipAccounts[2].ucB_SIP_ACCOUNT_IS_ACTIVE_1'/>\
             <SYMB_ITEM value=\"&quot;J@rgen &amp; &#x141;&quot;\" ID='BS_VOIP_Data.astVoipAccounts[2].aucS_SIP_DISPLAYNAME[0]'></SYMB_ITEM>\
             <SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[%].ucVoipProviderIndex' value='3'/>\
             <SYMB_ITEM ID='BS_Accounts.astAccounts[2].aucHandsetCode[0]' value=' 0x2, 0x9e ,0x74,0xA5,0x99'/>\
             <SYMB_ITEM ID='BS_Accounts.astAccounts[3].aucHandsetCode[0]' value='0x00,0x00,0x00,0x00,0x00'/>\
             <SYMB_ITEM ID='Something.Else' value='9'/>",
        );
        let umlaut = bytes.iter().position(|byte| *byte == b'@').unwrap();
        bytes[umlaut] = 0xFC;
        let published = read(&bytes).unwrap();
        assert_eq!(published.mac, "7C2F80123456".parse().ok());
        assert_eq!(published.other("Something.Else"), Some("9"));
        let account = account(2, &published);
        assert_eq!(account.active, Some(true));
        assert_eq!(account.display_name, Some("Jürgen & Ł"));
        assert_eq!(account.provider, Some(3));
        assert_eq!(account.ipui(), "029E74A599".parse().ok());
        assert_eq!(published.handsets().count(), 1);
        assert_eq!(
            published.account(Position::from_index(3).unwrap()).handset,
            Some(HandsetCode::Deregister)
        );
    }

    #[test]
    fn a_later_item_overrules_an_earlier_one() {
        let bytes = document(
            "<SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[0].ucB_SIP_ACCOUNT_IS_ACTIVE_1' value='1'/>\
             <SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[%].ucB_SIP_ACCOUNT_IS_ACTIVE_1' value='0'/>",
        );
        assert_eq!(account(0, &read(&bytes).unwrap()).active, Some(false));
    }

    #[test]
    fn what_cannot_be_understood_is_refused_with_its_line() {
        let handset = |value: &str| {
            document(&format!(
                "\n<SYMB_ITEM ID='BS_Accounts.astAccounts[0].aucHandsetCode[0]' value='{value}'/>"
            ))
        };
        let attributes: Vec<_> = (0..200_000)
            .map(|number| format!(" a{number}=''"))
            .collect();
        let crowded = format!("<a{}/>", attributes.concat());
        for (bytes, line, what) in [
            (Vec::new(), 1, "no XML element"),
            (b"hello".to_vec(), 1, "no XML element"),
            (b"<a>\n<b/>\n".to_vec(), 3, "ends in the middle"),
            (b"<a>\n</b>".to_vec(), 2, "not XML"),
            (
                b"<?xml version='1.0' encoding='klingon'?><a/>".to_vec(),
                1,
                "klingon",
            ),
            (b"<a b='\xFF'/>".to_vec(), 1, "encoding UTF-8"),
            (
                b"<a>&unknown;<b value='&unknown;'/></a>".to_vec(),
                1,
                "broken",
            ),
            (
                b"<a><VERSION value='1' value='2'/></a>".to_vec(),
                1,
                "broken",
            ),
            (crowded.into_bytes(), 1, "more than 100 attributes"),
            (handset("0x02,0x9E"), 2, "fewer than five bytes"),
            (
                handset("0x02,0x9E,0x74,0xA5,0x99,0x01"),
                2,
                "more than five bytes",
            ),
            (
                handset("0x12,0x9E,0x74,0xA5,0x99"),
                2,
                "begins with 0, not with 1",
            ),
            (handset("2,9E,74,A5,99"), 2, "not a number"),
        ] {
            let error = read(&bytes).map(|_| ()).unwrap_err();
            assert!(
                error.line == line && error.what.contains(what),
                "{error} / {what}"
            );
        }
    }

    #[test]
    fn no_password_is_shown_by_debug() {
        let bytes = document(
            "<SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[0].aucS_SIP_PASSWORD[0]' value='\"hush\"'/>",
        );
        let published = read(&bytes).unwrap();
        assert_eq!(
            account(0, &published).password.map(Hidden::expose),
            Some("hush")
        );
        assert!(!format!("{published:?} {:?}", account(0, &published)).contains("hush"));
    }
}
